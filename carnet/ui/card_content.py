"""From a sheet to what the card says, line by line: the two numbers, then rows of a label and words. No Qt."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

from msgspec import Struct

from carnet import words
from carnet.domain.calm import calm
from carnet.domain.delays import median
from carnet.domain.disclosure import (
    Disclosed,
    LineView,
    PlaceView,
    Profile,
    PublicPart,
    TeamView,
)
from carnet.domain.phones import digits_of
from carnet.domain.rings import Ring
from carnet.domain.specialties import Catalogue
from carnet.queries.results import first_number
from carnet.queries.sheet import Past, Sheet
from carnet.ui.card_private import private_rows
from carnet.ui.card_row import Row
from carnet.words import NARROW

PATIENT, MINE = 1, 2  # the places of the two numbers: Alt+1, Alt+2
_MINE_FIRST = ("direct", "", "opinion", "internal")
_KINDS = {"phone": "téléphone", "fax": "fax", "email": "e-mail", "secure": "messagerie sécurisée", "web": "site"}
_SURELY_FRESH = 365  # days: no kind of card ages sooner, see domain.freshness
MOST_OF_A_TEAM = 6
_WORTH_ASKING = ("new_patients", "video", "children")
_STRUCTURE = {
    "does": "Fait", "does_not": "Ne fait pas", "redirects_to": "Oriente vers", "aids": "Aides",
    "entry_route": "Pour entrer", "papers": "Papiers", "zone": "Zone", "condition": "Pour qui",
}  # fmt: skip


class Number(Struct, frozen=True):
    """One way to reach, at its place: Alt+`place`. `note` says what it is; `uri` calls or writes, "" for none."""

    place: int
    line: LineView
    note: str
    uri: str


class Content(Struct, frozen=True):
    """A whole card. `private`: rows that open on demand only (F2), because the patient sees the screen.

    `editable`: whoever reads it may change the book.
    """

    id: str
    name: str
    subtitle: str
    banner: str
    patient: Number | None
    mine: Number | None
    others: tuple[Number, ...]
    rows: tuple[Row, ...]
    private: tuple[Row, ...]
    editable: bool = True
    successor: str = ""

    @property
    def numbers(self) -> dict[int, Number]:
        """Every number by its place."""
        listed = (self.patient, self.mine, *self.others)
        return {number.place: number for number in listed if number}

    @property
    def in_book(self) -> bool:
        """Whether the card is of the book, not of the register."""
        return self.id.startswith("b:")


def content(sheet: Sheet, row_lines: tuple[LineView, ...], *, today: date) -> Content:
    """What the card of `sheet` says; `row_lines`: the lines of its row, so that both show the same number first."""
    card = sheet.reader
    patient, mine, others = _numbers(card, row_lines)
    return Content(
        id=sheet.id,
        name=name(card.public),
        subtitle=_subtitle(card, sheet.past),
        banner=_banner(card),
        patient=patient,
        mine=mine,
        others=others,
        rows=tuple(_rows(sheet, today)),
        private=tuple(private_rows(card)),
        editable=card.profile is Profile.OWNER,
        successor=card.public.successor if card.public.successor_id else "",
    )


def name(public: PublicPart) -> str:
    """« Dr Karim BENHADDOU », a structure's name, the function of a contact without a name."""
    if public.family_name:
        return words.typeset(words.person_name(public.title, public.given_name, public.family_name))
    return words.typeset(public.label)


def what(public: PublicPart) -> str:
    """« Rhumatologue », « Infirmière · Sage-femme »: as what people of the card work now."""
    current = [place for place in public.places if place.specialty and not place.until] or public.places
    nouns = dict.fromkeys(words.practitioner(place.specialty, public.gender) for place in current if place.specialty)
    return " · ".join(nouns) or next((place.function for place in public.places if place.function), "")


