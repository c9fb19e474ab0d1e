"""Names kept beside the list, three at most, and referred to together."""

from PySide6.QtCore import Qt

from carnet.ui.main_window import MainWindow
from tests.ui.hand import CONTROL, SHIFT, Board, Hand
from tests.ui.referring import ENTER, ESC, ask, count, keep_three, kept, refer, room


def test_ctrl_space_keeps_three_names_and_no_fourth(window: MainWindow, hand: Hand) -> None:
    keep_three(hand)
    assert kept(window) == ["Dr Benhaddou", "Dr Vaudrane", "Dr Castelmon"]
    assert room(window).names.tray.isVisible()
    hand.key(Qt.Key.Key_Space, CONTROL)
    hand.settle()
    assert len(kept(window)) == 3
    assert hand.said.startswith("Trois noms au plus")
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_Space, CONTROL)
    hand.settle()
    assert kept(window) == ["Dr Benhaddou", "Dr Vaudrane"]


def test_three_names_are_referred_to_together(window: MainWindow, hand: Hand, board: Board) -> None:
    keep_three(hand)
    hand.key(Qt.Key.Key_C, CONTROL)
    assert board.text().splitlines() == [
        "Dr Karim BENHADDOU, L’Isle-sur-la-Sorgue\u202f: 04 65 71 08 31",
        "Dr Anne VAUDRANE, Cavaillon\u202f: 04 65 71 11 02",
        "Dr Paul CASTELMON, Avignon\u202f: 04 65 71 20 14",
    ]
    hand.key(Qt.Key.Key_C, CONTROL | SHIFT)
    assert [block.splitlines()[0] for block in board.text().split("\n\n")] == [
        "Dr Karim BENHADDOU", "Dr Anne VAUDRANE", "Dr Paul CASTELMON",
    ]  # fmt: skip
    before = count(window)
    refer(hand, "GM")
    assert hand.said == ("Adressé\u202f: GM → Dr Benhaddou, Dr Vaudrane et Dr Castelmon. Ligne pour le dossier copiée.")
    assert len(board.text().splitlines()) == 3
    rows = ask(window, "SELECT patient_code, kept_with FROM referral ORDER BY id DESC LIMIT 3")
    assert len({kept_with for _, kept_with in rows}) == 1
    assert rows[0][1] != ""
    assert count(window) == before + 3
    assert room(window).names.current == ()  # done: keys are for the row selected again
    assert len(kept(window)) == 3
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert count(window) == before
    assert len(room(window).names.current) == 3


def test_names_of_book_and_register_together_are_added_in_the_same_act(window: MainWindow, hand: Hand) -> None:
    hand.type("merindal")
    hand.key(Qt.Key.Key_Space, CONTROL)
    hand.settle()
    hand.type("benhaddou")
    hand.key(Qt.Key.Key_Space, CONTROL)
    hand.settle()
    before, cards = count(window), ask(window, "SELECT count(*) FROM correspondent")[0][0]
    refer(hand)
    assert count(window) == before + 2
    assert ask(window, "SELECT count(*) FROM correspondent")[0][0] == cards + 1
    assert all(one.id.startswith("b:") for one in room(window).names.all)
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert ask(window, "SELECT count(*) FROM correspondent")[0][0] == cards
    assert [one.id[0] for one in room(window).names.current] == ["p", "b"]


def test_the_second_esc_lets_the_names_go_with_the_patient(window: MainWindow, hand: Hand) -> None:
    keep_three(hand)
    hand.key(ESC)
    hand.settle()
    assert len(kept(window)) == 3
    hand.key(ESC)
    hand.settle()
    assert kept(window) == []
    assert not room(window).names.tray.isVisible()


def test_a_name_kept_goes_by_its_cross_and_shows_its_card(window: MainWindow, hand: Hand) -> None:
    keep_three(hand)
    names = room(window).names
    chips = names.tray._chips
    assert [chip.accessibleName() for chip in chips] == ["Dr Benhaddou", "Dr Vaudrane", "Dr Castelmon"]
    chips[1].setFocus()
    hand.key(ENTER)
    hand.settle()
    assert hand.selected == "Dr Anne VAUDRANE"
    names.tray._chips[0].setFocus()
    hand.key(Qt.Key.Key_Delete)
    assert kept(window) == ["Dr Vaudrane", "Dr Castelmon"]
    assert hand.focused is window.page.box
