"""Laws of merging: nothing is lost, mine is never changed behind my back, twice is once."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.merge import Action, Choice, Item, merge, merged, open_questions
from carnet.domain.sides import SET_PARTS, Base, Delay, Line, Place, Side, alike, compatible, keys_of, known, same_label

WORDS = st.sampled_from(["", "Roux", "ROUX", "Rhône", "Apt", "apt", "3, rue des Lices", "le soir"])
SOME = st.sampled_from(["Roux", "Rhône", "Apt", "le soir"])
LINES = st.builds(
    Line,
    value=st.sampled_from(["04 65 71 20 30", "0465712030", "06 39 98 00 01", "a@exemple.fr"]),
    kind=st.just("phone"),
    use=st.sampled_from(["", "direct", "opinion"]),
    label=WORDS,
    digits=st.sampled_from(["", "0465712030"]),
)
PLACES = st.builds(
    Place,
    specialty=st.sampled_from(["", "rhumatologie", "kinesitherapie"]),
    function=WORDS,
    structure=st.sampled_from(["", "CH d'Apt", "CPAM"]),
    name=st.sampled_from(["", "CPAM", "Cabinet"]),
    street=st.sampled_from(["", "1 rue des Lices", "1, rue des Lices", "2 rue Neuve"]),
    postcode=st.sampled_from(["", "84400", "84300"]),
    city=st.sampled_from(["", "Apt", "Cavaillon"]),
    lines=st.lists(LINES, max_size=2).map(tuple),
)
FIELDS = st.dictionaries(
    st.sampled_from(["family_name", "given_name", "title", "note", "cost", "sector", "profile.does", "new_patients"]),
    st.one_of(WORDS, st.booleans(), st.none()),
    max_size=5,
)
LABELS = st.dictionaries(st.sampled_from(SET_PARTS), st.lists(SOME, max_size=3, unique=True).map(tuple), max_size=3)
DELAYS = st.lists(st.builds(Delay, st.integers(0, 3), st.just(date(2026, 3, 3))), max_size=2).map(tuple)
SIDES = st.builds(
    Side,
    fields=FIELDS,
    lines=st.lists(LINES, max_size=3).map(tuple),
    places=st.lists(PLACES, max_size=3).map(tuple),
    labels=LABELS,
    delays=DELAYS,
)
BASES = st.one_of(st.none(), SIDES.map(Base.of))


def coming(items: tuple[Item, ...]) -> list[Item]:
    return [item for item in items if item.action in (Action.ADD, Action.TAKE)]


@given(BASES, SIDES, SIDES)
def test_twice_is_once(base: Base | None, mine: Side, theirs: Side) -> None:
    after = merged(mine, merge(base, mine, theirs), {})
    again = merge(Base.of(theirs), after, theirs)
    assert coming(again) == []
    assert open_questions(again, {}) == ()


@given(SIDES)
def test_a_card_brings_nothing_to_itself(side: Side) -> None:
    items = merge(None, side, side)
    assert not [item for item in items if item.action in (Action.TAKE, Action.ASK)]
    assert merged(side, items, {}).fields == side.fields


@given(BASES, SIDES, SIDES)
def test_mine_is_never_lost_nor_overwritten_behind_my_back(base: Base | None, mine: Side, theirs: Side) -> None:
    after = merged(mine, merge(base, mine, theirs), {})
    for name, value in mine.fields.items():
        if known(value) and after.fields[name] != value:
            assert base is not None
            assert alike(base.fields[name], str(value)), "only what is still as they said it may change"
    kept = {line.key for line in after.every_line}
    assert {line.key for line in mine.every_line} <= kept
    assert len(after.places) >= len(mine.places)
    for before, now in zip(mine.places, after.places, strict=False):
        assert compatible(before, now)
    for part in SET_PARTS:
        assert set(mine.labels.get(part, ())) <= set(after.labels.get(part, ()))


@given(SIDES, SIDES)
def test_theirs_is_all_there_or_asked_or_said_as_kept(mine: Side, theirs: Side) -> None:
    items = merge(None, mine, theirs)
    after = merged(mine, items, {})
    told = {(item.part, item.name): item for item in items}
    for name, value in theirs.fields.items():
        if known(value):
            held = after.fields.get(name)
            there = alike(held, value) or (isinstance(held, str) and str(value).casefold() in held.casefold())
            assert there or told["field", name].theirs == value
    lines = {line.key for line in after.every_line}
    assert {line.key for line in theirs.every_line} <= lines
    for part in SET_PARTS:
        held_labels = {same_label(label) for label in after.labels.get(part, ())}
        assert {same_label(label) for label in theirs.labels.get(part, ())} <= held_labels
    assert all(any(compatible(one, other) for other in after.places) for one in theirs.places)


def said(side: Side) -> set[str]:
    """Every line, label and delay of a card, by key."""
    return {key for key in keys_of(side) if not key.startswith("place ")}


@given(SIDES, SIDES, SIDES)
def test_two_files_commute(mine: Side, one: Side, other: Side) -> None:
    """Sets whatever they hold; fields when the two files say nothing against each other."""

    def both(first: Side, second: Side) -> tuple[Side, bool]:
        middle = merged(mine, once := merge(None, mine, first), {})
        after = merged(middle, twice := merge(None, middle, second), {})
        spoken = [item for item in (*once, *twice) if item.part == "field"]
        return after, all(item.action is Action.ADD or alike(item.mine, item.theirs) for item in spoken)

    (there, quiet), (back, also_quiet) = both(one, other), both(other, one)
    assert said(there) == said(back)
    if quiet and also_quiet:
        assert there.fields.keys() == back.fields.keys()
        assert all(alike(there.fields[name], back.fields[name]) for name in there.fields)


def test_what_i_took_away_does_not_come_back() -> None:
    line = Line("04 65 71 20 30", digits="0465712030")
    told = Side(lines=(line,), labels={"tag": ("Réseau",)}, fields={"note": "ancienne"})
    mine = Side()
    assert coming(merge(Base.of(told), mine, told)) == []


def test_what_only_they_changed_is_taken_what_both_changed_is_asked() -> None:
    base = Base.of(Side(fields={"cost": "50 €", "family_name": "Roux", "sector": "1"}))
    mine = Side(fields={"cost": "50 €", "family_name": "Roux-Martin", "sector": "1"})
    theirs = Side(fields={"cost": "60 €", "family_name": "Roux-Petit", "sector": "1"})
    actions = {item.name: item.action for item in merge(base, mine, theirs)}
    assert actions == {"cost": Action.TAKE, "family_name": Action.ASK, "sector": Action.KEEP}


def test_a_decision_prevails_and_two_notes_can_stand_together() -> None:
    mine, theirs = Side(fields={"note": "Vue en FMC"}), Side(fields={"note": "Bloc le mardi"})
    (item,) = merge(None, mine, theirs)
    assert item.action is Action.ASK
    assert merged(mine, [item], {}).fields["note"] == "Vue en FMC"
    assert merged(mine, [item], {item.key: Choice.THEIRS}).fields["note"] == "Bloc le mardi"
    assert merged(mine, [item], {item.key: Choice.BOTH}).fields["note"] == "Vue en FMC\nBloc le mardi"


def test_a_place_learns_what_it_lacked() -> None:
    mine = Side(places=(Place(postcode="84400", city="Apt", row=7),))
    theirs = Side(places=(Place("rhumatologie", city="Apt", street="1 rue des Lices", lines=(Line("0465712030"),)),))
    after = merged(mine, merge(None, mine, theirs), {})
    (place,) = after.places
    assert (place.row, place.specialty, place.street) == (7, "rhumatologie", "1 rue des Lices")
    assert place.lines == (Line("0465712030"),)


def test_a_base_survives_its_text() -> None:
    side = Side(fields={"note": "é", "video": False}, lines=(Line("15"),), delays=(Delay(3, date(2026, 3, 3)),))
    assert Base.from_json(Base.of(side).to_json()) == Base.of(side)
