"""« Doublons »: cards of the book that may be one correspondent twice, side by side; two become one, undoably."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from carnet.domain.matching import Verdict
from carnet.domain.merge import Action, Choice
from carnet.domain.sides import Side, known
from carnet.queries import review_words
from carnet.queries.duplicates import Pair
from carnet.ui.review_compare import Names
from carnet.ui.review_deeds import Deed
from carnet.ui.review_fields import Field, fields
from carnet.ui.review_frame import ReviewFrame
from carnet.ui.review_overview import Shown, answers, findable, subtitle
from carnet.ui.theme import Theme
from carnet.words import NARROW, number, plural

KEY = Qt.Key
ALL, SURE, MAYBE = "all", "same", "probable"
_CHOSEN_OF = frozenset({"field", "line_detail"})  # the rest of the card that goes comes whole
_NOTE = "field:note"


class DuplicatesPage(ReviewFrame):
    """`merge_wanted(Pair, choices)`; `different_wanted(pairs)`; `opened(Pair)`: its first card, in the search."""

    merge_wanted = Signal(object, object)
    different_wanted = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, *, demonstration: bool, parent: QWidget | None = None) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            theme,
            tr("review", "Doublons"),
            filters=((ALL, tr("review", "Toutes les paires")), (SURE, tr("review", "Sûres")),
                     (MAYBE, tr("review", "Peut-être"))),
            deeds=(
                Deed("merge", tr("review", "Réunir en une fiche"), KEY.Key_M, "M", tr("review", "Réunir")),
                Deed("different", tr("review", "Ce n’est pas un doublon"), KEY.Key_D, "D",
                     tr("review", "Pas un doublon")),
                Deed("open", tr("review", "Ouvrir la fiche"), KEY.Key_O, "O", tr("review", "Ouvrir")),
            ),
            keys=_keys(),
            demonstration=demonstration,
            parent=parent,
        )  # fmt: skip
        self.pairs: dict[str, Pair] = {}
        self._choices: dict[str, dict[str, str]] = {}
        self._filter, self.is_read = ALL, False
        self.list.setAccessibleName(self.tr("Paires de fiches qui se ressemblent"))
        self.asked.connect(self.decide)
        self.filters.picked.connect(self.show_filter)
        self.list.moved.connect(self._show_pair)
        self.compare.chosen.connect(self._choose)
        self.compare.done.connect(lambda: self.decide("merge"))
        self.searched.connect(lambda: self._show_rows(self.list.current))
        self.show_filter(ALL)

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show the pairs of the book as it is now; the one that was current stays so, or its place."""
        at, key = max(0, self.list.currentIndex().row()), self.list.current
        self.pairs = {_key(pair): pair for pair in pairs}
        self._choices = {name: told for name, told in self._choices.items() if name in self.pairs}
        self.is_read = True
        self.show_filter(self._filter if self._count(self._filter) else ALL, key, at)

    @Slot(str)
    def show_filter(self, name: str, current: str = "", at: int = 0) -> None:
        """Show the pairs of a filter."""
        self._filter = name
        self._show_rows(current, at)
        self.filters.show_counts({code: self._count(code) for code in self.filters.buttons}, name)
        self.filters.setVisible(bool(self.pairs))
        self.show_anything(there=bool(self.pairs))
        count = len(self.pairs)
        self.count.setText(plural(count, "paire", "paires").replace(str(count), number(count)) if count else "")
        self.to_list()

    def _show_rows(self, current: str, at: int = 0) -> None:
        """The pairs of the filter that the words looked for answer to; the keys stay where they are."""
        words = self.finder.words
        kept = ((key, pair) for key, pair in self.pairs.items() if _keeps(self._filter, pair))
        rows = [_shown(key, pair) for key, pair in kept if not words or answers(words, _said(pair))]
        near = rows[min(at, len(rows) - 1)].key if rows else ""
        self.show_nobody("" if rows else self.nobody_found() or self._nobody())
        self.list.show_rows(rows, current if any(row.key == current for row in rows) else near)

    @Slot(str)
    def decide(self, name: str) -> None:
        """A key that decides of those selected."""
        chosen = [self.pairs[key] for key in self.list.chosen if key in self.pairs]
        if name == "merge" and len(chosen) == 1:
            self.merge_wanted.emit(chosen[0], self.choices(_key(chosen[0])))
        elif name == "merge" and chosen:
            self.status.say(self.tr("Une paire à la fois{n}: chacune se regarde.").format(n=NARROW))
        elif name == "different" and chosen:
            self.different_wanted.emit(chosen)
        elif name == "open" and self.list.current:
            self.opened.emit(self.pairs[self.list.current])

    def choices(self, key: str) -> dict[str, str]:
        """What was chosen for a pair, said whole: both notes stand unless they say the same."""
        items = {item.key: item for item in self.pairs[key].items}
        told = dict(self._choices.get(key, {}))
        note = items.get(_NOTE)
        if note is not None and _NOTE not in told:
            told[_NOTE] = Choice.MINE if note.action is Action.KEEP else Choice.BOTH
        return told

    def _fields(self, key: str) -> tuple[Field, ...]:
        pair = self.pairs[key]
        choices = self.choices(key)
        open_ones = {
            item.key: Choice.MINE.value
            for item in pair.items
            if item.part == "field" and item.action is Action.ASK and item.key not in choices and known(item.mine)
        }
        return fields(pair.items, {**open_ones, **choices}, pair.side, Side(), only=_CHOSEN_OF)

    @Slot(str, str)
    def _choose(self, item: str, choice: str) -> None:
        key = self.list.current
        if key:
            self._choices.setdefault(key, {})[item] = choice
            self._show_pair(key, keep=True)

    @Slot(str)
    def _show_pair(self, key: str, *, keep: bool = False) -> None:
        pair = self.pairs.get(key)
        if pair is None:
            self.compare.show_fields(None, ())
            self.say_why("")
            self.show_deeds(())
            return
        names = Names(self.tr("La fiche gardée"), pair.name, self.tr("Celle qui s’y ajoute"), pair.other_name)
        self.compare.show_fields(names, self._fields(key), keep=keep)
        said = self.tr("Sans doute la même") if pair.verdict is Verdict.SAME else self.tr("Peut-être la même")
        self.say_why(f"{said}{NARROW}: {review_words.signs(pair.signs)}")
        self.show_deeds(("merge", "different", "open"))

    def _count(self, name: str) -> int:
        return sum(_keeps(name, pair) for pair in self.pairs.values())

    def _nobody(self) -> str:
        if not self.is_read:
            return self.tr("carnet compare vos fiches…")
        return self.tr(
            "Aucun doublon. carnet compare noms, lieux, spécialités et numéros{n}; ce que vous avez jugé différent "
            "n’est plus proposé."
        ).format(n=NARROW)


