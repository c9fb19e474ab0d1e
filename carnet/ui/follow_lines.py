"""From what is to be followed to the lines of « À suivre »: headers, referrals, the notes to review. Frozen, no Qt."""

from collections.abc import Iterable
from datetime import date
from enum import Enum, StrEnum, auto

from msgspec import Struct

from carnet import words
from carnet.domain.disclosure import LineView
from carnet.domain.follow_up import Awaited, DueView
from carnet.domain.referrals import Step
from carnet.domain.rings import Ring
from carnet.queries.follow_up import FollowUp, ReviewView
from carnet.queries.results import first_number
from carnet.words import NARROW, plural

_MINE_FIRST = ("direct", "", "opinion", "internal")
_SHORT_YEAR = 330  # days: beyond, a day and a month would be taken for another year's
NO_NUMBER = "pas de numéro"


class Show(StrEnum):
    """What the page lists."""

    TODAY = "today"
    ALL = "all"
    PAUSED = "paused"


class Kind(Enum):
    """What a line is."""

    HEADER = auto()
    DUE = auto()
    REVIEW = auto()


class Line(Struct, frozen=True):
    """One line. HEADER: `title`, `aside` at right. DUE: a referral, whom for, why it is told, days or number to call.

    `why`: pieces, each with whether it decides. `badge`: a key. `quiet`: nothing is asked yet. `spoken`: all of it in
    one French sentence.
    """

    kind: Kind
    title: str
    spoken: str
    aside: str = ""
    due: DueView | None = None
    whom: str = ""
    why: tuple[tuple[str, bool], ...] = ()
    right: str = ""
    badge: str = ""
    quiet: bool = False

    @property
    def id(self) -> str:
        """The referral's uuid, « review » for the notes, "" for a header."""
        return self.due.id if self.due else "review" if self.kind is Kind.REVIEW else ""

    @property
    def selectable(self) -> bool:
        """Whether it can be chosen: all but a header."""
        return self.kind is not Kind.HEADER


def lines(found: FollowUp, show: Show, *, today: date, judged: bool) -> tuple[Line, ...]:
    """What a filter lists. `judged`: how long others take may be told."""
    if show is Show.PAUSED:
        return _part("En pause", found.snoozed, today, judged)
    late = "au-delà de l’attendu" if judged and found.silences else ""
    parts = _part("À rappeler", found.calls, today, judged) + _part(
        "Sans nouvelles", found.silences, today, judged, late
    )
    parts += _review(found.reviews)
    return parts + (_part("Pas encore", found.waiting, today, judged, "dans les temps") if show is Show.ALL else ())


def _part(title: str, rows: Iterable[DueView], today: date, judged: bool, aside: str = "") -> tuple[Line, ...]:
    listed = [_due(row, today, judged) for row in rows]
    spoken = f"{title}, {len(listed)}" + (f". {aside}" if aside else "")
    return (Line(Kind.HEADER, title, spoken, aside), *listed) if listed else ()


def _review(reviews: tuple[ReviewView, ...]) -> tuple[Line, ...]:
    """Neutral: the patient sees the screen. How many, not whose, not what."""
    if not reviews:
        return ()
    said = review_words(reviews)
    return (
        Line(Kind.HEADER, "À revoir", "À revoir"),
        Line(Kind.REVIEW, said, f"{said}, F2 pour voir", badge="F2"),
    )


def review_words(reviews: tuple[ReviewView, ...]) -> str:
    """« Une note personnelle arrive à échéance »."""
    if len(reviews) == 1:
        return "Une note personnelle arrive à échéance"
    return f"{len(reviews)} notes personnelles arrivent à échéance"


def _due(row: DueView, today: date, judged: bool) -> Line:
    watch, sent = row.watch, f"{day(row.made_on, today)}"
    whom = f"pour {row.patient_code} · {sent}" if row.patient_code else f"adressé le {sent}"
    why = tuple(_why(row, today, judged))
    call = watch.expected.awaited is Awaited.CALL_BACK
    number = main_line(row.lines)
    if watch.snoozed and row.snoozed_until:
        right = f"jusqu’au {day(row.snoozed_until, today)}"
    elif call and watch.due:
        right = number.value if number else NO_NUMBER
    else:
        right = f"{row.days} j"
    title = heading(row)
    spoken = ", ".join(
        part
        for part in (
            title,
            f"pour {row.patient_code}" if row.patient_code else "",
            f"adressé le {words.long_date(row.made_on)}, il y a {plural(row.days, 'jour', 'jours')}",
            *(text for text, _ in why),
            f"téléphone {number.value}" if number else NO_NUMBER,
            right if watch.snoozed else "",
        )
        if part
    )
    return Line(Kind.DUE, title, spoken, due=row, whom=whom, why=why, right=right, quiet=not watch.due)


