"""Laws of content lines and of cards: what is printed reads back, and an edit touches its own line only."""

import io
import re
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from carnet.domain.delays import Told
from carnet.domain.disclosure import (
    Card,
    Disclosed,
    LineView,
    OpinionPart,
    OriginalPart,
    PlaceView,
    PracticePart,
    PrivatePart,
    Profile,
    PublicPart,
    disclose,
)
from carnet.domain.rings import Ring
from carnet.exchange.incoming import IncomingCard
from carnet.exchange.lines import default_ring
from carnet.exchange.vcard.lines import escaped, folded, made, parted, unescaped
from carnet.exchange.vcard.printing import card_text
from carnet.exchange.vcard.reading import incoming
from carnet.exchange.vcard.stream import LARGEST_PROPERTY, cards
from carnet.exchange.vcard.writing import Envelope, outgoing

ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=120)
# What a form of the book keeps: no spaces around it, no line breaks of other systems.
SAID = (
    st.text(
        st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\u2028\u2029"), min_size=1, max_size=40
    )
    .map(str.strip)
    .filter(bool)
)
NAME = st.sampled_from(["Garcin", "de La Tour", "N'Guyen-Ба", "DR", "Martin; Paul, fils", "Pharmacie"])
NUMBER = st.sampled_from(
    ["04 65 71 10 02", "06 39 98 10 01", "15", "+41 22 555 01 01", "0465711003 (le soir)", "poste"]
)
DAY = st.dates(date(2000, 1, 1), date(2030, 1, 1))


@given(ANYTHING)
def test_a_text_escaped_reads_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(st.lists(ANYTHING, min_size=1, max_size=5), st.sampled_from(";,"))
def test_parts_read_back(parts: list[str], separator: str) -> None:
    assert [unescaped(part) for part in parted(separator.join(map(escaped, parts)), separator)] == parts


@given(ANYTHING, st.lists(st.tuples(st.sampled_from(["TYPE", "X-A", "LABEL"]), SAID), max_size=3), st.integers(1, 99))
def test_a_printed_line_reads_back(text: str, params: list[tuple[str, str]], size: int) -> None:
    line = made("NOTE", escaped(text), params, "g1")
    printed = f"BEGIN:VCARD\r\n{folded(line.text)}END:VCARD\r\n"
    assert all(len(row.encode()) <= 75 for row in printed.split("\r\n"))
    content = printed.encode()
    (card,) = cards(content[at : at + size] for at in range(0, len(content), size))
    assert [one.text for one in card.lines] == [line.text]
    assert card.lines[0].said == text.strip()
    assert sorted(value for values in card.lines[0].params.values() for value in values) == sorted(v for _, v in params)


def test_white_space_that_a_fold_leaves_alone_on_its_line_is_kept() -> None:
    for text in (f"{'x' * 70}\f", f"a{' ' * 300}b", f"{'é' * 35}\t\t"):
        line = made("NOTE", escaped(text))
        (card,) = cards([f"BEGIN:VCARD\r\n{folded(line.text)}TEL:1\r\nEND:VCARD\r\n".encode()])
        assert [one.text for one in card.lines] == [line.text, "TEL:1"]


@given(st.binary(max_size=400), st.integers(1, 50))
def test_no_bytes_are_refused(content: bytes, size: int) -> None:
    whole = b"BEGIN:VCARD\r\nN:A;B;;;\r\n" + content + b"\r\nEND:VCARD\r\n"
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    found = [incoming(raw) for raw in cards(pieces)]
    assert found[0].family_name == "A"


