"""codeAction/resolve: the edit of the action that was chosen. Some clients resolve every action, so it is free."""

from __future__ import annotations

from typing import Any

from amends.core.errors import StaleError
from amends.lsp.connection import Connection
from amends.lsp.edits import workspace_edit


def code_action_resolve(connection: Connection, action: dict[str, Any]) -> dict[str, Any]:
    """The action with its edit; unchanged where nothing is known of it, such as a command of ours or a closed text.

    Raises:
        StaleError: the text moved on and the fix did not survive it; answered as ContentModified, which is silent.
    """
    data = action.get("data")
    if "edit" in action or not isinstance(data, dict) or not isinstance(data.get("fixId"), str):
        return action
    document = connection.documents.get(str(data.get("uri")))
    if document is None:
        return action
    offer = connection.engine.resolved(data["fixId"])
    if offer:
        return {**action, "edit": workspace_edit(offer.files, connection.documents, connection.capabilities)}
    if document.text.hash != data.get("hash"):
        raise StaleError("The text has changed since this fix was made; ask for it again.")
    return action
