"""The review of an import: one row a card, decided by keys, fast; nothing is written before « Appliquer »."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QProgressBar, QWidget

from carnet.domain.matching import Sign, Verdict
from carnet.domain.merge import Choice
from carnet.queries import review_words
from carnet.queries.import_words import beginning
from carnet.ui.panel_parts import primary
from carnet.ui.review_compare import Names
from carnet.ui.review_deeds import Deed
from carnet.ui.review_frame import ReviewFrame
from carnet.ui.review_overview import ALL, OPEN, Overview, Shown
from carnet.ui.review_state import ReviewState
from carnet.ui.theme import Theme
from carnet.words import NARROW, number, plural

KEY = Qt.Key


class ReviewPage(ReviewFrame):
    """`decided`: something was, to be kept. `apply_wanted`: the button, or Ctrl+Enter. `troubles_wanted`."""

    decided = Signal()
    apply_wanted = Signal()
    troubles_wanted = Signal()

    def __init__(self, theme: Theme, state: ReviewState, *, demonstration: bool, parent: QWidget | None = None) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            theme,
            tr("review", "Revue de l’import"),
            filters=(
                (ALL, tr("review", "Toutes")), (OPEN, tr("review", "À décider")),
                (Verdict.NEW.value, tr("review", "Nouvelles")), (Verdict.SAME.value, tr("review", "Mêmes")),
                (Verdict.PROBABLE.value, tr("review", "Probables")),
                (Verdict.CONFLICT.value, tr("review", "Conflits")),
            ),
            deeds=(
                _same(beside=True),
                Deed("new", tr("review", "Pas la même"), KEY.Key_D, "D", tr("review", "Pas la même")),
                Deed("skip", tr("review", "Ne pas prendre"), KEY.Key_X, "X", tr("review", "Laisser")),
                _other(1, 1),
                Deed("propose", tr("review", "Comme proposé"), KEY.Key_P, "P", tr("review", "Proposé")),
            ),
            keys=_keys(),
            demonstration=demonstration,
            parent=parent,
        )  # fmt: skip
        self.state, self.overview = state, Overview(state)
        self._filter = OPEN if self.overview.count(OPEN) else ALL
        self.apply_button = primary("")
        self.apply_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.apply_button.clicked.connect(self.apply_wanted)
        self.bulk_button = self.top(self.tr("En bloc ▾"), self._pop_up, tip=self.tr("Alt B"))
        self.troubles_button = self.top("", self.troubles_wanted.emit, tip=self.tr("Alt L"))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.progress.hide()
        self.add_top(self.progress, self.troubles_button, self.bulk_button, self.apply_button)
        self.buttons["new"].setToolTip(self.tr("Ce n’est pas la même personne, et c’est retenu"))
        self._bind()
        self.troubles_button.setText(_left_out(len(state.review.troubles)))
        self.troubles_button.setVisible(bool(state.review.troubles))
        self.show_filter(self._filter)

    def _bind(self) -> None:
        self.asked.connect(self.decide)
        self.filters.picked.connect(self.show_filter)
        self.list.moved.connect(self._show_card)
        self.compare.chosen.connect(self._choose)
        self.compare.done.connect(self._on_done)
        self.bind("Ctrl+Return", self.apply_wanted.emit)
        self.bind("Ctrl+Enter", self.apply_wanted.emit)
        self.bind("Ctrl+Z", self.take_back)
        self.bind("Alt+B", self._pop_up)
        self.bind("Alt+L", lambda: self.troubles_wanted.emit() if self.state.review.troubles else None)
        self.searched.connect(self._find)

    @Slot(str)
    def show_filter(self, name: str, current: str = "") -> None:
        """Show the rows of a filter as they stand now; those decided meanwhile stay in sight."""
        self._filter = name
        self._show_rows(current, {})
        self._tell()
        self.to_list()

    @Slot()
    def _find(self) -> None:
        """Other words are looked for under the same filter: the rows shown are as they should be."""
        self._show_rows(self.list.current, {row.key: row for row in self.list.rows.rows})

    def _show_rows(self, current: str, made: Mapping[str, Shown]) -> None:
        """The rows of the filter that the words looked for answer to; the keys stay where they are."""
        keys = self.overview.found(self._filter, self.finder.words)
        rows = [made.get(key) or self._row(key) for key in keys]
        self.show_nobody("" if rows else self.nobody_found() or _nobody(self._filter))
        self.list.show_rows(rows, current)

    @Slot(str)
    def decide(self, name: str) -> None:
        """A key that decides: of those selected, or of all those shown when its name ends with « _all »."""
        deed, every, _ = name.partition("_all")
        chosen = [row.key for row in self.list.rows.rows] if every else self.list.chosen
        state = self.state
        deeds = {"same": state.same, "new": state.different, "skip": state.skip, "propose": state.propose}
        if deed == "other":
            self._after(state.next_target(self.list.current))
        elif chosen and deed in deeds:
            waited = self.overview.shown(chosen[0]).open
            changed = deeds[deed](chosen)
            self._after(changed)
            if every or len(chosen) > 1:
                self.status.say(decided_words(len(changed), self.overview.tally.left))
            elif deed != "propose":
                self._say_left(waited=waited)
                self.list.onward(waiting=waited)

    def _say_left(self, *, waited: bool) -> None:
        """The keys again while cards wait; that none does any more, when the last was decided."""
        if waited and not self.overview.tally.left:
            self.status.say(self.tr("Tout est décidé{n}; Ctrl Entrée applique, Ctrl Z reprend").format(n=NARROW))
        else:
            self.status.quiet()

    @Slot()
    def take_back(self) -> None:
        """Undo the last decision, and go to it."""
        changed = self.state.take_back()
        self._after(changed)
        if changed and (at := self.list.rows.at(changed[0])) >= 0 and len(changed) == 1:
            self.list.go(at)
        self.status.say(self.tr("Décision reprise") if changed else self.tr("Rien à annuler"))

    def decide_all(self, verdict: str, name: str) -> None:
        """The same decision for every card of a verdict."""
        keys, state = self.overview.keys(verdict), self.state
        deeds: dict[str, Callable[[Iterable[str]], list[str]]] = {
            "same": state.same, "new": state.different, "skip": state.skip,
            "mine": lambda keys: state.choose_all(keys, Choice.MINE),
            "theirs": lambda keys: state.choose_all(keys, Choice.THEIRS),
        }  # fmt: skip
        changed = deeds[name](keys)
        self._after(changed)
        self.status.say(decided_words(len(changed), self.overview.tally.left))

    def show_busy(self, words: str) -> None:
        """Say that it is being written, "" when it is over: nothing is decided meanwhile."""
        self.progress.setVisible(bool(words))
        for part in (self.splitter, self.filters, self.apply_button, self.bulk_button):
            part.setEnabled(not words)
        if words:
            self.status.say(words)

    def refuse(self, words: str) -> None:
        """Say what went wrong."""
        self.show_busy("")
        self.status.say(words, bad=True)
        self.to_list()

    def _after(self, changed: Iterable[str]) -> None:
        """Draw what was decided."""
        changed = list(changed)
        if changed:
            self.list.rows.replace([self._row(key) for key in changed])
            self._tell()
            self._show_card(self.list.current, keep=True)
            self.decided.emit()

    def _row(self, key: str) -> Shown:
        """A row as it stands; under a filter of one verdict, that one goes without saying, and « à décider » under its
        own where questions tell more."""
        row = self.overview.shown(key)
        if self._filter == OPEN and row.open:
            return row._replace(decided=row.decided.rpartition(" · ")[2])
        return row if self._filter in (ALL, OPEN) else row._replace(right="")

    @Slot(str, str)
    def _choose(self, item: str, choice: str) -> None:
        self._after(self.state.choose(self.list.current, item, choice))

    @Slot()
    def _on_done(self) -> None:
        """Enter in the fields: done with this card."""
        if self.overview.shown(self.list.current).open:
            self.decide("same")
        else:
            self.list.onward(waiting=True)
        self.to_list()

    @Slot(str)
    def _show_card(self, key: str, *, keep: bool = False) -> None:
        """The two cards of a row, side by side."""
        if not key:
            self.compare.show_fields(None, ())
            self.say_why("")
            self.show_deeds(())
            return
        state = self.state
        row, do = state.rows[key], state.decisions[key].do
        target = self.overview.target_name(key)
        beside = bool(target) and do not in ("new", "skip")
        theirs = beginning(state.review.source) or state.review.file_name
        names = Names(self.tr("Mon carnet"), target if beside else "", theirs, row.name)
        if beside and state.decisions[key].target.startswith("i:"):
            names = names._replace(mine_head=self.tr("Même fichier"))
        self.compare.show_fields(names, self.overview.fields(key), keep=keep)
        self.say_why(self._reasons(key))
        can = ["skip"] if do != "skip" else []
        if target:
            every, at = state.others(key), state.place_of_target(key)
            can += ["same"] * (do != "merge") + ["new"] * (do != "new") + ["other"] * (len(every) > 1)
            self.deed_row.say(self.buttons["other"], _other(at, len(every)))
        elif do == "skip":
            can.append("same")
        self.deed_row.say(self.buttons["same"], _same(beside=bool(target)))
        if state.decisions[key] != row.default:
            can.append("propose")
        self.show_deeds(can)

    def _reasons(self, key: str) -> str:
        row = self.state.rows[key]
        said = {
            Verdict.SAME: self.tr("La même"), Verdict.PROBABLE: self.tr("Peut-être la même"),
            Verdict.CONFLICT: self.tr("À vérifier"), Verdict.NEW: self.tr("Nouvelle"),
        }[row.verdict]  # fmt: skip
        signs = review_words.signs(row.signs)
        text = f"{said}{NARROW}: {signs}" if signs else said
        if row.verdict is Verdict.NEW and Sign.ERASED not in row.signs:
            text = self.tr("Nouvelle{n}: personne dans votre carnet ne lui ressemble.").format(n=NARROW)
        problems = "".join(f"\nLigne {row.first_line}{NARROW}: {words}" for words in row.problems[:3])
        return text + problems

    def _tell(self) -> None:
        """Counts, and what « Appliquer » would do."""
        state, tally = self.state, self.overview.tally
        counts = {name: self.overview.count(name) for name in self.filters.buttons}
        self.filters.show_counts(counts, self._filter)
        source = beginning(state.review.source) or state.review.file_name
        left = f" · {tally.left} à décider" if tally.left else ""
        self.count.setText(f"{source} · {plural(len(state.rows), 'fiche', 'fiches')}{left}")
        applying = apply_words(tally.new, tally.completed, tally.left)
        self.apply_button.setText(applying)
        self.apply_button.setAccessibleName(f"{applying}, Ctrl Entrée")
        self.apply_button.setToolTip(self.tr("Ctrl Entrée"))

    def _pop_up(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for verdict, name, text in (
            (Verdict.PROBABLE, "same", self.tr("Toutes les probables{n}: les mêmes")),
            (Verdict.PROBABLE, "new", self.tr("Toutes les probables{n}: différentes")),
            (Verdict.CONFLICT, "mine", self.tr("Tous les conflits{n}: garder les miennes")),
            (Verdict.CONFLICT, "theirs", self.tr("Tous les conflits{n}: prendre les leurs")),
            (Verdict.NEW, "skip", self.tr("Toutes les nouvelles{n}: ne pas prendre")),
            (Verdict.NEW, "new", self.tr("Toutes les nouvelles{n}: les ajouter")),
        ):
            if self.overview.count(verdict.value):
                entry = menu.addAction(f"{text.format(n=NARROW)}   {self.overview.count(verdict.value)}")
                entry.triggered.connect(lambda _=False, v=verdict.value, n=name: self.decide_all(v, n))
        _offer_shown(menu, len(self.list.rows.rows), self.decide)
        menu.popup(self.bulk_button.mapToGlobal(self.bulk_button.rect().bottomLeft()))


def _same(*, beside: bool) -> Deed:
    tr = QCoreApplication.translate
    words = tr("review", "C’est la même") if beside else tr("review", "La prendre")
    return Deed("same", words, KEY.Key_M, "M", tr("review", "La même") if beside else words)


def _other(at: int, of: int) -> Deed:
    tr = QCoreApplication.translate
    words, short = tr("review", "Une autre fiche ({at} sur {of})"), tr("review", "Autre ({at}/{of})")
    return Deed("other", words.format(at=at, of=of), KEY.Key_O, "O", short.format(at=at, of=of))


def _nobody(name: str) -> str:
    tr = QCoreApplication.translate
    if name == OPEN:
        said = tr("review", "Tout est décidé. Ctrl Entrée applique{n}; 1 montre toutes les fiches.")
        return said.format(n=NARROW)
    return tr("review", "Aucune fiche ici.")


def _offer_shown(menu: QMenu, count: int, decide: Callable[[str], object]) -> None:
    """What may be decided of all those shown; one alone has its own keys."""
    menu.addSeparator()
    for name, text in (("same_all", "les mêmes   Maj M"), ("new_all", "différentes   Maj D"),
                       ("skip_all", "ne pas prendre   Maj X")):  # fmt: skip
        if count > 1:
            entry = menu.addAction(f"Les {number(count)} affichées{NARROW}: {text}")
            entry.triggered.connect(lambda _=False, name=name: decide(name))


def decided_words(count: int, left: int) -> str:
    """« 87 fiches décidées ; Ctrl Z reprend », and that they may be applied when none is left."""
    if not count:
        return "Rien à changer"
    said = f"{plural(count, 'fiche décidée', 'fiches décidées')}{NARROW}; Ctrl Z reprend"
    return said if left else f"{said}, Ctrl Entrée applique"


def apply_words(new: int, completed: int, left: int) -> str:
    """« Appliquer (486 nouvelles, 37 complétées) ». Nothing to write: « Appliquer » while cards are not decided."""
    if not (new or completed):
        return "Appliquer" if left else "Appliquer (rien de neuf)"
    made = plural(new, "nouvelle", "nouvelles").replace(str(new), number(new))
    done = plural(completed, "complétée", "complétées").replace(str(completed), number(completed))
    said = ", ".join([made] * bool(new) + [done] * bool(completed))
    return f"Appliquer ({said})"


def _left_out(count: int) -> str:
    return plural(count, "remarque sur le fichier", "remarques sur le fichier") if count else ""


def _keys() -> tuple[tuple[str, str], ...]:
    """The keys worth saying, those that no button bears first: what there is no room for goes from the end."""
    tr = QCoreApplication.translate
    return (
        ("→", tr("review", "champs, puis ← → +")), ("1 … 6", tr("review", "filtrer")),
        ("Ctrl F", tr("review", "chercher")), ("Ctrl Entrée", tr("review", "appliquer")),
        ("Échap", tr("review", "plus tard")),
        ("Ctrl Z", tr("review", "reprendre")), ("Alt B", tr("review", "en bloc")),
        ("Maj M D X", tr("review", "toutes celles affichées")),
    )  # fmt: skip
