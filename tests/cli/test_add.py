"""`carnet add`: a line or a paste, what it prints, and what it refuses."""

import io

import pytest

from tests.cli.conftest import Program
from tests.cli.test_docs import same_keys
from tests.domain.test_capture_hospital import LIST

ROUX = "Dr Anne Roux rhumato Apt 04 65 71 20 30 très humaine, vue en FMC"


@pytest.fixture
def book(program: Program) -> Program:
    assert program("init", "--commune", "84035")[0] == 0
    return program


def test_a_line_is_added_and_found(book: Program) -> None:
    added = book.json("add", *ROUX.split())
    assert added["register"] == []
    results = book.json("find", "rhumato apt")["results"]
    assert [(result["id"], result["name"]) for result in results] == [(added["id"], "Dr Anne ROUX")]
    assert book.json("show", added["id"])["private"]["note"] == "très humaine"


def test_a_social_security_number_is_never_kept(book: Program, capsys: pytest.CaptureFixture[str]) -> None:
    for more in ([], ["--hospital"]):
        code, _ = book("add", *more, "Dr Anne Roux rhumato Apt, voir 1 85 05 78 006 084 36")
        said = capsys.readouterr().err
        assert code == 1
        assert said == "Numéro de Sécurité sociale\u202f: carnet ne l’enregistre pas. Mettez des initiales, ou rien.\n"
    assert book.json("find", "roux")["results"] == []


def test_what_was_understood_is_said(book: Program) -> None:
    code, printed = book("add", ROUX)
    assert code == 0
    assert "Ajouté à votre carnet : Dr Anne ROUX · Rhumatologie · Apt · 04 65 71 20 30   b:" in printed


def test_a_paste_is_read_from_standard_input(book: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Dr Claire VAUDRANE\nRhumatologue\n84300 CAVAILLON\n"))
    shown = book.json("show", book.json("add", "-")["id"])
    assert (shown["family_name"], shown["places"][0]["city"]) == ("Vaudrane", "Cavaillon")


def test_a_hospital_is_pasted(book: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(LIST))
    added = book.json("add", "-", "--hospital")
    assert set(added) == {"id", "services", "unread"}
    assert added["unread"] == ["Mise à jour de mars 2026 par la direction de la communication"]
    first = book.json("find", "cardio consultation avignon")["results"][0]
    assert first["id"] in added["services"]
    code, printed = book("add", "--hospital", LIST)
    assert code == 0
    assert "16 services" in printed
    assert "non lu : Mise à jour de mars 2026" in printed


def test_the_register_is_asked(book: Program) -> None:
    from carnet.services.demonstration import register_file

    book("register", "import", register_file())
    added = book.json("add", "Dr Farande RPPS 10900000002")
    same_keys("add", added)
    assert added["register"] == ["p:10900000002"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Rien à lire"),
        ("04 65 71 20 30", "Ni nom ni fonction"),
        ("🙂🙂🙂", "Ni nom ni fonction"),
        ("x" * 100_000, "trop long"),
    ],
)
def test_what_cannot_be_a_card_is_refused(
    book: Program, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    code, printed = book("add", text)
    assert (code, printed) == (1, "")
    assert message in capsys.readouterr().err
    assert book("find", "roux")[1].count("b:") == 0


def test_right_to_left_text_is_a_name(book: Program) -> None:
    shown = book.json("show", book.json("add", "Dr דוד כהן 04 65 71 20 30")["id"])
    assert (shown["given_name"], shown["family_name"]) == ("דוד", "כהן")
