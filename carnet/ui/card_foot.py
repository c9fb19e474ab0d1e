"""The buttons at the foot of the card: what is done with the person shown."""

from functools import partial

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from carnet.ui.card_content import Content
from carnet.ui.theme import Theme

_SIDES, _ABOVE, _BELOW, _GAP = 22, 8, 18, 8


class CardFoot(QFrame):
    """`wanted(str)`: a deed of the window, by the name of its key; « adopt » is a button of the card's own.

    The buttons go on a second line where the card is narrow. `sides`: the margins, pixels at 100 %.
    """

    wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.sides = theme, _SIDES
        self.buttons: dict[str, QPushButton] = {}
        for name, text, key in (
            ("refer", self.tr("Adresser"), self.tr("Ctrl Entrée")),
            ("slip", self.tr("Coordonnées à remettre"), self.tr("Ctrl P")),
            ("edit", self.tr("Modifier"), self.tr("Ctrl E")),
            ("adopt", self.tr("Ajouter à mon carnet   Alt A"), ""),
        ):
            self._add(name, text, key)
        self._words = {True: self.tr("Coordonnées à remettre"), False: self.tr("Remettre")}  # by whether there is room
        self.buttons["refer"].setProperty("primary", True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._renew)

    def _add(self, name: str, text: str, key: str) -> None:
        button = QPushButton(text, self)
        button.setAccessibleName(f"{text}, {key}" if key else ", ".join(text.split("   ")))
        button.setToolTip(key)
        if name != "adopt":
            button.clicked.connect(partial(self.wanted.emit, name))
        self.buttons[name] = button

    def show_for(self, content: Content | None) -> None:
        """Offer what can be done with a card by whoever reads it: whoever may change nothing can hand it over."""
        mine = content is not None and content.editable
        here = {"refer": mine, "slip": content is not None, "edit": mine and content is not None and content.in_book}
        for name, button in self.buttons.items():
            button.setVisible(here.get(name, mine and content is not None and not content.in_book))
        self.setVisible(content is not None)
        self.updateGeometry()
        self._place(self.width())

    def heightForWidth(self, width: int) -> int:  # noqa: N802  (Qt's name)
        """One line of buttons, or as many as it takes."""
        return self._lay_out(width)[1]

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """On one line."""
        return QSize(self.minimumSizeHint().width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """No wider than the widest button."""
        shown = [button for button in self.buttons.values() if not button.isHidden()]
        widest = max((button.sizeHint().width() for button in shown), default=0)
        return QSize(widest + 2 * self._theme.px(self.sides), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Another width."""
        super().resizeEvent(event)
        self._place(self.width())

    def _place(self, width: int) -> None:
        self._speak(width)
        for button, place in self._lay_out(width)[0]:
            button.setGeometry(place)

    def _speak(self, width: int) -> None:
        """The slip's name in full where all buttons stand on one line with it."""
        slip, letters = self.buttons["slip"], self.buttons["slip"].fontMetrics()
        shown = [button for button in self.buttons.values() if not button.isHidden()]
        more = letters.horizontalAdvance(self._words[True]) - letters.horizontalAdvance(slip.text())
        gaps = self._theme.px(_GAP) * (len(shown) - 1) + 2 * self._theme.px(_SIDES)
        text = self._words[sum(button.sizeHint().width() for button in shown) + more + gaps <= width]
        if text != slip.text():
            slip.setText(text)
            self.updateGeometry()

    def _lay_out(self, width: int) -> tuple[list[tuple[QPushButton, QRect]], int]:
        """Where each button goes at that width, and the height it takes."""
        px = self._theme.px
        left, gap = px(self.sides), px(_GAP)
        x, y, line = left, px(_ABOVE), 0
        places = []
        for button in self.buttons.values():
            if button.isHidden():
                continue
            size = button.sizeHint()
            if x > left and x + size.width() > width - left:
                x, y, line = left, y + line + gap, 0
            places.append((button, QRect(x, y, min(size.width(), max(1, width - 2 * left)), size.height())))
            x, line = x + size.width() + gap, max(line, size.height())
        return places, y + line + px(_BELOW)

    @Slot()
    def _renew(self) -> None:
        self.updateGeometry()
        self._place(self.width())
