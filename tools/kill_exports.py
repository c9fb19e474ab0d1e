"""Deeds of the kill harness that write an export over a former one."""

import hashlib
import tempfile
import time
import zipfile
from functools import partial
from pathlib import Path

from carnet.domain.disclosure import Profile
from carnet.exchange.export import EXTENSIONS, Format
from carnet.services.exports import Order, prepare
from tools.kill_parts import NOW, READY, Between, Deed, edit_all, new_vault, opened, ready

TORN_S = 0.2


def _path(folder: Path, format_: Format) -> Path:
    return folder / "out" / f"carnet{EXTENSIONS[format_]}"


def _write(folder: Path, format_: Format) -> None:
    """The export, its temporary files in a folder of the trial's own; the kill falls on the writing."""
    tempfile.tempdir = str(folder / "tmp")
    with opened(folder) as book:
        export = prepare(book, Order(Profile.SELF, format_), today=NOW.date())
        ready(folder)
        export.write(_path(folder, format_))


def _with_a_former_one(folder: Path, cards: int, *, format_: Format) -> None:
    """A vault that changed since its export."""
    new_vault(folder, cards)
    (folder / "out").mkdir()
    (folder / "tmp").mkdir()
    _write(folder, format_)
    (folder / READY).unlink()
    with opened(folder) as book:
        edit_all(book)


def _again(folder: Path, *, format_: Format) -> None:
    _write(folder, format_)


def _state(folder: Path, *, format_: Format) -> str:
    """What the file under the final name says, read whole; nothing lies in the temporary folder, and what lies beside
    the file is swept by the next export."""
    path = _path(folder, format_)
    found = _contents(path)
    if left := sorted(one.name for one in (folder / "tmp").iterdir()):
        raise Between(f"left in the temporary folder: {left}")
    beside = [one for one in path.parent.iterdir() if one != path]
    if any(one.suffix != ".part" or not one.name.startswith(".") for one in beside):
        raise Between(f"beside the export: {beside}")
    if beside:
        _write(folder, format_)
        if (left := sorted(one.name for one in path.parent.iterdir())) != [path.name]:
            raise Between(f"not swept: {left}")
    return found


def _contents(path: Path) -> str:
    if path.suffix != ".xlsx":
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    with zipfile.ZipFile(path) as archive:  # the workbook tells its hour, its sheet does not
        if archive.testzip() is not None:
            raise Between("a workbook with a damaged member")
        return hashlib.sha256(archive.read("xl/worksheets/sheet1.xml")).hexdigest()[:16]


def _in_place(folder: Path) -> None:
    """What no export may do: write under the final name, piece by piece."""
    path = _path(folder, Format.CSV)
    whole = path.read_bytes()[::-1]
    ready(folder)
    with path.open("wb") as file:
        file.write(whole[: len(whole) // 2])
        file.flush()
        time.sleep(TORN_S)
        file.write(whole[len(whole) // 2 :])


def _deed(format_: Format) -> Deed:
    return Deed(
        f"export {format_.value}", partial(_with_a_former_one, format_=format_), partial(_again, format_=format_),
        partial(_state, format_=format_), waits=True,
    )  # fmt: skip


DEEDS = tuple(_deed(format_) for format_ in Format)
CONTROL = Deed(
    "torn export", partial(_with_a_former_one, format_=Format.CSV), _in_place, partial(_state, format_=Format.CSV),
    waits=True,
)  # fmt: skip
