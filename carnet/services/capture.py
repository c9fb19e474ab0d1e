"""What was captured becomes cards: one person or contact, or a hospital with its services."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, replace
from datetime import datetime

from carnet.domain.capture import Proposal
from carnet.domain.capture_hospital import HospitalProposal, ServiceProposal
from carnet.domain.capture_lines import LinePiece
from carnet.domain.capture_sheet import Piece
from carnet.domain.patients import refuse_social_security_number
from carnet.domain.phones import national
from carnet.domain.text import fold
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.models import tables
from carnet.models.book import Book
from carnet.models.writer import Changes, Writer
from carnet.register.lookup import Person, Register, Request, Word
from carnet.services import adoption
from carnet.services.correspondents import (
    SiteRegistry,
    add_correspondent,
    add_lines,
    line_values,
    texts_of,
    uuid_of,
)
from carnet.services.drafts import (
    CorrespondentDraft,
    LineDraft,
    OpinionDraft,
    RoleDraft,
    SiteDraft,
    SourceDraft,
)

_SOURCE = "typed"
_HOSPITAL = "hopital"


def add_card(book: Book, proposal: Proposal, *, now: datetime, marks: Collection[str] = ()) -> tuple[str, Changes]:
    """Add the proposed card, the typed text kept beside it; returns its uuid and the change report.

    `marks`: those of the proposed marks that the GP confirmed. Raises CarnetError when the card has neither name nor
    label, or the book already has its RPPS number; SocialSecurityNumber when one stands in what was typed.
    """
    refuse_social_security_number(*texts_of(proposal))
    if not proposal.named:
        raise CarnetError(
            "Ni nom ni fonction dans ce texte : écrivez par exemple « Dr Anne Roux rhumato » "
            "ou « assistante sociale de la CPAM »."
        )
    with book.write("capture", now=now) as writer:
        _refuse_twin(writer, _value(proposal.rpps))
        key = add_correspondent(writer, draft_of(proposal, now=now, key=writer.batch, marks=marks))
    return uuid_of(book, key), writer.changes


def _refuse_twin(writer: Writer, rpps: str) -> None:
    found = writer.dbapi.execute(
        "SELECT uuid FROM correspondent WHERE ? IN (rpps, adeli) AND ? <> '' AND deleted_at IS NULL", (rpps, rpps)
    ).fetchone()
    if found:
        raise CarnetError(f"Le numéro {rpps} est déjà dans votre carnet : c’est la fiche b:{found[0]}.")


def draft_of(proposal: Proposal, *, now: datetime, key: str, marks: Collection[str] = ()) -> CorrespondentDraft:
    """The proposed card as a card to write. `key` tells its source from the others."""
    opinion = _opinion(marks, now) if marks else None
    return CorrespondentDraft(
        kind=proposal.kind,
        title=_value(proposal.title),
        family_name=_value(proposal.family_name),
        given_name=_value(proposal.given_name),
        label=_value(proposal.label),
        gender=_value(proposal.gender) if proposal.kind == "person" else "",
        rpps=_value(proposal.rpps) or None,
        adeli=_value(proposal.adeli) or None,
        sector=_value(proposal.sector),
        met_at=_value(proposal.met_at),
        recommended_by=_value(proposal.recommended_by),
        found_in=_value(proposal.found_in),
        known_since=_value(proposal.known_since),
        note=proposal.note,
        roles=_roles(proposal),
        lines=tuple(_line(line) for line in proposal.lines),
        tags=tuple({fold(tag.value): tag.value for tag in proposal.tags}.values()),
        opinion=opinion,
        source=SourceDraft(_SOURCE, key, proposal.text, now.date()),
    )


def adopt_captured(
    book: Book, person: Person, proposal: Proposal, *, now: datetime, marks: Collection[str] = ()
) -> tuple[str, Changes]:
    """Add a register person with what was typed of them on top, in one transaction; returns the uuid and the report.

    The register tells name, specialties and places; the text tells the rest: lines that the register lacks, note,
    provenance, tags, sector, marks. Both originals are kept. Raises CarnetError when the book already has this person;
    SocialSecurityNumber when one stands in what was typed.
    """
    refuse_social_security_number(*texts_of(proposal))
    with book.write("adopt", now=now) as writer:
        _refuse_twin(writer, person.identifier)
        known = adoption.draft_of(person, now)
        typed = draft_of(proposal, now=now, key=writer.batch, marks=marks)
        key = add_correspondent(writer, _together(known, typed))
        if typed.source:
            writer.insert(tables.source_record, correspondent_id=key, **asdict(typed.source))
    return uuid_of(book, key), writer.changes


_TYPED_ONLY = ("sector", "met_at", "recommended_by", "known_since", "note", "tags", "opinion")


def _together(known: CorrespondentDraft, typed: CorrespondentDraft) -> CorrespondentDraft:
    there = {national(line.value) for role in known.roles if role.site for line in role.site.lines}
    fresh = tuple(line for line in typed.lines if (national(line.value) or line.value) not in there)
    found_in = ", ".join(filter(None, (typed.found_in, known.found_in)))
    return replace(known, lines=fresh, found_in=found_in, **{name: getattr(typed, name) for name in _TYPED_ONLY})


def _opinion(marks: Collection[str], now: datetime) -> OpinionDraft:
    return OpinionDraft(
        now.date(),
        expert="expert" in marks,
        humane="humane" in marks,
        reliable="reliable" in marks,
        gives_advice="advice" in marks,
    )


def _value(piece: Piece | None) -> str:
    return piece.value if piece else ""


def _roles(proposal: Proposal) -> tuple[RoleDraft, ...]:
    """One role a specialty, all at the one place."""
    site = _site(proposal)
    specialties = [piece.value for piece in proposal.specialties] or [""]
    if site is None and specialties == [""] and proposal.function is None:
        return ()
    return tuple(
        RoleDraft(specialty=specialty, site=site, function=_value(proposal.function)) for specialty in specialties
    )


def _site(proposal: Proposal) -> SiteDraft | None:
    insee = proposal.commune.insee if proposal.commune else ""
    postcode = _value(proposal.postcode) or _only_postcode(insee)
    site = SiteDraft(
        insee=insee,
        city=proposal.commune.name if proposal.commune else "",
        postcode=postcode,
        name=_value(proposal.site_name),
        street=_value(proposal.street),
        complement=", ".join(piece.value for piece in proposal.complements),
        key="here",
    )
    return site if any((site.insee, site.postcode, site.name, site.street, site.complement)) else None


def _only_postcode(insee: str) -> str:
    """The postcode of a commune that has one only, "" otherwise."""
    communes = Communes.shipped()
    commune = communes.by_insee(insee) if insee else None
    codes = communes.postcodes[commune] if commune is not None else ()
    return codes[0] if len(codes) == 1 else ""


def _line(line: LinePiece) -> LineDraft:
    return LineDraft(line.value, kind=line.kind, use=line.use, ring=line.ring, label=line.label)


def add_hospital(book: Book, proposal: HospitalProposal, *, now: datetime) -> tuple[str, tuple[str, ...], Changes]:
    """Add a hospital with its services in one transaction; returns its uuid, those of its services, and the report.

    A hospital or a service that the book already has under the same name is not written twice: lines it lacks are
    added to it. Raises CarnetError when the proposal has no name or no service, SocialSecurityNumber when it holds one.
    """
    refuse_social_security_number(*texts_of(proposal))
    if not proposal.name.strip():
        raise CarnetError("Il manque le nom de l’établissement : mettez-le sur la première ligne.")
    if not proposal.services:
        raise CarnetError(f"Aucun service ne se lit sous « {proposal.name} » : une ligne par service, avec son numéro.")
    with book.write("capture_hospital", now=now) as writer:
        sites = SiteRegistry()
        known = _structures(writer)
        hospital = known.get(fold(proposal.name))
        site = _hospital_site(proposal)
        if hospital is None:
            hospital = add_correspondent(writer, _hospital(proposal, site), sites=sites)
        else:
            _add_missing(writer, hospital, proposal.lines, correspondent_id=hospital)
        services = [_add_service(writer, hospital, proposal, one, site, sites, known) for one in proposal.services]
    uuids = tuple(dict.fromkeys(uuid_of(book, key) for key in services))
    return uuid_of(book, hospital), uuids, writer.changes


def _structures(writer: Writer) -> dict[str, int]:
    """Row numbers of the book's structures, by folded name."""
    rows = writer.dbapi.execute(
        "SELECT label, id FROM correspondent WHERE kind = 'structure' AND deleted_at IS NULL ORDER BY id DESC"
    )
    return {fold(label): key for label, key in rows}


