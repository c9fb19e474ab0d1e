"""Whoever is captured may be known: to the register, to the book, or to nobody."""

from carnet.ui.main_window import MainWindow
from tests.ui.capturing import Key, book, capture, panel
from tests.ui.hand import ALT, CONTROL, Hand


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
