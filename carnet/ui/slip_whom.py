"""Whom the patient is given: what the slip and the screen turned to the patient show."""

from typing import TYPE_CHECKING

from carnet.exchange.slip_names import Named

if TYPE_CHECKING:
    from carnet.ui.main_window import MainWindow


def names(window: "MainWindow") -> tuple[Named, ...]:
    """The names kept for the patient, else the person shown, as the patient may see them.

    Names that the patient was sent to are still meant while one of them is the person shown.
    """
    sheet, content = window.consultation.sheet, window.page.card.content
    kept = window.consultation.inquiry.tray
    if kept and (sheet is None or _waiting(window) or any(one.id == sheet.id for one in kept)):
        return tuple(Named(one.card, one.number) for one in kept)
    if sheet is None:
        return ()
    number = content.patient if content is not None and content.id == sheet.id else None
    return (Named(sheet.patient, number.line.value if number else ""),)


def _waiting(window: "MainWindow") -> bool:
    """Whether the patient was not yet sent to the names kept."""
    from carnet.ui.refer import Refer

    room = window.findChild(Refer)
    return room is not None and bool(room.names.current)
