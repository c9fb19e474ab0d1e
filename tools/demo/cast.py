"""The cast written by hand: the people of the worked examples, of the pictures and of the delicate cases."""

from tools.demo.base import Card, Makers, email, event, line, role, told


def rheumatologists(make: Makers) -> list[Card]:
    """Five who answer « rhumato », and one who retired."""
    return [
        {
            "key": "vaudrane", "group": "doctor", "title": "Dr", "family_name": "VAUDRANE", "given_name": "Anne",
            "gender": "F", "sector": "2", "cost": "60 €", "rpps": make.rpps(), "accessible": True, "video": False,
            "new_patients": True, "verified_on": -40, "languages": ["anglais"],
            "roles": [role("rhumatologie", make.site("Cavaillon", "8, rue des Oliviers"),
                           mode="private", lines=[line("04 65 71 11 02", use="secretariat")])],
            "note": "Reçoit vite ceux qui souffrent si on l'appelle avant 9 h.",
            "opinion": {"given_on": -120, "word": "prend son temps"},
        },
        {
            "key": "vigneroux", "group": "closed", "title": "Dr", "family_name": "VIGNEROUX", "given_name": "Gérard",
            "gender": "M", "sector": "1", "status": "retired", "status_on": -230, "successor": "vaudrane",
            "verified_on": -225, "roles": [role("rhumatologie", make.site("Cavaillon", "31, cours des Platanes"),
                                                mode="private", lines=[line("04 65 71 12 44")])],
            "note": "Ses dossiers sont passés au cabinet de la rue des Oliviers.",
        },
        {
            "key": "benhaddou", "group": "doctor", "title": "Dr", "family_name": "BENHADDOU", "given_name": "Karim",
            "gender": "M", "sector": "1", "favourite": True, "rpps": make.rpps(), "verified_on": -62,
            "accessible": True, "home_visits": False, "new_patients": True, "languages": ["arabe", "anglais"],
            "known_since": "2014", "met_at": "Groupe de pairs, 2014", "tags": ["fiable"],
            "skills": ["arthrites débutantes", "biothérapies"],
            "roles": [role("rhumatologie", make.site("L'Isle-sur-la-Sorgue", "5, quai des Lices"), mode="private",
                           lines=[line("04 65 71 08 31", use="secretariat"),
                                  line("06 39 98 12 07", use="direct", ring="personal", best_time="13 h–13 h 30"),
                                  email("karim.benhaddou@exemple.fr")])],
            "note": "Courrier dans la semaine. Voit les genoux gonflés en urgence sur simple appel.",
            "opinion": {"given_on": -95, "reliable": True, "word": "on peut compter sur lui"},
        },
        {
            "key": "castelmon", "group": "doctor", "title": "Dr", "family_name": "CASTELMON", "given_name": "Paul",
            "gender": "M", "sector": "2", "cost": "70 €", "rpps": make.rpps(), "verified_on": -24,
            "home_visits": False, "accessible": None, "new_patients": True, "met_at": "FMC, 2024",
            "good_for": ["épaule", "infiltrations échoguidées"], "delays": [told(9, -24)],
            "roles": [role("rhumatologie", make.site("Avignon", "12, avenue des Cigales"), mode="private",
                           lines=[line("04 65 71 20 14", use="secretariat")])],
            "lines": [line("06 39 98 44 10", use="direct", ring="personal", best_time="12 h–13 h")],
        },
        {
            "key": "serrane", "group": "doctor", "title": "Dr", "family_name": "SERRANE", "given_name": "Hélène",
            "gender": "F", "sector": "2", "rpps": make.rpps(), "verified_on": -210, "accessible": True,
            "roles": [role("rhumatologie", make.site("Cavaillon", "2, place du Lavoir"), mode="private",
                           lines=[line("04 65 71 15 60", use="secretariat")])],
        },
    ]  # fmt: skip


