"""What the table shows: which search, in which order, which rows and columns. No widget."""

from collections.abc import Sequence
from datetime import date

from carnet.domain.disclosure import Profile
from carnet.domain.filters import ALL, Filter, compiled, every
from carnet.queries import table_lists
from carnet.queries.table import Table, TableRow
from carnet.queries.table_lists import Chosen, ReadyMade
from carnet.queries.table_saved import SavedSearch, Terms
from carnet.ui.table_acts import Loaded
from carnet.ui.table_columns import NAME, USUAL, USUAL_WITH_REASONS, WHY, Column, avoided_last, columns, ordered

OWN_ORDER = ""  # sorted as the list came
TRASH = "trash"
_CHOSEN = frozenset(one.code for one in table_lists.READY_MADE if one.chooses is not None)


class TableState:
    """`code`, `saved_key`: the search at the left; `sort`, `descending`: the order; `shown`: columns by code."""

    def __init__(self, profile: Profile, shown: Sequence[str] = USUAL) -> None:
        self.table = Table((), profile, date.min)
        self.chosen: dict[str, Chosen] = {}
        self.saved: tuple[SavedSearch, ...] = ()
        self.trashed = 0
        self.code, self.saved_key = "all", 0
        self.sort, self.descending = NAME, False
        self.shown = tuple(shown)
        self._ordered: Sequence[TableRow] = ()

    @property
    def in_trash(self) -> bool:
        """Whether the trash is shown, not rows."""
        return self.code == TRASH

    @property
    def rule_chooses(self) -> bool:
        """Whether a rule chooses the rows of the search."""
        return self.code in _CHOSEN

    def take(self, loaded: Loaded) -> None:
        """Take the book as it is now; the former words and lists serve until the new ones come."""
        words = self.table.folded
        self.table, self.saved, self.trashed = loaded
        self.table.folded = words

    def go(self, code: str, saved_key: int = 0) -> Filter:
        """Go to a search, in the order it has; return the filter it brings."""
        self.code, self.saved_key = code, saved_key
        saved = next((one.terms for one in self.saved if one.key == saved_key), None)
        terms = saved or Terms(ALL, code, OWN_ORDER if self.rule_chooses else NAME)
        self.sort, self.descending = terms.sort, terms.descending
        return terms.keeps

    def terms(self, keeps: Filter) -> Terms:
        """The search as it is now: what is kept under a name."""
        return Terms(keeps, "all" if self.in_trash else self.code, self.sort, self.descending)

    def order(self) -> None:
        """Sort the rows of the search, once for all the keystrokes that follow."""
        rows: Sequence[TableRow] = self.table.rows
        reasons = self.chosen.get(self.code, {})
        if self.rule_chooses:
            by_key = {row.key: row for row in rows}
            rows = [by_key[key] for key in reasons if key in by_key]
        if self.sort not in (OWN_ORDER, NAME) or self.descending or (self.rule_chooses and self.sort):
            column = next((one for one in columns(self.table, reasons) if one.code == self.sort), None)
            rows = ordered(rows, column, descending=self.descending) if column else rows
        self._ordered = avoided_last(rows)

    def rows(self, keeps: Filter) -> Sequence[TableRow]:
        """The rows of the search that a filter keeps, in order."""
        base = next((one.keeps for one in table_lists.READY_MADE if one.code == self.code), ALL)
        whole = every((base, keeps))
        return (
            self._ordered
            if whole == ALL
            else list(filter(compiled(whole, self.table, self.table.today), self._ordered))
        )

    def columns(self) -> tuple[Column, ...]:
        """The columns to show: with reasons, fewer of the usual ones, and why."""
        reasons = self.chosen.get(self.code, {})
        explained = self.shown == USUAL and any(reasons.values())
        shown = USUAL_WITH_REASONS if explained else (*self.shown, NAME, WHY)
        return tuple(one for one in columns(self.table, reasons) if one.code in shown)

    def count(self, one: ReadyMade) -> int | None:
        """How many cards a ready-made search has, None while that is not known."""
        if one.chooses is not None:
            return len(self.chosen[one.code]) if one.code in self.chosen else None
        if one.keeps == ALL:
            return len(self.table.rows)
        return sum(map(compiled(one.keeps, self.table, self.table.today), self.table.rows))
