"""« Je n'adresse pas »: which of those who bear the name, the form in words, the sheet that the person could read."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from carnet import words
from carnet.domain.avoidance import REASONS, terms
from carnet.domain.days import read_near_day
from carnet.errors import CarnetError
from carnet.queries.avoidances import Homonym
from carnet.queries.loop_words import avoidance_sheet
from carnet.services.drafts import AvoidanceDraft
from carnet.ui.editor_fields import NoteField, TextField
from carnet.ui.editor_segments import Segments, Word
from carnet.ui.opinion_reading import About
from carnet.ui.panel_parts import Button, Column, Link, Words, plain, primary
from carnet.ui.theme import Theme
from carnet.words import NARROW

_LETTERS = dict(zip(REASONS, "drlpms", strict=True))
_COUNTS = ("", "", "Deux", "Trois", "Quatre", "Cinq", "Six")


class _Leavable(Column):
    """A panel that Esc leaves. `left`."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class WhichPanel(_Leavable):
    """« Deux personnes portent ce nom… laquelle ? ». `chosen(str)`: an identifier, that of the card or another."""

    chosen = Signal(str, str)

    def __init__(self, theme: Theme, about: About, others: Sequence[Homonym]) -> None:
        count = len(others) + 1
        many = _COUNTS[count] if count < len(_COUNTS) else words.number(count)
        super().__init__(theme, self.tr("Je n’adresse pas"), size=17)
        self.words(
            self.tr("{many} personnes portent ce nom… laquelle{n}?").format(many=many, n=NARROW), size=15, weight=600
        )
        self.buttons_of: list[Button] = []
        self._add(about.id, about.name, self._joined(about.name, about.what, self.tr("votre fiche")))
        for one in others:
            where = self.tr("votre carnet") if one.id.startswith("b:") else self.tr("annuaire national")
            parts = (words.specialty(one.specialty) if one.specialty else "", one.commune,
                     f"RPPS {one.rpps}" if one.rpps else "", where)  # fmt: skip
            self._add(one.id, one.name, self._joined(one.name, *parts))
        self.soft(self.tr("Échap{n}: revenir, rien n’est noté.").format(n=NARROW))
        self.column.addStretch(1)
        self.setFocusProxy(self.buttons_of[0])

    @staticmethod
    def _joined(name: str, *parts: str) -> str:
        return words.typeset(f"{name}\n" + " · ".join(part for part in parts if part))

    def _add(self, identifier: str, name: str, text: str) -> None:
        button = Choice(self.theme, text)
        button.setAccessibleName(text.replace("\n", ", "))
        button.clicked.connect(partial(self.chosen.emit, identifier, name))
        self.buttons_of.append(button)
        self.column.addWidget(button)

    def start(self) -> None:
        """The card that is shown is the first."""
        self.buttons_of[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Arrows go from one to the next."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class Choice(Button):
    """A person to choose: the name, and under it what tells them apart. The words wrap."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme = theme
        name, _, rest = text.partition("\n")
        self._column = QVBoxLayout(self)
        self._column.addWidget(Words(theme, name, size=14, weight=600))
        self._column.addWidget(Words(theme, rest, size=12.5, colour="soft"))
        for label in self.findChildren(Words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._renew)
        self._renew()

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(12), px(8), px(12), px(8))
        self._column.setSpacing(px(2))
        self._fit()

    def resizeEvent(self, event: object) -> None:  # noqa: N802  (Qt's name)
        """As high as its words."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._column.heightForWidth(max(self.width(), 1)))


class AvoidanceForm(_Leavable):
    """Reason, facts, days. `confirmed(AvoidanceDraft)`; `sheet_wanted(AvoidanceDraft)`: as it stands."""

    confirmed = Signal(object)
    sheet_wanted = Signal(object)

    def __init__(self, theme: Theme, about: About, today: date) -> None:
        super().__init__(theme, self.tr("Je n’adresse pas"), size=17)
        self.about, self._today = about, today
        self.words(about.name, size=14, weight=500, colour="soft")
        self._build_reason()
        self._build_days()
        self._build_warnings()
        self._build_foot()
        if stands := about.avoidance:
            self.reason.put(stands.reason)
            self.note.put(stands.note)
        self.setFocusProxy(self.reason)
        theme.changed.connect(self._renew_grid)
        self._renew_grid()

    def _build_reason(self) -> None:
        tr = self.tr
        self.words(tr("Motif"), size=13, weight=500)
        choices = [Word(code, words.avoidance_reason(code), letter) for code, letter in _LETTERS.items()]
        self.reason = Segments(self.theme, tr("Motif"), choices)
        self.column.addWidget(self.reason)
        self.words(tr("Les faits (facultatif)"), size=13, weight=500)
        self.note = NoteField(self.theme, tr("Les faits"), hint=tr("datés, sans jugement, et rien d’un patient"))
        self.column.addWidget(self.note)

    def _build_days(self) -> None:
        """The days that stand, or those of a new one."""
        tr, stands = self.tr, self.about.avoidance
        self.grid = QGridLayout()
        self.grid.setColumnStretch(1, 1)
        default = terms(self._today)
        assert default is not None
        held = stands.terms if stands else default
        self.since = self._day(tr("Depuis le"), held.since)
        self.review = self._day(tr("À revoir le"), held.review_on)
        self.until = self._day(tr("Jusqu’au"), held.expires_on)
        self.column.addLayout(self.grid)

    def _build_warnings(self) -> None:
        tr = self.tr
        self.soft(
            tr(
                "Douze mois, sauf si vous en décidez autrement{n}; passé ce jour, plus rien ne tient sans être"
                " renouvelé exprès. Un avertissement, jamais un blocage{n}: le choix du patient passe."
            ).format(n=NARROW)
        )
        self.law = self.words(
            tr(
                "La personne peut demander à lire ce que vous notez ici (droit d’accès){n}: n’écrivez que ce que vous"
                " pourriez lui montrer."
            ).format(n=NARROW),
            size=13, weight=500,
        )  # fmt: skip

    def _build_foot(self) -> None:
        tr, new = self.tr, self.about.avoidance is None
        self.sheet = Link(self.theme, tr("La feuille qu’on pourrait lui montrer"))
        self.column.addWidget(self.sheet, 0, Qt.AlignmentFlag.AlignLeft)
        self.problem = self.notice()
        self.go, self.leave = primary(tr("Noter") if new else tr("Changer")), plain(tr("Annuler   Échap"))
        self.buttons(self.go, self.leave)
        self.column.addStretch(1)
        self.go.clicked.connect(self._confirm)
        self.leave.clicked.connect(self.left)
        self.sheet.clicked.connect(self._ask_sheet)

    def _day(self, label: str, day: date | None) -> TextField:
        at = self.grid.rowCount()
        field = TextField(self.theme, label)
        field.put(words.long_date(day) if day else "")
        field.saved = field.text()
        name = Words(self.theme, label, size=13.5, colour="soft")
        name.setWordWrap(False)
        self.grid.addWidget(name, at, 0)
        self.grid.addWidget(field, at, 1)
        return field

    def put(self, draft: AvoidanceDraft) -> None:
        """Show a draft again."""
        self.reason.put(draft.reason)
        self.note.put(draft.note)
        for field, day in ((self.since, draft.since), (self.review, draft.review_on), (self.until, draft.expires_on)):
            field.put(words.long_date(day) if day else "")

    def start(self) -> None:
        """The reason has the focus."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, why: str) -> None:
        """Say what is wrong."""
        self.problem.say(why)
        self.ensureWidgetVisible(self.problem)

    @property
    def draft(self) -> AvoidanceDraft:
        """What the form says. Raises CarnetError for what is missing or is no day."""
        if not self.reason.entry():
            raise CarnetError(f"Choisissez un motif{NARROW}; « sans précision » en est un.")
        until = self._read(self.until, ahead=True)
        if until is None:
            raise CarnetError(f"« Je n’adresse pas » finit un jour{NARROW}: écrivez lequel, ou renouvelez plus tard.")
        since = self._read(self.since, ahead=False) or self._today
        return AvoidanceDraft(
            self.reason.entry(), since, until, self.note.entry(), self._read(self.review, ahead=True)
        )  # fmt: skip

    def _read(self, field: TextField, *, ahead: bool) -> date | None:
        return read_near_day(field.text(), today=self._today, ahead=ahead) if field.text().strip() else None

    @Slot()
    def _confirm(self) -> None:
        self._tell(self.confirmed)

    @Slot()
    def _ask_sheet(self) -> None:
        self._tell(self.sheet_wanted)

    def _tell(self, signal: object) -> None:
        try:
            draft = self.draft
        except CarnetError as error:
            self.refuse(str(error))
            return
        self.problem.say("")
        signal.emit(draft)  # type: ignore[attr-defined]

    @Slot()
    def _renew_grid(self) -> None:
        px = self.theme.px
        self.body.setStyleSheet(
            f"QLineEdit {{ padding: {px(2)}px {px(8)}px; }} QPlainTextEdit {{ padding: {px(4)}px {px(6)}px; }}"
        )
        self.grid.setHorizontalSpacing(self.theme.px(10))
        self.grid.setVerticalSpacing(self.theme.px(4))


class SheetPanel(_Leavable):
    """The sheet, to be read or shown: on the screen only."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(theme, self.tr("La feuille qu’on pourrait lui montrer"), size=17)
        title, *lines = text.split("\n")
        paper = QFrame()
        paper.setObjectName("paper")
        self.text = text
        self._paper, self._lines = paper, QVBoxLayout(paper)
        self._lines.addWidget(Words(theme, title, size=15, weight=600))
        for line in lines:
            self._lines.addWidget(Words(theme, line, size=14))
        self.column.addWidget(paper)
        self.soft(
            self.tr(
                "Motif, faits et dates, rien d’autre. Elle ne s’imprime pas et ne se copie pas{n}: la montrer ou la"
                " recopier vous revient. Le droit d’accès va plus loin que cette feuille{n}: le guide, « Mon avis », le"
                " dit."
            ).format(n=NARROW)
        )
        self.back = plain(self.tr("Revenir   Échap"))
        self.back.clicked.connect(self.left)
        self.buttons(self.back)
        self.column.addStretch(1)
        self.setFocusProxy(self.back)
        theme.changed.connect(self._renew)
        self._renew()

    def start(self) -> None:
        """Esc or Enter leave."""
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _renew(self) -> None:
        px, colours = self.theme.px, self.theme.colours
        self._lines.setContentsMargins(px(18), px(16), px(18), px(16))
        self._lines.setSpacing(px(8))
        self._paper.setStyleSheet(
            f"QFrame#paper {{ background: {colours.panel}; border: 1px solid {colours.line};"
            f" border-radius: {px(6)}px; }}"
        )


def sheet_of(about: About, draft: AvoidanceDraft) -> str:
    """The sheet that a draft would make."""
    return avoidance_sheet(about.name, draft.reason, draft.note.strip(), draft.since, draft.expires_on)
