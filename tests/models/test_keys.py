"""The wraps of the key: their copies, the recovery code, changes of passphrase."""

import json
import secrets
from pathlib import Path
from uuid import UUID

import pytest

from carnet.errors import CarnetError
from carnet.models import keys, recovery_code
from carnet.models.book import Book, NewVault, Passphrase, RecoveryCode, open_book
from carnet.models.keys import KeysLost, Wrap, Wraps, WrongPassphrase, WrongRecoveryCode
from carnet.models.recovery_code import BadRecoveryCode
from tests.conftest import CHEAP, PASSPHRASE, new_vault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def copies(book: Book) -> tuple[Path, Path]:
    return keys.copies(book.folders, book.vault)


def test_wraps_survive_the_file(vault: NewVault) -> None:
    wraps = keys.load(vault.book.folders, vault.book.vault)
    assert keys.from_bytes(keys.to_bytes(wraps)) == wraps
    assert [wrap.kind for wrap in wraps.wraps] == ["passphrase", "recovery"]
    assert vault.book.raw_key.key.hex() not in vault.book.folders.keys.read_text()


def test_another_kind_of_wrap_is_kept_by_a_change_of_passphrase(book: Book) -> None:
    secretary = Wrap("secretary", b"s" * 16, b"n" * 12, b"sealed")
    keys.save(book.folders, keys.load(book.folders, book.vault).with_wrap(secretary))
    book.change_passphrase("une autre phrase", cost=CHEAP)
    assert keys.load(book.folders, book.vault).of_kind("secretary") == secretary


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "one letter", "not json", "other vault", "older"])
def test_one_copy_lost_or_damaged_the_other_serves_and_mends_it(tmp_path: Path, which: int, damage: str) -> None:
    made = new_vault(tmp_path / "vault")
    made.book.close()
    path = copies(made.book)[which]
    whole = path.read_text()
    if damage == "older":
        with open_book(made.book.folders, Passphrase(PASSPHRASE)) as book:
            book.change_passphrase(PASSPHRASE, cost=CHEAP)
        path.write_text(whole)
    elif damage == "other vault":
        with new_vault(tmp_path / "other").book as other:
            path.write_bytes(other.folders.keys.read_bytes())
    elif damage == "missing":
        path.unlink()
    else:
        sealed = json.loads(whole)["wraps"][0]["sealed"]
        letter = "A" if sealed[0] != "A" else "B"
        broken = {
            "empty": "",
            "cut": whole[:200],
            "one letter": whole.replace(sealed, letter + sealed[1:]),
            "not json": "<html>",
        }
        path.write_text(broken[damage])
    open_book(made.book.folders, Passphrase(PASSPHRASE)).close()
    here, there = copies(made.book)
    assert here.read_bytes() == there.read_bytes()
    assert keys.read_copy(here, made.book.vault) is not None


def test_both_copies_lost_is_said_and_nothing_is_touched(tmp_path: Path) -> None:
    made = new_vault(tmp_path)
    made.book.close()
    before = made.book.folders.vault.read_bytes()
    here, there = copies(made.book)
    here.unlink()
    there.write_text("{}")
    with pytest.raises(KeysLost, match="manquent ou sont abîmées") as told:
        open_book(made.book.folders, Passphrase(PASSPHRASE))
    assert str(here) in str(told.value)
    assert str(there) in str(told.value)
    assert made.book.folders.vault.read_bytes() == before
    open_book(made.book.folders, made.book.raw_key).close()


def test_a_config_folder_that_refuses_does_not_keep_the_book_shut(tmp_path: Path) -> None:
    made = new_vault(tmp_path)
    made.book.close()
    folder = copies(made.book)[1].parent
    copies(made.book)[1].unlink()
    folder.rmdir()
    folder.write_text("a file stands where the folder should be")
    open_book(made.book.folders, Passphrase(PASSPHRASE)).close()


def test_a_new_passphrase_replaces_the_old_and_leaves_the_vault_alone(vault: NewVault) -> None:
    book = vault.book
    before = book.folders.vault.read_bytes()
    book.change_passphrase("nouvelle phrase", cost=CHEAP)
    assert book.folders.vault.read_bytes() == before
    with pytest.raises(WrongPassphrase):
        open_book(book.folders, Passphrase(PASSPHRASE))
    open_book(book.folders, Passphrase("nouvelle phrase")).close()
    open_book(book.folders, RecoveryCode(vault.recovery_code)).close()
    with pytest.raises(CarnetError, match="trop court"):
        book.change_passphrase("bref", cost=CHEAP)


