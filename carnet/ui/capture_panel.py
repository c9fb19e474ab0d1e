"""Ctrl+N: one big field; what it says as a card, live, below it, each field correctable; Enter adds it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from carnet import words
from carnet.domain.capture import Proposal
from carnet.domain.capture_hospital import LONGEST_LIST, HospitalProposal
from carnet.queries.twins import Twin
from carnet.ui.capture_form import CaptureForm, town_choices
from carnet.ui.capture_parts import BigField, HospitalPage, Strip
from carnet.ui.capture_reading import AUTO, CARD, Asked, Offer, Reading
from carnet.ui.capture_rows import quiet_sheet
from carnet.ui.panel_parts import Button, Link, Notice, Words, primary
from carnet.ui.searcher import Town
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW

WIDEST, WIDEST_TABLE = 900, 1240  # pixels at 100 %: a card, a hospital's services
NOTHING, FORM, TABLE = range(3)


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
        self.offer: Offer | None = None
        self._as_what, self._impatient, self._confirmed, self._saving = AUTO, False, False, False
        self.field = BigField(theme, most_lines=6)
        self.form = CaptureForm(theme, self)
        self.listed = HospitalPage(theme, self)
        self.body = QStackedWidget()
        self.notice = Notice(theme)
        self.twin = Strip(theme, self.tr("Ouvrir sa fiche   Alt O"))
        self.known = Strip(theme, self.tr("Ajouter celui-ci   Alt A"))
        self.other_way = Link(theme, "")
        self.save = primary(self.tr("Ajouter   Entrée"))
        self.leave = Button(self.tr("Fermer   Échap"))
        self._build()
        self.body.currentChanged.connect(self._limit)
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
        self._foot_hint = QLabel(self.tr("Tab\u202f: corriger · Maj Entrée\u202f: à la ligne"))
        lettered(self._foot_hint, "foot", soft=True)
        self._sides = QHBoxLayout(self)
        self._column_box = QWidget()
        self._column = QVBoxLayout(self._column_box)
        self._sides.addStretch(1)
        self._sides.addWidget(self._column_box, 100)
        self._sides.addStretch(1)
        for widget in (self._title, self._hint, self.field, self.twin, self.known, self.notice):
            self._column.addWidget(widget)
        for page in (QWidget(), self._scrolled(), self.listed):
            self.body.addWidget(page)
        self._column.addWidget(self.body, 1)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.save)
        self._foot.addWidget(self.leave)
        self._foot.addWidget(self.other_way)
        self._foot.addStretch(1)
        self._foot.addWidget(self._foot_hint)
        self._column.addLayout(self._foot)

    def _scrolled(self) -> QScrollArea:
        self._scroll, inside = QScrollArea(), QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return self._scroll

    def _connect(self) -> None:
        self.field.edited.connect(self._on_text)
        self.field.shortened.connect(self._on_shortened)
        self.form.corrected.connect(self.changed)
        self.form.town_wanted.connect(self.town_wanted)
        for entered in (
            self.field.entered, self.form.entered, self.listed.entered, self.save.clicked,
        ):  # fmt: skip
            entered.connect(self._on_entered)
        self.listed.changed.connect(self._name_button)
        self.listed.town_wanted.connect(self.town_wanted)
        self.twin.button.clicked.connect(self._open_twin)
        self.known.button.clicked.connect(self._adopt)
        self.other_way.clicked.connect(self._read_otherwise)
        self.leave.clicked.connect(self.left)
        for keys, deed in (
            ("Alt+O", self._open_twin), ("Alt+A", self._adopt), ("Alt+L", self._read_otherwise),
            ("Alt+P", lambda: self.form.answer(patient=True)), ("Alt+M", lambda: self.form.answer(patient=False)),
            ("Alt+N", self._again), ("Ctrl+K", self.field.setFocus),
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
        before = self.reading
        self.reading = reading
        if before is None or before.asked.text != reading.asked.text:
            self._confirmed = False
        self.notice.say(reading.refusal)
        if reading.hospital is not None:
            self.listed.show_read(reading.hospital)
            self.body.setCurrentIndex(TABLE)
        elif reading.read is not None and reading.proposal is not None:
            self.form.show_proposal(reading.read, reading.proposal)
            self.body.setCurrentIndex(FORM)
        elif not reading.refusal:
            self.body.setCurrentIndex(NOTHING)
        self._show_twins(reading.twins)
        self.other_way.setVisible(reading.could_be != AUTO)
        self.other_way.setText(
            self.tr("Lire comme une seule fiche (Alt L)")
            if reading.could_be == CARD
            else self.tr("Lire comme une liste de services (Alt L)")
        )
        self._name_button()
        if self._impatient and self.current:
            self._impatient = False
            self._on_entered()

    def show_offer(self, offer: Offer | None) -> None:
        """The person of the register, or nobody."""
        self.offer = offer
        self.known.say(self.tr("Dans l’annuaire\u202f: {who}").format(who=offer.said) if offer else "")

    def refuse(self, why: str) -> None:
        """Say why nothing was added."""
        self._saving = False
        self.notice.say(why)

    def offer_towns(self, text: str, towns: tuple[Town, ...]) -> None:
        """Communes for what is typed in either commune's field."""
        for field in (self.form.commune, self.listed.town):
            field.offer(text, town_choices(towns))

    def _show_twins(self, twins: tuple[Twin, ...]) -> None:
        said = ""
        if twins:
            first = twins[0]
            parts = [first.name, words.specialty(first.specialty).lower() if first.specialty else "", first.city]
            said = self.tr("Déjà dans votre carnet\u202f: {who}").format(who=", ".join(p for p in parts if p))
            if self.hospital is not None:
                said += self.tr(". Ce qui lui manque y sera ajouté.")
            if len(twins) > 1:
                said += f" (+ {len(twins) - 1})"
        self.twin.say(said)

    @Slot()
    def _name_button(self) -> None:
        reading = self.reading
        if reading is not None and reading.hospital is not None:
            count = self.listed.table.rows.kept
            self.save.setText(self.tr("Ajouter {n}   Entrée").format(n=words.plural(count, "service", "services")))
            self.save.setEnabled(count > 0)
            return
        double = self._doubles
        self.save.setText(self.tr("Ajouter une seconde fiche   Alt N") if double else self.tr("Ajouter   Entrée"))
        self.save.setEnabled(bool(reading and reading.proposal) and not (double and self._is_sure))

    @property
    def _doubles(self) -> bool:
        """Whether the card to add seems to be in the book; a hospital there is completed, never doubled."""
        return bool(self.reading and self.reading.twins and self.reading.hospital is None)

    @property
    def _is_sure(self) -> bool:
        return bool(self.reading and any(twin.sure for twin in self.reading.twins))

    @Slot()
    def _on_entered(self) -> None:
        """Enter: add, as soon as everything typed has been read; a card already there is shown first."""
        if self._saving or not self.field.toPlainText().strip():
            return
        if not self.current:
            self._impatient = True
            return
        if self._doubles and not self._confirmed and not self.save.hasFocus():
            self.twin.button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.refuse(
                self.tr("Cette fiche semble déjà là. Entrée l’ouvre.")
                if self._is_sure
                else self.tr(
                    "Cette fiche semble déjà là. Entrée l’ouvre{n}; Alt N en ajoute une seconde tout de même."
                ).format(n=NARROW)
            )
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
    def _again(self) -> None:
        """A second card, although one of that name is there."""
        if self.twin.isVisible() and not self._is_sure:
            self._confirmed = True
            self._on_entered()

    @Slot()
    def _open_twin(self) -> None:
        if self.reading is not None and self.reading.twins:
            self.opened.emit(self.reading.twins[0].id)

    @Slot()
    def _adopt(self) -> None:
        if self.offer is not None and self.proposal is not None and not self._saving:
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
            self.form.start()
            self.listed.forget()
        self._give_room()
        self.changed.emit()

    @Slot()
    def _on_shortened(self) -> None:
        self.refuse(
            self.tr("Ce texte était trop long{n}: seuls ses {most} premiers caractères sont là.").format(
                n=NARROW, most=words.number(LONGEST_LIST)
            )
        )

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
        self._foot_hint.setVisible(self.width() > self._theme.px(760))
        self._give_room()

    def _limit(self) -> None:
        """What a card says stands together; a table of numbers takes the width there is."""
        table = self.body.currentIndex() == TABLE
        self._column_box.setMaximumWidth(self._theme.px(WIDEST_TABLE if table else WIDEST))

    def _give_room(self) -> None:
        """A long paste is there to be checked, not to be admired: what is read of it has the room."""
        long = "\n" in self.field.toPlainText().strip()
        low = self.height() < self._theme.px(640)
        self._hint.setVisible(not low or not self.field.toPlainText().strip())
        if long != bool(self.field.property("long")):
            self.field.setProperty("long", long)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
        self.field.limit((3 if low else 6) if long else 4)

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self._limit()
        self._sides.setContentsMargins(px(20), px(18), px(20), px(14))
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(10))
        self._foot.setSpacing(px(8))
        self.setStyleSheet(
            quiet_sheet(self._theme) + f"QPlainTextEdit#capture {{ font-size: {px(20)}px; border: 2px solid"
            f" {colours.line}; border-radius: {px(8)}px; padding: {px(4)}px {px(10)}px; background: {colours.panel}; }}"
            f'QPlainTextEdit#capture[long="true"] {{ font-size: {px(14)}px; }}'
            f"QPlainTextEdit#capture:focus {{ border: 2px solid {colours.accent}; }}"
        )