def test_a_property_too_large_is_left_out_and_the_rest_read() -> None:
    def pieces() -> Any:
        yield b"BEGIN:VCARD\r\nN:A;B;;;\r\nPHOTO;ENCODING=b:"
        for _ in range(LARGEST_PROPERTY // 65536 * 4):
            yield b"A" * 65536
        yield b"\r\nTEL:0465711002\r\nEND:VCARD\r\n"

    (card,) = (incoming(raw) for raw in cards(pieces()))
    assert [line.value for line in card.lines] == ["0465711002"]
    assert any("PHOTO" in problem for problem in card.problems)


@st.composite
def lines(draw: Any, place: str) -> LineView:
    kind = draw(st.sampled_from(["phone", "fax", "email", "secure", "web"]))
    value = draw(NUMBER) if kind in ("phone", "fax") else draw(st.sampled_from(["a@b.fr", "c@d.mssante.fr", "e"]))
    use = draw(st.sampled_from(["", "secretariat", "direct", "opinion", "internal", "ward", "home", "emergency"]))
    ring = draw(st.sampled_from([Ring.PUBLIC, Ring.PRACTICE, Ring.PERSONAL]))
    return LineView(value, kind, use, ring, draw(st.one_of(st.just(""), SAID, st.just("direct"))), place)


@st.composite
def whole_cards(draw: Any) -> Card:
    """A card as the book may hold it."""
    maybe = st.one_of(st.just(""), SAID)
    places = tuple(
        PlaceView(
            f"r{at}", draw(st.sampled_from(["", "rhumatologie", "cardiologie"])), draw(maybe), name=draw(maybe),
            street=draw(maybe), complement=draw(maybe), postcode=draw(st.sampled_from(["", "84000"])),
            city=draw(maybe), insee="84007", hours=draw(maybe), access=draw(maybe), is_lead=draw(st.booleans()),
            since=draw(st.one_of(st.none(), DAY)),
        )
        for at in range(draw(st.integers(0, 3)))
    )  # fmt: skip
    every = draw(
        st.lists(st.sampled_from(["", *(place.uuid for place in places)]).flatmap(lines), max_size=5, unique=True)
    )
    of = {
        ring: tuple(line for line in every if line.ring is ring) for ring in (Ring.PUBLIC, Ring.PRACTICE, Ring.PERSONAL)
    }
    structure = draw(st.booleans())
    return Card(
        PublicPart(
            "b:u1", "structure" if structure else "person",
            "" if structure else draw(st.sampled_from(["", "Dr", "Me"])),
            "" if structure else draw(NAME), "" if structure else draw(st.sampled_from(["", "Anne", "Dr"])),
            draw(SAID) if structure else "", rpps=draw(st.sampled_from(["", "10000000001"])),
            gender=draw(st.sampled_from(["", "F", "M"])), sector=draw(st.sampled_from(["", "2"])), cost=draw(maybe),
            attributes={"home": draw(st.sampled_from([None, True, False]))}, places=places, lines=of[Ring.PUBLIC],
            skills=tuple(draw(st.lists(SAID, max_size=2, unique=True))),
            languages=tuple(draw(st.lists(SAID, max_size=2, unique=True))),
            structure={"aids": draw(SAID)} if structure else {},
        ),
        PracticePart(
            of[Ring.PRACTICE], practical_note=draw(maybe), told=(Told(21, date(2026, 3, 3), "caller"),),
            verified_on=draw(st.one_of(st.none(), DAY)),
        ),
        PrivatePart(
            of[Ring.PERSONAL], favourite=draw(st.booleans()), note=draw(maybe), met_at=draw(maybe),
            tags=tuple(draw(st.lists(SAID.filter(lambda tag: not tag.startswith("#")), max_size=2, unique=True))),
        ),
        OpinionPart(tuple(draw(st.sets(st.sampled_from(["expert", "humane"])))), draw(maybe), date(2026, 1, 2)),
    )  # fmt: skip


def known(card: IncomingCard) -> dict[str, Any]:
    """What the book would hold of an incoming card, each line with its ring; not what the file alone says."""

    def line(one: Any) -> tuple[Any, ...]:
        ring = one.ring or default_ring(one.kind, one.value, one.use).label
        return (one.value, one.kind, one.use, one.label, ring, one.best_time)

    held = {name: getattr(card, name) for name in card.__struct_fields__}
    for name in ("key", "raw", "first_line", "format", "problems", "specialties", "members", "roles", "lines"):
        held.pop(name)
    held["lines"] = [line(one) for one in card.lines]
    held["roles"] = [
        {
            **{name: getattr(role, name) for name in role.__struct_fields__ if name != "lines"},
            "lines": [*map(line, role.lines)],
        }
        for role in card.roles
    ]
    return held


def expected(card: Disclosed) -> set[tuple[Any, ...]]:
    return {(one.value, one.kind, one.use, one.label, one.ring.label) for one in card.lines}


def read_back(text: str) -> IncomingCard:
    (raw,) = cards([text.encode()])
    return incoming(raw)


@given(whole_cards(), st.sampled_from(["3.0", "4.0"]))
def test_a_card_comes_back_as_it_left(card: Card, version: str) -> None:
    seen = disclose(card, Profile.SELF)
    back = read_back(card_text(seen, Envelope(version)))
    public = card.public
    assert (back.kind, back.title, back.family_name, back.given_name) == (
        public.kind, public.title, public.family_name, public.given_name,
    )  # fmt: skip
    assert (back.label, back.gender, back.rpps, back.sector, back.cost) == (
        public.label, public.gender, public.rpps, public.sector, public.cost,
    )  # fmt: skip
    lines_back = [line for one in known(back)["roles"] for line in one["lines"]] + known(back)["lines"]
    assert {line[:5] for line in lines_back} == expected(seen)
    assert [role.specialty for role in back.roles] == [p.specialty for p in public.places]
    assert [(r.site.street, r.site.city, r.site.name) for r in back.roles if r.site] == [
        (p.street, p.city, p.name) for p in public.places
    ]
    assert (back.note, back.tags, back.met_at, back.favourite) == (
        card.private.note, card.private.tags, card.private.met_at, card.private.favourite,
    )  # fmt: skip
    assert (back.skills, back.languages, back.practical_note) == (
        public.skills, public.languages, card.practice.practical_note,
    )  # fmt: skip
    home = public.attributes["home"]
    assert back.attributes == ({} if home is None else {"home_visits": home})


@given(whole_cards(), st.sampled_from(["3.0", "4.0"]))
def test_a_card_merged_into_what_it_left_as_changes_nothing(card: Card, version: str) -> None:
    seen = disclose(card, Profile.SELF)
    fresh = outgoing(seen, Envelope(version))
    unknown = ["X-UNKNOWN;A=b:  kept; to the\\, letter", "item9.X-THING:1", "BDAY:19700101"]
    text = "\n".join(["BEGIN:VCARD", *(line.text for line in fresh), *unknown, "END:VCARD"])
    again = disclose(replace(card, original=OriginalPart((text,))), Profile.SELF)
    printed = card_text(again, Envelope(version))
    raw = next(cards([printed.encode()]))
    assert set(unknown) <= {line.text for line in raw.lines}
    assert known(incoming(raw)) == known(read_back(card_text(seen, Envelope(version))))


ORIGINAL = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 18.5//EN
n:Garcin;Hélène;Marie;Dr;
FN:Dr Hélène Garcin
ORG:Clinique Synergia
TITLE:Rhumatologue
item1.TEL;type=pref:04 65 71 10 02
item1.X-ABLabel:Secrétariat
TEL;type=CELL;type=VOICE:06.39.98.10.01
item2.ADR;type=WORK:;;12 av. des Cigales;Avignon;;84000;France
item2.X-ABADR:fr
BDAY:1970-01-01
X-SOCIALPROFILE;type=twitter:http://twitter.com/g
UID:abc
END:VCARD"""


def from_original(changed: str = "") -> list[str]:
    """The lines of the original written again for oneself, a number of it changed."""
    raw = next(cards([ORIGINAL.encode()]))
    card = incoming(raw)
    site = card.roles[0].site
    assert site is not None
    numbers = [changed if changed and one.value.startswith("06") else one.value for one in card.lines]
    lines_ = tuple(
        LineView(number, one.kind, one.use, default_ring(one.kind, number, one.use), one.label)
        for number, one in zip(numbers, card.lines, strict=True)
    )
    place = PlaceView(
        "r1", "rhumatologie", name="Clinique Synergia", street=site.street, postcode=site.postcode, city=site.city,
        country=site.country, insee="84007",
    )  # fmt: skip
    public = PublicPart("b:u1", "person", "Dr", "Garcin", "Hélène", places=(place,), lines=lines_)
    made_ = Card(public, original=OriginalPart((ORIGINAL,)))
    text = card_text(disclose(made_, Profile.SELF), Envelope())
    return [line.text for line in next(cards([text.encode()])).lines]


def test_an_edited_number_changes_its_own_line_only() -> None:
    same, edited = from_original(), from_original("06 39 98 77 77")
    theirs = ORIGINAL.split("\n")[1:-1]
    assert [line for line in same if not line.startswith("X-CARNET")] == theirs
    assert [line for line in edited if not line.startswith("X-CARNET")] == [
        line.replace("06.39.98.10.01", "06 39 98 77 77") for line in theirs
    ]


def test_a_stranger_reads_what_we_write() -> None:
    import vobject

    public = PublicPart(
        "b:u1", "person", "Dr", "Garcin", "Hélène",
        lines=(LineView("04 65 71 10 02", "phone", "direct", Ring.PUBLIC, "a, b; c"),),
    )  # fmt: skip
    text = card_text(disclose(Card(public, private=PrivatePart(note="é" * 200)), Profile.SELF), Envelope())
    found = vobject.readOne(io.StringIO(text))
    assert found.fn.value == "Dr Hélène GARCIN"
    assert found.n.value.family == "Garcin"
    assert found.tel.value == "04 65 71 10 02"
    assert found.note.value == "é" * 200


def test_an_original_of_21_goes_out_as_30() -> None:
    unknown = "X-OLD;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:caf=E9; b"
    old = f"BEGIN:VCARD\nVERSION:2.1\nN:Garcin;Anne\n{unknown}\nEND:VCARD"
    public = PublicPart("b:u1", "person", "", "Garcin", "Anne")
    text = card_text(disclose(Card(public, original=OriginalPart((old,))), Profile.SELF), Envelope())
    assert "VERSION:3.0\r\n" in text
    assert "X-OLD:café\\; b\r\n" in text
    assert not re.search("CHARSET|QUOTED", text)
