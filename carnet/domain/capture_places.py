"""Where a typed text says that someone works: street, postcode, commune, the name of the place."""

import re
from collections.abc import Sequence

from carnet.domain.capture_names import NEAR_KM, is_structure, specialty_at
from carnet.domain.capture_sheet import Lexicon, Sheet, Word, bag, folded, phrases, words_in
from carnet.domain.query import Place
from carnet.domain.text import fold

_CITY = 20_000
_LONGEST_PLACE = 7
_WAY = (
    r"rue|avenue|av|boulevard|boul|bvd|bld|bd|place|pl|chemin|che|ch|impasse|imp|route|rte|allées?|all|cours|quai|square"
    r"|sq|lotissement|lot|résidence|rés|zac|za|zi|zone|hameau|lieu-dit|traverse|montée|passage|voie|rond-point"
    r"|esplanade|promenade|faubourg|fbg|fg|sentier|cité|quartier|parc|villa|domaine|mail"
)
_END = r"(?=[,;\n\r\t|()\x00]|\s[-–—]\s|$)"
_STREET = re.compile(
    rf"(?<![\w])\d{{1,4}}(?:\s?(?:bis|ter|quater|[A-D])\b)?\s?,?[^\S\n]+(?:{_WAY})\b\.?\s[^,;\n\r\t|()\x00]*?{_END}"
    rf"|(?:(?<=\n)|(?<=, )|(?<=,)|^)[^\S\n]*(?:{_WAY})\b\.?\s(?:de |du |des |d['’]|la |le |les |l['’])"
    rf"[^,;\n\r\t|()\x00]*?{_END}",
    re.IGNORECASE | re.MULTILINE,
)
_COMPLEMENT = re.compile(
    r"\b(?:BP|CS)\s?\d{1,6}\b|\b(?:b[âa]t(?:iment|\.)?|résidence|rés\.|escalier|esc\.)\s[^,;\n\r\t|()\x00]{1,40}"
    r"|\b\d{1,2}\s?(?:er|e|ème|eme)\s(?:étage|etage)\b(?:\s(?:droite|gauche|face))?|\brez-de-chaussée\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<![\w.])(?:F-)?(\d{5})(?!\d)(?!\w)")
_CEDEX = re.compile(r"\s+cedex(?:\s+\d{1,2})?\b", re.IGNORECASE)
_DEPARTMENT = re.compile(r"\s*\(\s*(\d{2,3}|2[AB])\s*\)", re.IGNORECASE)
_TOWARDS = bag("a d de sur en")
_JOINED = bag("a au aux d de des du et l la le les saint sainte")
_NEVER = bag("les des une bien vue grand bon sans sore pis dr mme pr tel")


def claim_address(sheet: Sheet, lexicon: Lexicon) -> None:
    """Mark postcode with its commune, complement and street."""
    _claim_postcode(sheet, lexicon)
    for found in list(_COMPLEMENT.finditer(sheet.free)):
        sheet.claim("complement", found.group().strip(), found.start(), found.start() + len(found.group().rstrip()))
    if street := _STREET.search(sheet.free):
        start = street.end() - len(street.group().lstrip())
        end = _street_end(sheet, lexicon, start, street.end())
        sheet.claim("street", sheet.text[start:end].strip(), start, end)


def _street_end(sheet: Sheet, lexicon: Lexicon, start: int, end: int) -> int:
    """Where the street's name ends: before the commune or the specialty that follows without a comma."""
    text = sheet.text[start:end]
    words = words_in(text)
    for at in range(2, len(words)):
        if words[at - 1].folded in _JOINED or (at == 2 and words[1].folded in ("bis", "ter", "quater")):
            continue
        if at > 2 and specialty_at(text, words, at, lexicon):
            return start + words[at - 1].end
        for phrase in phrases(text, words, at, _LONGEST_PLACE):
            rest = text[phrase[-1].end :].strip(" .")
            if not rest and at > 2 and (place := nearest(lexicon, phrase)) and _around(place):
                return start + words[at - 1].end
    return start + len(text.rstrip())


def _claim_postcode(sheet: Sheet, lexicon: Lexicon) -> None:
    for found in _POSTCODE.finditer(sheet.free):
        code = found.group(1)
        served = lexicon.postcode(code)
        town = _town_after(sheet, lexicon, found.end(), code, served)
        if not served and town is None:
            continue
        sheet.claim("postcode", code, found.start(), found.end())
        if town:
            place, start, end = town
            sheet.claim("commune", f"{place.insee}\t{place.name}", start, end)
        return


def _town_after(
    sheet: Sheet, lexicon: Lexicon, at: int, code: str, served: Sequence[Place]
) -> tuple[Place, int, int] | None:
    rest = sheet.free[at : at + 80].split("\n")[0]
    words = words_in(rest)
    if not words or rest[: words[0].start].strip(" \u00a0\u202f-,"):
        return None
    for phrase in phrases(rest, words, 0, _LONGEST_PLACE):
        name = " ".join(folded(phrase))
        known = [place for place in served if fold(place.name) == name or fold(place.name).startswith(name + " ")]
        known += [place for place in lexicon.places(name) if place.insee[:2] == code[:2]]
        if known:
            end = phrase[-1].end
            cedex = _CEDEX.match(rest, end)
            return known[0], at + words[0].start, at + (cedex.end() if cedex else end)
    return None


