"""The loop at the command line: refer, reply, follow-up, history, avoid; what each prints, and what it refuses."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from carnet.models.book import Passphrase, open_book
from carnet.models.secretary import give_access
from carnet.paths import Folders
from carnet.services.follow_up import let_secretary
from tests.cli.conftest import SECRET, Program
from tests.cli.test_docs import same_keys
from tests.cli.test_errors import refused
from tests.conftest import NOW

HERS = "la clef du secrétariat"
NIR = "2 85 05 78 006 084 36"


@pytest.fixture
def book(program: Program) -> Program:
    assert program("init", "--commune", "84035")[0] == 0
    assert program("demo")[0] == 0
    return program


def found(book: Program, text: str) -> str:
    return str(book.json("find", text, "--limit", "1")["results"][0]["id"])


def test_a_referral_is_logged_answered_and_told(book: Program) -> None:
    castelmon = found(book, "castelmon")
    before = book.json("history", castelmon)
    made = book.json("refer", castelmon, "--patient", "GM", "--motive", "épaule", "--follow")
    same_keys("refer", made)
    after = book.json("history", castelmon)
    assert [one["id"] for one in after] == [made["id"], *(one["id"] for one in before)]
    first = after[0]
    assert (first["patient_code"], first["motive"], first["state"], first["mode"]) == (
        "GM",
        "épaule",
        "followed",
        "letter",
    )
    same_keys("reply", book.json("reply", made["id"], "--what", "rdv", "--on", "40 j"))
    book.json("reply", made["id"], "--what", "vu")
    book.json("reply", made["id"], "--on", "2026-11-22")
    assert [one["kind"] for one in book.json("history", castelmon)[0]["events"]] == ["appointment", "seen", "news"]
    assert {one["id"] for one in book.json("history", "--patient", "gm")} >= {made["id"]}


def test_the_line_for_the_record_is_printed(book: Program) -> None:
    code, printed = book("refer", found(book, "castelmon"), "--mode", "courrier", "--motive", "épaule")
    assert code == 0
    assert printed.splitlines()[0] == (
        "Adressé le 22 novembre 2026\u202f: Dr Paul CASTELMON, rhumatologue, Avignon, 04 65 71 20 14."
        " Motif\u202f: épaule (courrier)."
    )


def test_somebody_of_the_register_is_added_and_referred_to_in_one_act(book: Program) -> None:
    made = book.json("refer", "p:10900000002", "--patient", "GM")
    card = found(book, "farande")
    assert card.startswith("b:")
    assert [one["id"] for one in book.json("history", card)] == [made["id"]]
    book.json("refer", "p:10900000002")
    assert len(book.json("history", card)) == 2


def test_five_lines_wait_and_the_answers_are_documented(book: Program) -> None:
    answer = book.json("follow-up")
    same_keys("follow-up", answer)
    assert (answer["today"], answer["all"], answer["snoozed"]) == (5, 11, 0)
    assert [(line["part"], line["name"].split()[-1]) for line in answer["lines"]] == [
        ("call", "Luberon"), ("silent", "CASTELMON"), ("silent", "TASSY"), ("silent", "AUBRÉGAT"),
    ]  # fmt: skip
    assert len(book.json("follow-up", "--all")["lines"]) == 10
    printed = book("follow-up", "--all")[1]
    assert "1 note personnelle arrive à échéance" in printed
    assert "PAS ENCORE" in printed


def test_avoiding_warns_goes_through_and_ends(book: Program, capsys: pytest.CaptureFixture[str]) -> None:
    vaudrane = found(book, "vaudrane")
    same_keys("avoid", book.json("avoid", vaudrane, "--reason", "délais", "--note", "Six mois.") | {"homonyms": [
        {"id": "", "name": "", "commune": "", "rpps": ""}]})  # fmt: skip
    assert book.json("find", "rhumato")["results"][4]["flags"] == ["avoided"]
    said = refused(book, capsys, "refer", vaudrane)
    assert "Vous avez noté le 22 novembre 2026 ne plus adresser au Dr Vaudrane." in said
    made = book.json("refer", vaudrane, "--patient-choice")
    (first, *_) = book.json("history", vaudrane)
    assert (first["id"], first["despite_avoidance"]) == (made["id"], True)
    assert book.json("avoid", vaudrane, "--renew", "--until", "2027-03-01")["avoidance"]["expires_on"] == "2027-03-01"
    assert "Six mois." in book("avoid", vaudrane)[1]
    assert book.json("avoid", vaudrane, "--end")["avoidance"] is None
    assert "noté nulle part" in refused(book, capsys, "avoid", vaudrane, "--end")
    assert "avoided" not in book.json("find", "vaudrane")["results"][0]["flags"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--patient", "Garcin Marie"], "Des initiales suffisent pour vous y retrouver\u202f: GM. « --as-typed »"),
        (["--patient", NIR], "Numéro de Sécurité sociale\u202f: carnet ne l’enregistre pas."),
        (["--motive", f"voir {NIR}"], "carnet ne l’enregistre pas"),
        (["--mode", "pigeon"], "pigeon"),
        (["--urgency", "hier"], "urgence"),
        (["--on", "1926-03-12"], "il y a plus de dix ans"),
        (["--on", "2030-01-01"], "à venir"),
        (["--on", "32/13/2026"], "mois 13"),
    ],
)
def test_a_referral_that_cannot_be(
    book: Program, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    castelmon = found(book, "castelmon")
    assert message in refused(book, capsys, "refer", castelmon, *words)
    assert len(book.json("history", castelmon)) == 2


def test_a_code_that_looks_like_a_name_is_kept_when_told(book: Program) -> None:
    castelmon = found(book, "castelmon")
    book.json("refer", castelmon, "--patient", "Garcin Marie", "--as-typed")
    assert book.json("history", castelmon)[0]["patient_code"] == "Garcin Marie"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--on", "2026-01-01"], "C’est avant l’adressage"),
        (["--what", "rdv"], "Il manque la date du rendez-vous"),
        (["--what", "rdv", "--on", "12/03/1926"], "C’est avant l’adressage"),
        (["--what", "rdv", "--on", "2031-01-01"], "plus de deux ans"),
        (["--on", "2026-12-25"], "C’est à venir"),
        (["--what", "envolé"], "n’est pas une suite"),
    ],
)
def test_a_reply_that_cannot_be(
    book: Program, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    castelmon = found(book, "castelmon")
    open_one = book.json("history", castelmon)[0]
    assert message in refused(book, capsys, "reply", open_one["id"], *words)
    assert book.json("history", castelmon)[0] == open_one


def test_other_refusals(book: Program, capsys: pytest.CaptureFixture[str]) -> None:
    castelmon = found(book, "castelmon")
    assert "n'est plus dans le carnet" in refused(book, capsys, "reply", "nulle-part")
    assert "ajoutez-la d’abord" in refused(book, capsys, "avoid", "p:10900000002", "--reason", "délais")
    assert "ennui" in refused(book, capsys, "avoid", castelmon, "--reason", "ennui")
    assert "après aujourd’hui" in refused(book, capsys, "avoid", castelmon, "--reason", "fees", "--until", "2026-01-01")
    assert "--patient CODE" in refused(book, capsys, "history")
    assert book("avoid", castelmon, "--renew", "--end")[0] == 2
    capsys.readouterr()
    closed = book.json("history", castelmon)[1]
    assert "clos" in refused(book, capsys, "reply", closed["id"])


def test_no_social_security_number_is_anywhere_in_the_book(book: Program, capsys: pytest.CaptureFixture[str]) -> None:
    castelmon = found(book, "castelmon")
    refused(book, capsys, "refer", castelmon, "--patient", NIR, "--as-typed")
    refused(book, capsys, "avoid", castelmon, "--reason", "fees", "--note", f"patient {NIR}")
    with open_book(Folders.inside(book.folder / "data"), Passphrase(SECRET)) as opened:
        reader = opened.reader()
        tables = [name for (name,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = "".join(str(row) for table in tables for row in reader.execute(f"SELECT * FROM {table}"))
    assert "BENHADDOU" in held
    assert "2850578" not in re.sub(r"[\s.]", "", held)


def test_the_secretary_sees_calls_only_when_told_and_ticks_two_things(
    book: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_book(Folders.inside(book.folder / "data"), Passphrase(SECRET)) as opened:
        give_access(opened, HERS)
    assert "pas confié" in refused(book, capsys, "follow-up", secret=HERS)
    castelmon = found(book, "castelmon")
    waiting = book.json("follow-up")["lines"][1]["id"]
    assert "pas confié" in refused(book, capsys, "reply", waiting, secret=HERS)
    with open_book(Folders.inside(book.folder / "data"), Passphrase(SECRET)) as opened:
        let_secretary(opened, True, now=NOW)
    seen = _hers(book, "follow-up", "--all")
    assert seen["reviews"] == []
    assert {name for line in seen["lines"] for name in line} & {"motive", "note", "expected_days", "due_on"} == set()
    assert "rien d’autre" in refused(book, capsys, "reply", waiting, "--what", "clos", secret=HERS)
    assert _hers(book, "reply", waiting, "--what", "rdv", "--on", "demain") == {"id": waiting}
    assert book.json("history", castelmon)[0]["state"] == "appointment"
    for words in (("history", castelmon), ("refer", castelmon), ("avoid", castelmon)):
        refused(book, capsys, *words, secret=HERS)


def _hers(book: Program, *words: str | Path) -> Any:
    code, printed = book("--json", *words, secret=HERS)
    assert code == 0
    return json.loads(printed)
