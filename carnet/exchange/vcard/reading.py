"""A vCard made an incoming card: what each property means for the book. docs/vcard.md is the table of it."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from itertools import chain
from urllib.parse import unquote

from msgspec.structs import replace

from carnet.domain.attachments import LARGEST, PHOTO_TYPES, media_type
from carnet.domain.text import fold
from carnet.exchange import lines as ways
from carnet.exchange.incoming import (
    IncomingCard,
    IncomingLine,
    IncomingRole,
    IncomingSite,
)
from carnet.exchange.names import (
    Name,
    gender_of,
    is_structure,
    names_specialty,
    read_name,
    says_more,
    specialty_ids,
    title_of,
    two_names,
    without_specialty,
)
from carnet.exchange.vcard.lines import ContentLine
from carnet.exchange.vcard.own import day, namespaced, pairs, texts_of, uid_of
from carnet.exchange.vcard.properties import Properties
from carnet.exchange.vcard.stream import RawCard
from carnet.words import NARROW, megabytes, plural

_POSTCODE = re.compile(r"(?s)^(.*?)(?:F-)?\b(\d{5})\s+([^\n\d][^\n]*)\s*(.*)$")
_LANGUAGES = {
    "fr": "français", "en": "anglais", "ar": "arabe", "es": "espagnol", "it": "italien", "de": "allemand",
    "pt": "portugais", "tr": "turc", "ru": "russe", "pl": "polonais", "zh": "chinois", "nl": "néerlandais",
}  # fmt: skip
_POSTS = ("TITLE", "ROLE", "X-SPECIALTY", "X-KADDRESSBOOK-X-PROFESSION")
_MEMBERS = ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER", "X-CARNET-MEMBER")
_NO_CATEGORIES = frozenset({"mycontacts", "my contacts", "starred", "contacts", "myfriends", "vcard"})


def incoming(raw: RawCard, groups: Mapping[str, Sequence[str]] = {}) -> IncomingCard:
    """The card that a vCard makes. `groups`: names of the groups of the file by the key of a member. Never raises."""
    found = Properties(raw.lines)
    key, problems = key_of(raw), _problems(raw)
    organisation = [part for line in found.all("ORG")[:1] for part in line.fields if part]
    kind = _kind(found, organisation)
    name = _name(found) if kind == "person" else Name()
    label = "" if name.family else found.text("FN") or " ".join(organisation[:1]) or _one_name(found)
    own, placed = _every_line(found)
    if not name.family and not label:
        label = next((line.value for line in chain(own, *placed.values())), "")
        problems.append("la fiche ne porte pas de nom")
    texts, tags = _specialties_and_tags(found, groups.get(key, ()), organisation[1:] if kind == "person" else [])
    roles, home = _roles(found, placed, organisation if kind == "person" else [], texts, kind)
    own += [line for lines in placed.values() for line in lines]  # of places that the card does not have
    if home:
        problems.append(f"une adresse du domicile est gardée dans la note{NARROW}: {home}")
    note = "\n".join(part for part in (*_notes(found), home and f"Domicile : {home}") if part)
    photo = _photo(found, problems)
    return IncomingCard(
        key=key, kind=kind, title=name.title,
        family_name=name.family, given_name=name.given, label=label,
        gender=gender_of(found.text("X-CARNET-GENDER") or told_gender(found)),
        specialties=texts, roles=roles, lines=tuple(own), note=note, tags=tags, photo=photo,
        skills=texts_of(found, "X-CARNET-SKILL"), languages=_languages(found),
        members=tuple(uid_of(line.said) for line in found.all(*_MEMBERS)),
        raw=raw.text, first_line=raw.line, problems=tuple(problems), **namespaced(found),
    )  # fmt: skip


def _notes(found: Properties) -> list[str]:
    """The notes, but those that only say again for other programs what the card has in its own place."""
    return [line.said for line in found.all("NOTE") if line.param("X-CARNET-KIND") != "summary"]


def key_of(raw: RawCard) -> str:
    """The card's UID, else a hash of what it says but its revision."""
    uid = next((line.said for line in raw.lines if line.key == "UID" and line.said), "")
    if uid:
        return uid_of(uid)
    said = sorted(line.text for line in raw.lines if line.key not in ("REV", "PRODID"))
    digest = hashlib.sha256("\n".join(said).encode("utf-8", "replace"))
    return f"sha256:{digest.hexdigest()[:32]}"


