"""A file encoded twice without any ASCII: undone to the letter, in bounded memory."""

import tracemalloc
from collections.abc import Iterator

import pytest

from carnet.exchange.vcard.single_bytes import undone

PIECE = 1 << 16


def pieces(text: str, size: int, cut: int = PIECE) -> Iterator[bytes]:
    """`size` bytes of a text encoded once more than it should be, repeated."""
    twice = text.encode().decode("cp1252").encode()
    many = twice * (cut // len(twice) + 2)
    for at in range(0, size, cut):
        begin = at % len(twice)
        yield many[begin : begin + min(cut, size - at)]


@pytest.mark.parametrize("text", ["é", "éœ", "’é", "日本", "😀é"])
@pytest.mark.parametrize("cut", [7, 4_097, PIECE])
def test_a_run_without_end_is_undone_to_the_letter(text: str, cut: int) -> None:
    count = 20_000 if cut > 7 else 500
    size = len(text.encode().decode("cp1252").encode()) * count
    assert b"".join(undone(pieces(text, size, cut))).decode() == text * count


def test_fifty_megabytes_without_ascii_take_bounded_memory() -> None:
    size = 50 << 20
    tracemalloc.start()
    try:
        read = sum(map(len, undone(pieces("é", size))))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == size // 2
    assert peak < 8 << 20
