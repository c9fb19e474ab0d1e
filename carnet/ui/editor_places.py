"""Roles and places in the edit panel: the first one stands in front, the others in their section."""

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout

from carnet import words
from carnet.errors import CarnetError
from carnet.queries.editable import Editable, EditableLine, EditableRole
from carnet.ui import editor_acts as acts
from carnet.ui.editor_fields import NoteField, TextField
from carnet.ui.editor_lines import LinesBlock, Owner
from carnet.ui.editor_parts import Around, Part, card_field, long_day, specialty_field, specialty_label
from carnet.ui.editor_rows import Row, Save, Write
from carnet.ui.editor_segments import Segments, Word
from carnet.ui.editor_suggest import SuggestField
from carnet.ui.panel_parts import Link, Notice
from carnet.ui.theme import lettered

_tr = QCoreApplication.translate
_ALONE, _ALL = "alone", "all"


class Post(Part):
    """Rows of one role of a card: the one that `held` finds."""

    def __init__(self, around: Around, card: Editable) -> None:
        self.shared_by = _ALONE
        self._others: Row | None = None
        super().__init__(around, card)

    @property
    def held(self) -> EditableRole | None:
        """The role, None while the card has none."""
        return main_role(self.card, self.around)

    def specialty(self) -> None:
        """What they are."""
        field = specialty_field(self.around)
        self.row(
            _tr("editor", "Spécialité"),
            field,
            lambda card: specialty_label(self.held),
            lambda text: acts.role(self.card.id, self.held, specialty=acts.specialty(text)),
        )

    def address(self) -> None:
        """Street and commune; for whom, when others work there too."""
        self.site_text("street", _tr("editor", "Adresse"), _tr("editor", "numéro et rue"))
        name = _tr("editor", "Commune")
        field = SuggestField(self.around.theme, self.around.over, name, hint=_tr("editor", "nom ou code postal"))
        field.typed.connect(lambda text: self.around.complete("town", field, text))

        def write(text: str) -> Write:
            taken = field.taken(text)
            insee = str(taken.value) if taken is not None else ""
            return acts.town(self.card.id, self.held, text, insee, alone=self.alone)

        self.row(name, field, lambda card: _town_words(self.held), write)
        self._whom = Segments(self.around.theme, _tr("editor", "Changer le lieu pour"), _for_whom(2), size=12.5)
        self._others = self.row(
            _tr("editor", "changer pour"),
            self._whom,
            lambda card: self.shared_by,
            self._for_whom,
            lambda card: self._users > 1,
        )
        lettered(self._others.label, "foot", soft=True)

    @property
    def alone(self) -> bool:
        """Whether a change of place is for this card only."""
        return self.shared_by == _ALONE

    @property
    def _users(self) -> int:
        return self.held.site.users if self.held is not None and self.held.site is not None else 0

    def _for_whom(self, text: str) -> None:
        self.shared_by = text
        if self._others is not None:
            self._others.field.show_saved(text)

    def site_text(self, name: str, label: str, hint: str = "") -> None:
        """A column of the place."""
        self.row(
            label,
            TextField(self.around.theme, label, hint=hint),
            lambda card: _of_site(self.held, name),
            lambda text: acts.place(self.card.id, self.held, alone=self.alone, **{name: text}),
        )

    def role_text(self, name: str, label: str, hint: str = "") -> None:
        """A column of the role."""
        self.row(
            label,
            TextField(self.around.theme, label, hint=hint),
            lambda card: self.held.columns[name] if self.held is not None else "",
            lambda text: acts.role(self.card.id, self.held, **{name: text}),
        )

    def role_day(self, name: str, label: str, *, last: bool) -> None:
        """A date of the role."""
        self.row(
            label,
            TextField(self.around.theme, label, hint=_tr("editor", "3 mars 2026, mars 2026…")),
            lambda card: long_day(self.held.columns[name] if self.held is not None else None),
            lambda text: acts.role(self.card.id, self.held, **{name: acts.day(text, self.around.today, last=last)}),
        )

    def show_card(self, card: Editable) -> None:
        """Show the role as it is saved now."""
        super().show_card(card)
        if self._others is not None:
            self._whom.offer(_for_whom(self._users))


