"""What the tests of « Adresser » share: the strip, the names kept, what was written."""

from typing import Any

from PySide6.QtCore import Qt

from carnet.ui.main_window import MainWindow
from carnet.ui.refer import Refer
from carnet.ui.refer_strip import ReferStrip
from tests.ui.hand import CONTROL, Hand

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


def room(window: MainWindow) -> Refer:
    """What refers in this window."""
    found = window.findChild(Refer)
    assert isinstance(found, Refer)
    return found


def strip(window: MainWindow) -> ReferStrip:
    """The strip, which is open."""
    found = room(window).strip
    assert found is not None
    return found


def is_open(window: MainWindow) -> bool:
    """Whether the strip is open."""
    found = window.findChild(Refer)
    return isinstance(found, Refer) and found.strip is not None


def ask(window: MainWindow, query: str) -> list[Any]:
    """Rows of the book."""
    assert window.session.book is not None
    return window.session.book.reader().execute(query).fetchall()


def count(window: MainWindow) -> int:
    """How many referrals the book holds."""
    return int(ask(window, "SELECT count(*) FROM referral")[0][0])


def latest(window: MainWindow) -> dict[str, Any]:
    """The last referral, with the name and the town it went to."""
    assert window.session.book is not None
    cursor = window.session.book.reader().execute(
        "SELECT c.family_name, c.label, s.city, r.* FROM referral r JOIN correspondent c ON c.id = r.correspondent_id"
        " LEFT JOIN site s ON s.id = r.site_id ORDER BY r.id DESC LIMIT 1"
    )
    return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def refer(hand: Hand, code: str = "") -> None:
    """« Adresser » the row selected, with the code of a patient."""
    hand.key(ENTER, CONTROL)
    hand.letters(code)
    hand.key(ENTER)
    hand.settle()


def referrals_row(window: MainWindow) -> str:
    """What the card shown says of referrals."""
    content = window.page.card.content
    assert content is not None
    return next((row.text for row in content.rows if row.label == "Adressages"), "")


def kept(window: MainWindow) -> list[str]:
    """Names kept, in order."""
    return [one.name for one in room(window).names.tray.kept]


def keep_three(hand: Hand) -> None:
    """Keep the first three rheumatologists."""
    hand.type("rhumato")
    for _ in range(3):
        hand.key(Qt.Key.Key_Space, CONTROL)
        hand.key(Qt.Key.Key_Down)
        hand.settle()
