"""What a file holds that could not be read as it is written, line by line."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QListWidget

from carnet.exchange.incoming import Trouble
from carnet.services.imports import Row
from carnet.ui.mapping_preview import trouble_words
from carnet.ui.panel_parts import Column, plain, primary
from carnet.ui.theme import Theme


class TroublesPage(Column):
    """`left`: back to the review. `card_wanted(str)`: the card of a trouble, by its key in the review."""

    left = Signal()
    card_wanted = Signal(str)

    def __init__(self, theme: Theme, troubles: Sequence[tuple[str, str]]) -> None:
        """`troubles`: the words of each, and the key of its card, "" for one that is about none."""
        super().__init__(theme, self.tr("Remarques sur le fichier"))
        self.soft(self.tr("Ces lignes ont été lues autrement qu’elles ne sont écrites, ou laissées. Le reste est lu."))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Remarques, ligne par ligne"))
        self.list.setWordWrap(True)
        self.list.addItems([words for words, _ in troubles])
        self._keys = [key for _, key in troubles]
        self.list.itemActivated.connect(lambda _: self._see())
        self.column.addWidget(self.list, 1)
        self.close_button = self.leaving = plain(self.tr("Revenir à la revue   Échap"))
        self.close_button.clicked.connect(self.left)
        self.see_button = primary(self.tr("Voir la fiche   Entrée"))
        self.see_button.clicked.connect(self._see)
        self.buttons(self.see_button, self.close_button)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.setCurrentRow(0)
        self.setFocusProxy(self.list)

    @Slot(int)
    def _on_row(self, at: int) -> None:
        self.see_button.setEnabled(0 <= at < len(self._keys) and bool(self._keys[at]))

    @Slot()
    def _see(self) -> None:
        if self.see_button.isEnabled():
            self.card_wanted.emit(self._keys[self.list.currentRow()])


def with_cards(troubles: Iterable[Trouble], rows: Iterable[Row]) -> list[tuple[str, str]]:
    """The words of each trouble, with the name of its card where it is about one, and the key of that card."""
    cards = {(row.first_line, words): row for row in rows for words in row.problems}
    found = ((trouble, cards.get((trouble.line, trouble.words))) for trouble in troubles)
    return [(trouble_words(one, row.name if row else ""), row.key if row else "") for one, row in found]
