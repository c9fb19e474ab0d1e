"""Start: a command goes to the command line, none to the window."""

import sys
from collections.abc import Sequence

_WINDOW_FLAGS = ("--demo", "--secretary")
_WITH_VALUE = ("--data-dir", "--passphrase-file")


def main() -> int:
    """Entry point of the program; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = sys.argv[1:]
    if wants_window(arguments):
        from carnet import app

        return app.main(arguments)
    from carnet import cli

    return cli.main(arguments)


def wants_window(arguments: Sequence[str]) -> bool:
    """Whether the arguments are the window's options and nothing else; a wrong one is for the command line to tell."""
    rest = list(arguments)
    while rest:
        option, equals, value = rest.pop(0).partition("=")
        if option in _WINDOW_FLAGS and not equals:
            continue
        if option not in _WITH_VALUE:
            return False
        if not equals:
            value = rest.pop(0) if rest else ""
        if not value or value.startswith("-"):
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