def heading(row: DueView) -> str:
    """« Dr Paul CASTELMON, rhumatologue »; a structure's name says what it does."""
    what = words.practitioner(row.specialty, row.gender) if row.specialty and row.kind == "person" else ""
    small = what if what[:2].isupper() else what[:1].lower() + what[1:]
    return words.typeset(f"{row.name}, {small}" if small else row.name)


def _why(row: DueView, today: date, judged: bool) -> Iterable[tuple[str, bool]]:
    watch = row.watch
    if row.urgency == "urgent":
        yield "urgent", True
    if watch.expected.awaited is Awaited.CALL_BACK:
        if row.motive:
            yield row.motive, True
        yield row.note or "à rappeler", False
        return
    yield state(row, today), False
    if watch.expected.awaited is Awaited.LETTER and not watch.due:
        yield f"courrier attendu vers le {day(watch.expected.due_on, today)}" if judged else "courrier attendu", False
    elif judged:
        about = "~" if watch.expected.measured else ""
        yield f"attendu {about}{watch.expected.days} j", watch.due


def state(row: DueView, today: date) -> str:
    """« pas de rendez-vous connu », « vu le 30 janv. (supposé), pas de courrier », « rdv le 4 déc. »."""
    where = row.watch.standing
    on = where.appointment_on
    late = ", pas de courrier" if row.watch.due else ""
    if where.step is Step.SEEN:
        seen = on or where.last_on
        when = f"vu le {day(seen, today)}" if seen else "vu"
        return f"{when}{' (supposé)' if where.supposed else ''}{late}"
    if where.step is Step.APPOINTMENT and on:
        return f"rdv le {day(on, today)}{late}"
    return "pas de rendez-vous connu"


def day(on: date, today: date) -> str:
    """« 12 févr. », with its year where it would be taken for another."""
    said = words.short_date(on)
    return said if abs((today - on).days) >= _SHORT_YEAR else said.rsplit(" ", 1)[0]


def _in_words(on: date, today: date) -> str:
    """« 2 décembre », inside a sentence."""
    said = words.long_date(on)
    return said if abs((today - on).days) >= _SHORT_YEAR else said.rsplit(" ", 1)[0]


def main_line(found: tuple[LineView, ...]) -> LineView | None:
    """The telephone to chase by: the owner's own way in, else the one that patients have."""
    own = [line for line in found if line.kind == "phone" and line.ring is not Ring.PUBLIC]
    order = {use: at for at, use in enumerate(_MINE_FIRST)}
    return min(own, key=lambda line: order.get(line.use, len(order)), default=None) or first_number(found)


def line_caption(line: LineView, *, shared: bool = False) -> str:
    """« Pour moi · ligne directe », « Pour le patient »; « Pour le cabinet » where somebody else reads (`shared`)."""
    own = "Pour le cabinet" if shared else "Pour moi"
    whose = "Pour le patient" if line.ring is Ring.PUBLIC else own
    use = words.line_use(line.use)
    return f"{whose} · {use}" if use and line.use != "secretariat" else whose


def empty_words(found: FollowUp, show: Show, today: date) -> tuple[str, str]:
    """What stands where there is no line: a calm sentence, and what goes on by itself."""
    if show is Show.PAUSED:
        return (
            "Rien en pause.",
            f"«{NARROW}+{NARROW}» met un adressage de côté pour une semaine{NARROW}; il revient seul.",
        )
    if not found.waiting and not found.snoozed:
        how = (
            "Un adressage urgent, ou que vous demandez à suivre (Alt S en adressant), viendra ici quand il faudra y"
            f" penser. Les autres ne demandent rien{NARROW}: ils sont notés, c’est tout."
        )
        return "Rien à suivre.", how
    return "Tout est à jour.", _going_on(found, today)


def _going_on(found: FollowUp, today: date) -> str:
    parts = []
    if found.waiting:
        course = plural(len(found.waiting), "adressage suit son cours", "adressages suivent leur cours")
        soonest = min(row.watch.expected.due_on for row in found.waiting)
        parts.append(f"{course}{NARROW}; rien à y faire avant le {_in_words(soonest, today)}.")
    if found.snoozed:
        back = [row.snoozed_until for row in found.snoozed if row.snoozed_until]
        until = f", de retour à partir du {_in_words(min(back), today)}" if back else ""
        parts.append(f"En pause{NARROW}: {len(found.snoozed)}{until}.")
    return "\n".join(["Personne à rappeler, personne sans nouvelles.", " ".join(parts)])
