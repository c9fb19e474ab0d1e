"""The secretary's passphrase: a wrap of its own, a view that nothing widens, a book in which nothing is changed."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carnet.domain import rights
from carnet.domain.disclosure import OUTPUTS, Profile
from carnet.errors import CarnetError
from carnet.models import keys, secretary
from carnet.models.backup import backup
from carnet.models.book import Book, NewVault, Passphrase, RecoveryCode, open_book
from carnet.models.checking import check, repair
from carnet.models.keys import SecretaryPassphrase, WrongPassphrase
from carnet.models.restore import restore
from carnet.paths import Folders
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import CorrespondentDraft
from carnet.services.trash import empty, to_trash
from tests.conftest import CHEAP, PASSPHRASE

if TYPE_CHECKING:
    from sqlite3 import Connection

HERS = "la clef du secrétariat"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def shared(vault: NewVault) -> NewVault:
    """A vault whose secretary has a passphrase; one card in it."""
    secretary.give_access(vault.book, HERS, cost=CHEAP)
    with vault.book.write("add", now=NOW) as writer:
        add_correspondent(writer, CorrespondentDraft(title="Dr", family_name="Roux"))
    return vault


def opened(vault: NewVault, passphrase: str, profile: Profile = Profile.OWNER) -> Book:
    return open_book(vault.book.folders, Passphrase(passphrase), profile=profile)


def test_her_passphrase_opens_her_view_whatever_is_asked(shared: NewVault) -> None:
    for asked in (Profile.OWNER, Profile.SECRETARY):
        with opened(shared, HERS, asked) as book:
            assert book.profile is Profile.SECRETARY
            assert book.setting("vault_uuid") == str(book.vault)
    with pytest.raises(AttributeError):
        book.profile = Profile.OWNER  # type: ignore[misc]


def test_the_owner_opens_everything_and_may_narrow(shared: NewVault) -> None:
    with opened(shared, PASSPHRASE) as book:
        assert book.profile is Profile.OWNER
    with opened(shared, PASSPHRASE, Profile.SECRETARY) as book:
        assert book.profile is Profile.SECRETARY
    with open_book(shared.book.folders, RecoveryCode(shared.recovery_code)) as book:
        assert book.profile is Profile.OWNER
    with open_book(shared.book.folders, shared.book.raw_key) as book:
        assert book.profile is Profile.OWNER


def test_the_wrap_is_hers_alone_and_in_both_copies(shared: NewVault) -> None:
    book = shared.book
    for path in keys.copies(book.folders, book.vault):
        wraps = keys.read_copy(path, book.vault)
        assert wraps is not None
        assert sorted(wrap.kind for wrap in wraps.wraps) == ["passphrase", "recovery", "secretary"]
        assert HERS not in path.read_text()
    with pytest.raises(SecretaryPassphrase, match="secrétariat"):
        keys.unwrap(keys.load(book.folders, book.vault), Passphrase(HERS))
    moved = keys.Wraps(book.vault, 1, tuple(_renamed(keys.load(book.folders, book.vault), "secretary", "passphrase")))
    with pytest.raises(WrongPassphrase):  # her wrap under the owner's name opens nothing
        keys.unwrap_as(moved, Passphrase(HERS))


def _renamed(wraps: keys.Wraps, kind: str, name: str) -> list[keys.Wrap]:
    return [replace(wrap, kind=name) for wrap in wraps.wraps if wrap.kind == kind]


def test_a_passphrase_takes_the_place_of_the_one_before_and_can_be_taken_back(shared: NewVault) -> None:
    book = shared.book
    secretary.give_access(book, "une autre pour elle", cost=CHEAP)
    with pytest.raises(WrongPassphrase):
        opened(shared, HERS)
    opened(shared, "une autre pour elle").close()
    secretary.take_access_back(book)
    assert not secretary.has_access(book)
    with pytest.raises(WrongPassphrase) as told:
        opened(shared, "une autre pour elle")
    assert type(told.value) is WrongPassphrase
    with pytest.raises(CarnetError, match="rien à retirer"):
        secretary.take_access_back(book)


@pytest.mark.parametrize(
    ("passphrase", "said"), [("", "vide"), ("1234", "trop court"), (PASSPHRASE, "le vôtre"), ("       ", "vide")]
)
def test_a_short_code_or_the_owners_own_is_refused(vault: NewVault, passphrase: str, said: str) -> None:
    with pytest.raises(CarnetError, match=said):
        secretary.give_access(vault.book, passphrase, cost=CHEAP)
    assert not secretary.has_access(vault.book)


def test_a_change_of_the_owners_passphrase_keeps_hers_and_may_not_take_it(shared: NewVault) -> None:
    with pytest.raises(CarnetError, match="celui du secrétariat"):
        shared.book.change_passphrase(HERS, cost=CHEAP)
    shared.book.change_passphrase("une autre phrase", cost=CHEAP)
    shared.book.renew_recovery_code()
    with opened(shared, HERS) as book:
        assert book.profile is Profile.SECRETARY
    with opened(shared, "une autre phrase") as book:
        assert book.profile is Profile.OWNER


def test_she_changes_nothing_in_words(shared: NewVault, tmp_path: Path) -> None:
    with opened(shared, HERS) as book:
        key = book.reader().execute("SELECT id FROM correspondent").fetchone()[0]
        before = keys.load(book.folders, book.vault)
        deeds = (
            lambda: book.write("add", now=NOW).__enter__(),
            lambda: to_trash(book, [key], now=NOW),
            lambda: empty(book, now=NOW, keys=[key]),
            lambda: book.raw_key,
            lambda: book.change_passphrase("pour moi toute seule", cost=CHEAP),
            book.renew_recovery_code,
            lambda: secretary.give_access(book, "pour moi toute seule", cost=CHEAP),
            lambda: secretary.take_access_back(book),
            lambda: backup(book, tmp_path / "volé.carnet-backup", now=NOW),
        )
        for deed in deeds:
            with pytest.raises(CarnetError, match="secrétariat ne permet pas cela"):
                deed()
        assert keys.load(book.folders, book.vault) == before
        assert list(tmp_path.glob("*.carnet-backup")) == []
        assert check(book) == []
        book.folders.data.joinpath(".vault.1.new").touch()
        assert [finding.code for finding in check(book)] == ["leftover"]
        book.folders.data.joinpath(".vault.1.new").unlink()
    assert shared.book.reader().execute("SELECT count(*) FROM correspondent").fetchone() == (1,)


def test_her_passphrase_restores_nothing(shared: NewVault, tmp_path: Path) -> None:
    made = backup(shared.book, tmp_path / "b.carnet-backup", now=NOW)
    elsewhere = Folders.inside(tmp_path / "elsewhere")
    with pytest.raises(SecretaryPassphrase):
        restore(elsewhere, made.path, Passphrase(HERS), now=NOW)
    assert not elsewhere.vault.exists()
    restore(elsewhere, made.path, Passphrase(PASSPHRASE), now=NOW)
    with open_book(elsewhere, Passphrase(HERS)) as book:  # the backup carries her wrap
        assert book.profile is Profile.SECRETARY


def _forget_words(connection: "Connection") -> None:
    connection.execute("DELETE FROM search_word")


def test_an_index_out_of_step_is_told_and_not_mended_in_her_view(shared: NewVault) -> None:
    with shared.book.write("spoil", now=NOW) as writer:
        writer.before_commit(_forget_words)
    with opened(shared, HERS) as book:
        assert [finding.code for finding in check(book)] == ["index"]
        with pytest.raises(CarnetError, match="secrétariat"):
            repair(book, now=NOW)
    repair(shared.book, now=NOW)
    assert check(shared.book) == []


def test_what_is_not_named_is_the_owners(monkeypatch: pytest.MonkeyPatch, shared: NewVault) -> None:
    assert not [verb for verb in ("add", "undo", "erase", "news", "key") if rights.may(Profile.SECRETARY, verb)]
    assert not rights.may(Profile.COLLEAGUE, "add")
    for command in ("backup", "restore", "passphrase", "add", "adopt", "history", "unheard-of"):
        with pytest.raises(CarnetError, match="secrétariat"):
            rights.permit_command(command, Profile.SECRETARY)
        rights.permit_command(command, Profile.OWNER)
    for command in ("find", "show", "check", *(name for name, who in OUTPUTS.items() if Profile.SECRETARY in who)):
        rights.permit_command(command, Profile.SECRETARY)
    monkeypatch.setattr(rights, "SECRETARY_VERBS", frozenset({"news"}))
    with opened(shared, HERS) as book:
        assert book.may("news")
        with book.write("news", now=NOW):
            pass
        with pytest.raises(CarnetError, match="secrétariat"), book.write("add", now=NOW):
            pass
