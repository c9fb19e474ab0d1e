"""What the page shows of an answer: chips, lines or teaching words, the card, the keys worth saying."""

from typing import TYPE_CHECKING

from carnet.domain.query import Reading
from carnet.queries.results import Answer, Result
from carnet.ui import keys
from carnet.ui.chips import chip_views
from carnet.ui.inquiry import Inquiry
from carnet.ui.result_lines import hidden_words, lines
from carnet.ui.search_page import SearchPage
from carnet.ui.session import Session
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.queries.sheet import Sheet

LIST, TEACHING = 0, 1
_UNASKED = Answer(Reading(()), register_date="?")


class Stage:
    """Puts answers and cards on the page."""

    def __init__(self, session: Session, page: SearchPage) -> None:
        self._session, self._page = session, page
        self._teach(_UNASKED, Inquiry())

    @property
    def selected(self) -> Result | None:
        """The person selected in the list."""
        line = self._page.view.current_line()
        return line.result if line else None

    def show(self, answer: Answer, inquiry: Inquiry, *, select: str = "", row: int = -1) -> bool:
        """Show an answer, its first person selected, else `select` or `row`; whether `select` was there to select."""
        found = lines(
            answer,
            today=self._session.today(),
            unfolded=inquiry.unfolded,
            hidden_shown=inquiry.hidden_shown,
            locked=self._session.locked,
        )
        self._page.chips.show_reading(chip_views(answer, inquiry.kept), answer.origin)
        first = self._page.view.show_lines(found)
        if answer.book or answer.register:
            self._page.left.setCurrentIndex(LIST)
        else:
            self._teach(answer, inquiry)
        at = self._page.view.rows.row_of(select) if select else row
        if at >= 0:
            self._page.view.select_row(at)
        elif first is None or first.result is None:
            self.show_card(None)
        return not select or at >= 0

    def show_card(self, sheet: "Sheet | None") -> None:
        """Show the card of the selected row, or none."""
        if not self._page.completed:
            return
        from carnet.ui.card_content import content  # what is told of a card is not on the way to the first rows

        row = self.selected
        shown = content(sheet, row.lines if row else (), today=self._session.today()) if sheet else None
        self._page.card.show_content(shown)
        self._page.status.show_keys(keys.worth_saying(shown))

    def clear(self) -> None:
        """Nothing of the book stays on screen."""
        self._page.view.show_lines(())
        self.show_card(None)

    def _teach(self, answer: Answer, inquiry: Inquiry) -> None:
        """Nobody to show: say what to do."""
        teaching, no_register = self._page.teaching, not answer.register_date
        asked = bool(answer.reading.chips or answer.needs)
        book = self._session.book
        captured = asked and book is not None and book.may("add")
        teaching.offer(unlock=self._session.locked, register=no_register, capture=captured)
        self._page.left.setCurrentIndex(TEACHING)
        if asked:
            parts = [hidden_words(answer, shown=inquiry.hidden_shown)]
            parts.append("Essayez une spécialité, une commune voisine, le début d’un nom ou d’un numéro.")
            if no_register:
                parts.append(f"L’annuaire national n’est pas encore importé{NARROW}: seul votre carnet répond.")
            teaching.say("Personne ne répond à ces mots.", "\n".join(part for part in parts if part))
        else:
            teaching.say(f"Que cherchez-vous{NARROW}?", self._state(no_register=no_register), examples=True)

    def _state(self, *, no_register: bool) -> str:
        """What there is to search in, when that is not everything."""
        if self._session.locked and no_register:
            return "Votre carnet est verrouillé, et l’annuaire national n’est pas encore importé."
        if self._session.locked:
            return f"Votre carnet est verrouillé{NARROW}; l’annuaire répond."
        if no_register:
            return (
                "L’annuaire national n’est pas encore importé. Il se télécharge gratuitement sur le site de l’Annuaire"
                f" Santé{NARROW}; ensuite tout reste sur cet ordinateur."
            )
        return "Les mots viennent dans n’importe quel ordre, sans accent si vous voulez."
