"""« Je n'adresse pas » in the window: the homonym first, then the form; renewing, ending, the sheet."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from carnet.errors import CarnetError
from carnet.queries.avoidances import Homonym
from carnet.services.drafts import AvoidanceDraft
from carnet.ui import opinion_reading
from carnet.ui.avoidance_panel import AvoidanceForm, SheetPanel, WhichPanel, sheet_of
from carnet.ui.opinion import Opinions
from carnet.ui.opinion_reading import About
from carnet.ui.searcher import Errand
from carnet.words import NARROW, long_date, typeset

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow


class Avoidances(QObject):
    """One for a window, made when first needed."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    @classmethod
    def of(cls, window: "MainWindow") -> "Avoidances":
        """The window's own."""
        found = window.findChild(cls)
        return found if isinstance(found, cls) else cls(window)

    def do(self, deed: str, about: About) -> None:
        """« edit », « renew », « end » or « sheet », of the card."""
        if deed == "edit":
            self._edit(about)
        elif deed == "renew":
            self._write(
                about, opinion_reading.renew(about.id, self._window.session.now()),
                f"{about.name}{NARROW}: « je n’adresse pas » renouvelé pour douze mois",
            )  # fmt: skip
        elif deed == "end":
            self._write(
                about, opinion_reading.end(about.id, self._window.session.now()),
                f"{about.name}{NARROW}: vous lui adressez de nouveau",
            )  # fmt: skip
        elif (stands := about.avoidance) is not None:
            days = stands.terms
            draft = AvoidanceDraft(stands.reason, days.since, days.expires_on, stands.note, days.review_on)
            self._show_sheet(about, draft, again=False)

    def _edit(self, about: About) -> None:
        """Whoever else bears the name is told apart first, unless that was done for what stands already."""
        if about.avoidance is not None:
            self._show_form(about)
            return

        def done(others: tuple[Homonym, ...]) -> None:
            self._ask_which(about, others) if others else self._show_form(about)

        self._window.searcher.send(opinion_reading.others(about.id), done, self._refuse)

    def _ask_which(self, about: About, others: tuple[Homonym, ...]) -> None:
        panel = WhichPanel(self._window.theme, about, others)

        def chosen(identifier: str, name: str) -> None:
            if identifier == about.id:
                self._show_form(about)
            else:
                self._go_to(identifier, name)

        panel.chosen.connect(chosen)
        panel.left.connect(lambda: self._back(about))
        self._window.show_panel(panel, side=True)
        panel.start()

    def _go_to(self, identifier: str, name: str) -> None:
        """Another person: their card is shown, nothing is noted."""
        self._window.close_panel()
        self._window.consultation.show(name, identifier)
        where = (
            "Alt O, puis N, note « je n’adresse pas »" if identifier.startswith("b:")
            else "cette personne n’est pas dans votre carnet, rien n’est à y noter"
        )  # fmt: skip
        self._window.page.status.say(f"{typeset(name)}{NARROW}: {where}")

    def _show_form(self, about: About, draft: AvoidanceDraft | None = None) -> None:
        form = AvoidanceForm(self._window.theme, about, self._window.session.today())
        if draft is not None:
            form.put(draft)

        def confirm(said: AvoidanceDraft) -> None:
            end = long_date(said.expires_on)
            self._write(
                about, opinion_reading.avoid(about.id, said, self._window.session.now()),
                f"{about.name}{NARROW}: « je n’adresse pas » noté jusqu’au {end}", form,
            )  # fmt: skip

        form.confirmed.connect(confirm)
        form.sheet_wanted.connect(lambda said: self._show_sheet(about, said, again=True))
        form.left.connect(lambda: self._back(about))
        self._window.show_panel(form, side=True)
        form.start()

    def _show_sheet(self, about: About, draft: AvoidanceDraft, *, again: bool) -> None:
        """`again`: the form comes back after it, as it stood."""
        panel = SheetPanel(self._window.theme, sheet_of(about, draft))
        panel.left.connect(lambda: self._show_form(about, draft) if again else self._back(about))
        self._window.show_panel(panel, side=True)
        panel.start()

    def _back(self, about: About) -> None:
        Opinions.of(self._window).open(about.id)

    def _write(self, about: About, errand: Errand, said: str, form: AvoidanceForm | None = None) -> None:
        def then(_: object) -> None:
            if form is not None and isValid(form):
                self._back(about)

        def failed(error: CarnetError) -> None:
            if form is not None and isValid(form):
                form.refuse(str(error))
            else:
                self._refuse(error)

        self._window.hands.write(errand, said, f"{said}{NARROW}: annulé", then=then, failed=failed)

    def _refuse(self, error: CarnetError) -> None:
        self._window.page.status.say(str(error), bad=True)
