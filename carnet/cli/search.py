"""Commands that look up: find, show, adopt."""

import time

from carnet.cli import output
from carnet.cli.context import Context, commune_named
from carnet.domain.disclosure import disclose, permit
from carnet.domain.needs import Need, need_named
from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.queries.box import Box, Request
from carnet.register.lookup import Person


def find(context: Context) -> None:
    """`find TEXT`: the two lists, with what was read and why."""
    arguments = context.arguments
    request = Request(
        " ".join(arguments.text),
        near=commune_named(arguments.near) if arguments.near else "",
        needs=tuple(_need(text) for text in arguments.need),
        limit=arguments.limit,
        book_limit=arguments.limit,
    )
    with context.both() as (book, register):
        permit("find", context.profile)
        box = Box(
            book,
            register,
            communes=Communes.shipped(),
            catalogue=Catalogue.shipped(),
            practice=(book.setting("commune_insee") or "") if book else "",
            today=context.today,
            profile=context.profile,
        )
        start = time.perf_counter()
        answer = box.find(request)
        elapsed_ms = (time.perf_counter() - start) * 1000
    if context.as_json:
        context.say(output.as_json(output.answer_json(answer, today=context.today, elapsed_ms=elapsed_ms)))
    else:
        context.say("\n".join(output.answer_lines(answer, today=context.today)))


def _need(text: str) -> Need:
    need = need_named(text)
    if need is None:
        raise CarnetError(
            f"Besoin inconnu : « {text} ». Par exemple : vite, pointu, simple, domicile, secteur 1, visio."
        )
    return need


def show(context: Context) -> None:
    """`show ID`: one card, as the profile may see it."""
    identifier = context.arguments.id
    if identifier.startswith("b:"):
        from carnet.queries.card import card_of, row_id

        with context.book() as book:
            card = card_of(book.reader(), row_id(book.reader(), identifier), today=context.today)
    else:
        from carnet.queries.register_card import register_card

        card = register_card(register_person(context, identifier), Communes.shipped())
    permit("show", context.profile)
    seen = disclose(card, context.profile)
    if context.as_json:
        context.say(output.as_json(output.card_json(seen)))
    else:
        context.say("\n".join(output.card_lines(seen, today=context.today)))


def adopt(context: Context) -> None:
    """`adopt RPPS`: a register person joins the book."""
    from carnet.services.adoption import adopt as adopt_person

    person = register_person(context, context.arguments.number)
    with context.book() as book:
        uuid, _ = adopt_person(book, person, now=context.now)
    context.say(output.as_json({"id": f"b:{uuid}"}) if context.as_json else f"Ajouté à votre carnet : b:{uuid}")


def register_person(context: Context, identifier: str) -> Person:
    """The person of the register under an identifier. Raises CarnetError."""
    number = identifier.removeprefix("p:").replace(" ", "")
    if identifier.startswith("s:"):
        raise CarnetError(
            "Les structures FINESS ne sont pas encore dans l’annuaire : seules les personnes (p:…) le sont."
        )
    with context.register() as register:
        if register is None:
            raise CarnetError("Aucun annuaire national n’est importé : « carnet register import FICHIER ».")
        person = register.person(number)
    if person is None:
        raise CarnetError(f"L’annuaire national ne connaît personne sous le numéro « {number} ».")
    return person
