"""« Texte pour le dossier… »: the line that goes to the clipboard with each referral, in the owner's words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit
from shiboken6 import isValid

from carnet.errors import CarnetError
from carnet.queries import loop_words
from carnet.ui.acts import Done, whole
from carnet.ui.panel_parts import Column, plain, primary
from carnet.ui.searcher import Errand, Reach
from carnet.ui.theme import Theme
from carnet.words import NARROW, long_date

if TYPE_CHECKING:
    from datetime import date, datetime

    from carnet.ui.main_window import MainWindow

_LINES = 4


class TemplateField(QPlainTextEdit):
    """Tab goes on, as in every form. `entered`: Enter."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """The text is one line: Enter saves it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class TemplatePage(Column):
    """The text, what it may name, and what it gives for an example. `saved(str)`: "" for the text of the start."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, text: str, today: "date") -> None:
        super().__init__(theme, self.tr("Texte pour le dossier"))
        self._example = {
            "date": long_date(today), "nom": "Dr Karim BENHADDOU", "spécialité": "rhumatologue",
            "commune": "L’Isle-sur-la-Sorgue", "téléphone": "04 65 71 08 31", "motif": "avis",
            "mode": loop_words.MODES["letter"], "urgence": "", "patient": "GM",
        }  # fmt: skip
        self.words(
            self.tr("À chaque adressage, cette ligne est copiée{n}: il reste à la coller dans le dossier du patient.")
            .format(n=NARROW)
        )  # fmt: skip
        self.text = TemplateField()
        self.text.setAccessibleName(self.tr("Texte pour le dossier"))
        self.column.addWidget(self.text)
        fields = " ".join(f"{{{name}}}" for name in loop_words.RECORD_FIELDS)
        self.soft(
            self.tr("Au choix{n}: {fields}. Entre crochets, ce qui disparaît quand on ne le sait pas.").format(
                n=NARROW, fields=fields
            )
        )
        self.soft(self.tr("Par exemple{n}:").format(n=NARROW))
        self.example = self.words("", weight=500)
        self._said = self.notice()
        self.save_button = primary(self.tr("Enregistrer"))
        self.usual_button, self.close_button = plain(self.tr("Texte d’origine")), plain(self.tr("Fermer"))
        self.buttons(self.save_button, self.usual_button, self.close_button)
        self.column.addStretch(1)
        self.save_button.clicked.connect(self._save)
        self.usual_button.clicked.connect(self._put_back)
        self.close_button.clicked.connect(self.left)
        self.text.entered.connect(self._save)
        self.text.textChanged.connect(self._show_example)
        self.setFocusProxy(self.text)
        self.text.setPlainText(text)
        theme.changed.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def say(self, sentence: str) -> None:
        """Tell what went wrong."""
        self._said.say(sentence)

    @Slot()
    def _save(self) -> None:
        text = " ".join(self.text.toPlainText().split())
        try:
            loop_words.check_template(text or loop_words.RECORD_LINE)
        except CarnetError as error:
            self.say(str(error))
        else:
            self.saved.emit("" if text == loop_words.RECORD_LINE else text)

    @Slot()
    def _put_back(self) -> None:
        self.text.setPlainText(loop_words.RECORD_LINE)
        self.text.setFocus()

    @Slot()
    def _show_example(self) -> None:
        text = " ".join(self.text.toPlainText().split())
        try:
            loop_words.check_template(text)
        except CarnetError as error:
            self.say(str(error) if text else "")
            self.example.setText("")
        else:
            self.say("")
            self.example.setText(loop_words.record_line(text, self._example))

    @Slot()
    def _fit(self) -> None:
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + self.theme.px(20))


class Template(QObject):
    """Opens the page in the window, and keeps what is written there."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._page: TemplatePage | None = None

    def open(self) -> None:
        """Show the text as it is."""
        window = self._window

        def show(text: str) -> None:
            self._page = page = TemplatePage(window.theme, text, window.session.today())
            page.saved.connect(self._save)
            page.left.connect(window.close_panel)
            window.show_panel(page, side=True)

        window.searcher.send(_read, show, self._refuse)

    @Slot(str)
    def _save(self, text: str) -> None:
        page, window = self._page, self._window

        def then(done: Done) -> None:
            if page is not None and isValid(page):
                window.close_panel()

        def failed(error: CarnetError) -> None:
            if page is not None and isValid(page):
                page.say(str(error))
            else:
                self._refuse(error)

        errand = _write(text, window.session.now())
        said, unsaid = self.tr("Texte pour le dossier enregistré"), self.tr("Texte pour le dossier remis comme avant")
        window.hands.write(errand, said, unsaid, then=then, failed=failed)

    def _refuse(self, error: CarnetError) -> None:
        self._window.page.status.say(str(error), bad=True)


def open_template(window: "MainWindow") -> None:
    """Show the page of the text for the medical record."""
    found = window.findChild(Template)
    (found if isinstance(found, Template) else Template(window)).open()


def _read(reach: Reach) -> str:
    from carnet.services import referrals

    return referrals.template(reach.book("set_record_line"))


def _write(text: str, now: "datetime") -> Errand:
    def errand(reach: Reach) -> Done:
        from carnet.services import referrals

        changes = referrals.set_template(whole(reach.book("set_record_line")), text, now=now)
        return Done("", changes.batch)

    return errand
