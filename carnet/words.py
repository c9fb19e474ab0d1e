"""Every French sentence that more than one room says. No Qt: the command line says them too."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from carnet.domain.query import Chip
from carnet.domain.ranking import Reason
from carnet.domain.rings import Ring
from carnet.domain.specialties import Catalogue

if TYPE_CHECKING:
    from carnet.domain import freshness

NARROW = "\u202f"  # narrow no-break space, before ; : ! ? and inside « »
LOCK_ON_THE_SCREEN = (
    f"C’est un verrou sur l’écran, pas sur les données{NARROW}: la même clé ouvre le fichier. Qui copie le fichier et "
    "connaît ce mot de passe pourrait tout lire avec d’autres outils."
)
OLD_COPIES_STILL_OPEN = "Un accès changé ou retiré reste ouvert dans les sauvegardes déjà faites."
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip

_TRUST = {
    "favourite": ("favori", "favorite"),
    "regular": ("habitué", "habituée"),
    "known": ("connu", "connue"),
}
_MARKS = {
    "expert": ("pointu", "pointue"),
    "humane": ("humain", "humaine"),
    "reliable": ("fiable", "fiable"),
    "advice": ("donne des avis", "donne des avis"),
}
_ATTRIBUTES = {
    "sector1": ("secteur 1", "secteur"),
    "optam": ("OPTAM", "OPTAM"),
    "home": ("à domicile", "domicile"),
    "video": ("téléconsultation", "téléconsultation"),
    "woman": ("une femme", "femme"),
    "man": ("un homme", "homme"),
    "children": ("reçoit les enfants", "enfants"),
    "new_patients": ("prend de nouveaux patients", "nouveaux patients"),
    "accessible": ("accessible en fauteuil", "accessible"),
    "escort": ("accompagne", "accompagne"),
    "teleexpertise": ("téléexpertise", "téléexpertise"),
}
_NEEDS = {
    "fast": "vite", "expert": "pointu", "humane": "humain", "advice": "avis", "simple": "simple", "near": "près",
    "sector1": "secteur 1", "optam": "OPTAM", "home": "à domicile", "video": "téléconsultation", "woman": "femme",
    "man": "homme", "children": "enfant", "new_patients": "nouveaux patients", "accessible": "accessible",
    "escort": "accompagne",
}  # fmt: skip
_MISFITS = ("ne convient pas", "ne conviennent pas")
_MISSES = {
    "sector1": ("en secteur 2 masqué", "en secteur 2 masqués"),
    "optam": ("hors OPTAM masqué", "hors OPTAM masqués"),
    "home": ("ne se déplace pas", "ne se déplacent pas"),
    "video": ("sans téléconsultation", "sans téléconsultation"),
    "woman": ("homme masqué", "hommes masqués"),
    "man": ("femme masquée", "femmes masquées"),
    "children": ("ne reçoit pas les enfants", "ne reçoivent pas les enfants"),
    "new_patients": ("ne prend plus de nouveaux patients", "ne prennent plus de nouveaux patients"),
    "accessible": ("non accessible", "non accessibles"),
    "escort": ("n’accompagne pas", "n’accompagnent pas"),
}
_SECTORS = {
    "1": "secteur 1", "2": "secteur 2", "optam": "secteur 2, OPTAM", "none": "non conventionné", "public": "public",
}  # fmt: skip
_STATUS = {
    "paused": ("en pause", "en pause"),
    "closed": ("a cessé son activité", "a cessé son activité"),
    "retired": ("retraité", "retraitée"),
}
_SITE_CLASSES = ("hôpital public", "clinique", "centre de santé", "cabinet libéral", "autre lieu", "lieu inconnu")
_USES = {
    "": "", "secretariat": "secrétariat", "direct": "ligne directe", "opinion": "ligne d’avis", "internal": "interne",
    "ward": "service", "consultation": "consultation", "home": "domicile", "emergency": "urgence",
}  # fmt: skip
_RINGS = {Ring.PUBLIC: "tous", Ring.PRACTICE: "le cabinet", Ring.PERSONAL: "moi"}
_AVOIDANCE_REASONS = {
    "disagreement": "désaccord professionnel",
    "no_reply": "pas de retour malgré relances",
    "delays": "délais",
    "fees": "dépassements",
    "patients": "relation avec mes patients",
    "unspecified": "sans précision",
}
_PHASES = {
    "check": "vérification du fichier", "read": "lecture", "sort": "tri", "write": "écriture", "index": "index",
    "publish": "mise en place",
}  # fmt: skip
_LEFT_OUT = {
    "too_few_columns": "colonnes manquantes",
    "too_many_columns": "colonnes en trop",
    "nul_byte": "caractère nul",
    "no_identifier": "sans identifiant",
    "no_name": "sans nom",
    "repeated": "répétées à l’identique",
}
_CHANGED = {
    "gone": "n’est plus dans l’annuaire",
    "back": "est de nouveau dans l’annuaire",
    "moved": "a déménagé",
    "new_site": "a un nouveau lieu d’exercice",
    "left_site": "a quitté un lieu d’exercice",
    "phone": "a changé de numéro",
}
_REMARKED = {
    "unknown_commune": "commune inconnue",
    "abroad": "à l’étranger",
    "no_site": "sans lieu d’exercice",
    "no_profession": "sans profession",
    "read_as_cp1252": "lues en cp1252",
}
_EVENTS = {
    "noted": "noté", "followed": "à suivre", "appointment": "rdv", "seen": "vu", "news": "nouvelles reçues",
    "no_show": "pas venu", "refused": "refusé", "other_choice": "autre choix du patient",
    "no_news": "sans nouvelles", "closed": "clos", "withdrawn": "retiré",
}  # fmt: skip


def long_date(day: date) -> str:
    """« 3 mars 2026 », « 1er mai 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def on_day_at(moment: datetime) -> str:
    """« 22 novembre 2026 à 9 h 05 », in the time of this place."""
    here = moment.astimezone()
    return f"{long_date(here.date())} à {here.hour}\u00a0h\u00a0{here:%M}"