def ears_and_skins(make: Makers) -> list[Card]:
    """ENT specialists and dermatologists."""
    return [
        {
            "key": "aubregat", "group": "doctor", "title": "Dr", "family_name": "AUBRÉGAT", "given_name": "Luce",
            "gender": "F", "sector": "optam", "favourite": True, "rpps": make.rpps(), "verified_on": -33,
            "children": True, "accessible": True, "new_patients": True, "teleexpertise": True,
            "skills": ["vertiges", "surdité brusque"], "good_for": ["vertige qui traîne"],
            "opinion": {"given_on": -150, "expert": True, "reliable": True, "word": "l'oreille interne, c'est elle"},
            "roles": [role("orl", make.site("Cavaillon", "17, boulevard des Ocres"), mode="private",
                           lines=[line("04 65 71 09 73", use="secretariat"), line("04 65 71 09 74", use="direct")])],
            "note": "Explorations de l'oreille interne sur place.",
        },
        {
            "key": "lisandre", "group": "doctor", "title": "Dr", "family_name": "LISANDRE", "given_name": "Rémi",
            "gender": "M", "sector": "2", "rpps": make.rpps(), "verified_on": -80, "children": True,
            "accessible": False, "new_patients": True,
            "roles": [role("orl", make.site("L'Isle-sur-la-Sorgue", "40, allée des Mûriers"), mode="private",
                           lines=[line("04 65 71 13 25", use="secretariat")])],
            "note": "Bouchons et otites d'enfants : un rendez-vous dans les jours qui viennent.",
        },
        {
            "key": "mornas", "group": "doctor", "title": "Dr", "family_name": "MORNAS", "given_name": "Sylvie",
            "gender": "F", "rpps": make.rpps(), "verified_on": -130, "recommended_by": "une consœur de L'Isle",
            "roles": [role("dermatologie", make.site("L'Isle-sur-la-Sorgue", "3, rue du Four"), mode="private",
                           lines=[line("04 65 71 16 08", use="secretariat")])],
        },
        {
            "key": "calvestre", "group": "doctor", "title": "Dr", "family_name": "CALVESTRE", "given_name": "Marc",
            "gender": "M", "sector": "2", "cost": "75 €", "rpps": make.rpps(), "verified_on": -48,
            "new_patients": False, "accessible": True, "video": True, "delays": [told(75, -70)],
            "roles": [role("dermatologie", make.site("Cavaillon", "22, avenue des Tilleuls"), mode="private",
                           lines=[line("04 65 71 16 50", use="secretariat")])],
            "practical_note": "Envoyer une photo par messagerie sécurisée, réponse sous 48 h.",
        },
        {
            "key": "rascoulier", "group": "doctor", "title": "Dr", "family_name": "RASCOULIER", "given_name": "Élise",
            "gender": "F", "sector": "2", "rpps": make.rpps(), "verified_on": -155, "accessible": None,
            "roles": [role("dermatologie", make.site("Avignon", "60, rue de l'Aiguier"), mode="private",
                           lines=[line("04 65 71 21 90", use="secretariat")])],
            "opinion": {"given_on": -200, "expert": True, "word": ""},
        },
    ]  # fmt: skip


def home_physiotherapists(make: Makers) -> list[Card]:
    """The three who answer « kiné domicile » from Oppède, in this order."""
    return [
        {
            "key": "tassy", "group": "paramedic", "family_name": "TASSY", "given_name": "Jean", "gender": "M",
            "rpps": make.rpps(), "home_visits": True, "accessible": True, "new_patients": True, "verified_on": -52,
            "delays": [told(6, -45)], "good_for": ["retour d'hôpital", "équilibre de la personne âgée"],
            "roles": [role("kinesitherapie", make.site("Maubec", "4, chemin de la Source"), mode="private",
                           lines=[line("06 39 98 20 35", ring="public"), email("jean.tassy@exemple.fr")])],
            "note": "Passe le matin dans les villages, prévenir la veille.",
            "opinion": {"given_on": -140, "reliable": True, "humane": True, "word": "appelle quand ça ne va pas"},
        },
        {
            "key": "garidel", "group": "paramedic", "family_name": "GARIDEL", "given_name": "Marion", "gender": "F",
            "rpps": make.rpps(), "home_visits": True, "accessible": None, "verified_on": -75,
            "roles": [role("kinesitherapie", make.site("Cavaillon", "11, rue du Puits-Neuf"), mode="private",
                           lines=[line("04 65 71 18 19")])],
            "skills": ["rééducation respiratoire"],
        },
        {
            "key": "orsane", "group": "paramedic", "family_name": "ORSANE", "given_name": "Elsa", "gender": "F",
            "rpps": make.rpps(), "verified_on": -110, "met_at": "Réunion de la maison de santé, 2025",
            "roles": [role("kinesitherapie", make.site("Gordes", "1, montée du Beffroi"), mode="private",
                           lines=[line("04 65 71 43 06")])],
        },
    ]  # fmt: skip


