"""Stored code by hash, compressed, so that events stay small and a piece of code can be erased for good."""

from __future__ import annotations

import sqlite3
import zlib

from amends.core.text import text_hash


def put_blob(db: sqlite3.Connection, content: str) -> str:
    """Store a text once; returns the hash that names it."""
    name = text_hash(content)
    if db.execute("SELECT 1 FROM blobs WHERE hash = ?", (name,)).fetchone() is None:
        data = zlib.compress(content.encode("utf-8", "surrogatepass"))
        db.execute("INSERT INTO blobs (hash, data) VALUES (?, ?)", (name, data))
    return name


def get_blob(db: sqlite3.Connection, name: str) -> str | None:
    """The text of a hash; None when it was erased or lost with a damaged file."""
    row = db.execute("SELECT data FROM blobs WHERE hash = ?", (name,)).fetchone()
    try:
        return None if row is None else zlib.decompress(row[0]).decode("utf-8", "surrogatepass")
    except (zlib.error, UnicodeDecodeError):
        return None


def drop_blobs(db: sqlite3.Connection, names: set[str]) -> None:
    """Remove texts for good; the connection has `secure_delete` on, so that their bytes are overwritten."""
    db.executemany("DELETE FROM blobs WHERE hash = ?", [(name,) for name in sorted(names)])
