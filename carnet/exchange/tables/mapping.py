"""Which column of a table is what: guessed from its header, whoever wrote it, else from what it holds."""

import hashlib
import re
from collections.abc import Sequence

from msgspec import Struct

from carnet.domain.capture_sheet import bag
from carnet.domain.phones import digits_of, national
from carnet.domain.text import fold
from carnet.exchange.names import specialty_ids
from carnet.exchange.tables import columns

# What a column may be besides the keys of `columns`: « street.home » is the street of a home.
FIELDS = {
    "full_name": "Nom et prénom", "family_name": "Nom", "given_name": "Prénom", "title": "Titre", "gender": "Genre",
    "organisation": "Structure", "service": "Service", "specialty": "Spécialité", "function": "Fonction",
    "phone": "Téléphone", "phone.direct": "Téléphone direct", "phone.secretariat": "Téléphone du secrétariat",
    "phone.home": "Téléphone du domicile", "phone.mobile": "Portable", "fax": "Fax", "email": "E-mail",
    "secure": "Messagerie sécurisée", "web": "Site web", "street": "Adresse", "complement": "Complément d’adresse",
    "postcode": "Code postal", "city": "Ville", "country": "Pays", "street.home": "Adresse du domicile",
    "postcode.home": "Code postal du domicile", "city.home": "Ville du domicile", "note": "Note", "tags": "Étiquettes",
    "rpps": "RPPS", "adeli": "ADELI", "finess": "FINESS", "siret": "SIRET", "sector": "Secteur",
    "languages": "Langues", "": "(ne pas reprendre)",
}  # fmt: skip
_IGNORED = bag(
    "type anniversaire birthday naissance phonetic phonetique yomi surnom nickname initiales initials photo event"
    " relation custom hobby genealogie assistant manager telex pager bip radio isdn ttytdd callback"
    " rappel compte account billing facturation kilometrage mileage priorite priority sensibilite sensitivity"
    " directory server mot cle keywords internet free busy user field uid modification creation date location"
    " formatted region etat state departement province county po box"
)
_WORDS = {
    "phone": "tel tels telephone telephones phone phones numero mobile portable gsm cell cellulaire port",
    "mobile": "mobile portable gsm cell cellulaire port",
    "fax": "fax telecopie telecopieur",
    "home": "domicile home perso personnel personnelle prive privee privat maison",
    "direct": "direct directe", "secretariat": "secretariat secretaire standard accueil",
    "email": "mail mails email emails courriel mel messagerie", "secure": "mssante apicrypt securisee securise",
    "postcode": "cp postal zip zipcode postcode postale", "city": "ville city commune localite town",
    "country": "pays country", "complement": "complement extended etage batiment",
    "street": "rue street adresse address voie", "web": "site web url www page",
    "note": "note notes remarque remarques commentaire commentaires observation observations memo divers info infos",
    "specialty": "spe specialite specialites profession professions metier discipline qualification activite",
    "function": "fonction poste job role",
    "service": "department service unite", "tags": "categorie categories groupe groupes group labels tags etiquettes",
    "organisation": "societe entreprise organisation organization company etablissement structure cabinet hopital",
    "given_name": "prenom first given forename", "family_name": "nom last family surname lastname",
    "title": "civilite prefix prefixe titre title", "gender": "sexe genre gender", "languages": "langue langues",
    "sector": "secteur conventionnement", "rpps": "rpps", "adeli": "adeli", "finess": "finess", "siret": "siret",
}  # fmt: skip
_BAGS = {name: bag(words) for name, words in _WORDS.items()}
_FULL = frozenset({
    "nom prenom", "prenom nom", "nom et prenom", "nom complet", "full name", "display name", "nom a afficher", "name",
    "contact", "correspondant", "correspondants", "praticien", "medecin", "confrere", "identite", "nom affiche",
    "nom du correspondant", "nom du medecin", "file as", "nom du contact", "praticiens", "qui",
})  # fmt: skip
_JOB = frozenset({"job title", "organization title", "organization 1 title", "titre professionnel", "poste"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_LABELLED = re.compile(r"(?i)(phone|e-?mail|website|address|adresse|t[ée]l[ée]phone) (\d+) - (?:type|label|libell[ée])")
_SAMPLE = 30


class Mapping(Struct, frozen=True):
    """The key of each column, "" for one left aside. `header` are the names of the columns, as read."""

    header: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def signature(self) -> str:
        """What a table is recognised by: its headers."""
        return signature(self.header)


def signature(header: Sequence[str]) -> str:
    """A short hash of the names of the columns, under which a mapping is remembered."""
    folded = "\n".join(fold(name) for name in header)
    return hashlib.sha256(folded.encode("utf-8")).hexdigest()[:24]


def guess(header: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> Mapping:
    """The likeliest mapping: by the headers; a column that its header does not tell, by what it holds."""
    if is_ours(header):
        return Mapping(tuple(header), tuple(columns.key_of(name) for name in header))
    keys = [key_of(name) for name in header]
    taken = set(keys)
    for at, key in enumerate(keys):
        if not key and not _says_ignored(header[at]) and not _LABELLED.fullmatch(header[at].strip()):
            held = _by_contents([row[at] for row in rows[:_SAMPLE] if at < len(row) and row[at].strip()])
            keys[at] = held if held and (held in ("phone", "email") or held not in taken) else ""
    if "family_name" in keys and "given_name" not in keys and "full_name" not in keys:
        keys[keys.index("family_name")] = "full_name"
    return Mapping(tuple(header), tuple(keys))


def is_ours(header: Sequence[str]) -> bool:
    """Whether this program wrote a table with these columns."""
    return {"fiche", "type", "identifiant"} <= {fold(name) for name in header}


def key_of(name: str) -> str:
    """What a header of another program's means, "" when it says nothing known."""
    if labelled := _LABELLED.fullmatch(name.strip()):
        return f"label.{fold(labelled.group(1))[:1]}{labelled.group(2)}"
    text = fold(name)
    if text in _FULL or text in _JOB:
        return "full_name" if text in _FULL else "function"
    words = set(text.split())
    home = ".home" if words & _BAGS["home"] else ""
    for rule in (_number, _reach, _place, _person):
        if (key := rule(text, words, home)) is not None:
            return key
    return ""


def _number(text: str, words: set[str], home: str) -> str | None:
    return next((key for key in ("rpps", "adeli", "finess", "siret") if key in words), None)


def _reach(text: str, words: set[str], home: str) -> str | None:
    """A telephone, a fax, an e-mail."""
    if words & _BAGS["fax"]:
        return "fax"
    if words & _BAGS["email"] or "e mail" in text or "adresse electronique" in text:
        return "" if words & {"type", "nom", "name", "display"} else "secure" if words & _BAGS["secure"] else "email"
    if words & _BAGS["phone"] and not words & {"type", "label", "rue"}:
        return _phone(words, home)
    return "" if words & _IGNORED else None


def _place(text: str, words: set[str], home: str) -> str | None:
    """A part of an address."""
    for key in ("postcode", "city"):
        if words & _BAGS[key]:
            return f"{key}{home}"
    for key in ("complement", "country", "web"):
        if words & _BAGS[key]:
            return "" if home else key
    if words & _BAGS["street"] and not words & _BAGS["organisation"]:
        return f"street{home}" if not words & {"2", "3"} else "" if home else "complement"
    return None


def _person(text: str, words: set[str], home: str) -> str | None:
    """Who, and what they do."""
    if words & {"deuxieme", "middle", "additional"}:
        return ""
    for key in ("given_name", "specialty", "gender", "note", "tags", "sector", "languages"):
        if words & _BAGS[key]:
            return key
    if words & _BAGS["organisation"]:
        return "function" if "title" in words else "service" if "department" in words else "organisation"
    return next((key for key in ("function", "service", "family_name", "title") if words & _BAGS[key]), None)


def _phone(words: set[str], home: str) -> str:
    if words & {"assistant", "company", "car", "voiture", "principal"} and "pro" not in words:
        return "phone"
    if words & _BAGS["direct"]:
        return "phone.direct"
    if words & _BAGS["secretariat"]:
        return "phone.secretariat"
    return "phone.mobile" if words & _BAGS["mobile"] else f"phone{home}"


def _says_ignored(name: str) -> bool:
    return bool(set(fold(name).split()) & _IGNORED)


def _by_contents(cells: Sequence[str]) -> str:
    """What a column holds, if most of its cells agree."""
    if not cells:
        return ""
    tests = (
        ("email", lambda cell: _EMAIL.search(cell) is not None),
        ("rpps", lambda cell: len(digits_of(cell)) == 11 and digits_of(cell)[:1] in "18" and cell.strip().isdecimal()),
        ("phone", _is_phone),
        ("postcode", lambda cell: cell.strip().isdecimal() and len(cell.strip()) == 5),
        ("specialty", lambda cell: bool(specialty_ids(cell))),
    )
    for key, says in tests:
        if sum(says(cell) for cell in cells) * 2 > len(cells):
            return key
    return ""


def _is_phone(cell: str) -> bool:
    digits = digits_of(cell)
    letters = sum(letter.isalpha() for letter in cell)
    return letters < 6 and (len(digits) >= 20 or (len(national(cell)) == 10 and len(digits) in (9, 10, 11, 12)))
