"""The demonstration: a fictitious practice's book, written into an empty vault as if the year had just gone by.

`resources/demo/book.json` holds it with dates as days from "today" (negative: before); it is made by
`tools/make_demo.py`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from carnet.errors import CarnetError
from carnet.models import loop, tables
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.paths import resource
from carnet.services.avoidances import add_avoidance
from carnet.services.correspondents import SiteRegistry, add_correspondent
from carnet.services.drafts import (
    AvoidanceDraft,
    CorrespondentDraft,
    DelayDraft,
    EventDraft,
    LineDraft,
    OpinionDraft,
    ReferralDraft,
    RoleDraft,
    SiteDraft,
)
from carnet.services.referrals import add_referral

_PARTS: dict[str, type] = {
    "roles": RoleDraft, "site": SiteDraft, "lines": LineDraft, "delays": DelayDraft, "opinion": OpinionDraft,
    "events": EventDraft,
}  # fmt: skip
_DAYS = {
    "status_on", "verified_on", "told_on", "given_on", "since", "until", "made_on", "happened_on", "appointment_on",
    "review_on", "expires_on", "heard_on",
}  # fmt: skip
Draft = TypeVar("Draft")


def book_file() -> Path:
    """The fictitious book, as JSON."""
    return resource("demo/book.json")


def register_file() -> Path:
    """The register around the fictitious practice, in the national file's layout, to import like any other."""
    return resource("demo/register.txt.gz")


def fill(book: Book, *, today: date, now: datetime) -> Changes:
    """Write the demonstration into an empty book, in one transaction; `today` is the day its dates count from.

    Raises CarnetError when the book already holds anybody, when it is read-only, or when the disk refuses.
    """
    contents = json.loads(book_file().read_text(encoding="utf-8"))
    with book.write("demonstration", now=now) as writer:
        _refuse_a_filled_book(writer)
        filling = _Filling(writer, today)
        for card in contents["correspondents"]:
            filling.add_card(card)
        for link in contents["links"]:
            filling.add_link(link)
        for referral in contents["referrals"]:
            filling.add_referral(referral)
        for avoidance in contents["avoidances"]:
            filling.add_avoidance(avoidance)
        for feedback in contents["feedback"]:
            filling.add_feedback(feedback)
        writer.set_setting("demonstration", "1")
        return writer.changes


def _refuse_a_filled_book(writer: Writer) -> None:
    held = writer.execute(sa.select(sa.func.count()).select_from(tables.correspondent)).scalar_one()
    if held:
        sheets = "1 fiche" if held == 1 else f"{held} fiches"
        raise CarnetError(
            f"Ce carnet contient déjà {sheets}\u202f: la démonstration ne remplit qu'un carnet vide."
            " Rien n'a été touché."
        )


@dataclass(slots=True)
class _Filling:
    """One filling under way: the row ids by the file's own keys, and the sites already written."""

    writer: Writer
    today: date
    ids: dict[str, int] = field(default_factory=dict)
    sites: SiteRegistry = field(default_factory=SiteRegistry)

    def add_card(self, card: Mapping[str, Any]) -> None:
        """A correspondent; a structure it works in and its successor come earlier in the file."""
        values = {name: value for name, value in card.items() if name not in ("key", "group")}
        if "successor" in values:
            values["successor"] = self.ids[values["successor"]]
        for role in values["roles"]:
            if "structure" in role:
                role["structure"] = self.ids[role["structure"]]
        draft = _draft(CorrespondentDraft, values, self.today)
        self.ids[card["key"]] = add_correspondent(self.writer, draft, sites=self.sites)

    def add_link(self, link: Mapping[str, Any]) -> None:
        """What binds two structures (one replaces the other)."""
        plain = _dated(link, self.today)
        ends = {"from_id": self.ids[plain.pop("from_key")], "to_id": self.ids[plain.pop("to_key")]}
        self.writer.insert(tables.structure_link, **ends, **plain)

    def add_referral(self, referral: Mapping[str, Any]) -> None:
        """A referral, its events, and « ça a servi ? » when it was answered."""
        values = {name: value for name, value in referral.items() if name not in ("to", "outcome")}
        draft = _draft(ReferralDraft, values, self.today)
        referral_id = add_referral(self.writer, self.ids[referral["to"]], draft)
        if "outcome" in referral:
            self.writer.insert(loop.outcome, referral_id=referral_id, **_dated(referral["outcome"], self.today))

    def add_avoidance(self, avoidance: Mapping[str, Any]) -> None:
        """« Je n'adresse pas »."""
        values = {name: value for name, value in avoidance.items() if name != "of"}
        add_avoidance(self.writer, self.ids[avoidance["of"]], _draft(AvoidanceDraft, values, self.today))

    def add_feedback(self, feedback: Mapping[str, Any]) -> None:
        """What a patient or the family said."""
        plain = _dated(feedback, self.today)
        about = self.ids[plain.pop("about")]
        self.writer.insert(loop.patient_feedback, author_id=self.writer.author_id, correspondent_id=about, **plain)


def _dated(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values, numbers of days turned into dates."""
    return {name: today + timedelta(days=value) if name in _DAYS else value for name, value in values.items()}


def _draft(kind: type[Draft], values: Mapping[str, Any], today: date) -> Draft:
    """A draft from its JSON twin: nested drafts built, lists made tuples, numbers of days turned into dates."""
    made = _dated(values, today)
    for name, value in made.items():
        part = _PARTS.get(name)
        if isinstance(value, list):
            made[name] = tuple(_draft(part, item, today) if part else item for item in value)
        elif part:
            made[name] = _draft(part, value, today)
    return kind(**made)
