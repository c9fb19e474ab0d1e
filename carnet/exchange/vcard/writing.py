"""A disclosed card made a vCard 3.0 or 4.0, of what `disclose` left and nothing else. docs/vcard.md is the table."""

import base64
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from carnet.domain.attachments import media_type
from carnet.domain.disclosure import BoundView, Disclosed, LineView, PlaceView, Profile, PublicPart
from carnet.domain.phones import is_mobile, national
from carnet.exchange.incoming import IncomingLine
from carnet.exchange.lines import default_ring
from carnet.exchange.names import title_of
from carnet.exchange.vcard.lines import ContentLine, escaped, made
from carnet.exchange.vcard.own import LINK_WORDS, PRIVATE_TEXTS
from carnet.exchange.vcard.reading import line_of
from carnet.words import NARROW, line_use, long_date, mark, month_and_year, person_name, practitioner, specialty

_COLUMNS = {"home": "home_visits"}  # attributes whose name on a card is not the column's
_PROPERTIES = {"phone": "TEL", "fax": "TEL", "email": "EMAIL", "secure": "EMAIL", "web": "URL"}
_PLACE, _OF_SITE = "X-CARNET-PLACE", "X-CARNET-OF-SITE"


class Envelope(Struct, frozen=True):
    """What is said of a whole export: `version` 3.0 or 4.0, whose book it is, until when it is lent."""

    version: str = "3.0"
    author: str = ""
    until: date | None = None


def outgoing(card: Disclosed, envelope: Envelope) -> list[ContentLine]:
    """The lines of a card between BEGIN and END, VERSION first."""
    public, four = card.public, envelope.version == "4.0"
    lines = [made("VERSION", envelope.version), _text("UID", f"urn:uuid:{public.id.removeprefix('b:')}")]
    lines += _names(public, four=four)
    lines += _occupation(public)
    lines += _places(public.places)
    numbers = {place.uuid: str(at) for at, place in enumerate(public.places, 1)}
    times = _best_times(card)
    # « item » is the only group that several programs look into; an original may have its own.
    group = "ligne" if card.original and card.original.cards else "item"
    for at, line in enumerate(card.lines, 1):
        lines += way(line, numbers.get(line.place, ""), times.get(line.key, ""), f"{group}{at}")
    lines += _public_facts(public)
    lines += [_bound(link, four=four) for link in public.links]
    lines += _practice(card)
    lines += _private(card)
    lines += _opinion(card, envelope.author)
    if envelope.until:
        lines.append(made("X-CARNET-VALID-UNTIL", envelope.until.isoformat()))
    lines += _summary(card, envelope)
    lines += _photo(card, four=four)
    return lines


def display_name(public: PublicPart) -> str:
    """« Dr Karim BENHADDOU », a structure's name, a function."""
    if public.family_name:
        return person_name(public.title, public.given_name, public.family_name)
    return public.label or public.given_name


def way(line: LineView, place: str, best_time: str, group: str) -> list[ContentLine]:
    """A line of the card; what TYPE and the label cannot say stands in parameters of this program's own."""
    types = {"fax": "FAX", "phone": "CELL" if is_mobile(national(line.value)) else "VOICE"}.get(line.kind, "")
    plain = [("TYPE", "WORK"), ("TYPE", types)] if types else [("TYPE", "INTERNET")] * (line.kind != "web")
    label = line.label or line_use(line.use)
    ring = "" if line.ring == default_ring(line.kind, line.value, line.use) else line.ring.label
    extra = [(_PLACE, place)] * bool(place) + [(_OF_SITE, "yes")] * bool(place and line.of_site)
    extra += [("X-CARNET-RING", ring)] * bool(ring)
    extra += [("X-CARNET-BEST-TIME", best_time)] * bool(best_time)
    name, value = _PROPERTIES[line.kind], escaped(line.value)
    written = made(name, value, plain + extra, group if label else "")
    wanted = IncomingLine(line.value, line.kind, line.use, line.label, line.ring.label, best_time)
    if [_whole(one) for one in line_of(written, label)] != [wanted]:
        exact = [("X-CARNET-KIND", line.kind), ("X-CARNET-USE", line.use or "none")]
        exact += [("X-CARNET-LABEL", "none")] * (not line.label)
        written = made(name, value, plain + extra + exact, group if label else "")
    return [written, *([_text("X-ABLabel", label, group=group)] if label else [])]


def _whole(line: IncomingLine) -> IncomingLine:
    """A line as the book will hold it: with its ring."""
    ring = line.ring or default_ring(line.kind, line.value, line.use).label
    return IncomingLine(line.value, line.kind, line.use, line.label, ring, line.best_time)


def _text(name: str, text: str, params: Iterable[tuple[str, str]] = (), group: str = "") -> ContentLine:
    return made(name, escaped(text), params, group)


