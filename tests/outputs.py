"""How to make each registered output for real, as text: what the sentinel test searches for leaks.

An output of `domain.disclosure.OUTPUTS` without a driver here fails the test.
"""

import html
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from carnet import cli
from carnet.domain.disclosure import Profile
from carnet.models.book import Book
from carnet.queries.documents import document
from carnet.queries.documents import documents as documents_of
from carnet.services.follow_up import let_secretary
from tests.conftest import NOW, PASSPHRASE, TODAY

HERS = "la clef du comptoir"
WORDS = ("durance", "rhumato", "rhumato vite", "rhumato pointu", "rhumato domicile s1", "cavaillon", "0465711001")


@dataclass(frozen=True, slots=True)
class Scene:
    """A closed-over rich book: its folder, its open book, the uuid of a person and of a structure."""

    folder: Path
    book: Book
    person: str
    structure: str


def password(profile: Profile) -> str:
    """What opens the book for a profile: the secretary has a password of her own, and nothing else narrows her view."""
    return HERS if profile is Profile.SECRETARY else PASSPHRASE


def command(scene: Scene, profile: Profile, *words: str, today: date = TODAY) -> str:
    """What the command line prints, for eyes then for scripts."""
    secret = scene.folder / "pass"
    secret.write_text(password(profile) + "\n", encoding="utf-8")
    options = ["--data-dir", str(scene.folder), "--passphrase-file", str(secret)]
    printed = io.StringIO()
    for more in ([], ["--json"]):
        assert cli.main([*options, *words, *more], out=printed, today=today) == 0
    lines = printed.getvalue().splitlines()
    return "\n".join(line for line in lines if "elapsed_ms" not in line)


def find(scene: Scene, profile: Profile) -> str:
    """Searches by name, specialty, needs, place and number."""
    return "".join(command(scene, profile, "find", text) for text in WORDS)


def show(scene: Scene, profile: Profile) -> str:
    """The person's card and the structure's."""
    return "".join(command(scene, profile, "show", f"b:{uuid}") for uuid in (scene.person, scene.structure))


def history(scene: Scene, profile: Profile) -> str:
    """The person's referrals."""
    return command(scene, profile, "history", f"b:{scene.person}")


def refer(scene: Scene, profile: Profile) -> str:
    """A referral to the structure: its line for the medical record."""
    return command(scene, profile, "refer", f"b:{scene.structure}", "--patient", "GM", "--patient-choice")


def follow_up(scene: Scene, profile: Profile) -> str:
    """Everything to be followed, the owner having let the secretary see it."""
    let_secretary(scene.book, True, now=NOW)
    return command(scene, profile, "follow-up", "--all")


def follow_page(scene: Scene, profile: Profile) -> str:
    """« À suivre » in the window, the owner having let the secretary see it: every filter, every line chosen."""
    from tests.ui import outputs

    let_secretary(scene.book, True, now=NOW)
    return outputs.follow_page(scene.folder, password(profile), "durance")


def avoid(scene: Scene, profile: Profile) -> str:
    """What is noted against the person, as they may read it."""
    return command(scene, profile, "avoid", f"b:{scene.person}")


def opinion(scene: Scene, profile: Profile) -> str:
    """« Mon avis » on the person, patients' words unfolded, what is noted against them and the sheet they may read."""
    from tests.ui import outputs

    return outputs.opinion(scene.folder, "durance")


def bring_in(scene: Scene, profile: Profile) -> str:
    """What an import of somebody that the book has would say, left for the review."""
    file = scene.folder / "contacts.vcf"
    file.write_text("BEGIN:VCARD\nVERSION:3.0\nN:Durance;A.;;;\nTEL:0465711001\nEND:VCARD\n", encoding="utf-8")
    return command(scene, profile, "import", str(file), "--dry-run")


def take_back(scene: Scene, profile: Profile) -> str:
    """The undoing of an import of which a card was changed since."""
    file = scene.folder / "contacts.vcf"
    file.write_text("BEGIN:VCARD\nVERSION:3.0\nN:Lubéron;Zoé;;;\nEND:VCARD\n", encoding="utf-8")
    told = ""
    for more in ([], ["--json"]):
        secret = scene.folder / "pass"
        secret.write_text(password(profile) + "\n", encoding="utf-8")
        options = ["--data-dir", str(scene.folder), "--passphrase-file", str(secret)]
        printed = io.StringIO()
        assert cli.main([*options, "import", str(file), "--json"], out=printed, today=TODAY) == 0
        batch = json.loads(printed.getvalue())["batch"]
        printed = io.StringIO()
        assert cli.main([*options, "undo", batch, *more], out=printed, today=TODAY) == 0
        told += printed.getvalue()
    return told


