"""Every key of the window, once: the window binds them, the F1 panel lists them.

Digits are bound to the key's place: on a French keyboard the row above the letters types « & é " ' ( - è _ ç à ».
"""

import sys
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from carnet.domain.disclosure import Profile

if TYPE_CHECKING:
    from carnet.ui.card_content import Content

# A key that is not here is the owner's alone.
_FOR_ALL = frozenset({
    "search", "copy", "letter", "call", "map", "successor", "town", "patient", "table", "hidden", "larger",
    "smaller", "usual", "help", "slip",
})  # fmt: skip
_FRENCH_ROW = "&é\"'(-è_ç"
_MAC_ROW = (18, 19, 20, 21, 23, 22, 26, 28, 25)  # kVK_ANSI_1 … kVK_ANSI_9, HIToolbox/Events.h
_X11_FIRST = 10  # the « 1 » key: evdev code 2, plus the 8 that X11 and Wayland add
_WINDOWS_FIRST = 2  # set 1 scan code of the « 1 » key
_BY_PLACE = {"xcb": _X11_FIRST, "wayland": _X11_FIRST, "windows": _WINDOWS_FIRST}


class Key(Struct, frozen=True):
    """One key: the action's name, what Qt calls it, what is written on screen, what it does in a few words.

    `also`: other keys for the same, where a keyboard writes it otherwise.
    """

    action: str
    sequence: str
    written: str
    does: str
    also: tuple[str, ...] = ()


def bound(profile: Profile = Profile.OWNER, granted: frozenset[str] = frozenset()) -> tuple[Key, ...]:
    """Keys that work from anywhere in the window of whoever opened the book; `granted`: what the owner allows her."""
    tr = QCoreApplication.translate
    every = (
        Key("search", "Ctrl+K", "Ctrl K", tr("keys", "chercher")),
        Key("copy", "Ctrl+C", "Ctrl C", tr("keys", "copier le numéro du patient")),
        Key("letter", "Ctrl+Shift+C", "Ctrl Maj C", tr("keys", "copier l’adresse pour un courrier")),
        Key("refer", "Ctrl+Return", "Ctrl Entrée", tr("keys", "adresser"), ("Ctrl+Enter",)),
        Key("keep", "Ctrl+Space", "Ctrl Espace", tr("keys", "retenir un nom, trois au plus")),
        Key("call", "Ctrl+T", "Ctrl T", tr("keys", "appeler le numéro du patient")),
        Key("capture", "Ctrl+N", "Ctrl N", tr("keys", "nouvelle fiche")),
        Key("people", "Ctrl+M", "Ctrl M", tr("keys", "l’équipe d’une structure")),
        Key("adopt", "Alt+A", "Alt A", tr("keys", "ajouter à mon carnet")),
        Key("paste", "Alt+V", "Alt V", tr("keys", "coller un numéro sur la fiche")),
        Key("edit", "Ctrl+E", "Ctrl E", tr("keys", "modifier la fiche")),
        Key("verify", "F8", "F8", tr("keys", "fiche vérifiée aujourd’hui")),
        Key("favourite", "Ctrl+D", "Ctrl D", tr("keys", "favori, ou plus")),
        Key("documents", "Alt+D", "Alt D", tr("keys", "documents de la fiche")),
        Key("opinion", "Alt+O", "Alt O", tr("keys", "mon avis")),
        Key("successor", "Alt+Right", "Alt →", tr("keys", "aller au successeur")),
        Key("table", "Ctrl+B", "Ctrl B", tr("keys", "tout le carnet, en table")),
        Key("follow", "Ctrl+J", "Ctrl J", tr("keys", "à suivre")),
        Key("history", "Alt+H", "Alt H", tr("keys", "historique des adressages")),
        Key("journal", "Ctrl+H", "Ctrl H", tr("keys", "journal de la fiche")),
        Key("trash", "Ctrl+Del", "Ctrl Suppr", tr("keys", "fiche à la corbeille")),
        Key("map", "Alt+C", "Alt C", tr("keys", "voir l’adresse sur une carte")),
        Key("reason", "F2", "F2", tr("keys", "montrer ou cacher notes et avis")),
        Key("town", "F4", "F4", tr("keys", "commune du patient")),
        Key("slip", "Ctrl+P", "Ctrl P", tr("keys", "coordonnées à remettre")),
        Key("patient", "F9", "F9", tr("keys", "montrer au patient")),
        Key("hidden", "Alt+M", "Alt M", tr("keys", "montrer les masqués")),
        Key("undo", "Ctrl+Z", "Ctrl Z", tr("keys", "annuler")),
        Key("larger", "Ctrl++", "Ctrl +", tr("keys", "texte plus grand"), ("Ctrl+=",)),
        Key("smaller", "Ctrl+-", "Ctrl -", tr("keys", "texte plus petit")),
        Key("usual", "Ctrl+0", "Ctrl 0", tr("keys", "texte à 100 %"), ("Ctrl+à",)),
        Key("help", "F1", "F1", tr("keys", "les touches")),
    )
    return every if profile is Profile.OWNER else tuple(key for key in every if key.action in _FOR_ALL | granted)


