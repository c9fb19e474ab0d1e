"""Ten-second capture: a typed line, a signature or a letterhead becomes a proposed card.

Every character typed belongs to a field or to the note: what is not understood is kept as it was written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from carnet.domain.capture_lines import LinePiece, claim_lines, lines_read
from carnet.domain.capture_names import claim_name, is_structure, specialty_at
from carnet.domain.capture_places import claim_address, claim_commune, claim_structures
from carnet.domain.capture_sheet import Lexicon, Piece, Sheet, Word, bag, folded, words_in
from carnet.errors import CarnetError

LONGEST_CARD = 5_000  # characters
_RPPS = re.compile(
    r"(?:n[°o]\s*)?\bRPPS\b\s*(?:n[°o])?\s*:?\s*(\d(?:[ .]?\d){10})(?!\d)|(?<![\w+])(1\d{10})(?!\w)", re.IGNORECASE
)
_ADELI = re.compile(r"(?:n[°o]\s*)?\bADELI\b\s*(?:n[°o])?\s*:?\s*(\d(?:[ .]?\d){8})(?!\d)", re.IGNORECASE)
_TAG = re.compile(r"(?<!\w)#([^\W_][\w-]*)")
_SECTOR = re.compile(
    r"\bsecteur\s*([12])\b(?:\s*[,(]?\s*(OPTAM)\b\)?)?|\bS([12])\b|\b(OPTAM)\b|\b(non[ -]conventionnée?)\b",
    re.IGNORECASE,
)
_FUNCTION = re.compile(
    r"\b(?:cheff?e? d[e'’]\s?(?:service|clinique|p[ôo]le)|praticien(?:ne)?[ -]hospitali(?:er|ère)"
    r"|médecin coordonnateur|cadre (?:de santé|supérieure?|infirmi(?:er|ère))|ancien(?:ne)? interne|assistante?"
    r" spécialiste|remplaçante?|responsable)\b",
    re.IGNORECASE,
)
_REST = r"(?P<rest>[^,;\n\r\x00()]+?(?:,\s*(?:en\s+)?(?:19|20)\d\d\b)?)"
_STOP = r"(?=[,;\n\r\x00()]|\.(?:\s|$)|\s[-–—]\s|\s+(?:conseillé|recommandé|adressé|trouvé|rencontré)|$)"
_NOT = r"(?<!pas )(?<!jamais )(?<!Jamais )(?<!Pas )"
_AT = r"(?:à\s+l['’]|à\s+la|au|aux|à|en|lors\s+d(?:e\s+la|e|u|['’])|pendant(?:\s+l(?:e|a|es))?|chez)"
_PROVENANCE = tuple(
    (field, re.compile(rf"{_NOT}\b(?:{opening})\s*{_REST}{_STOP}", re.IGNORECASE))
    for field, opening in (
        ("recommended_by", r"(?:conseillé|recommandé|adressé|suggéré|indiqué)e?s?\s+par|de la part d(?:e|['’])"),
        ("found_in", r"trouvée?s?\s+(?:sur|dans|via|par)|vue?s?\s+(?:sur|dans)|source\s*:"),
        ("known_since", r"(?:connue?s?\s+)?depuis(?=\s+(?:19|20)\d\d)|connue?s?\s+depuis"),
        (
            "met_at",
            rf"(?:vue?|rencontrée?|croisée?|connue?)s?\s+{_AT}",
        ),
    )
)
_FEMININE = re.compile(
    r"\b(?:vue|rencontrée|croisée|conseillée|recommandée|adressée|connue)\b|\btrès (?:humaine|pointue)\b", re.IGNORECASE
)
_MARKS = {
    "expert": ("pointu", "pointue", "expert", "experte"),
    "humane": ("humain", "humaine"),
    "reliable": ("fiable",),
}
_MARK_OF = {word: mark for mark, words in _MARKS.items() for word in words}
_NEGATIONS = bag("pas peu jamais moins guere ni non")
_DETERMINERS = bag("un une le la les l mon ma mes notre son sa ses du de d des par dr docteur")
_FUNCTION_WORDS = bag(
    "secretariat accueil astreinte assistant assistante referent referente coordination coordinateur"
    " coordinatrice correspondant correspondante permanence regulation standard cadre conseiller"
    " conseillere mediateur mediatrice educateur educatrice interprete hotline ligne"
)
_SPECIALIST = bag("specialiste specialisee en est medecin service exerce qualifie qualifiee")
_NOT_BESIDE_A_NAME = "secretariat-medical"  # whose word announces a telephone
_LEADS_TO_A_USE = bag("pour sauf aussi meme plutot comme")


@dataclass(frozen=True, slots=True)
class Town:
    """The commune read: INSEE code and name, and the words that said so."""

    insee: str
    name: str
    source: Piece


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed card, each field with the piece of text it comes from; None or () where nothing was said.

    `marks` (expert, humane, reliable, advice) are proposed only: their words are in `notes` too. `specialties` are
    catalogue ids; a piece's `others` are the other readings of an ambiguous word; `repeated` says again what another
    field has. Correct a field with `dataclasses.replace`.
    """

    text: str
    kind: str = "person"
    title: Piece | None = None
    given_name: Piece | None = None
    family_name: Piece | None = None
    label: Piece | None = None
    gender: Piece | None = None
    rpps: Piece | None = None
    adeli: Piece | None = None
    specialties: tuple[Piece, ...] = ()
    function: Piece | None = None
    site_name: Piece | None = None
    street: Piece | None = None
    complements: tuple[Piece, ...] = ()
    postcode: Piece | None = None
    commune: Town | None = None
    lines: tuple[LinePiece, ...] = ()
    sector: Piece | None = None
    met_at: Piece | None = None
    recommended_by: Piece | None = None
    found_in: Piece | None = None
    known_since: Piece | None = None
    tags: tuple[Piece, ...] = ()
    marks: tuple[Piece, ...] = ()
    notes: tuple[Piece, ...] = ()
    repeated: tuple[Piece, ...] = ()

    @property
    def note(self) -> str:
        """What no other field took: a comma between pieces of one line, a new line between lines."""
        said = ""
        for before, piece in zip((None, *self.notes), self.notes, strict=False):
            if before is not None:
                said += "\n" if "\n" in self.text[before.end : piece.start] else ", "
            said += piece.value
        return said

    @property
    def asks(self) -> tuple[LinePiece, ...]:
        """Mobiles of which one key must say whether they are « pour le patient » or « pour moi »."""
        return tuple(line for line in self.lines if line.asks)

    @property
    def named(self) -> bool:
        """Whether there is a name or a function to file the card under."""
        return bool((self.family_name and self.family_name.value) or (self.label and self.label.value))

    def pieces(self) -> Iterator[Piece]:
        """Every piece of text that a field comes from."""
        for field in fields(self):
            value = getattr(self, field.name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Piece):
                    yield item
                elif isinstance(item, LinePiece | Town):
                    yield item.source


