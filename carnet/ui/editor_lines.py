"""The lines of a card in the edit panel: a number and its use, who may see it, and the one key that a mobile asks."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from carnet import words
from carnet.domain.phones import digits_of, display
from carnet.domain.rings import Ring
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.queries.editable import EditableLine
from carnet.services.drafts import LineDraft
from carnet.services.editing_places import TypedLine, read_line
from carnet.ui import editor_acts as acts
from carnet.ui.choice_field import Choice
from carnet.ui.editor_fields import FIELD_HEIGHT, TextField
from carnet.ui.editor_rows import Bound, Save, Sided, Write
from carnet.ui.editor_segments import Segments, Word
from carnet.ui.editor_suggest import PickField, beginning
from carnet.ui.panel_parts import ButtonRow, Notice
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW

_USES = ("secretariat", "direct", "opinion", "internal", "ward", "consultation", "home", "emergency")
_KINDS = {
    "phone": "téléphone", "fax": "fax", "email": "e-mail", "secure": "messagerie sécurisée", "web": "site internet",
}  # fmt: skip
_FAX = "fax"


class Owner:
    """What a line hangs on: a card, a role or a site (row number), the département its numbers are of, and how many
    cards share it."""

    def __init__(self, column: str, key: int, department: str | None = None, users: int = 1) -> None:
        self.column, self.key, self.department, self.users = column, key, department, users


class NumberField(TextField):
    """A number, shown in pairs as it is typed, or an address."""

    def __init__(self, theme: Theme, name: str, *, weight: int = 600, size: float = 15, hint: str = "") -> None:
        super().__init__(theme, name, size=size, weight=weight, hint=hint)
        self._before = ""
        self.textEdited.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        """Add spaces while a French number is typed at its end; deleting is left alone."""
        grown, self._before = len(text) > len(self._before), text
        digits = digits_of(text)
        plain = all(letter.isdigit() or letter in " .-" for letter in text)
        if grown and plain and digits.startswith("0") and not digits.startswith("00") and len(digits) <= 10:
            paired = " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))
            if paired != text and self.cursorPosition() == len(text):
                self.selectAll()
                self.insert(paired)
                self._before = paired


class MobileQuestion(QWidget):
    """« Pour le patient » or « pour moi »: one key. `answered(Ring)`; left alone, it is for me."""

    answered = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.words = QLabel()
        lettered(self.words, "small", soft=True)
        self.patient, self.mine = QPushButton(self.tr("Pour le patient   P")), QPushButton(self.tr("Pour moi   M"))
        self.patient.setAccessibleName(self.tr("Pour le patient, touche P"))
        self.mine.setAccessibleName(self.tr("Pour moi, touche M"))
        self.patient.clicked.connect(self._for_patient)
        self.mine.clicked.connect(self._for_me)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, theme.px(8))
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(ButtonRow(theme, (self.mine, self.patient)))
        for button in (self.mine, self.patient):
            button.installEventFilter(self)
        self._asking = False
        self.hide()

    @property
    def asking(self) -> bool:
        """Whether an answer is waited for."""
        return self._asking

    def ask(self, number: str) -> None:
        """Ask about a number; the likelier answer has the focus."""
        self.words.setText(self.tr("{number}{n}: pour qui{n}?").format(number=number, n=NARROW))
        self._asking = True
        self.show()
        self.mine.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """P, M, Enter; arrows go from one to the other."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_P:
            self._for_patient()
        elif key == Qt.Key.Key_M:
            self._for_me()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._for_patient() if self.patient.hasFocus() else self._for_me()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            (self.patient if key == Qt.Key.Key_Right else self.mine).setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Left without an answer, the number is kept for me."""
        if event.type() == QEvent.Type.FocusOut and self._asking:
            QTimer.singleShot(0, self, self._look)
        return super().eventFilter(watched, event)

    def settle(self) -> None:
        """Take no answer for « pour moi »."""
        if self._asking:
            self._for_me()

    @Slot()
    def _look(self) -> None:
        if QApplication.focusWidget() not in (self.mine, self.patient):
            self.settle()

    @Slot()
    def _for_patient(self) -> None:
        self._answer(Ring.PUBLIC)

    @Slot()
    def _for_me(self) -> None:
        self._answer(Ring.PERSONAL)

    def _answer(self, ring: Ring) -> None:
        if self._asking:
            self._asking = False
            self.answered.emit(ring)
            self.hide()


class LineBlock(QWidget):
    """One line: its use at the left, the number, « Visible par », then what it is and when to call."""

    def __init__(
        self, theme: Theme, over: QWidget, line: EditableLine, owner: Owner, send: Callable[[Save], None]
    ) -> None:
        super().__init__()
        self.theme, self.line, self._owner, self._send = theme, line, owner, send
        self.use = PickField(theme, over, self.tr("Usage"), _uses)
        self.use.setObjectName("use")
        self.value = NumberField(theme, self.tr("Numéro ou adresse"))
        rings = [Word(ring.label, words.ring(ring)) for ring in (Ring.PUBLIC, Ring.PRACTICE, Ring.PERSONAL)]
        self.ring = Segments(theme, self.tr("Visible par"), rings, size=12.5)
        self.label = TextField(theme, self.tr("Précision"), hint=self.tr("précision"), size=12.5)
        self.moment = TextField(theme, self.tr("Meilleur moment"), hint=self.tr("meilleur moment"), size=12.5)
        self.drop = QPushButton("×")
        self.notice, self.question = Notice(theme), MobileQuestion(theme)
        self._seen, self._shared = QLabel(self.tr("visible par")), QLabel()
        if owner.users > 1:
            self._shared.setText(self.tr("ligne du lieu, la même pour {n} fiches").format(n=owner.users))
        self._build()
        self._bounds, self._touched = self._bind(), False
        theme.changed.connect(self._renew)
        self._renew()
        self.show_line(line)

    def _build(self) -> None:
        for quiet in (self._seen, self._shared):
            lettered(quiet, "foot", soft=True)
        self._shared.setWordWrap(True)
        self.drop.setProperty("top", True)
        self.drop.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # by the keyboard, an emptied field is a line removed
        self.drop.clicked.connect(self._remove)
        self.question.answered.connect(self._on_answered)
        for field in (self.use, self.value, self.ring, self.label, self.moment):
            field.installEventFilter(self)
        number, more, column = QHBoxLayout(), QVBoxLayout(), QVBoxLayout(self)
        number.setSpacing(0)
        number.addWidget(self.value, 1)
        number.addWidget(self.drop)
        more.setSpacing(0)
        more.addWidget(self.label)
        more.addWidget(self.moment)
        column.setSpacing(0)
        column.addWidget(Sided(self.theme, self.use, number))
        column.addWidget(Sided(self.theme, self._seen, self.ring))
        column.addWidget(Sided(self.theme, QWidget(), self._shared))
        self._shared.setVisible(self._owner.users > 1)  # once it has a parent: it would be a window of its own
        column.addWidget(Sided(self.theme, QWidget(), more))
        column.addWidget(self.notice)
        column.addWidget(self.question)

    def _bind(self) -> list[Bound]:
        def column(name: str) -> Callable[[str], Write]:
            return lambda text: self._change(**{name: text})

        return [
            Bound(what, field, self.notice, read=read, write=write, send=self._send)
            for what, field, read, write in (
                (self.tr("Usage"), self.use, lambda line: _use_word(line), self._write_use),
                (self.tr("Numéro"), self.value, _shown, self._write_value),
                (self.tr("Visible par"), self.ring, lambda line: line.ring, column("ring")),
                (self.tr("Précision"), self.label, lambda line: line.label, column("label")),
                (self.tr("Meilleur moment"), self.moment, lambda line: line.best_time, column("best_time")),
            )
        ]

    def show_line(self, line: EditableLine) -> None:
        """Show what is saved."""
        self.line = line
        for bound in self._bounds:
            bound.show(line)
        self.use.setPlaceholderText(_KINDS[line.kind] if line.kind != "phone" else self.tr("usage"))
        self.value.setAccessibleName(f"{_KINDS[line.kind].capitalize()} {line.shown}")
        self.drop.setAccessibleName(self.tr("Retirer {line}").format(line=line.shown))
        self.value.weigh(*((15, 600) if line.kind in ("phone", "fax") else (13.5, 400)))
        self.label.setVisible(bool(line.label) or self._touched)
        self.moment.setVisible(bool(line.best_time) or self._touched)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Once the line has the focus, what is seldom said may be said."""
        if event.type() == QEvent.Type.FocusIn:
            self._touched = True
            self.label.show()
            self.moment.show()
        return super().eventFilter(watched, event)

    def _change(self, **columns: object) -> Write:
        key = self.line.id
        return acts.verb(lambda editing, book, now: editing.change_line(book, key, now=now, **columns))

    def _write_use(self, text: str) -> Write:
        use = _use_named(text)
        if use == _FAX:
            return self._change(kind="fax", use="")
        kind = read_line(self.line.value).kind if self.line.kind == "fax" else self.line.kind
        return self._change(use=use, kind=kind)

    def _write_value(self, text: str) -> Write | None:
        if not text.strip():
            return self._removal()
        typed = read_line(text, use=self.line.use, department=self._owner.department)
        before = read_line(self.line.value, department=self._owner.department)
        kind = self.line.kind if typed.kind == "phone" and self.line.kind == "fax" else typed.kind
        if typed.asks and typed.digits != before.digits and not before.asks:
            self.question.ask(typed.shown)
            return None
        return self._change(value=_kept(text, typed), kind=kind)

    def _removal(self) -> Write:
        key = self.line.id
        return acts.verb(lambda editing, book, now: editing.remove_line(book, key, now=now))

    @Slot()
    def _remove(self) -> None:
        self._send(Save(self._removal(), self.line.shown, self._bounds[1].refuse))

    @Slot(object)
    def _on_answered(self, ring: Ring) -> None:
        typed = read_line(self.value.text(), department=self._owner.department)
        write = self._change(value=_kept(self.value.text(), typed), kind=typed.kind, ring=ring.label)
        self._send(Save(write, self.tr("Numéro"), self._bounds[1].refuse))
        self.ring.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _renew(self) -> None:
        px = self.theme.px
        self._seen.setFixedHeight(px(FIELD_HEIGHT))
        self._shared.setContentsMargins(px(7), 0, 0, 0)
        self.use.setTextMargins(-3, 0, 0, 0)  # as far left as the labels
        self.drop.setFixedWidth(px(28))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, px(6))


