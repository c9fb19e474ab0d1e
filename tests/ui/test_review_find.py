"""Ctrl F in the review of an import and in the duplicates: words keep the rows, whatever the filter."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from carnet.models.book import Book
from carnet.ui.keys_panel import KeysPanel
from carnet.ui.review_overview import answers, findable, sought
from carnet.words import NARROW as NNBSP
from tests.ui.hand import CONTROL, SHIFT
from tests.ui.importing import Importer, predecessor, vcard, written
from tests.ui.test_review import twins

KEY = Qt.Key


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Five cards of a phone: names with accents and dashes, trades, towns."""
    said = (
        ("Barandé;Anne-Lise", "Rhumatologue", "Saint-Saturnin-lès-Apt", "84490"),
        ("Cosillon;Paul", "Kinésithérapeute", "Avignon", "84000"),
        ("D’Œuilly;Zoé", "Infirmière", "Apt", "84400"),
        ("Dilatti;Marc", "Rhumatologue", "Avignon", "84000"),
        ("Igne;Olga", "", "", ""),
    )  # fmt: skip
    cards = []
    for at, (name, trade, town, postcode) in enumerate(said):
        place = [f"TITLE:{trade}", f"ADR;TYPE=WORK:;;;{town};;{postcode};"] if trade else []
        family, given = name.split(";")
        number = f"TEL:04 65 71 40 0{at}"
        cards.append(vcard(f"UID:{at}", f"N:{family};{given};;;", f"FN:{given} {family}", number, *place))
    return written(tmp_path / "phone.vcf", "".join(cards))


def search(importer: Importer, words: str) -> list[str]:
    """Ctrl F, words typed; the surnames left."""
    importer.key(KEY.Key_F, CONTROL)
    importer.letters(words)
    return [name.split()[-1] for name in importer.names]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("barande", ["BARANDÉ"]), ("lise", ["BARANDÉ"]), ("rhumato", ["BARANDÉ", "DILATTI"]),
        ("rhumatologie", ["BARANDÉ", "DILATTI"]), ("avi rhu", ["DILATTI"]), ("ST-SAT", ["BARANDÉ"]),
        ("oeuilly", ["D’ŒUILLY"]), ("84000 kiné", ["COSILLON"]), ("atti", []), ("apt", ["BARANDÉ", "D’ŒUILLY"]),
    ],
)  # fmt: skip
def test_words_keep_the_rows_of_a_name_a_town_a_specialty(
    importer: Importer, people: Path, words: str, names: list[str]
) -> None:
    page = importer.to_review(people)
    counts = {name: button.text() for name, button in page.filters.buttons.items()}
    assert search(importer, words) == names
    assert page.finder.hasFocus()
    assert {name: button.text() for name, button in page.filters.buttons.items()} == counts


def test_from_the_field_to_the_rows_and_back_with_the_card_that_was_found(importer: Importer, people: Path) -> None:
    page = importer.to_review(people)
    assert page.finder.isHidden()
    search(importer, "rhumato")
    importer.key(KEY.Key_Down)
    assert page.list.hasFocus()
    importer.key(KEY.Key_Down)
    importer.key(KEY.Key_X)
    assert importer.row("Marc DILATTI") == "laissée"
    importer.key(KEY.Key_F, CONTROL)
    importer.letters("cos")  # what was typed before is replaced
    assert importer.names == ["Paul COSILLON"]
    importer.key(KEY.Key_Return)
    importer.key(KEY.Key_Escape)
    assert page.list.hasFocus()
    assert page.finder.isHidden()
    assert len(importer.names) == 5
    assert page.state.rows[page.list.current].name == "Paul COSILLON"
    assert importer.window.pages.currentWidget() is not importer.window.page  # still there
    importer.key(KEY.Key_Escape)
    assert importer.window.pages.currentWidget() is importer.window.page


def test_keys_that_decide_of_all_decide_of_those_found(importer: Importer, people: Path) -> None:
    page = importer.to_review(people)
    search(importer, "avignon")
    importer.key(KEY.Key_Down)
    importer.key(KEY.Key_X, SHIFT)
    assert page.overview.tally == (3, 0, 0, 2, 0)
    importer.key(KEY.Key_Z, CONTROL)
    assert page.overview.tally == (5, 0, 0, 0, 0)