def in_place(profile: Profile = Profile.OWNER) -> tuple[Key, ...]:
    """Keys that the box, the list, the chips, the card or a review handle themselves."""
    tr = QCoreApplication.translate
    every = (
        Key("", "", "↑ ↓", tr("keys", "choisir dans la liste")),
        Key("", "", "Entrée", tr("keys", "aller dans la fiche ; sur un numéro, le copier")),
        Key("", "", "Maj Entrée", tr("keys", "sur un numéro ou une adresse électronique, appeler ou écrire")),
        Key("", "", "Alt 1 … Alt 9", tr("keys", "copier la 1re, la 2e… ligne ; Alt 2 est pour vous")),
        Key("", "", "Échap", tr("keys", "effacer les mots, puis le patient et les noms retenus")),
        Key("", "", "Tab", tr("keys", "mots lus, liste, fiche")),
        Key("", "", "Suppr", tr("keys", "sur un mot lu, le retirer ; Entrée, le lire autrement")),
    )
    review = Key("", "", "Ctrl F", tr("keys", "chercher dans la revue d’un import, dans les doublons"))
    return (*every, review) if profile is Profile.OWNER else every


def worth_saying(card: "Content | None") -> tuple[tuple[str, str], ...]:
    """The keys that matter while a card is shown, or none: each with what it does."""
    tr = QCoreApplication.translate
    said = []
    if card is not None:
        said += [("↑ ↓", tr("keys", "choisir")), ("Entrée", tr("keys", "fiche"))]
        if card.patient:
            said.append(("Ctrl C", tr("keys", "copier le numéro")))
        if card.editable:
            said.append(("Ctrl Entrée", tr("keys", "adresser")))
            said.append(("Ctrl Espace", tr("keys", "retenir")))
        if card.editable and not card.in_book:
            said.append(("Alt A", tr("keys", "ajouter à mon carnet")))
        said.append(("F9", tr("keys", "montrer au patient")))
    return (*said, ("Échap", tr("keys", "effacer")), ("F1", tr("keys", "les touches")))


def pressed(event: QKeyEvent) -> Key | None:
    """The key of the window that an event is, None for another."""
    sequence = QKeySequence(event.keyCombination())
    return next(
        (key for key in bound() if any(sequence == QKeySequence(text) for text in (key.sequence, *key.also))), None
    )


def digit(event: QKeyEvent) -> int | None:
    """1 to 9 for a key of the row above the letters, whatever it types; None for another key."""
    platform = QGuiApplication.platformName()
    if sys.platform == "darwin" and event.nativeVirtualKey() in _MAC_ROW:
        return _MAC_ROW.index(event.nativeVirtualKey()) + 1
    first = _BY_PLACE.get(platform)
    if first is not None and event.nativeScanCode():
        place = event.nativeScanCode() - first + 1
        return place if 1 <= place <= 9 else None
    key = event.key()
    if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
        return key - Qt.Key.Key_1 + 1
    typed = event.text() or (chr(key).lower() if key < 0x110000 else "")
    return _FRENCH_ROW.index(typed) + 1 if len(typed) == 1 and typed in _FRENCH_ROW else None
