"""One correspondent whole, part by part: what `disclose` then narrows for an output. Plain SQL."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from carnet.domain.disclosure import (
    BoundView,
    Card,
    DocumentView,
    JudgementPart,
    LineView,
    OpinionPart,
    PlaceView,
    PracticePart,
    PrivatePart,
    PublicPart,
    RemarkView,
    Said,
    TeamView,
)
from carnet.domain.rings import Ring
from carnet.errors import CarnetError
from carnet.queries.entries import Entry, load, shown_value
from carnet.words import person_name

if TYPE_CHECKING:
    from sqlite3 import Connection

_PUBLIC_TEXT = ("title", "family_name", "given_name", "label", "gender", "status", "sector", "cost")
_PUBLIC_ATTRIBUTES = ("new_patients", "home_visits", "video", "children", "accessible")
_PRACTICE_ATTRIBUTES = ("teleexpertise", "escort")
_PRIVATE_TEXT = ("note", "met_at", "recommended_by", "found_in", "known_since")
_STRUCTURE_PUBLIC = ("aids", "entry_route", "papers", "zone", "condition", "age_min", "age_max")
_STRUCTURE_PRACTICE = ("does", "does_not", "redirects_to")
_NAMES = {"home_visits": "home"}
_MARKS = {"expert": "expert", "humane": "humane", "reliable": "reliable", "gives_advice": "advice"}

Row = dict[str, Any]


def row_id(connection: "Connection", identifier: str) -> int:
    """Row number of the correspondent `b:<uuid>`. Raises CarnetError when the book has none."""
    row = connection.execute(
        "SELECT id FROM correspondent WHERE uuid = ? AND deleted_at IS NULL", (identifier.removeprefix("b:"),)
    ).fetchone()
    if row is None:
        raise CarnetError(f"Aucune fiche ne porte l’identifiant « {identifier} » dans ce carnet.")
    return int(row[0])


def card_of(connection: "Connection", key: int, *, today: date) -> Card:
    """The whole card of the correspondent with row number `key`, as of `today`."""
    base = next(_rows(connection, "SELECT * FROM correspondent WHERE id = ?", key))
    entry = load(connection, [key], today=today, national=lambda _: None)[key]
    profile = next(_rows(connection, "SELECT * FROM structure_profile WHERE correspondent_id = ?", key), {})
    lines = _lines(connection, key)
    team, answers = _team(connection, base, today)
    return Card(
        public=_public(connection, base, profile, lines, team, answers.get(Ring.PUBLIC, {})),
        practice=PracticePart(
            lines=_of_ring(lines, Ring.PRACTICE),
            best_times=_best_times(lines, Ring.PUBLIC, Ring.PRACTICE),
            attributes=_attributes(base, _PRACTICE_ATTRIBUTES),
            practical_note=base["practical_note"],
            told=entry.facts.told,
            verified_on=_day(base["verified_on"]),
            structure=_texts(profile, _STRUCTURE_PRACTICE),
            answers=answers.get(Ring.PRACTICE, {}),
        ),
        private=PrivatePart(
            lines=_of_ring(lines, Ring.PERSONAL),
            best_times=_best_times(lines, Ring.PERSONAL),
            favourite=bool(base["favourite"]),
            tags=_labels(connection, "tag", key),
            answers=answers.get(Ring.PERSONAL, {}),
            origins=tuple(row["kind"] for row in _rows(connection, _SOURCES, key)),
            documents=tuple(
                DocumentView(row["name"], row["size"], date.fromisoformat(row["added_on"]), bool(row["is_photo"]))
                for row in _rows(connection, _DOCUMENTS, key)
            ),
            remarks=tuple(
                RemarkView(row["author"], row["words"], _day(row["given_on"]))
                for row in _rows(connection, _REMARKS, key)
            ),
            **{name: base[name] for name in _PRIVATE_TEXT},
        ),
        opinion=_opinion(connection, key),
        judgement=_judgement(connection, key, entry, today),
    )


_DOCUMENTS = "SELECT * FROM document WHERE correspondent_id = ? ORDER BY is_photo DESC, added_on DESC, id DESC"
_REMARKS = (
    "SELECT a.name AS author, r.words, r.given_on FROM remark r JOIN author a ON a.id = r.author_id"
    " WHERE r.correspondent_id = ? ORDER BY r.given_on, r.id"
)
_SOURCES = "SELECT DISTINCT kind FROM source_record WHERE correspondent_id = ? ORDER BY kind"
_PLACES = (
    "SELECT r.uuid, r.specialty, r.official_code, r.function, r.mode, r.hours AS role_hours, r.is_lead, r.since,"
    " r.until, s.name,"
    " s.street, s.complement, s.postcode, s.city, s.insee, s.country, s.hours, s.access, g.uuid AS structure_uuid,"
    " g.label AS structure, r.site_id IS NULL AND s.id IS NOT NULL AS borrowed FROM role r"
    " LEFT JOIN correspondent g ON g.id = r.structure_id AND g.deleted_at IS NULL"
    " LEFT JOIN site s ON s.id = coalesce(r.site_id, (SELECT h.site_id FROM role h"
    " WHERE h.correspondent_id = r.structure_id AND h.site_id IS NOT NULL ORDER BY h.position LIMIT 1))"
    " WHERE r.correspondent_id = ? ORDER BY r.until IS NOT NULL, r.position"
)
_BOUND = (
    "SELECT l.kind, l.to_id = :key AS above, l.since, l.until, c.uuid, c.label FROM structure_link l"
    " JOIN correspondent c ON c.id = CASE WHEN l.to_id = :key THEN l.from_id ELSE l.to_id END"
    " WHERE (l.from_id = :key OR l.to_id = :key) AND c.kind = 'structure' AND c.deleted_at IS NULL"
    " ORDER BY l.kind, above, c.label, c.uuid, l.since"
)
_LINES = (
    "SELECT l.*, r.uuid AS role_uuid, s.uuid AS site_uuid FROM line l LEFT JOIN role r ON r.id = l.role_id"
    " LEFT JOIN site s ON s.id = l.site_id WHERE l.correspondent_id = :key"
    " OR l.role_id IN (SELECT id FROM role WHERE correspondent_id = :key)"
    " OR l.site_id IN (SELECT site_id FROM role WHERE correspondent_id = :key)"
    " ORDER BY l.role_id IS NULL, l.site_id IS NULL, l.position, l.id"
)


def _rows(connection: "Connection", query: str, key: int) -> Iterator[Row]:
    cursor = connection.execute(query, {"key": key} if ":key" in query else (key,))
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())


Answers = dict[str, LineView]  # by post


def _team(connection: "Connection", base: Row, today: date) -> tuple[tuple[TeamView, ...], dict[Ring, Answers]]:
    """A structure's people or a person's structures, and what answers there, ring by ring."""
    column = "structure_id = ?" if base["kind"] == "structure" else "correspondent_id = ? AND structure_id IS NOT NULL"
    if connection.execute(f"SELECT 1 FROM role WHERE {column} LIMIT 1", (base["id"],)).fetchone() is None:
        return (), {}
    from carnet.queries.members import standing  # most cards have no team

    found = standing(connection, base["id"], team=base["kind"] == "structure", today=today)
    answers: dict[Ring, Answers] = {}
    for one in found:
        for ring, line in one.answers.items():
            answers.setdefault(ring, {})[one.view.post] = line
    return tuple(one.view for one in found), answers


def _public(
    connection: "Connection",
    base: Row,
    profile: Row,
    lines: Iterable[Row],
    team: tuple[TeamView, ...],
    answers: Answers,
) -> PublicPart:
    successor = next(
        _rows(connection, "SELECT * FROM correspondent WHERE id = ? AND deleted_at IS NULL", base["successor_id"] or 0),
        None,
    )
    return PublicPart(
        id=f"b:{base['uuid']}",
        kind=base["kind"],
        rpps=base["rpps"] or "",
        adeli=base["adeli"] or "",
        finess=base["finess"] or "",
        siret=base["siret"] or "",
        status_on=_day(base["status_on"]),
        successor=_name(successor) if successor else "",
        successor_id=f"b:{successor['uuid']}" if successor else "",
        attributes=_attributes(base, _PUBLIC_ATTRIBUTES),
        places=tuple(_place(row) for row in _rows(connection, _PLACES, base["id"])),
        lines=_of_ring(lines, Ring.PUBLIC),
        skills=_labels(connection, "skill", base["id"]),
        languages=_labels(connection, "language", base["id"]),
        structure=_texts(profile, _STRUCTURE_PUBLIC),
        team=team,
        answers=answers,
        links=tuple(_bound(row) for row in _rows(connection, _BOUND, base["id"]))
        if base["kind"] == "structure"
        else (),
        **{name: base[name] for name in _PUBLIC_TEXT},
    )


def _name(row: Row) -> str:
    """« Dr Anne ROUX », the name of a structure, the function of a contact without a name."""
    if row["family_name"]:
        return person_name(row["title"], row["given_name"], row["family_name"])
    return str(row["label"])


def _bound(row: Row) -> BoundView:
    return BoundView(
        row["kind"], f"b:{row['uuid']}", row["label"], bool(row["above"]), _day(row["since"]), _day(row["until"])
    )


def _place(row: Row) -> PlaceView:
    names = (
        "uuid", "specialty", "function", "mode", "structure", "name", "street", "complement", "postcode", "city",
        "insee", "country", "access", "official_code",
    )  # fmt: skip
    return PlaceView(
        **{name: row[name] or "" for name in names},
        structure_id=f"b:{row['structure_uuid']}" if row["structure_uuid"] else "",
        hours=row["role_hours"] or row["hours"] or "",
        is_lead=bool(row["is_lead"]),
        since=_day(row["since"]),
        until=_day(row["until"]),
        post_hours=row["role_hours"] or "",
        site_hours=row["hours"] or "",
        borrowed=bool(row["borrowed"]),
    )


def _lines(connection: "Connection", key: int) -> tuple[Row, ...]:
    return tuple(_rows(connection, _LINES, key))


def line_times(connection: "Connection", key: int) -> dict[LineView, str]:
    """When each line of a card answers best, line by line: a number may stand twice on it. Of lines that are alike in
    all the rest, the first one's."""
    return {_view(row): row["best_time"] for row in reversed(_lines(connection, key)) if row["best_time"]}


