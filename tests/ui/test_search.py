"""Searching by keyboard alone: the scenes of the demonstration, and everything that may go wrong meanwhile."""

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from carnet.domain.needs import Need
from carnet.queries.box import Request
from carnet.queries.results import Answer
from carnet.ui.main_window import MainWindow
from carnet.ui.result_lines import Kind
from carnet.ui.searcher import Scene, Searcher
from carnet.ui.session import Session
from tests.conftest import TODAY
from tests.ui.conftest import shown
from tests.ui.hand import ALT, CONTROL, Board, Hand, Opener


def test_three_letters_show_the_first_number_and_its_card_with_no_other_key(window: MainWindow, hand: Hand) -> None:
    hand.type("rhu")
    assert [view.label for view in window.page.chips.views] == ["Rhumatologie"]
    assert hand.surnames()[0] == "BENHADDOU"
    assert hand.selected == "Dr Karim BENHADDOU"
    content = window.page.card.content
    assert content is not None
    assert content.patient is not None
    assert (content.name, content.patient.line.value) == ("Dr Karim BENHADDOU", "04 65 71 08 31")
    assert hand.surnames("register")
    assert window.page.box.hasFocus()


def test_a_need_then_the_patients_commune_reorder_the_list(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato vite")
    assert hand.surnames()[:2] == ["CASTELMON", "BENHADDOU"]
    first = hand.lines[1]
    assert first.decides.startswith("annoncé 9 j")
    assert hand.lines[0].foreign == ""
    hand.key(Qt.Key.Key_F4)
    for letter in "gor":
        hand.letter(window.page.town.field, letter)
    hand.key(Qt.Key.Key_Return)
    hand.until(lambda: window.consultation.inquiry.town is not None)
    hand.settle()
    assert window.consultation.inquiry.town is not None
    assert window.consultation.inquiry.town.name == "Gordes"
    assert hand.lines[0].foreign == "distances depuis Gordes"
    assert hand.lines[1].others != first.others
    assert window.page.box.hasFocus()


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("rhumato", ["BENHADDOU", "VAUDRANE", "CASTELMON", "CH d'Avignon, rhumatologie", "SERRANE"]),
        ("rhumato cavaillon", ["VAUDRANE", "BENHADDOU", "CASTELMON", "CH d'Avignon, rhumatologie", "SERRANE"]),
        ("rhumato vite", ["CASTELMON", "BENHADDOU", "VAUDRANE", "CH d'Avignon, rhumatologie", "SERRANE"]),
        ("orl pointu", ["AUBRÉGAT", "CH d'Avignon, ORL", "LISANDRE"]),
    ],
)
def test_the_worked_examples_come_out_in_the_window(hand: Hand, typed: str, order: list[str]) -> None:
    hand.type(typed)
    assert hand.surnames()[: len(order)] == order


