"""Work that makes much and throws nothing away goes on without Python's collector of cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """While thousands of cards are read and kept, the collector would walk them again and again, and find nothing: a
    quarter of the time of a review."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # what was made is old at once: it is not walked again as soon as the collector is back
        gc.unfreeze()
        if was:
            gc.enable()