def is_group(raw: RawCard) -> bool:
    """Whether a vCard is a list of others (KIND:group, RFC 6350 §6.1.4; Apple's own)."""
    return any(line.key in ("KIND", "X-ADDRESSBOOKSERVER-KIND") and line.said.lower() == "group" for line in raw.lines)


def _problems(raw: RawCard) -> list[str]:
    found = []
    if not raw.whole:
        found.append(f"la fiche est coupée{NARROW}: sa fin manque")
    if raw.too_large:
        found.append(f"trop gros, laissé de côté{NARROW}: {', '.join(dict.fromkeys(raw.too_large))}")
    if raw.stray:
        found.append(plural(raw.stray, "ligne mal formée", "lignes mal formées"))
    return found


def _kind(found: Properties, organisation: list[str]) -> str:
    said = (found.text("X-CARNET-KIND") or found.text("KIND")).lower()
    if said in ("person", "individual"):
        return "person"
    if said in ("structure", "org", "location") or "company" in found.text("X-ABSHOWAS").lower():
        return "structure"
    parts = [part for line in found.all("N")[:1] for part in line.fields[:2] if part]
    name = found.text("FN")
    if (
        organisation
        and (not name or (fold(name) == fold(organisation[0])))
        and " ".join(parts) in ("", organisation[0])
    ):
        return "structure"
    return "structure" if is_structure(name or " ".join(parts)) and not any(parts[1:]) else "person"


def _name(found: Properties) -> Name:
    if found.text("X-CARNET-KIND"):  # as this program wrote it: to the letter
        lines = (line for line in found.all("N") if line.param("X-CARNET-KIND") != "label")
        parts = _padded(next((line.fields for line in lines), []), 5)
        return Name(found.text("X-CARNET-TITLE") or title_of(parts[3]), parts[0], parts[1])
    for line in found.all("N"):
        family, given, prefix = (_padded(line.fields, 5)[at] for at in (0, 1, 3))
        if family and given:
            read = two_names(family, given)
            return Name(title_of(prefix) or read.title, read.family, read.given)
        if one := family or given:
            read = read_name(without_specialty(one)[0])
            return Name(title_of(prefix) or read.title, read.family, read.given)
    return read_name(without_specialty(found.text("FN", "NICKNAME"))[0])


def _one_name(found: Properties) -> str:
    """The name of a card that does not tell family and given names apart, "" when it does."""
    for line in found.all("N"):
        parts = [part for part in line.fields[:2] if part]
        if parts:
            return parts[0] if len(parts) == 1 else ""
    return found.text("FN", "NICKNAME")


def _named_specialty(found: Properties) -> list[str]:
    """What a telephone says of the specialty in the name itself (« Dr Dupuis cardio », « Ostéo » for a surname)."""
    if one := _one_name(found):
        return [text for text in without_specialty(one)[1:] if text]
    names = (part for line in found.all("N")[:1] for part in line.fields[:2])
    return [name for name in names if names_specialty(name)]


def _padded(parts: list[str], length: int) -> list[str]:
    return parts + [""] * (length - len(parts))


def told_gender(found: Properties) -> str:
    """What any program says of the gender: this one says it in a property of its own to vCard 3.0."""
    said = next((part for line in found.all("GENDER", "X-GENDER") for part in line.fields[:1]), "")
    return said or {"1": "F", "2": "M"}.get(found.text("X-WAB-GENDER"), "")


def _every_line(found: Properties) -> tuple[list[IncomingLine], dict[str, list[IncomingLine]]]:
    """The card's own lines, and those of each place that the file numbers."""
    own: list[IncomingLine] = []
    placed: dict[str, list[IncomingLine]] = {}
    for line in found.all("TEL", "EMAIL", "URL"):
        told, listed = line_of(line, found.label(line)), own
        if place := line.param("X-CARNET-PLACE"):
            listed = placed.setdefault(place, [])
            told = [replace(one, of_site=True) for one in told] if line.param("X-CARNET-OF-SITE") == "yes" else told
        listed += [one for one in told if one not in listed]
    return own, placed