def test_arrows_choose_and_the_card_follows(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato")
    hand.key(Qt.Key.Key_Down, times=2)
    hand.settle()
    assert window.page.card.content
    assert window.page.card.content.name == hand.selected == "Dr Paul CASTELMON"
    hand.key(Qt.Key.Key_Up, times=9)
    assert hand.selected == "Dr Karim BENHADDOU"
    hand.key(Qt.Key.Key_Down, times=5)
    assert window.page.view.current_line().result.source == "register"  # type: ignore[union-attr]
    assert window.page.box.hasFocus()


def test_beyond_six_the_rest_unfolds_by_a_key(window: MainWindow, hand: Hand) -> None:
    hand.type("psy")
    more = next(line for line in hand.lines if line.kind is Kind.MORE)
    assert len(hand.surnames()) == 6
    assert more.title.endswith("autres")
    hand.key(Qt.Key.Key_Down, times=6)
    assert hand.selected == more.title
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    assert len(hand.surnames()) == 6 + int(more.title.split()[0])
    assert hand.selected not in ("", more.title)


def test_escape_clears_the_words_then_the_patient(window: MainWindow, hand: Hand) -> None:
    hand.type("kiné domicile")
    chip = next(view for view in window.page.chips.views if view.need == Need("home"))
    window.page.chips.kept.emit(chip)
    hand.settle()
    assert window.page.box.text() == "kiné"
    assert [view.label for view in window.page.chips.views] == ["à domicile", "Kinésithérapie"]
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert window.page.box.text() == ""
    assert list(window.consultation.inquiry.kept) == [Need("home")]
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert not window.consultation.inquiry.kept
    assert window.page.left.currentWidget() is window.page.teaching


def test_chips_are_removed_and_read_otherwise_by_keyboard(window: MainWindow, hand: Hand) -> None:
    hand.type("psy cavaillon")
    hand.key(Qt.Key.Key_Tab)
    menu = window.page.chips.menu(window.page.chips.views[0])
    labels = [action.text() for action in menu.actions()]
    assert labels[0] == "Psychiatrie"
    assert labels[-1] == "Retirer"
    menu.actions()[0].trigger()
    hand.settle()
    assert window.page.chips.views[0].label == "Psychiatrie"
    assert all("Psychiatre" in line.spoken or "édopsychiatre" in line.spoken for line in hand.lines if line.result)
    menu.close()
    hand.key(Qt.Key.Key_Delete)
    hand.settle()
    assert window.page.box.text() == "cavaillon"


def test_those_hidden_are_counted_and_shown_on_request(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato")
    assert hand.lines[0].aside == "1 retraité masqué · Alt+M"
    before = len(hand.surnames())
    hand.key(Qt.Key.Key_M, ALT)
    hand.settle()
    assert len(hand.surnames()) == before + 1
    hand.key(Qt.Key.Key_M, ALT)
    hand.settle()
    assert len(hand.surnames()) == before


def test_an_older_answer_never_follows_a_newer_and_overtaken_searches_are_not_made(
    demonstration: Session, qtbot: QtBot
) -> None:
    searcher = Searcher()
    answers: list[Answer] = []
    searcher.answered.connect(answers.append)
    searcher.enter(Scene(demonstration.book, demonstration.register_path(), "84035", TODAY))
    words = ["rhumato"[:end] for end in range(1, 8)] * 20
    for text in words:
        searcher.ask(Request(text))
    qtbot.waitUntil(lambda: bool(answers) and answers[-1].book_total == 5, timeout=20_000)
    assert len(answers) < len(words)
    searcher.close()


def test_a_paste_of_a_hundred_thousand_letters_answers(window: MainWindow, hand: Hand) -> None:
    hand.type("")
    hand.paste(window.page.box, "rhumato \x00 « D'Or » AND * 😀 \n" * 4000)
    hand.settle()
    assert len(window.page.box.text()) <= 10_000
    hand.type("rhumato")
    assert hand.surnames()[0] == "BENHADDOU"


def test_nobody_found_says_what_to_try(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato")
    hand.type("zzqqxx")
    assert window.page.left.currentWidget() is window.page.teaching
    assert window.page.teaching.title.text() == "Personne ne répond à ces mots."
    assert window.page.card.content is None
    hand.key(Qt.Key.Key_F9)
    assert window.pages.currentWidget() is window.page
    hand.type("rhumato zzqqxx")
    dropped = [view.label for view in window.page.chips.views if view.dropped]
    assert dropped == ["zzqqxx"]
    assert hand.surnames()


def test_a_commune_that_does_not_exist_is_said(window: MainWindow, hand: Hand) -> None:
    hand.key(Qt.Key.Key_F4)
    for letter in "zzqq":
        hand.letter(window.page.town.field, letter)
    hand.settle()
    assert window.page.town.note.text().startswith("Aucune commune de France")
    hand.key(Qt.Key.Key_Return)
    assert window.consultation.inquiry.town is None
    assert window.page.town.isVisible()
    hand.key(Qt.Key.Key_Escape)
    assert not window.page.town.isVisible()
    assert window.page.box.hasFocus()


def test_locked_the_register_answers_and_nothing_of_the_book_stays_on_screen(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato vite")
    assert window.page.card.content
    assert window.page.card.content.in_book
    window.session.lock()
    assert window.page.card.content is None
    hand.settle()
    assert hand.surnames() == []
    assert hand.surnames("register")
    assert hand.lines[0].title == "Votre carnet est verrouillé\u202f; l’annuaire répond."
    assert window.page.card.content
    assert not window.page.card.content.in_book


def test_the_register_replaced_while_searching_goes_on_answering(window: MainWindow, hand: Hand) -> None:
    folder = window.session.folders.data
    old = window.session.register_path()
    assert old is not None
    new = old.with_name("register-ps-209901.sqlite")
    shutil.copy(old, new)
    window.page.box.setFocus()
    for index, letter in enumerate("rhumato cavaillon"):
        hand.letter(window.page.box, letter)
        if index == 5:
            pointer = folder / "register.json"
            fresh = folder / "register.json.new"
            fresh.write_text(pointer.read_text().replace(old.name, new.name))
            os.replace(fresh, pointer)  # noqa: PTH105
            old.unlink()
            window.session.look_again()
    hand.settle()
    assert window.session.register_path() == new
    assert hand.surnames("register")
    assert hand.said == ""


def test_no_register_left_is_said_and_the_book_still_answers(window: MainWindow, hand: Hand) -> None:
    path = window.session.register_path()
    assert path is not None
    path.unlink()
    window.session.look_again()
    hand.type("rhumato")
    assert hand.surnames()[0] == "BENHADDOU"
    hand.type("zzqqxx")
    assert "L’annuaire national n’est pas encore importé" in window.page.teaching.body.text()
    assert window.page.teaching.bring.isVisible()


def test_a_damaged_register_is_told_in_words(hand: Hand) -> None:
    hand.spoil_the_register()
    hand.type("rhumato")
    assert "abîmé" in hand.said


def test_the_vault_deleted_while_open_is_told_and_nothing_is_written_into_the_void(
    window: MainWindow, hand: Hand
) -> None:
    hand.type("merindal")
    window.session.folders.vault.unlink()
    window.session.look_again()
    assert "a disparu" in window.page.notice.words.text()
    hand.key(Qt.Key.Key_A, ALT)
    hand.settle()
    assert "n’est plus à sa place" in hand.said
    hand.type("rhumato")
    assert hand.surnames()[0] == "BENHADDOU"


def test_no_vault_no_register_teaches(tmp_path: Path, qtbot: QtBot, board: Board, opener: Opener) -> None:
    from carnet.paths import Folders

    window = shown(Session(Folders.inside(tmp_path)), qtbot, board, opener)
    hand = Hand(window, qtbot)
    hand.settle()
    assert window.page.teaching.title.text() == "Que cherchez-vous\u202f?"
    assert window.page.teaching.bring.isVisible()
    assert not window.page.teaching.unlock.isVisible()
    hand.type("rhumato")
    assert window.page.left.currentWidget() is window.page.teaching
    window.close()


def test_ctrl_k_comes_back_to_the_box_from_anywhere(window: MainWindow, hand: Hand) -> None:
    hand.type("rhumato")
    hand.key(Qt.Key.Key_Return)
    assert window.page.card.patient.hasFocus()
    hand.key(Qt.Key.Key_K, CONTROL)
    assert window.page.box.hasFocus()
    assert window.page.box.selectedText() == "rhumato"
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Escape)
    assert window.page.box.hasFocus()
    assert window.page.box.text() == "rhumato"
