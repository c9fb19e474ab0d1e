"""The crowd: doctors, paramedics, unregulated practitioners and the closed cards, in a GP's proportions.

A card's `weight` (dropped when the file is written) says how often the practice refers to it.
"""

from carnet.domain.text import fold
from tools.demo.base import LANDLINE, MOBILE, Card, Draw, Makers, email, line, role, told

# Specialty: how many beside the cast, skills, what it is good for.
DOCTORS: dict[str, tuple[int, str, str]] = {
    "medecine-generale": (10, "mésothérapie;gestes d'infiltration;suivi du sportif", "remplacement d'été"),
    "cardiologie": (6, "échographie d'effort;rythmologie;holter", "palpitations;bilan avant le sport"),
    "ophtalmologie": (5, "cataracte;rétine;glaucome", "fond d'œil du diabète"),
    "gynecologie": (5, "colposcopie;échographie;ménopause", "pose de stérilet"),
    "radiologie": (5, "sénologie;IRM ostéo-articulaire;infiltrations sous scanner", "échographie dans la journée"),
    "chirurgie-dentaire": (5, "parodontie;soins sous gaz", "urgences du samedi"),
    "gastro-enterologie": (3, "maladies du foie;endoscopie", "coloscopie sans attendre"),
    "psychiatrie": (3, "thérapies comportementales;addictions", "dépression du sujet âgé"),
    "pediatrie": (3, "allergies du nourrisson;sommeil", "retard de croissance"),
    "chirurgie-orthopedique": (3, "main;épaule;rachis", "canal carpien"),
    "pneumologie": (2, "sommeil;asthme difficile", "apnées"),
    "neurologie": (3, "migraine;électromyogramme;mémoire", "tremblement"),
    "medecine-vasculaire": (3, "écho-doppler;varices", "doppler dans la journée"),
    "endocrinologie": (2, "pompes à insuline;thyroïde", "diabète de la grossesse"),
    "urologie": (2, "lithiase;prostate", "colique qui revient"),
    "pedopsychiatrie": (1, "troubles du spectre autistique", "adolescents"),
    "chirurgie-viscerale": (2, "hernies;vésicule", "paroi"),
    "mpr": (2, "appareillage;spasticité", "mal de dos qui dure"),
    "allergologie": (2, "venins;asthme", "bilan d'urticaire"),
    "geriatrie": (2, "mémoire;chutes", "bilan de chute"),
    "nephrologie": (1, "dialyse", "créatinine qui monte"),
    "oncologie": (1, "sein", ""),
    "hematologie": (1, "", "anomalie de la numération"),
    "chirurgie-vasculaire": (1, "carotides", ""),
    "medecine-travail": (2, "", "inaptitude"),
    "chirurgie-maxillo-faciale": (1, "", "dents de sagesse"),
    "chirurgie-plastique": (1, "main;brûlures", "petites lésions de la peau"),
}
PARAMEDICS: dict[str, tuple[int, str, str]] = {
    "kinesitherapie": (30, "vestibulaire;sport;respiratoire;épaule;lymphœdème", "lombalgie;entorse"),
    "infirmier": (31, "pansements complexes;perfusions;diabète;palliatif", "passage le soir;piluliers"),
    "orthophonie": (8, "bégaiement;déglutition;dyslexie", "tout-petits"),
    "podologie": (6, "pied diabétique;semelles", "grade 2"),
    "sage-femme": (6, "rééducation du périnée;acupuncture;allaitement", "suivi de ville"),
    "psychologie": (5, "EMDR;couple;enfant", "adolescents"),
    "dietetique": (3, "diabète;enfant", "perte de poids"),
    "ipa": (2, "maladies chroniques", "suivi du diabète"),
    "ergotherapie": (2, "aménagement du logement;enfant", "chutes"),
    "psychomotricite": (2, "tout-petits", "agitation"),
    "orthoptie": (1, "basse vision", ""),
    "osteopathie": (3, "nourrissons", "dos"),
    "chiropraxie": (1, "", "dos"),
    "audioprothese": (2, "enfant", "premier appareillage"),
}
UNREGULATED = [
    "sophrologie", "sophrologie", "sophrologie", "hypnose", "hypnose", "naturopathie", "reflexologie", "magnetisme",
    "art-therapie", "energetique",
]  # fmt: skip
_TOWNS = {
    "Cavaillon": 40, "L'Isle-sur-la-Sorgue": 12, "Avignon": 12, "Apt": 7, "Robion": 5, "Carpentras": 4,
    "Salon-de-Provence": 4, "Saint-Rémy-de-Provence": 3, "Pertuis": 3, "Le Thor": 2, "Sorgues": 1, "Orange": 1,
}  # fmt: skip
_VILLAGES = {
    "Cavaillon": 34, "Robion": 9, "Cheval-Blanc": 7, "Taillades": 4, "Maubec": 4, "L'Isle-sur-la-Sorgue": 9,
    "Plan-d'Orgon": 4, "Orgon": 3, "Gordes": 2, "Oppède": 2, "Lagnes": 2, "Mérindol": 3, "Cabrières-d'Avignon": 2,
    "Le Thor": 4, "Apt": 4, "Ménerbes": 1, "Bonnieux": 1, "Sénas": 3, "Caumont-sur-Durance": 3, "Noves": 2,
}  # fmt: skip
_PRACTICES = {
    "infirmier": "Cabinet infirmier", "kinesitherapie": "Cabinet de kinésithérapie",
    "orthophonie": "Cabinet d'orthophonie", "radiologie": "Imagerie du Luberon",
    "chirurgie-dentaire": "Cabinet dentaire",
}  # fmt: skip
_HOSPITAL_BASED = {"oncologie", "hematologie", "chirurgie-vasculaire", "nephrologie", "geriatrie"}
_WAIT = {
    "ophtalmologie": 80, "gynecologie": 40, "cardiologie": 32, "pediatrie": 9, "radiologie": 10, "psychiatrie": 60,
    "kinesitherapie": 8, "infirmier": 1, "orthophonie": 140, "psychologie": 18, "neurologie": 75, "sage-femme": 6,
    "podologie": 14,
}  # fmt: skip
_NOTES = (
    "Rappelle toujours dans la journée.", "Explique bien, les anxieux en reviennent apaisés.",
    "Passer par le secrétariat, on y trouve toujours une place.", "Pas le mercredi après-midi.",
    "Courrier clair, souvent le jour même.", "Préfère un coup de fil avant les urgences.",
    "Bilan complet exigé avant le premier rendez-vous.", "Cabinet au deuxième étage sans ascenseur.",
    "Bonne entente, on se voit au groupe de pairs.", "Écrit peu mais répond au téléphone.",
    "Prend le temps avec les personnes âgées.", "Part bientôt à mi-temps, à vérifier.",
    "Parking difficile le lundi, jour de marché.", "Renvoie toujours vers moi, jamais de nomadisme.",
    "Dépassements expliqués avant, jamais de surprise.", "Garde des créneaux pour les confrères à 8 h.",
)  # fmt: skip
_CARE_NOTES = (
    "Passe deux fois par jour si besoin.", "Appelle quand la plaie tourne mal.", "Cahier de liaison bien tenu.",
    "Prend les nouveaux quand on insiste un peu.", "Groupe sérieux, il y a toujours quelqu'un.",
    "Ne travaille plus le samedi.", "Travaille avec des objectifs, sait arrêter.", "Appelle après la première séance.",
    "Très à l'aise avec les tout-petits.", "Préfère les messages écrits.", "Tournée chargée en été.",
    "A repris la patientèle du centre.", "Fait des bilans écrits, utiles pour le dossier.",
)  # fmt: skip
_CAUTIONS = (
    "enfant agité", "patient pressé", "personne qui n'entend pas bien", "dossier d'expertise", "fauteuil roulant",
    "qui ne supporte pas d'attendre", "urgence du soir",
)  # fmt: skip
_MET = (
    "FMC, 2022", "FMC, 2025", "Groupe de pairs", "Réunion de la CPTS, 2024", "Internat", "Garde à l'hôpital, 2019",
    "Soirée de la maison de santé, 2023",
)  # fmt: skip
_FROM = ("une consœur de Robion", "le pharmacien", "une patiente", "l'infirmière du village", "un ancien associé")
_SPOKEN = ("anglais", "arabe", "espagnol", "italien", "portugais", "allemand", "berbère", "turc", "roumain", "LSF")
_TAGS = ("garde", "cpts", "jeune installation", "sport", "plaies", "grossesse", "ados")