def shared_secretariat(make: Makers) -> list[Card]:
    """Four doctors of one site: one telephone and one e-mail for all."""
    site = make.site(
        "Apt", "14, route des Cerisiers", key="pole-ocres", name="Pôle médical des Ocres",
        hours="du lundi au vendredi, 8 h 30–18 h", access="parking derrière le bâtiment",
        lines=[line("04 65 71 33 10", use="secretariat"), email("secretariat.ocres@exemple.fr")],
    )  # fmt: skip
    people = [
        ("peironnel", "PEIRONNEL", "Thierry", "M", "cardiologie", "1"),
        ("lubasque", "LUBASQUE", "Nora", "F", "gastro-enterologie", "2"),
        ("esquirade", "ESQUIRADE", "Pierre", "M", "pneumologie", "1"),
        ("trescange", "TRESCANGE", "Judith", "F", "endocrinologie", "optam"),
    ]
    return [
        {
            "key": key, "group": "doctor", "title": "Dr", "family_name": family, "given_name": given, "gender": gender,
            "sector": sector, "rpps": make.rpps(), "accessible": True, "verified_on": -90 - 7 * index,
            "roles": [role(specialty, site, mode="private")],
        }
        for index, (key, family, given, gender, specialty, sector) in enumerate(people)
    ]  # fmt: skip


def minds(make: Makers) -> list[Card]:
    """The readings of « psy » beside the hospital's."""
    return [
        {
            "key": "malvesson", "group": "doctor", "title": "Dr", "family_name": "MALVESSON", "given_name": "Irène",
            "gender": "F", "sector": "1", "rpps": make.rpps(), "video": True, "new_patients": False,
            "accessible": True, "verified_on": -35, "languages": ["anglais", "espagnol"],
            "roles": [role("psychiatrie", make.site("Cavaillon", "9, traverse des Figuiers"), mode="private",
                           lines=[line("04 65 71 25 11", best_time="entre 14 h et 14 h 30")])],
            "not_for": ["certificats demandés par un employeur"],
            "opinion": {"given_on": -100, "humane": True, "word": "rappelle le soir même"},
        },
        {
            "key": "sivourel", "group": "doctor", "title": "Dr", "family_name": "SIVOUREL", "given_name": "Hadrien",
            "gender": "M", "sector": "1", "rpps": make.rpps(), "children": True, "new_patients": None,
            "verified_on": -140, "delays": [told(120, -90)],
            "roles": [role("pedopsychiatrie", make.site("Apt", "6, rue des Oliviers"), mode="private",
                           lines=[line("04 65 71 25 64", use="secretariat")])],
        },
        {
            "key": "daumilene", "group": "paramedic", "family_name": "DAUMILÈNE", "given_name": "Flore", "gender": "F",
            "cost": "55 €, conventionnée « Mon soutien psy »", "children": True, "video": True, "new_patients": True,
            "verified_on": -28, "languages": ["italien"],
            "roles": [role("psychologie", make.site("Robion", "18, chemin des Lavandes"), mode="private",
                           lines=[line("06 39 98 51 72", ring="public")])],
            "good_for": ["adolescents", "deuil"],
            "opinion": {"given_on": -60, "humane": True, "word": "accueille sans juger"},
        },
        {
            "key": "ysoubrun", "group": "paramedic", "family_name": "YSOUBRUN", "given_name": "Alban", "gender": "M",
            "cost": "65 €", "verified_on": -170,
            "roles": [role("psychotherapie", make.site("Cavaillon", "27, impasse des Amandiers"), mode="private",
                           lines=[line("04 65 71 26 03")])],
            "note": "Thérapies brèves, plutôt des adultes.",
        },
    ]  # fmt: skip