def _of_ring(lines: Iterable[Row], ring: Ring) -> tuple[LineView, ...]:
    return tuple(_view(row) for row in lines if row["ring"] == ring.label)


def _view(row: Row) -> LineView:
    return LineView(
        shown_value(row["value"], row["digits"]), row["kind"], row["use"], Ring.named(row["ring"]), row["label"],
        row["role_uuid"] or row["site_uuid"] or "",
    )  # fmt: skip


def _best_times(lines: Iterable[Row], *rings: Ring) -> dict[str, str]:
    labels = {ring.label for ring in rings}
    return {
        shown_value(row["value"], row["digits"]): row["best_time"]
        for row in lines
        if row["best_time"] and row["ring"] in labels
    }


def _attributes(base: Row, names: Iterable[str]) -> dict[str, bool | None]:
    return {_NAMES.get(name, name): None if base[name] is None else bool(base[name]) for name in names}


def _texts(profile: Row, names: Iterable[str]) -> dict[str, str]:
    return {name: str(profile[name]) for name in names if profile.get(name) not in (None, "")}


def _labels(connection: "Connection", table: str, key: int) -> tuple[str, ...]:
    query = f"SELECT label FROM {table} WHERE correspondent_id = ? ORDER BY id"
    return tuple(row["label"] for row in _rows(connection, query, key))


