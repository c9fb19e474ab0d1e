"""Hospitals with their services, social workers, structures and networks. No CLIC, CMP, CSAPA nor SSIAD: on purpose."""

import csv
from pathlib import Path

from tools.demo.base import Card, Draw, Makers, email, line, role, told

_CAVAILLON, _AVIGNON, _APT = "ch-cavaillon", "ch-avignon", "ch-apt"
# Hospital, service, specialty. A service answers « consultation », « ward » and « opinion » lines of its own.
_SERVICES = [
    (_AVIGNON, "cardiologie", "cardiologie"), (_AVIGNON, "neurologie", "neurologie"),
    (_AVIGNON, "gastro-entérologie", "gastro-enterologie"), (_AVIGNON, "pneumologie", "pneumologie"),
    (_AVIGNON, "urgences", "urgences"), (_AVIGNON, "pédiatrie", "pediatrie"), (_AVIGNON, "oncologie", "oncologie"),
    (_AVIGNON, "néphrologie", "nephrologie"), (_AVIGNON, "chirurgie orthopédique", "chirurgie-orthopedique"),
    (_AVIGNON, "urologie", "urologie"), (_AVIGNON, "médecine interne", "medecine-interne"),
    (_AVIGNON, "endocrinologie", "endocrinologie"), (_AVIGNON, "maladies infectieuses", "infectiologie"),
    (_AVIGNON, "ophtalmologie", "ophtalmologie"), (_AVIGNON, "consultation douleur", "douleur"),
    (_CAVAILLON, "urgences", "urgences"), (_CAVAILLON, "médecine polyvalente", "medecine-polyvalente"),
    (_CAVAILLON, "gériatrie", "geriatrie"), (_CAVAILLON, "maternité", "gynecologie"),
    (_CAVAILLON, "imagerie", "radiologie"), (_CAVAILLON, "chirurgie viscérale", "chirurgie-viscerale"),
    (_APT, "urgences", "urgences"), (_APT, "gériatrie", "geriatrie"), (_APT, "rééducation", "mpr"),
]  # fmt: skip
_ADVICE = {"cardiologie", "neurologie", "pneumologie", "medecine-interne", "infectiologie", "nephrologie", "pediatrie"}


def hospitals(make: Makers, draw: Draw) -> list[Card]:
    """Three hospitals (structures) and their services, each an addressee of its own."""
    cards = [_hospital(make, *which) for which in (
        (_CAVAILLON, "Centre hospitalier de Cavaillon", "Cavaillon", "120, chemin du Canal"),
        (_AVIGNON, "Centre hospitalier d'Avignon", "Avignon", "300, avenue des Tilleuls"),
        (_APT, "Centre hospitalier d'Apt", "Apt", "45, route des Cerisiers"))]  # fmt: skip
    sites = {card["key"]: card["roles"][0]["site"] for card in cards}
    cards += _avignon_leaders(sites[_AVIGNON])
    shorts = {_CAVAILLON: "CH de Cavaillon", _AVIGNON: "CH d'Avignon", _APT: "CH d'Apt"}
    for hospital, service, specialty in _SERVICES:
        advice = specialty in _ADVICE
        lines = [line(make.phone(), use="emergency" if specialty == "urgences" else "consultation")]
        lines += [line(make.phone(), use="ward")] if draw.chance(0.6) else []
        lines += [line(make.phone(), use="opinion", best_time="9 h–18 h")] if advice else []
        card: Card = {
            "key": f"{hospital}-{len(cards)}", "group": "doctor", "kind": "structure", "sector": "public",
            "label": f"{shorts[hospital]}, {service}", "accessible": True, "children": specialty == "pediatrie" or None,
            "verified_on": -draw.between(15, 320),
            "roles": [role(specialty, sites[hospital], structure=hospital, mode="employed", lines=lines)],
        }  # fmt: skip
        if advice:
            card["teleexpertise"] = draw.maybe(0.5, 0.2)
            card["opinion"] = {"given_on": -draw.between(30, 300), "expert": True, "gives_advice": True}
        if draw.chance(0.4) and specialty != "urgences":
            card["delays"] = [told(draw.one((21, 30, 45, 60, 75, 90)), -draw.between(10, 320))]
        if draw.chance(0.4):
            card["practical_note"] = draw.one(_WARD_NOTES)
        cards.append(card)
    return cards


_WARD_NOTES = (
    "Demander l'interne de garde après 18 h.",
    "Le médecin d'avis rappelle entre midi et deux.",
    "Envoyer le courrier par messagerie sécurisée avant d'appeler.",
    "Hospitalisation de jour possible en deux semaines.",
    "Demander la secrétaire des consultations, poste direct.",
)