def bones_and_words(make: Makers) -> list[Card]:
    """The readings of « ortho », and a Martin in a Saint-Martin."""
    return [
        {
            "key": "fauvedol", "group": "paramedic", "family_name": "FAUVEDOL", "given_name": "Camille", "gender": "F",
            "rpps": make.rpps(), "children": True, "new_patients": False, "home_visits": None, "verified_on": -44,
            "delays": [told(150, -44)], "good_for": ["langage de l'enfant", "aphasie"],
            "roles": [role("orthophonie", make.site("Cavaillon", "33, rue du Four"), mode="private",
                           lines=[line("04 65 71 27 40", best_time="le mercredi matin")])],
            "practical_note": "Liste d'attente ; redemande une ordonnance au moment de la prise en charge.",
        },
        {
            "key": "barjavrel", "group": "doctor", "title": "Dr", "family_name": "BARJAVREL", "given_name": "Simon",
            "gender": "M", "sector": "2", "cost": "80 €", "rpps": make.rpps(), "accessible": True, "verified_on": -66,
            "skills": ["genou", "hanche"],
            "roles": [role("chirurgie-orthopedique", make.site("Avignon", "2, route des Cerisiers"), mode="private",
                           lines=[line("04 65 71 28 12", use="secretariat"), line("06 39 98 28 13", use="direct",
                                                                                 best_time="après 18 h")])],
            "not_for": ["lombalgie sans imagerie"],
        },
        {
            "key": "noullerigan", "group": "doctor", "title": "Dr", "family_name": "NOULLERIGAN",
            "given_name": "Béatrice", "gender": "F", "rpps": make.rpps(), "children": True, "verified_on": -180,
            "roles": [role("orthodontie", make.site("Cavaillon", "50, cours des Platanes"), mode="private",
                           lines=[line("04 65 71 29 77", use="secretariat")])],
        },
        {
            "key": "vissaguier", "group": "paramedic", "family_name": "VISSAGUIER", "given_name": "Tom", "gender": "M",
            "rpps": make.rpps(), "children": True, "verified_on": -95,
            "roles": [role("orthoptie", make.site("L'Isle-sur-la-Sorgue", "21, avenue du Vieux-Pont"), mode="private",
                           lines=[line("04 65 71 30 55")])],
        },
        {
            "key": "martin", "group": "paramedic", "family_name": "MARTIN", "given_name": "Claire", "gender": "F",
            "rpps": make.rpps(), "home_visits": True, "new_patients": True, "verified_on": -58,
            "roles": [role("infirmier", make.site("Saint-Martin-de-Castillon", "place de la Fontaine"), mode="private",
                           lines=[line("06 39 98 61 18", ring="public")])],
            "note": "Couvre les hameaux jusqu'au col, deux passages par jour.",
        },
    ]  # fmt: skip


def leading_parts(make: Makers) -> list[Card]:
    """All the cards written by hand but for the structures'.

    The worked examples' people weigh nothing: they have the referrals said here and no other.
    """
    examples = (rheumatologists, ears_and_skins, home_physiotherapists)
    others = (shared_secretariat, minds, bones_and_words)
    return [
        *({**card, "weight": 0.0} for part in examples for card in part(make)),
        *(card for part in others for card in part(make)),
    ]


