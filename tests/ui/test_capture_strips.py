"""The lines that say who is known already, and the foot that follows them: without a window nor a book."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from carnet.domain.capture_hospital import read_hospital
from carnet.queries.twins import Twin
from carnet.ui.capture_foot import Foot
from carnet.ui.capture_known import OfferStrip, TwinStrip
from carnet.ui.capture_reading import AUTO, CARD, LIST, Asked, Offer, Reading
from carnet.ui.theme import Theme
from tests.domain.test_capture import LEXICON
from tests.domain.test_capture_hospital import LIST as SERVICES

NAMED = Twin("b:1", "Dr Karim BENHADDOU", "rhumatologie", "Apt", sure=False)
NUMBERED = Twin("b:2", "Dr Anne BENHADDOU", "", "", sure=True)


def read(*twins: Twin, text: str = "Dr Benhaddou") -> Reading:
    """A card that seems to be those."""
    return Reading(Asked(text), twins=twins)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """A page that is shown, to lay the parts on."""
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def twin(page: QWidget) -> TwinStrip:
    """The line of the book."""
    made = TwinStrip(Theme())
    layout = page.layout()
    assert layout
    layout.addWidget(made)
    return made


def test_nobody_says_nothing_and_holds_nothing(twin: TwinStrip, qtbot: QtBot) -> None:
    twin.show_reading(read())
    assert (twin.isVisible(), twin.doubles, twin.sure, twin.holds) == (False, False, False, False)
    with qtbot.assertNotEmitted(twin.opened), qtbot.assertNotEmitted(twin.insisted):
        twin.open()
        twin.insist()


def test_a_name_that_is_there_holds_the_card_until_one_insists_and_again_for_another_text(
    twin: TwinStrip, qtbot: QtBot
) -> None:
    twin.show_reading(read(NAMED, NAMED))
    assert twin.words.text() == "Déjà dans votre carnet\u202f: Dr Karim BENHADDOU, rhumatologie, Apt (+ 1)"
    assert twin.holds
    assert twin.hold().endswith("Alt N en ajoute une seconde tout de même.")
    with qtbot.waitSignal(twin.insisted):
        twin.insist()
    assert (twin.doubles, twin.holds) == (True, False)
    twin.show_reading(read(NAMED))
    assert not twin.holds
    twin.show_reading(read(NAMED, text="Dr Benhaddou Apt"))
    assert twin.holds


def test_a_number_that_is_there_is_not_added_twice(twin: TwinStrip, qtbot: QtBot) -> None:
    twin.show_reading(read(NUMBERED, NAMED))
    assert twin.hold() == "Cette fiche semble déjà là. Entrée l’ouvre."
    with qtbot.assertNotEmitted(twin.insisted):
        twin.insist()
    assert twin.holds
    with qtbot.waitSignal(twin.opened) as opened:
        twin.button.click()
    assert opened.args == ["b:2"]


def test_a_hospital_that_is_there_is_named_and_holds_nothing(twin: TwinStrip) -> None:
    twin.show_reading(Reading(Asked(SERVICES), hospital=read_hospital(SERVICES, LEXICON), twins=(NAMED,)))
    assert twin.words.text().endswith("Apt. Ce qui lui manque y sera ajouté.")
    assert (twin.doubles, twin.holds) == (False, False)


def test_the_register_offers_somebody_or_nobody(page: QWidget) -> None:
    offers = OfferStrip(Theme())
    layout = page.layout()
    assert layout
    layout.addWidget(offers)
    offers.show_offer(Offer("p:7", "Dr Anne ROUX, Apt"))
    assert (offers.isVisible(), offers.words.text()) == (True, "Dans l’annuaire\u202f: Dr Anne ROUX, Apt")
    offers.show_offer(None)
    assert (offers.isVisible(), offers.offer) == (False, None)


def test_the_foot_says_what_enter_would_add(page: QWidget) -> None:
    foot = Foot(Theme())
    layout = page.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addLayout(foot)
    seen = []
    for whole, doubles, sure in ((False, False, False), (True, False, False), (True, True, False), (True, True, True)):
        foot.show_card(whole=whole, doubles=doubles, sure=sure)
        seen.append((foot.save.text().replace("   ", ", "), foot.save.isEnabled()))
    second = "Ajouter une seconde fiche, Alt N"
    assert seen == [("Ajouter, Entrée", False), ("Ajouter, Entrée", True), (second, True), (second, False)]
    foot.show_services(1)
    assert (foot.save.text(), foot.save.isEnabled()) == ("Ajouter 1 service   Entrée", True)
    foot.show_services(0)
    assert not foot.save.isEnabled()
    ways = []
    for could_be in (CARD, LIST, AUTO):
        foot.show_other_way(could_be)
        ways.append(foot.other_way.text() if foot.other_way.isVisible() else "")
    assert ways == ["Lire comme une seule fiche (Alt L)", "Lire comme une liste de services (Alt L)", ""]
