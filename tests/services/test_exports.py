"""Exports of a real book: who is chosen, what leaves and what stays, whole files only."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from carnet.domain.disclosure import Option, Profile
from carnet.errors import CarnetError
from carnet.exchange.export import Format
from carnet.exchange.reading import open_file
from carnet.exchange.tables.mapping import Mapping
from carnet.models import tables
from carnet.models.book import Book
from carnet.models.loop import avoidance
from carnet.services.exports import Order, prepare, summary_words
from carnet.services.mappings import remember, remembered
from tests.conftest import NOW, TODAY, make_book
from tests.rich_book import fill

UNTIL = date(2026, 12, 31)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with make_book(tmp_path) as made:
        fill(made)
        yield made


def text(book: Book, order: Order, folder: Path) -> str:
    path = folder / "out.vcf"
    prepare(book, order, today=TODAY).write(path)
    return path.read_text(encoding="utf-8").replace("\n ", "")


def test_each_profile_has_its_numbers(book: Book, tmp_path: Path) -> None:
    numbers = {"public": "04 65 71 10 01", "practice": "04 65 71 10 02", "private": "06 39 98 10 03"}
    expected: list[tuple[Profile, frozenset[Option], set[str]]] = [
        (Profile.PATIENT, frozenset(Option), {"public"}),
        (Profile.COLLEAGUE, frozenset(), {"public"}),
        (Profile.COLLEAGUE, frozenset({Option.PRACTICE}), {"public", "practice"}),
        (Profile.LOCUM, frozenset(Option), {"public", "practice"}),
        (Profile.SUCCESSOR, frozenset(Option), {"public", "practice"}),
        (Profile.PHONE, frozenset(), {"public", "practice"}),
        (Profile.PHONE, frozenset({Option.PRIVATE_LINES}), set(numbers)),
        (Profile.SELF, frozenset(), set(numbers)),
    ]
    for profile, options, rings in expected:
        said = text(book, Order(profile, options=options, until=UNTIL), tmp_path)
        assert {ring for ring, value in numbers.items() if value in said} == rings, (profile, options)


def test_opinions_leave_for_a_successor_by_choice_and_attributed(book: Book, tmp_path: Path) -> None:
    assert "X-CARNET-OPINION" not in text(book, Order(Profile.SUCCESSOR), tmp_path)
    said = text(book, Order(Profile.SUCCESSOR, options=frozenset({Option.OPINIONS})), tmp_path)
    assert "avis du Dr Claire Morel\\, novembre 2026" in said
    assert "épaule" in said


def test_what_leaves_and_what_stays_is_counted_but_never_what_is_avoided(book: Book) -> None:
    ready = prepare(book, Order(Profile.LOCUM, until=UNTIL), today=TODAY)
    leaves, stays = (words.replace("\u202f", " ") for words in summary_words(ready.summary))
    assert leaves.startswith("Part : 3 fiches, ")
    assert leaves.endswith("lignes directes, délais et consignes.")
    assert stays.endswith("vos avis et notes, tous les adressages, tout ce qui touche aux patients.")
    assert "4 portables privés" in stays
    with book.write("x", now=NOW) as writer:
        for row in book.reader().execute("SELECT id FROM avoidance").fetchall():
            writer.delete(avoidance, row[0])
    assert prepare(book, Order(Profile.LOCUM, until=UNTIL), today=TODAY).summary == ready.summary


def test_a_locum_needs_a_date_to_come(book: Book) -> None:
    for until, words in ((None, "jusqu’à quand"), (date(2020, 1, 1), "passée")):
        with pytest.raises(CarnetError, match=words):
            prepare(book, Order(Profile.LOCUM, until=until), today=TODAY)


def test_the_words_of_the_box_choose(book: Book, tmp_path: Path) -> None:
    ready = prepare(book, Order(Profile.PATIENT, text="durance"), today=TODAY)
    assert [card.public.family_name for card in ready.cards] == ["Durance"]
    again = prepare(book, Order(Profile.PATIENT, ids=(ready.cards[0].public.id,)), today=TODAY)
    assert again.cards == ready.cards
    with pytest.raises(CarnetError, match="Aucune fiche"):
        prepare(book, Order(Profile.PATIENT, text="xylophone"), today=TODAY)
    for profile in (Profile.OWNER, Profile.SECRETARY):
        with pytest.raises(CarnetError):
            prepare(book, Order(profile), today=TODAY)


@pytest.mark.parametrize("format_", Format)
def test_every_format_comes_back(book: Book, tmp_path: Path, format_: Format) -> None:
    path = tmp_path / f"out.{format_}"
    prepare(book, Order(Profile.SELF, format_), today=TODAY).write(path)
    back = {card.family_name or card.label: card for card in open_file(path).cards}
    assert set(back) == {"Durance", "Successeur", "Pôle du Luberon"}
    durance = back["Durance"]
    assert len(durance.every_line) == 9
    assert durance.opinion is not None
    assert (durance.opinion.author, durance.opinion.good_for) == ("Dr Claire Morel", ("épaule",))
    assert back["Pôle du Luberon"].profile["age_min"] == 18
    assert oct(path.stat().st_mode & 0o777) == "0o600" or os.name == "nt"


def test_unknown_properties_go_back_to_oneself_only(book: Book, tmp_path: Path) -> None:
    (key,) = book.reader().execute("SELECT id FROM correspondent WHERE family_name = 'Durance'").fetchone()
    raw = "BEGIN:VCARD\nVERSION:3.0\nN:Durance;Anne;;Dr;\nUID:abc\nX-FAVOURITE-WINE;A=1:Vacqueyras\nEND:VCARD"
    with book.write("x", now=NOW) as writer:
        writer.insert(
            tables.source_record, correspondent_id=key, kind="vcard", record_key="abc", raw=raw, seen_on=TODAY
        )
    assert "X-FAVOURITE-WINE;A=1:Vacqueyras" in text(book, Order(Profile.SELF), tmp_path)
    for format_ in Format:
        leaves, stays = summary_words(prepare(book, Order(Profile.SELF, format_), today=TODAY).summary)
        is_table = format_ in (Format.CSV, Format.XLSX)
        assert ("les fiches d’origine" in leaves, "les fiches d’origine" in stays) == (not is_table, is_table)
    for profile in (Profile.PATIENT, Profile.COLLEAGUE, Profile.LOCUM, Profile.SUCCESSOR, Profile.PHONE):
        said = text(book, Order(profile, options=frozenset(Option), until=UNTIL), tmp_path)
        assert "Vacqueyras" not in said


def test_a_file_that_cannot_be_written_leaves_the_old_one(book: Book, tmp_path: Path) -> None:
    ready = prepare(book, Order(Profile.PATIENT), today=TODAY)
    for path, words in (
        (tmp_path, "dossier"),
        (tmp_path / "none" / "a.vcf", "n'existe pas"),
        (tmp_path / "a.carnet", "carnet"),
    ):
        with pytest.raises(CarnetError, match=words):
            ready.write(path)
    kept = tmp_path / "kept.xlsx"
    kept.write_bytes(b"before")
    long = replace(ready, order=Order(Profile.SELF, Format.XLSX), cards=ready.cards)
    public = long.cards[0].public
    swollen = structs.replace(long.cards[0], public=structs.replace(public, cost="x" * 40_000))
    with pytest.raises(CarnetError, match="CSV"):
        replace(long, cards=(swollen,)).write(kept)
    assert kept.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


_WRITER = """
import sys
from pathlib import Path
from carnet.domain.disclosure import Disclosed, Profile, PublicPart
from carnet.exchange.export import Format, write
from carnet.exchange.vcard.writing import Envelope

