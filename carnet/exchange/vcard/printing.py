"""Cards of an export as vCard text."""

from carnet.domain.disclosure import Disclosed
from carnet.exchange.vcard.lines import folded
from carnet.exchange.vcard.merging import merged
from carnet.exchange.vcard.writing import Envelope, outgoing


def card_text(card: Disclosed, envelope: Envelope) -> str:
    """One vCard, folded, CRLF. A card disclosed with its original is written into it."""
    lines = outgoing(card, envelope)
    if card.original and card.original.cards:
        lines = merged(card.original.cards[-1], lines)
    return "".join(["BEGIN:VCARD\r\n", *(folded(line.text) for line in lines), "END:VCARD\r\n"])
