"""The loop's own French: why an event is refused, the line for the medical record, what is said of an avoidance."""

import re
from collections.abc import Mapping
from datetime import date

from carnet import words
from carnet.domain.disclosure import Disclosed
from carnet.domain.referrals import Refusal, Standing, Step
from carnet.errors import CarnetError
from carnet.words import NARROW, long_date

_STEPS = {
    Step.NOTED: "noté", Step.FOLLOWED: "à suivre", Step.APPOINTMENT: "rdv", Step.SEEN: "vu",
    Step.NEWS: "nouvelles reçues", Step.NO_SHOW: "pas venu", Step.REFUSED: "refusé",
    Step.OTHER_CHOICE: "autre choix du patient", Step.NO_NEWS: "sans nouvelles", Step.CLOSED: "clos",
    Step.WITHDRAWN: "retiré", Step.ENDED: "terminé",
}  # fmt: skip
MODES = {
    "advised": "conseillé", "phoned": "téléphone", "letter": "courrier", "secure_message": "messagerie sécurisée",
    "patient_own": "par le patient",
}  # fmt: skip
URGENCIES = {"soon": "bientôt", "urgent": "urgent"}
_HAPPENED = {
    "appointment": "Ce rendez-vous", "seen": "Cette consultation", "news": "Ces nouvelles", "no_show": "Cette absence",
    "refused": "Ce refus", "other_choice": "Cet autre choix", "no_news": "Cette absence de nouvelles",
    "closed": "Cette clôture", "withdrawn": "Ce retrait",
}  # fmt: skip
# Between brackets: left out with its punctuation when what it names is unknown.
RECORD_LINE = "Adressé le {date} : {nom}[, {spécialité}][, {commune}][, {téléphone}][. Motif : {motif}][ ({mode})]."
RECORD_LINE_SETTING = "record_line"
RECORD_FIELDS = ("date", "nom", "spécialité", "commune", "téléphone", "motif", "mode", "urgence", "patient")
_FIELD = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
READABLE_BY_THEM = (
    "La personne concernée peut demander à lire ce qui est noté ici (droit d’accès)"
    "\u202f: un motif, des faits, des dates."
)
NOTHING_DONE = "Rien n’a été enregistré."


def step(standing: Standing) -> str:
    """« rdv le 3 mars 2026 », « vu (supposé) », « sans nouvelles »."""
    if standing.supposed:
        return "vu (supposé)"
    if standing.step is Step.APPOINTMENT and standing.appointment_on:
        return f"rdv le {long_date(standing.appointment_on)}"
    return _STEPS[standing.step]


def refused(refusal: Refusal) -> str:
    """Why an event or a referral cannot be, in one sentence or two."""
    return f"{_why(refusal)} {NOTHING_DONE}"


def _why(refusal: Refusal) -> str:
    what = _HAPPENED.get(refusal.kind, "Cela")
    day = long_date(refusal.day) if refusal.day else ""
    if refusal.code == "step":
        return (
            f"Cet adressage est « {_STEPS[Step(refusal.step)]} » depuis le {day}{NARROW}:"
            f" « {words.event(refusal.kind)} » ne peut pas venir après. Corrigez d’abord, ou notez un nouvel adressage."
        )
    if refusal.code == "clock":
        other = long_date(refusal.other) if refusal.other else ""
        return (
            f"L’ordinateur dit que nous sommes le {day}, mais cet adressage date du {other}{NARROW}:"
            " vérifiez la date de l’ordinateur."
        )
    if refusal.code == "before_referral":
        other = long_date(refusal.other) if refusal.other else ""
        return f"{what} du {day}{NARROW}? C’est avant l’adressage, du {other}."
    return {
        "no_day": "Il manque la date du rendez-vous.",
        "too_far": f"Un rendez-vous le {day}{NARROW}? C’est dans plus de deux ans.",
        "to_come": f"{what} du {day}{NARROW}? C’est à venir{NARROW}: notez ce qui est arrivé.",
        "referral_to_come": f"Un adressage ne peut pas dater du {day}, qui est à venir.",
        "referral_too_old": f"Un adressage du {day}{NARROW}? C’est il y a plus de dix ans.",
        "nothing_to_correct": "Ce qui est à corriger n’est plus là.",
        "already_corrected": "Cela a déjà été corrigé.",
    }[refusal.code]


