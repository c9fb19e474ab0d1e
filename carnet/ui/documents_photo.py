"""The photo of a card: read with care, turned upright, made small, written again without what a camera hid in it."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter, QPainterPath, QPixmap

from carnet.errors import CarnetError
from carnet.words import NARROW

LARGEST_SIDE = 512  # pixels kept
_MOST_PIXELS = 60_000_000  # of the original: a picture of 1 MB can unfold into gigabytes
_QUALITY = 85
_FORMATS = ("jpeg", "png")


def prepare(content: bytes) -> bytes:
    """The JPEG to keep for a JPEG or PNG picture. Raises CarnetError when it is none, or unreasonably large."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()).decode() not in _FORMATS:
        raise CarnetError(f"La photo d’une fiche est une image JPEG ou PNG{NARROW}: rien n’a été changé.")
    size = reader.size()
    if size.width() * size.height() > _MOST_PIXELS:
        raise CarnetError(f"Cette image est trop grande pour une photo{NARROW}: rien n’a été changé.")
    if max(size.width(), size.height()) > LARGEST_SIDE:
        reader.setScaledSize(size.scaled(QSize(LARGEST_SIDE, LARGEST_SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise CarnetError(f"Cette image ne se lit pas{NARROW}: rien n’a été changé.")
    return _as_jpeg(image)


def _as_jpeg(image: QImage) -> bytes:
    """On white where it is transparent; nothing but the picture: no place, no date, no camera."""
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    return encoded(flat, "JPEG")


def encoded(image: QImage, kind: str) -> bytes:
    """A picture as a file of a kind (« JPEG », « PNG »)."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(_QUALITY)
    writer.write(image)
    return bytes(buffer.data().data())


def rounded(content: bytes, side: int, ratio: float) -> QPixmap | None:
    """The photo as a square of `side` pixels with round corners, sharp on a screen of `ratio`; None if it is unread."""
    image = QImage.fromData(QByteArray(content))
    if image.isNull():
        return None
    pixels = round(side * ratio)
    expanding, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    scaled = image.scaled(pixels, pixels, expanding, smooth)
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, pixels, pixels), pixels / 8, pixels / 8)
    painter.setClipPath(path)
    painter.drawImage((pixels - scaled.width()) // 2, (pixels - scaled.height()) // 2, scaled)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
