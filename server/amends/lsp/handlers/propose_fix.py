"""amends/proposeFix: a fix on demand that the client shows before it is applied."""

from __future__ import annotations

from typing import Any

from amends.lsp.connection import Connection
from amends.lsp.messages import ProposeFixParams
from amends.lsp.positions import range_from_wire


async def propose_fix(connection: Connection, params: ProposeFixParams) -> dict[str, Any]:
    """``{"fixId", "sentence"}``: the fix waits in the lightbulb's store; without one the sentence says why.

    Long, and cancelled like any request or by its progress.
    """
    document = connection.documents.open_or_on_disk(params.uri)
    within = range_from_wire(document.text if document else None, params.range, connection.capabilities.encoding)
    proposal = await connection.engine.propose(params.uri, within, params.source, params.code, params.avoid)
    return {"fixId": proposal.fix.id if proposal.fix else None, "sentence": proposal.sentence}