def _hospital(make: Makers, key: str, label: str, town: str, street: str) -> Card:
    number = "04 65 71 30 90" if key == _AVIGNON else make.phone()
    site = make.site(town, street, key=key, name=label, lines=[line(number, label="standard")])
    return {
        "key": key, "group": "social", "kind": "structure", "label": label, "sector": "public", "accessible": True,
        "verified_on": -100, "roles": [role("hopital", site)],
    }  # fmt: skip


def _avignon_leaders(site: Card) -> list[Card]:
    common = {"group": "doctor", "kind": "structure", "sector": "public", "accessible": True, "verified_on": -70}
    joints = [
        line("04 65 71 30 00", use="consultation"), line("04 65 71 30 01", use="ward"),
        line("04 65 71 30 02", use="opinion", best_time="14 h–16 h"),
    ]  # fmt: skip
    ears = [line("04 65 71 30 20", use="consultation"), line("04 65 71 30 22", use="opinion")]
    return [
        {
            **common, "key": "ch-avignon-rhumato", "label": "CH d'Avignon, rhumatologie", "delays": [told(60, -65)],
            "opinion": {"given_on": -130, "expert": True}, "weight": 0.0,
            "roles": [role("rhumatologie", site, structure=_AVIGNON, mode="employed", lines=joints)],
        },
        {
            **common, "key": "ch-avignon-orl", "label": "CH d'Avignon, ORL", "children": True, "weight": 0.0,
            "opinion": {"given_on": -130, "expert": True, "gives_advice": True},
            "roles": [role("orl", site, structure=_AVIGNON, mode="employed", lines=ears)],
        },
    ]  # fmt: skip


def social(make: Makers, draw: Draw) -> list[Card]:
    """The social workers, most known by their function only, then the structures and networks."""
    cards = [_luberon(make), *(_worker(make, draw, row) for row in _table("social_workers.csv"))]
    for row in _table("structures.csv"):
        key = row["key"]
        card: Card = {
            "key": key, "group": "social", "kind": "structure", "label": row["label"],
            "verified_on": -draw.between(10, 340), "accessible": draw.maybe(0.5, 0.1),
            "roles": [role(row["specialty"], make.site(row["town"]))],
            "lines": [line(make.phone())],
            "profile": {name: row[name] for name in ("does", "papers") if row[name]},
        }  # fmt: skip
        if draw.chance(0.35):
            card["lines"].append(line(make.phone(), use="direct", best_time=draw.one(("9 h–12 h", "le matin"))))
        if draw.chance(0.3):
            card["lines"].append(email(f"{key}@exemple.fr"))
        if draw.chance(0.5):
            card["note"] = draw.one(_SOCIAL_NOTES)
        cards.append(card)
    return cards


_SOCIAL_NOTES = (
    "Rappellent sous 48 h si on laisse un numéro.",
    "Passer par l'accueil du matin, l'après-midi c'est le répondeur.",
    "La famille doit appeler elle-même.",
    "Équipe changée l'an dernier, tout réexpliquer.",
    "Répondent aux courriels plus qu'au téléphone.",
    "Ont débloqué une sortie d'hôpital un vendredi soir.",
    "Demandent l'accord écrit avant toute chose.",
)


def _luberon(make: Makers) -> Card:
    return {
        "key": "as-luberon", "group": "social", "label": "AS du territoire Luberon", "escort": True,
        "practical_note": "Couvre Gordes, Cabrières-d'Avignon et Oppède. Joignable de 12 h à 13 h, mardi et jeudi.",
        "note": "Rappelle en 24 h. Va voir les gens chez eux.", "verified_on": -20,
        "roles": [role("assistance-sociale", make.site("Gordes", "place de la Fontaine"),
                       function="Assistante sociale du territoire",
                       lines=[line("04 65 71 40 22", use="direct", best_time="12 h–13 h"),
                              line("04 65 71 40 00", use="secretariat")])],
        "opinion": {"given_on": -60, "humane": True, "reliable": True, "word": "ne lâche personne"},
    }  # fmt: skip


def _worker(make: Makers, draw: Draw, row: dict[str, str]) -> Card:
    inside = {"structure": _CAVAILLON} if row["key"] == "as-ch" else {}
    number = line(make.phone(), use="direct", best_time="8 h 30–10 h")
    place = role(row["specialty"], make.site(row["town"]), function=row["function"], lines=[number], **inside)
    card: Card = {
        "key": row["key"], "group": "social", "practical_note": row["covers"], "roles": [place],
        "verified_on": -draw.between(10, 330), "escort": draw.maybe(0.3, 0.2),
    }  # fmt: skip
    if not row["gender"]:
        return {**card, "label": row["function"]}
    return {**card, "family_name": make.surname(), "given_name": make.given(row["gender"]), "gender": row["gender"]}


def _table(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
