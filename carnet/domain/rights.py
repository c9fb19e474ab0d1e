"""What may be done in an open book, by whoever opened it: the one place that says it.

The owner may do everything. The secretary's view reads what the gate leaves it (`disclosure.OUTPUTS`) and does what is
listed here; whatever is not named is refused, so that a new deed is the owner's until somebody decides otherwise.
"""

from carnet.domain.disclosure import OUTPUTS, Profile
from carnet.errors import CarnetError

REFUSAL = "La vue du secrétariat ne permet pas cela : seul le médecin le peut, avec son mot de passe."
# Verbs of `Book.write` that the secretary's view may do.
SECRETARY_VERBS = frozenset({"tick"})
# Commands that carry nothing of a card out; whatever they change in the book is a verb (`check --repair`, `reply`).
SECRETARY_COMMANDS = frozenset({"check", "register", "reply", "self-test"})


def may(profile: Profile, verb: str) -> bool:
    """Whether a book opened for `profile` lets `verb` be done."""
    return profile is Profile.OWNER or (profile is Profile.SECRETARY and verb in SECRETARY_VERBS)


def demand(profile: Profile, verb: str) -> None:
    """Raise CarnetError when `profile` may not do `verb`."""
    if not may(profile, verb):
        raise CarnetError(REFUSAL)


def permit_command(command: str, profile: Profile) -> None:
    """Raise CarnetError when a command is not for `profile`: an output says for whom it is made, others are listed."""
    for_all = command in SECRETARY_COMMANDS or profile in OUTPUTS.get(command, frozenset())
    if profile is not Profile.OWNER and not for_all:
        raise CarnetError(REFUSAL)
