"""Colours, sizes and letters of the window: one place, so that nothing is written twice and contrast can be measured.

Sizes are pixels at 100 % of text and on a 4-pixel grid; the text setting scales all of them, letters and spaces alike.
"""

from msgspec import Struct
from msgspec.structs import fields
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

TEXT_STEPS = (100, 110, 125, 150, 175, 200)


# Sizes and weights of labels, by their property « letters »; what we paint ourselves asks `Theme.font`.
LETTERS = {
    "name": (22, 700), "title": (17, 600), "plain": (14, 400), "strong": (13.5, 500), "row": (13.5, 400),
    "key": (13, 600), "small": (13, 400), "foot": (12.5, 400), "banner": (12, 600),
}  # fmt: skip


class Colours(Struct, frozen=True):
    """The colours of one appearance, by what they are for."""

    ground: str  # behind everything but panels: top, card, status line
    panel: str  # lists, fields, numbers
    ink: str
    soft: str
    line: str
    accent: str
    on_accent: str
    selected: str
    chip: str
    hover: str
    warning: str


LIGHT = Colours(
    ground="#f6f7f8", panel="#ffffff", ink="#15191d", soft="#5a646e", line="#dfe3e7", accent="#0b6b63",
    on_accent="#ffffff", selected="#e6f2f0", chip="#eef1f3", hover="#f2f5f6", warning="#8a5a00",
)  # fmt: skip
DARK = Colours(
    ground="#16191c", panel="#1e2226", ink="#eceff1", soft="#a3adb6", line="#31373d", accent="#5cc4b8",
    on_accent="#0d1f1d", selected="#1d3a37", chip="#2a3036", hover="#252a2f", warning="#e0b060",
)  # fmt: skip