def doctors(make: Makers, draw: Draw) -> list[Card]:
    """Doctors and dentists beside the cast."""
    found = []
    for specialty, (count, skills, uses) in DOCTORS.items():
        for _ in range(count):
            card = _person(make, draw, specialty, skills, uses, group="doctor", title="Dr")
            card["sector"] = draw.weighted(("1", "2", "optam", "", "none"), (45, 25, 12, 17, 1))
            if card["sector"] == "2":
                card["cost"] = f"{draw.one((50, 55, 60, 70, 80))} €"
            card["teleexpertise"] = draw.maybe(0.2, 0.2)
            found.append(card)
    return found


def paramedics(make: Makers, draw: Draw) -> list[Card]:
    """Nurses, physiotherapists and the others."""
    found = []
    for specialty, (count, skills, uses) in PARAMEDICS.items():
        found += [_person(make, draw, specialty, skills, uses, group="paramedic") for _ in range(count)]
    for card in found:
        _at_home(card, draw)
    costly = next(card for card in found if card["roles"][0]["specialty"] == "osteopathie")
    costly.update(key="osteo-cher", weight=0.0, cost="90 €", favourite=False)
    return found


def _at_home(card: Card, draw: Draw) -> None:
    specialty = card["roles"][0]["specialty"]
    if specialty == "infirmier":
        card["home_visits"] = True
    elif specialty == "kinesitherapie":
        card["home_visits"] = None if draw.chance(0.27) else False
        if card["home_visits"] is None:  # unknown at home, and a stranger: stands behind the worked example's third
            for name in ("met_at", "recommended_by", "opinion", "delays"):
                card.pop(name, None)
            card.update(favourite=False, weight=0.0)


