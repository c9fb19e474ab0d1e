"""The kill harness, short: backup, rotation, restore, bulk edit, migration, passphrase; before or after, never between.

`python -m tools.kill_harness --rounds 1000` runs it at length.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from carnet.models.tables import correspondent
from tools import kill_harness

ROUNDS, CARDS = 48, 60


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks")
def test_killed_at_any_moment_a_book_is_before_or_after() -> None:
    tallies = kill_harness.run(ROUNDS, 7, CARDS, [], lambda words: None)
    assert {tally.rounds for tally in tallies.values()} == {ROUNDS // len(kill_harness.DEEDS)}
    found: Counter[str] = sum((tally.states for tally in tallies.values()), start=Counter())
    assert found["before"]
    assert found["after"]
    assert sum(tally.killed for tally in tallies.values()) > ROUNDS // 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks")
def test_the_harness_sees_what_is_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit in two transactions is caught: the harness can fail."""

    def in_two(folder: Path) -> None:
        with kill_harness.opened(folder) as book:
            for name in ("Un", "Deux"):
                with book.write("add", now=kill_harness.NOW) as writer:
                    writer.insert_many(
                        correspondent,
                        [{"kind": "person", "status": "active", "family_name": name}] * 300,
                    )

    torn = kill_harness.Deed("torn", kill_harness.new_vault, in_two, kill_harness.vault_state)
    monkeypatch.setattr(kill_harness, "DEEDS", (torn,))
    with pytest.raises(kill_harness.Between):
        kill_harness.run(200, 7, 5, [], lambda words: None)
