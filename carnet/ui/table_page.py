"""« Carnet »: the whole book in a table, over the search. It shows; `table_deeds` acts, `table_room` opens it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from carnet.domain.disclosure import Profile
from carnet.domain.filters import ALL, Filter, compiled, every
from carnet.queries import table_lists
from carnet.queries.table import Table, TableRow
from carnet.queries.table_saved import SavedSearch, Terms
from carnet.queries.trash import TrashedCard
from carnet.ui.status_line import StatusLine
from carnet.ui.table_acts import Lists, Loaded, Words
from carnet.ui.table_bar import TableBar
from carnet.ui.table_columns import MARK, NAME, USUAL, USUAL_WITH_REASONS, WHY, Column, columns, ordered
from carnet.ui.table_prompt import TablePrompt
from carnet.ui.table_side import TRASH, Place, TableSide
from carnet.ui.table_view import TableView
from carnet.ui.theme import Theme, lettered
from carnet.ui.trash_panel import TrashPanel
from carnet.words import number, plural

OWN_ORDER = ""  # sorted as the list came
_CHOSEN = frozenset(one.code for one in table_lists.READY_MADE if one.chooses is not None)


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
        self.table = Table((), profile, date.min)
        self._chosen: dict[str, table_lists.Chosen] = {}
        self.saved: tuple[SavedSearch, ...] = ()
        self._at, self._trashed = ("all", 0), 0
        self._sort, self._descending = NAME, False
        self._shown = tuple(remembered.split(",")) if remembered else USUAL
        self._ordered: Sequence[TableRow] = ()
        self.bar, self.side, self.view = TableBar(theme, self), TableSide(theme), TableView(theme)
        self.trash, self.prompt = TrashPanel(theme), TablePrompt(theme, self)
        self.status = StatusLine(theme, demonstration=demonstration)
        self.title, self.count, self.empty = QLabel(self.tr("Carnet")), QLabel(), QLabel()
        self.act_button, self.columns_button = self._top(self.tr("Agir ▾")), self._top(self.tr("Colonnes ▾"))
        self.keep_button, self.close_button = self._top(self.tr("Garder la recherche")), self._top(self.tr("Fermer"))
        self.columns_menu = QMenu(self)
        self._lay_out()
        self._connect()
        self._renew()
        self.status.show_keys(self._keys())

    def _top(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("top", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

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
        self.prompt.closed.connect(self._on_prompt_closed)
        self.columns_menu.aboutToShow.connect(self._fill_columns)
        self.theme.changed.connect(self._renew)

    def show_loaded(self, loaded: Loaded) -> None:
        """Show the book as it is now: where one was, and who was selected, stays so."""
        words = self.table.folded  # the former words and lists serve until the new ones come
        self.table, self.saved, self._trashed = loaded
        self.table.folded = words
        self._tell_places()
        self._order()
        if self._at[0] == TRASH:
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
            self._chosen = lists.chosen
            self.bar.show_offers(lists.offers, lists.names)
            self._tell_places()
            if self._at[0] in _CHOSEN:
                self._order()

    def show_trash(self, cards: Sequence[TrashedCard]) -> None:
        """Show what is in the trash."""
        self.trash.show_cards(cards)

    @Slot()
    def filter(self) -> None:
        """Show the rows that the line and the chips keep; those selected that are still shown stay so."""
        self._show(keep=True)

    def _show(self, *, keep: bool) -> None:
        keeps, waiting = self.bar.keeps, self.table.folded is None and bool(self.bar.line.text())
        rows = self._ordered
        if keeps != ALL and not waiting:
            rows = list(filter(compiled(every((self._base, keeps)), self.table, self.table.today), rows))
        elif self._base != ALL:
            rows = list(filter(compiled(self._base, self.table, self.table.today), rows))
        self.view.show_rows(rows, self._columns(), sort=self._sort, descending=self._descending, keep=keep)
        if self._at[0] != TRASH:
            self.pages.setCurrentWidget(self.view if rows else self.empty)
            self.empty.setText("" if rows else self._nobody())

    @Slot(str, bool)
    def sort(self, code: str, descending: bool) -> None:
        """Sort by a column."""
        self._sort, self._descending = code, descending
        self._order()

    @Slot()
    def to_rows(self) -> None:
        """The focus goes to the rows, or to what stands in their place."""
        page = self.pages.currentWidget()
        (self.trash.list if page is self.trash else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def terms(self) -> Terms:
        """The search as it is now: what would be kept under a name."""
        code = "all" if self._at[0] == TRASH else self._at[0]
        return Terms(self.bar.kept, code, self._sort, self._descending)

    @property
    def _base(self) -> Filter:
        """What the ready-made list keeps."""
        return next((one.keeps for one in table_lists.READY_MADE if one.code == self._at[0]), ALL)

    def _keys(self) -> tuple[tuple[str, str], ...]:
        """The keys worth saying."""
        said = [("↓", self.tr("lignes")), ("Entrée", self.tr("fiche")), ("Alt ↑ ↓", self.tr("trier"))]
        if self.profile is Profile.OWNER:
            said += [
                ("Espace", self.tr("choisir")), ("Ctrl T", self.tr("étiqueter")), ("F8", self.tr("vérifiées")),
                ("Ctrl Suppr", self.tr("corbeille")), ("Ctrl S", self.tr("garder la recherche")),
            ]  # fmt: skip
        return (*said, ("Échap", self.tr("fermer")))

    def _columns(self) -> tuple[Column, ...]:
        reasons = self._chosen.get(self._at[0], {})
        explained = self._shown == USUAL and any(reasons.values())
        shown = USUAL_WITH_REASONS if explained else (*self._shown, NAME, WHY)
        return tuple(one for one in columns(self.table, reasons) if one.code in shown)

    def _order(self, *, keep: bool = True) -> None:
        """Sort the rows of the list, once for all the keystrokes that follow."""
        rows: Sequence[TableRow] = self.table.rows
        chosen = self._chosen.get(self._at[0], {} if self._at[0] in _CHOSEN else None)
        if chosen is not None:
            by_key = {row.key: row for row in rows}
            rows = [by_key[key] for key in chosen if key in by_key]
        if self._sort not in (OWN_ORDER, NAME) or self._descending or (chosen is not None and self._sort):
            column = next((one for one in columns(self.table, chosen or {}) if one.code == self._sort), None)
            rows = ordered(rows, column, descending=self._descending) if column else rows
        self._ordered = rows
        self._show(keep=keep)

    def _tell_places(self) -> None:
        """The searches at the left, with how many cards each keeps."""
        titles = {
            "all": self.tr("Tous"), "favourites": self.tr("Favoris"), "recent": self.tr("Récents"),
            "never_met": self.tr("Jamais rencontré(e)"), "to_check": self.tr("À vérifier"),
        }  # fmt: skip
        places = [Place(one.code, titles[one.code], self._count_of(one)) for one in table_lists.offered(self.profile)]
        if self.saved:
            places.append(Place("", self.tr("Mes recherches")))
            places += [Place(one.terms.list, one.name, None, one.key) for one in self.saved]
        if self.profile is Profile.OWNER:
            places += [Place("", ""), Place(TRASH, self.tr("Corbeille"), self._trashed)]
        if self._at not in {(place.code, place.saved) for place in places}:
            self._at = (self._at[0], 0)
        self.side.show_places(places, self._at)

    def _count_of(self, one: table_lists.ReadyMade) -> int | None:
        if one.chooses is not None:
            return len(self._chosen[one.code]) if one.code in self._chosen else None
        if one.keeps == ALL:
            return len(self.table.rows)
        return sum(map(compiled(one.keeps, self.table, self.table.today), self.table.rows))

    @Slot(object)
    def _on_went(self, place: Place) -> None:
        """Another search: a saved one brings its filter and its order, a ready-made one clears them."""
        self._at = (place.code, place.saved)
        self.bar.setVisible(place.code != TRASH)
        if place.code == TRASH:
            self.pages.setCurrentWidget(self.trash)
            self.trash_wanted.emit()
            self._tell_count()
            return
        saved = next((one for one in self.saved if one.key == place.saved), None)
        usual = OWN_ORDER if place.code in _CHOSEN else NAME
        terms = saved.terms if saved else Terms(ALL, place.code, usual)
        self._sort, self._descending = terms.sort, terms.descending
        self.bar.show_filter(terms.keeps)
        self._order(keep=False)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        """A letter typed on the rows goes on the line."""
        self.bar.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.line.end(False)
        self.bar.line.insert(text)

    @Slot()
    def _on_prompt_closed(self) -> None:
        self.prompt.hide()
        self.to_rows()

    def _nobody(self) -> str:
        if not self.table.rows:
            return self.tr("Votre carnet n’a pas encore de fiche. Alt A ajoute qui est affiché, Ctrl N en écrit une.")
        if self.bar.keeps == ALL:
            return self.tr("Aucune fiche ici.")
        return self.tr("Aucune fiche ne répond à ce filtre. Échap efface la ligne, Suppr retire un critère.")

    @Slot()
    def _tell_count(self) -> None:
        if self._at[0] == TRASH:
            self.count.setText("")
            return
        shown, whole, chosen = len(self.view.rows.rows), len(self.table.rows), self.view.selected_count()
        said = plural(shown, "fiche", "fiches").replace(str(shown), number(shown))
        if shown != whole:
            said += f" sur {number(whole)}"
        if chosen > 1:
            said += f" · {number(chosen)} choisies"
        self.count.setText(said)

    @Slot()
    def _fill_columns(self) -> None:
        """Columns to show or not; the same to sort by."""
        menu = self.columns_menu
        menu.clear()
        for column in columns(self.table, {}):
            if column.code == NAME:
                continue
            action = menu.addAction(self.tr("Favori ★, je n’adresse pas ⊘") if column.code == MARK else column.title)
            action.setCheckable(True)
            action.setChecked(column.code in self._shown)
            action.toggled.connect(lambda on, code=column.code: self._choose_column(code, on=on))

    def _choose_column(self, code: str, *, on: bool) -> None:
        self._shown = (*self._shown, code) if on else tuple(one for one in self._shown if one != code)
        self.columns_chosen.emit(",".join(self._shown))
        self.filter()

    @Slot()
    def _renew(self) -> None:
        px = self.theme.px
        self._upper.setContentsMargins(px(16), px(10), px(16), px(8))
        self._upper.setSpacing(px(8))
        self._head.setSpacing(px(8))
        self.empty.setContentsMargins(px(24), px(24), px(24), 0)


def _rule(*, across: bool = True) -> QFrame:
    rule = QFrame()
    rule.setObjectName("rule")
    rule.setFixedHeight(1) if across else rule.setFixedWidth(1)
    return rule
