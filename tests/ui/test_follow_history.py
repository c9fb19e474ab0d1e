"""The history of a card and of a patient code: read, completed, put right, withdrawn, and undone."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from carnet.domain.referrals import Kind
from carnet.ui.follow_event_form import EventForm
from carnet.ui.follow_history import FIRST_SHOWN, HistoryPanel
from carnet.ui.main_window import MainWindow
from carnet.ui.panel_parts import Link
from tests.ui.hand import ALT, CONTROL, Hand

KEY = Qt.Key


class Historian(Hand):
    """A hand on the history."""

    @property
    def panel(self) -> HistoryPanel:
        panel = self.window.page.right.currentWidget()
        assert isinstance(panel, HistoryPanel)
        return panel

    @property
    def open(self) -> bool:
        return isinstance(self.window.page.right.currentWidget(), HistoryPanel)

    @property
    def first(self) -> str:
        return self.panel.blocks[0].text

    @property
    def form(self) -> EventForm:
        form = self.panel._open
        assert isinstance(form, EventForm)
        return form


@pytest.fixture
def historian(window: MainWindow, qtbot: QtBot) -> Historian:
    """The history of Castelmon, who was sent MB."""
    made = Historian(window, qtbot)
    made.settle()
    made.type("castelmon")
    made.press(KEY.Key_H, ALT)
    made.until(lambda: bool(made.panel.blocks))
    return made


def test_the_newest_first_each_with_what_came_of_it(historian: Historian) -> None:
    assert historian.panel.name.text() == "Dr Paul CASTELMON · 2 adressages"
    assert historian.first == "10 octobre 2026 · MB\nà suivre · courrier · avis"
    assert historian.focused is historian.panel.blocks[0]
    assert "rdv le" in historian.panel.blocks[1].text
    historian.press(KEY.Key_Down)
    assert historian.focused is historian.panel.blocks[1]


def test_what_happened_is_added_and_ctrl_z_takes_it_back(historian: Historian) -> None:
    historian.write("r12/12")
    assert historian.form.reading.text() == "samedi 12 décembre 2026, dans 20 jours"
    historian.press(KEY.Key_Return)
    assert historian.said == "Noté\u202f: rdv le 12 décembre 2026"
    assert "22 novembre 2026\u202f: rdv le 12 décembre 2026" in historian.first
    assert historian.focused is historian.panel.blocks[0]
    historian.press(KEY.Key_Z, CONTROL)
    assert historian.first == "10 octobre 2026 · MB\nà suivre · courrier · avis"
    content = historian.window.page.card.content
    assert content
    assert content.name == "Dr Paul CASTELMON"


def test_news_then_whether_it_served(historian: Historian) -> None:
    historian.write("n")
    historian.write("oo")
    assert "Ça a servi\u202f? soins\u202f: oui, temps gagné\u202f: oui" in historian.first
    assert "nouvelles reçues" in historian.first


def test_a_wrong_event_is_put_right_by_another(historian: Historian) -> None:
    historian.write("a")
    assert "pas venu" in historian.first
    historian.write("c")
    form = historian.form
    assert form.which.currentText().startswith("pas venu")
    form.kind.setCurrentIndex(form.kind.findData(Kind.REFUSED.value))
    form.field.setFocus()
    historian.write("hier")
    historian.press(KEY.Key_Return)
    assert historian.said == "Corrigé\u202f: refusé le 21 novembre 2026"
    assert "22 novembre 2026\u202f: pas venu (corrigé depuis)" in historian.first
    assert "21 novembre 2026\u202f: refusé" in historian.first


def test_a_wrong_event_may_be_nothing_at_all(historian: Historian) -> None:
    historian.write("x")
    historian.write("c")
    historian.form.kind.setCurrentIndex(historian.form.kind.findData(""))
    historian.form.save.click()
    historian.settle()
    assert historian.said == "Suite retirée"
    assert "refusé (corrigé depuis)" in historian.first
    assert "à suivre" in historian.first


def test_what_cannot_be_is_said_and_the_form_stays(historian: Historian) -> None:
    historian.write("r1/1/1926")
    historian.press(KEY.Key_Return)
    assert "C’est avant l’adressage" in historian.panel.notice.text()
    assert historian.form.field.text() == "1/1/1926"
    historian.press(KEY.Key_Escape)
    assert historian.open
    historian.press(KEY.Key_Escape)
    assert not historian.open


def test_followed_no_more_then_withdrawn(historian: Historian) -> None:
    historian.write("s")
    assert historian.said == "N’est plus suivi"
    assert "à suivre" not in historian.first
    historian.until(lambda: "À suivre 4" in historian.window.follow_corner.accessibleName())
    historian.press(KEY.Key_Delete)
    assert historian.said == "Adressage retiré\u202f: il ne compte plus"
    assert "retiré" in historian.first
    historian.press(KEY.Key_Z, CONTROL)
    historian.press(KEY.Key_Z, CONTROL)
    assert historian.first == "10 octobre 2026 · MB\nà suivre · courrier · avis"


def test_the_history_of_a_patient_code_and_back(historian: Historian) -> None:
    historian.write("p")
    assert historian.panel.name.text().startswith("Patient MB · ")
    assert any("Dr Paul CASTELMON" in block.text for block in historian.panel.blocks)
    assert historian.panel.back.text() == "← Dr Paul CASTELMON"
    historian.panel.back.click()
    historian.settle()
    assert historian.panel.name.text() == "Dr Paul CASTELMON · 2 adressages"


def test_alt_h_again_or_the_lock_leaves_it(historian: Historian, window: MainWindow) -> None:
    historian.press(KEY.Key_H, ALT)
    assert not historian.open
    historian.press(KEY.Key_H, ALT)
    assert historian.open
    window.session.lock()
    historian.settle()
    assert not historian.open


def test_the_row_of_the_card_leads_there_and_a_register_person_has_none(historian: Historian) -> None:
    window = historian.window
    historian.press(KEY.Key_Escape)
    content = window.page.card.content
    assert content
    assert next(row.deed for row in content.rows if row.label == "Adressages") == "history"
    window.page.card.deed_wanted.emit("history")
    historian.settle()
    assert historian.open
    historian.press(KEY.Key_Escape)
    historian.type("merindal")
    historian.press(KEY.Key_H, ALT)
    assert not historian.open
    assert "n’est pas dans votre carnet" in historian.said


def test_a_long_history_shows_the_newest_and_offers_the_rest(historian: Historian) -> None:
    panel, block = historian.panel, historian.panel.blocks[0]
    panel.show_referrals("Dr X", [block.one] * (FIRST_SHOWN + 5), panel._today)
    assert len(panel.blocks) == FIRST_SHOWN
    more = next(link for link in panel.findChildren(Link) if link.text() == "5 plus anciens")
    more.click()
    assert len(panel.blocks) == FIRST_SHOWN + 5
