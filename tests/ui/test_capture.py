"""Ten-second capture by real keys: typed, corrected, added, undone, found again."""

import time

import pytest
from PySide6.QtTest import QTest

from carnet.queries.card import card_of, row_id
from carnet.ui.capture import Capture
from carnet.ui.capture_proposed import NOTHING
from carnet.ui.main_window import MainWindow
from tests.conftest import TODAY
from tests.ui.capturing import ROUX, Key, book, capture, panel, paste, put, retype, tab_to
from tests.ui.hand import ALT, CONTROL, Hand


def test_a_line_becomes_a_card_found_by_everything_typed(window: MainWindow, hand: Hand) -> None:
    began = time.monotonic()
    made = capture(window, hand, f"{ROUX} #réseau")
    form = made.form
    told = [form.texts[name].text() for name in ("title", "given_name", "family_name", "met_at")]
    assert told == ["Dr", "Anne", "Roux", "FMC"]
    assert (form.specialties[0].text(), form.commune.text()) == ("Rhumatologie", "Apt")
    assert (form.note.toPlainText(), form.lines[0].value.text(), form.lines[0].whom.text()) == (
        "très humaine", "04 65 71 20 30", "pour le patient",
    )  # fmt: skip
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert time.monotonic() - began < 10
    assert window.pages.currentWidget() is window.page
    assert hand.selected == "Dr Anne ROUX"
    assert hand.said == "Ajouté\u202f: Dr Anne ROUX"
    assert window.page.status.offers_undo
    for text in ("rhumato apt", "très humaine", "rhumato humaine", "rhumato fmc", "#reseau", "04 65 71 20 30", "roux"):
        hand.type(text)
        assert "ROUX" in hand.surnames(), text


def test_ctrl_z_takes_the_card_back(window: MainWindow, hand: Hand) -> None:
    before = book(window).execute("SELECT count(*) FROM correspondent").fetchone()
    capture(window, hand, ROUX)
    hand.key(Key.Key_Return)
    hand.settle(6)
    hand.key(Key.Key_Z, CONTROL)
    hand.settle(6)
    assert "annulé" in hand.said
    assert book(window).execute("SELECT count(*) FROM correspondent").fetchone() == before
    assert "ROUX" not in hand.surnames()


def test_enter_in_any_field_adds_once(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand, ROUX)
    tab_to(hand, made.form.texts["met_at"])
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    hand.settle(6)
    query = "SELECT count(*) FROM correspondent WHERE family_name = 'Roux' AND given_name = 'Anne'"
    assert book(window).execute(query).fetchone() == (1,)


def test_enter_before_the_reading_came_adds_all_that_was_typed(window: MainWindow, hand: Hand) -> None:
    hand.key(Key.Key_N, CONTROL)
    hand.letters(ROUX)
    hand.key(Key.Key_Return)
    hand.until(lambda: window.pages.currentWidget() is window.page)
    hand.settle(6)
    assert hand.selected == "Dr Anne ROUX"
    query = "SELECT note FROM correspondent WHERE family_name = 'Roux' AND given_name = 'Anne'"
    assert book(window).execute(query).fetchone() == ("très humaine",)


def test_each_field_is_corrected_by_tab_and_stays_while_the_text_goes_on(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand, ROUX)
    form = made.form
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Tab)
    assert hand.focused is form.texts["family_name"]
    retype(hand, "Leroux")
    tab_to(hand, form.specialties[0])
    retype(hand, "dermato")
    assert form.specialties[0].choosing
    tab_to(hand, form.commune)
    assert form.specialties[0].text() == "Dermatologie"
    retype(hand, "goul")
    hand.until(lambda: form.commune.choosing)
    hand.key(Key.Key_Return)
    assert form.commune.text() == "Goult"
    tab_to(hand, form.lines[0].value)
    retype(hand, "0465712039 secrétariat")
    tab_to(hand, form.note)
    retype(hand, "pas si humaine")
    made.field.setFocus()
    made.field.moveCursor(made.field.textCursor().MoveOperation.End)
    put(hand, ", conseillée par le Dr Aubert")
    assert form.texts["family_name"].text() == "Leroux"
    assert form.texts["recommended_by"].text() == "le Dr Aubert"
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert hand.selected == "Dr Anne LEROUX"
    uuid = book(window).execute("SELECT uuid FROM correspondent WHERE family_name = 'Leroux'").fetchone()[0]
    seen = card_of(book(window), row_id(book(window), uuid), today=TODAY)
    (place,) = seen.public.places
    assert (place.specialty, place.city, place.insee) == ("dermatologie", "Goult", "84051")
    assert [(line.value, line.use) for line in seen.public.lines] == [("04 65 71 20 39", "secretariat")]
    assert (seen.private.note, seen.private.recommended_by) == ("pas si humaine", "le Dr Aubert")


