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
    _loop_commands(commands)
    _export_command(commands)
    _import_commands(commands)
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
    backup.add_argument("file", type=Path, metavar="FICHIER", help="un fichier, ou un dossier (une clé USB)")
    restore = _command(commands, "restore", "remettre le carnet d’une sauvegarde")
    restore.add_argument("file", type=Path, metavar="FICHIER")
    restore.add_argument("--recovery-file", type=Path, metavar="F", help="ouvrir avec la feuille de secours")
    restore.add_argument("--preview", action="store_true", help="seulement comparer avec le carnet en place")
    restore.add_argument("--another-vault", action="store_true", help="même si c’est la sauvegarde d’un autre carnet")
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
    _command(commands, "show", "montrer une fiche").add_argument("id", metavar="ID", help="b:…, p:… ou s:…")
    stale = _command(commands, "stale", "les fiches à vérifier")
    stale.add_argument("--limit", type=_positive, default=50, metavar="N", help="au plus N fiches")
    add = _command(commands, "add", "ajouter une fiche tapée d’une ligne, ou collée (« - » : sur l’entrée standard)")
    add.add_argument("text", nargs="+", metavar="TEXTE")
    add.add_argument("--hospital", action="store_true", help="le texte est la liste des lignes d’un établissement")
    adopt = _command(commands, "adopt", "ajouter à mon carnet une personne de l’annuaire")
    adopt.add_argument("number", metavar="RPPS", help="son numéro RPPS (ou ADELI)")


def _loop_commands(commands: "argparse._SubParsersAction[FrenchParser]") -> None:
    refer = _command(commands, "refer", "noter un adressage")
    refer.add_argument("id", metavar="ID", help="b:…, ou p:… (ajouté au carnet du même coup)")
    refer.add_argument("--patient", metavar="CODE", default="", help="des initiales ou un numéro de dossier")
    refer.add_argument("--as-typed", action="store_true", help="garder le code patient tel quel")
    refer.add_argument("--mode", metavar="MODE", default="", help="conseillé, téléphone, courrier…")
    refer.add_argument("--urgency", metavar="URGENCE", default="", help="bientôt ou urgent")
    refer.add_argument("--motive", metavar="MOTIF", default="", help="en quelques mots")
    refer.add_argument("--follow", action="store_true", help="à suivre")
    refer.add_argument("--on", metavar="DATE", default="", help="si ce n’est pas aujourd’hui")
    refer.add_argument("--patient-choice", action="store_true", help="choix du patient, malgré « je n’adresse pas »")
    reply = _command(commands, "reply", "noter la suite d’un adressage")
    reply.add_argument("referral", metavar="ADRESSAGE", help="son identifiant, tel que « refer » l’a donné")
    reply.add_argument("--what", metavar="SUITE", default="news", help="nouvelles reçues (sinon : rdv, vu, pas venu…)")
    reply.add_argument("--on", metavar="DATE", default="", help="quand ; pour « rdv », le jour du rendez-vous")
    follow_up = _command(commands, "follow-up", "ce qui est à suivre")
    follow_up.add_argument("--all", action="store_true", help="aussi ce qui attend, et ce qui est en pause")
    history = _command(commands, "history", "les adressages d’une fiche, ou d’un patient")
    history.add_argument("id", metavar="ID", nargs="?", default="", help="b:…")
    history.add_argument("--patient", metavar="CODE", default="", help="un code patient")
    avoid = _command(commands, "avoid", "« je n’adresse pas » ; sans option, ce qui est noté")
    avoid.add_argument("id", metavar="ID", help="b:…")
    deed = avoid.add_mutually_exclusive_group()
    deed.add_argument("--reason", metavar="MOTIF", default="", help="désaccord professionnel, délais, dépassements…")
    deed.add_argument("--renew", action="store_true", help="noter de nouveau, pour douze mois")
    deed.add_argument("--end", action="store_true", help="adresser de nouveau")
    avoid.add_argument("--note", metavar="TEXTE", default="", help="des faits")
    avoid.add_argument("--until", metavar="DATE", default="", help="jusqu’à quand (douze mois sinon)")


def _export_command(commands: "argparse._SubParsersAction[FrenchParser]") -> None:
    export = _command(commands, "export", "remettre des fiches à quelqu’un, dans un fichier")
    export.add_argument("file", type=Path, metavar="FICHIER")
    export.add_argument(
        "--for", dest="profile", required=True, metavar="QUI",
        help="patient, colleague, locum, successor, phone ou self (pour soi)",
    )  # fmt: skip
    export.add_argument("--format", choices=["vcf3", "vcf4", "csv", "xlsx"], default="", help="sinon, d’après le nom")
    export.add_argument("--until", metavar="DATE", default="", help="remplaçant : jusqu’à quand")
    export.add_argument("--select", nargs="+", metavar="TEXTE", help="les fiches que trouve ce texte ; sinon, toutes")
    export.add_argument("--id", action="append", metavar="ID", help="cette fiche (b:…) ; plusieurs fois possible")
    export.add_argument("--with-practice", action="store_true", help="confrère : aussi les lignes du cabinet")
    export.add_argument("--with-opinions", action="store_true", help="successeur : aussi mes avis, à mon nom")
    export.add_argument("--with-private-lines", dest="with_private_lines", action="store_true",
                        help="téléphone : aussi les portables privés")  # fmt: skip
    export.add_argument("--dry-run", action="store_true", help="dire ce qui part et ce qui reste, sans écrire")


def _import_commands(commands: "argparse._SubParsersAction[FrenchParser]") -> None:
    load = _command(commands, "import", "faire entrer les fiches d’un fichier (vCard, CSV, XLSX)")
    load.add_argument("file", type=Path, metavar="FICHIER")
    load.add_argument("--dry-run", action="store_true", help="dire ce qui entrerait, sans rien écrire")
    load.add_argument(
        "--from", dest="author", metavar="NOM", default="", help="de qui est ce carnet : ses notes restent les siennes"
    )
    undo = _command(commands, "undo", "annuler un import, même après d’autres modifications")
    undo.add_argument("batch", metavar="IMPORT", help="son identifiant, tel que « import » l’a donné")
