"""« Exporter des fiches… »: what leaves and what stays is said before anything is written, then the file, by keys."""

import csv
import errno
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import vobject
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from carnet.domain.disclosure import Option, Profile
from carnet.domain.rings import Ring
from carnet.exchange.export import Format
from carnet.services import exports
from carnet.services.exports import Order, prepare, summary_words
from carnet.services.trash import to_trash
from carnet.ui.conductor import Conductor
from carnet.ui.export import ExportRoom, open_export
from carnet.ui.export_choices import Among, ExportChoices
from carnet.ui.export_page import ExportPage
from carnet.ui.main_window import MainWindow
from carnet.ui.searcher import Reach
from carnet.ui.session import Session
from carnet.ui.table_page import TablePage
from carnet.ui.theme import Theme
from tests.conftest import NOW, PASSPHRASE, TODAY, make_book
from tests.outputs import DRIVERS, HERS, Scene
from tests.rich_book import columns, fill
from tests.test_disclosure_gate import change, raw
from tests.ui.conftest import finish, shown
from tests.ui.hand import CONTROL, SHIFT, Board, Hand, Opener
from tests.ui.test_secretary_program import menu_of, unlock


@pytest.fixture
def page(window: MainWindow, hand: Hand) -> ExportPage:
    return opened(hand)


def opened(hand: Hand, ids: tuple[str, ...] = ()) -> ExportPage:
    open_export(hand.window, ids)
    page = hand.window.pages.currentWidget()
    assert isinstance(page, ExportPage)
    hand.settle()
    return page


def room_of(page: ExportPage) -> ExportRoom:
    (room,) = page.findChildren(ExportRoom)
    return room


def said(page: ExportPage) -> tuple[str, str]:
    return page.leaves.said, page.stays.said


def expected(window: MainWindow, order: Order) -> tuple[str, str]:
    """What the service says of an order, read in another connection."""
    told: list[Any] = []
    window.searcher.send(lambda reach: prepare(reach.book(), order, today=TODAY).summary, told.append, told.append)
    while not told:
        QTest.qWait(5)
    return summary_words(told[0])


def written(page: ExportPage, hand: Hand, path: Path) -> Path:
    """The file that Ctrl+S writes where it is told."""
    page.choose_file = lambda suggested: path
    hand.key(Qt.Key.Key_S, CONTROL)
    hand.until(lambda: not page.writing and bool(page.notice.text()))
    return path


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
    for letter in "31 août 2027":
        hand.letter(hand.focused, letter)
    hand.settle()
    assert page.whom.text() == "Pour un remplaçant, jusqu’au 31 août 2027."
    assert "lignes directes" in page.leaves.said
    text = written(page, hand, tmp_path / "a.vcf").read_text(encoding="utf-8")
    assert "X-CARNET-VALID-UNTIL:2027-08-31" in text


@pytest.mark.parametrize(
    ("typed", "told"), [("31/12/2020", "La date de fin du remplacement est passée."), ("demin", "n’est pas une date")]
)
def test_a_last_day_that_is_none_is_said(typed: str, told: str, page: ExportPage, hand: Hand) -> None:
    page.choices.whom[Profile.LOCUM].click()
    page.choices.until.setFocus()
    for letter in typed:
        hand.letter(hand.focused, letter)
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


def test_those_selected_in_the_table_are_exported_and_esc_comes_back_to_it(hand: Hand, tmp_path: Path) -> None:
    window = hand.window
    hand.key(Qt.Key.Key_B, CONTROL)
    hand.settle()
    table = window.pages.currentWidget()
    assert isinstance(table, TablePage)
    table.view.setFocus()
    hand.key(Qt.Key.Key_Home)
    hand.key(Qt.Key.Key_Down, SHIFT, times=2)
    names = [row.name for row in table.view.selected_rows()]
    assert len(names) == 3
    hand.key(Qt.Key.Key_E, CONTROL | SHIFT)
    hand.settle()
    page = window.pages.currentWidget()
    assert isinstance(page, ExportPage)
    assert next(iter(page.choices.which.values())).text() == "3 fiches choisies dans la table"
    assert page.leaves.said.startswith("Part\u202f: 3 fiches,")
    path = written(page, hand, tmp_path / "trois.vcf")
    assert [card.fn.value for card in vobject.readComponents(path.read_text(encoding="utf-8"))] == names
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert isinstance(window.pages.currentWidget(), TablePage)


