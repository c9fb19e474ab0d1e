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
    maybe_text,
    metadata,
    one_of,
    reference,
    required_text,
    table,
    text,
    three_valued,
    uuid,
    whole,
)

PUBLIC, PRACTICE, PERSONAL, INTERNAL = Ring.PUBLIC, Ring.PRACTICE, Ring.PERSONAL, Ring.INTERNAL

author = table(
    "author",
    uuid(),
    text("name", PUBLIC),
    flag("is_me", INTERNAL),
)

setting = Table(
    "setting",
    metadata,
    required_text("name", INTERNAL, primary_key=True),
    text("value", INTERNAL),
)

correspondent = table(
    "correspondent",
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
    instant("deleted_at", nullable=True),
    one_of("kind", "person", "structure"),
    one_of("status", "active", "paused", "closed", "retired"),
    one_of("gender", "", "F", "M"),
    one_of("sector", "", "1", "2", "optam", "none", "public"),
    CheckConstraint("successor_id <> id", name="successor_is_another"),
)

structure_profile = table(
    "structure_profile",
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

structure_link = table(
    "structure_link",
    uuid(),
    reference("from_id", "correspondent.id", ondelete="CASCADE"),
    reference("to_id", "correspondent.id", ondelete="CASCADE"),
    text("kind", PUBLIC),
    day("since", PUBLIC),
    day("until", PUBLIC),
    one_of("kind", "contains", "carries", "replaces"),
    CheckConstraint("from_id <> to_id", name="not_itself"),
)

site = table(
    "site",
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

role = table(
    "role",
    uuid(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    reference("structure_id", "correspondent.id", nullable=True, ondelete="SET NULL"),
    reference("site_id", "site.id", nullable=True, ondelete="SET NULL"),
    text("specialty", PUBLIC, index=True),
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

line = table(
    "line",
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

skill = table(
    "skill",
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("label", PUBLIC),
    UniqueConstraint("correspondent_id", "label"),
)

language = table(
    "language",
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("label", PUBLIC),
    UniqueConstraint("correspondent_id", "label"),
)

tag = table(
    "tag",
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("label", PERSONAL),
    text("folded", PERSONAL, index=True),
    UniqueConstraint("correspondent_id", "folded"),
)

told_delay = table(
    "told_delay",
    uuid(),
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("audience", PRACTICE),
    whole("days", PRACTICE, nullable=False),
    day("told_on", PRACTICE, nullable=False),
    one_of("audience", "patient", "caller"),
    CheckConstraint("days >= 0", name="days"),
)

source_record = table(
    "source_record",
    reference("correspondent_id", "correspondent.id", ondelete="CASCADE"),
    text("kind", PERSONAL),
    text("record_key", PERSONAL),
    text("raw", PERSONAL),
    maybe_text("base", PERSONAL),
    day("seen_on", PERSONAL),
    UniqueConstraint("kind", "record_key"),
)

tombstone = table(
    "tombstone",
    text("table_name", INTERNAL),
    required_text("row_uuid", INTERNAL, unique=True),
    instant("deleted_at"),
    maybe_text("salted_hash", INTERNAL),
)

journal = table(
    "journal",
    required_text("batch", INTERNAL, index=True),
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
    required_text("word", PERSONAL, primary_key=True),
    column("correspondent_id", Integer, INTERNAL, primary_key=True),
    required_text("field", INTERNAL, primary_key=True),
    column("ring", Integer, INTERNAL),
    Index("ix_search_word_correspondent_id", "correspondent_id"),
    sqlite_with_rowid=False,
)

search_phone = Table(
    "search_phone",
    metadata,
    required_text("digits", PERSONAL, primary_key=True),
    column("correspondent_id", Integer, INTERNAL, primary_key=True),
    column("ring", Integer, INTERNAL),
    Index("ix_search_phone_correspondent_id", "correspondent_id"),
    sqlite_with_rowid=False,
)

# The journal is append-only in the file itself: a row may lose its values (a person is erased), nothing else.
TRIGGERS = {
    "journal_rows_stay": (
        "CREATE TRIGGER journal_rows_stay BEFORE DELETE ON journal BEGIN"
        " SELECT RAISE(ABORT, 'the journal is append-only'); END"
    ),
    "journal_values_only_fade": (
        "CREATE TRIGGER journal_values_only_fade BEFORE UPDATE ON journal"
        " WHEN NEW.old IS NOT NULL OR NEW.new IS NOT NULL"
        " OR NEW.id <> OLD.id OR NEW.batch <> OLD.batch OR NEW.at <> OLD.at OR NEW.author_id <> OLD.author_id"
        " OR NEW.verb <> OLD.verb OR NEW.table_name <> OLD.table_name OR NEW.row_id <> OLD.row_id"
        " OR NEW.correspondent_id IS NOT OLD.correspondent_id OR NEW.column_name <> OLD.column_name BEGIN"
        " SELECT RAISE(ABORT, 'the journal is append-only'); END"
    ),
}