def _hospital_site(proposal: HospitalProposal) -> SiteDraft:
    return SiteDraft(
        insee=proposal.insee,
        city=proposal.city,
        postcode=proposal.postcode or _only_postcode(proposal.insee),
        street=proposal.street,
        key="hospital",
    )


def _hospital(proposal: HospitalProposal, site: SiteDraft) -> CorrespondentDraft:
    return CorrespondentDraft(
        kind="structure",
        label=proposal.name,
        roles=(RoleDraft(specialty=_HOSPITAL, site=site),),
        lines=tuple(_line(line) for line in proposal.lines),
    )


def _add_service(
    writer: Writer,
    hospital: int,
    proposal: HospitalProposal,
    service: ServiceProposal,
    site: SiteDraft,
    sites: SiteRegistry,
    known: dict[str, int],
) -> int:
    """Write a service inside the hospital, or add the lines that the service of that name lacks; its row number."""
    label = _service_label(proposal.name, service)
    if (found := known.get(fold(label))) is not None:
        row = writer.dbapi.execute("SELECT id FROM role WHERE correspondent_id = ? ORDER BY position", (found,))
        role = row.fetchone()
        owner = {"role_id": role[0]} if role else {"correspondent_id": found}
        _add_missing(writer, found, service.lines, **owner)
        return found
    role_draft = RoleDraft(
        specialty=service.specialty,
        site=site,
        structure=hospital,
        function=service.group,
        mode="employed",
        lines=tuple(_line(line) for line in service.lines),
    )
    key = add_correspondent(writer, CorrespondentDraft(kind="structure", label=label, roles=(role_draft,)), sites=sites)
    writer.insert(tables.structure_link, from_id=hospital, to_id=key, kind="contains")
    known[fold(label)] = key
    return key


