"""The person decides what is learned: forget, pin, scope, mute, reset, undo, and "not like this"."""

from __future__ import annotations

from collections.abc import Callable

from amends.core.errors import UsageError
from amends.loop.background import request_search
from amends.loop.folder import Folder


def reject(folder: Folder, fix_id: str, reason: str) -> None:
    """Never offer this edit of this code again."""
    item = folder.fixes.find(fix_id)
    if item is not None:
        folder.profile.record_rejection(folder.tracker.context_of(item.fix), reason)
        folder.fixes.drop(fix_id)


def change(folder: Folder, action: str, item: str | None, value: str | None) -> str:
    """Carry out `amends.changeProfile`; returns the id that undoes it.

    Raises:
        UsageError: the action is unknown or lacks its id or value.
        UnknownItemError: nothing learned has that id.
    """
    undo_id = _changed(folder, action, item, value)
    for uri in folder.documents:
        folder.fixes.forget(uri)
        request_search(folder, uri)
    return undo_id


def _changed(folder: Folder, action: str, item: str | None, value: str | None) -> str:
    profile = folder.profile
    changes: dict[str, Callable[[], str]] = {
        "forget": lambda: profile.forget(_needed(item, "id")),
        "pin": lambda: profile.pin(_needed(item, "id")),
        "unpin": lambda: profile.unpin(_needed(item, "id")),
        "scope": lambda: profile.scope(_needed(item, "id"), value or ""),
        "mute": lambda: profile.mute(_needed(value or item, "value")),
        "unmute": lambda: profile.unmute(_needed(value or item, "value")),
        "reset": profile.reset,
        "undo": lambda: profile.undo(item or value or None),
    }
    if action not in changes:
        raise UsageError(f"{action} is no change of a profile; there are {', '.join(changes)}.")
    return changes[action]()


def _needed(word: str | None, name: str) -> str:
    if not word:
        raise UsageError(f"This change of the profile needs {name}.")
    return word
