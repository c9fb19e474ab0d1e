"""The rows of a table made incoming cards."""

import hashlib
import re
from collections.abc import Generator, Iterator, Sequence
from datetime import date
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from carnet.domain.text import fold
from carnet.exchange import lines as ways
from carnet.exchange.controls import without
from carnet.exchange.incoming import (
    IncomingCard,
    IncomingDelay,
    IncomingFile,
    IncomingLine,
    IncomingOpinion,
    IncomingRemark,
    IncomingRole,
    IncomingSite,
    Trouble,
)
from carnet.exchange.names import (
    Name,
    gender_of,
    is_structure,
    names_trade,
    narrowed,
    read_name,
    says_more,
    specialty_ids,
    title_of,
    two_names,
    without_specialty,
)
from carnet.exchange.neutral import restored
from carnet.exchange.tables import bound
from carnet.exchange.tables import cells as held
from carnet.exchange.tables.codes import in_codes
from carnet.exchange.tables.mapping import Mapping, guess, is_ours
from carnet.exchange.tables.sheets import Sheet, open_csv, open_workbook
from carnet.exchange.unkept import kept_cell, remark
from carnet.exchange.vcard.lines import parted, unescaped
from carnet.exchange.vcard.own import ATTRIBUTES, PRIVATE_TEXTS, UUID
from carnet.words import NARROW

_PART = re.compile(r"(phone|fax|email|secure|web)(\d+)(?:\.(\w+))?")
_PLACE = re.compile(r"place(\d+)\.(\w+)")
_SECTORS = {"1": "1", "2": "2", "optam": "optam", "none": "none", "public": "public", "s1": "1", "s2": "2",
            "secteur 1": "1", "secteur 2": "2", "secteur 2 optam": "optam", "non conventionne": "none"}  # fmt: skip
_IDENTIFIERS = ("rpps", "adeli", "finess", "siret")
_TEXTS = ("cost", "practical_note", *PRIVATE_TEXTS)
_AUTHOR = re.compile(r"((?:[^\\:]|\\.)*?) : ")
_SPLIT = re.compile(r"\s*[;,\n]\s*")


def open_table(path: Path, digest: str, *, mapping: Mapping | None = None, is_workbook: bool) -> IncomingFile:
    """The cards of a CSV file or a workbook. Raises CarnetError when it is no table."""
    sheet = open_workbook(path) if is_workbook else open_csv(path)
    used = mapping if mapping and len(mapping.keys) >= len(sheet.header) else guess(sheet.header, sheet.sample)
    found = IncomingFile(
        path.name, sheet.format, digest, iter(()), source_of(sheet.header), sheet.encoding, sheet.troubles
    )
    found.cards = _cards(sheet, used, found)
    return found


class Preview(Struct, frozen=True):
    """What a mapping screen shows: the columns, some cells of each, the mapping, the first cards and their troubles."""

    header: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    mapping: Mapping
    cards: tuple[IncomingCard, ...]
    troubles: tuple[Trouble, ...]


def preview(path: Path, mapping: Mapping | None = None, *, count: int = 5) -> Preview:
    """The first cards of a table under a mapping, the guessed one without it. Raises CarnetError."""
    with path.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    sheet = open_workbook(path) if is_workbook else open_csv(path)
    used = mapping if mapping and len(mapping.keys) >= len(sheet.header) else guess(sheet.header, sheet.sample)
    cells = tuple(tuple(row) for row in sheet.sample[:count])
    found = IncomingFile(path.name, sheet.format, "", iter(()), troubles=sheet.troubles)
    reading = _cards(sheet, used, found)
    cards = tuple(islice(reading, count))
    reading.close()
    return Preview(tuple(sheet.header), cells, used, cards, tuple(found.troubles))


def source_of(header: Sequence[str]) -> str:
    """Who seems to have written a table with these columns."""
    names = {fold(name) for name in header}
    signs = (
        ("carnet", {"fiche", "identifiant", "type"}), ("Google", {"group membership"}),
        ("Google", {"labels", "phone 1 value"}), ("Google", {"phone 1 value"}), ("Outlook", {"business street"}),
        ("Outlook", {"rue bureau"}), ("Outlook", {"e mail address"}), ("Thunderbird", {"primary email"}),
        ("Thunderbird", {"adresse electronique principale"}),
    )  # fmt: skip
    return next((name for name, sign in signs if sign <= names), "")


