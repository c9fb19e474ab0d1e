"""A pasted list of a hospital's lines becomes its services, each with its consultation, ward and opinion lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from carnet.domain.capture_lines import LinePiece, claim_lines, is_label, lines_read, said_by, use_of
from carnet.domain.capture_names import is_structure, specialty_at
from carnet.domain.capture_places import claim_address, claim_commune
from carnet.domain.capture_sheet import Lexicon, Sheet, Word, bag, folded, words_in
from carnet.domain.text import fold
from carnet.errors import CarnetError

LONGEST_LIST = 30_000  # characters
_CELLS = re.compile(r"\s*[\t;|]\s*")
_BULLET = re.compile(r"^[\s\-–—•*·>]+")
_PUNCTUATION = " \t,;:-–—|•·/()[]."
_JOINING = bag("a au aux d de des du en et l la le les pour sur")
_GROUPS = bag("pole departement secteur batiment filiere plateau federation")
_HEADER = bag("service services specialite nom numero numeros ligne lignes libelle intitule poste dect")
_FEWEST_SERVICES = 3
_SOMEONE = bag("dr docteur pr professeur mme madame m mr monsieur")
_MOST_WORDS = 9  # in a heading; more is a sentence
_PLACES = frozenset({"hopital", "secretariat-medical"})
_ESTABLISHMENTS = bag("ch chu chr chi chs hopital hopitaux clinique polyclinique centre institut groupe")


@dataclass(frozen=True, slots=True)
class ServiceProposal:
    """One service: the words that name it, its specialty ("" when unknown), the heading above it, its lines."""

    label: str
    specialty: str = ""
    group: str = ""
    lines: tuple[LinePiece, ...] = ()


@dataclass(frozen=True, slots=True)
class HospitalProposal:
    """A hospital and its services. `lines` are the hospital's own (standard); `insee` its commune, "" when unknown.

    `read` lists every line that was understood, `unread` those that were not, as they were typed; together they are
    all that was pasted.
    """

    name: str
    insee: str = ""
    city: str = ""
    street: str = ""
    postcode: str = ""
    lines: tuple[LinePiece, ...] = ()
    services: tuple[ServiceProposal, ...] = ()
    read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What has been read so far, line after line."""

    lexicon: Lexicon
    name: str = ""
    insee: str = ""
    city: str = ""
    street: str = ""
    postcode: str = ""
    group: str = ""
    heading: ServiceProposal | None = None
    fed: bool = False  # whether a line was read under the heading
    columns: tuple[str, ...] = ()
    lines: list[LinePiece] = field(default_factory=list)
    services: dict[tuple[str, str], ServiceProposal] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_hospital(text: str, lexicon: Lexicon) -> HospitalProposal:
    """The services that a pasted list proposes; lines may be « label : number » or cells of a table.

    Raises CarnetError when there is nothing but spaces, or more than LONGEST_LIST characters.
    """
    if not text.strip():
        raise CarnetError("Rien à lire : collez la liste des lignes d’un établissement.")
    if len(text) > LONGEST_LIST:
        raise CarnetError(f"Cette liste est trop longue ({len(text)} caractères, {LONGEST_LIST} au plus).")
    reading = _Reading(lexicon)
    for line in text.replace("\x00", " ").splitlines():
        if line.strip():
            understood = _read_line(reading, line)
            (reading.read if understood else reading.unread).append(line)
        elif reading.heading and reading.fed:
            reading.heading = None
    return HospitalProposal(
        reading.name, reading.insee, reading.city, reading.street, reading.postcode, tuple(reading.lines),
        tuple(reading.services.values()), tuple(reading.read), tuple(reading.unread),
    )  # fmt: skip


def is_a_list(proposal: HospitalProposal) -> bool:
    """Whether what was read is a hospital's list rather than one card: several specialties, each with its line.

    A letterhead has several lines too, but one specialty; a group's lists people, not services.
    """
    told = {one.specialty for one in proposal.services if one.specialty and one.lines and not _names_someone(one)}
    return len(told) >= _FEWEST_SERVICES


def _names_someone(service: ServiceProposal) -> bool:
    return any(word.folded in _SOMEONE for word in words_in(service.label)[:1])


