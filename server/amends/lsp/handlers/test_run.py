"""amends/testRun: results of a run that the client saw."""

from __future__ import annotations

from amends.lsp.connection import Connection
from amends.lsp.messages import TestRunParams


def test_run(connection: Connection, params: TestRunParams) -> None:
    """Failing tests become problems, passing ones clear them."""
    connection.engine.test_run(params.framework, params.items, partial=params.partial)
