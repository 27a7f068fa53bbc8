"""Seals: which examples a kind's patterns were learned from, by which engine, so that a rebuild can keep what stands.

Learning ten thousand examples again takes minutes. A kind whose live examples are the very ones its patterns were
learned from, by this very engine, and whose rows are as they were written, would come out the same; it is kept.
"""

from __future__ import annotations

import functools
import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from amends import learning, syntax
from amends.profile.storage.events import Event, EventType

_ROWS = (
    "SELECT id, body, learned, grounds, ground_event FROM patterns WHERE kind = ? ORDER BY id",
    "SELECT count(*), sum(event), sum(length(before) + length(after)) FROM examples WHERE kind = ?",
)


def seal(db: sqlite3.Connection, kind: str, example: str) -> None:
    """Note that an example was learned, after its rows were written."""
    row = db.execute("SELECT chain FROM seals WHERE kind = ?", (kind,)).fetchone()
    chain = _linked(row[0] if row else "", example)
    db.execute("INSERT OR REPLACE INTO seals VALUES (?, ?, ?)", (kind, chain, _rows_digest(db, kind)))


def break_seal(db: sqlite3.Connection, kind: str) -> None:
    """A kind is about to be learned anew."""
    db.execute("DELETE FROM seals WHERE kind = ?", (kind,))


def standing_kinds(db: sqlite3.Connection, live: Iterable[Event], forgotten: frozenset[str]) -> frozenset[str]:
    """The kinds whose patterns would come out the same from the live events."""
    chains: dict[str, str] = {}
    seen: set[str] = set()
    for event in live:
        example = str(event.payload.get("id", ""))
        if event.type == EventType.LEARNED and "erased" not in event.payload and example not in seen | forgotten:
            seen.add(example)
            chains[event.subject] = _linked(chains.get(event.subject, ""), example)
    sealed = {kind: (chain, digest) for kind, chain, digest in db.execute("SELECT kind, chain, digest FROM seals")}
    return frozenset(
        kind
        for kind, chain in chains.items()
        if kind in sealed and sealed[kind][0] == chain and sealed[kind][1] == _rows_digest(db, kind)
    )


def _linked(chain: str, example: str) -> str:
    return hashlib.sha256(f"{chain or _engine()}\0{example}".encode()).hexdigest()


def _rows_digest(db: sqlite3.Connection, kind: str) -> str:
    digest = hashlib.sha256()
    for query in _ROWS:
        for row in db.execute(query, (kind,)):
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@functools.cache
def _engine() -> str:
    """The pattern engine by its own source: another one learns other things."""
    folders = [Path(path) for package in (learning, syntax) for path in package.__path__]
    digest = hashlib.sha256()
    for file in sorted(file for folder in folders for file in folder.glob("*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
