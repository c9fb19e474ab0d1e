"""« Mon avis » by real keys: one key a mark, words with Enter, for whom and not for whom, Tab from top to bottom."""

import pytest
from PySide6.QtWidgets import QApplication

from carnet.domain.disclosure import Profile
from carnet.queries.opinions import feedback_of, opinion_of
from carnet.ui import keys
from carnet.ui.main_window import MainWindow
from tests.ui.hand import ALT, CONTROL, Hand
from tests.ui.judging import NIR, Key, key_of, open_on, panel_of, write


def marks(window: MainWindow, key: int) -> set[str]:
    assert window.session.book is not None
    return {name for name, on in opinion_of(window.session.book.reader(), key).marks.items() if on}


def labels(window: MainWindow, key: int, kind: str) -> list[str]:
    assert window.session.book is not None
    return [one.label for one in opinion_of(window.session.book.reader(), key).indications if one.kind == kind]


def test_a_mark_is_one_key_saved_at_once_and_undone(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "castelmon")
    key = key_of(window)
    assert panel.marks["expert"].hasFocus()
    for letter in "pF":
        hand.write(letter)
    assert marks(window, key) == {"expert", "reliable"}
    assert panel.marks["reliable"].isChecked()
    assert hand.said == "Dr Paul CASTELMON\u202f: fiable"
    assert "22 novembre 2026" in panel.given.text()
    hand.letter(hand.focused, "p")
    hand.settle()
    assert marks(window, key) == {"reliable"}
    hand.key(Key.Key_Z, CONTROL)
    hand.settle()
    assert marks(window, key) == {"expert", "reliable"}
    assert panel.marks["expert"].isChecked()
    hand.key(Key.Key_Z, CONTROL, times=2)
    hand.settle()
    assert marks(window, key) == set()
    assert not panel.given.isVisible()


def test_arrows_and_space_set_marks_too(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "castelmon")
    hand.key(Key.Key_Right)
    hand.key(Key.Key_Space)
    hand.settle()
    assert marks(window, key_of(window)) == {"humane"}
    assert panel.marks["humane"].accessibleName() == "humain\u202f: oui, H"


def test_a_word_is_saved_with_enter_and_when_the_panel_is_left(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "castelmon")
    key, book = key_of(window), window.session.book
    assert book is not None
    panel.word.setFocus()
    write(hand, "phf, très clair")
    assert opinion_of(book.reader(), key).word == "phf, très clair"
    assert marks(window, key) == set(), "letters typed in a field set no mark"
    panel.word.setFocus()
    panel.word.selectAll()
    for letter in "rapide":
        hand.letter(panel.word, letter)
    hand.key(Key.Key_Escape)
    hand.settle()
    assert opinion_of(book.reader(), key).word == "rapide"
    assert window.page.right.currentWidget() is window.page.card


def test_for_whom_and_not_for_whom_by_enter_and_suppr_found_by_the_box(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "vaudrane")
    key = key_of(window)
    panel.labels["for"].field.setFocus()
    write(hand, "canal carpien")
    write(hand, "tendinopathie")
    write(hand, "Tendinopathie")
    panel.labels["not_for"].field.setFocus()
    write(hand, "enfant turbulent")
    assert labels(window, key, "for") == ["canal carpien", "tendinopathie"]
    assert labels(window, key, "not_for") == ["enfant turbulent"]
    first = panel.labels["for"].flow.items[0]
    first.setFocus()
    hand.key(Key.Key_Delete)
    hand.settle()
    assert labels(window, key, "for") == ["tendinopathie"]
    assert hand.focused is panel.labels["for"].flow.items[0]
    hand.key(Key.Key_Z, CONTROL)
    hand.settle()
    assert labels(window, key, "for") == ["canal carpien", "tendinopathie"]
    hand.key(Key.Key_Escape)
    for words in ("canal carpien", "tendinop", "turbulent"):
        hand.type(words)
        assert "VAUDRANE" in hand.surnames(), words
    content = window.page.card.content
    assert content is not None
    assert "Plutôt pour" in [row.label for row in content.rows]
    assert "Pas pour" not in [row.label for row in content.rows]
    assert "Pas pour" in [row.label for row in content.private]


