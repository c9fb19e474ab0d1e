"""The words of Qt's own dialogs that its French catalogue lacks (qtbase_fr of Qt 6)."""

from PySide6.QtCore import QTranslator

_MISSING = {
    ("QFileDialog", "&Look in:"): "&Regarder dans\u00a0:",
    ("QFileDialog", "Files of &type:"): "&Type de fichiers\u00a0:",
    ("QAbstractFileIconProvider", "Drive"): "Lecteur",
    ("QAbstractFileIconProvider", "Folder"): "Dossier",
    ("QAbstractFileIconProvider", "File Folder"): "Dossier",
    ("QAbstractFileIconProvider", "File"): "Fichier",
    ("QAbstractFileIconProvider", "%1 File"): "Fichier %1",
    ("QPrintPropertiesWidget", "Page &Set:"): "&Pages\u00a0:",
    ("QPrintSettingsOutput", "Page &Set:"): "&Pages\u00a0:",
}


class MissingWords(QTranslator):
    """To be installed before Qt's own catalogue: the translator installed last is asked first."""

    def translate(
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1  # noqa: N803  (Qt's name)
    ) -> str:  # fmt: skip
        """The French words; nothing when they are none of ours, for another translator to try."""
        return _MISSING.get((context, sourceText))  # type: ignore[return-value]  # an empty text would be shown
