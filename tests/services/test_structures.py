"""A structure's people, its référent, its links; « l'équipe a changé »; closing; and the journal of it all."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.models.search_index import out_of_step
from carnet.models.writer import RowGone
from carnet.queries.journal import journal, last_undoable
from carnet.queries.members import links, members, structures_of
from carnet.services import structures
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import CorrespondentDraft, RoleDraft
from carnet.services.editing import add_role, change_role, retire
from carnet.services.structures import ClosingPlan, TeamChange, close, closing_plan, set_lead, team_changed
from carnet.services.trash import to_trash
from carnet.services.undo import undo
from tests.conftest import LATER, NOW, TODAY
from tests.services.team import Team, dump, value

YESTERDAY = TODAY - timedelta(days=1)


def structure(book: Book, label: str) -> int:
    uuid, _ = create_correspondent(book, CorrespondentDraft(kind="structure", label=label), now=NOW)
    return int(value(book, "SELECT id FROM correspondent WHERE uuid = ?", uuid))


def surnames(book: Book, centre: int, *, past: bool = False) -> list[str]:
    posts = members(book.reader(), centre, today=TODAY, past=past)
    return [post.name.split()[-1] for post in posts]


def test_twelve_people_the_lead_changes_the_team_changes_undo_and_the_journal_tells_it(book: Book, team: Team) -> None:
    assert surnames(book, team.centre)[:3] == ["AUBRET", "BESSAC", "CALMENT"]
    set_lead(book, team.roles["Lautier"], now=NOW)
    assert surnames(book, team.centre)[:2] == ["LAUTIER", "AUBRET"]
    before = dump(book)
    changes = team_changed(
        book,
        team.centre,
        [
            TeamChange(team.roles["Lautier"], CorrespondentDraft(family_name="Nouvel", given_name="Inès")),
            TeamChange(team.roles["Bessac"], team.people["Calment"]),
            TeamChange(team.roles["Daurel"]),
        ],
        TODAY,
        now=LATER,
    )
    now = surnames(book, team.centre)
    assert now[0] == "NOUVEL"
    assert len(now) == 10
    assert {"LAUTIER", "BESSAC", "DAUREL"} <= set(surnames(book, team.centre, past=True)[10:])
    newcomer = members(book.reader(), team.centre, today=TODAY)[0]
    assert newcomer.answering
    assert newcomer.answering.value == "04 65 71 90 21"
    assert [line.value for line in newcomer.lines if line.value.startswith("06")] == []

    undone = undo(book, changes.batch, now=LATER + timedelta(minutes=1))
    assert not undone.kept
    assert dump(book) == before
    assert not out_of_step(book.reader())

    steps = journal(book.reader(), team.centre)
    assert [step.verb for step in steps[:3]] == ["annulation", "l’équipe a changé", "référent changé"]
    assert (steps[0].undoes, steps[1].undone, steps[2].undone) == (changes.batch, True, False)
    lead = {(change.what, change.old, change.new) for change in steps[2].changes}
    assert lead == {
        ("fonction de Anne AUBRET : référent", "oui", "non"),
        ("fonction de Anne LAUTIER : référent", "non", "oui"),
    }
    told = [(change.what, change.old, change.new) for change in steps[1].changes]
    assert ("fonction de Anne DAUREL : jusqu’au", "rien", "21 novembre 2026") in told
    assert any(what == "fonction de Inès NOUVEL" and "depuis : 22 novembre 2026" in new for what, _, new in told)
    assert steps[1].who == "Dr Claire Morel"
    assert last_undoable(book.reader()) == steps[2].batch


def test_an_undone_team_change_can_be_made_again(book: Book, team: Team) -> None:
    gone = [TeamChange(team.roles[name], team.people["Aubret"]) for name in ("Bessac", "Calment")]
    changes = team_changed(book, team.centre, gone, TODAY, now=NOW)
    after = dump(book)
    back = undo(book, changes.batch, now=LATER)
    again = undo(book, back.changes.batch, now=LATER)
    assert not again.kept
    assert dump(book) == after
    assert last_undoable(book.reader()) == changes.batch


def test_one_lead_at_a_time_a_former_one_stays_what_they_were(book: Book, team: Team) -> None:
    change_role(book, team.roles["Aubret"], now=NOW, until=YESTERDAY)
    change_role(book, team.roles["Bessac"], now=NOW, since=TODAY)
    set_lead(book, team.roles["Bessac"], now=NOW)
    leads = "SELECT group_concat(id) FROM (SELECT id FROM role WHERE is_lead ORDER BY id)"
    assert value(book, leads) == f"{team.roles['Aubret']},{team.roles['Bessac']}"
    change_role(book, team.roles["Aubret"], now=NOW, until=None)
    assert value(book, leads) == str(team.roles["Bessac"])
    set_lead(book, team.roles["Bessac"], now=NOW, lead=False)
    assert value(book, "SELECT count(*) FROM role WHERE is_lead") == 0


def test_a_role_in_no_structure_leads_nothing(book: Book, team: Team) -> None:
    role, _ = add_role(book, team.people["Aubret"], RoleDraft("assistance-sociale"), now=NOW)
    with pytest.raises(CarnetError, match="dans aucune structure"):
        set_lead(book, role, now=NOW)


def test_a_structure_never_contains_itself_not_even_through_three_others(book: Book) -> None:
    keys = [structure(book, name) for name in ("GHT", "CH", "Pôle", "Service")]
    for above, below in pairwise(keys):
        structures.add_link(book, above, below, "contains", now=NOW)
    before = dump(book)
    with pytest.raises(CarnetError, match=r"« Service » ne peut pas contenir « GHT » : « GHT » contient déjà « CH »"):
        structures.add_link(book, keys[3], keys[0], "contains", now=NOW)
    with pytest.raises(CarnetError, match="ne peut pas se contenir"):
        structures.add_link(book, keys[0], keys[0], "contains", now=NOW)
    with pytest.raises(CarnetError, match="ne peut pas contenir"):
        add_role(book, keys[0], RoleDraft("hopital", structure=keys[3]), now=NOW)
    assert dump(book) == before
    structures.add_link(book, keys[3], keys[0], "carries", now=NOW)


def test_a_service_by_its_role_is_contained_too(book: Book) -> None:
    hospital, ward = structure(book, "CH"), structure(book, "Rhumatologie")
    add_role(book, ward, RoleDraft("rhumatologie", structure=hospital), now=NOW)
    with pytest.raises(CarnetError, match="contient déjà"):
        structures.add_link(book, ward, hospital, "contains", now=NOW)


def test_dates_of_links_are_checked_when_they_change(book: Book) -> None:
    one, two = structure(book, "Un"), structure(book, "Deux")
    first, _ = structures.add_link(book, one, two, "contains", now=NOW, until=YESTERDAY)
    structures.add_link(book, two, one, "contains", now=NOW, since=TODAY)
    with pytest.raises(CarnetError, match="contient déjà"):
        structures.change_link(book, first, now=NOW, until=None)
    with pytest.raises(CarnetError, match=r"finirait le 1er janvier 2020, avant d’avoir commencé le 1er janvier 2021"):
        structures.change_link(book, first, now=NOW, since=date(2021, 1, 1), until=date(2020, 1, 1))
    views = links(book.reader(), one, today=TODAY)
    assert [(view.name, view.above, view.current) for view in views] == [("Deux", True, True), ("Deux", False, False)]
    structures.remove_link(book, first, now=NOW)
    assert len(links(book.reader(), one, today=TODAY)) == 1


def test_a_person_contains_nothing(book: Book, team: Team) -> None:
    with pytest.raises(CarnetError, match="n’est pas une structure"):
        structures.add_link(book, team.people["Aubret"], team.centre, "contains", now=NOW)
    with pytest.raises(CarnetError, match="n’est pas une structure"):
        add_role(book, team.people["Bessac"], RoleDraft(structure=team.people["Aubret"]), now=NOW)


def test_closing_proposes_who_replaces_and_moves_everyone_in_one_step(book: Book, team: Team) -> None:
    structures.add_link(book, team.other, team.centre, "contains", now=NOW)
    before = dump(book)
    plan = closing_plan(book.reader(), team.centre, today=TODAY)
    assert (plan.successor, plan.candidates, len(plan.moves)) == (None, (team.other,), 12)
    staying = team.roles["Isnard"]
    plan = plan.sending(None, [staying])
    changes = close(book, plan, TODAY, now=NOW)
    assert value(book, "SELECT count(DISTINCT batch) FROM journal WHERE verb = 'close'") == 1
    assert surnames(book, team.centre) == []
    assert len(surnames(book, team.other)) == 11
    moved = members(book.reader(), team.other, today=TODAY)[0]
    assert moved.answering
    assert moved.answering.value == "04 65 71 90 10"
    card = "SELECT status || ' ' || status_on FROM correspondent WHERE id = ?"
    assert value(book, card, team.centre) == "closed 2026-11-22"
    assert [view.current for view in links(book.reader(), team.centre, today=TODAY)] == [False]
    assert not out_of_step(book.reader())
    assert not undo(book, changes.batch, now=LATER).kept
    assert dump(book) == before


def test_who_follows_is_noted_and_welcomes_everyone(book: Book, team: Team) -> None:
    retire(book, team.centre, YESTERDAY, team.other, now=NOW)
    plan = closing_plan(book.reader(), team.centre, today=TODAY)
    assert plan.successor == team.other
    close(book, plan, TODAY, now=NOW)
    assert [(view.kind, view.name) for view in links(book.reader(), team.centre, today=TODAY)] == [
        ("replaces", "CMS du Coulon")
    ]
    assert value(book, "SELECT successor_id FROM correspondent WHERE id = ?", team.centre) == team.other


def test_a_closing_that_is_out_of_date_changes_nothing(book: Book, team: Team) -> None:
    plan = closing_plan(book.reader(), team.centre, today=TODAY)
    add_role(book, team.other, RoleDraft("hopital", structure=team.centre), now=NOW)
    before = dump(book)
    with pytest.raises(CarnetError, match="reprenez la fermeture"):
        close(book, plan, TODAY, now=NOW)
    with pytest.raises(CarnetError, match="ne peut pas accueillir"):
        close(book, closing_plan(book.reader(), team.centre, today=TODAY).sending(team.centre), TODAY, now=NOW)
    with pytest.raises(RowGone):
        close(book, ClosingPlan(team.other, None, plan.moves), TODAY, now=NOW)
    assert dump(book) == before


def test_a_team_change_that_fails_changes_nothing(book: Book, team: Team) -> None:
    before = dump(book)
    for wrong in (TeamChange(team.roles["Bessac"], team.people["Bessac"]), TeamChange(10_000)):
        with pytest.raises(CarnetError):
            team_changed(book, team.centre, [TeamChange(team.roles["Aubret"]), wrong], TODAY, now=NOW)
    assert dump(book) == before


def test_someone_joins_with_the_day_of_the_change(book: Book, team: Team) -> None:
    joining = [(CorrespondentDraft(family_name="Nouvel"), RoleDraft("assistance-sociale", is_lead=True))]
    team_changed(book, team.centre, [], TODAY, now=NOW, joining=joining)
    first = members(book.reader(), team.centre, today=TODAY)[0]
    assert (first.name, first.since, first.is_lead) == ("NOUVEL", TODAY, True)
    assert first.answering
    assert first.answering.value == "04 65 71 90 00", "nobody's own line: the structure's answers"


def test_the_line_that_answers_is_public_first_and_no_wider_than_the_profile(book: Book, team: Team) -> None:
    first = members(book.reader(), team.centre, today=TODAY)[0]
    assert [line.value for line in first.lines] == ["04 65 71 90 10", "06 39 98 00 10"]
    seen = members(book.reader(), team.centre, today=TODAY, profile=Profile.SECRETARY)[0]
    assert [line.value for line in seen.lines] == ["04 65 71 90 10"]
    mine = structures_of(book.reader(), team.people["Bessac"], today=TODAY)
    assert [(post.name, post.is_lead, post.current) for post in mine] == [("CMS des Platanes", False, True)]


def test_who_is_in_the_trash_is_in_no_team(book: Book, team: Team) -> None:
    to_trash(book, [team.people["Aubret"]], now=NOW)
    assert "AUBRET" not in surnames(book, team.centre, past=True)
    to_trash(book, [team.centre], now=NOW)
    assert structures_of(book.reader(), team.people["Bessac"], today=TODAY) == ()
