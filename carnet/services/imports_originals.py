"""The originals of an import, kept beside the cards: what they were, what they said, their photo."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from carnet.domain.attachments import LARGEST, PHOTO_TYPES, media_type
from carnet.models import document_contents, tables
from carnet.models.desk import document
from carnet.models.writer import Writer
from carnet.queries.review import source_name
from carnet.services.imports_links import base_with_links
from carnet.services.imports_reading import Coming
from carnet.services.imports_writing import Parcel

_AT_ONCE = 4 << 20  # characters: what is written in one go


class Originals:
    """Writes originals as they are read, a few megabytes at a time."""

    def __init__(self, writer: Writer, parcels: Iterable[Parcel]) -> None:
        self._writer = writer
        self._cards: dict[str, tuple[int, Coming]] = {
            card.key: (parcel.row, card) for parcel in parcels for card in parcel.cards if not card.made_up
        }
        rows = writer.dbapi.execute("SELECT kind, record_key, id, correspondent_id FROM source_record")
        self._known = {source_name(kind, key): (row, owner) for kind, key, row, owner in rows}
        owners = json.dumps(sorted({row for row, _ in self._cards.values()}))
        pictured = writer.dbapi.execute(
            "SELECT correspondent_id FROM document WHERE is_photo AND correspondent_id IN"
            " (SELECT value FROM json_each(?))",
            (owners,),
        )
        self._pictured = {row[0] for row in pictured}
        self._waiting: list[dict[str, Any]] = []
        self._size = 0

    def write(self, key: str, raw: str, photo: bytes | None) -> None:
        """Keep the original of the card `key`, if that card was imported."""
        if key not in self._cards:
            return
        owner, card = self._cards[key]
        self._keep(owner, card, raw)
        if photo and owner not in self._pictured and len(photo) <= LARGEST and media_type(photo) in PHOTO_TYPES:
            self._pictured.add(owner)
            self._photo(owner, photo)

    def _keep(self, owner: int, card: Coming, raw: str) -> None:
        base = base_with_links(card).to_json()
        key, number = card.key, 1
        while (found := self._known.get(source_name(card.source, key))) and found[1] != owner:
            number += 1  # another card of the book already comes from there
            key = f"{card.key}~~{number}"
        said = {"raw": raw, "base": base}
        if found:
            if self._differs(found[0], raw, base):
                self._writer.update(tables.source_record, found[0], **said, seen_on=self._writer.now.date())
            return
        self._known[source_name(card.source, key)] = (0, owner)
        row = {"correspondent_id": owner, "kind": card.source, "record_key": key, **said}
        self._waiting.append(row | {"seen_on": self._writer.now.date()})
        self._size += len(raw) + len(base)
        if self._size > _AT_ONCE:
            self.finish()

    def _differs(self, row: int, raw: str, base: str) -> bool:
        found = self._writer.dbapi.execute("SELECT raw, base FROM source_record WHERE id = ?", (row,)).fetchone()
        return bool(found != (raw, base))

    def _photo(self, owner: int, photo: bytes) -> None:
        digest, kind = hashlib.sha256(photo).hexdigest(), media_type(photo)
        document_contents.keep(self._writer.dbapi, digest, photo)
        name = f"photo.{'jpg' if kind == 'image/jpeg' else 'png'}"
        self._writer.insert(
            document, correspondent_id=owner, name=name, media_type=kind, size=len(photo), sha256=digest,
            is_photo=True, added_on=self._writer.now.date(),
        )  # fmt: skip

    def finish(self) -> None:
        """Write what waits."""
        self._writer.insert_many(tables.source_record, self._waiting)
        self._waiting, self._size = [], 0
