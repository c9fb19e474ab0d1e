"""« Modifier la fiche », by real keys on a real vault: what is typed is saved as one leaves it, and undone."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from carnet.domain.rings import Ring
from carnet.models.book import Book
from carnet.queries.card import row_id
from carnet.queries.editable import Editable, editable
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import CorrespondentDraft
from carnet.services.trash import to_trash
from carnet.ui.editor import Editor
from carnet.ui.editor_fields import Kept, Segments
from carnet.ui.editor_panel import EditorPanel
from carnet.ui.editor_places import PostBlock
from carnet.ui.editor_rows import Section
from carnet.ui.main_window import MainWindow
from carnet.ui.panel_parts import Link
from tests.conftest import NOW, TODAY
from tests.ui.hand import CONTROL, NONE, SHIFT, Hand


class Desk:
    """A hand on the edit panel."""

    def __init__(self, window: MainWindow, hand: Hand) -> None:
        self.window, self.hand = window, hand

    @property
    def panel(self) -> EditorPanel:
        found = self.window.findChild(Editor)
        assert found is not None
        assert found.panel is not None
        return found.panel

    @property
    def open(self) -> bool:
        """Whether the panel is shown."""
        return isinstance(self.window.page.right.currentWidget(), EditorPanel)

    def edit(self, text: str) -> None:
        """Search, then Ctrl+E."""
        self.hand.type(text)
        self.hand.key(Qt.Key.Key_E, CONTROL)
        self.hand.settle()
        assert self.open

    def go(self, name: str, *, title: bool = False) -> QWidget:
        """Tab until the field of this name has the focus, as a person without a mouse would."""
        for _ in range(250):
            focused = self.hand.focused
            header = isinstance(focused.parentWidget(), Section) and isinstance(focused, QAbstractButton)
            if header == title and focused.accessibleName().partition("\u202f")[0].startswith(name):
                return focused
            self.hand.key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {name}")

    def unfold(self, title: str) -> None:
        """Go to a section's title and open it."""
        self.go(title, title=True)
        self.hand.key(Qt.Key.Key_Right)

    def write(self, name: str, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
        """Replace a field's words and leave it."""
        field = self.go(name)
        self.replace(field, text)
        self.hand.key(key)
        self.hand.settle()

    def replace(self, field: QWidget, text: str) -> None:
        """Select all, type letter by letter."""
        assert isinstance(field, QLineEdit | QPlainTextEdit)
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        for letter in text:
            self.hand.letter(field, letter)

    def card(self, name: str = "") -> Editable:
        """The card as the vault holds it."""
        connection = self.book.reader()
        if name:
            row = connection.execute("SELECT uuid FROM correspondent WHERE family_name = ?", (name,)).fetchone()
            return editable(connection, row_id(connection, f"b:{row[0]}"))
        return editable(connection, self.panel.card.id)

    @property
    def book(self) -> Book:
        assert self.window.session.book is not None
        return self.window.session.book

    @property
    def refusals(self) -> list[str]:
        """What is said under fields."""
        rows = self.panel.findChildren(QWidget)
        return [row.notice.text() for row in rows if hasattr(row, "notice") and row.notice.text()]


@pytest.fixture
def desk(window: MainWindow, hand: Hand) -> Desk:
    return Desk(window, hand)


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


def test_who_no_longer_answers_the_words_is_searched_by_name(desk: Desk, hand: Hand, window: MainWindow) -> None:
    desk.edit("rhumato vite")
    desk.write("Spécialité", "cardio")
    hand.key(Qt.Key.Key_Escape)
    hand.settle(8)
    assert window.page.box.text() == "Dr Paul CASTELMON"
    assert window.page.card.content is not None
    assert window.page.card.content.name == "Dr Paul CASTELMON"


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


def test_documents_have_their_section(desk: Desk, hand: Hand) -> None:
    desk.edit("castelmon")
    desk.unfold("Documents")
    hand.settle()
    hand.key(Qt.Key.Key_Tab)
    assert hand.focused.accessibleName() == "Ajouter un document, Inser"
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert not desk.open


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


def test_a_card_of_the_register_is_to_be_added_first(desk: Desk, hand: Hand) -> None:
    hand.type("merindal")
    hand.key(Qt.Key.Key_E, CONTROL)
    hand.settle()
    assert not desk.open
    assert "Alt A l’ajoute d’abord" in hand.said


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
