"""What is said of a correspondent, with who said it and when: my view, for whom, patients' words. For the owner."""

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from sqlite3 import Connection


class FeedbackView(Struct, frozen=True):
    """What a patient or the family said, as reported. `efficacy` 1 to 5, or unknown."""

    uuid: str
    words: str
    reported_by: str
    heard_on: date
    efficacy: int | None
    met_expectations: bool | None
    would_return: bool | None
    problem: str


class IndicationView(Struct, frozen=True):
    """« Plutôt pour » (`for`) or « Pas pour » (`not_for`) something, dated."""

    kind: str
    label: str
    given_on: date


class OpinionView(Struct, frozen=True):
    """The owner's own view: marks by column (`expert`, `humane`, `reliable`, `gives_advice`), a word, when."""

    marks: dict[str, bool]
    word: str = ""
    given_on: date | None = None
    indications: tuple[IndicationView, ...] = ()


_MARKS = ("expert", "humane", "reliable", "gives_advice")
_MINE = "JOIN author o ON o.id = a.author_id AND o.is_me WHERE a.correspondent_id = ?"


def feedback_of(connection: "Connection", key: int) -> tuple[FeedbackView, ...]:
    """Patients' words about the card with row number `key`, latest heard first."""
    rows = connection.execute(
        "SELECT uuid, words, reported_by, heard_on, efficacy, met_expectations, would_return, problem"
        " FROM patient_feedback WHERE correspondent_id = ? ORDER BY heard_on DESC, id DESC",
        (key,),
    )
    return tuple(
        FeedbackView(
            uuid, words, by, date.fromisoformat(heard), efficacy, _three_valued(met), _three_valued(back), problem
        )
        for uuid, words, by, heard, efficacy, met, back, problem in rows
    )


def _three_valued(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def opinion_of(connection: "Connection", key: int) -> OpinionView:
    """The owner's view of the card with row number `key`, empty when there is none."""
    row = connection.execute(
        f"SELECT a.expert, a.humane, a.reliable, a.gives_advice, a.word, a.given_on FROM appraisal a {_MINE}", (key,)
    ).fetchone()
    said = connection.execute(f"SELECT a.kind, a.label, a.given_on FROM indication a {_MINE} ORDER BY a.id", (key,))
    indications = tuple(IndicationView(kind, label, date.fromisoformat(on)) for kind, label, on in said)
    if row is None:
        return OpinionView(dict.fromkeys(_MARKS, False), indications=indications)
    marks = {name: bool(value) for name, value in zip(_MARKS, row[:4], strict=True)}
    return OpinionView(marks, row[4], date.fromisoformat(row[5]), indications)