def megabytes(size: int) -> str:
    """« 2,3 Mo » for bytes, « 1,2 Go » when there are many."""
    value, unit = (size / 1e9, "Go") if size >= 1e9 else (size / 1e6, "Mo")
    return f"{value:.1f}".replace(".", ",") + f"\u00a0{unit}"


def month(day: date, *, today: date) -> str:
    """« mars », or « mars 2025 » when another year's month would be taken for it."""
    name = _SHORT_MONTHS[day.month - 1]
    return name if (today - day).days < 330 else f"{name} {day.year}"


def short_date(day: date) -> str:
    """« 3 mars 2026 », « 14 oct. 2026 »: where many stand one under the other."""
    return f"{'1er' if day.day == 1 else day.day} {_SHORT_MONTHS[day.month - 1]} {day.year}"


def month_and_year(day: date) -> str:
    """« mars 2026 »."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def typeset(text: str) -> str:
    """A name from a file as it is printed: typographic apostrophes."""
    return text.replace("'", "’")


def person_name(title: str, given: str, family: str) -> str:
    """« Dr Karim BENHADDOU »."""
    return " ".join(filter(None, (title, given, family.upper())))


def note_of(author: str) -> str:
    """« Note du Dr Morel », « Note de Marie Garcin »: whose words these are."""
    return f"Note du {author}" if author.startswith(("Dr ", "Pr ", "cabinet ")) else f"Note de {author}"


def plural(count: int, one: str, many: str) -> str:
    """« 1 fiche », « 2 fiches »; zero is singular in French."""
    return f"{count} {many if count > 1 else one}"


def number(value: int) -> str:
    """« 2 196 220 »: thousands apart by a narrow no-break space."""
    return f"{value:,}".replace(",", NARROW)


def register_report(reason: str) -> str:
    """Why rows of the national file are left out, by the code of `register.report.REASONS`."""
    return _LEFT_OUT[reason]


def import_phase(phase: str) -> str:
    """What an import of the national file is doing, by the code of `register.report.PHASES`."""
    return _PHASES[phase]


def register_change(kind: str) -> str:
    """What a new register says of someone, by the code of `register.difference`."""
    return _CHANGED[kind]


def register_remark(what: str) -> str:
    """What is remarked of kept rows, by the code of `register.report.REMARKS`."""
    return _REMARKED[what]


def kilometres(km: float) -> str:
    """« sur place » in the commune itself, else whole kilometres."""
    return "sur place" if km < 0.5 else f"{round(km)} km"


def sector(code: str) -> str:
    """« secteur 2, OPTAM »; "" when unknown."""
    return _SECTORS.get(code, "")


def status(code: str, gender: str) -> str:
    """« retraitée »; "" when active."""
    return _STATUS.get(code, ("", ""))[gender == "F"]


def site_class(rank: int) -> str:
    """« hôpital public » for a register site class (see register.schema)."""
    return _SITE_CLASSES[rank]


def line_use(use: str) -> str:
    """« ligne directe »."""
    return _USES[use]


def ring(value: Ring) -> str:
    """« Visible par : tous »'s last word."""
    return _RINGS[value]


