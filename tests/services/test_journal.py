"""The journal read in French; and the law of undo: whatever was done last is taken back, to the letter."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.errors import CarnetError
from carnet.models.book import Book, RawKey, open_book
from carnet.models.search_index import out_of_step
from carnet.paths import Folders
from carnet.queries import journal_words
from carnet.queries.journal import ERASED, Change, journal, last_undoable
from carnet.services import editing, structures, trash
from carnet.services.drafts import CorrespondentDraft, LineDraft, RoleDraft, SiteDraft
from carnet.services.undo import undo
from tests.conftest import LATER, NOW, TODAY, make_book
from tests.services.team import Team, dump, fill, value

NOBODY_YET = CorrespondentDraft(label="renfort")
Act = Callable[[Book, Team], object]


def last(book: Book, key: int) -> tuple[Change, ...]:
    return journal(book.reader(), key)[0].changes


def test_each_kind_of_value_is_said_in_french(empty_book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    editing.change_card(
        empty_book, key, now=NOW, home_visits=True, video=False, favourite=True, verified_on=date(2026, 3, 3),
        sector="optam", note="à rappeler",
    )  # fmt: skip
    assert set(last(empty_book, key)) == {
        Change("à domicile", "inconnu", "oui"),
        Change("téléconsultation", "inconnu", "non"),
        Change("favori", "non", "oui"),
        Change("vérifié le", "rien", "3 mars 2026"),
        Change("secteur", "rien", "secteur 2, OPTAM"),
        Change("note", "rien", "à rappeler"),
    }
    editing.change_role(empty_book, team.roles["Aubret"], now=NOW, specialty="rhumatologie", structure_id=team.other)
    assert set(last(empty_book, key)) == {
        Change("fonction : spécialité", "Service social", "Rhumatologie"),
        Change("fonction : structure", "CMS des Platanes", "CMS du Coulon"),
        Change("fonction : référent", "oui", "non"),
    }
    editing.retire(empty_book, key, date(2026, 5, 1), team.people["Bessac"], now=NOW)
    assert Change("état", "actif", "retraité") in last(empty_book, key)
    assert Change("successeur", "rien", "Anne BESSAC") in last(empty_book, key)
    assert Change("depuis le", "rien", "1er mai 2026") in last(empty_book, key)


def test_lines_labels_and_places_are_told_with_what_they_were(empty_book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    line, _ = editing.add_line(
        empty_book, LineDraft("0465710001", use="direct", best_time="midi"), now=NOW, correspondent=key
    )
    assert last(empty_book, key) == (
        Change(
            "ligne", "rien",
            "téléphone, ligne directe, 04 65 71 00 01, meilleur moment : midi, visible par : le cabinet",
        ),
    )  # fmt: skip
    editing.change_line(empty_book, line, now=NOW, ring="public")
    assert last(empty_book, key) == (Change("ligne 04 65 71 00 01 : visible par", "le cabinet", "tous"),)
    editing.set_tags(empty_book, key, ["réseau"], now=NOW)
    assert last(empty_book, key) == (Change("étiquette", "rien", "réseau"),)
    site = value(empty_book, "SELECT site_id FROM role WHERE id = ?", team.roles["Aubret"])
    editing.change_site(empty_book, site, now=NOW, street="9 cours Bournissac")
    step = journal(empty_book.reader(), key)[0]
    assert step.changes == (Change("lieu : rue", "2 rue des Lices", "9 cours Bournissac"),)
    editing.add_line(empty_book, LineDraft("04 65 71 90 99"), now=NOW, site=site)
    assert [change.what for change in last(empty_book, key)] == ["ligne"]
    assert [step.verb for step in journal(empty_book.reader(), team.people["Bessac"])[:2]] == [
        "numéro ajouté", "lieu modifié",
    ]  # fmt: skip


def test_steps_come_by_batch_newest_first_with_who_and_how_many_others(empty_book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    editing.change_card(empty_book, key, now=NOW, note="un")
    changes = editing.bulk(empty_book, team.people.values(), now=LATER, add_tag="équipe", status="paused")
    steps = journal(empty_book.reader(), key)
    assert [step.verb for step in steps] == ["modifié avec d’autres", "fiche modifiée", "modification"]
    assert (steps[0].batch, steps[0].at, steps[0].who, steps[0].others) == (
        changes.batch, LATER, "Dr Claire Morel", 11,
    )  # fmt: skip
    assert len(journal(empty_book.reader(), key, limit=1)) == 1


def test_ctrl_z_goes_back_step_by_step_and_an_undo_taken_back_counts_again(empty_book: Book, team: Team) -> None:
    key = team.people["Aubret"]
    batches = [editing.change_card(empty_book, key, now=NOW, note=str(n)).batch for n in range(3)]
    undone = []
    for batch in reversed(batches):
        assert last_undoable(empty_book.reader()) == batch
        undone.append(undo(empty_book, batch, now=LATER).changes.batch)
    undo(empty_book, undone[-1], now=LATER)
    assert last_undoable(empty_book.reader()) == batches[0]
    steps = {step.batch: step for step in journal(empty_book.reader(), key)}
    assert [steps[batch].undone for batch in batches] == [False, True, True]
    assert steps[undone[0]].undoes == batches[2]


def test_someone_erased_leaves_dates_and_verbs(empty_book: Book, team: Team) -> None:
    key = team.people["Bessac"]
    structures.set_lead(empty_book, team.roles["Bessac"], now=NOW)
    editing.change_card(empty_book, key, now=NOW, note="secret")
    editing.erase(empty_book, key, now=LATER)
    told = [step.verb for step in journal(empty_book.reader(), key)]
    assert told == ["fiche effacée", "fiche modifiée", "référent changé", "modification"]
    assert Change("fiche", ERASED, ERASED) in last(empty_book, key)
    assert journal(empty_book.reader(), key)[1].changes == (Change("note", ERASED, ERASED),)
    centre = journal(empty_book.reader(), team.centre)
    assert centre[0].verb == "référent changé"
    assert [change.what for change in centre[0].changes] == ["fonction de Anne AUBRET : référent"]


def test_every_verb_of_the_services_has_its_words() -> None:
    verbs = {verb for path in Path("carnet/services").glob("*.py") for verb in _verbs(path.read_text("utf-8"))}
    assert len(verbs) > 20
    assert {verb for verb in verbs if journal_words.verb(verb) == "modification"} == set()


def _verbs(source: str) -> list[str]:
    parts = source.split('book.write("')[1:]
    return [part.split('"')[0] for part in parts]


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)
dates = st.none() | st.integers(-900, 0).map(lambda days: TODAY + timedelta(days=days))
people = st.sampled_from(range(12))


def _person(team: Team, who: int) -> int:
    return list(team.people.values())[who]


def _role(team: Team, who: int) -> int:
    return list(team.roles.values())[who]


def _line(book: Book, nth: int) -> int:
    rows = book.reader().execute("SELECT id FROM line ORDER BY id").fetchall()
    return int(rows[nth % len(rows)][0])


def _site(book: Book, team: Team, who: int) -> int:
    return int(value(book, "SELECT coalesce(max(site_id), 0) FROM role WHERE id = ?", _role(team, who)))


acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(
        lambda who, note, video: lambda b, t: editing.change_card(b, _person(t, who), now=NOW, note=note, video=video),
        people, names, st.sampled_from([None, True, False]),
    ),
    st.builds(
        lambda who, since, until: lambda b, t: editing.change_role(b, _role(t, who), now=NOW, since=since, until=until),
        people, dates, dates,
    ),
    st.builds(
        lambda who, where: lambda b, t: editing.change_role(
            b, _role(t, who), now=NOW, structure_id=[None, t.centre, t.other][where]
        ),
        people, st.integers(0, 2),
    ),
    st.builds(lambda who: lambda b, t: editing.remove_role(b, _role(t, who), now=NOW), people),
    st.builds(
        lambda who, city: lambda b, t: editing.add_role(
            b, _person(t, who), RoleDraft(site=SiteDraft(city=city), structure=t.other, is_lead=True), now=NOW
        ),
        people, names,
    ),
    st.builds(lambda nth: lambda b, t: editing.remove_line(b, _line(b, nth), now=NOW), st.integers(0, 40)),
    st.builds(
        lambda nth, text: lambda b, t: editing.change_line(b, _line(b, nth), now=NOW, value=text),
        st.integers(0, 40), names,
    ),
    st.builds(
        lambda who, tags: lambda b, t: editing.set_tags(b, _person(t, who), tags, now=NOW),
        people, st.lists(st.sampled_from(["a", "A", "é", "réseau", "🌿"])),
    ),
    st.builds(
        lambda who, street, alone: lambda b, t: editing.change_site(
            b, _site(b, t, who), now=NOW, street=street, only_for=_role(t, who) if alone else None
        ),
        people, names, st.booleans(),
    ),
    st.builds(
        lambda who, after: lambda b, t: editing.retire(b, _person(t, who), TODAY, _person(t, after), now=NOW),
        people, people,
    ),
    st.builds(lambda who: lambda b, t: structures.set_lead(b, _role(t, who), now=NOW), people),
    st.builds(
        lambda above, below, kind, since, until: lambda b, t: structures.add_link(
            b, [t.centre, t.other][above], [t.centre, t.other][below], kind, now=NOW, since=since, until=until
        ),
        st.integers(0, 1), st.integers(0, 1), st.sampled_from(["contains", "carries", "replaces"]), dates, dates,
    ),
    st.builds(
        lambda leaver, by: lambda b, t: structures.team_changed(
            b, t.centre,
            [structures.TeamChange(_role(t, leaver), NOBODY_YET if by == leaver else _person(t, by))], TODAY, now=NOW
        ),
        people, people,
    ),
    st.builds(
        lambda first: lambda b, t: structures.close(
            b, structures.closing_plan(b.reader(), [t.centre, t.other][first], today=TODAY).sending(
                [t.other, t.centre][first]
            ), TODAY, now=NOW,
        ),
        st.integers(0, 1),
    ),
    st.builds(lambda who: lambda b, t: trash.to_trash(b, [_person(t, who)], now=NOW), people),
    st.builds(lambda who: lambda b, t: trash.restore(b, [_person(t, who)], now=NOW), people),
    st.builds(
        lambda some, ring: lambda b, t: editing.bulk(
            b, [_person(t, who) for who in some], now=NOW, add_tag="a", remove_tag="é", status="paused", ring=ring
        ),
        st.sets(people), st.sampled_from(["public", "practice", "personal"]),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RawKey, Team]:
    """A closed vault with the centre of twelve, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    with make_book(folder) as book:
        return folder, book.raw_key, fill(book)


