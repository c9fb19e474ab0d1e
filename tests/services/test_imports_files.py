"""Files that an import refuses, stops reading, or reads again."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from carnet.errors import CarnetError
from carnet.exchange.incoming import IncomingFile
from carnet.exchange.reading import open_file
from carnet.models.book import Book
from carnet.services import imports, imports_planning, imports_reading
from tests.conftest import NOW
from tests.services.importing import card, count, crowd, dump, file


def test_too_much_to_keep_is_read_again(empty_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports_reading, "ENOUGH", 100)
    cards = crowd(20, seed=1)
    review = imports.plan(empty_book, file(cards))
    assert review.originals is None
    with pytest.raises(CarnetError, match="a changé depuis"):
        imports.apply(empty_book, review, review.decisions(), now=NOW, reopen=lambda: file(cards[1:]))
    assert count(empty_book, "correspondent") == 0
    imports.apply(empty_book, review, review.decisions(), now=NOW, reopen=lambda: file(cards))
    assert count(empty_book, "source_record") == 20


def test_a_file_of_nothing_is_refused_in_words(empty_book: Book) -> None:
    with pytest.raises(CarnetError, match="aucune fiche"):
        imports.plan(empty_book, file([]))


def test_an_import_in_a_read_only_book_or_of_a_broken_file_changes_nothing(empty_book: Book) -> None:
    before = dump(empty_book)

    def broken() -> IncomingFile:
        def cards() -> object:
            yield card("a", "Roux", "Anne")
            raise CarnetError("le fichier s’arrête là")

        return IncomingFile("x.vcf", "vcard", "d", cards())  # type: ignore[arg-type]

    with pytest.raises(CarnetError, match="s’arrête"):
        imports.plan(empty_book, broken())
    assert dump(empty_book) == before


def test_a_file_without_end_is_refused_in_words(empty_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports_planning, "MOST_CARDS", 3)
    assert len(imports.plan(empty_book, file([card(f"k{n}", f"Nom{n}") for n in range(3)])).rows) == 3
    with pytest.raises(CarnetError, match="contient plus de 3 fiches"):
        imports.plan(empty_book, file([card(f"k{n}", f"Nom{n}") for n in range(4)]))


def test_a_row_that_claims_a_number_without_end_ends_the_reading(empty_book: Book, tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "far.xlsx"
    for row in (("Nom", "Prénom", "Téléphone"), ("Roux", "Anne", "06 39 98 00 01")):
        book.active.append(row)
    book.save(tmp_path / "near.xlsx")
    far = b'<row r="999999999999"><c t="inlineStr"><is><t>Petit</t></is></c></row></sheetData>'
    with zipfile.ZipFile(tmp_path / "near.xlsx") as near, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in near.namelist():
            out.writestr(name, near.read(name).replace(b"</sheetData>", far))
    review = imports.plan(empty_book, open_file(path))
    assert [row.name for row in review.rows] == ["Anne ROUX"]
    assert [one.words for one in review.troubles] == ["le classeur est abîmé à partir de cette ligne"]
