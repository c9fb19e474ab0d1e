"""Ctrl+P: the slip shown, printed and saved is one document, for the names kept or the card shown; F9 shows them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from carnet.errors import CarnetError
from carnet.exchange.slip import Paper, make_slip
from carnet.exchange.slip_names import Named
from carnet.exchange.slip_picture import Picture
from carnet.settings import load
from carnet.ui.main_window import MainWindow
from carnet.ui.session import Session
from carnet.ui.slip_page import SlipPage
from carnet.ui.slip_paper import prepare, print_pages
from carnet.ui.theme import Theme
from tests.conftest import TODAY
from tests.exchange.slips import CASTELMON, THREE, codes_of, pictures_of, sizes_of, words_of
from tests.outputs import HERS
from tests.ui.conftest import finish, shown
from tests.ui.hand import CONTROL, Board, Hand, Opener
from tests.ui.outputs import words_of as said_by

PRACTICE = "Cabinet des Platanes"


def opened(hand: Hand) -> SlipPage:
    """The slip that Ctrl+P opens, made."""
    hand.key(Qt.Key.Key_P, CONTROL)
    page = hand.window.pages.currentWidget()
    assert isinstance(page, SlipPage)
    hand.until(lambda: bool(page.pdf))
    return page


def kept(hand: Hand, *names: str) -> None:
    for name in names:
        hand.type(name)
        hand.key(Qt.Key.Key_Space, CONTROL)
        hand.settle()


def test_ctrl_p_shows_the_slip_of_the_card_and_esc_comes_back(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato vite")
    page = opened(hand)
    said = words_of(page.pdf)
    assert "Dr Paul CASTELMON" in said
    assert "04 65 71 20 14" in said
    assert PRACTICE in said
    assert page.names.text() == "Dr Paul CASTELMON"
    assert sizes_of(page.pdf) == [(148.0, 210.0)]
    for private in ("06 39 98 44 10", "FMC", "épaule", "annoncé"):
        assert private not in said + codes_of(page.pdf)[0] + said_by(page)
    hand.key(Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.page
    assert window.page.box.hasFocus()


def test_the_foot_of_the_card_opens_it_too(window: MainWindow, hand: Hand) -> None:
    hand.type("benhaddou")
    button = window.page.card.foot.buttons["slip"]
    assert button.isVisible()
    button.click()
    assert isinstance(window.pages.currentWidget(), SlipPage)
    hand.settle()


def test_its_button_is_short_where_the_card_is_narrow(window: MainWindow, hand: Hand) -> None:
    hand.type("benhaddou")
    button = window.page.card.foot.buttons["slip"]
    window.page.card.foot.resize(900, 60)
    assert button.text() == "Coordonnées à remettre"
    window.page.card.foot.resize(260, 120)
    assert button.text() == "Remettre"
    assert button.accessibleName() == "Coordonnées à remettre, Ctrl P"


def test_somebody_of_the_register_has_a_slip(window: MainWindow, hand: Hand) -> None:
    hand.type("merindal")
    assert window.page.card.content
    assert not window.page.card.content.in_book
    assert "MERINDAL" in words_of(opened(hand).pdf)


def test_nobody_shown_is_said(window: MainWindow, hand: Hand) -> None:
    hand.type("zzyzx")
    hand.key(Qt.Key.Key_P, CONTROL)
    assert hand.said == "Choisissez d’abord quelqu’un dans la liste."
    assert window.pages.currentWidget() is window.page


def test_the_names_kept_are_on_the_slip_and_on_the_patients_screen(window: MainWindow, hand: Hand) -> None:
    kept(hand, "castelmon", "benhaddou", "vaudrane")
    page = opened(hand)
    assert page.names.text().splitlines() == ["Dr Paul CASTELMON", "Dr Karim BENHADDOU", "Dr Anne VAUDRANE"]
    assert len(codes_of(page.pdf)) == 3
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_F9)
    text = window.patient.screen.text
    assert [name for name in ("CASTELMON", "BENHADDOU", "VAUDRANE") if name in text] == [
        "CASTELMON", "BENHADDOU", "VAUDRANE",
    ]  # fmt: skip
    assert text.count("\u202f: revenir") == 1
    hand.key(Qt.Key.Key_F9)
    window.page.box.setFocus()
    hand.key(Qt.Key.Key_Escape, times=2)
    hand.settle()
    hand.type("castelmon")
    hand.key(Qt.Key.Key_F9)
    assert "VAUDRANE" not in window.patient.screen.text
    assert "CASTELMON" in window.patient.screen.text


@pytest.mark.parametrize("percent", [100, 150])
def test_three_names_are_seen_without_scrolling_and_arrows_scroll_a_low_window(
    window: MainWindow, hand: Hand, percent: int
) -> None:
    window.theme.zoom(percent)
    window.resize(1280, 800)
    kept(hand, "castelmon", "benhaddou", "vaudrane")
    hand.key(Qt.Key.Key_F9)
    (scroll,) = window.patient.screen.findChildren(QScrollArea)
    hand.until(lambda: bool(scroll.widget()))
    assert scroll.verticalScrollBar().maximum() == 0
    window.resize(1024, 300)
    hand.until(lambda: scroll.verticalScrollBar().maximum() > 0)
    hand.key(Qt.Key.Key_Down)
    assert scroll.verticalScrollBar().value() > 0
    hand.key(Qt.Key.Key_Up)
    assert scroll.verticalScrollBar().value() == 0


def test_after_the_referral_the_slip_is_for_the_same_names_until_another_is_shown(
    window: MainWindow, hand: Hand
) -> None:
    kept(hand, "castelmon", "benhaddou")
    hand.key(Qt.Key.Key_Return, CONTROL)
    hand.settle()
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert "Adressé" in hand.said
    hand.type("benhaddou")
    assert len(codes_of(opened(hand).pdf)) == 2
    hand.key(Qt.Key.Key_Escape)
    hand.type("vaudrane")
    assert opened(hand).names.text() == "Dr Anne VAUDRANE"


def test_the_sheet_is_remembered(window: MainWindow, hand: Hand) -> None:
    hand.type("castelmon")
    page = opened(hand)
    page.papers[Paper.HALF_A4].click()
    hand.until(lambda: sizes_of(page.pdf) == [(297.0, 210.0)])
    assert load(window.session.folders.settings).slip_paper == "half-a4"
    hand.key(Qt.Key.Key_Escape)
    page = opened(hand)
    assert page.papers[Paper.HALF_A4].isChecked()
    assert sizes_of(page.pdf) == [(297.0, 210.0)]


def test_a_sheet_nobody_knows_is_the_usual_one(window: MainWindow, hand: Hand) -> None:
    window.session.change_settings(slip_paper="papyrus")
    hand.type("castelmon")
    assert opened(hand).paper is Paper.A5


def test_what_is_saved_is_what_is_shown(window: MainWindow, hand: Hand, tmp_path: Path) -> None:
    hand.type("castelmon")
    page = opened(hand)
    asked: list[Path] = []
    page.choose_file = lambda path: asked.append(path) or tmp_path / "pour GM"  # type: ignore[func-returns-value]
    hand.key(Qt.Key.Key_S, CONTROL)
    assert asked[0].name == "Coordonnées à remettre.pdf"
    assert (tmp_path / "pour GM.pdf").read_bytes() == page.pdf
    assert page.notice.text() == f"Enregistrées\u202f: {tmp_path / 'pour GM.pdf'}"
    page.choose_file = lambda path: tmp_path / "missing" / "slip.pdf"
    page.save_button.click()
    assert "le dossier n’existe pas" in page.notice.text()
    page.choose_file = lambda path: None
    page.save_button.click()


@pytest.mark.parametrize("paper", list(Paper))
def test_the_pages_printed_are_those_of_the_document(paper: Paper, tmp_path: Path, qapp: object) -> None:
    pdf = make_slip(THREE, practice=PRACTICE, day=TODAY, paper=paper)
    path = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    prepare(printer, paper)
    print_pages(pdf, printer)
    printed = path.read_bytes()
    width, height = sizes_of(printed)[0]
    assert (width, height) == pytest.approx(paper.size_mm, abs=0.3)
    assert codes_of(printed) == codes_of(pdf)
    before, after = (blocks(pictures_of(one, 60)[0]) for one in (pdf, printed))
    rows, columns = np.minimum(before.shape, after.shape)
    assert np.abs(before[:rows, :columns] - after[:rows, :columns]).max() < 64


def blocks(picture: Picture, side: int = 6) -> Any:
    """The greys of a page, square by square of a tenth of an inch."""
    grey = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride)[:, : picture.width]
    rows, columns = picture.height // side, picture.width // side
    return grey[: rows * side, : columns * side].reshape(rows, side, columns, side).mean(axis=(1, 3))


def test_ctrl_p_prints_and_a_printer_that_refuses_is_said(
    window: MainWindow, hand: Hand, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.type("castelmon")
    page = opened(hand)

    def to(path: Path) -> None:
        def ask(printer: QPrinter) -> bool:
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(path))
            return True

        page.ask_printer = ask

    to(tmp_path / "out.pdf")
    hand.key(Qt.Key.Key_P, CONTROL)
    assert page.notice.text() == "Envoyées à l’imprimante."
    assert codes_of((tmp_path / "out.pdf").read_bytes()) == codes_of(page.pdf)
    page.ask_printer = lambda printer: False
    hand.key(Qt.Key.Key_P, CONTROL)


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="this machine has a printer")
def test_without_a_printer_the_file_is_offered(window: MainWindow, hand: Hand) -> None:
    hand.type("castelmon")
    page = opened(hand)
    hand.key(Qt.Key.Key_Return)  # the button that has the focus
    assert page.notice.text() == "Cet ordinateur ne connaît aucune imprimante\u202f: enregistrez en PDF."


def test_a_printer_that_does_not_begin_is_said_in_words(tmp_path: Path, qapp: object, qtlog: object) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "missing" / "out.pdf"))
    pdf = make_slip([Named(CASTELMON)], practice=PRACTICE, day=TODAY)
    with qtlog.disabled(), pytest.raises(CarnetError, match="rien n’a été imprimé"):  # type: ignore[attr-defined]
        print_pages(pdf, printer)


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("wish", ["light", "dark"])
def test_the_preview_is_the_document_in_either_appearance(wish: str, percent: int, qtbot: QtBot) -> None:
    page = SlipPage(Theme(wish, percent), Paper.A5)
    qtbot.addWidget(page)
    page.resize(1024, 700)
    page.show()
    page.show_slip(("A", "B", "C"), make_slip(THREE, practice=PRACTICE, day=TODAY))
    (picture,) = page.preview.pictures
    assert picture.format() is QImage.Format.Format_Grayscale8
    assert picture.height() > 0.8 * page.height()
    assert abs(picture.width() / picture.height() - 148 / 210) < 0.01
    assert picture.width() < page.preview.viewport().width()
    for one in (*page.findChildren(QLabel), *page.findChildren(QAbstractButton)):
        if one.isVisible() and isinstance(one, QLabel | QAbstractButton):
            assert one.accessibleName() or one.text()


def test_the_slip_goes_when_the_book_closes(window: MainWindow, hand: Hand) -> None:
    hand.type("castelmon")
    opened(hand)
    window.session.lock()
    assert window.pages.currentWidget() is window.page


def test_the_secretary_prints_slips(two_passwords: Session, qtbot: QtBot, board: Board, opener: Opener) -> None:
    finish(qtbot, two_passwords.unlock(HERS))
    window = shown(two_passwords, qtbot, board, opener)
    hand = Hand(window, qtbot)
    hand.settle()
    hand.type("castelmon")
    foot = window.page.card.foot
    assert [name for name, button in foot.buttons.items() if button.isVisible()] == ["slip"]
    assert "CASTELMON" in words_of(opened(hand).pdf)
    window.close()
