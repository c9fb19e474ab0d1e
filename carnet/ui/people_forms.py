"""Deeds on a team, each a few fields under the table: joining, leaving, « l'équipe a changé », closing, links."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from carnet import words
from carnet.domain.dates import read_day
from carnet.errors import CarnetError
from carnet.queries.members import LinkView, Post
from carnet.ui.choice_field import ChoiceField
from carnet.ui.panel_parts import Button, Link, Notice, Tick, Words, primary
from carnet.ui.people_reading import Closing, Who
from carnet.ui.people_view import what_of
from carnet.ui.theme import Theme
from carnet.words import NARROW

LINK_WAYS = (
    ("contains", False, "contient"), ("contains", True, "est dans"), ("carries", False, "porte"),
    ("carries", True, "est portée par"), ("replaces", False, "remplace"), ("replaces", True, "est remplacée par"),
)  # fmt: skip
Wanted = Callable[[ChoiceField, str], None]


class Form(QFrame):
    """A title, rows, two buttons. `confirmed`: Enter or the button; `left`: Esc."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, title: str, button: str) -> None:
        super().__init__()
        self.theme = theme
        self.setObjectName("deed")
        self.setAccessibleName(title)
        self.first: QWidget | None = None
        self._order: list[QWidget] = []
        self._column, self.grid = QVBoxLayout(self), QGridLayout()
        self._column.addWidget(Words(theme, title, size=15, weight=600))
        self._column.addLayout(self.grid)
        self.notice = Notice(theme)
        self.go, self.leave = primary(button), Button(self.tr("Annuler   Échap"))
        self.go.clicked.connect(self.confirmed)
        self.leave.clicked.connect(self.left)
        self._foot = QHBoxLayout()
        for widget in (self.go, self.leave):
            self._foot.addWidget(widget)
        self._foot.addStretch(1)
        self._column.addWidget(self.notice)
        self._column.addLayout(self._foot)
        self.grid.setColumnStretch(1, 1)
        theme.changed.connect(self._renew)
        self._renew()

    def row(self, label: str, widget: QWidget) -> None:
        """Add a field with its label; Tab goes through them in order."""
        at = self.grid.rowCount()
        name = Words(self.theme, label, size=13.5, colour="soft")
        name.setWordWrap(False)
        self.grid.addWidget(name, at, 0)
        self.grid.addWidget(widget, at, 1)
        widget.setAccessibleName(widget.accessibleName() or label)
        self.then(widget)

    def wide(self, widget: QWidget) -> None:
        """Add something as wide as the form."""
        self.grid.addWidget(widget, self.grid.rowCount(), 0, 1, 2)

    def then(self, widget: QWidget) -> None:
        """The next that Tab comes to."""
        self.first = self.first or widget
        self._order.append(widget)

    def start(self) -> None:
        """The first field has the focus."""
        for before, after in pairwise((*self._order, self.go, self.leave)):
            QWidget.setTabOrder(before, after)
        (self.first or self.go).setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, why: str) -> None:
        """Say what is wrong."""
        self.notice.say(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter confirms from any field; Esc leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _renew(self) -> None:
        px, colours = self.theme.px, self.theme.colours
        self._column.setContentsMargins(px(16), px(10), px(16), px(12))
        self._column.setSpacing(px(6))
        self.grid.setHorizontalSpacing(px(12))
        self.grid.setVerticalSpacing(px(4))
        self._foot.setSpacing(px(8))
        self.setStyleSheet(
            f"QFrame#deed {{ background: {colours.ground}; border: 1px solid {colours.line};"
            f" border-left: {px(4)}px solid {colours.accent}; border-radius: {px(6)}px; }}"
            f"QFrame#deed QLineEdit, QFrame#deed QComboBox {{ padding: {px(3)}px {px(6)}px; }}"
        )


class DayField(QLineEdit):
    """A day as people type it."""

    def __init__(self, today: date, text: str = "", *, last: bool = False) -> None:
        super().__init__(text)
        self._today, self._last = today, last
        self.setPlaceholderText(self.tr("3 mars 2026, hier, mars 2026…"))

    @property
    def day(self) -> date | None:
        """The day, None for none. Raises CarnetError for what is no day."""
        text = self.text().strip()
        return read_day(text, today=self._today, last=self._last) if text else None

    @property
    def needed(self) -> date:
        """The day. Raises CarnetError when there is none."""
        day = self.day
        if day is None:
            raise CarnetError(f"Il manque la date{NARROW}: écrivez 3 mars 2026, hier ou aujourd’hui.")
        return day


def who_of(field: ChoiceField) -> Who | None:
    """Who was chosen, or the words of somebody new; None for an empty field."""
    if isinstance(field.value, int | str):
        return field.value
    return field.text().strip() or None


def place_of(field: ChoiceField) -> int | None:
    """The structure chosen, None for an empty field. Raises CarnetError for words that name none."""
    if isinstance(field.value, int):
        return field.value
    if field.text().strip():
        raise CarnetError(f"« {field.text().strip()} » n’est pas une structure de votre carnet{NARROW}: choisissez-la.")
    return None


def _chooser(theme: Theme, over: QWidget, wanted: Wanted, spoken: str, hint: str = "") -> ChoiceField:
    field = ChoiceField(theme, over)
    field.setAccessibleName(spoken)
    field.setPlaceholderText(hint)
    field.typed.connect(lambda text: wanted(field, text))
    field.destroyed.connect(field.list.deleteLater)
    return field


class JoinForm(Form):
    """Somebody joins the structure, or the person a structure."""

    def __init__(self, theme: Theme, over: QWidget, wanted: Wanted, today: date, *, person: bool) -> None:
        title = self.tr("Ajouter une structure") if person else self.tr("Ajouter à l’équipe")
        super().__init__(theme, title, self.tr("Ajouter   Entrée"))
        label = self.tr("Structure") if person else self.tr("Qui")
        hint = self.tr("nom") if person else self.tr("nom d’une fiche, ou « Mme Anne Roux IDEL 04… » pour une nouvelle")
        self.who = _chooser(theme, over, wanted, label, hint)
        self.function, self.since = QLineEdit(), DayField(today)
        self.lead = Tick(theme, self.tr("référent(e)"))
        self.lead.entered.connect(self.confirmed)
        self.row(label, self.who)
        self.row(self.tr("Fonction"), self.function)
        self.row(self.tr("Depuis"), self.since)
        self.row("", self.lead)


class RoleForm(Form):
    """What somebody does there, since and until when."""

    def __init__(self, theme: Theme, post: Post, today: date, *, ending: bool) -> None:
        name = words.typeset(post.name)
        title = self.tr("Fin de fonction\u202f: {name}") if ending else self.tr("Fonction\u202f: {name}")
        super().__init__(theme, title.format(name=name), self.tr("Enregistrer   Entrée"))
        self.function = QLineEdit(post.function)
        self.since = DayField(today, words.long_date(post.since) if post.since else "")
        until = words.long_date(post.until or today) if ending or post.until else ""
        self.until = DayField(today, until, last=True)
        rows = (
            (self.tr("Dernier jour"), self.until),
            (self.tr("Depuis"), self.since),
            (self.tr("Fonction"), self.function),
        )
        for label, field in rows if ending else rows[::-1]:
            self.row(label, field)
        if ending:
            self.until.selectAll()

    @property
    def columns(self) -> dict[str, object]:
        """What to write. Raises CarnetError for what is no day."""
        return {"function": self.function.text().strip(), "since": self.since.day, "until": self.until.day}


class TeamForm(Form):
    """« L'équipe a changé »: several leave at once, each replaced by somebody or by nobody."""

    def __init__(self, theme: Theme, over: QWidget, wanted: Wanted, posts: Iterable[Post], today: date) -> None:
        super().__init__(theme, self.tr("L’équipe a changé"), self.tr("Appliquer   Entrée"))
        self.on = DayField(today, words.long_date(today))
        self.row(self.tr("À partir du"), self.on)
        rows = [(post.role, f"{words.typeset(post.name)}, {what_of(post)}".rstrip(", ")) for post in posts]
        hint = self.tr("part\u202f; ou remplacé par…")
        self.places = Choosers(theme, over, wanted, rows, hint)
        self.wide(self.places)
        for field in self.places.fields.values():
            self.then(field)

    def start(self) -> None:
        """The date is there already: the first who leaves has the focus."""
        super().start()
        next(iter(self.places.fields.values()), self.on).setFocus(Qt.FocusReason.OtherFocusReason)


class Choosers(QScrollArea):
    """One field for each of several people, by the role's row number."""

    def __init__(self, theme: Theme, over: QWidget, wanted: Wanted, rows: Iterable[tuple[int, str]], hint: str) -> None:
        super().__init__()
        self._theme = theme
        self.fields: dict[int, ChoiceField] = {}
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        for at, (role, name) in enumerate(rows):
            field = self.fields[role] = _chooser(theme, over, wanted, f"{name}, {hint}", hint)
            field.installEventFilter(self)
            self._grid.addWidget(Words(theme, name, size=14, weight=500), at, 0)
            self._grid.addWidget(field, at, 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._renew)
        self._renew()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The field that gets the focus comes in sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched)
        return super().eventFilter(watched, event)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._grid.setContentsMargins(0, 0, px(12), 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(3))
        self.setMinimumHeight(px(min(len(self.fields), 3) * 34))
        self.setMaximumHeight(px(min(len(self.fields), 8) * 36))


