"""Gate: a test that runs less, checks less, or expects something else."""

from __future__ import annotations

import ast
import difflib
import re
from collections import Counter
from collections.abc import Iterator

from amends.core.problems import message_names
from amends.core.text import Text
from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact, is_test_path
from amends.verifying.gates.reading.literals import facts_of_literals
from amends.verifying.gates.reading.python_source import FunctionNode, PythonSource, line_of, same_code
from amends.verifying.gates.reasons import VALUES_CHANGED, one_for_each_place
from amends.verifying.gates.weakened_tests import tree_tests
from amends.verifying.gates.weakened_tests.claims import Claim, claims_of, loosened
from amends.verifying.gates.weakened_tests.essence import says_as_much
from amends.verifying.gates.weakened_tests.messages import rewording
from amends.verifying.gates.weakened_tests.rows_of_tests import rows_of, written_out
from amends.verifying.gates.weakened_tests.skips import collected_tests, misspelt_skips, skips_of, stops_of
from amends.verifying.gates.weakened_tests.tests_alone import repairs_by_tests_alone
from amends.verifying.gates.weakened_tests.weaker_claims import weaker

NAME = "weakened-test"
_BY_TESTS_ALONE = (
    "A failing test passes by a change of the tests alone. "
    "If the test was wrong, set gates.weakened-test to off for this proof."
)


def check(change: Change) -> Iterator[GateFinding]:
    """Skips, lost tests and assertions, tautologies, looser comparisons, changed expectations and test data."""
    if change.trees and _may_hold_tests(change):
        yield from tree_tests.findings(change, *change.trees)
    if not (change.python or change.trees):
        yield from _golden(change)
    if not change.python:
        return
    before, after = change.python
    were = [*skips_of(before), *misspelt_skips(before), *_tautologies(before)]
    facts = change.added(were, [*skips_of(after), *_tautologies(after)])
    own = _decorators_of_new_tests(change, before, after)
    facts = (fact for fact in facts if fact.key != "skip" or fact.line not in own)
    yield from (change.finding(NAME, change.line_after(fact.line), fact.label) for fact in facts)
    if change.is_test:
        yield from _tests(change, before, after)
    lost = [*_assertions(change, before, after), *(_test_data(change, before, after) if change.is_test else ())]
    said_otherwise = change.is_patch and change.is_test and says_as_much(before, after, _shared(change))
    if lost and not said_otherwise:
        yield from one_for_each_place(change, lost)
    elif repairs_by_tests_alone(change):
        yield change.finding(NAME, change.line_after(min(change.changed_lines[1], default=0)), _BY_TESTS_ALONE)


def _decorators_of_new_tests(change: Change, before: PythonSource, after: PythonSource) -> frozenset[int]:
    """Lines that say where a test runs which a patch brings beside all others: it is on top of what there was."""
    old, new = collected_tests(before), collected_tests(after)
    if not change.is_patch or old.keys() - new.keys():
        return frozenset()
    conditions = [each for name, test in new.items() if name not in old for each in test.decorator_list if _asks(each)]
    return frozenset(line for each in conditions for line in range(line_of(each), (each.end_lineno or each.lineno)))


def _asks(decorator: ast.expr) -> bool:
    """Whether a skip has a condition on the machine that it runs on."""
    given = decorator.args[:1] if isinstance(decorator, ast.Call) else []
    return bool(given) and re.search(r"\b(sys|os|platform|shutil)\.\w+", ast.unparse(given[0])) is not None


def _may_hold_tests(change: Change) -> bool:
    return change.is_test or change.language in {"rust", "go"}


def _golden(change: Change) -> Iterator[GateFinding]:
    """What tests compare with and lies in a file: lines may be added, those that are there stay."""
    old, new = change.before.content.splitlines(), set(change.after.content.splitlines())
    if not (change.is_test and change.existed) or change.path.suffix in {".md", ".rst"}:
        return
    lost = next((number for number, line in enumerate(old) if line.strip() and line not in new), None)
    if lost is not None and not change.own_problems:
        yield change.finding(NAME, change.line_before(lost), "What tests compare with was changed.")


