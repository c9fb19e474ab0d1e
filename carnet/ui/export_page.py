"""« Exporter des fiches »: what is asked at the left; at the right what leaves and what stays, before anything is
written, then the file."""

from collections.abc import Callable
from datetime import date
from os.path import lexists
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from carnet.domain.disclosure import Profile
from carnet.exchange.export import EXTENSIONS
from carnet.services.exports import Export, Order, summary_words
from carnet.ui.export_choices import Among, ExportChoices
from carnet.ui.export_parts import Sentence
from carnet.ui.panel_parts import Notice, Words, plain, primary
from carnet.ui.theme import Theme
from carnet.words import NARROW, long_date

_SIDE, _MOST_OF_WIDTH, _COLUMN = 400, 0.44, 620  # pixels at 100 %: the right; its share at most; the questions

ChooseFile = Callable[[Path], Path | None]


class ExportPage(QWidget):
    """`left`: Esc, or « Revenir ». `write_wanted(Path)`. `stop_wanted`: Esc while the file is written.

    `folder_wanted`: show where the file is. `choose_file` is given a path and returns the one chosen.
    """

    left = Signal()
    write_wanted = Signal(object)
    stop_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, theme: Theme, among: Among, today: date, *, choose_file: ChooseFile | None = None) -> None:
        super().__init__()
        self._theme = theme
        self.choose_file = choose_file or self._choose
        self.ready: Export | None = None
        self.writing = False
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Exporter des fiches"))
        self.choices = ExportChoices(theme, among, today)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._make_questions(), 1)
        self._rule = QFrame()
        self._rule.setObjectName("rule")
        self._rule.setFixedWidth(1)
        whole.addWidget(self._rule)
        whole.addWidget(self._make_side())
        self._bind()
        self.setFocusProxy(self.choices)
        theme.changed.connect(self._renew)
        self._renew()
        self.show_counting()

    def _make_questions(self) -> QScrollArea:
        body = QWidget()
        body.setObjectName("card")
        sides = QHBoxLayout(body)
        sides.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        self._left_column = QVBoxLayout(inner)
        self._left_column.addWidget(Words(self._theme, self.tr("Exporter des fiches"), size=22, weight=700))
        self._left_column.addWidget(self.choices)
        self._left_column.addStretch(1)
        sides.addWidget(inner, 100)
        sides.addStretch(1)
        self._inner = inner
        area = _scrolled(body)
        self.choices.reached.connect(area.ensureWidgetVisible)
        return area

    def _make_side(self) -> QScrollArea:
        theme, tr = self._theme, self.tr
        body = QWidget()
        body.setObjectName("card")
        self._column = QVBoxLayout(body)
        self.whom = Words(theme, size=17, weight=600)
        self.leaves, self.stays, self.ignored = Sentence(theme), Sentence(theme), Notice(theme)
        self.missing = Words(theme, colour="soft")
        self.write_button = primary(tr("Écrire le fichier…   Ctrl S"))
        self.write_button.setAccessibleName(tr("Écrire le fichier, Ctrl S"))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Écriture du fichier"))
        self.notice = Notice(theme)
        self.folder_button, self.back_button = plain(tr("Ouvrir le dossier")), plain("")
        for widget in (
            self.whom, self.leaves, self.stays, self.ignored, self.missing, self.write_button, self.progress,
            self.notice, self.folder_button,
        ):  # fmt: skip
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._column.addWidget(
            Words(
                theme,
                tr(
                    "Rien n’est écrit avant «\u202fÉcrire le fichier…\u202f». Le fichier n’est pas chiffré\u202f: qui"
                    " l’ouvre le lit."
                ),
                size=13,
                colour="soft",
            )
        )
        self._column.addWidget(self.back_button)
        self._side = _scrolled(body)
        return self._side

    def _bind(self) -> None:
        for key, deed in (("Ctrl+S", self.write), ("Esc", self._leave)):
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, deed=deed: deed())
            self.addAction(action)
        self.write_button.clicked.connect(self.write)
        self.back_button.clicked.connect(self._leave)
        self.folder_button.clicked.connect(self.folder_wanted)

    def show_counting(self) -> None:
        """What leaves is being counted."""
        self._forget()
        self.missing.setText(self.tr("Lecture des fiches…"))
        self._fit()

    def show_missing(self, words: str) -> None:
        """Something must be said first, or nobody is chosen."""
        self._forget()
        self.missing.setText(words)
        self._fit()

    def show_ready(self, export: Export) -> None:
        """Say what leaves and what stays; the file can be written."""
        self._forget()
        self.ready = export
        leaves, stays = summary_words(export.summary)
        self.whom.setText(whom_words(export.order))
        self.leaves.say(leaves)
        self.stays.say(stays)
        if export.ignored:
            words = ", ".join(f"«{NARROW}{word}{NARROW}»" for word in export.ignored)
            self.ignored.say(self.tr("Personne ne répond à {words}\u202f: laissé de côté.").format(words=words))
        self.write_button.setAccessibleDescription(f"{self.whom.text()} {leaves} {stays}")
        self._fit()

    def _forget(self) -> None:
        """Nothing that was said of another choice remains."""
        self.ready = None
        self.whom.setText("")
        self.leaves.say("")
        self.stays.say("")
        self.ignored.say("")
        self.missing.setText("")
        self.notice.say("")
        self.folder_button.hide()
        self.write_button.setAccessibleDescription("")

    def show_writing(self, done: int = 0) -> None:
        """So many cards are written; the last ones ask for more time in a workbook."""
        if not self.writing:
            self.writing = True
            self.notice.say("")
            self.folder_button.hide()
            self._fit()
            self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)
        total = self.ready.summary.cards if self.ready else 0
        self.progress.setRange(0, total if done < total else 0)
        self.progress.setValue(done)

    def show_written(self, words: str) -> None:
        """It is done, and where it is."""
        self.writing = False
        self.notice.paint_as("accent")
        self.notice.say(words)
        self.folder_button.show()
        self._fit()
        self.folder_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str) -> None:
        """Say what went wrong; it can be tried again."""
        self.writing = False
        self.notice.paint_as("warning")
        self.notice.say(words)
        self._fit()
        self.write_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """Show what there is to see, and let be done what can be."""
        self.missing.setVisible(bool(self.missing.text()))
        self.whom.setVisible(bool(self.whom.text()))
        self.progress.setVisible(self.writing)
        self.write_button.setEnabled(self.ready is not None and not self.writing)
        self.choices.setEnabled(not self.writing)
        self.back_button.setText(self.tr("Arrêter   Échap") if self.writing else self.tr("Revenir   Échap"))

    @Slot()
    def write(self) -> None:
        """Choose where, and ask for the file."""
        if self.ready is None or self.writing:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        path = self.choose_file(Path(folder) / file_name(self.ready.order))
        if path is None:
            return
        ending = EXTENSIONS[self.ready.order.format]
        whole = path if path.suffix.lower() == ending else path.with_name(f"{path.name}{ending}")
        if whole != path and lexists(whole):
            self.say(
                self.tr("«{n}{name}{n}» existe déjà\u202f: donnez un autre nom.").format(n=NARROW, name=whole.name)
            )
            return
        self.write_wanted.emit(whole)

    @Slot()
    def _leave(self) -> None:
        (self.stop_wanted if self.writing else self.left).emit()

    def _choose(self, suggested: Path) -> Path | None:
        kinds = {
            ".vcf": self.tr("Fiches vCard (*.vcf)"), ".csv": self.tr("Tableau CSV (*.csv)"),
            ".xlsx": self.tr("Classeur Excel (*.xlsx)"),
        }  # fmt: skip
        dialog = QFileDialog(self, self.tr("Écrire les fiches"), str(suggested.parent), kinds[suggested.suffix])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suggested.suffix.removeprefix("."))
        dialog.selectFile(suggested.name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return Path(chosen[0]) if chosen else None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The questions have the larger share."""
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        self._side.setFixedWidth(min(self._theme.px(_SIDE), round(self.width() * _MOST_OF_WIDTH)))
        self._inner.setMaximumWidth(self._theme.px(_COLUMN))

    @Slot()
    def _renew(self) -> None:
        px = self._theme.px
        self._give_room()
        self._left_column.setContentsMargins(px(22), px(17), px(22), px(18))
        self._left_column.setSpacing(px(12))
        self._column.setContentsMargins(px(22), px(22), px(22), px(18))
        self._column.setSpacing(px(12))


def whom_words(order: Order) -> str:
    """« Pour un remplaçant, jusqu’au 31 août 2026. »"""
    until = f", jusqu’au {long_date(order.until)}" if order.profile is Profile.LOCUM and order.until else ""
    return f"{_WHOM[order.profile]}{until}."


_WHOM = {
    Profile.PATIENT: "Pour un patient", Profile.COLLEAGUE: "Pour un confrère", Profile.LOCUM: "Pour un remplaçant",
    Profile.SUCCESSOR: "Pour un successeur", Profile.PHONE: "Pour mon téléphone", Profile.SELF: "Pour moi-même",
}  # fmt: skip


def file_name(order: Order) -> str:
    """« Carnet pour un remplaçant jusqu’au 31 août 2026.vcf »."""
    words = whom_words(order).removesuffix(".").replace(",", "")
    return f"Carnet {words[0].lower()}{words[1:]}{EXTENSIONS[order.format]}"


def _scrolled(body: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
