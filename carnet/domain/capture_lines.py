"""Telephones, addresses of mail and of the web in a typed text, with the words around that say what they are for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from carnet.domain.capture_sheet import Piece, Sheet, Word, bag, words_in
from carnet.domain.phones import display, is_mobile, split_phones
from carnet.domain.text import fold

_SEP = r"[ .\-–/·\u00a0\u202f]"
_PHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00){_SEP}?33{_SEP}*(?:\(0\))?{_SEP}*\d(?:{_SEP}?\d){{8}}(?!\d)"
    rf"|0\d{{9}}0\d{{9}}(?!\d)|0(?:{_SEP}?\d){{9}}(?!\d)|(?:\+|00)[1-9](?:{_SEP}?\(?\d\)?){{7,12}}(?!\d))"
)
_LABELLED = re.compile(rf"(?<![\w+])\+?\d(?:{_SEP}?\d){{3,11}}(?!\w)")  # short or wrong: only after « Tél »
_EXTENSION = re.compile(r"\b(DECT|postes?|bip)\b\s*:?\s*(\d{2,6})(?!\d)", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(
    r"(?:https?://|www\.)[^\s,;()<>]+|(?<![\w@.])(?:[\w-]+\.)+(?:fr|com|org|net|eu|care|info)(?:/[^\s,;()<>]*)?(?![\w@])",
    re.IGNORECASE,
)
_SECURE = (".mssante.fr", "@mssante.fr", ".apicrypt.fr", ".apicrypt.org", "@apicrypt.org")
_FALSE_JOINT = re.compile(r"[\s:;=.()°\-–—/☎✆📞✉📧📠📱️]*")
# « Secrétariat (Mme Duval) : »
_HEADED = re.compile(r"(?<!\w)([^\W\d_]{3,})\b\.?(\s*\([^)\n]{1,60}\)|\s+d[ue]s? [^,;:\n]{1,60})\s*:\s*\Z")
_LONGEST_LABEL = 6  # words
_LONGEST_STRETCH = 160  # characters looked at beside a number

_USES = {
    "secretariat": "secretariat secr sec secret secretaire rdv rendez vous accueil",
    "direct": "direct directe directs ld",
    "opinion": "avis astreinte hotline",
    "consultation": "consultation consultations cs consult",
    "ward": "service hospitalisation hospit salle unite",
    "emergency": "urgence urgences urg garde",
    "home": "domicile maison",
    "internal": "dect poste bip interne",
}
_KINDS = {
    "phone": "tel tels telephone telephones telephonique phone t numero num n no appeler appel joindre standard ligne",
    "fax": "fax telecopie telecopieur f",
    "mobile": "portable port mob mobile gsm cell cellulaire p",
}
_RINGS = {
    "personal": "perso personnel personnelle prive privee moi",
    "public": "pro professionnel professionnelle patient patients cabinet cab bureau",
}
_USE_OF = {word: use for use, words in _USES.items() for word in words.split()}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_RING_OF = {word: ring for ring, words in _RINGS.items() for word in words.split()}
_JOINING = bag("a au d de des du en et l la le les mon pour sa son sur")
_LETTERS = frozenset("tfpmn")  # « T : », « F. »
_TITLES = bag("dr docteur docteure pr professeur professeure mme madame m mr monsieur")
_MAIL_LABELS = bag("mail mails e email courriel mél mel mssante mss adresse messagerie securisee")
_WEB_LABELS = bag("site web internet rdv ligne en doctolib")
# Between uses said of one number, the one that tells most.
_TELLING = ("opinion", "emergency", "direct", "secretariat", "consultation", "internal", "home", "ward")


@dataclass(frozen=True, slots=True)
class LinePiece:
    """A way to reach someone: `kind`, `use` and `ring` as a line of the book has them, "" where nothing was said.

    `asks`: a mobile of which nobody said whether it is « pour le patient » or « pour moi »; personal meanwhile.
    """

    value: str
    kind: str
    use: str
    ring: str
    label: str
    asks: bool
    source: Piece


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the words beside a number say of it."""

    kind: str = "phone"
    use: str = ""
    ring: str = ""
    label: str = ""


def said_by(words: Iterable[str]) -> Said:
    """What folded words say of the number they stand beside."""
    listed = list(words)
    uses = {_USE_OF[word] for word in listed if word in _USE_OF}
    kinds = {_KIND_OF[word] for word in listed if word in _KIND_OF}
    rings = [_RING_OF[word] for word in listed if word in _RING_OF]
    use = next((use for use in _TELLING if use in uses), "")
    label = "standard" if "standard" in listed else "portable" if "mobile" in kinds else ""
    return Said("fax" if "fax" in kinds else "phone", use, rings[0] if rings else "", label)


