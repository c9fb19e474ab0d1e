"""Qt's own dialogs are in French to the last label."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QFileInfo, QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog, QFileIconProvider, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from carnet.ui.qt_words import MissingWords


@pytest.fixture
def in_french(qapp: QApplication) -> Iterator[None]:
    missing, shipped = MissingWords(qapp), QTranslator(qapp)
    assert shipped.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for translator in (missing, shipped):
        QCoreApplication.installTranslator(translator)
    yield
    for translator in (shipped, missing):
        QCoreApplication.removeTranslator(translator)


@pytest.mark.usefixtures("in_french")
def test_the_file_dialog_says_no_word_of_english(qtbot: QtBot) -> None:
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    said = {label.text() for label in dialog.findChildren(QLabel)}
    said |= {button.text() for button in dialog.findChildren(QPushButton)}
    assert {"&Regarder dans\u00a0:", "&Type de fichiers\u00a0:", "&Nom de fichier\u00a0:", "&Enregistrer"} <= said
    assert not any(word in text for text in said for word in ("Look", "Files of", "File name", "Save"))


@pytest.mark.usefixtures("in_french")
def test_the_file_dialog_names_a_folder_in_french(tmp_path: Path) -> None:
    assert QFileIconProvider().type(QFileInfo(str(tmp_path))) == "Dossier"


@pytest.mark.usefixtures("in_french")
def test_what_is_not_of_qt_stays_as_it_is() -> None:
    assert QCoreApplication.translate("Panel", "Coller un numéro") == "Coller un numéro"