def address(place: PlaceView) -> tuple[str, ...]:
    """The lines of a postal address, as far as they are known, in readable case where a file shouts them."""
    parts = (place.structure or place.name, place.complement, place.street, f"{place.postcode} {place.city}".strip())
    return tuple(dict.fromkeys(calm(part) for part in parts if part))


def current_places(public: PublicPart, today: date) -> tuple[PlaceView, ...]:
    """Places where they work today, each address once."""
    unique: dict[tuple[str, ...], PlaceView] = {}
    for place in public.places:
        if address(place) and (place.until is None or place.until >= today):
            unique.setdefault(address(place), place)
    return tuple(unique.values())


def _numbers(
    card: Disclosed, row_lines: tuple[LineView, ...]
) -> tuple[Number | None, Number | None, tuple[Number, ...]]:
    known = {(line.value, line.ring): line for line in card.lines}
    order = [line for line in row_lines if (line.value, line.ring) in known]
    unique: dict[str, LineView] = {}
    for line in (*order, *card.lines):
        unique.setdefault(line.value, line)
    lines = tuple(unique.values())
    patient = first_number(lines)
    owned = [line for line in lines if line.kind == "phone" and line.ring is not Ring.PUBLIC]
    mine = min(owned, key=_for_me, default=None)
    rest = [line for line in lines if line not in (patient, mine)]
    rest.sort(key=lambda line: (tuple(_KINDS).index(line.kind), line.ring))
    first = MINE + 1 if mine else MINE
    others = tuple(_number(card, line, place) for place, line in enumerate(rest, first))
    return (
        _number(card, patient, PATIENT) if patient else None,
        _number(card, mine, MINE) if mine else None,
        others,
    )


def _for_me(line: LineView) -> int:
    return _MINE_FIRST.index(line.use) if line.use in _MINE_FIRST else len(_MINE_FIRST)


def _number(card: Disclosed, line: LineView, place: int) -> Number:
    best = next((part.best_times[line.value] for part in (card.practice, card.private)
                 if part and line.value in part.best_times), "")  # fmt: skip
    kind = _KINDS[line.kind] if line.kind != "phone" else ""
    usual = line.use == {PATIENT: "secretariat", MINE: "direct"}.get(place)  # goes without saying
    use = "" if usual else words.line_use(line.use)
    note = " · ".join(part for part in (kind, use, line.label, best) if part)
    return Number(place, line, note, uri(line))


def uri(line: LineView) -> str:
    """What calls a telephone or writes to an address, "" where nothing does."""
    if line.kind == "phone":
        plus = "+" if line.value.lstrip().startswith("+") else ""
        return f"tel:{plus}{digits_of(line.value)}"
    return f"mailto:{quote(line.value, safe='@')}" if line.kind in ("email", "secure") else ""


def _subtitle(card: Disclosed, past: Past) -> str:
    public = card.public
    trust = words.trust(past.trust, public.gender) if past.trust else ""
    parts = (what(public), words.sector(public.sector), trust, "écrit rarement" if past.rarely_writes else "")
    return " · ".join(part for part in parts if part)


def _banner(card: Disclosed) -> str:
    """What must be known before anything else: gone, avoided, not a regulated profession."""
    public, found = card.public, []
    if public.status != "active":
        found.append(departure(public))
    if card.judgement and card.judgement.avoided:
        found.append("⊘ · F2 pour lire")  # the patient sees the screen
    found += dict.fromkeys(badge for place in public.places if (badge := words.badge(place.specialty)))
    return "\n".join(found)


def departure(public: PublicPart) -> str:
    """« Retraitée, 3 mars 2026 → Dr Anne ROUX (successeur) », « En pause »; "" when active."""
    said = words.departure(public.status, public.gender, words.typeset(public.successor))
    gone, arrow, follows = said.partition(" →")
    since = f", {words.long_date(public.status_on)}" if gone and public.status_on else ""
    return f"{gone[:1].upper()}{gone[1:]}{since}{arrow}{follows}"


