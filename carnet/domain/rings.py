"""Rings: how far a piece of the book may travel (« Visible par : tous · le cabinet · moi »)."""

from enum import IntEnum


class Ring(IntEnum):
    """The smallest circle that may see a column or a line.

    INTERNAL is plumbing (row numbers, keys between rows, ranks) that no output carries as such.
    """

    PUBLIC = 0  # as in a directory
    PRACTICE = 1  # direct and opinion lines, best time, delays, local agreements
    PERSONAL = 2  # private mobiles, notes, marks, opinions, feedback, avoidance, referrals, patient codes
    INTERNAL = 3

    @classmethod
    def named(cls, name: str) -> "Ring":
        """The ring stored or printed as `name` (« public », « practice », « personal »)."""
        return cls[name.upper()]

    @property
    def label(self) -> str:
        """The ring's stable English name, as stored in the vault and printed in JSON."""
        return self.name.lower()


def default_line_ring(number: str, use: str) -> Ring:
    """Ring of a line typed or imported without saying: design rule, moved by hand afterwards.

    Direct, opinion and internal lines belong to the practice; a French mobile is private until said otherwise; a
    landline, an e-mail or a secure address is public.
    """
    if use in ("direct", "opinion", "internal"):
        return Ring.PRACTICE
    if number[:2] in ("06", "07") and len(number) == 10:
        return Ring.PERSONAL
    return Ring.PUBLIC
