"""« Importer des fiches… »: which file, and whose; then it is read, in the background."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QProgressBar, QWidget

from carnet.queries.import_list import BegunReview
from carnet.ui.export_parts import Pick
from carnet.ui.import_work import Look, Step, quoted
from carnet.ui.panel_parts import ButtonRow, Column, Link, plain, primary
from carnet.ui.theme import Theme
from carnet.words import NARROW, long_date, plural

_FORMATS = {"vcard": "des fiches vCard", "csv": "un tableau CSV", "xlsx": "un classeur Excel"}


class ImportPage(Column):
    """`file_wanted`: a file is to be chosen. `file_given(Path)`: one was dropped. `going(str)`: on, with whose book it
    is, "" for one's own. `list_wanted`: the imports made. `left`: Esc. `given_up`: the reading must stop."""

    file_wanted = Signal()
    file_given = Signal(object)
    going = Signal(str)
    list_wanted = Signal()
    left = Signal()
    given_up = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Importer des fiches"))
        self.setAcceptDrops(True)
        self.look: Look | None = None
        self.about = self.words(
            self.tr(
                "Depuis un téléphone, Outlook, Google, votre logiciel, un tableau, ou le carnet d’un prédécesseur. "
                "Rien ne s’écrit avant «\u202fAppliquer\u202f», et tout se défait."
            )
        )
        self.file = self.words("", weight=600)
        self.begun = self.words("")
        self.choose_button = primary(self.tr("Choisir un fichier…"))
        self.kinds = self.soft(
            self.tr(
                "vCard (.vcf), CSV ou Excel (.xlsx), reconnus à leur contenu. On peut aussi glisser le fichier ici."
            )
        )
        self.choose_button.clicked.connect(self.file_wanted)
        self.column.addWidget(ButtonRow(theme, (self.choose_button,)))
        self._whose = self._questions()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("Lecture du fichier"))
        self.column.addWidget(self.progress)
        self.reading = self.soft("")
        self.said = self.notice()
        self.go_button, self.close_button = primary(self.tr("Lire le fichier")), plain(self.tr("Fermer   Échap"))
        self.leaving = self.close_button
        self.go_button.clicked.connect(self._go)
        self.close_button.clicked.connect(self._leave)
        self.buttons(self.go_button, self.close_button)
        self.list_link = Link(theme, self.tr("Imports déjà faits"))
        self.list_link.clicked.connect(self.list_wanted)
        self.column.addWidget(self.list_link)
        self.column.addStretch(1)
        self._reading = False
        self.show_file(None)

    def _questions(self) -> QWidget:
        """Whose cards they are."""
        self.whose = self.words(self.tr("De qui sont ces fiches\u202f?"), weight=600)
        self.mine = Pick(self.theme, self.tr("De moi\u202f: mon téléphone, mon logiciel, mon tableau"))
        self.theirs = Pick(self.theme, self.tr("D’un confrère\u202f: son carnet, son fichier"))
        self._group = QButtonGroup(self)
        for button in (self.mine, self.theirs):
            self._group.addButton(button)
            button.entered.connect(self._on_entered)
            self.column.addWidget(button)
        self.mine.setChecked(True)
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Dr Morel"))
        self.name.setAccessibleName(self.tr("Nom du confrère"))
        self.name.returnPressed.connect(self._go)
        self.column.addWidget(self.name)
        self.theirs_said = self.soft(
            self.tr("Ses notes resteront les siennes, «\u202fnote du Dr Morel\u202f», à côté des vôtres.")
        )
        self._group.buttonToggled.connect(self._on_whose)
        return self.name

    @property
    def author(self) -> str:
        """Whose book it is, "" for one's own."""
        return " ".join(self.name.text().split()) if self.theirs.isChecked() else ""

    def show_file(self, look: Look | None) -> None:
        """Show the file chosen, or ask for one. A review that was begun says whose it is."""
        self.look = look
        begun = look.begun if look else None
        self.file.setText(_described(look) if look else "")
        self.begun.setText(_begun_words(begun) if begun else "")
        self.begun.setVisible(begun is not None)
        self.name.setText(begun.author if begun else "")
        (self.theirs if self.name.text() else self.mine).setChecked(True)
        self.choose_button.setText(self.tr("Un autre fichier…") if look else self.tr("Choisir un fichier…"))
        self.choose_button.setProperty("primary", not look)
        self.choose_button.style().polish(self.choose_button)
        for part in (self.file, self.whose, self.mine, self.theirs, self.go_button):
            part.setVisible(look is not None)
        self.kinds.setVisible(look is None)
        reading = self.tr("Reprendre la revue") if begun else self.tr("Lire le fichier")
        self.go_button.setText(self.tr("Voir les colonnes") if look and look.table else reading)
        self._on_whose()
        self.show_reading("")
        self.setFocusProxy(self.go_button if look else self.choose_button)
        if look:
            self.go_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_reading(self, words: str) -> None:
        """Say that a file is being read, "" when it no longer is."""
        self._reading = bool(words)
        self.reading.setText(words)
        self.progress.setRange(0, 0)
        for part in (self.reading, self.progress):
            part.setVisible(self._reading)
        self.close_button.setText(self.tr("Annuler   Échap") if words else self.tr("Fermer   Échap"))
        for asked in (self.go_button, self.choose_button, self.mine, self.theirs, self.name):
            asked.setEnabled(not self._reading)
        if words:
            self.said.say("")
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def show_step(self, step: Step) -> None:
        """How far it is."""
        if not self._reading:
            return
        self.progress.setRange(0, 1000 if 0 < step.part < 1 else 0)
        self.progress.setValue(round(step.part * 1000))
        self.reading.setText(f"{plural(step.cards, 'fiche lue', 'fiches lues')}…")

    def refuse(self, words: str) -> None:
        """Say what went wrong; another file may be chosen."""
        self.show_reading("")
        self.said.say(words)
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter goes on from whose cards they are."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.look is not None:
            self._go()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """A file may be dropped."""
        if dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """A file was dropped."""
        path = dropped(event)
        if path is not None and not self._reading:
            event.acceptProposedAction()
            self.file_given.emit(path)

    @Slot()
    def _on_whose(self) -> None:
        shown = self.look is not None and self.theirs.isChecked()
        self.name.setVisible(shown)
        self.theirs_said.setVisible(shown)

    @Slot()
    def _on_entered(self) -> None:
        """Enter on an answer: to the name that it asks, or on."""
        if self.theirs.isChecked() and not self.author:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._go()

    @Slot()
    def _go(self) -> None:
        if self.look is None or self._reading:
            return
        if self.theirs.isChecked() and not self.author:
            self.said.say(self.tr("De qui{n}? Écrivez son nom, par exemple Dr Morel.").format(n=NARROW))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.going.emit(self.author)

    @Slot()
    def _leave(self) -> None:
        if self._reading:
            self.show_reading("")
            self.given_up.emit()
        else:
            self.left.emit()


def _described(look: Look) -> str:
    what = _FORMATS.get(look.format, "un fichier")
    by = f" ({look.source})" if look.source else ""
    rows = f", {plural(len(look.table.header), 'colonne', 'colonnes')}" if look.table else ""
    return f"{quoted(look.path.name)}{NARROW}: {what}{by}{rows}"


def _begun_words(begun: BegunReview) -> str:
    decided = plural(begun.decided, "décision gardée", "décisions gardées")
    return f"Revue commencée le {long_date(begun.begun_at.astimezone().date())}{NARROW}: {decided}."


def dropped(event: QDropEvent) -> Path | None:
    """The one file of this machine that is being dropped, None for anything else."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