class LinesBlock(QWidget):
    """Lines of one or several owners, and a field to add one to the last of them."""

    def __init__(self, theme: Theme, over: QWidget, send: Callable[[Save], None]) -> None:
        """`over`: the panel on which the choices are laid."""
        super().__init__()
        self.theme, self._over, self._send = theme, over, send
        self._blocks: dict[int, LineBlock] = {}
        self._owner = Owner("correspondent", 0)
        self._column, self._blocks_column = QVBoxLayout(self), QVBoxLayout()
        self.adding = NumberField(
            theme,
            self.tr("Ajouter un numéro ou une adresse"),
            hint=self.tr("numéro, e-mail, site"),
            weight=400,
            size=13.5,
        )
        self.notice, self.question = Notice(theme), MobileQuestion(theme)
        self._bound = Bound(
            self.tr("Ligne"), self.adding, self.notice, read=lambda record: "", write=self._write_new, send=send
        )
        self.question.answered.connect(self._on_answered)
        self._label = QLabel(self.tr("Ajouter"))
        lettered(self._label, "row", soft=True)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._blocks_column.setSpacing(0)
        self._column.addLayout(self._blocks_column)
        self._column.addWidget(Sided(theme, self._label, self.adding))
        self._column.addWidget(self.notice)
        self._column.addWidget(self.question)
        theme.changed.connect(self._renew)
        self._renew()

    def show_lines(self, owned: list[tuple[Owner, tuple[EditableLine, ...]]]) -> None:
        """Show lines by owner, as the card does at first; then nothing moves under the hand. New ones hang on the first
        owner."""
        self._owner, known = owned[0][0], list(self._blocks)
        shown = [(owner, line) for owner, lines in owned for line in lines]

        def rank(pair: tuple[Owner, EditableLine]) -> tuple[int, int, int]:
            line = pair[1]
            place = known.index(line.id) if line.id in known else len(known)
            return (place, 0, 0) if known else (0, tuple(_KINDS).index(line.kind), Ring.named(line.ring))

        shown.sort(key=rank)
        for key in self._blocks.keys() - {line.id for _, line in shown}:
            block = self._blocks.pop(key)
            block.hide()
            block.deleteLater()
        for at, (owner, line) in enumerate(shown):  # a new one comes last in `_blocks` as in the column
            block = self._blocks.get(line.id) or LineBlock(self.theme, self._over, line, owner, self._send)
            self._blocks[line.id] = block
            if self._blocks_column.indexOf(block) != at:
                self._blocks_column.insertWidget(at, block)
            block.show_line(line)
        self._bound.show(None)

    def settle(self) -> None:
        """Answer what was asked and left without an answer."""
        for question in self.findChildren(MobileQuestion):
            question.settle()

    def _write_new(self, text: str) -> Write | None:
        if not text.strip():
            return None
        typed = read_line(text, department=self._owner.department)
        if typed.asks:
            self.question.ask(typed.shown)
            return None
        return self._adding(LineDraft(_kept(text, typed), kind=typed.kind))

    def _adding(self, draft: LineDraft) -> Write:
        owner = self._owner
        return acts.verb(lambda editing, book, now: editing.add_line(book, draft, now=now, **{owner.column: owner.key}))

    @Slot(object)
    def _on_answered(self, ring: Ring) -> None:
        typed = read_line(self.adding.text(), department=self._owner.department)
        draft = LineDraft(_kept(self.adding.text(), typed), kind=typed.kind, ring=ring.label)
        self._send(Save(self._adding(draft), display(typed.digits), self._bound.refuse))
        self.adding.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _renew(self) -> None:
        self._label.setFixedHeight(self.theme.px(FIELD_HEIGHT))


def _kept(text: str, typed: TypedLine) -> str:
    """What is kept of what was typed: a number in pairs, words as they are (« poste 4521 »)."""
    return text.strip() if any(letter.isalpha() for letter in text) else typed.shown


def _shown(line: EditableLine) -> str:
    return line.value if any(letter.isalpha() for letter in line.value) else line.shown


def _use_word(line: EditableLine) -> str:
    return _FAX if line.kind == "fax" and not line.use else words.line_use(line.use)


def _uses(text: str) -> tuple[Choice, ...]:
    every = [Choice(use, words.line_use(use)) for use in _USES] + [Choice(_FAX, _FAX)]
    return beginning(every, text)


def _use_named(text: str) -> str:
    """The use that a text names, "" for none. Raises CarnetError for another word."""
    if not text.strip():
        return ""
    found = _uses(text)
    if not found or not fold(text):
        known = ", ".join(one.shown for one in _uses(""))
        raise CarnetError(f"«{NARROW}{text.strip()[:40]}{NARROW}» n’est pas un usage connu{NARROW}: {known}.")
    return str(found[0].value)