def need(code: str) -> str:
    """« vite », « parle arabe »."""
    kind, _, value = code.partition(":")
    return f"parle {value}" if kind == "language" else _NEEDS[kind]


def lead(gender: str) -> str:
    """« référente »; « référent(e) » when the gender is not known."""
    return {"F": "référente", "M": "référent"}.get(gender, "référent(e)")


def trust(code: str, gender: str) -> str:
    """« habituée »."""
    return _TRUST[code][gender == "F"]


def mark(code: str, gender: str) -> str:
    """« pointue »."""
    return _MARKS[code][gender == "F"]


def attribute(code: str, value: bool | None) -> str:
    """« à domicile », « domicile ? », « domicile : non »."""
    yes, noun = _ATTRIBUTES[code]
    if value is None:
        return f"{noun}{NARROW}?"
    return yes if value else f"{noun}{NARROW}: non"


def hidden_closed(closed: int, retired: int) -> str:
    """« 1 retraité masqué », « 3 partis masqués »; "" for nobody."""
    if not closed:
        return ""
    if closed == retired:
        return plural(closed, "retraité masqué", "retraités masqués")
    return plural(closed, "parti masqué", "partis masqués")


def hidden_attribute(count: int, needs: tuple[str, ...]) -> str:
    """« 1 ne se déplace pas », « 2 en secteur 2 masqués »; several needs: « 2 ne conviennent pas ». "" for nobody."""
    if not count:
        return ""
    one, many = _MISSES.get(needs[0], _MISFITS) if len(needs) == 1 else _MISFITS
    return plural(count, one, many)


def avoidance_reason(code: str) -> str:
    """« délais »."""
    return _AVOIDANCE_REASONS[code]


def reported_by(code: str) -> str:
    """« d'après le patient », « d'après la famille »: who told what a patient thinks."""
    return {"patient": "d’après le patient", "family": "d’après la famille"}[code]


def event(kind: str) -> str:
    """« nouvelles reçues »."""
    return _EVENTS[kind]


