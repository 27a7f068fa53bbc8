"""Imports as facts: which name comes from where."""

from __future__ import annotations

import attrs

from amends.syntax.tree import Node


@attrs.frozen(order=True)
class Import:
    """`from module import name as alias`, or `import module as alias` where `name` is empty."""

    module: str
    name: str = ""
    alias: str = ""
    guarded: bool = False
    """It stands under ``if TYPE_CHECKING:``, or is for types only."""

    @property
    def binds(self) -> str:
        """The word it makes known."""
        return self.alias or self.name or self._package

    @property
    def statement(self) -> str:
        """The line that says it in Python."""
        tail = f" as {self.alias}" if self.alias else ""
        if self.name:
            return f"from {self.module} import {self.name}{tail}"
        return f"import {self.module}{tail}"

    @property
    def _package(self) -> str:
        """The word that a module as a whole goes by: its first one, of a path its last one but for a version."""
        parts = self.module.split("/")
        last = parts[-2] if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit() else parts[-1]
        return last.partition(".")[0]


@attrs.frozen(eq=False)
class Imported:
    """One import and the nodes that say it."""

    what: Import
    statement: Node
    item: Node
