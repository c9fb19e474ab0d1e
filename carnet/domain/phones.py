"""Telephone numbers as French people write them: kept whatever they are, normalised when they can be.

A number is compared and indexed in its national form (0 and nine digits; overseas too: 0262…, 0590…), and shown in
pairs. The French numbering plan is simple enough for a fast path; anything else goes to libphonenumber's metadata.
"""

import re

_NOT_DIGIT = re.compile(r"\D+")
_SEPARATOR = re.compile(r"\s*(?:/|;|,|\||\bou\b|\bet\b|\s-\s)\s*", re.IGNORECASE)
_EXTENSION = re.compile(r"[\s,;.]*\b(?:poste|ext|int)[\s.]*\d{1,6}\s*$", re.IGNORECASE)
_OVERSEAS_CODES = ("262", "508", "590", "594", "596")
_REGION_OF_DEPARTMENT = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "GP", "978": "GP",
    "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
_PAIRS = 10
_USUAL = re.compile(r"0\d(?:[ .]?\d\d){4}", re.ASCII)


def digits_of(text: str) -> str:
    """The digits of `text`, nothing else."""
    return _NOT_DIGIT.sub("", text)


def national(text: str, department: str | None = None) -> str:
    """Digits under which a number is indexed: `0465712014`; short numbers (15, 3919) as they are; "" when none.

    A number of another country keeps its calling code, with `+` in front; an extension (« poste 214 ») is left out.
    Never raises: what no rule understands comes back as its bare digits. `department` (« 974 ») tells the region of a
    number typed locally.
    """
    if (found := _EXTENSION.search(text)) and found.start():
        text = text[: found.start()]
    digits = digits_of(text)
    international = text.lstrip().startswith(("+", "00"))
    if international:
        digits = digits[2:] if text.lstrip().startswith("00") else digits
        return _from_international(digits)
    if len(digits) == _PAIRS and digits[0] == "0":
        return digits
    if len(digits) == 11 and digits.startswith("33"):  # « 33465712014 », the plus sign forgotten
        return "0" + digits[2:]
    if len(digits) == 9 and digits[0] in "1234567":  # a spreadsheet ate the leading zero
        return "0" + digits
    if len(digits) <= 6 or department not in _REGION_OF_DEPARTMENT:
        return digits
    return _by_metadata(text, _REGION_OF_DEPARTMENT[department]) or digits


def _from_international(digits: str) -> str:
    if digits.startswith("33") and len(digits) in (11, 12):
        rest = digits[2:].removeprefix("0")  # « +33 (0)4 65… »
        return "0" + rest if len(rest) == 9 else "+" + digits
    if digits.startswith(_OVERSEAS_CODES) and len(digits) == 12:
        return "0" + digits[3:]
    return "+" + digits if digits else ""


def _by_metadata(text: str, region: str) -> str:
    import phonenumbers  # 0.1 s of metadata, needed for a handful of local overseas numbers only

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if number.country_code == 33 or str(number.country_code) in _OVERSEAS_CODES:
        return f"0{number.national_number}"
    return f"+{number.country_code}{number.national_number}"


def split_phones(field: str, department: str | None = None) -> tuple[str, ...]:
    """Every number of a field that may hold several (« 04 65 71 20 14 / 06 39 98 00 00 »), in `national` form.

    A part without any digit is no number; two joined numbers of ten digits are told apart.
    """
    field = field.strip()
    if not field:
        return ()
    if _USUAL.fullmatch(field):
        return (digits_of(field),)
    found: list[str] = []
    for part in _SEPARATOR.split(field):
        digits = digits_of(part)
        joined = len(digits) == 2 * _PAIRS and digits[0] == digits[_PAIRS] == "0" and not part.startswith("00")
        for text in (digits[:_PAIRS], digits[_PAIRS:]) if joined else (part,):
            number = national(text, department)
            if number and number not in found:
                found.append(number)
    return tuple(found)


def display(number: str) -> str:
    """A number as French eyes read it: `04 65 71 20 14`, in pairs; others as they are."""
    if len(number) == _PAIRS and number.isdigit() and number[0] == "0":
        return f"{number[:2]} {number[2:4]} {number[4:6]} {number[6:8]} {number[8:]}"
    if len(number) == 4 and number.isdigit():
        return f"{number[:2]} {number[2:]}"
    return number


def is_mobile(number: str) -> bool:
    """Whether a national number is a French mobile (06, 07; 0639 and 069x are mobiles overseas too)."""
    return len(number) == _PAIRS and number[:2] in ("06", "07")
