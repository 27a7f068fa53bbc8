"""What every checker offers, whatever tool stands behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import attrs

from amends.core.problems import Problem
from amends.core.snapshot import Document


@attrs.frozen
class CheckerRun:
    """What one run found; `command` is a line a person can run."""

    problems: tuple[Problem, ...]
    command: str
    duration_ms: int


class Checker(Protocol):
    """Finds the problems of one text. It never answers "clean" because of a crash or a timeout: it raises."""

    @property
    def name(self) -> str:
        """The `source` of its problems, in lower case."""

    @property
    def languages(self) -> frozenset[str]:
        """LSP language ids it understands."""

    def handles(self, document: Document) -> bool:
        """Whether it can judge this document at all."""

    def configuration(self, document: Document, root: Path) -> str:
        """A stamp of what its answer depends on besides the text; another stamp, perhaps another answer."""

    async def check(self, document: Document, root: Path) -> CheckerRun:
        """All problems of the document's text as it stands, saved or not.

        Raises:
            ToolMissingError: the tool cannot be started.
            ToolTimeoutError: it did not answer in time.
            ToolCrashedError: it failed, or answered what cannot be read; its configuration may be wrong.
        """
