"""Fields of the proposed card: quiet until the hand comes to them, so that the proposal reads like a card."""

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from carnet import words
from carnet.domain.capture_corrections import LineFix
from carnet.domain.capture_lines import LinePiece
from carnet.domain.phones import is_mobile, national
from carnet.domain.rings import Ring, default_line_ring
from carnet.domain.specialties import Catalogue
from carnet.domain.text import fold
from carnet.ui.choice_field import Choice, ChoiceField
from carnet.ui.panel_parts import Tick
from carnet.ui.theme import Theme, lettered

LONGEST = 300
MOST_CHOICES = 20
_KINDS = {"phone": "", "fax": "fax", "email": "e-mail", "secure": "messagerie sécurisée", "web": "site"}


def quiet(field: QLineEdit | QPlainTextEdit, spoken: str, hint: str = "") -> None:
    """Dress a field of the card: no frame until it is pointed at or has the focus."""
    field.setProperty("quiet", True)
    field.setAccessibleName(spoken)
    field.setPlaceholderText(hint)


def quiet_sheet(theme: Theme) -> str:
    """How quiet fields look, for the panel that holds them."""
    px, colours = theme.px, theme.colours
    names = ("QLineEdit", "QPlainTextEdit")
    at_rest, over, focus = (
        ", ".join(f'{name}[quiet="true"]{state}' for name in names) for state in ("", ":hover", ":focus")
    )
    return (
        f"{at_rest} {{ background: transparent; border: 1px solid transparent; border-radius: {px(4)}px;"
        f" padding: {px(2)}px {px(5)}px; }}"
        f"{over} {{ border: 1px solid {colours.line}; background: {colours.panel}; }}"
        f"{focus} {{ border: 2px solid {colours.accent}; background: {colours.panel};"
        f" padding: {px(1)}px {px(4)}px; }}"
        f'QLineEdit[big="true"] {{ font-size: {px(18)}px; font-weight: 700; }}'
        f'QLineEdit[digits="true"] {{ font-weight: 600; }}'
        f'QPushButton[asks="true"] {{ color: {colours.warning}; font-weight: 600; }}'
        f'QLabel[heading="true"] {{ padding-top: {px(4)}px; }}'
    )