def _key(pair: Pair) -> str:
    return f"{pair.id} {pair.other_id}"


def _keeps(name: str, pair: Pair) -> bool:
    sure = pair.verdict is Verdict.SAME
    return name == ALL or (name == SURE) == sure


def _said(pair: Pair) -> str:
    return findable((pair.name, pair.other_name), pair.side)


def _shown(key: str, pair: Pair) -> Shown:
    sure = "sans doute la même" if pair.verdict is Verdict.SAME else "peut-être la même"
    signs = review_words.signs(pair.signs)
    titled = pair.name.endswith(pair.other_name) or pair.other_name.endswith(pair.name)
    what = subtitle(pair.side) if titled else pair.other_name
    said = "sûre" if pair.verdict is Verdict.SAME else "peut-être"
    return Shown(key, pair.name, what, "", signs, said, False, f"{pair.name}, {pair.other_name}, {sure}, {signs}")


def _keys() -> tuple[tuple[str, str], ...]:
    """The keys worth saying."""
    tr = QCoreApplication.translate
    return (
        ("M", tr("review", "réunir")), ("D", tr("review", "pas un doublon")),
        ("→", tr("review", "champs, puis ← → +")), ("Ctrl F", tr("review", "chercher")),
        ("O", tr("review", "ouvrir")),
        ("Ctrl Z", tr("review", "annuler")), ("Échap", tr("review", "fermer")),
    )  # fmt: skip
