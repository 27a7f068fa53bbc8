"""The database of one profile: opened, migrated, shared with other servers, and never silently dropped."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from amends.core.errors import ProfileError
from amends.profile.storage.connection import (
    NewerProfileError,
    connect,
    connect_read_only,
    is_damaged,
    is_in_use,
    is_unwritable,
    prepared,
)
from amends.profile.storage.salvage import copy_events, set_aside

log = logging.getLogger(__name__)

_BUSY = "The profile is kept busy by another Amends; try again."
_Result = TypeVar("_Result")


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
        """Run queries that all see the same moment.

        Raises:
            ProfileError: the database is kept busy by others.
        """
        return self._guarded(lambda: self._transaction("BEGIN", work))

    def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Run `work` in one transaction: all of it is committed, or nothing. It may run twice, on another database.

        Raises:
            ProfileError: the database is kept busy by others.
        """
        return self._guarded(lambda: self._transaction("BEGIN IMMEDIATE", work))

    def changed_by_others(self) -> bool:
        """Whether another connection has committed since this was last asked; costs microseconds."""
        version = self._data_version()
        changed, self._seen = version != self._seen, version
        return changed

    @property
    def lasting(self) -> bool:
        """Whether what is written stays when the session ends."""
        return self._location is not None

    def scrub(self) -> None:
        """Leave no byte of deleted rows in the files."""
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """End the connection; what was committed is on disk."""
        self._db.close()

    def _transaction(self, begin: str, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        self._db.execute(begin)
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
            if is_in_use(error):
                raise ProfileError(_BUSY) from error
            if not self._repaired(error):
                raise
        return work()

    def _repaired(self, error: sqlite3.DatabaseError) -> bool:
        if is_damaged(error):
            self._db.close()
            self._db = self._replace_damaged()
        elif is_unwritable(error) and self._location is not None:
            log.warning("profile %s cannot be written", self._location, exc_info=error)
            self._db = self._moved_to_memory(self._db)
        else:
            return False
        self._transaction("BEGIN IMMEDIATE", self._prepare)
        return True

    def _open(self) -> sqlite3.Connection:
        if self._location is None:
            return connect(None)
        try:
            self._location.parent.mkdir(parents=True, exist_ok=True)
            return connect(self._location)
        except NewerProfileError as error:
            self.notices.append(error.sentence)
            self._location = None
            return connect(None)
        except (OSError, sqlite3.DatabaseError) as error:
            if is_damaged(error):
                return self._replace_damaged()
            if is_in_use(error):
                raise ProfileError(_BUSY) from error
            log.warning("profile %s cannot be opened", self._location, exc_info=error)
            return self._moved_to_memory(connect_read_only(self._location))

    def _replace_damaged(self) -> sqlite3.Connection:
        if self._location is None:
            raise ProfileError("The profile in memory is damaged; restart Amends.")
        aside = set_aside(self._location, self._now())
        db = connect(self._location)
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
        return prepared(db)

    def _data_version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])
