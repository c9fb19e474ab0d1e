"""The words of the command line. Usage errors are said in French and end with exit code 2."""

import argparse
import re
from pathlib import Path
from typing import NoReturn

from carnet import __version__

USAGE_ERROR = 2
# argparse has no French of its own; its few sentences are said again here.
_SAID_IN_FRENCH = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"arguments inconnus : \1"),
    (r"argument (.*): expected one argument", r"\1 attend une valeur"),
    (r"argument (.*): expected at least one argument", r"\1 attend au moins une valeur"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1 : \2 n’existe pas ; au choix : \3"),
    (r"argument (.*): invalid (?:\w+) value: (.*)", r"\1 : valeur incorrecte, \2"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 ne va pas avec \2"),
    (r"one of the arguments (.*) is required", r"il faut l’un de : \1"),
)


class FrenchParser(argparse.ArgumentParser):
    """An ArgumentParser that says what is wrong in French."""

    def error(self, message: str) -> NoReturn:
        """Print the error and leave with code 2."""
        for pattern, french in _SAID_IN_FRENCH:
            message, found = re.subn(f"^{pattern}$", french, message)
            if found:
                break
        self.exit(USAGE_ERROR, f"carnet : {message}.\nVoir « {self.prog} --help ».\n")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def build() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = FrenchParser(
        prog="carnet",
        description="Le carnet d’adresses du médecin généraliste. Sans commande : la fenêtre.",
        epilog="« carnet --demo » ouvre la fenêtre sur un carnet fictif, qui disparaît quand on la ferme.",
        add_help=False,
    )
    _options(parser, None)
    parser.add_argument("--version", action="version", version=f"carnet {__version__}", help="la version")
    commands = parser.add_subparsers(dest="command", metavar="COMMANDE", required=True, title="commandes")
    _vault_commands(commands)
    _register_commands(commands)
    _search_commands(commands)
    return parser


def _options(parser: argparse.ArgumentParser, default: object) -> None:
    """Options that may stand before the command or after it."""
    parser.add_argument("-h", "--help", action="help", help="cette aide")
    parser.add_argument("--data-dir", type=Path, metavar="DOSSIER", default=default, help="tout garder dans ce dossier")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FICHIER", default=default, help="le mot de passe est dans ce fichier"
    )
    flag = argparse.SUPPRESS if default is argparse.SUPPRESS else False
    parser.add_argument("--secretary", action="store_true", default=flag, help="la vue du secrétariat")
    parser.add_argument("--json", action="store_true", default=flag, help="répondre en JSON")


def _command(commands: "argparse._SubParsersAction[FrenchParser]", name: str, help_text: str) -> FrenchParser:
    parser = commands.add_parser(name, help=help_text, description=help_text, add_help=False)
    _options(parser, argparse.SUPPRESS)
    return parser


def _vault_commands(commands: "argparse._SubParsersAction[FrenchParser]") -> None:
    init = _command(commands, "init", "créer un carnet vide et chiffré")
    init.add_argument("--commune", required=True, help="commune du cabinet : code INSEE, code postal ou nom")
    init.add_argument("--name", default="", help="nom du cabinet")
    init.add_argument("--owner", default="", help="votre nom, tel que signé")
    _command(commands, "demo", "remplir un carnet vide avec la démonstration")
    passphrase = _command(commands, "passphrase", "changer de mot de passe")
    passphrase.add_argument("--recovery-file", type=Path, metavar="F", help="ouvrir avec la feuille de secours")
    one = passphrase.add_mutually_exclusive_group()
    one.add_argument("--new-file", type=Path, metavar="FICHIER", help="le nouveau mot de passe est ici")
    one.add_argument("--remember", action="store_true", help="confier la clé au trousseau du système")
    one.add_argument("--forget", action="store_true", help="retirer la clé du trousseau du système")
    one.add_argument("--secretary-new-file", type=Path, metavar="F", help="le mot de passe du secrétariat est ici")
    one.add_argument("--secretary-remove", action="store_true", help="retirer l’accès du secrétariat")
    backup = _command(commands, "backup", "sauvegarder le carnet dans un fichier")
    backup.add_argument("file", type=Path, metavar="FICHIER")
    restore = _command(commands, "restore", "remettre le carnet d’une sauvegarde")
    restore.add_argument("file", type=Path, metavar="FICHIER")
    restore.add_argument("--recovery-file", type=Path, metavar="F", help="ouvrir avec la feuille de secours")
    check = _command(commands, "check", "vérifier le carnet")
    check.add_argument("--repair", action="store_true", help="réparer ce qui peut l’être")
    _command(commands, "self-test", "essayer le programme dans un dossier jetable")


def _register_commands(commands: "argparse._SubParsersAction[FrenchParser]") -> None:
    register = _command(commands, "register", "l’annuaire national")
    actions = register.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    load = _command(actions, "import", "importer un fichier de l’Annuaire Santé (.txt, .zip, .gz)")
    load.add_argument("files", type=Path, nargs="+", metavar="FICHIER")
    load.add_argument("--progress", choices=["json"], help="dire l’avancement en JSON, une ligne à la fois")
    _command(actions, "status", "quel annuaire, de quand")


def _search_commands(commands: "argparse._SubParsersAction[FrenchParser]") -> None:
    find = _command(commands, "find", "chercher un correspondant")
    find.add_argument("text", nargs="+", metavar="TEXTE")
    find.add_argument("--near", metavar="COMMUNE", default="", help="commune du patient")
    find.add_argument("--need", action="append", metavar="BESOIN", default=[], help="vite, pointu, domicile…")
    find.add_argument("--limit", type=_positive, default=50, metavar="N", help="au plus N de chaque liste")
    for name, help_text in (("show", "montrer une fiche"), ("history", "les adressages d’une fiche")):
        _command(commands, name, help_text).add_argument("id", metavar="ID", help="b:…, p:… ou s:…")
    stale = _command(commands, "stale", "les fiches à vérifier")
    stale.add_argument("--limit", type=_positive, default=50, metavar="N", help="au plus N fiches")
    add = _command(commands, "add", "ajouter une fiche tapée d’une ligne, ou collée (« - » : sur l’entrée standard)")
    add.add_argument("text", nargs="+", metavar="TEXTE")
    add.add_argument("--hospital", action="store_true", help="le texte est la liste des lignes d’un établissement")
    adopt = _command(commands, "adopt", "ajouter à mon carnet une personne de l’annuaire")
    adopt.add_argument("number", metavar="RPPS", help="son numéro RPPS (ou ADELI)")