class NamedRows(QGridLayout):
    """Rows of the card, each with its label at the left and a name by which it is shown or not."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: dict[str, tuple[QLabel, QWidget]] = {}
        self.setColumnStretch(1, 1)
        theme.changed.connect(self._renew)
        self._renew()

    def add(self, name: str, label: str, widget: QWidget) -> None:
        """One row more, under the others."""
        said = QLabel(label)
        lettered(said, "row", soft=True)
        said.setProperty("heading", True)
        at = len(self._rows)
        self.addWidget(said, at, 0, Qt.AlignmentFlag.AlignTop)
        self.addWidget(widget, at, 1)
        self._rows[name] = said, widget

    def show_row(self, name: str, *, on: bool) -> None:
        """Show a row, or not."""
        for widget in self._rows[name]:
            widget.setVisible(on)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(px(8))
        self.setVerticalSpacing(px(3))
        self.setColumnMinimumWidth(0, px(112))


class NoteField(QPlainTextEdit):
    """A few lines of text. `entered`: Enter; Maj Enter begins a new line. Tab goes on."""

    entered = Signal()
    edited = Signal(str)

    def __init__(self, theme: Theme, *, most_lines: int) -> None:
        super().__init__()
        self._theme, self._most = theme, most_lines
        self._quiet = False
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._on_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        theme.changed.connect(self._fit)
        self._fit()

    def show_text(self, text: str) -> None:
        """Put a text in as if it had been read."""
        if text != self.toPlainText():
            self._quiet = True
            self.setPlainText(text)
            self._quiet = False

    def limit(self, lines: int) -> None:
        """Be as high as that many lines at the most."""
        self._most = lines
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter is for the panel, Maj Enter a new line."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif enter:
            self.textCursor().insertText("\n")
            self.ensureCursorVisible()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Other letters take another room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    @Slot()
    def _on_changed(self) -> None:
        if not self._quiet:
            self.edited.emit(self.toPlainText())

    @Slot()
    def _fit(self) -> None:
        """As high as its lines, up to the most."""
        lines = max(1, min(self._most, int(self.document().size().height())))
        margins = self.contentsMargins()
        edges = margins.top() + margins.bottom() + 2 * int(self.document().documentMargin())
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + edges + 2)


class RingButton(QPushButton):
    """For whom a line is: « pour le patient » or « pour moi »; Space or a click turns it, P and M say it."""

    turned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._line = ("", "")
        self.ring, self.asks = "", False
        self.setProperty("flat", True)
        self.clicked.connect(self._turn)

    def show_ring(self, value: str, use: str, ring: str, *, asks: bool) -> None:
        """The ring of a line; `asks`: nobody has said it yet."""
        self._line = value, use
        self.asks = asks
        self.ring = ring or default_line_ring(national(value), use).label
        public = self.ring == Ring.PUBLIC.label
        self.setText(self.tr("pour le patient") if public else self.tr("pour moi"))
        if asks:
            self.setText(self.tr("pour moi\u202f? Alt P, pour le patient"))
        self.setAccessibleName(self.text())
        self.setProperty("asks", asks)
        self.style().unpolish(self)
        self.style().polish(self)

    def say(self, *, patient: bool) -> None:
        """For the patient, or for the owner."""
        value, _ = self._line
        mine = Ring.PERSONAL if is_mobile(national(value)) else Ring.PRACTICE
        self.turned.emit(Ring.PUBLIC.label if patient else mine.label)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """P and M; Enter is for the panel."""
        key = event.key()
        if key in (Qt.Key.Key_P, Qt.Key.Key_M):
            self.say(patient=key == Qt.Key.Key_P)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _turn(self) -> None:
        self.say(patient=self.ring != Ring.PUBLIC.label)


class LineRow(QWidget):
    """One line: its value, what it is for, for whom. `fixed(str, object)`: the line as read, its LineFix or None."""

    fixed = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._read: LinePiece | None = None
        self._fix: LineFix | None = None
        self.value, self.what, self.whom = QLineEdit(), QLabel(), RingButton()
        quiet(self.value, self.tr("Ligne"))
        self.value.setProperty("digits", True)
        self.value.setMaxLength(LONGEST)
        lettered(self.what, "small", soft=True)
        self.value.textEdited.connect(self._on_typed)
        self.whom.turned.connect(self._on_turned)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.value)
        row.addWidget(self.whom)
        row.addWidget(self.what, 1)

    def show_line(self, read: LinePiece, shown: LinePiece | None, fix: LineFix | None) -> None:
        """The line as read, as it will be (None: taken away), and what a hand has set."""
        self._read, self._fix = read, fix
        text = fix.value if fix else read.value
        if text != self.value.text():
            self.value.setText(text)
        line = shown or read
        said = (_KINDS[line.kind], words.line_use(line.use), line.label)
        self.what.setText(" · ".join(part for part in said if part) if shown else self.tr("ne sera pas ajouté"))
        phone = shown is not None and line.kind == "phone"
        self.value.setFixedWidth(self._theme.px(170 if line.kind in ("phone", "fax") else 330))
        self.whom.setVisible(phone)
        if phone:
            self.whom.show_ring(line.value, line.use, line.ring, asks=line.asks)
        self.value.setAccessibleName(self.tr("Ligne, {what}").format(what=self.what.text() or self.tr("téléphone")))

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if self._read is not None:
            ring = self._fix.ring if self._fix else ""
            same = text == self._read.value and not ring
            self.fixed.emit(self._read.value, None if same else LineFix(text, ring))

    @Slot(str)
    def _on_turned(self, ring: str) -> None:
        if self._read is not None:
            self.fixed.emit(self._read.value, LineFix(self._fix.value if self._fix else self._read.value, ring))


def specialty_choices(text: str, first: Iterable[str] = ()) -> tuple[Choice, ...]:
    """Specialties that the words may mean: `first` (the other readings) before those that begin so."""
    catalogue, typed = Catalogue.shipped(), fold(text)
    found = list(first)
    if typed:
        found += catalogue.match(tuple(typed.split()))
        found += catalogue.starting(typed)
        found += [one.id for one in catalogue if typed in fold(one.label)]
    else:
        found += [one.id for one in catalogue]
    unique = tuple(dict.fromkeys(found))[:MOST_CHOICES]
    return tuple(Choice(name, words.specialty(name)) for name in unique)


def specialty_named(text: str) -> str | None:
    """The specialty that a whole text names, "" for no text, None when it names none or several."""
    typed = fold(text)
    if not typed:
        return ""
    catalogue = Catalogue.shipped()
    exact = [one.id for one in catalogue if fold(one.label) == typed]
    found = exact or list(catalogue.match(tuple(typed.split())))
    return found[0] if found else None


class LinesBox(QWidget):
    """Every line of the card. `fixed`: as LineRow's."""

    fixed = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[LineRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(2))

    def show_lines(self, read: tuple[LinePiece, ...], shown: tuple[LinePiece, ...], by: Mapping[str, LineFix]) -> None:
        """The lines as read, as they will be, and what a hand has set."""
        while len(self.rows) < len(read):
            row = LineRow(self._theme)
            row.fixed.connect(self.fixed)
            self._column.addWidget(row)
            self.rows.append(row)
        left = list(shown)
        for at, row in enumerate(self.rows):
            row.setVisible(at < len(read))
            if at < len(read):
                fix = by.get(read[at].value)
                gone = fix is not None and not fix.value.strip()
                row.show_line(read[at], None if gone else left.pop(0), fix)

    def answer(self, *, patient: bool) -> bool:
        """Say of every mobile that asks whether it is for the patient; whether any asked."""
        asking = [row for row in self.rows if not row.isHidden() and row.whom.asks]
        for row in asking:
            row.whom.say(patient=patient)
        return bool(asking)


