"""A card that came in by one version of vCard leaves whole by the other."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from carnet.domain.disclosure import Profile
from carnet.domain.sides import Side
from carnet.exchange.export import Format
from carnet.models.book import Book
from carnet.queries.review import held_cards
from tests.conftest import make_book
from tests.services.test_round_trip import brought, everything, exported

VERSIONS = [(Format.VCF3, Format.VCF4), (Format.VCF4, Format.VCF3)]
WHOLE = {
    "3.0": "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4CBhIHBob3Rv",
    "4.0": "PHOTO:data:image/jpeg;base64,/9j/4CBhIHBob3Rv",
}


def known(book: Book) -> dict[str, Any]:
    """What the book knows of each card, but the numbers of its rows."""
    return {held.uuid: without_rows(held.side) for held in held_cards(book.reader()).values()}


def without_rows(side: Side) -> Side:
    places = tuple(
        replace(
            place, row=0, site_row=0, structure_row=0, lines=tuple(sorted(map(plain, place.lines), key=lambda o: o.key))
        )
        for place in side.places
    )  # fmt: skip
    return replace(side, places=places, lines=tuple(map(plain, side.lines)))


def plain(line: Any) -> Any:
    return replace(line, row=0)


@pytest.mark.parametrize(("first", "then"), VERSIONS)
@pytest.mark.parametrize("profile", [Profile.SELF, Profile.SUCCESSOR, Profile.PHONE])
def test_a_book_handed_on_by_one_version_is_handed_on_by_the_other(
    tmp_path: Path, profile: Profile, first: Format, then: Format
) -> None:
    for name in ("mine", "yours", "theirs"):
        (tmp_path / name).mkdir()
    with make_book(tmp_path / "mine") as mine, make_book(tmp_path / "yours") as yours:
        everything(mine)
        brought(yours, exported(mine, tmp_path / "first.vcf", profile, first))
        with make_book(tmp_path / "theirs") as theirs:
            brought(theirs, exported(yours, tmp_path / "then.vcf", profile, then))
            assert known(theirs) == known(yours)


@pytest.mark.parametrize(("first", "then"), VERSIONS)
def test_a_photo_is_written_as_the_version_of_the_file_has_it(
    empty_book: Book, tmp_path: Path, first: Format, then: Format
) -> None:
    old, new = ("3.0", "4.0") if then is Format.VCF4 else ("4.0", "3.0")
    came = tmp_path / "in.vcf"
    lines = ["BEGIN:VCARD", f"VERSION:{old}", "UID:u", "FN:Dr Anne Roux", "N:Roux;Anne;;Dr;", WHOLE[old], "END:VCARD"]
    came.write_text("\r\n".join([*lines, ""]))
    brought(empty_book, came)
    left = exported(empty_book, tmp_path / "out.vcf", Profile.SELF, then).read_text(encoding="utf-8")
    assert WHOLE[new] in left
    assert WHOLE[old] not in left
