"""Imports by real keys on the real demonstration: read, reviewed, written, undone at once or later."""

import re
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from carnet.domain.disclosure import Profile
from carnet.exchange.tables.mapping import FIELDS
from carnet.models.book import Book
from carnet.paths import Folders
from carnet.queries.card import row_id
from carnet.queries.review import held_cards
from carnet.services import bulk
from carnet.services.exports import Order, prepare
from carnet.ui import import_rooms
from carnet.ui.import_room import AT_MOST_MS, ImportRoom
from carnet.ui.import_rooms import ImportEntrance
from carnet.ui.session import Session
from tests.conftest import CHEAP, NOW, PASSPHRASE, TODAY
from tests.services.importing import count, dump
from tests.ui.conftest import finish, shown
from tests.ui.hand import CONTROL, Board, Opener
from tests.ui.importing import Importer, outlook, predecessor, vcard, written

KEY = Qt.Key
NNBSP = "\u202f"


def test_a_predecessors_book_by_keys_then_taken_back(importer: Importer, book: Book, tmp_path: Path) -> None:
    before = dump(book)
    path = predecessor(book, tmp_path, 60, 20, conflicts=3)
    page = importer.to_review(path, "Dr Morel")
    assert page.state.review.counts == {"new": 40, "same": 17, "probable": 0, "conflict": 3, "unchanged": 0}
    assert page.list.hasFocus()
    assert len(importer.names) == 3  # those to decide come first
    first, mine = importer.names[0], page.overview.target_name(page.list.current)
    importer.key(KEY.Key_Right)  # to the fields: mine or theirs
    assert page.compare.hasFocus()
    importer.key(KEY.Key_Right)
    importer.key(KEY.Key_Return)
    assert importer.row(first).startswith("à compléter")
    importer.key(KEY.Key_M)
    importer.key(KEY.Key_X)
    assert page.overview.tally[:2] == (40, 19)
    assert page.apply_button.text() == "Appliquer (40 nouvelles, 19 complétées)"
    importer.apply()
    assert importer.said == "40 fiches ajoutées, 19 complétées"
    cards = {one.name: one for one in held_cards(book.reader()).values()}
    assert cards[mine].side.fields["sector"] == "none"
    assert "Rappelle" not in str(cards[mine].side.fields.get("note"))
    assert count(book, "remark", "words LIKE 'Rappelle le soir%'") == 19
    importer.key(KEY.Key_Z, CONTROL)
    importer.settle()
    assert importer.said == f"Carnet du Dr Morel retiré{NNBSP}: 40 fiches enlevées, 19 remises comme avant"
    assert dump(book) == before


def test_the_same_file_twice_brings_nothing(importer: Importer, book: Book, tmp_path: Path) -> None:
    path = predecessor(book, tmp_path, 30, 10)
    importer.to_review(path, "Dr Morel")
    importer.apply()
    before = dump(book)
    page = importer.to_review(path, "Dr Morel")
    assert page.overview.tally.nothing
    assert not page.overview.tally.left
    assert page.status.message == f"Rien de neuf{NNBSP}: tout ce fichier est déjà dans votre carnet."
    importer.apply()
    assert importer.said == f"Rien de neuf{NNBSP}: votre carnet n’a pas changé."
    assert dump(book) == before


def test_ones_own_export_brings_nothing_and_is_taken_back_as_it_came(
    importer: Importer, book: Book, tmp_path: Path
) -> None:
    before, path = dump(book), tmp_path / "carnet.vcf"
    prepare(book, Order(Profile.SELF), today=TODAY).write(path)
    page = importer.to_review(path)
    assert page.apply_button.text() == "Appliquer (rien de neuf)"
    importer.apply()
    assert importer.said == f"Rien de neuf{NNBSP}: votre carnet n’a pas changé."
    panel = importer.imports()
    words = [label.text() for label in panel.findChildren(QLabel)]
    assert "rien de neuf · carnet.vcf" in words
    next(iter(panel.links.values())).click()
    importer.until(lambda: bool(panel.sentence))
    file = f"«{NNBSP}carnet.vcf{NNBSP}»"
    assert panel.sentence == f"Import de {file} retiré{NNBSP}: votre carnet n’a pas changé."
    importer.settle()
    assert dump(book) == before


