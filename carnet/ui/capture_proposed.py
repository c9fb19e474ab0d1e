"""What the text says, shown to be corrected: one card, a hospital and its services, or nothing yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from carnet.ui.capture_form import CaptureForm, town_choices
from carnet.ui.capture_parts import HospitalPage
from carnet.ui.capture_reading import Reading
from carnet.ui.searcher import Town
from carnet.ui.theme import Theme

NOTHING, FORM, TABLE = range(3)
_WIDEST, _WIDEST_TABLE = 900, 1240  # pixels at 100 %: a card, a hospital's services


class Proposed(QStackedWidget):
    """`form` or `listed`, as the text is read.

    `corrected`: a hand has set a field of the card. `recounted`: other services will be added. `town_wanted(str)`:
    communes are wanted. `entered`: Enter, where a widget takes it.
    """

    corrected = Signal()
    recounted = Signal()
    town_wanted = Signal(str)
    entered = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        """`over`: the panel on which completions are laid."""
        super().__init__()
        self._theme = theme
        self.form = CaptureForm(theme, over)
        self.listed = HospitalPage(theme, over)
        for page in (QWidget(), self._scrolled(), self.listed):
            self.addWidget(page)
        self.form.corrected.connect(self.corrected)
        self.listed.changed.connect(self.recounted)
        for part in (self.form, self.listed):
            part.entered.connect(self.entered)
            part.town_wanted.connect(self.town_wanted)

    def _scrolled(self) -> QScrollArea:
        scroll, inside = QScrollArea(), QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll

    @property
    def widest(self) -> int:
        """Pixels: what a card says stands together; a table of numbers takes the width there is."""
        return self._theme.px(_WIDEST_TABLE if self.currentIndex() == TABLE else _WIDEST)

    def show_reading(self, reading: Reading) -> None:
        """What the text says; what was shown stays while the text cannot be read."""
        if reading.hospital is not None:
            self.listed.show_read(reading.hospital)
            self.setCurrentIndex(TABLE)
        elif reading.read is not None and reading.proposal is not None:
            self.form.show_proposal(reading.read, reading.proposal)
            self.setCurrentIndex(FORM)
        elif not reading.refusal:
            self.setCurrentIndex(NOTHING)

    def offer_towns(self, text: str, towns: tuple[Town, ...]) -> None:
        """Communes for what is typed in either commune's field."""
        for field in (self.form.commune, self.listed.town):
            field.offer(text, town_choices(towns))

    def forget(self) -> None:
        """Another text: nothing is corrected yet."""
        self.form.start()
        self.listed.forget()
