"""From an answer to the lines of the list: headers, people, « n autres ». Frozen, no Qt.

Mon carnet shows at most six rows, then « n autres », so that the register is always in sight; when nobody of it
answers, the register goes up.
"""

from datetime import date
from enum import Enum, auto

from msgspec import Struct

from carnet import words
from carnet.domain.query import Reading
from carnet.queries.results import Answer, Result, first_number
from carnet.words import NARROW

FOLDED = 6


class Kind(Enum):
    """What a line is."""

    HEADER = auto()
    PERSON = auto()
    MORE = auto()
    NOTE = auto()


class Line(Struct, frozen=True):
    """One line of the list.

    HEADER: `title`, with `aside` at right after `foreign`: from where, when it is not the practice. PERSON: `result`
    with its commune (`places`: how many others), the reason that decides and the other reasons. MORE, NOTE: `title`.
    `spoken` is the whole line in one French sentence.
    """

    kind: Kind
    title: str
    spoken: str
    aside: str = ""
    foreign: str = ""
    result: Result | None = None
    place: str = ""
    places: str = ""
    number: str = ""
    decides: str = ""
    others: str = ""

    @property
    def id(self) -> str:
        """The id of the person, "" for other lines."""
        return self.result.id if self.result else ""

    @property
    def selectable(self) -> bool:
        """Whether it can be chosen: a person, « n autres »."""
        return self.kind in (Kind.PERSON, Kind.MORE)


def lines(answer: Answer, *, today: date, unfolded: bool, hidden_shown: bool, locked: bool) -> tuple[Line, ...]:
    """The lines of an answer, in order."""
    found: list[Line] = []
    if locked and answer.register:
        found.append(_note(f"Votre carnet est verrouillé{NARROW}; l’annuaire répond."))
    found += _book_lines(answer, today, unfolded=unfolded, hidden_shown=hidden_shown)
    found += _register_lines(answer, today)
    return tuple(found)


def hidden_words(answer: Answer, *, shown: bool) -> str:
    """« 1 retraité masqué », « 2 en secteur 2 masqués »; what Alt+M does once they are shown; "" for nobody."""
    hidden = answer.hidden
    asked = tuple(need.code for need in answer.needs if need.is_attribute)
    parts = (words.hidden_closed(hidden.closed, hidden.retired), words.hidden_attribute(hidden.attribute, asked))
    text = " · ".join(part for part in parts if part)
    if not text:
        return ""
    return "Alt+M masquer de nouveau" if shown else f"{text} · Alt+M"


def _book_lines(answer: Answer, today: date, *, unfolded: bool, hidden_shown: bool) -> list[Line]:
    hidden = hidden_words(answer, shown=hidden_shown)
    if not answer.book and not hidden:
        return []
    found = [_header("Mon carnet", str(answer.book_total), hidden, _foreign(answer) if answer.book else "")]
    shown = answer.book if unfolded or answer.book_total <= FOLDED + 1 else answer.book[:FOLDED]
    found += [
        _person(result, answer.reading, today, f"mon carnet, {rank} sur {answer.book_total}")
        for rank, result in enumerate(shown, 1)
    ]
    left = answer.book_total - len(shown)
    if left and not unfolded:
        rest = words.plural(left, "autre", "autres")
        found.append(Line(Kind.MORE, rest, f"{rest} dans mon carnet{NARROW}: Entrée pour les voir"))
    elif left:
        found.append(_note(f"Les {len(shown)} premiers de mon carnet{NARROW}: ajoutez une commune, un prénom…"))
    return found


def _register_lines(answer: Answer, today: date) -> list[Line]:
    if not answer.register:
        return []
    when = words.month_and_year(date.fromisoformat(answer.register_date)) if answer.register_date else ""
    aside = " · ".join(part for part in ("délais inconnus", when) if part)
    count = f"{words.number(answer.register_total)}{' et plus' if answer.register_more else ''}"
    found = [_header("Annuaire national", count, aside, "" if answer.book else _foreign(answer))]
    found += [
        _person(result, answer.reading, today, f"annuaire national, {rank} sur {count}")
        for rank, result in enumerate(answer.register, 1)
    ]
    if len(answer.register) < answer.register_total:
        found.append(
            _note(f"Les {len(answer.register)} premiers{NARROW}: ajoutez une commune, un prénom, une spécialité…")
        )
    return found


def _foreign(answer: Answer) -> str:
    """« distances depuis Gordes », "" when they are from the practice."""
    origin = answer.origin
    return f"distances depuis {words.typeset(origin.name)}" if origin and origin.whose != "practice" else ""


def _header(title: str, count: str, aside: str, foreign: str) -> Line:
    spoken = ". ".join(part for part in (f"{title}, {count}", foreign, aside) if part)
    return Line(Kind.HEADER, f"{title} · {count}", spoken, aside=aside, foreign=foreign)


def _note(text: str) -> Line:
    return Line(Kind.NOTE, text, text)


def _person(result: Result, reading: Reading, today: date, where: str) -> Line:
    decides, others = _why(result, reading, today)
    number = first_number(result.lines)
    place = words.typeset(result.where.commune) or "lieu inconnu"
    places = f" · + {words.plural(result.where.others, 'lieu', 'lieux')}" if result.where.others else ""
    specialty = words.practitioner(result.specialties[0], result.gender) if result.specialties else ""
    marks = [
        word
        for flag, word in (("favourite", "favori"), ("avoided", "marqué"), ("unregulated", "non réglementé"))
        if flag in result.flags
    ]
    why = " · ".join(part for part in (decides, others) if part)
    said = (
        result.name,
        *marks,
        specialty,
        place + places,
        why,
        f"téléphone {number.value}" if number else "pas de numéro",
        where,
    )
    spoken = ", ".join(dict.fromkeys(part for part in said if part))
    return Line(
        Kind.PERSON, words.typeset(result.name), spoken, result=result, place=place, places=places, decides=decides,
        others=others, number=number.value if number else "",
    )  # fmt: skip


def _why(result: Result, reading: Reading, today: date) -> tuple[str, str]:
    """The reason that decides, and the others. Of someone found by name, what they do comes first."""
    gone = words.departure(result.status, result.gender, words.typeset(result.successor))
    asked = [value for chip in reading.of("specialty") for value in chip.values]
    specialty = words.practitioner(result.specialties[0], result.gender) if result.specialties else ""
    told = specialty if len(asked) != 1 else ""
    badge = "profession non réglementée" if "unregulated" in result.flags else ""
    why = words.reasons(result.reasons, result.gender, today=today)
    parts = [part for part in (gone, told, badge, *why.split(" · ")) if part]
    return (parts[0] if parts else ""), " · ".join(parts[1:])
