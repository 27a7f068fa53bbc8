"""Our own ruff, where it stands in for a tool that the project does not have.

What it calls broken counts as anywhere. Its taste does not: a patch is for people who never asked for its default
rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import attrs

from amends.core.problems import Severity
from amends.core.verdicts import CheckResult, CheckState
from amends.tools.checkers.checker import Checker
from amends.tools.checkers.ruff import RuffChecker, project_uses_ruff
from amends.verifying.remembering import RememberingChecker

_RUFF = "ruff"
_BROKEN = re.compile(r"(F|E9|PLE)\d+")


def stands_in(checkers: Sequence[Checker], root: Path) -> bool:
    """Whether the ruff among some checkers is ours, in a project that says nothing of ruff."""
    inner = (checker.inner if isinstance(checker, RememberingChecker) else checker for checker in checkers)
    return any(isinstance(one, RuffChecker) and one.command.ours for one in inner) and not project_uses_ruff(root)


def without_taste(result: CheckResult) -> CheckResult:
    """What our ruff said of a patch, without new findings that are matters of taste; the reason names them."""
    taste = [one for one in result.new_problems if one.severity is not Severity.ERROR and not _BROKEN.match(one.code)]
    if result.name != _RUFF or not taste or result.still_there:
        return result
    left = tuple(one for one in result.new_problems if one not in taste)
    codes = ", ".join(dict.fromkeys(one.code for one in taste))
    reason = f"{codes}: rules of Amends' own ruff, which this project does not use, so they do not count"
    state = result.state if left else CheckState.PASSED
    return attrs.evolve(result, state=state, new_problems=left, output=result.output if left else "", reason=reason)


def worth_saying(results: Sequence[CheckResult]) -> list[CheckResult]:
    """Without ruff, which comes with Amends, where it had nothing to read and the project has other tools."""
    others = [result for result in results if result.name != _RUFF]
    return [result for result in results if result in others or not others or result.state is not CheckState.SKIPPED]