def _rows(sheet: Sheet, today: date) -> Iterator[Row]:
    card, public = sheet.reader, sheet.reader.public
    if card.practice and sheet.id.startswith("b:"):
        yield _delay(card)
    yield from _places(sheet, today)
    yield from _team(card)
    if card.opinion and card.opinion.good_for:
        yield Row("Plutôt pour", ", ".join(card.opinion.good_for))
    yield from _attributes(card)
    yield from _texts(("Compétences", ", ".join(public.skills)), ("Langues", ", ".join(public.languages)))
    yield from _structure(card)
    yield from _texts(("Coût", public.cost), ("Consignes", card.practice.practical_note if card.practice else ""))
    yield from _provenance(sheet, today)


def _texts(*pairs: tuple[str, str]) -> Iterator[Row]:
    return (Row(label, text) for label, text in pairs if text)


def _delay(card: Disclosed) -> Row:
    """« annoncé 9 j (mars 2026), eu 40 j (1 fois) », then what the GP gets by calling."""
    told = {one.audience: one for one in card.practice.told} if card.practice else {}
    own = card.judgement.own_delays if card.judgement else ()
    parts = []
    if "patient" in told:
        parts.append(f"annoncé {told['patient'].days} j ({words.month_and_year(told['patient'].told_on)})")
    if own:
        parts.append(f"{'eu' if parts else '~'} {round(median(own))} j ({len(own)} fois)".replace("~ ", "~"))
    called = told.get("caller")
    if called:
        more = f"si j’appelle{NARROW}: {called.days} j ({words.month_and_year(called.told_on)})"
    else:
        more = f"si j’appelle{NARROW}: inconnu" if parts else ""
    return Row("Délai", ", ".join(parts) or "inconnu", more)


def _places(sheet: Sheet, today: date) -> Iterator[Row]:
    public = sheet.reader.public
    places = current_places(public, today)
    several = len(dict.fromkeys(place.specialty for place in public.places if place.specialty)) > 1
    for index, place in enumerate(places):
        lines = tuple(line for line in address(place) if line != name(public)) or address(place)
        town = lines[-1]
        if place.insee in sheet.km:
            town += f" · {words.kilometres(sheet.km[place.insee])}"
        head = [words.specialty(place.specialty)] if several and place.specialty else []
        text = "\n".join((*head, *lines[:-1], town))
        more = "\n".join(part for part in (place.access, place.hours) if part)
        label = "Adresse" if not index else f"{index + 1}\u1d49 lieu"
        yield Row(label, text, more, ", ".join(line for line in lines if not line.isspace()))
    if not places:
        yield Row("Adresse", "inconnue")


def _team(card: Disclosed) -> Iterator[Row]:
    """A structure's people, or a person's structures, each with the line that answers; all of them by the deed."""
    public, count = card.public, len(card.public.team)
    people = public.kind == "structure"
    if count:
        label = "Équipe" if people else "Structures" if count > 1 else "Structure"
        yield Row(label, "\n".join(_member(card, one) for one in public.team[:MOST_OF_A_TEAM]))
    if count and card.profile is Profile.OWNER:
        yield Row("", f"les {count} contacts" if people and count > 1 else "changer", deed="people", hint="Ctrl M")
    elif count > MOST_OF_A_TEAM:
        yield Row("", words.plural(count - MOST_OF_A_TEAM, "autre", "autres"))


def _member(card: Disclosed, one: TeamView) -> str:
    """« Anne AUBRET, référente · 04 65 71 90 10 »; a number that the card has already is not said again."""
    public, line = card.public, card.answering(one.post)
    gender = one.gender if public.kind == "structure" else public.gender
    lead = f", {words.lead(gender)}" if one.is_lead else ""
    known = {own.value for own in card.lines}
    number = f" · {line.value}" if line and line.value not in known else ""
    return f"{words.typeset(one.name)}{lead}{number}"


