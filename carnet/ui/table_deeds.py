"""What is done to the cards selected in the table: each one step, taken back by Ctrl+Z."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from carnet.domain.filters import tag_key
from carnet.ui import table_acts
from carnet.ui.table_acts import Verb
from carnet.ui.table_page import TablePage
from carnet.words import NARROW, plural


class TableDeeds(QObject):
    """Actions of the page, with their keys.

    `wanted(keys, verb, said, unsaid)`: a write to do. `undo_wanted`: Ctrl+Z. `journal_wanted(TableRow)`.
    `export_wanted(ids)`: in a file, those selected.
    """

    wanted = Signal(list, object, str, str)
    undo_wanted = Signal()
    journal_wanted = Signal(object)
    export_wanted = Signal(tuple)

    def __init__(self, page: TablePage) -> None:
        super().__init__(page)
        self._page = page
        self.actions = {
            "tag": self._action(self.tr("Étiqueter…"), "Ctrl+T", self.ask_tag),
            "untag": self._action(self.tr("Retirer une étiquette…"), "Ctrl+Shift+T", self.ask_untag),
            "favourite": self._action(self.tr("Favori, ou plus"), "Ctrl+D", self.favourite),
            "verified": self._action(self.tr("Vérifiées aujourd’hui"), "F8", self.verified),
            "trash": self._action(self.tr("À la corbeille"), "Ctrl+Del", self.to_trash),
            "journal": self._action(self.tr("Journal de la fiche"), "Ctrl+H", self._journal),
            "export": self._action(self.tr("Exporter…"), "Ctrl+Shift+E", self._export),
            "undo": self._action(self.tr("Annuler"), "Ctrl+Z", self.undo_wanted.emit),
        }
        self.menu = QMenu(page)
        self._fill_menu()
        page.act_button.setMenu(self.menu)
        page.view.menu_wanted.connect(self._pop_up)
        page.view.chosen.connect(self._tell)
        page.pages.currentChanged.connect(self._tell)
        self._tell()

    def _action(self, text: str, keys: str, deed: Callable[[], object]) -> QAction:
        action = QAction(text, self._page)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _=False: deed())
        self._page.addAction(action)
        return action

    def _fill_menu(self) -> None:
        menu, actions = self.menu, self.actions
        menu.addActions([actions[name] for name in ("tag", "untag", "favourite", "verified")])
        states = menu.addMenu(self.tr("État"))
        for code, title in (
            ("active", self.tr("en activité")), ("paused", self.tr("en pause")),
            ("closed", self.tr("a cessé son activité")), ("retired", self.tr("à la retraite")),
        ):  # fmt: skip
            states.addAction(title, partial(self._set_status, code, title))
        rings = menu.addMenu(self.tr("Leurs lignes visibles par"))
        for code, title in (
            ("public", self.tr("tous")), ("practice", self.tr("le cabinet")), ("personal", self.tr("moi")),
        ):  # fmt: skip
            rings.addAction(title, partial(self._set_ring, code, title))
        menu.addSeparator()
        menu.addActions([actions["export"], actions["journal"], actions["trash"]])

    def _do(self, verb: Verb, one: str, many: str, undone: str) -> None:
        """Do something to those selected; say it of one, of many, and once it is taken back."""
        keys = self._page.view.selected_keys()
        if keys and self._on_rows():
            self.wanted.emit(keys, verb, plural(len(keys), one, many), undone)

    def _on_rows(self) -> bool:
        return self._page.pages.currentWidget() is self._page.view

    @Slot()
    def ask_tag(self) -> None:
        """Ask which tag to put."""
        if self._selected():
            labels = sorted({label for row in self._page.table.rows for label in row.tags}, key=tag_key)
            self._page.prompt.ask(
                self._of(self.tr("Étiquette à mettre")), self.tr("Étiqueter"), self.tag, offered=labels
            )

    @Slot()
    def ask_untag(self) -> None:
        """Ask which tag to take away: one of theirs."""
        labels = sorted({label for row in self._page.view.selected_rows() for label in row.tags}, key=tag_key)
        if labels and self._on_rows():
            text = labels[0] if len(labels) == 1 else ""
            self._page.prompt.ask(
                self._of(self.tr("Étiquette à retirer")), self.tr("Retirer"), self.untag, text=text, offered=labels
            )
        elif self._selected():
            self._page.status.say(self.tr("Aucune étiquette sur ce qui est choisi."))

    def tag(self, label: str) -> None:
        """Put a tag."""
        label = label.removeprefix("#").strip()
        named = f"#{label}"
        if label:
            self._do(
                table_acts.tag(label),
                f"fiche étiquetée {named}",
                f"fiches étiquetées {named}",
                f"Étiquette {named} retirée",
            )

    def untag(self, label: str) -> None:
        """Take a tag away."""
        label = label.removeprefix("#").strip()
        named = f"#{label}"
        if label:
            self._do(
                table_acts.untag(label), f"fiche sans {named}", f"fiches sans {named}", f"Étiquette {named} remise"
            )

    @Slot()
    def favourite(self) -> None:
        """Favourites; those who all are, no longer."""
        on = not all(row.favourite for row in self._page.view.selected_rows())
        said = (
            ("fiche favorite", "fiches favorites")
            if on
            else ("fiche n’est plus favorite", "fiches ne sont plus favorites")
        )
        self._do(table_acts.favourite(on=on), *said, self.tr("Favoris comme avant"))

    @Slot()
    def verified(self) -> None:
        """Checked today."""
        said = ("fiche vérifiée aujourd’hui", "fiches vérifiées aujourd’hui")
        self._do(table_acts.verified, *said, self.tr("Vérification annulée"))

    @Slot()
    def to_trash(self) -> None:
        """To the trash."""
        said = ("fiche est à la corbeille", "fiches sont à la corbeille")
        self._do(table_acts.to_trash, *said, self.tr("Sorti de la corbeille"))

    def _set_status(self, code: str, title: str) -> None:
        said = (f"fiche{NARROW}: {title}", f"fiches{NARROW}: {title}")
        self._do(table_acts.set_status(code), *said, self.tr("État comme avant"))

    def _set_ring(self, code: str, title: str) -> None:
        said = (f"fiche aux lignes visibles par {title}", f"fiches aux lignes visibles par {title}")
        self._do(table_acts.set_ring(code), *said, self.tr("Lignes visibles comme avant"))

    @Slot()
    def _journal(self) -> None:
        row = self._page.view.current_row()
        if row is not None and self._on_rows():
            self.journal_wanted.emit(row)

    @Slot()
    def _export(self) -> None:
        if self._selected():
            self.export_wanted.emit(tuple(row.id for row in self._page.view.selected_rows()))

    @Slot(QPoint)
    def _pop_up(self, at: QPoint) -> None:
        self.menu.popup(at)

    def _selected(self) -> int:
        return self._page.view.selected_count() if self._on_rows() else 0

    def _of(self, question: str) -> str:
        return f"{question} ({plural(self._selected(), 'fiche', 'fiches')})"

    @Slot()
    def _tell(self) -> None:
        """Nothing is offered where nothing is selected."""
        some = bool(self._selected())
        self._page.act_button.setEnabled(some)
        for name in ("tag", "untag", "favourite", "verified", "trash", "journal", "export"):
            self.actions[name].setEnabled(some)