def check_template(template: str) -> None:
    """Raise CarnetError when a text for the medical record names a field that does not exist, or closes badly."""
    unknown = [name for name in _FIELD.findall(template) if name not in RECORD_FIELDS]
    known = ", ".join(f"{{{name}}}" for name in RECORD_FIELDS)
    if unknown:
        raise CarnetError(f"« {{{unknown[0]}}} » n’existe pas dans ce texte{NARROW}: au choix, {known}.")
    rest = _OPTIONAL.sub("", _FIELD.sub("", template))
    if any(mark in _FIELD.sub("", rest) for mark in "{}[]"):
        raise CarnetError("Une accolade ou un crochet n’est pas refermé dans ce texte, ou est pris dans un autre.")
    if "nom" not in _FIELD.findall(template):
        raise CarnetError("Ce texte doit au moins nommer le correspondant\u202f: {nom}.")


def record_fields(card: Disclosed, facts: Mapping[str, str], *, made_on: date, site: str = "") -> dict[str, str]:
    """What the line for the medical record may say: the card's public part, and the referral's own `facts`.

    `facts`: mode and urgency as coded, motive, patient. `site`: the commune of the site chosen.
    """
    public = card.public
    places = public.places
    specialties = [words.practitioner(place.specialty, public.gender) for place in places if place.specialty]
    name = words.person_name(public.title, public.given_name, public.family_name) if public.family_name else ""
    phones = [line.value for line in public.lines if line.kind == "phone"]
    return {
        "date": long_date(made_on),
        "nom": name or public.label,
        "spécialité": _small(specialties[0]) if specialties and name else "",
        "commune": site or next((place.city for place in places if place.city), ""),
        "téléphone": phones[0] if phones else "",
        "motif": facts.get("motive", ""),
        "mode": MODES.get(facts.get("mode", ""), ""),
        "urgence": URGENCIES.get(facts.get("urgency", ""), ""),
        "patient": facts.get("patient_code", ""),
    }


def _small(noun: str) -> str:
    """« rhumatologue » inside a sentence; « ORL » stays."""
    return noun if noun[:2].isupper() else noun[:1].lower() + noun[1:]


def record_line(template: str, fields: Mapping[str, str]) -> str:
    """The template filled; a bracketed part whose field is empty is left out."""

    def optional(found: re.Match[str]) -> str:
        names = _FIELD.findall(found[1])
        return found[1] if all(fields.get(name) for name in names) else ""

    filled = _FIELD.sub(lambda found: fields.get(found[1], ""), _OPTIONAL.sub(optional, template))
    return filled.replace(" :", f"{NARROW}:").replace("..", ".")


def to_whom(title: str, family: str, label: str) -> str:
    """« au Dr Serrane », « à Mme Tassy », « à CH d’Avignon »."""
    if family:
        named = family.title() if family.isupper() else family
        return f"au {title} {named}" if title in ("Dr", "Pr") else f"à {title} {named}".replace("  ", " ")
    return f"à {label}"


def avoided(whom: str, since: date) -> str:
    """« Vous avez noté le 12 mars 2026 ne plus adresser au Dr Serrane. »"""
    return f"Vous avez noté le {long_date(since)} ne plus adresser {whom}."


def avoidance_sheet(name: str, reason: str, note: str, since: date, expires_on: date) -> str:
    """What the person may read of it: reason, note and dates, nothing else."""
    lines = [
        f"Ce qui est noté au sujet de {name}",
        f"Motif\u202f: {words.avoidance_reason(reason)}",
        f"Faits\u202f: {note}" if note else "Faits\u202f: rien n’est noté",
        f"Noté le {long_date(since)}, jusqu’au {long_date(expires_on)}, sauf renouvellement exprès.",
    ]
    return "\n".join(lines)
