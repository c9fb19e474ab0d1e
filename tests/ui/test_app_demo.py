"""`make demo` without a display: the real window, real keys, its pictures, the worked examples it prints."""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

EXAMPLES = {
    "rhu": ("BENHADDOU", "VAUDRANE", "CASTELMON", "CH d’Avignon", "SERRANE"),
    "rhu vite": ("CASTELMON", "BENHADDOU", "VAUDRANE", "CH d’Avignon", "SERRANE"),
    "rhumato cavaillon": ("VAUDRANE", "BENHADDOU", "CASTELMON", "CH d’Avignon", "SERRANE"),
    "orl pointu": ("AUBRÉGAT", "CH d’Avignon", "LISANDRE"),
    "orl simple": ("LISANDRE", "AUBRÉGAT", "CH d’Avignon"),
}
PICTURES = {"2-vite-light": (1280, 800), "2-vite-dark": (1280, 800), "2-vite-1024x700": (1024, 700)}


def test_the_tour_prints_the_worked_examples_and_leaves_its_pictures(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    ran = subprocess.run(
        [sys.executable, "-m", "tools.demo_window", str(tmp_path)],
        capture_output=True,
        text=True,
        env=bare,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    answers = dict(part.split(" »", 1) for part in ran.stdout.split("\n« ")[1:])
    for text, names in EXAMPLES.items():
        rows = answers[text].split("ANNUAIRE")[0].splitlines()[2:]
        assert [row[2:40].strip() for row in rows if row.strip()] == [
            next(row[2:40].strip() for row in rows if name in row) for name in names
        ]
        assert rows[0].startswith(" >")
    for name, size in PICTURES.items():
        picture = QImage(str(tmp_path / f"{name}.png"))
        assert (picture.width(), picture.height()) == size
    light, dark = (
        QImage(str(tmp_path / f"2-vite-{name}.png")).pixelColor(5, 5).lightness() for name in ("light", "dark")
    )
    assert dark < 60 < 200 < light
