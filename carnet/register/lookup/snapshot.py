"""One snapshot file opened for reading: its facts, its métiers, where its communes lie, its words."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import sqlcipher3.dbapi2 as sqlite

from carnet.domain.specialties import Catalogue
from carnet.errors import CarnetError
from carnet.geo.communes import Communes
from carnet.register.lookup.around import Ground
from carnet.register.lookup.request import Metier, Word
from carnet.register.store import check_version

_AFTER = "\x7f"  # sorts after every letter and digit of a folded word


class Span(NamedTuple):
    """The tokens `first .. end - 1` that a word may be, and how many postings they have."""

    first: int
    end: int
    hits: int
    word: Word

    @property
    def tokens(self) -> int:
        """How many tokens."""
        return self.end - self.first


def connect(path: Path, cache_kb: int) -> Any:
    """A connection that only reads; to be used by the thread that made it."""
    # Memory-mapping is quick on a warm file and dreadful on a cold one: 200 ms for a first search.
    db = sqlite.connect(f"{path.resolve().as_uri()}?immutable=1&mode=ro", uri=True, isolation_level=None)
    try:
        db.execute("PRAGMA mmap_size = 0")
        db.execute(f"PRAGMA cache_size = -{int(cache_kb)}")
    except sqlite.DatabaseError:
        db.close()
        raise
    return db


class Snapshot:
    """The open file and the little that is kept of it in memory."""

    def __init__(self, db: Any, communes: Communes, catalogue: Catalogue) -> None:
        self.db = db
        self.meta: dict[str, str] = dict(db.execute("SELECT key, value FROM meta"))
        self.ground = _ground(db, self.meta, communes)
        self.metiers: dict[int, Metier] = {}
        self._bounds: dict[int, tuple[int, int]] = {}
        for number, profession, skill, profession_label, skill_label, low, high in db.execute("SELECT * FROM metier"):
            found = catalogue.of_code(profession, skill)
            specialty = found.id if found else None
            self.metiers[number] = Metier(number, profession, skill, profession_label, skill_label, specialty)
            self._bounds[number] = (low, high)
        self.acts = max((high - 1 for _, high in self._bounds.values()), default=0)
        last = db.execute("SELECT id, before FROM vocab ORDER BY id DESC LIMIT 1").fetchone() or (0, 0)
        held = db.execute("SELECT count(*) FROM post WHERE token = ?", (last[0],)).fetchone()[0]
        self.postings = last[1] + held
        self._end = (last[0] + 1, self.postings)

    @classmethod
    def open(cls, path: Path, communes: Communes, catalogue: Catalogue, cache_kb: int) -> "Snapshot":
        """Open the file at `path`. Raises CarnetError when it is missing, damaged, or of a newer program."""
        if not path.is_file():
            raise CarnetError(f"L'annuaire « {path} » est introuvable.")
        try:
            return cls._checked(path, communes, catalogue, cache_kb)
        except sqlite.DatabaseError as error:
            raise CarnetError(f"L'annuaire « {path} » est abîmé : importez-le de nouveau.") from error

    @classmethod
    def _checked(cls, path: Path, communes: Communes, catalogue: Catalogue, cache_kb: int) -> "Snapshot":
        db = connect(path, cache_kb)
        try:
            check_version(db, path)
            return cls(db, communes, catalogue)
        except BaseException:
            db.close()
            raise

    def metiers_of(self, specialties: Iterable[str]) -> list[int]:
        """Numbers of the métiers of some specialties."""
        wanted = frozenset(specialties)
        return [number for number, metier in self.metiers.items() if metier.specialty in wanted]

    def ranges_of(self, metiers: Iterable[int]) -> list[tuple[int, int]]:
        """Activities `low <= id < high` of some métiers, neighbouring ranges joined."""
        joined: list[tuple[int, int]] = []
        for low, high in sorted(self._bounds[number] for number in metiers):
            if low == high:
                continue
            if joined and joined[-1][1] == low:
                joined[-1] = (joined[-1][0], high)
            else:
                joined.append((low, high))
        return joined

    def span(self, word: Word) -> Span:
        """The tokens that a word may be, in two seeks."""
        first, before = self._from(word.text)
        if word.prefix:
            end, after = self._from(word.text + _AFTER)
        elif self.knows(word.text):
            end, after = self._from(word.text + " ")
        else:
            end, after = first, before
        return Span(first, end, after - before, word)

    def everyone(self) -> Span:
        """All tokens."""
        return Span(1, self._end[0], self.postings, Word("", prefix=True))

    def knows(self, token: str) -> bool:
        """Whether somebody's name holds this very word."""
        return self.db.execute("SELECT 1 FROM vocab WHERE token = ?", (token,)).fetchone() is not None

    def _from(self, text: str) -> tuple[int, int]:
        """(id, postings before it) of the first token that is `text` or after."""
        sql = "SELECT id, before FROM vocab WHERE token >= ? ORDER BY token LIMIT 1"
        found: tuple[int, int] = self.db.execute(sql, (text,)).fetchone() or self._end
        return found


def _ground(db: Any, meta: dict[str, str], communes: Communes) -> Ground:
    """Read from the file only if it was made with another table of communes."""
    if meta.get("communes") == communes.numbering:
        return Ground.numbered(communes)
    return Ground.listed((insee for (insee,) in db.execute("SELECT insee FROM commune ORDER BY id")), communes)
