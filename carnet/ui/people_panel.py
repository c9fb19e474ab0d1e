"""Ctrl+M: a structure's people, or a person's structures, and what can be done with them by one letter."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carnet import words
from carnet.queries.members import Post
from carnet.ui.panel_parts import Button, Link, Words
from carnet.ui.people_forms import Form, link_words
from carnet.ui.people_reading import STRUCTURE, Team
from carnet.ui.people_view import PeopleTable
from carnet.ui.theme import Theme
from carnet.words import NARROW

WIDEST = 1040  # pixels at 100 %
MOST_LINKS = 4
LOW = 600  # pixels at 100 %: below that a deed takes the table's place
# Letter, deed, whether it is about the one selected, whether a structure only.
DEEDS = (
    ("a", "join", False, False), ("r", "lead", True, False), ("f", "end", True, False), ("d", "role", True, False),
    ("e", "team", True, True), ("l", "links", False, True), ("x", "close", False, True),
)  # fmt: skip


class Flow(QWidget):
    """Buttons side by side, on as many lines as it takes."""

    def __init__(self, theme: Theme, buttons: Iterable[Button]) -> None:
        super().__init__()
        self._theme, self._buttons = theme, tuple(buttons)
        for button in self._buttons:
            button.setParent(self)
        theme.changed.connect(self.flow)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width, other lines."""
        super().resizeEvent(event)
        self.flow()

    @Slot()
    def flow(self) -> None:
        """Put the buttons that are shown in their places."""
        gap, x, y, height = self._theme.px(8), 0, 0, 0
        for button in self._buttons:
            if button.isHidden():
                continue
            size = button.sizeHint()
            if x and x + size.width() > self.width():
                x, y = 0, y + height + gap
            height = size.height()
            button.setGeometry(x, y, min(size.width(), self.width()), height)
            x += size.width() + gap
        self.setFixedHeight(max(1, y + height))


