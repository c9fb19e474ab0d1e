"""The gate: what an output may contain. Every output goes through `disclose`, and takes nothing but what it returns.

A card is made of parts, one type each, so that what may not leave is not in the object an exporter receives.
"""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from carnet.domain.delays import Told
from carnet.domain.ranking import Facts
from carnet.domain.rings import Ring
from carnet.errors import CarnetError


class Profile(StrEnum):
    """For whom an output is made."""

    OWNER = "owner"
    PATIENT = "patient"
    COLLEAGUE = "colleague"
    LOCUM = "locum"
    SUCCESSOR = "successor"
    PHONE = "phone"
    SECRETARY = "secretary"
    SELF = "self"


class Option(StrEnum):
    """What a profile may hold on top, when the owner says so."""

    PRACTICE = "practice"  # colleague: the practice's lines and agreements too
    OPINIONS = "opinions"  # successor: my opinions, attributed and dated
    PRIVATE_LINES = "private_lines"  # phone: private mobiles


class LineView(Struct, frozen=True):
    """One way to reach; `place` is the uuid of the site or role it hangs on, "" for the correspondent's own.

    In an export, `place` is always a role, and `of_site` says that the line is the place's, whoever works there.
    """

    value: str
    kind: str
    use: str
    ring: Ring
    label: str = ""
    place: str = ""
    of_site: bool = False

    @property
    def key(self) -> str:
        """What tells it from the other lines of its card, where a number stands twice."""
        on = "site" if self.of_site else ""
        return "\n".join((self.place, on, self.kind, self.use, self.ring.label, self.label, self.value))


class PlaceView(Struct, frozen=True):
    """Where, and as what: a role with its site.

    `hours` are those to show: the post's own (`post_hours`), else the site's (`site_hours`). `borrowed`: the role has
    no site, the address is its structure's.
    """

    uuid: str
    specialty: str
    function: str = ""
    structure: str = ""
    structure_id: str = ""
    name: str = ""
    street: str = ""
    complement: str = ""
    postcode: str = ""
    city: str = ""
    insee: str = ""
    country: str = ""
    hours: str = ""
    access: str = ""
    mode: str = ""
    is_lead: bool = False
    since: date | None = None
    until: date | None = None
    post_hours: str = ""
    site_hours: str = ""
    borrowed: bool = False
    official_code: str = ""


class TeamView(Struct, frozen=True):
    """Somebody of a structure's team, or a structure where somebody works; `post`: the uuid of the role between."""

    post: str
    id: str
    name: str
    gender: str = ""
    specialty: str = ""
    function: str = ""
    is_lead: bool = False


class BoundView(Struct, frozen=True):
    """A structure that this one `contains`, `carries` or `replaces`; `above`: it does so to this one."""

    kind: str
    id: str
    name: str
    above: bool = False
    since: date | None = None
    until: date | None = None


