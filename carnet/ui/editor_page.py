"""What the edit panel looks like: the card's head, a column that scrolls, what folds below it, « Terminé »."""

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from carnet.ui.card_view import MARGIN
from carnet.ui.editor_rows import tab_stops
from carnet.ui.editor_suggest import SuggestField
from carnet.ui.panel_parts import Button, Notice
from carnet.ui.theme import Theme, lettered

_tr = QCoreApplication.translate
_LOW = 420  # pixels at 100 %


class EditorPage(QWidget):
    """`head` says who it is; `front` holds what matters, `folded` the rest; `done` leaves."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setObjectName("card")
        self._build()
        theme.changed.connect(self._renew)
        self._renew()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._bring_in_sight)

    def _build(self) -> None:
        self._name, self._what = QLabel(), QLabel()
        lettered(self._name, "name")
        lettered(self._what, "plain", soft=True)
        for label in (self._name, self._what):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(1)  # a name of 300 letters without a space must not widen the panel
        self.notice = Notice(self.theme)
        self._scroll, self._body = QScrollArea(), QWidget()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column, self._head, self.front, self.folded = QVBoxLayout(self._body), *(QVBoxLayout() for _ in "123")
        for widget in (self._name, self._what, self.notice):
            self._head.addWidget(widget)
        for layout in (self._head, self.front, self.folded):
            self._column.addLayout(layout)
        self._column.addStretch(1)
        self._scroll.setWidget(self._body)
        self.done = Button(_tr("editor", "Terminé   Échap"))
        self.done.setAccessibleName(_tr("editor", "Terminé, Échap"))
        self.done.setProperty("primary", True)
        self._foot = QFrame()
        foot = QVBoxLayout(self._foot)
        foot.addWidget(self.done, 0, Qt.AlignmentFlag.AlignLeft)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self._scroll, 1)
        self._whole.addWidget(self._foot)
        self._scroll.verticalScrollBar().valueChanged.connect(self._close_choices)

    def say(self, name: str, what: str) -> None:
        """Who the card is of, and what they are."""
        self._name.setText(name)
        self._what.setText(what)
        self._what.setVisible(bool(what))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Where the panel is low, « Terminé » comes after the rest instead of covering it."""
        super().resizeEvent(event)
        self._place_foot()

    def _place_foot(self) -> None:
        here, there = self._whole, self._column
        if self.height() < self.theme.px(_LOW):
            here, there = there, here
        if here.indexOf(self._foot) < 0:
            there.removeWidget(self._foot)
            here.addWidget(self._foot)
            self._renew()

    @Slot(QWidget, QWidget)
    def _bring_in_sight(self, _: QWidget | None, now: QWidget | None) -> None:
        """Whatever has the focus can be seen, with room for its refusal."""
        if now is not None and self._body.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, self.theme.px(40))

    @Slot()
    def _close_choices(self) -> None:
        for field in self.findChildren(SuggestField):
            field.close_choices()

    @Slot()
    def order(self) -> None:
        """Tab goes as the eye does, whatever was made last."""
        stops = [*tab_stops(self.front), *tab_stops(self.folded), self.done]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _renew(self) -> None:
        px, colours = self.theme.px, self.theme.colours
        self._column.setContentsMargins(px(MARGIN), px(17), px(MARGIN), px(16))
        self._column.setSpacing(px(12))
        self._head.setSpacing(px(3))
        self.front.setSpacing(px(2))
        self.folded.setSpacing(0)
        layout = self._foot.layout()
        if layout is not None:
            side = px(MARGIN) if self._whole.indexOf(self._foot) >= 0 else 0
            layout.setContentsMargins(side, px(8), side, px(18))
        quiet = "QLineEdit, QPlainTextEdit"
        self._body.setStyleSheet(
            f"{quiet} {{ background: transparent; color: {colours.ink}; border: 2px solid transparent;"
            f" border-bottom: 1px solid {colours.line}; border-radius: 0; padding: 0 {px(5)}px; }}"
            f"QPlainTextEdit {{ padding: {px(4)}px {px(5)}px; }}"
            f"QLineEdit#use {{ color: {colours.soft}; padding-left: 0; }}"
            f"QLineEdit:hover, QPlainTextEdit:hover {{ background: {colours.panel}; }}"
            f"QLineEdit:focus, QPlainTextEdit:focus {{ background: {colours.panel}; border: 2px solid {colours.accent};"
            f" border-radius: {px(5)}px; }}"
        )