def line_of(line: ContentLine, label: str) -> list[IncomingLine]:
    """The ways to reach someone that a TEL, an EMAIL or a URL gives."""
    value, use, ring = line.said, line.param("X-CARNET-USE"), line.param("X-CARNET-RING")
    said = {"label": label or _typed(line), "ring": ring}
    if line.key == "TEL":
        if value.lower().startswith("tel:"):
            value = unquote(value[4:]).replace(";ext=", " poste ")
        found = ways.phones(value, fax=any("fax" in one for one in line.types), **said)
    elif line.key == "EMAIL":
        found = ways.emails(value.removeprefix("mailto:"), **said)
    else:
        found = [IncomingLine(value, "web", "", ways.telling(label))] if value else []
    if use:  # as this program wrote it: to the letter
        kind = line.param("X-CARNET-KIND") or {"TEL": "phone", "EMAIL": "email", "URL": "web"}[line.key]
        kept = "" if line.param("X-CARNET-LABEL") == "none" else label
        return [IncomingLine(value, kind, "" if use == "none" else use, kept, ring, line.param("X-CARNET-BEST-TIME"))]
    time = line.param("X-CARNET-BEST-TIME")
    return [IncomingLine(o.value, o.kind, o.use, o.label, o.ring, time) for o in found] if time else found


def _typed(line: ContentLine) -> str:
    """What TYPE says of a line, in a word that labels know."""
    if line.types & {"assistant", "x-evolution-assistant"}:
        return "secretariat"
    if "pager" in line.types:
        return "bip"
    return "home" if "home" in line.types and "work" not in line.types and "cell" not in line.types else ""