class PeoplePanel(QWidget):
    """The page. `wanted(str)`: a deed of DEEDS; `opened(Post)`; `undo_wanted`; `left`."""

    wanted = Signal(str)
    opened = Signal(object)
    undo_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("page")
        self.team: Team | None = None
        self.form: Form | None = None
        self._past = False
        self.table = PeopleTable(theme)
        self.past, self.undo = Link(theme, ""), Link(theme, self.tr("Annuler (Ctrl Z)"))
        self.title, self.count = Words(theme, size=22, weight=700), Words(theme, size=13.5, colour="soft")
        self.links = Words(theme, size=13.5)
        self.said = Words(theme, size=13.5, weight=500)
        self.empty = Words(theme, size=14, colour="soft")
        self.buttons: dict[str, Button] = {}
        self._build()
        self.table.lettered.connect(self._on_letter)
        self.table.opened.connect(self.opened)
        self.table.rows.ticked_changed.connect(self._name_buttons)
        self.table.selectionModel().currentRowChanged.connect(self._name_buttons)
        self.past.clicked.connect(self._turn_past)
        self.undo.clicked.connect(self.undo_wanted)
        for keys, deed in (("Ctrl+Z", self.undo_wanted), ("Alt+M", self._turn_past)):
            QShortcut(QKeySequence(keys), self).activated.connect(deed)
        theme.changed.connect(self._renew)
        self._renew()

    def _build(self) -> None:
        box = QWidget()
        self._sides, self._column, self._box = QHBoxLayout(self), QVBoxLayout(box), box
        self._sides.addStretch(1)
        self._sides.addWidget(box, 100)
        self._sides.addStretch(1)
        said = QHBoxLayout()
        said.addWidget(self.said, 1)
        said.addWidget(self.undo)
        for name in [deed for _, deed, _, _ in DEEDS]:
            self.buttons[name] = Button("")
            self.buttons[name].clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
        self.leave = Button(self.tr("Fermer   Échap"))
        self.leave.clicked.connect(self.left)
        self._row = Flow(self._theme, (*self.buttons.values(), self.leave))
        for widget in (self.title, self.count, self.links):
            self._column.addWidget(widget)
        self._column.addWidget(self.table, 10)
        self._column.addWidget(self.empty)
        self._column.addWidget(self.past)
        self._column.addLayout(said)
        self._column.addWidget(self._row)
        self._column.addStretch(1)
        self.say("")

    def show_team(self, team: Team, select: int | None = None) -> None:
        """Show a team, the post of the role `select` selected."""
        if self.team is None or self.team.id != team.id:
            self._past = False
        self.team = team
        structure = team.kind == STRUCTURE
        self.title.setText(words.typeset(team.name))
        self.count.setText(self._counted(team))
        said = [link_words(view) for view in team.links if view.current or view.kind == "replaces"]
        more = [f"+ {len(said) - MOST_LINKS}"] if len(said) > MOST_LINKS else []
        self.links.setText(" · ".join((*said[:MOST_LINKS], *more)))
        self.links.setVisible(bool(said))
        spoken = self.tr("Équipe de {name}") if structure else self.tr("Structures de {name}")
        self.setAccessibleName(spoken.format(name=team.name))
        self.table.setAccessibleName(spoken.format(name=team.name))
        self._show_posts(select)
        self._name_buttons()

    def _counted(self, team: Team) -> str:
        count = len(team.current)
        if team.kind != STRUCTURE:
            return words.plural(count, "structure", "structures")
        lead = next((post for post in team.current if post.is_lead), None)
        led = f"{words.lead(lead.gender)}{NARROW}: {words.typeset(lead.name)}" if lead else self.tr("sans référent")
        parts = [words.plural(count, "contact", "contacts"), *([led] if count else [])]
        return " · ".join((*parts, self.tr("structure fermée")) if team.closed else parts)

    def _show_posts(self, select: int | None = None) -> None:
        team = self.team
        if team is None:
            return
        gone = len(team.posts) - len(team.current)
        gender = None if team.kind == STRUCTURE else team.gender
        self.table.show_posts(team.posts if self._past else team.current, select, gender=gender)
        self.table.setVisible(bool(self.table.rows.posts))
        self.empty.setText(
            self.tr("Personne encore{n}: A ajoute quelqu’un.").format(n=NARROW)
            if team.kind == STRUCTURE
            else self.tr("Aucune structure{n}: A en ajoute une.").format(n=NARROW)
        )
        self.empty.setVisible(not self.table.rows.posts)
        verb = self.tr("cacher") if self._past else self.tr("montrer")
        self.past.setText(
            self.tr("{n}\u202f: {verb} (Alt M)").format(n=words.plural(gone, "ancien", "anciens"), verb=verb)
        )
        self.past.setVisible(gone > 0)

    def show_form(self, form: Form) -> None:
        """Put a deed under the table, its first field ready."""
        self.close_form()
        self.form = form
        form.left.connect(self.close_form)
        self._column.insertWidget(self._column.indexOf(self._row), form)
        self._row.hide()
        self.past.hide()
        self.table.setVisible(self.height() >= self._theme.px(LOW) and self.table.isVisibleTo(self))
        self.say("")
        form.show()
        form.start()

    @Slot()
    def close_form(self) -> None:
        """Take the deed away: the table has the focus again."""
        if self.form is not None:
            form, self.form = self.form, None
            form.hide()
            self._column.removeWidget(form)
            form.deleteLater()
            self._row.show()
            self._show_posts()
        self.take_focus()

    def take_focus(self) -> None:
        """The table, or the first button of an empty team."""
        target = self.table if self.table.isVisibleTo(self) else self.buttons["join"]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, *, bad: bool = False, undo: bool = False) -> None:
        """What was done, or why not."""
        self.said.paint_as("warning" if bad else "ink")
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.undo.setVisible(undo)

    def chosen(self) -> tuple[Post, ...]:
        """Those ticked, in the table's order, else the one selected."""
        ticked = set(self.table.rows.ticked)
        posts = tuple(post for post in self.table.rows.posts if post.role in ticked)
        one = self.table.post
        return posts or ((one,) if one is not None and one.current else ())

    @Slot()
    def _name_buttons(self) -> None:
        structure = self.team is not None and self.team.kind == STRUCTURE
        post, count = self.table.post, len(self.table.rows.ticked)
        gender = self.team.gender if self.team and not structure else post.gender if post else ""
        lead = words.lead(gender)
        led = (
            self.tr("N’est plus {lead}   R").format(lead=lead) if post and post.is_lead else f"{lead.capitalize()}   R"
        )
        names: Iterable[tuple[str, str]] = (
            ("join", self.tr("Ajouter   A")), ("lead", led),
            ("end", self.tr("Fin de fonction   F")), ("role", self.tr("Fonction, dates   D")),
            ("team", self.tr("L’équipe a changé ({n})   E").format(n=count) if count else
             self.tr("L’équipe a changé   E")),
            ("links", self.tr("Liens   L")), ("close", self.tr("Fermer la structure   X")),
        )  # fmt: skip
        for name, text in names:
            self.buttons[name].setText(text)
        for _, name, about_one, structures_only in DEEDS:
            fits = (structure or not structures_only) and (post is not None or not about_one)
            closed = self.team is not None and self.team.closed and name in ("close", "join")
            self.buttons[name].setVisible(fits and not (closed and structure))
        self._row.flow()

    @Slot(str)
    def _on_letter(self, letter: str) -> None:
        name = next((deed for key, deed, _, _ in DEEDS if key == letter), "")
        if name and not self.buttons[name].isHidden():
            self.wanted.emit(name)

    @Slot()
    def _turn_past(self) -> None:
        self._past = not self._past
        self._show_posts()
        self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc leaves; letters work from the buttons of an empty team too."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.text().isalpha() and not event.modifiers() and self.form is None:
            self._on_letter(event.text().lower())
        else:
            super().keyPressEvent(event)

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._box.setMaximumWidth(px(WIDEST))
        self._sides.setContentsMargins(px(20), px(18), px(20), px(14))
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self.table.setMinimumHeight(px(110))
