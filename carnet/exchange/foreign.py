"""Files of other formats, told by how they begin, so that none is taken for a table: what each is, what to do."""

import re
from pathlib import Path

from carnet.words import NARROW

_AS_A_BOOK = "exportez les contacts en vCard (.vcf) ou en CSV"
_AS_A_TABLE = "enregistrez-le en .xlsx ou en CSV"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_DOCUMENTS = (
    ("EncryptedPackage", f"est protégé par un mot de passe{NARROW}: enregistrez-le sans mot de passe"),
    ("WordDocument", f"est un ancien document Word{NARROW}: {_AS_A_TABLE}"),
    ("__properties_version", f"est un message d’Outlook{NARROW}: enregistrez sa pièce jointe, et choisissez-la"),
)
_BINARY = (
    (b"%PDF-", f"est un PDF{NARROW}: {_AS_A_BOOK}"),
    (b"{\\rtf", f"est un texte mis en forme (RTF){NARROW}: {_AS_A_TABLE}"),
    (b"!BDN", f"est un fichier de données d’Outlook{NARROW}: {_AS_A_BOOK}"),
    (b"\x1f\x8b", f"est un fichier compressé{NARROW}: décompressez-le d’abord"),
    (b"7z\xbc\xaf", f"est un fichier compressé{NARROW}: décompressez-le d’abord"),
    (b"Rar!", f"est un fichier compressé{NARROW}: décompressez-le d’abord"),
)
_MAIL = f"est un courrier{NARROW}: enregistrez sa pièce jointe, et choisissez-la"
_HEADER = r"(?:From|To|Date|Subject|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Content-[\w-]+|X-[\w-]+)"
_TEXTS = (
    (re.compile(r"(?i)BEGIN:VCALENDAR"), f"est un agenda{NARROW}: {_AS_A_BOOK}"),
    (re.compile(r"(?i)<!doctype html|<html|<table|<div"), f"est une page web{NARROW}: {_AS_A_BOOK}"),
    (re.compile(r"<[?!A-Za-z]"), f"est un fichier XML{NARROW}: {_AS_A_BOOK}"),
    (re.compile(r"[\[{]\s*[\"\[{]"), f"est un fichier JSON{NARROW}: {_AS_A_BOOK}"),
    (re.compile(r"(?i)(?:(?:version|#)[^\n]*\n\s*)*dn::? ?\S"), f"est un fichier LDIF{NARROW}: {_AS_A_BOOK}"),
    (re.compile(rf"(?i)(?:From .*\n)?{_HEADER}: .*\n(?:[ \t].*\n)*{_HEADER}: "), _MAIL),
)  # fmt: skip
# A vCard inside a message whose letters the mail changed: every name of it would be spoilt.
_ENCODED_CARD = re.compile(
    r"(?i)content-transfer-encoding:[ \t]*(?:quoted-printable|base64)[^\n]*(?:\n[^\n]+)*\n\nbegin:vcard"
)
_BLANK_LINES = re.compile(r"\n{3,}")
_CONTROLS = bytes({*range(9), *range(14, 27), *range(28, 32)})
_MOST_CONTROLS = 50  # one in so many bytes: beyond, the file is no text


def told(head: bytes, path: Path) -> str:
    """What a file is and what to do, « est un PDF : … », when it begins as one of a format that is not read here; ""
    otherwise. `head`: its first bytes."""
    if head.startswith(_OLE):
        names = _directory(head, path).decode("utf-16-le", "replace")
        return next((words for name, words in _OLD_DOCUMENTS if name in names), "")
    if found := next((words for sign, words in _BINARY if head.startswith(sign)), ""):
        return found
    text = _text(head)
    if "begin:vcard" in text.lower():
        return _MAIL if _ENCODED_CARD.search(_tight(text)) else ""
    if found := next((words for sign, words in _TEXTS if sign.match(text)), ""):
        return found
    strange = len(head) - len(head.translate(None, _CONTROLS))
    return "n’est ni une vCard, ni un tableau (CSV, XLSX)" if _is_binary(head, strange) else ""


def _is_binary(head: bytes, strange: int) -> bool:
    return b"\0" not in head and not head.startswith(b"PK") and strange * _MOST_CONTROLS > len(head)


def _tight(text: str) -> str:
    """The text without blanks around its lines, one empty line at most between two others."""
    return _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n")))


def _text(head: bytes) -> str:
    clean = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    return clean.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n").lstrip()


def _directory(head: bytes, path: Path) -> bytes:
    """The names of what an old document holds ([MS-CFB] §2.2, §2.6: where the directory is, one name an entry)."""
    shift = min(int.from_bytes(head[30:32], "little"), 12)
    start = (int.from_bytes(head[48:52], "little") + 1) << shift
    with path.open("rb") as file:
        file.seek(start)
        return file.read(1 << 13)
