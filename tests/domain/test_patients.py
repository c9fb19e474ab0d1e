"""Patient codes: initials and record numbers pass, names are shortened on offer, social-security numbers never pass."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carnet.domain.patients import (
    LooksLikeName,
    SocialSecurityNumber,
    has_social_security_number,
    initials_of,
    read_code,
    without_social_security_numbers,
)
from carnet.errors import CarnetError


@pytest.mark.parametrize(
    "code",
    ["", "GM", "G.M.", "gm", "GMA", "GMLB", "1234", "D-12345", "GM 34", "dossier 5512", "IPP 0012", "Mme G", "李"],
)
def test_codes_pass(code: str) -> None:
    assert read_code(f"  {code} ") == code


@pytest.mark.parametrize(
    ("typed", "initials"),
    [
        ("Garcin Marie", "GM"), ("garcin", "G"), ("GARCIN M.", "GM"), ("Jean-Paul D.", "JPD"), ("Mme Garcin", "G"),
        ("D’Arcy Luc", "DAL"), ("d’Arcy Luc", "AL"), ("Léa", "L"), ("Léa B", "LB"), ("Ève Ünal", "ÈÜ"),
        ("Garcin 1952", "G"),
        ("דוד כהן", "דכ"), ("王小明", "王"), ("Anne de la Tour du Pin", "ATP"),
    ],
)  # fmt: skip
def test_names_are_shortened_on_offer_and_kept_when_told(typed: str, initials: str) -> None:
    with pytest.raises(LooksLikeName) as refused:
        read_code(typed)
    assert refused.value.initials == initials == initials_of(typed)
    assert f"“{typed}” ressemble à un nom. Des initiales suffisent" in str(refused.value)
    assert read_code(typed, as_typed=True) == typed
    assert read_code(initials) == initials


NIR = "185057800608436"
WAYS = [
    NIR, NIR[:13], "1 85 05 78 006 084 36", "1 85 05 78 006 084", "1.85.05.78.006.084/36", "1-85-05-78-006-084-36",
    "185057800608436", "2 85 05 2A 006 084 12", "285052b006084", "1\u00a085\u202f05 78 006 084", "sécu : 1850578006084",
    "GM 185057800608436", "dossier 3 1850578006084", "１８５０５７８００６０８４", "1 85 05 78 006 084 clé 36",
    "7850578006084",
]  # fmt: skip


@pytest.mark.parametrize("typed", WAYS)
def test_a_social_security_number_never_passes(typed: str) -> None:
    assert has_social_security_number(typed)
    for as_typed in (False, True):
        with pytest.raises(SocialSecurityNumber) as refused:
            read_code(typed, as_typed=as_typed)
        assert "1850578" not in str(refused.value)


@given(
    st.from_regex(r"[1-478][0-9]{2}(0[1-9]|1[0-2])([0-9]{2}|2A|2B)[0-9]{6}([0-9]{2})?", fullmatch=True),
    st.data(),
)
def test_whatever_the_spaces(number: str, data: st.DataObject) -> None:
    spaces = [data.draw(st.sampled_from(["", " ", ".", "-", "\u202f"])) for _ in number]
    typed = "".join(one + space for one, space in zip(number, spaces, strict=True))
    assume(not {9, 11, 14} & {len(run) for run in re.findall("[0-9]+", typed)})  # as FINESS, RPPS, SIRET are written
    assert has_social_security_number(f"pour {typed}")


@pytest.mark.parametrize(
    "text",
    [
        "0465711001", "10900000100", "84035", "12 mars 2026, 14 h 30", "06 39 98 44 10", "GM 12",
        "04 65 71 20 14 06 39 98 44 10", "04.65.71.20.14 / 06.39.98.44.10", "0465712014 0639984410",
        "+33 4 65 71 20 14 06 39 98 44 10", "0033 465712014 0465712015", "+33465712014 +33639984410",
        "tél. 1 : 04 65 71 20 14 poste 12", "1 04 65 71 20 14 06 39 98 44 10", "+49 1512 3456789", "00 49 1512 3456789",
        "RPPS 10003456789 12 rue des Lices 84300", "10003456789 84300 Cavaillon", "10003456789 04 65 71 20 14",
        "FINESS 130783293 2026", "840000012 04 65 71 20 14", "840000012 130783293", "SIRET 123 456 789 00012",
        "12345678900012", "ADELI 840712345 12 av. 2",
        "absent 1/8/2026 - 3/11/2026", "8:00-12:00 14:00-18:00", "2 12 30 84 300", "04 65 71 20 14 4e étage 84300",
        "3 rue du 8 mai 1945, 84300 Cavaillon, 04 65 71 20 14",
    ],
)  # fmt: skip
def test_other_numbers_pass(text: str) -> None:
    assert not has_social_security_number(text)


@pytest.mark.parametrize(
    "text",
    [
        f"04 65 71 20 14 {NIR}", f"{NIR} 04 65 71 20 14", "04 65 71 20 14 1 85 05 78 006 084 36 06 39 98 44 10",
        "+33 4 65 71 20 14 1 85 05 78 006 084 36", "+49 1512 345678 1 85 05 78 006 084 36",
        "1 85 05 78 006 084 04 65 71 20 14", "RPPS 10003456789, patiente 2 85 05 2A 006 084 12",
        "vu le 12/3/2026, 1 85 05 78 006 084", "8:00-12:00 ; 185057800608436", "né le 3/5/1985 185057800608436",
    ],
)  # fmt: skip
def test_it_is_seen_beside_other_numbers(text: str) -> None:
    assert has_social_security_number(text)


@given(st.text(max_size=60), st.booleans())
def test_a_code_is_one_line_or_a_known_refusal(text: str, as_typed: bool) -> None:
    try:
        code = read_code(text, as_typed=as_typed)
    except CarnetError:
        return
    assert code == " ".join(code.split())
    assert read_code(code, as_typed=as_typed) == code


def test_a_code_is_short() -> None:
    with pytest.raises(CarnetError, match="40 caractères"):
        read_code("a " * 30, as_typed=True)


@pytest.mark.parametrize("key", ["01a20297-4dc0-7019-8235-7990635ed865", "01A20297-4DC0-7019-8998-77948C16E964"])
def test_the_key_of_a_card_is_no_social_security_number(key: str) -> None:
    text = f"status=retired;successor-id={key}"
    assert without_social_security_numbers(text, "retiré") == text
    assert "retiré" in without_social_security_numbers(f"{key} 2 85 05 78 006 084 36", "retiré")
