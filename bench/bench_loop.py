"""« À suivre » and a card's history in a book of 50 000 referrals: neither may be waited for.

Run: `python -m bench.bench_loop [--referrals 50000]`. One referral in fifty is followed, as a GP of 4 000 a year would.
Each figure is the best of five, warm, beside a plain count of the referrals on the same connection.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.bench_vault import NOW, new_book
from carnet.domain.referrals import Kind
from carnet.models import loop, tables
from carnet.models.book import Book
from carnet.queries.card import card_of
from carnet.queries.follow_up import counts, follow_up
from carnet.queries.history import history
from carnet.queries.patients import known_codes, patient_history
from carnet.services.drafts import ReferralDraft
from carnet.services.follow_up import record
from carnet.services.referrals import refer
from carnet.services.undo import undo

CARDS = 2_000
BUDGET_MS = 100  # what a hand takes for at once
FOLLOWED = 0.02
BUSY = 0.02  # share of the referrals that goes to the busiest card
TODAY = NOW.date()


def main() -> None:
    """Print each measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--referrals", type=int, default=50_000)
    wanted = parser.parse_args().referrals
    with tempfile.TemporaryDirectory() as name, new_book(Path(name)) as book:
        fill(book, wanted)
        reader = book.reader()
        found = follow_up(reader, today=TODAY)
        sent = len(history(reader, 1))
        print(f"{wanted} referrals, {CARDS} cards: {found.counts}; the busiest card has {sent}")
        tell("count(*) of referrals", lambda: reader.execute("SELECT count(*) FROM referral").fetchone())
        tell("counts of the corner", lambda: counts(reader, today=TODAY), BUDGET_MS)
        tell("À suivre, whole", lambda: follow_up(reader, today=TODAY), BUDGET_MS)
        tell("history of the busiest card", lambda: history(reader, 1), BUDGET_MS)
        tell("the busiest card", lambda: card_of(reader, 1, today=TODAY), BUDGET_MS)
        tell("history of a patient", lambda: patient_history(reader, "AB"), BUDGET_MS)
        tell("codes offered", lambda: known_codes(reader, "A"), BUDGET_MS)
        one = found.due[0].id
        tell("log a referral", lambda: refer(book, 2, ReferralDraft(TODAY, "GM"), now=NOW), BUDGET_MS)
        tell("note an answer, undo it", lambda: undo(book, answered(book, one), now=NOW), BUDGET_MS)


def answered(book: Book, referral: str) -> str:
    """Note news of a referral; the batch."""
    return record(book, [referral], Kind.NEWS, now=NOW).batch


def tell(what: str, act: Callable[[], Any], budget: float | None = None) -> None:
    """Print the best of five runs, in ms, and its share of the budget."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    share = f"   {min(times) / budget:.2f}× of {budget:.0f} ms" if budget else ""
    print(f"{what:<32}{min(times):8.1f} ms{share}")


def fill(book: Book, wanted: int) -> None:
    """Cards, and referrals over twelve years: half with an appointment, a third with news."""
    chance = random.Random(7)
    with book.write("bench", now=NOW) as writer:
        people = [{"kind": "person", "family_name": f"NOM{n}", "status": "active"} for n in range(CARDS)]
        cards = writer.insert_many(tables.correspondent, people)
        roles = [{"correspondent_id": card, "specialty": "rhumatologie"} for card in cards]
        writer.insert_many(tables.role, roles)
        rows = [referral(chance, cards, writer.author_id) for _ in range(wanted)]
        ids = writer.insert_many(loop.referral, rows)
        events = [e for key, row in zip(ids, rows, strict=True) for e in what_came(chance, key, row, writer.author_id)]
        writer.insert_many(loop.referral_event, events)


def referral(chance: random.Random, cards: list[int], author: int) -> dict[str, Any]:
    """One referral as stored; the first card receives more than the others."""
    made = TODAY - timedelta(days=chance.randrange(1, 4380))
    recent = (TODAY - made).days < 365
    return {
        "author_id": author,
        "correspondent_id": cards[0] if chance.random() < BUSY else chance.choice(cards),
        "direction": "sent",
        "patient_code": chance.choice("ABCDEFGHIJ") + chance.choice("ABCDEFGHIJ"),
        "made_on": made,
        "mode": "letter",
        "followed": chance.random() < (FOLLOWED * 3 if recent else FOLLOWED),
    }


def what_came(chance: random.Random, key: int, row: dict[str, Any], author: int) -> list[dict[str, Any]]:
    """The events of one referral as stored; whatever was followed more than half a year ago was answered."""
    made: date = row["made_on"]
    old = (TODAY - made).days > 180
    said: dict[str, Any] = {"referral_id": key, "author_id": author, "happened_on": made, "appointment_on": None}
    events = []
    if chance.random() < 0.5:
        events.append({**said, "kind": "appointment", "appointment_on": made + timedelta(days=chance.randrange(60))})
    if chance.random() < 0.3 or (old and row["followed"]):
        events.append({**said, "kind": "news", "happened_on": made + timedelta(days=min(75, (TODAY - made).days))})
    return events


if __name__ == "__main__":
    main()
