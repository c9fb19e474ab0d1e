"""« Mon avis » in the window: opens the panel of a card, writes what it tells, each step undone by Ctrl+Z."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from carnet import words
from carnet.domain.disclosure import Disclosed, permit
from carnet.errors import CarnetError
from carnet.queries.opinions import FeedbackView
from carnet.queries.sheet import Sheet
from carnet.services.feedback import FeedbackDraft
from carnet.ui import opinion_reading
from carnet.ui.acts import Done
from carnet.ui.opinion_panel import MARKS, OpinionPanel
from carnet.ui.opinion_reading import About
from carnet.ui.searcher import Errand
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow

_KINDS = {"for": "Plutôt pour", "not_for": "Pas pour"}


class Opinions(QObject):
    """One for a window, made when first needed."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._panel: OpinionPanel | None = None
        window.hands.changed.connect(self._refresh)
        window.searcher.loaded.connect(self._on_loaded)

    @classmethod
    def of(cls, window: "MainWindow") -> "Opinions":
        """The window's own."""
        found = window.findChild(cls)
        return found if isinstance(found, cls) else cls(window)

    @property
    def panel(self) -> OpinionPanel | None:
        """The panel, while it is shown."""
        return self._panel if self._panel is not None and isValid(self._panel) else None

    @property
    def _shown(self) -> OpinionPanel | None:
        return self.panel if self._window.page.right.currentWidget() is self.panel else None

    @Slot(object)
    def _on_loaded(self, sheet: Sheet) -> None:
        """Another card is shown: what is said of the former goes, unless something there is not saved yet."""
        panel = self._shown
        if panel is not None and panel.about is not None and panel.about.id != sheet.id and not panel.form.pending:
            panel.word.commit_now()
            self._window.page.close_side()

    def enter(self, card: Disclosed) -> None:
        """Open the panel of a card of the book; the key again closes it."""
        panel = self._shown
        if panel is not None and not panel.may_leave():
            return
        if panel is not None and panel.about is not None and panel.about.id == card.public.id:
            self._window.close_panel()
            return
        try:
            permit("opinion", card.profile)
        except CarnetError as error:
            self._window.page.status.say(str(error), bad=True)
            return
        self.open(card.public.id)

    def open(self, identifier: str) -> None:
        """Open the panel of the card `b:<uuid>`, once it is read."""
        today = self._window.session.today()
        self._window.searcher.send(opinion_reading.load(identifier, today), self._show, self._refuse)

    def _show(self, about: About) -> None:
        window = self._window
        panel = self._panel = OpinionPanel(window.theme, window.session)
        panel.marked.connect(self._mark)
        panel.worded.connect(self._word)
        panel.labelled.connect(self._label)
        panel.said.connect(self._report)
        panel.forgotten.connect(self._forget)
        panel.avoidance_wanted.connect(self._avoidance)
        panel.left.connect(window.close_panel)
        panel.show_about(about)
        window.show_panel(panel, side=True)
        panel.start()

    @Slot(str, bool)
    def _mark(self, column: str, value: bool) -> None:
        about = self._about
        code = next(code for name, code, _ in MARKS if name == column)
        mark = words.mark(code, about.gender)
        said = f"{about.name}{NARROW}: {mark}" if value else f"{about.name}{NARROW}: « {mark} » retiré"
        self._write(opinion_reading.mark(about.id, column, value, self._now), said)

    @Slot(str)
    def _word(self, text: str) -> None:
        about, panel = self._about, self.panel
        said = f"{about.name}{NARROW}: un mot noté" if text.strip() else f"{about.name}{NARROW}: un mot retiré"
        self._write(
            opinion_reading.word(about.id, text, self._now), said, lambda: panel.word.refuse() if panel else None
        )

    @Slot(str, tuple)
    def _label(self, kind: str, labels: tuple[str, ...]) -> None:
        about, panel = self._about, self.panel
        said = f"{about.name}, {_KINDS[kind].lower()}{NARROW}: {', '.join(labels) or 'plus rien'}"
        self._write(
            opinion_reading.indications(about.id, kind, labels, self._now), said,
            lambda: panel.labels[kind].refuse() if panel else None,
        )  # fmt: skip

    @Slot(str, object)
    def _report(self, uuid: str, draft: FeedbackDraft) -> None:
        panel = self.panel

        def then(_: Done) -> None:
            if panel is not None and isValid(panel):
                panel.form.start_over()

        def failed(error: CarnetError) -> None:
            if panel is not None and isValid(panel):
                panel.form.refuse(str(error))

        about = self._about
        self._window.hands.write(
            opinion_reading.report(about.id, uuid, draft, self._now),
            f"{about.name}{NARROW}: paroles de patient {'changées' if uuid else 'notées'}",
            f"{about.name}{NARROW}: paroles de patient {'remises comme avant' if uuid else 'retirées'}",
            then=then, failed=failed,
        )  # fmt: skip

    @Slot(object)
    def _forget(self, said: FeedbackView) -> None:
        panel = self.panel
        if panel is not None and panel.form.uuid == said.uuid:
            panel.form.start_over()
        self._write(opinion_reading.forget(self._about.id, said.uuid, self._now), "Paroles de patient oubliées")

    @Slot(str)
    def _avoidance(self, deed: str) -> None:
        from carnet.ui.avoidance import Avoidances

        Avoidances.of(self._window).do(deed, self._about)

    @property
    def _about(self) -> About:
        assert self._panel is not None
        assert self._panel.about is not None
        return self._panel.about

    @property
    def _now(self) -> Any:
        return self._window.session.now()

    def _write(self, errand: Errand, said: str, undone: Callable[[], object] | None = None) -> None:
        """Write; when that is refused say why in the panel, and show again what is saved."""
        panel = self.panel

        def then(_: Done) -> None:
            if panel is not None and isValid(panel):
                panel.say("")

        def failed(error: CarnetError) -> None:
            if panel is None or not isValid(panel):
                self._refuse(error)
                return
            panel.say(str(error))
            if undone is not None:
                undone()
            elif panel.about is not None:
                panel.show_about(panel.about)

        self._window.hands.write(errand, said, f"{said}{NARROW}: annulé", then=then, failed=failed)

    @Slot()
    def _refresh(self) -> None:
        """The book changed, by this panel or by an undo: show what is saved now."""
        panel = self.panel
        if panel is None or panel.about is None:
            return
        identifier = panel.about.id

        def done(about: About) -> None:
            if isValid(panel) and panel.about is not None and panel.about.id == identifier:
                panel.show_about(about)

        def gone(_: CarnetError) -> None:
            if isValid(panel) and self._window.page.right.currentWidget() is panel:
                self._window.close_panel()  # the card is not there any more

        self._window.searcher.send(opinion_reading.load(identifier, self._window.session.today()), done, gone)

    def _refuse(self, error: CarnetError) -> None:
        self._window.page.status.say(str(error), bad=True)