def unregulated(make: Makers, draw: Draw) -> list[Card]:
    """Practices that no law regulates."""
    found = []
    for index, specialty in enumerate(UNREGULATED):
        card = _person(make, draw, specialty, "", "", group="unregulated")
        for name in ("rpps", "favourite"):
            card.pop(name, None)
        card.update(cost=f"{draw.one((50, 60, 65, 70))} €", weight=0.0 if index in (5, 6, 7) else 0.4)
        if specialty == "naturopathie":
            card.update(key="naturo", not_for=["personne sous traitement"])
        found.append(card)
    return found


def _person(make: Makers, draw: Draw, specialty: str, skills: str, uses: str, *, group: str, title: str = "") -> Card:
    gender = "F" if draw.chance(0.45 if title else 0.68) else "M"
    family, given = make.surname(), make.given(gender)
    card: Card = {
        "key": fold(family).replace(" ", "-"), "group": group, "title": title, "family_name": family,
        "given_name": given, "gender": gender, "rpps": make.rpps(), "verified_on": -draw.between(5, 345),
        "weight": draw.weighted((3.0, 1.0, 0.3, 0.0), (22, 28, 22, 28)),
        "accessible": draw.maybe(0.45, 0.2), "children": draw.maybe(0.25, 0.15), "video": draw.maybe(0.2, 0.25),
        "new_patients": draw.maybe(0.45, 0.2),
        "home_visits": draw.maybe(0.1, 0.4) if group == "paramedic" else draw.maybe(0.02, 0.5),
    }  # fmt: skip
    card["roles"] = _roles(make, draw, specialty, family, group)
    _reach(card, make, draw, given)
    _knowledge(card, draw, skills, uses)
    _opinions(card, draw, specialty)
    return card


def _roles(make: Makers, draw: Draw, specialty: str, family: str, group: str) -> list[Card]:
    towns = _TOWNS if group == "doctor" else _VILLAGES
    town = draw.weighted(list(towns), list(towns.values()))
    name = _PRACTICES.get(specialty, "")
    block = MOBILE if specialty == "infirmier" or (group != "doctor" and draw.chance(0.3)) else LANDLINE
    number = make.phone(block)
    lines = [line(number, ring="public") if block == MOBILE else line(number, use="secretariat")]
    if specialty in _HOSPITAL_BASED and draw.chance(0.7):
        site = make.site("Avignon", "300, avenue des Tilleuls", key="ch-avignon")
        return [role(specialty, site, structure="ch-avignon", mode="employed", lines=lines)]
    site = make.site(town, **({"name": name} if name else {}))
    found = [role(specialty, site, mode="private", lines=lines)]
    if group != "unregulated" and draw.chance(0.12):
        other = draw.weighted(list(towns), list(towns.values()))
        if other != town:
            second = line(make.phone(), use="secretariat")
            found.append(role(specialty, make.site(other), mode="private", hours="le jeudi", lines=[second]))
    if specialty in ("kinesitherapie", "infirmier", "psychologie") and town == "Robion":
        found[0]["structure"], found[0]["since"] = "msp", -draw.between(400, 1500)
    return found


