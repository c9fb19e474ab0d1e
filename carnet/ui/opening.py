"""What leaves for another program: a call, a message, a map. Only on a click or a key, never by itself."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl, QUrlQuery
from PySide6.QtGui import QDesktopServices

from carnet.errors import CarnetError
from carnet.ui.card_content import Number
from carnet.words import NARROW

Opener = Callable[[QUrl], bool]


def desktop(url: QUrl) -> bool:
    """Open a link with the program that this machine has for it; whether there is one."""
    return QDesktopServices.openUrl(url)


def call(number: Number, opener: Opener) -> None:
    """Call a number, write to an address. Raises CarnetError when no program of this machine does."""
    if not number.uri:
        raise CarnetError(f"« {number.line.value} » ne s’appelle pas d’ici{NARROW}: copiez-le.")
    if not opener(QUrl(number.uri)):
        what = "appeler" if number.uri.startswith("tel:") else "écrire à"
        raise CarnetError(f"Aucun programme de cet ordinateur ne sait {what} {number.line.value}{NARROW}: copiez-le.")


def show_map(address: str, opener: Opener) -> None:
    """Look an address up in the map program, else on the web. Raises CarnetError when neither opens."""
    if not (opener(_geo(address)) or opener(_web(address))):
        raise CarnetError(f"Aucun programme de cartes ni navigateur ne s’ouvre{NARROW}: l’adresse est {address}.")


def _geo(address: str) -> QUrl:
    return _with_query("geo:0,0", "q", address)


def _web(address: str) -> QUrl:
    return _with_query("https://www.openstreetmap.org/search", "query", address)


def _with_query(start: str, name: str, value: str) -> QUrl:
    url, query = QUrl(start), QUrlQuery()
    query.addQueryItem(name, bytes(QUrl.toPercentEncoding(value).data()).decode())
    url.setQuery(query)
    return url


def show_file(path: Path, opener: Opener) -> None:
    """Open a file with its own program. Raises CarnetError when this machine has none."""
    if not opener(QUrl.fromLocalFile(str(path))):
        raise CarnetError(
            f"Aucun programme de cet ordinateur n’ouvre «{NARROW}{path.name}{NARROW}»{NARROW}: installez-en un pour ce"
            " genre de fichier."
        )
