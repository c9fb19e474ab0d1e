"""`export`: cards out of the book, for somebody, in a file."""

from dataclasses import asdict

from carnet.cli import output
from carnet.cli.context import Context
from carnet.domain.dates import read_day
from carnet.domain.disclosure import OUTPUTS, Option, Profile
from carnet.errors import CarnetError
from carnet.exchange.export import EXTENSIONS, Format
from carnet.services.exports import Order, prepare, summary_words
from carnet.words import NARROW

_PROMISES = frozenset({".pdf", ".xls", ".ods", ".doc", ".docx", ".odt", ".numbers", ".zip", ".json", ".ldif", ".html"})


def export(context: Context) -> None:
    """`export FILE --for PROFILE`: what leaves and what stays, then the file."""
    arguments = context.arguments
    path = arguments.file
    order = Order(
        profile=_profile(arguments.profile),
        format=_format(arguments.format, path.suffix),
        options=frozenset(option for option in Option if getattr(arguments, f"with_{option}")),
        until=read_day(arguments.until, today=context.today, last=True) if arguments.until else None,
        text=" ".join(arguments.select or ()),
        ids=tuple(arguments.id or ()),
    )
    with context.book() as book:
        ready = prepare(book, order, today=context.today)
        if not arguments.dry_run:
            ready.write(path)
    leaves, stays = summary_words(ready.summary)
    if not context.as_json:
        done = "Rien n’a été écrit (essai)." if arguments.dry_run else f"Écrit : {path}"
        context.say("\n".join((*_ignored(ready.ignored), leaves, stays, done)))
        return
    counts = {key: value for key, value in asdict(ready.summary).items() if key != "profile"}
    written = None if arguments.dry_run else str(path)
    context.say(
        output.as_json(
            {
                "file": written,
                "for": order.profile.value,
                "format": order.format.value,
                "until": ready.envelope.until,
                "ignored": list(ready.ignored),
                "counts": counts,
                "leaves": leaves,
                "stays": stays,
            }
        )
    )


def _ignored(words: tuple[str, ...]) -> list[str]:
    """What of `--select` nobody answers to: more leaves than was asked."""
    said = ", ".join(f"«{NARROW}{word}{NARROW}»" for word in words)
    return [f"Personne ne répond à {said}{NARROW}: laissé de côté."] if words else []


def _profile(name: str) -> Profile:
    known = sorted(profile.value for profile in OUTPUTS["export"])
    if name not in known:
        raise CarnetError(f"On n’exporte pas pour « {name} ». Au choix : {', '.join(known)}.")
    return Profile(name)


def _format(name: str, suffix: str) -> Format:
    """The format asked, else that of the file's name, else vCard 3.0. Raises CarnetError for a name that promises
    something else."""
    if name:
        return Format(name)
    if suffix.lower() in _PROMISES:
        raise CarnetError(
            f"On n’exporte pas en {suffix.lower()}{NARROW}: nommez le fichier .vcf, .csv ou .xlsx, ou dites le format "
            "(--format)."
        )
    return next((one for one, end in EXTENSIONS.items() if end == suffix.lower()), Format.VCF3)
