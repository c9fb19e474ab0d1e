"""Which column of a table is what: guessed from its header, whoever wrote it, else from what it holds."""

import hashlib
import re
from collections.abc import Sequence

from msgspec import Struct

from carnet.domain.capture_given_names import BOTH, GIVEN
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
    "street.number": "Numéro dans la voie", "street.way": "Type de voie", "postcode": "Code postal", "city": "Ville",
    "country": "Pays", "street.home": "Adresse du domicile",
    "postcode.home": "Code postal du domicile", "city.home": "Ville du domicile", "note": "Note", "tags": "Étiquettes",
    "rpps": "RPPS", "adeli": "ADELI", "finess": "FINESS", "siret": "SIRET", "sector": "Secteur",
    "languages": "Langues", "": "(non reprise)",
}  # fmt: skip
_IGNORED = bag(
    "type anniversaire birthday naissance phonetic phonetique yomi surnom nickname initiales initials photo event"
    " relation custom hobby genealogie assistant manager telex pager bip radio isdn ttytdd callback"
    " rappel compte account billing facturation kilometrage mileage priorite priority sensibilite sensitivity"
    " directory server mot cle keywords internet free busy user field uid modification creation date location"
    " formatted region etat state departement province county po box"
)
_WORDS = {
    "phone": "tel tels telephone telephones phone phones mobile portable gsm cell cellulaire port",
    "mobile": "mobile portable gsm cell cellulaire port",
    "fax": "fax telecopie telecopieur",
    "home": "domicile home perso personnel personnelle prive privee privat maison",
    "direct": "direct directe", "secretariat": "secretariat secretaire standard accueil",
    "email": "mail mails email emails courriel mel messagerie smtp", "secure": "mssante apicrypt securisee securise",
    "postcode": "cp postal zip zipcode postcode postale", "city": "ville city commune localite town cpville",
    "country": "pays country", "complement": "complement extended etage batiment",
    "street": "rue street adresse address voie", "web": "site web url www page",
    "note": "note notes remarque remarques commentaire commentaires observation observations memo divers info infos",
    "specialty": "spe savoir specialite specialites profession professions metier discipline qualification activite",
    "function": "fonction poste job role",
    "service": "department service unite", "tags": "categorie categories groupe groupes group labels tags etiquettes",
    "organisation": "societe entreprise organisation organization company etablissement structure cabinet hopital"
    " raison enseigne denomination",
    "given_name": "prenom first given forename", "family_name": "nom last family surname lastname",
    "title": "civilite qualite prefix prefixe titre title", "gender": "sexe genre gender",
    "languages": "langue langues", "sector": "secteur conventionnement",
    "rpps": "rpps", "adeli": "adeli", "finess": "finess", "siret": "siret",
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
_STREET = re.compile(
    r"\b(?:rue|avenue|av|ave|boulevard|bd|bld|chemin|che|place|pl|cours|impasse|allees?|route|rte|quai|square|lieu dit"
    r"|faubourg|fg|traverse|esplanade|montee|rond point|lotissement)\b"
)
_CEDEX = re.compile(r" cedex.*")
_POSTCODE_TOWN = re.compile(r"(?:[Ff]\s?-\s?)?\d{5}\s*[-,]?\s*[^\W\d].*")
_SAMPLE = 30
_NAMES = frozenset({"full_name", "family_name", "given_name", "organisation"})
_GIVEN_NAMES = GIVEN | BOTH
_ANY_NUMBER = bag("numero n 1 2 3 pro professionnel fixe bureau direct secretariat")


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
    said = [_said(name) for name in header]
    keys = [key or "" for key in said]
    columns_of = [[row[at] for row in rows[:_SAMPLE] if at < len(row) and row[at].strip()] for at in range(len(keys))]
    taken = set(keys)
    for at, key in enumerate(said):
        if key is None:
            held = _by_contents(columns_of[at])
            keys[at] = held if held and (held in ("phone", "email") or held not in taken) else ""
    _find_town(keys, said, columns_of)
    if not taken & _NAMES:
        _find_names(keys, said, columns_of)
    if "family_name" in keys and "given_name" not in keys and "full_name" not in keys:
        keys[keys.index("family_name")] = "full_name"
    return Mapping(tuple(header), tuple(keys))


def is_ours(header: Sequence[str]) -> bool:
    """Whether this program wrote a table with these columns."""
    return {"fiche", "type", "identifiant"} <= {fold(name) for name in header}


def key_of(name: str) -> str:
    """What a header of another program's means, "" when it says nothing known."""
    return _said(name) or ""


def _said(name: str) -> str | None:
    """The same, None when nothing in the header tells, "" when it tells that the column is of no use here."""
    if labelled := _LABELLED.fullmatch(name.strip()):
        return f"label.{fold(labelled.group(1))[:1]}{labelled.group(2)}"
    text = fold(name)
    if text in _FULL or text in _JOB:
        return "full_name" if text in _FULL else "function"
    words = set(text.split())
    if "code" in words and not words & {"postal", "insee"}:
        return ""  # beside the column of the label that it stands for
    home = ".home" if words & _BAGS["home"] else ""
    for rule in (_number, _reach, _place, _person):
        if (key := rule(text, words, home)) is not None:
            return key
    return None


def _number(text: str, words: set[str], home: str) -> str | None:
    if text == "identifiant pp":  # the national directory's
        return "rpps"
    return next((key for key in ("rpps", "adeli", "finess", "siret") if key in words), None)


def _reach(text: str, words: set[str], home: str) -> str | None:
    """A telephone, a fax, an e-mail."""
    if words & _BAGS["fax"]:
        return "fax"
    if words & _BAGS["email"] or "e mail" in text or "adresse electronique" in text:
        return "" if words & {"type", "nom", "name", "display"} else "secure" if words & _BAGS["secure"] else "email"
    if (words & _BAGS["phone"] and not words & {"type", "label", "rue"}) or (
        words <= _ANY_NUMBER and words & {"numero"}
    ):
        return _phone(words, home)
    if words & {"voie", "rue"} and words & {"numero", "type"}:
        return "street.number" if "numero" in words else "street.way"
    return "" if words & _IGNORED and not words & _BAGS["country"] else None


def _place(text: str, words: set[str], home: str) -> str | None:
    """A part of an address."""
    if words & _BAGS["city"]:  # « CP Ville » too: the postcode is cut off it
        return f"city{home}"
    if words & _BAGS["postcode"]:
        return f"postcode{home}"
    if words & {"raison", "enseigne", "denomination"}:
        return "organisation"
    for key in ("complement", "country", "web"):
        if words & _BAGS[key]:
            return "" if home else key
    if words & _BAGS["street"] and (words & {"voie", "rue"} or not words & _BAGS["organisation"]):
        return f"street{home}" if not words & {"2", "3"} else "" if home else "complement"
    return None


def _person(text: str, words: set[str], home: str) -> str | None:
    """Who, and what they do."""
    if words & {"deuxieme", "middle", "additional"}:
        return ""
    if words & _BAGS["given_name"] and words & {"nom", "name", "noms"} and words - _BAGS["given_name"] - {"name"}:
        return "full_name"
    for key in ("given_name", "specialty", "gender", "note", "tags", "sector", "languages"):
        if words & _BAGS[key]:
            return key
    if words & _BAGS["organisation"]:
        return "function" if "title" in words else "service" if "department" in words else "organisation"
    return next((key for key in ("function", "service", "family_name", "title") if words & _BAGS[key]), None)


def _phone(words: set[str], home: str) -> str:
    if words & {"assistant", "assistante"}:
        return "phone.secretariat"
    if words & {"company", "car", "voiture", "principal"} and "pro" not in words:
        return "phone"
    if words & _BAGS["direct"]:
        return "phone.direct"
    if words & _BAGS["secretariat"]:
        return "phone.secretariat"
    return "phone.mobile" if words & _BAGS["mobile"] else f"phone{home}"


def _find_town(keys: list[str], said: Sequence[str | None], held: Sequence[Sequence[str]]) -> None:
    """Name the column of towns beside a column of postcodes, when no header does; surnames are towns too elsewhere."""
    if "city" in keys or "postcode" not in keys:
        return
    at = keys.index("postcode")
    for beside in (at + 1, at - 1):
        if 0 <= beside < len(keys) and not keys[beside] and said[beside] is None and _are_towns(held[beside]):
            keys[beside] = "city"
            return


def _are_towns(cells: Sequence[str]) -> bool:
    from carnet.geo.communes import Communes

    named = Communes.shipped().named
    return sum(bool(named(_CEDEX.sub("", fold(cell)))) for cell in cells) * 2 > len(cells)


def _find_names(keys: list[str], said: Sequence[str | None], held: Sequence[Sequence[str]]) -> None:
    """Name the columns of words that no header names: a given name has a family name beside it, or both are in one."""
    free = [at for at, key in enumerate(keys) if not key and said[at] is None and held[at] and _are_words(held[at])]
    given = next((at for at in free if _are_given_names(held[at])), -1)
    beside = next((at for at in (given - 1, given + 1) if given >= 0 and at in free), -1)
    if beside >= 0:
        keys[given], keys[beside] = "given_name", "family_name"
    elif free:
        keys[free[0]] = "full_name"


def _are_words(cells: Sequence[str]) -> bool:
    return sum(cell.replace(" ", "").isalpha() for cell in map(fold, cells)) * 3 > len(cells) * 2


def _are_given_names(cells: Sequence[str]) -> bool:
    return sum(fold(cell).split()[:1] != [] and fold(cell).split()[0] in _GIVEN_NAMES for cell in cells) * 2 > len(
        cells
    )


def _by_contents(cells: Sequence[str]) -> str:
    """What a column holds, if most of its cells agree."""
    if not cells:
        return ""
    tests = (
        ("email", lambda cell: _EMAIL.search(cell) is not None),
        ("rpps", lambda cell: len(digits_of(cell)) == 11 and digits_of(cell)[:1] in "18" and cell.strip().isdecimal()),
        ("phone", _is_phone),
        ("postcode", lambda cell: cell.strip().isdecimal() and len(cell.strip()) == 5),
        ("city", lambda cell: _POSTCODE_TOWN.fullmatch(cell.strip()) is not None),
        ("street", lambda cell: _STREET.search(fold(cell)) is not None),
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