class CloseForm(Form):
    """Closing: since when, who follows, where everybody goes; all at once or each apart."""

    def __init__(
        self, theme: Theme, over: QWidget, wanted: Wanted, closing: Closing, posts: Iterable[Post], today: date
    ) -> None:
        count = len(closing.plan.moves)
        super().__init__(theme, self.tr("Fermer la structure"), self.tr("Fermer   Entrée"))
        self.closing = closing
        self.on = DayField(today, words.long_date(today))
        hint = self.tr("nulle part\u202f; ou une structure…")
        self.successor = _chooser(theme, over, wanted, self.tr("Remplacée par"), self.tr("par aucune"))
        self.all = _chooser(theme, over, wanted, self.tr("Tous vont à"), hint)
        self.row(self.tr("À partir du"), self.on)
        self.row(self.tr("Remplacée par"), self.successor)
        if count:
            self.row(self.tr("{n} vont à").format(n=words.plural(count, "contact", "contacts")), self.all)
        names = {post.role: f"{words.typeset(post.name)}, {what_of(post)}".rstrip(", ") for post in posts}
        rows = [(move.role, names.get(move.role, "")) for move in closing.plan.moves]
        self.places = Choosers(theme, over, wanted, rows, hint)
        if rows:
            self.wide(self.places)
        for field in self.places.fields.values():
            self.then(field)
        self.all.chosen.connect(self._send_all)
        self.all.textEdited.connect(self._on_all_edited)
        self._propose()

    def _propose(self) -> None:
        labels = {place.key: place.name for place in self.closing.places}
        plan = self.closing.plan
        if plan.successor is not None:
            self.successor.show_value(labels[plan.successor], plan.successor)
        likeliest = next((move.to for move in plan.moves), None)
        if likeliest is not None:
            self.all.show_value(labels[likeliest], likeliest)
            self._send_all()

    @Slot()
    def _send_all(self) -> None:
        for field in self.places.fields.values():
            field.show_value(self.all.text(), self.all.value)

    @Slot(str)
    def _on_all_edited(self, text: str) -> None:
        if not text.strip():
            self._send_all()

    def start(self) -> None:
        """The date is there already: where everybody goes is asked first."""
        super().start()
        (self.all if self.places.fields else self.successor).setFocus(Qt.FocusReason.OtherFocusReason)


