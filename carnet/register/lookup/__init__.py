"""The look-up over one snapshot of the national register: people by name, specialty, place, number."""

from carnet.register.lookup.register import Register
from carnet.register.lookup.request import Activity, Answer, Metier, Person, Request, Row, Site, Word

__all__ = ["Activity", "Answer", "Metier", "Person", "Register", "Request", "Row", "Site", "Word"]
