"""A site of the register: what kind of place it is, and its address and phones as a snapshot keeps them."""

from carnet.domain.phones import split_phones
from carnet.domain.text import fold
from carnet.register.places import abroad, department_of, split_routing
from carnet.register.schema import HEALTH_CENTRE, OTHER_SITE, PRACTICE, PRIVATE_HOSPITAL, PUBLIC_HOSPITAL

# Words of the folded label of « secteur d'activité » (TRE_R02 and its successors), the first that fits wins. Labels
# are trusted before codes: they are what changed least from one edition of the table to the next.
_BY_LABEL: tuple[tuple[tuple[str, ...], int], ...] = (
    (("secteur prive", "temps plein"), PUBLIC_HOSPITAL),  # a hospital doctor's private consultations in the hospital
    (("public", "sante"), PUBLIC_HOSPITAL),
    (("hopita", "armee"), PUBLIC_HOSPITAL),
    (("hopita", "militaire"), PUBLIC_HOSPITAL),
    (("hopital", "public"), PUBLIC_HOSPITAL),
    (("centre", "hospitalier"), PUBLIC_HOSPITAL),
    (("service", "sante", "armees"), PUBLIC_HOSPITAL),
    (("centre", "sante"), HEALTH_CENTRE),
    (("dispensaire",), HEALTH_CENTRE),
    (("etablissement", "prive"), PRIVATE_HOSPITAL),
    (("interet collectif",), PRIVATE_HOSPITAL),
    (("psph",), PRIVATE_HOSPITAL),
    (("clinique",), PRIVATE_HOSPITAL),
    (("lutte", "cancer"), PRIVATE_HOSPITAL),
    (("dialyse",), PRIVATE_HOSPITAL),
    (("hospitalisation", "domicile"), PRIVATE_HOSPITAL),
    (("cabinet",), PRACTICE),
    (("exercice", "societe"), PRACTICE),
    (("maison", "sante"), PRACTICE),
    (("liberal",), PRACTICE),
)
_BY_CODE = {
    "SA01": PUBLIC_HOSPITAL, "SA02": PUBLIC_HOSPITAL, "SA03": PRIVATE_HOSPITAL, "SA04": PRIVATE_HOSPITAL,
    "SA05": HEALTH_CENTRE, "SA07": PRACTICE, "SA08": PRACTICE, "SA09": PRACTICE, "SA10": PUBLIC_HOSPITAL,
}  # fmt: skip

Site = tuple[int, str, str, str, str, str, int, str, str, str, str, str, str, str, str]


def class_of(sector: str, label: str, mode: str) -> int:
    """Class of a site (never NO_SITE) from its sector's code and label and the mode (« L » private, « S » salaried).

    By the words of the label; without one, by the code; without either, a private practitioner's site is a practice.
    """
    folded = fold(label)
    for words, found in _BY_LABEL:
        if all(word in folded for word in words):
            return found
    if not folded:
        return _BY_CODE.get(sector, PRACTICE if mode == "L" and not sector else OTHER_SITE)
    return OTHER_SITE


def site_row(record: str, number: int, commune: int) -> tuple[Site, tuple[str, ...]]:
    """The row of `structure` for the values of `SITE`, parted by bars, and every phone number by which it is found."""
    if " |" in record or "| " in record:
        record = "|".join(map(str.strip, record.split("|")))
    company, sign, recipient, building, house, repetition, road_type, road, box, *rest = record.split("|")
    routing, postcode, insee, city, country, country_label, phone, phone2, fax, email, finess, siret, sector = rest
    if postcode and routing.startswith(postcode):
        town = routing[len(postcode) :].strip()
    else:
        written, town = split_routing(routing)
        postcode = postcode or written
    foreign = country and abroad(country)
    if not phone2 and not fax and (not phone or (len(phone) == 10 and phone.isdigit() and phone[0] == "0")):
        numbers: tuple[str, ...] = (phone,) if phone else ()  # as most are, and no rule would say otherwise
    else:
        department = None if foreign else department_of(insee or postcode)
        numbers = tuple(dict.fromkeys((*split_phones(phone, department), *split_phones(phone2, department))))
        fax = " ".join(split_phones(fax, department)) or fax
    row = (
        number,
        _name(company, sign) if sign else company,
        ", ".join(filter(None, (recipient, building, box))) if recipient or building or box else "",
        _street(house, repetition, road_type, road),
        postcode,
        town or city,
        commune,
        (country_label or country) if foreign else "",
        finess,
        siret,
        numbers[0] if numbers else phone or phone2,
        " ".join(numbers[1:]) if len(numbers) > 1 else "",
        fax,
        email,
        sector,
    )
    return row, numbers


def _street(house: str, repetition: str, road_type: str, road: str) -> str:
    if house and road_type and road and not repetition:  # nearly all are so
        return f"{house} {road_type} {road}"
    return " ".join(filter(None, (house, repetition, road_type, road)))


def _name(company: str, sign: str) -> str:
    """« Raison sociale (enseigne) », without saying one thing twice."""
    if not company or fold(sign) in fold(company):
        return company or sign
    return f"{company} ({sign})"
