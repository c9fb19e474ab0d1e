"""The page that shows the recovery code, once: print it, save it, and say that it is put away."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QLabel, QVBoxLayout

from carnet.errors import CarnetError
from carnet.ui.panel_parts import Column, Tick, plain, primary
from carnet.ui.recovery_sheet_paper import RecoveryPaper, a4, code_lines, draw, save_pdf
from carnet.ui.theme import Theme


class RecoverySheetPage(Column):
    """Shows the code of `paper`. `put_away`: the reader ticked that the sheet is put away, and goes on.

    `choose_file` asks where to save (a suggested path in, the chosen one or None out).
    """

    put_away = Signal()

    def __init__(
        self,
        theme: Theme,
        paper: RecoveryPaper,
        *,
        step: str = "",
        choose_file: Callable[[Path], Path | None] | None = None,
    ) -> None:
        super().__init__(theme, self.tr("Votre feuille de secours"), step=step)
        self._paper, self._choose_file = paper, choose_file or self._ask_file
        self.words(
            self.tr(
                "Si vous oubliez votre mot de passe, ce code est le seul moyen de rouvrir votre carnet. "
                "Il ne sera plus jamais montré."
            )
        )
        self._add_code()
        self.print_button, self.save_button = plain(self.tr("Imprimer…")), plain(self.tr("Enregistrer en PDF…"))
        self.print_button.clicked.connect(self._print)
        self.save_button.clicked.connect(self._save)
        self.buttons(self.print_button, self.save_button)
        self.soft(
            self.tr(
                "Pas d’imprimante\u202f? Recopiez-le à la main, ou gardez le PDF sur une clé USB\u202f: "
                "resté sur cet ordinateur, il se perdrait avec lui."
            )
        )
        self._said = self.notice()
        self.tick = Tick(theme, self.tr("Je l’ai rangée en lieu sûr"))
        self.tick.toggled.connect(self._allow)
        self.tick.entered.connect(self._go_on)
        self.column.addWidget(self.tick)
        self.next_button = primary(self.tr("Continuer"))
        self.next_button.setEnabled(False)
        self.next_button.clicked.connect(self._go_on)
        self.buttons(self.next_button)
        self.column.addStretch(1)
        self.setFocusProxy(self.print_button if QPrinterInfo.availablePrinterNames() else self.save_button)

    def _add_code(self) -> None:
        frame = QFrame()
        frame.setObjectName("code")
        inside = QVBoxLayout(frame)
        self.code = QLabel("\n".join(code_lines(self._paper.code)))
        self.code.setAccessibleName(self.tr("Code de secours"))
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        inside.addWidget(self.code)
        self.column.addWidget(frame)
        self._frame = frame
        self.theme.changed.connect(self._style_code)
        self._style_code()

    @Slot()
    def _style_code(self) -> None:
        font: QFont = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        px, colours = self.theme.px, self.theme.colours
        self._frame.setStyleSheet(
            f"QFrame#code {{ background: {colours.panel}; border: 1px solid {colours.line};"
            f" border-radius: {px(8)}px; padding: {px(8)}px; }}"
        )
        self.code.setStyleSheet(
            f'font-family: "{font.family()}"; font-size: {px(22)}px; font-weight: 600; color: {colours.ink};'
        )

    @Slot(bool)
    def _allow(self, ticked: bool) -> None:
        self.next_button.setEnabled(ticked)

    @Slot()
    def _go_on(self) -> None:
        if self.tick.isChecked():
            self.put_away.emit()

    @Slot()
    def _print(self) -> None:
        if not QPrinterInfo.availablePrinterNames():
            self._said.say(self.tr("Cet ordinateur ne connaît aucune imprimante\u202f: enregistrez la feuille en PDF."))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(a4())
        printer.setFullPage(True)
        printer.setDocName(self.tr("Feuille de secours"))
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            self._tell(lambda: draw(self._paper, printer), self.tr("Envoyée à l’imprimante."))

    @Slot()
    def _save(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        path = self._choose_file(Path(folder) / self.tr("Feuille de secours.pdf"))
        if path:
            path = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
            self._tell(lambda: save_pdf(self._paper, path), self.tr("Enregistrée\u202f: {}").format(path))

    def _tell(self, act: Callable[[], None], done: str) -> None:
        try:
            act()
        except CarnetError as error:
            self._said.paint_as("warning")
            self._said.say(str(error))
            return
        self._said.paint_as("accent")
        self._said.say(done)

    def _ask_file(self, suggested: Path) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Enregistrer la feuille de secours"), str(suggested), self.tr("Document PDF (*.pdf)")
        )
        return Path(chosen) if chosen else None
