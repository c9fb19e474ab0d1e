"""The generator of fictitious national files."""

import re
from pathlib import Path

from tools.make_register import FICTION_BLOCKS, HEADER, write

PHONES = slice(40, 43)


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        write(500, 5, tmp_path / name)
    write(500, 6, tmp_path / "c.txt")
    first, same, other = ((tmp_path / name).read_bytes() for name in ("a.txt", "b.txt", "c.txt"))
    assert first == same != other


def test_the_layout_and_the_fiction(generated: Path) -> None:
    header, *lines = generated.read_text(encoding="utf-8").splitlines()
    assert header == HEADER
    assert len(lines) == 4000
    assert {len(line.split("|")) for line in lines} == {57}
    numbers = [
        re.sub(r"\D", "", part).removeprefix("33")
        for line in lines
        for cell in line.split("|")[PHONES]
        for part in cell.split("/")
        if part
    ]
    assert numbers
    assert all(number.rjust(10, "0").startswith(FICTION_BLOCKS) for number in numbers)


def test_a_month_later_about_one_row_in_a_hundred_differs(generated: Path) -> None:
    old = set(generated.read_text(encoding="utf-8").splitlines())
    new = set((generated.parent / "next.txt").read_text(encoding="utf-8").splitlines())
    assert 0.003 < len(old - new) / len(old) < 0.02
    assert 0.003 < len(new - old) / len(new) < 0.02
