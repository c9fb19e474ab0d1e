"""Errors that a person can act upon; everything else is a bug and is left to surface."""


class CarnetError(Exception):
    """A known error. Its text is one clear French sentence: what is wrong, and where."""
