"""The panel that puts the national register in place, or a newer one; the one there goes on answering meanwhile."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QProgressBar

from carnet.ui.panel_parts import Column, plain, primary
from carnet.ui.register_panel_process import RegisterImport
from carnet.ui.session import Session
from carnet.ui.theme import Theme
from carnet.words import NARROW, import_phase, long_date, number, register_remark, register_report

_STEPS = 1000
_SOON = 90  # seconds under which time is said in seconds


class RegisterPage(Column):
    """Choose a file, see it read, read what became of its rows. `done`: the reader goes on, or leaves it for later.

    It may close while the import goes on, and another be opened on the same import. `choose_file` asks for the file
    (None: nothing chosen).
    """

    done = Signal()

    def __init__(
        self,
        session: Session,
        work: RegisterImport,
        theme: Theme,
        *,
        later: str,
        step: str = "",
        choose_file: Callable[[], Path | None] | None = None,
    ) -> None:
        """`later`: what the button that leaves without importing says."""
        super().__init__(theme, self.tr("L’annuaire national"), step=step)
        self._later = later
        self._session, self._choose_file = session, choose_file or self._ask_file
        self.work = work
        self._build_words()
        self._build_buttons()
        self.column.addStretch(1)
        self._follow()
        if work.running:
            self._begin()
            self._progress()
        else:
            self._show("choose")

    def _build_words(self) -> None:
        """What the register is, how far its import has come, what became of it."""
        self.words(
            self.tr(
                "Tous les professionnels de santé de France, avec leurs lieux et leurs numéros, cherchés sans réseau. "
                "C’est un fichier public, l’Annuaire Santé\u202f: «\u202fPS_LibreAcces\u202f», environ 800 Mo, "
                "à télécharger depuis annuaire.sante.fr ou data.gouv.fr."
            )
        )
        self._hint = self.soft(
            self.tr("Choisissez le fichier tel qu’il a été téléchargé (.zip), sans l’ouvrir. Il faut quelques minutes.")
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Avancement de l’import"))
        self.column.addWidget(self._bar)
        self._state = self.words("")
        self._report = self.soft("")
        self._said = self.notice()

    def _build_buttons(self) -> None:
        self.choose_button, self.go_button = primary(self.tr("Choisir le fichier…")), primary(self.tr("Chercher"))
        self.later_button, self.cancel_button = plain(self._later), plain(self.tr("Interrompre"))
        self.leaving = self.later_button
        self.choose_button.clicked.connect(self._choose)
        self.later_button.clicked.connect(self.done)
        self.go_button.clicked.connect(self.done)
        self.cancel_button.clicked.connect(self._cancel)
        self.buttons(self.choose_button, self.go_button, self.cancel_button, self.later_button)

    def _follow(self) -> None:
        self.work.began.connect(self._begin)
        self.work.progressed.connect(self._progress)
        self.work.succeeded.connect(self._succeed)
        self.work.failed.connect(self._fail)
        self.work.cancelled.connect(self._give_up)

    @Slot()
    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self._state.setText(self.tr("Interruption…"))
        self.work.cancel()

    @Slot()
    def _choose(self) -> None:
        if path := self._choose_file():
            self.choose_button.setEnabled(False)
            self.work.begin(path)

    @Slot()
    def _begin(self) -> None:
        self._bar.setValue(0)
        self._state.setText(self.work.file.name)
        self._show("import")

    @Slot()
    def _progress(self) -> None:
        step = self.work.step
        if not step or not self.cancel_button.isEnabled():
            return
        left, rows = step["seconds_left"], int(step["rows"])
        parts = [import_phase(step["phase"])]
        parts += [f"{number(rows)} lignes"] if rows > 1 else []
        parts += [f"encore {_duration(left)}"] if left is not None else []
        self._state.setText(" · ".join(parts))
        self._bar.setValue(max(self._bar.value(), round(_STEPS * self.work.share)))

    @Slot(dict)
    def _succeed(self, report: dict[str, Any]) -> None:
        day = long_date(date.fromisoformat(report["date"]))
        if report["rebuilt"]:
            self._state.setText(self.tr("Annuaire national du {} en place.").format(day))
        else:
            self._state.setText(self.tr("Ce fichier est déjà l’annuaire en place ({}).").format(day))
        self._report.setText("\n".join(_counts(report)))
        self._show("report")
        self._session.look_again()

    @Slot(str)
    def _fail(self, why: str) -> None:
        self._show("choose")
        self._said.say(why)

    @Slot()
    def _give_up(self) -> None:
        kept = self._session.register_path() is not None
        self._show("choose")
        self._said.say(
            self.tr("Import interrompu\u202f: l’annuaire en place n’a pas changé.")
            if kept
            else self.tr("Import interrompu\u202f: rien n’a été gardé.")
        )

    def _show(self, state: str) -> None:
        choosing, importing, reporting = (state == name for name in ("choose", "import", "report"))
        self._said.say("")
        self._hint.setVisible(choosing)
        self.choose_button.setVisible(choosing)
        self.choose_button.setEnabled(True)
        self._bar.setVisible(importing)
        self.cancel_button.setVisible(importing)
        self.cancel_button.setEnabled(True)
        self._state.setVisible(not choosing)
        self._report.setVisible(reporting)
        self.go_button.setVisible(reporting)
        self.later_button.setVisible(not reporting)
        self.later_button.setText(self.tr("Continuer en attendant") if importing else self._later)
        focus = self.choose_button if choosing else self.cancel_button if importing else self.go_button
        self.setFocusProxy(focus)
        if self.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_file(self) -> Path | None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Le fichier de l’annuaire"),
            folder if Path(folder).is_dir() else "",
            self.tr("Annuaire Santé (*.zip *.txt *.gz);;Tous les fichiers (*)"),
        )
        return Path(chosen) if chosen else None


def _counts(report: dict[str, Any]) -> list[str]:
    """What became of the rows, most of it in one line."""
    kept = f"{number(report['rows'])} lignes lues, {number(report['kept'])} gardées"
    lines = [f"{kept}{NARROW}: {number(report['people'])} personnes, {number(report['structures'])} lieux."]
    lines += [f"Écartées, {register_report(why)}{NARROW}: {number(rows)}" for why, rows in report["reported"].items()]
    lines += [
        f"{register_remark(what).capitalize()}{NARROW}: {number(rows)}" for what, rows in report["remarks"].items()
    ]
    return lines


def _duration(seconds: float) -> str:
    return f"{max(1, round(seconds))} s" if seconds < _SOON else f"{round(seconds / 60)} min"