def read_card(text: str, lexicon: Lexicon) -> Proposal:
    """The card that a typed line, a signature or a letterhead proposes; several lines are read as one card.

    Raises CarnetError when there is nothing but spaces, or more than LONGEST_CARD characters.
    """
    if not text.strip():
        raise CarnetError("Rien à lire : tapez par exemple « Dr Anne Roux rhumato Apt 04 65 71 20 30 ».")
    if len(text) > LONGEST_CARD:
        raise CarnetError(
            f"Ce texte est trop long pour une fiche ({len(text)} caractères, {LONGEST_CARD} au plus) : "
            "collez une personne à la fois."
        )
    sheet = Sheet(text.replace("\x00", " "))
    _claim_numbers(sheet)
    claim_lines(sheet)
    _claim_provenance(sheet, lexicon)
    claim_address(sheet, lexicon)
    claim_name(sheet, lexicon)
    if sheet.piece("family_name"):
        claim_structures(sheet, lexicon)
    else:
        _claim_label(sheet, lexicon)
    _claim_specialties(sheet, lexicon)
    claim_commune(sheet, lexicon)
    _claim_functions(sheet)
    sheet.close()
    _mention_marks(sheet)
    return _proposal(sheet, text)


def _claim_numbers(sheet: Sheet) -> None:
    for field, pattern in (("rpps", _RPPS), ("adeli", _ADELI)):
        if found := pattern.search(sheet.free):
            digits = re.sub(r"\D", "", next(group for group in found.groups() if group))
            sheet.claim(field, digits, found.start(), found.end())
    for found in _TAG.finditer(sheet.free):
        sheet.claim("tag", found.group(1), found.start(), found.end())
    if found := _SECTOR.search(sheet.free):
        number, optam, short, alone, outside = found.groups()
        value = "optam" if optam or alone else "none" if outside else number or short
        sheet.claim("sector", value, found.start(), found.end())


