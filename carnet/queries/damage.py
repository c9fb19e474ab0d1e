"""What SQLite says of a disk, in words: the book's trouble, or the register's, which is replaced otherwise."""

from pathlib import Path
from types import TracebackType

from carnet.errors import CarnetError
from carnet.models.connection import VaultDamaged, explained

_REGISTER = "carnet.register."


def in_words(error: BaseException, vault: Path | None, register: Path | None) -> CarnetError | None:
    """The sentence for what was raised while `vault` and `register` were read, None for a bug.

    Both are SQLite files read by one driver, and an answer reads both: where the error was raised tells whose it is.
    """
    if isinstance(error, CarnetError):
        return error
    cause = getattr(error, "orig", None) or error  # SQLAlchemy wraps the driver's
    told = explained(cause, vault or register or Path())
    if isinstance(told, VaultDamaged) and register is not None and _passed_the_register(error.__traceback__):
        return CarnetError(f"L'annuaire « {register} » est abîmé : importez-le de nouveau.")
    return told


def _passed_the_register(trace: TracebackType | None) -> bool:
    while trace is not None:
        if str(trace.tb_frame.f_globals.get("__name__", "")).startswith(_REGISTER):
            return True
        trace = trace.tb_next
    return False
