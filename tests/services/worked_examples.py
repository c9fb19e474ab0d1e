"""The correspondents of the ranking rule's worked examples, written through the services (practice at Cavaillon)."""

from datetime import UTC, date, datetime, time, timedelta

from carnet.models.book import Book
from carnet.queries.card import row_id
from carnet.services.avoidances import avoid
from carnet.services.correspondents import create_correspondent
from carnet.services.drafts import (
    AvoidanceDraft,
    CorrespondentDraft,
    DelayDraft,
    EventDraft,
    LineDraft,
    OpinionDraft,
    ReferralDraft,
    RoleDraft,
    SiteDraft,
)
from carnet.services.referrals import refer

CAVAILLON, ISLE, AVIGNON, MAUBEC, GORDES = "84035", "84054", "84007", "84071", "84050"
RHUMATO, ORL, KINE, DERMATO = "rhumatologie", "orl", "kinesitherapie", "dermatologie"


def person(
    name: str, specialty: str, insee: str, *, title: str = "Dr", gender: str = "M", **more: object
) -> CorrespondentDraft:
    """A person with one site and one public number."""
    role = RoleDraft(specialty=specialty, site=SiteDraft(insee=insee), lines=(LineDraft("04 65 71 00 01"),))
    return CorrespondentDraft(title=title, family_name=name, gender=gender, roles=(role,), **more)  # type: ignore[arg-type]


def service(label: str, specialty: str, insee: str, **more: object) -> CorrespondentDraft:
    """A hospital service."""
    role = RoleDraft(specialty=specialty, site=SiteDraft(insee=insee))
    return CorrespondentDraft(kind="structure", label=label, sector="public", roles=(role,), **more)  # type: ignore[arg-type]


class Examples:
    """Writes people and their history into a book, as of a day."""

    def __init__(self, book: Book, today: date) -> None:
        self.book, self.today = book, today
        self.now = datetime.combine(today, time(9), UTC)

    def add(self, draft: CorrespondentDraft) -> int:
        """One correspondent; returns its row number."""
        uuid, _ = create_correspondent(self.book, draft, now=self.now)
        return row_id(self.book.reader(), uuid)

    def sent(self, key: int, *delays: int | None) -> None:
        """Referrals, one a delay in days (None: no appointment known), spread over the last ten months."""
        for index, days in enumerate(delays):
            made = self.today - timedelta(days=60 + 30 * index)
            events = () if days is None else (EventDraft("appointment", made, made + timedelta(days=days)),)
            refer(self.book, key, ReferralDraft(made_on=made, events=events), now=self.now)

    def told(self, days: int, days_ago: int = 75) -> tuple[DelayDraft, ...]:
        """A delay told for the patient."""
        return (DelayDraft(days, self.today - timedelta(days=days_ago)),)

    def expert(self, *, gives_advice: bool = False) -> OpinionDraft:
        """An opinion with the mark « pointu »."""
        return OpinionDraft(self.today, expert=True, gives_advice=gives_advice)

    def rheumatologists(self) -> None:
        """Benhaddou, Vaudrane, Castelmon, CH Avignon, Serrane."""
        self.sent(self.add(person("Benhaddou", RHUMATO, ISLE, favourite=True, sector="1")), 21, 21, 21, 21, 21, 21)
        self.sent(self.add(person("Vaudrane", RHUMATO, CAVAILLON, gender="F", sector="2")), 45, 45, 45, 45)
        self.sent(self.add(person("Castelmon", RHUMATO, AVIGNON, sector="2", delays=self.told(9))), 40)
        ch = service("CH d’Avignon, rhumatologie", RHUMATO, AVIGNON, delays=self.told(60), opinion=self.expert())
        self.sent(self.add(ch), None)
        serrane = self.add(person("Serrane", RHUMATO, CAVAILLON, gender="F"))
        since, until = self.today - timedelta(days=20), self.today + timedelta(days=300)
        avoid(self.book, serrane, AvoidanceDraft("delays", since, until), now=self.now)

    def ear_nose_throat(self) -> None:
        """Aubrégat (favourite, pointu), Lisandre (regular), CH (pointu, gives advice)."""
        self.add(person("Aubrégat", ORL, CAVAILLON, gender="F", favourite=True, opinion=self.expert()))
        self.sent(self.add(person("Lisandre", ORL, ISLE)), None, None, None)
        ch = service("CH d’Avignon, ORL", ORL, AVIGNON, opinion=self.expert(gives_advice=True))
        self.sent(self.add(ch), None)

    def physiotherapists(self) -> None:
        """Tassy (visits, regular), Garidel (visits, known), Orsane (unknown), one who does not visit."""
        self.sent(self.add(person("Tassy", KINE, MAUBEC, title="", home_visits=True)), None, None, None)
        self.add(person("Garidel", KINE, CAVAILLON, title="", gender="F", home_visits=True, met_at="FMC"))
        self.add(person("Orsane", KINE, GORDES, title="", gender="F"))
        self.add(person("Jouvelet", KINE, MAUBEC, title="", home_visits=False))

    def dermatologists(self) -> None:
        """Mornas (sector unknown), two in sector 2."""
        self.add(person("Mornas", DERMATO, ISLE, gender="F"))
        for name in ("Fabrezan", "Lagnel"):
            self.add(person(name, DERMATO, CAVAILLON, sector="2"))
