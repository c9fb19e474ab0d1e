"""« Modifier la fiche » (Ctrl+E): opens the edit panel on the card shown, writes what it tells, reads it again."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.ui.acts import Done
from carnet.ui.choice_field import Choice
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.queries.editable import Editable
    from carnet.queries.sheet import Sheet
    from carnet.ui.editor_panel import EditorPanel
    from carnet.ui.editor_parts import Around
    from carnet.ui.editor_rows import Save
    from carnet.ui.editor_suggest import SuggestField
    from carnet.ui.main_window import MainWindow
    from carnet.ui.searcher import Errand, Reach


class _Unchanged(CarnetError):  # noqa: N818
    """What was written is what was there: nothing to undo, nothing to say."""


def edit(window: "MainWindow") -> None:
    """Open the edit panel on the card shown."""
    (window.findChild(Editor) or Editor(window)).open()


class Editor(QObject):
    """One for a window. `panel`: the one that is open."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._id = ""
        self._before: object | None = None  # the latest deed when the panel was opened: Ctrl+Z stops there
        self.panel: EditorPanel | None = None
        window.installEventFilter(self)
        window.hands.changed.connect(self._on_changed)
        window.searcher.loaded.connect(self._on_loaded)
        window.session.book_leaving.connect(self._save_all)
        window.session.book_closing.connect(self._drop)

    def open(self) -> None:
        """Edit the card shown, if it is the book's."""
        window, content = self._window, self._window.page.card.content
        if content is None or not content.editable or self._showing is not None:
            return
        if not content.in_book:
            window.page.status.say(
                f"{content.name} est dans l’annuaire national{NARROW}: Alt A l’ajoute d’abord à votre carnet.", bad=True
            )
            return
        self._id, self._before = content.id, window.hands.latest
        # Its first import takes a moment: what is typed meanwhile is for the box, and must be there before the panel.
        from carnet.ui import editor_panel  # noqa: F401

        window.searcher.send(_reading(content.id), partial(self._show_if, window.page.box.text()), self._refuse)

    @property
    def _showing(self) -> "EditorPanel | None":
        """The panel, if it is still there."""
        panel = self.panel
        return panel if panel is not None and isValid(panel) and panel.isVisible() else None

    def _show_if(self, typed: str, card: "Editable") -> None:
        """Show the panel, unless other words are in the box than when it was asked for: they would go on in its fields,
        which are saved."""
        if self._window.page.box.text() == typed:
            self._show(card)
        else:
            said = f"Ctrl E{NARROW}: pas fait, les mots ont changé avant que la fiche s’ouvre."
            self._window.page.status.say(said, bad=True)

    def _show(self, card: "Editable") -> None:
        from carnet.ui.editor_panel import EditorPanel

        panel = EditorPanel(self._window.theme, card, self._around)
        panel.saving.connect(self._save)
        panel.undo_wanted.connect(self._undo)
        panel.left.connect(self._leave)
        self._add_documents(panel)
        self.panel = panel
        self._window.show_panel(panel, side=True)
        panel.start()
        self._window.page.status.show_keys(_keys())

    def _add_documents(self, panel: "EditorPanel") -> None:
        from carnet.ui.documents import Documents

        documents = Documents.of(self._window).section(self._id)
        documents.left.connect(panel.finish)
        folded = panel.add_section(self.tr("Documents et photo"), documents)
        documents.counted.connect(folded.say)

    def _around(self, panel: "EditorPanel") -> "Around":
        from carnet.ui.editor_parts import Around

        return Around(self._window.theme, panel, self._window.session.today(), panel.send, self._complete)

    @Slot(object)
    def _save(self, save: "Save") -> None:
        panel = self.panel

        def then(done: Done) -> None:
            if panel is not None and isValid(panel):
                panel.settled()

        def failed(error: CarnetError) -> None:
            if panel is None or not isValid(panel):
                self._refuse(error)
                return
            if isinstance(error, _Unchanged):
                panel.settled()
                self._read_again()
                return
            panel.settled(error)
            save.refused(error)

        errand = _writing(self._id, save, self._window.session.now())
        self._window.hands.write(
            errand,
            f"{save.what}{NARROW}: enregistré",
            f"{save.what}{NARROW}: remis comme avant",
            then=then,
            failed=failed,
        )

    @Slot()
    def _undo(self) -> None:
        """Take the last change back, of those made here."""
        hands = self._window.hands
        if hands.latest is not None and hands.latest is not self._before:
            hands.undo()
        else:
            self._window.page.status.say("Rien à annuler sur cette fiche")

    @Slot(object)
    def _on_changed(self, done: Done) -> None:
        if done.id in ("", self._id):
            self._read_again()

    def _read_again(self) -> None:
        """Show the card as it is now, once nothing is on its way any more."""
        panel = self._showing
        if panel is None or panel.busy:
            return

        def show(card: "Editable") -> None:
            if isValid(panel) and not panel.busy:
                panel.show_card(card)

        def gone(error: CarnetError) -> None:
            if isValid(panel):
                panel.refuse(error)

        self._window.searcher.send(_reading(self._id), show, gone)

    def _complete(self, kind: str, field: "SuggestField", text: str) -> None:
        """Offer communes, or cards of the book, for what is typed."""

        def offer(choices: tuple[Choice, ...]) -> None:
            if isValid(field):
                field.offer(text, choices)

        but = self.panel.card.id if self.panel is not None else None
        self._window.searcher.send(_towns(text) if kind == "town" else _cards(text, kind, but), offer, self._refuse)

    @Slot()
    def _leave(self) -> None:
        """Back to the card, which may no longer answer the words in the box: then it is searched by its name."""
        panel = self._showing
        if panel is None:
            return
        window, self.panel = self._window, None
        window.close_panel()
        window.consultation.again(self._id)
        self._find(self._id, panel.name, window.page.box.text(), rounds=2)

    def _find(self, identifier: str, name: str, asked: str, *, rounds: int) -> None:
        """Once the list has answered, and unfolded if it had to: search the card by its name if it is not there."""

        def look(_: object) -> None:
            line, page = self._window.page.view.current_line(), self._window.page
            if rounds:
                self._find(identifier, name, asked, rounds=rounds - 1)
            elif (line is None or line.id != identifier) and page.box.text() == asked:
                self._window.consultation.type(name)
                self._window.consultation.again(identifier)

        self._window.searcher.send(_reading(identifier), look, lambda error: None)

    @Slot(object)
    def _on_loaded(self, sheet: "Sheet") -> None:
        """Another card is asked for in the list or the box: what was typed is saved already, the panel gives way."""
        panel = self._showing
        focus = QApplication.focusWidget()
        away = focus is not None and panel is not None and focus is not panel and not panel.isAncestorOf(focus)
        if panel is not None and sheet.id != self._id and away:
            self.panel = None
            self._window.page.close_side()
        elif panel is not None:
            self._window.page.status.show_keys(_keys())  # those of the card were just written there

    @Slot()
    def _save_all(self) -> None:
        """The book will close, by a lock too: what is being typed is saved first."""
        if self._showing is not None:
            self._showing.save_all()

    @Slot()
    def _drop(self) -> None:
        """The book closes: nothing of it stays on screen."""
        if self._showing is not None:
            self.panel = None
            self._window.page.close_side()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """The window closes: what is being typed is saved first."""
        panel = self._showing
        if event.type() == QEvent.Type.Close and watched is self._window and panel is not None:
            panel.save_all()
        return super().eventFilter(watched, event)

    def _refuse(self, error: CarnetError) -> None:
        self._window.page.status.say(str(error), bad=True)