def _done(book: Book, team: Team, act: Act) -> str | None:
    """The batch of an act; None when it was refused in words, or changed nothing."""
    before = value(book, "SELECT coalesce(max(id), 0) FROM journal")
    try:
        act(book, team)
    except CarnetError:
        return None
    batch = book.reader().execute("SELECT batch FROM journal WHERE id > ? LIMIT 1", (before,)).fetchone()
    return str(batch[0]) if batch else None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts, min_size=1, max_size=6))
def test_the_last_batch_is_taken_back_to_the_letter_and_done_again(
    filled: tuple[Path, RawKey, Team], sequence: list[Act]
) -> None:
    source, key, team = filled
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "book"
        shutil.copytree(source, folder)
        with open_book(Folders.inside(folder), key) as book:
            _undo_each(book, team, sequence)


def _undo_each(book: Book, team: Team, sequence: list[Act]) -> None:
    """After each act: undone, as before; the undo undone, as after. In the end, everything backwards."""
    states: list[tuple[str, dict[str, list[object]]]] = []
    for act in sequence:
        before = dump(book)
        batch = _done(book, team, act)
        after = dump(book)
        if batch is None:
            assert after == before
            continue
        undone = undo(book, batch, now=LATER)
        assert not undone.kept
        assert dump(book) == before
        assert not undo(book, undone.changes.batch, now=LATER).kept
        assert dump(book) == after
        states.append((batch, before))
    for batch, before in reversed(states):
        assert last_undoable(book.reader()) == batch
        assert not undo(book, batch, now=LATER).kept
        assert dump(book) == before
    assert not out_of_step(book.reader())
    for one in (*team.people.values(), team.centre):
        journal(book.reader(), one)