class LinksForm(Form):
    """What it contains, carries or replaces. `removed(int)`: a link is to go."""

    removed = Signal(int)

    def __init__(self, theme: Theme, over: QWidget, wanted: Wanted, views: Iterable[LinkView]) -> None:
        super().__init__(theme, self.tr("Liens avec d’autres structures"), self.tr("Ajouter ce lien   Entrée"))
        self.way, self.other = QComboBox(), _chooser(theme, over, wanted, self.tr("Structure"), self.tr("nom"))
        self.way.setAccessibleName(self.tr("Lien"))
        for kind, above, said in LINK_WAYS:
            self.way.addItem(said, (kind, above))
        self.row(self.tr("Cette structure"), self.way)
        self.row(self.tr("Structure"), self.other)
        for view in views:
            line = Link(theme, self.tr("Retirer\u202f: {link}").format(link=link_words(view)))
            line.clicked.connect(lambda _=False, link=view.link: self.removed.emit(link))
            self.wide(line)
            self.then(line)


def link_words(view: LinkView) -> str:
    """« contient CH d'Apt, cardiologie », « remplacée par CMS du Coulon depuis le 3 mars 2026 »."""
    said = next(said for kind, above, said in LINK_WAYS if (kind, above) == (view.kind, view.above))
    since = f", depuis le {words.long_date(view.since)}" if view.since else ""
    until = f", jusqu’au {words.long_date(view.until)}" if view.until else ""
    return f"{said} {words.typeset(view.name)}{since}{until}"
