"""The secretary's view at the command line: by her password or by the option, what it answers and what it refuses."""

import json
from pathlib import Path

import pytest

from carnet.models.book import Passphrase, open_book
from carnet.paths import Folders
from tests.cli.conftest import SECRET, Program

HERS = "la clef du secrétariat"
REFUSED = "secrétariat ne"


@pytest.fixture(scope="module")
def shared(demo: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The demonstration, its secretary with a password of her own."""
    given = tmp_path_factory.mktemp("hers") / "hers.txt"
    given.write_text(HERS + "\n", encoding="utf-8")
    code, said = demo("passphrase", "--secretary-new-file", given)
    assert code == 0
    assert "verrou sur l’écran, pas sur les données" in said
    return demo


def hers(program: Program, *words: str) -> str:
    code, said = program(*words, secret=HERS)
    assert code == 0, said
    return said


def without_time(said: str) -> str:
    return "\n".join(line for line in said.splitlines() if "elapsed_ms" not in line)


def test_her_password_is_the_option(shared: Program) -> None:
    found = json.loads(hers(shared, "--json", "find", "rhumato"))
    identifier = found["results"][0]["id"]
    for words in (("find", "rhumato"), ("find", "rhumato", "--need", "pointu"), ("show", identifier)):
        for more in ((), ("--json",)):
            narrowed = without_time(shared("--secretary", *words, *more)[1])
            assert without_time(hers(shared, *words, *more)) == narrowed
            assert without_time(shared(*words, *more)[1]) != narrowed
    assert json.loads(hers(shared, "--json", "show", identifier))["profile"] == "secretary"


@pytest.mark.parametrize("secret", [HERS, SECRET])
@pytest.mark.parametrize(
    "words",
    [
        ("history", "ID"), ("add", "Dr Anne Roux rhumato Apt"), ("add", "--hospital", "CH d’Apt"),
        ("adopt", "10900000002"), ("demo",),
        ("backup", "FILE"), ("restore", "FILE"), ("check", "--repair"), ("passphrase", "--new-file", "NEW"),
        ("passphrase", "--secretary-new-file", "NEW"), ("passphrase", "--secretary-remove"),
        ("passphrase", "--remember"), ("init", "--commune", "84035"),
    ],
)  # fmt: skip
def test_what_is_not_hers_is_refused_in_words(
    shared: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], secret: str
) -> None:
    backup = tmp_path / "owner.carnet-backup"
    assert shared("backup", backup)[0] == 0
    (tmp_path / "new.txt").write_text("un autre mot de passe", encoding="utf-8")
    identifier = shared.json("find", "rhumato")["results"][0]["id"]
    meant = {"ID": identifier, "NEW": str(tmp_path / "new.txt"),
             "FILE": str(backup if words[0] == "restore" else tmp_path / "hers.carnet-backup")}  # fmt: skip
    words = tuple(meant.get(word, word) for word in words)
    before = backup_of(shared)
    capsys.readouterr()
    narrowing = () if secret == HERS else ("--secretary",)
    for more in ((), ("--json",)):
        code, said = shared(*narrowing, *words, *more, secret=secret)
        told = capsys.readouterr().err
        assert (code, said) == (1, "")
        assert REFUSED in told or "Ce mot de passe est celui du secrétariat" in told or "déjà un carnet ici" in told
        assert len(told.strip().splitlines()) == 1
    assert backup_of(shared) == before
    assert not (tmp_path / "hers.carnet-backup").exists()


def backup_of(program: Program) -> tuple[object, ...]:
    """What a write would change: the keys, and how far the journal goes."""
    folders = Folders.inside(program.folder / "data")
    with open_book(folders, Passphrase(SECRET)) as book:
        journal = book.reader().execute("SELECT count(*), max(id) FROM journal").fetchone()
    return folders.keys.read_bytes(), *journal


def test_she_looks_at_the_state_of_the_book_and_at_the_register(shared: Program) -> None:
    assert json.loads(hers(shared, "--json", "check"))["findings"] == []
    assert json.loads(hers(shared, "--json", "register", "status"))["source"] == "ps"


def test_an_unknown_card_is_told_as_to_anybody(shared: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert shared("show", "b:nobody", secret=HERS)[0] == 1
    hers_told = capsys.readouterr().err
    assert shared("show", "b:nobody")[0] == 1
    assert capsys.readouterr().err == hers_told


def test_a_word_of_a_note_finds_nobody_and_corrects_nothing(shared: Program) -> None:
    folders = Folders.inside(shared.folder / "data")
    with open_book(folders, Passphrase(SECRET)) as book:
        words = [
            row[0]
            for row in book.reader().execute(
                "SELECT word FROM search_word GROUP BY word HAVING min(ring) = 2 AND length(word) > 7 ORDER BY word"
            )
        ]
    assert words
    for word in words[:8]:
        assert [one for one in shared.json("find", word)["results"] if one["source"] == "book"]
        for typed in (word, word[:-1] + "q", word[:5]):
            answer = json.loads(hers(shared, "--json", "find", typed))
            by_note = {one["id"] for one in answer["results"] if one["source"] == "book"}
            assert not by_note & only_by_note(folders, typed)
            assert word not in json.dumps([chip.get("corrected") for chip in answer["reading"]])


def only_by_note(folders: Folders, word: str) -> set[str]:
    """Those whom no public or practice word names so."""
    with open_book(folders, Passphrase(SECRET)) as book:
        return {
            f"b:{row[0]}"
            for row in book.reader().execute(
                "SELECT c.uuid FROM correspondent c JOIN search_word w ON w.correspondent_id = c.id"
                " WHERE w.word LIKE ? || '%' GROUP BY c.id HAVING min(w.ring) = 2",
                (word,),
            )
        }


def test_the_owner_takes_the_access_back(program: Program, tmp_path: Path) -> None:
    (tmp_path / "hers.txt").write_text(HERS, encoding="utf-8")
    (tmp_path / "short.txt").write_text("1234", encoding="utf-8")
    program("init", "--commune", "84035")
    assert program("passphrase", "--secretary-new-file", tmp_path / "short.txt")[0] == 1
    assert program.json("passphrase", "--secretary-new-file", tmp_path / "hers.txt") == {"secretary": True}
    assert program("check", secret=HERS)[0] == 0
    assert program("passphrase", "--new-file", tmp_path / "hers.txt")[0] == 1
    assert program.json("passphrase", "--secretary-remove") == {"secretary": False}
    assert program("check", secret=HERS)[0] == 1
    assert program("passphrase", "--secretary-remove")[0] == 1
    assert program("passphrase", "--secretary-remove", "--forget")[0] == 2
