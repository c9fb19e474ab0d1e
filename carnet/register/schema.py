"""Tables of one register snapshot: one plain SQLite file per source and date, built once, never changed.

Identifiers are ranks, so that a search is a range of integers and no full-text index is needed. Communes are numbered
along a Hilbert curve; métiers (profession + savoir-faire) by profession; activities in the order (métier, commune,
site class, has a phone first, name); persons by first activity; name tokens alphabetically, so that a typed prefix is a
range of token ids, and `vocab.before` (a running count of postings) says how many hits a prefix has in two seeks.

Ranks start at 1, but for two rows that say "none": the commune whose `insee` is empty (always the last id) stands for
abroad and for an unknown place; structure 0, all columns empty, for a person without a site. So every join finds a row.

- `metier`: its activities are those with `lo <= act.id < hi`.
- `person.first_act`: the lowest activity id of that person. `gender` is "M", "F" or "".
- `structure`: numbered in the order in which activities first name them, so that neighbours share pages. `phone` is
  the first number, `phone2` the others separated by one space, both in national digits (raw where no rule understands
  them); `street` holds number and road; `complement` the building, service and box; `country` is empty for France;
  `sector` is the code of the sector of activity, whose label stands in the table `sector`.
- `act.key`: folded "family given" of that activity. `cell`: the run `first .. first + n - 1` of activities.
- `vocab`: every word of every key; `before` counts the postings of the tokens before this one.
- `misspelt`: each token of three letters or more, less one letter, to the token.
- `phone`: every number of a structure but its fax.
- `meta`: `schema_version`, `source`, `date` (ISO day), `fingerprint`, `communes` (which numbering of them), `report`
  (JSON, see `report.py`).

Never ANALYZE such a file: with statistics the planner filters a whole métier where a seek would do.
"""

SCHEMA_VERSION = 1

# Site classes, in the order in which activities of one métier and commune are numbered.
PUBLIC_HOSPITAL, PRIVATE_HOSPITAL, HEALTH_CENTRE, PRACTICE, OTHER_SITE, NO_SITE = range(6)

TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE commune(id INTEGER PRIMARY KEY, insee TEXT NOT NULL);
CREATE TABLE sector(code TEXT PRIMARY KEY, label TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE metier(
    id INTEGER PRIMARY KEY, profession TEXT NOT NULL, skill TEXT NOT NULL,
    profession_label TEXT NOT NULL, skill_label TEXT NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL);
CREATE TABLE person(
    id INTEGER PRIMARY KEY, identifier TEXT NOT NULL, identifier_type TEXT NOT NULL, title TEXT NOT NULL,
    gender TEXT NOT NULL, family TEXT NOT NULL, given TEXT NOT NULL, first_act INTEGER NOT NULL);
CREATE TABLE structure(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, complement TEXT NOT NULL, street TEXT NOT NULL, postcode TEXT NOT NULL,
    city TEXT NOT NULL, commune INTEGER NOT NULL, country TEXT NOT NULL, finess TEXT NOT NULL, siret TEXT NOT NULL,
    phone TEXT NOT NULL, phone2 TEXT NOT NULL, fax TEXT NOT NULL, email TEXT NOT NULL, sector TEXT NOT NULL);
CREATE TABLE act(
    id INTEGER PRIMARY KEY, person INTEGER NOT NULL, metier INTEGER NOT NULL, commune INTEGER NOT NULL,
    structure INTEGER NOT NULL, class INTEGER NOT NULL, key TEXT NOT NULL);
CREATE TABLE cell(
    metier INTEGER NOT NULL, commune INTEGER NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL,
    n INTEGER NOT NULL, PRIMARY KEY(metier, commune, class)) WITHOUT ROWID;
CREATE TABLE vocab(id INTEGER PRIMARY KEY, token TEXT NOT NULL, before INTEGER NOT NULL);
CREATE TABLE post(token INTEGER NOT NULL, act INTEGER NOT NULL, commune INTEGER NOT NULL,
    PRIMARY KEY(token, act)) WITHOUT ROWID;
CREATE TABLE post_c(commune INTEGER NOT NULL, token INTEGER NOT NULL, act INTEGER NOT NULL,
    PRIMARY KEY(commune, token, act)) WITHOUT ROWID;
CREATE TABLE misspelt(deletion TEXT NOT NULL, token INTEGER NOT NULL, PRIMARY KEY(deletion, token)) WITHOUT ROWID;
CREATE TABLE phone(digits TEXT NOT NULL, structure INTEGER NOT NULL, PRIMARY KEY(digits, structure)) WITHOUT ROWID;
"""

INDEXES = """
CREATE UNIQUE INDEX person_identifier ON person(identifier);
CREATE INDEX act_person ON act(person, structure);
CREATE INDEX act_structure ON act(structure);
CREATE UNIQUE INDEX vocab_token ON vocab(token);
CREATE INDEX structure_finess ON structure(finess) WHERE finess <> '';
"""
