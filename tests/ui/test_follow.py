"""« À suivre » by real keys on the real demonstration: its five lines, the usual answers, what is said and undone."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from carnet.domain.referrals import Kind as Event
from carnet.queries.follow_up import FollowUp, follow_up
from carnet.services.follow_up import record
from carnet.ui.follow_lines import Kind, Line, Show
from carnet.ui.follow_page import FollowPage
from carnet.ui.lines_list import LinesModel
from carnet.ui.main_window import MainWindow
from tests.conftest import NOW, TODAY
from tests.ui.hand import ALT, CONTROL, SHIFT, Board, Hand, Opener

KEY = Qt.Key
FIVE = [
    "AS du territoire Luberon", "Dr Paul CASTELMON, rhumatologue", "Jean TASSY, kinésithérapeute",
    "Dr Luce AUBRÉGAT, ORL", "Une note personnelle arrive à échéance",
]  # fmt: skip


class Follower(Hand):
    """A hand on « À suivre »."""

    @property
    def page(self) -> FollowPage:
        page = self.window.pages.currentWidget()
        assert isinstance(page, FollowPage)
        return page

    @property
    def at_home(self) -> bool:
        return self.window.pages.currentWidget() is self.window.page

    @property
    def titles(self) -> list[str]:
        return [line.title for line in self.page.view.rows.lines if line.kind is not Kind.HEADER]

    @property
    def headers(self) -> list[str]:
        return [line.title for line in self.page.view.rows.lines if line.kind is Kind.HEADER]

    @property
    def at(self) -> str:
        line = self.page.view.current
        return line.title if line else ""

    @property
    def told(self) -> str:
        return self.page.status.message

    @property
    def chips(self) -> list[str]:
        return [button.text() for button in self.page.filters.values() if not button.isHidden()]

    @property
    def corner(self) -> str:
        corner = self.window.follow_corner
        return "" if corner.isHidden() else corner.accessibleName()

    def side_rows(self) -> dict[str, str]:
        return dict(self.page.side._rows)

    def vault(self) -> FollowUp:
        book = self.window.session.book
        assert book
        return follow_up(book.reader(), today=TODAY)


@pytest.fixture
def follower(window: MainWindow, qtbot: QtBot) -> Follower:
    made = Follower(window, qtbot)
    made.settle()
    made.press(KEY.Key_J, CONTROL)
    made.until(lambda: len(made.titles) == 5)
    return made


def test_the_page_shows_the_years_five_lines_in_three_parts(follower: Follower) -> None:
    assert follower.headers == ["À rappeler", "Sans nouvelles", "À revoir"]
    assert follower.titles == FIVE
    assert follower.chips == ["Aujourd’hui 5", "Tout 11"]
    castelmon = follower.page.view.rows.lines[3]
    assert (castelmon.whom, castelmon.right) == ("pour MB · 10 oct.", "43 j")
    assert castelmon.why == (("pas de rendez-vous connu", False), ("attendu ~9 j", True))
    assert follower.page.view.rows.lines[1].right == "04 65 71 40 22"
    assert follower.is_at(follower.page.view)
    assert "10 octobre 2026, il y a 43 jours" in castelmon.spoken


def test_scene_five(window: MainWindow, qtbot: QtBot) -> None:
    """Esc, Esc, Ctrl+J: five lines; R on Castelmon, appointment 40 days after; « rhumato vite »: Benhaddou first."""
    hand = Follower(window, qtbot)
    hand.settle()
    hand.type("rhumato vite")
    assert hand.surnames()[:2] == ["CASTELMON", "BENHADDOU"]
    hand.press(KEY.Key_Escape)
    hand.press(KEY.Key_Escape)
    hand.press(KEY.Key_J, CONTROL)
    hand.until(lambda: len(hand.titles) == 5)
    hand.press(KEY.Key_Down)
    assert hand.at.startswith("Dr Paul CASTELMON")
    hand.write("r")
    forty = hand.vault().silences[0].made_on + timedelta(days=40)
    hand.write(f"{forty.day}/{forty.month}")
    assert "jeudi 19 novembre 2026, il y a 3 jours" in hand.page.side.day.reading.text()
    hand.press(KEY.Key_Return)
    assert hand.told == "Rdv le 19 novembre 2026\u202f: MB, Dr Paul CASTELMON"
    assert not any("CASTELMON" in title for title in hand.titles)
    hand.press(KEY.Key_Escape)
    assert hand.at_home
    hand.type("rhumato vite")
    assert hand.surnames()[:2] == ["BENHADDOU", "CASTELMON"]
    first = next(line for line in hand.lines if line.result)
    assert "favori" in f"{first.decides} {first.others}"


def test_forty_days_may_be_typed_as_such(follower: Follower) -> None:
    follower.press(KEY.Key_Down)
    follower.write("r40 j")
    assert follower.page.side.day.reading.text() == "vendredi 1er janvier 2027, dans 40 jours"
    follower.press(KEY.Key_Return)
    follower.press(KEY.Key_Escape)
    follower.type("rhumato vite")
    assert follower.surnames()[0] == "BENHADDOU"


def test_a_day_that_is_none_is_said_and_nothing_is_lost(follower: Follower) -> None:
    follower.press(KEY.Key_Down)
    follower.write("rbientôt")
    follower.press(KEY.Key_Return)
    assert "n’est pas une date" in follower.page.side.day.notice.text()
    assert follower.is_at(follower.page.side.day.field)
    follower.press(KEY.Key_Escape)
    assert follower.is_at(follower.page.view)
    assert follower.titles == FIVE


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a", "Pas venu"), ("x", "Refusé"), ("+", "En pause jusqu’au 29 novembre 2026"), ("n", "Nouvelles reçues"),
    ],
)  # fmt: skip
def test_one_key_answers_and_ctrl_z_takes_it_back(follower: Follower, typed: str, said: str) -> None:
    follower.press(KEY.Key_Down)
    follower.write(typed)
    assert follower.told == f"{said}\u202f: MB, Dr Paul CASTELMON"
    assert not any("CASTELMON" in title for title in follower.titles)
    follower.until(lambda: follower.corner.startswith("À suivre 4"))
    follower.press(KEY.Key_Z, CONTROL)
    assert follower.told.startswith("Annulé")
    assert follower.titles == FIVE
    assert follower.at.startswith("Dr Paul CASTELMON")
    follower.until(lambda: follower.corner.startswith("À suivre 5"))


def test_backspace_closes_and_the_next_line_is_selected(follower: Follower) -> None:
    follower.press(KEY.Key_Backspace)
    assert follower.told == "Clos\u202f: LB, AS du territoire Luberon"
    assert follower.at.startswith("Dr Paul CASTELMON")
    assert follower.headers == ["Sans nouvelles", "À revoir"]


def test_news_ask_whether_it_served_one_key_each(follower: Follower, window: MainWindow) -> None:
    follower.press(KEY.Key_Down)
    follower.write("n")
    side = follower.page.side
    assert side.served.isVisible()
    assert "CASTELMON" in side.name.text()
    assert "soins" in side.served.question.text()
    follower.write("o")
    assert "temps" in side.served.question.text()
    follower.write("n")
    assert outcomes(window) == [(1, 0)]
    assert follower.is_at(follower.page.view)
    assert side.served.isHidden()
    follower.press(KEY.Key_Z, CONTROL)
    assert outcomes(window) == []
    assert len(follower.titles) == 4  # the news stay: they are another deed
    follower.press(KEY.Key_Z, CONTROL)
    assert follower.titles == FIVE


@pytest.mark.parametrize(
    ("keys", "held"), [(["space", "o"], (None, 1)), (["o", "escape"], (1, None)), (["escape"], None)]
)
def test_both_questions_can_be_skipped(
    follower: Follower, window: MainWindow, keys: list[str], held: tuple[int | None, int | None] | None
) -> None:
    follower.press(KEY.Key_Down)
    follower.write("n")
    for key in keys:
        special = {"space": KEY.Key_Space, "escape": KEY.Key_Escape}
        follower.press(special[key]) if key in special else follower.write(key)
    assert outcomes(window) == ([held] if held else [])
    assert follower.is_at(follower.page.view)
    assert follower.page.isVisible()


def test_ctrl_z_while_it_is_asked_takes_the_news_back_and_asks_no_more(follower: Follower, window: MainWindow) -> None:
    follower.press(KEY.Key_Down)
    follower.write("n")
    assert follower.page.side.served.isVisible()
    follower.press(KEY.Key_Z, CONTROL)
    assert follower.titles == FIVE
    assert follower.page.side.served.isHidden()
    assert follower.is_at(follower.page.view)
    follower.page.side.served.answered.emit(True, True)
    follower.settle()
    assert outcomes(window) == []


def outcomes(window: MainWindow) -> list[tuple[int | None, int | None]]:
    """What was answered for MB."""
    assert window.session.book
    query = (
        "SELECT o.care_improved, o.time_saved FROM outcome o JOIN referral r ON r.id = o.referral_id"
        " WHERE r.patient_code = 'MB' AND r.followed AND r.made_on = '2026-10-10'"
    )
    return list(window.session.book.reader().execute(query).fetchall())


def test_several_are_answered_together(follower: Follower) -> None:
    follower.press(KEY.Key_Down)
    follower.press(KEY.Key_Down, SHIFT)
    follower.press(KEY.Key_Down, SHIFT)
    assert len(follower.page.view.selected) == 3
    assert follower.page.side.name.text() == "3 adressages"
    follower.press(KEY.Key_Backspace)
    assert follower.told == "Clos\u202f: 3 adressages"
    assert follower.titles == [FIVE[0], FIVE[4]]
    follower.press(KEY.Key_Z, CONTROL)
    assert follower.titles == FIVE


def test_space_adds_to_the_selection_and_ctrl_a_takes_all(follower: Follower) -> None:
    follower.press(KEY.Key_A, CONTROL)
    assert len(follower.page.view.selected) == 4
    follower.press(KEY.Key_Space)
    assert len(follower.page.view.selected) == 3


def test_all_or_nothing_is_said(follower: Follower, window: MainWindow) -> None:
    """What cannot be is refused in words, and then nothing is written."""
    row = follower.vault().silences[0]
    assert window.session.book
    record(window.session.book, [row.id], Event.CLOSED, now=NOW)  # elsewhere, meanwhile
    follower.press(KEY.Key_Down)
    follower.write("x")
    assert "Rien n’a été enregistré" in follower.told
    assert "clos" in follower.told


def test_left_and_right_turn_to_all_and_to_what_sleeps(follower: Follower) -> None:
    follower.press(KEY.Key_Right)
    assert follower.headers == ["À rappeler", "Sans nouvelles", "À revoir", "Pas encore"]
    assert len(follower.titles) == 11
    follower.press(KEY.Key_Left)
    follower.write("+")
    assert follower.chips == ["Aujourd’hui 4", "Tout 10", "En pause 1"]
    follower.page.turn_to(Show.PAUSED)
    assert follower.titles == [FIVE[0]]
    assert follower.page.view.rows.lines[1].right == "jusqu’au 29 nov."
    follower.write("+")
    assert follower.page.view.rows.lines[1].right == "jusqu’au 6 déc."
    follower.write("-")
    assert follower.told == "Repris\u202f: LB, AS du territoire Luberon"
    assert follower.titles == []
    assert follower.page.calm.title.text() == "Rien en pause."
    follower.page.filters[Show.TODAY].click()
    assert follower.titles == FIVE


def test_enter_opens_the_card(follower: Follower) -> None:
    follower.press(KEY.Key_Down)
    follower.press(KEY.Key_Return)
    assert follower.at_home
    content = follower.window.page.card.content
    assert content
    assert content.name == "Dr Paul CASTELMON"


def test_c_and_ctrl_t_call_and_the_number_is_copied(follower: Follower, opener: Opener, board: Board) -> None:
    follower.write("c")
    follower.press(KEY.Key_Down)
    follower.press(KEY.Key_T, CONTROL)
    assert opener.opened == ["tel:0465714022", "tel:0639984410"]
    follower.press(KEY.Key_C, CONTROL)
    assert board.text() == "06 39 98 44 10"
    assert "effacée du presse-papiers" in follower.told
    follower.press(KEY.Key_1, ALT)
    assert board.text() == "06 39 98 44 10"


def test_the_side_says_what_the_card_adds(follower: Follower) -> None:
    assert follower.page.side.number.caption == "Pour moi · ligne directe"
    assert follower.side_rows() == {
        "Joignable": "12 h–13 h", "Demande": "La rappeler ce midi.\nnotée le 19 novembre 2026", "Patient": "LB",
        "Motif": "APA", "Secrétariat": "04 65 71 40 00",
    }  # fmt: skip


def test_notes_to_review_are_neutral_until_f2(follower: Follower) -> None:
    shown = words(follower.page)
    assert "SERRANE" not in shown
    follower.press(KEY.Key_End)
    assert follower.at == FIVE[4]
    assert "SERRANE" not in words(follower.page)
    follower.press(KEY.Key_F2)
    assert "Dr Hélène SERRANE" in words(follower.page)
    follower.press(KEY.Key_F2)
    assert "SERRANE" not in words(follower.page)
    follower.press(KEY.Key_Return)
    assert "SERRANE" in words(follower.page)
    follower.press(KEY.Key_Return)
    content = follower.window.page.card.content
    assert content
    assert "SERRANE" in content.name


def words(page: FollowPage) -> str:
    from tests.ui.outputs import words_of

    return words_of(page.side)


def test_nothing_to_follow_is_a_pleasure(follower: Follower) -> None:
    follower.press(KEY.Key_A, CONTROL)
    follower.press(KEY.Key_Backspace)
    assert follower.titles == [FIVE[4]]
    page = follower.page
    page.show_found(FollowUp(waiting=page.found.waiting), TODAY)
    assert page.pages.currentWidget() is page.calm
    assert page.calm.title.text() == "Tout est à jour."
    assert "6 adressages suivent leur cours\u202f; rien à y faire avant le 2 décembre." in page.calm.words.text()
    page.show_found(FollowUp(), TODAY)
    assert page.calm.title.text() == "Rien à suivre."
    assert follower.is_at(page.calm)
    follower.press(KEY.Key_Escape)
    assert follower.at_home


@pytest.mark.parametrize("way", ["escape", "ctrl j", "ctrl k", "close", "box"])
def test_every_way_out_leads_to_the_box(follower: Follower, way: str) -> None:
    page = follower.page
    {
        "escape": lambda: follower.press(KEY.Key_Escape), "ctrl j": lambda: follower.press(KEY.Key_J, CONTROL),
        "ctrl k": lambda: follower.press(KEY.Key_K, CONTROL), "close": page.close_button.click, "box": page.box.click,
    }[way]()  # fmt: skip
    assert follower.at_home
    assert follower.is_at(follower.window.page.box)


def test_the_corner_counts_and_opens(window: MainWindow, hand: Hand) -> None:
    corner = window.follow_corner
    hand.until(corner.isVisible)
    assert corner.accessibleName() == "À suivre 5, À rappeler 1"
    QTest.mouseClick(corner, Qt.MouseButton.LeftButton)
    assert isinstance(window.pages.currentWidget(), FollowPage)


def test_a_book_that_closes_leaves_no_word_of_it(follower: Follower, window: MainWindow) -> None:
    window.session.lock()
    follower.settle()
    assert follower.at_home
    assert follower.corner == ""
    follower.press(KEY.Key_J, CONTROL)
    assert follower.at_home


def test_the_model_is_a_model(follower: Follower, qtbot: QtBot) -> None:
    model: LinesModel[Line] = LinesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(follower.page.view.rows.lines)
    model.show(())
    assert tester.model() is model
    assert [model.step(row, 1) for row in (-1, 0)] == [-1, -1]
