"""The pages of a slip on the screen, whole, as they come out of the printer."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from carnet.exchange.slip_picture import Pages
from carnet.ui.slip_paper import image
from carnet.ui.theme import Theme

_AROUND = 24
_POINTS = 72
_SMALLEST, _LARGEST = 0.2, 1.6  # pixels a point at 100 %: a page larger than life helps nobody


class _Sheets(QWidget):
    """Paints the pages one under the other, in the middle."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.pictures: list[QImage] = []
        self.places: list[QRect] = []

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """White sheets with a thin edge, on either ground."""
        painter = QPainter(self)
        for picture, place in zip(self.pictures, self.places, strict=True):
            painter.drawImage(place, picture)
            painter.setPen(QPen(self._theme.colour("line"), 1))
            painter.drawRect(QRectF(place).adjusted(-0.5, -0.5, 0.5, 0.5))


class SlipPreview(QScrollArea):
    """Shows a PDF: each page whole in the room there is, a further page below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pdf = b""
        self._sheets = _Sheets(theme)
        self.setWidget(self._sheets)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Aperçu"))
        theme.changed.connect(self._renew)

    @property
    def pictures(self) -> tuple[QImage, ...]:
        """The pages as they are shown."""
        return tuple(self._sheets.pictures)

    def show_pdf(self, pdf: bytes) -> None:
        """Show the pages of a document."""
        self._pdf = pdf
        self.verticalScrollBar().setValue(0)
        self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Another room: the pages are drawn again, sharp."""
        super().resizeEvent(event)
        self._renew()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """As much room as there is."""
        return QSize(self._theme.px(600), self._theme.px(640))

    @Slot()
    def _renew(self) -> None:
        if not self._pdf:
            return
        room, around = self.viewport().size(), self._theme.px(_AROUND)
        pictures, places, y = [], [], around
        with Pages(self._pdf) as pages:
            for at in range(len(pages)):
                wide, high = pages.size(at)
                scale = min((room.width() - 2 * around) / wide, (room.height() - 2 * around) / high)
                scale = max(_SMALLEST, min(scale, _LARGEST * self._theme.percent / 100))
                pictures.append(image(pages.picture(at, _POINTS * scale * self.devicePixelRatioF())))
                places.append(
                    QRect((room.width() - round(wide * scale)) // 2, y, round(wide * scale), round(high * scale))
                )
                y = places[-1].bottom() + around
        down = max(0, (room.height() - y) // 2)  # in the middle, where there is room
        self._sheets.pictures, self._sheets.places = pictures, [place.translated(0, down) for place in places]
        self._sheets.resize(room.width(), max(y, room.height()))
        self._sheets.update()
