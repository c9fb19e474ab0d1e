"""Who a typed text speaks of: title, given name and family name, told apart by capitals, order and custom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from carnet.domain.capture_given_names import BOTH, GIVEN
from carnet.domain.capture_sheet import Lexicon, Sheet, Word, bag, folded, phrases, words_in
from carnet.domain.text import fold

NEAR_KM = 60.0
_CITY = 20_000
_LONGEST_NAME = 6
_LONGEST_PLACE = 7
_LONGEST_SPECIALTY = 6
_PARTICLES = bag(
    "de d du des la le les l van von der den di da dos del della el al ben bel abd saint sainte mac mc o san santa"
)
_FIRST_PARTICLES = _PARTICLES - {"l", "les", "des"}
_DOCTOR = {
    "dr": "Dr", "docteur": "Dr", "docteure": "Dr", "dre": "Dr", "drs": "Dr",
    "pr": "Pr", "prof": "Pr", "professeur": "Pr", "professeure": "Pr",
}  # fmt: skip
_CIVIL = {"mme": "Mme", "madame": "Mme", "mlle": "Mme", "mademoiselle": "Mme", "mr": "M.", "monsieur": "M.", "m": "M."}
_STOPS = bag(
    "très tres bien super vu vue vus vues et ou chez à au aux en pour avec qui par sur spécialiste"
    " médecin chef  cheffe praticien praticienne ancien ancienne interne assistant assistante pointu"
    " pointue humain humaine  fiable gentil gentille sympa excellent excellente bon bonne tel téléphone"
    " fax mail portable secrétariat  conseillé conseillée recommandé recommandée rencontré rencontrée"
    " trouvé trouvée bonjour cordialement  secteur remplaçant remplaçante associé associée direct directe"
    " avis ligne standard urgences consultation  service ne pas plus depuis jamais merci tout toute son sa"
    " mon ma ses nouveau nouvelle cher chère confrère  rdv rpps adeli inscription diplômé diplômée attaché"
    " attachée"
)
STRUCTURES = bag(
    "cabinet clinique polyclinique centre ch chu chr chi chs hôpital hôpitaux maison msp ehpad ssiad cpts"
    " pharmacie  laboratoire labo pôle institut cmp cmpp csapa caarud ime had samu fondation association"
    " service unité dac  ccas mdph cpam clic planning pmi sessad itep foyer groupe espace réseau équipe"
    " plateforme caf msa carsat edes  mutuelle mairie croix secours restos restaurants"
)
_NAME_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def parts(self) -> list[str]:
        return fold(self.text).split()

    @property
    def capital(self) -> bool:
        """Whether it may begin a name; scripts without capitals have nothing against it."""
        return not self.text[:1].islower()

    @property
    def upper(self) -> bool:
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) > 1 and all(letter.isupper() for letter in letters)

    @property
    def initial(self) -> bool:
        return len(self.text.strip(".")) == 1 and self.text[:1].isupper()

    @property
    def particle(self) -> bool:
        parts = self.parts
        return bool(parts) and parts[0] in _PARTICLES and (len(parts) == 1 or parts[0] in ("d", "l", "o", "saint"))

    @property
    def given(self) -> bool:
        parts = self.parts
        return self.initial or (bool(parts) and (parts[0] in GIVEN or parts[0] in BOTH))

    @property
    def surely_given(self) -> bool:
        parts = self.parts
        return self.initial or (bool(parts) and parts[0] in GIVEN and (len(parts) > 1 or parts[0] not in BOTH))


def claim_name(sheet: Sheet, lexicon: Lexicon) -> None:
    """Mark title, given and family name, and the gender that a title tells."""
    if not _claim_titled(sheet, lexicon):
        _claim_untitled(sheet, lexicon)


def _claim_titled(sheet: Sheet, lexicon: Lexicon) -> bool:
    free = sheet.free
    words = words_in(free)
    for at, word in enumerate(words):
        if not _is_title(free, word):
            continue
        last = at
        while last + 1 < len(words) and _goes_on(free, words, last):
            last += 1
        tokens = _collect(sheet, lexicon, words[last].end, titled=True)
        if tokens:
            _mark_title(sheet, words[at : last + 1])
            _mark_names(sheet, tokens)
            return True
    return False


def _is_title(free: str, word: Word) -> bool:
    if word.folded == "m":
        return word.text == "M" and bool(re.match(r"\.?\s+[^\W\d_]", free[word.end :]))
    return word.folded in _DOCTOR or word.folded in _CIVIL


def _goes_on(free: str, words: Sequence[Word], last: int) -> bool:
    """Whether the title goes on: « Mme le Dr », « Monsieur le Professeur »."""
    gap = free[words[last].end : words[last + 1].start]
    following = words[last + 1].folded
    ahead = words[last + 2].folded if last + 2 < len(words) else ""
    return not gap.strip(". \u00a0\u202f") and (
        following in _DOCTOR or (following in _CIVIL and words[last + 1].text != "m")
        or (following in ("le", "la") and ahead in _DOCTOR)
    )  # fmt: skip


def _mark_title(sheet: Sheet, words: Sequence[Word]) -> None:
    doctors = [_DOCTOR[word.folded] for word in words if word.folded in _DOCTOR]
    civil = [_CIVIL[word.folded] for word in words if word.folded in _CIVIL]
    start, end = words[0].start, words[-1].end
    sheet.claim("title", (doctors or civil)[0], start, end)
    feminine = "Mme" in civil or any(word.folded in ("docteure", "dre", "professeure") for word in words)
    if feminine or "M." in civil:
        sheet.claim("gender", "F" if feminine else "M", start, end)


def _claim_untitled(sheet: Sheet, lexicon: Lexicon) -> None:
    for number, (start, end) in enumerate(list(sheet.segments())):
        words = [Word(w.text, w.folded, w.start + start, w.end + start) for w in words_in(sheet.text[start:end])]
        if not words or is_structure(words, 0):
            continue
        lead = specialty_at(sheet.text, words, 0, lexicon)
        at = words[len(lead)].start if lead and len(lead) < len(words) else start
        if lead and len(lead) == len(words):
            continue
        tokens = _collect(sheet, lexicon, at, titled=False)
        whole = number == 0 and bool(tokens) and tokens[-1].end >= words[-1].end
        beside = bool(lead) or whole
        if tokens and _looks_like_a_name(sheet, lexicon, tokens, after_specialty=beside, first=number == 0):
            _mark_names(sheet, tokens)
            return


def _looks_like_a_name(
    sheet: Sheet, lexicon: Lexicon, tokens: list[_Token], *, after_specialty: bool, first: bool
) -> bool:
    beside = after_specialty or _specialty_follows(sheet, lexicon, tokens[-1].end)
    if any(set(token.parts) & STRUCTURES for token in tokens) or is_place(lexicon, tokens[0].parts, lower=False):
        return False
    if not tokens[0].capital:
        known = tokens[0].surely_given or any(token.surely_given for token in tokens[1:])
        return not tokens[0].particle and ((len(tokens) > 1 and known) or (first and beside and not after_specialty))
    if len(tokens) == 1:
        acronym = tokens[0].upper and len(tokens[0].text) < 5
        return beside and not acronym
    return not (tokens[0].particle and after_specialty and not tokens[0].capital)


def _specialty_follows(sheet: Sheet, lexicon: Lexicon, at: int) -> bool:
    rest = sheet.free[at : at + 80]
    words = words_in(rest)
    return bool(words and not rest[: words[0].start].strip(" ,-–") and specialty_at(rest, words, 0, lexicon))


def specialty_at(text: str, words: Sequence[Word], at: int, lexicon: Lexicon) -> tuple[Word, ...]:
    """The longest phrase from word `at` that names a specialty; empty when none does."""
    for phrase in phrases(text, words, at, _LONGEST_SPECIALTY):
        if lexicon.specialties(folded(phrase)):
            return phrase
    return ()


def is_structure(words: Sequence[Word], at: int) -> bool:
    """Whether a structure's name begins with this word."""
    word, following = words[at], words[at + 1].folded if at + 1 < len(words) else ""
    if word.folded not in STRUCTURES:
        return False
    if word.folded in ("ch", "caf", "msa", "had", "ime", "clic", "dac"):
        return word.all_capitals
    if word.folded == "maison":
        return following in ("de", "medicale", "des", "sante", "departementale", "d")
    if word.folded == "service":
        return following in ("de", "d", "des")
    if word.folded in ("groupe", "centre", "espace", "unite", "reseau", "equipe"):
        return bool(following)
    return True


