"""A structure's people: opens their panel, and does what its forms say, each in one step that Ctrl+Z undoes."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from carnet import words
from carnet.errors import CarnetError
from carnet.queries.members import Post
from carnet.services.drafts import RoleDraft
from carnet.ui import people_reading
from carnet.ui.acts import Done
from carnet.ui.choice_field import ChoiceField
from carnet.ui.main_window import MainWindow
from carnet.ui.people_forms import CloseForm, JoinForm, LinksForm, RoleForm, TeamForm, place_of, who_of
from carnet.ui.people_panel import PeoplePanel
from carnet.ui.people_reading import STRUCTURE, Closing, Team
from carnet.ui.searcher import Errand
from carnet.words import NARROW


def enter(window: MainWindow) -> None:
    """Open the panel of the card shown, if it is of the book."""
    content = window.page.card.content
    if content is None or not content.in_book:
        window.page.status.say(f"Choisissez une fiche de votre carnet{NARROW}: Ctrl M en montre l’équipe.", bad=True)
        return
    found = window.findChild(People)
    (found if isinstance(found, People) else People(window)).open(content.id)


class People(QObject):
    """One window's panel of a team."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._searcher, self._hands = window, window.searcher, window.hands
        self._panel: PeoplePanel | None = None
        self._hands.changed.connect(self._on_changed)
        window.session.book_closing.connect(self._leave)

    def open(self, identifier: str) -> None:
        """Show the team of the card `b:<uuid>`, once it is read."""
        self._searcher.send(people_reading.load(identifier), self._show, self._refuse)

    def _show(self, team: Team) -> None:
        if self._panel is None:
            self._panel = panel = PeoplePanel(self._window.theme)
            panel.wanted.connect(self._do)
            panel.opened.connect(self._open_post)
            panel.undo_wanted.connect(self._undo)
            panel.left.connect(self._leave)
            panel.destroyed.connect(partial(self._on_gone, panel))
            self._window.show_panel(panel)
        self._panel.show_team(team)
        if self._panel.form is None:
            self._panel.take_focus()

    @Slot(str)
    def _do(self, deed: str) -> None:
        """A deed was asked for: its form, or at once."""
        panel = self._panel
        if panel is None or panel.team is None:
            return
        post, today = panel.table.post, self._window.session.today()
        if deed == "join":
            self._join(panel, panel.team)
        elif deed == "lead" and post is not None:
            self._lead(panel.team, post)
        elif deed in ("end", "role") and post is not None:
            role_form = RoleForm(self._window.theme, post, today, ending=deed == "end")
            role_form.confirmed.connect(partial(self._change_role, panel.team, post, role_form))
            panel.show_form(role_form)
        elif deed == "team" and panel.chosen():
            self._change_team(panel, panel.team, panel.chosen())
        elif deed == "links":
            self._link(panel, panel.team)
        elif deed == "close":
            team = panel.team
            self._searcher.send(people_reading.closing(team.key), partial(self._close, team), self._refuse)

    def _join(self, panel: PeoplePanel, team: Team) -> None:
        person = team.kind != STRUCTURE
        kind = STRUCTURE if person else ""
        form = JoinForm(
            self._window.theme, panel, self._completing(kind=kind, but=team.key, new=not person),
            self._window.session.today(), person=person,
        )  # fmt: skip

        def confirm() -> None:
            who = place_of(form.who) if person else who_of(form.who)
            if who is None:
                raise CarnetError("Écrivez de qui il s’agit." if not person else "Écrivez le nom de la structure.")
            draft = RoleDraft(
                function=form.function.text().strip(), since=form.since.day, is_lead=form.lead.isChecked()
            )
            errand = people_reading.add_member(team, who, draft, self._window.session.now())
            name = words.typeset(form.who.text())
            self._write(errand, f"Ajouté{NARROW}: {name}", f"{name}{NARROW}: ajout annulé")

        form.confirmed.connect(self._guarded(form.refuse, confirm))
        panel.show_form(form)

    def _lead(self, team: Team, post: Post) -> None:
        lead, name, now = words.lead(post.gender), words.typeset(post.name), self._window.session.now()
        said = f"{name} n’est plus {lead}" if post.is_lead else f"{name} est {lead}"
        errand = people_reading.set_lead(team, post.role, now, lead=not post.is_lead)
        self._write(errand, said, f"{said}{NARROW}: annulé")

    def _change_role(self, team: Team, post: Post, form: RoleForm) -> None:
        def confirm() -> None:
            now = self._window.session.now()
            errand = people_reading.change_role(team, post.role, now, form.columns)
            name = words.typeset(post.name)
            until = form.until.day
            said = (
                f"{name}{NARROW}: fonction jusqu’au {words.long_date(until)}" if until else f"{name}{NARROW}: modifié"
            )
            self._write(errand, said, f"{name}{NARROW}: comme avant")

        self._guarded(form.refuse, confirm)()

    def _change_team(self, panel: PeoplePanel, team: Team, posts: tuple[Post, ...]) -> None:
        form = TeamForm(self._window.theme, panel, self._completing(new=True), posts, self._window.session.today())

        def confirm() -> None:
            by = {role: who_of(field) for role, field in form.places.fields.items()}
            errand = people_reading.team_changed(team, by, form.on.needed, self._window.session.now())
            replaced = sum(who is not None for who in by.values())
            parts = [words.plural(len(by) - replaced, "départ", "départs")] if len(by) > replaced else []
            parts += [words.plural(replaced, "remplacement", "remplacements")] if replaced else []
            said = f"L’équipe a changé{NARROW}: {', '.join(parts)}"
            self._write(errand, said, f"L’équipe est comme avant{NARROW}: {', '.join(parts)} en moins")

        form.confirmed.connect(self._guarded(form.refuse, confirm))
        panel.show_form(form)

    def _close(self, team: Team, closing: Closing) -> None:
        panel = self._panel
        if panel is None:
            return
        form = CloseForm(
            self._window.theme, panel, self._completing(kind=STRUCTURE, but=team.key), closing, team.current,
            self._window.session.today(),
        )  # fmt: skip

        def confirm() -> None:
            plan = closing.plan
            for role, field in form.places.fields.items():
                plan = plan.sending(place_of(field), (role,))
            plan = replace(plan, successor=place_of(form.successor))
            errand = people_reading.close(team, plan, form.on.needed, self._window.session.now())
            moved = sum(move.to is not None for move in plan.moves)
            said = f"{words.typeset(team.name)} est fermée"
            if plan.moves:
                said += f"{NARROW}; {words.plural(moved, 'contact placé ailleurs', 'contacts placés ailleurs')}"
            self._write(errand, said, f"{words.typeset(team.name)} est ouverte comme avant")

        form.confirmed.connect(self._guarded(form.refuse, confirm))
        panel.show_form(form)

    def _link(self, panel: PeoplePanel, team: Team) -> None:
        form = LinksForm(self._window.theme, panel, self._completing(kind=STRUCTURE), team.links)

        def confirm() -> None:
            other = place_of(form.other)
            if other is None:
                raise CarnetError("Écrivez le nom de la structure.")
            kind, above = form.way.currentData()
            now = self._window.session.now()
            said = f"{words.typeset(team.name)} {form.way.currentText()} {words.typeset(form.other.text())}"
            errand = people_reading.add_link(team, kind, other, now, above=above)
            self._write(errand, said, f"{said}{NARROW}: annulé")

        def remove(link: int) -> None:
            now = self._window.session.now()
            self._write(people_reading.remove_link(team, link, now), "Lien retiré", "Lien remis")

        form.confirmed.connect(self._guarded(form.refuse, confirm))
        form.removed.connect(remove)
        panel.show_form(form)

    def _completing(self, **about: object) -> Callable[[ChoiceField, str], None]:
        """What offers a field the cards that its words may name."""

        def wanted(field: ChoiceField, text: str) -> None:
            panel = self._panel

            def offer(found: object) -> None:
                if panel is not None and self._panel is panel and isValid(field):
                    field.offer(text, found)  # type: ignore[arg-type]

            self._searcher.send(people_reading.choices(text, **about), offer, self._refuse)  # type: ignore[arg-type]

        return wanted

    @staticmethod
    def _guarded(refuse: Callable[[str], None], deed: Callable[[], None]) -> Callable[[], None]:
        """The deed, or why it cannot be, said in the form."""

        def act() -> None:
            try:
                deed()
            except CarnetError as error:
                refuse(str(error))

        return act

    def _write(self, errand: Errand, said: str, unsaid: str) -> None:
        panel = self._panel

        def then(done: Done) -> None:
            if panel is not None and self._panel is panel:
                panel.table.rows.untick()
                panel.close_form()

        def failed(error: CarnetError) -> None:
            if panel is None or self._panel is not panel:
                return
            if panel.form is not None:
                panel.form.refuse(str(error))
            else:
                panel.say(str(error), bad=True)

        self._hands.write(errand, said, unsaid, then=then, failed=failed)

    @Slot()
    def _undo(self) -> None:
        self._hands.undo(failed=self._refuse)
        status = self._window.page.status
        if self._panel is not None and status.message:
            self._panel.say(status.message, undo=status.offers_undo)

    @Slot(object)
    def _on_changed(self, done: Done) -> None:
        """The book changed: the team is read again, what was done is said here."""
        if self._panel is not None and self._panel.team is not None:
            status = self._window.page.status
            self._panel.say(status.message, undo=status.offers_undo)
            self._searcher.send(people_reading.load(self._panel.team.id), self._show_again, self._refuse)

    def _show_again(self, team: Team) -> None:
        if self._panel is not None and self._panel.team is not None and self._panel.team.id == team.id:
            self._panel.show_team(team)
            if self._panel.form is None:
                self._panel.take_focus()

    @Slot(object)
    def _open_post(self, post: Post) -> None:
        """Another structure's people in the same panel; somebody's card in the box."""
        if post.kind == STRUCTURE and self._panel is not None and self._panel.team is not None:
            self.open(post.id)
            return
        self._leave()
        self._window.page.box.setText(post.name)
        self._window.consultation.inquiry.type(post.name)
        self._window.consultation.again(post.id)

    @Slot()
    def _leave(self) -> None:
        if self._panel is not None:
            self._panel = None
            self._window.close_panel()

    def _refuse(self, error: CarnetError) -> None:
        if self._panel is not None:
            self._panel.say(str(error), bad=True)
        else:
            self._window.page.status.say(str(error), bad=True)

    def _on_gone(self, panel: PeoplePanel) -> None:
        if self._panel is panel:
            self._panel = None
