"""What a file holds that could not be read as it is written, line by line."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget

from carnet.ui.panel_parts import Column, plain
from carnet.ui.theme import Theme


class TroublesPage(Column):
    """`left`: back to the review."""

    left = Signal()

    def __init__(self, theme: Theme, troubles: Sequence[str]) -> None:
        super().__init__(theme, self.tr("Remarques sur le fichier"))
        self.soft(self.tr("Ces lignes ont été lues autrement qu’elles ne sont écrites, ou laissées. Le reste est lu."))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Remarques, ligne par ligne"))
        self.list.setWordWrap(True)
        self.list.addItems(list(troubles))
        self.list.setCurrentRow(0)
        self.column.addWidget(self.list, 1)
        self.close_button = self.leaving = plain(self.tr("Revenir à la revue   Échap"))
        self.close_button.clicked.connect(self.left)
        self.buttons(self.close_button)
        self.setFocusProxy(self.list)