def _tautologies(source: PythonSource) -> Iterator[Fact]:
    for function in source.changed_functions.values():
        for claim in claims_of(function):
            if claim.tautology:
                yield Fact("tautology", claim.line, "The assertion is always true.")


def _tests(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    old, new = collected_tests(before), collected_tests(after)
    gained = _gained(old, new) if old.keys() - new.keys() else Counter()
    differing = before.changed_definitions.keys() | after.changed_definitions.keys()
    for name, test in old.items():
        if name not in new:
            moved = change.is_patch and (
                change.stands_elsewhere(test.name)
                or _taken_over(test, gained)
                or says_as_much(before, after, _shared(change))
            )
            if after.parses and not moved and not _renamed_on_request(change, test, old, new):
                yield change.finding(NAME, change.line_before(line_of(test)), f"The test `{name}` is no longer run.")
            continue
        if name not in differing:
            continue
        now = new[name]
        if isinstance(now, ast.AsyncFunctionDef) and not isinstance(test, ast.AsyncFunctionDef):
            yield change.finding(
                NAME, change.line_after(line_of(now)), "A test that became `async` may never be awaited."
            )
        for fact in change.added(stops_of(test), stops_of(now)):
            yield change.finding(NAME, change.line_after(fact.line), fact.label)
    for fact in change.added(_hidden_tests(before), _hidden_tests(after)):
        yield change.finding(NAME, change.line_after(fact.line), fact.label)
    yield from _other_subjects(change, before, after)
    yield from _other_fixtures(change, before, after)
    for fact in change.added(_rebound(before, set(old)), _rebound(after, set(old))):
        yield change.finding(NAME, change.line_after(fact.line), fact.label)


def _shared(change: Change) -> list[Text]:
    """The patch's own ``conftest.py`` above the file."""
    return [text for path, text in change.others if path.name == "conftest.py" and path.parent in change.path.parents]


def _gained(old: dict[str, FunctionNode], new: dict[str, FunctionNode]) -> Counter[Claim]:
    """What tests claim that did not claim it before."""
    gained: Counter[Claim] = Counter()
    for name, test in new.items():
        claims, known = written_out(test), Counter(written_out(old[name]) if name in old else ())
        looser = Counter(less for claim in claims if (less := loosened(claim)) != claim)
        gained += (Counter(claims) - known) + (looser - known)
    return gained


def _taken_over(test: FunctionNode, gained: Counter[Claim]) -> bool:
    """Whether other tests newly claim all that a test claimed: several became the rows of one."""
    claims = Counter(written_out(test))
    taken = bool(claims) and claims <= gained
    if taken:
        gained.subtract(claims)
    return taken


def _other_fixtures(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    """What fixtures newly hold, or a test newly does, where nothing but tests is changed and that test passes since."""
    code = [path for path, _ in change.others if not is_test_path(path)]
    if code or not change.of_failing_test:
        return
    for name, node in after.changed_definitions.items():
        bases = [after.dotted(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
        own = [base for base in bases if base in after.aliases.values() and "test" not in base.lower()]
        if own and name not in before.definitions:
            yield change.finding(NAME, change.line_after(line_of(node)), f"`{own[0]}` is no longer what is tested.")
    held = dict(_held(before))
    for name, (values, line) in _held(after):
        if name in held and held[name][0] != values:
            yield change.finding(NAME, change.line_after(line), VALUES_CHANGED)
    for name, old in before.changed_functions.items():
        new = after.function(name)
        fixture = any("fixture" in ast.unparse(decorator) for decorator in old.decorator_list)
        if new is not None and (fixture or _is_repaired(change, name)):
            for fact in change.added(facts_of_literals(old), facts_of_literals(new)):
                yield change.finding(NAME, change.line_after(fact.line), VALUES_CHANGED)
                break


def _held(source: PythonSource) -> Iterator[tuple[str, tuple[list[str], int]]]:
    """The literals that names of the module and of its classes stand for."""
    classes = [node for node in source.differing if isinstance(node, ast.ClassDef)]
    for owner, block in (("", source.differing), *((node.name, node.body) for node in classes)):
        for node in block:
            if isinstance(node, ast.Assign):
                values = [repr(each.value) for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
                yield f"{owner}.{ast.unparse(node.targets[0])}", (values, line_of(node))


def _is_repaired(change: Change, name: str) -> bool:
    ids = (problem.test.test_id for problem in change.problems if problem.test)
    return any(found.partition("[")[0].replace("::", ".").endswith(f".{name}") for found in ids)


def _hidden_tests(source: PythonSource) -> Iterator[Fact]:
    """Tests that a later one of the same name replaces."""
    for block in (source.outline.body, *(node.body for node in source.outline.body if isinstance(node, ast.ClassDef))):
        seen: set[str] = set()
        for node in block:
            if isinstance(node, FunctionNode) and node.name.startswith("test"):
                if node.name in seen:
                    yield Fact(("twice", node.name), line_of(node), f"Another test is called `{node.name}` too.")
                seen.add(node.name)


def _other_subjects(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    """Names that tests took from the code under test and that stand for something else now."""
    there = {name for node in before.outline.body for name in _bound_by(node)}
    bound = {name: line_of(node) for node in after.outline.body for name in _bound_by(node) if name not in there}
    bound |= {name: line_of(node) for node in after.nodes if isinstance(node, ast.Global) for name in node.names}
    for test in after.changed_functions.values():
        defaults = test.args.args[len(test.args.args) - len(test.args.defaults) :]
        bound |= {given.arg: line_of(test) for given in defaults}
        bound |= _bound_inside(test, before)
    for name, origin in before.aliases.items():
        now = after.aliases.get(name, origin)
        elsewhere = now.partition(".")[0] != origin.partition(".")[0] and now not in before.origins(name)
        if name in bound or (elsewhere and not origin.startswith(".")):
            line = bound.get(name, min(change.changed_lines[1], default=0))
            yield change.finding(NAME, change.line_after(line), f"`{name}` is no longer what is to be tested.")


def _bound_inside(test: FunctionNode, before: PythonSource) -> dict[str, int]:
    """Imported names that a test, which used to take them from the import, binds itself now."""
    old = next((old for name, old in before.functions.items() if name.rpartition(".")[2] == test.name), None)
    return _stored_in(test, before) if old and not _stored_in(old, before) else {}


def _stored_in(test: FunctionNode, before: PythonSource) -> dict[str, int]:
    found = {}
    for node in ast.walk(test):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = line_of(node)
        elif isinstance(node, FunctionNode | ast.ClassDef) and node is not test:
            found[node.name] = line_of(node)
    return {name: line for name, line in found.items() if name in before.aliases}


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, FunctionNode | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign):
        yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _renamed_on_request(
    change: Change, test: FunctionNode, old: dict[str, FunctionNode], new: dict[str, FunctionNode]
) -> bool:
    named = any(
        test.name in message_names(problem.message) for problem in change.asked_at(line_of(test), line_of(test))
    )
    return named and any(same_code(other.body, test.body) for name, other in new.items() if name not in old)


def _rebound(source: PythonSource, tests: set[str]) -> Iterator[Fact]:
    for node in source.nodes:
        if (
            isinstance(node, ast.Name | ast.Attribute)
            and not isinstance(node.ctx, ast.Load)
            and ast.unparse(node) in tests
        ):
            yield Fact("rebound", line_of(node), f"The test `{ast.unparse(node)}` is replaced.")


def _assertions(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    for name in before.changed_functions:
        old, new = before.changed_functions[name], after.function(name)
        if _goes_by_another_name(name, old, before, after):
            continue
        if new is None or not (change.is_test or name.rpartition(".")[2].startswith("test")):
            yield from _product_assertions(change, old, new)
            continue
        said = tuple(claim for claim in written_out(old) if not _said_by_strict_zip(before.text.line(claim.line), new))
        yield from _compared(change, said, written_out(new))


def _said_by_strict_zip(claim: str, new: FunctionNode) -> bool:
    """Whether it claims that two are as long as each other, which a `zip` refuses now that they are not."""
    sizes = re.match(r"\s*assert len\((\w+)\) == len\((\w+)\)", claim)
    zips = (node for node in ast.walk(new) if sizes and isinstance(node, ast.Call) and ast.unparse(node.func) == "zip")
    strict = (
        {ast.unparse(each) for each in node.args}
        for node in zips
        if any(each.arg == "strict" and ast.unparse(each.value) == "True" for each in node.keywords)
    )
    return sizes is not None and any(set(sizes.groups()) <= names for names in strict)


def _goes_by_another_name(name: str, old: FunctionNode, before: PythonSource, after: PythonSource) -> bool:
    """Whether the very body stands beside its old place under a new name, as after a clash of two tests' names."""
    return any(
        found.rpartition(".")[0] == name.rpartition(".")[0]
        and same_code(other.body, old.body)
        and found not in before.functions
        for found, other in after.changed_functions.items()
    )


def _product_assertions(change: Change, old: FunctionNode, new: FunctionNode | None) -> Iterator[GateFinding]:
    """Outside tests an assertion may become an `if` with a `raise`, but may not just go."""
    if new is None:
        return
    for fact in list(change.lost(_asserts(old), _asserts(new))):
        asked = change.asked_at(fact.line, fact.line)
        if change.is_patch and _count(new) >= _count(old):
            continue  # what the code claims of itself may be as wrong as the code; the tests judge it
        if not asked or (_raises(new) <= _raises(old) and _count(new) < _count(old)):
            yield change.finding(NAME, change.line_before(fact.line), "An assertion was removed or changed.")


def _asserts(function: FunctionNode) -> Iterator[Fact]:
    return (
        Fact(re.sub(r"Name\(id='\w+'", "Name(", ast.dump(node.test)), line_of(node))
        for node in ast.walk(function)
        if isinstance(node, ast.Assert)
    )


def _raises(function: FunctionNode) -> int:
    return sum(isinstance(node, ast.Raise) for node in ast.walk(function))


def _count(function: FunctionNode) -> int:
    return sum(isinstance(node, ast.Assert) for node in ast.walk(function))


def _compared(change: Change, old: tuple[Claim, ...], new: tuple[Claim, ...]) -> Iterator[GateFinding]:
    rest = list(new)
    changed: list[Claim] = []
    for claim in old:
        if claim in rest:
            now = rest.pop(rest.index(claim))
            if len(now.guards) > len(claim.guards):
                yield change.finding(NAME, change.line_after(now.line), "The assertion is no longer always reached.")
        elif claim not in new and not claim.tautology:
            changed.append(claim)
    for claim in changed:
        now_found = _counterpart(claim, rest)
        if now_found is None:
            yield change.finding(NAME, change.line_before(claim.line), "An assertion was removed.")
            continue
        rest.remove(now_found)
        if reason := weaker(change, claim, now_found):
            yield change.finding(NAME, change.line_after(now_found.line), reason)


def _counterpart(claim: Claim, candidates: list[Claim]) -> Claim | None:
    def likeness(other: Claim) -> float:
        return difflib.SequenceMatcher(None, " ".join(claim.operands), " ".join(other.operands), autojunk=False).ratio()

    return max(candidates, key=likeness, default=None)


def _said_again(test: FunctionNode) -> Iterator[Fact]:
    """What a test with rows says in every run, once for each run but the first."""
    body = ast.Module(test.body, [])
    for _ in rows_of(test)[1:]:
        yield from facts_of_literals(body)


def _test_data(change: Change, before: PythonSource, after: PythonSource) -> Iterator[GateFinding]:
    """Numbers, flags and words that the file no longer holds, where nobody asked."""
    worded = rewording(change)
    here = ast.Module([node for node in before.changed.body if not change.was_moved(before.segment(node))], [])
    off = {fact.line for fact in skips_of(before)}  # why a test did not run is none of its data
    rows = [fact for test in after.changed_functions.values() for fact in _said_again(test)]
    for fact in change.lost(facts_of_literals(here), [*facts_of_literals(after.changed), *rows]):
        said = fact.key[1] if isinstance(fact.key, tuple) and fact.key[0] == "word" else ""
        follows = worded is not None and worded.is_gone(str(said))
        if after.parses and not follows and fact.line not in off and not change.asked_at(fact.line, fact.line):
            yield change.finding(NAME, change.line_before(fact.line), "Test data was changed.")