def nearest(lexicon: Lexicon, phrase: Sequence[Word]) -> Place | None:
    """The commune that a phrase names; of several, the one nearest to the practice, else the most populous."""
    places = lexicon.places(" ".join(folded(phrase)))
    return min(places, key=lambda p: (p.km is None, p.km if p.km is not None else -p.population), default=None)


def _around(place: Place) -> bool:
    return place.km is not None and place.km <= NEAR_KM


def claim_commune(sheet: Sheet, lexicon: Lexicon) -> None:
    """Mark the commune when no postcode told it: of the free text first, else inside the name of the place."""
    if sheet.piece("commune"):
        return
    if _claim_commune_within(sheet, lexicon, 0, len(sheet.text), inside=False):
        return
    for field in ("label", "site_name"):
        for piece in sheet.pieces(field):
            if _claim_commune_within(sheet, lexicon, piece.start, piece.end, inside=True):
                return


def _claim_commune_within(sheet: Sheet, lexicon: Lexicon, low: int, high: int, *, inside: bool) -> bool:
    text = sheet.text[low:high] if inside else sheet.free
    words = words_in(text)
    postcode = sheet.piece("postcode")
    named = bool(sheet.piece("family_name") or sheet.piece("label"))
    best: tuple[tuple[bool, bool, int], Place, int, int] | None = None
    taken = 0
    for at in range(len(words)):
        for phrase in phrases(text, words, at, _LONGEST_PLACE) if words[at].start >= taken else ():
            found = _meant(text, words, at, phrase, lexicon, postcode.value if postcode else "", named=named)
            if found is None:
                continue
            place, end = found
            rank = (not _around(place), bool(words[at - 1 : at] and words[at - 1].folded == "pour"), at)
            if best is None or rank < best[0]:
                best = rank, place, phrase[0].start, end
            taken = end
            break
    if best is None:
        return False
    _, place, start, end = best
    mark = sheet.mention if inside else sheet.claim
    mark("commune", f"{place.insee}\t{place.name}", low + start if inside else start, low + end if inside else end)
    return True


def _meant(
    text: str,
    words: Sequence[Word],
    at: int,
    phrase: tuple[Word, ...],
    lexicon: Lexicon,
    postcode: str,
    *,
    named: bool,
) -> tuple[Place, int] | None:
    """The commune that a phrase means here, with where it ends; None where it is likelier an ordinary word."""
    name = folded(phrase)
    if len(name) == 1 and (len(name[0]) < 3 or name[0] in _NEVER):
        return None
    places = lexicon.places(" ".join(name))
    end = phrase[-1].end
    if told := _DEPARTMENT.match(text, end):
        end = told.end()
    code = told.group(1).upper() if told else postcode[:2]
    place = next((p for p in places if code and p.insee.startswith(code)), None) or nearest(lexicon, phrase)
    if place is None:
        return None
    towards = bool(at) and words[at - 1].folded in _TOWARDS
    alone = (
        named
        and not text[: phrase[0].start].rstrip(" \u00a0").rpartition("\n")[2].strip(" ,;:-–\x00")
        and (not text[end:].lstrip(" \u00a0")[:1].isalnum())
    )
    likely = _around(place) or bool(code and place.insee.startswith(code))
    capital = phrase[0].capital or phrase[-1].capital
    return (place, end) if likely or (capital and (place.population >= _CITY or towards or alone)) else None


def claim_structures(sheet: Sheet, lexicon: Lexicon) -> None:
    """Mark the names of places (« Clinique Saint-Roch », « CH d'Avignon »): the first as the site, others below it."""
    for start, end in list(sheet.segments()):
        text = sheet.text[start:end]
        words = words_in(text)
        at = next((i for i, word in enumerate(words) if is_structure(words, i)), None)
        if at is None or (at and words[at - 1].folded in ("du", "de") and sheet.piece("family_name") is None):
            continue
        stop = _structure_end(text, words, at, lexicon)
        field = "site_name" if not sheet.pieces("site_name") else "complement"
        low, high = start + words[at].start, start + words[stop].end
        if sheet.is_free(low, high) and stop > at:
            sheet.claim(field, sheet.text[low:high], low, high)


def _structure_end(text: str, words: Sequence[Word], at: int, lexicon: Lexicon) -> int:
    """Index of the last word of the structure's name: a specialty that no « de » joins to it ends it."""
    for here in range(at + 1, len(words)):
        if words[here - 1].folded in _JOINED or words[here].folded in _JOINED:
            continue
        if here > at + 1 and specialty_at(text, words, here, lexicon):
            return here - 1
    return len(words) - 1
