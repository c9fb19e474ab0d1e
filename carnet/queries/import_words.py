"""What an import did, and what taking it back did, in French. What did not happen is not counted."""

from carnet.words import NARROW, number

NOTHING_NEW = f"Rien de neuf{NARROW}: votre carnet n’a pas changé."


def brought(new: int, completed: int) -> str:
    """« 486 fiches ajoutées, 37 complétées », « 37 fiches complétées », "" for nothing."""
    return _cards((new, "ajoutée"), (completed, "complétée"))


def taken_back(removed: int, restored: int) -> str:
    """« 486 fiches enlevées, 37 remises comme avant », « votre carnet n’a pas changé »."""
    said = _cards((removed, "enlevée"), (restored, "remise"))
    return f"{said} comme avant" if restored else said or "votre carnet n’a pas changé"


def _cards(*parts: tuple[int, str]) -> str:
    said: list[str] = []
    for count, done in parts:
        if count:
            end = "s" if count > 1 else ""
            said.append(f"{number(count)} {done}{end}" if said else f"{number(count)} fiche{end} {done}{end}")
    return ", ".join(said)


def beginning(source: str) -> str:
    """Where cards come from, at the head of a line: « Carnet du Dr Morel »; a program keeps its letters, « iCloud »."""
    return source[:1].upper() + source[1:] if source.startswith("carnet d") else source
