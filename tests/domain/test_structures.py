"""Spans, circles and référents: the laws that every sequence of accepted links keeps."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.structures import Lead, Link, Span, displaced, path_back

FIRST = date(2026, 1, 1)
days = st.none() | st.integers(0, 6).map(lambda n: FIRST + timedelta(days=n))
spans = st.builds(Span, days, days).filter(lambda span: not span.backwards)
links = st.builds(Link, st.integers(1, 6), st.integers(1, 6), spans)


def has_circle(edges: list[tuple[int, int]]) -> bool:
    """Whether taking away, again and again, those with nothing above them leaves anybody."""
    left = list(edges)
    while left:
        below = {edge[1] for edge in left}
        kept = [edge for edge in left if edge[0] in below]
        if len(kept) == len(left):
            return True
        left = kept
    return False


@given(st.lists(links, max_size=25))
def test_no_day_ever_has_a_circle_after_any_accepted_links(offered: list[Link]) -> None:
    held: list[Link] = []
    for link in offered:
        if not path_back(held, link):
            held.append(link)
    for day in (FIRST + timedelta(days=n) for n in range(-1, 8)):
        assert not has_circle([(link.above, link.below) for link in held if link.span.holds(day)])


@given(st.lists(st.builds(Link, st.integers(1, 6), st.integers(1, 6)), max_size=25))
def test_without_dates_nothing_is_refused_that_closes_no_circle(offered: list[Link]) -> None:
    held: list[Link] = []
    for link in offered:
        way = path_back(held, link)
        assert bool(way) == has_circle([(one.above, one.below) for one in (*held, link)])
        if way:
            assert (way[0], way[-1]) == (link.below, link.above)
            steps = {(one.above, one.below) for one in held}
            assert all(step in steps for step in pairwise(way))
        else:
            held.append(link)


def test_a_circle_through_three_others_is_told_in_order() -> None:
    held = [Link(1, 2), Link(2, 3), Link(3, 4)]
    assert path_back(held, Link(4, 1)) == (1, 2, 3, 4)
    assert path_back(held, Link(1, 1)) == (1,)
    assert path_back(held, Link(1, 4)) == ()


def test_who_left_may_contain_later() -> None:
    before, after = Span(until=FIRST), Span(since=FIRST + timedelta(days=1))
    assert path_back([Link(1, 2, before)], Link(2, 1, after)) == ()
    assert path_back([Link(1, 2, before)], Link(2, 1, Span(since=FIRST))) == (1, 2)


@given(spans, spans)
def test_two_spans_overlap_when_some_day_is_in_both(one: Span, other: Span) -> None:
    together = any(
        one.holds(day) and other.holds(day) for day in (FIRST + timedelta(days=n) for n in range(-2, 10))
    )  # fmt: skip
    assert one.overlaps(other) == other.overlaps(one) == together


@given(st.lists(st.builds(Lead, st.integers(1, 8), spans), unique_by=lambda lead: lead.role))
def test_one_lead_at_a_time(offered: list[Lead]) -> None:
    held: dict[int, Lead] = {}
    for lead in offered:
        for gone in displaced(held.values(), lead):
            del held[gone]
        held[lead.role] = lead
    for day in (FIRST + timedelta(days=n) for n in range(-1, 8)):
        assert sum(lead.span.holds(day) for lead in held.values()) <= 1
