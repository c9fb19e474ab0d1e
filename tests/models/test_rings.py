"""Every mapped column says its ring (design: a mapped column without a ring fails a test)."""

from carnet.domain.rings import Ring
from carnet.models import loop, tables
from carnet.models.schema import metadata

PLUMBING = {"id", "uuid"}
OPINION_TABLES = {"referral", "referral_event", "outcome", "patient_feedback", "appraisal", "indication", "avoidance"}


def test_every_mapped_column_has_a_ring() -> None:
    without = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if not isinstance(column.info.get("ring"), Ring)
    ]
    assert without == []


def test_keys_between_rows_are_plumbing() -> None:
    leaking = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if (column.foreign_keys or column.name == "id") and column.info["ring"] is not Ring.INTERNAL
    ]
    assert leaking == []


def test_the_loop_is_personal_throughout() -> None:
    assert loop.referral.metadata is tables.correspondent.metadata
    wider = [
        f"{name}.{column.name}"
        for name in OPINION_TABLES
        for column in metadata.tables[name].columns
        if column.name not in PLUMBING and column.info["ring"] not in (Ring.PERSONAL, Ring.INTERNAL)
    ]
    assert wider == []
