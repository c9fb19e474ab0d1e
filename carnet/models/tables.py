"""The book's own tables: correspondents, where they are, how to reach them, what they do.

Neighbours in FHIR R4: correspondent = Practitioner or Organization, role = PractitionerRole, site = Location,
line = ContactPoint.
"""

from sqlalchemy import CheckConstraint, Index, Integer, Table, UniqueConstraint

from carnet.domain.rings import Ring
from carnet.models.schema import (
    column,
    day,
    exactly_one,
    flag,
    instant,
    key,
    maybe_text,
    metadata,
    one_of,
    reference,
    text,
    three_valued,
    uuid,
    whole,
)

PUBLIC, PRACTICE, PERSONAL, INTERNAL = Ring.PUBLIC, Ring.PRACTICE, Ring.PERSONAL, Ring.INTERNAL

author = Table(
    "author",
    metadata,
    key(),
    uuid(),
    text("name", PUBLIC),
    flag("is_me", INTERNAL),
)

setting = Table(
    "setting",
    metadata,
    column("name", text("name", INTERNAL).type, INTERNAL, primary_key=True),
    text("value", INTERNAL),
)

correspondent = Table(
    "correspondent",
    metadata,
    key(),
    uuid(),
    text("kind", PUBLIC),
    text("title", PUBLIC),
    text("family_name", PUBLIC),
    text("given_name", PUBLIC),
    text("label", PUBLIC),  # a structure's name, or the function of a contact without a name
    text("gender", PUBLIC),
    maybe_text("rpps", PUBLIC, index=True),
    maybe_text("adeli", PUBLIC),
    maybe_text("finess", PUBLIC, index=True),
    maybe_text("siret", PUBLIC),
    text("status", PUBLIC, index=True),
    day("status_on", PUBLIC),
    reference("successor_id", "correspondent.id", nullable=True, ondelete="SET NULL"),
    text("sector", PUBLIC),
    text("cost", PUBLIC),
    three_valued("new_patients", PUBLIC),
    three_valued("home_visits", PUBLIC),
    three_valued("video", PUBLIC),
    three_valued("children", PUBLIC),
    three_valued("accessible", PUBLIC),
    three_valued("teleexpertise", PRACTICE),
    three_valued("escort", PRACTICE),
    text("practical_note", PRACTICE),
    text("met_at", PERSONAL),
    text("recommended_by", PERSONAL),
    text("found_in", PERSONAL),
    text("known_since", PERSONAL),
    flag("favourite", PERSONAL),
    text("note", PERSONAL),
    day("verified_on", PRACTICE),
    instant("created_at"),
    instant("updated_at"),
    column("deleted_at", instant("deleted_at").type, INTERNAL, nullable=True),
    one_of("kind", "person", "structure"),
    one_of("status", "active", "paused", "closed", "retired"),
    one_of("gender", "", "F", "M"),
    one_of("sector", "", "1", "2", "optam", "none", "public"),
    CheckConstraint("successor_id <> id", name="successor_is_another"),
)

