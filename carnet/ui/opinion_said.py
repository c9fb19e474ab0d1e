"""« Ce qu'en disent les patients »: one line to note what was heard, more on demand, and what was noted before."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from carnet import words
from carnet.domain.days import read_near_day
from carnet.errors import CarnetError
from carnet.queries.opinions import FeedbackView
from carnet.services.feedback import REPORTERS, FeedbackDraft
from carnet.ui.editor_fields import FIELD_HEIGHT
from carnet.ui.editor_segments import Segments, Word
from carnet.ui.opinion_parts import EntryField
from carnet.ui.panel_parts import Link, Notice, Words, plain
from carnet.ui.theme import Theme
from carnet.words import NARROW

FIRST_SHOWN = 3
EFFICACY = ("pas du tout efficace", "plutôt pas efficace", "neutre", "plutôt efficace", "très efficace")
_UNKNOWN = ""
_YES_NO = (Word("yes", "oui", "o"), Word("no", "non", "n"), Word(_UNKNOWN, "ne sait pas", "s"))


class SaidForm(QWidget):
    """The words, who told them and when; unfolded, four more questions, none of which wants an answer.

    `saved(str, FeedbackDraft)`: the uuid of the words that are written again, "" for new ones.
    """

    saved = Signal(str, object)

    def __init__(self, theme: Theme, today: date) -> None:
        super().__init__()
        self._theme, self._today = theme, today
        self.uuid = ""
        tr = self.tr
        self.words = EntryField(theme, tr("Ce qu’un patient en a dit"), hint=tr("ses mots, puis Entrée"))
        self.by = Segments(
            theme, tr("D’après"), [Word(code, short, letter) for code, short, letter in zip(
                REPORTERS, (tr("le patient"), tr("la famille")), ("p", "f"), strict=True)]
        )  # fmt: skip
        self.on = QLineEdit()
        self.on.setAccessibleName(tr("Entendu le"))
        self.on.setPlaceholderText(tr("12/3, lundi, hier…"))
        self.more = Link(theme, "")
        self.details = QWidget()
        self.efficacy = Segments(
            theme, tr("Efficacité, de 1 à 5"),
            [*(Word(str(at), str(at), str(at)) for at in range(1, 6)), Word(_UNKNOWN, tr("ne sait pas"), "s")],
        )  # fmt: skip
        self.scale = Words(theme, "", size=12.5, colour="soft")
        self.met = Segments(theme, tr("A répondu aux attentes"), _YES_NO)
        self.back = Segments(theme, tr("Y retournerait"), _YES_NO)
        self.problem = EntryField(theme, tr("Problème rencontré"), hint=tr("en quelques mots"))
        self.go = plain(tr("Noter"))
        self.notice = Notice(theme)
        self._lay_out()
        self.words.entered.connect(self.save)
        self.problem.entered.connect(self.save)
        self.on.returnPressed.connect(self.save)
        self.go.clicked.connect(self.save)
        self.more.clicked.connect(self._unfold)
        theme.changed.connect(self._renew)
        self.start_over()
        self._renew()

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._when = QHBoxLayout()
        told = Words(self._theme, self.tr("d’après"), size=13, colour="soft")
        told.setWordWrap(False)
        self._when.addWidget(told)
        self._when.addWidget(self.by, 1)
        self._when.addWidget(self.on)
        self._column.addWidget(self.words)
        self._column.addLayout(self._when)
        self._grid = QGridLayout(self.details)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        for at, (label, field) in enumerate((
            (self.tr("Efficacité"), self.efficacy), ("", self.scale), (self.tr("Attentes"), self.met),
            (self.tr("Y retournerait"), self.back), (self.tr("Problème"), self.problem),
        )):  # fmt: skip
            name = Words(self._theme, label, size=13, colour="soft")
            name.setWordWrap(False)
            self._grid.addWidget(name, at, 0)
            self._grid.addWidget(field, at, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addWidget(self.more)
        foot.addStretch(1)
        self._column.addWidget(self.details)
        self._column.addWidget(self.notice)
        self._column.addLayout(foot)

    @property
    def pending(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.words.text().strip() or self.problem.text().strip())

    def start_over(self) -> None:
        """An empty form, for new words."""
        self.uuid = ""
        for field in (self.words, self.problem):
            field.clear()
        self.by.put(REPORTERS[0])
        self.on.setText(self.tr("aujourd’hui"))
        for segments in (self.efficacy, self.met, self.back):
            segments.put(_UNKNOWN)
        self.notice.say("")
        self._show_details(shown=False)

    def change(self, said: FeedbackView) -> None:
        """What was said comes back into the form, to be written again."""
        self.uuid = said.uuid
        self.words.setText(said.words.replace("\n", " "))
        self.by.put(said.reported_by)
        self.on.setText(words.long_date(said.heard_on))
        self.efficacy.put(str(said.efficacy) if said.efficacy else _UNKNOWN)
        for segments, value in ((self.met, said.met_expectations), (self.back, said.would_return)):
            segments.put({True: "yes", False: "no", None: _UNKNOWN}[value])
        self.problem.setText(said.problem)
        self.notice.say("")
        self._show_details(shown=True)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def save(self) -> None:
        """Tell what the form says; nothing typed is nothing to note."""
        try:
            draft = self._draft()
        except CarnetError as error:
            self.refuse(str(error))
            return
        self.saved.emit(self.uuid, draft)

    def _draft(self) -> FeedbackDraft:
        yes_no = {"yes": True, "no": False, _UNKNOWN: None}
        return FeedbackDraft(
            self.words.text(),
            read_near_day(self.on.text(), today=self._today, ahead=False) if self.on.text().strip() else self._today,
            self.by.entry(),
            int(self.efficacy.entry()) if self.efficacy.entry() else None,
            yes_no[self.met.entry()],
            yes_no[self.back.entry()],
            self.problem.text(),
        )

    def refuse(self, why: str) -> None:
        """Say what is wrong; what is typed stays."""
        self.notice.say(why)

    @Slot()
    def _unfold(self) -> None:
        shown = self.details.isHidden()
        self._show_details(shown=shown)
        if shown:
            self.efficacy.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_details(self, *, shown: bool) -> None:
        self.details.setVisible(shown)
        self.more.setText(self.tr("Replier") if shown else self.tr("Préciser"))
        self.more.setAccessibleName(
            self.tr("Replier les précisions") if shown
            else self.tr("Préciser\u202f: efficacité, attentes, y retournerait, problème")
        )  # fmt: skip
        self.more.updateGeometry()
        self.go.setText(self.tr("Changer") if self.uuid else self.tr("Noter"))

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setSpacing(px(6))
        self._when.setSpacing(px(8))
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(2))
        self.on.setFixedHeight(px(FIELD_HEIGHT))
        self.on.setFixedWidth(px(118))
        self.scale.setText(self.tr("1 {least} · 5 {most}").format(least=EFFICACY[0], most=EFFICACY[-1]))


def about(said: FeedbackView) -> str:
    """« d'après la famille, 3 mars 2026 · plutôt efficace · y retournerait »."""
    parts = [f"{words.reported_by(said.reported_by)}, {words.long_date(said.heard_on)}"]
    if said.efficacy:
        parts.append(EFFICACY[said.efficacy - 1])
    for value, yes, no in (
        (said.met_expectations, "a répondu aux attentes", "n’a pas répondu aux attentes"),
        (said.would_return, "y retournerait", "n’y retournerait pas"),
    ):
        if value is not None:
            parts.append(yes if value else no)
    if said.problem:
        parts.append(f"problème{NARROW}: {said.problem}")
    return " · ".join(parts)


