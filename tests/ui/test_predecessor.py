"""A predecessor's 700 cards beside 500, in the real window, by nothing but keys: read, left, come back to, decided,
applied, looked at, and taken back after ten later edits."""

import json
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from carnet.models.book import Book
from carnet.models.schema import metadata
from carnet.paths import Folders
from carnet.queries.review import held_cards
from carnet.services import bulk
from carnet.services.drafts import LineDraft, ReferralDraft
from carnet.services.editing import change_card, set_tags
from carnet.services.editing_places import add_line, change_line
from carnet.services.referrals import refer
from carnet.ui.import_list import ImportList
from carnet.words import NARROW
from tests.conftest import NOW, PASSPHRASE, make_book
from tests.services import predecessors
from tests.services.importing import count, dump
from tests.services.predecessors import Somebody, Truth
from tests.ui.conftest import started
from tests.ui.hand import NONE
from tests.ui.importing import Importer, written

KEY = Qt.Key
LATER = NOW + timedelta(days=30)
KEYS_AT_MOST = 330  # for 700 cards, the file's name aside: less than one a card


class Counting(Importer):
    """A hand that counts its keys."""

    keys = 0

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """A key, counted."""
        self.keys += times
        super().key(key, modifiers, times)

    def french_digit(self, digit: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """A digit, counted."""
        self.keys += 1
        super().french_digit(digit, modifiers)

    def menu(self, entry: str) -> None:
        """Réglages by keys: Tab to the button, Space, the arrows down to the entry, Enter."""
        button = self.window.page.settings_button
        for _ in range(60):
            if self.focused is button:
                break
            self.key(KEY.Key_Tab)
        assert self.focused is button
        self.key(KEY.Key_Space)
        menu = QApplication.activePopupWidget()
        assert menu is self.window.settings_menu
        for _ in range(60):
            self.key_to(menu, KEY.Key_Down)
            action = self.window.settings_menu.activeAction()
            if action is not None and action.text() == entry:
                break
        self.key_to(menu, KEY.Key_Return)
        self.window.activateWindow()  # as a window manager does when a menu closes
        self.until(self.window.isActiveWindow)

    def key_to(self, widget: QWidget, key: Qt.Key) -> None:
        """A key to what has popped up."""
        self.keys += 1
        QTest.keyClick(widget, key)

    def choose_file(self, path: Path) -> None:
        """« Choisir un fichier… »: what the system's own dialog answers."""
        assert self.focused is self.page.choose_button
        self.room.open(path)
        self.until(lambda: self.page.look is not None)

    def begin(self, path: Path) -> None:
        """Réglages → Importer des fiches…, the file, whose it is: to the review."""
        self.menu("Importer des fiches…")
        self.choose_file(path)
        self.says_whose("Dr Morel")

    def take_back(self) -> ImportList:
        """Réglages → Imports…, Tab to « Défaire », Enter."""
        self.menu("Imports…")
        self.settle()
        panel = self.window.page.right.currentWidget()
        assert isinstance(panel, ImportList)
        for _ in range(30):
            if getattr(self.focused, "text", str)() == "Défaire":
                break
            self.key(KEY.Key_Tab)
        self.key(KEY.Key_Return)
        self.until(lambda: bool(panel.sentence))
        self.settle()
        return panel


@pytest.fixture
def folder(tmp_path: Path) -> tuple[Folders, list[Somebody]]:
    with make_book(tmp_path / "data") as book:
        held = predecessors.fill(book, predecessors.vault())
    return Folders.inside(tmp_path / "data"), held


@pytest.fixture
def importer(folder: tuple[Folders, list[Somebody]], tmp_path: Path, qtbot: QtBot) -> Iterator[Counting]:
    password = written(tmp_path / "password", PASSPHRASE)
    with started(folder[0], qtbot, password=password) as conductor:
        made = Counting(conductor.window, qtbot)
        made.settle()
        yield made


def test_seven_hundred_beside_five_hundred_by_keys_alone(
    importer: Counting, folder: tuple[Folders, list[Somebody]], tmp_path: Path
) -> None:
    book = importer.window.session.book
    assert book
    before, people = dump(book), count(book, "correspondent")
    known = {card.uuid for card in held_cards(book.reader()).values()}
    cards, truths = predecessors.predecessor(folder[1])
    path = predecessors.written(tmp_path / "morel.vcf", cards, truths)
    importer.begin(path)
    page = importer.review
    assert page.status.message == ""
    asked = len(importer.names)
    assert asked == page.overview.tally.left
    decide(importer, truths, stop_after=20)
    importer.key(KEY.Key_Escape)  # the telephone rings
    importer.settle()
    importer.begin(path)
    page = importer.review
    assert page.status.message.startswith("Revue commencée")
    assert len(importer.names) == asked - 20
    decide(importer, truths)
    assert page.overview.tally.left == 0
    assert page.overview.tally.new == 416
    importer.apply()
    assert importer.keys <= KEYS_AT_MOST
    assert count(book, "correspondent") == people + 416
    assert importer.said.startswith("416 fiches ajoutées, ")
    edited = later_edits(book, known)
    take_back_and_see_those_edited(importer, edited)
    assert count(book, "correspondent") == people + 5
    # The review is there again with what was decided: it was when « Appliquer » was pressed.
    assert count(book, "import_review") == 1
    strays = {table: others(rows, before[table], table, edited, book) for table, rows in dump(book).items()}
    assert {table: rows for table, rows in strays.items() if rows and table != "import_review"} == {}


def take_back_and_see_those_edited(importer: Counting, edited: dict[str, str]) -> None:
    """Take the import back; each card edited since is shown by its name with what was done."""
    book = importer.window.session.book
    assert book
    panel = importer.take_back()
    assert panel.sentence.startswith(f"Carnet du Dr Morel retiré{NARROW}: 411 fiches enlevées, ")
    assert panel.sentence.endswith(" comme avant. 10 modifiées depuis sont gardées.")
    cards_now = {card.uuid: card for card in held_cards(book.reader()).values()}
    importer.key(KEY.Key_Return)  # « les voir »
    shown = [label.text() for label in panel.findChildren(QLabel)]
    for uuid, words in edited.items():
        assert panel.links[f"b:{uuid}"].text() == cards_now[uuid].name
        assert words in shown


def others(
    now: list[tuple[object, ...]], then: list[tuple[object, ...]], table: str, edited: Collection[str], book: Book
) -> list[tuple[object, ...]]:
    """Rows of a table that are not as before, those of the cards edited since aside."""
    reader = book.reader()
    kept = {row for (row,) in reader.execute(
        "SELECT id FROM correspondent WHERE uuid IN (SELECT value FROM json_each(?))", (json.dumps(list(edited)),)
    )}  # fmt: skip
    roles = reader.execute("SELECT id, site_id, correspondent_id FROM role").fetchall()
    own = {
        "id": {"correspondent": kept, "role": {r for r, _, c in roles if c in kept},
               "site": {s for _, s, c in roles if c in kept}}.get(table, set()),
        "correspondent_id": kept, "role_id": {r for r, _, c in roles if c in kept},
        "site_id": {s for _, s, c in roles if c in kept},
    }  # fmt: skip
    names = metadata.tables[table].c.keys()
    strays = [row for row in set(now) ^ set(then) if table != "author"]
    return [row for row in strays if not any(row[names.index(n)] in ids for n, ids in own.items() if n in names)]


def decide(importer: Counting, truths: list[Truth], stop_after: int = 1000) -> None:
    """M where it is the same, D where it is not; what is asked is answered by the fields."""
    page, true = importer.review, {truth.uid: truth for truth in truths}
    for _ in range(stop_after):
        key = page.list.current
        if not key or not page.overview.shown(key).open:
            return
        truth = true[key]
        if not truth.key:
            importer.key(KEY.Key_D)
        elif page.state.asked(key):
            importer.key(KEY.Key_Right)
            for _ in range(page.state.asked(key)):
                importer.key(KEY.Key_Left)
                importer.key(KEY.Key_Down)
            importer.key(KEY.Key_Return)
        else:
            importer.key(KEY.Key_M)


def later_edits(book: Book, known: Collection[str]) -> dict[str, str]:
    """Ten changes: of five kinds on cards that came, and of a line that came on five that were there; by uuid."""
    cards = held_cards(book.reader()).values()
    made = [card for card in cards if card.uuid not in known and card.side.kind == "person"][:5]
    fresh = book.reader().execute(
        "SELECT l.id, c.uuid FROM journal j JOIN line l ON l.id = j.row_id JOIN correspondent c"
        " ON c.id = l.correspondent_id WHERE j.verb = 'import' AND j.table_name = 'line' AND j.column_name = ''"
    ).fetchall()  # fmt: skip
    old = {uuid: line for line, uuid in fresh if uuid in known}
    edits: tuple[tuple[str, Callable[[int], object]], ...] = (
        ("favori", lambda row: bulk.set_favourite(book, [row], favourite=True, now=LATER)),
        ("consigne", lambda row: change_card(book, row, practical_note="Sonner deux fois", now=LATER)),
        ("numéro ajouté", lambda row: add_line(book, LineDraft("04 65 71 99 01"), now=LATER, correspondent=row)),
        ("étiquettes", lambda row: set_tags(book, row, ["Réseau"], now=LATER)),
        ("adressage noté", lambda row: refer(book, row, ReferralDraft(LATER.date()), now=LATER)),
    )
    done = {}
    for card, (words, edit) in zip(made, edits, strict=True):
        edit(card.row)
        done[card.uuid] = words
    for uuid, line in list(old.items())[:5]:
        change_line(book, line, label="le soir", now=LATER)
        done[uuid] = "ligne modifiée"
    assert len(done) == 10
    return done
