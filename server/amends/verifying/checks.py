"""The checks that judge texts: does it still parse, and what does a checker say before and after."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import attrs

from amends.core.errors import ToolError
from amends.core.fixes import Candidate
from amends.core.problems import Problem, Severity
from amends.core.snapshot import Document
from amends.core.text import Range
from amends.core.verdicts import CheckResult, CheckState
from amends.platform.clock import Clock
from amends.platform.uris import relative_path, uri_to_path
from amends.tools.checkers.checker import Checker, CheckerRun, View
from amends.verifying.delta import Delta, compare_problems, still_found
from amends.verifying.overlay import Overlay
from amends.verifying.syntax_errors import can_parse, parses_still, syntax_error

MOST_OUTPUT = 4_000
"""Characters of a tool's words that a verdict keeps."""


def check_parse(overlay: Overlay, root: Path) -> CheckResult:
    """Whether every touched text that parsed before parses still."""
    judged = False
    for uri in overlay.texts:
        before, after = overlay.before[uri], overlay.after[uri]
        if not can_parse(after.language) or (not (sound := parses_still(before, after)) and syntax_error(before)):
            continue
        judged = True
        if not sound and (error := syntax_error(after)):
            problem = _syntax_problem(after, *error)
            return CheckResult("parse", CheckState.FAILED, new_problems=(problem,), output=_described([problem], root))
    if judged:
        return CheckResult("parse", CheckState.PASSED)
    return CheckResult("parse", CheckState.SKIPPED, reason="no touched text is one we can parse, or it parsed before")


def not_checked(source: str) -> CheckResult:
    """The answer for a problem whose tool we cannot run."""
    reason = f"Amends cannot run {source} itself, so whether the problem is gone is not known"
    return CheckResult(source, CheckState.UNKNOWN, reason=reason)


async def check_with(
    checker: Checker, overlay: Overlay, root: Path, target: Problem | None, clock: Clock
) -> CheckResult:
    """What one checker says of the texts before and after; with a target also whether that is gone.

    A tool that fails, hangs or is missing makes the result unknown, with the tool's own words.
    """
    own = target.uri if target else ""
    handled = {uri: document for uri, document in overlay.after.items() if checker.handles(document)}
    uris = [uri for uri, document in handled.items() if uri == own or checker.judges(document)]
    if target is None:
        uris = [uri for uri in uris if uri in overlay.texts]
    if not uris:
        return _nothing_to_check(checker, target)
    started = clock.monotonic()
    try:
        before, after = await _both(checker, overlay, root, uris)
    except* ToolError as errors:
        result = _unknown(checker, errors)
    else:
        delta = compare_problems(before.problems, after.problems, overlay.texts, target)
        left = _left_of_many(overlay.candidate, before, after) if target else ()
        delta = attrs.evolve(delta, left=(*delta.left, *left))
        result = _result(checker, delta, target, (before, after), root)
    return attrs.evolve(result, duration_ms=round((clock.monotonic() - started) * 1000))


async def _both(checker: Checker, overlay: Overlay, root: Path, uris: Sequence[str]) -> tuple[CheckerRun, CheckerRun]:
    around = overlay.around(uris)
    views = [
        View(root, tuple(texts[uri] for uri in uris), (*around, *(texts[uri] for uri in texts if uri not in uris)))
        for texts in (overlay.before, overlay.after)
    ]
    async with asyncio.TaskGroup() as group:
        before, after = (group.create_task(checker.look(view)) for view in views)
    return before.result(), after.result()


def _result(
    checker: Checker, delta: Delta, target: Problem | None, runs: tuple[CheckerRun, CheckerRun], root: Path
) -> CheckResult:
    before, after = runs
    said = CheckResult(
        checker.name,
        CheckState.PASSED,
        after.command,
        before=len(before.problems),
        after=len(after.problems),
        isolation=after.isolation,
    )
    if delta.left or delta.new:
        return attrs.evolve(
            said,
            state=CheckState.FAILED,
            new_problems=delta.new,
            still_there=bool(delta.left),
            output=_described([*delta.left, *delta.new], root),
        )
    if after.ignored and before.ignored:
        return _left_out(checker, target)
    if target and not delta.found:
        reason = f"{checker.name} does not report this problem when Amends runs it, before the change or after"
        return attrs.evolve(said, state=CheckState.UNKNOWN, reason=reason)
    return attrs.evolve(said, repaired=() if target else delta.gone)


def _nothing_to_check(checker: Checker, target: Problem | None) -> CheckResult:
    if target is None:
        return CheckResult(checker.name, CheckState.SKIPPED, reason=f"nothing that {checker.name} reads was changed")
    return CheckResult(checker.name, CheckState.UNKNOWN, reason=f"{checker.name} cannot read {target.uri}")


def _left_out(checker: Checker, target: Problem | None) -> CheckResult:
    reason = f"the configuration of {checker.name} leaves these files out"
    return CheckResult(checker.name, CheckState.UNKNOWN if target else CheckState.SKIPPED, reason=reason)


def _unknown(checker: Checker, errors: ExceptionGroup[ToolError]) -> CheckResult:
    error = next(error for error in errors.exceptions if isinstance(error, ToolError))
    return CheckResult(
        checker.name, CheckState.UNKNOWN, error.command, reason=error.sentence, output=error.details[-MOST_OUTPUT:]
    )


def _left_of_many(candidate: Candidate, before: CheckerRun, after: CheckerRun) -> tuple[Problem, ...]:
    """A candidate for one problem is judged by the problem's place alone."""
    if not candidate.also:
        return ()
    return still_found(before.problems, after.problems, (candidate.problem, *candidate.also))


def _syntax_problem(document: Document, message: str, place: Range) -> Problem:
    return Problem(
        "parse", "invalid-syntax", message, document.uri, place, Severity.ERROR, text_hash=document.text.hash
    )


def _described(problems: Sequence[Problem], root: Path) -> str:
    """One line for each problem, as tools print them."""
    lines = []
    for problem in problems:
        path, start = uri_to_path(problem.uri), problem.range.start
        name = relative_path(path, root) if path else problem.uri
        lines.append(f"{name}:{start.line + 1}:{start.character + 1}: {problem.code} {problem.message}")
    return "\n".join(lines)[:MOST_OUTPUT]
