"""UUIDs of rows that may travel (RFC 9562 §5.7: version 7, by time)."""

from datetime import datetime
from uuid import UUID

from carnet.models.keys import Randomness

_COUNTER_BITS, _RANDOM_BITS = 12, 62


class Uuids:
    """UUIDv7 of one moment, in the order they are asked for: a counter fills the bits after the milliseconds."""

    def __init__(self, now: datetime, randomness: Randomness) -> None:
        self._count = int(now.timestamp() * 1000) << _COUNTER_BITS
        self._randomness = randomness

    def next(self) -> str:
        """The next one, as text; past 4 096 the milliseconds run ahead of the clock, as the RFC allows."""
        milliseconds, counter = divmod(self._count, 1 << _COUNTER_BITS)
        self._count += 1
        random = int.from_bytes(self._randomness.token_bytes(8), "big") >> (64 - _RANDOM_BITS)
        return str(UUID(int=milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | random))
