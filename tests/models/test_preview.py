"""A restore shows first what it would bring, beside what is in place; looking changes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.models.backup import backup
from carnet.models.book import NewVault, Passphrase, RecoveryCode, open_book
from carnet.models.keys import WrongPassphrase
from carnet.models.preview import Content, preview
from carnet.models.restore import AnotherVault, restore
from carnet.models.tables import correspondent
from carnet.paths import Folders
from tests.conftest import NOW, PASSPHRASE, new_vault
from tests.models.cards import full_card, person

TYPED = Passphrase(PASSPHRASE)
LATER = NOW + timedelta(days=2)


@pytest.fixture
def saved(vault: NewVault, tmp_path: Path) -> Path:
    """A backup of two cards; since then one was trashed and another added."""
    card = full_card(vault.book)
    target = tmp_path / "b.carnet-backup"
    backup(vault.book, target, now=NOW)
    with vault.book.write("trash", now=LATER) as writer:
        writer.update(correspondent, card.person, deleted_at=LATER)
    with vault.book.write("add", now=LATER) as writer:
        person(writer)
        person(writer)
    return target


def test_the_backup_beside_the_present(vault: NewVault, saved: Path) -> None:
    """The book may stay open meanwhile."""
    folders = vault.book.folders
    before = folders.vault.read_bytes()
    seen = preview(folders, saved, TYPED)
    assert seen.backup == Content("Cabinet des Platanes", 2, 0, 1, NOW)
    assert seen.present == Content("Cabinet des Platanes", 3, 1, 1, LATER)
    assert (seen.there, seen.damaged, seen.another_vault, seen.changes_since) == (True, False, False, 2)
    assert (seen.manifest.made_at, seen.size) == (NOW, saved.stat().st_size)
    assert folders.vault.read_bytes() == before
    assert not list(folders.data.glob(".restore*"))


def test_without_a_vault_there_is_the_backup_alone(vault: NewVault, saved: Path, tmp_path: Path) -> None:
    for unlock in (TYPED, RecoveryCode(vault.recovery_code)):
        seen = preview(Folders.inside(tmp_path / "new machine"), saved, unlock)
        assert (seen.there, seen.present, seen.another_vault, seen.changes_since) == (False, None, False, None)
        assert seen.backup.cards == 2


def test_a_damaged_vault_is_said(vault: NewVault, saved: Path) -> None:
    vault.book.close()
    path = vault.book.folders.vault
    for at in (0, 9000):
        whole = path.read_bytes()
        path.write_bytes(whole[:at] + bytes(40) + whole[at + 40 :])
        seen = preview(vault.book.folders, saved, TYPED)
        assert (seen.there, seen.present, seen.damaged, seen.another_vault) == (True, None, True, False)
        path.write_bytes(whole)


def test_another_vault_is_said_and_its_figures_shown_when_it_opens(saved: Path, tmp_path: Path) -> None:
    made = new_vault(tmp_path / "other")
    with made.book.write("add", now=NOW) as writer:
        person(writer)
    made.book.change_passphrase("celle de l'autre")
    raw = made.book.raw_key
    made.book.close()
    folders = made.book.folders
    closed = preview(folders, saved, TYPED)
    assert (closed.there, closed.present, closed.another_vault, closed.changes_since) == (True, None, True, None)
    opened = preview(folders, saved, TYPED, present=raw)
    assert opened.present is not None
    assert opened.present.cards == 1
    with pytest.raises(AnotherVault):
        restore(folders, saved, TYPED, now=NOW)


def test_a_vault_that_took_another_way_since_is_not_counted_from_there(vault: NewVault, saved: Path) -> None:
    folders = vault.book.folders
    later = saved.with_name("later.carnet-backup")
    backup(vault.book, later, now=LATER)
    vault.book.close()
    restore(folders, saved, TYPED, now=LATER)
    with open_book(folders, TYPED) as book, book.write("add", now=LATER) as writer:
        person(writer)
    assert preview(folders, later, TYPED).changes_since is None
    assert preview(folders, saved, TYPED).changes_since == 1


def test_what_is_no_backup_or_does_not_open_is_refused(vault: NewVault, saved: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(saved.read_bytes()[:-300])
    for path, unlock, error in ((cut, TYPED, CarnetError), (saved, Passphrase("pas celui-là"), WrongPassphrase)):
        with pytest.raises(error):
            preview(vault.book.folders, path, unlock)
    assert not list(vault.book.folders.data.glob(".restore*"))
