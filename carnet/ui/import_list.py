"""« Imports »: what was brought in, when and from whom; each is taken back later in one deed."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carnet.queries.import_list import BegunReview, ImportLine
from carnet.queries.import_words import beginning, brought, taken_back
from carnet.services.imports import KeptCard, Undoing
from carnet.ui.panel_parts import Column, Link, Words, plain, primary
from carnet.ui.theme import Theme
from carnet.words import NARROW, long_date, number, plural

NAMED = 40  # cards kept that are named
_SEE = "see"


class ImportList(Column):
    """`undo_wanted(ImportLine)`; `forget_wanted(BegunReview)`; `opened(KeptCard)`; `import_wanted`; `left`."""

    undo_wanted = Signal(object)
    forget_wanted = Signal(object)
    opened = Signal(object)
    import_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Imports"))
        self.said = self.notice()
        self.import_button, self.close_button = (
            primary(self.tr("Importer des fiches…")),
            plain(self.tr("Fermer   Échap")),
        )
        self.leaving = self.close_button
        self.import_button.clicked.connect(self.import_wanted)
        self.close_button.clicked.connect(self.left)
        self.buttons(self.import_button, self.close_button)
        self._done = QWidget()
        self._done_column = QVBoxLayout(self._done)
        self._done_column.setContentsMargins(0, 0, 0, 0)
        self._done_column.setSpacing(0)
        self.column.addWidget(self._done)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self._list)
        self.column.addStretch(1)
        self.links: dict[str, Link] = {}
        self.sentence = ""
        self.setFocusProxy(self.import_button)
        self._done.hide()

    def show_imports(self, made: Sequence[ImportLine], begun: Sequence[BegunReview]) -> None:
        """Show what was imported, and what waits."""
        _clear(self._column)
        self.links = {name: link for name, link in self.links.items() if name == _SEE or name.startswith("b:")}
        for review in begun:
            self._begun(review)
        for line in made:
            self._made(line)
        if not made and not begun:
            self._words(
                self.tr("Rien n’a encore été importé. Ce qui le sera restera dans cette liste, et s’y défera."),
                soft=True,
            )
        self._order()

    def show_undone(self, line: ImportLine, undone: Undoing) -> None:
        """Say what was taken back, and who was kept."""
        _clear(self._done_column)
        self.links = {name: link for name, link in self.links.items() if name != _SEE and not name.startswith("b:")}
        next_one: QWidget = self.close_button
        self.sentence = undone_words(line, undone)
        said = Words(self.theme, self.sentence, size=14, weight=600)
        said.setContentsMargins(0, 0, 0, self.theme.px(4))
        self._done_column.addWidget(said)
        if undone.kept_cards:
            see = Link(self.theme, self.tr("les voir"))
            see.clicked.connect(lambda: self._show_kept(see, undone.kept_cards))
            self._done_column.addWidget(see)
            self.links[_SEE] = next_one = see
        self._done.show()
        self._order()
        next_one.setFocus(Qt.FocusReason.OtherFocusReason)  # the link that was pressed goes

    def _show_kept(self, see: Link, cards: Sequence[KeptCard]) -> None:
        see.hide()
        for card in cards[:NAMED]:
            link = Link(self.theme, card.name)
            link.clicked.connect(lambda _=False, card=card: self.opened.emit(card))
            self._done_column.addWidget(link)
            if card.since:
                since = Words(self.theme, " · ".join(card.since), size=12.5, colour="soft")
                since.setContentsMargins(self.theme.px(6), 0, 0, self.theme.px(8))  # under the link's own letters
                self._done_column.addWidget(since)
            self.links[card.id] = link
        if len(cards) > NAMED:
            more = plural(len(cards) - NAMED, "autre", "autres")
            self._done_column.addWidget(Words(self.theme, f"… et {more}", size=13, colour="soft"))
        self._order()
        first = self.links.get(cards[0].id)
        if first is not None:
            first.setFocus()

    def _order(self) -> None:
        """Tab goes down the panel: the buttons, those kept, the imports."""
        kept = [link for name, link in self.links.items() if name == _SEE or name.startswith("b:")]
        made = [link for link in self.links.values() if link not in kept]
        for one, following in pairwise([self.import_button, self.close_button, *kept, *made]):
            self.setTabOrder(one, following)

    @Slot(str)
    def refuse(self, words: str) -> None:
        """Say what went wrong."""
        self.said.say(words)
        self.setEnabled(True)

    def _made(self, line: ImportLine) -> None:
        link = None if line.undone_at else Link(self.theme, self.tr("Défaire"))
        self._entry(long_date(line.made_at.astimezone().date()), beginning(line.source) or line.file_name, link)
        counts = brought(line.new, line.completed) or self.tr("rien de neuf")
        tail = f" · {line.file_name}" if line.source else ""
        self._words(f"{counts}{tail}", soft=True)
        if line.undone_at:
            self._words(self.tr("Défait le {day}").format(day=long_date(line.undone_at.astimezone().date())), soft=True)
        elif link is not None:
            link.setAccessibleName(f"Défaire l’import du {long_date(line.made_at.astimezone().date())}")
            link.clicked.connect(lambda: self.undo_wanted.emit(line))
            self.links[line.batch] = link

    def _begun(self, review: BegunReview) -> None:
        link = Link(self.theme, self.tr("Oublier"))
        link.setAccessibleName(self.tr("Oublier la revue de {name}").format(name=review.file_name))
        link.clicked.connect(lambda: self.forget_wanted.emit(review))
        self.links[review.digest] = link
        self._entry(self.tr("Revue commencée le {day}").format(day=long_date(review.begun_at.astimezone().date())),
                    review.file_name, link)  # fmt: skip
        decided = plural(review.decided, "décision gardée", "décisions gardées")
        self._words(self.tr("{said}. Rouvrez ce fichier pour continuer.").format(said=decided), soft=True)

    def _entry(self, head: str, what: str, link: Link | None) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, self.theme.px(8), 0, 0)
        row.addWidget(Words(self.theme, f"{head}\n{what}", size=14, weight=600), 1)
        if link is not None:
            row.addWidget(link)
        holder = QWidget()
        holder.setLayout(row)
        self._column.addWidget(holder)

    def _words(self, text: str, *, soft: bool = False) -> None:
        colour = "soft" if soft else "ink"
        self._column.addWidget(Words(self.theme, text, size=13, colour=colour))


def what_came(source: str, file_name: str) -> str:
    """« Carnet du Dr Morel », « Import de « contacts.vcf » »."""
    if source.startswith("carnet d"):
        return beginning(source)
    return f"Import de «{NARROW}{file_name}{NARROW}»"


def retired_words(source: str, file_name: str, removed: int, restored: int) -> str:
    """« Carnet du Dr Morel retiré : 486 fiches enlevées, 37 remises comme avant. »"""
    return f"{what_came(source, file_name)} retiré{NARROW}: {taken_back(removed, restored)}."


def undone_words(line: ImportLine, undone: Undoing) -> str:
    """The sentence of an import taken back, those kept counted."""
    said = retired_words(line.source, line.file_name, undone.removed, undone.restored)
    cards = ("", "") if undone.removed or undone.restored else ("fiche ", "fiches ")  # named once
    if undone.kept == 1:
        return f"{said} 1 {cards[0]}modifiée depuis est gardée."
    return f"{said} {number(undone.kept)} {cards[1]}modifiées depuis sont gardées." if undone.kept else said


def _clear(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
