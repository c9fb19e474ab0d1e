"""« Modifier la fiche », by real keys on a real vault: what is typed is saved as one leaves it, and undone."""

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.models.book import Book, Passphrase, open_book
from carnet.ui.editor import _reading, edit
from carnet.ui.editor_fields import Kept
from carnet.ui.editor_rows import Section
from carnet.ui.main_window import MainWindow
from carnet.ui.searcher import Reach, Scene
from tests.conftest import PASSPHRASE, TODAY
from tests.ui.conftest import finish
from tests.ui.editor_desk import Desk
from tests.ui.hand import CONTROL, Board, Hand


def test_a_field_is_saved_when_left_and_the_card_is_renewed(desk: Desk, hand: Hand, window: MainWindow) -> None:
    desk.edit("castelmon")
    assert hand.focused.accessibleName() == "Nom"
    desk.write("Prénom", "Pierre")
    assert desk.card().columns["given_name"] == "Pierre"
    assert hand.said == "Prénom\u202f: enregistré"
    assert window.page.status.offers_undo
    assert desk.panel.name == "Dr Pierre CASTELMON"
    desk.write("Consignes", "demander Claire", Qt.Key.Key_Tab)
    assert desk.card().columns["practical_note"] == "demander Claire"
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert not desk.open
    assert window.page.card.content is not None
    assert window.page.card.content.name == "Dr Pierre CASTELMON"
    assert hand.focused is window.page.box
    assert window.page.box.text() == "castelmon"


