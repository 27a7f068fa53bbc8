"""What a test claims in place of something else: whether it checks less, or expects something else."""

from __future__ import annotations

import re
from collections import Counter

from amends.core.problems import message_names
from amends.verifying.gates.reading.change import Change
from amends.verifying.gates.reading.literals import facts_of_literals
from amends.verifying.gates.weakened_tests.claims import Claim, loosened
from amends.verifying.gates.weakened_tests.messages import rewording

_IF_MEANT = " If the behaviour is meant to change, set gates.weakened-test to off for this proof."
_OPEN_ENDED = frozenset({"in", "approx", "match"})
_STRING = re.compile(r"(?<=Constant\(value=)(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")(?=\))")
_BROAD = ("id='Exception'", "id='BaseException'", "attr='Exception'")


def weaker(change: Change, claim: Claim, now: Claim) -> str:
    """Why the claim that took another's place checks less; empty when it does not."""
    foreign = change.of_failing_test and not _undefined_name(change, claim, now)
    stricter = claim.kind == now.kind == "raises" and now.operands[: len(claim.operands)] == claim.operands
    stricter |= loosened(now) == claim
    if stricter and len(now.guards) <= len(claim.guards):
        return ""  # what is raised must now also say something, what was true is True
    asked = change.asked_at(claim.line, claim.last_line) or _says_the_same(change)
    if _follows_a_message(change, claim, now) and len(now.guards) <= len(claim.guards):
        return ""
    unasked = claim.shape != now.shape and not asked
    meant = _IF_MEANT if change.is_patch else ""
    reasons = (
        (now.strength < claim.strength, "The assertion checks less than before."),
        (len(now.guards) > len(claim.guards), "The assertion is no longer always reached."),
        (_other_literals(claim, now), f"What the test expects was changed.{meant}"),
        (claim.kind == "raises" and _wider(claim, now), "The test accepts more exceptions than before."),
        (foreign, "The failing test's own assertion was changed."),
        (unasked, f"An assertion was changed that nobody asked to change.{meant}"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _follows_a_message(change: Change, claim: Claim, now: Claim) -> bool:
    """Whether only the words of an error changed, as the patch changed them where the error is raised."""
    if claim.kind != now.kind or len(claim.operands) != len(now.operands):
        return False
    changed = [pair for pair in zip(claim.operands, now.operands, strict=True) if pair[0] != pair[1]]
    said = [(_STRING.findall(one), _STRING.findall(other)) for one, other in changed]
    same = all(_STRING.sub("", one) == _STRING.sub("", other) for one, other in changed)
    worded = rewording(change) if changed and same else None
    pairs = [pair for one, other in said for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    return worded is not None and bool(pairs) and all(worded.follows(was, is_now) for was, is_now in pairs)


def _says_the_same(change: Change) -> bool:
    """Whether a finding marks all that changed, as in a row of a table, and every number and word is still there."""
    if not (change.only_where_asked and change.python):
        return False
    before, after = (Counter(fact.key for fact in facts_of_literals(side.changed)) for side in change.python)
    return before == after


def _other_literals(claim: Claim, now: Claim) -> bool:
    lost, added = claim.facts - now.facts, now.facts - claim.facts
    return bool(lost and claim.kind != "truth" and (added or claim.kind == now.kind)) or bool(
        added and now.kind in _OPEN_ENDED
    )


def _wider(claim: Claim, now: Claim) -> bool:
    if len(now.operands) < len(claim.operands):
        return True
    was, is_now = claim.operands[:1], now.operands[:1]
    return was != is_now and any("Tuple(" in caught or any(broad in caught for broad in _BROAD) for caught in is_now)


def _undefined_name(change: Change, claim: Claim, now: Claim) -> bool:
    """Whether only a name changed that the failure itself calls unknown."""
    mentioned = {name for problem in change.problems for name in message_names(problem.message)}
    return claim.shape == now.shape and any(f"'{name}'" in " ".join(claim.operands) for name in mentioned)
