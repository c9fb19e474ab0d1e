"""The window: the only room that knows Qt, besides the composition root."""

import sys

if sys.version_info < (3, 12):
    # PySide 6.12.0 is built as if None, True and False were immortal, as they are from Python 3.12 on: with 3.11 each
    # of its calls that returns one takes a reference away, and the program is aborted after some ten thousand.
    # A count that cannot be used up (2**40) is what later Pythons give them themselves. 6.11.3 has not this fault.
    import ctypes

    for _constant in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(_constant)).value += 1 << 40
