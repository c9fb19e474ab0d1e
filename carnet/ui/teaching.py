"""What stands in place of the list when there is nobody to show: what to type, what was not found, what is missing."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from carnet.ui.markup import escaped
from carnet.ui.theme import Theme, lettered

EXAMPLES = (
    ("rhumato vite", "une spécialité, un besoin"),
    ("kiné domicile", "qui se déplace"),
    ("dermato s1 avignon", "secteur 1, depuis une commune"),
    ("marie martin", "un nom, même mal orthographié"),
    ("04 65 71", "le début d’un numéro"),
)


class Teaching(QWidget):
    """Words, examples to click, a button or two.

    `example_chosen(str)`; `import_wanted`; `unlock_wanted`; `capture_wanted`: make a card of the words.
    """

    example_chosen = Signal(str)
    import_wanted = Signal()
    unlock_wanted = Signal()
    capture_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said: tuple[str, str, bool] = ("", "", False)
        self.setAutoFillBackground(True)
        self.title, self.body, self.examples = QLabel(), QLabel(), QLabel()
        lettered(self.title, "title")
        lettered(self.body, "plain", soft=True)
        lettered(self.examples, "plain")
        for label in (self.title, self.body, self.examples):
            label.setWordWrap(True)
        self.examples.setTextFormat(Qt.TextFormat.RichText)
        self.examples.setAccessibleName(self.tr("Exemples"))
        self.examples.linkActivated.connect(self.example_chosen)
        self.unlock = QPushButton(self.tr("Ouvrir mon carnet…"))
        self.bring = QPushButton(self.tr("Importer l’annuaire national…"))
        self.capture = QPushButton(self.tr("En faire une fiche   Ctrl N"))
        self.capture.setAccessibleName(self.tr("En faire une fiche, Ctrl N"))
        self.unlock.clicked.connect(self.unlock_wanted)
        self.capture.clicked.connect(self.capture_wanted)
        self.bring.clicked.connect(self.import_wanted)
        column = QVBoxLayout(self)
        for part in (self.title, self.body, self.examples):
            column.addWidget(part)
        column.addWidget(self.capture, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.unlock, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.bring, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        theme.changed.connect(self._renew)
        self._renew()

    def say(self, title: str, body: str = "", *, examples: bool = False) -> None:
        """Show a sentence, quieter words, and the examples."""
        self._said = (title, body, examples)
        self.title.setText(title)
        self.body.setText(body)
        self.body.setVisible(bool(body))
        self.examples.setVisible(examples)

    def offer(self, *, unlock: bool, register: bool, capture: bool = False) -> None:
        """Show the buttons that would help."""
        self.capture.setVisible(capture)
        self.unlock.setVisible(unlock)
        self.bring.setVisible(register)

    @Slot()
    def _renew(self) -> None:
        px, theme = self._theme.px, self._theme
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme.colour("panel"))
        self.setPalette(palette)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(px(20), px(24), px(20), px(20))
            layout.setSpacing(px(10))
        colours = theme.colours
        rows = "".join(
            f'<tr><td style="padding:{px(3)}px {px(24)}px {px(3)}px 0">'
            f'<a href="{escaped(text)}" style="color:{colours.accent};text-decoration:none">'
            f"{escaped(text)}</a></td>"
            f'<td style="padding:{px(3)}px 0;color:{colours.soft}">{escaped(does)}</td></tr>'
            for text, does in EXAMPLES
        )
        self.examples.setText(f'<table cellspacing="0" cellpadding="0">{rows}</table>')
