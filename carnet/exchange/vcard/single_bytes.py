"""What the bytes of a file that says nothing of them are, told by its beginning: bytes that are no UTF-8 are French of
Windows, of a Mac, of DOS (« CSV (Macintosh) » and « CSV (MS-DOS) » of a spreadsheet) or ISO 8859-15; UTF-8 that was
encoded twice is undone. Sources: Unicode Consortium, mapping tables ROMAN.TXT, CP850.TXT, 8859-15.TXT, CP1252.TXT.
"""

import codecs
import re
from collections.abc import Iterator

TWICE = "utf-8 (deux fois)"
_CANDIDATES = ("cp1252", "iso8859-15", "mac_roman", "cp850")  # the likeliest first: it wins when all are as good
_UTF8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_FOLD = re.compile(rb"(?:\r\n?|\n)[ \t]")  # which may stand inside a character
_SURE = frozenset("éèêëàâçîïôùûœ’")
_LIKELY = frozenset("ÉÈÊÀÂÇÎÔÙÛŒäöüßæñ«»€–—…°\u00a0½¼²")
# A capital or a sign inside a word, a fraction or a quote where a letter should be: another table was meant.
_MISPLACED = re.compile(
    r"(?<=[a-zéèêàç])[ÉÈÊÀÂÇÎÔÙÛŒ°«»€]|(?<=[^\W\d_])[½¼]|[½¼](?=[^\W\d_])|(?<![^\W\d_])œ(?![^\W\d_])"
)
_DECLARED = re.compile(rb"(?i)charset=\"?(?!utf-?8)[\w.-]+")
_OWN = b"X-CARNET-"
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_LONGEST_RUN = 1 << 12  # letters held from one piece to the next
_LONGEST_CHARACTER = 4
_LAST_RUN = re.compile(r"[^\x00-\x7f]+\Z")


def named(head: bytes) -> str:
    """The table of the bytes of a file, "" when it is UTF-8, Windows-1252, declared, or mixed line by line."""
    if head.isascii() or _DECLARED.search(head):
        return ""
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            return "" if _UTF8.search(_FOLD.sub(b"", head)) else _best(head)
        text = head[: error.start].decode("utf-8")
    return TWICE if _OWN not in head and _is_twice(text) else ""


def _best(head: bytes) -> str:
    """The table under which the bytes are most like French, "" for Windows-1252."""
    found = max(_CANDIDATES, key=lambda name: _likeness(head.decode(name, "replace")))
    return "" if found == "cp1252" else found


def _likeness(text: str) -> int:
    letters = [letter for run in _BEYOND.findall(text) for letter in run]
    sure, likely = sum(one in _SURE for one in letters), sum(one in _LIKELY for one in letters)
    return 3 * sure + likely - 3 * (len(letters) - sure - likely) - 4 * len(_MISPLACED.findall(text))


def _is_twice(text: str) -> bool:
    """Whether everything beyond ASCII is UTF-8 taken for Windows-1252 and encoded again; of a French text encoded once
    nothing is, since no letter of it is followed by what would be the rest of a character."""
    runs = _BEYOND.findall(_LAST_RUN.sub("", text) or text)  # the last one may be cut
    return bool(runs) and all(_once(run) != run for run in runs)


def _once(run: str) -> str:
    """What a run of characters was before it was encoded a second time; itself when it was not."""
    try:
        return _bytes(run).decode("utf-8")
    except UnicodeError:
        return run


def _bytes(run: str) -> bytes:
    try:
        return run.encode("cp1252")
    except UnicodeEncodeError:
        return b"".join(map(_byte, run))


def _byte(letter: str) -> bytes:
    """The byte that Windows read as this letter; five of its table have none and stay what they are."""
    return letter.encode("latin-1") if ord(letter) < 0xA0 else letter.encode("cp1252")


def _begun(letters: str) -> str:
    """Of the last letters of a run, those of a character that may not be whole: from the last that begins one."""
    starts = (at for at in range(len(letters) - 1, -1, -1) if "\u00c2" <= letters[at] <= "\u00f4")
    return letters[next(starts, len(letters)) :]


def undone(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a file that was encoded twice, encoded once; in bounded memory, though nothing in it be ASCII."""
    decoder, held = codecs.getincrementaldecoder("utf-8")("replace"), ""
    for chunk in chunks:
        text = held + decoder.decode(chunk)
        end = len(text)
        floor = max(0, end - _LONGEST_RUN)
        while end > floor and not text[end - 1].isascii():  # the rest of the run may come with the next piece
            end -= 1
        if len(text) - end == _LONGEST_RUN:  # a run without end is cut between two characters
            end = len(text) - len(_begun(text[-_LONGEST_CHARACTER:]))
        held = text[end:]
        yield _BEYOND.sub(lambda found: _once(found.group()), text[:end]).encode("utf-8", "replace")
    yield _BEYOND.sub(lambda found: _once(found.group()), held + decoder.decode(b"", final=True)).encode("utf-8")
