"""The window as a whole: contrast, names, keys, sizes, models, panels, and what is remembered."""

import subprocess
import sys
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from carnet.domain.disclosure import Profile
from carnet.paths import Folders
from carnet.ui import keys
from carnet.ui.lines_list import LinesModel
from carnet.ui.main_window import MainWindow
from carnet.ui.result_lines import Kind
from carnet.ui.session import Session
from carnet.ui.theme import DARK, EDGE_ON, LIGHT, TEXT_ON, Colours, Theme, contrast
from carnet.ui.top_buttons import TopButtons
from tests.conftest import CHEAP, NOW, PASSPHRASE
from tests.ui.conftest import shown
from tests.ui.hand import ALT, CONTROL, NONE, Board, Hand, Opener


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_and_every_focus_edge_stands_out(colours: Colours) -> None:
    for pairs, least in ((TEXT_ON, 4.5), (EDGE_ON, 3.0)):
        for front, back in pairs:
            ratio = contrast(getattr(colours, front), getattr(colours, back))
            assert ratio >= least, f"{front} on {back}: {ratio:.2f}"


def test_contrast_is_the_ratio_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_theme_follows_the_system_and_the_wish(qapp: QApplication, qtbot: QtBot) -> None:
    hints = QGuiApplication.styleHints()
    theme = Theme("system")
    for scheme, dark in ((Qt.ColorScheme.Dark, True), (Qt.ColorScheme.Light, False)):
        hints.colorSchemeChanged.emit(scheme)  # the off-screen platform has no scheme of its own to change
        assert theme.dark is dark
        assert qapp.palette().window().color().name() == (DARK if dark else LIGHT).ground
    theme.wish("dark")
    assert theme.dark
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.dark
    theme.wish("system")
    assert not theme.dark


