"""The right of « À suivre »: whom to call for whom, the number first, and the usual answers as buttons."""

from collections.abc import Iterator, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from carnet import words
from carnet.domain.disclosure import Profile
from carnet.domain.follow_up import Awaited, DueView
from carnet.domain.rings import Ring
from carnet.queries import loop_words
from carnet.queries.follow_up import ReviewView
from carnet.ui.card_content import PATIENT, Number
from carnet.ui.follow_asks import DayAsk, ServedAsk
from carnet.ui.follow_flow import Flow
from carnet.ui.follow_lines import line_caption, main_line, review_words, state
from carnet.ui.number_panel import NumberPanel
from carnet.ui.panel_parts import Link, plain, primary
from carnet.ui.theme import Theme, lettered
from carnet.words import long_date, plural

MARGIN, LABEL_WIDTH = 22, 104
NAMED = 12  # referrals named before they are counted
Row = tuple[str, str]


class CallPanel(NumberPanel):
    """The number to call, whoever's it is."""

    @property
    def caption(self) -> str:
        """« Pour moi · ligne directe »."""
        return line_caption(self.number.line, shared=self.shared) if self.number else self.tr("Téléphone")

    @property
    def badge(self) -> str:
        """The key that copies it."""
        return self.tr("Alt 1") if self.number else ""


