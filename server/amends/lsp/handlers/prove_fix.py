"""amends/proveFix: the proof of an offered fix, made again on the text as it is now."""

from __future__ import annotations

from typing import Any

from amends.lsp.connection import Connection
from amends.lsp.messages import FixArgument


async def prove_fix(connection: Connection, params: FixArgument) -> dict[str, Any]:
    """``{"fixId", "verdict"}``, the verdict as in a FixRecord."""
    return {"fixId": params.fix_id, "verdict": await connection.engine.prove(params.fix_id)}