def _attributes(card: Disclosed) -> Iterator[Row]:
    """At home first, as it is the one asked most; then what is known; of the rest, what is most often worth asking."""
    asked = {**card.public.attributes, **(card.practice.attributes if card.practice else {})}
    if not asked:
        return
    home = asked.pop("home", None)
    known = [words.attribute(code, value) for code, value in asked.items() if value is not None]
    unknown = [words.attribute(code, None) for code in _WORTH_ASKING if asked.get(code, True) is None]
    if card.public.kind == "structure":
        yield from _texts(
            ("À savoir", " · ".join(([words.attribute("home", home)] if home is not None else []) + known))
        )
        return
    first = {True: "oui", False: "non", None: "inconnu"}[home]
    yield Row("À domicile", " · ".join((first, *known)), " · ".join(unknown))


def _structure(card: Disclosed) -> Iterator[Row]:
    said = {**card.public.structure, **(card.practice.structure if card.practice else {})}
    yield from _texts(*((label, said.get(code, "")) for code, label in _STRUCTURE.items()))
    low, high = said.get("age_min"), said.get("age_max")
    if low or high:
        ages = f"de {low} à {high} ans" if low and high else f"à partir de {low} ans" if low else f"jusqu’à {high} ans"
        yield Row("Âges", ages)


def _provenance(sheet: Sheet, today: date) -> Iterator[Row]:
    card = sheet.reader
    if card.private:
        mine = card.private
        yield from _texts(
            ("Rencontré", mine.met_at if mine.known_since in mine.met_at else _joined(mine.met_at, mine.known_since)),
            ("Conseillé par", mine.recommended_by),
            ("Trouvé dans", mine.found_in),
            ("Étiquettes", " ".join(f"#{tag}" for tag in mine.tags)),
        )
        if count := sum(not one.is_photo for one in mine.documents):
            count_said = words.plural(count, "document", "documents")
            yield Row("Documents", count_said, deed="documents", hint="Alt D")
    if card.judgement and card.judgement.referrals:
        yield Row("Adressages", _referrals(card, sheet.past, today), deed="history", hint="Alt H")
    if sheet.id.startswith("b:"):
        yield _verified(card, today)
    number = card.public.rpps or card.public.adeli or card.public.finess
    kind = "RPPS" if card.public.rpps else "ADELI" if card.public.adeli else "FINESS"
    yield from _texts((kind, number))


def _verified(card: Disclosed, today: date) -> Row:
    """The day of the last check; that it is long ago, for what people of their kind change in that time."""
    verified = card.practice.verified_on if card.practice else None
    if verified is None:
        return Row("Vérifié", "pas encore")
    gone = card.public.status in ("closed", "retired")
    if (today - verified).days < _SURELY_FRESH or gone:
        return Row("Vérifié", words.long_date(verified))
    from carnet.domain.freshness import stale_since  # not on the way to the first card, which is seldom old

    catalogue = Catalogue.shipped()
    current = [place.specialty for place in card.public.places if not place.until or place.until >= today]
    families = {catalogue.get(one).family for one in current if one in catalogue}
    stale = stale_since(families, verified, today) is not None
    how = f"ancien{NARROW}: relire la fiche, puis F8" if card.profile is Profile.OWNER else "ancien, à relire"
    return Row("Vérifié", words.long_date(verified), how if stale else "")


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _referrals(card: Disclosed, past: Past, today: date) -> str:
    assert card.judgement
    parts = [str(card.judgement.referrals)]
    if past.this_month:
        parts = [f"{card.judgement.referrals}, dont {past.this_month} ce mois-ci"]
    elif card.judgement.last_referral:
        when = words.month_and_year(card.judgement.last_referral)
        parts = (
            [f"{card.judgement.referrals}, le dernier en {when}"] if card.judgement.referrals > 1 else [f"1, en {when}"]
        )
    if past.last_event:
        parts.append(words.event(past.last_event))
    return " · ".join(parts)
