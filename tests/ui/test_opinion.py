"""« Mon avis » and « Je n'adresse pas » by real keys: one key a mark, words with Enter, the homonym, the sheet, F2."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from carnet.domain.disclosure import Profile
from carnet.queries.avoidances import avoidances_of
from carnet.queries.card import row_id
from carnet.queries.opinions import feedback_of, opinion_of
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import CorrespondentDraft, RoleDraft, SiteDraft
from carnet.ui import keys
from carnet.ui.avoidance_panel import AvoidanceForm, SheetPanel, WhichPanel
from carnet.ui.main_window import MainWindow
from carnet.ui.opinion_panel import OpinionPanel
from tests.conftest import NOW, TODAY
from tests.ui.hand import ALT, CONTROL, Hand

Key = Qt.Key
NIR = "1 85 05 78 006 084 36"


def key_of(window: MainWindow) -> int:
    """The row number of the card shown."""
    content, book = window.page.card.content, window.session.book
    assert content is not None
    assert book is not None
    return row_id(book.reader(), content.id)


def panel_of(window: MainWindow) -> OpinionPanel:
    shown = window.page.right.currentWidget()
    assert isinstance(shown, OpinionPanel)
    return shown


def open_on(window: MainWindow, hand: Hand, name: str) -> OpinionPanel:
    hand.type(name)
    hand.key(Key.Key_O, ALT)
    hand.settle()
    return panel_of(window)


def write(hand: Hand, text: str) -> None:
    """Letters into whatever has the focus, then Enter."""
    for letter in text:
        hand.letter(hand.focused, letter)
    hand.key(Key.Key_Return)
    hand.settle()


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
        hand.letter(hand.focused, letter)
        hand.settle()
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


def test_patients_words_in_one_line_then_unfolded_changed_and_forgotten(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "castelmon")
    key, book = key_of(window), window.session.book
    assert book is not None
    panel.form.words.setFocus()
    write(hand, "A tout expliqué")
    (said,) = feedback_of(book.reader(), key)
    assert (said.words, said.reported_by, said.heard_on, said.efficacy) == ("A tout expliqué", "patient", TODAY, None)
    assert panel.form.words.text() == ""
    panel.form.words.setFocus()
    for letter in "Attente longue":
        hand.letter(hand.focused, letter)
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
    latest, last = feedback_of(book.reader(), key)
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
    assert [one.words for one in feedback_of(book.reader(), key)] == ["A tout expliqué", "Longue attente"]
    panel.list.views[0].forget.setFocus()
    hand.key(Key.Key_Delete)
    hand.settle()
    assert [one.words for one in feedback_of(book.reader(), key)] == ["Longue attente"]
    hand.key(Key.Key_Z, CONTROL)
    hand.settle()
    assert [one.words for one in feedback_of(book.reader(), key)] == ["A tout expliqué", "Longue attente"]


def test_what_is_not_noted_yet_is_not_lost_by_one_escape(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "castelmon")
    book = window.session.book
    assert book is not None
    panel.form.words.setFocus()
    for letter in "Très doux":
        hand.letter(hand.focused, letter)
    hand.key(Key.Key_Escape)
    assert panel_of(window) is panel
    assert "pas encore noté" in panel.form.notice.text()
    hand.key(Key.Key_Return)
    hand.settle()
    assert [one.words for one in feedback_of(book.reader(), key_of(window))] == ["Très doux"]
    hand.key(Key.Key_Escape)
    assert window.page.right.currentWidget() is window.page.card


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


def test_not_referring_in_words_with_its_sheet(window: MainWindow, hand: Hand) -> None:
    open_on(window, hand, "benhaddou")
    key, book = key_of(window), window.session.book
    assert book is not None
    hand.letter(hand.focused, "n")
    hand.settle()
    form = window.page.right.currentWidget()
    assert isinstance(form, AvoidanceForm)
    assert "peut demander à lire" in form.law.text()
    assert (form.since.text(), form.until.text()) == ("22 novembre 2026", "22 novembre 2027")
    form.go.setFocus()
    hand.key(Key.Key_Return)
    assert "Choisissez un motif" in form.problem.text()
    form.reason.setFocus()
    hand.letter(hand.focused, "r")
    hand.key(Key.Key_Return)
    assert form.note.hasFocus()
    for letter in f"Trois relances. {NIR}":
        hand.letter(hand.focused, letter)
    form.go.setFocus()
    hand.key(Key.Key_Return)
    hand.settle()
    assert "Sécurité sociale" in form.problem.text()
    assert avoidances_of(book.reader(), key) == ()
    form.note.setPlainText("Trois relances.")
    form.sheet.setFocus()
    hand.key(Key.Key_Return)
    sheet = window.page.right.currentWidget()
    assert isinstance(sheet, SheetPanel)
    assert sheet.text.splitlines() == [
        "Ce qui est noté au sujet de Dr Karim BENHADDOU",
        "Motif\u202f: pas de retour malgré relances",
        "Faits\u202f: Trois relances.",
        "Noté le 22 novembre 2026, jusqu’au 22 novembre 2027, sauf renouvellement exprès.",
    ]
    hand.key(Key.Key_Escape)
    form = window.page.right.currentWidget()
    assert isinstance(form, AvoidanceForm)
    assert form.note.entry() == "Trois relances."
    form.go.setFocus()
    hand.key(Key.Key_Return)
    hand.settle()
    (noted,) = avoidances_of(book.reader(), key)
    assert (noted.reason, noted.note, noted.terms.expires_on) == ("no_reply", "Trois relances.", date(2027, 11, 22))
    panel = panel_of(window)
    assert panel.avoidance.text() == "⊘ pas de retour malgré relances"


def test_the_patient_reads_nothing_of_it_until_f2(window: MainWindow, hand: Hand) -> None:
    hand.type("serrane")
    content = window.page.card.content
    assert content is not None
    assert content.banner == "⊘ · F2 pour lire"
    shown = [label.text() for pair in window.page.card._labels for label in pair if label.isVisible()]
    assert not any("adresse pas" in text for text in shown)
    hand.key(Key.Key_F2)
    shown = [label.text() for pair in window.page.card._labels for label in pair if label.isVisible()]
    assert shown[0] == "Je n’adresse pas"
    assert "jusqu’au" in shown[1]
    hand.key(Key.Key_F9)
    assert "⊘" not in window.patient_screen.text
    assert "adresse pas" not in window.patient_screen.text


def test_renewed_on_purpose_ended_and_undone(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "serrane")
    key, book = key_of(window), window.session.book
    assert book is not None
    before = avoidances_of(book.reader(), key)
    panel.avoidance_links["renew"].setFocus()
    hand.key(Key.Key_Return)
    hand.settle()
    assert avoidances_of(book.reader(), key)[0].terms.expires_on == date(2027, 11, 22)
    panel.avoidance_links["end"].setFocus()
    hand.key(Key.Key_Return)
    hand.settle()
    assert not any(one.terms.holds(TODAY) for one in avoidances_of(book.reader(), key))
    assert "Plus rien ne tient" in panel.avoidance.text()
    assert not panel.avoidance_links["end"].isVisible()
    hand.key(Key.Key_Z, CONTROL, times=2)
    hand.settle()
    assert avoidances_of(book.reader(), key) == before
    assert panel.avoidance_links["end"].isVisible()


def test_days_that_cannot_be_are_said_in_the_form(window: MainWindow, hand: Hand) -> None:
    panel = open_on(window, hand, "serrane")
    panel.avoidance_links["edit"].click()
    hand.settle()
    form = window.page.right.currentWidget()
    assert isinstance(form, AvoidanceForm)
    for until, why in (("22 novembre 2035", "dans les trois ans"), ("12 mars 1926", "après aujourd’hui|avant d’avoir"),
                       ("un jour", "n’est pas une date"), ("", "finit un jour")):  # fmt: skip
        form.until.setText(until)
        form.go.setFocus()
        hand.key(Key.Key_Return)
        hand.settle()
        assert any(part in form.problem.text() for part in why.split("|")), until
    hand.key(Key.Key_Escape)
    hand.settle()
    assert panel_of(window).about is not None


def test_whoever_bears_the_name_is_told_apart_first(window: MainWindow, hand: Hand) -> None:
    book = window.session.book
    assert book is not None
    role = RoleDraft("cardiologie", SiteDraft(insee="84050", city="Gordes"))
    draft = CorrespondentDraft(title="Dr", family_name="Benhaddou", given_name="Anne", gender="F", roles=(role,))
    other, _ = create_correspondent(book, draft, now=NOW)
    panel = open_on(window, hand, "karim benhaddou")
    key = key_of(window)
    panel.avoidance_links["edit"].click()
    hand.settle()
    which = window.page.right.currentWidget()
    assert isinstance(which, WhichPanel)
    assert "Deux personnes portent ce nom… laquelle\u202f?" in [
        label.text() for label in which.findChildren(type(which.title))
    ]
    said = [button.accessibleName() for button in which.buttons_of]
    assert said[0].startswith("Dr Karim BENHADDOU, Rhumatologue")
    assert said[1] == "Dr Anne BENHADDOU, Cardiologie · Gordes · votre carnet"
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Return)
    hand.settle()
    content = window.page.card.content
    assert content is not None
    assert content.id == f"b:{other}"
    assert avoidances_of(book.reader(), key) == ()
    panel = open_on(window, hand, "karim benhaddou")
    panel.avoidance_links["edit"].click()
    hand.settle()
    hand.key(Key.Key_Return)
    hand.settle()
    assert isinstance(window.page.right.currentWidget(), AvoidanceForm)


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