def test_ctrl_z_is_the_words_being_typed_then_the_last_saved_change(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    before = desk.card()
    desk.write("Prénom", "Pierre")
    field = desk.go("Nom")
    assert isinstance(field, QLineEdit)
    hand.key(Qt.Key.Key_End)
    for letter in "xyz":
        hand.letter(field, letter)
    hand.key(Qt.Key.Key_Z, CONTROL)
    assert field.text() == "CASTELMON"
    assert desk.card().columns["given_name"] == "Pierre"
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert desk.card().columns == before.columns | {"updated_at": desk.card().columns["updated_at"]}
    assert desk.panel.name == "Dr Paul CASTELMON"
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert hand.said == "Rien à annuler sur cette fiche"


def test_esc_saves_what_is_being_typed(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    field = desk.go("Prénom")
    desk.replace(field, "Jean")
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert not desk.open
    assert desk.card("CASTELMON").columns["given_name"] == "Jean"


def test_keys_of_words_stay_in_the_field_and_keys_with_alt_are_the_windows(
    desk: Desk, hand: Hand, board: Board
) -> None:
    desk.edit("castelmon")
    field = desk.go("Consignes")
    desk.replace(field, "un deux")
    hand.key(Qt.Key.Key_Backspace, CONTROL)
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == "un "
    hand.key(Qt.Key.Key_Home)
    hand.key(Qt.Key.Key_Delete, CONTROL)
    assert field.toPlainText() == ""
    desk.go("Secteur")
    hand.key(Qt.Key.Key_Delete, CONTROL)
    field = desk.go("Nom")
    hand.french_digit(1)
    assert board.text() == "04 65 71 20 14"
    assert isinstance(field, QLineEdit)
    assert field.text() == "CASTELMON"
    hand.settle()
    assert desk.open
    assert desk.card().columns["family_name"] == "CASTELMON"


def test_the_secretarys_view_edits_nothing(desk: Desk, hand: Hand) -> None:
    hand.type("castelmon")
    window, content = desk.window, desk.window.page.card.content
    assert content is not None
    window.page.card.content = replace(content, editable=False)
    edit(window)
    hand.settle()
    assert not desk.open
    with open_book(desk.book.folders, Passphrase(PASSPHRASE), profile=Profile.SECRETARY) as hers:
        reach = Reach()
        reach.enter(Scene(hers, None, "", TODAY))
        with pytest.raises(CarnetError, match="seul le médecin"):
            _reading(content.id)(reach)


def test_every_field_is_reached_and_named_in_the_order_of_the_eye(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    for section in desk.panel.findChildren(Section):
        section.header.setChecked(True)
    hand.settle()
    desk.go("Nom")
    seen: list[QWidget] = []
    while hand.focused not in seen:
        seen.append(hand.focused)
        hand.key(Qt.Key.Key_Tab)
        assert len(seen) < 200
    fields = [one for one in desk.panel.findChildren(QWidget) if isinstance(one, Kept) and one.isVisible()]
    assert not [field.accessibleName() for field in fields if field not in seen]
    assert all(field.accessibleName() for field in fields)
    inside = [one for one in seen if desk.panel.isAncestorOf(one)]
    tops = [one.mapTo(desk.panel._body, one.rect().topLeft()).y() for one in inside if one is not desk.panel.done]
    assert tops == sorted(tops)


def test_who_no_longer_answers_the_words_is_searched_by_name(desk: Desk, hand: Hand, window: MainWindow) -> None:
    desk.edit("rhumato vite")
    desk.write("Spécialité", "cardio")
    hand.key(Qt.Key.Key_Escape)
    hand.settle(8)
    assert window.page.box.text() == "Dr Paul CASTELMON"
    assert window.page.card.content is not None
    assert window.page.card.content.name == "Dr Paul CASTELMON"


def test_documents_have_their_section(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    desk.unfold("Documents")
    hand.settle()
    hand.key(Qt.Key.Key_Tab)
    assert hand.focused.accessibleName() == "Ajouter un document, Inser"
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert not desk.open


def test_a_card_of_the_register_is_to_be_added_first(desk: Desk, hand: Hand) -> None:
    hand.type("merindal")
    hand.key(Qt.Key.Key_E, CONTROL)
    hand.settle()
    assert not desk.open
    assert "Alt A l’ajoute d’abord" in hand.said


def test_another_card_takes_the_place_once_it_is_asked_for(desk: Desk, hand: Hand, window: MainWindow) -> None:
    desk.edit("rhumato")
    name = desk.panel.name
    field = desk.go("Prénom")
    desk.replace(field, "Zoélie")
    window.page.view.setFocus()
    hand.key(Qt.Key.Key_Down)
    hand.settle()
    assert not desk.open
    assert window.page.card.content is not None
    assert window.page.card.content.name != name
    assert desk.book.reader().execute("SELECT count(*) FROM correspondent WHERE given_name = 'Zoélie'").fetchone() == (
        1,
    )


def test_locking_takes_the_panel_away(desk: Desk, hand: Hand, window: MainWindow) -> None:
    desk.edit("castelmon")
    window.session.lock()
    hand.settle()
    assert not desk.open
    assert "CASTELMON" not in " ".join(one.text() for one in window.findChildren(QLineEdit) if one.isVisible())


def test_locking_saves_what_is_being_typed(desk: Desk, hand: Hand, window: MainWindow, qtbot: QtBot) -> None:
    desk.edit("castelmon")
    desk.replace(desk.go("Prénom"), "Luc")
    window.session.lock()
    finish(qtbot, window.session.unlock(PASSPHRASE))
    assert desk.card("CASTELMON").columns["given_name"] == "Luc"


def test_closing_the_window_saves_what_is_being_typed(desk: Desk, hand: Hand, window: MainWindow) -> None:
    desk.edit("castelmon")
    field = desk.go("Prénom")
    desk.replace(field, "Luc")
    window.close()
    assert desk.card("CASTELMON").columns["given_name"] == "Luc"


def test_another_part_may_be_added(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    field = QLineEdit()
    field.setAccessibleName("Autre")
    section = desk.panel.add_section("Autre partie", field, lambda card: f"{len(card.lines)} lignes")
    hand.settle()
    desk.unfold("Autre partie")
    assert section.header.isChecked()
    hand.key(Qt.Key.Key_Tab)
    assert hand.focused is field
    assert field.isVisible()


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("size", [(1024, 700), (1920, 1080)])
def test_nothing_is_cut_at_any_size(
    desk: Desk, hand: Hand, window: MainWindow, size: tuple[int, int], percent: int
) -> None:
    window.resize(*size)
    window.theme.zoom(percent)
    desk.edit("benhaddou")
    for section in desk.panel.findChildren(Section):
        section.header.setChecked(True)
    QApplication.processEvents()
    area = desk.panel._scroll
    assert desk.panel._body.width() <= area.viewport().width()
    for field in desk.panel.findChildren(QWidget):
        if isinstance(field, Kept) and field.isVisible():
            right = field.mapTo(desk.panel._body, field.rect().topRight()).x()
            assert right <= area.viewport().width(), field.accessibleName()


def test_what_was_not_changed_is_not_written(desk: Desk, hand: Hand, window: MainWindow) -> None:
    desk.edit("castelmon")
    before = journal(desk.book)
    desk.write("Prénom", "Paul ")
    for _ in range(30):
        hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert journal(desk.book) == before
    assert not window.page.status.offers_undo


def journal(book: Book) -> Any:
    return book.reader().execute("SELECT count(*) FROM journal").fetchone()


def test_one_field_is_one_step_of_the_journal(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    desk.write("Prénom", "Pierre")
    desk.write("Adresse", "1 place du Clos")
    query = "SELECT verb FROM journal GROUP BY batch ORDER BY max(id) DESC LIMIT 2"
    assert [row[0] for row in desk.book.reader().execute(query)] == ["change_site", "change_card"]