class SpecialtyField(ChoiceField):
    """One specialty. `set_by_hand`: another was typed or chosen. `read`: what its words may mean, likeliest first."""

    set_by_hand = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(theme, over)
        self._read: tuple[str, ...] = ()
        quiet(self, self.tr("Spécialité"), self.tr("Spécialité, ↓ pour choisir"))
        self.setMaxLength(LONGEST)
        self.typed.connect(self._on_typed)
        self.chosen.connect(self.set_by_hand)

    @property
    def named(self) -> str | None:
        """The specialty, "" for none, None for words that name none."""
        return str(self.value) if self.value is not None else specialty_named(self.text())

    def show_read(self, read: tuple[str, ...]) -> None:
        """What the text says, unless it is being typed here."""
        self._read = read
        if not (self.hasFocus() and self.isModified()):
            self.show_value(words.specialty(read[0]) if read else "", read[0] if read else None)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        first = () if self.isModified() else self._read
        self.offer(text, specialty_choices("" if first else text, first))
        if self.isModified():
            self.set_by_hand.emit()


class Marks(QWidget):
    """« Mon avis »: what the text says of the person, proposed; the hand ticks what stands. `entered`: Enter."""

    entered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.ticks = {code: Tick(theme, words.mark(code, "")) for code in ("expert", "humane", "reliable", "advice")}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for tick in self.ticks.values():
            tick.entered.connect(self.entered)
            row.addWidget(tick)
        row.addStretch(1)

    @property
    def ticked(self) -> tuple[str, ...]:
        """Marks that the hand has ticked."""
        return tuple(code for code, tick in self.ticks.items() if tick.isChecked() and not tick.isHidden())

    def show_marks(self, proposed: Collection[str], gender: str) -> None:
        """Those that the text proposes, in words of that gender."""
        for code, tick in self.ticks.items():
            tick.setText(words.mark(code, gender))
            tick.setVisible(code in proposed)

    def clear(self) -> None:
        """Nothing is ticked."""
        for tick in self.ticks.values():
            tick.setChecked(False)
