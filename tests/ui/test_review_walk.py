"""What the review tells while it is walked through: where the next card is, how many were decided, what is asked."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget, QMenu

from carnet.models.book import Book
from carnet.words import NARROW as NNBSP
from tests.ui.hand import ALT, CONTROL, SHIFT
from tests.ui.importing import Importer, predecessor, vcard, written
from tests.ui.test_review import twins

KEY = Qt.Key


def test_a_card_left_in_passing_leads_to_the_next_one(importer: Importer, book: Book, tmp_path: Path) -> None:
    page = importer.to_review(predecessor(book, tmp_path, 30, 10, conflicts=2), "Dr Morel")
    importer.filter(3)
    importer.key(KEY.Key_Down, times=4)
    importer.filter(1)
    importer.key(KEY.Key_Down, times=14)
    here = page.list.currentIndex().row()
    assert not page.list.rows.rows[here].open
    importer.key(KEY.Key_X)
    assert page.list.currentIndex().row() == here + 1  # not the conflicts of the top, back from each card left
    importer.filter(2)
    importer.key(KEY.Key_X)
    assert page.list.currentIndex().row() == 1


def test_keys_that_decide_of_many_say_how_many_and_the_last_one_says_so(
    importer: Importer, book: Book, tmp_path: Path
) -> None:
    page = importer.to_review(predecessor(book, tmp_path, 30, 10, conflicts=3), "Dr Morel")
    importer.key(KEY.Key_M, SHIFT)
    assert page.status.message == f"3 fiches décidées{NNBSP}; Ctrl Z reprend, Ctrl Entrée applique"
    importer.key(KEY.Key_Z, CONTROL)
    importer.key(KEY.Key_M)
    assert page.status.message == ""  # the keys again
    importer.key(KEY.Key_D, times=2)
    assert page.status.message == f"Tout est décidé{NNBSP}; Ctrl Entrée applique, Ctrl Z reprend"


def test_what_an_unanswered_question_does_is_said_before_it_is_left(
    importer: Importer, book: Book, tmp_path: Path
) -> None:
    page = importer.to_review(predecessor(book, tmp_path, 30, 10, conflicts=2), "Dr Morel")

    def headers() -> list[str]:
        return [entry.header for entry in page.compare.rows.entries if entry.header]

    assert headers()[0] == "À choisir, sinon la vôtre reste"
    importer.key(KEY.Key_Right)
    importer.key(KEY.Key_Right)
    assert headers()[0] == "À choisir"


def test_a_name_alone_is_told_by_its_number(importer: Importer, tmp_path: Path) -> None:
    text = vcard("UID:m", "N:;Tata Odile;;;", "FN:Tata Odile", "TEL:06 39 98 40 09")
    page = importer.to_review(written(tmp_path / "phone.vcf", text))
    (row,) = page.list.rows.rows
    assert row.what == "06 39 98 40 09"


def test_a_pair_shows_what_the_kept_card_alone_says(importer: Importer, book: Book) -> None:
    twins(book)
    page = importer.duplicates()
    row = next(row for row in page.list.rows.rows if row.name.endswith("BARANDE"))
    page.list.go(page.list.rows.at(row.key))
    phones = [(field.mine, field.theirs) for field in page.compare.fields if field.label == "téléphone"]
    assert sorted(phones) in (
        [("", "04 65 71 40 00"), ("06 39 98 40 00", "")], [("", "06 39 98 40 00"), ("04 65 71 40 00", "")]
    )  # fmt: skip


def test_a_remark_names_its_card_and_leads_to_it(importer: Importer, tmp_path: Path) -> None:
    cards = (
        vcard("UID:a", "N:Barande;Anne;;;", "FN:Anne Barande", "TEL:0465714000"),
        vcard("UID:b", "N:Cosillon;Paul;;;", "FN:Paul Cosillon", "NOTE:NIR 1 85 05 78 006 084 36"),
        vcard("UID:c", "N:Dilatti;Zoé;;;", "FN:Zoé Dilatti", "TEL:0465714002"),
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Cos",
    )
    page = importer.to_review(written(tmp_path / "phone.vcf", "".join(cards)))
    importer.key(KEY.Key_L, ALT)
    remarks = importer.focused
    assert isinstance(remarks, QListWidget)
    at = next(n for n in range(remarks.count()) if "Sécurité sociale" in remarks.item(n).text())
    assert remarks.item(at).text().startswith(f"Ligne 8, Paul COSILLON{NNBSP}: 1 numéro de Sécurité sociale")
    remarks.setCurrentRow(at)
    importer.key(KEY.Key_Return)
    assert page.list.hasFocus()
    assert page.state.rows[page.list.current].name == "Paul COSILLON"


def test_tab_goes_down_the_list_of_imports(importer: Importer, book: Book, tmp_path: Path) -> None:
    importer.to_review(predecessor(book, tmp_path, 20, 10), "Dr Morel")
    importer.apply()
    panel = importer.imports()
    (undo,) = panel.links.values()
    below = undo.mapTo(panel, undo.rect().topLeft()).y()
    assert panel.close_button.mapTo(panel, undo.rect().topLeft()).y() < below
    panel.import_button.setFocus()
    importer.key(KEY.Key_Tab)
    assert panel.close_button.hasFocus()
    importer.key(KEY.Key_Tab)
    assert undo.hasFocus()
    importer.key(KEY.Key_Return)
    importer.until(lambda: bool(panel.sentence))
    importer.settle()
    assert panel.close_button.hasFocus()  # nobody kept; the next Tab is the list again


def test_enter_on_a_colleague_asks_his_name(importer: Importer, book: Book, tmp_path: Path) -> None:
    importer.open(predecessor(book, tmp_path, 20, 10))
    page = importer.page
    page.mine.setFocus()
    importer.key(KEY.Key_Down)
    importer.key(KEY.Key_Return)
    assert page.name.hasFocus()
    assert page.said.isHidden()  # nothing is wrong yet
    importer.key(KEY.Key_Return)
    assert page.said.text().startswith("De qui")


def test_one_card_alone_is_not_offered_in_bulk(importer: Importer, book: Book, tmp_path: Path) -> None:
    importer.to_review(predecessor(book, tmp_path, 20, 10, conflicts=1), "Dr Morel")

    def offered() -> str:
        importer.key(KEY.Key_B, ALT)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        texts = " | ".join(action.text() for action in menu.actions())
        menu.close()
        importer.window.activateWindow()  # as a window manager does when a menu closes
        importer.until(importer.window.isActiveWindow)
        return texts

    assert "affichée" not in offered()  # one is to be decided: « Les 1 affichée »
    importer.filter(1)
    assert f"Les 20 affichées{NNBSP}: les mêmes   Maj M" in offered()
