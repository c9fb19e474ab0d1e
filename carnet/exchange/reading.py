"""A file opened for what it brings in: its format told by its contents, its cards read as they are asked for."""

import errno
import hashlib
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from carnet.errors import CarnetError
from carnet.exchange import foreign
from carnet.exchange.controls import lines_without
from carnet.exchange.incoming import IncomingCard, IncomingFile, Trouble
from carnet.exchange.unkept import kept, kept_lines, remark
from carnet.exchange.vcard import charset
from carnet.exchange.vcard.own import uid_of
from carnet.exchange.vcard.reading import incoming, is_group
from carnet.exchange.vcard.stream import cards
from carnet.words import NARROW

if TYPE_CHECKING:
    from carnet.exchange.tables.mapping import Mapping as TableMapping

_HEAD = 1 << 16
_GROUP = (b"kind:group", b"kind;value=text:group", b"addressbookserver-member")
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_LONGEST_NAME = 120
_WHY = {
    errno.ENOENT: "le fichier n’existe pas", errno.EACCES: "l’accès est refusé", errno.EPERM: "l’accès est refusé",
    errno.ENOTDIR: "le fichier n’existe pas", errno.ELOOP: "ce lien tourne en rond",
    errno.ENAMETOOLONG: "ce nom est trop long", errno.EIO: "la clé ou le disque ne répond plus",
    errno.ENODEV: "la clé ou le disque n’est plus là", errno.ENXIO: "la clé ou le disque n’est plus là",
}  # fmt: skip
_MADE_BY = (
    ("apple", "iCloud"), ("ios", "iPhone"), ("google", "Google"), ("android", "Android"), ("outlook", "Outlook"),
    ("microsoft", "Outlook"), ("thunderbird", "Thunderbird"), ("nextcloud", "Nextcloud"), ("sabre", "Nextcloud"),
    ("evolution", "Evolution"), ("lotus", "Lotus Notes"), ("notes", "Lotus Notes"), ("blackberry", "BlackBerry"),
    ("bitfire", "DAVx5"), ("protonmail", "Proton"), ("carnet", "carnet"),
)  # fmt: skip


def open_file(path: Path, *, mapping: "TableMapping | None" = None) -> IncomingFile:
    """The file at `path`, ready to be read. `mapping`: which column is what, for a table; guessed without it.

    Raises CarnetError: a folder, an empty file, unreadable, one that changes while it is read, no format known here.
    """
    before = _checked(path)
    digest, head, has_groups = _looked_over(path)
    if _state(path) != before:
        raise CarnetError(f"{_quoted(path)} est en train d’être écrit{NARROW}: réessayez quand il sera complet.")
    if words := foreign.told(head, path):
        raise CarnetError(f"{_quoted(path)} {words}.")
    if _is_vcard(head):
        return _vcards(path, digest, head, has_groups=has_groups)
    if head.startswith(_XLS):
        raise CarnetError(f"{_quoted(path)} est un ancien classeur Excel{NARROW}: enregistrez-le en .xlsx ou en CSV.")
    from carnet.exchange.tables.reading import open_table

    return open_table(path, digest, mapping=mapping, is_workbook=head.startswith(_ZIP))


def _quoted(path: Path) -> str:
    return f"«{NARROW}{_shortened(path.name or str(path.absolute()))}{NARROW}»"


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _unreadable(path: Path, error: OSError) -> CarnetError:
    why = _WHY.get(error.errno or 0, error.strerror)
    return CarnetError(f"Impossible de lire {_quoted(path)}{NARROW}: {why}.")


