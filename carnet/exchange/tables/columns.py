"""The columns of a table: the key of each in this program, its French header, and how others call it."""

import re

from carnet.domain.text import fold

_LINES = {"phone": "Téléphone", "fax": "Fax", "email": "E-mail", "secure": "Messagerie sécurisée", "web": "Site web"}
_LINE_PARTS = {
    "use": "usage",
    "label": "libellé",
    "ring": "visible par",
    "place": "lieu",
    "best_time": "meilleur moment",
    "of_site": "commun au lieu",
}
_PLACE_PARTS = {
    "specialty": "Spécialité", "function": "Fonction", "structure": "Structure", "name": "Lieu", "street": "Adresse",
    "complement": "Complément d’adresse", "postcode": "Code postal", "city": "Ville", "country": "Pays",
    "insee": "Code INSEE", "mode": "Mode d’exercice", "hours": "Horaires", "access": "Accès", "lead": "Référent",
    "since": "Depuis", "until": "Jusqu’au", "structure_key": "Identifiant de la structure",
    "site_hours": "Horaires du lieu", "borrowed": "Adresse de la structure",
    "official_code": "Code officiel",
}  # fmt: skip
_PLAIN = {
    "display": "Fiche", "kind": "Type", "title": "Titre", "family_name": "Nom", "given_name": "Prénom",
    "label": "Libellé", "gender": "Genre", "rpps": "RPPS", "adeli": "ADELI", "finess": "FINESS", "siret": "SIRET",
    "sector": "Secteur", "cost": "Tarif", "status": "Statut", "status_on": "Statut depuis", "successor": "Successeur",
    "new_patients": "Nouveaux patients", "home_visits": "À domicile", "video": "Téléconsultation",
    "children": "Enfants", "accessible": "Accessible", "teleexpertise": "Téléexpertise", "escort": "Accompagne",
    "skills": "Compétences", "languages": "Langues", "practical_note": "Consignes", "delays": "Délais annoncés",
    "verified_on": "Vérifié le", "tags": "Étiquettes", "note": "Note", "favourite": "Favori",
    "met_at": "Rencontré", "recommended_by": "Recommandé par", "found_in": "Trouvé dans",
    "known_since": "Connu depuis",
    "opinion.by": "Avis de", "opinion.on": "Avis du", "opinion.marks": "Avis : marques",
    "opinion.word": "Avis : un mot",
    "opinion.good_for": "Plutôt pour", "structure.does": "Fait", "structure.does_not": "Ne fait pas",
    "structure.redirects_to": "Oriente vers", "structure.aids": "Aides", "structure.entry_route": "Comment y entrer",
    "structure.papers": "Papiers", "structure.zone": "Zone", "structure.condition": "Condition",
    "structure.age_min": "Âge minimum", "structure.age_max": "Âge maximum", "valid_until": "Valable jusqu’au",
    "successor_id": "Identifiant du successeur", "links": "Liens entre structures",
    "remarks": "Notes d’autres que moi", "id": "Identifiant",
}  # fmt: skip
_ORDER = [
    "display", "kind", "title", "family_name", "given_name", "label", "gender", "place", "phone", "fax", "email",
    "secure", "web", "rpps", "adeli", "finess", "siret", *_PLAIN,
]  # fmt: skip
_NUMBERED = re.compile(r"(place|phone|fax|email|secure|web)(\d+)(?:\.(\w+))?")
_HEADER = re.compile(r"(.+?)(?: (\d+))?(?: \((.+)\))?")


def header(key: str) -> str:
    """The French header of a column."""
    found = _NUMBERED.fullmatch(key)
    if not found:
        return _PLAIN[key]
    kind, number, part = found.groups()
    if kind == "place":
        return f"{_PLACE_PARTS[part]} {number}"
    return f"{_LINES[kind]} {number} ({_LINE_PARTS[part]})" if part else f"{_LINES[kind]} {number}"


def order(key: str) -> tuple[int, int, int]:
    """Where a column stands."""
    found = _NUMBERED.fullmatch(key)
    if not found:
        return _ORDER.index(key), 0, 0
    kind, number, part = found.groups()
    parts = list(_PLACE_PARTS if kind == "place" else _LINE_PARTS)
    return _ORDER.index(kind), int(number), parts.index(part) + 1 if part else 0


def key_of(text: str) -> str:
    """The key of a header that this program wrote, "" for any other."""
    found = _HEADER.fullmatch(text.strip())
    if not found:
        return ""
    name, number, part = found.groups()
    if not number:
        return _KEYS.get(fold(name), "")
    if part is None and fold(name) in _PLACES:
        return f"place{number}.{_PLACES[fold(name)]}"
    kind, key = _KINDS.get(fold(name), ""), _PARTS.get(fold(part or ""), "")
    return f"{kind}{number}{f'.{key}' if part else ''}" if kind and bool(part) == bool(key) else ""


_KEYS = {fold(text): key for key, text in _PLAIN.items()}
_PLACES = {fold(text): key for key, text in _PLACE_PARTS.items()}
_KINDS = {fold(text): key for key, text in _LINES.items()}
_PARTS = {fold(text): key for key, text in _LINE_PARTS.items()}
