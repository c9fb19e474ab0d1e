"""The text for the record is the owner’s own, tried on an example before it is kept."""

import pytest

from carnet.ui.main_window import MainWindow
from carnet.ui.refer_template import TemplatePage, open_template
from tests.ui.hand import Board, Hand
from tests.ui.referring import ENTER, ESC, ask, refer


def template(window: MainWindow, hand: Hand) -> TemplatePage:
    """The page of the text, open."""
    open_template(window)
    hand.settle()
    page = window.page.right.currentWidget()
    assert isinstance(page, TemplatePage)
    return page


def test_the_text_for_the_record_is_the_owners_own(window: MainWindow, hand: Hand, board: Board) -> None:
    page = template(window, hand)
    assert hand.focused is page.text
    assert page.example.text() == (
        "Adressé le 22 novembre 2026\u202f: Dr Karim BENHADDOU, rhumatologue, L’Isle-sur-la-Sorgue, 04 65 71 08 31."
        " Motif\u202f: avis (courrier)."
    )
    page.text.setPlainText("Vu ce jour, confié à {nom}[ pour {motif}].")
    assert page.example.text() == "Vu ce jour, confié à Dr Karim BENHADDOU pour avis."
    hand.key(ENTER)
    hand.settle()
    assert window.page.right.currentWidget() is window.page.card
    hand.type("vaudrane")
    refer(hand, "GM")
    assert board.text() == "Vu ce jour, confié à Dr Anne VAUDRANE."
    page = template(window, hand)
    page.usual_button.click()
    page.save_button.click()
    hand.settle()
    hand.type("vaudrane")
    refer(hand, "GM")
    assert board.text().startswith("Adressé le 22 novembre 2026")
    page = template(window, hand)
    hand.key(ESC)
    assert window.page.right.currentWidget() is window.page.card


@pytest.mark.parametrize("text", ["Adressé à {qui}", "Adressé à {nom", "rien", "[{nom}"])
def test_a_text_that_cannot_be_is_answered_in_words(window: MainWindow, hand: Hand, text: str) -> None:
    page = template(window, hand)
    page.text.setPlainText(text)
    hand.key(ENTER)
    hand.settle()
    assert page.isVisible()
    assert page._said.isVisible()
    assert page.example.text() == ""
    assert ask(window, "SELECT count(*) FROM setting WHERE name = 'record_line'")[0][0] == 0
