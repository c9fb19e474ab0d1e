"""« Retenus : … »: up to three names kept for the patient, above the list."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from carnet.ui.chips import ChipView
from carnet.ui.chips_bar import ChipButton
from carnet.ui.refer_acts import Kept
from carnet.ui.theme import Theme, lettered
from carnet.words import NARROW

LONGEST = 180  # pixels at 100 %, of a name


class KeptChip(ChipButton):
    """One name. `removed`: × or Suppr; a click shows the card."""

    def show_name(self, kept: Kept) -> None:
        """Become another name."""
        self.show_view(ChipView(kept.name, kept.name, kept=True))
        self.setAccessibleDescription(self.tr("Suppr pour ne plus le retenir, Entrée pour voir la fiche"))
        self.setToolTip(self.tr("Suppr\u202f: ne plus retenir · Entrée\u202f: voir la fiche"))

    def _shown(self) -> str:
        """The name, cut where it is long: three of them stand side by side."""
        metrics, room = QFontMetricsF(self._font()), self._theme.px(LONGEST)
        return metrics.elidedText(self.view.label, Qt.TextElideMode.ElideRight, room)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Esc is the box's: it clears the patient."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Tray(QWidget):
    """A row of chips. `removed(str)`, `opened(str)`: the id of a name."""

    removed = Signal(str)
    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._label, self._hint = QLabel(), QLabel()
        self._chips: list[KeptChip] = []
        self.kept: tuple[Kept, ...] = ()
        self.referred = False
        self.setAccessibleName(self.tr("Noms retenus"))
        lettered(self._label, "small", soft=True)
        lettered(self._hint, "small", soft=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label)
        self._row.addWidget(self._hint)
        self._row.addStretch(1)
        self.hide()
        theme.changed.connect(self._renew)
        self._renew()

    def show_kept(self, kept: tuple[Kept, ...], *, referred: bool) -> None:
        """Show names, or nothing. `referred`: the patient was sent to them."""
        self.kept, self.referred = kept, referred
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(one) for one in kept]
        for at, chip in enumerate(self._chips, 1):
            self._row.insertWidget(at, chip)
        label = self.tr("Adressés{n}:") if referred else self.tr("Retenus{n}:")
        self._label.setText(label.format(n=NARROW) if kept else "")
        self._hint.setText("" if referred or not kept else self.tr("Ctrl Entrée leur adresse · Ctrl C les copie"))
        self.setVisible(bool(kept))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """What the keys do is said where there is room for it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = [self._label.sizeHint().width(), *(chip.sizeHint().width() for chip in self._chips)]
        hint = self._theme.width_of(self._hint.text(), self._theme.font(13))
        self._hint.setVisible(sum(shown) + hint + self._row.spacing() * (len(shown) + 1) <= self.width())

    def _chip(self, kept: Kept) -> KeptChip:
        chip = KeptChip(self._theme, self)
        chip.show_name(kept)
        chip.removed.connect(lambda: self.removed.emit(kept.id))
        chip.clicked.connect(lambda: self.opened.emit(kept.id))
        return chip

    @Slot()
    def _renew(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(self._theme.px(8))
