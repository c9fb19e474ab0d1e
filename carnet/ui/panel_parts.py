"""What the panels of the first minutes are made of: a column of words and fields, titles, notices."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from carnet.ui.theme import Theme

COLUMN = 560  # pixels at 100 %: about 75 letters a line


class Words(QLabel):
    """A text that wraps, in one of the theme's sizes and colours. `colour` names a token of the theme."""

    def __init__(
        self, theme: Theme, text: str = "", *, size: float = 14, weight: int = 400, colour: str = "ink"
    ) -> None:
        super().__init__(text)
        self._theme, self._size, self._weight, self._colour = theme, size, weight, colour
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        theme.changed.connect(self.restyle)
        self.restyle()

    def paint_as(self, colour: str) -> None:
        """Take another of the theme's colours."""
        if colour != self._colour:
            self._colour = colour
            self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take the theme's letters and colours as they are now."""
        self.setStyleSheet(
            f"font-size: {self._theme.px(self._size)}px; font-weight: {self._weight};"
            f" color: {self._theme.colour(self._colour).name()};"
        )


class Notice(Words):
    """What went wrong or what to do, said where the eye is; takes no room while there is nothing to say."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, weight=500, colour="warning")
        self.setAccessibleName("")
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; "" hides it."""
        self.setText(text)
        self.setVisible(bool(text))


class Column(QScrollArea):
    """A page: one column in the middle, as wide as a line is comfortable to read, that scrolls when the text is big.

    `leaving`: the button that Esc presses, while it is shown.
    """

    def __init__(self, theme: Theme, title: str, *, size: float = 22, step: str = "") -> None:
        """`step`: where the page stands among others, said above its title."""
        super().__init__()
        self.theme = theme
        self.leaving: QAbstractButton | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(title)
        page = QWidget()
        page.setObjectName("page")
        sides = QHBoxLayout(page)
        sides.setContentsMargins(0, 0, 0, 0)
        self.body = QWidget()
        self.column = QVBoxLayout(self.body)
        sides.addStretch(1)
        sides.addWidget(self.body, 100)
        sides.addStretch(1)
        self.setWidget(page)
        if step:
            self.soft(step)
        self.title = self.words(title, size=size, weight=700)
        theme.changed.connect(self._resize)
        self._resize()

    def words(self, text: str, *, size: float = 14, weight: int = 400, colour: str = "ink") -> Words:
        """Add a text."""
        made = Words(self.theme, text, size=size, weight=weight, colour=colour)
        self.column.addWidget(made)
        return made

    def soft(self, text: str) -> Words:
        """Add a quieter text."""
        return self.words(text, size=13, colour="soft")

    def field(self, label: str, field: QLineEdit) -> QLineEdit:
        """Add a field under its label."""
        name = self.words(label, size=13, weight=500)
        name.setBuddy(field)
        field.setAccessibleName(label)
        self.column.addWidget(field)
        return field

    def notice(self) -> Notice:
        """Add a place for what goes wrong."""
        made = Notice(self.theme)
        self.column.addWidget(made)
        return made

    def buttons(self, *buttons: QAbstractButton) -> None:
        """Add buttons side by side, under one another where the panel is narrow."""
        self.column.addWidget(ButtonRow(self.theme, buttons))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Esc leaves where one can leave."""
        if event.key() == Qt.Key.Key_Escape and self.leaving is not None and self.leaving.isVisible():
            self.leaving.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """In the place of the card, the title stands where the card's name does."""
        super().resizeEvent(event)
        self._resize()

    @Slot()
    def _resize(self) -> None:
        px, narrow = self.theme.px, self.width() < self.theme.px(COLUMN)
        self.body.setMaximumWidth(px(COLUMN) + 2 * px(22))
        self.column.setContentsMargins(px(22), px(17 if narrow else 32), px(22), px(20))
        self.column.setSpacing(px(10))