class FrontPost(Post):
    """What a card is and where: its first role that is not over."""

    def build(self) -> None:
        """The specialty."""
        self.specialty()


class FrontPlace(Post):
    """Where the first role is."""

    def build(self) -> None:
        """The address."""
        self.address()


class PostBlock(Post):
    """All that is known of one role, in its section."""

    def __init__(self, around: Around, card: Editable, key: int, *, front: bool) -> None:
        self._key, self.front = key, front
        super().__init__(around, card)

    @property
    def held(self) -> EditableRole | None:
        """The role with this row number."""
        return next((role for role in self.card.roles if role.id == self._key), None)

    def build(self) -> None:
        """Its title, then everything but what stands in front already."""
        self._title, theme = QLabel(), self.around.theme
        lettered(self._title, "key")
        self._title.setWordWrap(True)
        self._title.setMinimumHeight(theme.px(28))
        self.column.addWidget(self._title)
        if not self.front:
            self.specialty()
            self.address()
        self.role_text("function", _tr("editor", "Fonction"))
        self._structure()
        self.row(
            _tr("editor", "Exercice"),
            Segments(theme, _tr("editor", "Exercice"), [
                Word("private", _tr("editor", "libéral"), "l"), Word("employed", _tr("editor", "salarié"), "s"),
                Word("volunteer", _tr("editor", "bénévole"), "b"), Word("", _tr("editor", "inconnu"), "i"),
            ]),
            lambda card: self.held.columns["mode"] if self.held is not None else "",
            lambda text: acts.role(self.card.id, self.held, mode=text),
        )  # fmt: skip
        self.role_day("since", _tr("editor", "Depuis"), last=False)
        self.role_day("until", _tr("editor", "Jusqu’au"), last=True)
        self._hours()
        self.site_text("name", _tr("editor", "Lieu"), _tr("editor", "maison médicale, hôpital…"))
        self.site_text("complement", _tr("editor", "Complément"), _tr("editor", "bâtiment, étage"))
        self.site_text("access", _tr("editor", "Accès"))
        self._lines = LinesBlock(theme, self.around.over, self.around.send)
        if not self.front:
            self.column.addWidget(self._lines)
        self._notice = Notice(theme)
        drop = Link(theme, _tr("editor", "Retirer cette fonction"))
        drop.clicked.connect(self._remove)
        self.column.addWidget(drop)
        self.column.addWidget(self._notice)

    def _structure(self) -> None:
        name = _tr("editor", "Structure")
        field = card_field(self.around, name, "structure")

        def write(text: str) -> Write:
            taken = field.taken(text)
            chosen = taken.value if taken is not None and isinstance(taken.value, int) else None
            card, held = self.card.id, self.held
            return acts.pointing(
                text, chosen, kind="structure", but=card, then=lambda to: acts.role(card, held, structure_id=to)
            )

        def read(card: Editable) -> str:
            return card.names.get(self.held.columns["structure_id"], "") if self.held is not None else ""

        self.row(name, field, read, write)

    def _hours(self) -> None:
        label = _tr("editor", "Horaires")
        self.row(
            label,
            NoteField(self.around.theme, label),
            lambda card: self.held.columns["hours"] if self.held is not None else "",
            lambda text: acts.role(self.card.id, self.held, hours=text),
        )

    def show_card(self, card: Editable) -> None:
        """Show the role as it is saved now."""
        super().show_card(card)
        if self.held is not None:
            self._title.setText(title_of(self.held, card) or _tr("editor", "Nouvelle fonction"))
            if not self.front:
                self._lines.show_lines(lines_of(self.held))

    @Slot()
    def _remove(self) -> None:
        if self.held is not None:
            key = self.held.id
            write = acts.verb(lambda editing, book, now: editing.remove_role(book, key, now=now))
            self.around.send(Save(write, _tr("editor", "Fonction"), lambda error: self._notice.say(str(error))))


