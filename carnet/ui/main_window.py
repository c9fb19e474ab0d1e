"""The window: one page to search on, panels beside or over it, and every key bound once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from carnet.domain.disclosure import Profile
from carnet.errors import CarnetError
from carnet.ui import keys, window_state
from carnet.ui.consultation import Consultation
from carnet.ui.result_lines import Line
from carnet.ui.search_page import SearchPage
from carnet.ui.searcher import Searcher
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.queries.sheet import Sheet
    from carnet.ui.clipboard import Board
    from carnet.ui.follow_corner import FollowCorner
    from carnet.ui.hands import Hands
    from carnet.ui.opening import Opener
    from carnet.ui.patient_turn import PatientTurn
    from carnet.ui.settings_menu import SettingsMenu
    from carnet.ui.town_choice import TownChoice
    from carnet.ui.window_keys import WindowKeys

PATIENCE_MS = 600  # for a first answer
BREATH_MS = 10  # after it: time to paint, and to hear the keys


class MainWindow(QMainWindow):
    """The one window. Others show their panels in it by `show_panel`, and a lasting remark by `show_notice`.

    `import_requested`, `unlock_requested`: a button asks for those panels. `completed`: all of it is there; until then
    the box and the list only, and nothing else has been loaded. `settings_menu` may then be added to.
    """

    import_requested = Signal()
    unlock_requested = Signal()
    completed = Signal()

    hands: "Hands"
    keys: "WindowKeys"
    town: "TownChoice"
    patient: "PatientTurn"
    settings_menu: "SettingsMenu"
    follow_corner: "FollowCorner"

    def __init__(
        self,
        session: Session,
        *,
        board: "Board | None" = None,
        opener: "Opener | None" = None,
        rows_first: bool = False,
    ) -> None:
        """`board` and `opener` replace the system's clipboard and its way to open links.

        `rows_first`: what the first answer does not need is made after it.
        """
        super().__init__()
        self.session = session
        self._board, self._opener = board, opener
        self.theme = Theme(session.settings.theme, session.settings.text_percent, self, dressed=not rows_first)
        self.searcher = Searcher(self)
        self.page = SearchPage(self.theme, demonstration=session.demonstration)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.page)
        self.setCentralWidget(self.pages)
        self.consultation = Consultation(session, self.searcher, self.page, self)
        self._profile: Profile | None = None  # for whom the book was open last
        self._connect()
        window_state.restore(self, self.page.splitter, session.settings)
        self._tell_session()
        self.page.box.setFocus()
        if not rows_first:
            self.complete()
        self.consultation.ask()
        if rows_first:
            self.consultation.shown.connect(self._complete_soon, Qt.ConnectionType.SingleShotConnection)
            QTimer.singleShot(PATIENCE_MS, self, self.complete)

    @Slot()
    def _complete_soon(self) -> None:
        QTimer.singleShot(BREATH_MS, self, self.complete)

    @Slot()
    def complete(self) -> None:
        """Make all that the first rows did not need. Of no effect the second time."""
        if self.page.completed:
            return
        from carnet.ui.follow_corner import FollowCorner
        from carnet.ui.hands import Hands
        from carnet.ui.patient_turn import PatientTurn
        from carnet.ui.settings_menu import SettingsMenu
        from carnet.ui.top_buttons import TopButtons
        from carnet.ui.town_choice import TownChoice
        from carnet.ui.window_keys import WindowKeys

        page, session = self.page, self.session
        page.complete()
        self.settings_menu = SettingsMenu(session, self.theme, self)
        page.settings_button.setMenu(self.settings_menu)
        self.patient = PatientTurn(self)
        self.hands = Hands(session, self.searcher, self.consultation, page, self.theme, self._board, self._opener)
        self.town = TownChoice(self.searcher, self.consultation, page)
        self.keys = WindowKeys(self)
        self.follow_corner = FollowCorner(self)
        TopButtons(self)
        self._connect_the_rest()
        self._fit_view()
        self.consultation.show_cards()
        self.completed.emit()
        self.consultation.pressed.go_on()

    def _connect(self) -> None:
        page, session = self.page, self.session
        page.box.key_offered.connect(self.keyPressEvent)
        page.teaching.import_wanted.connect(self.import_requested)
        page.teaching.unlock_wanted.connect(self.unlock_requested)
        self.consultation.failed.connect(self._refuse)
        session.book_changed.connect(self._tell_session)
        session.lock_changed.connect(self._tell_session)
        session.vault_vanished.connect(self._on_vanished)

    def _connect_the_rest(self) -> None:
        page = self.page
        page.view.opened.connect(self._into_card)
        page.view.menu_wanted.connect(self.keys.show_row_menu)
        page.teaching.capture_wanted.connect(self.keys["capture"].trigger)
        self.consultation.idled.connect(self._leave_side)
        page.card.deed_wanted.connect(self.keys.do_on_card)
        self.searcher.loaded.connect(self._show_photo)
        page.help_button.clicked.connect(self.keys["help"].trigger)
        self.settings_menu.failed.connect(self._refuse)
        self.hands.homeward.connect(page.box.setFocus)

    def show_panel(self, widget: QWidget, *, side: bool = False) -> None:
        """Show a panel: over the whole page, or in place of the card. The window owns it from then on."""
        self.complete()
        self.close_panel()
        if side:
            self.page.show_side(widget)
        else:
            self.pages.addWidget(widget)
            self.go_to(widget)
        widget.setFocus()

    def close_panel(self) -> None:
        """Back to the search; the panel that was shown is gone."""
        if not self.page.completed:
            return
        widget = self.pages.currentWidget()
        self.go_to(self.page)
        if widget is not None and widget not in (self.page, self.patient.screen):
            self.pages.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.page.close_side()
        self.page.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, widget: QWidget) -> None:
        """Show a page; away from the search, its keys are off."""
        self.pages.setCurrentWidget(widget)
        self.keys.work(on_search=widget is self.page)

    def show_notice(self, words: str, action: str = "", deed: Callable[[], object] | None = None) -> None:
        """Say one lasting line above the list, with a button that does `deed`."""
        self.page.notice.say(words, action, deed)

    def close_notice(self) -> None:
        """Say it no more, and keep no word of it."""
        self.page.notice.say("", "", None)
        self.page.notice.hide()

    @Slot()
    def to_box(self) -> None:
        """The focus goes to the box, its words selected: the next ones replace them."""
        if self.pages.currentWidget() is self.page:
            self.page.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.page.box.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Alt and a digit copy that line, by the key's place; Esc comes back to the box from anywhere."""
        on_page = self.pages.currentWidget() is self.page
        place = keys.digit(event) if event.modifiers() & Qt.KeyboardModifier.AltModifier and on_page else None
        early = None if self.page.completed else keys.pressed(event)
        if place is not None:
            self.consultation.pressed.do(lambda: self.hands.copy(place), f"Alt {place}")
            event.accept()
        elif early is not None:  # the key's own room is not there yet
            self.consultation.pressed.do(lambda: self.keys.replay(early), early.written)
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and on_page:
            self.page.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Remember the window as it is; end the thread that reads; nothing private stays in the clipboard."""
        try:
            self.session.change_settings(**window_state.state(self, self.page.splitter))
        except CarnetError as error:
            self._refuse(error)  # a place on the screen is lost, nothing else: the window closes all the same
        if self.page.completed:
            self.hands.copier.forget()
        self.searcher.close()
        super().closeEvent(event)

    @Slot()
    def _leave_side(self) -> None:
        """Esc in the box with nothing to clear: a panel that can be left is."""
        left = getattr(self.page.right.currentWidget(), "left", None)
        if left is not None:
            left.emit()

    @Slot(object)
    def _show_photo(self, sheet: "Sheet") -> None:
        if sheet.reader.private and any(one.is_photo for one in sheet.reader.private.documents):
            from carnet.ui.documents import Documents

            Documents.of(self).show_photo(sheet)

    @Slot(object)
    def _into_card(self, line: Line) -> None:
        self.page.close_side()
        self.page.card.enter()

    @Slot()
    def _tell_session(self) -> None:
        self.page.status.show_demonstration(on=self.session.demonstration)
        name = self.session.practice_name
        self.setWindowTitle(f"carnet · {name}" if name else "carnet")
        self._fit_view()

    def _fit_view(self) -> None:
        """Keys are those of the view; nothing said in the former one remains."""
        profile = self.session.profile
        if self.page.completed:
            self.keys.fit_view()
        self.page.status.show_view("" if profile is Profile.OWNER else self.tr("Vue du secrétariat"))
        if self.session.book is not None:
            if self._profile not in (None, profile):
                self.close_panel()
                self.close_notice()
            self._profile = profile

    @Slot()
    def _on_vanished(self) -> None:
        self.show_notice(
            f"Le fichier de votre carnet a disparu de {self.session.folders.data}{NARROW}: remettez-le en place"
            f" avant de fermer carnet. Tant que la fenêtre est ouverte, il se lit encore{NARROW}; rien ne s’y écrit."
        )

    @Slot(object)
    def _refuse(self, error: CarnetError) -> None:
        self.page.status.say(str(error), bad=True)