def _cards(sheet: Sheet, mapping: Mapping, found: IncomingFile) -> Generator[IncomingCard, None, None]:
    seen: dict[str, int] = {}
    rubrics = held.Rubrics(sheet.header, mapping)
    for line, cells in sheet.rows:
        if rubrics.takes(cells):
            continue
        card = card_of(*rubrics.under(cells), line)
        if card is None:
            found.troubles.append(Trouble(line, "aucun nom ni numéro sur cette ligne"))
            continue
        if card.key in seen:
            found.troubles.append(Trouble(line, f"la même que la ligne {seen[card.key]}"))
            if card.key.startswith("row:"):
                continue
            own = hashlib.sha256(card.raw.encode()).hexdigest()[:16]
            card = replace(card, key=f"{card.key}~{own}~{line}")
        seen[card.key] = line
        found.troubles += [Trouble(line, problem) for problem in card.problems]
        yield card
    found.whole = True


class _Cells:
    """The cells of a row by key; several columns may have the same."""

    def __init__(self, header: Sequence[str], mapping: Mapping, cells: Sequence[str]) -> None:
        self.by_key: dict[str, list[str]] = {}
        self._keys = frozenset(mapping.keys)
        texts = [without(restored(cell)).strip() for cell in cells]
        if is_ours(header):
            texts = [held.with_zero(key, in_codes(key, text)) for key, text in zip(mapping.keys, texts, strict=False)]
        else:
            texts = [held.as_said(text) for text in texts]
        named = zip_longest(texts, header[: len(texts)], mapping.keys[: len(texts)], fillvalue="")
        clean = [kept_cell(*one) for one in named]
        self.taken_out = sum(one != other for one, other in zip(clean, texts, strict=True))
        texts = clean
        for at, text in enumerate(texts):
            if text and at < len(mapping.keys) and mapping.keys[at]:
                self.by_key.setdefault(mapping.keys[at], []).append(text)
        self.raw = "\n".join(
            f"{header[at] if at < len(header) and header[at] else f'Colonne {at + 1}'} : {text}"
            for at, text in enumerate(texts) if text
        )  # fmt: skip

    def __call__(self, key: str) -> str:
        return next(iter(self.by_key.get(key, ())), "")

    def tells(self, key: str) -> bool:
        """Whether a table of this program has that column, be the cell empty."""
        return bool(self("display")) and key in self._keys

    def all(self, key: str) -> list[str]:
        """Every cell of a key."""
        return self.by_key.get(key, [])


def card_of(header: Sequence[str], mapping: Mapping, cells: Sequence[str], line: int) -> IncomingCard | None:
    """The card of a row, None when the row names nobody, gives no number and notes nothing."""
    said = _Cells(header, mapping, cells)
    problems: list[str] = []
    name, label, kind = _who(said)
    own, placed = _lines(said, problems)
    problems += [remark(said.taken_out)] if said.taken_out else []
    problems += [
        f"un tableur a arrondi le numéro {name.upper()}{NARROW}: il n’est pas repris"
        for name in _IDENTIFIERS if held.is_rounded(said(name))
    ]  # fmt: skip
    if not name.family and not label:
        if not own and not said.all("note"):
            return None
        label = own[0].value if own else ""
        problems.append("la ligne ne porte pas de nom")
    roles, texts, home = _roles(said, placed, kind, label)
    own += [line for lines in placed.values() for line in lines]  # of places that the row does not have
    note = "\n".join([*said.all("note"), *([f"Domicile : {home}"] if home else [])])
    key = said("id") or f"row:{hashlib.sha256(said.raw.encode('utf-8', 'replace')).hexdigest()[:32]}"
    return IncomingCard(
        key=key, kind=kind, title=name.title, family_name=name.family, given_name=name.given, label=label,
        gender=gender_of(said("gender")), specialties=texts, roles=roles, lines=tuple(own),
        skills=_labels(said, "skills"), languages=_labels(said, "languages"), tags=_labels(said, "tags"), note=note,
        sector=_sector(fold(said("sector"))), raw=said.raw, format="table", first_line=line,
        problems=tuple(problems), **_exact(said),
    )  # fmt: skip


def _sector(text: str) -> str:
    """The sector that some folded words name (« conventionné secteur 1 »), "" when they name none."""
    if text in _SECTORS or not text:
        return _SECTORS.get(text, "")
    if "optam" in text and "non optam" not in text and "hors optam" not in text:
        return "optam"
    return "none" if "non conv" in text else "2" if "secteur 2" in text else "1" if "secteur 1" in text else ""


