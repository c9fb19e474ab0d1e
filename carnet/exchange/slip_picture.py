"""The pages of a slip's PDF as pictures: what is shown and printed is the document itself."""

from dataclasses import dataclass
from types import TracebackType

_POINTS = 72  # an inch


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in grey, one byte a pixel, 0 black; `stride` bytes a line."""

    width: int
    height: int
    stride: int
    pixels: bytes


class Pages:
    """The pages of a PDF document. Close it, or use it in a `with`; one thread at a time."""

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2

        self._document = pypdfium2.PdfDocument(pdf)

    def __len__(self) -> int:
        return len(self._document)

    def __enter__(self) -> "Pages":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the document."""
        self._document.close()

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page, in points of 1/72 inch."""
        width, height = self._document.get_page_size(page)
        return float(width), float(height)

    def picture(self, page: int, dpi: float) -> Picture:
        """A page at so many pixels an inch."""
        opened = self._document[page]
        try:
            bitmap = opened.render(scale=dpi / _POINTS, grayscale=True)
            try:
                return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            finally:
                bitmap.close()
        finally:
            opened.close()
