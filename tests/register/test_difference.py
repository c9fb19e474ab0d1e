"""What changed from one month to the next for the people of a book."""

from pathlib import Path

from carnet.register.difference import BACK, GONE, LEFT_SITE, MOVED, NEW_SITE, PHONE, changes_for
from carnet.register.report import ImportReport
from tests.register.files import import_rows, imported, row, without_site


def site(**values: str) -> str:
    """A row whose establishment number says nothing."""
    return row(**({"finess": "", "siret": "", "number": "1"} | values))


def changes(tmp_path: Path, old: list[str], new: list[str], *identifiers: str) -> list[tuple[str, str, str, str]]:
    before, after = import_rows(tmp_path / "old", old), import_rows(tmp_path / "new", new)
    return [
        (
            change.identifier,
            change.kind,
            change.before.street if change.before else "",
            change.after.street if change.after else "",
        )
        for change in changes_for(before.current, after.current, identifiers or ("10100000000",))
    ]


STREET = "1 Faubourg"


def test_nothing_changed(tmp_path: Path) -> None:
    assert changes(tmp_path, [site()], [site()]) == []


def test_gone_and_back(tmp_path: Path) -> None:
    other = site(identifier="10100000001")
    found = changes(tmp_path, [site()], [other], "10100000001", "10100000000", "10100000009")
    assert found == [("10100000001", BACK, "", ""), ("10100000000", GONE, "", "")]


def test_moved(tmp_path: Path) -> None:
    found = changes(tmp_path, [site(road="PASTEUR")], [site(road="VOLTAIRE")])
    assert found == [("10100000000", MOVED, f"{STREET} PASTEUR", f"{STREET} VOLTAIRE")]


def test_sites_come_and_go(tmp_path: Path) -> None:
    found = changes(tmp_path, [site(road="A")], [site(road="A"), site(road="B")])
    assert found == [("10100000000", NEW_SITE, "", f"{STREET} B")]
    found = changes(tmp_path / "more", [site(road="A"), site(road="B")], [site(road="B")])
    assert found == [("10100000000", LEFT_SITE, f"{STREET} A", "")]
    found = changes(tmp_path / "none", [site(road="A")], [without_site()])
    assert found == [("10100000000", LEFT_SITE, f"{STREET} A", "")]


def test_a_phone_changed_and_its_spelling_did_not(tmp_path: Path) -> None:
    found = changes(tmp_path, [site(phone="0353010000")], [site(phone="0353010009")])
    assert [(kind, after) for _, kind, _, after in found] == [(PHONE, f"{STREET} SAINT ETIENNE")]
    assert changes(tmp_path / "same", [site(phone="0353010000")], [site(phone="03 53 01 00 00")]) == []


def test_an_establishment_keeps_its_number_through_a_new_name(tmp_path: Path) -> None:
    old, new = site(finess="250000700", company="CHI"), site(finess="250000700", company="CH", road="NEUVE")
    assert changes(tmp_path, [old], [new]) == []


def test_a_month_of_a_generated_register(generated: Path, register: ImportReport, tmp_path: Path) -> None:
    later = imported(generated.parent / "next.txt", tmp_path)
    with generated.open(encoding="utf-8") as file:
        old = {line.split("|")[1] for line in list(file)[1:]}
    with (generated.parent / "next.txt").open(encoding="utf-8") as file:
        new = {line.split("|")[1] for line in list(file)[1:]}
    found = changes_for(register.current, later.current, sorted(old | new))
    assert {change.identifier for change in found if change.kind == GONE} == old - new
    assert {change.identifier for change in found if change.kind == BACK} == new - old
    assert {change.kind for change in found} >= {GONE, BACK, PHONE, MOVED}
    assert all(change.after.phones == "0199009999" for change in found if change.kind == PHONE and change.after)
