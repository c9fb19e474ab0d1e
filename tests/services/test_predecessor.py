"""A predecessor's book of 700 cards beside a vault of 500, the truth known: who is found, who is never mistaken."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from carnet.domain.matching import Verdict
from carnet.domain.merge import Choice, open_questions
from carnet.exchange.reading import open_file
from carnet.models.book import Book
from carnet.services import imports
from carnet.services.imports import Review
from tests.conftest import NOW
from tests.services import predecessors
from tests.services.importing import count, dump
from tests.services.predecessors import Truth

CERTAIN = (Verdict.SAME, Verdict.CONFLICT)


@pytest.fixture
def reviewed(empty_book: Book, tmp_path: Path) -> tuple[Review, list[Truth]]:
    held = predecessors.fill(empty_book, predecessors.vault())
    cards, truths = predecessors.predecessor(held)
    path = predecessors.written(tmp_path / "morel.vcf", cards, truths)
    return imports.plan(empty_book, open_file(path), author="Dr Morel"), truths


def test_everybody_is_found_and_nobody_taken_for_another(reviewed: tuple[Review, list[Truth]]) -> None:
    review, truths = reviewed
    rows = {row.key: row for row in review.rows}
    assert (len(rows), len(truths), sum(bool(truth.key) for truth in truths)) == (700, 700, 284)
    wrong = [
        (truth.how, rows[truth.uid].name, rows[truth.uid].verdict, rows[truth.uid].target_name)
        for truth in truths
        if not _right(truth, review)
    ]
    assert wrong == []
    verdicts = Counter(row.verdict for row in review.rows)
    assert verdicts[Verdict.PROBABLE] + verdicts[Verdict.CONFLICT] <= 90, "few enough to look at each"


def _right(truth: Truth, review: Review) -> bool:
    row = next(row for row in review.rows if row.key == truth.uid)
    if not truth.key:
        return row.verdict is Verdict.NEW or (truth.may_ask and row.verdict is Verdict.PROBABLE)
    found = row.target == truth.key
    return found and row.verdict is Verdict.SAME if truth.sure else found and row.verdict is not Verdict.NEW


def test_taken_in_then_back_it_is_as_before(
    empty_book: Book, reviewed: tuple[Review, list[Truth]], tmp_path: Path
) -> None:
    review, truths = reviewed
    before, people = dump(empty_book), count(empty_book, "correspondent")
    decisions = review.decisions()
    for row in review.rows:  # as a hand would: those that are asked are the same, what is asked is theirs
        truth = next(truth for truth in truths if truth.uid == row.key)
        if row.verdict in (Verdict.PROBABLE, Verdict.CONFLICT):
            choices = {item.key: Choice.THEIRS.value for item in open_questions(row.items, {})}
            one = imports.Decision("merge", row.target, choices) if truth.key else imports.Decision("new")
            decisions[row.key] = one
    applied = imports.apply(empty_book, review, decisions, now=NOW + timedelta(hours=1))
    assert count(empty_book, "correspondent") == people + 416
    again = imports.plan(empty_book, open_file(tmp_path / "morel.vcf"), author="Dr Morel")
    assert {row.verdict for row in again.rows} == {Verdict.SAME}
    assert all(not row.changes for row in again.rows)
    undone = imports.undo(empty_book, applied.batch, now=NOW + timedelta(days=90))
    assert (undone.removed, undone.kept) == (416, 0)
    assert dump(empty_book) == before
