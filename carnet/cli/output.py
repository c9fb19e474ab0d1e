"""How answers are printed: JSON with English keys for scripts, French lines for eyes."""

import json
from datetime import date
from enum import Enum
from typing import Any

from msgspec import to_builtins

from carnet import words
from carnet.domain.disclosure import Disclosed, LineView, PublicPart, TeamView
from carnet.domain.query import Chip
from carnet.queries.results import Answer, Result, first_number
from carnet.words import (
    NARROW,
    attribute,
    departure,
    hidden_attribute,
    hidden_closed,
    line_use,
    long_date,
    mark,
    note_of,
    person_name,
    plural,
    reason,
    reasons,
    sector,
    specialty,
)
from carnet.words import chip as as_read

_PLACE_KINDS = ("place", "department", "postcode")
NAME_WIDTH, PLACE_WIDTH = 34, 26


def as_json(value: Any) -> str:
    """One JSON document; dates are ISO, enumerations their stable names."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, frozenset | set | tuple):
        return sorted(value) if isinstance(value, frozenset | set) else list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def answer_json(answer: Answer, *, today: date, elapsed_ms: float) -> dict[str, Any]:
    """`find --json`, as docs/cli.md says."""
    return {
        "reading": [_chip_json(chip) for chip in answer.reading.chips],
        "other_readings": [[_chip_json(chip) for chip in reading.chips] for reading in answer.others],
        "origin": to_builtins(answer.origin) if answer.origin else None,
        "elapsed_ms": round(elapsed_ms, 1),
        "results": [_result_json(result, today) for result in answer.book + answer.register],
        "totals": {
            "book": answer.book_total,
            "register": answer.register_total,
            "register_is_a_minimum": answer.register_more,
        },
        "register_date": answer.register_date or None,
        "hidden": {name: getattr(answer.hidden, name) for name in ("closed", "attribute", "territory")},
    }


def _chip_json(chip: Chip) -> dict[str, Any]:
    kind = "place" if chip.kind in _PLACE_KINDS else chip.kind
    found: dict[str, Any] = {"kind": kind, "text": chip.text, "value": chip.value, "label": as_read(chip)}
    if len(chip.values) > 1:
        found["values"] = list(chip.values)
    return found | {name: True for name in ("dropped", "corrected") if getattr(chip, name)}


def _result_json(result: Result, today: date) -> dict[str, Any]:
    where = result.where
    return {
        "id": result.id,
        "source": result.source,
        "kind": result.kind,
        "name": result.name,
        "rpps": result.rpps or None,
        "specialty": specialty(result.specialties[0]) if result.specialties else None,
        "specialties": list(result.specialties),
        "site": {"commune": where.commune, "insee": where.insee, "postcode": where.postcode},
        "other_sites": where.others,
        "lines": [_line_json(line) for line in result.lines],
        "distance_km": None if result.km is None else round(result.km, 1),
        "delay": to_builtins(result.delay) if result.delay else None,
        "sector": result.sector or None,
        "flags": list(result.flags),
        "why": [reason(item, result.gender, today=today) for item in result.reasons],
    }


def _line_json(line: LineView) -> dict[str, str]:
    return {"value": line.value, "use": line.use, "ring": line.ring.label, "kind": line.kind}


def answer_lines(answer: Answer, *, today: date) -> list[str]:
    """`find` for eyes: what was read, then the two lists with their reasons."""
    chips = "  ".join(_chip_text(chip) for chip in answer.reading.chips)
    origin = f"depuis {answer.origin.name}" if answer.origin else "sans commune d’origine : distances inconnues"
    lines = [f"{chips}  ·  {origin}"]
    if answer.book:
        lines += ["", f"MON CARNET · {answer.book_total}{_hidden(answer)}"]
        lines += [line for result in answer.book for line in _result_lines(result, today)]
    if answer.register:
        count = f"{'au moins ' if answer.register_more else ''}{answer.register_total}"
        when = f"   annuaire du {long_date(date.fromisoformat(answer.register_date))}" if answer.register_date else ""
        lines += ["", f"ANNUAIRE NATIONAL · {count}{when}"]
        lines += [line for result in answer.register for line in _result_lines(result, today)]
    if not answer.book and not answer.register:
        lines += ["", "Personne ne répond à ces mots." + _hidden(answer)]
    return lines


def _chip_text(chip: Chip) -> str:
    if chip.dropped:
        return f"(sans « {chip.text} »)"
    return f"[{as_read(chip)}]" + (f" au lieu de « {chip.text} »" if chip.corrected else "")


def _hidden(answer: Answer) -> str:
    hidden = answer.hidden
    asked = tuple(need.code for need in answer.needs if need.is_attribute)
    parts = (hidden_closed(hidden.closed, hidden.retired), hidden_attribute(hidden.attribute, asked))
    return "".join(f"   {part}" for part in parts if part)


def _result_lines(result: Result, today: date) -> list[str]:
    number = first_number(result.lines)
    marks = " ★" * ("favourite" in result.flags) + " ⊘" * ("avoided" in result.flags)
    others = f" + {plural(result.where.others, 'lieu', 'lieux')}" if result.where.others else ""
    name = f"{result.name}{marks}"
    where = f"{result.where.commune or 'lieu inconnu'}{others}"
    head = f"  {name:<{NAME_WIDTH}} {where:<{PLACE_WIDTH}} {number.value if number else 'pas de numéro'}"
    gone = departure(result.status, result.gender, result.successor)
    why = " · ".join(part for part in (gone, reasons(result.reasons, result.gender, today=today)) if part)
    return [head, f"      {why}   {result.id}" if why else f"      {result.id}"]


def card_json(card: Disclosed) -> dict[str, Any]:
    """`show --json`: the parts that may be seen, lines of every allowed ring together."""
    found = {name: part for name, part in to_builtins(card).items() if part is not None and name != "profile"}
    public = found.pop("public")
    public["lines"] = [_line_json(line) | {"label": line.label, "place": line.place} for line in card.lines]
    public["name"] = display_name(card.public)
    public["team"] = [_team_json(card, one) for one in card.public.team]
    for part in (public, *found.values()):
        part.pop("answers", None)
    for part in found.values():
        part.pop("lines", None)
    return {"profile": str(card.profile), **public, **found}


def _team_json(card: Disclosed, one: TeamView) -> dict[str, Any]:
    line = card.answering(one.post)
    return {**to_builtins(one), "line": _line_json(line) if line else None}


def display_name(public: PublicPart) -> str:
    """« Dr Karim BENHADDOU », a structure's name, a function."""
    if public.family_name:
        return person_name(public.title, public.given_name, public.family_name)
    return public.label


