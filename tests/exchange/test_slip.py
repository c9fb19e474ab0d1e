"""The slip for the patient: sizes, words, codes read back, what is missing or too long, and what the disk refuses."""

import errno
import io
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from carnet.domain.disclosure import Card, PlaceView, Profile, PublicPart, disclose
from carnet.errors import CarnetError
from carnet.exchange.slip import Paper, make_slip, save_slip
from carnet.exchange.slip_card import MOST
from carnet.exchange.slip_layout import BOTTOM, MARGIN, RIGHT, Code, Text, lay_out
from carnet.exchange.slip_letters import Letters
from carnet.exchange.slip_names import Named, slip_name
from tests.conftest import TODAY
from tests.exchange.slips import (
    BENHADDOU,
    CASTELMON,
    CLIC,
    THREE,
    codes_in,
    codes_of,
    patient_card,
    phone,
    pictures_of,
    sizes_of,
    words_of,
)

PRACTICE = "Cabinet des Platanes"


def slip(*names: Named, paper: Paper = Paper.A5, practice: str = PRACTICE, day: date = TODAY) -> bytes:
    return make_slip(names, practice=practice, day=day, paper=paper)


@pytest.mark.parametrize(("paper", "size"), [(Paper.A5, (148.0, 210.0)), (Paper.HALF_A4, (297.0, 210.0))])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_sheet_has_its_size_and_the_code_of_each_name(paper: Paper, size: tuple[float, float], count: int) -> None:
    names = THREE[:count]
    pdf = slip(*names, paper=paper)
    assert sizes_of(pdf) == [size]
    cards = [slip_name(named, today=TODAY).vcard for named in names]
    assert codes_of(pdf) == cards
    for name, number in (("Dr Paul CASTELMON", "20 14"), ("BENHADDOU", "08 31"), ("Luberon", "40 22"))[:count]:
        assert name in words_of(pdf)
        assert f"04 65 71 {number}" in words_of(pdf)


def test_a_name_says_all_that_a_patient_needs() -> None:
    said = words_of(slip(Named(CASTELMON), Named(CLIC)))
    for words in (
        "De la part de\u202f:", PRACTICE, "22 novembre 2026", "Rhumatologue · secteur 2", "12 avenue des Cigales",
        "84000 Avignon", "Accès\u202f: 2e étage\u202f; ascenseur", "Horaires\u202f: lundi, 9 h à 12 h",
        "Point d’accueil du Luberon", "À apporter\u202f: pièce d’identité, carte Vitale",
    ):  # fmt: skip
        assert words in re.sub(r"\n", " ", said), words


def test_the_code_is_a_contact_that_a_telephone_keeps() -> None:
    (text,) = codes_of(slip(Named(BENHADDOU)))
    assert text.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert text.endswith("\r\nEND:VCARD\r\n")
    lines = text.replace("\r\n ", "").split("\r\n")
    assert "N:Benhaddou;Karim;;Dr;" in lines
    assert "FN:Dr Karim BENHADDOU" in lines
    assert "TEL;TYPE=WORK,VOICE:0465710831" in lines
    assert "ADR;TYPE=WORK:;bât. B;8 rue des Oliviers;L’Isle-sur-la-Sorgue;;84800;" in lines
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_signs_of_the_format_are_escaped() -> None:
    card = patient_card(kind="structure", label="Soins, aide; \\ répit", lines=(phone("3919"),))
    (text,) = codes_of(slip(Named(card)))
    assert "FN:Soins\\, aide\\; \\\\ répit\r\n" in text


def test_the_number_is_the_one_of_the_row_if_it_is_public() -> None:
    other = slip_name(Named(BENHADDOU, "04 65 71 08 99"), today=TODAY)
    assert other.number == "04 65 71 08 99"
    assert other.address[-1] == "84300 Cavaillon"
    assert "84800 L’Isle-sur-la-Sorgue" in dict(other.notes)["Aussi"]
    private = slip_name(Named(BENHADDOU, "06 39 98 00 01"), today=TODAY)
    assert private.number == "04 65 71 08 31"


def test_without_a_number_or_an_address() -> None:
    bare = patient_card(family_name="Merindal", title="Dr", given_name="Lou")
    said = words_of(slip(Named(bare)))
    assert "Dr Lou MERINDAL" in said
    assert "Pas de numéro connu" in said
    assert "TEL" not in codes_of(slip(Named(bare)))[0]


def test_somebody_who_left_is_said_to_have() -> None:
    gone = patient_card(family_name="Lisandre", gender="F", status="retired", successor="Dr Anne D'ESTE")
    assert "Retraitée. Successeur\u202f: Dr Anne D’ESTE" in words_of(slip(Named(gone))).replace("\n", " ")


@pytest.mark.parametrize("paper", list(Paper))
def test_a_very_long_name_wraps_and_the_code_can_still_be_read(paper: Paper) -> None:
    long = "Lavergne " * 16 + "Xénophonti" * 16
    assert len(long) > 300
    pdf = slip(Named(patient_card(family_name=long, lines=(phone("04 65 71 20 14"),))), *THREE[1:], paper=paper)
    pages = [code.position.top_left.x for picture in pictures_of(pdf) for code in codes_in(picture)]
    assert len(pages) == 3
    assert long.upper().replace(" ", "") in re.sub(r"\s", "", words_of(pdf))
    (first, *_) = codes_of(pdf)
    assert len(first.encode()) <= MOST
    assert "…" in first
    assert "TEL;TYPE=WORK,VOICE:0465712014" in first


