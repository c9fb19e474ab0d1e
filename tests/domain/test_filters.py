"""The table's filters: what a text reads as, and the laws of « et », « ou », « sans »."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.filters import (
    ALL,
    DAYS,
    FIELDS,
    And,
    Day,
    Filter,
    Is,
    Not,
    Or,
    Tag,
    Word,
    compiled,
    either,
    every,
    limit,
    read,
    show,
    slug,
    without,
)

TODAY = date(2026, 11, 22)
LABELS = ("reseau", "soins palliatifs", "urgent", "🙂", "🙂 (🙂)")
VALUES = ("oui", "non", "inconnu", "rhumatologie", "jamais")
WORDS = ("durand", "roux", "maison de sante", "ou", "et", "sans", "04 65")


@dataclass(frozen=True)
class Subject:
    """A card as a filter sees it."""

    said: str = ""
    labels: frozenset[str] = frozenset()
    held: tuple[tuple[str, str], ...] = ()
    days: tuple[tuple[str, str], ...] = ()


class Eyes:
    """Sees everything of a `Subject`."""

    def words(self, subject: Subject) -> str:
        return f" {subject.said}"

    def tags(self, subject: Subject) -> Collection[str]:
        return subject.labels

    def values(self, field: str) -> Callable[[Subject], Collection[str]]:
        return lambda subject: [value for name, value in subject.held if name == field]

    def day(self, field: str) -> Callable[[Subject], str]:
        return lambda subject: dict(subject.days).get(field, "")


def holds(one: Filter, subject: Subject) -> bool:
    return compiled(one, Eyes(), TODAY)(subject)


fields = st.sampled_from(sorted(FIELDS))
days = st.dates(date(2020, 1, 1), date(2027, 1, 1)).map(date.isoformat)
terms: st.SearchStrategy[Filter] = st.one_of(
    st.sampled_from(WORDS).map(Word),
    st.builds(Tag, st.sampled_from(LABELS), st.booleans()),
    st.builds(Is, fields, st.sampled_from(VALUES), st.booleans()),
    st.builds(Day, st.sampled_from(sorted(DAYS)), st.one_of(days, st.sampled_from(("3m", "12m"))), st.booleans()),
)
filters: st.SearchStrategy[Filter] = st.recursive(
    terms,
    lambda inner: st.one_of(
        inner.map(without),
        st.lists(inner, min_size=2, max_size=3).map(every),
        st.lists(inner, min_size=2, max_size=3).map(either),
    ),
    max_leaves=8,
)
raw: st.SearchStrategy[Filter] = st.recursive(
    terms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda of: And(tuple(of))),
        st.lists(inner, min_size=1, max_size=3).map(lambda of: Or(tuple(of))),
    ),
    max_leaves=8,
)
subjects = st.builds(
    Subject,
    st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
    st.frozensets(st.sampled_from(LABELS), max_size=3),
    st.lists(st.tuples(fields, st.sampled_from(VALUES)), max_size=6).map(tuple),
    st.lists(st.tuples(st.sampled_from(sorted(DAYS)), days), max_size=4).map(tuple),
)


@given(filters)
def test_what_is_printed_reads_as_it_was(one: Filter) -> None:
    assert read(show(one)) == one


@given(raw, subjects)
def test_what_is_printed_keeps_the_same_cards(one: Filter, subject: Subject) -> None:
    assert holds(read(show(one)), subject) == holds(one, subject)


@given(raw, subjects)
def test_without_twice_is_as_before(one: Filter, subject: Subject) -> None:
    assert holds(Not(Not(one)), subject) == holds(one, subject)
    assert holds(without(without(one)), subject) == holds(one, subject)
    assert holds(without(one), subject) != holds(one, subject)


@given(st.lists(raw, min_size=1, max_size=3), subjects)
def test_de_morgan(several: list[Filter], subject: Subject) -> None:
    opposed = [without(one) for one in several]
    assert holds(without(every(several)), subject) == holds(either(opposed), subject)
    assert holds(without(either(several)), subject) == holds(every(opposed), subject)


@given(st.text(max_size=60), subjects, st.booleans())
def test_any_text_reads_and_is_stable_once_printed(text: str, subject: Subject, typing: bool) -> None:
    one = read(text, typing=typing)
    holds(one, subject)
    assert read(show(one)) == one


@given(st.lists(st.sampled_from(("(", ")", "ou", "et", "sans", "-", "#a", "b", "secteur:", "#", '"')), max_size=20))
def test_unfinished_texts_read(parts: list[str]) -> None:
    for text in (" ".join(parts), "".join(parts)):
        one = read(text)
        assert read(show(one)) == one


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", ALL),
        ("Durand", Word("durand")),
        ("durand roux", And((Word("durand"), Word("roux")))),
        ("#Réseau", Tag("reseau")),
        ("#soins-palliatifs", Tag("soins palliatifs")),
        ("-#réseau", Not(Tag("reseau"))),
        ("sans #réseau", Not(Tag("reseau"))),
        ("Sans sans #réseau", Tag("reseau")),
        ("#a ou #b et #c", Or((Tag("a"), And((Tag("b"), Tag("c")))))),
        ("(#a ou #b) #c", And((Or((Tag("a"), Tag("b"))), Tag("c")))),
        ("sans (#a ou #b)", Not(Or((Tag("a"), Tag("b"))))),
        ("sans rendez-vous", And((Word("sans"), Word("rendez vous")))),
        ("-roux", Not(Word("roux"))),
        ("Saint-Martin", Word("saint martin")),
        ('"maison de santé"', Word("maison de sante")),
        ('"ou"', Word("ou")),
        ("secteur:1", Is("sector", "1")),
        ("Spécialité:Rhumatologie", Is("specialty", "rhumatologie")),
        ("sans domicile:oui", Not(Is("home", "oui"))),
        ("vérifié>=12m", Day("verified", "12m")),
        ("verifie<2026-03-01", Day("verified", "2026-03-01", since=False)),
        ("verifie:jamais", Is("verified", "jamais")),
        ("#a ou", Tag("a")),
        ("(#a", Tag("a")),
        ("#a)", Tag("a")),
        ("secteur:", ALL),
        ("verifie<bientot", ALL),
        ("http://exemple.fr", Word("http exemple fr")),
        ("#rés*", Tag("res", start=True)),
    ],
)
def test_readings(text: str, meant: Filter) -> None:
    assert read(text) == meant


def test_what_is_being_typed_may_still_grow() -> None:
    assert read("#a #rés", typing=True) == And((Tag("a"), Tag("res", start=True)))
    assert read("#a #rés ", typing=True) == And((Tag("a"), Tag("res")))
    assert read("secteur:op", typing=True) == Is("sector", "op", start=True)


def test_a_word_is_the_beginning_of_a_word_and_a_phrase_follows_itself() -> None:
    subject = Subject(said="anne roux maison de sante d apt")
    assert holds(read("rou"), subject)
    assert not holds(read("oux"), subject)
    assert holds(read('"maison de san"'), subject)
    assert not holds(read('"maison sante"'), subject)


def test_a_day_that_is_unknown_is_neither_before_nor_since() -> None:
    never, old, new = (
        Subject(),
        Subject(days=(("verified", "2025-01-01"),)),
        Subject(days=(("verified", "2026-11-01"),)),
    )
    assert [holds(read("verifie>=12m"), one) for one in (never, old, new)] == [False, False, True]
    assert [holds(read("verifie<12m"), one) for one in (never, old, new)] == [False, True, False]
    assert [holds(read("sans verifie>=12m"), one) for one in (never, old, new)] == [True, True, False]


def test_months_ago() -> None:
    assert limit("12m", TODAY) == date(2025, 11, 22)
    assert limit("1m", date(2026, 3, 31)) == date(2026, 2, 28)
    assert limit("1200m", date(99, 1, 1)) == date.min
    assert limit("2026-03-01", TODAY) == date(2026, 3, 1)


def test_brackets_without_end_do_not_exhaust_the_reader() -> None:
    assert read("(" * 5000 + "#a") in (ALL, Tag("a"))
    assert read("-" * 5001 + "#a") == Not(Tag("a"))
    assert holds(read("sans " * 3000 + "#a"), Subject()) is False


def test_slugs() -> None:
    assert slug("L’Isle-sur-la-Sorgue") == "l-isle-sur-la-sorgue"