def use_of(word: str) -> str:
    """The use that a folded word names, "" when none."""
    return _USE_OF.get(word, "")


def is_label(word: str) -> bool:
    """Whether a folded word says what a number is for."""
    return word in _USE_OF or word in _KIND_OF or word in _RING_OF


def claim_lines(sheet: Sheet, *, headed: bool = True) -> None:
    """Mark every line of the text. What they are is told by `lines_read`.

    `headed`: a label may stand apart from its number (« Secrétariat (Mme Duval) : »).
    """
    for pattern, labels in ((_EMAIL, _MAIL_LABELS), (_WEB, _WEB_LABELS)):
        for found in list(pattern.finditer(sheet.free)):
            end = found.end() - (len(found.group()) - len(found.group().rstrip(".")))
            value = sheet.text[found.start() : end]
            kind = "web" if pattern is _WEB else "secure" if value.lower().endswith(_SECURE) else "email"
            start = _label_start(sheet, found.start(), labels)
            sheet.claim("line", f"{kind}\t\t\t\t\t{value}", start, end)
    for found in list(_EXTENSION.finditer(sheet.free)):
        _claim(sheet, (found.group(2),), Said("phone", "internal", "", found.group(1)), found.start(), found.end())
    for number, said, start, end in _labelled(sheet, headed=headed):
        _claim(sheet, number.values, said, start, end)


def read_lines(text: str) -> tuple[LinePiece, ...]:
    """The lines of a short text where nothing else is said (« 04 65 71 30 10 consultation, avis 04 65 71 30 11 »)."""
    sheet = Sheet(text.replace("\x00", " "))
    claim_lines(sheet, headed=False)
    return lines_read(sheet)


def lines_read(sheet: Sheet) -> tuple[LinePiece, ...]:
    """The lines marked on a sheet, in reading order."""
    found = []
    for piece in sheet.pieces("line"):
        kind, use, ring, label, asks, value = piece.value.split("\t")
        shown = Piece(value, piece.text, piece.start, piece.end)
        found.append(LinePiece(value, kind, use, ring, label, bool(asks), shown))
    return tuple(found)


def _claim(sheet: Sheet, values: Sequence[str], said: Said, start: int, end: int) -> None:
    for value in values:
        asks = is_mobile(value) and said.kind == "phone" and not said.ring and said.use not in ("direct", "opinion")
        ring = said.ring or ("personal" if asks else "")
        fields = (
            said.kind,
            said.use,
            ring,
            said.label,
            "?" if asks else "",
            value if said.use == "internal" else display(value),
        )
        sheet.claim("line", "\t".join(fields), start, end)


def _label_start(sheet: Sheet, at: int, labels: frozenset[str]) -> int:
    """Where the words that announce what begins at `at` begin."""
    start = at
    for word in reversed(_before(sheet, at)):
        if word.folded not in labels:
            break
        start = word.start
    return start


def _before(sheet: Sheet, at: int) -> list[Word]:
    """The last few words before `at`, on its line, with nothing between them but spaces, colons and dashes."""
    free = sheet.free
    low = max(free.rfind("\n", 0, at) + 1, free.rfind("\x00", 0, at) + 1, at - _LONGEST_STRETCH)
    words = [Word(w.text, w.folded, w.start + low, w.end + low) for w in words_in(free[low:at])]
    kept: list[Word] = []
    for word in reversed(words[-_LONGEST_LABEL:]):
        gap = free[word.end : kept[-1].start if kept else at]
        if not _FALSE_JOINT.fullmatch(gap) and not (kept and gap in ("'", "’")):
            break
        kept.append(word)
    return kept[::-1]


def _after(sheet: Sheet, at: int) -> list[Word]:
    """The first few words after `at`, on its line."""
    free = sheet.free
    stops = [stop for sign in "\n\x00" if (stop := free.find(sign, at)) >= 0]
    high = min((*stops, len(free), at + _LONGEST_STRETCH))
    words = [Word(w.text, w.folded, w.start + at, w.end + at) for w in words_in(free[at:high])]
    kept: list[Word] = []
    for word in words[:_LONGEST_LABEL]:
        if not re.fullmatch(r"[ \u00a0\u202f:(=\-–—'’]*", free[kept[-1].end if kept else at : word.start]):
            break
        kept.append(word)
    return kept