def card_lines(card: Disclosed, *, today: date) -> list[str]:
    """`show` for eyes."""
    public = card.public
    labels = dict.fromkeys(specialty(place.specialty) for place in public.places if place.specialty)
    facts = [*labels, sector(public.sector)]
    lines = [display_name(public), " · ".join(fact for fact in facts if fact), _gone(public)]
    lines += [f"  {line.value:<24} {_line_note(line)}" for line in card.lines]
    for place in public.places:
        street = ", ".join(part for part in (place.name, place.street) if part)
        over = f" (jusqu’au {long_date(place.until)})" if place.until else ""
        lines.append(
            f"  {' · '.join(part for part in (street, f'{place.postcode} {place.city}'.strip()) if part)}{over}"
        )
    lines += [f"  {_team_text(card, one)}" for one in public.team]
    asked = {**public.attributes, **(card.practice.attributes if card.practice else {})}
    lines.append("  " + " · ".join(attribute(name, value) for name, value in asked.items()))
    lines += [f"  {text}" for text in _more(card, today)]
    return [line for line in lines if line.strip()]


def _team_text(card: Disclosed, one: TeamView) -> str:
    """« Mme Anne AUBRET, référente · AS · 04 65 71 90 10   b:… »."""
    line, public = card.answering(one.post), card.public
    gender = one.gender if public.kind == "structure" else public.gender
    lead = f", {words.lead(gender)}" if one.is_lead else ""
    what = one.function or (words.practitioner(one.specialty, gender) if one.specialty else "")
    return " · ".join(part for part in (one.name + lead, what, line.value if line else "") if part) + f"   {one.id}"


def _gone(public: PublicPart) -> str:
    """« Retraité depuis le 3 mars 2026 → Dr Anne ROUX (successeur)   b:… », « En pause »; "" when active."""
    said = departure(public.status, public.gender, public.successor)
    if said and public.status_on:
        gone, arrow, after = said.partition(" → ")
        said = f"{gone} depuis le {long_date(public.status_on)}{arrow}{after}"
    return f"{said[:1].upper()}{said[1:]}" + (f"   {public.successor_id}" if said and public.successor_id else "")


def _line_note(line: LineView) -> str:
    return " · ".join(part for part in (line_use(line.use), line.label, f"({line.ring.label})") if part)


def _more(card: Disclosed, today: date) -> list[str]:
    """What the wider rings add, in the order of the card."""
    found = []
    if card.practice:
        found += [f"annoncé {told.days} j ({long_date(told.told_on)})" for told in card.practice.told]
        found.append(card.practice.practical_note)
        if card.practice.verified_on:
            found.append(f"vérifié le {long_date(card.practice.verified_on)}")
    if card.opinion:
        found.append(" · ".join(mark(code, card.public.gender) for code in card.opinion.marks))
        found.append(f"Plutôt pour : {', '.join(card.opinion.good_for)}" if card.opinion.good_for else "")
    if card.private:
        found.append(card.private.note)
        found += [f"{note_of(one.author)} : {one.words}" for one in card.private.remarks]
        found.append(f"rencontré : {card.private.met_at}" if card.private.met_at else "")
        names = ", ".join(one.name for one in card.private.documents)
        found.append(f"{plural(len(card.private.documents), 'document', 'documents')} : {names}" if names else "")
    if card.judgement:
        found.append(f"Pas pour : {', '.join(card.judgement.not_for)}" if card.judgement.not_for else "")
        found.append(plural(card.judgement.referrals, "adressage", "adressages") if card.judgement.referrals else "")
        if card.judgement.avoided_since:
            found.append(f"⊘ Je n’adresse pas, depuis le {long_date(card.judgement.avoided_since)}")
    return [text.replace(" :", f"{NARROW}:") for text in found if text]
