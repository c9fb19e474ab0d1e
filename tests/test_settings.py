"""Preferences survive, and never stop a start."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.errors import CarnetError
from carnet.settings import Settings, load, save


@given(st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs", "Cc"])))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    save(path, Settings(window=text, text_percent=150))
    assert load(path) == Settings(window=text, text_percent=150)


def test_a_name_of_a_later_version_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('later = "x"\ntext_percent = 125\n', encoding="utf-8")
    save(path, load(path).with_(theme="dark"))
    assert 'later = "x"' in path.read_text(encoding="utf-8")
    assert load(path).text_percent == 125
    assert load(path).theme == "dark"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[[", b"text_percent = 900", b'text_percent = "x"'])
def test_a_wrong_file_gives_the_defaults(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    assert load(path).with_(unknown={}) == Settings()


def test_a_refusing_disk_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(CarnetError, match="préférences"):
        save(blocked / "settings.toml", Settings())
