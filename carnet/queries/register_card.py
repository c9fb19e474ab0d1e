"""A register person as a card: public by nature."""

from carnet.domain.disclosure import Card, LineView, PlaceView, PublicPart
from carnet.domain.names import given_name, title
from carnet.domain.phones import display
from carnet.domain.rings import Ring
from carnet.geo.communes import Communes
from carnet.register.lookup import Activity, Person


def register_card(person: Person, communes: Communes) -> Card:
    """The card that the register alone can fill."""
    lines: dict[str, LineView] = {}
    for activity in person.activities:
        for line in _lines(activity):
            lines.setdefault(line.value, line)
    is_rpps = person.identifier_type == "8"
    return Card(
        PublicPart(
            id=person.id,
            kind="person",
            title=title(person.title, person.gender),
            family_name=person.family,
            given_name=given_name(person.given),
            gender=person.gender,
            rpps=person.identifier if is_rpps else "",
            adeli="" if is_rpps else person.identifier,
            places=tuple(_place(activity, index, communes) for index, activity in enumerate(person.activities)),
            lines=tuple(lines.values()),
        )
    )


def _lines(activity: Activity) -> list[LineView]:
    site = activity.site
    if site is None:
        return []
    found = [LineView(display(phone), "phone", "", Ring.PUBLIC) for phone in site.phones]
    return found + ([LineView(site.email, "email", "", Ring.PUBLIC)] if site.email else [])


def _place(activity: Activity, index: int, communes: Communes) -> PlaceView:
    site = activity.site
    specialty = activity.metier.specialty or ""
    if site is None:
        return PlaceView(str(index), specialty, function=activity.metier.label)
    city = communes.names[site.commune] if site.commune is not None else site.city
    return PlaceView(
        str(index),
        specialty,
        function=activity.metier.label,
        name=site.name,
        street=site.street,
        complement=site.complement,
        postcode=site.postcode,
        city=city,
        insee=site.insee,
    )
