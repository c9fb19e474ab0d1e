"""The secretary's view in the window: what is there, what is absent, and nothing of one view left in the other."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from carnet.domain.disclosure import Profile
from carnet.models.book import Passphrase, open_book
from carnet.models.secretary import give_access, has_access
from carnet.paths import Folders
from carnet.services.follow_up import let_secretary, secretary_may
from carnet.settings import Settings
from carnet.ui import keys
from carnet.ui.conductor import Conductor
from carnet.ui.follow_page import FollowPage
from carnet.ui.keys_panel import KeysPanel
from carnet.ui.main_window import MainWindow
from carnet.ui.secretary import AccessPanel
from carnet.ui.session import Session
from carnet.ui.shell import Shell
from carnet.ui.theme import Theme
from carnet.ui.unlock import UnlockPanel
from tests.conftest import CHEAP, NOW, PASSPHRASE
from tests.outputs import HERS
from tests.ui.conftest import begin, finish, shown
from tests.ui.hand import ALT, CONTROL, Board, Hand, Opener
from tests.ui.outputs import words_of

HER_KEYS = {
    "search", "copy", "letter", "call", "map", "town", "patient", "hidden", "larger", "smaller", "usual", "help",
    "successor", "table", "slip",
}  # fmt: skip
HER_MENU = {"Annuaire national…", "Tout le carnet… (Ctrl B)", "Verrouiller mon carnet"}
HER_BUTTONS = {"Carnet, Ctrl B", "Réglages", "F1, les touches"}


@pytest.fixture
def session(demonstration_folder: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    """The demonstration, locked, with both passwords."""
    folders = Folders.inside(tmp_path / "data")
    shutil.copytree(demonstration_folder, folders.data)
    with open_book(folders, Passphrase(PASSPHRASE)) as book:
        give_access(book, HERS, cost=CHEAP)
        with book.write("setting", now=NOW) as writer:
            writer.set_setting("demonstration", "")  # a book of one's own, which can be locked
    made = Session(folders, clock=lambda: NOW, cost=CHEAP)
    yield made
    made.close()


@pytest.fixture
def hers(session: Session, qtbot: QtBot, board: Board, opener: Opener) -> Iterator[Hand]:
    """A hand on a window that her password opened."""
    finish(qtbot, session.unlock(HERS))
    window = shown(session, qtbot, board, opener)
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


def test_her_password_opens_her_view(hers: Hand, session: Session) -> None:
    assert session.profile is Profile.SECRETARY
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


def test_her_instructions_are_there(hers: Hand, session: Session) -> None:
    query = "SELECT digits FROM public JOIN correspondent c ON c.id = who WHERE c.practical_note != ''"
    digits = asked(session.folders, f"{OWNED} {query}")[0]
    hers.type(digits)
    content = hers.window.page.card.content
    assert content is not None
    assert "Consignes" in {row.label for row in content.rows}
    assert content.private == ()


def test_her_second_line_is_the_practices_and_never_a_private_mobile(
    hers: Hand, session: Session, board: Board
) -> None:
    query = "SELECT digits FROM own WHERE ring = 'practice' AND who IN (SELECT who FROM public)"
    direct = asked(session.folders, f"{OWNED} {query}")[0]
    hers.type(direct)
    assert hers.window.page.card.mine.caption.startswith("Pour le cabinet")
    hers.french_digit(2)
    assert board.text().replace(" ", "") == direct
    assert "ligne du cabinet" in hers.said
    board.clear()
    both = "who IN (SELECT who FROM own WHERE ring = 'personal') AND who NOT IN"
    query = f"SELECT digits FROM public WHERE {both} (SELECT who FROM own WHERE ring = 'practice')"
    public = asked(session.folders, f"{OWNED} {query}")[0]
    hers.type(public)
    content = hers.window.page.card.content
    assert content is not None
    assert content.mine is None
    for place in range(2, 10):
        hers.french_digit(place)
        assert board.text().replace(" ", "")[:2] not in ("06", "07")
    mobile = asked(session.folders, "SELECT digits FROM line WHERE ring = 'personal' AND digits != '' LIMIT 1")[0]
    hers.type(mobile)
    assert hers.surnames() == []


def test_a_private_word_finds_nobody_and_teaches_nothing(hers: Hand, session: Session) -> None:
    words = asked(
        session.folders,
        "SELECT word FROM search_word GROUP BY word HAVING min(ring) = 2 AND length(word) > 7 ORDER BY word LIMIT 6",
    )
    for word in words:
        hers.type(word)
        by_note = asked(
            session.folders,
            "SELECT 'b:' || uuid FROM correspondent c JOIN search_word w ON w.correspondent_id = c.id"
            f" WHERE w.word LIKE '{word}%' GROUP BY c.id HAVING min(w.ring) = 2",
        )
        assert by_note
        assert not set(by_note) & {line.id for line in hers.lines}, word


def test_what_she_may_not_do_is_absent(hers: Hand, session: Session, board: Board) -> None:
    window = hers.window
    bound = {key.action for key in keys.bound()}
    present = {name for name, action in window.keys.items() if action in window.actions()}
    assert present == HER_KEYS & bound == {key.action for key in keys.bound(Profile.SECRETARY)}
    hers.type("rhumato")
    before = asked(session.folders, "SELECT count(*) FROM journal")
    content = window.page.card.content
    hers.key(Qt.Key.Key_F2)
    assert window.page.card.content == content
    for key, modifiers in ((Qt.Key.Key_A, ALT), (Qt.Key.Key_V, ALT), (Qt.Key.Key_Z, CONTROL)):
        hers.key(key, modifiers)
        hers.settle()
    assert asked(session.folders, "SELECT count(*) FROM journal") == before
    assert hers.said == ""


def test_a_person_of_the_register_cannot_be_added(hers: Hand, session: Session) -> None:
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


@pytest.fixture
def program(session: Session, qtbot: QtBot) -> Iterator[Conductor]:
    """The whole program on that folder, locked; the password panel is there."""
    shell = Shell(Settings())
    shell.show()
    made = Conductor(session.folders, shell)
    begin(made, qtbot)
    yield made
    shell.close()
    made.end()
    shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def unlock(program: Conductor, password: str, qtbot: QtBot) -> None:
    panel = program.window.page.right.currentWidget()
    assert isinstance(panel, UnlockPanel)
    QTest.keyClicks(panel.entry.password, password)
    QTest.keyClick(panel.entry.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.session.book is not None)
    Hand(program.window, qtbot).settle()


def view_of(program: Conductor) -> str:
    return program.session.profile.value


def menu_of(program: Conductor) -> set[str]:
    program.window.settings_menu.aboutToShow.emit()
    return {
        action.text()
        for action in program.window.settings_menu.actions()
        if action.isVisible() and not action.isSeparator() and not action.isCheckable()
    }


def test_her_menu_has_what_is_for_all(program: Conductor, qtbot: QtBot) -> None:
    unlock(program, PASSPHRASE, qtbot)
    owners = menu_of(program)
    assert owners >= HER_MENU | {"Accès du secrétariat…", "Nouvelle feuille de secours…"}
    program.menu.lock()
    unlock(program, HERS, qtbot)
    assert menu_of(program) == HER_MENU
    program.menu.lock()
    unlock(program, PASSPHRASE, qtbot)
    assert menu_of(program) == owners


def test_nothing_of_one_view_stays_in_the_other(program: Conductor, qtbot: QtBot) -> None:
    unlock(program, PASSPHRASE, qtbot)
    window, hand = program.window, Hand(program.window, qtbot)
    hand.type("serrane")
    hand.key(Qt.Key.Key_F2)
    secrets = [row.text for row in window.page.card.content.private] if window.page.card.content else []
    assert secrets
    secrets += ["serrane", "n’adresse pas", "À vérifier"]
    window.show_notice("À vérifier : SERRANE")
    program.menu.offer_access()
    program.menu.lock()
    unlock(program, HERS, qtbot)
    assert view_of(program) == "secretary"
    assert window.page.right.currentWidget() is window.page.card
    assert [secret for secret in secrets if secret.lower() in words_of(window).lower()] == []
    hand.key(Qt.Key.Key_Z, CONTROL)
    assert window.page.box.text() == ""
    assert window.consultation.inquiry.town is None
    hand.type("serrane")
    assert [secret for secret in secrets[:-3] if secret in words_of(window)] == []
    program.menu.lock()
    unlock(program, PASSPHRASE, qtbot)
    assert view_of(program) == "owner"
    assert window.page.box.text() == ""
    assert not window.page.status.view.isVisible()
    hand.type("serrane")
    hand.key(Qt.Key.Key_F2)
    assert window.page.card.content is not None
    assert [row.text for row in window.page.card.content.private] == secrets[:-3]


def test_an_answer_under_way_does_not_come_after_the_lock(program: Conductor, qtbot: QtBot) -> None:
    unlock(program, PASSPHRASE, qtbot)
    window, hand = program.window, Hand(program.window, qtbot)
    hand.type("rhumato")
    came: list[object] = []
    window.searcher.loaded.connect(lambda sheet: came.append("card"))
    window.searcher.answered.connect(lambda answer: came.append("answer"))
    window.consultation.type("castelmon")
    window.searcher.send(lambda reach: "read in the owner's view", came.append, came.append)
    program.session.lock()
    before = list(came)
    assert window.consultation.sheet is None
    assert window.page.card.content is None
    assert "CASTELMON" not in words_of(window)
    assert "read in the owner's view" in before  # told while the view was still the owner's
    QApplication.processEvents()
    assert came == before


@pytest.fixture
def access(demonstration: Session, qtbot: QtBot) -> AccessPanel:
    panel = AccessPanel(demonstration, Theme("light"))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: bool(panel.page.state.text()))
    return panel


def give(panel: AccessPanel, password: str, qtbot: QtBot) -> None:
    QTest.keyClick(panel.page.password_button, Qt.Key.Key_Return)
    assert panel.currentWidget() is panel.new
    panel.new.forget()
    QTest.keyClicks(panel.new.first, password)
    QTest.keyClick(panel.new.first, Qt.Key.Key_Return)
    QTest.keyClicks(panel.new.second, password)
    QTest.keyClick(panel.new.second, Qt.Key.Key_Return)


def test_the_owner_gives_changes_and_takes_back(access: AccessPanel, demonstration: Session, qtbot: QtBot) -> None:
    assert "un verrou sur l’écran, pas sur les données" in words_of(access)
    assert not access.page.remove_button.isVisible()
    book = demonstration.book
    assert book is not None
    for password in (HERS, "une autre pour elle"):
        give(access, password, qtbot)
        qtbot.waitUntil(lambda: access.currentWidget() is access.page)
        assert access.page.state.text() == "Le secrétariat a son mot de passe."
        assert access.new.password == ""
        with open_book(book.folders, Passphrase(password)) as opened:
            assert opened.profile is Profile.SECRETARY
    QTest.keyClick(access.page.remove_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not access.page.remove_button.isVisible())
    assert not has_access(book)
    with qtbot.waitSignal(access.left):
        QTest.keyClick(access.page.close_button, Qt.Key.Key_Return)


def test_a_short_code_or_the_owners_own_is_refused(access: AccessPanel, demonstration: Session, qtbot: QtBot) -> None:
    give(access, "1234", qtbot)
    assert "au moins 8 caractères" in access.new._said.text()
    access.new.back_button.click()
    give(access, PASSPHRASE, qtbot)
    qtbot.waitUntil(lambda: "est le vôtre" in access.new._said.text())
    assert access.new.isEnabled()
    assert demonstration.book is not None
    assert not has_access(demonstration.book)


def test_a_window_knows_which_view_it_opens_in(session: Session, qtbot: QtBot) -> None:
    window = MainWindow(session)
    qtbot.addWidget(window)
    assert session.profile is Profile.OWNER
    assert not window.page.status.view.text()
    window.close()


def trusted(session: Session, *, calls: bool) -> None:
    with open_book(session.folders, Passphrase(PASSPHRASE)) as book:
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
    session: Session, qtbot: QtBot, board: Board, opener: Opener
) -> None:
    trusted(session, calls=True)
    finish(qtbot, session.unlock(HERS))
    window = shown(session, qtbot, board, opener)
    hand = Hand(window, qtbot)
    hand.until(window.follow_corner.isVisible)
    assert window.follow_corner.accessibleName() == "À suivre 4, À rappeler 1"
    hand.key(Qt.Key.Key_F1)
    panel = window.page.right.currentWidget()
    assert isinstance(panel, KeysPanel)
    assert "à suivre" in words_of(panel)
    hand.key(Qt.Key.Key_Escape)
    page = opened_page(hand)
    assert page
    hand.until(lambda: page.view.rows.rowCount() == 6)
    assert page.side.number.caption == "Pour le cabinet · ligne directe"
    said = words_of(page)
    assert "CASTELMON" in said
    for word in (
        "attendu",
        "APA",
        "rééducation",
        "ce midi",
        "06 39 98 44 10",
        "À revoir",
        "SERRANE",
        "habitu",
        "Attendu",
    ):
        assert word not in said, word
    assert {button.text() for button in page.side.findChildren(QAbstractButton) if button.isVisible()} == {
        "", "Rdv le…", "Courrier reçu",
    }  # fmt: skip
    answered = "SELECT count(*) FROM referral_event WHERE kind = '{}'"
    before = {kind: asked(session.folders, answered.format(kind)) for kind in ("no_show", "refused", "closed", "news")}
    for letter in "ax+":
        hand.letter(page.view, letter)
    hand.key(Qt.Key.Key_Backspace)
    hand.settle()
    assert page.view.rows.rowCount() == 6
    hand.key(Qt.Key.Key_Down)
    hand.letter(page.view, "n")
    hand.settle()
    assert page.status.message == "Courrier reçu\u202f: MB, Dr Paul CASTELMON"
    assert not page.side.served.isVisible()
    hand.letter(page.view, "r")
    for letter in "lundi":
        hand.letter(hand.focused, letter)
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert page.status.message == "Rdv le 23 novembre 2026\u202f: RP, Jean TASSY"
    after = {kind: asked(session.folders, answered.format(kind)) for kind in before}
    assert after["news"] != before.pop("news")
    assert all(after[kind] == count for kind, count in before.items())
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert page.status.message.startswith("Rdv le")
    hand.until(lambda: window.follow_corner.accessibleName().startswith("À suivre 2"))
    window.close()


def test_the_owner_hands_the_calls_over_and_takes_them_back(access: AccessPanel, qtbot: QtBot) -> None:
    page = access.page
    assert page.calls.isHidden()
    give(access, HERS, qtbot)
    qtbot.waitUntil(page.calls.isVisible)
    book = access._book
    QTest.keyClick(page.calls, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: secretary_may(book) and page.isEnabled())
    assert page.calls.isChecked()
    assert page.calls.hasFocus()
    QTest.keyClick(page.calls, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not secretary_may(book) and page.isEnabled())
    assert not page.calls.isChecked()


def test_her_access_says_all_of_its_buttons_where_the_card_was(access: AccessPanel, qtbot: QtBot) -> None:
    access.resize(420, 700)
    give(access, "ficelle et lavande 12", qtbot)
    qtbot.waitUntil(lambda: access.currentWidget() is access.page and access.page.remove_button.isVisible())
    QApplication.processEvents()
    for button in (access.page.password_button, access.page.remove_button, access.page.close_button):
        assert button.width() >= button.sizeHint().width(), button.text()