def test_a_new_recovery_code_replaces_the_old(vault: NewVault) -> None:
    code = vault.book.renew_recovery_code()
    assert code != vault.recovery_code
    with pytest.raises(WrongRecoveryCode):
        open_book(vault.book.folders, RecoveryCode(vault.recovery_code))
    open_book(vault.book.folders, RecoveryCode(code.lower().replace("-", " "))).close()
    open_book(vault.book.folders, Passphrase(PASSPHRASE)).close()


def test_keys_that_cannot_be_written_change_nothing(vault: NewVault) -> None:
    here, there = copies(vault.book)
    before = here.read_bytes()
    there.unlink()
    there.mkdir()
    (there / "in the way").touch()
    with pytest.raises(CarnetError, match="Impossible d'écrire"):
        vault.book.change_passphrase("nouvelle phrase", cost=CHEAP)
    assert here.read_bytes() == before
    assert sorted(path.name for path in here.parent.glob(".*")) == []


def test_a_wrap_is_bound_to_its_vault_and_its_kind() -> None:
    key, one, other = secrets.token_bytes(32), UUID(int=1), UUID(int=2)
    wrap = keys.wrap_with_passphrase(one, key, PASSPHRASE, CHEAP, secrets)
    assert keys.unwrap(Wraps(one, 1, (wrap,)), Passphrase(PASSPHRASE)) == key
    with pytest.raises(WrongPassphrase):
        keys.unwrap(Wraps(other, 1, (wrap,)), Passphrase(PASSPHRASE))
    with pytest.raises(KeysLost, match="feuille de secours"):
        keys.unwrap(Wraps(one, 1, (wrap,)), RecoveryCode(recovery_code.show(bytes(16))))


def test_keys_of_a_newer_program_and_hostile_ones(vault: NewVault) -> None:
    body = json.loads(vault.book.folders.keys.read_text())
    body.pop("sum")

    def signed(**more: object) -> bytes:
        changed = body | more
        return json.dumps(changed | {"sum": keys._sum(changed)}).encode()

    assert keys.from_bytes(signed()) is not None
    with pytest.raises(CarnetError, match="plus récent"):
        keys.from_bytes(signed(format=99))
    greedy = body["wraps"][0] | {"memory_kib": 1 << 30}
    for broken in (
        signed(wraps=[greedy]), signed(wraps=[{"kind": "x"}]), signed(vault="?"), signed(wraps=3), b"[1]", b"\xff\xfe"
    ):  # fmt: skip
        assert keys.from_bytes(broken) is None


def test_the_keys_of_a_lost_vault_are_put_aside_by_a_new_one(tmp_path: Path) -> None:
    lost = new_vault(tmp_path)
    lost.book.close()
    here, there = copies(lost.book)
    content = here.read_bytes()
    there.unlink()
    lost.book.folders.vault.unlink()
    new_vault(tmp_path).book.close()
    assert there.read_bytes() == content
    assert here.read_bytes() != content


def test_secrets_do_not_show_in_what_is_printed(vault: NewVault) -> None:
    shown = repr((vault, vault.book.raw_key, Passphrase(PASSPHRASE), RecoveryCode(vault.recovery_code)))
    assert not [mark for mark in (PASSPHRASE, vault.recovery_code, str(vault.book.raw_key.key)) if mark in shown]


def test_a_recovery_code_reads_back_however_it_is_typed() -> None:
    for secret in (bytes(16), b"\xff" * 16, *(secrets.token_bytes(16) for _ in range(200))):
        code = recovery_code.show(secret)
        assert [len(group) for group in code.split("-")] == [4] * 7
        loose = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert recovery_code.read(code) == recovery_code.read(f" {loose}\n") == secret


def test_every_single_typo_and_every_swap_is_told_before_any_key_is_tried() -> None:
    code = recovery_code.show(secrets.token_bytes(16)).replace("-", "")
    typos = {code[:i] + letter + code[i + 1 :] for i in range(28) for letter in ALPHABET}
    typos |= {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(27)}
    typos.discard(code)
    for typo in typos:
        with pytest.raises(BadRecoveryCode, match="mal recopié"):
            recovery_code.read(typo)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "0 ont été tapés"), ("ABCD-EFGH", "8 ont été tapés"), ("U" * 28, "« U »"), ("é!", "« ! É »")],
)
def test_what_is_no_recovery_code_is_told(typed: str, said: str) -> None:
    with pytest.raises(BadRecoveryCode) as told:
        recovery_code.read(typed)
    assert said in str(told.value).replace("\u202f", " ")