def _claim_provenance(sheet: Sheet, lexicon: Lexicon) -> None:
    feminine = _FEMININE.search(sheet.free)
    if feminine:
        sheet.mention("gender", "F", feminine.start(), feminine.end())
    for field, pattern in _PROVENANCE:
        if found := pattern.search(sheet.free):
            end = _provenance_end(sheet, lexicon, found.start("rest"), found.end("rest"))
            value = sheet.text[found.start("rest") : end].strip(" .")
            if value:
                sheet.claim(field, value, found.start(), end)


def _provenance_end(sheet: Sheet, lexicon: Lexicon, start: int, end: int) -> int:
    """Before the specialty that follows without a comma (« vue en FMC rhumato »), not « par un rhumato »."""
    text = sheet.text[start:end]
    words = words_in(text)
    for at in range(1, len(words)):
        if words[at - 1].folded not in _DETERMINERS and specialty_at(text, words, at, lexicon):
            return start + words[at - 1].end
    return end


def _claim_label(sheet: Sheet, lexicon: Lexicon) -> None:
    """Without a name, what the contact is called: a structure's name, or a function."""
    for start, end in sheet.segments():
        text = sheet.text[start:end]
        words = words_in(text)
        if not words:
            continue
        structure = is_structure(words, 0)
        told = any(word.folded in _FUNCTION_WORDS for word in words)
        spoken = any(specialty_at(text, words, at, lexicon) for at in range(len(words)))
        if structure or told or spoken:
            stop = _label_end(text, words, lexicon)
            low, high = start + words[0].start, start + words[stop].end
            sheet.claim("label", sheet.text[low:high], low, high)
            if structure:
                sheet.mention("kind", "structure", low, high)
            return


def _label_end(text: str, words: list[Word], lexicon: Lexicon) -> int:
    """Index of the label's last word: a commune that nothing joins to it is where it is, not its name."""
    for at in range(1, len(words)):
        if words[at - 1].folded in _DETERMINERS or words[at - 1].folded in ("saint", "sainte", "ch", "chu", "hopital"):
            continue
        rest = tuple(words[at:])
        if any(place.km is not None and place.km <= 60 for place in lexicon.places(" ".join(folded(rest)))):
            return at - 1
    return len(words) - 1


def _claim_specialties(sheet: Sheet, lexicon: Lexicon) -> None:
    """The specialty beside the name or at the head of a stretch, others only where they fill a whole stretch."""
    if label := sheet.piece("label"):
        _mention_labelled(sheet, lexicon, label)
        if sheet.pieces("specialty"):
            return
    fallback: tuple[tuple[Word, ...], int] | None = None
    for start, end in list(sheet.segments()):
        text = sheet.text[start:end]
        words = words_in(text)
        found = _specialty_of(text, words, lexicon)
        if found is None:
            continue
        at, phrase = found
        whole = at == 0 and len(phrase) == len(words)
        leads = all(word.folded in _DETERMINERS or word.folded in _SPECIALIST for word in words[:at])
        if whole or (leads and not sheet.pieces("specialty")):
            _mark_specialty(sheet, lexicon, phrase, start, owns=True)
        elif fallback is None and not any(word.folded in _LEADS_TO_A_USE for word in words[:at]):
            fallback = phrase, start
    if fallback and not sheet.pieces("specialty"):
        _mark_specialty(sheet, lexicon, *fallback, owns=True)
    for field in ("site_name", "complement"):
        for piece in sheet.pieces(field) if not sheet.pieces("specialty") else ():
            _mention_specialty(sheet, lexicon, piece)