def test_every_model_passes_qts_own_tester(window: MainWindow, hand: Hand) -> None:
    model = window.page.view.rows
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for typed in ("rhumato", "psy", "", "zzqqxx", "marie martin"):
        hand.type(typed)
    assert tester.model() is model
    QAbstractItemModelTester(LinesModel(), QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_each_row_says_a_whole_sentence(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato vite")
    model = window.page.view.rows
    said = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert said[0] == "Mon carnet, 5. 1 retraité masqué · Alt+M"
    assert said[1] == (
        "Dr Paul CASTELMON, Rhumatologue, Avignon, annoncé 9 j (oct.), eu 40 j (1 fois) · 23 km,"
        " téléphone 04 65 71 20 14, mon carnet, 1 sur 5"
    )
    assert "marqué" in said[5]
    assert "n’adresse pas" not in said[5]


def test_every_deed_has_a_key_that_is_written_and_none_is_bound_twice(window: MainWindow, hand: Hand) -> None:
    bound = keys.bound()
    assert {key.action for key in bound} == set(window.keys.actions)
    sequences = [one.toString() for action in window.keys.actions.values() for one in action.shortcuts()]
    assert [one for one, times in Counter(sequences).items() if times > 1] == []
    hand.key(Qt.Key.Key_F1)
    labels = {label.text() for label in window.page.right.findChildren(QLabel)}
    assert {key.written for key in (*bound, *keys.in_place())} <= labels
    hand.key(Qt.Key.Key_Escape)
    assert window.page.right.currentWidget() is window.page.card


def test_widgets_that_can_be_focused_have_a_french_name_of_their_own(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato vite")
    named = [
        widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and isinstance(widget, QAbstractButton | QLineEdit | QListView)
    ]  # fmt: skip
    assert all(named)
    assert [name for name, times in Counter(named).items() if times > 1] == []


def test_tab_goes_from_the_words_to_the_card(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato vite")
    passed = []
    for _ in range(7):
        passed.append(hand.focused.accessibleName())
        hand.key(Qt.Key.Key_Tab)
    assert passed[:5] == [
        "Chercher un correspondant",
        "Rhumatologie, spécialité",
        "vite, besoin",
        "depuis Cavaillon, le cabinet. F4, commune du patient",
        "Résultats",
    ]
    assert passed[5].startswith("Pour le patient, 04 65 71 20 14")


@pytest.mark.parametrize(("size", "percent"), list(product([(1024, 700), (1280, 800), (1920, 1080)], [100, 150, 200])))
def test_nothing_is_cut_at_any_size(window: MainWindow, hand: Hand, size: tuple[int, int], percent: int) -> None:
    window.theme.zoom(percent)
    window.resize(*size)
    hand.type("rhumato vite")
    assert (window.width(), window.height()) == size
    page = window.page
    for widget in (page.box, page.chips, page.chips.origin, page.settings_button, page.help_button, page.status):
        inside = QRect(QPoint(), page.size())
        assert inside.contains(QRect(widget.mapTo(page, QPoint()), widget.size())), widget.accessibleName()
    panel = page.card.patient
    area = page.card.rect()
    assert area.contains(QRect(panel.mapTo(page.card, QPoint()), panel.size()))
    number = window.theme.font(23, 600, tabular=True)
    assert window.theme.width_of("04 65 71 20 14", number) < panel.width() - window.theme.px(31)
    assert page.view.visualRect(page.view.currentIndex()).height() == window.theme.px(45)


def test_text_grows_and_shrinks_by_keys_and_is_remembered(window: MainWindow, hand: Hand) -> None:
    hand.key(Qt.Key.Key_Plus, CONTROL, times=2)
    assert window.theme.percent == 125
    hand.key(Qt.Key.Key_Minus, CONTROL)
    assert window.theme.percent == 110
    assert Session(window.session.folders).settings.text_percent == 110
    hand.key(Qt.Key.Key_0, CONTROL)
    assert window.theme.percent == 100
    hand.key(Qt.Key.Key_Plus, CONTROL, times=20)
    assert window.theme.percent == 200


def test_the_window_comes_back_as_it_was_left(
    demonstration: Session, qtbot: QtBot, board: Board, opener: Opener
) -> None:
    first = shown(demonstration, qtbot, board, opener)
    first.resize(780, 600)  # within the off-screen screen, to which Qt would cut it
    first.page.splitter.setSizes([400, 380])
    sizes = first.page.splitter.sizes()
    first.close()
    again = Session(Folders.inside(demonstration.folders.data), clock=lambda: NOW, cost=CHEAP)
    second = shown(again, qtbot, board, opener)
    assert (second.width(), second.height()) == (780, 600)
    assert second.page.splitter.sizes() == sizes
    second.close()
    again.close()


def test_the_patients_screen_holds_public_words_only_and_keys_are_off(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato vite")
    assert window.consultation.sheet
    assert window.consultation.sheet.patient.profile is Profile.PATIENT
    hand.key(Qt.Key.Key_F9)
    screen = window.patient.screen
    assert window.pages.currentWidget() is screen
    assert screen.text.splitlines()[:3] == ["Dr Paul CASTELMON", "Rhumatologue · secteur 2", "04 65 71 20 14"]
    for private in ("06 39 98 44 10", "annoncé", "FMC", "épaule", "vérifié"):
        assert private not in screen.text
    hand.key(Qt.Key.Key_A, ALT)
    hand.key(Qt.Key.Key_C, CONTROL)
    assert hand.said == ""
    hand.key(Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.page
    assert window.page.box.hasFocus()
    hand.key(Qt.Key.Key_F9)
    hand.key(Qt.Key.Key_F9)
    assert window.pages.currentWidget() is window.page


def test_the_patients_screen_never_outlasts_the_book(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato vite")
    hand.key(Qt.Key.Key_F9)
    assert window.pages.currentWidget() is window.patient.screen
    assert "CASTELMON" in window.patient.screen.text
    window.session.lock()
    assert window.pages.currentWidget() is window.page
    hand.settle()
    hand.key(Qt.Key.Key_F9)
    assert "CASTELMON" not in window.patient.screen.text


def test_panels_show_over_the_page_or_beside_the_list_and_go(window: MainWindow, hand: Hand) -> None:
    whole, side = QLineEdit(), QLineEdit()
    window.show_panel(whole)
    assert window.pages.currentWidget() is whole
    assert not window.keys["adopt"].isEnabled()
    assert window.keys["larger"].isEnabled()
    window.show_panel(side, side=True)
    assert window.page.right.currentWidget() is side
    assert window.pages.currentWidget() is window.page
    window.close_panel()
    assert window.page.right.currentWidget() is window.page.card
    assert window.page.box.hasFocus()


def test_a_notice_stays_until_it_is_acted_upon_or_dismissed(window: MainWindow, hand: Hand) -> None:
    done: list[int] = []
    window.show_notice("Annuaire national du 3 mars 2025.", "Mettre à jour…", lambda: done.append(1))
    assert window.page.notice.isVisible()
    QTest.mouseClick(window.page.notice.action, Qt.MouseButton.LeftButton)
    assert done == [1]
    QTest.mouseClick(window.page.notice.dismiss, Qt.MouseButton.LeftButton)
    assert not window.page.notice.isVisible()


def test_the_mouse_does_it_too(window: MainWindow, hand: Hand, board: Board) -> None:
    hand.type("rhumato vite")
    view = window.page.view
    row = next(row for row, line in enumerate(hand.lines) if "VAUDRANE" in line.title)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.rows.index(row)).center())
    hand.settle()
    assert window.page.card.content
    assert window.page.card.content.name == "Dr Anne VAUDRANE"
    QTest.mouseClick(window.page.card.patient, Qt.MouseButton.LeftButton)
    assert board.text() == "04 65 71 11 02"
    header = view.visualRect(view.rows.index(0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(header.right() - 30, header.center().y()))
    hand.settle()
    assert hand.lines[0].aside == "Alt+M masquer de nouveau"
    QTest.mouseClick(window.page.chips._chips[1], Qt.MouseButton.LeftButton, pos=QPoint(
        window.page.chips._chips[1].width() - 12, 12))  # fmt: skip
    hand.settle()
    assert window.page.box.text() == "rhumato"


def test_light_and_dark_are_drawn_with_their_own_colours(window: MainWindow, hand: Hand, tmp_path: Path) -> None:
    for wish, colours in (("light", LIGHT), ("dark", DARK)):
        window.theme.wish(wish)
        hand.type("rhumato vite")
        picture: QImage = window.grab().toImage()
        row = window.page.view.visualRect(window.page.view.currentIndex())
        bar = window.page.view.viewport().mapTo(window, row.center())
        ratio = picture.devicePixelRatio()
        at = QPoint(round(1 * ratio), round(bar.y() * ratio))
        assert picture.pixelColor(at).name() == colours.accent
        assert picture.pixelColor(QPoint(5, 5)).name() == colours.ground


def test_thousands_of_people_are_listed_fifty_at_most(window: MainWindow, hand: Hand) -> None:
    hand.type("infirmière")
    assert sum(line.kind is Kind.PERSON for line in hand.lines) <= 100
    assert hand.lines[-1].kind is Kind.NOTE


def test_nothing_heavy_is_imported_before_the_first_results(demonstration: Session) -> None:
    folder = demonstration.folders.data
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from PySide6.QtTest import QTest\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from carnet.paths import Folders\n"
        "from carnet.ui.main_window import MainWindow\n"
        "from carnet.ui.session import Session\n"
        "application = QApplication(['carnet'])\n"
        f"session = Session(Folders.inside(Path({str(folder)!r})))\n"
        f"opening = session.unlock({PASSPHRASE!r}).start()\n"
        "window = MainWindow(session)\n"
        "window.show()\n"
        "end = time.monotonic() + 20\n"
        "while session.book is None and time.monotonic() < end: QTest.qWait(5)\n"
        "QTest.keyClicks(window.page.box, 'rhumato')\n"
        "while window.page.card.content is None and time.monotonic() < end: QTest.qWait(5)\n"
        "assert window.page.card.content is not None\n"
        "heavy = 'sqlalchemy alembic openpyxl vobject phonenumbers rapidfuzz'.split()\n"
        "print([name for name in heavy if name in sys.modules])\n"
        "window.close()\n"
        "session.close()\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert run.stdout.strip() == "[]", run.stderr


@pytest.mark.parametrize(("size", "percent"), [((760, 480), 100), ((1024, 700), 150), ((1024, 700), 200)])
def test_a_narrow_card_keeps_its_right_edge_and_its_buttons(
    window: MainWindow, hand: Hand, size: tuple[int, int], percent: int
) -> None:
    window.theme.zoom(percent)
    window.resize(*size)
    card = window.page.card
    for typed in ("benhaddou", "serrane", "ch avignon", "benhaddou"):
        hand.type(typed)
        hand.until(lambda: card.content is not None)
        assert card.patient.visibleRegion().boundingRect().width() == card.patient.width(), typed
        button = card.foot.buttons["edit"]
        card._scroll.ensureWidgetVisible(button)
        QApplication.processEvents()
        assert not button.visibleRegion().isEmpty(), typed


@pytest.mark.parametrize(
    ("width", "percent", "shown"),
    [(1280, 100, {"table", "capture"}), (1024, 150, {"table"}), (1024, 100, {"table", "capture"})],
)
def test_the_buttons_at_the_top_are_as_many_as_there_is_room_for(
    window: MainWindow, hand: Hand, width: int, percent: int, shown: set[str]
) -> None:
    window.theme.zoom(percent)
    window.resize(width, 700)
    hand.type("rhumato")
    hand.until(lambda: window.follow_corner.isVisible())
    top = window.findChild(TopButtons)
    assert isinstance(top, TopButtons)
    assert {name for name, button in top.buttons.items() if button.isVisible()} == shown
    for widget in (*top.buttons.values(), window.follow_corner, window.page.settings_button):
        if widget.isVisible():
            left = widget.mapTo(window.page, QPoint(0, 0)).x()
            assert left > window.page.box.geometry().right()
            assert left + widget.width() <= window.page.width()


def test_the_buttons_at_the_top_open_the_table_and_a_new_card(window: MainWindow, hand: Hand) -> None:
    top = window.findChild(TopButtons)
    assert isinstance(top, TopButtons)
    for name in ("table", "capture"):
        QTest.mouseClick(top.buttons[name], Qt.MouseButton.LeftButton)
        hand.settle()
        assert window.pages.currentWidget() is not window.page
        hand.key(Qt.Key.Key_Escape)
        assert window.pages.currentWidget() is window.page


def test_esc_leaves_a_panel_beside_from_the_box_too(window: MainWindow, hand: Hand) -> None:
    hand.type("benhaddou")
    for key, modifiers in ((Qt.Key.Key_H, CONTROL), (Qt.Key.Key_D, ALT), (Qt.Key.Key_F1, NONE)):
        hand.key(key, modifiers)
        hand.settle()
        panel = window.page.right.currentWidget()
        assert panel is not window.page.card
        hand.key(Qt.Key.Key_F9)
        hand.key(Qt.Key.Key_Escape)
        assert window.page.right.currentWidget() is panel
        hand.type("benhaddou")
        hand.key(Qt.Key.Key_Escape, times=2)
        hand.settle()
        assert window.page.right.currentWidget() is window.page.card, key
        hand.type("benhaddou")