def is_place(lexicon: Lexicon, parts: Sequence[str], *, lower: bool) -> bool:
    """Whether folded words name a commune around, or a city when they are not in lower case."""
    places = lexicon.places(" ".join(parts))
    return any(
        (place.km is not None and place.km <= NEAR_KM) or (not lower and place.population >= _CITY) for place in places
    )


def _collect(sheet: Sheet, lexicon: Lexicon, at: int, *, titled: bool) -> list[_Token]:
    """The words from `at` that may be a name, up to what cannot be."""
    free = sheet.free
    tokens: list[_Token] = []
    for found in _NAME_TOKEN.finditer(free, at):
        gap = free[tokens[-1].end if tokens else at : found.start()]
        if gap.strip(". \u00a0\u202f" if not tokens else " \u00a0\u202f") or "\n" in gap:
            break
        token = _token(found.group(), found.start())
        if len(tokens) == _LONGEST_NAME or _stops(sheet, lexicon, tokens, token, titled=titled):
            break
        tokens.append(token)
        if found.group() != token.text:
            break
    while len(tokens) > 1 and tokens[-1].particle and len(tokens[-1].parts) == 1:
        tokens.pop()
    return [] if len(tokens) == 1 and tokens[0].initial else tokens


def _token(text: str, start: int) -> _Token:
    """A full stop belongs to an initial (« A. »), not to a name."""
    shorn = text if len(text) == 2 else text.rstrip(".")
    return _Token(shorn, start, start + len(shorn))


