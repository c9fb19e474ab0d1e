"""What a hand corrects in a proposed card: kept by field, so that typing on in the text changes nothing of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from carnet.domain.capture import Proposal, Town
from carnet.domain.capture_hospital import HospitalProposal, ServiceProposal
from carnet.domain.capture_lines import LinePiece, read_lines
from carnet.domain.capture_sheet import Piece

TEXTS = (
    "title", "given_name", "family_name", "label", "rpps", "adeli", "function", "site_name", "street", "postcode",
    "sector", "met_at", "recommended_by", "found_in", "known_since",
)  # fmt: skip
_TYPED = Piece("", "", 0, 0)


@dataclass(frozen=True, slots=True)
class LineFix:
    """A corrected line: what stands in its place, "" for none, and its ring, "" for the rule's."""

    value: str
    ring: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Fields that a hand has set. A field absent from `texts`, or None, is as the text says.

    `texts`: by the names of `TEXTS` (and « complements »), "" to clear. `commune`: (INSEE, name), ("", "") to clear.
    `lines`: by the value of the line as it was read. `specialties`: catalogue ids. `tags` and `note`: as typed.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    specialties: tuple[str, ...] | None = None
    commune: tuple[str, str] | None = None
    lines: Mapping[str, LineFix] = field(default_factory=dict)
    note: str | None = None
    tags: tuple[str, ...] | None = None


def corrected(proposal: Proposal, by: Corrections) -> Proposal:
    """The proposal with what a hand has set. A name typed for a contact known by its function makes it a person."""
    new: dict[str, Any] = {name: _piece(value) for name, value in by.texts.items()}
    if "complements" in new:
        new["complements"] = (new["complements"],) if new["complements"] else ()
    if by.specialties is not None:
        new["specialties"] = tuple(_some(value) for value in by.specialties)
    if by.commune is not None:
        insee, name = by.commune
        new["commune"] = Town(insee, name, _some(name)) if insee or name else None
    if by.lines:
        new["lines"] = tuple(fixed for line in proposal.lines for fixed in _fixed(line, by.lines.get(line.value)))
    if by.note is not None:
        new["notes"] = (_some(by.note),) if by.note.strip() else ()
    if by.tags is not None:
        new["tags"] = tuple(_some(tag) for tag in by.tags)
    return replace(proposal, **new)


def _some(value: str) -> Piece:
    return replace(_TYPED, value=value, text=value)


def _piece(value: str) -> Piece | None:
    return _some(value.strip()) if value.strip() else None


def _fixed(line: LinePiece, fix: LineFix | None) -> tuple[LinePiece, ...]:
    """The line as corrected; what the new words do not say stays as it was."""
    if fix is None:
        return (line,)
    if not fix.value.strip():
        return ()
    first = line if fix.value == line.value else _read(fix.value, line)
    return (replace(first, ring=fix.ring or first.ring, asks=first.asks and not fix.ring),)


def _read(text: str, before: LinePiece) -> LinePiece:
    """A line typed in the place of another: a number, an address; anything else is kept as it is."""
    found = read_lines(text)
    if not found:
        return replace(before, value=text.strip())
    new = found[0]
    return replace(new, use=new.use or before.use, label=new.label or before.label)


@dataclass(frozen=True, slots=True)
class ServiceFix:
    """What a hand has set of a service; None: as the list says. `kept`: whether it is to be added at all."""

    kept: bool = True
    label: str | None = None
    specialty: str | None = None
    lines: str | None = None


def service_key(service: ServiceProposal) -> tuple[str, str]:
    """By what a service is known while the list is read again."""
    return service.group, service.label


def corrected_service(service: ServiceProposal, fix: ServiceFix) -> ServiceProposal:
    """The service with what a hand has set."""
    return replace(
        service,
        label=service.label if fix.label is None else fix.label.strip(),
        specialty=service.specialty if fix.specialty is None else fix.specialty,
        lines=service.lines if fix.lines is None else _relined(fix.lines, service.lines),
    )


def _relined(text: str, before: tuple[LinePiece, ...]) -> tuple[LinePiece, ...]:
    """The lines of a corrected text; a number that was there keeps what the text does not say of it."""
    known = {line.value: line for line in before}
    return tuple(
        replace(line, label=line.label or old.label, ring=line.ring or old.ring)
        if (old := known.get(line.value))
        else line
        for line in read_lines(text)
    )


def corrected_hospital(
    proposal: HospitalProposal,
    services: Mapping[tuple[str, str], ServiceFix],
    *,
    name: str | None = None,
    commune: tuple[str, str] | None = None,
) -> HospitalProposal:
    """The list with what a hand has set; services that were unticked are gone."""
    fixes = ((service, services.get(service_key(service), ServiceFix())) for service in proposal.services)
    insee, city = (proposal.insee, proposal.city) if commune is None else commune
    moved = commune is not None and insee != proposal.insee
    return replace(
        proposal,
        name=proposal.name if name is None else name.strip(),
        insee=insee,
        city=city,
        street="" if moved else proposal.street,
        postcode="" if moved else proposal.postcode,
        services=tuple(corrected_service(service, fix) for service, fix in fixes if fix.kept),
    )
