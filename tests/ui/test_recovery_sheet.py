"""The feuille de secours: what is on the paper, and that only a tick leaves the page."""

import os
from datetime import date
from pathlib import Path

import pypdf
import pytest
from pytestqt.qtbot import QtBot

from carnet.errors import CarnetError
from carnet.models import recovery_code
from carnet.ui.recovery_sheet import RecoverySheetPage
from carnet.ui.recovery_sheet_paper import RecoveryPaper, save_pdf
from carnet.ui.theme import Theme

SECRET = bytes(range(16))


@pytest.fixture
def paper(tmp_path: Path) -> RecoveryPaper:
    code = recovery_code.show(SECRET)
    return RecoveryPaper(code, "Cabinet des Platanes", tmp_path / "vault.carnet", date(2026, 11, 22))


def text_of(path: Path) -> str:
    return " ".join(pypdf.PdfReader(path).pages[0].extract_text().split())


def test_the_code_read_back_from_the_pdf_is_the_secret(paper: RecoveryPaper, tmp_path: Path, qapp: object) -> None:
    save_pdf(paper, tmp_path / "sheet.pdf")
    text = text_of(tmp_path / "sheet.pdf")
    start = text.index(paper.code[:4])
    assert recovery_code.read(text[start : start + len(paper.code)].replace(" ", "")[:28]) == SECRET
    assert "Cabinet des Platanes · carnet du 22 novembre 2026" in text
    assert "vault.carnet" in text


def test_it_is_one_page_of_a4(paper: RecoveryPaper, tmp_path: Path, qapp: object) -> None:
    save_pdf(paper, tmp_path / "sheet.pdf")
    pages = pypdf.PdfReader(tmp_path / "sheet.pdf").pages
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]


def test_only_this_user_reads_the_file(paper: RecoveryPaper, tmp_path: Path, qapp: object) -> None:
    save_pdf(paper, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_told(paper: RecoveryPaper, tmp_path: Path, qapp: object) -> None:
    with pytest.raises(CarnetError, match="ne se laisse pas écrire"):
        save_pdf(paper, tmp_path / "absent" / "sheet.pdf")


def test_saving_from_the_page_adds_the_ending_and_says_where(
    paper: RecoveryPaper, tmp_path: Path, qtbot: QtBot
) -> None:
    page = RecoverySheetPage(Theme("light"), paper, choose_file=lambda suggested: tmp_path / "feuille")
    qtbot.addWidget(page)
    page.save_button.click()
    assert paper.code[:4] in text_of(tmp_path / "feuille.pdf")
    assert str(tmp_path / "feuille.pdf") in page._said.text()


def test_giving_up_the_choice_of_a_file_writes_nothing(paper: RecoveryPaper, tmp_path: Path, qtbot: QtBot) -> None:
    page = RecoverySheetPage(Theme("light"), paper, choose_file=lambda suggested: None)
    qtbot.addWidget(page)
    page.save_button.click()
    assert list(tmp_path.iterdir()) == []


def test_the_tick_alone_lets_one_go_on(paper: RecoveryPaper, qtbot: QtBot) -> None:
    page = RecoverySheetPage(Theme("light"), paper)
    qtbot.addWidget(page)
    assert not page.next_button.isEnabled()
    page.tick.setChecked(True)
    with qtbot.waitSignal(page.put_away):
        page.next_button.click()
    page.tick.setChecked(False)
    assert not page.next_button.isEnabled()


def test_what_is_no_file_is_not_written_on(paper: RecoveryPaper, tmp_path: Path, qapp: object) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(CarnetError, match="n’est pas un fichier"):
        save_pdf(paper, tmp_path / "pipe.pdf")
    assert [one.is_fifo() for one in tmp_path.iterdir()] == [True]