def _reach(card: Card, make: Makers, draw: Draw, given: str) -> None:
    """Private mobiles, direct lines and e-mails."""
    lines: list[Card] = []
    if draw.chance(0.3):
        time = draw.one(("12 h–13 h", "après 19 h", "8 h–8 h 30", "entre deux patients", "le lundi"))
        lines.append(line(make.phone(MOBILE), use="direct", ring="personal", best_time=time))
    elif card["group"] == "doctor" and draw.chance(0.2):
        lines.append(line(make.phone(), use="direct"))
    if draw.chance(0.3):
        lines.append(email(f"{fold(given).replace(' ', '')}.{card['key']}@exemple.fr"))
    if card["group"] == "doctor" and draw.chance(0.15):
        lines.append({"kind": "secure", "value": f"{card['key']}.mss@exemple.fr"})
    if lines:
        card["lines"] = lines


def _knowledge(card: Card, draw: Draw, skills: str, uses: str) -> None:
    """Skills, languages, tags, where known from, and the GP's own note."""
    if skills and draw.chance(0.6):
        card["skills"] = [draw.one(skills.split(";"))]
    if uses and draw.chance(0.35):
        card["good_for"] = [draw.one(uses.split(";"))]
    if draw.chance(0.12):
        card["not_for"] = [draw.one(_CAUTIONS)]
    if draw.chance(0.25):
        card["languages"] = sorted({draw.one(_SPOKEN), draw.one(_SPOKEN)})
    if draw.chance(0.15):
        card["tags"] = [draw.one(_TAGS)]
    if card["weight"] and draw.chance(0.4):
        card["met_at"] = draw.one(_MET)
    elif draw.chance(0.15):
        card["recommended_by"] = draw.one(_FROM)
    if draw.chance(0.55):
        card["note"] = draw.one(_NOTES if card["group"] == "doctor" else _CARE_NOTES)


def _opinions(card: Card, draw: Draw, specialty: str) -> None:
    if card["weight"] >= 1 and draw.chance(0.2):
        card["opinion"] = {
            "given_on": -draw.between(20, 500), "expert": draw.chance(0.35), "humane": draw.chance(0.5),
            "reliable": draw.chance(0.5), "word": draw.one(("", "solide", "carré", "disponible", "à l'écoute")),
        }  # fmt: skip
    if card["weight"] >= 3 and draw.chance(0.3):
        card["favourite"] = True
    if draw.chance(0.15):
        usual = _WAIT.get(specialty, 30)
        card["delays"] = [told(max(1, round(usual * (0.6 + draw.unit()))), -draw.between(8, 400))]
        if card["group"] == "doctor" and draw.chance(0.4):
            card["delays"].append(told(max(1, usual // 5), -draw.between(8, 300), "caller"))


def usual_wait(specialty: str) -> int:
    """Days one usually waits for that specialty."""
    return _WAIT.get(specialty, 30)


def closed(make: Makers, draw: Draw, active: list[Card]) -> list[Card]:
    """Nine closed or retired cards beside the cast's rheumatologist; some say who succeeded."""
    plan = [
        ("medecine-generale", "Dr", "retired", True), ("cardiologie", "Dr", "retired", True),
        ("pediatrie", "Dr", "retired", False), ("ophtalmologie", "Dr", "retired", True),
        ("kinesitherapie", "", "closed", True), ("infirmier", "", "closed", False), ("infirmier", "", "retired", True),
        ("orthophonie", "", "closed", False),
    ]  # fmt: skip
    found = []
    for specialty, title, status, succeeded in plan:
        card = _person(make, draw, specialty, "", "", group="closed", title=title)
        for name in ("favourite", "opinion", "delays", "met_at"):
            card.pop(name, None)
        card.update(status=status, status_on=-draw.between(40, 300), weight=0.0, new_patients=None)
        if succeeded:
            card["successor"] = next(c["key"] for c in active if c["roles"][0]["specialty"] == specialty)
        card["note"] = "Parti en retraite." if status == "retired" else "Cabinet fermé, patients prévenus."
        found.append(card)
    network = {
        "key": "reseau-ancien", "group": "closed", "kind": "structure", "label": "Réseau gérontologique du Calavon",
        "status": "closed", "status_on": -290, "successor": "dac", "verified_on": -280, "weight": 0.0,
        "roles": [role("equipe-geriatrique", make.site("Apt"))], "lines": [line(make.phone())],
        "note": "Repris par le DAC.",
    }  # fmt: skip
    return [*found, network]
