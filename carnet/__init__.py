"""carnet: a general practitioner's address book, offline and encrypted."""

__version__ = "0.1.0"