def test_twelve_people_of_one_secretariat_stay_twelve(importer: Importer, book: Book, tmp_path: Path) -> None:
    names = ("Barande", "Cosillon", "Diloubert", "Fumesquieu", "Gepatti", "Jotigne", "Lycoux", "Nevambre", "Puxande",
             "Tidillon", "Zoroubert", "Mavesquieu")  # fmt: skip
    cards = [vcard(f"UID:s{name}", f"N:{name};Anne;;Dr;", f"FN:Dr Anne {name}", "TEL;TYPE=WORK:04 65 71 90 00",
                   "EMAIL:secretariat@exemple.fr", "ADR;TYPE=WORK:;;1 rue des Lices;Apt;;84400;")
             for name in names]  # fmt: skip
    people = count(book, "correspondent", "kind = 'person'")
    page = importer.to_review(written(tmp_path / "secretariat.vcf", "".join(cards)))
    assert page.overview.tally.new == 12
    importer.apply()
    assert count(book, "correspondent", "kind = 'person'") == people + 12


def test_decisions_that_follow_each_other_are_kept_within_the_second(
    importer: Importer, book: Book, tmp_path: Path, qtbot: QtBot
) -> None:
    importer.to_review(predecessor(book, tmp_path, 40, 20, conflicts=6), "Dr Morel")
    importer.filter(1)
    for _ in range(14):  # never 300 ms without a key
        importer.key(KEY.Key_X)
        qtbot.wait(100)
    assert count(book, "import_review") == 1


def test_what_was_decided_is_there_after_a_kill(
    importer: Importer, book: Book, tmp_path: Path, qtbot: QtBot, board: Board, opener: Opener
) -> None:
    path = predecessor(book, tmp_path, 40, 20, conflicts=6)
    page = importer.to_review(path, "Dr Morel")
    first, second = importer.names[:2]
    importer.key(KEY.Key_X)
    importer.key(KEY.Key_D)
    importer.until(lambda: count(book, "import_review") == 1)
    left = tmp_path / "as a kill leaves it"
    shutil.copytree(importer.window.session.folders.data, left)
    session = Session(Folders.inside(left), clock=lambda: NOW, cost=CHEAP)
    finish(qtbot, session.unlock(PASSPHRASE))
    window = shown(session, qtbot, board, opener)
    again = Importer(window, qtbot)
    again.settle()
    again.open(path)
    assert again.page.author == "Dr Morel"
    assert again.page.begun.text() == f"Revue commencée le 22 novembre 2026{NNBSP}: 2 décisions gardées."
    again.key(KEY.Key_Return)
    page = again.review
    assert page.state.review.author == "Dr Morel"
    assert page.status.message == f"Revue commencée{NNBSP}: 2 décisions reprises."
    again.filter(1)
    assert again.row(first) == "laissée"
    assert again.row(second) == "à ajouter"
    window.close()
    session.close()


def test_a_lock_keeps_the_last_decision(importer: Importer, book: Book, tmp_path: Path, qtbot: QtBot) -> None:
    path = predecessor(book, tmp_path, 30, 20, conflicts=4)
    importer.to_review(path, "Dr Morel")
    first = importer.names[0]
    importer.key(KEY.Key_X)
    session = importer.window.session
    session.lock()
    assert importer.window.pages.currentWidget() is importer.window.page
    finish(qtbot, session.unlock(PASSPHRASE))
    importer.settle()
    importer.to_review(path, "Dr Morel")
    importer.filter(1)
    assert importer.row(first) == "laissée"
    assert AT_MOST_MS <= 5000


