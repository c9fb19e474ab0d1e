"""A row of the card."""

from msgspec import Struct


class Row(Struct, frozen=True):
    """A label, its words, quieter words below.

    `map_query`: the address to look up, "" when it is none. `deed`: what the words do when pressed, `hint` its key.
    """

    label: str
    text: str
    more: str = ""
    map_query: str = ""
    deed: str = ""
    hint: str = ""
