"""Patient codes: initials and record numbers pass, names are shortened on offer, social-security numbers never pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.domain.patients import (
    LooksLikeName,
    SocialSecurityNumber,
    has_social_security_number,
    initials_of,
    read_code,
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
    assert has_social_security_number(f"pour {typed}")


@pytest.mark.parametrize(
    "text", ["0465711001", "10900000100", "84035", "12 mars 2026, 14 h 30", "06 39 98 44 10", "GM 12"]
)
def test_other_numbers_pass(text: str) -> None:
    assert not has_social_security_number(text)


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
