"""What tests say of a patch that names no problem: what it broke, repaired, and should have repaired."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from amends.core.problems import Problem
from amends.core.verdicts import CheckResult, CheckState
from amends.platform.uris import uri_to_path
from amends.syntax.scopes import scope_name
from amends.syntax.tree import Trees, ancestors
from amends.tools.testrunners.testreport import TestItem, TestRun
from amends.verifying.overlay import Overlay
from amends.verifying.rearranged import is_only_rearranged
from amends.verifying.test_results import test_problem, tests_failed, tests_passed

_NO_FIXTURE = re.compile(r"\bfixture '(\w+)' not found")
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+")
_MOST_NAMED = 5
_FAIL_STILL = ("fails without the patch and fails still", "fail without the patch and fail still")
_ARE_ABOUT_IT = ("is about what was changed, and fails", "are about what was changed, and fail")
_RUN_NO_MORE = (
    "ran before and does not run any more; a test has to stay",
    "ran before and do not run any more; a test has to stay",
)
"""Of one test, and of several."""


def compare_runs(before: TestRun, after: TestRun, overlay: Overlay, *, answers: bool) -> CheckResult:
    """The result of the same tests without and with a patch; tests that pass since are its `repaired`.

    A test that fails on both sides counts against the patch only when the patch is about it: it fails differently now
    or in a changed line, it is a row of a test of which other rows are repaired, or it names a changed function and the
    patch may be for nothing else: it repairs nothing that a checker found (`answers`), nor is it mere moving.
    """
    failing = _failing(before)
    failed = [item for item in after.items if item.failed]
    moved = _moved(failing, failed, before)
    failing |= moved
    new = [item for item in failed if item.id not in failing and _file(item) not in failing]
    if new and before.complete:
        return tests_failed(after, new)
    repaired = tuple(test_problem(item, after.framework) for item in failing.values() if _passes_now(item, after))
    names = frozenset() if answers or is_only_rearranged(overlay) else _changed_names(overlay)
    judged = [item for item in failed if item.id not in moved or _fails_otherwise(moved[item.id], item)]
    judged = [item for item in judged if not _lacks_a_plugin(item, overlay)]
    begun = {_rows_of(item) for item in failing.values() if _passes_now(item, after)} - {""}
    about = [
        item for item in judged if _rows_of(item) in begun or _is_about(failing.get(item.id), item, overlay, names)
    ]
    plainly = [item for item in about if _in_changed_line(item, overlay) or _names_one(item, names)]
    if (about and before.complete) or plainly:
        result = attrs.evolve(tests_failed(after, about), new_problems=(), still_there=True)
        said = _FAIL_STILL if before.complete else _ARE_ABOUT_IT
        return attrs.evolve(result, repaired=repaired, reason=_named(about, *said))
    if not after.complete or (failed and not before.complete):
        return _incomplete(before, after, len(new))
    if lost := _lost(before, after, spared=_now_skipped(before, after) if repaired else frozenset()):
        reason = _named(lost, *_RUN_NO_MORE)
        return CheckResult(after.framework, CheckState.FAILED, after.command, count=len(after.items), reason=reason)
    unseen = () if before.complete else tuple(_unseen(before, after))
    result = attrs.evolve(tests_passed(after), repaired=repaired, perhaps_repaired=unseen)
    return attrs.evolve(result, reason=f"{len(failed)} fail with and without it") if failed else result


def _unseen(before: TestRun, after: TestRun) -> Iterator[Problem]:
    """Of each file the first test that passes and that nobody saw without the patch: those runs were cut short."""
    seen = {item.id for item in before.items}
    passing = [item for item in after.items if item.outcome == "passed" and item.id not in seen]
    first = {item.path: item for item in reversed(passing)}
    return (test_problem(item, after.framework) for item in first.values())


def _failing(run: TestRun) -> dict[str, TestItem]:
    return {item.id: item for item in run.items if item.failed}


def _moved(failing: dict[str, TestItem], failed: Sequence[TestItem], before: TestRun) -> dict[str, TestItem]:
    """Tests that failed under the name of another file, by their names now: a patch may move what fails."""
    known = {_file(item) for item in before.items}
    old = {item.id.partition("::")[2]: item for item in failing.values() if "::" in item.id}
    return {
        item.id: old[name]
        for item in failed
        if _file(item) not in known and (name := item.id.partition("::")[2]) in old
    }


def _file(item: TestItem) -> str:
    return item.id.partition("::")[0]


def _passes_now(failed: TestItem, after: TestRun) -> bool:
    """The same test passes; for a file that could not be collected, some test of it."""
    inside = f"{failed.id}::"
    return any(
        item.outcome == "passed" and (item.id == failed.id or item.id.startswith(inside)) for item in after.items
    )


def _incomplete(before: TestRun, after: TestRun, new: int) -> CheckResult:
    run, which = (before, "without the patch") if after.complete else (after, "with the patch")
    reason = f"the tests could not be run to their end {which}: {run.error or 'they did not end'}"
    if new:
        reason += f"; {new} fail, and whether they did before is not known"
    return CheckResult(run.framework, CheckState.UNKNOWN, run.command, reason=reason)


def _now_skipped(before: TestRun, after: TestRun) -> frozenset[str]:
    """Failing tests that get as far as skipping themselves: what they lack here the repair cannot bring."""
    skipped = {item.id for item in after.items if item.outcome == "skipped"}
    return frozenset(item.id for item in before.items if item.failed and item.id in skipped)


def _lost(before: TestRun, after: TestRun, spared: frozenset[str]) -> list[TestItem]:
    """Tests that ran before and don't now; parameters may change as long as there are no fewer of them.

    Nor is one lost in a file with as many tests as before: whether those check as much is for the gates to say.
    """
    now = Counter(_function(item) for item in after.items if item.outcome != "skipped")
    files, earlier = (Counter(_file(item) for item in run.items if _ran(item)) for run in (after, before))
    lost, there = [], {item.id for item in after.items}
    ran = (item for item in before.items if _ran(item) and item.id not in spared)
    for item in sorted(ran, key=lambda item: item.id not in there):  # those that are not there are the ones that went
        now[_function(item)] -= 1
        if now[_function(item)] < 0 and files[_file(item)] < earlier[_file(item)]:
            lost.append(item)
    return lost


def _rows_of(item: TestItem) -> str:
    """The parametrised test that it is a row of: who repairs some rows is about all of them; empty for other tests."""
    name, bracket, _ = item.id.partition("[")
    return name if bracket else ""


def _ran(item: TestItem) -> bool:
    return item.outcome != "skipped" and ("::" in item.id or item.outcome != "error")


def _function(item: TestItem) -> str:
    # Without its file: a test may be moved.
    return (item.id.partition("::")[2] or item.id).partition("[")[0]


def _lacks_a_plugin(item: TestItem, overlay: Overlay) -> bool:
    """Whether it cannot even begin for want of a fixture that the patch has nothing to do with: of a plugin, say."""
    found = _NO_FIXTURE.search(f"{item.message}\n{item.traceback}")
    if item.outcome != "error" or found is None:
        return False
    changed = [texts[uri].text.content for texts in (overlay.before, overlay.after) for uri in overlay.texts]
    return not any(re.search(rf"\bdef {re.escape(found[1])}\b", content) for content in changed)


def _is_about(before: TestItem | None, after: TestItem, overlay: Overlay, names: frozenset[str]) -> bool:
    if before is None or _fails_otherwise(before, after) or _in_changed_line(after, overlay):
        return True
    return _names_one(after, names)


def _fails_otherwise(before: TestItem, after: TestItem) -> bool:
    return _steady(before.message) != _steady(after.message)


def _names_one(item: TestItem, names: frozenset[str]) -> bool:
    return not names.isdisjoint(re.findall(r"\w+", item.traceback))


def _steady(message: str) -> str:
    return _ADDRESS.sub("0x", message)


def _in_changed_line(item: TestItem, overlay: Overlay) -> bool:
    lines = {str(path): text.touched_lines for uri, text in overlay.texts.items() if (path := uri_to_path(uri))}
    return any(first <= frame.line <= last for frame in item.frames for first, last in lines.get(frame.path, ()))


def _changed_names(overlay: Overlay) -> frozenset[str]:
    """The names of the functions and classes around what was changed."""
    trees, names = Trees(), set()
    for uri, change in overlay.texts.items():
        tree = trees.tree(change.before, overlay.before[uri].language)
        for edit in change.edits if tree else ():
            assert tree is not None  # noqa: S101 -- the loop runs over nothing without one
            names |= {scope_name(node) for node in ancestors(tree.node_at(edit.start, edit.end))}
    return frozenset(names - {""})


def _named(items: Sequence[TestItem], one: str, several: str) -> str:
    names = ", ".join(item.id for item in items[:_MOST_NAMED])
    more = f" and {len(items) - _MOST_NAMED} more" if len(items) > _MOST_NAMED else ""
    return f"{names}{more} {one if len(items) == 1 else several}"
