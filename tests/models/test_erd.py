"""The drawing of the tables in the documentation is that of the tables."""

from carnet.models.schema import metadata
from carnet.paths import data_root
from tests.models import erd


def test_the_drawing_is_up_to_date() -> None:
    assert (data_root() / "docs" / "erd.md").read_text("utf-8") == erd.drawing()


def test_every_table_is_drawn_once() -> None:
    assert sorted(name for _, _, names in erd.ROOMS for name in names) == sorted(metadata.tables)
