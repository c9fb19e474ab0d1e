"""« Exporter des fiches… »: what leaves and what stays is said before anything is written, by keys; whose it is."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from carnet.domain.disclosure import Option, Profile
from carnet.domain.rings import Ring
from carnet.services.exports import Order
from carnet.services.trash import to_trash
from carnet.ui.conductor import Conductor
from carnet.ui.export import open_export
from carnet.ui.export_choices import Among, ExportChoices
from carnet.ui.export_page import ExportPage
from carnet.ui.searcher import Reach
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from tests.conftest import NOW, PASSPHRASE, TODAY, make_book
from tests.outputs import DRIVERS, HERS, Scene
from tests.rich_book import columns, fill
from tests.test_disclosure_gate import change, raw
from tests.ui.conftest import finish, shown
from tests.ui.exporting import expected, opened, said, written
from tests.ui.hand import CONTROL, Board, Hand, Opener
from tests.ui.test_secretary_program import menu_of, unlock


@pytest.fixture
def page(hand: Hand) -> ExportPage:
    return opened(hand)


def test_a_colleague_and_nothing_more_is_what_is_asked_first(page: ExportPage, hand: Hand) -> None:
    assert hand.focused is page.choices.whom[Profile.COLLEAGUE]
    assert page.choices.order() == Order(Profile.COLLEAGUE)
    assert page.whom.text() == "Pour un confrère."
    assert said(page) == expected(hand.window, Order(Profile.COLLEAGUE))
    assert page.stays.said.endswith("vos avis et notes, tous les adressages, tout ce qui touche aux patients.")


def test_arrows_choose_for_whom_and_tab_goes_to_what_it_may_hold(page: ExportPage, hand: Hand) -> None:
    choices = page.choices
    hand.key(Qt.Key.Key_Tab)
    assert hand.focused is choices.options[Profile.COLLEAGUE][1]
    hand.key(Qt.Key.Key_Space)
    hand.settle()
    wider = Order(Profile.COLLEAGUE, options=frozenset({Option.PRACTICE}))
    assert said(page) == expected(hand.window, wider)
    assert "lignes directes" in page.leaves.said
    choices.whom[Profile.COLLEAGUE].setFocus()
    hand.key(Qt.Key.Key_Down, times=2)
    hand.settle()
    assert choices.profile is Profile.SUCCESSOR
    assert not choices.options[Profile.COLLEAGUE][1].isVisible()
    assert "vos avis" not in page.leaves.said
    hand.key(Qt.Key.Key_Return)
    assert hand.focused is choices.options[Profile.SUCCESSOR][1]
    hand.key(Qt.Key.Key_Space)
    hand.settle()
    assert "vos avis, à votre nom" in page.leaves.said


@pytest.mark.parametrize("profile", [Profile.PHONE, Profile.SELF])
def test_each_profile_says_what_the_service_counts(profile: Profile, page: ExportPage, hand: Hand) -> None:
    page.choices.whom[profile].click()
    hand.settle()
    assert said(page) == expected(hand.window, Order(profile))
    if profile is Profile.PHONE:
        page.choices.options[profile][1].click()
        hand.settle()
        assert said(page) == expected(hand.window, Order(profile, options=frozenset({Option.PRIVATE_LINES})))
        assert "lignes privées" in page.leaves.said


def test_a_locum_has_a_last_day(page: ExportPage, hand: Hand, tmp_path: Path) -> None:
    page.choices.whom[Profile.COLLEAGUE].setFocus()
    hand.key(Qt.Key.Key_Down)
    hand.settle()
    assert page.missing.text().startswith("Jusqu’à quand\u202f? Écrivez le dernier jour du remplacement")
    assert not page.write_button.isEnabled()
    hand.key(Qt.Key.Key_Tab)
    assert hand.focused is page.choices.until
    hand.letters("31 août 2027")
    hand.settle()
    assert page.whom.text() == "Pour un remplaçant, jusqu’au 31 août 2027."
    assert "lignes directes" in page.leaves.said
    text = written(page, hand, tmp_path / "a.vcf").read_text(encoding="utf-8")
    assert "X-CARNET-VALID-UNTIL:2027-08-31" in text


def test_a_date_typed_on_the_locum_goes_to_its_field(page: ExportPage, hand: Hand) -> None:
    page.choices.whom[Profile.COLLEAGUE].setFocus()
    hand.letters("3")
    assert page.choices.whom[Profile.COLLEAGUE].hasFocus()
    hand.key(Qt.Key.Key_Down)
    hand.letters("31/12/2027")
    hand.settle()
    assert page.choices.until.text() == "31/12/2027"
    assert page.whom.text() == "Pour un remplaçant, jusqu’au 31 décembre 2027."


@pytest.mark.parametrize(
    ("typed", "told"), [("31/12/2020", "La date de fin du remplacement est passée."), ("demin", "n’est pas une date")]
)
def test_a_last_day_that_is_none_is_said(typed: str, told: str, page: ExportPage, hand: Hand) -> None:
    page.choices.whom[Profile.LOCUM].click()
    page.choices.until.setFocus()
    hand.letters(typed)
    hand.settle()
    assert told in page.missing.text()
    assert said(page) == ("", "")
    hand.key(Qt.Key.Key_S, CONTROL)
    assert not page.writing


def test_the_words_of_the_box_choose_and_a_word_left_aside_is_said(hand: Hand) -> None:
    hand.type("rhumato zzyzx")
    page = opened(hand)
    first, second = page.choices.which.values()
    assert first.text() == "Celles que trouve «\u202frhumato zzyzx\u202f» dans mon carnet"
    assert page.leaves.said.startswith("Part\u202f: 5 fiches,")
    assert page.ignored.text() == "Personne ne répond à «\u202fzzyzx\u202f»\u202f: laissé de côté."
    second.click()
    hand.settle()
    assert page.leaves.said.startswith("Part\u202f: 300 fiches,")
    assert not page.ignored.isVisible()


def test_words_that_find_nobody_are_said(hand: Hand) -> None:
    hand.type("zzyzx")
    page = opened(hand)
    assert page.missing.text() == "Aucune fiche ne répond à ce choix : rien n’a été exporté."
    assert not page.write_button.isEnabled()


def test_the_page_goes_when_the_book_closes(page: ExportPage, hand: Hand) -> None:
    page.choices.whom[Profile.SELF].click()
    hand.window.session.lock()
    assert hand.window.pages.currentWidget() is hand.window.page
    open_export(hand.window)
    assert hand.said == "Ouvrez d’abord votre carnet\u202f: ses fiches s’exportent."


def test_the_menu_opens_it_for_the_owner_only(
    two_passwords: Session,
    qtbot: QtBot,
    board: Board,
    opener: Opener,
) -> None:
    finish(qtbot, two_passwords.unlock(HERS))
    window = shown(two_passwords, qtbot, board, opener)
    hand = Hand(window, qtbot)
    hand.settle()
    open_export(window)
    assert window.pages.currentWidget() is window.page
    assert "secrétariat" in hand.said
    window.close()


def test_the_settings_menu_has_it_for_the_owner(program: Conductor, qtbot: QtBot) -> None:
    entry = "Exporter des fiches…"
    assert entry not in menu_of(program)
    unlock(program, PASSPHRASE, qtbot)
    assert entry in menu_of(program)
    next(one for one in program.window.settings_menu.actions() if one.text() == entry).trigger()
    assert isinstance(program.window.pages.currentWidget(), ExportPage)
    program.menu.lock()
    unlock(program, HERS, qtbot)
    assert entry not in menu_of(program)


def test_the_page_tells_nothing_of_what_is_held_against_somebody(tmp_path: Path) -> None:
    """Avoided or not, referred to or not, heard of or not: the same words, to the letter."""
    with make_book(tmp_path) as book:
        person, structure = fill(book)
        scene = Scene(tmp_path, book, person, structure)
        before = DRIVERS["export-page"](scene, Profile.OWNER)
        assert "Part\u202f: " in before
        judged = {"avoidance", "referral", "referral_event", "outcome", "patient_feedback"}
        with raw(scene) as connection:
            changed = sum(
                change(connection, table, column) for table, column in columns(Ring.PUBLIC) if table.name in judged
            )
        assert changed > 10
        assert DRIVERS["export-page"](scene, Profile.OWNER) == before
        with raw(scene) as connection:
            for name in ("avoidance", "referral_event", "outcome", "patient_feedback", "referral"):
                connection.execute(f"DELETE FROM {name}")
        assert DRIVERS["export-page"](scene, Profile.OWNER) == before


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("wish", ["light", "dark"])
def test_nothing_is_cut(wish: str, percent: int, qtbot: QtBot) -> None:
    page = ExportPage(Theme(wish, percent), Among("rhumato", ("b:1", "b:2")), TODAY)
    qtbot.addWidget(page)
    page.resize(1024, 700)
    page.show()

    def nothing_cut() -> None:
        for one in page.choices.findChildren(QAbstractButton):
            if one.isVisible():
                assert one.height() >= one.heightForWidth(one.width()), one.text()
                assert one.visibleRegion().isEmpty() or one.visibleRegion().boundingRect().width() == one.width()

    for pick in page.choices.whom.values():
        pick.setChecked(True)
        qtbot.wait(1)
        qtbot.waitUntil(nothing_cut)  # once the layouts have settled
    for widget in (*page.findChildren(QLabel), *page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)):
        if widget.isVisible():
            assert widget.accessibleName() or (isinstance(widget, QLabel | QAbstractButton) and widget.text())


def test_one_asks_of_the_table_only_what_is_there(qtbot: QtBot) -> None:
    choices = ExportChoices(Theme("light", 100), Among(), TODAY)
    qtbot.addWidget(choices)
    assert [pick.text() for pick in choices.which.values()] == ["Tout mon carnet"]


def test_what_the_arrows_reach_is_in_sight(qtbot: QtBot) -> None:
    page = ExportPage(Theme("light", 200), Among("rhumato"), TODAY)
    qtbot.addWidget(page)
    page.resize(1024, 500)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.choices.whom[Profile.COLLEAGUE].setFocus()
    for _ in range(4):
        QTest.keyClick(page.choices.whom[page.choices.profile], Qt.Key.Key_Down)
    last = page.choices.whom[Profile.SELF]
    assert last.isChecked()
    assert last.visibleRegion().boundingRect().height() == last.height()


def test_what_another_program_writes_meanwhile_is_counted(page: ExportPage, hand: Hand) -> None:
    window = hand.window
    assert page.leaves.said.startswith("Part\u202f: 300 fiches,")
    told: list[object] = []

    def throw(reach: Reach) -> object:
        book = reach.book("trash")
        (key,) = book.reader().execute("SELECT min(id) FROM correspondent").fetchone()
        return to_trash(book, [key], now=NOW)

    window.searcher.send(throw, told.append, told.append)
    hand.until(lambda: bool(told))
    window.session.book_changed.emit()
    hand.settle()
    assert page.leaves.said.startswith("Part\u202f: 299 fiches,")