def leading_referrals() -> list[Card]:
    """The referrals that the worked examples and the five lines of « À suivre » rest on."""
    return [
        *_measured("benhaddou", [(-331, 18), (-290, 25), (-214, 20), (-163, 22), (-101, 21), (-57, 21)]),
        *_measured("vaudrane", [(-318, 39), (-255, 44), (-176, 46), (-92, 58)]),
        *_measured("tassy", [(-260, 5), (-171, 7), (-88, 6)], followed_from=1),
        *_measured("aubregat", [(-300, 12), (-223, 16), (-139, 14)], followed_from=1),
        *_measured("lisandre", [(-280, 8), (-190, 11), (-112, 6), (-49, 10)]),
        {"to": "castelmon", "made_on": -70, "patient_code": "PR", "mode": "letter", "motive": "épaule",
         "followed": True,
         "events": [event("appointment", -68, -30), event("news", -12), event("closed", -12)]},
        {"to": "castelmon", "made_on": -43, "patient_code": "MB", "mode": "letter", "motive": "avis",
         "followed": True},
        {"to": "aubregat", "made_on": -74, "patient_code": "GM", "mode": "letter", "motive": "vertige",
         "followed": True, "events": [event("appointment", -71, -56)]},
        {"to": "tassy", "made_on": -25, "patient_code": "RP", "mode": "advised", "motive": "rééducation",
         "followed": True},
        {"to": "as-luberon", "made_on": -3, "patient_code": "LB", "mode": "phoned", "motive": "APA",
         "followed": True, "note": "La rappeler ce midi."},
        {"to": "as-luberon", "made_on": -133, "patient_code": "VF", "mode": "phoned", "motive": "APA",
         "events": [event("news", -132)]},
        {"to": "as-luberon", "made_on": -61, "patient_code": "JD", "mode": "phoned", "motive": "aide à domicile",
         "events": [event("news", -60)]},
        {"to": "ch-avignon-rhumato", "made_on": -205, "patient_code": "CT", "mode": "letter", "motive": "avis",
         "events": [event("news", -120)]},
        {"to": "ch-avignon-orl", "made_on": -158, "patient_code": "NA", "mode": "phoned", "urgency": "soon",
         "motive": "avis"},
        {"to": "garidel", "made_on": -36, "patient_code": "EB", "mode": "advised", "motive": "rééducation"},
        {"to": "serrane", "made_on": -356, "patient_code": "DL", "mode": "letter", "motive": "avis",
         "events": [event("no_news", -352)]},
        {"to": "serrane", "made_on": -362, "patient_code": "OH", "mode": "letter", "motive": "suivi",
         "events": [event("no_news", -352)]},
        {"to": "mornas", "made_on": -64, "patient_code": "SG", "mode": "advised", "motive": "avis"},
    ]  # fmt: skip


def _measured(key: str, delays: list[tuple[int, int]], followed_from: int | None = None) -> list[Card]:
    """Referrals (made on, days waited) whose letter came; from the index `followed_from` on they were followed."""
    cards = []
    for index, (made, waited) in enumerate(delays):
        seen = made + waited
        followed = followed_from is not None and index >= followed_from
        events = [event("appointment", made + 2, seen), event("news", min(seen + 15, -1))]
        events += [event("closed", min(seen + 15, -1))] if followed else []
        cards.append({"to": key, "made_on": made, "mode": "letter", "motive": "avis", "events": events,
                      **({"followed": True} if followed else {})})  # fmt: skip
    return cards


def avoidances() -> list[Card]:
    """Whom the practice's doctor does not refer to; the first is due for review."""
    return [
        {"of": "serrane", "reason": "no_reply", "since": -350, "review_on": -1, "expires_on": 15,
         "note": "Deux patients sans courrier malgré trois relances."},
        {"of": "osteo-cher", "reason": "fees", "since": -120, "review_on": 180, "expires_on": 245},
        {"of": "naturo", "reason": "patients", "since": -75, "review_on": 200, "expires_on": 290,
         "note": "Un traitement arrêté sans m'en parler."},
    ]  # fmt: skip
