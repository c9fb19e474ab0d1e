"""What is noted of a referral: code of the patient, day, way, motive, urgency; what cannot be is answered in words."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from carnet.ui.main_window import MainWindow
from tests.ui.hand import ALT, CONTROL, Hand
from tests.ui.referring import ENTER, ESC, count, is_open, latest, refer, strip


def test_what_can_wait_waits_behind_one_key(window: MainWindow, hand: Hand) -> None:
    hand.type("benhaddou")
    hand.key(ENTER, CONTROL)
    hand.settle()
    found = strip(window)
    assert found.details.isHidden()
    assert found.details.mode.currentText() == "courrier"  # as last time
    hand.letters("GM")
    hand.key(Qt.Key.Key_Down)
    assert hand.focused is found.details.when
    hand.letters("hier")
    hand.key(Qt.Key.Key_Tab)
    hand.key(Qt.Key.Key_T)  # téléphone
    hand.key(Qt.Key.Key_Tab)
    hand.letters("bil")
    assert found.details.motive.choosing
    hand.key(ENTER)
    assert found.details.motive.text() == "bilan"
    hand.key(Qt.Key.Key_S, ALT)
    assert found.form.follow.isChecked()
    hand.key(ENTER)
    hand.settle()
    made = latest(window)
    assert (made["made_on"], made["mode"], made["motive"], made["followed"], made["urgency"]) == (
        "2026-11-21", "phoned", "bilan", 1, "",
    )  # fmt: skip
    assert hand.said.startswith("Adressé le 21 novembre 2026\u202f: GM → Dr Benhaddou")


def test_alt_s_types_nothing_and_urgent_is_followed(window: MainWindow, hand: Hand) -> None:
    hand.type("benhaddou")
    hand.key(ENTER, CONTROL)
    hand.settle()
    found = strip(window)
    hand.letters("G")
    hand.key(Qt.Key.Key_S, ALT)
    hand.key(Qt.Key.Key_S, ALT)
    assert (found.form.code.text(), found.form.follow.isChecked()) == ("G", False)
    found.details.urgency.setCurrentIndex(found.details.urgency.findData("urgent"))
    assert found.form.follow.isChecked()
    hand.key(ENTER)
    hand.settle()
    assert (latest(window)["urgency"], latest(window)["followed"]) == ("urgent", 1)


@pytest.mark.parametrize(
    ("typed", "day"), [("lundi", "2026-11-16"), ("12/3", "2026-03-12"), ("3 mars 2026", "2026-03-03")]
)
def test_a_referral_may_be_told_late(window: MainWindow, hand: Hand, typed: str, day: str) -> None:
    hand.type("vaudrane")
    hand.key(ENTER, CONTROL)
    hand.key(Qt.Key.Key_Down)
    hand.letters(typed)
    hand.key(ENTER)
    hand.settle()
    assert latest(window)["made_on"] == day


@pytest.mark.parametrize("typed", ["demain", "12 mars 1926", "zzz", "31/2"])
def test_a_day_that_cannot_be_is_answered_in_words(window: MainWindow, hand: Hand, typed: str) -> None:
    hand.type("vaudrane")
    before = count(window)
    hand.key(ENTER, CONTROL)
    hand.letters("GM")
    hand.key(Qt.Key.Key_Down)
    hand.letters(typed)
    hand.key(ENTER)
    hand.settle()
    assert count(window) == before
    found = strip(window)
    assert found.notice.isVisible()
    assert found.notice.text()
    assert found.form.code.text() == "GM"


@pytest.mark.parametrize("code", ["", "GM", "👵🏽", "n° 4512", "É. d’A."])
def test_any_code_or_none(window: MainWindow, hand: Hand, code: str) -> None:
    hand.type("vaudrane")
    hand.key(ENTER, CONTROL)
    hand.settle()
    strip(window).form.code.insert(code)
    hand.key(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    hand.settle()
    assert latest(window)["patient_code"] == code


def test_a_name_is_shortened_by_enter_and_kept_by_ctrl_enter(window: MainWindow, hand: Hand) -> None:
    hand.type("vaudrane")
    refer(hand, "Garcin Marie")
    found = strip(window)
    assert strip(window).ask.hasFocus()
    assert found.ask.accessibleName() == (
        "“Garcin Marie” ressemble à un nom. Des initiales suffisent pour vous y retrouver."
        " Entrée\u202f: garder GM · Ctrl+Entrée\u202f: garder tel quel"
    )
    hand.key(ESC)
    assert hand.focused is found.form.code
    assert found.form.code.text() == "Garcin Marie"
    hand.key(ENTER)
    hand.key(ENTER)
    hand.settle()
    assert latest(window)["patient_code"] == "GM"
    refer(hand, "Garcin Marie")
    hand.key(ENTER, CONTROL)
    hand.settle()
    assert latest(window)["patient_code"] == "Garcin Marie"
    assert not is_open(window)


def test_a_social_security_number_is_refused_and_does_not_stay(window: MainWindow, hand: Hand) -> None:
    hand.type("vaudrane")
    before = count(window)
    refer(hand, "2 84 05 84 035 123 45")
    found = strip(window)
    assert found.notice.text() == (
        "Numéro de Sécurité sociale\u202f: carnet ne l’enregistre pas. Mettez des initiales, ou rien."
    )
    assert found.form.code.text() == ""
    assert count(window) == before
    hand.key(ENTER)
    hand.settle()
    assert count(window) == before + 1


def test_the_clock_set_back_is_told(window: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    hand.type("vaudrane")
    refer(hand, "GM")
    back = window.session.now() - timedelta(days=40)
    monkeypatch.setattr(window.session, "now", lambda: back)
    hand.key(ENTER, CONTROL)
    hand.settle()
    assert strip(window).notice.text() == (
        "L’ordinateur se croit avant le 22 novembre 2026, date de votre dernière note\u202f?"
    )