def _numbers(sheet: Sheet) -> list[_Number]:
    """Telephones of the free text; short and irregular ones where a word announces them."""
    free = sheet.free
    found = [_Number(m.start(), m.end(), split_phones(_plain(m.group()))) for m in _PHONE.finditer(free)]
    for m in _LABELLED.finditer(free):
        if any(number.start < m.end() and m.start() < number.end for number in found):
            continue
        before = _before(sheet, m.start())[-1:]
        if before and before[0].folded in _KIND_OF and before[0].folded not in ("ligne", "n", "no", "port", "p"):
            found.append(_Number(m.start(), m.end(), split_phones(_plain(m.group()))))
    return sorted((number for number in found if number.values), key=lambda number: number.start)


def _plain(number: str) -> str:
    """The number without the signs that would separate two numbers."""
    return re.sub(r"[/–]", " ", number).replace(" - ", " ")


def _labelled(sheet: Sheet, *, headed: bool) -> Iterator[tuple[_Number, Said, int, int]]:
    """Each number with what the words beside it say, and the stretch that says it.

    « secrétariat 04… portable 06… » and « 04… secrétariat, 06… portable » are both written: where a word stands
    between two numbers, it belongs to the second unless the first number of the line has no word before it and the
    last one has words after it.
    """
    numbers = _numbers(sheet)
    befores = [_label_before(sheet, number) for number in numbers]
    afters = [_label_after(sheet, number) for number in numbers]
    for at, number in enumerate(numbers):
        before, after = befores[at], afters[at]
        if headed and not before and (told := _headed(sheet, number)):
            said = said_by([fold(told.group(1))])
            label = told.group(2).strip(" ()")
            yield number, replace(said, label=label), told.start(), number.end
            continue
        following = at + 1 < len(numbers) and bool(after) and bool(befores[at + 1])
        if before and not (at and afters[at - 1] and _follow(sheet, numbers, befores, afters, at)):
            after = []
        elif before:
            before = []
        if after and following and not _follow(sheet, numbers, befores, afters, at):
            after = []
        start = before[0].start if before else number.start
        end = after[-1].end if after else number.end
        yield number, said_by(word.folded for word in (*before, *after)), start, end


def _headed(sheet: Sheet, number: _Number) -> re.Match[str] | None:
    """The label at some distance before the colon that announces a number, None when no such word is there."""
    found = _HEADED.search(sheet.free, _line_start(sheet, number.start), number.start)
    return found if found and is_label(fold(found.group(1))) else None


def _line_start(sheet: Sheet, at: int) -> int:
    """Where the free text of the line that holds `at` begins."""
    return max(sheet.free.rfind("\n", 0, at), sheet.free.rfind("\x00", 0, at)) + 1


def _follow(sheet: Sheet, numbers: list[_Number], befores: list[list[Word]], afters: list[list[Word]], at: int) -> bool:
    """Whether words come after their numbers on the line of number `at`."""
    low = sheet.text.rfind("\n", 0, numbers[at].start) + 1
    high = sheet.text.find("\n", numbers[at].end)
    line = [i for i, n in enumerate(numbers) if low <= n.start and (high < 0 or n.end <= high)]
    return not befores[line[0]] and bool(afters[line[-1]])


def _label_before(sheet: Sheet, number: _Number) -> list[Word]:
    words = _before(sheet, number.start)
    kept: list[Word] = []
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        announced = at == len(words) - 1 and number.start - word.end == 1 and sheet.text[word.end] == " "
        if not (is_label(word.folded) or word.folded in _JOINING) or (word.folded in _LETTERS and announced):
            break
        if at and words[at - 1].folded in _TITLES:
            break
        kept.append(word)
    kept.reverse()
    while kept and kept[0].folded in _JOINING:
        kept.pop(0)
    return kept if any(is_label(word.folded) for word in kept) else []


def _label_after(sheet: Sheet, number: _Number) -> list[Word]:
    kept: list[Word] = []
    for word in _after(sheet, number.end):
        if not (is_label(word.folded) or word.folded in _JOINING) or word.folded in _LETTERS:
            break
        kept.append(word)
    while kept and kept[-1].folded in _JOINING:
        kept.pop()
    if not kept:
        return []
    ends = re.match(r"\s*(?:$|[,;.)\n\x00+\d]|et\b|[-–—/])", sheet.free[kept[-1].end :])
    return kept if ends else []
