"""What a failed verdict teaches: how the candidate differs from what was expected, in the tools' own words."""

from __future__ import annotations

import hashlib
import re

from amends.core.fixes import Candidate, Deviation
from amends.core.problems import Severity
from amends.core.verdicts import CheckResult, CheckState, Verdict, VerdictState

_VOLATILE = re.compile(r"0x[0-9a-fA-F]+|\d+")
_EVIDENCE_LENGTH = 2_000
_NO_CHECKER = frozenset({"parse", "gates", "pytest", "unittest"})


def deviation_of(candidate: Candidate, verdict: Verdict) -> Deviation:
    """The deviation of a candidate whose verdict is failed: the first thing that went wrong, with its evidence."""
    refusing = [finding for finding in verdict.gates if not finding.asks]
    if refusing:
        finding = refusing[0]
        return Deviation("gate", f"Gate {finding.name}: {finding.reason}", candidate.ingredients)
    for check in verdict.checks:
        if check.state is CheckState.FAILED:
            return Deviation(_cause(check), _evidence(check), candidate.ingredients)
    for check in verdict.checks:
        if check.state is CheckState.UNKNOWN and check.command:
            return Deviation("inconclusive", _evidence(check), candidate.ingredients)
    return Deviation("unknown", "Nothing failed, but not everything could be checked.", candidate.ingredients)


def is_inconclusive(verdict: Verdict) -> bool:
    """Whether a tool ran on the candidate and gave no clear answer, so that another candidate may get one."""
    ran = any(check.state is CheckState.UNKNOWN and check.command for check in verdict.checks)
    return verdict.state is VerdictState.UNPROVED and ran


def only_brings_others(verdict: Verdict) -> bool:
    """Whether the problem is gone and all that speaks against the candidate are findings of checkers, none an error."""
    failed = [check for check in verdict.checks if check.state is CheckState.FAILED]
    findings = all(check.new_problems and not check.still_there and check.name not in _NO_CHECKER for check in failed)
    errors = any(one.severity is Severity.ERROR for check in failed for one in check.new_problems)
    return findings and not errors and all(finding.asks for finding in verdict.gates)


def error_fingerprint(deviation: Deviation) -> str:
    """The same for the same error, whatever line or address it names."""
    content = f"{deviation.cause}\0{_VOLATILE.sub('#', deviation.evidence)}"
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def problem_count(verdict: Verdict) -> int:
    """How much is wrong with the candidate: what is still there, what is new, what a gate refused."""
    left = sum(check.still_there + len(check.new_problems) for check in verdict.checks)
    return max(left + sum(not finding.asks for finding in verdict.gates), 1)


def _cause(check: CheckResult) -> str:
    if check.name == "parse":
        return "does-not-parse"
    if check.still_there and not check.new_problems:
        return "still-there"
    if check.count or "test" in check.name:
        return "tests-failed"
    return "new-problems"


def _evidence(check: CheckResult) -> str:
    found = "\n".join(
        f"{problem.code} {problem.message} (line {problem.range.start.line + 1})" for problem in check.new_problems
    )
    words = [check.reason or "", found, check.output]
    return f"{check.name}: " + "\n".join(word for word in words if word)[:_EVIDENCE_LENGTH]