class FollowSide(QWidget):
    """`answered(str)`: a button, by the name of its answer. `copy_wanted`, `call_wanted`: of the number.

    `opened(str)`: a card, `b:<uuid>`. `day`, `served`: the questions asked here.
    """

    answered = Signal(str)
    copy_wanted = Signal()
    call_wanted = Signal()
    opened = Signal(str)

    def __init__(self, theme: Theme, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._profile = theme, profile
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Adressage"))
        self.name, self.subtitle = QLabel(), QLabel()
        for label, letters in ((self.name, "name"), (self.subtitle, "plain")):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            lettered(label, letters, soft=label is self.subtitle)
        self.number = CallPanel(theme, PATIENT)
        self.number.shared = profile is not Profile.OWNER
        self.number.copied.connect(self.copy_wanted)
        self.number.called.connect(self.call_wanted)
        self.day, self.served = DayAsk(theme), ServedAsk(theme)
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._due: DueView | None = None
        self._buttons: QWidget | None = None
        self._links: list[Link] = []
        self._rows: tuple[Row, ...] = ()
        self._lay_out()
        theme.changed.connect(self._renew)
        self._renew()
        self.show_nothing()

    def _lay_out(self) -> None:
        scroll, body = QScrollArea(), QWidget()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column, self._head = QVBoxLayout(body), QVBoxLayout()
        self._grid, self._cards = QGridLayout(), QVBoxLayout()
        self._head.addWidget(self.name)
        self._head.addWidget(self.subtitle)
        self._column.addLayout(self._head)
        self._column.addWidget(self.number)
        self._column.addWidget(self.served)
        self._column.addLayout(self._grid)
        self._column.addLayout(self._cards)
        self._column.addStretch(1)
        self._grid.setColumnStretch(1, 1)
        scroll.setWidget(body)
        self._foot_frame = QFrame()
        self._foot = QVBoxLayout(self._foot_frame)
        self._foot.addWidget(self.day)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._foot_frame)
        self.day.hide()
        self.served.hide()

    @property
    def asking(self) -> bool:
        """Whether a question waits for its answer."""
        return not (self.day.isHidden() and self.served.isHidden())

    def show_nothing(self) -> None:
        """Keep no word of what was shown."""
        self._show("", "", None, (), ())

    def show_due(self, row: DueView, today: date) -> None:
        """One referral."""
        self._due = row
        what = words.practitioner(row.specialty, row.gender) if row.kind == "person" else words.specialty(row.specialty)
        line = main_line(row.lines)
        number = Number(PATIENT, line, "", "") if line else None
        rows = tuple(_rows(row, today, judged=self._profile is Profile.OWNER))
        self._show(words.typeset(row.name), what if row.specialty else "", number, rows, self._answers(row))

    def enrich(self, card: str, subtitle: str, best_time: str) -> None:
        """What the card adds, read after the line: under the name, and when they can be reached."""
        if self._due is not None and self._due.card == card:
            self.subtitle.setText(subtitle or self.subtitle.text())
            self.subtitle.setVisible(bool(self.subtitle.text()))
            if best_time:
                self._fill((("Joignable", best_time), *(row for row in self._rows if row[0] != "Joignable")))

    def show_many(self, rows: Sequence[DueView]) -> None:
        """Several referrals, which one answer changes together."""
        self._due = None
        names = [(row.patient_code or "—", words.typeset(row.name)) for row in rows[:NAMED]]
        if len(rows) > NAMED:
            names.append(("", f"et {plural(len(rows) - NAMED, 'autre', 'autres')}"))
        head = plural(len(rows), "adressage", "adressages")
        self._show(head, self.tr("une réponse pour tous"), None, tuple(names), self._answers(*rows))

    def show_reviews(self, reviews: tuple[ReviewView, ...], *, revealed: bool) -> None:
        """The notes that come to their end: how many; whose, on demand only."""
        self._due = None
        if not revealed:
            self._show(
                self.tr("À revoir"), review_words(reviews), None, (("F2", self.tr("voir de qui il s’agit")),), ()
            )
            return
        rows = [(words.typeset(one.name), f"notée le {long_date(one.since)}, {_until(one)}") for one in reviews]
        self._show(self.tr("À revoir"), review_words(reviews), None, (), ())
        for one, (name, said) in zip(reviews, rows, strict=True):
            link = Link(self._theme, name)
            link.setAccessibleName(f"{name}, {said}, ouvrir la fiche")
            link.clicked.connect(lambda _=False, card=one.card: self.opened.emit(card))
            note = QLabel(said)
            note.setWordWrap(True)
            note.setIndent(self._theme.px(6))
            lettered(note, "small", soft=True)
            self._cards.addWidget(link)
            self._cards.addWidget(note)
            self._links.append(link)

    def ask_day(self, rows: Sequence[DueView], today: date) -> None:
        """« Rendez-vous le… » for what is shown."""
        self._show_foot(self.day)
        self.day.ask(self.tr("Rendez-vous le"), today=today, made_on=max(row.made_on for row in rows))

    def ask_served(self, row: DueView) -> None:
        """« Ça a servi ? », of a referral whose news just came."""
        self._due = None
        whom = f" · pour {row.patient_code}" if row.patient_code else ""
        self._show(words.typeset(row.name), self.tr("nouvelles reçues") + whom, None, (), ())
        self._show_foot(None)
        self.served.ask()

    def end_questions(self) -> None:
        """Nothing is asked any more."""
        self._show_foot(self._buttons)

    def _answers(self, *rows: DueView) -> tuple[tuple[str, str], ...]:
        """The usual answers, the likeliest first."""
        day, week = ("day", self.tr("Rdv le…")), ("week", self.tr("+ une semaine"))
        if self._profile is not Profile.OWNER:
            return day, ("news", self.tr("Courrier reçu"))
        if all(row.watch.snoozed for row in rows):
            return ("wake", self.tr("Reprendre")), week
        awaited = {row.watch.expected.awaited for row in rows}
        if awaited == {Awaited.CALL_BACK}:
            return ("close", self.tr("Fait")), ("tomorrow", self.tr("Demain")), week
        news = ("news", self.tr("Nouvelles reçues"))
        return (news, week) if awaited == {Awaited.LETTER} else (day, news, week)

    def _show(
        self, name: str, subtitle: str, number: Number | None, rows: Sequence[Row], answers: Sequence[tuple[str, str]]
    ) -> None:
        self.name.setText(name)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.number.show_number(number, can_paste=False)
        self.number.setVisible(number is not None)
        while (item := self._cards.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._links.clear()
        self._fill(tuple(rows))
        self._replace_buttons(answers)

    def _fill(self, rows: tuple[Row, ...]) -> None:
        self._rows = rows
        while len(self._labels) < len(rows):
            pair = QLabel(), QLabel()
            for column, label in enumerate(pair):
                lettered(label, "row", soft=not column)
                label.setAlignment(Qt.AlignmentFlag.AlignTop)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(True)
                self._grid.addWidget(label, len(self._labels), column)
            self._labels.append(pair)
        for at, (label, said) in enumerate(self._labels):
            shown = rows[at] if at < len(rows) else ("", "")
            label.setText(shown[0])
            said.setText(shown[1])
            label.setVisible(at < len(rows))
            said.setVisible(at < len(rows))

    def _replace_buttons(self, answers: Sequence[tuple[str, str]]) -> None:
        if self._buttons is not None:
            self._foot.removeWidget(self._buttons)
            self._buttons.hide()
            self._buttons.deleteLater()
            self._buttons = None
        if answers:
            made = [primary(text) if not at else plain(text) for at, (_, text) in enumerate(answers)]
            for button, (code, _) in zip(made, answers, strict=True):
                button.clicked.connect(lambda _=False, code=code: self.answered.emit(code))
            self._buttons = Flow(self._theme, made)
            self._foot.addWidget(self._buttons)
        self._show_foot(self._buttons)

    def _show_foot(self, widget: QWidget | None) -> None:
        self.served.hide()
        for one in (self.day, self._buttons):
            if one is not None:
                one.setVisible(one is widget)
        self._foot_frame.setVisible(widget is not None)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(MARGIN), px(17), px(MARGIN), px(16))
        self._column.setSpacing(px(12))
        self._head.setSpacing(px(3))
        self._cards.setSpacing(0)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(7))
        self._grid.setColumnMinimumWidth(0, px(LABEL_WIDTH))
        self._foot.setContentsMargins(px(MARGIN), px(8), px(MARGIN), px(18))
        self.number.updateGeometry()


