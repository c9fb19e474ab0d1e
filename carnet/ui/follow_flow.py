"""Buttons or links side by side, on as many lines as the width asks."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from carnet.ui.theme import Theme


class Flow(QWidget):
    """Lays its widgets out itself. `gap`: pixels at 100 % between them; `outdent`: how far they begin to the left."""

    def __init__(self, theme: Theme, widgets: Sequence[QWidget], *, gap: float = 8, outdent: float = 0) -> None:
        super().__init__()
        self._theme, self._gap, self._outdent = theme, gap, outdent
        self.widgets = tuple(widgets)
        for widget in self.widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def heightForWidth(self, width: int) -> int:  # noqa: N802  (Qt's name)
        """As many lines as it takes."""
        return self._places(width)[1]

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """On one line."""
        frames, height = self._places(100_000)
        return QSize(max((frame.right() + 1 for frame in frames), default=0), height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """No wider than the widest."""
        widest = max((widget.sizeHint().width() for widget in self.widgets), default=0)
        return QSize(widest, self.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Another width, other lines."""
        super().resizeEvent(event)
        for widget, frame in zip(self.widgets, self._places(self.width())[0], strict=True):
            widget.setGeometry(frame)
        self.updateGeometry()

    def _places(self, width: int) -> tuple[list[QRect], int]:
        """Where each goes at that width, and the height of them all."""
        gap, left = self._theme.px(self._gap), -self._theme.px(self._outdent)
        x, y, line, frames = left, 0, 0, []
        for widget in self.widgets:
            size = widget.sizeHint()
            if x > left and x + size.width() > width:
                x, y, line = left, y + line + gap, 0
            frames.append(QRect(x, y, min(size.width(), max(1, width)), size.height()))
            x, line = x + size.width() + gap, max(line, size.height())
        return frames, y + line
