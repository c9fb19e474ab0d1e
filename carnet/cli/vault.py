"""Commands on the vault: init, demo, passphrase."""

from typing import TYPE_CHECKING, Any

from carnet import words
from carnet.cli.context import Context, commune_named, read_passphrase
from carnet.cli.output import as_json
from carnet.domain.rights import demand
from carnet.errors import CarnetError
from carnet.words import plural

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