def _checked(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise CarnetError(f"{_quoted(path)} est un dossier{NARROW}: choisissez un fichier.")
    if not stat.S_ISREG(found.st_mode):
        raise CarnetError(f"{_quoted(path)} n’est pas un fichier.")
    if not found.st_size:
        raise CarnetError(f"{_quoted(path)} est vide.")
    return _state(path)


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _looked_over(path: Path) -> tuple[str, bytes, bool]:
    """The file's SHA-256, its beginning, and whether some words of it speak of groups."""
    digest, head, has_groups, tail = hashlib.sha256(), b"", False, b""
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
                head = head or piece[:_HEAD]
                if not has_groups:
                    low = (tail + piece).lower().replace(b"\0", b"")
                    has_groups = any(word in low for word in _GROUP)
                    tail = piece[-64:]
    except OSError as error:
        raise _unreadable(path, error) from error
    return digest.hexdigest(), head, has_groups


def _is_vcard(head: bytes) -> bool:
    text = head.replace(b"\0", b"").lower()
    return b"begin:vcard" in b"".join(text.split()) and not text.startswith(b"pk")


def _vcards(path: Path, digest: str, head: bytes, *, has_groups: bool) -> IncomingFile:
    encoding = charset.guess(head)[0] or ("utf-8" if charset.is_utf8(head) else "cp1252")
    found = IncomingFile(path.name, "vcard", digest, iter(()), _source(head), encoding)
    found.cards = _read_cards(path, found, _groups(path) if has_groups else {})
    return found


def _source(head: bytes) -> str:
    text = head.replace(b"\0", b"").decode("latin-1").lower()
    said = " ".join(line for line in text.splitlines() if line.startswith(("prodid", "x-prodid")))[:400]
    for word, name in _MADE_BY:
        if word in said:
            return name
    signs = (
        ("x-carnet-", "carnet"), ("x-abuid", "iCloud"), ("mycontacts", "Google"), ("waid=", "WhatsApp"),
        ("x-ablabel", "iCloud"), ("x-ms-", "Outlook"), ("x-evolution-", "Evolution"), ("x-mozilla", "Thunderbird"),
        ("x-android", "Android"), ("x-lotus", "Lotus Notes"), ("x-rim", "BlackBerry"),
        ("x-kaddressbook", "KAddressBook"), ("x-zimbra", "Zimbra"),
    )  # fmt: skip
    return next((name for word, name in signs if word in text), "")


def _groups(path: Path) -> dict[str, tuple[str, ...]]:
    """The names of the groups that list a card, by its key."""
    found: dict[str, tuple[str, ...]] = {}
    with path.open("rb") as file:
        for raw in cards(charset.chunks(file)):
            if is_group(raw):
                name = next((line.said for line in raw.lines if line.key in ("FN", "N") and line.said.strip(" ;")), "")
                for line in raw.lines:
                    if line.key in ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER") and name:
                        member = uid_of(line.said)
                        found[member] = (*found.get(member, ()), kept(name.strip(" ;")))
    return found


def _read_cards(path: Path, found: IncomingFile, groups: Mapping[str, tuple[str, ...]]) -> Iterator[IncomingCard]:
    seen: dict[str, int] = {}
    copies: Counter[str] = Counter()
    with path.open("rb") as file:
        found.progress = lambda: file.tell() / max(1, path.stat().st_size) if not file.closed else 1.0
        for raw in cards(charset.chunks(file)):
            if is_group(raw):
                continue
            if not raw.lines:
                found.troubles.append(Trouble(raw.line, "cette fiche est vide"))
                continue
            raw.lines, taken_out = kept_lines(lines_without(raw.lines))
            card = incoming(raw, groups)
            if taken_out:
                card = replace(card, problems=(*card.problems, remark(taken_out)))
            if card.key in seen:
                card = _told_apart(card, seen, copies)
            seen[card.key] = raw.line
            found.troubles += [Trouble(raw.line, problem) for problem in card.problems]
            yield card
    found.whole = True


def _told_apart(card: IncomingCard, seen: Mapping[str, int], copies: Counter[str]) -> IncomingCard:
    """A card under an identifier already met: it has a key of its own, the same from one import to the next."""
    own = hashlib.sha256(card.raw.encode("utf-8", "replace")).hexdigest()[:16]
    key = f"{card.key}~{own}"
    while key in seen:
        copies[own] += 1
        key = f"{card.key}~{own}~{copies[own]}"
    remark = f"même identifiant (UID) que la fiche de la ligne {seen[card.key]}"
    return replace(card, key=key, problems=(*card.problems, remark))