def _mention_labelled(sheet: Sheet, lexicon: Lexicon, label: Piece) -> None:
    """The specialty that a function or a structure's name tells; « secrétariat » itself only if it tells no other."""
    words = words_in(label.text)
    found = [phrase for at in range(len(words)) if (phrase := specialty_at(label.text, words, at, lexicon))]
    found.sort(key=lambda phrase: lexicon.specialties(folded(phrase))[0] == _NOT_BESIDE_A_NAME)
    if found:
        _mark_specialty(sheet, lexicon, found[0], label.start, owns=False)


def _specialty_of(text: str, words: list[Word], lexicon: Lexicon) -> tuple[int, tuple[Word, ...]] | None:
    """The first phrase of a stretch that names a specialty, and at which word."""
    for at in range(len(words)):
        phrase = specialty_at(text, words, at, lexicon)
        if phrase and lexicon.specialties(folded(phrase))[0] != _NOT_BESIDE_A_NAME:
            return at, phrase
    return None


def _mention_specialty(sheet: Sheet, lexicon: Lexicon, piece: Piece) -> None:
    """The specialty inside another field (« Service de cardiologie »), none where only the kind of place is told."""
    words = words_in(piece.text)
    for at in range(1, len(words)):
        if phrase := specialty_at(piece.text, words, at, lexicon):
            _mark_specialty(sheet, lexicon, phrase, piece.start, owns=False)
            return


def _mark_specialty(sheet: Sheet, lexicon: Lexicon, phrase: tuple[Word, ...], at: int, *, owns: bool) -> None:
    first, *others = lexicon.specialties(folded(phrase))
    known = any(piece.value == first for piece in sheet.pieces("specialty"))
    mark = sheet.claim if owns else sheet.mention
    mark("again" if known else "specialty", first, at + phrase[0].start, at + phrase[-1].end, tuple(others))


def _claim_functions(sheet: Sheet) -> None:
    if found := _FUNCTION.search(sheet.free):
        sheet.claim("function", found.group(), found.start(), found.end())


def _mention_marks(sheet: Sheet) -> None:
    """Marks that the note's words propose; « pas très humaine » proposes nothing."""
    for piece in sheet.pieces("note"):
        words = words_in(piece.text)
        for at, word in enumerate(words):
            mark = _MARK_OF.get(word.folded)
            if mark and not any(before.folded in _NEGATIONS for before in words[max(0, at - 3) : at]):
                sheet.mention("mark", mark, piece.start + word.start, piece.start + word.end)
        if found := re.search(r"\bdonne (?:volontiers )?(?:des|son|un) avis\b", piece.text, re.IGNORECASE):
            sheet.mention("mark", "advice", piece.start + found.start(), piece.start + found.end())


def _proposal(sheet: Sheet, text: str) -> Proposal:
    commune = sheet.piece("commune")
    kind = sheet.piece("kind")
    alone = (
        "title", "given_name", "family_name", "label", "gender", "rpps", "adeli", "function", "site_name", "street",
        "postcode", "sector", "met_at", "recommended_by", "found_in", "known_since",
    )  # fmt: skip
    return Proposal(
        text=text,
        kind=kind.value if kind else "person",
        specialties=sheet.pieces("specialty"),
        complements=sheet.pieces("complement"),
        commune=_town(commune) if commune else None,
        lines=lines_read(sheet),
        tags=sheet.pieces("tag"),
        marks=_once(sheet.pieces("mark")),
        notes=sheet.pieces("note"),
        repeated=sheet.pieces("again"),
        **{name: sheet.piece(name) for name in alone},
    )


def _town(piece: Piece) -> Town:
    insee, name = piece.value.split("\t")
    return Town(insee, name, replace(piece, value=name))


def _once(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    found: dict[str, Piece] = {}
    for piece in pieces:
        found.setdefault(piece.value, piece)
    return tuple(found.values())
