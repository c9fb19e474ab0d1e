"""One consultation under way: what is typed, for which patient, and what the window shows of the answer."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from carnet.domain.needs import Need
from carnet.domain.query import Reading
from carnet.errors import CarnetError
from carnet.queries.box import Choice, Request
from carnet.queries.results import Answer, Result
from carnet.queries.sheet import Sheet
from carnet.ui.card_content import content
from carnet.ui.chips import ChipView, chip_views, without
from carnet.ui.result_lines import FOLDED, Line, hidden_words, lines
from carnet.ui.search_page import SearchPage
from carnet.ui.searcher import Scene, Searcher, Town
from carnet.ui.session import Session
from carnet.ui.teaching import nobody
from carnet.words import NARROW

LIST, TEACHING = 0, 1
SHOWN = 50  # rows of both lists together


class Consultation(QObject):
    """Asks, and shows what comes. `shown`: a new answer or card is on screen. `failed(CarnetError)`."""

    shown = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, searcher: Searcher, page: SearchPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._searcher, self._page = session, searcher, page
        self._scene: Scene | None = None
        self._choices: tuple[Choice, ...] = ()
        self._hidden_shown = self._unfolded = False
        self._select_next, self._row_next = "", -1
        self.town: Town | None = None
        self.kept: tuple[Need, ...] = ()
        self.answer: Answer | None = None
        self.sheet: Sheet | None = None
        self._connect()
        self._teach(Answer(Reading(()), register_date="?"))

    def _connect(self) -> None:
        page, searcher = self._page, self._searcher
        page.box.textEdited.connect(self._on_typed)
        page.box.stepped.connect(page.view.move_by)
        page.box.entered.connect(page.view.open_current)
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
        searcher.refused.connect(self._on_refused)
        for signal in (self._session.book_changed, self._session.register_changed, self._session.lock_changed):
            signal.connect(self._later)
        self._coming = QTimer(self)
        self._coming.setSingleShot(True)
        self._coming.setInterval(0)
        self._coming.timeout.connect(self.ask)
        self._session.book_closing.connect(self._on_book_closing)

    @property
    def selected(self) -> Result | None:
        """The person selected in the list."""
        line = self._page.view.current_line()
        return line.result if line else None

    @Slot()
    def ask(self) -> None:
        """Search for what is in the box, on the book, the register and the day of now."""
        try:
            scene = Scene(
                self._session.book,
                self._session.register_path(),
                self._session.practice_insee,
                self._session.today(),
            )
        except CarnetError as error:
            self._on_refused(error)
            return
        if scene != self._scene:
            self._scene = scene
            self._searcher.enter(scene)
        self._searcher.ask(
            Request(
                self._page.box.text(),
                near=self.town.insee if self.town else "",
                needs=self.kept,
                limit=SHOWN - FOLDED,
                book_limit=SHOWN if self._unfolded else FOLDED + 1,
                choices=self._choices,
                show_hidden=self._hidden_shown,
            )
        )

    def again(self, select: str) -> None:
        """Search once more, then select this person rather than the first."""
        self._select_next = select
        self.ask()

    @Slot(str)
    def type(self, text: str) -> None:
        """Put words in the box as if they were typed."""
        self._page.box.setText(text)
        self._on_typed()

    def set_town(self, town: Town | None) -> None:
        """Distances from the patient's commune, or from the practice again."""
        self.town = town
        self.ask()

    @Slot()
    def escape(self) -> None:
        """The first Esc clears the words, the second the patient."""
        if self._page.box.text():
            self.type("")
        else:
            self.kept = ()
            self.set_town(None)

    @Slot()
    def toggle_hidden(self) -> None:
        """Show those who are gone or do not fit, or hide them again."""
        if self.answer and (hidden_words(self.answer, shown=False) or self._hidden_shown):
            self._hidden_shown = not self._hidden_shown
            self.ask()

    @Slot()
    def _on_typed(self) -> None:
        self._unfolded = False
        self._select_next, self._row_next = "", -1
        if not self._page.box.text().strip():
            self._choices, self._hidden_shown = (), False
        self.ask()

    @Slot(object)
    def _on_chip_removed(self, view: ChipView) -> None:
        if view.kept:
            self.kept = tuple(need for need in self.kept if need != view.need)
            self.ask()
        else:
            self.type(without(self._page.box.text(), view.text))
        self._page.box.setFocus()

    @Slot(object)
    def _on_chosen(self, choice: Choice) -> None:
        self._choices = (*(one for one in self._choices if one.text != choice.text), choice)
        self.ask()

    @Slot(object)
    def _on_kept(self, need: Need) -> None:
        """A need becomes the patient's: it outlives the words."""
        self.kept = tuple(dict.fromkeys((*self.kept, need)))
        typed = [view for view in self._page.chips.views if view.need == need and not view.kept]
        self.type(without(self._page.box.text(), typed[0].text if typed else ""))

    @Slot()
    def _unfold(self) -> None:
        self._unfolded = True
        self._row_next = self._page.view.currentIndex().row()
        self.ask()

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        self.answer = answer
        self._page.chips.show_reading(chip_views(answer, self.kept), answer.origin)
        self._show_lines()
        self.shown.emit()

    def _show_lines(self) -> None:
        if self.answer is None:
            return
        found = self._lines(self.answer)
        if self._select_next and not self._unfolded and not any(line.id == self._select_next for line in found):
            self._unfolded = True  # whoever was just added is among those folded away
            self.ask()
            return
        first = self._page.view.show_lines(found)
        if self.answer.book or self.answer.register:
            self._page.left.setCurrentIndex(LIST)
        else:
            self._teach(self.answer)
        row = self._page.view.rows.row_of(self._select_next) if self._select_next else self._row_next
        if row >= 0:
            self._page.view.select_row(row)
        elif first is None or first.result is None:
            self._show_sheet(None)
        self._select_next, self._row_next = "", -1

    def _lines(self, answer: Answer) -> tuple[Line, ...]:
        return lines(
            answer,
            today=self._session.today(),
            unfolded=self._unfolded,
            hidden_shown=self._hidden_shown,
            locked=self._session.locked,
        )

    def _teach(self, answer: Answer) -> None:
        """Nobody to show: say what to do."""
        teaching, session = self._page.teaching, self._session
        no_register = not answer.register_date
        teaching.offer(unlock=session.locked, register=no_register)
        self._page.left.setCurrentIndex(TEACHING)
        if answer.reading.chips or answer.needs:
            title, body = nobody(tuple(chip.text for chip in answer.reading.chips if chip.dropped))
            hidden = hidden_words(answer, shown=self._hidden_shown)
            body = "\n".join(part for part in (hidden, body) if part)
            if no_register:
                body += f"\nL’annuaire national n’est pas encore importé{NARROW}: seul votre carnet répond."
            teaching.say(title, body)
        else:
            teaching.say("Que cherchez-vous" + f"{NARROW}?", self._state_words(no_register=no_register), examples=True)

    def _state_words(self, *, no_register: bool) -> str:
        if self._session.locked:
            return (
                f"Votre carnet est verrouillé{NARROW}; l’annuaire répond."
                if not no_register
                else ("Votre carnet est verrouillé, et l’annuaire national n’est pas encore importé.")
            )
        if no_register:
            return (
                "L’annuaire national n’est pas encore importé. Il se télécharge gratuitement sur le site de l’Annuaire"
                f" Santé{NARROW}; ensuite tout reste sur cet ordinateur."
            )
        return "Les mots viennent dans n’importe quel ordre, sans accent si vous voulez."

    @Slot(object)
    def _on_selected(self, line: Line) -> None:
        if line.result is not None and self.answer is not None:
            self._searcher.want(line.result.id, self.answer.origin)

    @Slot(object)
    def _on_loaded(self, sheet: Sheet) -> None:
        result = self.selected
        if result is not None and result.id == sheet.id:
            self._show_sheet(sheet, result)

    def _show_sheet(self, sheet: Sheet | None, result: Result | None = None) -> None:
        self.sheet = sheet
        shown = content(sheet, result.lines if result else (), today=self._session.today()) if sheet else None
        self._page.card.show_content(shown)
        self.shown.emit()

    @Slot(object)
    def _on_refused(self, error: CarnetError) -> None:
        self.failed.emit(error)

    @Slot()
    def _later(self) -> None:
        """Several changes at once are one new search, when the session has told them all."""
        self._scene = None
        self._coming.start()

    @Slot()
    def _on_book_closing(self) -> None:
        """Nothing of the book stays on screen, nor in the hands of the thread that reads."""
        self._searcher.let_go()
        self._scene = None
        self._page.view.show_lines(())
        self._show_sheet(None)
