"""The journal's own words: verbs, things, columns and coded values, as a French reader says them."""

from collections.abc import Callable

from carnet import words
from carnet.domain.rings import Ring

_VERBS = {
    "add_document": "document ajouté", "add_line": "numéro ajouté", "add_link": "lien ajouté",
    "add_member": "entrée dans l’équipe",
    "add_role": "fonction ajoutée",
    "adopt": "ajouté depuis l’annuaire", "appraise": "mon avis", "correct": "suite corrigée",
    "end_avoidance": "« je n’adresse pas » levé", "forget_report": "paroles de patient retirées",
    "let_secretary": "rappels confiés au secrétariat", "report": "paroles de patient notées",
    "say_outcome": "« ça a servi ? »", "set_indications": "plutôt pour, pas pour",
    "set_record_line": "texte du dossier", "snooze": "adressage en pause", "tick": "suite notée par le secrétariat",
    "watch": "à suivre", "avoid": "« je n’adresse pas » noté", "bulk": "modifié avec d’autres",
    "capture": "ajouté d’une ligne", "capture_hospital": "services d’un hôpital ajoutés",
    "change_card": "fiche modifiée", "change_line": "ligne modifiée", "change_link": "lien modifié",
    "change_role": "fonction modifiée", "change_site": "lieu modifié", "close": "structure fermée",
    "create": "fiche créée", "demonstration": "démonstration", "empty_trash": "corbeille vidée",
    "erase": "fiche effacée", "judge_different": "« ce n’est pas un doublon »",
    "keep_review": "revue d’import gardée", "merge_cards": "deux fiches réunies",
    "follow": "suite notée", "forget_review": "revue d’import oubliée", "import": "importé", "refer": "adressage noté",
    "remove_document": "document retiré", "remove_line": "ligne retirée", "remove_link": "lien retiré",
    "remove_role": "fonction retirée",
    "remember_mapping": "colonnes d’un tableau retenues",
    "repair": "réparation", "restore": "sorti de la corbeille", "retire": "départ noté", "set_languages": "langues",
    "change_told_delay": "délai annoncé corrigé", "settle": "lieu ajouté",
    "set_lead": "référent changé", "set_profile": "ce que fait la structure", "set_skills": "compétences",
    "set_photo": "photo changée", "sweep_documents": "documents retirés effacés",
    "set_tags": "étiquettes", "set_told_delay": "délai annoncé", "team_changed": "l’équipe a changé",
    "save_search": "recherche gardée", "rename_search": "recherche renommée", "remove_search": "recherche oubliée",
    "trash": "mis à la corbeille", "undo": "annulation", "verify": "vérifié",
}  # fmt: skip
_THINGS = {
    "author": "auteur", "different_pair": "fiches différentes", "import_batch": "import",
    "import_review": "revue d’import", "remark": "note d’un autre",
    "appraisal": "mon avis", "avoidance": "je n’adresse pas", "correspondent": "fiche", "document": "document",
    "language": "langue",
    "line": "ligne", "outcome": "« ça a servi ? »", "patient_feedback": "retour de patient", "referral": "adressage",
    "referral_event": "suite", "role": "fonction", "setting": "réglage", "site": "lieu", "skill": "compétence",
    "source_record": "original", "structure_link": "lien", "structure_profile": "ce que fait la structure",
    "tag": "étiquette", "told_delay": "délai annoncé", "indication": "plutôt pour, pas pour",
    "saved_search": "recherche gardée",
}  # fmt: skip
_COLUMNS = {
    "added_on": "ajouté le", "decided_on": "décidé le", "undone_at": "annulé le", "is_photo": "photo",
    "access": "accès", "accessible": "accessible en fauteuil", "adeli": "ADELI", "age_max": "âge maximal",
    "age_min": "âge minimal", "aids": "aides", "appointment_on": "rendez-vous", "audience": "dit",
    "best_time": "meilleur moment", "care_improved": "soins améliorés", "children": "reçoit les enfants",
    "city": "commune", "complement": "complément d’adresse", "condition": "conditions", "correspondent_id": "fiche",
    "cost": "coût", "country": "pays", "days": "jours", "deleted_at": "à la corbeille", "does": "fait",
    "does_not": "ne fait pas", "efficacy": "efficacité", "ended_on": "terminé le", "entry_route": "comment entrer",
    "escort": "accompagne", "expert": "pointu", "expires_on": "expire le", "family_name": "nom",
    "favourite": "favori", "finess": "FINESS", "followed": "à suivre", "found_in": "trouvé dans", "from_id": "de",
    "function": "fonction", "gender": "genre", "given_name": "prénom", "given_on": "donné le",
    "gives_advice": "donne des avis", "happened_on": "le", "heard_on": "entendu le", "home_visits": "à domicile",
    "hours": "horaires", "humane": "humain", "insee": "code commune", "is_lead": "référent", "kind": "nature",
    "known_since": "connu depuis", "label": "libellé", "made_on": "le", "met_at": "rencontré", "mode": "mode",
    "motive": "motif", "name": "nom", "new_patients": "prend de nouveaux patients", "note": "note",
    "official_code": "code officiel", "papers": "papiers à fournir", "patient_code": "patient",
    "postcode": "code postal",
    "practical_note": "consigne", "problem": "problème", "reason": "motif", "recommended_by": "recommandé par",
    "redirects_to": "oriente vers", "reliable": "fiable", "review_on": "à revoir le", "ring": "visible par",
    "role_id": "fonction", "rpps": "RPPS", "sector": "secteur", "since": "depuis", "siret": "SIRET",
    "site_id": "lieu", "specialty": "spécialité", "status": "état", "status_on": "depuis le", "street": "rue",
    "structure_id": "structure", "successor_id": "successeur", "teleexpertise": "téléexpertise",
    "time_saved": "temps gagné", "title": "civilité", "to_id": "vers", "told_on": "annoncé le", "until": "jusqu’au",
    "urgency": "urgence", "use": "usage", "value": "valeur", "verified_on": "vérifié le", "video": "téléconsultation",
    "word": "un mot", "words": "paroles", "zone": "zone",
}  # fmt: skip
_CODES = {
    ("status", "active"): "actif", ("gender", "F"): "femme", ("gender", "M"): "homme", ("mode", "private"): "libéral",
    ("mode", "employed"): "salarié", ("mode", "volunteer"): "bénévole", ("mode", "advised"): "conseillé",
    ("mode", "phoned"): "téléphone", ("mode", "letter"): "courrier", ("mode", "secure_message"): "message sécurisé",
    ("mode", "patient_own"): "par le patient", ("audience", "patient"): "pour le patient",
    ("audience", "caller"): "si j’appelle", ("kind", "phone"): "téléphone", ("kind", "fax"): "fax",
    ("kind", "email"): "e-mail", ("kind", "secure"): "messagerie sécurisée", ("kind", "web"): "site internet",
    ("kind", "person"): "personne", ("kind", "structure"): "structure", ("kind", "contains"): "contient",
    ("kind", "carries"): "porte", ("kind", "replaces"): "remplace", ("kind", "for"): "plutôt pour",
    ("kind", "not_for"): "pas pour", ("urgency", "soon"): "bientôt", ("urgency", "urgent"): "urgent",
    ("direction", "sent"): "envoyé", ("direction", "received"): "reçu",
}  # fmt: skip


def verb(name: str) -> str:
    """« fiche modifiée », from the journal's verb; « modification » for one that has no words yet."""
    return _VERBS.get(name, "modification")


def thing(table: str) -> str:
    """What a row of a table is to the reader: « ligne », « fonction »."""
    return _THINGS.get(table, table)


def column(name: str) -> str:
    """What a column is to the reader: « à domicile », « vérifié le »."""
    return _COLUMNS.get(name, name)


def code(column_name: str, value: str) -> str:
    """A coded value in words: « en pause », « secteur 2 », « le cabinet »; the value itself when it is no code."""
    if (column_name, value) in _CODES:
        return _CODES[column_name, value]
    try:
        return _SAID[column_name](value) if column_name in _SAID else value
    except KeyError:
        return value


_SAID: dict[str, Callable[[str], str]] = {
    "status": lambda value: words.status(value, ""),
    "sector": words.sector,
    "use": words.line_use,
    "reason": words.avoidance_reason,
    "kind": words.event,
    "ring": lambda value: words.ring(Ring.named(value)),
    "specialty": words.specialty,
}