def _read_line(reading: _Reading, line: str) -> bool:
    """Whether the line was understood; what it says is added."""
    cells = _CELLS.split(_BULLET.sub("", line).strip())
    if len(cells) > 1 and _is_header(cells):
        reading.columns = tuple(_column_use(cell) for cell in cells)
        return True
    lines, rest = _numbers(cells, reading.columns)
    if not lines:
        return _read_heading(reading, rest) or _read_address(reading, rest)
    return _read_service(reading, lines, rest)


def _is_header(cells: Sequence[str]) -> bool:
    words = [word.folded for cell in cells for word in words_in(cell)]
    return bool(words) and all(word in _HEADER or word in _JOINING or is_label(word) for word in words)


def _column_use(cell: str) -> str:
    """« Secrétariat », « Fax »: what the numbers of a column are for, "" when the heading does not say."""
    said = said_by(word.folded for word in words_in(cell))
    dect = "dect" in fold(cell).split()
    return "fax" if said.kind == "fax" else "internal" if dect else said.use


def _numbers(cells: Sequence[str], columns: Sequence[str]) -> tuple[list[LinePiece], str]:
    """The lines of the cells, and the words that are no number, uses included."""
    found: list[LinePiece] = []
    words: list[str] = []
    for at, cell in enumerate(cells):
        column = columns[at] if at < len(columns) else ""
        if column == "internal" and re.fullmatch(r"\d{2,6}", cell):
            cell = f"DECT {cell}"
        sheet = Sheet(cell)
        claim_lines(sheet, headed=False)
        lines = lines_read(sheet)
        for line in lines:
            kind = "fax" if column == "fax" and line.kind == "phone" else line.kind
            use = line.use or ("" if column == "fax" else column)
            found.append(replace(line, kind=kind, use=use))
        words.append(re.sub(r"\x00+", " | ", sheet.free) if lines else cell)
    return found, " ".join(filter(None, words))


def _read_heading(reading: _Reading, text: str) -> bool:
    """A line without a number: the establishment, a group of services, or a service whose lines follow."""
    text = text.strip(_PUNCTUATION)
    words = words_in(text)
    if not words or len(words) > _MOST_WORDS or any(word.text.isdigit() for word in words):
        return False
    if words[0].folded in _GROUPS or (words[0].folded == "pole" and len(words) > 1):
        reading.group, reading.heading = text, None
        return True
    phrase = _specialty_in(text, words, reading.lexicon)
    establishment = words[0].folded in _ESTABLISHMENTS and is_structure(words, 0)
    if establishment and not reading.name:
        _read_name(reading, text)
        return True
    if phrase:
        specialty = reading.lexicon.specialties(folded(phrase))[0]
        reading.heading, reading.fed = ServiceProposal(_capitalised(text), specialty, reading.group), False
        _add(reading, reading.heading)
        return True
    if not reading.name and not reading.services and not reading.lines:
        _read_name(reading, text)
        return True
    return False


def _read_name(reading: _Reading, text: str) -> None:
    reading.name = text
    sheet = Sheet(text)
    sheet.mention("label", text, 0, len(text))
    claim_commune(sheet, reading.lexicon)
    if piece := sheet.piece("commune"):
        reading.insee, reading.city = piece.value.split("\t")


def _read_address(reading: _Reading, text: str) -> bool:
    """A street or a postcode and its commune, of the establishment."""
    sheet = Sheet(text)
    claim_address(sheet, reading.lexicon)
    street, postcode, commune = (sheet.piece(name) for name in ("street", "postcode", "commune"))
    if (street is None and postcode is None) or any(word.folded not in _JOINING for word in words_in(sheet.free)):
        return False
    reading.street = street.value if street else reading.street
    reading.postcode = postcode.value if postcode else reading.postcode
    if commune:
        reading.insee, reading.city = commune.value.split("\t")
    return True


