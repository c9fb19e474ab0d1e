"""Addresses that the national files write in capitals, said in readable case: for the eye, nothing is stored."""

import re

_LETTERS = re.compile(r"[^\W\d_]+")
_TOWN = re.compile(r"(?<=^\d{5} )[^\W\d_]")
_ORDINAL = re.compile(r"(?<=\d)(?:ER|E|EME|ÈME)\b")
_LITTLE = frozenset({
    "d", "l", "de", "du", "des", "la", "le", "les", "et", "en", "sur", "sous", "aux", "au", "lès", "bis", "ter",
    "rue", "avenue", "boulevard", "chemin", "place", "cours", "impasse", "allée", "allées", "route", "quai", "square",
})  # fmt: skip
_ACRONYMS = frozenset({
    "CH", "CHU", "CHRU", "CHS", "SELARL", "SCP", "SCM", "SISA", "SSIAD", "EHPAD", "MSP", "CPTS", "HAD", "CMP", "CMPP",
    "CAMSP", "PMI", "ZA", "ZI", "BP", "CS", "CMS", "CCAS", "CDS", "GHT", "GCS", "SAAD", "SPASAD", "USLD", "SSR", "SMR",
    "EMSP", "UHR", "ESAT", "IME", "ITEP", "SESSAD", "SAVS", "SAMSAH", "MDPH", "MDS", "CPAM", "MSA", "CAF", "CARSAT",
    "CSAPA", "CAARUD", "CEGIDD", "CATTP", "CHRS", "CADA", "MECS", "SAMU", "SMUR", "IRM", "MFR", "ADMR", "AGEFIPH",
})  # fmt: skip


def calm(text: str) -> str:
    """« 8 Rue DES OLIVIERS » as « 8 rue des Oliviers »; acronyms (CH, SELARL) and calm text stay as they are."""
    if not any(len(word) > 1 and word.isupper() and word not in _ACRONYMS for word in _LETTERS.findall(text)):
        return _typeset(text)
    text = _ORDINAL.sub(lambda found: found.group().lower(), text)  # « 16E »
    calmed = _LETTERS.sub(lambda found: _word(found.group()), text)
    calmed = _TOWN.sub(lambda found: found.group().upper(), calmed)  # « 84250 Le Thor »: the article is of the name
    return _typeset(calmed[:1].upper() + calmed[1:])


def _word(word: str) -> str:
    if word.lower() in _LITTLE:
        return word.lower()
    return word if word in _ACRONYMS or not word.isupper() else word.capitalize()


def _typeset(text: str) -> str:
    return text.replace("'", "’")
