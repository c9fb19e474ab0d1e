"""What may be kept with a card: any file that is read, none that runs. Pure rules on names and first bytes.

A file is refused by its name or by what it holds, whichever tells: a program renamed « .pdf », a macro in a document, a
script inside an archive. A web page is a program too: it runs its scripts in the browser that opens it.
"""

import re
import unicodedata
import zipfile
from io import BytesIO

LARGEST = 20 << 20  # bytes of one file
LONGEST_NAME = 120  # characters, extension included

_RUNS = frozenset({
    "ade", "adp", "apk", "app", "appimage", "application", "appref-ms", "appx", "bas", "bash", "bat", "bin",
    "cdxml", "chm", "class", "cmd", "com", "command", "cpl", "csh", "deb", "desktop", "dll", "dmg", "drv", "dylib",
    "elf", "exe", "fish", "gadget", "hta", "htm", "html", "img", "inf", "ins", "iso", "jar", "js", "jse", "jsp",
    "ksh", "lnk", "mht", "mhtml", "mjs", "msc", "msh", "msi", "msix", "msp", "mst", "ocx", "osx", "out", "php",
    "pif", "pkg", "pl", "prg", "ps1", "ps1xml", "ps2", "psc1", "psd1", "psm1", "py", "pyc", "pyo", "pyw", "rb",
    "reg", "rpm", "run", "scf", "scpt", "scr", "sct", "settingcontent-ms", "sh", "shb", "shs", "shtml", "snap",
    "so", "svg", "svgz", "swf", "sys", "tcl", "url", "vb", "vbe", "vbs", "vhd", "vhdx", "webloc", "workflow", "ws",
    "wsc", "wsf", "wsh", "xap", "xhtml", "xll", "xpi", "zsh",
})  # fmt: skip
_WITH_MACROS = frozenset({
    "docm", "dotm", "potm", "ppam", "ppsm", "pptm", "sldm", "xlam", "xlsb", "xlsm", "xltm",
})  # fmt: skip
_BINARY_HEADS = (
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe", b"L\x00\x00\x00\x01\x14\x02\x00", b"dex\n", b"\x00asm", b"!<arch>\n", b"\xed\xab\xee\xdb",
)  # fmt: skip
_TEXT_HEADS = (b"#!", b"[desktop entry]", b"[internetshortcut]", b"<!doctype html", b"<html", b"<svg", b"<script")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # MS-CFB §2.2
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")  # MS-OVBA §2.2.1
_ZIP = b"PK\x03\x04"
_ZIP_MACROS = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/)", re.IGNORECASE)
_MARK = b"\xef\xbb\xbf"  # some editors begin a text with it
_TYPES = (
    (b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"), (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"), (b"{\\rtf", "application/rtf"),
)  # fmt: skip
PHOTO_TYPES = frozenset({"image/jpeg", "image/png"})
# Names that Windows keeps for itself, with any extension.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')


def safe_name(name: str) -> str:
    """The name as a file may bear it on any system: no path, no mark that turns letters round, an extension kept."""
    name = re.split(r"[/\\]", name)[-1]
    text = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", name))
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    text = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", text)).strip(" .")  # Windows drops dots and spaces at the end
    stem, dot, ending = text.rpartition(".")
    if not dot:
        stem, ending = text, ""
    room = LONGEST_NAME - len(ending) - len(dot)
    if room < 1:  # no extension is that long
        stem, dot, ending, room = text, "", "", LONGEST_NAME
    stem = stem[:room].strip(" .")
    if _RESERVED.fullmatch(stem.split(".")[0]):
        stem = f"_{stem}"
    return f"{stem or 'document'}{dot}{ending}"


def extension(name: str) -> str:
    """« pdf »: the last ending of a safe name, in small letters; "" for none."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def why_refused(name: str, content: bytes) -> str:
    """« program », « macros » or « packed » (a program inside an archive) for what may not be kept; "" for the rest."""
    ending = extension(safe_name(name))
    if ending in _WITH_MACROS:
        return "macros"
    text = content[:256].removeprefix(_MARK).lstrip().lower()
    if ending in _RUNS or content.startswith(_BINARY_HEADS) or text.startswith(_TEXT_HEADS):
        return "program"
    if content.startswith(_OLE) and _OLE_MACROS in content:
        return "macros"
    return _why_refused_inside(content) if content.startswith(_ZIP) else ""


def _why_refused_inside(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""  # no program reads it as an archive either: it is bytes
    if any(_ZIP_MACROS.search(name) for name in names):
        return "macros"
    return "packed" if any(extension(name) in _RUNS | _WITH_MACROS for name in names) else ""


def media_type(content: bytes) -> str:
    """The kind of what opens with these bytes, « application/octet-stream » when it is none of those shown."""
    return next((kind for head, kind in _TYPES if content.startswith(head)), "application/octet-stream")