def _specialties_and_tags(
    found: Properties, groups: Sequence[str], units: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Texts that name a specialty, and what else the card is filed under. `units`: the services of a hospital, which
    tell the specialty of whom no post tells it."""
    said = [line.said for line in found.all(*_POSTS) if line.said]
    if not said and not found.text("X-CARNET-KIND"):
        said = _named_specialty(found)
    posts = [text for text in said if specialty_ids(text)]
    if not posts and not found.text("X-CARNET-KIND"):
        posts = [text for text in (*units, found.text("X-DEPARTMENT")) if specialty_ids(text)]
    known = {name for text in posts for name in specialty_ids(text)}
    named, tags = [], []
    for line in found.all("CATEGORIES", "X-CATEGORIES"):
        own = line.param("X-CARNET-KIND")
        for item in line.items:
            ids = () if own == "tag" or item.startswith("#") else specialty_ids(item)
            # A post names the specialty; a category that names another (« Urgences ») is how the card is filed.
            if own == "specialty" or (ids and (not known or known & set(ids))):
                named.append(item)
            elif fold(item) not in _NO_CATEGORIES:
                tags.append(item.removeprefix("#"))
    texts = dict.fromkeys([*posts, *named] or said)
    kept = {fold(tag) or tag: tag for tag in (*tags, *(name for name in groups if fold(name) not in _NO_CATEGORIES))}
    return tuple(texts), tuple(kept.values())


def _roles(
    found: Properties, placed: dict[str, list[IncomingLine]], organisation: list[str], texts: tuple[str, ...], kind: str
) -> tuple[tuple[IncomingRole, ...], str]:
    """What the person does and where; and the address of a home, which is no place of practice."""
    numbered = _numbered_roles(found, placed)
    if numbered:
        return numbered, ""
    ids = tuple(dict.fromkeys(name for text in texts for name in specialty_ids(text)))
    structure, service = (organisation[0] if organisation else ""), " ".join(organisation[1:])
    function = next((line.said for line in found.all("TITLE", "ROLE") if says_more(line.said)), "") or service
    addresses = found.all("ADR")
    work = [line for line in addresses if "home" not in line.types or "work" in line.types]
    is_one_of_ours = bool(ids or organisation or title_of(found.text("FN")) or kind == "structure")
    sites = [_site(line) for line in (work or (addresses if is_one_of_ours else []))]
    homes = (
        [site for line in addresses if line not in work for site in [_site(line)] if site] if work or not sites else []
    )
    home = "; ".join(", ".join(part for part in (s.street, f"{s.postcode} {s.city}".strip()) if part) for s in homes)
    roles = [
        IncomingRole(ids[0] if ids else "", function, structure, site=site)
        for site in dict.fromkeys(site for site in sites if site)
    ]
    if not roles and (ids or function or structure):
        roles = [IncomingRole(ids[0] if ids else "", function, structure)]
    roles += [IncomingRole(name, site=roles[0].site if roles else None) for name in ids[1:]]
    return tuple(roles), home


def _numbered_roles(found: Properties, placed: dict[str, list[IncomingLine]]) -> tuple[IncomingRole, ...]:
    """Places as this program writes them: X-CARNET-ROLE says what ADR, ORG and TITLE cannot."""
    addresses = dict(enumerate(found.by_name.get("ADR", ()), 1))
    roles = []
    for line in found.by_name.get("X-CARNET-ROLE", ()):
        number, said = line.param("X-CARNET-PLACE"), pairs(line)
        at = said.get("adr", "")
        site = _site(addresses.get(int(at)) if at.isdecimal() else None, said)
        roles.append(
            IncomingRole(
                said.get("specialty", ""), said.get("function", ""), said.get("structure", ""),
                said.get("structure-id", ""), site, tuple(placed.pop(number, ())), said.get("mode", ""),
                said.get("hours", ""), said.get("lead") == "yes", day(said.get("since", "")),
                day(said.get("until", "")), said.get("borrowed") == "yes", said.get("code", ""),
            )
        )  # fmt: skip
    return tuple(roles)


def _site(line: ContentLine | None, said: Mapping[str, str] = {}) -> IncomingSite | None:
    """An address (RFC 6350 §6.3.1); one that stands whole in the street is cut at its postcode."""
    box, extended, street, city, _region, postcode, country = _padded(line.fields if line else [], 7)[:7]
    complement = ", ".join(part for part in (extended, box) if part)
    if not said and not postcode and not city and (cut := _POSTCODE.match(street)):
        street, postcode, city = cut.group(1).strip(" ,\n"), cut.group(2), cut.group(3).strip(" ,")
    street = ", ".join(part.strip() for part in street.split("\n"))
    site = IncomingSite(
        said.get("site", ""), complement, street, postcode, city, country,
        said.get("insee", ""), said.get("site-hours", ""), said.get("access", ""),
    )  # fmt: skip
    told = (site.name, complement, street, postcode, city, site.insee, site.hours, site.access)
    return site if any(told) else None


def _languages(found: Properties) -> tuple[str, ...]:
    tags = (line.said.lower().split("-")[0] for line in found.all("LANG"))
    named = (_LANGUAGES[tag] for tag in tags if tag in _LANGUAGES)
    return texts_of(found, "X-CARNET-LANGUAGE") or tuple(dict.fromkeys(named))


def is_data(line: ContentLine) -> bool:
    """Whether a value is a `data:` URI, as 4.0 writes contents (RFC 6350 §4.2); 3.0 only encodes them."""
    return line.value[:5].lower() == "data:"


def _photo(found: Properties, problems: list[str]) -> bytes | None:
    """The photo's bytes when they are a JPEG or a PNG; an address is never followed."""
    for line in found.all("PHOTO"):
        text = line.value
        if is_data(line):
            text = text.partition(",")[2]
        elif line.encoding != "b":
            continue
        try:
            content = base64.b64decode("".join(text.replace("\\", "").split()) + "==", validate=False)
        except (binascii.Error, ValueError):
            problems.append("la photo est illisible")
            continue
        if len(content) > LARGEST:
            problems.append(f"la photo est trop grosse ({megabytes(len(content))})")
        elif media_type(content) in PHOTO_TYPES:
            return content
        elif content:
            problems.append("la photo n’est ni une image JPEG ni une image PNG")
    return None
