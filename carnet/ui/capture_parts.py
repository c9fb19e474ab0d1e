"""Parts of the capture panel: the big field, a line that offers something, the page of a hospital's services."""

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from carnet import words
from carnet.domain.capture_corrections import corrected_hospital
from carnet.domain.capture_hospital import LONGEST_LIST, HospitalProposal
from carnet.ui.capture_rows import NoteField, quiet
from carnet.ui.capture_services import ServicesTable
from carnet.ui.choice_field import Choice, ChoiceField
from carnet.ui.panel_parts import Button, Words
from carnet.ui.theme import Theme


class BigField(NoteField):
    """Where it is typed or pasted. `shortened(str)`: what to say of a paste longer than anything that can be read."""

    shortened = Signal(str)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Plain text only, and no more of it than is read."""
        room = LONGEST_LIST - len(self.toPlainText())
        text = source.text().strip("\r\n")
        self.textCursor().insertText(text[: max(0, room)])
        if len(text) > room:
            self.shortened.emit(
                self.tr("Ce texte était trop long{n}: seuls ses {most} premiers caractères sont là.").format(
                    n=words.NARROW, most=words.number(LONGEST_LIST)
                )
            )

    def take_room(self, *, low: bool) -> None:
        """A long paste is there to be checked, not to be admired: what is read of it has the room. `low`: little."""
        long = "\n" in self.toPlainText().strip()
        if long != bool(self.property("long")):
            self.setProperty("long", long)
            self.style().unpolish(self)
            self.style().polish(self)
        self.limit((3 if low else 6) if long else 4)


class Strip(QFrame):
    """One line that offers something, with its button."""

    def __init__(self, theme: Theme, button: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("strip")
        self.words = Words(theme, size=13.5)
        self.button = Button(button)
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()
        theme.changed.connect(self._renew)
        self._renew()

    def say(self, text: str) -> None:
        """Offer it."""
        self.words.setText(text)
        self.setVisible(bool(text))

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self.setStyleSheet(
            f"QFrame#strip {{ background: {colours.panel}; border: 1px solid {colours.line};"
            f" border-left: {px(4)}px solid {colours.accent}; border-radius: {px(6)}px; }}"
        )
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(px(12), px(6), px(8), px(6))


class HospitalPage(QWidget):
    """A list's establishment and services. `changed`: other services will be added. `town_wanted(str)`. `entered`."""

    changed = Signal()
    entered = Signal()
    town_wanted = Signal(str)

    def __init__(self, theme: Theme, over: QWidget) -> None:
        """`over`: the panel on which completions are laid."""
        super().__init__()
        self._read: HospitalProposal | None = None
        self._town: tuple[str, str] | None = None
        self.name, self.town, self.table = QLineEdit(), ChoiceField(theme, over), ServicesTable(theme, over)
        self.unread = Words(theme, size=12.5, colour="soft")
        quiet(self.name, self.tr("Établissement"), self.tr("Nom de l’établissement"))
        self.name.setProperty("big", True)
        quiet(self.town, self.tr("Commune"), self.tr("Commune"))
        top, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.name, 3)
        top.addWidget(self.town, 2)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.unread)
        self.town.typed.connect(self._on_town_typed)
        self.town.chosen.connect(self._on_town_chosen)
        self.table.rows.corrected.connect(self.changed)
        self.table.entered.connect(self.entered)

    @property
    def proposal(self) -> HospitalProposal | None:
        """What would be added, None before anything was read."""
        if self._read is None:
            return None
        name = self.name.text() if self.name.isModified() else None
        return corrected_hospital(self._read, self.table.rows.fixes, name=name, commune=self._town)

    def show_read(self, read: HospitalProposal) -> None:
        """The list as read; what a hand has set stays."""
        self._read = read
        self.table.rows.show(read)
        if not self.name.isModified() and self.name.text() != read.name:
            self.name.setText(read.name)
        if self._town is None and not self.town.choosing:
            self.town.show_value(read.city)
        lines = [line.strip() for line in read.unread]
        said = words.plural(len(lines), "ligne non lue", "lignes non lues")
        self.unread.setText(f"{said}{words.NARROW}: " + " · ".join(lines))
        self.unread.setVisible(bool(lines))

    def forget(self) -> None:
        """Another list: nothing is corrected."""
        self._town = None
        self.table.rows.forget()
        self.name.setModified(False)

    @Slot(str)
    def _on_town_typed(self, text: str) -> None:
        self._town = ("", text.strip())
        if text.strip():
            self.town_wanted.emit(text)

    @Slot(object)
    def _on_town_chosen(self, choice: Choice) -> None:
        if isinstance(choice.value, tuple):
            self._town = choice.value
