"""The pages of a restore: which backup, how it opens, what it would change, what became of it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from carnet.models.preview import Content, Preview
from carnet.ui.backup_list import BackupList
from carnet.ui.panel_parts import Column, Words, password_field, plain, primary
from carnet.ui.theme import Theme
from carnet.words import number, on_day_at


class ChoicePage(Column):
    """Which backup: one that is known, or a file. `given(Path)`; `file_wanted`; `left`."""

    given = Signal(object)
    file_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Restaurer une sauvegarde"))
        self._about = self.words("")
        self.list = BackupList(theme)
        self.column.addWidget(self.list)
        self.said = self.notice()
        self.next_button, self.file_button = primary(self.tr("Continuer")), plain(self.tr("Choisir un fichier…"))
        self.back_button = plain(self.tr("Ne rien changer"))
        self.buttons(self.next_button, self.file_button, self.back_button)
        self.soft(
            self.tr(
                "Rien n’est touché avant que vous ayez vu ce que contient la sauvegarde. Le carnet en place, s’il y "
                "en a un, est mis de côté et gardé."
            )
        )
        self.column.addStretch(1)
        self.list.chosen.connect(self.given)
        self.list.selected_changed.connect(self.tell)
        self.next_button.clicked.connect(lambda: self.given.emit(self.list.path))
        self.file_button.clicked.connect(self.file_wanted)
        self.back_button.clicked.connect(self.left)
        self.tell()

    @Slot()
    def tell(self) -> None:
        """What can be chosen."""
        there = self.list.path is not None
        self.next_button.setVisible(there)
        self.file_button.setProperty("primary", not there)
        self.file_button.style().unpolish(self.file_button)
        self.file_button.style().polish(self.file_button)
        self._about.setText(
            self.tr("Choisissez une sauvegarde faite par cet ordinateur, ou un fichier «\u202f.carnet-backup\u202f».")
            if there
            else self.tr("Choisissez un fichier «\u202f.carnet-backup\u202f»\u202f: sur une clé, un autre disque…")
        )
        self.setFocusProxy(self.list if there else self.file_button)


class WaitPage(Column):
    """A backup is being read."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Lecture de la sauvegarde…"))
        self.file = self.soft("")
        self.column.addStretch(1)


class WayPage(Column):
    """How the backup opens: its password, or the code of its feuille de secours. `given(str)`; `back`."""

    given = Signal(str)
    back = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Ouvrir la sauvegarde"))
        self._file = self.soft("")
        self.words(
            self.tr(
                "Le mot de passe est celui du carnet le jour de la sauvegarde. Le code de la feuille de secours ouvre "
                "aussi."
            )
        )
        self.password = self.field(self.tr("Mot de passe, ou code de secours"), password_field())
        self.said = self.notice()
        self.next_button, self.back_button = primary(self.tr("Regarder")), plain(self.tr("Retour"))
        self.buttons(self.next_button, self.back_button)
        self.column.addStretch(1)
        self.next_button.clicked.connect(self._give)
        self.password.returnPressed.connect(self._give)
        self.back_button.clicked.connect(self.back)
        self.setFocusProxy(self.password)

    def ask(self, path: Path, why: str = "") -> None:
        """Ask for the way into a backup; `why`: what was wrong with the last one."""
        self._file.setText(str(path))
        self.said.say(why)
        self.setEnabled(True)
        self.password.selectAll()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _give(self) -> None:
        if self.password.text():
            self.said.say("")
            self.setEnabled(False)
            self.given.emit(self.password.text())


