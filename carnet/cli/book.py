"""Commands that write into the book: add."""

import sys

from carnet.cli import output
from carnet.cli.context import Context
from carnet.domain.capture import Proposal, read_card
from carnet.domain.capture_hospital import read_hospital
from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.models.book import Book
from carnet.queries.lexicon import BoxLexicon
from carnet.services.capture import add_card, add_hospital, matches
from carnet.words import person_name, plural, specialty

_MOST_READ = 100_000  # characters of a paste; more is said to be too long without being read


def add(context: Context) -> None:
    """`add TEXT`: a typed line, or a paste on standard input (`-`), joins the book."""
    text = _text(context)
    with context.book() as book:
        if context.arguments.hospital:
            _add_hospital(context, book, text)
        else:
            _add_card(context, book, text)


def _text(context: Context) -> str:
    words: list[str] = context.arguments.text
    if words != ["-"]:
        return " ".join(words)
    try:
        return sys.stdin.read(_MOST_READ)
    except UnicodeDecodeError as error:
        raise CarnetError("Le texte reçu sur l’entrée standard n’est pas de l’UTF-8.") from error


def _lexicon(book: Book) -> BoxLexicon:
    communes = Communes.shipped()
    practice = communes.by_insee(book.setting("commune_insee") or "")
    origin = communes.point(practice) if practice is not None else None
    return BoxLexicon(Catalogue.shipped(), communes, origin, None, None)


def _add_card(context: Context, book: Book, text: str) -> None:
    proposal = read_card(text, _lexicon(book))
    uuid, _ = add_card(book, proposal, now=context.now)
    with context.register() as register:
        found = matches(register, proposal, practice=book.setting("commune_insee") or "") if register else ()
    if context.as_json:
        context.say(output.as_json({"id": f"b:{uuid}", "register": [person.id for person in found]}))
        return
    context.say(f"Ajouté à votre carnet : {_said(proposal)}   b:{uuid}")
    for person in found:
        name = person_name("", person.given, person.family)
        context.say(f"L’annuaire national connaît {name} ({person.id}) : « carnet adopt {person.identifier} ».")


def _said(proposal: Proposal) -> str:
    """« Dr Anne ROUX · Rhumatologie · Apt · 04 65 71 20 30 »: what was understood, so that a slip is seen at once."""
    title, given, family = (
        piece.value if piece else "" for piece in (proposal.title, proposal.given_name, proposal.family_name)
    )
    name = person_name(title, given, family) if family else proposal.label.value if proposal.label else ""
    specialties = [specialty(piece.value) for piece in proposal.specialties]
    commune = [proposal.commune.name] if proposal.commune else []
    return " · ".join((name, *specialties, *commune, *(line.value for line in proposal.lines)))


def _add_hospital(context: Context, book: Book, text: str) -> None:
    proposal = read_hospital(text, _lexicon(book))
    uuid, services, _ = add_hospital(book, proposal, now=context.now)
    if context.as_json:
        ids = [f"b:{service}" for service in services]
        context.say(output.as_json({"id": f"b:{uuid}", "services": ids, "unread": list(proposal.unread)}))
        return
    context.say(f"Ajouté à votre carnet : {proposal.name}, {plural(len(services), 'service', 'services')}   b:{uuid}")
    for line in proposal.unread:
        context.say(f"  non lu : {line.strip()}")
