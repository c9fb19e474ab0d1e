"""The file of an export, written from the page by keys: read by strangers, refused, stopped, its folder opened."""

import csv
import errno
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import vobject
from PySide6.QtCore import Qt, QUrl

from carnet.domain.disclosure import Profile
from carnet.exchange.export import Format
from carnet.services import exports
from carnet.ui.export import ExportRoom
from carnet.ui.export_page import ExportPage
from carnet.ui.table_page import TablePage
from tests.ui.exporting import opened, written
from tests.ui.hand import CONTROL, SHIFT, Hand


@pytest.fixture
def page(hand: Hand) -> ExportPage:
    return opened(hand)


def room_of(page: ExportPage) -> ExportRoom:
    """What opened the page."""
    (room,) = page.findChildren(ExportRoom)
    return room


def test_those_selected_in_the_table_are_exported_and_esc_comes_back_to_it(hand: Hand, tmp_path: Path) -> None:
    window = hand.window
    hand.key(Qt.Key.Key_B, CONTROL)
    hand.settle()
    table = window.pages.currentWidget()
    assert isinstance(table, TablePage)
    table.view.setFocus()
    hand.key(Qt.Key.Key_Home)
    hand.key(Qt.Key.Key_Down, SHIFT, times=2)
    names = [row.name for row in table.view.selected_rows()]
    assert len(names) == 3
    hand.key(Qt.Key.Key_E, CONTROL | SHIFT)
    hand.settle()
    page = window.pages.currentWidget()
    assert isinstance(page, ExportPage)
    assert next(iter(page.choices.which.values())).text() == "3 fiches choisies dans la table"
    assert page.leaves.said.startswith("Part\u202f: 3 fiches,")
    path = written(page, hand, tmp_path / "trois.vcf")
    assert [card.fn.value for card in vobject.readComponents(path.read_text(encoding="utf-8"))] == names
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert isinstance(window.pages.currentWidget(), TablePage)


def test_the_file_is_written_and_its_folder_opens(page: ExportPage, hand: Hand, tmp_path: Path) -> None:
    asked: list[Path] = []
    page.choose_file = lambda path: asked.append(path)
    hand.key(Qt.Key.Key_S, CONTROL)
    assert asked[0].name == "Carnet pour un confrère.vcf"
    assert not page.notice.isVisible()
    path = written(page, hand, tmp_path / "pour Anne")
    whole = tmp_path / "pour Anne.vcf"
    assert not path.exists()
    assert page.notice.text() == f"300 fiches écrites ({round(whole.stat().st_size / 1000)}\u00a0Ko)\u202f: {whole}"
    assert hand.focused is page.folder_button
    folders: list[str] = []

    def show(url: QUrl) -> bool:
        folders.append(url.toLocalFile())
        return True

    room_of(page).opener = show
    hand.key(Qt.Key.Key_Return)
    assert folders == [str(tmp_path)]
    room_of(page).opener = lambda url: False
    page.folder_button.click()
    assert page.notice.text() == f"Aucun programme de cet ordinateur n’ouvre ce dossier\u202f: {tmp_path}"
    assert [one.name for one in tmp_path.iterdir() if one.suffix != ""] == ["pour Anne.vcf"]


def test_what_is_written_then_another_choice_says_no_more_of_it(page: ExportPage, hand: Hand, tmp_path: Path) -> None:
    written(page, hand, tmp_path / "a.vcf")
    page.choices.formats[Format.CSV].click()
    assert not page.notice.isVisible()
    assert not page.folder_button.isVisible()
    assert page.ready is not None
    assert page.ready.order.format is Format.CSV


@pytest.mark.parametrize("format_", list(Format))
def test_strangers_read_every_format(format_: Format, page: ExportPage, hand: Hand, tmp_path: Path) -> None:
    page.choices.formats[format_].click()
    page.choices.whom[Profile.PHONE].click()
    hand.settle()
    suffix = "vcf" if format_.startswith("vcf") else str(format_)
    content = written(page, hand, tmp_path / f"a.{suffix}").read_bytes()
    assert page.ready is not None
    public = [card.public for card in page.ready.cards]
    if suffix == "vcf":
        cards = list(vobject.readComponents(content.decode("utf-8")))
        assert [card.uid.value.removeprefix("urn:uuid:") for card in cards] == [one.id[2:] for one in public]
        numbers = [tel.value for card in cards for tel in card.contents.get("tel", ())]
        lines = [line.value for card in page.ready.cards for line in card.lines if line.kind in ("phone", "fax")]
        assert numbers == lines
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        return
    if suffix == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert sheet.freeze_panes == "B2"
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)
    at = {name: place for place, name in enumerate(rows[0])}
    assert len(rows) == len(public) + 1
    assert "Rhumatologie" in {row[at["Spécialité 1"]] for row in rows}
    assert [row[at["Nom"]] for row in rows[1:]] == [one.family_name for one in public]


def test_a_name_refused_is_said_and_what_was_there_stays(page: ExportPage, hand: Hand, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").mkdir()
    written(page, hand, tmp_path / "a.vcf")
    assert "est un dossier" in page.notice.text()
    (tmp_path / "b.vcf").write_text("avant")
    written(page, hand, tmp_path / "b")
    assert page.notice.text() == "«\u202fb.vcf\u202f» existe déjà\u202f: donnez un autre nom."
    assert (tmp_path / "b.vcf").read_text() == "avant"
    written(page, hand, tmp_path / ("n" * 300))
    assert "le nom du fichier est trop long" in page.notice.text()
    written(page, hand, tmp_path / "missing" / "a.vcf")
    assert "le fichier ou le dossier n" in page.notice.text()
    assert hand.focused is page.write_button


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, "le disque est plein"), (errno.EROFS, "le disque est en lecture seule")]
)
def test_a_disk_that_refuses_is_said_and_nothing_is_left(
    number: int, told: str, page: ExportPage, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    path = written(page, hand, tmp_path / "a.vcf")
    assert told in page.notice.text()
    assert not path.exists()
    assert not list(tmp_path.glob(".a.vcf*"))
    assert page.write_button.isEnabled()


def test_esc_while_it_is_written_stops_and_leaves_nothing(
    page: ExportPage, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = exports._counted
    going: list[bool] = []

    def slow(cards: Any, progress: Any) -> Iterator[Any]:
        for card in real(cards, progress):
            while not going:
                time.sleep(0.01)
            yield card

    monkeypatch.setattr(exports, "_counted", slow)
    page.choose_file = lambda suggested: tmp_path / "a.vcf"
    hand.key(Qt.Key.Key_S, CONTROL)
    assert page.writing
    assert not page.choices.isEnabled()
    assert page.progress.isVisible()
    assert page.back_button.text().startswith("Arrêter")
    hand.key(Qt.Key.Key_Escape)
    going.append(True)
    hand.until(lambda: not page.writing)
    assert page.notice.text() == "Arrêté\u202f: rien n’a été écrit."
    assert not list(tmp_path.glob("*.vcf*")) + list(tmp_path.glob(".a.vcf*"))
    hand.key(Qt.Key.Key_Escape)
    assert hand.window.pages.currentWidget() is hand.window.page
