"""A field for a commune: names that begin so are offered, and one of them must be meant."""

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit

from carnet.domain.text import fold
from carnet.geo.communes import Communes

_OFFERED = 8


class CommuneField(QLineEdit):
    """`insee` is the code of the commune meant, "" while none is. `meant`: it changed."""

    meant = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.insee = ""
        self._by_label: dict[str, str] = {}
        self._offers = QStringListModel(self)
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        if popup := completer.popup():
            popup.setObjectName("offers")
        self.setCompleter(completer)
        self.textEdited.connect(self._offer)
        self.textChanged.connect(self._take)

    def label(self) -> str:
        """Name of the commune meant, "" while none is."""
        communes = Communes.shipped()
        at = communes.by_insee(self.insee) if self.insee else None
        return "" if at is None else communes.names[at]

    def settle(self) -> bool:
        """Take the first commune offered for what was half typed. Whether that changed anything."""
        if self.insee or not self._by_label:
            return False
        self.setText(next(iter(self._by_label)))
        return True

    @Slot(str)
    def _offer(self, typed: str) -> None:
        communes = Communes.shipped()
        digits = typed.strip()
        found = (
            communes.by_postcode_prefix(digits)[:_OFFERED]
            if digits.isdigit()
            else communes.starting(fold(typed), _OFFERED)
        )
        self._by_label = {_label(communes, at): communes.insee[at] for at in found}
        self._offers.setStringList(list(self._by_label))
        whole = communes.named(fold(typed)) if not digits.isdigit() else communes.by_postcode(digits)
        self._mean(communes.insee[whole[0]] if len(whole) == 1 else "")

    @Slot(str)
    def _take(self, text: str) -> None:
        if text in self._by_label:
            self._mean(self._by_label[text])

    def _mean(self, insee: str) -> None:
        if insee != self.insee:
            self.insee = insee
            self.meant.emit()


def _label(communes: Communes, at: int) -> str:
    """« Cavaillon (84300) »: homonyms are told apart by postcode, else by département."""
    codes = communes.postcodes[at]
    return f"{communes.names[at]} ({codes[0] if codes else communes.department[at]})"
