"""« Je n’adresse pas » said before a referral: no reflex goes through it, one letter does."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from carnet.ui.main_window import MainWindow
from carnet.ui.refer_strip import ReferStrip
from tests.ui.hand import CONTROL, SHIFT, Hand
from tests.ui.referring import ENTER, ESC, ask, count, is_open, latest, refer, strip


def warned(window: MainWindow, hand: Hand) -> ReferStrip:
    """The strip on somebody who is avoided."""
    hand.type("serrane")
    hand.key(ENTER, CONTROL)
    hand.settle()
    return strip(window)


def test_enter_does_nothing_on_the_warning_and_p_goes_through(window: MainWindow, hand: Hand) -> None:
    before = count(window)
    found = warned(window, hand)
    assert strip(window).ask.hasFocus()
    assert found.ask.accessibleName() == (
        "Vous avez noté le 7 décembre 2025 ne plus adresser au Dr Serrane. P\u202f: choix du patient, adresser ·"
        " Échap\u202f: revenir · F2\u202f: pourquoi"
    )
    hand.key(ENTER, times=3)
    hand.key(ENTER, CONTROL)
    hand.key(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    hand.key(Qt.Key.Key_Space)
    hand.settle()
    assert count(window) == before
    assert found.ask.warns
    hand.letters("p")
    hand.until(lambda: count(window) == before + 1)
    hand.settle()
    made = latest(window)
    assert (made["family_name"].upper(), made["despite_avoidance"], made["patient_code"]) == ("SERRANE", 1, "")
    assert not is_open(window)
    assert window.page.status.offers_undo


def test_the_code_of_whoever_chose_somebody_avoided_may_be_typed(window: MainWindow, hand: Hand) -> None:
    before = count(window)
    found = warned(window, hand)
    hand.key(Qt.Key.Key_Tab)
    assert hand.focused is found.form.code
    hand.letters("PM")
    hand.key(ENTER)
    hand.settle()
    assert count(window) == before
    assert strip(window).ask.hasFocus()
    hand.letters("P")
    hand.until(lambda: count(window) == before + 1)
    assert (latest(window)["patient_code"], latest(window)["despite_avoidance"]) == ("PM", 1)


def test_initials_typed_by_reflex_are_no_answer_to_the_warning(window: MainWindow, hand: Hand) -> None:
    before = count(window)
    found = warned(window, hand)
    hand.letters("PM")
    hand.key(ENTER)
    QTest.qWait(found.ask._alone.interval() + 100)
    hand.settle()
    assert count(window) == before
    assert found.ask.warns
    hand.key(Qt.Key.Key_P, CONTROL | SHIFT)
    hand.key(ESC)
    QTest.qWait(found.ask._alone.interval() + 100)
    assert not is_open(window)
    assert count(window) == before
    assert hand.focused is window.page.box


def test_f2_says_why_on_demand_only(window: MainWindow, hand: Hand) -> None:
    found = warned(window, hand)
    assert found.ask.reason.isHidden()
    hand.key(Qt.Key.Key_F2)
    assert found.ask.reason.text().startswith("Pas de retour malgré relances")
    hand.key(Qt.Key.Key_F2)
    assert found.ask.reason.isHidden()
    assert found.ask.reason.text() == ""


def test_a_homonym_of_the_register_is_told_apart(window: MainWindow, hand: Hand) -> None:
    hand.type("serrane")
    hand.key(ENTER, CONTROL)
    hand.settle()
    assert strip(window).ask.warns
    hand.key(ESC)
    book = window.session.book
    assert book is not None
    with book.write("change_card", now=window.session.now()) as writer:
        row = writer.dbapi.execute("SELECT id FROM correspondent WHERE family_name = 'SERRANE'").fetchone()
        writer.update(_card_table(), row[0], family_name="MERINDAL")
    hand.type("merindal")
    assert hand.surnames() == hand.surnames("register") == ["MERINDAL"]
    hand.key(Qt.Key.Key_Down)
    hand.settle()
    refer(hand, "GM")
    assert not is_open(window)
    assert latest(window)["despite_avoidance"] == 0
    hand.type("merindal")
    assert any("avoided" in line.result.flags for line in hand.lines if line.result)


def _card_table() -> Any:
    from carnet.models import tables

    return tables.correspondent


def test_somebody_avoided_among_those_kept_is_warned_of(window: MainWindow, hand: Hand) -> None:
    for name in ("serrane", "benhaddou"):
        hand.type(name)
        hand.key(Qt.Key.Key_Space, CONTROL)
        hand.settle()
    before = count(window)
    refer(hand, "GM")
    assert count(window) == before
    assert strip(window).ask.warns
    hand.letters("p")
    hand.until(lambda: count(window) == before + 2)
    rows = ask(window, "SELECT despite_avoidance FROM referral ORDER BY id DESC LIMIT 2")
    assert sorted(row[0] for row in rows) == [0, 1]
