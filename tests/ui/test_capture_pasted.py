"""Text pasted into the capture: a signature is one card, a hospital’s list a table of services."""

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from carnet.ui.capture_panel import CapturePanel
from carnet.ui.capture_proposed import FORM, TABLE
from carnet.ui.capture_services import LABEL, LINES, SPECIALTY, ServicesModel
from carnet.ui.main_window import MainWindow
from tests.domain.test_capture import LEXICON
from tests.domain.test_capture_hospital import LIST as SERVICES
from tests.ui.capturing import LIST, ROUX, Key, book, capture, paste, put, retype, tab_to
from tests.ui.hand import ALT, CONTROL, SHIFT, Hand


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
    assert (made.body.currentIndex(), rows.rowCount()) == (TABLE, 16)
    assert made.listed.name.text() == "Hôpital Sainte-Marthe"
    assert made.foot.save.text().startswith("Ajouter 16 services")
    assert "Mise à jour de mars 2026" in made.listed.unread.text()
    tab_to(hand, made.listed.table)
    hand.key(Key.Key_Home, CONTROL)
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Space)
    assert not rows.is_kept(1)
    hand.key(Key.Key_Down)
    correct(hand, made, LABEL, "Soins intensifs de cardiologie")
    correct(hand, made, SPECIALTY, "cardio")
    correct(hand, made, LINES, "service 04 65 71 30 15, avis 0465713098")
    assert [rows.index(2, column).data() for column in (LABEL, SPECIALTY, LINES)] == [
        "Soins intensifs de cardiologie", "Cardiologie", "service 04 65 71 30 15, avis 04 65 71 30 98",
    ]  # fmt: skip
    assert made.foot.save.text().startswith("Ajouter 15 services")
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


def correct(hand: Hand, panel: CapturePanel, column: int, text: str) -> None:
    """F2 on a cell of the third service, other words, Enter."""
    table = panel.listed.table
    table.setCurrentIndex(table.rows.index(2, column))
    hand.key(Key.Key_F2)
    retype(hand, text)
    hand.key(Key.Key_Return)
    hand.settle()


def test_a_paste_is_read_otherwise_when_told_so(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand)
    paste(hand, LIST)
    hand.key(Key.Key_L, ALT)
    hand.settle(6)
    assert made.body.currentIndex() == FORM
    hand.key(Key.Key_L, ALT)
    hand.settle(6)
    assert made.body.currentIndex() == TABLE


def test_a_huge_paste_is_cut_and_said(window: MainWindow, hand: Hand) -> None:
    made = capture(window, hand)
    paste(hand, "Cardiologie : 04 65 71 30 10\n" * 5000)
    assert len(made.field.toPlainText()) == 30_000


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