def documents(scene: Scene, profile: Profile) -> str:
    """The documents of the person, as they lie while they are looked at: each file's name, then its bytes."""
    from carnet.ui.documents_folder import PrivateFolder

    folder = PrivateFolder((scene.folder,))
    (key,) = scene.book.reader().execute("SELECT id FROM correspondent WHERE uuid = ?", (scene.person,)).fetchone()
    try:
        paths = [
            folder.write(found.name, found.content)
            for row in documents_of(scene.book.reader(), key)
            for found in [document(scene.book, row.key)]
        ]
        return "\n".join(f"{path.name}\n{path.read_text()}" for path in paths)
    finally:
        folder.sweep()


def stale(scene: Scene, profile: Profile) -> str:
    """The cards to look at again, three years from now: all of them."""
    return command(scene, profile, "stale", today=TODAY + timedelta(days=3 * 365))


def window(scene: Scene, profile: Profile) -> str:
    """Every word that the window holds, shown or not, search after search."""
    from tests.ui import outputs

    return outputs.everything(scene.folder, password(profile), WORDS)


def line_copies(scene: Scene, profile: Profile) -> str:
    """What Alt 1 to Alt 9 put into the clipboard, and what is said of it."""
    from tests.ui import outputs

    return outputs.line_copies(scene.folder, password(profile), "durance")


def table(scene: Scene, profile: Profile) -> str:
    """The whole book in a table."""
    from tests.ui import outputs

    return outputs.table(scene.folder, password(profile), "durance")


def journal(scene: Scene, profile: Profile) -> str:
    """The journal of the person's card."""
    from tests.ui import outputs

    return outputs.journal(scene.folder, "durance")


def trash(scene: Scene, profile: Profile) -> str:
    """The person in the trash, for a moment."""
    from tests.ui import outputs

    return outputs.trash(scene.folder, "durance")


def record_line(scene: Scene, profile: Profile) -> str:
    """The line for the medical record that a referral leaves in the clipboard."""
    from tests.ui import outputs

    return outputs.record_line(scene.folder, "durance")


def copies(scene: Scene, profile: Profile) -> str:
    """What the window copies for the patient: the number, the address for a letter, the same of a name kept."""
    from tests.ui import outputs

    return outputs.copies(scene.folder, "durance")


def patient_screen(scene: Scene, profile: Profile) -> str:
    """The screen turned to the patient."""
    from tests.ui import outputs

    return outputs.patient_screen(scene.folder, "durance")


def export(scene: Scene, profile: Profile) -> str:
    """What every format carries for a profile, workbooks unzipped; the owner's is for his own use."""
    made_for = Profile.SELF if profile is Profile.OWNER else profile
    texts = []
    for format_ in ("vcf3", "vcf4", "csv", "xlsx"):
        path = scene.folder / f"export.{format_}"
        command(
            scene, Profile.OWNER, "export", str(path), "--for", made_for, "--format", format_, "--until", "31/12/2026"
        )
        texts.append(unzipped(path) if format_ == "xlsx" else unfolded(path.read_bytes().decode("utf-8")))
    return "\n".join(texts)


def unfolded(text: str) -> str:
    """A vCard with its folded lines put together again; any other text as it is."""
    return text.replace("\r\n ", "")


def unzipped(path: Path) -> str:
    """Every member of a workbook, as text; the moment it was made is left out."""
    with zipfile.ZipFile(path) as book:
        members = [book.read(name).decode("utf-8") for name in book.namelist() if not name.startswith("docProps/")]
    return html.unescape("\n".join(members))


def slip(scene: Scene, profile: Profile) -> str:
    """The slip of the person and of the structure: its words, its codes read back, its bytes undone."""
    from tests.ui import outputs

    return outputs.slip(scene.folder, (("durance", f"b:{scene.person}"), ("luberon", f"b:{scene.structure}")))


def export_page(scene: Scene, profile: Profile) -> str:
    """What the page of exports says before anything is written, for each profile and each option."""
    from tests.ui import outputs

    return outputs.export_page(scene.folder, "durance")


DRIVERS: dict[str, Callable[[Scene, Profile], str]] = {
    "find": find,
    "show": show,
    "history": history,
    "documents": documents,
    "opinion": opinion,
    "refer": refer,
    "record-line": record_line,
    "follow-up": follow_up,
    "follow-page": follow_page,
    "avoid": avoid,
    "import": bring_in,
    "undo": take_back,
    "stale": stale,
    "table": table,
    "journal": journal,
    "trash": trash,
    "window": window,
    "line-copies": line_copies,
    "copies": copies,
    "patient-screen": patient_screen,
    "slip": slip,
    "export": export,
    "export-page": export_page,
}
