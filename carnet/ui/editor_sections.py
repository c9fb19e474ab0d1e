"""What the edit panel asks of a card, part by part: labels, fields, how each is read and written."""

from typing import Any

from PySide6.QtCore import QCoreApplication

from carnet import words
from carnet.queries.editable import Editable
from carnet.ui import editor_acts as acts
from carnet.ui.editor_fields import NoteField, TextField
from carnet.ui.editor_parts import Part, card_field, kind_of, long_day
from carnet.ui.editor_rows import Write
from carnet.ui.editor_segments import Segments, Word

_tr = QCoreApplication.translate
ATTRIBUTES = (
    ("new_patients", "Nouveaux patients"), ("home_visits", "À domicile"), ("video", "Téléconsultation"),
    ("children", "Enfants"), ("accessible", "Accessible en fauteuil"), ("teleexpertise", "Téléexpertise"),
    ("escort", "Accompagne"),
)  # fmt: skip
PROFILE = (
    ("does", "Fait"), ("does_not", "Ne fait pas"), ("redirects_to", "Oriente vers"), ("aids", "Aides"),
    ("entry_route", "Pour entrer"), ("papers", "Papiers"), ("zone", "Zone"), ("condition", "Pour qui"),
)  # fmt: skip
_ABILITIES = {
    "new_patients": "new_patients", "home_visits": "home", "video": "video", "children": "children",
    "accessible": "accessible", "teleexpertise": "teleexpertise", "escort": "escort",
}  # fmt: skip


class Names(Part):
    """How the card is called: a structure and a contact without a name by their label."""

    def build(self) -> None:
        """A name, or a function."""
        kind = kind_of(self.card)
        if kind == "person":
            self.text("family_name", _tr("editor", "Nom"))
            self.text("given_name", _tr("editor", "Prénom"))
        else:
            self.text("label", _tr("editor", "Nom") if kind == "structure" else _tr("editor", "Fonction"))


class Practice(Part):
    """What is noted most often."""

    def build(self) -> None:
        """The practical note, the sector, the tags, the favourite."""
        self.note("practical_note", _tr("editor", "Consignes"), _tr("editor", "pour le cabinet"))
        self.choice(
            "sector",
            _tr("editor", "Secteur"),
            [
                Word("1", "1", "1"), Word("2", "2", "2"), Word("optam", _tr("editor", "OPTAM"), "o"),
                Word("public", _tr("editor", "public"), "p"), Word("none", _tr("editor", "non conventionné"), "n"),
                Word("", _tr("editor", "inconnu"), "i"),
            ],
        )  # fmt: skip
        self.labelled("tags", _tr("editor", "Étiquettes"), _tr("editor", "réseau, FMC…"))
        self.row(
            _tr("editor", "Favori"),
            Segments(
                self.around.theme,
                _tr("editor", "Favori"),
                [Word("yes", _tr("editor", "oui ★"), "o"), Word("no", _tr("editor", "non"), "n")],
            ),
            lambda card: "yes" if card.columns["favourite"] else "no",
            lambda text: acts.card(self.card.id, favourite=text == "yes"),
        )


class Identity(Part):
    """Civility, gender, the official numbers."""

    def build(self) -> None:
        """A contact without a name may be given one here."""
        kind = kind_of(self.card)
        if kind != "structure":
            self.text("title", _tr("editor", "Civilité"), _tr("editor", "Dr, Pr, Mme…"))
            if kind == "contact":
                self.text("family_name", _tr("editor", "Nom"))
                self.text("given_name", _tr("editor", "Prénom"))
            self.choice("gender", _tr("editor", "Genre"), [
                Word("F", _tr("editor", "femme"), "f"), Word("M", _tr("editor", "homme"), "h"),
                Word("", _tr("editor", "inconnu"), "i"),
            ])  # fmt: skip
            self.text("rpps", "RPPS")
            self.text("adeli", "ADELI")
        self.text("finess", "FINESS")
        self.text("siret", "SIRET")

    @staticmethod
    def summary(card: Editable) -> str:
        """The number by which the card is known."""
        held = card.columns
        return next((f"{name.upper()} {held[name]}" for name in ("rpps", "adeli", "finess", "siret") if held[name]), "")


class Status(Part):
    """Active or not, since when, and who follows."""

    def build(self) -> None:
        """Successor by name."""
        structure = self.card.columns["kind"] == "structure"
        self.choice("status", _tr("editor", "État"), [
            Word("active", _tr("editor", "ouverte") if structure else _tr("editor", "en activité"), "a"),
            Word("paused", _tr("editor", "en pause"), "p"),
            Word("closed", _tr("editor", "fermée") if structure else _tr("editor", "a cessé"), "c"),
            *(() if structure else (Word("retired", _tr("editor", "à la retraite"), "r"),)),
        ])  # fmt: skip
        self.day("status_on", _tr("editor", "Depuis le"), lambda card: card.columns["status"] != "active")
        name = _tr("editor", "Successeur")
        field = card_field(self.around, name, "card")

        def write(text: str) -> Write:
            taken, key = field.taken(text), self.card.id
            chosen = taken.value if taken is not None and isinstance(taken.value, int) else None
            return acts.pointing(text, chosen, kind="", but=key, then=lambda to: acts.card(key, successor_id=to))

        self.row(name, field, lambda card: card.names.get(card.columns["successor_id"], ""), write)

    @staticmethod
    def summary(card: Editable) -> str:
        """« retraitée, depuis le 3 mars 2026 »."""
        held = card.columns
        said = words.status(held["status"], held["gender"])
        return f"{said}, {long_day(held['status_on'])}" if said and held["status_on"] else said


