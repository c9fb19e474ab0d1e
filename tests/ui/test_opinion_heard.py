"""What patients say, noted in « Mon avis » by real keys, changed, forgotten, never lost by one Escape."""

from datetime import date

from carnet.queries.opinions import FeedbackView, feedback_of
from carnet.ui.main_window import MainWindow
from carnet.ui.opinion_panel import OpinionPanel
from tests.conftest import TODAY
from tests.ui.hand import CONTROL, Hand
from tests.ui.judging import Key, key_of, open_on, panel_of, write


def test_patients_words_in_one_line_then_unfolded_changed_and_forgotten(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "castelmon")
    key = key_of(window)
    panel.form.words.setFocus()
    write(hand, "A tout expliqué")
    (said,) = heard(window, key)
    assert (said.words, said.reported_by, said.heard_on, said.efficacy) == ("A tout expliqué", "patient", TODAY, None)
    assert panel.form.words.text() == ""
    note_a_long_wait_told_by_the_family(hand, panel)
    latest, last = heard(window, key)
    assert latest == said
    assert (last.words, last.reported_by, last.heard_on, last.efficacy, last.met_expectations, last.would_return) == (
        "Attente longue", "family", date(2026, 3, 12), 4, True, False,
    )  # fmt: skip
    assert last.problem == "deux heures debout"
    assert [view.said.words for view in panel.list.views] == ["A tout expliqué", "Attente longue"]
    panel.list.views[1].change.setFocus()
    hand.key(Key.Key_Return)
    assert panel.form.details.isVisible()
    panel.form.words.selectAll()
    write(hand, "Longue attente")
    assert [one.words for one in heard(window, key)] == ["A tout expliqué", "Longue attente"]
    panel.list.views[0].forget.setFocus()
    hand.key(Key.Key_Delete)
    hand.settle()
    assert [one.words for one in heard(window, key)] == ["Longue attente"]
    hand.key(Key.Key_Z, CONTROL)
    hand.settle()
    assert [one.words for one in heard(window, key)] == ["A tout expliqué", "Longue attente"]


def heard(window: MainWindow, key: int) -> tuple[FeedbackView, ...]:
    """What the book holds that patients said of somebody."""
    assert window.session.book is not None
    return feedback_of(window.session.book.reader(), key)


def note_a_long_wait_told_by_the_family(hand: Hand, panel: OpinionPanel) -> None:
    panel.form.words.setFocus()
    hand.letters("Attente longue")
    hand.key(Key.Key_Tab)
    hand.letter(hand.focused, "f")
    panel.form.on.setText("12/3")
    panel.form.more.click()
    assert panel.form.efficacy.hasFocus()
    hand.letter(hand.focused, "4")
    for answer in ("o", "n"):
        hand.key(Key.Key_Tab)
        hand.letter(hand.focused, answer)
    hand.key(Key.Key_Tab)
    write(hand, "deux heures debout")


def test_what_is_not_noted_yet_is_not_lost_by_one_escape(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "castelmon")
    panel.form.words.setFocus()
    hand.letters("Très doux")
    hand.key(Key.Key_Escape)
    assert panel_of(window) is panel
    assert "pas encore noté" in panel.form.notice.text()
    hand.key(Key.Key_Return)
    hand.settle()
    assert [one.words for one in heard(window, key_of(window))] == ["Très doux"]
    hand.key(Key.Key_Escape)
    assert window.page.right.currentWidget() is window.page.card
