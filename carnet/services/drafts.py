"""What a service is asked to write: plain values, no row numbers, unknown left out.

Names are FHIR's neighbours: RoleDraft = PractitionerRole, SiteDraft = Location, LineDraft = ContactPoint.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A way to reach someone. `ring` empty: the default rule of `domain.rings` decides."""

    value: str
    kind: str = "phone"
    use: str = ""
    ring: str = ""
    label: str = ""
    best_time: str = ""


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """A place of practice. Two drafts with the same non-empty `key` are one site, shared (a secretariat, a centre)."""

    insee: str = ""
    city: str = ""
    postcode: str = ""
    name: str = ""
    street: str = ""
    complement: str = ""
    country: str = ""
    hours: str = ""
    access: str = ""
    key: str = ""
    register_key: str = ""
    lines: tuple[LineDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """What someone does somewhere: a specialty (catalogue id), a site, maybe inside a structure of the book."""

    specialty: str = ""
    site: SiteDraft | None = None
    structure: int | None = None  # id of a correspondent that is a structure
    official_code: str = ""
    function: str = ""
    mode: str = ""
    hours: str = ""
    is_lead: bool = False
    since: date | None = None
    until: date | None = None
    lines: tuple[LineDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class DelayDraft:
    """A delay someone told: `audience` patient or caller, in days."""

    days: int
    told_on: date
    audience: str = "patient"


@dataclass(frozen=True, slots=True)
class OpinionDraft:
    """The GP's own view: the marks pointu, humain, fiable, « donne des avis », and one word."""

    given_on: date
    expert: bool = False
    humane: bool = False
    reliable: bool = False
    gives_advice: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """Where a card comes from, with the original kept as it was (vCard, register row)."""

    kind: str
    record_key: str
    raw: str
    seen_on: date


@dataclass(frozen=True, slots=True)
class CorrespondentDraft:
    """A person, a structure, or a contact known by a function only (`label` without a name)."""

    kind: str = "person"
    title: str = ""
    family_name: str = ""
    given_name: str = ""
    label: str = ""
    gender: str = ""
    rpps: str | None = None
    adeli: str | None = None
    finess: str | None = None
    status: str = "active"
    status_on: date | None = None
    successor: int | None = None
    sector: str = ""
    cost: str = ""
    new_patients: bool | None = None
    home_visits: bool | None = None
    video: bool | None = None
    children: bool | None = None
    accessible: bool | None = None
    teleexpertise: bool | None = None
    escort: bool | None = None
    practical_note: str = ""
    met_at: str = ""
    recommended_by: str = ""
    found_in: str = ""
    known_since: str = ""
    favourite: bool = False
    note: str = ""
    verified_on: date | None = None
    roles: tuple[RoleDraft, ...] = ()
    lines: tuple[LineDraft, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    delays: tuple[DelayDraft, ...] = ()
    good_for: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    opinion: OpinionDraft | None = None
    source: SourceDraft | None = None
    profile: dict[str, str | int] = field(default_factory=dict)  # columns of structure_profile


@dataclass(frozen=True, slots=True)
class EventDraft:
    """Something that happened to a referral. `kind` as in the table referral_event."""

    kind: str
    happened_on: date
    appointment_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReferralDraft:
    """A patient sent to (or received from) a correspondent. `patient_code` is pseudonymous and optional."""

    made_on: date
    patient_code: str = ""
    mode: str = ""
    urgency: str = ""
    motive: str = ""
    note: str = ""
    site: int | None = None
    followed: bool = False
    despite_avoidance: bool = False
    direction: str = "sent"
    events: tuple[EventDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class AvoidanceDraft:
    """« Je n'adresse pas »: a reason of the closed list, dated; it expires unless renewed on purpose."""

    reason: str
    since: date
    expires_on: date
    note: str = ""
    review_on: date | None = None
