"""The command line: a thin shell over queries and services."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TextIO

from carnet.cli.context import Context
from carnet.cli.parser import build
from carnet.domain.rights import permit_command
from carnet.errors import CarnetError
from carnet.paths import Folders

KNOWN_ERROR = 1
_INTERRUPTED = 130
_ROOMS = {
    "find": "search", "show": "search", "adopt": "search",
    "refer": "loop", "reply": "loop", "follow-up": "loop", "history": "loop", "avoid": "loop",
    "stale": "stale",
    "add": "book",
    "register": "national", "self-test": "self_test",
    "export": "exporting", "import": "intake", "undo": "intake",
    "backup": "backups", "restore": "backups", "check": "backups",
}  # fmt: skip
_FUNCTIONS = {"import": "import_file"}


def main(arguments: Sequence[str], *, out: TextIO | None = None, today: date | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 known error (said on stderr), 2 usage."""
    try:
        options = build().parse_args(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    context = Context(
        folders=Folders.inside(options.data_dir) if options.data_dir else Folders.of_user(),
        passphrase_file=options.passphrase_file,
        secretary=options.secretary,
        as_json=options.json,
        today=today or datetime.now().astimezone().date(),
        out=out or sys.stdout,
        arguments=options,
    )
    try:
        permit_command(options.command, context.profile)
        _command(options.command)(context)
        context.out.flush()
    except CarnetError as error:
        print(error, file=sys.stderr)
        return KNOWN_ERROR
    except KeyboardInterrupt:
        print("Interrompu.", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return KNOWN_ERROR
    except Exception as error:
        told = _in_words(error, context)
        if told is None:
            raise
        print(told, file=sys.stderr)
        return KNOWN_ERROR
    return 0


def _in_words(error: Exception, context: Context) -> CarnetError | None:
    """A page that cannot be read, a disk that is full: what SQLite says, in words. None for a bug."""
    from carnet.queries.damage import in_words
    from carnet.register.store import current

    return in_words(error, context.folders.vault, current(context.folders.data))


def _command(name: str) -> Callable[[Context], None]:
    """The function of a command; only its own room is imported, so that `find` starts at once."""
    from importlib import import_module

    room = import_module(f"carnet.cli.{_ROOMS.get(name, 'vault')}")
    found: Callable[[Context], None] = getattr(room, _FUNCTIONS.get(name, name.replace("-", "_")))
    return found
