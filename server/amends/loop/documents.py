"""What happens to texts: opened, changed, saved, closed."""

from __future__ import annotations

from collections.abc import Sequence

from amends.core.snapshot import Document
from amends.core.text import Edit
from amends.loop.checking import publish, request_check
from amends.loop.folder import Folder
from amends.loop.learning import learn_repairs, look_for_commit


def opened(folder: Folder, document: Document) -> None:
    """A document was opened, or opened again after its file changed."""
    folder.documents[document.uri] = document
    folder.fixes.forget(document.uri)
    folder.tracker.opened(document)
    request_check(folder, document.uri)


def changed(folder: Folder, before: Document, after: Document, steps: Sequence[Sequence[Edit]]) -> None:
    """A document changed: everything known of it is carried along until the tools have run again."""
    text = before.text
    for step in steps:
        moved = text.edited(step)
        folder.problems.shift(after.uri, text, step)
        folder.fixes.shift(after.uri, text, step, moved)
        text = moved
    folder.fix_alls.pop(after.uri, None)
    folder.documents[after.uri] = after
    folder.changed_at = folder.clock.monotonic()
    folder.tracker.changed(after.uri, before.text, after.text, steps)
    folder.sample_wanted.set()
    publish(folder, after.uri)
    request_check(folder, after.uri, quiet=True)


def saved(folder: Folder, uri: str) -> None:
    """A document was saved: a moment at which what stands there is meant."""
    document = folder.documents.get(uri)
    if document:
        folder.tracker.saved(uri, document.text)
        request_check(folder, uri)
        look_for_commit(folder)
        # What waits for a pause in typing need not wait any longer.
        folder.lessons.request(uri, lambda: learn_repairs(folder, uri), replace=True)


def closed(folder: Folder, uri: str) -> None:
    """A document was closed; what is on disk counts from now on."""
    folder.checks.cancel(uri)
    folder.searches.cancel(uri)
    folder.documents.pop(uri, None)
    folder.tracker.closed(uri)
    folder.repairs.forget(uri)
    for producer in ("editor", "context", *(checker.name for checker in folder.equipment.checkers)):
        folder.problems.put(producer, uri, ())
    folder.fixes.forget(uri)
    folder.fix_alls.pop(uri, None)
    publish(folder, uri)


def check_again(folder: Folder) -> None:
    """Settings, trust or configuration changed: check and search every open text anew."""
    for uri in folder.documents:
        folder.fixes.forget(uri)
        request_check(folder, uri)


async def close_folder(folder: Folder) -> None:
    """The folder leaves the workspace, or the session ends."""
    folder.tracker.session_end()
    await folder.tasks.close()
    for uri in list(folder.documents):
        closed(folder, uri)
    for uri in folder.problems.uris():
        # Failing tests stand in texts that may not be open.
        folder.client.publish(uri, None, ())
    await folder.workshop.close()
    folder.profile.close()
