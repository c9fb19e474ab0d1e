"""Ten-second capture by real keys: typed, pasted, corrected, added, undone, found again."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from carnet.queries.card import card_of, row_id
from carnet.ui.capture import Capture
from carnet.ui.capture_panel import FORM, NOTHING, TABLE, CapturePanel
from carnet.ui.capture_services import LABEL, LINES, SPECIALTY, ServicesModel
from carnet.ui.main_window import MainWindow
from tests.conftest import TODAY
from tests.domain.test_capture import LEXICON
from tests.domain.test_capture_hospital import LIST as SERVICES
from tests.ui.hand import ALT, CONTROL, SHIFT, Hand

ROUX = "Dr Anne Roux rhumato Apt 04 65 71 20 30 très humaine, vue en FMC"
LIST = SERVICES.replace("CH d'Avignon", "Hôpital Sainte-Marthe")
Key = Qt.Key


def book(window: MainWindow):  # type: ignore[no-untyped-def]
    assert window.session.book
    return window.session.book.reader()


def panel(window: MainWindow) -> CapturePanel:
    shown = window.pages.currentWidget()
    assert isinstance(shown, CapturePanel)
    return shown


def capture(window: MainWindow, hand: Hand, text: str = "") -> CapturePanel:
    """Ctrl+N, then the text letter by letter."""
    hand.key(Key.Key_N, CONTROL)
    made = panel(window)
    put(hand, text)
    return made


def put(hand: Hand, text: str) -> None:
    for letter in text:
        hand.letter(hand.focused, letter)
    hand.settle(6)


def paste(hand: Hand, text: str) -> None:
    hand.paste(hand.focused, text)
    hand.settle(6)


def tab_to(hand: Hand, widget: QWidget) -> None:
    for _ in range(40):
        if hand.focused is widget:
            return
        hand.key(Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {widget.accessibleName()}")


def retype(hand: Hand, text: str) -> None:
    """Replace what the focused field holds."""
    hand.key(Key.Key_A, CONTROL)
    hand.key(Key.Key_Backspace)
    put(hand, text)


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
    for letter in ROUX:
        hand.letter(hand.focused, letter)
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
    tick = made.form.marks["humane"]
    assert (tick.text(), tick.isChecked(), made.form.marks["expert"].isVisible()) == ("humaine", False, False)
    tab_to(hand, tick)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Return)
    hand.settle(6)
    row = book(window).execute(
        "SELECT a.humane FROM appraisal a JOIN correspondent c ON c.id = a.correspondent_id"
        " WHERE c.family_name = 'Roux' AND c.given_name = 'Anne'"
    )
    assert row.fetchone() == (1,)


def test_a_signature_is_one_card(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand)
    paste(
        hand, "Dr Anne ROUX\nRhumatologue\n12 avenue Victor Hugo\n84400 APT\nTél : 04 65 71 20 30\nFax 04 65 71 20 31\n"
    )
    form = made.form
    assert made.body.currentIndex() == FORM
    assert (form.texts["street"].text(), form.texts["postcode"].text()) == ("12 avenue Victor Hugo", "84400")
    assert [row.what.text() for row in form.lines if row.isVisible()] == ["", "fax"]
    hand.key(Key.Key_Return, SHIFT)
    put(hand, "reçoit le samedi")
    assert form.note.toPlainText() == "reçoit le samedi"


def test_thirty_pasted_lines_become_services_in_one_step(window: MainWindow, hand: Hand) -> None:
    before = book(window).execute("SELECT count(*) FROM correspondent").fetchone()
    made = capture(window, hand)
    paste(hand, LIST)
    rows = made.listed.table.rows
    assert (made.body.currentIndex(), rows.rowCount(), made.listed.name.text()) == (
        TABLE,
        16,
        "Hôpital Sainte-Marthe",
    )
    assert made.save.text().startswith("Ajouter 16 services")
    assert "Mise à jour de mars 2026" in made.listed.unread.text()
    tab_to(hand, made.listed.table)
    hand.key(Key.Key_Home, CONTROL)
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Space)
    assert not rows.is_kept(1)
    hand.key(Key.Key_Down)
    made.listed.table.setCurrentIndex(rows.index(2, LABEL))
    hand.key(Key.Key_F2)
    retype(hand, "Soins intensifs de cardiologie")
    hand.key(Key.Key_Return)
    hand.settle()
    made.listed.table.setCurrentIndex(rows.index(2, SPECIALTY))
    hand.key(Key.Key_F2)
    retype(hand, "cardio")
    hand.key(Key.Key_Return)
    hand.settle()
    made.listed.table.setCurrentIndex(rows.index(2, LINES))
    hand.key(Key.Key_F2)
    retype(hand, "service 04 65 71 30 15, avis 0465713098")
    hand.key(Key.Key_Return)
    hand.settle()
    assert [rows.index(2, column).data() for column in (LABEL, SPECIALTY, LINES)] == [
        "Soins intensifs de cardiologie", "Cardiologie", "service 04 65 71 30 15, avis 04 65 71 30 98",
    ]  # fmt: skip
    assert made.save.text().startswith("Ajouter 15 services")
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert hand.said == "Ajouté\u202f: Hôpital Sainte-Marthe, 15 services"
    assert hand.selected == "Hôpital Sainte-Marthe"
    hand.type("cardio consultation avignon")
    found = {line.title: line.number for line in hand.lines}
    assert found["Hôpital Sainte-Marthe, cardiologie"] == "04 65 71 30 10"
    hand.type("pneumologie sainte-marthe")
    assert "Hôpital Sainte-Marthe, pneumologie" not in [line.title for line in hand.lines]
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_Z, CONTROL)
    hand.settle(6)
    assert book(window).execute("SELECT count(*) FROM correspondent").fetchone() == before


def test_a_paste_is_read_otherwise_when_told_so(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand)
    paste(hand, LIST)
    hand.key(Key.Key_L, ALT)
    hand.settle(6)
    assert made.body.currentIndex() == FORM
    hand.key(Key.Key_L, ALT)
    hand.settle(6)
    assert made.body.currentIndex() == TABLE


def test_the_register_offers_who_it_knows_and_alt_a_adopts_with_what_was_typed(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato")
    line = next(line for line in hand.lines if line.result and line.result.source == "register")
    person = line.result
    assert person
    family = person.name.split()[-1].capitalize()
    given = person.name.split()[-2]
    made = capture(window, hand, f"Dr {given} {family} rhumato {line.place} 06 39 98 11 22 vu en FMC")
    hand.until(lambda: made.known.isVisible())
    assert made.known.words.text().startswith("Dans l’annuaire\u202f: ")
    assert person.name.split()[-1] in made.known.words.text()
    hand.key(Key.Key_A, ALT)
    hand.settle(6)
    assert hand.selected == person.name
    rpps = person.id.removeprefix("p:")
    key, met = book(window).execute("SELECT id, met_at FROM correspondent WHERE rpps = ?", (rpps,)).fetchone()
    assert met == "FMC"
    lines = book(window).execute("SELECT digits FROM line WHERE correspondent_id = ?", (key,)).fetchall()
    assert lines == [("0639981122",)]
    hand.key(Key.Key_Z, CONTROL)
    hand.settle(6)
    assert book(window).execute("SELECT 1 FROM correspondent WHERE rpps = ?", (rpps,)).fetchone() is None


def test_no_silent_twin(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand, "Dr Karim Benhaddou rhumato 06 39 98 11 22")
    assert "Dr Karim BENHADDOU, rhumatologie, L'Isle-sur-la-Sorgue" in made.twin.words.text()
    before = book(window).execute("SELECT count(*) FROM correspondent").fetchone()
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert panel(window) is made
    assert "semble déjà là" in made.notice.text()
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert hand.selected == "Dr Karim BENHADDOU"
    assert book(window).execute("SELECT count(*) FROM correspondent").fetchone() == before
    again = capture(window, hand)
    assert again.field.toPlainText() == "Dr Karim Benhaddou rhumato 06 39 98 11 22"
    hand.key(Key.Key_N, ALT)
    hand.settle(6)
    assert book(window).execute("SELECT count(*) FROM correspondent").fetchone() == (before[0] + 1,)


def test_words_that_find_nobody_begin_a_card(window: MainWindow, hand: Hand) -> None:
    hand.type("zylberstejn apt")
    teaching = window.page.teaching
    if teaching.isHidden() or not teaching.capture.isVisible():
        hand.type("zylberstejnovitch")
    assert teaching.capture.isVisible()
    assert teaching.capture.text() == "En faire une fiche   Ctrl N"
    typed = window.page.box.text()
    made = capture(window, hand, " 04 65 71 20 30")
    assert made.field.toPlainText() == f"{typed} 04 65 71 20 30"


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


def test_a_huge_paste_is_cut_and_said(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand)
    paste(hand, "Cardiologie : 04 65 71 30 10\n" * 5000)
    assert len(made.field.toPlainText()) == 30_000


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


def test_the_model_is_sound_and_everything_has_a_name(window: MainWindow, hand: Hand, qtbot: object) -> None:
    from carnet.domain.capture_hospital import read_hospital

    model = ServicesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(read_hospital(LIST, LEXICON))
    model.toggle(0)
    model.show(read_hospital("CH d'Apt\nORL 04 65 71 30 10", LEXICON))
    assert tester.model() is model
    made = capture(window, hand, ROUX)
    paste(hand, LIST)
    for kind in (QLineEdit, QPlainTextEdit):
        assert all(one.accessibleName() for one in made.findChildren(kind))


def test_nothing_typed_shows_nothing(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand)
    assert made.body.currentIndex() == NOTHING
    hand.key(Key.Key_Return)
    hand.settle()
    assert panel(window) is made
    QTest.qWait(1)


def test_a_hospital_that_is_there_is_completed(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand)
    paste(hand, SERVICES)
    hand.key(Key.Key_Return)
    hand.settle(6)
    query = "SELECT count(*) FROM correspondent WHERE label LIKE 'CH d%Avignon' AND kind = 'structure'"
    assert book(window).execute(query).fetchone() == (1,)
    made = capture(window, hand)
    paste(hand, f"{SERVICES}Orthoptie : 04 65 71 30 60\n")
    assert "CH d'Avignon, hôpital et clinique, Avignon. Ce qui lui manque y sera ajouté." in made.twin.words.text()
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert book(window).execute(query).fetchone() == (1,)
    assert book(window).execute("SELECT count(*) FROM line WHERE digits = '0465713060'").fetchone() == (1,)
