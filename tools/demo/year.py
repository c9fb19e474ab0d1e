"""The year of referrals: 600 in all, most to paramedics, a sensible share with news, a handful followed."""

from tools.demo.base import Card, Draw, event
from tools.demo.crowd import usual_wait

REFERRALS = 600
# Beside the cast's own: how many a group receives.
_QUOTAS = {"paramedic": 355, "social": 72, "unregulated": 4}
_MOTIVES = {
    "doctor": ("avis", "avis", "suivi", "bilan", "geste", "imagerie"),
    "paramedic": ("rééducation", "soins", "bilan", "suivi"),
    "social": ("droits", "aide à domicile", "logement", "papiers", "répit"),
    "unregulated": ("demande du patient",),
}
_MODES = {
    "doctor": (("letter", "secure_message", "advised", "phoned"), (55, 20, 15, 10)),
    "paramedic": (("advised", "letter", "phoned"), (75, 15, 10)),
    "social": (("phoned", "advised", "letter"), (55, 35, 10)),
    "unregulated": (("patient_own",), (1,)),
}
_LETTERS = "ABCDEFGHJLMNOPRSTV"
# Followed and still quiet: sent a few days ago, or seen lately. Group, made on, appointment on or None.
_QUIET = [("doctor", -6, 12), ("doctor", -20, -4), ("doctor", -1, None), ("paramedic", -2, None),
          ("paramedic", -9, 4), ("social", -5, None)]  # fmt: skip
_WORDS = (
    ("Très à l'écoute, a tout expliqué.", 5, True, ""), ("Attente longue mais bien soigné.", 4, True, "attente"),
    ("N'a pas trouvé l'entrée du cabinet.", 3, None, "accès"), ("A beaucoup aidé maman.", 5, True, ""),
    ("Trop cher, n'y retournera pas.", 2, False, "dépassements"), ("Vite reçu, vite reparti.", 3, None, ""),
    ("S'est senti jugé.", 1, False, "relation"), ("Ne change rien, mais rassure.", 3, True, ""),
    ("Rappelé le lendemain pour prendre des nouvelles.", 5, True, ""),
    ("Secrétariat injoignable.", 2, None, "téléphone"),
)  # fmt: skip


def referrals(draw: Draw, cards: list[Card], leading: list[Card]) -> list[Card]:
    """The cast's referrals and the crowd's, oldest first; those of the cast only where it says."""
    fixed = {one["to"] for one in leading}
    quotas = {**_QUOTAS, "doctor": REFERRALS - len(leading) - len(_QUIET) - sum(_QUOTAS.values())}
    found = list(leading)
    for group, quota in quotas.items():
        pool = [c for c in cards if c["group"] == group and c["key"] not in fixed and c.get("weight", 1.0)]
        weights = [_weight(card) for card in pool]
        found += [_ordinary(draw, draw.weighted(pool, weights), group) for _ in range(quota)]
    found += [_quiet(draw, cards, fixed, *which) for which in _QUIET]
    return sorted(found, key=lambda one: int(one["made_on"]))


def _weight(card: Card) -> float:
    nurse = 1.6 if card["roles"][0]["specialty"] in ("kinesitherapie", "infirmier") else 1.0
    return float(card.get("weight", 1.0)) * nurse * (1.5 if card.get("favourite") else 1.0)


def _code(draw: Draw) -> str:
    if draw.chance(0.06):
        return str(draw.between(1200, 9800))
    return draw.one(_LETTERS) + draw.one(_LETTERS) if draw.chance(0.9) else ""


def _ordinary(draw: Draw, card: Card, group: str) -> Card:
    made = -draw.between(1, 364)
    modes, weights = _MODES[group]
    one: Card = {
        "to": card["key"], "made_on": made, "mode": draw.weighted(modes, weights),
        "motive": draw.one(_MOTIVES[group]), "patient_code": _code(draw),
    }  # fmt: skip
    if group == "doctor" and draw.chance(0.12):
        one["urgency"] = "soon"
    events = _events(draw, card, group, made)
    if events:
        one["events"] = events
    if any(e["kind"] in ("news", "seen") for e in events) and draw.chance(0.28):
        one["outcome"] = {"care_improved": draw.maybe(0.7, 0.15), "time_saved": draw.maybe(0.5, 0.2),
                          "given_on": min(-1, events[-1]["happened_on"] + 1)}  # fmt: skip
    return one


def _events(draw: Draw, card: Card, group: str, made: int) -> list[Card]:
    """What was learnt of an ordinary referral: nothing, for half of them."""
    fate = draw.unit()
    if fate < 0.03:
        return [event("refused", min(made + 3, 0))]
    if fate < 0.06:
        return [event("other_choice", min(made + 5, 0))]
    if group == "social":
        return [event("news", min(made + draw.between(1, 12), 0))] if fate < 0.4 else []
    if fate > (0.62 if group == "doctor" else 0.45):
        return []
    announced = [one["days"] for one in card.get("delays", []) if one["audience"] == "patient"]
    usual = announced[0] if announced else usual_wait(card["roles"][0]["specialty"])
    waited = max(0, round(usual * (0.5 + 1.1 * draw.unit())))
    seen = made + waited
    events = [event("appointment", min(made + draw.between(0, 4), 0), seen)]
    if seen > -1:
        return events
    if draw.chance(0.06):
        return [*events, event("no_show", min(seen + 6, 0))]
    if draw.chance(0.6 if group == "doctor" else 0.3):
        events.append(event("news", min(seen + draw.between(5, 38), 0)))
    elif draw.chance(0.2):
        events.append(event("seen", min(seen + 10, 0)))
    return events


def _quiet(draw: Draw, cards: list[Card], fixed: set[str], group: str, made: int, appointment: int | None) -> Card:
    """A followed referral that asks nothing yet."""
    known = [c for c in cards if c["group"] == group and c["key"] not in fixed and c.get("weight", 1.0) >= 1]
    pool = [c for c in known if c["roles"][0]["specialty"] != "infirmier"]
    events = [] if appointment is None else [event("appointment", made + 1, appointment)]
    return {
        "to": draw.one(pool)["key"], "made_on": made, "mode": "letter", "motive": draw.one(_MOTIVES[group]),
        "patient_code": draw.one(_LETTERS) + draw.one(_LETTERS), "followed": True,
        **({"events": events} if events else {}),
    }  # fmt: skip


def feedback(draw: Draw, cards: list[Card]) -> list[Card]:
    """What patients and families said of some, as reported."""
    known = [c for c in cards if c["group"] in ("doctor", "paramedic") and c.get("weight", 0.0) >= 1]
    found = []
    for words, efficacy, would_return, problem in _WORDS * 2:
        found.append({
            "about": draw.one(known)["key"], "words": words, "reported_by": draw.one(("patient", "patient", "family")),
            "heard_on": -draw.between(3, 330), "efficacy": efficacy, "met_expectations": efficacy > 2,
            "would_return": would_return, "problem": problem,
        })  # fmt: skip
    return found
