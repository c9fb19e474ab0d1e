"""Files to import, as people bring them, and a hand on the import's pages."""

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from carnet.models.book import Book
from carnet.queries.review import Held, held_cards
from carnet.ui import import_rooms
from carnet.ui.import_list import ImportList
from carnet.ui.import_page import ImportPage
from carnet.ui.import_room import ImportRoom
from carnet.ui.mapping_page import MappingPage
from carnet.ui.review_duplicates import DuplicatesPage
from carnet.ui.review_page import ReviewPage
from tests.ui.hand import NONE, Hand

JOBS = ("Rhumatologue", "Kinésithérapeute", "Infirmière", "Cardiologue", "Sage-femme", "Orthophoniste")
TOWNS = (("84300", "Cavaillon"), ("84000", "Avignon"), ("84400", "Apt"), ("84220", "Gordes"))
FIRSTS = ("Bar", "Cos", "Dil", "Fum", "Gep", "Jot", "Lyc", "Nev", "Pux", "Tid", "Zor", "Mav", "Rib", "Sol")
LASTS = ("ande", "illon", "oubert", "esquieu", "atti", "igne", "oux", "ambre")
GIVEN = ("Anne", "Paul", "Zoé", "Marc", "Hélène", "Igor", "Sophie", "Olga", "Xavier", "Brice", "Farid", "Judith")
OUTLOOK = (
    "Titre", "Prénom", "Deuxième prénom", "Nom", "Société", "Titre professionnel", "Rue (bureau)", "Ville (bureau)",
    "Code postal (bureau)", "Télécopie (bureau)", "Téléphone (bureau)", "Téléphone mobile", "Adresse de messagerie",
    "Notes", "Anniversaire",
)  # fmt: skip


def vcard(*lines: str) -> str:
    """One card."""
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""))


def known_people(book: Book) -> list[Held]:
    """People of the book with a number and a town, in a settled order."""
    every = held_cards(book.reader()).values()
    whole = [one for one in every if one.side.fields.get("rpps") and one.side.places and one.side.places[0].city]
    return sorted((one for one in whole if not one.trashed), key=lambda one: one.uuid)


def predecessor(book: Book, folder: Path, count: int, known: int, conflicts: int = 0) -> Path:
    """A predecessor's book of `count` cards: the first `known` are in the book too, `conflicts` of them with another
    sector; each known one brings a tag and a note."""
    rng, cards = random.Random(7), []
    for at, one in enumerate(known_people(book)[:known]):
        fields, place = one.side.fields, one.side.places[0]
        sector = ["X-CARNET-SECTOR:none"] if at < conflicts else []
        cards.append(vcard(
            f"UID:m{at}", f"N:{fields['family_name']};{fields.get('given_name', '')};;;", f"X-RPPS:{fields['rpps']}",
            f"FN:{one.name}", f"ADR;TYPE=WORK:;;{place.street};{place.city};;{place.postcode};", "CATEGORIES:Relève",
            f"NOTE:Rappelle le soir {at}", *sector,
        ))  # fmt: skip
    names = [(a + b, given) for a in FIRSTS for b in LASTS for given in GIVEN]
    rng.shuffle(names)
    for at, (family, given) in enumerate(names[: count - len(cards)]):
        postcode, town = TOWNS[at % len(TOWNS)]
        cards.append(vcard(
            f"UID:n{at}", f"N:{family};{given};;Dr;", f"FN:Dr {given} {family}", f"TITLE:{JOBS[at % len(JOBS)]}",
            f"TEL;TYPE=WORK:04 65 71 {at // 100:02d} {at % 100:02d}",
            f"ADR;TYPE=WORK:;;{at} rue des Lices;{town};;{postcode};",
        ))  # fmt: skip
    return written(folder / "morel.vcf", "".join(cards))


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file."""
    path.write_bytes(text.encode(encoding))
    return path


def outlook(path: Path) -> Path:
    """What Outlook in French exports: semicolons, Windows letters."""
    rows = (
        ("Dr", "Anne", "", "Barillon", "Clinique du Ventoux", "Rhumatologue", "1 rue des Lices", "Apt", "84400",
         "04 65 71 40 01", "04 65 71 40 00", "06 39 98 40 00", "a.barillon@exemple.fr", "Vue en FMC", ""),
        ("Mme", "Zoé", "", "Cosesquieu", "", "Kinésithérapeute", "", "Cavaillon", "84300", "", "04 65 71 40 02", "",
         "", "", ""),
        ("M.", "Paul", "", "Dilatti", "", "Infirmier", "", "Gordes", "84220", "", "demander", "06 39 98 40 03", "", "",
         ""),
    )  # fmt: skip
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows((OUTLOOK, *rows))
    return written(path, text.getvalue(), "cp1252")


class Importer(Hand):
    """A hand on an import."""

    def open(self, path: Path | None = None) -> None:
        """Réglages → Importer des fiches…, with a file dropped."""
        import_rooms.open_import(self.window, path)
        if path is not None:
            self.until(lambda: self.page.look is not None or not self.page.said.isHidden())

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to be so: no reading of these files takes seconds."""
        self._qtbot.waitUntil(condition, timeout=6_000)

    @property
    def room(self) -> ImportRoom:
        """The import open in the window."""
        shown = self.window.pages.currentWidget()
        found = shown.findChild(ImportRoom) if shown else None
        assert isinstance(found, ImportRoom)
        return found

    @property
    def page(self) -> ImportPage:
        """The choice of the file."""
        return self.room.page

    @property
    def mapping(self) -> MappingPage:
        """The columns."""
        self.until(lambda: self.room.mapping is not None)
        assert self.room.mapping is not None
        return self.room.mapping

    @property
    def review(self) -> ReviewPage:
        """The review."""
        self.until(lambda: self.room.review is not None)
        assert self.room.review is not None
        return self.room.review

    def says_whose(self, name: str) -> None:
        """Of a colleague, by keys: from « Lire », back to the question, Space, Tab, the name, Enter. A review under way
        knows it: Enter."""
        if self.page.author == name:
            self.key(Qt.Key.Key_Return)
            return
        self.key(Qt.Key.Key_Backtab)
        self.key(Qt.Key.Key_Space)
        self.key(Qt.Key.Key_Tab)
        for letter in name:
            self.letter(self.focused, letter)
        self.key(Qt.Key.Key_Return)

    def to_review(self, path: Path, whose: str = "") -> ReviewPage:
        """From the file to the review."""
        self.open(path)
        self.says_whose(whose) if whose else self.key(Qt.Key.Key_Return)
        return self.review

    def filter(self, digit: int) -> None:
        """A digit of the row above the letters."""
        self.french_digit(digit, NONE)

    def apply(self) -> None:
        """Ctrl+Enter, to the end."""
        self.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.until(lambda: self.window.pages.currentWidget() is self.window.page)
        self.settle()

    @property
    def names(self) -> list[str]:
        """The names of the rows shown."""
        return [row.name for row in self.review.list.rows.rows]

    def row(self, name: str) -> str:
        """What is said to be done of a card."""
        return next(row.decided for row in self.review.list.rows.rows if row.name == name)

    def imports(self) -> ImportList:
        """Réglages → Imports…"""
        import_rooms.open_list(self.window)
        self.settle()
        panel = self.window.page.right.currentWidget()
        assert isinstance(panel, ImportList)
        return panel

    def duplicates(self) -> DuplicatesPage:
        """Réglages → Doublons…"""
        import_rooms.open_duplicates(self.window)
        page = self.window.pages.currentWidget()
        assert isinstance(page, DuplicatesPage)
        self.until(lambda: page.is_read)
        return page
