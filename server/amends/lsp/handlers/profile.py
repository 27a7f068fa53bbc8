"""amends/profile: what was learned in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amends.lsp.connection import Connection
from amends.lsp.messages import FolderParams


def profile(connection: Connection, params: FolderParams) -> Mapping[str, Any]:
    """The folder's Profile."""
    return connection.engine.profile(params.folder)