def test_leaving_keeps_and_the_list_says_so(importer: Importer, book: Book, tmp_path: Path) -> None:
    path = predecessor(book, tmp_path, 30, 20, conflicts=4)
    importer.to_review(path)
    importer.key(KEY.Key_X)
    importer.key(KEY.Key_Escape)
    importer.settle()
    assert importer.said == f"Revue gardée{NNBSP}: rouvrez «{NNBSP}morel.vcf{NNBSP}» pour la continuer."
    panel = importer.imports()
    words = " ".join(label.text() for label in panel.findChildren(QLabel))
    assert "1 décision gardée. Rouvrez ce fichier pour continuer." in words
    next(iter(panel.links.values())).click()
    importer.settle()
    assert count(book, "import_review") == 0


def test_undone_later_what_was_changed_since_is_kept_and_seen(importer: Importer, book: Book, tmp_path: Path) -> None:
    path = predecessor(book, tmp_path, 60, 20)
    importer.to_review(path, "Dr Morel")
    importer.apply()
    made = [one for one in held_cards(book.reader()).values() if "Morel" in str(one.side.fields.get("found_in"))]
    assert len(made) == 40
    kept = sorted(made, key=lambda one: one.name)[:10]
    keys = [row_id(book.reader(), one.key) for one in kept]
    bulk.set_favourite(book, keys, favourite=True, now=NOW + timedelta(days=3))
    panel = importer.imports()
    next(iter(panel.links.values())).click()
    importer.until(lambda: bool(panel.sentence))
    assert panel.sentence == (
        f"Carnet du Dr Morel retiré{NNBSP}: 30 fiches enlevées, 20 remises comme avant."
        " 10 modifiées depuis sont gardées."
    )
    importer.settle()
    panel.links["see"].click()
    assert [panel.links[one.key].text() for one in kept] == [one.name for one in kept]
    words = " ".join(label.text() for label in panel.findChildren(QLabel))
    assert "Défait le 22 novembre 2026" in words
    importer.window.resize(720, 640)
    importer.settle()
    foot = importer.window.page.status
    (said,) = (label for label in foot.findChildren(QLabel) if label.toolTip())
    assert said.toolTip() == foot.message
    assert "…" in said.text()
    assert said.fontMetrics().horizontalAdvance(re.sub("<[^>]*>", "", said.text())) <= said.width()
    panel.links[kept[0].key].click()
    importer.until(lambda: importer.selected == kept[0].name)


def test_outlook_in_french_is_mapped_by_itself(importer: Importer, book: Book, tmp_path: Path) -> None:
    importer.open(outlook(tmp_path / "outlook.csv"))
    importer.key(KEY.Key_Return)
    page = importer.mapping
    assert importer.focused is page.choices[0]
    shown_now = page.preview.words
    assert "Dr Anne BARILLON" in shown_now
    assert "fax 04 65 71 40 01" in shown_now
    assert f"Ligne 4{NNBSP}: ce n’est pas un numéro{NNBSP}: demander" in shown_now
    importer.key(KEY.Key_Return, CONTROL)
    review = importer.review
    assert review.overview.tally.new == 3
    importer.apply()
    names = {one.name for one in held_cards(book.reader()).values()}
    assert {"Dr Anne BARILLON", "Mme Zoé COSESQUIEU", "M. Paul DILATTI"} <= names


def test_a_free_sheet_is_changed_by_keyboard_and_remembered(importer: Importer, tmp_path: Path) -> None:
    text = "Nom Prénom;téléphones;remarque\nBARILLON Anne;04 65 71 40 00 / 06 39 98 40 00;rhumatologue\n"
    path = written(tmp_path / "liste.csv", text)
    importer.open(path)
    importer.key(KEY.Key_Return)
    page = importer.mapping
    assert [page.mapping.keys[at] for at in range(3)] == ["full_name", "phone", "note"]
    importer.key(KEY.Key_Tab, times=2)
    assert importer.focused is page.choices[2]
    importer.key(KEY.Key_Home)
    importer.key(KEY.Key_Down, times=list(FIELDS).index("specialty"))
    importer.until(lambda: "Rhumatologie" in page.preview.words)
    importer.key(KEY.Key_Return, CONTROL)
    assert importer.review.list.rows.rows[0].what == "Rhumatologue"
    importer.key(KEY.Key_Escape)
    importer.settle()
    again = written(tmp_path / "autre.csv", text.replace("BARILLON", "COSILLON"))
    importer.open(again)
    importer.key(KEY.Key_Return)
    assert importer.mapping.mapping.keys == ("full_name", "phone", "specialty")
    assert importer.mapping.about.text().startswith("Comme la dernière fois")