def _who(said: _Cells) -> tuple[Name, str, str]:
    """The person's name, else the label; and whether it is a person or a structure."""
    kind = fold(said("kind"))
    family, given, full = said("family_name"), said("given_name"), said("full_name")
    if said("display"):  # as this program wrote it: to the letter
        return Name(said("title"), family, given), said("label"), "structure" if kind == "structure" else "person"
    organisation = said("organisation") or said("label")
    title = title_of(said("title"))
    if family and given:
        read = two_names(family, given)
        return Name(title or read.title, read.family, read.given), "", "person"
    one = full or family or given
    if one and (is_structure(one) or fold(one) == fold(organisation)) and not given and not title:
        return Name(), one, "structure"
    if one:
        read = read_name(without_specialty(one)[0], family_first=not given)
        return Name(title or read.title, read.family, read.given), "", "person"
    return Name(), organisation, "structure"


def unlisted(cell: str) -> tuple[str, ...]:
    """The labels of a cell of `tables.writing.listed`."""
    parts = (unescaped(part).strip() for part in parted(cell, ";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _labels(said: _Cells, key: str) -> tuple[str, ...]:
    """The labels of the cells of a key; other programs part them by commas, semicolons or three colons."""
    if said("display"):
        return unlisted(said(key))
    found = (part.strip(" *") for cell in said.all(key) for part in re.split(r"[;,\n]|:::", cell))
    return tuple(dict.fromkeys(part for part in found if part and fold(part) not in ("mycontacts", "my contacts")))


def _lines(said: _Cells, problems: list[str]) -> tuple[list[IncomingLine], dict[str, list[IncomingLine]]]:
    own: list[IncomingLine] = []
    placed: dict[str, list[IncomingLine]] = {}
    uses = {"phone.direct": "direct", "phone.secretariat": "secretariat", "phone.home": "home"}
    for key, cells in said.by_key.items():
        for number, cell in enumerate(cells, 1):
            found: list[IncomingLine] = []
            if key in ("phone", "phone.mobile", "fax", *uses):
                label = said(f"label.p{number}") or said(f"label.t{number}") if key == "phone" else ""
                cell = cell.replace(" ::: ", " / ")
                found = held.phones(cell, fax=key == "fax", use=uses.get(key, ""), label=label)
                if not found:
                    problems.append(f"ce n’est pas un numéro{NARROW}: {cell[:40]}")
            elif key in ("email", "secure"):
                found = ways.emails(cell)
            elif key == "web":
                found = [IncomingLine(cell, "web")]
            elif exact := _PART.fullmatch(key):
                if exact.group(3):
                    continue
                found = [_exact_line(said, exact.group(1), key, cell)]
            listed = placed.setdefault(place, []) if (place := said(f"{key}.place")) else own
            listed += [
                one for one in found if one not in listed or f"{key}.place" in said.by_key or _PART.fullmatch(key)
            ]
    return own, placed


def _exact_line(said: _Cells, kind: str, key: str, value: str) -> IncomingLine:
    return IncomingLine(
        value, kind, said(f"{key}.use"), said(f"{key}.label"), said(f"{key}.ring"), said(f"{key}.best_time"),
        said(f"{key}.of_site") == "oui" and bool(said(f"{key}.place")),
    )  # fmt: skip


def _roles(
    said: _Cells, placed: dict[str, list[IncomingLine]], kind: str, label: str
) -> tuple[tuple[IncomingRole, ...], tuple[str, ...], str]:
    """What the person does and where, the specialties as read, and the address of a home."""
    numbers = sorted({int(found.group(1)) for key in said.by_key if (found := _PLACE.fullmatch(key))})
    if numbers:
        exact = tuple(_exact_role(said, number, placed.pop(str(number), [])) for number in numbers)
        return exact, tuple(dict.fromkeys(role.specialty for role in exact if role.specialty)), ""
    posts = [*said.all("function"), *said.all("service"), *(t for t in said.all("title") if not title_of(t))]
    named = [*said.all("specialty"), *(post for post in posts if specialty_ids(post))]
    if not named and kind == "person" and not (said("family_name") and said("given_name")):
        one = said("full_name") or said("family_name") or said("given_name")
        named = [text for text in without_specialty(one)[1:] if text]
    elif not named and kind == "person" and not said("display"):
        named = [text for text in (said("family_name"), said("given_name")) if names_trade(text)]
    texts = tuple(dict.fromkeys(narrowed(named)))
    ids = tuple(dict.fromkeys(name for text in texts for name in specialty_ids(text)))
    structure = said("organisation") if kind == "person" else ""
    function = next((post for post in posts if says_more(post)), "")
    site = _site(said, "")
    home = _site(said, ".home")
    if site is None and home and (ids or kind == "structure"):
        site, home = home, None
    where = ", ".join(part for part in (home.street, f"{home.postcode} {home.city}".strip()) if part) if home else ""
    if not (ids or function or structure or site):
        return (), texts, where
    first = IncomingRole(ids[0] if ids else "", function, structure, site=site)
    return (first, *(IncomingRole(name, site=site) for name in ids[1:])), texts, where


def _site(said: _Cells, home: str) -> IncomingSite | None:
    street, postcode, city = said(f"street{home}"), said(f"postcode{home}"), said(f"city{home}")
    if not home and (before := [*said.all("street.number"), *said.all("street.way")]):
        street = " ".join([*before, street]).strip()
    if not postcode and not city and (cut := held.postcode_and_city(street)):
        street, postcode, city = cut
    elif not (postcode and city) and (cut := held.postcode_and_city(postcode or city)):
        rest, postcode, city = cut
        street = ", ".join(part for part in (street, rest) if part)
    country = "" if home else said("country")
    postcode = held.postcode(postcode, country)
    complement = "" if home else ", ".join(said.all("complement"))
    site = IncomingSite("", complement, ", ".join(street.splitlines()), postcode, city, country)
    return site if any((site.street, site.postcode, site.city)) else None


def _exact_role(said: _Cells, number: int, lines: list[IncomingLine]) -> IncomingRole:
    """A place as this program writes it."""

    def cell(name: str) -> str:
        return said(f"place{number}.{name}")

    postcode = held.postcode(cell("postcode"), cell("country"))
    site = IncomingSite(
        cell("name"), cell("complement"), cell("street"), postcode, cell("city"), cell("country"),
        cell("insee"), cell("site_hours"), cell("access"),
    )  # fmt: skip
    known = specialty_ids(cell("specialty")) if not re.fullmatch(r"[a-z0-9-]*", cell("specialty")) else ()
    return IncomingRole(
        known[0] if known else cell("specialty"), cell("function"), cell("structure"), cell("structure_key"),
        site if site != IncomingSite() else None, tuple(lines), cell("mode"), cell("hours"), cell("lead") == "oui",
        _day(cell("since")), _day(cell("until")), cell("borrowed") == "oui", cell("official_code"),
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _exact(said: _Cells) -> dict[str, Any]:
    """What only a table of this program says, and a few numbers that others say too."""
    ours = bool(said("display"))
    attributes = {name: fold(said(name)) for name in ATTRIBUTES}
    asked = [name for name in said.by_key if name.startswith("structure.")]
    profile: dict[str, str | int] = {name.removeprefix("structure."): said(name) for name in asked}
    for name in ("age_min", "age_max"):
        text = str(profile.pop(name, ""))
        if text.isdecimal():
            profile[name] = int(text[:3])
    return {
        **{
            name: said(name) if ours and not held.is_rounded(said(name)) else held.identifier(said(name))
            for name in _IDENTIFIERS
        },
        **{name: said(name) for name in _TEXTS},
        "successor": said("successor_id"), "remarks": tuple(_remarks(said("remarks"))),
        "uuid": said("id").lower() if UUID.fullmatch(said("id").lower()) else "",
        "tells_found_in": said.tells("found_in"), "status": said("status"), "status_on": _day(said("status_on")),
        "attributes": {name: text == "oui" for name, text in attributes.items() if text in ("oui", "non")},
        "verified_on": _day(said("verified_on")), "favourite": fold(said("favourite")) == "oui",
        "delays": tuple(_delays(said("delays"))), "opinion": _opinion(said), "profile": profile,
        "links": tuple(link for item in unlisted(said("links")) if (link := bound.read(item))),
    }  # fmt: skip


def _delays(cell: str) -> Iterator[IncomingDelay]:
    for days, on, audience in re.findall(r"(\d{1,5}) j, (\d{4}-\d\d-\d\d), (\w+)", cell):
        if day := _day(on):
            yield IncomingDelay(int(days), day, "caller" if audience == "caller" else "patient")


def _remarks(cell: str) -> Iterator[IncomingRemark]:
    """« 2026-03-03 : Dr Morel : ses mots », one for each of somebody else's words."""
    for item in unlisted(cell):
        on, found, rest = item.partition(" : ")
        told = _AUTHOR.match(rest)
        if found and told and told.group(1) and rest[told.end() :]:
            yield IncomingRemark(unescaped(told.group(1)), rest[told.end() :], _day(on))


def _opinion(said: _Cells) -> IncomingOpinion | None:
    if not any(key.startswith("opinion.") for key in said.by_key):
        return None
    marks = tuple(
        mark for mark in unlisted(said("opinion.marks")) if mark in ("expert", "humane", "reliable", "advice")
    )
    on = _day(said("opinion.on"))
    return IncomingOpinion(marks, said("opinion.word"), on, unlisted(said("opinion.good_for")), said("opinion.by"))
