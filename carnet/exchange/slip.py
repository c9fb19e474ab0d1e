"""« Coordonnées à remettre »: one to three names on a sheet of paper for the patient, as one PDF document.

It is made from cards disclosed to the patient and from the practice's name; nobody says who the patient is.
"""

import contextlib
import errno
import io
import os
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.exchange.slip_layout import HEIGHT, MARGIN, MM, MOST_NAMES, RIGHT, Code, Item, Leaf, Rule, lay_out
from carnet.exchange.slip_letters import FONTS, Letters
from carnet.exchange.slip_names import Named, slip_name
from carnet.paths import document
from carnet.words import NARROW, typeset

TITLE = "Coordonnées à remettre"
_INK, _SOFT, _FAINT = 0.0, 0.27, 0.6  # grey, from black
_WHY = {
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "le disque est en lecture seule",
    errno.EACCES: "l’accès est refusé",
    errno.EPERM: "l’accès est refusé",
    errno.ENOENT: "le dossier n’existe pas",
    errno.ENOTDIR: "le dossier n’existe pas",
    errno.EISDIR: "un dossier porte ce nom",
    errno.ENAMETOOLONG: "le nom est trop long",
}


class Paper(StrEnum):
    """What the slip is printed on: a sheet of A5, or the halves of a sheet of A4 on its side, the left one first."""

    A5 = "a5"
    HALF_A4 = "half-a4"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the sheet, in millimetres."""
        return (148.0, 210.0) if self is Paper.A5 else (297.0, 210.0)

    @property
    def leaves(self) -> int:
        """How many leaves of A5 a sheet holds."""
        return 1 if self is Paper.A5 else 2


def make_slip(names: Sequence[Named], *, practice: str, day: date, paper: Paper = Paper.A5) -> bytes:
    """The PDF of a slip for one to three names, from `practice`, made on `day`.

    Raises CarnetError for more names, for none, or for a card that was not disclosed to the patient.
    """
    if not 1 <= len(names) <= MOST_NAMES:
        raise CarnetError(f"Des coordonnées à remettre portent un à {MOST_NAMES} noms.")
    said = [slip_name(one, today=day) for one in names]
    letters = Letters()
    sender = letters.shown(typeset(practice))
    leaves = lay_out([letters.spelt(one) for one in said], sender, day, letters.measure)
    return _drawn(leaves, sender, day, paper)


def save_slip(pdf: bytes, path: Path) -> None:
    """Write a slip; `path` is the whole of it, or what was there before. Raises CarnetError when the disk
    or `paths.document` refuses."""
    temporary = None
    try:
        path = document(path)
        temporary = path.with_name(f".{path.name[:80]}.{os.getpid()}.new")
        with temporary.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        why = _WHY.get(error.errno or 0, error.strerror or str(error))
        raise CarnetError(f"Les coordonnées ne s’enregistrent pas{NARROW}: {why} ({path}).") from error


def _drawn(leaves: Sequence[Leaf], sender: str, day: date, paper: Paper) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    width, height = (side * MM for side in paper.size_mm)
    file = io.BytesIO()
    # Invariant: the same slip is the same bytes; its date is the day printed on it.
    canvas: Any = Canvas(file, pagesize=(width, height), invariant=1, lang="fr-FR")
    canvas.setDateFormatter(lambda *_: f"D:{day:%Y%m%d}000000Z")
    canvas.setTitle(TITLE)
    canvas.setAuthor(sender)
    canvas.setCreator("carnet")
    canvas.setSubject("")
    for at, leaf in enumerate(leaves):
        place = at % paper.leaves
        if at and not place:
            canvas.showPage()
        if paper is Paper.HALF_A4 and not place:
            _draw_cut(canvas, width / 2, height)
        canvas.saveState()
        canvas.translate(place * width / paper.leaves, 0)
        for item in leaf:
            _draw(canvas, item)
        canvas.restoreState()
    canvas.save()
    return file.getvalue()


def _draw_cut(canvas: Any, x: float, height: float) -> None:
    canvas.saveState()
    canvas.setStrokeGray(_FAINT)
    canvas.setLineWidth(0.4)
    canvas.setDash(3, 4)
    canvas.line(x, 0, x, height)
    canvas.restoreState()


def _draw(canvas: Any, item: Item) -> None:
    if isinstance(item, Rule):
        canvas.setStrokeGray(_FAINT)
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, HEIGHT - item.y, RIGHT, HEIGHT - item.y)
    elif isinstance(item, Code):
        _draw_code(canvas, item)
    else:
        canvas.setFillGray(_SOFT if item.soft else _INK)
        canvas.setFont(FONTS[item.bold], item.size)
        canvas.drawString(item.x, HEIGHT - item.y, item.words)


def _draw_code(canvas: Any, code: Code) -> None:
    """The symbol fills its square: the white that it needs around is the page's."""
    import segno

    modules = segno.make_qr(code.vcard, error="m", encoding="utf-8").matrix
    side = code.side / len(modules)
    path = canvas.beginPath()
    for row, line in enumerate(modules):
        start = 0
        for column in range(len(line) + 1):  # dark runs are one rectangle each: no hairline between two modules
            if column == len(line) or not line[column]:
                if column > start:
                    y = HEIGHT - code.y - (row + 1) * side
                    path.rect(code.x + start * side, y, (column - start) * side, side)
                start = column + 1
    canvas.setFillGray(_INK)
    canvas.drawPath(path, stroke=0, fill=1)
