"""Copies, calls, maps, adding, pasting and undoing, by real keys of a French keyboard."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

from carnet.domain.rings import Ring
from carnet.ui import keys
from carnet.ui.main_window import MainWindow
from tests.ui.hand import ALT, CONTROL, SHIFT, Board, Hand, Opener

CASTELMON_PATIENT, CASTELMON_MINE = "04 65 71 20 14", "06 39 98 44 10"


def test_ctrl_c_copies_the_patients_number_unless_words_are_selected(
    window: MainWindow, hand: Hand, board: Board
) -> None:
    hand.type("rhumato vite")
    hand.key(Qt.Key.Key_C, CONTROL)
    assert board.text() == CASTELMON_PATIENT
    assert hand.said == f"{CASTELMON_PATIENT} copié"
    board.setText("autre")
    window.page.box.selectAll()
    hand.key(Qt.Key.Key_C, CONTROL)
    assert board.text() == "autre"
    assert QApplication.clipboard().text() == "rhumato vite"


def test_alt_2_copies_the_owners_line_by_the_keys_place_and_clears_it_later(
    window: MainWindow, hand: Hand, board: Board
) -> None:
    hand.type("rhumato vite")
    hand.french_digit(2)
    assert board.text() == CASTELMON_MINE
    assert window.page.box.text() == "rhumato vite"
    assert "effacée du presse-papiers dans 30 s" in hand.said
    window.hands.copier._timer.setInterval(1)
    hand.french_digit(2)
    hand.until(lambda: board.text() == "")
    hand.french_digit(2)
    board.setText("copié par un autre programme")
    window.hands.copier.forget()
    assert board.text() == "copié par un autre programme"


def test_alt_and_a_digit_copy_from_the_list_and_the_card_too(window: MainWindow, hand: Hand, board: Board) -> None:
    hand.type("rhumato vite")
    window.page.view.setFocus()
    hand.french_digit(1)
    assert board.text() == CASTELMON_PATIENT
    hand.key(Qt.Key.Key_Return)
    hand.french_digit(2)
    assert board.text() == CASTELMON_MINE
    hand.french_digit(9)
    assert "rien n’a été copié" in hand.said


@pytest.mark.parametrize(
    ("platform", "first"), [("xcb", 10), ("wayland", 10), ("windows", 2)], ids=["x11", "wayland", "windows"]
)
def test_digits_are_known_by_the_place_of_their_key(platform: str, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: platform))
    for digit, typed in enumerate("&é\"'(-è_ç", 1):
        event = QKeyEvent(QEvent.Type.KeyPress, ord(typed), ALT, first + digit - 1, 0, 0, typed)
        assert keys.digit(event) == digit
    zero = QKeyEvent(QEvent.Type.KeyPress, ord("à"), ALT, first + 9, 0, 0, "à")
    letter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, ALT, 38 if first == 10 else 30, 0, 0, "a")
    assert keys.digit(zero) is keys.digit(letter) is None


def test_digits_are_known_by_what_they_type_where_no_place_is_told() -> None:
    assert [keys.digit(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Eacute, ALT, "é"))] == [2]
    assert [keys.digit(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_3, ALT, "3"))] == [3]
    assert keys.digit(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, ALT, "b")) is None


def test_characters_made_with_altgr_are_typed(window: MainWindow, hand: Hand) -> None:
    hand.type("")
    box = window.page.box
    QApplication.sendEvent(box, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_NumberSign, CONTROL | ALT, "#"))
    assert box.text() == "#"


def test_ctrl_shift_c_copies_the_address_for_a_letter(hand: Hand, board: Board) -> None:
    hand.type("rhumato vite")
    hand.key(Qt.Key.Key_C, CONTROL | SHIFT)
    assert board.text() == "Dr Paul CASTELMON\nRhumatologue\n12, avenue des Cigales\n84000 Avignon"


def test_a_clipboard_that_refuses_is_told(hand: Hand, board: Board) -> None:
    hand.type("rhumato vite")
    board.refuses = True
    hand.key(Qt.Key.Key_C, CONTROL)
    assert "refuse la copie" in hand.said
    assert board.text() == ""


def test_calls_mails_and_maps_go_to_the_systems_programs(window: MainWindow, hand: Hand, opener: Opener) -> None:
    hand.type("rhumato vite")
    hand.key(Qt.Key.Key_T, CONTROL)
    assert opener.opened == ["tel:0465712014"]
    hand.key(Qt.Key.Key_C, ALT)
    assert opener.opened[1] == "geo:0,0?q=12%2C avenue des Cigales%2C 84000 Avignon"
    assert opener.opened[2].startswith("https://")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Return, SHIFT)
    assert opener.opened[-1] == "tel:0465712014"
    hand.type("tassy")
    window.hands.call(2)
    assert opener.opened[-1] == "mailto:jean.tassy@exemple.fr"


def test_no_program_for_maps_or_calls_is_told(hand: Hand, opener: Opener) -> None:
    opener.knows = ()
    hand.type("rhumato vite")
    hand.key(Qt.Key.Key_C, ALT)
    assert "12, avenue des Cigales" in hand.said
    hand.key(Qt.Key.Key_T, CONTROL)
    assert f"appeler {CASTELMON_PATIENT}" in hand.said


def test_adopting_pasting_and_undoing(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato vite")
    hand.key(Qt.Key.Key_Down, times=5)
    hand.settle()
    assert hand.selected == "Dr Lou MERINDAL"
    hand.key(Qt.Key.Key_A, ALT)
    hand.settle()
    assert hand.selected == "Dr Lou MERINDAL"
    assert "MERINDAL" in hand.surnames()
    assert "MERINDAL" not in hand.surnames("register")
    content = window.page.card.content
    assert content is not None
    assert content.in_book
    assert window.page.status.offers_undo
    QApplication.clipboard().setText(" 06.39.98.00.12 ")
    hand.key(Qt.Key.Key_V, ALT)
    hand.letter(hand.focused, "p")
    hand.settle()
    content = window.page.card.content
    assert content is not None
    assert content.patient is not None
    assert (content.patient.line.value, content.patient.line.ring) == ("06 39 98 00 12", Ring.PUBLIC)
    assert hand.selected == "Dr Lou MERINDAL"
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert window.page.card.content is not None
    assert window.page.card.content.patient is None
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert "MERINDAL" in hand.surnames("register")
    assert hand.said == "Ajout de Dr Lou MERINDAL annulé"
    assert window.page.box.text() == "rhumato vite"


def test_a_mobile_pasted_is_for_me_by_default_and_words_are_no_number(window: MainWindow, hand: Hand) -> None:
    hand.type("serrane")
    QApplication.clipboard().setText("x" * 100_000)
    hand.key(Qt.Key.Key_V, ALT)
    assert hand.focused.accessibleName() == "Numéro à enregistrer"
    hand.letters("06 39 98 00 13")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    content = window.page.card.content
    assert content is not None
    assert content.mine is not None
    assert (content.mine.line.value, content.mine.line.ring) == ("06 39 98 00 13", Ring.PERSONAL)


def test_ctrl_z_is_the_words_again_once_they_are_typed(window: MainWindow, hand: Hand) -> None:
    hand.type("merindal")
    hand.key(Qt.Key.Key_A, ALT)
    hand.settle()
    hand.letter(window.page.box, "s")
    assert not window.page.status.offers_undo
    hand.key(Qt.Key.Key_Z, CONTROL)
    assert window.page.box.text() == ""
    hand.type("merindal")
    assert hand.surnames() == ["MERINDAL"]


def test_a_full_disk_at_adoption_is_told_and_nothing_is_lost(
    window: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand.type("merindal")
    book = window.session.book
    assert book is not None

    def fill_up(reach: object) -> None:
        pages = book.reader().execute("PRAGMA page_count").fetchone()[0]
        from sqlalchemy import event

        @event.listens_for(book._writing_engine(), "checkout")
        def limit(connection: object, *_: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    came: list[object] = []
    window.searcher.send(fill_up, came.append, came.append)
    hand.settle()
    for _ in range(200):
        hand.key(Qt.Key.Key_A, ALT)
        hand.settle(1)
        if "disque est plein" in hand.said:
            break
        hand.key(Qt.Key.Key_Z, CONTROL)
        hand.settle()
    assert "Le disque est plein" in hand.said
    hand.type("rhumato")
    assert hand.surnames()[0] == "BENHADDOU"


def test_locked_adoption_says_to_open_the_book_first(window: MainWindow, hand: Hand) -> None:
    window.session.lock()
    hand.type("merindal")
    hand.key(Qt.Key.Key_A, ALT)
    assert "Votre carnet est verrouillé" in hand.said


def test_locking_forgets_what_could_be_undone_and_clears_the_private_line(
    window: MainWindow, hand: Hand, board: Board
) -> None:
    hand.type("rhumato vite")
    hand.french_digit(2)
    window.session.lock()
    assert board.text() == ""
    hand.settle()
    hand.key(Qt.Key.Key_Z, CONTROL)
    assert hand.said in ("", "Rien à annuler")


def test_the_number_of_a_row_is_the_number_of_its_card(window: MainWindow, hand: Hand) -> None:
    for typed in ("psy", "kiné", "orl", "infirmière"):
        hand.type(typed)
        for _ in range(6):
            line = window.page.view.current_line()
            hand.settle(1)
            content = window.page.card.content
            assert line is not None
            assert content is not None
            assert content.id == line.id
            assert (content.patient.line.value if content.patient else "") == line.number
            hand.key(Qt.Key.Key_Down)