one = Disclosed(Profile.PATIENT, PublicPart("b:1", "person", "Dr", "Garcin", "Anne", cost="x" * 2000))
print("ready", flush=True)
while True:
    write([one] * 400, Path(sys.argv[1]), Format.VCF3, Envelope())
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_at_any_moment_the_file_is_whole_or_as_before(tmp_path: Path) -> None:
    path = tmp_path / "out.vcf"
    path.write_text("before", encoding="utf-8")
    for round_ in range(12):
        child = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        with child:
            assert child.stdout is not None
            assert child.stdout.readline().strip() == "ready"
            time.sleep(0.004 * round_)
            child.send_signal(signal.SIGKILL)
        found = path.read_text(encoding="utf-8")
        assert found == "before" or (found.count("BEGIN:VCARD") == found.count("END:VCARD") == 400)


def test_a_mapping_is_remembered_by_its_headers(book: Book) -> None:
    chosen = Mapping(("Tél", "Qui", "?"), ("phone.direct", "full_name", ""))
    assert remembered(book, chosen.header) is None
    remember(book, chosen, now=NOW)
    assert remembered(book, ("tel", "QUI", "?")) == Mapping(("tel", "QUI", "?"), chosen.keys)
    assert remembered(book, ("tel", "QUI")) is None


def test_a_word_that_nobody_answers_to_is_told(book: Book) -> None:
    assert prepare(book, Order(Profile.COLLEAGUE, text="durance"), today=TODAY).ignored == ()
    assert prepare(book, Order(Profile.COLLEAGUE, text="durance zzyzx"), today=TODAY).ignored == ("zzyzx",)


@pytest.mark.parametrize("format_", list(Format))
def test_progress_counts_cards_and_may_stop_the_export(book: Book, tmp_path: Path, format_: Format) -> None:
    ready = prepare(book, Order(Profile.SELF, format_), today=TODAY)
    told: list[int] = []
    ready.write(tmp_path / "whole", progress=told.append)
    assert told == list(range(1, len(ready.cards) + 1))

    def stop(done: int) -> None:
        raise CarnetError("arrêté")

    with pytest.raises(CarnetError, match="arrêté"):
        ready.write(tmp_path / "stopped", progress=stop)
    assert [path.name for path in tmp_path.glob("*stopped*")] == []
