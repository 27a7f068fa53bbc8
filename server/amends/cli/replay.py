"""`amends replay`: measure how well the engine repairs what people repaired, one event after the other."""

from __future__ import annotations

import asyncio
import collections
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from amends.cli.options import global_options
from amends.cli.workspace import print_error
from amends.core.errors import AmendsError, OverlappingEditsError, ToolCrashedError, UsageError
from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem, ProblemKind
from amends.core.settings import Settings
from amends.core.text import Edit, Position, Range, Text, apply_edits
from amends.learning.compose import Composed, compose
from amends.learning.learn import same_code
from amends.learning.pattern import PatternRecord
from amends.learning.split import split_example
from amends.learning.suggest import Suggestion, are_kin, suggest
from amends.platform.processes import run_process
from amends.profile.profile import Profile
from amends.syntax.tree import Trees
from amends.tools.ruff import find_ruff

Counts = collections.Counter[str] | None

_OFFERED = 3
_TRIED = 8
"""Candidates that are proved for one event."""
_UNPROVED = 0.4
"""What is left of the confidence in a candidate that brings other findings with it."""


@click.command()
@click.option("--worker", is_flag=True, help="Speak the replay protocol on stdin and stdout.")
@click.option("--team", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Start from a team layer.")
@click.option("--no-tool-fix", is_flag=True, help="Do not use the tools' own fixes.")
@global_options
def replay(*, worker: bool, team: Path | None, no_tool_fix: bool) -> int:
    """Measure the pattern engine on a history of repairs."""
    if not worker:
        raise UsageError("Say how to replay: amends replay --worker speaks the replay protocol on stdin.")
    if team is not None:
        raise UsageError("Importing a team layer comes with a later version.")
    asyncio.run(_serve(Worker(tool_fixes=not no_tool_fix)))
    return 0


async def _serve(worker: Worker) -> None:
    """Answer one JSON line with one; a line that cannot be answered gets an empty answer, never silence."""
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = await worker.answer(request)
        except AmendsError as error:
            print_error(f"{request.get('id')}: {error.sentence}")
            answer = {"fixes": []} if request.get("type") == "event" else {"ok": False}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


@attrs.define
class _EventClock:
    """The time of the event at hand, so that age means what it meant then."""

    time: float = 0.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


@attrs.define
class Worker:
    """One repository's replay: an empty profile in memory, filled by what people accepted."""

    tool_fixes: bool
    clock: _EventClock = attrs.field(factory=_EventClock)
    profile: Profile = attrs.field(init=False)
    trees: Trees = attrs.field(factory=Trees)
    ruff: tuple[str, ...] = ("ruff",)
    event: dict[str, Any] = attrs.field(factory=dict)
    kinds: set[ProblemKind] = attrs.field(factory=set)
    """Kinds that something was learned of."""
    tool_answer: tuple[Edit, ...] | None = None
    """The tool's own fix of the event at hand."""
    tool_record: dict[str, tuple[int, int]] = attrs.field(factory=lambda: collections.defaultdict(lambda: (0, 0)))
    """By rule: how often people did what the tool proposed, of how many times it did."""

    def __attrs_post_init__(self) -> None:
        self.profile = Profile.open(None, "replay", self.clock)

    async def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request of the protocol."""
        match request["type"]:
            case "start":
                # Ours, not one that happens to be on the PATH, or none.
                ours = find_ruff(Path("/"), Settings(), None)
                self.ruff = (*ours.command, "check", *request["ruff_args"])
                return {"ok": True}
            case "event":
                self.event = request
                self.clock.time = float(request["date"])
                return {"fixes": await self._fixes(request)}
            case "feedback":
                self._learn(request["accepted_file"])
                return {"ok": True}
            case other:
                raise UsageError(f"Nobody knows a request of type {other}.")

    async def _fixes(self, event: dict[str, Any]) -> list[dict[str, Any]]:
        content = event["before_file"]
        candidates = list(compose([self._suggestions(one, content, event["file"]) for one in _problems(event)]))
        if not candidates and not self.tool_fixes:
            return []
        findings = await self._findings(event, content)
        self.tool_answer = _tool_fix(event, content, findings) if self.tool_fixes else None
        if self.tool_answer is not None:
            kept, seen = self.tool_record[event["rule"]]
            candidates.append(Composed(self.tool_answer, (kept + 0.75 * 2) / (seen + 2), ()))
            candidates.sort(key=lambda one: -one.confidence)
        return await self._proved(event, content, candidates, _counted(findings))

    def _suggestions(self, problem: Problem, content: str, path: str) -> Sequence[Suggestion]:
        kin = [record for kind in sorted(self.kinds) if are_kin(kind, problem.kind) for record in self._patterns(kind)]
        records = self._patterns(problem.kind)
        known = self.profile.vocabulary
        return suggest(records, problem, Text(content), "python", path, kin=kin, trees=self.trees, vocabulary=known)

    def _patterns(self, kind: ProblemKind) -> Sequence[PatternRecord]:
        return self.profile.patterns(kind)

    async def _proved(
        self, event: dict[str, Any], content: str, candidates: Sequence[Composed], before: Counts
    ) -> list[dict[str, Any]]:
        """Candidates that ruff finds to repair the problem; those that bring other findings come last."""
        kept: list[tuple[float, str]] = []
        for candidate in candidates[:_TRIED]:
            after = _applied(content, candidate.edits)
            if after is None or any(after == other for _, other in kept):
                continue
            counts = _counted(await self._findings(event, after))
            if counts is None or before is None:
                continue
            if counts[event["rule"]] > before[event["rule"]] - len(event["diagnostics"]):
                continue
            kept.append((candidate.confidence * (_UNPROVED if counts - before else 1), after))
            if sum(confidence >= candidate.confidence for confidence, _ in kept) >= _OFFERED:
                break
        kept.sort(key=lambda one: -one[0])
        return [{"new_file": after, "confidence": round(confidence, 4)} for confidence, after in kept[:_OFFERED]]

    async def _findings(self, event: dict[str, Any], content: str) -> list[dict[str, Any]]:
        """Ruff's findings in its own JSON."""
        name = Path(event["file"]).name
        command = (*self.ruff, "--output-format=json", "--quiet", "--stdin-filename", name, "-")
        result = await run_process(command, cwd=Path("/"), stdin=content.encode())
        if result.timed_out or result.exit_code not in {0, 1}:
            raise ToolCrashedError("ruff failed; try its command in a terminal.", result.command, result.err)
        found: list[dict[str, Any]] = json.loads(result.stdout or b"[]")
        return found

    def _learn(self, accepted: str) -> None:
        event = self.event
        problems = _problems(event)
        if self.tool_answer is not None:
            kept, seen = self.tool_record[event["rule"]]
            offered = _applied(event["before_file"], self.tool_answer)
            taken = offered is not None and same_code(offered, accepted)
            self.tool_record[event["rule"]] = (kept + taken, seen + 1)
        example = Example(
            problem=problems[0],
            before=event["before_file"],
            after=accepted,
            language="python",
            path=event["file"],
            source=ExampleSource.GIT,
            date=float(event["date"]),
        )
        self.profile.vocabulary.read(event["file"], accepted)
        for part in split_example(example, problems):
            self.profile.learn(part)
            self.kinds.add(part.problem.kind)


def _counted(findings: list[dict[str, Any]]) -> Counts:
    """Findings by rule, None when the text does not parse."""
    codes = [finding["code"] for finding in findings]
    return None if None in codes or "invalid-syntax" in codes else collections.Counter(codes)


def _tool_fix(event: dict[str, Any], content: str, findings: list[dict[str, Any]]) -> tuple[Edit, ...] | None:
    """The edits the tool proposes for all of an event's diagnostics, None when it has none for one of them."""
    wanted = [(one["code"], one["location"]) for one in event["diagnostics"]]
    fixes = [finding["fix"] for finding in findings if (finding["code"], finding["location"]) in wanted]
    if len(fixes) < len(wanted) or any(fix is None or fix["applicability"] == "display" for fix in fixes):
        return None
    text = Text(content)
    edits = {Edit(*text.span_of(_range(edit)), edit["content"]) for fix in fixes for edit in fix["edits"]}
    return tuple(sorted(edits))


def _applied(content: str, edits: tuple[Edit, ...]) -> str | None:
    try:
        return apply_edits(content, edits)
    except OverlappingEditsError:
        return None


def _problems(event: dict[str, Any]) -> list[Problem]:
    return [
        Problem("ruff", found["code"], found["message"], f"file:///{event['file']}", _range(found))
        for found in event["diagnostics"]
    ]


def _range(found: dict[str, Any]) -> Range:
    start, end = found["location"], found["end_location"]
    return Range(Position(start["row"] - 1, start["column"] - 1), Position(end["row"] - 1, end["column"] - 1))
