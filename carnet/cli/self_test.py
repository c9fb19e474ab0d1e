"""`self-test`: the whole way of a word, in a throw-away folder: vault, migration, import, search, backup."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from carnet.cli.context import Context
from carnet.cli.output import as_json
from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.paths import Folders
from carnet.queries.box import Box, Request

_TRIAL_WORDS = "essai du programme"
_COMMUNE = "84035"


def self_test(context: Context) -> None:
    """Try the program in a throw-away folder. Raises CarnetError naming the step that failed."""
    done: list[str] = []
    with tempfile.TemporaryDirectory(prefix="carnet-essai-", ignore_cleanup_errors=True) as folder:
        trial = _Trial(Folders.inside(Path(folder)), context)
        for name, step in trial.steps():
            _run(name, step)
            done.append(name)
    context.say(as_json({"passed": done}) if context.as_json else "\n".join(f"{name} : bon" for name in done))


def _run(name: str, step: Callable[[], None]) -> None:
    try:
        step()
    except CarnetError as error:
        raise CarnetError(f"L’essai a échoué à l’étape « {name} » : {error}") from error


class _Trial:
    """The steps, each leaving to the next what it made."""

    def __init__(self, folders: Folders, context: Context) -> None:
        self.folders, self.context = folders, context
        self.recovery_code = ""

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """Name and function of each step, in order."""
        return [
            ("coffre et migration", self.make_vault),
            ("démonstration", self.fill),
            ("annuaire", self.load_register),
            ("recherche", self.search),
            ("sauvegarde", self.keep),
            ("feuille de secours", self.recover),
        ]

    def make_vault(self) -> None:
        """A new vault, and its text nowhere in clear on disk."""
        from carnet.models.book import create_vault

        made = create_vault(
            self.folders,
            _TRIAL_WORDS,
            practice_name="Essai",
            commune_insee=_COMMUNE,
            owner_name="",
            now=self.context.now,
        )
        made.book.close()
        self.recovery_code = made.recovery_code

    def fill(self) -> None:
        """The demonstration's book, through the services."""
        from carnet.models.book import Passphrase, open_book
        from carnet.services.demonstration import fill

        with open_book(self.folders, Passphrase(_TRIAL_WORDS)) as book:
            fill(book, today=self.context.today, now=self.context.now)
        if b"BENHADDOU" in self.folders.vault.read_bytes().upper():
            raise CarnetError("le coffre montre son texte.")

    def load_register(self) -> None:
        """The demonstration's register, imported like the national one."""
        from carnet.register.importer import import_file
        from carnet.services.demonstration import register_file

        report = import_file(
            register_file(),
            self.folders.data,
            progress=lambda step: None,
            cancelled=lambda: False,
            today=self.context.today,
        )
        counts = report.counts
        if counts.rows != counts.kept + sum(counts.reported.values()):
            raise CarnetError("des lignes ont disparu.")

    def search(self) -> None:
        """The right correspondent first, from the book, and others from the register."""
        from carnet.models.book import Passphrase, open_book
        from carnet.register import store
        from carnet.register.lookup import Register

        communes, catalogue = Communes.shipped(), Catalogue.shipped()
        path = store.current(self.folders.data)
        if path is None:
            raise CarnetError("l’annuaire importé n’est pas en place.")
        with (
            open_book(self.folders, Passphrase(_TRIAL_WORDS)) as book,
            Register.open(path, communes, catalogue) as register,
        ):
            box = Box(
                book, register, communes=communes, catalogue=catalogue, practice=_COMMUNE, today=self.context.today
            )
            answer = box.find(Request("rhumato"))
        if not answer.register or not answer.book or "BENHADDOU" not in answer.book[0].name:
            raise CarnetError("« rhumato » ne donne pas le bon correspondant.")

    def keep(self) -> None:
        """A backup, opened to verify it."""
        from carnet.models.backup import backup
        from carnet.models.book import Passphrase, open_book

        with open_book(self.folders, Passphrase(_TRIAL_WORDS)) as book:
            backup(book, self.folders.data / "essai.carnet-backup", now=self.context.now)

    def recover(self) -> None:
        """The recovery code opens, a wrong password does not."""
        from carnet.models.book import Passphrase, RecoveryCode, open_book

        open_book(self.folders, RecoveryCode(self.recovery_code)).close()
        try:
            open_book(self.folders, Passphrase(_TRIAL_WORDS + "!")).close()
        except CarnetError:
            return
        raise CarnetError("un mauvais mot de passe ouvre le coffre.")
