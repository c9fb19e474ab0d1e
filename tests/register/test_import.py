"""Imports from the file to the snapshot: what is kept, what is reported, what is refused."""

import os
import resource
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.register import importer, store
from carnet.register.importer import ImportCancelledError, import_file
from carnet.register.report import PHASES, ImportReport, Progress
from carnet.register.schema import NO_SITE as WITHOUT_SITE
from carnet.register.schema import OTHER_SITE, PRACTICE, PUBLIC_HOSPITAL
from tests.register.files import (
    DOUBS,
    HEADER_52,
    PONTARLIER,
    TODAY,
    as_in_2021,
    import_rows,
    imported,
    row,
    select,
    text,
    without_site,
    write,
    write_gzip,
    write_zip,
)

NAME = "PS_LibreAcces_Personne_activite_202610050830"
PEOPLE = "SELECT identifier, identifier_type, title, gender, family, given FROM person ORDER BY id"
PLACES = "SELECT c.insee FROM act a JOIN commune c ON c.id = a.commune ORDER BY a.id"


def test_the_two_samples(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [PONTARLIER, DOUBS])
    assert select(report.current, PEOPLE) == [
        ("10100000000", "8", "DR", "M", "EXEMPLE", "ROMAIN"),
        ("012600000", "0", "", "M", "EXEMPLE", "ALEXANDRE"),
    ]
    assert select(report.current, PLACES) == [("25462",), ("25204",)]
    assert select(report.current, "SELECT class, key FROM act ORDER BY id") == [
        (PUBLIC_HOSPITAL, "exemple romain"),
        (OTHER_SITE, "exemple alexandre"),
    ]
    assert select(report.current, "SELECT profession, skill, skill_label FROM metier ORDER BY id") == [
        ("10", "SM53", "Spécialiste en Médecine Générale"),
        ("26", "", ""),
    ]
    assert select(report.current, "SELECT digits FROM phone") == [("0353010000",)]
    assert select(report.current, "SELECT code, label FROM sector ORDER BY code")[0] == (
        "SA01",
        "Etablissement Public de santé",
    )
    assert (report.counts.rows, report.counts.kept, report.counts.people, report.counts.structures) == (2, 2, 2, 2)


@pytest.mark.parametrize(
    "make",
    [
        lambda folder, content: write(folder / f"{NAME}.txt", content, "cp1252"),
        lambda folder, content: write(folder / f"{NAME}.txt", content, "utf-8-sig"),
        lambda folder, content: write_gzip(folder / f"{NAME}.txt.gz", content),
        lambda folder, content: write_zip(folder / "a.zip", {"LisezMoi.txt": "bonjour", f"{NAME}.txt": content}),
        lambda folder, content: write(folder / f"{NAME}.txt", content.replace("\n", "\r\n")),
    ],
    ids=["cp1252", "bom", "gz", "zip", "crlf"],
)
def test_one_content_in_any_wrapping(tmp_path: Path, make: Callable[[Path, str], Path]) -> None:
    rows = [PONTARLIER, DOUBS, row(identifier="10100000001", family="LEFÈVRE", given="Chloé")]
    plain = imported(write(tmp_path / f"{NAME}.txt", text(*rows)), tmp_path / "plain")
    packed = imported(make(tmp_path, text(*rows)), tmp_path / "packed")
    assert packed.day == date(2026, 10, 5)
    assert packed.current.name == "register-ps-202610.sqlite"
    for table in ("person", "structure", "act", "vocab", "post", "metier"):
        assert select(packed.current, f"SELECT * FROM {table}") == select(plain.current, f"SELECT * FROM {table}")


def test_the_layout_of_2021(tmp_path: Path) -> None:
    content = text(as_in_2021(PONTARLIER), as_in_2021(DOUBS), header=HEADER_52)
    report = imported(write(tmp_path / "ps.txt", content), tmp_path / "register")
    assert report.counts.kept == 2
    assert select(report.current, PLACES) == [("25462",), ("25204",)]


