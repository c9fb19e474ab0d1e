"""The editor’s verbs for many cards in one step: all of them or none."""

import pytest

from carnet.models.book import Book
from carnet.models.writer import RowGone
from carnet.services import editing
from carnet.services.drafts import LineDraft
from carnet.services.undo import undo
from tests.conftest import LATER, NOW, TODAY
from tests.services.team import Team, dump, value


def test_many_cards_in_one_step(book: Book, team: Team) -> None:
    keys = list(team.people.values())
    editing.set_tags(book, keys[0], ["ancien"], now=NOW)
    before = dump(book)
    changes = editing.bulk(
        book, keys, now=NOW, add_tag="#équipe", remove_tag="ancien", status="paused", verified_on=TODAY, ring="practice"
    )
    assert len(changes.correspondents) == 12
    assert value(book, "SELECT count(*) FROM tag WHERE folded = 'equipe'") == 12
    assert value(book, "SELECT count(*) FROM tag WHERE folded = 'ancien'") == 0
    assert (
        value(book, "SELECT count(*) FROM correspondent WHERE status = 'paused' AND verified_on = '2026-11-22'") == 12
    )
    assert value(book, "SELECT count(*) FROM line WHERE ring = 'practice'") == 24
    assert not undo(book, changes.batch, now=LATER).kept
    assert dump(book) == before


def test_a_bulk_edit_leaves_a_shared_switchboard_to_those_it_does_not_concern(book: Book, team: Team) -> None:
    site = value(book, "SELECT site_id FROM role WHERE id = ?", team.roles["Aubret"])
    line, _ = editing.add_line(book, LineDraft("04 65 71 90 99"), now=NOW, site=site)
    keys = list(team.people.values())
    editing.bulk(book, keys[:11], now=NOW, ring="personal")
    assert value(book, "SELECT ring FROM line WHERE id = ?", line) == "public"
    editing.bulk(book, keys, now=NOW, ring="personal")
    assert value(book, "SELECT ring FROM line WHERE id = ?", line) == "personal"


def test_a_bulk_edit_with_one_that_is_gone_changes_nobody(book: Book, team: Team) -> None:
    before = dump(book)
    with pytest.raises(RowGone):
        editing.bulk(book, [*team.people.values(), 10_000], now=NOW, add_tag="x")
    with pytest.raises(RowGone):
        editing.mark_verified(book, [10_000], TODAY, now=NOW)
    assert dump(book) == before
    assert editing.bulk(book, team.people.values(), now=NOW).nothing
