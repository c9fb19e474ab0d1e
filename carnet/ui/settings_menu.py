"""« Réglages »: appearance and size of text; the program may add its own entries."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from carnet.errors import CarnetError
from carnet.ui.session import Session
from carnet.ui.theme import TEXT_STEPS, Theme

FOR_ALL = "for_all"  # property of an entry that the secretary's view has too; any other is the owner's
_KEPT_BACK = "kept_back"


class SettingsMenu(QMenu):
    """Keeps what is chosen in the session's settings. `failed(CarnetError)`: they could not be written."""

    failed = Signal(object)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self._themes, self._sizes = QActionGroup(self), QActionGroup(self)
        for wish, label in (
            ("system", self.tr("Clair ou sombre, comme le système")),
            ("light", self.tr("Clair")),
            ("dark", self.tr("Sombre")),
        ):
            self._add(self._themes, label, wish)
        self.addSeparator()
        for percent in TEXT_STEPS:
            self._add(self._sizes, self.tr("Texte à {percent}\u202f%").format(percent=percent), percent)
        self._themes.triggered.connect(self._on_theme)
        self._sizes.triggered.connect(self._on_size)
        self.aboutToShow.connect(self._check)

    def narrow(self) -> None:
        """Leave the appearance and what is for all: nothing else is there in the secretary's view."""
        for action in self.actions():
            own = not (action.isCheckable() or action.isSeparator() or action.property(FOR_ALL))
            if own and action.isVisible():
                action.setProperty(_KEPT_BACK, True)
                action.setVisible(False)

    def widen(self) -> None:
        """What was kept back is there again."""
        for action in self.actions():
            if action.property(_KEPT_BACK):
                action.setProperty(_KEPT_BACK, False)
                action.setVisible(True)

    def zoom(self, step: int) -> None:
        """The next larger or smaller text; 0 goes back to 100 %."""
        if not step:
            self._size(100)
            return
        nearest = min(TEXT_STEPS, key=lambda percent: abs(percent - self._theme.percent))
        at = TEXT_STEPS.index(nearest) + step
        self._size(TEXT_STEPS[max(0, min(len(TEXT_STEPS) - 1, at))])

    def _add(self, group: QActionGroup, label: str, data: object) -> None:
        action = self.addAction(label)
        action.setData(data)
        action.setCheckable(True)
        group.addAction(action)

    @Slot()
    def _check(self) -> None:
        for action in self.actions():
            action.setChecked(action.data() in (self._session.settings.theme, self._theme.percent))

    @Slot(QAction)
    def _on_theme(self, action: QAction) -> None:
        self._theme.wish(action.data())
        self._keep(theme=action.data())

    @Slot(QAction)
    def _on_size(self, action: QAction) -> None:
        self._size(action.data())

    def _size(self, percent: int) -> None:
        self._theme.zoom(percent)
        self._keep(text_percent=percent)

    def _keep(self, **changes: str | int) -> None:
        try:
            self._session.change_settings(**changes)
        except CarnetError as error:
            self.failed.emit(error)