class Posts(Part):
    """Every role of a card, and a way to add one."""

    def build(self) -> None:
        """Blocks come with the card."""
        self._blocks: dict[int, PostBlock] = {}
        self._inner = QVBoxLayout()
        self._inner.setSpacing(self.around.theme.px(10))
        self.column.addLayout(self._inner)
        self._add = Link(self.around.theme, _tr("editor", "Ajouter un lieu ou une fonction"))
        self._add.clicked.connect(self._on_add)
        self._notice = Notice(self.around.theme)
        self.column.addWidget(self._add)
        self.column.addWidget(self._notice)

    def show_card(self, card: Editable) -> None:
        """One block a role."""
        super().show_card(card)
        main = main_role(card, self.around)
        for key, block in list(self._blocks.items()):
            if key not in {role.id for role in card.roles} or block.front != (main is not None and key == main.id):
                del self._blocks[key]
                block.hide()
                block.deleteLater()
        for at, role in enumerate(card.roles):
            made = self._blocks.get(role.id)
            if made is None:
                made = PostBlock(self.around, card, role.id, front=main is not None and role.id == main.id)
                self._blocks[role.id] = made
                self._inner.insertWidget(at, made)
            made.show_card(card)

    @Slot()
    def _on_add(self) -> None:
        self.around.send(Save(acts.role(self.card.id, None), _tr("editor", "Fonction"), self._refuse))

    def _refuse(self, error: CarnetError) -> None:
        self._notice.say(str(error))

    @staticmethod
    def summary(card: Editable) -> str:
        """Where and as what."""
        return " · ".join(title for role in card.roles if (title := title_of(role, card)))


def _for_whom(users: int) -> list[Word]:
    """« cette fiche · les 7 qui y sont »."""
    return [
        Word(_ALONE, _tr("editor", "cette fiche"), "c"),
        Word(_ALL, _tr("editor", "les {n} de ce lieu").format(n=users), "l"),
    ]


def main_role(card: Editable, around: Around) -> EditableRole | None:
    """The first role that is not over, else the first."""
    current = [role for role in card.roles if role.columns["until"] is None or role.columns["until"] >= around.today]
    return next(iter((*current, *card.roles)), None)


def lines_of(role: EditableRole) -> list[tuple[Owner, tuple[EditableLine, ...]]]:
    """A role's own lines, which new ones join, then those of its place."""
    department, site = department_of(role), role.site
    place = [(Owner("site", site.id, department, site.users), site.lines)] if site is not None else []
    return [(Owner("role", role.id, department), role.lines), *place]


def department_of(role: EditableRole | None) -> str | None:
    """« 974 », « 84 »: where a number typed the local way would be."""
    if role is None or role.site is None:
        return None
    code = role.site.columns["insee"] or role.site.columns["postcode"]
    return (code[:3] if code.startswith(("97", "98")) else code[:2]) or None


def title_of(role: EditableRole, card: Editable) -> str:
    """« Rhumatologie · CH d’Apt · Apt · jusqu’au 3 mars 2026 »."""
    held = role.columns
    where = role.site.columns["city"] if role.site is not None else ""
    inside = card.names.get(held["structure_id"], "")
    over = f"jusqu’au {words.long_date(held['until'])}" if held["until"] else ""
    return " · ".join(part for part in (specialty_label(role) or held["function"], inside, where, over) if part)


def _of_site(role: EditableRole | None, name: str) -> str:
    return str(role.site.columns[name]) if role is not None and role.site is not None else ""


def _town_words(role: EditableRole | None) -> str:
    return f"{_of_site(role, 'postcode')} {_of_site(role, 'city')}".strip()