class PublicPart(Struct, frozen=True):
    """As in a directory."""

    id: str
    kind: str
    title: str = ""
    family_name: str = ""
    given_name: str = ""
    label: str = ""
    gender: str = ""
    rpps: str = ""
    adeli: str = ""
    finess: str = ""
    siret: str = ""
    status: str = "active"
    status_on: date | None = None
    successor: str = ""
    successor_id: str = ""
    sector: str = ""
    cost: str = ""
    attributes: dict[str, bool | None] = {}
    places: tuple[PlaceView, ...] = ()
    lines: tuple[LineView, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    structure: dict[str, str] = {}
    team: tuple[TeamView, ...] = ()
    answers: dict[str, LineView] = {}  # of each part: by post, the first of its lines that answers there
    links: tuple[BoundView, ...] = ()


class PracticePart(Struct, frozen=True):
    """What the practice knows: direct lines, best times, delays told, local agreements."""

    lines: tuple[LineView, ...] = ()
    best_times: dict[str, str] = {}  # line value to « 12 h–13 h »; in an export, by `LineView.key`
    attributes: dict[str, bool | None] = {}
    practical_note: str = ""
    told: tuple[Told, ...] = ()
    verified_on: date | None = None
    structure: dict[str, str] = {}
    answers: dict[str, LineView] = {}


class DocumentView(Struct, frozen=True):
    """A document kept with the card: its name, `size` in bytes, the day it came. Its bytes are read apart."""

    name: str
    size: int
    added_on: date
    is_photo: bool = False


class RemarkView(Struct, frozen=True):
    """What somebody else wrote of the card, in a book that was handed over: never mixed with the owner's note."""

    author: str
    words: str
    given_on: date | None = None


class PrivatePart(Struct, frozen=True):
    """The owner's own notes, lines and documents."""

    lines: tuple[LineView, ...] = ()
    best_times: dict[str, str] = {}
    favourite: bool = False
    note: str = ""
    met_at: str = ""
    recommended_by: str = ""
    found_in: str = ""
    known_since: str = ""
    tags: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    documents: tuple[DocumentView, ...] = ()
    remarks: tuple[RemarkView, ...] = ()
    answers: dict[str, LineView] = {}


class OpinionPart(Struct, frozen=True):
    """The owner's view of the professional, dated."""

    marks: tuple[str, ...] = ()
    word: str = ""
    given_on: date | None = None
    good_for: tuple[str, ...] = ()


class Said(Struct, frozen=True):
    """A patient's words as reported, by whom (`patient`, `family`), and when."""

    words: str
    by: str
    on: date


class JudgementPart(Struct, frozen=True):
    """What never leaves but in the encrypted package for oneself and the backup."""

    avoided: bool = False
    avoided_since: date | None = None
    avoided_until: date | None = None
    avoidance_reason: str = ""
    avoidance_note: str = ""
    not_for: tuple[str, ...] = ()
    feedback: tuple[Said, ...] = ()
    referrals: int = 0
    last_referral: date | None = None
    own_delays: tuple[int, ...] = ()


class OriginalPart(Struct, frozen=True):
    """What a card was made from: its originals as they came, unknown properties included, its photo, and the delays
    told that later ones or a year have made void."""

    cards: tuple[str, ...] = ()  # vCards, unfolded
    photo: bytes = b""
    told_before: tuple[Told, ...] = ()


class Card(Struct, frozen=True):
    """Everything the book holds on one correspondent. No output takes it: see `Disclosed`."""

    public: PublicPart
    practice: PracticePart = PracticePart()
    private: PrivatePart = PrivatePart()
    opinion: OpinionPart = OpinionPart()
    judgement: JudgementPart = JudgementPart()
    original: OriginalPart = OriginalPart()


class Disclosed(Struct, frozen=True):
    """What an output receives: the parts its profile may hold, None for the others. Made by `disclose` only."""

    profile: Profile
    public: PublicPart
    practice: PracticePart | None = None
    private: PrivatePart | None = None
    opinion: OpinionPart | None = None
    judgement: JudgementPart | None = None
    original: OriginalPart | None = None

    @property
    def lines(self) -> tuple[LineView, ...]:
        """Every line that may be shown, public first."""
        more = [part.lines for part in (self.practice, self.private) if part]
        return self.public.lines + tuple(line for lines in more for line in lines)

    def answering(self, post: str) -> LineView | None:
        """The line of a post that answers, as far as it may be shown: a telephone first, the most public first."""
        parts = (self.public, self.practice, self.private)
        found = [part.answers[post] for part in parts if part and post in part.answers]
        return min(found, key=lambda line: line.kind != "phone", default=None)


_PARTS: dict[Profile, frozenset[str]] = {
    Profile.OWNER: frozenset({"practice", "private", "opinion", "judgement"}),
    Profile.PATIENT: frozenset(),
    Profile.COLLEAGUE: frozenset(),
    Profile.LOCUM: frozenset({"practice"}),
    Profile.SUCCESSOR: frozenset({"practice"}),
    Profile.PHONE: frozenset({"practice"}),
    Profile.SECRETARY: frozenset({"practice"}),
    Profile.SELF: frozenset({"practice", "private", "opinion", "original"}),
}
_ON_TOP = {(Profile.COLLEAGUE, Option.PRACTICE): "practice", (Profile.SUCCESSOR, Option.OPINIONS): "opinion"}


# Every output that carries anything of a card, and for whom it may be made: the command line and the window ask here,
# and the sentinel test drives each of them.
OUTPUTS: dict[str, frozenset[Profile]] = {
    "find": frozenset({Profile.OWNER, Profile.SECRETARY}),
    "show": frozenset({Profile.OWNER, Profile.SECRETARY}),
    "history": frozenset({Profile.OWNER}),
    "documents": frozenset({Profile.OWNER}),
    "refer": frozenset({Profile.OWNER}),
    "record-line": frozenset({Profile.OWNER}),
    "follow-up": frozenset({Profile.OWNER, Profile.SECRETARY}),
    "follow-page": frozenset({Profile.OWNER, Profile.SECRETARY}),
    "avoid": frozenset({Profile.OWNER}),
    "import": frozenset({Profile.OWNER}),
    "undo": frozenset({Profile.OWNER}),
    "opinion": frozenset({Profile.OWNER}),
    "stale": frozenset({Profile.OWNER, Profile.SECRETARY}),
    "window": frozenset({Profile.OWNER, Profile.SECRETARY}),
    "line-copies": frozenset({Profile.OWNER, Profile.SECRETARY}),
    "table": frozenset({Profile.OWNER, Profile.SECRETARY}),
    "journal": frozenset({Profile.OWNER}),
    "trash": frozenset({Profile.OWNER}),
    "copies": frozenset({Profile.PATIENT}),
    "patient-screen": frozenset({Profile.PATIENT}),
    "slip": frozenset({Profile.PATIENT}),
    "export-page": frozenset({Profile.OWNER}),
    "export": frozenset(
        {Profile.PATIENT, Profile.COLLEAGUE, Profile.LOCUM, Profile.SUCCESSOR, Profile.PHONE, Profile.SELF}
    ),
}


def permit(output: str, profile: Profile) -> None:
    """Raise CarnetError when `output` is not made for `profile`; KeyError for an output nobody registered."""
    if profile not in OUTPUTS[output]:
        raise CarnetError("La vue du secrétariat ne montre pas cela : seul le médecin le voit, avec son mot de passe.")


def parts_of(profile: Profile, options: frozenset[Option] = frozenset()) -> frozenset[str]:
    """Names of the parts, besides the public one, that `profile` may hold. An option not meant for it adds nothing."""
    return _PARTS[profile] | {part for (who, option), part in _ON_TOP.items() if who is profile and option in options}


def widest_ring(profile: Profile, options: frozenset[Option] = frozenset()) -> Ring:
    """The widest ring whose lines and search words `profile` may see."""
    parts = parts_of(profile, options)
    return Ring.PERSONAL if "private" in parts else Ring.PRACTICE if "practice" in parts else Ring.PUBLIC


def disclose(card: Card, profile: Profile, options: frozenset[Option] = frozenset()) -> Disclosed:
    """The card as `profile` may see it."""
    parts = parts_of(profile, options)
    private = card.private if "private" in parts else None
    if profile is Profile.PHONE and Option.PRIVATE_LINES in options:
        private = PrivatePart(lines=card.private.lines)
    return Disclosed(
        profile,
        card.public,
        card.practice if "practice" in parts else None,
        private,
        card.opinion if "opinion" in parts else None,
        card.judgement if "judgement" in parts else None,
        card.original if "original" in parts else None,
    )


def disclose_facts(facts: Facts, profile: Profile) -> Facts:
    """The facts by which `profile` may see people ordered: an order made of opinions would tell them.

    The secretary's list knows distances, delays told and attributes, not trust, marks, avoidance or own delays.
    """
    if "judgement" in parts_of(profile):
        return facts
    practice = "practice" in parts_of(profile)
    public = ("sector1", "optam", "home", "video", "children", "new_patients", "accessible")
    return Facts(
        key=facts.key,
        name=facts.name,
        status=facts.status,
        told=facts.told if practice else (),
        national=facts.national,
        sector=facts.sector,
        gender=facts.gender,
        languages=facts.languages,
        attributes={name: value for name, value in facts.attributes.items() if practice or name in public},
    )


def disclose_lines(lines: tuple[LineView, ...], profile: Profile) -> tuple[LineView, ...]:
    """The lines that `profile` may see."""
    widest = widest_ring(profile)
    return tuple(line for line in lines if line.ring <= widest)