def test_a_mobile_asks_for_whom_and_alt_p_answers(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand, "IDEL Marie Aubert Apt 06 39 98 11 22")
    (row,) = [row for row in made.form.lines if row.isVisible()]
    assert row.whom.asks
    assert row.whom.text().startswith("pour moi")
    hand.key(Key.Key_P, ALT)
    hand.settle(6)
    assert (row.whom.text(), row.whom.asks) == ("pour le patient", False)
    tab_to(hand, row.whom)
    hand.key(Key.Key_M)
    hand.settle(6)
    assert row.whom.text() == "pour moi"
    hand.key(Key.Key_Space)
    hand.settle(6)
    hand.key(Key.Key_Return)
    hand.settle(6)
    query = "SELECT ring FROM line WHERE digits = '0639981122'"
    assert book(window).execute(query).fetchone() == ("public",)


def test_marks_are_proposed_and_only_what_is_ticked_is_an_opinion(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand, ROUX)
    tick = made.form.marks.ticks["humane"]
    assert (tick.text(), tick.isChecked(), made.form.marks.ticks["expert"].isVisible()) == ("humaine", False, False)
    tab_to(hand, tick)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Return)
    hand.settle(6)
    row = book(window).execute(
        "SELECT a.humane FROM appraisal a JOIN correspondent c ON c.id = a.correspondent_id"
        " WHERE c.family_name = 'Roux' AND c.given_name = 'Anne'"
    )
    assert row.fetchone() == (1,)


def test_other_words_of_the_box_are_ready_to_be_replaced_and_esc_loses_nothing(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato")
    made = capture(window, hand)
    assert made.field.textCursor().selectedText() == "rhumato"
    put(hand, ROUX)
    hand.key(Key.Key_Escape)
    assert window.pages.currentWidget() is window.page
    assert window.page.box.text() == "rhumato"
    again = capture(window, hand)
    hand.settle(6)
    assert again.field.toPlainText() == ROUX
    assert again.form.texts["family_name"].text() == "Roux"


@pytest.mark.parametrize(
    ("text", "said"),
    [("04 65 71 20 30", "Ni nom ni fonction"), ("Dr Anne Roux " + "x" * 5000, "trop long pour une fiche")],
)
def test_what_cannot_be_added_is_said_and_stays(window: MainWindow, hand: Hand, text: str, said: str) -> None:
    made = capture(window, hand)
    paste(hand, text)
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert panel(window) is made
    assert said in made.notice.text()
    assert made.field.toPlainText() == text


def test_an_unknown_specialty_is_said(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand, ROUX)
    tab_to(hand, made.form.specialties[0])
    retype(hand, "xyzologie")
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert "« xyzologie » n’est pas une spécialité connue" in made.notice.text()


def test_a_locked_book_refuses_and_nothing_typed_remains(window: MainWindow, hand: Hand) -> None:
    capture(window, hand, ROUX)
    window.session.lock()
    hand.settle()
    assert window.pages.currentWidget() is window.page
    hand.key(Key.Key_N, CONTROL)
    assert window.pages.currentWidget() is window.page
    assert "verrouillé" in hand.said
    found = window.findChild(Capture)
    assert isinstance(found, Capture)
    assert found._draft == ""


def test_nothing_typed_shows_nothing(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand)
    assert made.body.currentIndex() == NOTHING
    hand.key(Key.Key_Return)
    hand.settle()
    assert panel(window) is made
    QTest.qWait(1)
