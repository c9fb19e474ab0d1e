"""« Je n’adresse pas » by real keys: the form, its sheet, its days, the homonym, what F2 alone shows."""

from datetime import date

from carnet.queries.avoidances import avoidances_of
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import CorrespondentDraft, RoleDraft, SiteDraft
from carnet.ui.avoidance_panel import AvoidanceForm, SheetPanel, WhichPanel
from carnet.ui.main_window import MainWindow
from tests.conftest import NOW, TODAY
from tests.ui.hand import CONTROL, Hand
from tests.ui.judging import NIR, Key, key_of, open_on, panel_of


def form_of(window: MainWindow) -> AvoidanceForm:
    """The form of « Je n’adresse pas », which is open."""
    shown = window.page.right.currentWidget()
    assert isinstance(shown, AvoidanceForm)
    return shown


def sheet_read(window: MainWindow) -> list[str]:
    """Lines of the sheet, which is open."""
    sheet = window.page.right.currentWidget()
    assert isinstance(sheet, SheetPanel)
    return sheet.text.splitlines()


def test_not_referring_in_words_with_its_sheet(window: MainWindow, hand: Hand) -> None:
    open_on(window, hand, "benhaddou")
    key, book = key_of(window), window.session.book
    assert book is not None
    hand.letter(hand.focused, "n")
    hand.settle()
    form = form_of(window)
    assert "peut demander à lire" in form.law.text()
    assert (form.since.text(), form.until.text()) == ("22 novembre 2026", "22 novembre 2027")
    form.go.setFocus()
    hand.key(Key.Key_Return)
    assert "Choisissez un motif" in form.problem.text()
    form.reason.setFocus()
    hand.letter(hand.focused, "r")
    hand.key(Key.Key_Return)
    assert form.note.hasFocus()
    hand.letters(f"Trois relances. {NIR}")
    form.go.setFocus()
    hand.key(Key.Key_Return)
    hand.settle()
    assert "Sécurité sociale" in form.problem.text()
    assert avoidances_of(book.reader(), key) == ()
    form.note.setPlainText("Trois relances.")
    form.sheet.setFocus()
    hand.key(Key.Key_Return)
    assert sheet_read(window) == [
        "Ce qui est noté au sujet de Dr Karim BENHADDOU",
        "Motif\u202f: pas de retour malgré relances",
        "Faits\u202f: Trois relances.",
        "Noté le 22 novembre 2026, jusqu’au 22 novembre 2027, sauf renouvellement exprès.",
    ]
    hand.key(Key.Key_Escape)
    form = form_of(window)
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
    shown = [label.text() for pair in window.page.card.rows.labels for label in pair if label.isVisible()]
    assert not any("adresse pas" in text for text in shown)
    hand.key(Key.Key_F2)
    shown = [label.text() for pair in window.page.card.rows.labels for label in pair if label.isVisible()]
    assert shown[0] == "Je n’adresse pas"
    assert "jusqu’au" in shown[1]
    hand.key(Key.Key_F9)
    assert "⊘" not in window.patient.screen.text
    assert "adresse pas" not in window.patient.screen.text


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
    form = form_of(window)
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
    assert form_of(window).isVisible()
