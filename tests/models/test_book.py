"""Creating, opening, reading and writing a vault."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.models.book import Book, NewVault, Passphrase, RawKey, RecoveryCode, create_vault, open_book
from carnet.models.connection import SCHEMA, VaultDamaged, VaultTooNew, connect
from carnet.models.keys import WrongPassphrase, WrongRawKey, WrongRecoveryCode
from carnet.models.tables import correspondent
from carnet.paths import Folders
from tests.conftest import CHEAP, NOW, PASSPHRASE, new_vault


def count(book: Book, table: str) -> int:
    number: int = book.reader().execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number


def add(book: Book, name: str) -> int:
    with book.write("add", now=NOW) as writer:
        return writer.insert(correspondent, kind="person", status="active", family_name=name)


def test_every_way_in_opens_the_same_book(vault: NewVault) -> None:
    add(vault.book, "Aubrégat")
    for unlock in (Passphrase(PASSPHRASE), RecoveryCode(vault.recovery_code), vault.book.raw_key):
        with open_book(vault.book.folders, unlock) as book:
            assert book.reader().execute("SELECT family_name FROM correspondent").fetchall() == [("Aubrégat",)]
            assert book.setting("practice_name") == "Cabinet des Platanes"
            assert book.setting("commune_insee") == "84035"
            assert book.setting("nothing of the kind") is None
            assert book.author_id == 1


def test_the_real_cost_opens_too(tmp_path: Path) -> None:
    folders = Folders.inside(tmp_path)
    made = create_vault(folders, PASSPHRASE, practice_name="", commune_insee="84035", owner_name="", now=NOW)
    made.book.close()
    assert '"memory_kib": 65536' in folders.keys.read_text()
    open_book(folders, Passphrase(PASSPHRASE)).close()


def test_an_accent_typed_in_two_strokes_is_the_same_passphrase(tmp_path: Path) -> None:
    folders = Folders.inside(tmp_path)
    create_vault(
        folders, "\u00e9t\u00e9 au village", practice_name="", commune_insee="", owner_name="", now=NOW, cost=CHEAP
    ).book.close()
    open_book(folders, Passphrase("e\u0301te\u0301 au village")).close()


def test_wrong_ways_in_are_refused_in_words(vault: NewVault, tmp_path: Path) -> None:
    folders = vault.book.folders
    with pytest.raises(WrongPassphrase, match="Ce n'est pas le bon mot de passe"):
        open_book(folders, Passphrase("platanes et fourmis"))
    with new_vault(tmp_path / "other").book as other:
        code = other.renew_recovery_code()
        with pytest.raises(WrongRecoveryCode, match="ce n'est pas celui de ce carnet"):
            open_book(folders, RecoveryCode(code))
        with pytest.raises(WrongRawKey, match="trousseau"):
            open_book(folders, other.raw_key)
    with pytest.raises(WrongRawKey):
        open_book(folders, RawKey(b"short"))


@pytest.mark.parametrize(("passphrase", "said"), [("", "vide"), ("        ", "vide"), ("court", "trop court")])
def test_a_poor_passphrase_makes_no_vault(tmp_path: Path, passphrase: str, said: str) -> None:
    folders = Folders.inside(tmp_path / "vault")
    with pytest.raises(CarnetError, match=said):
        create_vault(folders, passphrase, practice_name="", commune_insee="", owner_name="", now=NOW, cost=CHEAP)
    assert not folders.data.exists()


def test_a_vault_already_there_is_left_alone(vault: NewVault) -> None:
    folders = vault.book.folders
    before = folders.vault.read_bytes(), folders.keys.read_bytes()
    with pytest.raises(CarnetError, match="déjà un carnet"):
        create_vault(folders, PASSPHRASE, practice_name="", commune_insee="", owner_name="", now=NOW, cost=CHEAP)
    assert (folders.vault.read_bytes(), folders.keys.read_bytes()) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide ou tronqué"),
        (b"SQLite format 3\0" + bytes(5000), "base ordinaire"),
        (b"%PDF-1.7 \xe2\xe3\xcf\xd3" + bytes(5000), "clés de ce carnet manquent"),
    ],
)
def test_a_file_that_is_no_vault_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    made = new_vault(tmp_path)
    made.book.close()
    folders = made.book.folders
    folders.vault.write_bytes(content)
    with pytest.raises(CarnetError, match=said):
        open_book(folders, Passphrase(PASSPHRASE))
    assert folders.vault.read_bytes() == content


def test_a_vault_cut_short_or_scratched_is_said_to_be_damaged(tmp_path: Path) -> None:
    made = new_vault(tmp_path)
    made.book.close()
    path = made.book.folders.vault
    whole = path.read_bytes()
    for broken in (whole[:16] + bytes(5000), whole[:100], whole[:2000] + b"scratch" + whole[2007:]):
        path.write_bytes(broken)
        with pytest.raises(VaultDamaged, match="abîmé"):
            open_book(made.book.folders, Passphrase(PASSPHRASE))


def test_no_vault_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CarnetError, match="pas encore de carnet"):
        open_book(Folders.inside(tmp_path / "nowhere"), Passphrase(PASSPHRASE))
    (tmp_path / "vault.carnet").mkdir()
    with pytest.raises(CarnetError, match="c'est un dossier"):
        open_book(Folders.inside(tmp_path), Passphrase(PASSPHRASE))


def test_a_newer_vault_is_refused_and_untouched(vault: NewVault) -> None:
    vault.book.close()
    folders = vault.book.folders
    connection = connect(folders.vault, vault.book.raw_key.key)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = folders.vault.read_bytes()
    with pytest.raises(VaultTooNew, match="plus récent"):
        open_book(folders, Passphrase(PASSPHRASE))
    assert folders.vault.read_bytes() == before


def test_two_books_open_at_once_do_not_mix(tmp_path: Path) -> None:
    with new_vault(tmp_path / "one").book as one, new_vault(tmp_path / "two").book as two:
        add(one, "Mérindal")
        assert (count(one, "correspondent"), count(two, "correspondent")) == (1, 0)
        with one.write("add", now=NOW) as first, two.write("add", now=NOW) as second:
            first.insert(correspondent, kind="person", status="active")
            second.insert(correspondent, kind="person", status="active")
        assert (count(one, "correspondent"), count(two, "correspondent")) == (2, 1)


def test_a_read_only_book_reads_and_refuses_to_write(vault: NewVault) -> None:
    add(vault.book, "Tassy")
    with open_book(vault.book.folders, vault.book.raw_key, read_only=True) as book:
        assert count(book, "correspondent") == 1
        with pytest.raises(CarnetError, match="lecture seule"), book.write("add", now=NOW):
            pass
        add(vault.book, "Garidel")
        assert count(book, "correspondent") == 2


def test_a_reader_cannot_write(book: Book) -> None:
    with pytest.raises(Exception, match="readonly"):
        book.reader().execute("DELETE FROM setting")


def test_a_closed_book_says_so(book: Book) -> None:
    book.close()
    with pytest.raises(CarnetError, match="fermé"):
        book.reader()
    with pytest.raises(CarnetError, match="fermé"):
        add(book, "Orsane")


def test_data_version_moves_when_anybody_writes(book: Book) -> None:
    before = book.data_version()
    assert book.data_version() == before
    add(book, "Lisandre")
    assert book.data_version() != before


def test_an_exception_rolls_everything_back(book: Book) -> None:
    def interrupted() -> None:
        with book.write("add", now=NOW) as writer:
            writer.insert(correspondent, kind="person", status="active", family_name="Perdu")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert [count(book, table) for table in ("correspondent", "journal", "search_word")] == [0, 0, 0]
    add(book, "Gardé")
    assert count(book, "correspondent") == 1


def test_a_write_inside_a_write_is_told_instead_of_waiting_for_ever(book: Book) -> None:
    with book.write("outer", now=NOW), pytest.raises(RuntimeError), book.write("inner", now=NOW):
        pass


def test_a_worker_writes_while_another_reads_and_nothing_is_lost(book: Book) -> None:
    seen: list[int] = []
    finished = threading.Event()

    def write() -> None:
        try:
            for start in range(0, 2000, 50):
                names = [f"Nom{start + i}" for i in range(50)]
                with book.write("import", now=NOW) as writer:
                    writer.insert_many(
                        correspondent, [{"kind": "person", "status": "active", "family_name": name} for name in names]
                    )
        finally:
            finished.set()

    def read() -> None:
        while not finished.is_set():
            seen.append(count(book, "correspondent"))

    threads = [threading.Thread(target=write), threading.Thread(target=read), threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(book, "correspondent") == count(book, "journal") == 2000
    assert {n % 50 for n in seen} == {0}
    assert len(set(seen)) > 2


def test_two_threads_write_in_turn(book: Book) -> None:
    threads = [threading.Thread(target=lambda: [add(book, "x") for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(book, "correspondent") == 80
    rows = book.reader().execute("SELECT DISTINCT batch FROM journal").fetchall()
    assert len(rows) == 80


_SEARCH_PATH = """
import sys
from pathlib import Path
from carnet.models.book import Passphrase, open_book
from carnet.paths import Folders
with open_book(Folders.inside(Path(sys.argv[1])), Passphrase(sys.argv[2])) as book:
    book.reader().execute("SELECT word FROM search_word WHERE word >= 'a' LIMIT 1").fetchall()
    book.setting("practice_name"), book.data_version()
heavy = ("sqlalchemy", "alembic", "phonenumbers", "openpyxl", "vobject", "rapidfuzz", "keyring", "platformdirs")
print([name for name in heavy if name in sys.modules])
"""


def test_opening_and_reading_imports_nothing_heavy(vault: NewVault) -> None:
    arguments = [sys.executable, "-c", _SEARCH_PATH, str(vault.book.folders.data), PASSPHRASE]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