def _pairs(name: str, said: Mapping[str, str], params: Iterable[tuple[str, str]] = ()) -> list[ContentLine]:
    value = ";".join(f"{key}={escaped(text)}" for key, text in said.items() if text)
    return [made(name, value, params)] if value else []


def _names(public: PublicPart, *, four: bool) -> list[ContentLine]:
    parts = (public.family_name, public.given_name, "", public.title if public.family_name else "", "")
    if public.kind == "person" and not any(parts):  # telephones show N and leave FN aside
        named = made("N", f"{escaped(public.label)};;;;", [("X-CARNET-KIND", "label")])
    else:
        named = made("N", ";".join(escaped(part) for part in parts))
    lines = [_text("FN", display_name(public)), named]
    lines.append(_text("X-CARNET-KIND", public.kind))
    if public.kind == "structure":
        lines.append(made("KIND", "org") if four else made("X-ABShowAs", "COMPANY"))
    elif four:
        lines.append(made("KIND", "individual"))
    if public.title and (title_of(public.title) != public.title or not public.family_name):
        lines.append(_text("X-CARNET-TITLE", public.title))
    if public.gender:
        lines.append(made("GENDER" if four else "X-CARNET-GENDER", public.gender))
    return lines


def _occupation(public: PublicPart) -> list[ContentLine]:
    """ORG, TITLE, ROLE and CATEGORIES: what every program shows; X-CARNET-ROLE says it exactly."""
    structures = [place.structure or place.name for place in public.places if place.structure or place.name]
    ids = list(dict.fromkeys(place.specialty for place in public.places if place.specialty))
    titles = [practitioner(one, public.gender) for one in ids] if public.kind == "person" else []
    functions = list(dict.fromkeys(place.function for place in public.places if place.function))
    organisation = public.label if public.kind == "structure" else next(iter(structures), "")
    lines = [_text(name, text) for name, text in (
        ("ORG", organisation), ("TITLE", ", ".join(titles)), ("ROLE", ", ".join(functions))
    ) if text]  # fmt: skip
    if ids:
        labels = ",".join(escaped(specialty(one)) for one in ids)
        lines.append(made("CATEGORIES", labels, [("X-CARNET-KIND", "specialty")]))
    return lines


def _places(places: tuple[PlaceView, ...]) -> list[ContentLine]:
    lines, addresses = [], 0
    for number, place in enumerate(places, 1):
        parts = ("", place.complement, place.street, place.city, "", place.postcode, place.country)
        at = ""
        if any(parts):
            addresses += 1
            at = str(addresses)
            lines.append(made("ADR", ";".join(escaped(part) for part in parts), [("TYPE", "WORK")]))
        said = {
            "adr": at, "specialty": place.specialty, "function": place.function, "structure": place.structure,
            "structure-id": place.structure_id.removeprefix("b:"), "site": place.name, "insee": place.insee,
            "code": place.official_code, "mode": place.mode,
            "hours": place.post_hours, "site-hours": place.site_hours, "access": place.access,
            "borrowed": "yes" if place.borrowed else "", "lead": "yes" if place.is_lead else "",
            "since": _iso(place.since), "until": _iso(place.until),
        }  # fmt: skip
        lines += _pairs("X-CARNET-ROLE", said, [(_PLACE, str(number))])
    return lines


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _best_times(card: Disclosed) -> dict[str, str]:
    parts = (card.practice, card.private)
    return {line: time for part in parts if part for line, time in part.best_times.items()}


def _attributes(attributes: Mapping[str, bool | None]) -> list[ContentLine]:
    said = {
        _COLUMNS.get(name, name): "yes" if value else "no" for name, value in attributes.items() if value is not None
    }
    return _pairs("X-CARNET-ATTRIBUTES", said)


def _public_facts(public: PublicPart) -> list[ContentLine]:
    named = (
        ("RPPS", public.rpps), ("ADELI", public.adeli), ("FINESS", public.finess), ("SIRET", public.siret),
        ("SECTOR", public.sector), ("COST", public.cost),
    )  # fmt: skip
    lines = [_text(f"X-CARNET-{name}", text) for name, text in named if text]
    if public.status != "active" or public.status_on or public.successor:
        said = {"status": public.status, "on": _iso(public.status_on), "successor": public.successor,
                "successor-id": public.successor_id.removeprefix("b:")}  # fmt: skip
        lines += _pairs("X-CARNET-STATUS", said)
    lines += _attributes(public.attributes)
    lines += [_text("X-CARNET-SKILL", skill) for skill in public.skills]
    lines += [_text("X-CARNET-LANGUAGE", language) for language in public.languages]
    lines += _pairs("X-CARNET-STRUCTURE", public.structure)
    if public.kind == "structure":
        lines += [_text("X-CARNET-MEMBER", f"urn:uuid:{one.id.removeprefix('b:')}") for one in public.team]
    return lines


