"""What can wait when a patient is referred: when, how, what for, how soon, where."""

from PySide6.QtCore import QPointF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from carnet import words
from carnet.domain.text import fold
from carnet.queries import loop_words
from carnet.ui.choice_field import Choice, ChoiceField
from carnet.ui.refer_acts import Place, Plan
from carnet.ui.theme import Theme, lettered

LONGEST_MOTIVE = 200


class Drop(QComboBox):
    """One of a few words, its arrow drawn by us: Qt's own has a frame that neither appearance wears."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """The word, then a small arrow."""
        super().paintEvent(event)
        px = self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("soft"), max(1, px(1.5))))
        tip = QPointF(self.width() - px(14), self.height() / 2 + px(2))
        painter.drawPolyline([tip + QPointF(-px(4), -px(4)), tip, tip + QPointF(px(4), -px(4))])
        painter.end()


class Details(QWidget):
    """Five fields side by side under their labels; those of no use are not there. `urgent`: it was chosen."""

    urgent = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._plan: Plan | None = None
        self.when, self.mode, self.urgency, self.site = QLineEdit(), Drop(theme), Drop(theme), Drop(theme)
        self.motive = ChoiceField(theme, over)
        self.motive.setMaxLength(LONGEST_MOTIVE)
        self.motive.typed.connect(self._offer)
        self.when.setPlaceholderText(self.tr("aujourd’hui · hier, lundi, 12/3"))
        self.motive.setPlaceholderText(self.tr("en un mot · ↓"))
        self.urgency.addItem(self.tr("non"), "")
        for code, word in loop_words.URGENCIES.items():
            self.urgency.addItem(word, code)
        self.urgency.currentIndexChanged.connect(self._on_urgency)
        self._grid = QGridLayout(self)
        self._fields = (
            (self.tr("Quand"), self.when), (self.tr("Comment"), self.mode), (self.tr("Motif"), self.motive),
            (self.tr("Urgence"), self.urgency), (self.tr("Lieu"), self.site),
        )  # fmt: skip
        self._labels = [self._put(column, name, field) for column, (name, field) in enumerate(self._fields)]
        self._offer_sites(several=False)
        theme.changed.connect(self._renew)
        self._renew()

    def _put(self, column: int, name: str, field: QWidget) -> QLabel:
        label = QLabel(name)
        lettered(label, "foot", soft=True)
        label.setBuddy(field)
        field.setAccessibleName(name)
        self._grid.addWidget(label, 0, column)
        self._grid.addWidget(field, 1, column)
        self._grid.setColumnStretch(column, 1)
        return label

    def show_plan(self, plan: Plan) -> None:
        """Guess: the mode of last time, the nearest site."""
        one, again = plan.one, self._plan is not None
        kept = self.mode.currentData()
        self._plan = plan
        self.mode.clear()
        self.mode.addItem(self.tr("comme la dernière fois") if one is None else self.tr("sans précision"), "")
        for code, word in loop_words.MODES.items():
            self.mode.addItem(word, code)
        self.mode.setCurrentIndex(max(0, self.mode.findData(kept if again else one.mode if one else "")))
        self.site.clear()
        for place in one.places if one else ():
            self.site.addItem(words.typeset(place.city) or self.tr("sans commune"), None)
        self.site.setCurrentIndex(one.at if one else -1)
        self._offer_sites(several=one is not None and len(one.places) > 1)

    def _offer_sites(self, *, several: bool) -> None:
        self.site.setVisible(several)
        self._labels[-1].setVisible(several)
        self._grid.setColumnStretch(len(self._fields) - 1, int(several))

    @property
    def chosen_place(self) -> Place | None:
        """The site of the only target; None for several, which go each to their own."""
        one = self._plan.one if self._plan else None
        at = self.site.currentIndex()
        return one.places[at] if one and 0 <= at < len(one.places) else None

    @Slot()
    def _on_urgency(self) -> None:
        if self.urgency.currentData() == "urgent":
            self.urgent.emit()

    @Slot(str)
    def _offer(self, text: str) -> None:
        """The motives that begin so, all of them for nothing typed."""
        start = fold(text)
        known = self._plan.motives if self._plan else ()
        self.motive.offer(text, tuple(Choice(one, one) for one in known if fold(one).startswith(start)))

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._grid.setContentsMargins(0, 0, px(8), 0)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(2))
        for _, field in self._fields:
            field.setMinimumWidth(px(80))
