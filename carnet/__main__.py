"""Start: a command goes to the command line."""

import sys


def main() -> int:
    """Entry point of the program; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from carnet import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
