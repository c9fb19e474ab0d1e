"""Commands on the vault: init, demo, passphrase, backup, restore, check."""

from typing import TYPE_CHECKING, Any

from carnet import words
from carnet.cli.context import Context, commune_named, read_passphrase
from carnet.cli.output import as_json
from carnet.domain.rights import demand
from carnet.errors import CarnetError
from carnet.words import long_date, plural

if TYPE_CHECKING:
    from carnet.models.book import Book


def init(context: Context) -> None:
    """`init`: a new vault; its recovery code is shown once."""
    from carnet.models.book import create_vault

    commune = commune_named(context.arguments.commune)
    if context.folders.vault.exists():
        raise CarnetError(f"Il y a déjà un carnet ici : {context.folders.vault}. Rien n’a été touché.")
    made = create_vault(
        context.folders,
        context.passphrase("Mot de passe du nouveau carnet : "),
        practice_name=context.arguments.name,
        commune_insee=commune,
        owner_name=context.arguments.owner,
        now=context.now,
    )
    made.book.close()
    _report(
        context,
        {"vault": str(context.folders.vault), "recovery_code": made.recovery_code},
        f"Carnet créé : {context.folders.vault}\n"
        f"Code de secours, à imprimer et à ranger (il ne sera plus montré) :\n\n    {made.recovery_code}\n\n"
        "Sans mot de passe ni code de secours, personne ne peut rouvrir ce carnet.",
    )


def demo(context: Context) -> None:
    """`demo`: the fictitious practice in an empty vault, and its register."""
    from carnet.register.importer import import_file
    from carnet.services.demonstration import fill, register_file

    with context.book() as book:
        filled = fill(book, today=context.today, now=context.now).inserted
    imported = import_file(
        register_file(), context.folders.data, progress=lambda step: None, cancelled=lambda: False, today=context.today
    )
    cards, referrals = filled["correspondent"], filled["referral"]
    _report(
        context,
        {"correspondents": cards, "referrals": referrals, "register_rows": imported.counts.kept},
        f"Carnet fictif : {plural(cards, 'fiche', 'fiches')}, {plural(referrals, 'adressage', 'adressages')} ; "
        f"annuaire fictif : {plural(imported.counts.kept, 'ligne', 'lignes')}.",
    )


def passphrase(context: Context) -> None:
    """`passphrase`: a new password, the owner's or the secretary's; only the wraps of the key are rewritten."""
    from carnet.models import keyring_store
    from carnet.models.book import RecoveryCode, open_book
    from carnet.models.connection import vault_uuid

    arguments = context.arguments
    if arguments.forget:
        keyring_store.forget(vault_uuid(context.folders.vault))
        _report(context, {"remembered": False}, "Le trousseau du système ne garde plus la clé de ce carnet.")
        return
    vault_uuid(context.folders.vault)
    unlock = RecoveryCode(read_passphrase(arguments.recovery_file)) if arguments.recovery_file else context.unlock()
    with open_book(context.folders, unlock, profile=context.profile) as book:
        demand(book.profile, "rewrap")
        if arguments.remember:
            keyring_store.store(book.vault, book.raw_key)
            _report(context, {"remembered": True}, "Le trousseau du système garde la clé de ce carnet.")
            return
        if arguments.secretary_new_file or arguments.secretary_remove:
            _change_access(context, book)
            return
        book.change_passphrase(_new_passphrase(context))
    _report(context, {"changed": True}, "Mot de passe changé. Le code de secours reste le même.")


def _change_access(context: Context, book: "Book") -> None:
    from carnet.models.secretary import give_access, take_access_back

    if context.arguments.secretary_remove:
        take_access_back(book)
        _report(context, {"secretary": False}, f"Accès du secrétariat retiré. {words.OLD_COPIES_STILL_OPEN}")
        return
    give_access(book, read_passphrase(context.arguments.secretary_new_file))
    _report(context, {"secretary": True}, f"Le secrétariat a son mot de passe. {words.LOCK_ON_THE_SCREEN}")


def _new_passphrase(context: Context) -> str:
    if context.arguments.new_file:
        return read_passphrase(context.arguments.new_file)
    asking = Context(
        context.folders, None, context.secretary, context.as_json, context.today, context.out, context.arguments
    )
    new = asking.passphrase("Nouveau mot de passe : ")
    if new != asking.passphrase("Le même, une seconde fois : "):
        raise CarnetError("Les deux mots de passe diffèrent : rien n’a été changé.")
    return new


def _report(context: Context, facts: dict[str, Any], text: str) -> None:
    context.say(as_json(facts) if context.as_json else text)


def backup(context: Context) -> None:
    """`backup FILE`: the whole book in one encrypted file, opened again to verify it."""
    from carnet.models.backup import backup as write_backup

    with context.book() as book:
        made = write_backup(book, context.arguments.file.absolute(), now=context.now)
    facts = {"file": str(made.path), "bytes": made.size, "counts": dict(made.manifest.counts)}
    cards = plural(made.manifest.counts["correspondent"], "fiche", "fiches")
    _report(context, facts, f"Sauvegarde vérifiée : {made.path} ({cards}, {round(made.size / 1e6, 1)} Mo).")


def restore(context: Context) -> None:
    """`restore FILE`: the book of a backup in the place of the present one, which is kept aside."""
    from carnet.models.book import Passphrase, RecoveryCode
    from carnet.models.restore import restore as put_back

    code = context.arguments.recovery_file
    unlock = RecoveryCode(read_passphrase(code)) if code else Passphrase(context.passphrase())
    done = put_back(context.folders, context.arguments.file.absolute(), unlock, now=context.now)
    aside = f"\nL’ancien carnet est gardé : {done.kept_aside}" if done.kept_aside else ""
    cards = plural(done.manifest.counts["correspondent"], "fiche", "fiches")
    facts = {"counts": dict(done.manifest.counts), "kept_aside": str(done.kept_aside) if done.kept_aside else None}
    _report(context, facts, f"Carnet remis : {cards}, sauvegarde du {long_date(done.manifest.made_at.date())}.{aside}")


def check(context: Context) -> None:
    """`check`: what is wrong with the vault; `--repair` mends what can be. Raises CarnetError if it is not whole."""
    from carnet.models import checking

    with context.book() as book:
        found = checking.check(book)
        if context.arguments.repair:
            demand(book.profile, "repair")
            checking.repair(book, now=context.now)
            found = checking.check(book)
    facts = [{"code": one.code, "text": one.words, "repairable": one.repairable} for one in found]
    _report(
        context, {"findings": facts}, "\n".join(one.words for one in found) or "Rien à signaler : le carnet est entier."
    )
    if found:
        raise CarnetError(f"{plural(len(found), 'anomalie', 'anomalies')} dans le carnet.")
