"""The first schema: all that must not be rewritten later."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
dropped_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    """Create every table, index and trigger."""
    _cards()
    _loop()
    _memory()
    _triggers()


def create(name: str, *contents: Any) -> None:
    """A table whose row numbers never come back."""
    number = sa.Column("id", sa.Integer(), primary_key=True, nullable=False)
    op.create_table(name, number, *contents, sqlite_autoincrement=True)


def uuid() -> sa.Column[Any]:
    return sa.Column("uuid", sa.Text(), nullable=False, unique=True)


def points(name: str, target: str, ondelete: str | None = None, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target, ondelete=ondelete), nullable=null)


def text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''"))


def texts(*names: str) -> list[sa.Column[Any]]:
    return [text(name) for name in names]


def flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default="0")


def maybe(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=True)


def day(name: str, *, null: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)


def moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(), nullable=null)


def whole(name: str, *, null: bool = True, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null, server_default=default)


def _cards() -> None:
    """Who, where, how to reach them, and where each card came from."""
    create(
        "author",
        uuid(),
        text("name"),
        flag("is_me"),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), primary_key=True, nullable=False),
        text("value"),
    )
    create(
        "correspondent",
        uuid(),
        *texts("kind", "title", "family_name", "given_name", "label", "gender"),
        sa.Column("rpps", sa.Text(), nullable=True),
        sa.Column("adeli", sa.Text(), nullable=True),
        sa.Column("finess", sa.Text(), nullable=True),
        sa.Column("siret", sa.Text(), nullable=True),
        text("status"),
        day("status_on"),
        points("successor_id", "correspondent.id", "SET NULL", null=True),
        *texts("sector", "cost"),
        maybe("new_patients"),
        maybe("home_visits"),
        maybe("video"),
        maybe("children"),
        maybe("accessible"),
        maybe("teleexpertise"),
        maybe("escort"),
        *texts("practical_note", "met_at", "recommended_by", "found_in", "known_since"),
        flag("favourite"),
        text("note"),
        day("verified_on"),
        moment("created_at"),
        moment("updated_at"),
        moment("deleted_at", null=True),
        sa.CheckConstraint("gender IN ('', 'F', 'M')", name="gender"),
        sa.CheckConstraint("kind IN ('person', 'structure')", name="kind"),
        sa.CheckConstraint("sector IN ('', '1', '2', 'optam', 'none', 'public')", name="sector"),
        sa.CheckConstraint("status IN ('active', 'paused', 'closed', 'retired')", name="status"),
        sa.CheckConstraint("successor_id <> id", name="successor_is_another"),
    )
    op.create_index("ix_correspondent_finess", "correspondent", ["finess"])
    op.create_index("ix_correspondent_rpps", "correspondent", ["rpps"])
    op.create_index("ix_correspondent_status", "correspondent", ["status"])
    op.create_index("ix_correspondent_successor_id", "correspondent", ["successor_id"])
    create(
        "structure_profile",
        points("correspondent_id", "correspondent.id", "CASCADE"),
        *texts("does", "does_not", "redirects_to", "aids", "entry_route", "papers", "zone", "condition"),
        whole("age_min"),
        whole("age_max"),
        sa.CheckConstraint("age_min IS NULL OR age_max IS NULL OR age_min <= age_max", name="ages"),
        sa.UniqueConstraint("correspondent_id"),
    )
    op.create_index("ix_structure_profile_correspondent_id", "structure_profile", ["correspondent_id"])
    create(
        "structure_link",
        uuid(),
        points("from_id", "correspondent.id", "CASCADE"),
        points("to_id", "correspondent.id", "CASCADE"),
        text("kind"),
        day("since"),
        day("until"),
        sa.CheckConstraint("kind IN ('contains', 'carries', 'replaces')", name="kind"),
        sa.CheckConstraint("from_id <> to_id", name="not_itself"),
    )
    op.create_index("ix_structure_link_from_id", "structure_link", ["from_id"])
    op.create_index("ix_structure_link_to_id", "structure_link", ["to_id"])
    create(
        "site",
        uuid(),
        *texts(
            "name", "complement", "street", "postcode", "city", "insee", "country", "hours", "access", "register_key"
        ),
    )
    create(
        "role",
        uuid(),
        points("correspondent_id", "correspondent.id", "CASCADE"),
        points("structure_id", "correspondent.id", "SET NULL", null=True),
        points("site_id", "site.id", "SET NULL", null=True),
        *texts("specialty", "official_code", "function", "mode", "hours"),
        flag("is_lead"),
        whole("position", null=False, default="0"),
        day("since"),
        day("until"),
        sa.CheckConstraint("since IS NULL OR until IS NULL OR since <= until", name="dates"),
        sa.CheckConstraint("mode IN ('', 'private', 'employed', 'volunteer')", name="mode"),
    )
    op.create_index("ix_role_correspondent_id", "role", ["correspondent_id"])
    op.create_index("ix_role_site_id", "role", ["site_id"])
    op.create_index("ix_role_specialty", "role", ["specialty"])
    op.create_index("ix_role_structure_id", "role", ["structure_id"])
    create(
        "line",
        uuid(),
        points("correspondent_id", "correspondent.id", "CASCADE", null=True),
        points("role_id", "role.id", "CASCADE", null=True),
        points("site_id", "site.id", "CASCADE", null=True),
        *texts("kind", "use", "value", "digits", "label", "best_time", "ring"),
        whole("position", null=False, default="0"),
        sa.CheckConstraint(
            "(correspondent_id IS NOT NULL) + (role_id IS NOT NULL) + (site_id IS NOT NULL) = 1", name="hangs_on_one"
        ),
        sa.CheckConstraint("kind IN ('phone', 'fax', 'email', 'secure', 'web')", name="kind"),
        sa.CheckConstraint("ring IN ('public', 'practice', 'personal')", name="ring"),
        sa.CheckConstraint(
            "use IN ('', 'secretariat', 'direct', 'opinion', 'internal', 'ward', 'consultation', 'home', 'emergency')",
            name="use",
        ),
    )
    op.create_index("ix_line_correspondent_id", "line", ["correspondent_id"])
    op.create_index("ix_line_role_id", "line", ["role_id"])
    op.create_index("ix_line_site_id", "line", ["site_id"])
    create(
        "skill",
        points("correspondent_id", "correspondent.id", "CASCADE"),
        text("label"),
        sa.UniqueConstraint("correspondent_id", "label"),
    )
    op.create_index("ix_skill_correspondent_id", "skill", ["correspondent_id"])
    create(
        "language",
        points("correspondent_id", "correspondent.id", "CASCADE"),
        text("label"),
        sa.UniqueConstraint("correspondent_id", "label"),
    )
    op.create_index("ix_language_correspondent_id", "language", ["correspondent_id"])
    create(
        "tag",
        points("correspondent_id", "correspondent.id", "CASCADE"),
        *texts("label", "folded"),
        sa.UniqueConstraint("correspondent_id", "folded"),
    )
    op.create_index("ix_tag_correspondent_id", "tag", ["correspondent_id"])
    op.create_index("ix_tag_folded", "tag", ["folded"])
    create(
        "told_delay",
        uuid(),
        points("correspondent_id", "correspondent.id", "CASCADE"),
        text("audience"),
        whole("days", null=False),
        day("told_on", null=False),
        sa.CheckConstraint("audience IN ('patient', 'caller')", name="audience"),
        sa.CheckConstraint("days >= 0", name="days"),
    )
    op.create_index("ix_told_delay_correspondent_id", "told_delay", ["correspondent_id"])
    create(
        "source_record",
        points("correspondent_id", "correspondent.id", "CASCADE"),
        *texts("kind", "record_key", "raw"),
        sa.Column("base", sa.Text(), nullable=True),
        day("seen_on"),
        sa.UniqueConstraint("kind", "record_key"),
    )
    op.create_index("ix_source_record_correspondent_id", "source_record", ["correspondent_id"])


def _loop() -> None:
    """Referrals, what came back, opinions."""
    create(
        "referral",
        uuid(),
        points("author_id", "author.id"),
        points("correspondent_id", "correspondent.id", "CASCADE"),
        points("site_id", "site.id", "SET NULL", null=True),
        *texts("direction", "patient_code"),
        day("made_on", null=False),
        *texts("mode", "urgency", "motive", "note"),
        flag("followed"),
        flag("despite_avoidance"),
        sa.CheckConstraint("direction IN ('sent', 'received')", name="direction"),
        sa.CheckConstraint("mode IN ('', 'advised', 'phoned', 'letter', 'secure_message', 'patient_own')", name="mode"),
        sa.CheckConstraint("urgency IN ('', 'soon', 'urgent')", name="urgency"),
    )
    op.create_index("ix_referral_author_id", "referral", ["author_id"])
    op.create_index("ix_referral_correspondent_id", "referral", ["correspondent_id"])
    op.create_index("ix_referral_made_on", "referral", ["made_on"])
    op.create_index("ix_referral_site_id", "referral", ["site_id"])
    create(
        "referral_event",
        uuid(),
        points("referral_id", "referral.id", "CASCADE"),
        text("kind"),
        day("happened_on", null=False),
        day("appointment_on"),
        text("note"),
        points("corrects_id", "referral_event.id", null=True),
        points("author_id", "author.id"),
        moment("recorded_at"),
        sa.CheckConstraint("kind <> 'appointment' OR appointment_on IS NOT NULL", name="appointment_has_a_date"),
        sa.CheckConstraint(
            "kind IN ('appointment', 'seen', 'news', 'no_show', 'refused', 'other_choice', 'no_news', 'closed', "
            "'withdrawn')",
            name="kind",
        ),
    )
    op.create_index("ix_referral_event_author_id", "referral_event", ["author_id"])
    op.create_index("ix_referral_event_corrects_id", "referral_event", ["corrects_id"])
    op.create_index("ix_referral_event_referral_id", "referral_event", ["referral_id"])
    create(
        "outcome",
        uuid(),
        points("referral_id", "referral.id", "CASCADE"),
        maybe("care_improved"),
        maybe("time_saved"),
        day("given_on", null=False),
        sa.UniqueConstraint("referral_id"),
    )
    op.create_index("ix_outcome_referral_id", "outcome", ["referral_id"])
    create(
        "patient_feedback",
        uuid(),
        points("author_id", "author.id"),
        points("correspondent_id", "correspondent.id", "CASCADE"),
        *texts("words", "reported_by"),
        day("heard_on", null=False),
        whole("efficacy"),
        maybe("met_expectations"),
        maybe("would_return"),
        text("problem"),
        sa.CheckConstraint("efficacy BETWEEN 1 AND 5", name="efficacy"),
        sa.CheckConstraint("reported_by IN ('patient', 'family')", name="reported_by"),
    )
    op.create_index("ix_patient_feedback_author_id", "patient_feedback", ["author_id"])
    op.create_index("ix_patient_feedback_correspondent_id", "patient_feedback", ["correspondent_id"])
    create(
        "appraisal",
        uuid(),
        points("author_id", "author.id"),
        points("correspondent_id", "correspondent.id", "CASCADE"),
        flag("expert"),
        flag("humane"),
        flag("reliable"),
        flag("gives_advice"),
        text("word"),
        day("given_on", null=False),
        sa.UniqueConstraint("author_id", "correspondent_id"),
    )
    op.create_index("ix_appraisal_author_id", "appraisal", ["author_id"])
    op.create_index("ix_appraisal_correspondent_id", "appraisal", ["correspondent_id"])
    create(
        "indication",
        uuid(),
        points("author_id", "author.id"),
        points("correspondent_id", "correspondent.id", "CASCADE"),
        *texts("kind", "label"),
        day("given_on", null=False),
        sa.CheckConstraint("kind IN ('for', 'not_for')", name="kind"),
    )
    op.create_index("ix_indication_author_id", "indication", ["author_id"])
    op.create_index("ix_indication_correspondent_id", "indication", ["correspondent_id"])
    create(
        "avoidance",
        uuid(),
        points("author_id", "author.id"),
        points("correspondent_id", "correspondent.id", "CASCADE"),
        sa.Column("rpps", sa.Text(), nullable=True),
        *texts("reason", "note"),
        day("since", null=False),
        day("review_on"),
        day("expires_on", null=False),
        day("ended_on"),
        sa.CheckConstraint("since <= expires_on", name="dates"),
        sa.CheckConstraint(
            "reason IN ('disagreement', 'no_reply', 'delays', 'fees', 'patients', 'unspecified')", name="reason"
        ),
    )
    op.create_index("ix_avoidance_author_id", "avoidance", ["author_id"])
    op.create_index("ix_avoidance_correspondent_id", "avoidance", ["correspondent_id"])
    op.create_index("ix_avoidance_rpps", "avoidance", ["rpps"])


def _memory() -> None:
    """What was, and what finds."""
    create(
        "tombstone",
        text("table_name"),
        sa.Column("row_uuid", sa.Text(), nullable=False, unique=True),
        moment("deleted_at"),
        sa.Column("salted_hash", sa.Text(), nullable=True),
    )
    create(
        "journal",
        sa.Column("batch", sa.Text(), nullable=False),
        moment("at"),
        points("author_id", "author.id"),
        *texts("verb", "table_name"),
        whole("row_id", null=False),
        whole("correspondent_id"),
        text("column_name"),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
    )
    op.create_index("ix_journal_author_id", "journal", ["author_id"])
    op.create_index("ix_journal_batch", "journal", ["batch"])
    op.create_index("ix_journal_correspondent_id", "journal", ["correspondent_id"])
    op.create_table(
        "search_word",
        sa.Column("word", sa.Text(), primary_key=True, nullable=False),
        sa.Column("correspondent_id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("field", sa.Text(), primary_key=True, nullable=False),
        whole("ring", null=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_word_correspondent_id", "search_word", ["correspondent_id"])
    op.create_table(
        "search_phone",
        sa.Column("digits", sa.Text(), primary_key=True, nullable=False),
        sa.Column("correspondent_id", sa.Integer(), primary_key=True, nullable=False),
        whole("ring", null=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_phone_correspondent_id", "search_phone", ["correspondent_id"])


def _triggers() -> None:
    """The journal is append-only: its values may fade, nothing else."""
    op.execute(
        "CREATE TRIGGER journal_rows_stay BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is "
        "append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER journal_values_only_fade BEFORE UPDATE ON journal WHEN NEW.old IS NOT NULL OR NEW.new "
        "IS NOT NULL OR NEW.id <> OLD.id OR NEW.batch <> OLD.batch OR NEW.at <> OLD.at OR NEW.author_id <> "
        "OLD.author_id OR NEW.verb <> OLD.verb OR NEW.table_name <> OLD.table_name OR NEW.row_id <> "
        "OLD.row_id OR NEW.correspondent_id IS NOT OLD.correspondent_id OR NEW.column_name <> OLD.column_name "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    )
