"""The trash: what is in it, put back or erased for good."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from carnet.queries.trash import Goes, TrashedCard
from carnet.ui.panel_parts import ButtonRow, Words, plain, primary
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW, long_date, plural

NAMED = 3  # people named before they are counted
_CARD = int(Qt.ItemDataRole.UserRole)


class TrashPanel(QWidget):
    """`restore_wanted(keys)`; `weigh_wanted(keys)`: what would go must be told, by `ask`; `erase_wanted(keys)`: it was
    told, and confirmed. `left`: Esc."""

    restore_wanted = Signal(list)
    weigh_wanted = Signal(list)
    erase_wanted = Signal(list)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._asking: tuple[int, ...] = ()
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Corbeille"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Fiches dans la corbeille"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemSelectionChanged.connect(self._on_chosen)
        self.empty = QLabel(
            self.tr("La corbeille est vide. Une fiche jetée y attend, entière, qu’on la remette ou qu’on l’efface.")
        )
        self.empty.setWordWrap(True)
        lettered(self.empty, "plain", soft=True)
        self.restore = primary(self.tr("Remettre dans le carnet   Entrée"))
        self.erase = plain(self.tr("Effacer pour toujours…   Suppr"))
        self.question = Words(theme, "", size=14, weight=500, colour="warning")
        self.confirm, self.spare = plain(self.tr("Effacer pour toujours")), primary(self.tr("Garder   Échap"))
        self.buttons, self.confirming = (
            ButtonRow(theme, (self.restore, self.erase)),
            ButtonRow(theme, (self.spare, self.confirm)),
        )
        self.restore.clicked.connect(self._restore)
        self.erase.clicked.connect(self._weigh)
        self.confirm.clicked.connect(self._erase)
        self.spare.clicked.connect(self._spare)
        self._column = QVBoxLayout(self)
        for widget in (self.empty, self.list, self.buttons, self.question, self.confirming):
            self._column.addWidget(widget)
        self._column.setStretchFactor(self.list, 1)
        self._column.addStretch(0)
        theme.changed.connect(self._renew)
        self._renew()
        self.show_cards(())

    def show_cards(self, cards: Sequence[TrashedCard]) -> None:
        """Show what is in the trash."""
        self.list.clear()
        for card in cards:
            item = QListWidgetItem(_line(card))
            item.setData(_CARD, card)
            self.list.addItem(item)
        self.list.setCurrentRow(0 if cards else -1)
        self.list.setVisible(bool(cards))
        self.empty.setVisible(not cards)
        self._spare()

    @property
    def chosen(self) -> list[TrashedCard]:
        """Those selected."""
        return [item.data(_CARD) for item in self.list.selectedItems()]

    def ask(self, keys: Sequence[int], goes: Goes) -> None:
        """Say what would go for good, and wait for a yes."""
        if list(keys) != [card.key for card in self.chosen]:
            return
        self._asking = tuple(keys)
        self.question.setText(_question([card.name for card in self.chosen], goes))
        self._show_question(asking=True)
        self.spare.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter puts back, Suppr asks before erasing, Esc keeps, then leaves."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self._asking:
                self._spare()
                self.list.setFocus()
            else:
                self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._asking:
            self._restore()
        elif key == Qt.Key.Key_Delete and not self._asking:
            self._weigh()
        else:
            super().keyPressEvent(event)

    def _show_question(self, *, asking: bool) -> None:
        self.question.setVisible(asking)
        self.confirming.setVisible(asking)
        self.buttons.setVisible(not asking and bool(self.chosen))

    @Slot()
    def _on_chosen(self) -> None:
        self._spare()

    @Slot()
    def _restore(self) -> None:
        if self.chosen:
            self.restore_wanted.emit([card.key for card in self.chosen])

    @Slot()
    def _weigh(self) -> None:
        if self.chosen:
            self.weigh_wanted.emit([card.key for card in self.chosen])

    @Slot()
    def _erase(self) -> None:
        keys, self._asking = list(self._asking), ()
        if keys:
            self.erase_wanted.emit(keys)

    @Slot()
    def _spare(self) -> None:
        self._asking = ()
        self._show_question(asking=False)

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self._column.setContentsMargins(px(20), px(12), px(20), px(12))
        self._column.setSpacing(px(8))
        self.list.setStyleSheet(
            f"QListWidget {{ background: {colours.panel}; border: none; outline: none; font-size: {px(14)}px; }}"
            f"QListWidget::item {{ padding: {px(8)}px {px(10)}px; border-bottom: 1px solid {colours.line}; }}"
            f"QListWidget::item:selected {{ background: {colours.selected}; color: {colours.ink};"
            f" border-left: {px(4)}px solid {colours.accent}; }}"
        )


def _line(card: TrashedCard) -> str:
    waiting = plural(card.open_referrals, "adressage à suivre attend", "adressages à suivre attendent")
    thrown = f"jetée le {long_date(card.deleted_at.astimezone().date())}"
    return " · ".join(part for part in (card.name, thrown, waiting if card.open_referrals else "") if part)


def _question(names: Sequence[str], goes: Goes) -> str:
    """« Effacer pour toujours Dr Anne ROUX, ses 3 lignes et 2 adressages ? Rien ne reviendra. »"""
    who = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        who += f" et {plural(len(names) - NAMED, 'autre', 'autres')}"
    with_ = [
        plural(count, one, many)
        for count, one, many in (
            (goes.lines, "ligne", "lignes"),
            (goes.referrals, "adressage", "adressages"),
            (goes.opinions, "avis ou retour", "avis et retours"),
            (goes.documents, "document", "documents"),
        )
        if count
    ]
    what = f", avec {', '.join(with_)}" if with_ else ""
    return f"Effacer pour toujours {who}{what}{NARROW}? Rien n’en reviendra, pas même par Annuler."
