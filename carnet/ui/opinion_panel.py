"""« Mon avis »: the panel beside the list. It shows what is said of a card and tells what the hand wants."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout

from carnet import words
from carnet.domain.text import fold
from carnet.queries.avoidances import AvoidanceView
from carnet.ui.editor_fields import TextField
from carnet.ui.opinion_parts import Flow, Labels, MarkButton
from carnet.ui.opinion_reading import About
from carnet.ui.opinion_said import SaidForm, SaidList
from carnet.ui.panel_parts import Column, Link, Notice, Words
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from carnet.words import NARROW

# The column of each mark, its code among words, the letter that sets it.
MARKS = (("expert", "expert", "P"), ("humane", "humane", "H"), ("reliable", "reliable", "F"),
         ("gives_advice", "advice", "A"))  # fmt: skip
_AVOID = "n"


class OpinionPanel(Column):
    """All that the owner says of a card, and what patients say of it.

    `marked(str, bool)`; `worded(str)`; `labelled(str, tuple)`: « Plutôt pour » (`for`) or « Pas pour » (`not_for`);
    `said(str, FeedbackDraft)`; `forgotten(FeedbackView)`; `avoidance_wanted(str)`: « edit », « renew », « end » or
    « sheet »; `left`: Esc.
    """

    marked = Signal(str, bool)
    worded = Signal(str)
    labelled = Signal(str, tuple)
    said = Signal(str, object)
    forgotten = Signal(object)
    avoidance_wanted = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__(theme, self.tr("Mon avis"), size=17)
        self.about: About | None = None
        self._warned = False
        self.name = self.words("", size=14, weight=500, colour="soft")
        self.problem = Notice(theme)
        self.column.addWidget(self.problem)
        self._make_marks()
        self._make_labels()
        self._heading(self.tr("Ce qu’en disent les patients"))
        self.form, self.list = SaidForm(theme, session.today()), SaidList(theme)
        self.form.saved.connect(self.said)
        self.list.change_wanted.connect(self.form.change)
        self.list.forget_wanted.connect(self.forgotten)
        self.column.addWidget(self.form)
        self.column.addWidget(self.list)
        self._make_avoidance()
        self.soft(
            self.tr(
                "Tout cela est pour vous seul{n}: ni le patient ni le secrétariat ne le voient. La personne peut"
                " demander à lire ce que vous notez d’elle."
            ).format(n=NARROW)
        )
        self.column.addStretch(1)
        self.setFocusProxy(next(iter(self.marks.values())))
        theme.changed.connect(self._renew)
        self._renew()

    @Slot()
    def _renew(self) -> None:
        px = self.theme.px
        self.body.setStyleSheet(f"QLineEdit {{ padding: {px(2)}px {px(8)}px; }}")

    def _heading(self, text: str) -> Words:
        return self.words(text, size=13.5, weight=600)

    def _make_marks(self) -> None:
        self.marks: dict[str, MarkButton] = {}
        self.row = Flow(self.theme)
        for column, code, letter in MARKS:
            button = MarkButton(self.theme, words.mark(code, ""), letter)
            button.clicked.connect(lambda on, column=column: self.marked.emit(column, on))
            self.marks[column] = button
            self.row.add(button)
        self.column.addWidget(self.row)
        self.word = TextField(self.theme, self.tr("Un mot"), size=14, hint=self.tr("un mot, pour vous"))
        self.word.committed.connect(self.worded)
        self.column.addWidget(self.word)
        self.given = self.words("", size=12.5, colour="soft")

    def _make_labels(self) -> None:
        tr = self.tr
        self.labels: dict[str, Labels] = {}
        for kind, name, hint in (
            ("for", tr("Plutôt pour…"), tr("épaule, infiltrations… puis Entrée")),
            ("not_for", tr("Pas pour…"), tr("enfant agité… puis Entrée")),
        ):
            self._heading(name)
            self.labels[kind] = Labels(self.theme, name.rstrip("…"), hint)
            self.labels[kind].changed.connect(partial(self.labelled.emit, kind))
            self.column.addWidget(self.labels[kind])

    def _make_avoidance(self) -> None:
        tr = self.tr
        self._heading(tr("Je n’adresse pas"))
        self.avoidance = self.words("", size=13.5)
        self.avoidance_note = self.words("", size=13, colour="soft")
        self.avoidance_links: dict[str, Link] = {}
        listed = QVBoxLayout()
        listed.setSpacing(0)
        self.column.addLayout(listed)
        for deed in ("edit", "renew", "end", "sheet"):
            link = Link(self.theme, "")
            link.clicked.connect(partial(self.avoidance_wanted.emit, deed))
            self.avoidance_links[deed] = link
            listed.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def show_about(self, about: About) -> None:
        """Show what is saved; what is being typed stays."""
        self.about = about
        self.name.setText(about.name)
        self.setAccessibleName(self.tr("Mon avis sur {name}").format(name=about.name))
        for column, code, _ in MARKS:
            self.marks[column].say(words.mark(code, about.gender))
            self.marks[column].setChecked(about.opinion.marks[column])
        self.row.place()
        self.word.show_saved(about.opinion.word)
        given = about.opinion.given_on
        self.given.setText(self.tr("noté le {day}").format(day=words.long_date(given)) if given else "")
        self.given.setVisible(given is not None)
        for kind, labels in self.labels.items():
            labels.show_saved([one.label for one in about.opinion.indications if one.kind == kind])
        self.list.show_said(about.feedback)
        self._show_avoidance(about.avoidance, about.past)

    def _show_avoidance(self, stands: AvoidanceView | None, past: AvoidanceView | None) -> None:
        tr, one = self.tr, stands or past
        said, note = tr("Rien n’est noté{n}: vous adressez à cette personne.").format(n=NARROW), ""
        if one is not None:
            since, until = words.long_date(one.terms.since), words.long_date(one.terms.ended_on or one.terms.expires_on)
            said = tr("⊘ {reason}").format(reason=words.avoidance_reason(one.reason)) if stands else tr(
                "Plus rien ne tient{n}: noté le {since}, fini le {until}."
            ).format(n=NARROW, since=since, until=until)  # fmt: skip
            days = tr("depuis le {since}, jusqu’au {until}").format(since=since, until=until)
            if stands and stands.terms.review_on:
                days += tr("\nà revoir le {day}").format(day=words.long_date(stands.terms.review_on))
            note = "\n".join(part for part in (one.note, days) if part) if stands else ""
        self.avoidance.setText(said)
        self.avoidance_note.setText(note)
        self.avoidance_note.setVisible(bool(note))
        for deed, text, shown in (
            ("edit", tr("Changer…   N") if stands else tr("Noter…   N"), True),
            ("renew", tr("Renouveler pour douze mois"), one is not None),
            ("end", tr("Lui adresser de nouveau"), stands is not None),
            ("sheet", tr("La feuille qu’on pourrait lui montrer"), stands is not None),
        ):
            self.avoidance_links[deed].setText(text)
            self.avoidance_links[deed].setAccessibleName(f"{tr('Je n’adresse pas')}\u202f: {text}")
            self.avoidance_links[deed].updateGeometry()
            self.avoidance_links[deed].setVisible(shown)

    def start(self) -> None:
        """The first mark has the focus: a letter sets one at once."""
        next(iter(self.marks.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str) -> None:
        """Tell what went wrong; "" for nothing."""
        self.problem.say(text)
        if text:
            self.ensureWidgetVisible(self.problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """A letter sets its mark where no field takes it; Esc leaves, and says first what is not saved."""
        letter = fold(event.text())
        typing = isinstance(self.focusWidget(), QLineEdit | QPlainTextEdit)
        mark = next((column for column, _, key in MARKS if key.lower() == letter), "")
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif mark and not typing and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.marks[mark].click()
        elif letter == _AVOID and not typing and not event.modifiers():
            self.avoidance_wanted.emit("edit")
        else:
            super().keyPressEvent(event)

    @Slot()
    def _leave(self) -> None:
        if self.may_leave():
            self.left.emit()

    def may_leave(self) -> bool:
        """Save what a field holds; False, once, where a patient's words are typed and not noted: it is said there."""
        if self.form.pending and not self._warned:
            self._warned = True
            self.form.refuse(
                self.tr("Ce qui est écrit ici n’est pas encore noté{n}: Entrée le note, Échap l’abandonne.").format(
                    n=NARROW
                )
            )
            self.form.words.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        self.word.commit_now()
        return True