class _SaidView(QFrame):
    """What was said once. Enter on « Changer »; Suppr forgets from either link."""

    def __init__(self, theme: Theme, said: FeedbackView) -> None:
        super().__init__()
        self._theme, self.said = theme, said
        quoted = f"«{NARROW}{said.words}{NARROW}»"
        self.change, self.forget = Link(theme, self.tr("Changer")), Link(theme, self.tr("Oublier   Suppr"))
        self.change.setAccessibleName(self.tr("Changer {quoted}").format(quoted=quoted))
        self.forget.setAccessibleName(self.tr("Oublier {quoted}, Suppr").format(quoted=quoted))
        self._column = QVBoxLayout(self)
        self._column.addWidget(Words(theme, quoted, size=13.5))
        self._column.addWidget(Words(theme, about(said), size=12.5, colour="soft"))
        self._links = QHBoxLayout()
        for link in (self.change, self.forget):
            self._links.addWidget(link)
        self._links.addStretch(1)
        self._column.addLayout(self._links)
        theme.changed.connect(self._renew)
        self._renew()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Suppr forgets."""
        if event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.forget.click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(0, px(8), 0, px(2))
        self._column.setSpacing(px(2))
        self._links.setContentsMargins(-px(6), 0, 0, 0)
        self._links.setSpacing(px(4))
        self.setStyleSheet(f"_SaidView {{ border-top: 1px solid {self._theme.colours.line}; }}")


class SaidList(QWidget):
    """What was said before, the latest first; the oldest are asked for. `change_wanted`, `forget_wanted`: of one."""

    change_wanted = Signal(object)
    forget_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.views: list[_SaidView] = []
        self._all: tuple[FeedbackView, ...] = ()
        self._unfolded = False
        self.more = Link(theme, "")
        self.more.clicked.connect(self._unfold)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_said(self, said: Sequence[FeedbackView]) -> None:
        """Show these; the focus stays at its place among them."""
        if tuple(said) == self._all:
            return
        at = next((at for at, view in enumerate(self.views) if view.isAncestorOf(self.focusWidget() or self)), -1)
        self._all = tuple(said)
        self._fill()
        if at >= 0 and self.views:
            self.views[min(at, len(self.views) - 1)].change.setFocus()

    @Slot()
    def _unfold(self) -> None:
        first = len(self.views)
        self._unfolded = True
        self._fill()
        self.views[first].change.setFocus()

    def _fill(self) -> None:
        for view in self.views:
            self._column.removeWidget(view)
            view.hide()
            view.deleteLater()
        shown = self._all if self._unfolded else self._all[:FIRST_SHOWN]
        self.views = [_SaidView(self._theme, said) for said in shown]
        before: QWidget = self.more  # the first goes after it, then it goes after the last: they are between
        for place, view in enumerate(self.views):
            view.change.clicked.connect(lambda _=False, said=view.said: self.change_wanted.emit(said))
            view.forget.clicked.connect(lambda _=False, said=view.said: self.forget_wanted.emit(said))
            self._column.insertWidget(place, view)
            QWidget.setTabOrder(before, view.change)
            QWidget.setTabOrder(view.change, view.forget)
            before = view.forget
        if self.views:
            QWidget.setTabOrder(before, self.more)
        rest = len(self._all) - len(shown)
        self.more.setVisible(rest > 0)
        self.more.setText(words.plural(rest, "autre parole", "autres paroles"))
        self.setVisible(bool(self._all))
