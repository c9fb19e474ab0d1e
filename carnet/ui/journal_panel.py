"""The journal of the card shown: who, when, what; each step can be taken back from here."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from carnet.queries import journal_words
from carnet.queries.journal import COLON, ERASED, NOTHING, Change, Step
from carnet.ui.panel_parts import Link, Notice, Words, plain
from carnet.ui.theme import Theme
from carnet.words import long_date, plural

FIRST_SHOWN = 30
MOST_CHANGES = 12  # of one step, before they are counted


class _StepView(QFrame):
    """One step. `undo_wanted(Step)`."""

    undo_wanted = Signal(object)

    def __init__(self, theme: Theme, step: Step) -> None:
        super().__init__()
        self.step = step
        self._theme = theme
        self._column = QVBoxLayout(self)
        self.undo: Link | None = None
        quiet = "soft" if step.undone else "ink"
        self.head = Words(theme, _head(step), size=14, weight=600, colour=quiet)
        self.texts = [Words(theme, _when(step), size=12.5, colour="soft"), self.head]
        self.texts += [Words(theme, text, size=13, colour=quiet) for text in _changes(step)]
        for text in self.texts:
            self._column.addWidget(text)
        if not step.undone:
            many = self.tr(" sur les {n} fiches").format(n=step.others + 1) if step.others else ""
            self.undo = Link(theme, self.tr("Annuler cette étape") + many)
            self.undo.setAccessibleName(self.tr("Annuler cette étape\u202f: {what}").format(what=_head(step)))
            self.undo.clicked.connect(self._on_undo)
            self._column.addWidget(self.undo)
        theme.changed.connect(self._renew)
        self._renew()

    @property
    def text(self) -> str:
        """Everything it says."""
        return "\n".join(one.text() for one in self.texts)

    @Slot()
    def _on_undo(self) -> None:
        self.undo_wanted.emit(self.step)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(0, px(10), 0, px(8))
        self._column.setSpacing(px(2))
        self.setStyleSheet(f"_StepView {{ border-top: 1px solid {self._theme.colours.line}; }}")


class JournalPanel(QWidget):
    """A side panel. `undo_wanted(Step)`; `left`: Esc, Ctrl+H or « Fermer »."""

    undo_wanted = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Journal de {name}").format(name=name))
        self.title = Words(theme, self.tr("Journal"), size=22, weight=700)
        self.name = Words(theme, name, size=14, weight=500, colour="soft")
        self.notice = Notice(theme)
        self.area, self._body = QScrollArea(), QWidget()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Étapes, la dernière d’abord"))
        self.area.setWidget(self._body)
        self._steps_column = QVBoxLayout(self._body)
        self.close_button = plain(self.tr("Fermer   Échap"))
        self.close_button.clicked.connect(self.left)
        self._column = QVBoxLayout(self)
        for widget in (self.title, self.name, self.notice, self.area):
            self._column.addWidget(widget)
        self._column.setStretchFactor(self.area, 1)
        self._column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.views: list[_StepView] = []
        self._left_out: tuple[Step, ...] = ()
        self._more: Link | None = None
        theme.changed.connect(self._renew)
        self._renew()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show the steps, newest first; the oldest are asked for."""
        focused = next((at for at, view in enumerate(self.views) if view.undo and view.undo.hasFocus()), -1)
        while (item := self._steps_column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.views, self._more = [], None
        if not steps:
            self._steps_column.addWidget(Words(self._theme, self.tr("Rien n’a encore été noté."), colour="soft"))
        self._add(tuple(steps))
        links = [view.undo for view in self.views if view.undo]
        if focused >= 0 and links:
            links[min(focused, len(links) - 1)].setFocus()

    def say_kept(self, kept: Sequence[str]) -> None:
        """Say what an undo left as it is, because it was changed since; nothing to say hides it."""
        listed = ", ".join(dict.fromkeys(kept))
        self.notice.say(self.tr("Gardé, car changé depuis\u202f: {what}.").format(what=listed) if kept else "")

    @property
    def text(self) -> str:
        """Every word shown."""
        return "\n".join([self.name.text(), self.notice.text(), *(view.text for view in self.views)])

    def start(self) -> None:
        """The focus comes here."""
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _add(self, steps: tuple[Step, ...]) -> None:
        for step in steps[:FIRST_SHOWN]:
            view = _StepView(self._theme, step)
            view.undo_wanted.connect(self.undo_wanted)
            self.views.append(view)
            self._steps_column.addWidget(view)
        self._left_out = steps[FIRST_SHOWN:]
        if self._left_out:
            more = plural(len(self._left_out), "étape plus ancienne", "étapes plus anciennes")
            self._more = Link(self._theme, more)
            self._more.clicked.connect(self._show_more)
            self._steps_column.addWidget(self._more)
        self._steps_column.addStretch(1)

    @Slot()
    def _show_more(self) -> None:
        if self._more is not None:
            self._steps_column.takeAt(self._steps_column.count() - 1)
            self._more.hide()
            self._more.deleteLater()
            self._more = None
            first = len(self.views)
            self._add(self._left_out)
            if (undo := self.views[first].undo) is not None:
                undo.setFocus()

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(22), px(17), px(22), px(14))
        self._column.setSpacing(px(4))
        self._steps_column.setContentsMargins(0, 0, px(8), 0)
        self._steps_column.setSpacing(0)


def _when(step: Step) -> str:
    """« 22 novembre 2026, 10 h 30 · Dr Claire Morel »."""
    at = step.at.astimezone()
    said = f"{long_date(at.date())}, {at.hour} h {at.minute:02}"
    return f"{said} · {step.who}" if step.who else said


def _head(step: Step) -> str:
    """« fiche modifiée · annulé »."""
    said = step.verb[:1].upper() + step.verb[1:]
    with_ = f" (avec {plural(step.others, 'autre fiche', 'autres fiches')})" if step.others else ""
    return f"{said}{with_} · annulé" if step.undone else f"{said}{with_}"


def _changes(step: Step) -> list[str]:
    shown = [_change(one) for one in step.changes[:MOST_CHANGES]]
    left = len(step.changes) - len(shown)
    return [*shown, f"… et {plural(left, 'autre changement', 'autres changements')}"] if left else shown


def _change(one: Change) -> str:
    """« note : rien → très humaine », « étiquette ajoutée : réseau »."""
    if one.old == one.new == ERASED:
        return f"{one.what}{COLON}{ERASED}"
    if one.old == NOTHING:
        return f"{one.what}{COLON}{one.new}"
    if one.new == NOTHING:
        return f"{one.what}{COLON}{one.old} → retiré"
    return f"{one.what}{COLON}{one.old} → {one.new}"


def kept_words(table: str, column: str) -> str:
    """« ligne (valeur) »: one thing that an undo left."""
    thing = journal_words.thing(table)
    return f"{thing} ({journal_words.column(column)})" if column else thing
