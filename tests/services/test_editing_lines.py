"""The editor’s verbs for lines: read as they are typed, never refused, their ring by the rule until moved."""

import pytest

from carnet.domain.rings import Ring
from carnet.errors import CarnetError
from carnet.models.book import Book
from carnet.models.writer import RowGone
from carnet.services import editing
from carnet.services.drafts import LineDraft, RoleDraft, SiteDraft
from tests.conftest import NOW
from tests.services.team import Team, value


def test_a_line_is_read_as_it_is_typed() -> None:
    assert editing.read_line("0465712014").shown == "04 65 71 20 14"
    mobile = editing.read_line("06.39.98.00.01")
    assert (mobile.ring, mobile.asks) == (Ring.PERSONAL, True)
    assert editing.read_line("04 65 71", use="direct").shown == "046571"
    assert editing.read_line("poste 12, demander Zoé").kind == "phone"
    kinds = ["a@exemple.fr", "b@medecin.mssante.fr", "www.exemple.fr"]
    assert [editing.read_line(text).kind for text in kinds] == ["email", "secure", "web"]
    assert editing.read_line("0262 12 34 56", department="974").digits == "0262123456"


def test_a_phone_is_never_refused_and_its_ring_follows_the_rule_until_moved(book: Book, team: Team) -> None:
    line, _ = editing.add_line(book, LineDraft("04 65 71 00 01"), now=NOW, correspondent=team.people["Aubret"])

    def held() -> tuple[str, str, str]:
        query = "SELECT value, digits, ring FROM line WHERE id = ?"
        found: tuple[str, str, str] = book.reader().execute(query, (line,)).fetchone()
        return found

    editing.change_line(book, line, now=NOW, value="06 39 98 00 77")
    assert held() == ("06 39 98 00 77", "0639980077", "personal")
    editing.change_line(book, line, now=NOW, ring="public")
    editing.change_line(book, line, now=NOW, value="06 39 98 00 78", best_time="midi")
    assert held() == ("06 39 98 00 78", "0639980078", "public")
    editing.change_line(book, line, now=NOW, value="standard, poste ✆ 3")
    assert held()[0] == "standard, poste ✆ 3"
    with pytest.raises(CarnetError, match="vide"):
        editing.change_line(book, line, now=NOW, value="  ")
    with pytest.raises(CarnetError, match="visible par"):
        editing.change_line(book, line, now=NOW, ring="everybody")
    editing.remove_line(book, line, now=NOW)
    with pytest.raises(RowGone):
        editing.remove_line(book, line, now=NOW)


def test_a_local_number_of_reunion_is_understood_where_it_hangs(book: Book, team: Team) -> None:
    role, _ = editing.add_role(
        book, team.people["Aubret"], RoleDraft("rhumatologie", SiteDraft(insee="97411", city="Saint-Denis")), now=NOW
    )
    line, _ = editing.add_line(book, LineDraft("262 12 34 56"), now=NOW, role=role)
    assert value(book, "SELECT digits FROM line WHERE id = ?", line) == "0262123456"
    with pytest.raises(ValueError, match="exactly one"):
        editing.add_line(book, LineDraft("1"), now=NOW, role=role, correspondent=1)
