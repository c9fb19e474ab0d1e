"""Needs of the patient in the chair: the closed list that re-ranks (« vite », « pointu ») or sorts out (« domicile »).

An attribute need asks for a fact with three values; an order need only moves people in the list. Words and meanings
follow how general practitioners say they fit a correspondent to a patient (thesis, Marseille 2021: « profilage »).
"""

from functools import lru_cache

from msgspec import Struct

from carnet.domain.text import fold

ORDER_NEEDS = ("fast", "expert", "humane", "advice", "simple", "near")
ATTRIBUTE_NEEDS = (
    "sector1", "optam", "home", "video", "woman", "man", "children", "new_patients", "accessible", "escort",
)  # fmt: skip

_PHRASES = {
    "fast": "vite, rapide, rapidement, au plus vite, délai court",
    "expert": "pointu, pointue, expert, experte",
    "humane": "humain, humaine, à l'écoute",
    "advice": "avis, un avis, conseil",
    "simple": "simple",
    "near": "près, proche, à côté, au plus près, pas loin",
    "sector1": "secteur 1, s1, sans dépassement, sans depassements, c2s, cmu, non dépassant, secteur un",
    "optam": "optam",
    "home": "domicile, à domicile, se déplace, visite, visites, vad",
    "video": "visio, téléconsultation, teleconsult, vidéo, à distance",
    "woman": "femme, une femme",
    "man": "homme, un homme",
    "children": "enfant, enfants, bébé, nourrisson",
    "new_patients": "nouveaux patients, nouveau patient, prend des nouveaux",
    "accessible": "fauteuil, accessible, pmr, fauteuil roulant",
    "escort": "accompagne, accompagnement",
}
_LANGUAGES = (
    "albanais allemand anglais arabe arménien berbère bulgare chinois coréen dari espagnol farsi géorgien grec hébreu "
    "hindi hongrois italien japonais kabyle kurde lingala lsf mandarin néerlandais ourdou pachto peul polonais "
    "portugais roumain russe serbe somali soninké tamoul tchétchène thaï tigrigna turc ukrainien vietnamien wolof"
)


class Need(Struct, frozen=True):
    """One need. `kind` is of ORDER_NEEDS, of ATTRIBUTE_NEEDS, or « language » with the language folded in `value`."""

    kind: str
    value: str = ""

    @property
    def code(self) -> str:
        """The need as the command line writes it: `fast`, `language:arabe`."""
        return f"{self.kind}:{self.value}" if self.value else self.kind

    @property
    def is_attribute(self) -> bool:
        """Whether a known « non » hides the correspondent."""
        return self.kind not in ORDER_NEEDS


@lru_cache(maxsize=1)
def _by_phrase() -> dict[str, Need]:
    phrases = {fold(phrase): Need(kind) for kind, listed in _PHRASES.items() for phrase in listed.split(",")}
    for language in _LANGUAGES.split():
        need = Need("language", fold(language))
        phrases[fold(language)] = need
        phrases[f"parle {fold(language)}"] = need
        phrases[f"langue {fold(language)}"] = need
    return phrases


LONGEST_PHRASE = 4


def need_of(words: tuple[str, ...]) -> Need | None:
    """The need that the folded `words` say, if they are one of the list's phrases."""
    return _by_phrase().get(" ".join(words))


def need_named(code: str) -> Need | None:
    """The need of a command-line argument: a code (`fast`), or a phrase of the box (« vite », « secteur 1 »)."""
    kind, _, value = code.partition(":")
    if kind == "language" and value:
        return Need("language", fold(value))
    if kind in ORDER_NEEDS + ATTRIBUTE_NEEDS:
        return Need(kind)
    return _by_phrase().get(fold(code))
