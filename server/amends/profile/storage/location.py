"""Where a project's profile lies on this machine, and how it follows the project to a new identity."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import sqlite3
from pathlib import Path

from amends.platform.files import write_file
from amends.platform.paths import data_home
from amends.profile.storage.events import EventType
from amends.profile.storage.identity import project_identity

log = logging.getLogger(__name__)

_FILE = "profile.sqlite3"
_SQLITE = b"SQLite format 3\0"


def profile_location(identity: str) -> Path:
    """The database of an identity."""
    name = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return data_home() / "profiles" / name / _FILE


def is_of_another_kind(path: Path) -> bool:
    """Whether a file that somebody named as the profile is something else, which must not be set aside for one."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
        if start != _SQLITE:
            return bool(start)
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except (OSError, sqlite3.DatabaseError):
        return False
    return bool(tables) and "events" not in tables


def remember_identity(root: Path) -> None:
    """Note which identity this folder has now, so that a changed remote is noticed; failing to is no harm."""
    known = _registry()
    path, identity = root.resolve().as_posix(), project_identity(root)
    if known.get(path) == identity:
        return
    try:
        _registry_file().parent.mkdir(parents=True, exist_ok=True)
        entries = {"schema": 1, "folders": {**known, path: identity}}
        write_file(_registry_file(), json.dumps(entries, indent=1, sort_keys=True) + "\n")
    except OSError as error:
        log.warning("the folder's identity could not be remembered: %s", error)


def adoption_offer(root: Path) -> str | None:
    """The identity this folder had before, when that has a profile and nothing was learned under the new one."""
    before = _registry().get(root.resolve().as_posix())
    now = project_identity(root)
    if before is None or before == now or not profile_location(before).is_file():
        return None
    return None if _has_learned(profile_location(now)) else before


def adopt(old: str, new: str) -> None:
    """Give `new` a copy of the profile of `old`, which stays; what was counted under `new` goes.

    Raises:
        OSError, sqlite3.DatabaseError: it cannot be read or written.
    """
    target = profile_location(new)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        contextlib.closing(sqlite3.connect(profile_location(old))) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


def _has_learned(location: Path) -> bool:
    """Whether a database holds more than counted problems; opening a project is enough to make one."""
    if not location.is_file():
        return False
    try:
        with contextlib.closing(sqlite3.connect(location)) as db:
            query = "SELECT 1 FROM events WHERE type != ? LIMIT 1"
            return db.execute(query, (EventType.PROBLEMS,)).fetchone() is not None
    except sqlite3.Error:
        return True


def _registry_file() -> Path:
    return data_home() / "profiles" / "folders.json"


def _registry() -> dict[str, str]:
    try:
        entries = json.loads(_registry_file().read_text("utf-8"))
        return {str(path): str(identity) for path, identity in entries["folders"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}
