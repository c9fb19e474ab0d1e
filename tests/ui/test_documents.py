"""Documents by real keys on a real vault: added, opened, removed, undone; the photo; nothing left when it locks."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from carnet.domain.attachments import LARGEST
from carnet.errors import CarnetError
from carnet.queries.documents import DocumentRow
from carnet.ui.documents import Documents
from carnet.ui.documents_folder import PREFIX, PrivateFolder
from carnet.ui.documents_photo import LARGEST_SIDE, encoded, prepare, rounded
from carnet.ui.documents_section import DocumentsModel, DocumentsSection, about, file_size
from carnet.ui.editor_panel import EditorPanel
from carnet.ui.editor_rows import Section
from carnet.ui.main_window import MainWindow
from tests.conftest import TODAY
from tests.ui.hand import ALT, CONTROL, Hand, Opener

PDF = b"%PDF-1.7 lettre"


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#0b6b63"))
    return encoded(image, kind)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "à garder"
    folder.mkdir()
    (folder / "Courrier du 3 mars.pdf").write_bytes(PDF)
    (folder / "plan d’accès.png").write_bytes(picture(40, 30))
    (folder / "outil.exe").write_bytes(b"MZ")
    (folder / "portrait.jpg").write_bytes(picture(1600, 1200, "JPEG"))
    return folder


@pytest.fixture
def room(window: MainWindow, hand: Hand, tmp_path: Path) -> Documents:
    made = Documents.of(window)
    made.folder = PrivateFolder((tmp_path,))
    made.opener = Opener("file")
    hand.type("benhaddou")
    return made


def panel(window: MainWindow, hand: Hand) -> DocumentsSection:
    """The documents of the card shown, by Alt+D."""
    hand.key(Qt.Key.Key_D, ALT)
    hand.settle()
    section = window.findChild(DocumentsSection)
    assert isinstance(section, DocumentsSection)
    return section


def names(section: DocumentsSection) -> list[str]:
    return [row.name for row in section.model.rows]


def choosing(room: Documents, *paths: Path) -> None:
    room.choose = lambda parent, title, kinds: [str(path) for path in paths]


def rows_of_card(window: MainWindow) -> dict[str, str]:
    content = window.page.card.content
    assert content is not None
    return {row.label: row.text for row in content.rows}


def test_added_by_keys_listed_opened_and_counted_on_the_card(
    window: MainWindow, hand: Hand, room: Documents, files: Path
) -> None:
    choosing(room, files / "Courrier du 3 mars.pdf", files / "plan d’accès.png")
    section = panel(window, hand)
    assert section.add.hasFocus()
    assert "Documents" not in rows_of_card(window)
    hand.key(Qt.Key.Key_Insert)
    hand.settle()
    assert sorted(names(section)) == ["Courrier du 3 mars.pdf", "plan d’accès.png"]
    assert rows_of_card(window)["Documents"] == "2 documents"
    section.list.setFocus()
    hand.key(Qt.Key.Key_End)
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert isinstance(room.opener, Opener)
    (opened,) = [Path(QUrl(url).toLocalFile()) for url in room.opener.opened]
    assert (opened.name, opened.read_bytes()) == ("Courrier du 3 mars.pdf", PDF)
    assert "s’ouvre, en lecture seule" in section.said.text()


def test_removed_by_a_key_and_back_by_ctrl_z(window: MainWindow, hand: Hand, room: Documents, files: Path) -> None:
    choosing(room, files / "Courrier du 3 mars.pdf")
    section = panel(window, hand)
    hand.key(Qt.Key.Key_Insert)
    hand.settle()
    section.list.setFocus()
    hand.key(Qt.Key.Key_Delete)
    hand.settle()
    assert names(section) == []
    assert "Ctrl\u00a0Z annule" in section.said.text()
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert names(section) == ["Courrier du 3 mars.pdf"]
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert names(section) == []
    assert "Documents" not in rows_of_card(window)


def test_a_refused_file_says_why_and_stops_none(window: MainWindow, hand: Hand, room: Documents, files: Path) -> None:
    heavy = files / "radio.dcm"
    with heavy.open("wb") as file:
        file.truncate(LARGEST + 1)
    choosing(room, files / "outil.exe", files / "Courrier du 3 mars.pdf", heavy)
    section = panel(window, hand)
    hand.key(Qt.Key.Key_Insert)
    hand.settle()
    assert names(section) == ["Courrier du 3 mars.pdf"]
    assert "trop gros (21 Mo)" in section.said.text()


def test_pasted_and_dropped(window: MainWindow, hand: Hand, room: Documents, files: Path) -> None:
    section = panel(window, hand)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(files / "Courrier du 3 mars.pdf"))])
    QGuiApplication.clipboard().setMimeData(data)
    hand.key(Qt.Key.Key_V, CONTROL)
    hand.settle()
    assert names(section) == ["Courrier du 3 mars.pdf"]
    section.list.setFocus()
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    QGuiApplication.clipboard().setImage(image)
    hand.key(Qt.Key.Key_V, CONTROL)
    hand.settle()
    assert names(section)[0] == "Image du 22 novembre 2026.png"
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(files / "plan d’accès.png"))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    section.dropEvent(QDropEvent(QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, dropped, left, none))
    hand.settle()
    assert len(names(section)) == 3
    QGuiApplication.clipboard().setText("des mots")
    hand.key(Qt.Key.Key_V, CONTROL)
    assert "pas de fichier" in section.said.text()


def test_the_photo_is_made_small_and_shown_at_the_name(
    window: MainWindow, hand: Hand, room: Documents, files: Path
) -> None:
    choosing(room, files / "portrait.jpg")
    section = panel(window, hand)
    section.photo.setFocus()
    hand.key(Qt.Key.Key_Return)
    hand.settle(5)
    (row,) = section.model.rows
    assert row.is_photo
    assert row.size < 20_000
    assert not window.page.card._photo.pixmap().isNull()
    hand.key(Qt.Key.Key_Escape)
    hand.type("vaudrane")
    assert window.page.card._photo.pixmap().isNull()
    hand.type("benhaddou")
    hand.settle()
    assert not window.page.card._photo.pixmap().isNull()


def test_a_photo_that_is_none_is_refused(window: MainWindow, hand: Hand, room: Documents, files: Path) -> None:
    choosing(room, files / "Courrier du 3 mars.pdf")
    section = panel(window, hand)
    section.photo.click()
    hand.settle()
    assert "JPEG ou PNG" in section.said.text()
    assert names(section) == []


def test_nothing_stays_in_clear_once_the_book_is_locked(
    window: MainWindow, hand: Hand, room: Documents, files: Path, tmp_path: Path
) -> None:
    choosing(room, files / "Courrier du 3 mars.pdf")
    section = panel(window, hand)
    hand.key(Qt.Key.Key_Insert)
    hand.settle()
    section.open.click()
    hand.settle()
    assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 1
    window.session.lock()
    assert list(tmp_path.glob(f"{PREFIX}*")) == []


def test_without_a_program_for_it_the_user_is_told(
    window: MainWindow, hand: Hand, room: Documents, files: Path
) -> None:
    room.opener = Opener()
    choosing(room, files / "Courrier du 3 mars.pdf")
    section = panel(window, hand)
    hand.key(Qt.Key.Key_Insert)
    hand.settle()
    section.open.click()
    hand.settle()
    assert "Aucun programme de cet ordinateur" in section.said.text()


def test_esc_comes_back_to_the_card(window: MainWindow, hand: Hand, room: Documents) -> None:
    panel(window, hand)
    hand.key(Qt.Key.Key_Escape)
    assert window.page.right.currentWidget() is window.page.card
    assert window.page.box.hasFocus()


def test_a_card_of_the_register_has_no_documents(window: MainWindow, hand: Hand, room: Documents) -> None:
    hand.type("merindal")
    hand.key(Qt.Key.Key_D, ALT)
    assert "n’est pas dans votre carnet" in hand.said
    assert window.findChild(DocumentsSection) is None


def test_the_model_is_a_good_one(qtbot: QtBot) -> None:
    model = DocumentsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [DocumentRow(n, f"lettre {n}.pdf", "application/pdf", 10**n, TODAY, n == 1) for n in range(1, 5)]
    for shown in (rows, rows[:1], []):
        model.show_rows(shown)
        assert model.rowCount() == len(shown)
    model.show_rows(rows)
    spoken = model.data(model.index(3), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "lettre 4.pdf, PDF · 10 Ko · 22 nov. 2026"
    assert model.data(model.index(9)) is None


def test_sizes_are_said_as_people_say_them() -> None:
    assert [file_size(n) for n in (1, 999, 240_000, 1_240_000, 20 << 20)] == [
        "1 octet", "999 octets", "240 Ko", "1,2 Mo", "21,0 Mo",
    ]  # fmt: skip
    assert about(DocumentRow(1, "a", "image/jpeg", 5000, TODAY, True)).startswith("photo de la fiche · 5 Ko")


def test_a_picture_is_turned_small_and_keeps_nothing_of_the_camera(qtbot: QtBot) -> None:
    kept = prepare(picture(3000, 2000, "JPEG"))
    image = QImage.fromData(kept)
    assert (image.width(), image.height()) == (LARGEST_SIDE, LARGEST_SIDE * 2 // 3)
    assert b"Exif" not in kept
    assert QImage.fromData(prepare(picture(20, 30))).height() == 30
    made = rounded(kept, 56, 2.0)
    assert made is not None
    assert (made.width(), made.deviceIndependentSize().width()) == (112, 56)
    assert rounded(b"rien", 56, 1.0) is None


def test_a_bomb_is_not_unfolded(qtbot: QtBot) -> None:
    """A header that announces 60 000 x 60 000 pixels, and a picture cut short."""
    bomb = bytearray(picture(10, 10))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(CarnetError):
        prepare(bytes(bomb))
    with pytest.raises(CarnetError, match="ne se lit pas"):
        prepare(picture(400, 400)[:60])


def test_the_editor_has_them_too_and_its_ctrl_z_takes_them_back(
    window: MainWindow, hand: Hand, room: Documents, files: Path
) -> None:
    choosing(room, files / "Courrier du 3 mars.pdf")
    hand.key(Qt.Key.Key_E, CONTROL)
    hand.settle()
    panel = window.page.right.currentWidget()
    assert isinstance(panel, EditorPanel)
    folded = next(one for one in panel.findChildren(Section) if one.header.text() == "Documents et photo")
    folded.header.setFocus()
    hand.key(Qt.Key.Key_Return)
    section = folded.findChild(DocumentsSection)
    assert isinstance(section, DocumentsSection)
    assert section.isVisible()
    section.add.setFocus()
    hand.key(Qt.Key.Key_Insert)
    hand.settle()
    assert names(section) == ["Courrier du 3 mars.pdf"]
    assert folded.header.accessibleName() == "Documents et photo, déplié, 1 document"
    section.list.setFocus()
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert names(section) == []
    assert panel.isVisible()