def _read_service(reading: _Reading, lines: list[LinePiece], rest: str) -> bool:
    """Whether the words beside the numbers, or the heading above them, say whose they are."""
    before, _, after = rest.partition("|")
    label, specialty, use = _told_apart(before, reading.lexicon)
    comment = " ".join(after.replace("|", " ").split()).strip(_PUNCTUATION)
    if not label and comment and reading.heading is None:
        label, specialty, after_use = _told_apart(comment, reading.lexicon)
        use, comment = use or after_use, ""
    lines = [_with(line, use, comment) for line in lines]
    if not label and any(line.label == "standard" for line in lines):
        reading.lines += lines
        return True
    if not label and reading.heading is None and any(line.use == "emergency" for line in lines):
        label, specialty = "Urgences", next(iter(reading.lexicon.specialties(("urgences",))), "")
    if not label:
        if reading.heading is None:
            return False
        reading.fed = True
        _add(reading, replace(reading.heading, lines=tuple(lines)))
        return True
    _add(reading, ServiceProposal(_capitalised(label), specialty, reading.group, tuple(lines)))
    return True


def _with(line: LinePiece, use: str, comment: str) -> LinePiece:
    said = line.use or ("" if line.kind != "phone" else use)
    label = ", ".join(part for part in (line.label, comment if line.use != "internal" else "") if part)
    asks = line.asks and said not in ("direct", "opinion")
    return replace(line, use=said, label=label, asks=asks, ring="" if line.asks and not asks else line.ring)


def _told_apart(text: str, lexicon: Lexicon) -> tuple[str, str, str]:
    """(label, specialty, use): « Consultation de cardiologie » is cardiology, for its consultation."""
    text = " ".join(text.split()).strip(_PUNCTUATION)
    words = words_in(text)
    phrase = _specialty_in(text, words, lexicon)
    uses = [i for i, word in enumerate(words) if use_of(word.folded) and word not in phrase]
    specialty = lexicon.specialties(folded(phrase))[0] if phrase else ""
    use = said_by(words[i].folded for i in uses).use
    if phrase and not use:
        use = "emergency" if specialty.startswith("urgences") else ""
    kept = _kept(words, set(uses))
    if not kept:
        return "", specialty, use
    label = text[kept[0].start : kept[-1].end]
    for i in reversed(uses):
        if kept[0].start < words[i].start < kept[-1].end:
            low, high = words[i].start - kept[0].start, words[i].end - kept[0].start
            label = label[:low].rstrip() + " " + label[high:].lstrip()
    return " ".join(label.split()).strip(_PUNCTUATION), specialty, use


def _specialty_in(text: str, words: Sequence[Word], lexicon: Lexicon) -> tuple[Word, ...]:
    """The first phrase that names a specialty, of a kind of place only if there is no other."""
    found = [phrase for at in range(len(words)) if (phrase := specialty_at(text, words, at, lexicon))]
    told = [phrase for phrase in found if lexicon.specialties(folded(phrase))[0] not in _PLACES]
    return next(iter((*told, *found)), ())


def _kept(words: Sequence[Word], uses: set[int]) -> list[Word]:
    """The words that name a service: neither uses nor the small words left at either end."""
    kept = [word for i, word in enumerate(words) if i not in uses and not _is_generic(word)]
    while kept and kept[0].folded in _JOINING:
        kept.pop(0)
    while kept and kept[-1].folded in _JOINING:
        kept.pop()
    return kept


def _is_generic(word: Word) -> bool:
    return word.folded in ("tel", "telephone", "ligne", "numero", "dect", "poste")


def _add(reading: _Reading, service: ServiceProposal) -> None:
    """Join the service to the one already read under another of its names (« cardio », « Cardiologie »)."""
    words = words_in(service.label)
    phrase = specialty_at(service.label, words, 0, reading.lexicon)
    plain = len(phrase) == len(words) and len(reading.lexicon.specialties(folded(phrase))) == 1
    key = (service.group, service.specialty if plain else fold(service.label))
    known = reading.services.get(key)
    if known is None:
        reading.services[key] = service
        return
    label = max((known.label, service.label), key=len)
    fresh = tuple(line for line in service.lines if line not in known.lines)
    reading.services[key] = replace(known, label=label, lines=(*known.lines, *fresh))


def _capitalised(text: str) -> str:
    text = text.strip(_PUNCTUATION)
    return text[:1].upper() + text[1:]
