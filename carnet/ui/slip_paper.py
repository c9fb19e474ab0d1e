"""A slip on paper: the pages of its PDF, at their size in millimetres, whatever the printer."""

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from carnet.errors import CarnetError
from carnet.exchange.slip import TITLE, Paper
from carnet.exchange.slip_picture import Pages, Picture
from carnet.words import NARROW

_FINEST = 600  # pixels an inch: a finer page is only heavier
_POINTS = 72


def image(picture: Picture) -> QImage:
    """A page as Qt draws it."""
    grey = QImage.Format.Format_Grayscale8
    return QImage(picture.pixels, picture.width, picture.height, picture.stride, grey).copy()


def page_layout(paper: Paper) -> QPageLayout:
    """The sheet, without margins: the slip has its own."""
    size, lies = (
        (QPageSize.PageSizeId.A5, QPageLayout.Orientation.Portrait)
        if paper is Paper.A5
        else (QPageSize.PageSizeId.A4, QPageLayout.Orientation.Landscape)
    )
    return QPageLayout(QPageSize(size), lies, QMarginsF())


def prepare(printer: QPrinter, paper: Paper) -> None:
    """Make a printer ready for a sheet."""
    printer.setPageLayout(page_layout(paper))
    printer.setFullPage(True)
    printer.setDocName(TITLE)


def print_pages(pdf: bytes, printer: QPrinter) -> None:
    """Print the pages of a slip, each from the corner of the sheet. Raises CarnetError when the printer refuses."""
    painter = QPainter()
    if not painter.begin(printer):
        raise CarnetError(f"L’imprimante ne répond pas{NARROW}: rien n’a été imprimé.")
    try:
        dots = printer.resolution()
        with Pages(pdf) as pages:
            for at in range(len(pages)):
                if at and not printer.newPage():
                    raise CarnetError(f"L’imprimante s’est arrêtée à la page {at + 1}.")
                width, height = (side / _POINTS * dots for side in pages.size(at))
                painter.drawImage(QRectF(0, 0, width, height), image(pages.picture(at, min(dots, _FINEST))))
    finally:
        painter.end()
    if printer.printerState() is QPrinter.PrinterState.Error:
        raise CarnetError(f"L’impression n’a pas abouti{NARROW}: vérifiez l’imprimante.")
