"""What every checker offers, whatever tool stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import attrs

from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.platform.uris import uri_to_path


@attrs.frozen
class CheckerRun:
    """What one run found; `command` is a line a person can run."""

    problems: tuple[Problem, ...]
    command: str
    duration_ms: int
    ignored: bool = False
    """The tool's configuration leaves these texts out: it looked at none of them."""
    isolation: str = ""
    """What stood between the tool and the machine, where code of the project may have run: see `CheckResult`."""

    @staticmethod
    def together(runs: Sequence[CheckerRun], duration_ms: int | None = None) -> CheckerRun:
        """Several runs as one, each problem once; they took as long as all of them if nothing else is said."""
        problems = dict.fromkeys(problem for run in runs for problem in run.problems)
        took = sum(run.duration_ms for run in runs) if duration_ms is None else duration_ms
        ignored = bool(runs) and all(run.ignored for run in runs)
        isolation = next((run.isolation for run in runs), "")
        return CheckerRun(tuple(problems), "\n".join(run.command for run in runs), took, ignored, isolation)


@attrs.define(frozen=True, slots=False)
class View:
    """Texts to judge, in a folder where these and some other texts stand in for the files' own."""

    root: Path
    documents: tuple[Document, ...]
    """What is to be judged."""
    around: tuple[Document, ...] = ()
    """Other texts that are not saved; they count where a tool reads more than one file."""

    @cached_property
    def files(self) -> Mapping[Path, Document]:
        """Every text that is a file's, what is judged first."""
        named = ((uri_to_path(document.uri), document) for document in (*self.around, *self.documents))
        return {path: document for path, document in named if path}

    def only(self, document: Document) -> View:
        """The same folder with one text to judge."""
        return attrs.evolve(self, documents=(document,))


class Checker(Protocol):
    """Finds problems in texts. It never answers "clean" because of a crash or a timeout: it raises."""

    @property
    def name(self) -> str:
        """The `source` of its problems, in lower case."""

    @property
    def languages(self) -> frozenset[str]:
        """LSP language ids it understands."""

    @property
    def whole_program(self) -> bool:
        """Whether what it says of one text depends on the others, as with types; such a tool takes its time."""

    def handles(self, document: Document) -> bool:
        """Whether it can judge this document at all."""

    def judges(self, document: Document) -> bool:
        """Whether the project's configuration lets it look there: a document it handles may be none of its business."""

    def configuration(self, document: Document, root: Path) -> str:
        """A stamp of what its answer depends on besides the texts; another stamp, perhaps another answer."""

    async def look(self, view: View) -> CheckerRun:
        """All problems of the texts as they stand, saved or not; with types also those of files that use them.

        Raises:
            ToolMissingError: the tool cannot be started.
            ToolTimeoutError: it did not answer in time.
            ToolCrashedError: it failed, or answered what cannot be read; its configuration may be wrong.
        """

    async def close(self) -> None:
        """End what it keeps running."""
