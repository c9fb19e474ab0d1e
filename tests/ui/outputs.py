"""The window's outputs made for real: what it puts into the clipboard, and the screen turned to the patient."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from carnet.paths import Folders
from carnet.ui.export_page import ExportPage
from carnet.ui.follow_page import FollowPage
from carnet.ui.journal_panel import JournalPanel
from carnet.ui.main_window import MainWindow
from carnet.ui.opinion_panel import OpinionPanel
from carnet.ui.session import Session
from carnet.ui.slip_page import SlipPage
from carnet.ui.table_page import TablePage
from tests.conftest import CHEAP, NOW, PASSPHRASE
from tests.exchange.slips import everything_in
from tests.ui.hand import ALT, CONTROL, FRENCH_ROW, SHIFT, Board, Opener

PATIENCE_S = 20
MOST_ROLES = 512  # Qt's own and some of a model's
_SAID_BY_WIDGETS = (
    "text", "toPlainText", "placeholderText", "toolTip", "statusTip", "whatsThis", "accessibleName",
    "accessibleDescription", "windowTitle", "title", "caption", "message",
)  # fmt: skip


def copies(folder: Path, name: str) -> str:
    """What Ctrl+C then Ctrl+Maj+C put into the clipboard for the first person of this name, then for the name kept."""
    board = Board()
    with _window(folder, name, board) as window:
        texts = []
        for _ in range(2):
            for modifiers in (CONTROL, CONTROL | SHIFT):
                QTest.keyClick(window.page.box, Qt.Key.Key_C, modifiers)
                texts.append(board.text())
            QTest.keyClick(window.page.box, Qt.Key.Key_Space, CONTROL)
            settle(window)
        assert texts[2] != texts[0]  # the name kept had its turn
        return "\n".join(texts)


def record_line(folder: Path, name: str) -> str:
    """What a referral to the first person of this name puts into the clipboard, the patient having chosen them."""
    board = Board()
    with _window(folder, name, board) as window:
        QTest.keyClick(window.page.box, Qt.Key.Key_Return, CONTROL)
        settle(window)
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_P)
        _until(lambda: bool(board.text()))
        return board.text()


def patient_screen(folder: Path, name: str) -> str:
    """Every word of the screen turned to the patient for the first person of this name."""
    with _window(folder, name, Board()) as window:
        QTest.keyClick(window.page.box, Qt.Key.Key_F9)
        _until(window.patient.screen.isVisible)
        return window.patient.screen.text


def line_copies(folder: Path, password: str, name: str) -> str:
    """What Alt and each digit put into the clipboard for the first person of this name, and what is said of it."""
    board = Board()
    with _window(folder, name, board, password) as window:
        content = window.page.card.content
        texts = [content.name if content else ""]
        for place in range(1, 10):
            board.clear()
            typed = FRENCH_ROW[place - 1]
            event = QKeyEvent(QEvent.Type.KeyPress, ord(typed.upper()), ALT, 9 + place, 0, 0, typed)
            QApplication.sendEvent(window.page.box, event)
            texts += [board.text(), window.page.status.message]
        return "\n".join(texts)


def everything(folder: Path, password: str, searches: Sequence[str]) -> str:
    """Every word that the window holds, hidden ones too, for each search in turn; then F1, F2, F9 and the menu."""
    with _window(folder, searches[0], Board(), password) as window:
        box, texts = window.page.box, []
        for search in ("", *searches):  # each whole: which of the answers on the way were shown depends on the machine
            window.consultation.type(search)
            settle(window)
            texts.append(words_of(window))
        for key in (Qt.Key.Key_F2, Qt.Key.Key_F1, Qt.Key.Key_F9):
            QTest.keyClick(box, key)
            texts.append(words_of(window))
        window.settings_menu.aboutToShow.emit()
        texts += [action.text() for action in window.settings_menu.actions() if action.isVisible()]
        return "\n".join(texts)


def table(folder: Path, password: str, name: str) -> str:
    """Everything that the table holds: every column of every list, what its filters offer and search, every word."""
    with _window(folder, name, Board(), password) as window:
        QTest.keyClick(window.page.box, Qt.Key.Key_B, CONTROL)
        settle(window)
        page = window.pages.currentWidget()
        assert isinstance(page, TablePage)
        _until(lambda: bool(page.bar.chips.names))
        page.columns_menu.aboutToShow.emit()
        for action in page.columns_menu.actions():
            action.setChecked(True)
        texts = [repr(row) for row in page.table.rows] + list((page.table.folded or {}).values())
        for place in page.side.places:
            page.side.go(place.code, place.saved)
            settle(window)
            model = page.view.rows
            cells = ((row, column) for row in range(model.rowCount()) for column in range(model.columnCount()))
            texts += [model.text(row, column) for row, column in cells]
            texts.append(words_of(page))
        page.side.go("all")
        page.bar.picker.setFocus()
        QTest.keyClick(page.bar.picker, Qt.Key.Key_Down)
        texts.append(words_of(page.bar.picker.list))
        return "\n".join(texts)


def journal(folder: Path, name: str) -> str:
    """What Ctrl+H says of the first person of this name."""
    with _window(folder, name, Board()) as window:
        QTest.keyClick(window.page.box, Qt.Key.Key_H, CONTROL)
        settle(window)
        panel = window.page.right.currentWidget()
        assert isinstance(panel, JournalPanel)
        return panel.text


def opinion(folder: Path, name: str) -> str:
    """What Alt+O says of the first person of this name, one word of a patient written again, the form, the sheet."""
    with _window(folder, name, Board()) as window:
        QTest.keyClick(window.page.box, Qt.Key.Key_O, ALT)
        settle(window)
        panel = window.page.right.currentWidget()
        assert isinstance(panel, OpinionPanel)
        panel.list.views[0].change.click()
        texts = [words_of(panel)]
        for deed in ("edit", "sheet"):
            panel.avoidance_links[deed].click()
            settle(window)
            shown = window.page.right.currentWidget()
            assert shown is not None
            texts.append(words_of(shown))
            QTest.keyClick(shown, Qt.Key.Key_Escape)
            settle(window)
            panel = window.page.right.currentWidget()
            assert isinstance(panel, OpinionPanel)
        return "\n".join(texts)


def trash(folder: Path, name: str) -> str:
    """What the trash says of the first person of this name, thrown away for a moment, and what erasing would take."""
    with _window(folder, name, Board()) as window:
        QTest.keyClick(window.page.box, Qt.Key.Key_Delete, CONTROL)
        settle(window)
        QTest.keyClick(window.page.box, Qt.Key.Key_B, CONTROL)
        settle(window)
        page = window.pages.currentWidget()
        assert isinstance(page, TablePage)
        page.side.go("trash")
        settle(window)
        page.trash.erase.click()
        settle(window)
        said = f"{words_of(page.trash)}\n{page.trash.question.text()}"
        QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
        settle(window)
        return said


def follow_page(folder: Path, password: str, name: str) -> str:
    """Every word of the corner and of « À suivre »: each filter, each line chosen, what F1 lists meanwhile."""
    with _window(folder, name, Board(), password) as window:
        _until(lambda: not window.follow_corner.isHidden())
        texts = [window.follow_corner.accessibleName()]
        QTest.keyClick(window.page.box, Qt.Key.Key_J, CONTROL)
        settle(window)
        page = window.pages.currentWidget()
        assert isinstance(page, FollowPage)
        for show in page.filters:
            page.turn_to(show)
            for row in range(page.view.rows.rowCount()):
                page.view.select_row(row)
                settle(window)
                texts.append(words_of(page))
            texts.append(words_of(page))
        QTest.keyClick(page.view, Qt.Key.Key_F2)
        texts.append(words_of(page))
        return "\n".join(texts)


def slip(folder: Path, whom: Sequence[tuple[str, str]]) -> str:
    """The slip of cards, each a name and an id, kept one after the other: the page, and the document it saves."""
    with _window(folder, whom[0][0], Board()) as window:
        for name, identifier in whom:
            window.consultation.show(name, identifier)
            settle(window)
            QTest.keyClick(window.page.box, Qt.Key.Key_Space, CONTROL)
            settle(window)
        QTest.keyClick(window.page.box, Qt.Key.Key_P, CONTROL)
        page = window.pages.currentWidget()
        assert isinstance(page, SlipPage)
        _until(lambda: bool(page.pdf))
        page.choose_file = lambda path: folder / "slip.pdf"
        page.save()
        return f"{words_of(page)}\n{everything_in((folder / 'slip.pdf').read_bytes())}"


def export_page(folder: Path, name: str) -> str:
    """What « Exporter des fiches » says of the whole book, for each profile, with and without its option."""
    from carnet.ui.export import open_export

    with _window(folder, name, Board()) as window:
        window.consultation.type("")
        open_export(window)
        page = window.pages.currentWidget()
        assert isinstance(page, ExportPage)
        page.choices.until.setText("31/12/2026")
        texts = []
        for profile, pick in page.choices.whom.items():
            pick.setChecked(True)
            settle(window)
            texts.append(words_of(page))
            if profile in page.choices.options:
                page.choices.options[profile][1].click()
                settle(window)
                texts.append(words_of(page))
            assert page.ready is not None
        return "\n".join(texts)


def words_of(window: QWidget) -> str:
    """What every widget and every row of a window says, to the eye or to a screen reader."""
    found: list[object] = [window.windowTitle()]
    for widget in (window, *window.findChildren(QWidget)):
        told = [getattr(widget, name, "") for name in _SAID_BY_WIDGETS]
        found += [one() if callable(one) else one for one in told]
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            rows = (model.index(row, 0) for row in range(model.rowCount()))
            found += [str(data) for row in rows for role in range(MOST_ROLES) if (data := row.data(role))]
        found += [f"{action.text()} {action.toolTip()}" for action in widget.actions()]
    return "\n".join(dict.fromkeys(text for text in found if isinstance(text, str) and text))


def settle(window: MainWindow) -> None:
    """Wait until everything asked was answered; an answer may ask again."""
    for _ in range(3):
        came: list[object] = []
        window.searcher.send(lambda reach: None, came.append, came.append)
        _until(partial(bool, came))
        QApplication.processEvents()


@contextmanager
def _window(folder: Path, name: str, board: Board, password: str = PASSPHRASE) -> Iterator[MainWindow]:
    """The real window on a folder, the card of this name shown."""
    application = QApplication.instance() or QApplication(["carnet"])
    gc.disable()  # as in the program: no garbage of Qt's is collected by another thread
    session = Session(Folders.inside(folder), clock=lambda: NOW, cost=CHEAP)
    opening = session.unlock(password)
    opening.start()
    _until(lambda: session.book is not None)
    window = MainWindow(session, board=board, opener=Opener())
    try:
        window.resize(1280, 800)
        window.show()
        window.activateWindow()
        _until(window.isActiveWindow)
        QTest.keyClicks(window.page.box, name)
        _until(lambda: window.page.card.content is not None and name.upper() in window.page.card.content.name)
        yield window
    finally:
        window.close()
        session.close()
        window.deleteLater()
        application.processEvents()
        gc.enable()


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "the window did not answer"
        QTest.qWait(5)
