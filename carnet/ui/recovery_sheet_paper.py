"""The « feuille de secours » on paper: one A4 page drawn alike by a printer and in a PDF file.

Qt draws it: the window already holds what a page of text needs, the letters are the system's own, and the same
drawing goes to the printer and to the file.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from carnet.errors import CarnetError
from carnet.paths import document
from carnet.words import NARROW, long_date

_WIDTH, _HEIGHT = 2100, 2970  # A4 in tenths of a millimetre
_LEFT, _RIGHT = 220, 1880
_INK, _SOFT, _LINE = QColor("#15191d"), QColor("#4a535c"), QColor("#8a939b")
_GROUPS_A_LINE = 4
_CONTEXT = "RecoveryPaper"


@dataclass(frozen=True, slots=True)
class RecoveryPaper:
    """What the sheet says: the code (groups of four, hyphens between), whose it is, where the file lies, the day."""

    code: str = field(repr=False)
    practice: str
    vault: Path
    day: date


def code_lines(code: str) -> tuple[str, ...]:
    """The code as it is copied from, four groups a line."""
    groups = code.split("-")
    return tuple("  ".join(groups[at : at + _GROUPS_A_LINE]) for at in range(0, len(groups), _GROUPS_A_LINE))


def a4() -> QPageLayout:
    """The page the sheet is drawn for."""
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF())


def save_pdf(paper: RecoveryPaper, path: Path) -> None:
    """Write the sheet as a PDF file. Raises CarnetError when it cannot be written."""
    try:
        path = document(path)
        path.touch(mode=0o600)
    except OSError as error:
        raise CarnetError(f"Le fichier {path} ne se laisse pas écrire{NARROW}: {error.strerror}.") from error
    writer = QPdfWriter(str(path))
    writer.setResolution(600)
    writer.setPageLayout(a4())
    writer.setTitle(_tr("Feuille de secours"))
    writer.setCreator("carnet")
    draw(paper, writer)
    if not path.stat().st_size:
        raise CarnetError(f"Le fichier {path} n’a pas pu être écrit{NARROW}: le disque est peut-être plein.")


def draw(paper: RecoveryPaper, device: QPagedPaintDevice) -> None:
    """Draw the sheet on a printer or in a PDF file. Raises CarnetError when the device refuses."""
    painter = QPainter()
    if not painter.begin(device):
        raise CarnetError(_tr("L’imprimante ou le fichier ne se laisse pas écrire\u202f: rien n’a été imprimé."))
    try:
        painter.setWindow(0, 0, _WIDTH, _HEIGHT)
        _Sheet(painter).draw(paper)
    finally:
        painter.end()


class _Sheet:
    """A pen going down the page."""

    def __init__(self, painter: QPainter) -> None:
        self._painter, self._y = painter, 230.0

    def draw(self, paper: RecoveryPaper) -> None:
        self._text(_tr("Feuille de secours"), 96, bold=True)
        whose = [paper.practice] if paper.practice else []
        self._text(" · ".join([*whose, _tr("carnet du {}").format(long_date(paper.day))]), 44, colour=_SOFT, after=60)
        self._text(
            _tr("Ce code ouvre votre carnet si le mot de passe est oublié. Il n’est gardé nulle part ailleurs."),
            46, after=70,
        )  # fmt: skip
        self._code(paper.code)
        self._text(_tr("Si le mot de passe est oublié"), 54, bold=True, after=16)
        for number, step in enumerate(
            (
                _tr("Ouvrez carnet et choisissez «\u202fFeuille de secours…\u202f»."),
                _tr("Recopiez le code. Majuscules et tirets sont libres\u202f; le O vaut 0, le I et le L valent 1."),
                _tr("Choisissez un nouveau mot de passe. Cette feuille reste valable."),
            ),
            start=1,
        ):
            top = self._y
            self._text(f"{number}.", 44)
            self._y = top
            self._text(step, 44, indent=60, after=14)
        self._y += 50
        self._text(_tr("Où la ranger"), 54, bold=True, after=16)
        self._text(
            _tr(
                "Là où vous gardez ce qui ne doit pas se perdre\u202f: coffre, dossier personnel. Jamais près de "
                "l’ordinateur, ni en photo dans le téléphone\u202f: qui a ce code et le fichier lit tout le carnet."
            ),
            44, after=30,
        )  # fmt: skip
        self._text(_tr("Sans mot de passe ni feuille de secours, personne ne peut rouvrir ce carnet."), 44, bold=True)
        self._foot(paper)

    def _text(
        self, text: str, size: int, *, bold: bool = False, colour: QColor = _INK, indent: float = 0, after: float = 20
    ) -> None:
        font = QFont()
        font.setPixelSize(size)
        font.setBold(bold)
        self._painter.setFont(font)
        self._painter.setPen(colour)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        box = QRectF(_LEFT + indent, self._y, _RIGHT - _LEFT - indent, _HEIGHT)
        taken = self._painter.boundingRect(box, flags, text)
        self._painter.drawText(taken, flags, text)
        self._y = taken.bottom() + after

    def _code(self, code: str) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(92)
        font.setBold(True)
        lines = code_lines(code)
        box = QRectF(_LEFT, self._y, _RIGHT - _LEFT, 130 * len(lines) + 90)
        self._painter.setPen(QPen(_LINE, 4))
        self._painter.drawRoundedRect(box, 24, 24)
        self._painter.setFont(font)
        self._painter.setPen(_INK)
        for number, line in enumerate(lines):
            at = QRectF(box.left() + 70, box.top() + 45 + 130 * number, box.width() - 140, 130)
            self._painter.drawText(at, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line)
        self._y = box.bottom() + 90

    def _foot(self, paper: RecoveryPaper) -> None:
        self._y = 2550
        self._text(_tr("Rangée le ____________________   à ______________________________________"), 44, after=60)
        self._text(_tr("Fichier\u202f: {}").format(paper.vault), 32, colour=_SOFT)


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
