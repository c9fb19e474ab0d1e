"""Under the box: how the words were read, each chip removable or read otherwise, then where distances are from."""

from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from carnet import words
from carnet.queries.results import Origin
from carnet.ui.chips import ChipView
from carnet.ui.search_box import draw_badge
from carnet.ui.theme import Theme

HEIGHT = 24
_REMOVES = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ChipButton(QAbstractButton):
    """One chip. `removed`: × or Suppr. A click or Enter opens the menu of other readings."""

    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.view = ChipView("", "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_view(self, view: ChipView) -> None:
        """Become another chip."""
        self.view = view
        self.setAccessibleName(view.spoken)
        self.setAccessibleDescription(self.tr("Suppr pour retirer, Entrée pour lire autrement"))
        self.setToolTip(self.tr("Suppr\u202f: retirer · Entrée\u202f: lire autrement"))
        self.updateGeometry()
        self.update()

    def _shown(self) -> str:
        more = " ▾" if self.view.ambiguous else ""
        return f"{self.view.label}{more}"

    def sizeHint(self) -> QSize:  # noqa: N802
        """The label, the × and their margins."""
        px = self._theme.px
        return QSize(self._theme.width_of(self._shown(), self._font()) + px(32), px(HEIGHT))

    def _font(self) -> QFont:
        font = self._theme.font(13)
        font.setStrikeOut(self.view.dropped)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A soft pill; an accent edge has the focus."""
        painter, px = QPainter(self), self._theme.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = QPen(self._theme.colour("accent"), 2) if self.hasFocus() else QPen(Qt.PenStyle.NoPen)
        painter.setPen(edge)
        painter.setBrush(self._theme.colour("selected" if self.view.kept else "chip"))
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
        painter.setFont(self._font())
        painter.setPen(self._theme.colour("soft" if self.view.dropped else "ink"))
        inside = self.rect().adjusted(px(10), 0, -px(22), 0)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, self._shown())
        painter.setFont(self._theme.font(13))
        painter.setPen(self._theme.colour("soft"))
        painter.drawText(self._cross(), Qt.AlignmentFlag.AlignCenter, "×")
        painter.end()

    def _cross(self) -> QRectF:
        px = self._theme.px
        return QRectF(self.width() - px(22), 0, px(16), self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on the × removes, elsewhere it opens the menu."""
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() >= self._cross().left():
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Suppr removes; Enter and Space open the menu; arrows go to the neighbour."""
        key = Qt.Key(event.key())
        if key in _REMOVES:
            self.removed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(key == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The menu key does what Enter does."""
        self.click()


class OriginButton(QAbstractButton):
    """« depuis Cavaillon, le cabinet · F4 commune du patient »."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[tuple[str, str, int], ...] = ()
        self._hint = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_origin(None)

    def show_origin(self, origin: Origin | None) -> None:
        """Say where distances are from."""
        if origin is None:
            self._parts = ((self.tr("distances inconnues"), "soft", 400),)
            self._hint = self.tr("commune du patient")
        elif origin.whose == "practice":
            self._parts = (
                (self.tr("depuis "), "soft", 400),
                (words.typeset(origin.name), "ink", 500),
                (self.tr(", le cabinet"), "soft", 400),
            )
            self._hint = self.tr("commune du patient")
        else:
            whose = self.tr(", le patient") if origin.whose == "patient" else self.tr(", commune tapée")
            self._parts = (
                (self.tr("depuis "), "accent", 400),
                (words.typeset(origin.name), "accent", 600),
                (whose, "accent", 400),
            )
            self._hint = self.tr("changer") if origin.whose == "patient" else self.tr("commune du patient")
        self.setAccessibleName("".join(text for text, _, _ in self._parts) + f". F4, {self._hint}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The words, the badge, the hint."""
        px, theme = self._theme.px, self._theme
        said = sum(theme.width_of(text, theme.font(13, weight)) for text, _, weight in self._parts)
        badge = theme.width_of("F4", theme.font(11)) + px(10)
        return QSize(said + badge + theme.width_of(self._hint, theme.font(13)) + px(32), px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Words, a badge, words."""
        painter, px = QPainter(self), self._theme.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))
        left = px(8)
        for text, colour, weight in self._parts:
            left += self._word(painter, left, text, colour, weight)
        badge = self._theme.width_of("F4", self._theme.font(11)) + px(10)
        left += px(8)
        draw_badge(painter, self._theme, "F4", left + badge, self.height() / 2)
        self._word(painter, left + badge + px(8), self._hint, "soft", 400)
        painter.end()

    def _word(self, painter: QPainter, left: int, text: str, colour: str, weight: int) -> int:
        font = self._theme.font(13, weight)
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        room = self.rect().adjusted(left, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        return self._theme.width_of(text, font)


class ChipsBar(QWidget):
    """Chips and origin, placed from left to right, then below when a line is full.

    `removed(ChipView)`; `chosen(Choice)`; `kept(ChipView)`: its need is the patient's; `town_wanted`: F4.
    """

    removed = Signal(object)
    chosen = Signal(object)
    kept = Signal(object)
    town_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[ChipButton] = []
        self._shown = 0
        self.tab_before: QWidget | None = None  # what Tab leaves to come to the chips
        self.origin = OriginButton(theme, self)
        self.origin.clicked.connect(self.town_wanted)
        theme.changed.connect(self._place)
        self._place()

    @property
    def views(self) -> tuple[ChipView, ...]:
        """The chips shown."""
        return tuple(chip.view for chip in self._chips[: self._shown])

    def show_reading(self, views: tuple[ChipView, ...], origin: Origin | None) -> None:
        """Show these chips and this origin; buttons are kept from one keystroke to the next."""
        while len(self._chips) < len(views):
            self._add()
        self._shown = len(views)
        for index, chip in enumerate(self._chips):
            if index < len(views):
                chip.show_view(views[index])
            chip.setVisible(index < len(views))
        self.origin.show_origin(origin)
        self._place()

    def forget(self) -> None:
        """Keep no chip, not even hidden."""
        self.show_reading((), None)
        while self._chips:
            chip = self._chips.pop()
            chip.setParent(None)
            chip.deleteLater()

    def _add(self) -> None:
        chip = ChipButton(self._theme, self)
        if before := self._chips[-1] if self._chips else self.tab_before:
            QWidget.setTabOrder(before, chip)
        QWidget.setTabOrder(chip, self.origin)
        self._chips.append(chip)
        chip.removed.connect(self._on_removed)
        chip.clicked.connect(self._on_clicked)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self._place()

    @Slot()
    def _place(self) -> None:
        """Chips, then the origin, from left to right; as high as the lines they take."""
        gap, height = self._theme.px(8), self._theme.px(HEIGHT)
        x = -gap if not self._shown else 0  # the words of the origin alone stand under those of the box
        y = 0
        for button in (*self._chips[: self._shown], self.origin):
            width = min(button.sizeHint().width(), max(self.width(), height))
            if x > 0 and x + width > self.width():
                x, y = (-gap if button is self.origin else 0), y + height + gap // 2
            button.setGeometry(x, y, width, height)
            button.update()
            x += width + gap
        self.setFixedHeight(y + height)

    @Slot()
    def _on_removed(self) -> None:
        chip = self.sender()
        if isinstance(chip, ChipButton):
            self.removed.emit(chip.view)

    @Slot()
    def _on_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, ChipButton):
            self.menu(chip.view).popup(chip.mapToGlobal(QPoint(0, chip.height())))

    def menu(self, view: ChipView) -> QMenu:
        """Other readings of a chip's words, keeping a need for the patient, and removal."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for option in view.options:
            menu.addAction(option.label, partial(self.chosen.emit, option.choice))
        if view.need and not view.kept:
            menu.addAction(self.tr("Garder pour ce patient"), partial(self.kept.emit, view))
        if menu.actions():
            menu.addSeparator()
        menu.addAction(self.tr("Retirer"), partial(self.removed.emit, view))
        return menu
