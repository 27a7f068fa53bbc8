"""A connection to a profile's database: write-ahead logging, migrations, and what its errors mean."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from amends.core.errors import ProfileError
from amends.profile.storage.schema import MIGRATIONS

_BUSY_SECONDS = 5.0
_WAL_TRIES = 50
_WAL_PAUSE_SECONDS = 0.01
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNWRITABLE = {
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
}  # fmt: skip


class NewerProfileError(ProfileError):
    """The database was written by a newer Amends, so its tables mean something we do not know."""


def connect(location: Path | None) -> sqlite3.Connection:
    """Open or make a database, in memory for None, with all tables.

    Raises:
        NewerProfileError: it has tables of a newer Amends.
        sqlite3.DatabaseError: it is damaged, in use, or cannot be written.
    """
    db = sqlite3.connect(location or ":memory:", isolation_level=None, timeout=_BUSY_SECONDS)
    try:
        return prepared(db)
    except BaseException:
        db.close()
        raise


def prepared(db: sqlite3.Connection) -> sqlite3.Connection:
    """Set a connection up, with all tables."""
    _use_wal(db)
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA secure_delete = ON")
    _migrate(db)
    return db


def _use_wal(db: sqlite3.Connection) -> None:
    """SQLite does not wait for its busy timeout here: two servers that make one new profile at once would fail."""
    for left in reversed(range(_WAL_TRIES)):
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not left or not is_in_use(error):
                raise
            time.sleep(_WAL_PAUSE_SECONDS)
        else:
            return


def _migrate(db: sqlite3.Connection) -> None:
    if _user_version(db) > len(MIGRATIONS):
        raise NewerProfileError(
            "The profile was written by a newer Amends: update Amends; until then nothing is remembered."
        )
    if _user_version(db) == len(MIGRATIONS):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        # Asked again inside the transaction: another server may have migrated meanwhile.
        for number, script in list(enumerate(MIGRATIONS, 1))[_user_version(db) :]:
            for statement in filter(str.strip, script.split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _user_version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def connect_read_only(location: Path) -> sqlite3.Connection | None:
    """Open a database that cannot be written; None when it cannot be read either."""
    try:
        db = sqlite3.connect(f"{location.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        db.execute("SELECT count(*) FROM events")
    except sqlite3.DatabaseError:
        return None
    return db


def is_in_use(error: BaseException) -> bool:
    """Whether somebody else holds the database."""
    return _primary_code(error) in _IN_USE


def is_damaged(error: BaseException) -> bool:
    """Whether the file cannot be read as a database."""
    return _primary_code(error) in _DAMAGED


def is_unwritable(error: BaseException) -> bool:
    """Whether the file cannot be written: no room, no permission, no such place."""
    return _primary_code(error) in _UNWRITABLE


def _primary_code(error: BaseException) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
