"""A structure's people by real keys: référent, ends, « l'équipe a changé », closing, links; undo; the journal."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit

from carnet.models.book import Book
from carnet.queries.journal import journal
from carnet.queries.members import links, members, structures_of
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import CorrespondentDraft
from carnet.ui.main_window import MainWindow
from carnet.ui.people_forms import CloseForm, JoinForm, LinksForm, RoleForm, TeamForm
from carnet.ui.people_panel import PeoplePanel
from carnet.ui.people_view import LINE, NAME, PeopleModel
from tests.conftest import NOW, TODAY
from tests.services.team import Team, dump, fill, value
from tests.ui.capturing import put, retype, tab_to
from tests.ui.hand import ALT, CONTROL, Hand

Key = Qt.Key


@pytest.fixture
def team(book: Book) -> Team:
    return fill(book)


@pytest.fixture
def panel(window: MainWindow, hand: Hand, team: Team) -> PeoplePanel:
    """The people of the centre, by Ctrl+M."""
    uuid = value(window.session.book, "SELECT uuid FROM correspondent WHERE id = ?", team.centre)  # type: ignore[arg-type]
    return opened(window, hand, "cms des platanes", uuid)


def opened(window: MainWindow, hand: Hand, words: str, uuid: str) -> PeoplePanel:
    hand.type(words)
    window.consultation.again(f"b:{uuid}")
    hand.settle(6)
    hand.key(Key.Key_M, CONTROL)
    hand.settle(4)
    shown = window.pages.currentWidget()
    assert isinstance(shown, PeoplePanel)
    return shown


def names(panel: PeoplePanel) -> list[str]:
    return [post.name.split()[-1] for post in panel.table.rows.posts]


def select(panel: PeoplePanel, hand: Hand, name: str) -> None:
    """Go to somebody by the arrows."""
    hand.key(Key.Key_Home, CONTROL)
    for _ in panel.table.rows.posts:
        if panel.table.post and panel.table.post.name.endswith(name.upper()):
            return
        hand.key(Key.Key_Down)
    raise AssertionError(name)


def leading(book: Book, team: Team) -> list[str]:
    return [post.name for post in members(book.reader(), team.centre, today=TODAY) if post.is_lead and post.current]


def test_twelve_people_the_lead_changes_the_team_changes_undo_and_the_journal_tells_all(
    panel: PeoplePanel, hand: Hand, book: Book, team: Team
) -> None:
    assert len(names(panel)) == 12
    assert panel.count.text() == "12 contacts · référente\u202f: Anne AUBRET"
    assert panel.table.rows.index(0, LINE).data() == "04 65 71 90 10"
    select(panel, hand, "Lautier")
    hand.key(Key.Key_R)
    hand.settle(6)
    assert leading(book, team) == ["Anne LAUTIER"]
    assert panel.said.text() == "Anne LAUTIER est référente"
    before = dump(book)
    for name in ("Bessac", "Daurel", "Isnard"):
        select(panel, hand, name)
        hand.key(Key.Key_Space)
    assert panel.buttons["team"].text() == "L’équipe a changé (3)   E"
    hand.key(Key.Key_E)
    form = panel.form
    assert isinstance(form, TeamForm)
    put(hand, "gassin")
    assert hand.focused is form.places.fields[team.roles["Bessac"]]
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Tab)
    put(hand, "Mme Lucie Zola 04 65 71 90 77")
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert panel.form is None
    assert panel.said.text() == "L’équipe a changé\u202f: 1 départ, 2 remplacements"
    there = names(panel)
    assert {"BESSAC", "DAUREL", "ISNARD"} & set(there) == set()
    assert "ZOLA" in there
    zola = next(post for post in panel.table.rows.posts if post.name.endswith("ZOLA"))
    assert (zola.function, zola.specialty, zola.answering and zola.answering.value) == (
        "AS", "assistance-sociale", "04 65 71 90 13",
    )  # fmt: skip
    hand.key(Key.Key_M, ALT)
    assert {"BESSAC", "DAUREL", "ISNARD"} <= set(names(panel))
    steps = journal(book.reader(), team.centre)
    assert [step.verb for step in steps[:2]] == ["l’équipe a changé", "référent changé"]
    hand.key(Key.Key_Z, CONTROL)
    hand.settle(6)
    assert dump(book) == before
    assert set(names(panel)) >= {"BESSAC", "DAUREL", "ISNARD"}
    assert "ZOLA" not in names(panel)
    assert journal(book.reader(), team.centre)[0].verb.startswith("annulation")
    hand.key(Key.Key_Z, CONTROL)
    hand.settle(6)
    assert leading(book, team) == ["Anne AUBRET"]


def test_a_role_ends_on_a_day_and_folds_away(panel: PeoplePanel, hand: Hand, book: Book, team: Team) -> None:
    select(panel, hand, "Calment")
    hand.key(Key.Key_F)
    assert isinstance(panel.form, RoleForm)
    retype(hand, "3 mars 2026")
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert "CALMENT" not in names(panel)
    assert panel.past.text() == "1 ancien\u202f: montrer (Alt M)"
    assert value(book, "SELECT until FROM role WHERE id = ?", team.roles["Calment"]) == "2026-03-03"


@pytest.mark.parametrize(("text", "said"), [("31 février 2026", "février"), ("demain peut-être", "n’est pas une date")])
def test_a_day_that_is_none_is_said_and_nothing_is_written(
    panel: PeoplePanel, hand: Hand, book: Book, text: str, said: str
) -> None:
    before = dump(book)
    select(panel, hand, "Calment")
    hand.key(Key.Key_F)
    retype(hand, text)
    hand.key(Key.Key_Return)
    hand.settle(4)
    assert panel.form is not None
    assert said in panel.form.notice.text()
    assert dump(book) == before


def test_a_role_that_would_end_before_it_begins_is_refused(panel: PeoplePanel, hand: Hand) -> None:
    select(panel, hand, "Calment")
    hand.key(Key.Key_D)
    assert isinstance(panel.form, RoleForm)
    tab_to(hand, panel.form.since)
    put(hand, "mars 2026")
    tab_to(hand, panel.form.until)
    put(hand, "mars 2020")
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert panel.form is not None
    assert "avant d’avoir commencé" in panel.form.notice.text()
    hand.key(Key.Key_Escape)
    assert panel.form is None
    assert hand.focused is panel.table


def test_somebody_of_the_book_and_somebody_new_join(panel: PeoplePanel, hand: Hand, book: Book, team: Team) -> None:
    hand.key(Key.Key_A)
    assert isinstance(panel.form, JoinForm)
    put(hand, "benhad")
    assert panel.form.who.choosing
    hand.key(Key.Key_Tab)
    put(hand, "consultation avancée")
    hand.key(Key.Key_Tab)
    put(hand, "mars 2026")
    hand.key(Key.Key_Return)
    hand.settle(6)
    post = next(post for post in panel.table.rows.posts if post.name.endswith("BENHADDOU"))
    assert (post.function, post.specialty, post.since and post.since.isoformat()) == (
        "consultation avancée", "rhumatologie", "2026-03-01",
    )  # fmt: skip
    hand.key(Key.Key_A)
    put(hand, "Mme Lucie Zola psychologue")
    tab_to(hand, panel.form.lead)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert leading(book, team) == ["Mme Lucie ZOLA"]
    assert panel.table.rows.index(0, NAME).data() == "Mme Lucie ZOLA, référente"
    hand.key(Key.Key_A)
    put(hand, "benhad")
    hand.key(Key.Key_Tab)
    put(hand, "consultation avancée")
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert panel.form is not None
    assert "est déjà dans l’équipe" in panel.form.notice.text()


def test_enter_that_comes_before_the_names_takes_the_first(panel: PeoplePanel, hand: Hand) -> None:
    hand.key(Key.Key_A)
    assert isinstance(panel.form, JoinForm)
    hand.letters("benhad")
    hand.key(Key.Key_Return)
    hand.settle(4)
    assert panel.form is not None
    assert panel.form.who.text() == "Dr Karim BENHADDOU"


def test_closing_sends_twelve_elsewhere_in_one_step(
    panel: PeoplePanel, hand: Hand, book: Book, team: Team, window: MainWindow
) -> None:
    before = dump(book)
    hand.key(Key.Key_X)
    hand.settle(4)
    form = panel.form
    assert isinstance(form, CloseForm)
    put(hand, "coulon")
    hand.key(Key.Key_Return)
    assert {field.text() for field in form.places.fields.values()} == {"CMS du Coulon"}
    tab_to(hand, form.places.fields[team.roles["Bessac"]])
    hand.key(Key.Key_A, CONTROL)
    hand.key(Key.Key_Backspace)
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert panel.said.text() == "CMS des Platanes est fermée\u202f; 11 contacts placés ailleurs"
    assert panel.count.text().endswith("structure fermée")
    there = {post.name for post in members(book.reader(), team.other, today=TODAY, past=False)}
    assert len(there) == 11
    assert "Anne BESSAC" not in there
    assert panel.buttons["close"].isHidden()
    hand.key(Key.Key_Z, CONTROL)
    hand.settle(6)
    assert dump(book) == before
    assert len(names(panel)) == 12


def test_links_are_added_refused_in_words_and_removed(
    panel: PeoplePanel, hand: Hand, book: Book, team: Team, window: MainWindow
) -> None:
    hand.key(Key.Key_L)
    form = panel.form
    assert isinstance(form, LinksForm)
    hand.key(Key.Key_Tab)
    put(hand, "coulon")
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert panel.links.text() == "contient CMS du Coulon"
    hand.key(Key.Key_L)
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Tab)
    put(hand, "coulon")
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert panel.form is not None
    assert "ne peut pas contenir" in panel.form.notice.text()
    (view,) = links(book.reader(), team.centre, today=TODAY)
    assert (view.kind, view.above) == ("contains", False)
    removing = [one for one in panel.form._order if one.accessibleName() == "" and hasattr(one, "text")]
    tab_to(hand, removing[-1])
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert links(book.reader(), team.centre, today=TODAY) == ()
    assert panel.links.text() == ""


def test_a_persons_structures_and_enter_opens_their_people(
    window: MainWindow, hand: Hand, book: Book, team: Team
) -> None:
    uuid = value(book, "SELECT uuid FROM correspondent WHERE id = ?", team.people["Bessac"])
    panel = opened(window, hand, "bessac", uuid)
    assert panel.count.text() == "1 structure"
    assert [name for name, button in panel.buttons.items() if not button.isHidden()] == ["join", "lead", "end", "role"]
    hand.key(Key.Key_A)
    put(hand, "coulon")
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    hand.settle(6)
    posts = structures_of(book.reader(), team.people["Bessac"], today=TODAY)
    assert [post.name for post in posts] == ["CMS des Platanes", "CMS du Coulon"]
    assert posts[1].specialty == "assistance-sociale"
    hand.key(Key.Key_Home, CONTROL)
    hand.key(Key.Key_Return)
    hand.settle(4)
    assert panel.title.text() == "CMS des Platanes"
    assert len(names(panel)) == 12
    select(panel, hand, "Hostalier")
    hand.key(Key.Key_Return)
    hand.settle(6)
    assert window.pages.currentWidget() is window.page
    assert hand.selected == "Anne HOSTALIER"


def test_an_empty_structure_says_what_to_do(window: MainWindow, hand: Hand, book: Book) -> None:
    uuid, _ = create_correspondent(book, CorrespondentDraft(kind="structure", label="Maison Zéphyr"), now=NOW)
    panel = opened(window, hand, "maison zephyr", uuid)
    assert panel.empty.text() == "Personne encore\u202f: A ajoute quelqu’un."
    assert hand.focused is panel.buttons["join"]
    hand.key(Key.Key_A)
    assert isinstance(panel.form, JoinForm)


def test_a_card_of_the_register_has_no_team(window: MainWindow, hand: Hand) -> None:
    hand.type("merindal")
    hand.settle(4)
    hand.key(Key.Key_M, CONTROL)
    hand.settle(3)
    assert window.pages.currentWidget() is window.page
    assert "Ctrl M" in hand.said


def test_esc_comes_back_and_a_locked_book_shows_nobody(window: MainWindow, hand: Hand, panel: PeoplePanel) -> None:
    hand.key(Key.Key_Escape)
    assert window.pages.currentWidget() is window.page
    hand.key(Key.Key_M, CONTROL)
    hand.settle(4)
    assert isinstance(window.pages.currentWidget(), PeoplePanel)
    window.session.lock()
    assert window.pages.currentWidget() is window.page


def test_the_model_is_sound_and_everything_has_a_name(panel: PeoplePanel, hand: Hand, book: Book, team: Team) -> None:
    model = PeopleModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    posts = members(book.reader(), team.centre, today=TODAY)
    model.show(posts)
    model.toggle(3)
    model.show(posts[:2])
    assert (model.ticked, tester.model() is model) == ((), True)
    hand.key(Key.Key_A)
    assert panel.form is not None
    assert all(one.accessibleName() for one in panel.form.findChildren(QLineEdit))