class ButtonsInRoom(QWidget):
    """Buttons laid out for the width there is. `room_changed`: it is another, or a button says something else, comes
    or goes, which may take another room.
    """

    room_changed = Signal()

    def __init__(self, theme: Theme, buttons: Sequence[QAbstractButton]) -> None:
        super().__init__()
        self._theme, self._buttons = theme, tuple(buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Another width."""
        super().resizeEvent(event)
        self.room_changed.emit()

    def event(self, event: QEvent) -> bool:
        """A button asks for another room."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.room_changed.emit()
        return super().event(event)


class ButtonRow(ButtonsInRoom):
    """Buttons side by side, or one under the other when their width is not there."""

    def __init__(self, theme: Theme, buttons: Sequence[QAbstractButton]) -> None:
        super().__init__(theme, buttons)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        for button in buttons:
            self._row.addWidget(button)
        self._row.addStretch(1)
        self.room_changed.connect(self._turn)
        theme.changed.connect(self._renew)
        self._renew()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """No wider than the widest button, so that the panel can be narrow."""
        widths = [button.minimumSizeHint().width() for button in self._buttons]
        return QSize(max(widths), super().minimumSizeHint().height())

    @Slot()
    def _renew(self) -> None:
        self._row.setContentsMargins(0, self._theme.px(8), 0, 0)
        self._row.setSpacing(self._theme.px(8))
        self._turn()

    @Slot()
    def _turn(self) -> None:
        shown = [button.sizeHint().width() for button in self._buttons if not button.isHidden()]
        needed = sum(shown) + self._row.spacing() * max(0, len(shown) - 1)
        side = QBoxLayout.Direction.LeftToRight if needed <= self.width() else QBoxLayout.Direction.TopToBottom
        if side != self._row.direction():
            self._row.setDirection(side)
            left = Qt.AlignmentFlag.AlignLeft if side == QBoxLayout.Direction.TopToBottom else Qt.AlignmentFlag(0)
            for button in self._buttons:
                self._row.setAlignment(button, Qt.AlignmentFlag(0) if isinstance(button, Link) else left)
            self._row.invalidate()


class Button(QPushButton):
    """A button that Enter presses when it has the focus, without taking the looks of the one that is expected."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter is a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def primary(text: str) -> QPushButton:
    """The button that is expected."""
    button = Button(text)
    button.setProperty("primary", True)
    return button


def plain(text: str) -> QPushButton:
    """Another way on."""
    return Button(text)


class Link(QAbstractButton):
    """A quiet way on, without a frame; its words wrap where the panel is narrow. Space and Enter press it."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._renew)
        self._renew()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  (Qt's name)
        """Other letters take another room: a style sheet sets them late."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """All the words on one line."""
        width = self.fontMetrics().horizontalAdvance(self.text() + "\u00a0") + 2 * self._theme.px(6)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """Narrow: the words wrap."""
        return QSize(min(self.sizeHint().width(), self._theme.px(120)), self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:  # noqa: N802  (Qt's name)
        """As many lines as it takes."""
        room = QRect(0, 0, width - 2 * self._theme.px(6), 10_000)
        words = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())
        return words.height() + 2 * self._theme.px(6)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter is a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """The words in the accent; underlined under the mouse; the focus as a frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setUnderline(self.underMouse() or self.isChecked())
        painter.setFont(font)
        painter.setPen(self._theme.colour("accent"))
        margin = self._theme.px(6)
        words = self.rect().adjusted(margin, margin, -margin, -margin)
        painter.drawText(words, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), self._theme.px(2)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), margin, margin)

    @Slot()
    def _renew(self) -> None:
        self.setFont(self._theme.font(14, 500))
        self.updateGeometry()


def password_field() -> QLineEdit:
    """A field whose letters are hidden."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


class Tick(QCheckBox):
    """A box to tick that both appearances show: Qt's own loses its edge on the dark ground. `entered`: Enter."""

    entered = Signal()
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic  # how the words are drawn

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """The box, the words, and room for the focus."""
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        px = self._theme.px
        return QSize(px(28) + words.width() + px(8), max(words.height(), px(18)) + px(12))

    def hitButton(self, at: QPoint) -> bool:  # noqa: N802  (Qt's name)
        """The words answer to the mouse too."""
        return self.rect().contains(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Space ticks; Enter goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """The box, its mark, the words, and the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, colour = self._theme.px, self._theme.colour
        side = px(18)
        box = QRectF(px(4), (self.height() - side) / 2, side, side)
        painter.setPen(QPen(colour("accent" if self.isChecked() else "soft"), max(1, px(1.5))))
        painter.setBrush(colour("accent" if self.isChecked() else "panel"))
        painter.drawRoundedRect(box, px(4), px(4))
        if self.isChecked():
            painter.setPen(QPen(colour("on_accent"), px(2)))
            at = box.topLeft()
            painter.drawPolyline(
                [at + QPointF(side * x, side * y) for x, y in ((0.22, 0.52), (0.43, 0.72), (0.78, 0.3))]
            )
        painter.setPen(colour("ink"))
        words = self.rect().adjusted(px(30), 0, 0, 0)
        painter.drawText(words, self.flags, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("accent"), px(2)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