# Every text and the ground it may stand on (WCAG 2.2 §1.4.3 asks 4.5), then the edges that show the focus (§1.4.11: 3).
TEXT_ON = (
    ("ink", "ground"), ("ink", "panel"), ("ink", "selected"), ("ink", "chip"), ("ink", "hover"),
    ("soft", "ground"), ("soft", "panel"), ("soft", "selected"), ("soft", "chip"), ("soft", "hover"),
    ("accent", "panel"), ("accent", "ground"), ("accent", "selected"), ("accent", "hover"),
    ("on_accent", "accent"), ("warning", "ground"), ("warning", "panel"),
)  # fmt: skip
EDGE_ON = (("accent", "panel"), ("accent", "ground"), ("accent", "selected"), ("accent", "chip"))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    made = QColor(colour)
    parts = (made.redF(), made.greenF(), made.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Theme(QObject):
    """The appearance in force: `colours`, pixel sizes by `px`, letters by `font`. `changed`: repaint with new ones.

    `wish` is « system », « light » or « dark »; with the first it follows the system as it changes.
    """

    changed = Signal()

    def __init__(
        self, wish: str = "system", percent: int = 100, parent: QObject | None = None, *, dressed: bool = True
    ) -> None:
        """`dressed` False: the style sheet waits for `dress`, as each widget put into another is styled again."""
        super().__init__(parent)
        self._wish, self.percent, self._dressed = wish, percent, dressed
        self.colours = LIGHT
        hints = QGuiApplication.styleHints()
        self._system_dark = hints.colorScheme() == Qt.ColorScheme.Dark
        hints.colorSchemeChanged.connect(self._follow)
        self._choose()

    def dress(self) -> None:
        """Style the widgets, once they are all in their places."""
        if not self._dressed:
            self._dressed = True
            self._style()

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in force."""
        return self.colours is DARK

    def wish(self, wish: str) -> None:
        """Ask for an appearance."""
        self._wish = wish
        self._choose()

    def zoom(self, percent: int) -> None:
        """Set the size of text, 100 to 200."""
        self.percent = percent
        self._apply()

    def px(self, size: float) -> int:
        """Pixels that a size at 100 % takes now."""
        return round(size * self.percent / 100)

    def font(self, size: float, weight: int = 400, *, tabular: bool = False, spacing: float = 0.0) -> QFont:
        """The system's font at `size` pixels of 100 %; `tabular` gives digits one width; `spacing` in percent."""
        font = QFont(QApplication.font())
        font.setPixelSize(max(1, round(size * self.percent / 100)))
        font.setWeight(QFont.Weight(weight))
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        if spacing:
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100 + spacing)
        return font

    def width_of(self, text: str, font: QFont) -> int:
        """Pixels that a text takes."""
        return round(QFontMetricsF(font).horizontalAdvance(text)) + 1

    def colour(self, name: str) -> QColor:
        """A colour by what it is for."""
        return QColor(getattr(self.colours, name))

    @Slot(Qt.ColorScheme)
    def _follow(self, scheme: Qt.ColorScheme) -> None:
        self._system_dark = scheme == Qt.ColorScheme.Dark
        self._choose()

    def _choose(self) -> None:
        dark = self._system_dark if self._wish == "system" else self._wish == "dark"
        self.colours = DARK if dark else LIGHT
        self._apply()

    def _apply(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setFont(self.font(14))
            application.setPalette(self._palette())
            if self._dressed:
                self._style()
        self.changed.emit()

    def _style(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setStyleSheet(self._sheet())

    def _palette(self) -> QPalette:
        """What Qt's own drawing takes: menus, tool tips, selections, scroll bars."""
        palette, role = QPalette(), QPalette.ColorRole
        for where, name in (
            (role.Window, "ground"), (role.WindowText, "ink"), (role.Base, "panel"), (role.AlternateBase, "ground"),
            (role.Text, "ink"), (role.Button, "panel"), (role.ButtonText, "ink"), (role.ToolTipBase, "panel"),
            (role.ToolTipText, "ink"), (role.PlaceholderText, "soft"), (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"), (role.Link, "accent"), (role.LinkVisited, "accent"),
            (role.Mid, "line"), (role.Dark, "soft"), (role.Accent, "accent"),
        ):  # fmt: skip
            palette.setColor(where, self.colour(name))
        palette.setColor(QPalette.ColorGroup.Disabled, role.Text, self.colour("soft"))
        palette.setColor(QPalette.ColorGroup.Disabled, role.ButtonText, self.colour("soft"))
        palette.setColor(QPalette.ColorGroup.Disabled, role.WindowText, self.colour("soft"))
        return palette

    def _sheet(self) -> str:
        """Widgets that Qt draws; those of ours paint themselves with the same tokens."""
        tokens = {field.name: getattr(self.colours, field.name) for field in fields(self.colours)}
        sizes = {f"px{size}": f"{self.px(size)}px" for size in (1, 2, 4, 6, 8, 12, 13, 14, 16, 18, 20, 22, 32)}
        letters = "".join(
            f'QLabel[letters="{name}"] {{ font-size: {self.px(size)}px; font-weight: {weight}; }}\n'
            for name, (size, weight) in LETTERS.items()
        )
        return _SHEET.format(**tokens, **sizes) + letters


_SHEET = """
QMainWindow, QWidget#page, QWidget#card, QScrollArea, QScrollArea > QWidget > QWidget {{ background: {ground}; }}
QLabel {{ color: {ink}; background: transparent; }}
QLabel[soft="true"] {{ color: {soft}; }}
QLabel[warning="true"] {{ color: {warning}; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox {{
    background: {panel}; color: {ink}; border: 1px solid {soft}; border-radius: {px6}; padding: {px6} {px8};
    selection-background-color: {accent}; selection-color: {on_accent}; placeholder-text-color: {soft};
}}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus {{ border: 2px solid {accent}; }}
QLineEdit#box {{ font-size: {px20}; border: 2px solid {line}; border-radius: {px8}; padding: 0 {px14}; }}
QLineEdit#box:focus {{ border: 2px solid {accent}; }}
QPushButton {{
    background: {panel}; color: {ink}; border: 1px solid {line}; border-radius: {px6}; padding: {px8} {px12};
    font-weight: 500; outline: none;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:focus {{ border: 2px solid {accent}; }}
QPushButton:default, QPushButton[primary="true"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton:default:focus, QPushButton[primary="true"]:focus {{ border: 2px solid {ink}; }}
QPushButton:disabled {{ color: {soft}; background: {ground}; border-color: {line}; }}
QPushButton[flat="true"] {{ background: transparent; border: 2px solid transparent; color: {accent}; padding: {px4}; }}
QPushButton[flat="true"]:focus {{ border: 2px solid {accent}; }}
QPushButton[top="true"] {{
    background: transparent; border: 2px solid transparent; color: {soft}; padding: {px4} {px8}; font-weight: 400;
}}
QPushButton[top="true"]:hover {{ color: {ink}; }}
QPushButton[top="true"]:focus {{ border: 2px solid {accent}; }}
QPushButton[top="true"]::menu-indicator {{ image: none; width: 0; }}
QFrame#rule {{ background: {line}; }}
QFrame#notice QLabel {{ color: {warning}; }}
QMenu {{ background: {panel}; color: {ink}; border: 1px solid {line}; padding: {px4}; }}
QMenu::item {{ padding: {px6} {px16}; border-radius: {px4}; }}
QMenu::item:selected {{ background: {selected}; color: {ink}; }}
QMenu::item:disabled {{ color: {soft}; }}
QListView {{ background: {panel}; border: none; outline: none; }}
QListView#offers {{ border: 1px solid {line}; padding: {px4}; }}
QListView#offers::item {{ padding: {px6} {px8}; border-radius: {px4}; }}
QListView#offers::item:selected, QListView#offers::item:hover {{ background: {selected}; color: {ink}; }}
QScrollArea {{ border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 3px; min-height: {px32}; margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {soft}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {line}; border-radius: 3px; min-width: {px32}; margin: 2px; }}
QSplitter::handle {{ background: {line}; }}
QToolTip {{ background: {panel}; color: {ink}; border: 1px solid {line}; padding: {px4}; }}
QProgressBar {{ background: {chip}; border: none; border-radius: {px4}; height: {px8}; color: {ink}; }}
QProgressBar::chunk {{ background: {accent}; border-radius: {px4}; }}
"""


def lettered(widget: QWidget, name: str, *, soft: bool = False) -> None:
    """Give a label the letters of a name of LETTERS."""
    widget.setProperty("letters", name)
    widget.setProperty("soft", soft)
