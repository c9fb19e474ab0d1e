"""Commands that keep the book safe: backup, restore, check."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.cli.context import Context, read_passphrase
from carnet.cli.output import as_json
from carnet.domain.rights import demand
from carnet.errors import CarnetError
from carnet.words import NARROW, megabytes, number, on_day_at, plural

if TYPE_CHECKING:
    from carnet.models.checking import Finding
    from carnet.models.keys import Unlock
    from carnet.models.preview import Content, Preview


def _report(context: Context, facts: dict[str, Any], text: str) -> None:
    context.say(as_json(facts) if context.as_json else text)


def backup(context: Context) -> None:
    """`backup FILE`: the whole book in one encrypted file, opened again to verify it; in a folder, a dated name."""
    from carnet.models.backup import backup as write_backup
    from carnet.services.backups import name_at

    target: Path = context.arguments.file.absolute()
    with context.book() as book:
        made = write_backup(book, target / name_at(context.now) if target.is_dir() else target, now=context.now)
    facts = {"file": str(made.path), "bytes": made.size, "counts": dict(made.manifest.counts)}
    cards = plural(made.manifest.counts["correspondent"], "fiche", "fiches")
    _report(context, facts, f"Sauvegarde vérifiée{NARROW}: {made.path} ({cards}, {megabytes(made.size)}).")


def restore(context: Context) -> None:
    """`restore FILE`: the book of a backup in the place of the present one, which is kept aside.

    `--preview` compares them and stops there; a person at a terminal is shown it and asked.
    """
    from carnet.models.preview import preview
    from carnet.models.restore import restore as put_back

    source, unlock = context.arguments.file.absolute(), _way_in(context)
    seen = preview(context.folders, source, unlock)
    if context.arguments.preview:
        _report(context, _seen_json(seen), _seen_words(seen))
        return
    meant = context.arguments.another_vault
    if _at_a_terminal(context):
        meant = _ask(context, seen)
    done = put_back(context.folders, source, unlock, now=context.now, another_vault=meant)
    aside = f"\nL’ancien carnet est gardé{NARROW}: {done.kept_aside}" if done.kept_aside else ""
    facts = {
        "counts": dict(done.manifest.counts),
        "kept_aside": str(done.kept_aside) if done.kept_aside else None,
        "preview": _seen_json(seen),
    }
    when = on_day_at(done.manifest.made_at)
    _report(context, facts, f"{_seen_words(seen)}\nCarnet remis{NARROW}: sauvegarde du {when}.{aside}")


def _way_in(context: Context) -> "Unlock":
    from carnet.models.book import Passphrase, RecoveryCode

    code = context.arguments.recovery_file
    return RecoveryCode(read_passphrase(code)) if code else Passphrase(context.passphrase())


def _at_a_terminal(context: Context) -> bool:
    typed = not (context.passphrase_file or context.arguments.recovery_file or context.as_json)
    return typed and sys.stdin is not None and sys.stdin.isatty()


def _ask(context: Context, seen: "Preview") -> bool:
    """Show what would come, ask; whether a backup of another book is meant. Raises CarnetError when it is not."""
    context.say(_seen_words(seen))
    answer = input("Remettre cette sauvegarde ? [o/N] ").strip().lower()
    if answer not in ("o", "oui"):
        raise CarnetError("Rien n’a été touché.")
    return seen.another_vault


def _seen_json(seen: "Preview") -> dict[str, Any]:
    return {
        "made_at": seen.manifest.made_at.isoformat(timespec="seconds"),
        "another_vault": seen.another_vault,
        "damaged": seen.damaged,
        "changes_since": seen.changes_since,
        "backup": _content_json(seen.backup),
        "present": _content_json(seen.present) if seen.present else None,
    }


def _content_json(content: "Content") -> dict[str, Any]:
    changed = content.changed_at.isoformat(timespec="seconds") if content.changed_at else None
    return {
        "practice_name": content.practice_name,
        "correspondents": content.cards,
        "trashed": content.trashed,
        "referrals": content.referrals,
        "changed_at": changed,
    }


def _seen_words(seen: "Preview") -> str:
    lines = [f"Sauvegarde du {on_day_at(seen.manifest.made_at)}{NARROW}: {_content_words(seen.backup)}"]
    if seen.present:
        lines.append(f"Carnet en place{NARROW}: {_content_words(seen.present)}")
    elif seen.damaged:
        lines.append(f"Carnet en place{NARROW}: abîmé.")
    elif seen.there:
        lines.append(f"Carnet en place{NARROW}: ce mot de passe ne l’ouvre pas.")
    if seen.another_vault:
        lines.append("Cette sauvegarde est celle d’un autre carnet que celui en place.")
    elif seen.changes_since:
        changes = plural(seen.changes_since, "changement fait", "changements faits")
        lines.append(
            f"{changes} depuis ne s’y trouvent pas."
            if seen.changes_since > 1
            else f"{changes} depuis ne s’y trouve pas."
        )
    return "\n".join(lines)


def _content_words(content: "Content") -> str:
    counted = f"{number(content.cards)} {'fiches' if content.cards > 1 else 'fiche'}"
    referrals = f"{number(content.referrals)} {'adressages' if content.referrals > 1 else 'adressage'}"
    parts = [content.practice_name, counted, referrals]
    if content.trashed:
        parts.append(f"{number(content.trashed)} à la corbeille")
    if content.changed_at:
        parts.append(f"changé le {on_day_at(content.changed_at)}")
    return ", ".join(part for part in parts if part)


def check(context: Context) -> None:
    """`check`: what is wrong with the vault; `--repair` mends what can be. Raises CarnetError if it is not whole.

    Without `--repair` nothing is written, not even what any other opening mends by itself.
    """
    from carnet.models.checking import Finding
    from carnet.models.connection import VaultDamaged
    from carnet.models.keys import KeysLost

    found: list[Finding] = []
    mended: list[Finding] = []
    try:
        found, mended = _found_and_mended(context)
    except VaultDamaged as error:  # it does not even open
        found = [Finding("damaged", str(error))]
    except KeysLost as error:  # or its first bytes, which name its keys, are not what they were
        found = [Finding("keys_lost", str(error))]
    last = _last_whole(context) if any(one.code in ("damaged", "keys_lost") for one in found) else None
    facts = {
        "findings": [_finding_json(one) for one in found],
        "repaired": [_finding_json(one) for one in mended],
        "last_backup": str(last) if last else None,
    }
    lines = [one.words for one in found] + [f"Réparé{NARROW}: {one.words}" for one in mended]
    if last:
        lines.append(f"Dernière sauvegarde entière{NARROW}: {last} («{NARROW}carnet restore{NARROW}»).")
    _report(context, facts, "\n".join(lines) or f"Rien à signaler{NARROW}: le carnet est entier.")
    if found:
        raise CarnetError(f"{plural(len(found), 'anomalie', 'anomalies')} dans le carnet.")


def _found_and_mended(context: Context) -> "tuple[list[Finding], list[Finding]]":
    from carnet.models import checking

    with context.book(read_only=True) as book:
        found = checking.check(book)
        if not context.arguments.repair:
            return found, []
        demand(book.profile, "repair")
    with context.book() as book:
        checking.repair(book, now=context.now)
        left = checking.check(book)
    return left, [one for one in found if one not in left]


def _finding_json(one: "Finding") -> dict[str, Any]:
    return {"code": one.code, "text": one.words, "repairable": one.repairable}


def _last_whole(context: Context) -> Path | None:
    from carnet.services import backups

    found = backups.entries(backups.folder_of(context.folders))
    return next((one.path for one in found if one.manifest and not backups.checked(one).trouble), None)
