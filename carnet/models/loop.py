"""Tables of the loop: referrals and what came back, opinions, and the private list of whom to avoid.

Everything here is personal. Neighbour in FHIR R4: referral = ServiceRequest.
"""

from sqlalchemy import CheckConstraint, UniqueConstraint

from carnet.domain.rings import Ring
from carnet.models.schema import (
    day,
    flag,
    instant,
    maybe_text,
    one_of,
    reference,
    table,
    text,
    three_valued,
    uuid,
    whole,
)

PERSONAL, INTERNAL = Ring.PERSONAL, Ring.INTERNAL

REASONS = ("disagreement", "no_reply", "delays", "fees", "patients", "unspecified")

referral = table(
    "referral",
    uuid(),
    reference("author_id", "author.id"),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    reference("site_id", "site.id", nullable=True, ondelete="SET NULL"),
    text("direction", PERSONAL),
    text("patient_code", PERSONAL),
    day("made_on", PERSONAL, nullable=False, index=True),
    text("mode", PERSONAL),
    text("urgency", PERSONAL),
    text("motive", PERSONAL),
    text("note", PERSONAL),
    flag("followed", PERSONAL),
    flag("despite_avoidance", PERSONAL),
    day("snoozed_until", PERSONAL),
    text("kept_with", PERSONAL),  # the same for the names given together to one patient; empty for one alone
    one_of("direction", "sent", "received"),
    one_of("mode", "", "advised", "phoned", "letter", "secure_message", "patient_own"),
    one_of("urgency", "", "soon", "urgent"),
)

referral_event = table(
    "referral_event",
    uuid(),
    reference("referral_id", "referral.id", ondelete="CASCADE"),
    text("kind", PERSONAL),
    day("happened_on", PERSONAL, nullable=False),
    day("appointment_on", PERSONAL),
    text("note", PERSONAL),
    reference("corrects_id", "referral_event.id", nullable=True),
    reference("author_id", "author.id"),
    instant("recorded_at"),
    one_of(
        "kind", "appointment", "seen", "news", "no_show", "refused", "other_choice", "no_news", "closed", "withdrawn"
    ),
    CheckConstraint("kind <> 'appointment' OR appointment_on IS NOT NULL", name="appointment_has_a_date"),
)

outcome = table(
    "outcome",
    uuid(),
    reference("referral_id", "referral.id", ondelete="CASCADE"),
    three_valued("care_improved", PERSONAL),
    three_valued("time_saved", PERSONAL),
    day("given_on", PERSONAL, nullable=False),
    UniqueConstraint("referral_id"),
)

patient_feedback = table(
    "patient_feedback",
    uuid(),
    reference("author_id", "author.id"),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("words", PERSONAL),
    text("reported_by", PERSONAL),
    day("heard_on", PERSONAL, nullable=False),
    whole("efficacy", PERSONAL),
    three_valued("met_expectations", PERSONAL),
    three_valued("would_return", PERSONAL),
    text("problem", PERSONAL),
    one_of("reported_by", "patient", "family"),
    CheckConstraint("efficacy BETWEEN 1 AND 5", name="efficacy"),
)

appraisal = table(
    "appraisal",
    uuid(),
    reference("author_id", "author.id"),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    flag("expert", PERSONAL),
    flag("humane", PERSONAL),
    flag("reliable", PERSONAL),
    flag("gives_advice", PERSONAL),
    text("word", PERSONAL),
    day("given_on", PERSONAL, nullable=False),
    UniqueConstraint("author_id", "correspondent_id"),
)

indication = table(
    "indication",
    uuid(),
    reference("author_id", "author.id"),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("kind", PERSONAL),
    text("label", PERSONAL),
    day("given_on", PERSONAL, nullable=False),
    one_of("kind", "for", "not_for"),
)

avoidance = table(
    "avoidance",
    uuid(),
    reference("author_id", "author.id"),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    maybe_text("rpps", PERSONAL, index=True),
    text("reason", PERSONAL),
    text("note", PERSONAL),
    day("since", PERSONAL, nullable=False),
    day("review_on", PERSONAL),
    day("expires_on", PERSONAL, nullable=False),
    day("ended_on", PERSONAL),
    one_of("reason", *REASONS),
    CheckConstraint("since <= expires_on", name="dates"),
)
