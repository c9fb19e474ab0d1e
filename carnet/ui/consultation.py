"""One consultation under way: from the keys and clicks of the page to a search, and from its answer to the page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.queries.box_readings import Choice
from carnet.queries.results import Answer
from carnet.ui.chips import ChipView
from carnet.ui.inquiry import Inquiry
from carnet.ui.pressed import Pressed
from carnet.ui.result_lines import Line, hidden_words
from carnet.ui.search_page import SearchPage
from carnet.ui.searcher import Scene, Searcher, Town
from carnet.ui.session import Session
from carnet.ui.stage import Stage

if TYPE_CHECKING:
    from carnet.queries.sheet import Sheet

_OTHER_WORDS = "pas fait, les mots ont changé avant la réponse."


class Consultation(QObject):
    """Asks, and has what comes shown. `failed(CarnetError)`: the latest search or card cannot be read. `shown`: an
    answer is on the page. `idled`: Esc, with nothing left to clear. `pressed`: the keys that wait for an answer.
    """

    failed = Signal(object)
    shown = Signal()
    idled = Signal()

    def __init__(self, session: Session, searcher: Searcher, page: SearchPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._searcher, self._page = session, searcher, page
        self._scene: Scene | None = None
        self._select, self._row = "", -1  # whom the next answer selects, rather than its first row
        self._stage = Stage(session, page)
        self.inquiry = Inquiry()
        self.answer: Answer | None = None
        self.sheet: Sheet | None = None
        self._profile: Profile | None = None  # for whom the book was open last
        self._coming = QTimer(self)
        self._coming.setSingleShot(True)
        self._coming.setInterval(0)
        self._coming.timeout.connect(self.ask)
        self.pressed = Pressed(searcher, page, self._coming.isActive, self)
        self._connect()

    def _connect(self) -> None:
        page, searcher, session = self._page, self._searcher, self._session
        page.box.textEdited.connect(self._on_typed)
        for keyed in (page.box, page.view):
            keyed.stepped.connect(self._on_stepped)
            keyed.entered.connect(self._on_entered)
        page.box.escaped.connect(self.escape)
        page.chips.removed.connect(self._on_chip_removed)
        page.chips.chosen.connect(self._on_chosen)
        page.chips.kept.connect(self._on_kept)
        page.view.selected.connect(self._on_selected)
        page.view.asked_more.connect(self._unfold)
        page.view.clicked_aside.connect(self.toggle_hidden)
        page.teaching.example_chosen.connect(self.type)
        searcher.answered.connect(self._on_answered)
        searcher.loaded.connect(self._on_loaded)
        searcher.refused.connect(self.failed)
        for signal in (session.book_changed, session.register_changed, session.lock_changed):
            signal.connect(self._later)
        session.book_closing.connect(self._on_book_closing)

    @Slot()
    def ask(self) -> None:
        """Search for what is in the box, on the book, the register and the day of now."""
        session = self._session
        try:
            scene = Scene(session.book, session.register_path(), session.practice_insee, session.today())
        except CarnetError as error:
            self.failed.emit(error)
            self.pressed.go_on()
            return
        if scene != self._scene:
            self._scene = scene
            self._searcher.enter(scene)
        self._searcher.ask(self.inquiry.request())

    def show_cards(self) -> None:
        """There is a place for the card now: load it with every answer, and that of the answer shown."""
        self._searcher.bring_cards()
        row = self._stage.selected
        if row is None or self.answer is None:
            self._stage.show_card(None)
        else:
            self._searcher.want(row.id, self.answer.origin)

    def again(self, select: str) -> None:
        """Search once more, then select this person rather than the first."""
        self._select = select
        self.ask()

    @Slot(str)
    def type(self, text: str) -> None:
        """Put words in the box as if they were typed."""
        self._page.box.setText(text)
        self._on_typed(text)

    def show(self, name: str, identifier: str) -> None:
        """Put a name in the box and select the card of the book that bears it."""
        self._page.box.setText(name)
        self.inquiry.type(name)
        self.again(identifier)

    def set_town(self, town: Town | None) -> None:
        """Distances from the patient's commune, or from the practice again."""
        self.inquiry.town = town
        self.ask()

    @Slot()
    def escape(self) -> None:
        """The first Esc clears the words, the second the patient."""
        self.pressed.drop(_OTHER_WORDS)
        if self._page.box.text():
            self.type("")
        else:
            if self.inquiry.about_nobody:
                self.idled.emit()
            self.inquiry.forget_patient()
            self.ask()

    @Slot()
    def toggle_hidden(self) -> None:
        """Show those who are gone or do not fit, or hide them again."""
        if self.answer and (hidden_words(self.answer, shown=False) or self.inquiry.hidden_shown):
            self.inquiry.hidden_shown = not self.inquiry.hidden_shown
            self.ask()
        else:
            self._page.status.say("Personne n’est masqué dans cette liste.")

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self.pressed.drop(_OTHER_WORDS)
        self._select, self._row = "", -1
        self.inquiry.type(text)
        self.ask()

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        self.pressed.do(lambda: self._page.view.move_by(step), "↓" if step > 0 else "↑", on_card=False)

    @Slot()
    def _on_entered(self) -> None:
        self.pressed.do(self._page.view.open_current, "Entrée")

    @Slot(object)
    def _on_chip_removed(self, view: ChipView) -> None:
        self.inquiry.remove(view)
        self.type(self.inquiry.text)
        self._page.box.setFocus()

    @Slot(object)
    def _on_chosen(self, choice: Choice) -> None:
        self.inquiry.choose(choice)
        self.ask()

    @Slot(object)
    def _on_kept(self, view: ChipView) -> None:
        self.inquiry.keep(view)
        self.type(self.inquiry.text)

    @Slot()
    def _unfold(self) -> None:
        self.inquiry.unfolded = True
        self._row = self._page.view.currentIndex().row()
        self.ask()

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        self.answer = answer
        select, row = self._select, self._row
        self._select, self._row = "", -1
        if not self._stage.show(answer, self.inquiry, select=select, row=row) and not self.inquiry.unfolded:
            self.inquiry.unfolded = True  # whoever was just added is among those folded away
            self.again(select)
        elif self._stage.selected is None:
            self.sheet = None
        self.shown.emit()

    @Slot(object)
    def _on_selected(self, line: Line) -> None:
        if line.result is not None and self.answer is not None:
            self._searcher.want(line.result.id, self.answer.origin)

    @Slot(object)
    def _on_loaded(self, sheet: "Sheet") -> None:
        row = self._stage.selected
        if row is not None and row.id == sheet.id:
            self.sheet = sheet
            self._stage.show_card(sheet)

    @Slot()
    def _later(self) -> None:
        """Several changes at once are one new search, when the session has told them all."""
        self._scene = None
        if self._session.book is not None:
            if self._profile not in (None, self._session.profile):
                self._start_over()
            self._profile = self._session.profile
        self._coming.start()

    def _start_over(self) -> None:
        """Somebody else sits down: no word, no patient, no answer of the former view."""
        self.pressed.drop()
        self._searcher.overtake()
        self.inquiry = Inquiry()
        self._page.box.setText("")  # its undo goes with it
        self._page.chips.forget()
        self._stage.clear()

    @Slot()
    def _on_book_closing(self) -> None:
        """Nothing of the book stays on screen, nor in the hands of the thread that reads."""
        self.pressed.drop()
        self._searcher.let_go()
        self._scene = self.sheet = self.answer = None
        self._stage.clear()
