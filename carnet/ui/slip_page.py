"""« Coordonnées à remettre » before it is printed: the document itself, what it is printed on, three ways on."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from carnet.errors import CarnetError
from carnet.exchange.slip import TITLE, Paper, save_slip
from carnet.ui.panel_parts import Button, ButtonRow, Notice, Words, plain, primary
from carnet.ui.slip_paper import prepare, print_pages
from carnet.ui.slip_preview import SlipPreview
from carnet.ui.theme import Theme
from carnet.words import NARROW

_SIDE, _MOST_OF_WIDTH = 330, 0.42  # pixels at 100 % of the column at the right; its largest share of the window

AskPrinter = Callable[[QPrinter], bool]
ChooseFile = Callable[[Path], Path | None]


class SlipPage(QWidget):
    """Shows a slip. `left`: Esc, or « Revenir ». `paper_chosen(Paper)`: the slip is wanted on another sheet.

    `pdf`: the document shown. `ask_printer` lets a printer be chosen, False to give up; `choose_file` is given a path
    and returns the one chosen.
    """

    left = Signal()
    paper_chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        paper: Paper,
        *,
        ask_printer: AskPrinter | None = None,
        choose_file: ChooseFile | None = None,
    ) -> None:
        super().__init__()
        self._theme, self.paper = theme, paper
        self.ask_printer, self.choose_file = ask_printer or self._ask, choose_file or self._choose
        self.pdf = b""
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(TITLE)
        self.preview = SlipPreview(theme)
        self._make_side()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.preview, 1)
        whole.addWidget(self._rule)
        whole.addWidget(self._side)
        self._bind()
        self.setFocusProxy(self.print_button)
        theme.changed.connect(self._renew)
        self._renew()

    def _make_side(self) -> None:
        theme = self._theme
        body = QWidget()
        body.setObjectName("card")
        self._column = QVBoxLayout(body)
        self.names = Words(theme, "", size=14)
        self.print_button, self.save_button = primary(self.tr("Imprimer…")), plain(self.tr("Enregistrer en PDF…"))
        self.back_button = plain(self.tr("Revenir"))
        for button, key in (
            (self.print_button, self.tr("Ctrl P")),
            (self.save_button, self.tr("Ctrl S")),
            (self.back_button, self.tr("Échap")),
        ):
            button.setAccessibleName(f"{button.text()}, {key}")
            button.setText(f"{button.text()}   {key}")
        self.notice = Notice(theme)
        self._column.addWidget(Words(theme, TITLE, size=22, weight=700))
        self._column.addWidget(self.names)
        self._column.addWidget(self._papers())
        self._column.addWidget(self.print_button)
        self._column.addWidget(self.save_button)
        self._column.addWidget(self.notice)
        self._column.addStretch(1)
        self._column.addWidget(
            Words(
                theme,
                self.tr("Seules les coordonnées publiques y figurent. Le nom du patient n’y est pas."),
                size=13,
                colour="soft",
            )
        )
        self._column.addWidget(self.back_button)
        self._side, self._rule = QScrollArea(), QFrame()
        self._side.setWidget(body)
        self._side.setWidgetResizable(True)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rule.setObjectName("rule")
        self._rule.setFixedWidth(1)

    def _papers(self) -> ButtonRow:
        self.papers = {Paper.A5: Button(self.tr("A5")), Paper.HALF_A4: Button(self.tr("Moitié d’A4"))}
        group = QButtonGroup(self)
        for paper, button in self.papers.items():
            button.setCheckable(True)
            button.setChecked(paper is self.paper)
            button.setAccessibleName(self.tr("Papier{n}: {paper}").format(n=NARROW, paper=button.text()))
            button.clicked.connect(lambda _=False, paper=paper: self._take(paper))
            group.addButton(button)
        return ButtonRow(self._theme, tuple(self.papers.values()))

    def _bind(self) -> None:
        for key, deed in (("Ctrl+P", self.print_slip), ("Ctrl+S", self.save), ("Esc", self.left.emit)):
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, deed=deed: deed())
            self.addAction(action)
        self.print_button.clicked.connect(self.print_slip)
        self.save_button.clicked.connect(self.save)
        self.back_button.clicked.connect(self.left)

    def show_slip(self, names: tuple[str, ...], pdf: bytes) -> None:
        """Show a slip, and who is on it."""
        self.pdf = pdf
        self.names.setText("\n".join(names))
        self.preview.setAccessibleDescription(", ".join(names))
        self.preview.show_pdf(pdf)

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say what came of it under the buttons."""
        self.notice.paint_as("warning" if bad else "accent")
        self.notice.say(words)

    def _take(self, paper: Paper) -> None:
        if paper is not self.paper:
            self.paper = paper
            self.notice.say("")
            self.paper_chosen.emit(paper)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """The document has the larger share."""
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        self._side.setFixedWidth(min(self._theme.px(_SIDE), round(self.width() * _MOST_OF_WIDTH)))

    @Slot()
    def print_slip(self) -> None:
        """Choose a printer, and print what is shown."""
        if not self.pdf:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare(printer, self.paper)
        if self.ask_printer(printer):
            self._tell(lambda: print_pages(self.pdf, printer), self.tr("Envoyées à l’imprimante."))

    @Slot()
    def save(self) -> None:
        """Choose where, and write the document."""
        if not self.pdf:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        path = self.choose_file(Path(folder) / f"{TITLE}.pdf")
        if path:
            path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
            self._tell(
                lambda: save_slip(self.pdf, path),
                self.tr("Enregistrées{n}: {path}").format(n=NARROW, path=path),
            )

    def _tell(self, act: Callable[[], None], done: str) -> None:
        try:
            act()
        except CarnetError as error:
            self.say(str(error), bad=True)
        else:
            self.say(done)

    def _ask(self, printer: QPrinter) -> bool:
        if not QPrinterInfo.availablePrinterNames():
            self.say(
                self.tr("Cet ordinateur ne connaît aucune imprimante{n}: enregistrez en PDF.").format(n=NARROW),
                bad=True,
            )
            return False
        return QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted

    def _choose(self, suggested: Path) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Enregistrer les coordonnées"), str(suggested), self.tr("Document PDF (*.pdf)")
        )
        return Path(chosen) if chosen else None

    @Slot()
    def _renew(self) -> None:
        px, colours = self._theme.px, self._theme.colours
        self._give_room()
        self._column.setContentsMargins(px(22), px(17), px(22), px(18))
        self._column.setSpacing(px(10))
        chosen = f"QPushButton:checked {{ background: {colours.selected}; border-color: {colours.accent}; }}"
        for button in self.papers.values():
            button.setStyleSheet(chosen)