def _service_label(hospital: str, service: ServiceProposal) -> str:
    """« CH d'Avignon, cardiologie »: a row of results has no other line to say whose service it is."""
    first, rest = service.label[:1], service.label[1:]
    return f"{hospital}, {first.lower() if rest[:1].islower() else first}{rest}"


def _add_missing(writer: Writer, key: int, lines: Iterable[LinePiece], **owner: int) -> None:
    """Add the lines that card `key` does not have yet."""
    rows = writer.dbapi.execute(
        "SELECT digits, value FROM line WHERE correspondent_id = :key"
        " OR role_id IN (SELECT id FROM role WHERE correspondent_id = :key)",
        {"key": key},
    ).fetchall()
    known = {digits or value for digits, value in rows}
    drafts = [_line(line) for line in lines]
    fresh = [d for d in drafts if ((values := line_values(d, None))["digits"] or values["value"]) not in known]
    add_lines(writer, fresh, department=None, **owner)


def matches(register: Register, proposal: Proposal, *, practice: str = "") -> tuple[Person, ...]:
    """The person of the register that the card is about, to be offered for adoption: one, or nobody.

    The one with the typed RPPS; else the only one with this name and specialty in the département of the typed commune
    (of `practice`, an INSEE code, when none was typed).
    """
    if proposal.rpps:
        person = register.person(proposal.rpps.value)
        return (person,) if person else ()
    communes = Communes.shipped()
    at = communes.by_insee(proposal.commune.insee if proposal.commune else practice)
    point = communes.point(at) if at is not None else None
    if proposal.family_name is None or not proposal.specialties or at is None or point is None:
        return ()
    first = proposal.specialties[0]
    names = fold(f"{_value(proposal.family_name)} {_value(proposal.given_name)}").split()
    request = Request(
        point,
        words=tuple(Word(name) for name in names if len(name) > 1),
        specialties=(first.value, *first.others),
        departments=frozenset({communes.department[at]}),
        limit=5,
    )
    found = [row for row in register.search(request).rows if _same_name(proposal, row.family, row.given)]
    person = register.person(found[0].identifier) if len(found) == 1 else None
    return (person,) if person else ()


def _same_name(proposal: Proposal, family: str, given: str) -> bool:
    """Whether the names are the typed ones; an initial or no given name contradicts nobody."""
    typed = fold(_value(proposal.given_name))
    known = fold(given)
    agrees = known == typed or known.startswith(f"{typed} ") or (len(typed) < 2 and known.startswith(typed))
    return fold(family) == fold(_value(proposal.family_name)) and agrees
