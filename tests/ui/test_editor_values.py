"""What may be written in the edit panel, and what cannot be: said where it is, nothing lost."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import CorrespondentDraft
from carnet.services.trash import to_trash
from carnet.ui.editor_segments import Segments
from carnet.ui.main_window import MainWindow
from tests.conftest import NOW, TODAY
from tests.ui.editor_desk import Desk
from tests.ui.hand import NONE, SHIFT, Hand


@pytest.mark.parametrize(
    ("typed", "day"),
    [("3 mars 2026", date(2026, 3, 3)), ("03/03/2026", date(2026, 3, 3)), ("2026-03-03", date(2026, 3, 3)),
     ("mars 2026", date(2026, 3, 1))],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(desk: Desk, typed: str, day: date) -> None:
    desk.edit("castelmon")
    desk.unfold("Provenance")
    desk.write("Vérifié le", typed)
    assert desk.card().columns["verified_on"] == day


def test_what_cannot_be_is_said_where_it_is_and_nothing_is_lost(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    desk.unfold("Lieux et fonctions")
    desk.write("Depuis", "mars 2026")
    desk.write("Jusqu’au", "31 février 2026")
    assert "n’existe pas" in desk.refusals[0]
    desk.write("Jusqu’au", "janvier 2026")
    assert "avant d’avoir commencé le 1er mars 2026" in desk.refusals[0]
    assert desk.card().roles[0].columns["until"] is None
    desk.write("Jusqu’au", "")
    assert desk.refusals == []
    desk.unfold("Provenance")
    desk.write("Vérifié le", "3 mars 2030")
    assert "est à venir" in desk.refusals[0]
    desk.write("Vérifié le", "")
    assert desk.card().columns["verified_on"] is None


def test_a_name_of_any_length_and_script(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    strange = "د. ليلى 👩🏽‍⚕️ \u202eחדד"
    field = desk.go("Nom")
    assert isinstance(field, QLineEdit)
    field.selectAll()
    field.insert(strange)
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert desk.card().columns["family_name"] == strange
    field = desk.go("Nom")
    assert isinstance(field, QLineEdit)
    field.selectAll()
    field.insert("x" * 300)
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert desk.card().columns["family_name"] == "x" * 300
    assert desk.panel._body.width() <= desk.panel._scroll.viewport().width()
    field.setFocus()
    field.selectAll()
    field.insert("y" * 301)
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert "301 caractères, 300 au plus" in desk.refusals[0]
    assert field.text() == "y" * 301


def test_attributes_delays_and_labels_unfold(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    desk.unfold("À savoir")
    desk.go("Téléconsultation")
    hand.letter(hand.focused, "o")
    hand.key(Qt.Key.Key_Return)
    desk.go("À domicile")
    hand.letter(hand.focused, "i")
    hand.key(Qt.Key.Key_Tab)
    hand.settle()
    assert (desk.card().columns["video"], desk.card().columns["home_visits"]) == (True, None)
    desk.unfold("Délais annoncés")
    desk.write("Si j’appelle, délai", "3 semaines")
    told = [(row["audience"], row["days"], row["told_on"]) for row in desk.card().told if row["audience"] == "caller"]
    assert told == [("caller", 21, TODAY)]
    desk.write("Si j’appelle, annoncé le", "mars 2026")
    assert [row["told_on"] for row in desk.card().told if row["audience"] == "caller"] == [date(2026, 3, 1)]
    desk.write("Si j’appelle, délai", "longtemps")
    assert "n’est pas un délai" in desk.refusals[0]
    desk.write("Si j’appelle, délai", "")
    assert not [row for row in desk.card().told if row["audience"] == "caller"]
    desk.write("Étiquettes", "#réseau, FMC ; réseau")
    assert desk.card().tags == ("réseau", "FMC")
    desk.unfold("Compétences")
    desk.write("Langues", "arabe, anglais")
    assert desk.card().languages == ("arabe", "anglais")


def test_the_status_its_date_and_the_successor(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    desk.unfold("État et successeur")
    desk.go("État")
    hand.letter(hand.focused, "r")
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert (desk.card().columns["status"], desk.card().columns["status_on"]) == ("retired", TODAY)
    field = desk.go("Successeur")
    desk.replace(field, "dr benh")
    hand.settle()
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert "BENHADDOU" in desk.card().names[desk.card().columns["successor_id"]]
    desk.write("Successeur", "personne de ce nom")
    assert "Aucune fiche de votre carnet ne porte ce nom" in desk.refusals[0]
    desk.write("Successeur", "")
    assert desk.card().columns["successor_id"] is None


def test_the_sector_and_the_favourite_by_keys_and_by_mouse(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    sector = desk.go("Secteur")
    hand.letter(sector, "o")
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert desk.card().columns["sector"] == "optam"
    assert isinstance(sector, Segments)
    desk.panel._scroll.ensureWidgetVisible(sector)
    place = sector._frames(sector.width())[0][1].center().toPoint()
    QTest.mouseClick(sector, Qt.MouseButton.LeftButton, NONE, place)
    hand.settle()
    assert desk.card().columns["sector"] == "1"
    desk.go("Favori")
    hand.key(Qt.Key.Key_Left)
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert desk.card().columns["favourite"] is True


def test_a_structure_says_what_it_does_and_for_what_ages(desk: Desk, hand: Hand) -> None:
    desk.edit("cms")
    desk.unfold("Ce que fait")
    field = desk.go("Fait")
    assert isinstance(field, QPlainTextEdit)
    desk.replace(field, "bilan social")
    hand.key(Qt.Key.Key_Return, SHIFT)
    for letter in "aides":
        hand.letter(field, letter)
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert desk.card().profile["does"] == "bilan social\naides"
    desk.write("À partir de", "65 ans")
    desk.write("Jusqu’à", "18")
    assert "dépasse l’âge maximal" in desk.refusals[0]
    desk.write("Jusqu’à", "moins")
    assert "n’est pas un âge" in desk.refusals[0]
    desk.write("Jusqu’à", "90")
    assert (desk.card().profile["age_min"], desk.card().profile["age_max"]) == (65, 90)
    assert desk.refusals == []


def test_a_contact_without_a_name(desk: Desk, hand: Hand) -> None:
    create_correspondent(desk.book, CorrespondentDraft(label="assistante sociale de la CPAM"), now=NOW)
    desk.edit("assistante sociale cpam")
    assert hand.focused.accessibleName() == "Fonction"
    desk.write("Spécialité", "assistante sociale")
    desk.write("Ajouter un numéro", "3646")
    desk.write("Adresse", "7 boulevard du Nord")
    (role,) = desk.card().roles
    assert role.site
    assert (role.columns["specialty"], role.site.columns["street"]) == ("assistance-sociale", "7 boulevard du Nord")
    assert desk.card().lines[0].shown == "36 46"
    desk.write("Fonction", "")
    assert "Une fiche garde au moins un nom ou une fonction" in desk.refusals[0]


def test_a_card_that_is_gone_meanwhile_is_said_and_left(desk: Desk, hand: Hand, window: MainWindow) -> None:
    desk.edit("castelmon")
    to_trash(desk.book, [desk.panel.card.id], now=NOW)
    desk.write("Prénom", "Pierre")
    assert "n'est plus dans le carnet" in desk.refusals[0]
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert not desk.open
    assert "CASTELMON" not in hand.surnames()


def test_a_disk_that_refuses_is_said_under_the_field(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    vault = desk.book.folders.vault
    vault.rename(vault.with_suffix(".away"))
    desk.write("Prénom", "Pierre")
    assert "n’est plus à sa place" in desk.refusals[0]
    vault.with_suffix(".away").rename(vault)
    desk.go("Prénom")
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert desk.card().columns["given_name"] == "Pierre"
    assert desk.refusals == []
