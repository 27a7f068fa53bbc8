"""The tables of a profile, as a list of migrations: a database is as many steps old as its `user_version` says.

`events` is the truth and only ever grows; `blobs` holds the code that events speak of, so that it can be erased.
`tracking`, `measured` and `proposed` are neither: what they hold is only about now, or can be had again.
Everything in `DERIVED` is folded from events and may be dropped at any time.
"""

from __future__ import annotations

FOLD_VERSION = 3
"""Raised whenever the fold gives other results from the same events; older databases are then folded again."""

DERIVED = (
    "examples",
    "patterns",
    "fixes",
    "credits",
    "rejections",
    "spells",
    "lessons",
    "marks",
    "deltas",
    "delta_patterns",
    "tries",
    "seals",
)

_FIRST = """
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, type TEXT NOT NULL,
    subject TEXT NOT NULL, payload TEXT NOT NULL);
CREATE INDEX events_by_subject ON events (type, subject);
CREATE TABLE blobs (hash TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tracking (fix TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE measured (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE examples (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, source TEXT NOT NULL, event INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX examples_by_kind ON examples (kind, event);

CREATE TABLE patterns (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, learned REAL NOT NULL,
    grounds INTEGER NOT NULL, ground_event INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX patterns_by_kind ON patterns (kind);

CREATE TABLE fixes (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL DEFAULT '', origin TEXT NOT NULL DEFAULT '', path TEXT NOT NULL DEFAULT '',
    context TEXT NOT NULL DEFAULT '', recorded INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '', outcome_event INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX fixes_by_kind ON fixes (kind, origin, outcome_event);
CREATE INDEX fixes_by_context ON fixes (context, outcome);
CREATE INDEX fixes_by_outcome ON fixes (outcome);

CREATE TABLE credits (
    fix TEXT NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL,
    outcome TEXT NOT NULL, event INTEGER NOT NULL, time REAL NOT NULL,
    PRIMARY KEY (fix, kind, item)) WITHOUT ROWID;
CREATE INDEX credits_by_item ON credits (item, kind, outcome, event, time);

CREATE TABLE rejections (context TEXT PRIMARY KEY, reason TEXT NOT NULL, event INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE spells (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL, started REAL NOT NULL, ended REAL,
    fixed_by TEXT NOT NULL DEFAULT '');
CREATE INDEX spells_by_place ON spells (path, kind, ended);

CREATE TABLE lessons (
    id TEXT PRIMARY KEY, text TEXT NOT NULL, scope TEXT NOT NULL, event INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE marks (
    item TEXT NOT NULL, mark TEXT NOT NULL, value TEXT NOT NULL, event INTEGER NOT NULL,
    PRIMARY KEY (item, mark)) WITHOUT ROWID;
"""

_LESSONS = """
DROP TABLE examples;
CREATE TABLE examples (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, source TEXT NOT NULL, event INTEGER NOT NULL,
    path TEXT NOT NULL, line INTEGER NOT NULL, date REAL NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    commit_id TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX examples_by_kind ON examples (kind, event);

DROP TABLE spells;
CREATE TABLE spells (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL, started REAL NOT NULL, ended REAL,
    fixed_by TEXT NOT NULL DEFAULT '', function TEXT NOT NULL DEFAULT '');
CREATE INDEX spells_by_place ON spells (path, kind, ended);
CREATE INDEX spells_by_kind ON spells (kind);

DROP TABLE lessons;
CREATE TABLE lessons (
    id TEXT PRIMARY KEY, text TEXT NOT NULL, scope TEXT NOT NULL, event INTEGER NOT NULL,
    origin TEXT NOT NULL, codes TEXT NOT NULL, pattern TEXT NOT NULL, evidence TEXT NOT NULL,
    stage TEXT NOT NULL, because TEXT NOT NULL, moved INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE deltas (
    id TEXT PRIMARY KEY, fix TEXT NOT NULL, code TEXT NOT NULL, event INTEGER NOT NULL, path TEXT NOT NULL,
    line INTEGER NOT NULL, date REAL NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX deltas_by_fix ON deltas (fix);
CREATE TABLE delta_patterns (id TEXT PRIMARY KEY, body TEXT NOT NULL, event INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE tries (
    event INTEGER NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, strategy TEXT NOT NULL,
    cause TEXT NOT NULL, evidence TEXT NOT NULL, fix TEXT NOT NULL, time REAL NOT NULL,
    PRIMARY KEY (event, number)) WITHOUT ROWID;
CREATE INDEX tries_by_kind ON tries (kind, strategy);
"""

_SEALS = """
CREATE TABLE seals (kind TEXT PRIMARY KEY, chain TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
"""

_PROPOSED = """
CREATE TABLE proposed (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, time REAL NOT NULL) WITHOUT ROWID;
"""
_SUPPRESSIONS = """
CREATE INDEX patterns_that_suppress ON patterns (kind) WHERE json_extract(body, '$.suppression');
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _LESSONS, _SEALS, _PROPOSED, _SUPPRESSIONS)