class Figures(QWidget):
    """Backup and present side by side, one figure a line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.grid = QGridLayout(self)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(2, 1)
        theme.changed.connect(self._space)
        self._space()

    def show_lines(self, lines: tuple[tuple[str, ...], ...]) -> None:
        """The first line is the heading; a line of two cells has one column of figures."""
        while item := self.grid.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, cells in enumerate(lines):
            for column, text in enumerate(cells):
                heading = row == 0
                colour = "soft" if column == 0 or heading else "ink"
                weight = 600 if heading else 500 if column == 1 else 400
                words = Words(self._theme, text, size=13 if colour == "soft" else 14, weight=weight, colour=colour)
                self.grid.addWidget(words, row, column, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName("\n".join(" : ".join(cell for cell in cells if cell) for cells in lines))

    @Slot()
    def _space(self) -> None:
        px = self._theme.px
        self.grid.setContentsMargins(0, px(4), 0, px(8))
        self.grid.setHorizontalSpacing(px(20))
        self.grid.setVerticalSpacing(px(8))


class PreviewPage(Column):
    """What the backup would change. `accepted`: put it back; `left`: change nothing."""

    accepted = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Ce que contient cette sauvegarde"))
        self._file = self.soft("")
        self.figures = Figures(theme)
        self.column.addWidget(self.figures)
        self.warning = self.notice()
        self._aside = self.words("")
        self.said = self.notice()
        self.go_button, self.back_button = primary(""), plain(self.tr("Ne rien changer"))
        self.buttons(self.go_button, self.back_button)
        self.column.addStretch(1)
        self.go_button.clicked.connect(self._accept)
        self.back_button.clicked.connect(self.left)

    def show_preview(self, path: Path, seen: Preview) -> None:
        """Show backup and present, and what would be lost; the safe answer has the focus when something would be."""
        self._file.setText(str(path))
        self.figures.show_lines(self._lines(seen))
        self.said.say("")
        self.warning.say(self._warning(seen))
        self._aside.setText(
            self.tr("Le carnet en place sera mis de côté sous un nom daté, à côté\u202f: rien ne sera perdu.")
            if seen.there
            else self.tr("Il n’y a pas encore de carnet ici\u202f: celui de la sauvegarde prendra la place.")
        )
        self.go_button.setText(
            self.tr("Remplacer par cet autre carnet") if seen.another_vault else self.tr("Remettre cette sauvegarde")
        )
        self.setEnabled(True)
        self.setFocusProxy(self.back_button if self.warning.text() and not seen.damaged else self.go_button)

    def refuse(self, why: str) -> None:
        """It could not be put back."""
        self.setEnabled(True)
        self.said.say(why)
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _accept(self) -> None:
        self.setEnabled(False)
        self.accepted.emit()

    def _lines(self, seen: Preview) -> tuple[tuple[str, ...], ...]:
        made = on_day_at(seen.manifest.made_at)
        left = (made, *self._figures(seen.backup))
        names = (self.tr("Faite le"), self.tr("Cabinet"), self.tr("Fiches"), self.tr("Adressages"))
        heads = ("", *names, self.tr("Dernier changement"))
        if not seen.there:
            return tuple(zip(heads, (self.tr("Sauvegarde"), *left), strict=True))
        if seen.present:
            right: tuple[str, ...] = ("", *self._figures(seen.present))
        else:
            state = self.tr("abîmé") if seen.damaged else self.tr("fermé par un autre mot de passe")
            right = (state, "", "", "", "")
        columns = (heads, (self.tr("Sauvegarde"), *left), (self.tr("Carnet en place"), *right))
        return tuple(zip(*columns, strict=True))

    def _figures(self, content: Content) -> tuple[str, ...]:
        cards = number(content.cards)
        if content.trashed:
            cards += self.tr(" et {} à la corbeille").format(number(content.trashed))
        changed = on_day_at(content.changed_at) if content.changed_at else self.tr("aucun")
        return content.practice_name or self.tr("sans nom"), cards, number(content.referrals), changed

    def _warning(self, seen: Preview) -> str:
        if seen.another_vault:
            return self.tr(
                "C’est la sauvegarde d’un autre carnet que celui qui est en place\u202f: il le remplacerait tout "
                "entier."
            )
        if seen.damaged:
            return self.tr("Le carnet en place est abîmé\u202f: cette sauvegarde le remplace.")
        if seen.changes_since:
            many = seen.changes_since > 1
            return (
                self.tr("Les {} changements faits depuis cette sauvegarde n’y sont pas.")
                if many
                else self.tr("Le dernier changement, fait depuis cette sauvegarde, n’y est pas.")
            ).format(number(seen.changes_since))
        if seen.there and seen.present and seen.changes_since is None:
            return self.tr("Le carnet en place a suivi un autre chemin depuis\u202f: ses changements n’y sont pas.")
        return ""


class DonePage(Column):
    """It is done. `left`: go on."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Votre carnet est remis"))
        self._words = self.words("")
        self._aside = self.soft("")
        self.go_button = primary(self.tr("Chercher"))
        self.buttons(self.go_button)
        self.column.addStretch(1)
        self.go_button.clicked.connect(self.left)
        self.setFocusProxy(self.go_button)

    def tell(self, cards: int, made: str, aside: Path | None) -> None:
        """What came back, and where the former one is."""
        counted = f"{number(cards)} {'fiches' if cards > 1 else 'fiche'}"
        self._words.setText(self.tr("{cards}, sauvegarde du {day}.").format(cards=counted, day=made))
        self._aside.setText(self.tr("L’ancien carnet est gardé\u202f: {}").format(aside) if aside else "")
