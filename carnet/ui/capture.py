"""Ten-second capture: opens its panel, has texts read as they are typed, and what was confirmed added."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from carnet import words
from carnet.domain.capture import Proposal
from carnet.domain.text import words_of
from carnet.errors import CarnetError
from carnet.ui import capture_reading
from carnet.ui.acts import Done
from carnet.ui.capture_panel import CapturePanel
from carnet.ui.capture_reading import Offer, Reader, Reading
from carnet.ui.main_window import MainWindow
from carnet.ui.searcher import Errand, Town
from carnet.words import NARROW

MATCH_MS = 150  # after the last key: a look at the register must not hold up the next reading


def enter(window: MainWindow) -> None:
    """Open the panel, with the box's words."""
    found = window.findChild(Capture)
    (found if isinstance(found, Capture) else Capture(window)).open()


class Capture(QObject):
    """One window's capture. What was typed and left without being added is there again the next time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._searcher, self._hands = window, window.searcher, window.hands
        self._panel: CapturePanel | None = None
        self._reader = Reader()
        self._draft = ""
        self._busy = self._again = False
        self._matching = QTimer(self)
        self._matching.setSingleShot(True)
        self._matching.setInterval(MATCH_MS)
        self._matching.timeout.connect(self._match)
        window.session.book_closing.connect(self._on_book_closing)

    def open(self) -> None:
        """Show the panel: with the box's words where they found nobody, else with what was left, else ready."""
        window = self._window
        if window.session.book is None:
            where = "verrouillé" if window.session.locked else "à créer"
            window.page.status.say(f"Votre carnet est {where}{NARROW}: ouvrez-le pour y ajouter une fiche.", bad=True)
            return
        answer, typed = window.consultation.answer, window.page.box.text().strip()
        nobody = answer is not None and not answer.book and not answer.register
        panel = CapturePanel(window.theme)
        self._reader = Reader()
        self._panel = panel
        self._connect(panel)
        window.show_panel(panel)
        text = typed if typed and nobody else self._draft or typed
        panel.start(text, select=not (typed and nobody))

    def _connect(self, panel: CapturePanel) -> None:
        panel.changed.connect(self._read)
        panel.saved.connect(self._save)
        panel.adopted.connect(self._adopt)
        panel.opened.connect(self._open_card)
        panel.town_wanted.connect(self._find_towns)
        panel.left.connect(self._leave)
        panel.destroyed.connect(partial(self._on_gone, panel))

    @Slot()
    def _read(self) -> None:
        """Have the text read; one reading at a time, the latest text always last."""
        if self._panel is None:
            return
        self._draft = self._panel.asked.text
        if self._busy:
            self._again = True
            return
        self._busy = True
        asked, reader = self._panel.asked, self._reader
        self._searcher.send(lambda reach: reader.read(reach, asked), self._on_read, self._on_refused)

    def _on_read(self, reading: Reading) -> None:
        again, self._busy, self._again = self._again, False, False
        if self._panel is None:
            return
        self._panel.show_reading(reading)
        if self._panel is None:
            return  # Enter was waiting for it
        if again or not self._panel.current:
            self._read()
        elif reading.proposal is not None:
            self._matching.start()
        else:
            self._panel.known.show_offer(None)

    def _on_refused(self, error: CarnetError) -> None:
        self._busy = self._again = False
        if self._panel is not None:
            self._panel.refuse(str(error))

    @Slot()
    def _match(self) -> None:
        """Ask the register whether it knows the person."""
        panel = self._panel
        if panel is None or panel.proposal is None:
            return
        proposal, reader = panel.proposal, self._reader

        def done(offer: Offer | None) -> None:
            if self._panel is panel and panel.proposal is proposal:
                panel.known.show_offer(offer)

        self._searcher.send(lambda reach: reader.match(reach, proposal), done, lambda error: None)

    @Slot(str)
    def _find_towns(self, text: str) -> None:
        panel = self._panel

        def done(towns: tuple[Town, ...]) -> None:
            if panel is not None and self._panel is panel:
                panel.body.offer_towns(text, towns)

        self._searcher.send(lambda reach: reach.towns(text), done, self._on_refused)

    @Slot()
    def _save(self) -> None:
        panel = self._panel
        if panel is None:
            return
        now = self._window.session.now()
        if (hospital := panel.hospital) is not None:
            count = words.plural(len(hospital.services), "service", "services")
            said = f"{words.typeset(hospital.name)}, {count}"
            self._write(capture_reading.save_hospital(hospital, now), said, hospital.name)
        elif (proposal := panel.proposal) is not None:
            errand = capture_reading.save_card(proposal, panel.form.marks.ticked, now)
            self._write(errand, _called(proposal), _searched(proposal))

    @Slot()
    def _adopt(self) -> None:
        panel = self._panel
        if panel is not None and panel.known.offer is not None and panel.proposal is not None:
            proposal, now = panel.proposal, self._window.session.now()
            errand = capture_reading.adopt(panel.known.offer.id, proposal, panel.form.marks.ticked, now)
            self._write(errand, panel.known.offer.said.split(",")[0], _searched(proposal))

    def _write(self, errand: Errand, who: str, searched: str) -> None:
        panel = self._panel

        def then(done: Done) -> None:
            self._draft = ""
            if self._panel is panel:
                self._leave()
            self._put(searched)

        def failed(error: CarnetError) -> None:
            if self._panel is panel and panel is not None:
                panel.refuse(str(error))

        self._hands.write(errand, f"Ajouté{NARROW}: {who}", f"Ajout de {who} annulé", then=then, failed=failed)

    @Slot(str)
    def _open_card(self, identifier: str) -> None:
        """Show the card that is already there; what was typed is kept for the next time."""
        proposal = self._panel.proposal if self._panel else None
        searched = _searched(proposal) if proposal else ""
        self._leave()
        self._put(searched)
        self._window.consultation.again(identifier)

    def _put(self, words_: str) -> None:
        """Put words in the box for the search that is about to be asked."""
        self._window.page.box.setText(words_)
        self._window.consultation.inquiry.type(words_)

    @Slot()
    def _leave(self) -> None:
        self._panel = None
        self._window.close_panel()

    def _on_gone(self, panel: CapturePanel) -> None:
        if self._panel is panel:
            self._panel = None

    @Slot()
    def _on_book_closing(self) -> None:
        """Nothing of the book stays: neither the panel nor what was typed in it."""
        self._draft = ""
        if self._panel is not None:
            self._leave()


def _called(proposal: Proposal) -> str:
    """« Dr Anne ROUX », or the function of a contact without a name."""
    title, given, family, label = (
        piece.value if piece else ""
        for piece in (proposal.title, proposal.given_name, proposal.family_name, proposal.label)
    )
    return words.typeset(words.person_name(title, given, family) if family else label)


def _searched(proposal: Proposal) -> str:
    """Words by which the box finds the card."""
    given, family = proposal.given_name, proposal.family_name
    if family:
        return f"{given.value} {family.value}" if given else family.value
    return " ".join(words_of(proposal.label.value)) if proposal.label else ""