class Attributes(Part):
    """What is known of the way they work: each yes, unknown or no."""

    def build(self) -> None:
        """Attributes, then what it costs."""
        for name, label in ATTRIBUTES:
            self.three(name, label)
        self.note("cost", _tr("editor", "Coût"))

    @staticmethod
    def summary(card: Editable) -> str:
        """What is known."""
        known = [name for name, _ in ATTRIBUTES if card.columns[name] is not None]
        return " · ".join(words.attribute(_ABILITIES[name], card.columns[name]) for name in known)


class Delays(Part):
    """The two delays told, each with the day it was told."""

    def build(self) -> None:
        """For the patient, then when I call."""
        for audience, label in (
            ("patient", _tr("editor", "Pour le patient")),
            ("caller", _tr("editor", "Si j’appelle")),
        ):
            self._told(audience, label)

    def _told(self, audience: str, label: str) -> None:
        def write_days(text: str) -> Write:
            days, key, today = acts.days(text), self.card.id, self.around.today
            return acts.verb(
                lambda editing, book, now: editing.set_told_delay(
                    book, key, days, audience=audience, told_on=today, now=now
                )
            )

        def write_day(text: str) -> Write:
            row, day = told(self.card, audience)["id"], acts.day(text, self.around.today) or self.around.today
            return acts.verb(lambda editing, book, now: editing.change_told_delay(book, row, told_on=day, now=now))

        self.row(
            label,
            TextField(self.around.theme, f"{label}, {_tr('editor', 'délai')}", hint=_tr("editor", "9 j, 3 semaines…")),
            lambda card: f"{told(card, audience)['days']} j" if told(card, audience) else "",
            write_days,
        )
        self.row(
            _tr("editor", "annoncé le"),
            TextField(self.around.theme, f"{label}, {_tr('editor', 'annoncé le')}"),
            lambda card: long_day(told(card, audience).get("told_on")),
            write_day,
            lambda card: bool(told(card, audience)),
        )

    @staticmethod
    def summary(card: Editable) -> str:
        """« 9 j (mars 2026) »."""
        said = (told(card, audience) for audience in ("patient", "caller"))
        return " · ".join(f"{one['days']} j ({words.month_and_year(one['told_on'])})" for one in said if one)


class Abilities(Part):
    """Skills and languages."""

    def build(self) -> None:
        """Apart by commas."""
        self.labelled("skills", _tr("editor", "Compétences"), _tr("editor", "échographie, infiltrations…"))
        self.labelled("languages", _tr("editor", "Langues"), _tr("editor", "arabe, anglais, LSF…"))

    @staticmethod
    def summary(card: Editable) -> str:
        """All of them."""
        return ", ".join((*card.skills, *card.languages))


class Provenance(Part):
    """Where the card comes from, when it was checked, and the note that nobody else sees."""

    def build(self) -> None:
        """Provenance, verification, note."""
        self.text("met_at", _tr("editor", "Rencontré"), _tr("editor", "FMC, 2024"))
        self.text("recommended_by", _tr("editor", "Conseillé par"))
        self.text("found_in", _tr("editor", "Trouvé dans"))
        self.text("known_since", _tr("editor", "Connu depuis"))
        self.day("verified_on", _tr("editor", "Vérifié le"))
        self.note("note", _tr("editor", "Note"), _tr("editor", "pour vous seul"))

    @staticmethod
    def summary(card: Editable) -> str:
        """Where from, and when it was checked; the note is for no one's eyes while a patient is there."""
        held = card.columns
        verified = f"vérifié le {long_day(held['verified_on'])}" if held["verified_on"] else ""
        return " · ".join(part for part in (held["met_at"], verified) if part)


class Profile(Part):
    """What a structure does, for whom, how one enters."""

    def build(self) -> None:
        """Notes, then the two ages."""
        for name, label in PROFILE:
            self._said(name, label)
        self._age("age_min", _tr("editor", "À partir de"))
        self._age("age_max", _tr("editor", "Jusqu’à"))

    def _said(self, name: str, label: str) -> None:
        self.row(
            label,
            NoteField(self.around.theme, label),
            lambda card: card.profile.get(name) or "",
            lambda text: acts.profile(self.card.id, **{name: text}),
        )

    def _age(self, name: str, label: str) -> None:
        self.row(
            label,
            TextField(self.around.theme, label, hint=_tr("editor", "âge")),
            lambda card: "" if card.profile.get(name) is None else f"{card.profile[name]} ans",
            lambda text: acts.profile(self.card.id, **{name: acts.age(text)}),
        )

    @staticmethod
    def summary(card: Editable) -> str:
        """What it does."""
        return (card.profile.get("does") or "").replace("\n", ", ")


def told(card: Editable, audience: str) -> dict[str, Any]:
    """The latest delay told to an audience, {} when there is none."""
    return next((row for row in card.told if row["audience"] == audience), {})
