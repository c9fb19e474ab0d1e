"""« Carnet »: the whole book in a table, over the search. It shows; `table_deeds` acts, `table_room` opens it."""

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from carnet.domain.disclosure import Profile
from carnet.domain.filters import ALL
from carnet.queries import table_lists
from carnet.queries.table import Table
from carnet.ui.status_line import StatusLine
from carnet.ui.table_acts import Lists, Loaded, Words
from carnet.ui.table_bar import TableBar
from carnet.ui.table_columns import USUAL
from carnet.ui.table_columns_menu import ColumnsMenu
from carnet.ui.table_prompt import TablePrompt
from carnet.ui.table_side import Place, TableSide
from carnet.ui.table_state import TRASH, TableState
from carnet.ui.table_view import TableView
from carnet.ui.theme import Theme, lettered
from carnet.ui.trash_panel import TrashPanel
from carnet.words import number, plural


class TablePage(QWidget):
    """`left`: Esc, « Fermer ». `opened(TableRow)`: to its card. `trash_wanted`: its content must be shown.

    `columns_chosen(str)`: other columns, to be remembered.
    """

    left = Signal()
    opened = Signal(object)
    trash_wanted = Signal()
    columns_chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        *,
        profile: Profile,
        demonstration: bool,
        remembered: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`remembered`: what `columns_chosen` said last."""
        super().__init__(parent)
        self.theme, self.profile = theme, profile
        self.setObjectName("page")
        self.setAccessibleName(self.tr("Carnet"))
        self.state = TableState(profile, remembered.split(",") if remembered else USUAL)
        self.bar, self.side, self.view = (
            TableBar(theme, self, tags=profile is Profile.OWNER),
            TableSide(theme),
            TableView(theme),
        )
        self.trash, self.prompt = TrashPanel(theme), TablePrompt(theme, self)
        self.status = StatusLine(theme, demonstration=demonstration)
        self.title, self.count, self.empty = QLabel(self.tr("Carnet")), QLabel(), QLabel()
        self.act_button, self.columns_button = _top(self.tr("Agir ▾")), _top(self.tr("Colonnes ▾"))
        self.keep_button, self.close_button = _top(self.tr("Garder la recherche")), _top(self.tr("Fermer"))
        self.columns_menu = ColumnsMenu(self.state, self)
        self._lay_out()
        self._connect()
        self._renew()
        self.status.show_keys(_keys(profile))
        self.status.show_view("" if profile is Profile.OWNER else self.tr("Vue du secrétariat"))

    def _lay_out(self) -> None:
        lettered(self.title, "title")
        lettered(self.count, "small", soft=True)
        lettered(self.empty, "plain", soft=True)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.columns_button.setMenu(self.columns_menu)
        self.close_button.setToolTip(self.tr("Échap"))
        self.keep_button.setToolTip(self.tr("Ctrl S"))
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.count, 1)
        self.count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # no layout at each letter
        for button in (self.act_button, self.columns_button, self.keep_button, self.close_button):
            self._head.addWidget(button)
        if self.profile is not Profile.OWNER:
            self.act_button.hide()
            self.keep_button.hide()
        self._upper = QVBoxLayout()
        self._upper.addLayout(self._head)
        self._upper.addWidget(self.bar)
        self.pages = QStackedWidget()
        for page in (self.view, self.empty, self.trash):
            self.pages.addWidget(page)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.side)
        middle.addWidget(_rule(across=False))
        middle.addWidget(self.pages, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._upper)
        whole.addWidget(self.prompt)
        whole.addWidget(_rule())
        whole.addLayout(middle, 1)
        whole.addWidget(_rule())
        whole.addWidget(self.status)

    def _connect(self) -> None:
        self.bar.changed.connect(self.filter)
        self.bar.line.stepped.connect(self.to_rows)
        self.bar.line.left.connect(self.left)
        self.close_button.clicked.connect(self.left)
        self.view.left.connect(self.left)
        self.view.opened.connect(self.opened)
        self.view.chosen.connect(self._tell_count)
        self.view.sort_wanted.connect(self.sort)
        self.view.typed.connect(self._on_typed)
        self.side.went.connect(self._on_went)
        self.side.entered.connect(self.to_rows)
        self.side.left.connect(self.left)
        self.trash.left.connect(self.left)
        self.prompt.closed.connect(self.to_rows)
        self.columns_menu.changed.connect(self._on_columns)
        self.theme.changed.connect(self._renew)

    @property
    def table(self) -> Table:
        """The book as it was read last."""
        return self.state.table

    def show_loaded(self, loaded: Loaded) -> None:
        """Show the book as it is now: where one was, and who was selected, stays so."""
        self.state.take(loaded)
        self._tell_places()
        self._order()
        if self.state.in_trash:
            self.trash_wanted.emit()

    def show_words(self, words: Words) -> None:
        """Words to filter by."""
        if words.table is self.table:
            self.table.folded = words.folded
            if self.bar.line.text():
                self.filter()

    def show_lists(self, lists: Lists) -> None:
        """The lists that a rule chooses, and what can be filtered by."""
        if lists.table is self.table:
            self.state.chosen = lists.chosen
            self.bar.show_offers(lists.offers, lists.names)
            self._tell_places()
            if self.state.rule_chooses:
                self._order()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc where nothing else takes it: a criterion half typed first, then the table is left."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.bar.picker.text():
            self.bar.picker.show_value("")
        else:
            self.left.emit()

    @Slot()
    def filter(self) -> None:
        """Show the rows that the line and the chips keep; those selected that are still shown stay so."""
        self._show(keep=True)

    def _show(self, *, keep: bool) -> None:
        state, waiting = self.state, self.table.folded is None and bool(self.bar.line.text())
        rows = state.rows(ALL if waiting else self.bar.keeps)
        self.view.show_rows(rows, state.columns(), sort=state.sort, descending=state.descending, keep=keep)
        if not state.in_trash:
            self.pages.setCurrentWidget(self.view if rows else self.empty)
            self.empty.setText("" if rows else self._nobody())

    @Slot(str, bool)
    def sort(self, code: str, descending: bool) -> None:
        """Sort by a column."""
        self.state.sort, self.state.descending = code, descending
        self._order()

    def _order(self, *, keep: bool = True) -> None:
        self.state.order()
        self._show(keep=keep)

    @Slot()
    def to_rows(self) -> None:
        """The focus goes to the rows, or to what stands in their place."""
        page = self.pages.currentWidget()
        (self.trash.list if page is self.trash else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_places(self) -> None:
        """The searches at the left, with how many cards each keeps."""
        titles = {
            "all": self.tr("Tous"), "favourites": self.tr("Favoris"), "recent": self.tr("Récents"),
            "never_met": self.tr("Jamais rencontré(e)"), "to_check": self.tr("À vérifier"),
        }  # fmt: skip
        state = self.state
        places = [Place(one.code, titles[one.code], state.count(one)) for one in table_lists.offered(self.profile)]
        if state.saved:
            places.append(Place("", self.tr("Mes recherches")))
            places += [Place(one.terms.list, one.name, None, one.key) for one in state.saved]
        if self.profile is Profile.OWNER:
            places += [Place("", ""), Place(TRASH, self.tr("Corbeille"), state.trashed)]
        if (state.code, state.saved_key) not in {(place.code, place.saved) for place in places}:
            state.saved_key = 0  # it was forgotten: its rows stay
        self.side.show_places(places, (state.code, state.saved_key))

    @Slot(object)
    def _on_went(self, place: Place) -> None:
        """Another search: a saved one brings its filter and its order, a ready-made one clears them."""
        keeps = self.state.go(place.code, place.saved)
        self.bar.setVisible(not self.state.in_trash)
        if self.state.in_trash:
            self.pages.setCurrentWidget(self.trash)
            self.trash_wanted.emit()
            self._tell_count()
        else:
            self.bar.show_filter(keeps)
            self._order(keep=False)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        """A letter typed on the rows goes on the line."""
        self.bar.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.line.end(False)
        self.bar.line.insert(text)

    def _nobody(self) -> str:
        if not self.table.rows:
            return self.tr("Votre carnet n’a pas encore de fiche. Alt A ajoute qui est affiché, Ctrl N en écrit une.")
        if self.bar.keeps == ALL:
            return self.tr("Aucune fiche ici.")
        return self.tr("Aucune fiche ne répond à ce filtre. Échap efface la ligne, Suppr retire un critère.")

    @Slot()
    def _tell_count(self) -> None:
        if self.state.in_trash:
            self.count.setText("")
            return
        shown, whole, chosen = len(self.view.rows.rows), len(self.table.rows), self.view.selected_count()
        said = plural(shown, "fiche", "fiches").replace(str(shown), number(shown))
        if shown != whole:
            said += f" sur {number(whole)}"
        if chosen > 1:
            said += f" · {number(chosen)} choisies"
        self.count.setText(said)

    @Slot(str)
    def _on_columns(self, codes: str) -> None:
        self.columns_chosen.emit(codes)
        self.filter()

    @Slot()
    def _renew(self) -> None:
        px = self.theme.px
        self._upper.setContentsMargins(px(16), px(10), px(16), px(8))
        self._upper.setSpacing(px(8))
        self._head.setSpacing(px(8))
        self.empty.setContentsMargins(px(24), px(24), px(24), 0)


def _top(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("top", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _keys(profile: Profile) -> tuple[tuple[str, str], ...]:
    """The keys worth saying."""
    tr = QCoreApplication.translate
    said = [("↓", tr("table", "lignes")), ("Entrée", tr("table", "fiche")), ("Alt ↑ ↓", tr("table", "trier"))]
    if profile is Profile.OWNER:
        said += [
            ("Espace", tr("table", "choisir")), ("Ctrl T", tr("table", "étiqueter")), ("F8", tr("table", "vérifiées")),
            ("Ctrl Suppr", tr("table", "corbeille")), ("Ctrl S", tr("table", "garder la recherche")),
        ]  # fmt: skip
    return (*said, ("Échap", tr("table", "fermer")))


def _rule(*, across: bool = True) -> QFrame:
    rule = QFrame()
    rule.setObjectName("rule")
    rule.setFixedHeight(1) if across else rule.setFixedWidth(1)
    return rule