def test_words_hold_under_another_filter(importer: Importer, book: Book, tmp_path: Path) -> None:
    page = importer.to_review(predecessor(book, tmp_path, 60, 20, conflicts=4), "Dr Morel")
    importer.filter(3)
    town = next(row for row in page.list.rows.rows if "Gordes" in row.what)
    found = search(importer, "gordes")
    assert town.name.split()[-1] in found
    assert 0 < len(found) < page.overview.count("new")
    importer.key(KEY.Key_Down)
    importer.filter(1)
    everywhere = set(importer.names)
    assert everywhere >= {row.name for row in page.list.rows.rows}
    assert len(everywhere) < 60
    importer.filter(3)
    assert [name.split()[-1] for name in importer.names] == found


def test_nobody_found_says_so_and_a_digit_is_a_letter(importer: Importer, people: Path) -> None:
    page = importer.to_review(people)
    search(importer, "zzz")
    assert page.empty.text() == f"Personne ne répond à «{NNBSP}zzz{NNBSP}» sous ce filtre{NNBSP}; Échap efface."
    importer.key(KEY.Key_Down)
    assert page.empty.hasFocus()
    importer.key(KEY.Key_X)  # decides of nobody
    assert page.overview.tally.skipped == 0
    importer.key(KEY.Key_Escape)
    assert page.list.hasFocus()
    search(importer, "84400")
    assert importer.names == ["Zoé D’ŒUILLY"]
    assert "Ctrl F" not in page.status._text.text()
    importer.key(KEY.Key_Z, CONTROL)  # what was typed, not a decision
    assert page.status.message == ""


def test_a_remark_leads_to_its_card_through_a_search(importer: Importer, tmp_path: Path) -> None:
    cards = (
        vcard("UID:a", "N:Barande;Anne;;;", "FN:Anne Barande", "TEL:0465714000"),
        vcard("UID:b", "N:Cosillon;Paul;;;", "FN:Paul Cosillon", "NOTE:NIR 1 85 05 78 006 084 36"),
    )
    page = importer.to_review(written(tmp_path / "phone.vcf", "".join(cards)))
    assert search(importer, "barande") == ["BARANDE"]
    page.troubles_button.click()
    importer.key(KEY.Key_Return)
    assert page.state.rows[page.list.current].name == "Paul COSILLON"
    assert page.finder.isHidden()


def test_pairs_are_found_too(importer: Importer, book: Book) -> None:
    twins(book)
    page = importer.duplicates()
    importer.key(KEY.Key_F, CONTROL)
    importer.letters("barande")
    assert [row.name for row in page.list.rows.rows] == ["Dr Anne BARANDE"]
    importer.key(KEY.Key_Escape)
    assert page.list.hasFocus()
    assert len(page.list.rows.rows) == len(page.pairs)


def test_f1_and_the_foot_name_the_key(importer: Importer, people: Path) -> None:
    page = importer.to_review(people)
    importer.window.resize(1400, 800)
    importer.settle()
    assert "Ctrl F" in page.status._text.text()
    panel = KeysPanel(importer.window.theme)
    assert "Ctrl F" in {label.text() for label in panel.findChildren(QLabel)}


def test_words_are_folded_both_ways() -> None:
    from carnet.domain.sides import Side

    said = findable(("Dr Anne-Lise BARANDÉ",), Side())
    assert answers(sought("Lise barAnde"), said)
    assert not answers(sought("lise x"), said)
    assert answers(sought(""), said)


def test_where_there_is_no_pair_there_is_nothing_to_search(importer: Importer) -> None:
    page = importer.duplicates()
    assert not page.pairs
    assert page.right.isHidden()
    assert "Ctrl F" not in page.status._text.text()
    importer.key(KEY.Key_F, CONTROL)
    assert page.finder.isHidden()
    importer.key(KEY.Key_Escape)
    assert importer.window.pages.currentWidget() is importer.window.page


def test_a_pair_says_its_name_whole(importer: Importer, book: Book) -> None:
    twins(book)
    page = importer.duplicates()
    row = next(row for row in page.list.rows.rows if row.name.endswith("BARANDE"))
    assert (row.decided, row.what) == ("sûre", "Rhumatologue, Apt")
