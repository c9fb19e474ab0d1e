"""Cards of an export as vCard text."""

from carnet.domain.disclosure import Disclosed
from carnet.exchange.vcard.lines import folded
from carnet.exchange.vcard.merging import merged
from carnet.exchange.vcard.originals import gathered
from carnet.exchange.vcard.own import is_own
from carnet.exchange.vcard.writing import Envelope, outgoing


def card_text(card: Disclosed, envelope: Envelope) -> str:
    """One vCard, folded, CRLF. A card disclosed with its originals is written into the first of them, with what the
    others alone say."""
    lines = sorted(outgoing(card, envelope), key=is_own)
    if card.original and card.original.cards:
        lines = merged(gathered(card.original.cards), lines)
    return "".join(["BEGIN:VCARD\r\n", *(folded(line.text) for line in lines), "END:VCARD\r\n"])