def test_more_than_a_sheet_holds_goes_on_a_second_and_nothing_is_lost() -> None:
    hours = " ".join(f"jour{day} de 8 h à {day} h" for day in range(400))
    endless = patient_card(
        family_name="Durance", places=(PlaceView("r", "rhumatologie", city="Apt", hours=hours),)
    )  # fmt: skip
    pdf = slip(Named(endless), Named(CASTELMON))
    assert len(sizes_of(pdf)) > 1
    assert set(sizes_of(pdf)) == {(148.0, 210.0)}
    said = re.sub(r"\s+", " ", words_of(pdf)).replace("À photographier avec un téléphone ", "")
    assert all(f"jour{day} de" in said for day in range(400))
    assert "CASTELMON" in said
    halves = slip(Named(endless), Named(CASTELMON), paper=Paper.HALF_A4)
    assert len(sizes_of(halves)) == (len(sizes_of(pdf)) + 1) // 2


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("محمد بن علي", "?"), ("שלום 🙂 Levi", "? LEVI"), ("Nguyễn", "NGUYỄN"), ("Zoë👩‍⚕️", "ZOË"),
        ("\u202eRTL\u202c", "RTL"), ("ＡＢＣ", "ABC"), ("٣", "3"), ("\x07A\tB", "A B"), ("e\u0301", "É"),
        ("Quoi ?", "QUOI ?"), ("🙂", ""),
    ],
)  # fmt: skip
def test_signs_that_the_letters_lack_are_replaced(written: str, printed: str) -> None:
    letters = Letters()
    assert letters.shown(written.upper()) == printed
    pdf = slip(Named(patient_card(family_name=written, given_name="Ada")))
    assert "Ada" in words_of(pdf)
    assert len(codes_of(pdf)) == 1


@given(
    st.lists(st.tuples(st.text(max_size=200), st.text(max_size=300), st.text(max_size=40)), min_size=1, max_size=3),
    st.text(max_size=120),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_stands_outside_its_leaf(texts: list[tuple[str, str, str]], practice: str) -> None:
    letters = Letters()
    cards = [
        patient_card(
            kind="structure", label=label, places=(PlaceView("r", "", street=label, city="Apt", hours=hours),),
            lines=(phone(number),) if number else (),
        )
        for label, hours, number in texts
    ]  # fmt: skip
    names = [letters.spelt(slip_name(Named(card), today=TODAY)) for card in cards]
    for leaf in lay_out(names, letters.shown(practice), TODAY, letters.measure):
        for item in leaf:
            assert MARGIN - 0.01 <= item.y <= BOTTOM + 0.01
            if isinstance(item, Code):
                assert item.y + item.side <= BOTTOM
            if isinstance(item, Text):
                assert item.x >= MARGIN - 0.01
                single = len(item.words) == 1
                assert single or item.x + letters.measure(item.words, item.bold, item.size) <= RIGHT + 0.01


def test_the_document_says_who_sends_it_and_nobody_else() -> None:
    pdf = slip(*THREE)
    facts = {key: str(value) for key, value in (PdfReader(io.BytesIO(pdf)).metadata or {}).items()}
    assert facts["/Title"] == "Coordonnées à remettre"
    assert facts["/Author"] == PRACTICE
    assert facts["/Creator"] == "carnet"
    assert facts["/CreationDate"] == "D:20261122000000Z"
    assert facts["/Subject"] == facts["/Keywords"] == ""
    assert pdf == slip(*THREE)  # no clock, no chance


def test_a_practice_without_a_name_is_not_named() -> None:
    assert "De la part" not in words_of(slip(Named(CASTELMON), practice=""))


def test_only_what_is_disclosed_to_the_patient_is_taken() -> None:
    for profile in set(Profile) - {Profile.PATIENT}:
        with pytest.raises(CarnetError):
            slip(Named(disclose(Card(PublicPart(id="b:1", kind="person", family_name="X")), profile)))


@pytest.mark.parametrize("count", [0, 4])
def test_one_to_three_names(count: int) -> None:
    with pytest.raises(CarnetError, match="un à 3 noms"):
        slip(*[Named(CASTELMON)] * count)


def test_a_slip_is_saved_whole_over_another(tmp_path: Path) -> None:
    path = tmp_path / "Coordonnées.pdf"
    path.write_bytes(b"old")
    save_slip(slip(Named(CASTELMON)), path)
    assert "CASTELMON" in words_of(path.read_bytes())
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Coordonnées.pdf"
    path.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CarnetError, match="le disque est plein"):
        save_slip(slip(Named(CASTELMON)), path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_device_that_is_full_is_said_in_words() -> None:
    with pytest.raises(CarnetError, match="ne s’enregistrent pas"):
        save_slip(b"x", Path("/dev/full/slip.pdf"))


@pytest.mark.parametrize("place", ["missing/slip.pdf", "folder", "x" * 300 + ".pdf"])
def test_a_place_that_cannot_be_written_is_said_in_words(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CarnetError, match=r"ne s’enregistrent pas\u202f: (le dossier|un dossier|le nom)"):
        save_slip(b"x", tmp_path / place)
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


def test_a_folder_that_may_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o500)
    try:
        (tmp_path / "probe").touch()
    except OSError:
        pass
    else:  # root writes everywhere: the kernel's own answer is given instead
        (tmp_path / "probe").unlink()
        monkeypatch.setattr(Path, "open", _refused)
    try:
        with pytest.raises(CarnetError, match="l’accès est refusé"):
            save_slip(b"x", tmp_path / "slip.pdf")
    finally:
        tmp_path.chmod(0o700)


def _refused(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_nothing_of_it_is_loaded_before_a_slip_is_made() -> None:
    script = (
        "import sys, carnet.exchange.slip, carnet.exchange.slip_picture;"
        "print([name for name in ('reportlab', 'segno', 'pypdfium2', 'PIL') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"
