"""A vault of 500 cards and a predecessor's book of 700 in the dialects of many programs, with the truth about who is
whom: what each card of the book must, may or must not be thought to be."""

import quopri
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from carnet.domain.text import fold
from carnet.models.book import Book
from carnet.services.correspondents import add_correspondent
from carnet.services.drafts import CorrespondentDraft, LineDraft, RoleDraft, SiteDraft
from tests.conftest import NOW


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TOWNS = (
    ("84400", "Apt", "84003"), ("84300", "Cavaillon", "84035"), ("84000", "Avignon", "84007"),
    ("84220", "Gordes", "84050"), ("84200", "Carpentras", "84031"), ("84800", "L'Isle-sur-la-Sorgue", "84054"),
    ("13210", "Saint-Rémy-de-Provence", "13100"), ("84360", "Lauris", "84065"),
)  # fmt: skip
FAR = (("59000", "Lille", "59350"), ("35000", "Rennes", "35238"), ("67000", "Strasbourg", "67482"))
JOBS = (
    ("kinesitherapie", "Kinésithérapeute"), ("infirmier", "Infirmière"), ("rhumatologie", "Rhumatologue"),
    ("cardiologie", "Cardiologue"), ("orthophonie", "Orthophoniste"), ("dermatologie", "Dermatologue"),
    ("medecine-generale", "Médecin généraliste"), ("pneumologie", "Pneumologue"),
)  # fmt: skip
SURNAMES = _words(
    "Roux Martin Bernard Petit Durand Leroy Moreau Garcia Fournier Girard Lefèvre Mercier Dupont Lambert Bonnet "
    "Faure Rousseau Blanc Guérin Müller Roche Fabre Vidal Giraud Brun Aubert Rey Colin Arnaud Mathieu Clément "
    "Gauthier Chevalier Perrin Morel Dufour Masson Marchand Noël Dumont Lucas Brunet Schmitt Leclercq Vasseur "
    "Fontaine Caron Renaud Roger Benoît Hubert Philippe Bourgeois Picard Meyer Lacroix Lemaire Aubry Pélissier "
    "Castinel Ravoux Sabatier Teissier Vernet Isnard Jauffret Garcin Barral Bérard Chabert Daumas Estève Féraud "
    "Gilles Icard Jourdan Lieutaud Maurel Nicolas Olivier Pascal Queyras Reynaud Silvestre Tourniaire Ughetto "
    "Vaton Ximenes Yvan Zanetti Abadie Bouvier Coste Delmas Escoffier"
)
GIVEN = _words(
    "Anne Paul Hélène Marc Sophie Jean Claire Luc Émilie Pierre Julie Alain Nadia Karim Élodie François Agnès Bruno "
    "Céline Denis Estelle Farid Gilles Irène Jérôme Laure Maud Noémie Olivier Pascale Régis Sandrine Thierry Valérie"
)
SERVICES = (
    "neurologie", "pneumologie", "néphrologie", "urologie", "cardiologie", "radiologie", "gériatrie", "pédiatrie",
    "oncologie", "rhumatologie", "dermatologie", "maternité",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Somebody:
    """One card, as its keeper knows it. `key`: the card of the vault it is, "" for nobody there."""

    family: str = ""
    given: str = ""
    label: str = ""
    job: tuple[str, str] = ("", "")
    town: tuple[str, str, str] = ("", "", "")
    mobile: str = ""
    work: str = ""
    email: str = ""
    rpps: str = ""
    title: str = "Dr"
    note: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of one card of the file: `key` the card of the vault that it is, "" for somebody new; `how` the way
    it is written; `sure`: it must be found without a question; `twin_of`: asking is no fault, two may be one."""

    uid: str
    how: str
    key: str
    sure: bool = False
    may_ask: bool = False


def mobile(n: int) -> str:
    """A private number of the blocks kept for fiction, and more of the kind."""
    return f"06 39 {n // 10000 % 100:02d} {n // 100 % 100:02d} {n % 100:02d}"


def landline(n: int) -> str:
    """A practice's number."""
    return f"04 65 {n // 10000 % 100:02d} {n // 100 % 100:02d} {n % 100:02d}"


def people(count: int, seed: int = 11) -> list[Somebody]:
    """Somebody else at each call of the same names: no two bear one name."""
    rng = random.Random(seed)
    names = [(family, given) for family in SURNAMES for given in GIVEN]
    rng.shuffle(names)
    return [
        Somebody(family, given, job=rng.choice(JOBS), town=rng.choice(TOWNS), mobile=mobile(70_000 + n),
                 work=landline(710_000 + n), rpps=f"101{n:08d}" if n % 3 == 0 else "")
        for n, (family, given) in enumerate(names[:count])
    ]  # fmt: skip


def vault() -> list[Somebody]:
    """The 500: twelve of one secretariat, services of hospitals, roles without a name, the rest people."""
    folk = people(1200)[:440]
    folk[:12] = [replace(one, work=landline(790_000), email="secretariat@exemple.fr", town=TOWNS[2], mobile="", rpps="")
                 for one in folk[:12]]  # fmt: skip
    hospitals = [
        Somebody(label=f"CH {of}, {service}", town=town, work=landline(780_000 + n * 20 + at), title="")
        for n, (of, town) in enumerate((("d’Avignon", TOWNS[2]), ("d’Apt", TOWNS[0]), ("de Cavaillon", TOWNS[1])))
        for at, service in enumerate(SERVICES)
    ]
    posts = [
        Somebody(label=f"{post} {town[1]}", town=town, work=landline(785_000 + n * 20 + at), title="")
        for n, post in enumerate(("Assistante sociale de la CPAM", "Pharmacie des Lices", "SSIAD"))
        for at, town in enumerate(TOWNS)
    ]
    return [*folk, *hospitals, *posts]


def fill(book: Book, cards: Iterable[Somebody]) -> list[Somebody]:
    """Write the vault; the same with the keys of their cards."""
    listed = list(cards)
    with book.write("fill", now=NOW) as writer:
        rows = [add_correspondent(writer, _draft(one)) for one in listed]
    uuids = dict(book.reader().execute("SELECT id, uuid FROM correspondent").fetchall())
    return [replace(one, key=f"b:{uuids[row]}") for one, row in zip(listed, rows, strict=True)]


def _draft(one: Somebody) -> CorrespondentDraft:
    post, city, insee = one.town
    site = SiteDraft(insee=insee, city=city, postcode=post)
    role = RoleDraft(one.job[0], site, lines=(LineDraft(one.work),) if one.work else ())
    lines = [LineDraft(one.mobile)] * bool(one.mobile) + [LineDraft(one.email, "email")] * bool(one.email)
    return CorrespondentDraft(
        kind="structure" if one.label else "person", title=one.title, family_name=one.family, given_name=one.given,
        label=one.label, rpps=one.rpps or None, roles=(role,), lines=tuple(lines),
    )  # fmt: skip


Change = Callable[[Somebody, int], Somebody]


def _plain(text: str) -> str:
    return " ".join(part.capitalize() for part in fold(text).split())


def _typo(one: Somebody, n: int) -> Somebody:
    at = max(1, len(one.family) - 2)
    return replace(one, family=one.family[:at] + one.family[at - 1] + one.family[at:])


# How the predecessor writes people that are in the vault too: (name of the way, how many, sure, change).
WAYS: tuple[tuple[str, int, bool, Change], ...] = (
    ("as they are", 56, True, lambda one, n: replace(one, rpps="")),
    ("changed phones", 40, True, lambda one, n: replace(one, rpps="", mobile=mobile(40_000 + n), work="")),
    ("town alone", 10, True, lambda one, n: replace(one, rpps="", mobile="", work="", job=("", ""))),
    ("hyphenated", 16, False, lambda one, n: replace(one, rpps="", mobile="", family=f"{one.family}-Vergnaud")),
    ("hyphenated before", 6, False, lambda one, n: replace(one, rpps="", work="", family=f"Vergnaud-{one.family}")),
    ("married", 10, False, lambda one, n: replace(one, rpps="", work="", family="Vergnaud")),
    ("initial", 16, False, lambda one, n: replace(one, rpps="", mobile="", work="", given=f"{one.given[0]}.")),
    ("initial and phone", 6, True, lambda one, n: replace(one, rpps="", given=f"{one.given[0]}.")),
    ("swapped", 18, True, lambda one, n: replace(one, rpps="", mobile="", family=one.given, given=one.family)),
    ("no accents", 16, True, lambda one, n: replace(
        one, rpps="", mobile="", family=_plain(one.family).upper(), given=_plain(one.given).upper())),
    ("title in the name", 14, True, lambda one, n: replace(one, rpps="", family=f"Dr {one.family}", title="")),
    ("professor", 6, True, lambda one, n: replace(one, rpps="", mobile="", title="Pr")),
    ("all in the family name", 8, False, lambda one, n: replace(
        one, rpps="", family=f"{one.family} {one.given}", given="", title="")),
    ("all in the given name", 8, False, lambda one, n: replace(
        one, rpps="", given=f"Dr {one.given} {one.family}", family="", title="")),
    ("misspelt", 12, False, lambda one, n: replace(_typo(one, n), rpps="", work="")),
    ("moved, same mobile", 6, True, lambda one, n: replace(one, rpps="", work="", town=FAR[n % 3])),
    ("same number", 6, True, lambda one, n: replace(one, mobile="", work="", town=FAR[n % 3])),
    ("second given name", 6, False, lambda one, n: replace(one, rpps="", work="", given=f"{one.given}-Marie")),
)  # fmt: skip


def predecessor(held: list[Somebody]) -> tuple[list[Somebody], list[Truth]]:
    """The 700 cards, and the truth."""
    found: list[tuple[Somebody, str, bool, bool]] = []
    folk = iter([one for one in held if one.family][12:])
    numbered = iter([one for one in held if one.rpps][100:])
    for how, count, sure, change in WAYS:
        source = numbered if how == "same number" else folk
        found += [(change(next(source), n), how, sure, False) for n in range(count)]
    found += [(replace(one, mobile="", note="par le secrétariat"), "secretariat", True, False) for one in held[:12]]
    found += _structures(held)
    found += _strangers([one for one in held if one.family])
    fresh = people(1200)[440:]
    known = {(one.family, one.given) for one, *_ in found}
    rest = [one for one in fresh if (one.family, one.given) not in known][: 700 - len(found)]
    found += [(replace(one, rpps="" if n % 2 else one.rpps.replace("101", "108")), "new", True, False)
              for n, one in enumerate(rest)]  # fmt: skip
    random.Random(3).shuffle(found)
    cards = [one for one, *_ in found]
    return cards, [Truth(f"P{n}", how, one.key, sure, ask) for n, (one, how, sure, ask) in enumerate(found)]


def _structures(held: list[Somebody]) -> list[tuple[Somebody, str, bool, bool]]:
    """Services of the vault's hospitals, written as it does or in full; others of the same hospitals."""
    services = [one for one in held if one.label.startswith("CH ")]
    same = [(replace(one, note="poste"), "service", True, False) for one in services[::6]]
    full = [(replace(one, label=one.label.replace("CH", "Centre hospitalier").replace(", ", " - ")), "service in full",
             False, False) for one in services[1::6]]  # fmt: skip
    names = (
        "endocrinologie",
        "gynécologie",
        "hématologie",
        "ORL",
        "ophtalmologie",
        "psychiatrie",
        "urgences",
        "réanimation",
    )
    other = [(replace(services[0], label=f"CH d’Avignon, {name}", work=landline(788_000 + n), key=""), "other service",
              True, False) for n, name in enumerate(names)]  # fmt: skip
    return [*same, *full, *other]


def _strangers(folk: list[Somebody]) -> list[tuple[Somebody, str, bool, bool]]:
    """People who are not those they resemble."""
    other_job = {job: JOBS[(at + 3) % len(JOBS)] for at, job in enumerate(JOBS)}
    taken = {(fold(one.family), fold(one.given)) for one in folk}
    made: list[tuple[Somebody, str, bool, bool]] = []
    for n, one in enumerate(folk[300:330]):
        far = replace(one, key="", rpps="", town=FAR[n % 3], mobile=mobile(50_000 + n), work=landline(750_000 + n))
        if n < 15:
            made.append((replace(far, job=other_job[one.job]), "homonym elsewhere", True, False))
        else:
            made.append((far, "homonym elsewhere, same trade", False, True))
    for n, one in enumerate(folk[330:350]):  # husband, sister, daughter: one practice, one phone, one name
        given = next(g for g in GIVEN if g[0] != one.given[0] and (fold(one.family), fold(g)) not in taken)
        taken.add((fold(one.family), fold(given)))
        made.append((replace(one, key="", given=given, rpps="", mobile=mobile(51_000 + n)), "relative", True, False))
    for n, one in enumerate(folk[350:362]):  # the same first letter
        given = (
            next(g for g in GIVEN if g[0] == one.given[0] and (fold(one.family), fold(g)) not in taken)
            if any(g[0] == one.given[0] and (fold(one.family), fold(g)) not in taken for g in GIVEN)
            else "Zoé"
        )
        taken.add((fold(one.family), fold(given)))
        made.append((replace(one, key="", given=given, rpps="", mobile=mobile(52_000 + n)), "relative", True, False))
    made += [(replace(one, key="", rpps="", given="Barnabé", family=f"{one.family}", mobile=one.mobile, work=""),
              "husband with her phone", True, False) for one in folk[362:368]]  # fmt: skip
    return made


def written(path: Path, cards: list[Somebody], truths: list[Truth]) -> Path:
    """The file: each card in the dialect of some program."""
    dialects = (_ios, _android, _google, _outlook, _four)
    parts = [
        dialects[n % len(dialects)](one, truth.uid) for n, (one, truth) in enumerate(zip(cards, truths, strict=True))
    ]
    path.write_bytes(b"".join(parts))
    return path


def _card(*lines: str, code: str = "utf-8") -> bytes:
    return "".join(f"{line}\r\n" for line in ("BEGIN:VCARD", *(x for x in lines if x), "END:VCARD")).encode(code)


def _said(one: Somebody) -> str:
    return one.label or " ".join(part for part in (one.title, one.given, one.family) if part)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _name(one: Somebody) -> str:
    return f"N:{one.family};{one.given};;{one.title};" if not one.label else "N:;;;;"


def _ios(one: Somebody, uid: str) -> bytes:
    post, city, _ = one.town
    return _card(
        "VERSION:3.0", "PRODID:-//Apple Inc.//iPhone OS 17.4//EN", _name(one), f"FN:{_escaped(_said(one))}",
        f"ORG:{_escaped(one.label)};" if one.label else "", "X-ABShowAs:COMPANY" if one.label else "",
        f"TITLE:{one.job[1]}" if one.job[1] else "",
        f"TEL;type=CELL;type=VOICE;type=pref:{one.mobile}" if one.mobile else "",
        f"item1.TEL:{one.work}" if one.work else "", "item1.X-ABLabel:Cabinet" if one.work else "",
        f"EMAIL;type=INTERNET;type=WORK:{one.email}" if one.email else "",
        f"item2.ADR;type=WORK;type=pref:;;;{city};;{post};France" if city else "",
        "item2.X-ABADR:fr" if city else "", f"NOTE:{one.note}" if one.note else "", _rpps(one), f"UID:{uid}",
    )  # fmt: skip


def _rpps(one: Somebody) -> str:
    return f"X-RPPS:{one.rpps}" if one.rpps else ""


def _quoted(name: str, *values: str) -> str:
    text = ";".join(quopri.encodestring(value.encode(), quotetabs=True).decode().replace("=\n", "") for value in values)
    return f"{name};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{text}"


def _android(one: Somebody, uid: str) -> bytes:
    post, city, _ = one.town
    return _card(
        "VERSION:2.1", _quoted("N", one.family, one.given, "", one.title, "") if not one.label else "",
        _quoted("FN", _said(one)), _quoted("ORG", one.label) if one.label else "",
        f"TEL;CELL:{one.mobile.replace(' ', '')}" if one.mobile else "",
        f"TEL;WORK:+33{one.work.replace(' ', '')[1:]}" if one.work else "",
        f"EMAIL;WORK:{one.email}" if one.email else "",
        _quoted("ADR;WORK", "", "", "", city, "", post, "") if city else "",
        _quoted("TITLE", one.job[1]) if one.job[1] else "", _quoted("NOTE", one.note) if one.note else "",
        _rpps(one), f"X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;{uid};1;;;;;;;;;;;;;", f"UID:{uid}",
    )  # fmt: skip


def _google(one: Somebody, uid: str) -> bytes:
    post, city, _ = one.town
    return _card(
        "VERSION:3.0", f"FN:{_escaped(_said(one))}", _name(one), f"ORG:{_escaped(one.label)}" if one.label else "",
        f"TITLE:{one.job[1]}" if one.job[1] else "", f"TEL;TYPE=CELL:{one.mobile}" if one.mobile else "",
        f"TEL;TYPE=WORK:{one.work.replace(' ', '.')}" if one.work else "",
        f"EMAIL;TYPE=INTERNET;TYPE=WORK:{one.email}" if one.email else "",
        f"ADR;TYPE=WORK:;;;{city};;{post};" if city else "", f"NOTE:{one.note}" if one.note else "",
        "CATEGORIES:myContacts", _rpps(one), f"UID:{uid}",
    )  # fmt: skip


def _outlook(one: Somebody, uid: str) -> bytes:
    post, city, _ = one.town
    name = f"N;LANGUAGE=fr;CHARSET=Windows-1252:{one.family};{one.given};;{one.title}" if not one.label else ""
    return _card(
        "VERSION:2.1", name, f"FN;CHARSET=Windows-1252:{_said(one)}",
        f"ORG;CHARSET=Windows-1252:{one.label}" if one.label else "",
        f"TITLE;CHARSET=Windows-1252:{one.job[1]}" if one.job[1] else "",
        f"TEL;WORK;VOICE:{one.work}" if one.work else "", f"TEL;CELL;VOICE:{one.mobile}" if one.mobile else "",
        f"ADR;WORK;PREF;CHARSET=Windows-1252:;;;{city};;{post};France" if city else "",
        f"EMAIL;PREF;INTERNET:{one.email}" if one.email else "",
        f"NOTE;CHARSET=Windows-1252:{one.note}" if one.note else "", _rpps(one), f"UID:{uid}", "REV:20240101T000000Z",
        code="cp1252",
    )  # fmt: skip


def _four(one: Somebody, uid: str) -> bytes:
    post, city, _ = one.town
    return _card(
        "VERSION:4.0", f"UID:{uid}", f"FN:{_escaped(_said(one))}", _name(one) if not one.label else "",
        "KIND:org" if one.label else "", f"TITLE:{one.job[1]}" if one.job[1] else "",
        f"TEL;VALUE=uri;TYPE=cell:tel:+33-{one.mobile[1:].replace(' ', '-')}" if one.mobile else "",
        f"TEL;VALUE=uri;TYPE=\"work,voice\":tel:+33-{one.work[1:].replace(' ', '-')}" if one.work else "",
        f"EMAIL;TYPE=work:{one.email}" if one.email else "", f"ADR;TYPE=work:;;;{city};;{post};France" if city else "",
        f"NOTE:{one.note}" if one.note else "", _rpps(one),
    )  # fmt: skip
