"""Cells that a spreadsheet would run: an apostrophe before them, taken off again when they come back."""

import re

# OWASP's list for CSV, and the wide forms that some spreadsheets take for them.
_RUNS = re.compile(r"'*[\s]*[=+\-@\t\r＝＋－＠]")


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if text and (_RUNS.match(text) or text[0] in "\t\r") else text


def restored(cell: str) -> str:
    """The text that `neutral` made a cell of; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and neutral(cell[1:]) != cell[1:] else cell
