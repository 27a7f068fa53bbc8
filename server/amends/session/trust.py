"""Which folders the user trusts: said by the client for this session, or remembered with `amends trust`."""

from __future__ import annotations

import json
from pathlib import Path

from amends.platform.files import write_file


def is_remembered(root: Path, store: Path) -> bool:
    """Whether the folder, or one it lies in, was trusted with `amends trust`."""
    resolved = root.resolve()
    return any(resolved == trusted or trusted in resolved.parents for trusted in _read(store))


def remember(root: Path, store: Path, *, trusted: bool) -> None:
    """Remember or forget a folder; forgetting one inside a trusted folder needs that folder forgotten instead."""
    kept = {path for path in _read(store) if path != root.resolve()}
    if trusted:
        kept.add(root.resolve())
    store.parent.mkdir(parents=True, exist_ok=True)
    write_file(store, json.dumps({"schema": 1, "trusted": sorted(map(str, kept))}, indent=1) + "\n")


def _read(store: Path) -> tuple[Path, ...]:
    try:
        listed = json.loads(store.read_text(encoding="utf-8")).get("trusted", [])
        return tuple(Path(item) for item in listed)
    except (OSError, ValueError, AttributeError, TypeError):
        return ()  # unreadable trust is no trust