def test_files_that_cannot_be_read_say_why_and_the_rest_is_read(importer: Importer, tmp_path: Path) -> None:
    before = dump(importer.window.session.book)  # type: ignore[arg-type]
    bomb = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b"0" * 400_000_000)
    for path, said in (
        (written(tmp_path / "vide.vcf", ""), "est vide."),
        (tmp_path, "est un dossier"),
        (tmp_path / "absent.vcf", "le fichier n’existe pas"),
        (bomb, "bombe.xlsx"),
    ):
        importer.open(path)
        assert said in importer.page.said.text(), path
        assert importer.focused is importer.page.choose_button
    assert dump(importer.window.session.book) == before  # type: ignore[arg-type]
    cut = vcard("UID:a", "N:Barande;Anne;;;", "FN:Anne Barande") + "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Cos"
    page = importer.to_review(written(tmp_path / "coupe.vcf", cut))
    assert "Anne BARANDE" in importer.names
    assert not page.troubles_button.isHidden()
    importer.key(KEY.Key_L, Qt.KeyboardModifier.AltModifier)
    assert "Ligne" in importer.focused.item(0).text()  # type: ignore[attr-defined]
    importer.key(KEY.Key_Escape)
    assert importer.focused is page.list


def test_a_file_dropped_on_the_window_opens_the_import(importer: Importer, tmp_path: Path) -> None:
    entrance = ImportEntrance(importer.window)
    path = written(tmp_path / "une.vcf", vcard("UID:a", "N:Barande;Anne;;;", "FN:Anne Barande"))
    for given, taken in ((tmp_path / "photo.png", False), (path, True)):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(given))])
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, button, none)
        assert entrance.eventFilter(importer.window.page, event) is taken
        away = importer.window.pages.currentWidget() is not importer.window.page
        assert away is taken
    importer.until(lambda: importer.page.look is not None)
    assert entrance.link.isHidden()


def test_the_secretary_has_no_import(importer: Importer, tmp_path: Path, qtbot: QtBot) -> None:
    from carnet.models.secretary import give_access

    session = importer.window.session
    assert session.book
    give_access(session.book, "mot de passe du secretariat", cost=CHEAP)
    session.lock()
    finish(qtbot, session.unlock("mot de passe du secretariat"))
    entrance = ImportEntrance(importer.window)
    importer.settle()
    for opened in (import_rooms.open_import, import_rooms.open_list, import_rooms.open_duplicates):
        opened(importer.window)
        assert importer.window.pages.currentWidget() is importer.window.page
    assert not importer.window.findChildren(ImportRoom)
    assert entrance.link.isHidden()


def test_seven_hundred_cards_by_keyboard(importer: Importer, book: Book, tmp_path: Path) -> None:
    before = dump(book)
    page = importer.to_review(predecessor(book, tmp_path, 700, 60, conflicts=20), "Dr Morel")
    asked = page.overview.tally.left
    assert asked >= 15
    for at in range(asked):
        importer.key((KEY.Key_M, KEY.Key_D, KEY.Key_X)[at % 3])
    apart = len(range(1, asked, 3))
    assert not page.overview.tally.left
    importer.filter(1)
    importer.key(KEY.Key_End)
    importer.key(KEY.Key_Down, times=3)
    importer.key(KEY.Key_Home)
    importer.key(KEY.Key_Down, times=200)
    assert page.overview.tally.new == 640 + apart
    importer.apply()
    assert importer.said.startswith(f"{640 + apart} fiches ajoutées")
    importer.key(KEY.Key_Z, CONTROL)
    importer.settle()
    after = dump(book)
    assert [name for name in before if before[name] != after[name]] == []