def reason(item: Reason, gender: str, *, today: date, after_told: bool = False) -> str:
    """One reason of a row in a few words. `after_told`: the told delay was just said, « eu 40 j » contrasts with it."""
    if item.code == "trust":
        return _TRUST[item.value][gender == "F"]
    if item.code == "rarely_writes":
        return "écrit rarement"
    if item.code == "mark":
        return mark(item.value, gender)
    if item.code == "distance":
        return kilometres(item.km)
    if item.code == "own":
        times = f"({item.n} fois)"
        return f"eu {item.days} j {times}" if after_told else f"~{item.days} j {times}"
    if item.code == "told":
        when = f" ({month(item.told_on, today=today)})" if item.told_on else ""
        who = "si j’appelle" if item.value == "caller" else "annoncé"
        return f"{who} {item.days} j{when}"
    if item.code == "site_class":
        return _SITE_CLASSES[int(item.value)]
    kind, _, value = item.value.partition(":")
    if item.code == "attribute_no":
        return _MISSES[kind][0].removesuffix(" masqué").removesuffix(" masquée")
    if kind == "language":
        return f"parle {value}" if item.code == "attribute" else f"{value}{NARROW}?"
    return attribute(kind, True if item.code == "attribute" else None)


def reasons(items: tuple[Reason, ...], gender: str, *, today: date) -> str:
    """The reason line: « annoncé 9 j (mars), eu 40 j (1 fois) · 23 km »."""
    line = ""
    previous = ""
    for item in items:
        after_told = previous == "told" and item.code == "own"
        text = reason(item, gender, today=today, after_told=after_told)
        line += (", " if after_told else " · " if line else "") + text
        previous = item.code
    return line


def specialty(code: str) -> str:
    """French label of a specialty id, the id itself when the list no longer has it."""
    catalogue = Catalogue.shipped()
    return catalogue.get(code).label if code in catalogue else code


def practitioner(code: str, gender: str) -> str:
    """« Rhumatologue », « Infirmière »: who practises a specialty; the id itself when the list no longer has it."""
    catalogue = Catalogue.shipped()
    return catalogue.get(code).noun(feminine=gender == "F") if code in catalogue else code


def badge(code: str) -> str:
    """The remark on a specialty (« profession non réglementée »), "" for none."""
    catalogue = Catalogue.shipped()
    return catalogue.get(code).badge if code in catalogue else ""


def chip(read: Chip) -> str:
    """What some typed words were read as: « Rhumatologie », « vite », « Avignon »."""
    if read.kind == "specialty":
        return " / ".join(specialty(value) for value in read.values)
    return need(read.value) if read.kind == "need" else read.label or read.text


def yes_no(value: bool | None) -> str:
    """« oui », « non », « inconnu »."""
    return "inconnu" if value is None else "oui" if value else "non"


_TO_REVIEW = {
    "stale": ("trop ancienne", "trop anciennes"),
    "unchecked": ("jamais vérifiée", "jamais vérifiées"),
    "no_number": ("sans numéro", "sans numéro"),
    "no_specialty": ("sans spécialité", "sans spécialité"),
    "no_commune": ("sans commune", "sans commune"),
    "unused": ("sans adressage depuis un an", "sans adressage depuis un an"),
    "never_met": ("jamais rencontré(e)", "jamais rencontré(e)s"),
}


def review_count(code: str, count: int) -> str:
    """« 4 trop anciennes »: how many cards are to look at again for one reason of domain.freshness."""
    return plural(count, *_TO_REVIEW[code])


def review(why: "freshness.Reason", gender: str) -> str:
    """Why a card is to look at again: « vérifiée en mars 2023 », « sans commune », « jamais rencontrée »."""
    when = month_and_year(why.since) if why.since else ""
    if why.code == "stale":
        return f"vérifiée en {when}"
    if why.code == "unchecked":
        return f"pas vérifiée depuis son ajout, en {when}"
    if why.code == "unused":
        return f"pas d’adressage depuis {when}" if when else "aucun adressage"
    if why.code == "never_met":
        return "jamais rencontrée" if gender == "F" else "jamais rencontré"
    return "pas de numéro pour le patient" if why.code == "no_number" else _TO_REVIEW[why.code][0]


def departure(code: str, gender: str, successor: str = "") -> str:
    """« retraité → Dr Anne ROUX (successeur) », « en pause »; "" when active."""
    gone = status(code, gender)
    return f"{gone} → {successor} (successeur)" if gone and successor else gone