def _bound(link: BoundView, *, four: bool) -> ContentLine:
    """Another structure: RELATED in 4.0 (RFC 6350 §6.6.6), whose types name people's ties only."""
    word, other = LINK_WORDS[link.kind, link.above], f"urn:uuid:{link.id.removeprefix('b:')}"
    dates = {"since": _iso(link.since), "until": _iso(link.until)}
    if four:
        params = {"LINK": word, **{name.upper(): text for name, text in dates.items() if text}}
        return made("RELATED", other, [(f"X-CARNET-{name}", text) for name, text in params.items()])
    return _pairs("X-CARNET-LINK", {"kind": word, "with": other, **dates})[0]


def _practice(card: Disclosed) -> list[ContentLine]:
    part = card.practice
    if part is None:
        return []
    lines = _attributes(part.attributes) + _pairs("X-CARNET-STRUCTURE", part.structure)
    if part.practical_note:
        lines.append(_text("X-CARNET-PRACTICAL-NOTE", part.practical_note))
    if part.verified_on:
        lines.append(made("X-CARNET-VERIFIED", part.verified_on.isoformat()))
    before = card.original.told_before if card.original else ()
    for told in (*before, *part.told):  # in the order in which they were told
        said = {"days": str(told.days), "on": told.told_on.isoformat(), "for": told.audience}
        lines += _pairs("X-CARNET-DELAY", said)
    return lines


def _private(card: Disclosed) -> list[ContentLine]:
    part = card.private
    if part is None:
        return []
    lines = [_text("NOTE", part.note)] if part.note else []
    if part.tags:
        tags = ",".join(escaped(tag) for tag in part.tags)
        lines.append(made("CATEGORIES", tags, [("X-CARNET-KIND", "tag")]))
    named = {name: getattr(part, name) for name in PRIVATE_TEXTS}
    # Nowhere is said too: the card would else be found in this very file once it is in another book.
    said = {name for name, text in named.items() if text or (name == "found_in" and card.profile is Profile.SELF)}
    lines += [_text(f"X-CARNET-{name.upper().replace('_', '-')}", named[name]) for name in named if name in said]
    for remark in part.remarks:
        words = {"by": remark.author, "on": _iso(remark.given_on), "words": remark.words}
        lines += _pairs("X-CARNET-REMARK", words)
    return lines + [made("X-CARNET-FAVOURITE", "yes")] * part.favourite


def _opinion(card: Disclosed, author: str) -> list[ContentLine]:
    part = card.opinion
    if part is None or not (part.marks or part.word or part.good_for):
        return []
    said = {"by": author, "on": _iso(part.given_on), "marks": ",".join(part.marks), "word": part.word}
    return [*_pairs("X-CARNET-OPINION", said), *(_text("X-CARNET-GOOD-FOR", text) for text in part.good_for)]


def _summary(card: Disclosed, envelope: Envelope) -> list[ContentLine]:
    """What other programs show only in a note: said again in French, and left aside when it comes back."""
    if card.profile is Profile.SELF:
        return []
    said = opinion_words(card, envelope.author)
    if card.practice:
        said = [
            card.practice.practical_note,
            *(told_delay(told.days, told.told_on) for told in card.practice.told),
            *said,
        ]
    if envelope.until:
        said.append(f"Prêté jusqu’au {long_date(envelope.until)}.")
    text = "\n".join(part for part in said if part)
    return [_text("NOTE", text, [("X-CARNET-KIND", "summary")])] if text else []


def told_delay(days: int, on: date) -> str:
    """« annoncé 21 j (mars 2026) »."""
    return f"annoncé {days} j ({month_and_year(on)})"


def opinion_words(card: Disclosed, author: str) -> list[str]:
    """« avis du Dr X, mars 2026 : pointu, fiable, « un mot » », and what the correspondent is good for."""
    part = card.opinion
    if part is None or not (part.marks or part.word or part.good_for):
        return []
    when = f", {month_and_year(part.given_on)}" if part.given_on else ""
    word = [f"«{NARROW}{part.word}{NARROW}»"] if part.word else []
    marks = ", ".join([*(mark(one, card.public.gender) for one in part.marks), *word])
    good = f"plutôt pour{NARROW}: {', '.join(part.good_for)}" if part.good_for else ""
    what = f"{NARROW}; ".join(one for one in (marks, good) if one)
    return [f"avis {_of(author)}{when}{NARROW}: {what}"]


def _of(author: str) -> str:
    return f"du {author}" if author.startswith(("Dr", "Pr")) else f"de {author}" if author else "de qui remet ce carnet"


def _photo(card: Disclosed, *, four: bool) -> list[ContentLine]:
    content = card.original.photo if card.original else b""
    kind = media_type(content)
    if kind not in ("image/jpeg", "image/png"):
        return []
    data = base64.b64encode(content).decode("ascii")
    if four:
        return [made("PHOTO", f"data:{kind};base64,{data}")]
    return [made("PHOTO", data, [("ENCODING", "b"), ("TYPE", kind.removeprefix("image/").upper())])]
