"""Ctrl+N: one big field; what it says as a card, live, below it, each field correctable; Enter adds it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carnet.domain.capture import Proposal
from carnet.domain.capture_hospital import HospitalProposal
from carnet.ui.capture_foot import Foot
from carnet.ui.capture_known import OfferStrip, TwinStrip
from carnet.ui.capture_parts import BigField
from carnet.ui.capture_proposed import Proposed
from carnet.ui.capture_reading import AUTO, Asked, Reading
from carnet.ui.capture_rows import quiet_sheet
from carnet.ui.panel_parts import Notice, Words
from carnet.ui.theme import Theme
from carnet.words import NARROW


class CapturePanel(QWidget):
    """The page.

    `changed`: read `asked` again. `saved`: add what `ready` holds. `adopted`: add the person offered, with what was
    typed. `opened(str)`: show that card. `town_wanted(str)`. `left`.
    """

    changed = Signal()
    saved = Signal()
    adopted = Signal()
    opened = Signal(str)
    town_wanted = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Nouvelle fiche"))
        self.reading: Reading | None = None
        self._as_what, self._impatient, self._saving = AUTO, False, False
        self.field = BigField(theme, most_lines=6)
        self.body = Proposed(theme, self)
        self.form, self.listed = self.body.form, self.body.listed
        self.notice = Notice(theme)
        self.twin, self.known = TwinStrip(theme), OfferStrip(theme)
        self.foot = Foot(theme)
        self._build()
        self._connect()
        theme.changed.connect(self._renew)
        self._renew()
        self.show_reading(Reading(self.asked))

    def _build(self) -> None:
        self._title = Words(self._theme, self.tr("Nouvelle fiche"), size=22, weight=700)
        self._hint = Words(
            self._theme,
            self.tr(
                "Tapez ou collez ce que vous savez, dans n’importe quel ordre{n}: une ligne, une signature,"
                " un en-tête, la liste des lignes d’un hôpital."
            ).format(n=NARROW),
            size=13,
            colour="soft",
        )
        self.field.setObjectName("capture")
        self.field.setAccessibleName(self.tr("Texte de la nouvelle fiche"))
        self.field.setPlaceholderText(self.tr("Dr Anne Roux rhumato Apt 04 65 71 20 30 très humaine, vue en FMC"))
        self._sides = QHBoxLayout(self)
        self._column_box = QWidget()
        self._column = QVBoxLayout(self._column_box)
        self._sides.addStretch(1)
        self._sides.addWidget(self._column_box, 100)
        self._sides.addStretch(1)
        for widget in (self._title, self._hint, self.field, self.twin, self.known, self.notice):
            self._column.addWidget(widget)
        self._column.addWidget(self.body, 1)
        self._column.addLayout(self.foot)

    def _connect(self) -> None:
        self.field.edited.connect(self._on_text)
        self.field.shortened.connect(self.refuse)
        self.body.currentChanged.connect(self._give_room)
        self.body.corrected.connect(self.changed)
        self.body.recounted.connect(self._name_deed)
        self.body.town_wanted.connect(self.town_wanted)
        self.twin.opened.connect(self.opened)
        self.known.button.clicked.connect(self._adopt)
        self.foot.leave.clicked.connect(self.left)
        self.foot.other_way.clicked.connect(self._read_otherwise)
        for entered in (self.field.entered, self.body.entered, self.foot.save.clicked, self.twin.insisted):
            entered.connect(self._on_entered)
        for keys, deed in (
            ("Alt+O", self.twin.open), ("Alt+N", self.twin.insist), ("Alt+A", self._adopt),
            ("Alt+L", self._read_otherwise), ("Alt+P", lambda: self.form.answer(patient=True)),
            ("Alt+M", lambda: self.form.answer(patient=False)), ("Ctrl+K", self.field.setFocus),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(deed)

    @property
    def asked(self) -> Asked:
        """What is to be read now."""
        return Asked(self.field.toPlainText(), self._as_what, self.form.hand.by)

    @property
    def proposal(self) -> Proposal | None:
        """The card that would be added."""
        return self.reading.proposal if self.reading else None

    @property
    def hospital(self) -> HospitalProposal | None:
        """The hospital that would be added."""
        return self.listed.proposal if self.reading and self.reading.hospital else None

    @property
    def current(self) -> bool:
        """Whether what is shown is what the text and the corrections say now."""
        return self.reading is not None and self.reading.asked == self.asked

    def start(self, text: str, *, select: bool) -> None:
        """Begin with a text, ready to be replaced (`select`) or gone on with."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.setPlainText(text)
        if select:
            self.field.selectAll()
        else:
            self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def show_reading(self, reading: Reading) -> None:
        """What the text says."""
        self.reading = reading
        self.notice.say(reading.refusal)
        self.twin.show_reading(reading)
        self.body.show_reading(reading)
        self.foot.show_other_way(reading.could_be)
        self._name_deed()
        if self._impatient and self.current:
            self._impatient = False
            self._on_entered()

    def refuse(self, why: str) -> None:
        """Say why nothing was added."""
        self._saving = False
        self.notice.say(why)

    @Slot()
    def _name_deed(self) -> None:
        if self.reading is not None and self.reading.hospital is not None:
            self.foot.show_services(self.listed.table.rows.kept)
        else:
            self.foot.show_card(whole=self.proposal is not None, doubles=self.twin.doubles, sure=self.twin.sure)

    @Slot()
    def _on_entered(self) -> None:
        """Enter: add, as soon as everything typed has been read; a card already there is shown first."""
        if self._saving or not self.field.toPlainText().strip():
            return
        if not self.current:
            self._impatient = True
            return
        if self.twin.holds and not self.foot.save.hasFocus():
            self.refuse(self.twin.hold())
            return
        self._save()

    def _save(self) -> None:
        if self.proposal is not None and self.form.unknown_specialty:
            self.refuse(
                self.tr(
                    "« {word} » n’est pas une spécialité connue{n}: choisissez-la avec ↓, ou videz ce champ."
                ).format(word=self.form.unknown_specialty, n=NARROW)
            )
            return
        if self.proposal is not None or self.hospital is not None:
            self._saving = True
            self.saved.emit()

    @Slot()
    def _adopt(self) -> None:
        if self.known.offer is not None and self.proposal is not None and not self._saving:
            self._saving = True
            self.adopted.emit()

    @Slot()
    def _read_otherwise(self) -> None:
        if self.reading is not None and self.reading.could_be != AUTO:
            self._as_what = self.reading.could_be
            self.changed.emit()

    @Slot()
    def _on_text(self) -> None:
        if not self.field.toPlainText().strip():
            self._as_what = AUTO
            self.body.forget()
        self._give_room()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc leaves; Enter adds, from whatever field it comes."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_entered()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where there is little width, keys are said by the buttons alone."""
        super().resizeEvent(event)
        self.foot.hint.setVisible(self.width() > self._theme.px(760))
        self._give_room()

    @Slot()
    def _give_room(self) -> None:
        """What is read has as much room as it can use; the hint gives up its own once there is a text."""
        low = self.height() < self._theme.px(640)
        self._column_box.setMaximumWidth(self.body.widest)
        self._hint.setVisible(not low or not self.field.toPlainText().strip())
        self.field.take_room(low=low)

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self._give_room()
        self._sides.setContentsMargins(px(20), px(18), px(20), px(14))
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(10))
        self.setStyleSheet(
            quiet_sheet(self._theme) + f"QPlainTextEdit#capture {{ font-size: {px(20)}px; border: 2px solid"
            f" {colours.line}; border-radius: {px(8)}px; padding: {px(4)}px {px(10)}px; background: {colours.panel}; }}"
            f'QPlainTextEdit#capture[long="true"] {{ font-size: {px(14)}px; }}'
            f"QPlainTextEdit#capture:focus {{ border: 2px solid {colours.accent}; }}"
        )
