"""The database of one profile: opened, migrated, shared with other servers, and never silently dropped."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from amends.core.errors import ProfileError
from amends.profile.salvage import copy_events, set_aside
from amends.profile.schema import MIGRATIONS

log = logging.getLogger(__name__)

_BUSY_SECONDS = 5.0
_UNREADABLE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNWRITABLE = (
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
)  # fmt: skip
_Result = TypeVar("_Result")


class NewerProfileError(ProfileError):
    """The database was written by a newer Amends, so its tables mean something we do not know."""


class Store:
    """One connection. A file that cannot be read is set aside; one that cannot be written is continued in memory."""

    def __init__(
        self, location: Path | None, now: Callable[[], float], prepare: Callable[[sqlite3.Connection], None]
    ) -> None:
        self._location = location
        self._now = now
        self._prepare = prepare
        """Brings what is folded from events up to date; run in a transaction on every database that is opened."""
        self.notices: list[str] = []
        self._db = self._open()
        self.write(prepare)
        self._seen = self._data_version()

    def read(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Run queries.

        Raises:
            ProfileError: the database is kept busy by others.
        """
        return self._guarded(lambda: work(self._db))

    def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Run `work` in one transaction: all of it is committed, or nothing. It may run twice, on another database.

        Raises:
            ProfileError: the database is kept busy by others.
        """
        return self._guarded(lambda: self._transaction(work))

    def changed_by_others(self) -> bool:
        """Whether another connection has committed since this was last asked; costs microseconds."""
        version = self._data_version()
        changed, self._seen = version != self._seen, version
        return changed

    def scrub(self) -> None:
        """Leave no byte of deleted rows in the files."""
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """End the connection; what was committed is on disk."""
        self._db.close()

    def _transaction(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        return result

    def _guarded(self, work: Callable[[], _Result]) -> _Result:
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if not self._repaired(error):
                raise _busy(error) from error
        return work()

    def _repaired(self, error: sqlite3.DatabaseError) -> bool:
        code = _primary_code(error)
        if code in _UNREADABLE:
            self._db.close()
            self._db = self._replace_damaged()
        elif code in _UNWRITABLE and self._location is not None:
            log.warning("profile %s cannot be written", self._location, exc_info=error)
            self._db = self._moved_to_memory(self._db)
        else:
            return False
        self._transaction(self._prepare)
        return True

    def _open(self) -> sqlite3.Connection:
        if self._location is None:
            return _connect(None)
        try:
            self._location.parent.mkdir(parents=True, exist_ok=True)
            return _connect(self._location)
        except NewerProfileError as error:
            self.notices.append(error.sentence)
            self._location = None
            return _connect(None)
        except (OSError, sqlite3.DatabaseError) as error:
            if isinstance(error, sqlite3.DatabaseError) and _primary_code(error) in _UNREADABLE:
                return self._replace_damaged()
            log.warning("profile %s cannot be opened", self._location, exc_info=error)
            return self._moved_to_memory(_connect_read_only(self._location))

    def _replace_damaged(self) -> sqlite3.Connection:
        if self._location is None:
            raise ProfileError("The profile in memory is damaged; restart Amends.")
        aside = set_aside(self._location, self._now())
        db = _connect(self._location)
        saved = copy_events(aside, db)
        self.notices.append(
            f"The profile was damaged: {saved} of its events were saved, the old file was kept as {aside.name}."
        )
        return db

    def _moved_to_memory(self, old: sqlite3.Connection | None) -> sqlite3.Connection:
        self.notices.append(
            f"The profile {self._location} cannot be written; what is learned now is lost at the end of this session."
        )
        db = sqlite3.connect(":memory:", isolation_level=None)
        if old is not None:
            old.backup(db)
            old.close()
        self._location = None
        return _prepared(db)

    def _data_version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])


def _connect(location: Path | None) -> sqlite3.Connection:
    db = sqlite3.connect(location or ":memory:", isolation_level=None, timeout=_BUSY_SECONDS)
    try:
        return _prepared(db)
    except BaseException:
        db.close()
        raise


def _prepared(db: sqlite3.Connection) -> sqlite3.Connection:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA secure_delete = ON")
    _migrate(db)
    return db


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


def _connect_read_only(location: Path) -> sqlite3.Connection | None:
    try:
        db = sqlite3.connect(f"{location.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        db.execute("SELECT count(*) FROM events")
    except sqlite3.DatabaseError:
        return None
    return db


def _primary_code(error: sqlite3.DatabaseError) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _busy(error: sqlite3.DatabaseError) -> Exception:
    if _primary_code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return ProfileError("The profile is kept busy by another Amends; try again.")
    return error