def test_the_word_of_an_opinion_is_found_by_the_box(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "vaudrane")
    panel.word.setFocus()
    write(hand, "perspicace")
    hand.key(Key.Key_Escape)
    hand.type("perspic")
    assert hand.surnames() == ["VAUDRANE"]


@pytest.mark.parametrize("where", ["word", "for", "not_for", "words", "problem"])
def test_a_social_security_number_is_refused_and_stays_to_be_mended(window: MainWindow, hand: Hand, where: str) -> None:
    panel = open_on(window, hand, "castelmon")
    key, book = key_of(window), window.session.book
    assert book is not None
    fields = {"word": panel.word, "for": panel.labels["for"].field, "not_for": panel.labels["not_for"].field,
              "words": panel.form.words, "problem": panel.form.problem}  # fmt: skip
    before = opinion_of(book.reader(), key)
    if where == "problem":
        panel.form.more.click()
        panel.form.words.setText("Très doux")
    fields[where].setFocus()
    write(hand, NIR)
    told = panel.problem.text() + panel.form.notice.text()
    assert told == "Numéro de Sécurité sociale\u202f: carnet ne l’enregistre pas. Mettez des initiales, ou rien."
    assert opinion_of(book.reader(), key) == before
    assert feedback_of(book.reader(), key) == ()
    assert fields[where].text() == NIR


def test_the_panel_is_the_owners_and_of_the_book_only(window: MainWindow, hand: Hand) -> None:
    assert "opinion" not in {key.action for key in keys.bound(Profile.SECRETARY)}
    hand.type("merindal")
    hand.key(Key.Key_O, ALT)
    assert "n’est pas dans votre carnet" in hand.said
    panel = open_on(window, hand, "castelmon")
    hand.key(Key.Key_O, ALT)
    assert window.page.right.currentWidget() is window.page.card
    assert panel is not None


def test_another_card_takes_the_place_of_the_panel_unless_words_wait(window: MainWindow, hand: Hand) -> None:
    open_on(window, hand, "castelmon")
    hand.type("benhaddou")
    assert window.page.right.currentWidget() is window.page.card
    panel = open_on(window, hand, "castelmon")
    panel.form.words.setText("Très doux")
    hand.type("benhaddou")
    assert panel_of(window) is panel
    assert panel.name.text() == "Dr Paul CASTELMON"
    hand.key(Key.Key_O, ALT)
    assert "pas encore noté" in panel.form.notice.text()
    hand.key(Key.Key_O, ALT)
    hand.settle()
    assert panel_of(window).name.text() == "Dr Karim BENHADDOU"


def test_every_part_says_its_name(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "castelmon")
    spoken = [button.accessibleName() for button in panel.marks.values()]
    assert spoken == [
        "pointu\u202f: non, P",
        "humain\u202f: non, H",
        "fiable\u202f: non, F",
        "donne des avis\u202f: non, A",
    ]
    fields = (panel.word, panel.form.words, panel.form.by, panel.form.on, panel.form.efficacy, panel.form.problem)
    assert all(field.accessibleName() for field in fields)
    assert QApplication.focusWidget() is panel.marks["expert"]


def test_tab_goes_from_top_to_bottom_through_what_was_added_since(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "vaudrane")
    for field, text in (
        (panel.labels["for"].field, "tendinopathie"), (panel.labels["not_for"].field, "enfant turbulent"),
        (panel.form.words, "Très claire"), (panel.form.words, "Rapide"),
    ):  # fmt: skip
        field.setFocus()
        write(hand, text)
    panel.start()
    places = []
    for _ in range(24):
        places.append(hand.focused.mapTo(panel.body, hand.focused.rect().topLeft()))
        if hand.focused is panel.avoidance_links["edit"]:
            break
        hand.key(Key.Key_Tab)
    assert hand.focused is panel.avoidance_links["edit"]
    assert [place.y() // 10 for place in places] == sorted(place.y() // 10 for place in places)
    assert len(places) == 19