def test_the_file_is_written_and_its_folder_opens(page: ExportPage, hand: Hand, tmp_path: Path) -> None:
    asked: list[Path] = []
    page.choose_file = lambda path: asked.append(path)
    hand.key(Qt.Key.Key_S, CONTROL)
    assert asked[0].name == "Carnet pour un confrère.vcf"
    assert not page.notice.isVisible()
    path = written(page, hand, tmp_path / "pour Anne")
    whole = tmp_path / "pour Anne.vcf"
    assert not path.exists()
    assert page.notice.text() == f"300 fiches écrites ({round(whole.stat().st_size / 1000)}\u00a0Ko)\u202f: {whole}"
    assert hand.focused is page.folder_button
    folders: list[str] = []

    def show(url: QUrl) -> bool:
        folders.append(url.toLocalFile())
        return True

    room_of(page).opener = show
    hand.key(Qt.Key.Key_Return)
    assert folders == [str(tmp_path)]
    room_of(page).opener = lambda url: False
    page.folder_button.click()
    assert page.notice.text() == f"Aucun programme de cet ordinateur n’ouvre ce dossier\u202f: {tmp_path}"
    assert [one.name for one in tmp_path.iterdir() if one.suffix != ""] == ["pour Anne.vcf"]


def test_what_is_written_then_another_choice_says_no_more_of_it(page: ExportPage, hand: Hand, tmp_path: Path) -> None:
    written(page, hand, tmp_path / "a.vcf")
    page.choices.formats[Format.CSV].click()
    assert not page.notice.isVisible()
    assert not page.folder_button.isVisible()
    assert page.ready is not None
    assert page.ready.order.format is Format.CSV


@pytest.mark.parametrize("format_", list(Format))
def test_strangers_read_every_format(format_: Format, page: ExportPage, hand: Hand, tmp_path: Path) -> None:
    page.choices.formats[format_].click()
    page.choices.whom[Profile.PHONE].click()
    hand.settle()
    suffix = "vcf" if format_.startswith("vcf") else str(format_)
    content = written(page, hand, tmp_path / f"a.{suffix}").read_bytes()
    assert page.ready is not None
    public = [card.public for card in page.ready.cards]
    if suffix == "vcf":
        cards = list(vobject.readComponents(content.decode("utf-8")))
        assert [card.uid.value.removeprefix("urn:uuid:") for card in cards] == [one.id[2:] for one in public]
        numbers = [tel.value for card in cards for tel in card.contents.get("tel", ())]
        lines = [line.value for card in page.ready.cards for line in card.lines if line.kind in ("phone", "fax")]
        assert numbers == lines
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        return
    if suffix == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert sheet.freeze_panes == "B2"
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)
    at = {name: place for place, name in enumerate(rows[0])}
    assert len(rows) == len(public) + 1
    assert "Rhumatologie" in {row[at["Spécialité 1"]] for row in rows}
    assert [row[at["Nom"]] for row in rows[1:]] == [one.family_name for one in public]


def test_a_name_refused_is_said_and_what_was_there_stays(page: ExportPage, hand: Hand, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").mkdir()
    written(page, hand, tmp_path / "a.vcf")
    assert "est un dossier" in page.notice.text()
    (tmp_path / "b.vcf").write_text("avant")
    written(page, hand, tmp_path / "b")
    assert page.notice.text() == "«\u202fb.vcf\u202f» existe déjà\u202f: donnez un autre nom."
    assert (tmp_path / "b.vcf").read_text() == "avant"
    written(page, hand, tmp_path / ("n" * 300))
    assert "le nom du fichier est trop long" in page.notice.text()
    written(page, hand, tmp_path / "missing" / "a.vcf")
    assert "le fichier ou le dossier n" in page.notice.text()
    assert hand.focused is page.write_button


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, "le disque est plein"), (errno.EROFS, "le disque est en lecture seule")]
)
def test_a_disk_that_refuses_is_said_and_nothing_is_left(
    number: int, told: str, page: ExportPage, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    path = written(page, hand, tmp_path / "a.vcf")
    assert told in page.notice.text()
    assert not path.exists()
    assert not list(tmp_path.glob(".a.vcf*"))
    assert page.write_button.isEnabled()


def test_esc_while_it_is_written_stops_and_leaves_nothing(
    page: ExportPage, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = exports._counted
    going: list[bool] = []

    def slow(cards: Any, progress: Any) -> Iterator[Any]:
        for card in real(cards, progress):
            while not going:
                time.sleep(0.01)
            yield card

    monkeypatch.setattr(exports, "_counted", slow)
    page.choose_file = lambda suggested: tmp_path / "a.vcf"
    hand.key(Qt.Key.Key_S, CONTROL)
    assert page.writing
    assert not page.choices.isEnabled()
    assert page.progress.isVisible()
    assert page.back_button.text().startswith("Arrêter")
    hand.key(Qt.Key.Key_Escape)
    going.append(True)
    hand.until(lambda: not page.writing)
    assert page.notice.text() == "Arrêté\u202f: rien n’a été écrit."
    assert not list(tmp_path.glob("*.vcf*")) + list(tmp_path.glob(".a.vcf*"))
    hand.key(Qt.Key.Key_Escape)
    assert hand.window.pages.currentWidget() is hand.window.page


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
    for pick in page.choices.whom.values():
        pick.setChecked(True)
        qtbot.wait(1)
        for one in page.choices.findChildren(QAbstractButton):
            if one.isVisible():
                assert one.height() >= one.heightForWidth(one.width()), one.text()
                assert one.visibleRegion().isEmpty() or one.visibleRegion().boundingRect().width() == one.width()
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