def _stops(sheet: Sheet, lexicon: Lexicon, tokens: list[_Token], token: _Token, *, titled: bool) -> bool:
    parts = token.parts
    if parts and ((parts[0] in _STOPS and not (titled and not tokens and token.capital)) or parts[0] in STRUCTURES):
        return True
    if tokens and tokens[0].capital and not token.capital and not token.particle:
        return True
    if tokens and not tokens[0].capital and not token.capital:
        named = tokens[0].surely_given or token.surely_given or tokens[-1].particle or token.particle
        if not named or (len(tokens) > 1 and not tokens[-1].particle and not token.particle):
            return True
    words = words_in(sheet.free[token.start : token.start + 120])
    if not words:
        return False
    if specialty_at(sheet.free[token.start : token.start + 120], words, 0, lexicon):
        return True
    return _has_family(tokens) and _place_begins(sheet, lexicon, token, words)


def _place_begins(sheet: Sheet, lexicon: Lexicon, token: _Token, words: Sequence[Word]) -> bool:
    text = sheet.free[token.start : token.start + 120]
    return any(
        is_place(lexicon, folded(phrase), lower=not token.capital)
        for phrase in phrases(text, words, 0, _LONGEST_PLACE)
        if phrase[-1].end >= len(token.text)
    )


def _has_family(tokens: list[_Token]) -> bool:
    """Whether the words so far hold a family name already."""
    if not tokens or (tokens[-1].particle and len(tokens[-1].parts) == 1):
        return False
    return any(not token.surely_given and (not token.particle or len(token.parts) > 1) for token in tokens)


def _mark_names(sheet: Sheet, tokens: list[_Token]) -> None:
    given, family = _told_apart(tokens)
    for field, part in (("given_name", given), ("family_name", family)):
        if part:
            sheet.claim(field, _written(part), part[0].start, part[-1].end)


def _told_apart(tokens: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """(given, family): capitals first, then particles, then known given names, then the order."""
    count = len(tokens)
    if count == 1:
        return [], tokens
    capitals = [at for at, token in enumerate(tokens) if token.upper]
    if capitals and len(capitals) < count:
        low, high = capitals[0], capitals[-1] + 1
        while low and tokens[low - 1].particle:
            low -= 1
        return (tokens[:low], tokens[low:]) if high == count else (tokens[high:], tokens[low:high])
    if tokens[0].particle:
        return (
            ([tokens[-1]], tokens[:-1])
            if (count > 2 or len(tokens[0].parts) > 1) and tokens[-1].surely_given
            else ([], tokens)
        )
    inner = [at for at in range(1, count) if tokens[at].particle and tokens[at].parts[0] in _FIRST_PARTICLES]
    if inner:
        return tokens[: inner[0]], tokens[inner[0] :]
    if tokens[0].surely_given or not tokens[-1].surely_given:
        at = 1
        while at < count - 1 and tokens[0].surely_given and tokens[at].given:
            at += 1
        return tokens[:at], tokens[at:]
    return [tokens[-1]], tokens[:-1]


def _written(tokens: list[_Token]) -> str:
    """As names are kept: « Roux » from ROUX and roux, particles small where they were."""
    return " ".join(_cased(token) for token in tokens)


def _cased(token: _Token) -> str:
    text = token.text
    if token.initial or (text != text.upper() and text != text.lower()):
        return text
    if text == text.lower() and token.particle and len(token.parts) == 1:
        return text
    return re.sub(r"[^\W\d_]+", lambda part: part.group().capitalize(), text)
