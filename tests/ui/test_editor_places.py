"""Lines, places and roles in the edit panel, by real keys on a real vault."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from carnet.domain.rings import Ring
from carnet.ui.editor_places import PostBlock
from carnet.ui.panel_parts import Link
from tests.ui.editor_desk import Desk
from tests.ui.hand import CONTROL, Hand


def test_a_landline_is_paired_as_typed_and_added(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    field = desk.go("Ajouter un numéro")
    for letter in "0465712033":
        hand.letter(field, letter)
    assert isinstance(field, QLineEdit)
    assert field.text() == "04 65 71 20 33"
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert [line.shown for line in desk.card().lines if line.ring == "public"][-1] == "04 65 71 20 33"
    assert field.text() == ""
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert desk.window.page.card.content is not None
    shown = [number.line.value for number in desk.window.page.card.content.numbers.values()]
    assert "04 65 71 20 33" in shown


@pytest.mark.parametrize(("key", "ring"), [("p", "public"), ("m", "personal"), ("", "personal")])
def test_a_mobile_asks_for_whom_and_left_alone_is_mine(desk: Desk, hand: Hand, key: str, ring: str) -> None:
    desk.edit("castelmon")
    field = desk.go("Ajouter un numéro")
    for letter in "0639980099":
        hand.letter(field, letter)
    hand.key(Qt.Key.Key_Return)
    assert hand.focused.accessibleName() == "Pour moi, touche M"
    if key:
        hand.letter(hand.focused, key)
    else:
        desk.window.page.box.setFocus()
    hand.settle()
    added = [line for line in desk.card("CASTELMON").lines if line.shown == "06 39 98 00 99"]
    assert [line.ring for line in added] == [ring]


def test_a_line_is_changed_its_ring_moved_by_hand_its_use_completed_and_emptied_it_goes(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    line = next(line for line in desk.card().lines if line.ring == "personal")
    field = desk.go(f"Téléphone {line.shown}")
    hand.key(Qt.Key.Key_Tab)
    assert hand.focused.accessibleName() == "Visible par\u202f: moi"
    hand.key(Qt.Key.Key_Left)
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    now = next(one for one in desk.card().lines if one.id == line.id)
    assert now.ring == Ring.PRACTICE.label
    hand.key(Qt.Key.Key_Backtab)
    hand.key(Qt.Key.Key_Backtab)
    hand.key(Qt.Key.Key_Backtab)
    use = hand.focused
    desk.replace(use, "avi")
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert next(one for one in desk.card().lines if one.id == line.id).use == "opinion"
    desk.replace(field, "")
    field.setFocus()
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert line.id not in [one.id for one in desk.card().lines]
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert line.id in [one.id for one in desk.card().lines]


def test_a_phone_is_never_refused(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    for typed in ("12 34", "+49 30 901820", "poste 4521", "anne.roux@exemple.fr", "dr.roux@exemple.mssante.fr"):
        desk.write("Ajouter un numéro", typed)
    assert desk.refusals == []
    kinds = {line.value: line.kind for line in desk.card().lines}
    assert kinds["anne.roux@exemple.fr"] == "email"
    assert kinds["dr.roux@exemple.mssante.fr"] == "secure"
    assert {"12 34", "poste 4521"} <= kinds.keys()


def test_the_specialty_is_completed_and_an_unknown_one_is_refused_in_words(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    desk.write("Spécialité", "cardio")
    assert desk.card().roles[0].columns["specialty"] == "cardiologie"
    desk.write("Spécialité", "zzzz")
    assert "n’est pas une spécialité connue" in desk.refusals[0]
    assert hand.focused.accessibleName() == "Spécialité"
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert desk.open is False or desk.refusals
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert not desk.open
    assert desk.card("CASTELMON").roles[0].columns["specialty"] == "cardiologie"


def test_the_commune_is_completed_with_its_code(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    field = desk.go("Commune")
    desk.replace(field, "gor")
    hand.settle()
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    site = desk.card().roles[0].site
    assert site
    assert [site.columns[name] for name in ("postcode", "city", "insee")] == ["84220", "Gordes", "84050"]
    desk.write("Commune", "Genève")
    site = desk.card().roles[0].site
    assert site
    assert [site.columns[name] for name in ("postcode", "city", "insee")] == ["", "Genève", ""]
    field = desk.go("Commune")
    desk.replace(field, "84000 avignon")
    desk.window.page.box.setFocus()
    hand.settle()
    site = desk.card("CASTELMON").roles[0].site
    assert site
    assert [site.columns[name] for name in ("postcode", "city", "insee")] == ["84000", "Avignon", "84007"]


def test_a_hand_that_does_not_wait_for_the_communes_has_the_first_or_its_own_words(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    desk.write("Commune", "gor")
    site = desk.card().roles[0].site
    assert site
    assert site.columns["city"] == "Gordes"
    batches = "SELECT count(DISTINCT batch) FROM journal"
    before = desk.book.reader().execute(batches).fetchone()[0]
    field = desk.go("Commune")
    desk.replace(field, "avig")
    hand.key(Qt.Key.Key_Tab)
    hand.settle()
    assert desk.book.reader().execute(batches).fetchone()[0] == before + 1
    field = desk.go("Commune")
    desk.replace(field, "oppe")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    site = desk.card("CASTELMON").roles[0].site
    assert site
    assert (site.columns["city"], desk.open) == ("oppe", False)


def test_a_shared_place_is_changed_for_one_or_for_all(desk: Desk, hand: Hand) -> None:
    desk.edit("hopital")
    site = desk.card().roles[0].site
    assert site
    assert site.users > 1
    desk.write("Adresse", "1 rue Neuve")
    mine = desk.card().roles[0].site
    assert mine
    assert (mine.id != site.id, mine.users, mine.columns["street"]) == (True, 1, "1 rue Neuve")
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    desk.go("Changer le lieu pour")
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Return)
    desk.write("Adresse", "1 rue Neuve")
    again = desk.card().roles[0].site
    assert again
    assert (again.id, again.users, again.columns["street"]) == (site.id, site.users, "1 rue Neuve")


def test_roles_are_added_changed_and_removed(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    desk.unfold("Lieux et fonctions")
    _press(desk.panel, "Ajouter un lieu ou une fonction", hand)
    hand.settle()
    assert len(desk.card().roles) == 2
    block = _last_block(desk)
    _in(block, desk, "Adresse", "3 rue Diderot")
    _in(block, desk, "Fonction", "consultation avancée")
    _in(block, desk, "Structure", "centre hospitalier d’apt")
    role = desk.card().roles[1]
    assert role.site
    assert (role.site.columns["street"], role.columns["function"]) == ("3 rue Diderot", "consultation avancée")
    assert desk.card().names[role.columns["structure_id"]].endswith("Apt")
    _in(block, desk, "Ajouter un numéro", "0465710077")
    assert [line.shown for line in desk.card().roles[1].lines] == ["04 65 71 00 77"]
    _press(block, "Retirer cette fonction", hand)
    hand.settle()
    assert len(desk.card().roles) == 1


def _press(where: QWidget, words: str, hand: Hand) -> None:
    """Enter on the quiet button with these words."""
    next(link for link in where.findChildren(Link) if link.text() == words).setFocus()
    hand.key(Qt.Key.Key_Return)


def _last_block(desk: Desk) -> QWidget:
    return desk.panel.findChildren(PostBlock)[-1]


def _in(block: QWidget, desk: Desk, name: str, text: str) -> None:
    """Replace the words of a field of a block."""
    field = next(one for one in block.findChildren(QLineEdit) if one.accessibleName().startswith(name))
    field.setFocus()
    desk.replace(field, text)
    desk.hand.key(Qt.Key.Key_Return)
    desk.hand.settle()