def _keys() -> tuple[tuple[str, str], ...]:
    """What is worth knowing while a card is edited."""
    tr = QCoreApplication.translate
    return (
        ("Entrée", tr("editor", "enregistrer et avancer")), ("Maj Entrée", tr("editor", "à la ligne")),
        ("Ctrl Z", tr("editor", "annuler")), ("Échap", tr("editor", "terminé")),
    )  # fmt: skip


def _reading(identifier: str) -> "Errand":
    def errand(reach: "Reach") -> "Editable":
        from carnet.queries.card import row_id
        from carnet.queries.editable import editable
        from carnet.services import editing  # noqa: F401  (loaded in this thread, so that the window never waits for it)

        if reach.book().profile is not Profile.OWNER:  # the panel shows what no other view may see
            raise CarnetError("Cette vue ne modifie pas les fiches : seul le médecin le fait, avec son mot de passe.")
        connection = reach.book().reader()
        try:
            key = row_id(connection, identifier)
        except CarnetError:
            raise CarnetError(
                f"Cette fiche n’est plus dans votre carnet{NARROW}: elle a été retirée entre-temps."
            ) from None
        return editable(connection, key)

    return errand


def _writing(identifier: str, save: "Save", now: datetime) -> "Errand":
    def errand(reach: "Reach") -> Done:
        changes = save.write(reach, now)
        if changes.nothing:
            raise _Unchanged
        return Done(identifier, changes.batch)

    return errand


def _towns(text: str) -> "Errand":
    def errand(reach: "Reach") -> tuple[Choice, ...]:
        words = text.split()
        code = words[0] if words and words[0].isdigit() and len(words) > 1 else ""
        found = reach.towns(" ".join(words[1:]) if code else text)
        listed = [town for town in found if not code or town.postcode[:2] == code[:2]] or list(found)
        return tuple(Choice(town.insee, f"{code or town.postcode} {town.name}", _far(town.km)) for town in listed)

    return errand


def _far(km: float | None) -> str:
    from carnet import words

    return "" if km is None else words.kilometres(km)


def _cards(text: str, kind: str, but: int | None) -> "Errand":
    def errand(reach: "Reach") -> tuple[Choice, ...]:
        from carnet.queries.editable import named

        found: Any = named(reach.book().reader(), text, kind="structure" if kind == "structure" else "", but=but)
        return tuple(Choice(one.key, one.name, one.more) for one in found)

    return errand
