"""How the national file writes the specialties of the demonstration: profession and savoir-faire, codes and labels."""

_DOCTOR = ("10", "Médecin")
_SKILLS = {
    "rhumatologie": ("SM48", "Rhumatologie"),
    "orl": ("SM39", "Oto-rhino-laryngologie"),
    "dermatologie": ("SM15", "Dermatologie et Vénéréologie"),
    "cardiologie": ("SM04", "Cardiologie et Maladies vasculaires"),
    "gastro-enterologie": ("SM24", "Gastro-entérologie et Hépatologie"),
    "pneumologie": ("SM41", "Pneumologie"),
    "endocrinologie": ("SM16", "Endocrinologie et Métabolisme"),
    "psychiatrie": ("SM42", "Psychiatrie"),
    "pedopsychiatrie": ("SM43", "Psychiatrie, option enfant et adolescent"),
    "chirurgie-orthopedique": ("SM08", "Chirurgie orthopédique et Traumatologie"),
    "medecine-generale": ("SM54", "Médecine générale"),
    "ophtalmologie": ("SM38", "Ophtalmologie"),
    "gynecologie": ("SM20", "Gynécologie-obstétrique"),
    "radiologie": ("SM44", "Radio-diagnostic"),
    "pediatrie": ("SM40", "Pédiatrie"),
    "neurologie": ("SM32", "Neurologie"),
    "medecine-vasculaire": ("SM61", "Médecine vasculaire"),
    "urologie": ("SM12", "Chirurgie urologique"),
    "chirurgie-viscerale": ("SM14", "Chirurgie viscérale et digestive"),
    "mpr": ("SM29", "Médecine physique et de réadaptation"),
    "allergologie": ("SM57", "Allergologie"),
    "geriatrie": ("SM18", "Gériatrie"),
    "nephrologie": ("SM30", "Néphrologie"),
    "oncologie": ("SM36", "Oncologie, option médicale"),
    "hematologie": ("SM21", "Hématologie"),
    "chirurgie-vasculaire": ("SM13", "Chirurgie vasculaire"),
    "medecine-travail": ("SM25", "Médecine du travail"),
    "chirurgie-maxillo-faciale": ("SM50", "Stomatologie"),
    "chirurgie-plastique": ("SM10", "Chirurgie plastique reconstructrice et esthétique"),
}
_PROFESSIONS = {
    "kinesitherapie": ("70", "Masseur-Kinésithérapeute"),
    "infirmier": ("60", "Infirmier"),
    "orthophonie": ("91", "Orthophoniste"),
    "podologie": ("80", "Pédicure-Podologue"),
    "sage-femme": ("50", "Sage-Femme"),
    "psychologie": ("93", "Psychologue"),
    "dietetique": ("95", "Diététicien"),
    "ergotherapie": ("94", "Ergothérapeute"),
    "psychomotricite": ("96", "Psychomotricien"),
    "orthoptie": ("92", "Orthoptiste"),
    "osteopathie": ("71", "Ostéopathe"),
    "chiropraxie": ("73", "Chiropracteur"),
    "audioprothese": ("26", "Audioprothésiste"),
    "psychotherapie": ("72", "Psychothérapeute"),
    "chirurgie-dentaire": ("40", "Chirurgien-Dentiste"),
}

# Specialty: profession code and label, savoir-faire code and label.
CODES: dict[str, tuple[str, str, str, str]] = {
    **{specialty: (*_DOCTOR, *skill) for specialty, skill in _SKILLS.items()},
    **{specialty: (*profession, "", "") for specialty, profession in _PROFESSIONS.items()},
    "orthodontie": ("40", "Chirurgien-Dentiste", "SCD01", "Orthopédie dento-faciale"),
    "ipa": ("60", "Infirmier", "SI01", "Exercice infirmier en pratique avancée pathologies chroniques stabilisées"),
}
