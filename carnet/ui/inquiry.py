"""What is asked in one consultation: the words, the patient, how words were read, what was unfolded. No Qt."""

from typing import TYPE_CHECKING

from msgspec import Struct

from carnet.domain.needs import Need
from carnet.queries.box import Request
from carnet.queries.box_readings import Choice
from carnet.ui.chips import ChipView, without
from carnet.ui.result_lines import FOLDED
from carnet.ui.searcher import Town

if TYPE_CHECKING:
    from carnet.ui.refer_acts import Kept

SHOWN = 50  # rows of both lists together


class Inquiry(Struct):
    """`town`, `kept`, `tray`: the patient's commune, needs and names kept, which outlive the words."""

    text: str = ""
    town: Town | None = None
    kept: tuple[Need, ...] = ()
    choices: tuple[Choice, ...] = ()
    hidden_shown: bool = False
    unfolded: bool = False
    tray: "tuple[Kept, ...]" = ()

    def request(self) -> Request:
        """The question for the box."""
        return Request(
            self.text,
            near=self.town.insee if self.town else "",
            needs=self.kept,
            limit=SHOWN - FOLDED,
            book_limit=SHOWN if self.unfolded else FOLDED + 1,
            choices=self.choices,
            show_hidden=self.hidden_shown,
        )

    def type(self, text: str) -> None:
        """Other words: the list folds again; without any, what was chosen about them is forgotten."""
        self.text, self.unfolded = text, False
        if not text.strip():
            self.choices, self.hidden_shown = (), False

    def choose(self, choice: Choice) -> None:
        """Read some words so, whatever was chosen of them before."""
        self.choices = (*(one for one in self.choices if one.text != choice.text), choice)

    def keep(self, view: ChipView) -> None:
        """A need typed becomes the patient's."""
        if view.need is not None:
            self.kept = tuple(dict.fromkeys((*self.kept, view.need)))
            self.type(without(self.text, view.text))

    def remove(self, view: ChipView) -> None:
        """A chip goes: a need of the patient, or the words it was read from."""
        if view.kept:
            self.kept = tuple(need for need in self.kept if need != view.need)
        else:
            self.type(without(self.text, view.text))

    @property
    def about_nobody(self) -> bool:
        """Whether nothing is known of a patient."""
        return self.town is None and not self.kept and not self.tray

    def forget_patient(self) -> None:
        """Another patient comes in."""
        self.town, self.kept, self.tray = None, (), ()
