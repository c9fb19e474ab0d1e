"""The secretary's view in the window: what is there, what is absent, and nothing of one view left in the other."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from carnet.domain.disclosure import Profile
from carnet.models.book import Passphrase, open_book
from carnet.paths import Folders
from carnet.services.follow_up import let_secretary
from carnet.ui import keys
from carnet.ui.follow_page import FollowPage
from carnet.ui.keys_panel import KeysPanel
from carnet.ui.session import Session
from tests.conftest import NOW, PASSPHRASE
from tests.outputs import HERS
from tests.ui.conftest import finish, shown
from tests.ui.hand import ALT, CONTROL, Board, Hand, Opener
from tests.ui.outputs import words_of

HER_KEYS = {
    "search", "copy", "letter", "call", "map", "town", "patient", "hidden", "larger", "smaller", "usual", "help",
    "successor", "table", "slip",
}  # fmt: skip
HER_BUTTONS = {"Carnet, Ctrl B", "Réglages", "F1, les touches"}
JUDGEMENTS_OF_THE_CALLS = (
    "attendu", "APA", "rééducation", "ce midi", "06 39 98 44 10", "À revoir", "SERRANE", "habitu", "Attendu",
)  # fmt: skip


@pytest.fixture
def hers(two_passwords: Session, qtbot: QtBot, board: Board, opener: Opener) -> Iterator[Hand]:
    """A hand on a window that her password opened."""
    finish(qtbot, two_passwords.unlock(HERS))
    window = shown(two_passwords, qtbot, board, opener)
    hand = Hand(window, qtbot)
    hand.settle()
    yield hand
    window.close()


OWNED = (
    "WITH own AS (SELECT coalesce(l.correspondent_id, r.correspondent_id) AS who, l.digits, l.ring FROM line l"
    " LEFT JOIN role r ON r.id = l.role_id WHERE l.kind = 'phone'),"
    " public AS (SELECT who, digits FROM own WHERE ring = 'public'"
    " AND digits IN (SELECT digits FROM own GROUP BY digits HAVING count(*) = 1))"
)


def asked(folders: Folders, query: str) -> list[str]:
    with open_book(folders, Passphrase(PASSPHRASE)) as book:
        return [str(row[0]) for row in book.reader().execute(query)]


def test_her_password_opens_her_view(hers: Hand, two_passwords: Session) -> None:
    assert two_passwords.profile is Profile.SECRETARY
    assert hers.window.page.status.view.text() == "Vue du secrétariat"
    assert hers.window.page.status.view.isVisible()


def test_her_lists_know_no_judgement(hers: Hand) -> None:
    hers.type("rhumato")
    assert set(hers.surnames()) == {"BENHADDOU", "VAUDRANE", "CASTELMON", "SERRANE"} | {
        name for name in hers.surnames() if name.startswith("CH ")
    }
    assert hers.surnames()[0] != "BENHADDOU"  # the nearest, not the favourite
    for line in hers.lines:
        if line.result:
            assert not {"avoided", "favourite"} & set(line.result.flags)
            assert not [word for word in ("favori", "habitu", "connu", "fois", "⊘") if word in line.spoken]


def test_her_card_has_coordinates_and_instructions_only(hers: Hand) -> None:
    hers.type("serrane")
    said = words_of(hers.window)
    for word in ("n’adresse pas", "Rencontré", "Mon avis", "Adressages", "Plutôt pour", "Pas pour", "F2", "Étiquettes"):
        assert word not in said, word
    hers.type("benhaddou")
    assert "annoncé" in words_of(hers.window) or "Délai" in words_of(hers.window)


def test_her_instructions_are_there(hers: Hand, two_passwords: Session) -> None:
    query = "SELECT digits FROM public JOIN correspondent c ON c.id = who WHERE c.practical_note != ''"
    digits = asked(two_passwords.folders, f"{OWNED} {query}")[0]
    hers.type(digits)
    content = hers.window.page.card.content
    assert content is not None
    assert "Consignes" in {row.label for row in content.rows}
    assert content.private == ()


def test_her_second_line_is_the_practices_and_never_a_private_mobile(
    hers: Hand, two_passwords: Session, board: Board
) -> None:
    query = "SELECT digits FROM own WHERE ring = 'practice' AND who IN (SELECT who FROM public)"
    direct = asked(two_passwords.folders, f"{OWNED} {query}")[0]
    hers.type(direct)
    assert hers.window.page.card.mine.caption.startswith("Pour le cabinet")
    hers.french_digit(2)
    assert board.text().replace(" ", "") == direct
    assert "ligne du cabinet" in hers.said
    board.clear()
    both = "who IN (SELECT who FROM own WHERE ring = 'personal') AND who NOT IN"
    query = f"SELECT digits FROM public WHERE {both} (SELECT who FROM own WHERE ring = 'practice')"
    public = asked(two_passwords.folders, f"{OWNED} {query}")[0]
    hers.type(public)
    content = hers.window.page.card.content
    assert content is not None
    assert content.mine is None
    for place in range(2, 10):
        hers.french_digit(place)
        assert board.text().replace(" ", "")[:2] not in ("06", "07")
    mobile = asked(two_passwords.folders, "SELECT digits FROM line WHERE ring = 'personal' AND digits != '' LIMIT 1")[0]
    hers.type(mobile)
    assert hers.surnames() == []


def test_a_private_word_finds_nobody_and_teaches_nothing(hers: Hand, two_passwords: Session) -> None:
    words = asked(
        two_passwords.folders,
        "SELECT word FROM search_word GROUP BY word HAVING min(ring) = 2 AND length(word) > 7 ORDER BY word LIMIT 6",
    )
    for word in words:
        hers.type(word)
        by_note = asked(
            two_passwords.folders,
            "SELECT 'b:' || uuid FROM correspondent c JOIN search_word w ON w.correspondent_id = c.id"
            f" WHERE w.word LIKE '{word}%' GROUP BY c.id HAVING min(w.ring) = 2",
        )
        assert by_note
        assert not set(by_note) & {line.id for line in hers.lines}, word


def test_what_she_may_not_do_is_absent(hers: Hand, two_passwords: Session, board: Board) -> None:
    window = hers.window
    bound = {key.action for key in keys.bound()}
    present = {name for name, action in window.keys.actions.items() if action in window.actions()}
    assert present == HER_KEYS & bound == {key.action for key in keys.bound(Profile.SECRETARY)}
    hers.type("rhumato")
    before = asked(two_passwords.folders, "SELECT count(*) FROM journal")
    content = window.page.card.content
    hers.key(Qt.Key.Key_F2)
    assert window.page.card.content == content
    for key, modifiers in ((Qt.Key.Key_A, ALT), (Qt.Key.Key_V, ALT), (Qt.Key.Key_Z, CONTROL)):
        hers.key(key, modifiers)
        hers.settle()
    assert asked(two_passwords.folders, "SELECT count(*) FROM journal") == before
    assert hers.said == ""


def test_a_person_of_the_register_cannot_be_added(hers: Hand, two_passwords: Session) -> None:
    hers.type("rhumato")
    assert hers.surnames("register")
    while not hers.selected or hers.window.page.card.content is None or hers.window.page.card.content.in_book:
        hers.key(Qt.Key.Key_Down)
        hers.settle()
    card = hers.window.page.card
    assert not card.adopt.isVisible()
    assert "Alt A" not in words_of(hers.window.page.status)
    hers.window.hands.adopt()  # even were something to ask for it
    hers.settle()
    assert "secrétariat ne permet pas" in hers.said


@pytest.mark.parametrize("text", ["rhumato", "zzyzx", ""])
def test_no_other_button_is_there(hers: Hand, text: str) -> None:
    hers.type(text)
    page = hers.window.page
    there = {
        button.accessibleName() or button.text()
        for button in hers.window.findChildren(QAbstractButton)
        if button.isVisible() and not page.card.isAncestorOf(button) and not page.chips.isAncestorOf(button)
    }
    assert there == HER_BUTTONS


def test_f1_lists_her_keys_only(hers: Hand) -> None:
    hers.key(Qt.Key.Key_F1)
    panel = hers.window.page.right.currentWidget()
    assert isinstance(panel, KeysPanel)
    said = words_of(panel)
    for key in keys.bound():
        assert (key.does.replace(" ;", "\u202f;") in said) == (key.action in HER_KEYS), key.action


def test_panels_of_the_owner_get_nothing_from_her_thread(hers: Hand) -> None:
    told: list[object] = []
    hers.window.searcher.send(lambda reach: reach.book().reader(), told.append, told.append)
    hers.settle()
    assert "secrétariat ne permet pas" in str(told[0])


def trusted(two_passwords: Session, *, calls: bool) -> None:
    with open_book(two_passwords.folders, Passphrase(PASSPHRASE)) as book:
        let_secretary(book, calls, now=NOW)


def opened_page(hers: Hand) -> FollowPage | None:
    hers.key(Qt.Key.Key_J, CONTROL)
    hers.settle()
    page = hers.window.pages.currentWidget()
    return page if isinstance(page, FollowPage) else None


def test_without_leave_there_is_no_follow_up(hers: Hand) -> None:
    QTest.qWait(150)  # longer than the corner waits
    hers.settle()
    assert hers.window.follow_corner.isHidden()
    assert opened_page(hers) is None


def test_with_leave_she_sees_the_calls_without_judgement_and_ticks_two_things(
    two_passwords: Session, qtbot: QtBot, board: Board, opener: Opener
) -> None:
    trusted(two_passwords, calls=True)
    finish(qtbot, two_passwords.unlock(HERS))
    window = shown(two_passwords, qtbot, board, opener)
    hand = Hand(window, qtbot)
    hand.until(window.follow_corner.isVisible)
    assert window.follow_corner.accessibleName() == "À suivre 4, À rappeler 1"
    assert_f1_tells_of_the_follow_up(hand)
    page = opened_page(hand)
    assert page
    hand.until(lambda: page.view.rows.rowCount() == 6)
    assert_calls_without_judgement(page)
    before = events(two_passwords)
    press_the_owners_keys(hand, page)
    assert page.view.rows.rowCount() == 6
    tick_a_letter_and_an_appointment(hand, page)
    after = events(two_passwords)
    assert after["news"] != before.pop("news")
    assert all(after[kind] == count for kind, count in before.items())
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert page.status.message.startswith("Rdv le")
    hand.until(lambda: window.follow_corner.accessibleName().startswith("À suivre 2"))
    window.close()


def assert_f1_tells_of_the_follow_up(hand: Hand) -> None:
    hand.key(Qt.Key.Key_F1)
    panel = hand.window.page.right.currentWidget()
    assert isinstance(panel, KeysPanel)
    assert "à suivre" in words_of(panel)
    hand.key(Qt.Key.Key_Escape)


def assert_calls_without_judgement(page: FollowPage) -> None:
    assert page.side.number.caption == "Pour le cabinet · ligne directe"
    said = words_of(page)
    assert "CASTELMON" in said
    for word in JUDGEMENTS_OF_THE_CALLS:
        assert word not in said, word
    assert {button.text() for button in page.side.findChildren(QAbstractButton) if button.isVisible()} == {
        "", "Rdv le…", "Courrier reçu",
    }  # fmt: skip


def events(session: Session) -> dict[str, list[str]]:
    """How many events of each kind the book holds, those that she ticks and those that she may not."""
    query = "SELECT count(*) FROM referral_event WHERE kind = '{}'"
    return {kind: asked(session.folders, query.format(kind)) for kind in ("no_show", "refused", "closed", "news")}


def press_the_owners_keys(hand: Hand, page: FollowPage) -> None:
    for letter in "ax+":
        hand.letter(page.view, letter)
    hand.key(Qt.Key.Key_Backspace)
    hand.settle()


def tick_a_letter_and_an_appointment(hand: Hand, page: FollowPage) -> None:
    hand.key(Qt.Key.Key_Down)
    hand.letter(page.view, "n")
    hand.settle()
    assert page.status.message == "Courrier reçu\u202f: MB, Dr Paul CASTELMON"
    assert not page.side.served.isVisible()
    hand.letter(page.view, "r")
    hand.letters("lundi")
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert page.status.message == "Rdv le 23 novembre 2026\u202f: RP, Jean TASSY"