structure_profile = Table(
    "structure_profile",
    metadata,
    key(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("does", PRACTICE),
    text("does_not", PRACTICE),
    text("redirects_to", PRACTICE),
    text("aids", PUBLIC),
    text("entry_route", PUBLIC),
    text("papers", PUBLIC),
    text("zone", PUBLIC),
    text("condition", PUBLIC),
    whole("age_min", PUBLIC),
    whole("age_max", PUBLIC),
    UniqueConstraint("correspondent_id"),
    CheckConstraint("age_min IS NULL OR age_max IS NULL OR age_min <= age_max", name="ages"),
)

structure_link = Table(
    "structure_link",
    metadata,
    key(),
    uuid(),
    reference("from_id", "correspondent.id", ondelete="CASCADE"),
    reference("to_id", "correspondent.id", ondelete="CASCADE"),
    text("kind", PUBLIC),
    day("since", PUBLIC),
    day("until", PUBLIC),
    one_of("kind", "contains", "carries", "replaces"),
    CheckConstraint("from_id <> to_id", name="not_itself"),
)

site = Table(
    "site",
    metadata,
    key(),
    uuid(),
    text("name", PUBLIC),
    text("complement", PUBLIC),
    text("street", PUBLIC),
    text("postcode", PUBLIC),
    text("city", PUBLIC),
    text("insee", PUBLIC),
    text("country", PUBLIC),
    text("hours", PUBLIC),
    text("access", PUBLIC),
    text("register_key", INTERNAL),
)

role = Table(
    "role",
    metadata,
    key(),
    uuid(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    reference("structure_id", "correspondent.id", nullable=True, ondelete="SET NULL"),
    reference("site_id", "site.id", nullable=True, ondelete="SET NULL"),
    column("specialty", text("specialty", PUBLIC).type, PUBLIC, server_default="", index=True),
    text("official_code", PUBLIC),
    text("function", PUBLIC),
    text("mode", PUBLIC),
    text("hours", PUBLIC),
    flag("is_lead", PUBLIC),
    whole("position", INTERNAL, nullable=False, server_default="0"),
    day("since", PUBLIC),
    day("until", PUBLIC),
    one_of("mode", "", "private", "employed", "volunteer"),
    CheckConstraint("since IS NULL OR until IS NULL OR since <= until", name="dates"),
)

line = Table(
    "line",
    metadata,
    key(),
    uuid(),
    reference("correspondent_id", "correspondent.id", nullable=True, ondelete="CASCADE"),
    reference("role_id", "role.id", nullable=True, ondelete="CASCADE"),
    reference("site_id", "site.id", nullable=True, ondelete="CASCADE"),
    text("kind", PUBLIC),
    text("use", PUBLIC),
    text("value", PUBLIC),  # as typed; the row's own ring decides who sees it
    text("digits", PUBLIC),
    text("label", PUBLIC),
    text("best_time", PRACTICE),
    text("ring", INTERNAL),
    whole("position", INTERNAL, nullable=False, server_default="0"),
    one_of("kind", "phone", "fax", "email", "secure", "web"),
    one_of("use", "", "secretariat", "direct", "opinion", "internal", "ward", "consultation", "home", "emergency"),
    one_of("ring", "public", "practice", "personal"),
    exactly_one("hangs_on_one", "correspondent_id", "role_id", "site_id"),
)

skill = Table(
    "skill",
    metadata,
    key(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("label", PUBLIC),
    UniqueConstraint("correspondent_id", "label"),
)

language = Table(
    "language",
    metadata,
    key(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("label", PUBLIC),
    UniqueConstraint("correspondent_id", "label"),
)

tag = Table(
    "tag",
    metadata,
    key(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("label", PERSONAL),
    text("folded", PERSONAL, index=True),
    UniqueConstraint("correspondent_id", "folded"),
)

told_delay = Table(
    "told_delay",
    metadata,
    key(),
    uuid(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("audience", PRACTICE),
    whole("days", PRACTICE, nullable=False),
    day("told_on", PRACTICE, nullable=False),
    one_of("audience", "patient", "caller"),
    CheckConstraint("days >= 0", name="days"),
)

source_record = Table(
    "source_record",
    metadata,
    key(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("kind", PERSONAL),
    text("record_key", PERSONAL),
    text("raw", PERSONAL),
    maybe_text("base", PERSONAL),
    day("seen_on", PERSONAL),
    UniqueConstraint("kind", "record_key"),
)

tombstone = Table(
    "tombstone",
    metadata,
    key(),
    text("table_name", INTERNAL),
    column("row_uuid", text("row_uuid", INTERNAL).type, INTERNAL, unique=True),
    instant("deleted_at"),
    maybe_text("salted_hash", INTERNAL),
)

journal = Table(
    "journal",
    metadata,
    key(),
    column("batch", text("batch", INTERNAL).type, INTERNAL, index=True),
    instant("at"),
    reference("author_id", "author.id"),
    text("verb", PERSONAL),
    text("table_name", INTERNAL),
    whole("row_id", INTERNAL, nullable=False),
    whole("correspondent_id", INTERNAL, index=True),
    text("column_name", INTERNAL),
    maybe_text("old", PERSONAL),
    maybe_text("new", PERSONAL),
)

search_word = Table(
    "search_word",
    metadata,
    column("word", text("word", PERSONAL).type, PERSONAL, primary_key=True),
    column("correspondent_id", Integer, INTERNAL, primary_key=True),
    column("field", text("field", INTERNAL).type, INTERNAL, primary_key=True),
    column("ring", Integer, INTERNAL),
    Index("ix_search_word_correspondent_id", "correspondent_id"),
    sqlite_with_rowid=False,
)

search_phone = Table(
    "search_phone",
    metadata,
    column("digits", text("digits", PERSONAL).type, PERSONAL, primary_key=True),
    column("correspondent_id", Integer, INTERNAL, primary_key=True),
    column("ring", Integer, INTERNAL),
    Index("ix_search_phone_correspondent_id", "correspondent_id"),
    sqlite_with_rowid=False,
)