def _until(one: ReviewView) -> str:
    end = long_date(one.expires_on)
    return f"échue le {end}" if one.expired else f"jusqu’au {end}"


def _rows(row: DueView, today: date, *, judged: bool) -> Iterator[Row]:
    watch = row.watch
    call = watch.expected.awaited is Awaited.CALL_BACK
    if call:
        yield "Demande", f"{row.note or 'à rappeler'}\n{'notée' if row.note else 'noté'} le {long_date(row.made_on)}"
    else:
        yield "Adressé", f"le {long_date(row.made_on)}, il\u00a0y\u00a0a\u00a0{row.days}\u00a0j"
        yield "Suite", state(row, today)
        if judged:
            yield "Attendu", _expected(row)
    for label, said in (
        ("Patient", row.patient_code),
        ("Motif", row.motive if judged else ""),
        ("Urgence", loop_words.URGENCIES.get(row.urgency, "")),
        ("Comment", "" if call or not judged else loop_words.MODES.get(row.mode, "")),
        ("Note", "" if call else row.note),
        ("Donnés aussi", "\n".join(words.typeset(name) for name in row.others)),
    ):
        if said:
            yield label, said
    yield from _other_numbers(row)


def _other_numbers(row: DueView) -> Iterator[Row]:
    main = main_line(row.lines)
    for line in row.lines:
        if line is not main and line.kind == "phone":
            use = words.line_use(line.use) or ("pour le patient" if line.ring is Ring.PUBLIC else "pour moi")
            yield use[:1].upper() + use[1:], line.value


def _expected(row: DueView) -> str:
    """« un rendez-vous en ~9 j », « un courrier, dû depuis le 11 novembre 2026 »."""
    expected = row.watch.expected
    if expected.awaited is Awaited.LETTER:
        return f"un courrier, {'dû depuis le' if row.watch.due else 'vers le'} {long_date(expected.due_on)}"
    return f"un rendez-vous en {'~' if expected.measured else ''}{expected.days} j"