def _opinion(connection: "Connection", key: int) -> OpinionPart:
    mine = "JOIN author o ON o.id = a.author_id AND o.is_me WHERE a.correspondent_id = ?"
    row = next(_rows(connection, f"SELECT a.* FROM appraisal a {mine}", key), None)
    good_for = _rows(connection, f"SELECT a.label FROM indication a {mine} AND a.kind = 'for' ORDER BY a.id", key)
    return OpinionPart(
        marks=tuple(mark for name, mark in _MARKS.items() if row and row[name]),
        word=row["word"] if row else "",
        given_on=_day(row["given_on"]) if row else None,
        good_for=tuple(found["label"] for found in good_for),
    )


# Withdrawn: taken back whole, not one of its events.
_SENT = (
    "SELECT count(*) AS n, max(r.made_on) AS last FROM referral r WHERE r.correspondent_id = ?"
    " AND r.direction = 'sent' AND NOT EXISTS (SELECT 1 FROM referral_event e WHERE e.referral_id = r.id"
    " AND e.kind = 'withdrawn' AND e.corrects_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM referral_event k WHERE k.corrects_id = e.id))"
)


def _judgement(connection: "Connection", key: int, entry: Entry, today: date) -> JudgementPart:
    stands = None
    if entry.facts.avoided:
        from carnet.queries.avoidances import standing_avoidance  # most cards have none

        stands = standing_avoidance(connection, key, today)
    sent = next(_rows(connection, _SENT, key))
    not_for = _rows(
        connection, "SELECT label FROM indication WHERE correspondent_id = ? AND kind = 'not_for' ORDER BY id", key
    )
    said = _rows(
        connection, "SELECT * FROM patient_feedback WHERE correspondent_id = ? ORDER BY heard_on DESC, id DESC", key
    )
    return JudgementPart(
        avoided=entry.facts.avoided,
        avoided_since=stands.terms.since if stands else None,
        avoided_until=stands.terms.expires_on if stands else None,
        avoidance_reason=stands.reason if stands else "",
        avoidance_note=stands.note if stands else "",
        not_for=tuple(row["label"] for row in not_for),
        feedback=tuple(Said(row["words"], row["reported_by"], date.fromisoformat(row["heard_on"])) for row in said),
        referrals=sent["n"],
        last_referral=_day(sent["last"]),
        own_delays=entry.facts.own_delays,
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
