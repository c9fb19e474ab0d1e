"""Write the demonstration: the fictitious « Cabinet des Platanes » at Cavaillon, and a register around it.

    python -m tools.make_demo                     rewrites resources/demo
    python -m tools.make_demo --out /tmp/demo     writes elsewhere

`book.json`: 300 cards and 600 referrals over the year before an abstract "today"; every date is a number of days from
that today. `register.txt.gz`: about 20 000 rows as the national file writes them. The same `--seed` gives the same
files. No person exists, every phone number lies in two blocks kept for fiction.
"""

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

from tools.demo import cast, crowd, region, structures, year
from tools.demo.base import PRACTICE, RESOURCES, Card, Draw, Makers

SEED, ROWS = 84, 20_000
THREE_VALUED = ("home_visits", "video", "children", "accessible", "new_patients", "teleexpertise", "escort")
STALE = (-1120, -1260, -1390, -1505)


def book(seed: int) -> dict[str, Any]:
    """The practice's whole book as plain JSON values, in the order in which it can be written."""
    draw = Draw(seed)
    make = Makers(draw)
    leading = cast.leading_parts(make)
    make.reserve([*(card["family_name"] for card in leading), *region.surnames_by_hand()])
    first = structures.hospitals(make, draw) + structures.social(make, draw)
    active = [*first, *leading, *crowd.doctors(make, draw), *crowd.paramedics(make, draw)]
    active += crowd.unregulated(make, draw)
    cards = active + crowd.closed(make, draw, active)
    make_stale([card for card in cards if card["group"] == "paramedic" and not card.get("weight", 1.0)])
    return {
        "practice": {"name": "Cabinet des Platanes", "commune": PRACTICE},
        "correspondents": [tidy(card) for card in cards],
        "links": [{"from_key": "dac", "to_key": "reseau-ancien", "kind": "replaces", "since": -290}],
        "referrals": year.referrals(draw, cards, cast.leading_referrals()),
        "avoidances": cast.avoidances(),
        "feedback": year.feedback(draw, cards),
    }


def make_stale(cards: list[Card]) -> None:
    """Four cards that nobody verified for years."""
    for card, verified_on in zip(cards, STALE, strict=False):
        card["verified_on"] = verified_on


def tidy(card: Card) -> Card:
    """The card without the generator's own weight, and without what is unknown."""
    unknown: tuple[Any, ...] = (None, "", [])
    return {
        name: value
        for name, value in card.items()
        if name != "weight" and not (value in unknown or (value is False and name not in THREE_VALUED))
    }


def dump(contents: dict[str, Any]) -> str:
    """JSON with one card or referral a line, so that a change reads as such."""
    parts = []
    for name, value in contents.items():
        listed = isinstance(value, list)
        body = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value) if listed else ""
        parts.append(f"{json.dumps(name)}: " + (f"[\n{body}\n]" if listed else json.dumps(value, ensure_ascii=False)))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write(out: Path, *, seed: int, rows: int) -> None:
    """Write both files into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    contents = book(seed)
    (out / "book.json").write_text(dump(contents), encoding="utf-8", newline="\n")
    text = "".join(f"{row}\n" for row in region.rows(rows, seed, contents["correspondents"]))
    (out / "register.txt.gz").write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--out", type=Path, default=RESOURCES / "demo")
    args = parser.parse_args()
    write(args.out, seed=args.seed, rows=args.rows)


if __name__ == "__main__":
    main()