def test_every_row_is_kept_or_reported(tmp_path: Path) -> None:
    report = import_rows(
        tmp_path,
        [
            PONTARLIER,
            PONTARLIER,
            PONTARLIER[: len(PONTARLIER) // 2],
            PONTARLIER + "surplus|",
            row(identifier=" "),
            row(identifier="10100000002", family="", given=""),
            row(identifier="10100000003", family="NUL\0"),
            row(identifier="10100000004").rstrip("|") + "|",
            row(identifier="10100000005", profession="", skill=""),
            without_site(identifier="10100000006"),
            row(identifier="10100000007", routing="", postcode="", insee="", city=""),
            row(identifier="10100000008", routing="OX CHELTENHAM", postcode="OX", insee="", city="", country="99132"),
        ],
    )
    counts = report.counts
    assert counts.rows == 12
    assert counts.reported == {
        "repeated": 1,
        "too_few_columns": 2,
        "too_many_columns": 1,
        "no_identifier": 1,
        "no_name": 1,
        "nul_byte": 1,
    }
    assert counts.remarks == {"no_site": 1, "unknown_commune": 1, "abroad": 1}
    assert counts.rows == counts.kept + sum(counts.reported.values())


def test_a_person_without_a_site_is_found(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [without_site()])
    assert select(
        report.current,
        "SELECT p.family, a.class, c.insee, s.id, s.name FROM post JOIN act a ON a.id = post.act "
        "JOIN person p ON p.id = a.person JOIN commune c ON c.id = a.commune JOIN structure s ON s.id = a.structure "
        "WHERE token = (SELECT id FROM vocab WHERE token = 'exemple')",
    ) == [("EXEMPLE", WITHOUT_SITE, "", 0, "")]


def test_one_person_under_two_names_and_three_sites(tmp_path: Path) -> None:
    rows = [
        row(family="DUPONT", given="MARIE"),
        row(family="DUPONT-MARTIN", given="MARIE", road="PASTEUR"),
        row(family="DUPONT", given="MARIE", road="VOLTAIRE"),
        row(identifier="10100000001", family="DUPONT", given="MARIE"),
    ]
    report = import_rows(tmp_path, rows)
    assert report.counts.people == 2
    assert select(report.current, "SELECT count(DISTINCT person), count(*) FROM act") == [(2, 4)]
    assert select(report.current, "SELECT count(*) FROM structure WHERE id > 0") == [(3,)]
    assert select(report.current, "SELECT family, first_act FROM person ORDER BY id") == [("DUPONT", 1), ("DUPONT", 3)]
    assert select(report.current, "SELECT token, before FROM vocab ORDER BY id") == [
        ("dupont", 0),
        ("marie", 4),
        ("martin", 8),
    ]


def test_a_word_twice_in_a_name_counts_once(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [row(family="MARTIN", given="MARTIN"), row(family="D'OR-D'OR", given="LÉO")])
    assert select(report.current, "SELECT token FROM vocab ORDER BY id") == [("d",), ("leo",), ("martin",), ("or",)]
    assert select(report.current, "SELECT count(*) FROM post") == [(4,)]


def test_whole_cities_stay_whole(tmp_path: Path) -> None:
    rows = [
        row(identifier=f"1010000000{n}", insee=insee, postcode=postcode)
        for n, (insee, postcode) in enumerate([("75056", "75008"), ("69123", "69003"), ("13055", "13005")])
    ]
    assert sorted(select(import_rows(tmp_path, rows).current, PLACES)) == [("13055",), ("69123",), ("75056",)]


def invariants(path: Path) -> None:
    """What every look-up takes for granted."""
    acts = select(path, "SELECT id, person, metier, commune, structure, class, key FROM act ORDER BY id")
    assert [act[0] for act in acts] == list(range(1, len(acts) + 1))
    silent = dict(select(path, "SELECT id, phone = '' AND phone2 = '' FROM structure"))
    order = [(a[2], a[3], a[5], silent[a[4]], a[6]) for a in acts]
    assert order == sorted(order)
    runs = Counter((a[2], a[3], a[5]) for a in acts)
    firsts: dict[tuple[int, int, int], int] = {}
    for act in acts:
        firsts.setdefault((act[2], act[3], act[5]), act[0])
    cells = {tuple(cell[:3]): cell[3:] for cell in select(path, "SELECT metier, commune, class, first, n FROM cell")}
    assert cells == {run: (firsts[run], n) for run, n in runs.items()}
    for metier, low, high in select(path, "SELECT id, lo, hi FROM metier"):
        assert [a[0] for a in acts if a[2] == metier] == list(range(low, high))
    for person, first in select(path, "SELECT id, first_act FROM person"):
        assert first == min(a[0] for a in acts if a[1] == person)
    words = select(path, "SELECT id, token, before FROM vocab ORDER BY id")
    assert [word[0] for word in words] == list(range(1, len(words) + 1))
    assert [word[1] for word in words] == sorted({word for a in acts for word in a[6].split()})
    number = {token: rank for rank, token, _ in words}
    posts = sorted((number[word], a[0], a[3]) for a in acts for word in set(a[6].split()))
    assert select(path, "SELECT token, act, commune FROM post ORDER BY token, act") == posts
    assert sorted((c, t, a) for t, a, c in posts) == select(path, "SELECT * FROM post_c ORDER BY 1, 2, 3")
    hits = Counter(token for token, _, _ in posts)
    assert all(before == sum(hits[rank] for rank in range(1, word)) for word, _, before in words)
    shorter = {(w[:at] + w[at + 1 :], number[w]) for w in number if len(w) > 2 for at in range(len(w))}
    assert set(select(path, "SELECT deletion, token FROM misspelt")) == shorter
    people = select(path, "SELECT identifier, first_act FROM person ORDER BY id")
    assert len({identifier for identifier, _ in people}) == len(people)
    assert [first for _, first in people] == sorted({first for _, first in people})


def test_the_ranks_of_a_generated_file(tmp_path: Path) -> None:
    from tools.make_register import write as generate

    generate(1500, 11, tmp_path / "ps.txt")
    report = imported(tmp_path / "ps.txt", tmp_path / "register")
    invariants(report.current)


def test_a_snapshot_is_fit_for_reading(generated: Path, register: ImportReport) -> None:
    assert select(register.current, "PRAGMA page_size") == [(8192,)]
    assert select(register.current, "PRAGMA integrity_check") == [("ok",)]
    assert select(register.current, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'sqlite_stat%'") == [(0,)]
    meta = dict(select(register.current, "SELECT key, value FROM meta"))
    assert (meta["source"], meta["date"], meta["schema_version"]) == ("ps", "2026-10-05", "1")
    with generated.open(encoding="utf-8") as file:
        lines = sum(1 for _ in file) - 1
    assert register.counts.rows == lines == register.counts.kept + sum(register.counts.reported.values())
    known = store.status(register.current.parent)
    assert known
    assert known.counts == register.counts


def test_all_numbers_and_kinds_of_sites_are_there(generated: Path, register: ImportReport) -> None:
    with generated.open(encoding="utf-8") as file:
        wanted = {"0" + cell[-9:] for line in list(file)[1:] if (cell := line.split("|")[40]).isdigit()}
    assert wanted
    assert wanted <= {digits for (digits,) in select(register.current, "SELECT digits FROM phone")}
    classes = {found for (found,) in select(register.current, "SELECT DISTINCT class FROM act")}
    assert classes == {PUBLIC_HOSPITAL, PRACTICE, OTHER_SITE, WITHOUT_SITE}


def test_the_same_file_again_is_recognised(tmp_path: Path) -> None:
    first = import_rows(tmp_path, [PONTARLIER])
    again = imported(write(tmp_path / "renamed.txt", text(PONTARLIER)), tmp_path / "register")
    assert (again.rebuilt, again.current, again.counts) == (False, first.current, first.counts)
    forced = imported(tmp_path / "renamed.txt", tmp_path / "register", force=True)
    assert forced.rebuilt
    assert forced.previous == first.current
    assert forced.current.name.endswith("-2.sqlite")
    assert store.current(tmp_path / "register") == forced.current


def test_the_next_month_replaces_this_one(tmp_path: Path) -> None:
    first = import_rows(tmp_path, [PONTARLIER], f"{NAME}.txt")
    second = import_rows(tmp_path, [PONTARLIER, DOUBS], "PS_LibreAcces_Personne_activite_202611050830.txt")
    assert (second.previous, second.current.name) == (first.current, "register-ps-202611.sqlite")
    assert first.current.exists()
    store.sweep(tmp_path / "register")
    assert not first.current.exists()
    assert store.current(tmp_path / "register") == second.current


def test_a_date_to_come_is_not_believed(tmp_path: Path) -> None:
    report = import_rows(tmp_path, [PONTARLIER], "PS_LibreAcces_Personne_activite_209910050830.txt")
    assert report.day == TODAY


def test_progress_is_told_from_the_first_to_the_last_phase(generated: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    import_file(generated, tmp_path, progress=seen.append, cancelled=lambda: False, today=TODAY)
    phases = [*dict.fromkeys(progress.phase for progress in seen)]
    assert phases == list(PHASES)
    assert seen[-1].bytes_read == seen[-1].bytes_total == generated.stat().st_size
    assert seen[-1].rows == 4000
    assert all(progress.seconds_left is None or progress.seconds_left >= 0 for progress in seen)


@pytest.mark.parametrize("phase", PHASES[:-1])
def test_cancelled_in_any_phase(generated: Path, tmp_path: Path, phase: str) -> None:
    before = import_rows(tmp_path, [PONTARLIER]).current
    asked: list[str] = []

    def progress(now: Progress) -> None:
        if now.phase == phase:
            asked.append(phase)

    with pytest.raises(ImportCancelledError, match="n'a pas changé"):
        import_file(
            generated, tmp_path / "register", progress=progress, cancelled=lambda: bool(asked), today=TODAY, force=True
        )
    assert store.current(tmp_path / "register") == before
    assert unfinished(tmp_path / "register") == []


def unfinished(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".building")]


def test_a_full_disk_leaves_everything(tmp_path: Path, generated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = import_rows(tmp_path, [PONTARLIER]).current
    monkeypatch.setattr(importer, "_PRAGMAS", (*importer._PRAGMAS, "max_page_count=40"))
    with pytest.raises(CarnetError, match="Plus de place sur le disque"):
        imported(generated, tmp_path / "register")
    assert store.current(tmp_path / "register") == before
    assert unfinished(tmp_path / "register") == []


def test_a_disk_too_small_is_told_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "_TEXT_TO_DISK", 1e12)
    with pytest.raises(CarnetError, match="Mo libres"):
        import_rows(tmp_path, [PONTARLIER])


def test_a_write_that_the_system_refuses(tmp_path: Path, generated: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(CarnetError, match=r"Plus de place|ne se laisse pas écrire"):
            imported(generated, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.current(tmp_path) is None


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = write(tmp_path / "ps.txt", text(PONTARLIER))
    with pytest.raises(CarnetError, match="ne se laisse pas écrire"):
        imported(file, file)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for the superuser")
def test_a_read_only_folder(tmp_path: Path) -> None:
    file = write(tmp_path / "ps.txt", text(PONTARLIER))
    folder = tmp_path / "register"
    folder.mkdir(mode=0o500)
    with pytest.raises(CarnetError, match="ne se laisse pas écrire"):
        imported(file, folder)


def test_a_file_without_anybody(tmp_path: Path) -> None:
    before = import_rows(tmp_path, [PONTARLIER]).current
    with pytest.raises(CarnetError, match="aucun professionnel"):
        import_rows(tmp_path, [], "vide.txt")
    assert store.current(tmp_path / "register") == before


def test_one_import_at_a_time(tmp_path: Path) -> None:
    import_rows(tmp_path, [PONTARLIER])
    with store.import_lock(tmp_path / "register"), pytest.raises(CarnetError, match="déjà en cours"):
        import_rows(tmp_path, [DOUBS])
    assert import_rows(tmp_path, [DOUBS]).rebuilt
