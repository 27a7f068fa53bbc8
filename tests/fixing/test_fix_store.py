from __future__ import annotations

import attrs
import pytest

from amends.core.fixes import Candidate, FileEdit, Fix, Ingredient, Origin, OriginKind
from amends.core.problems import Problem, Safety
from amends.core.snapshot import Document
from amends.core.text import Edit, Range, Text
from amends.core.verdicts import CheckResult, CheckState, Verdict, VerdictState
from amends.fixing.ranking import beside_tools, graded_safety, ranked, with_twins
from amends.fixing.store import FixStore

URI = "file:///a.py"
TEXT = Text("import os\nx = 1\nif x == None:\n    pass\n")
PROVED = Verdict(VerdictState.PROVED, (CheckResult("ruff", CheckState.PASSED),))
UNPROVED = Verdict(VerdictState.UNPROVED)


def problem_at(words: str) -> Problem:
    start = TEXT.content.index(words)
    return Problem("ruff", "X1", "wrong", URI, TEXT.range_of(start, start + len(words)))


def fix_for(problem: Problem, new: str, *, kind: OriginKind = OriginKind.PATTERN, verdict: Verdict = PROVED) -> Fix:
    start, end = TEXT.span_of(problem.range)
    files = (FileEdit(URI, TEXT.hash, (Edit(start, end, new),)),)
    candidate = Candidate(problem, files, "mend", Origin(kind, "p_1"), confidence=0.7)
    return Fix("f_" + new, candidate, verdict, Safety.SAFE, 0.7)


def everywhere(text: Text) -> Range:
    return text.range_of(0, len(text.content))


def test_a_fix_moves_with_the_text_around_it() -> None:
    store, problem = FixStore(), problem_at("x == None")
    store.put(problem, [fix_for(problem, "x is None")], TEXT)
    step = [Edit(0, 0, "# first\n")]
    moved = TEXT.edited(step)
    store.shift(URI, TEXT, step, moved)
    [ready] = store.at(URI, everywhere(moved))
    assert "if x is None:" in moved.edited(ready.files[0].edits).content
    assert ready.files[0].base_hash == moved.hash
    assert moved.slice(ready.range) == "x == None"


def test_a_fix_whose_code_was_edited_is_gone() -> None:
    store, problem = FixStore(), problem_at("x == None")
    store.put(problem, [fix_for(problem, "x is None")], TEXT)
    at = TEXT.content.index("None")
    step = [Edit(at, at + 4, "0")]
    store.shift(URI, TEXT, step, TEXT.edited(step))
    assert store.of(URI) == ()
    assert not store.searched(problem)


def test_fixes_go_with_their_problem() -> None:
    store, one, other = FixStore(), problem_at("import os"), problem_at("x == None")
    store.put(one, [fix_for(one, "")], TEXT)
    store.put(other, [fix_for(other, "x is None")], TEXT)
    store.keep_only(URI, [other])
    assert [ready.fix.problem for ready in store.of(URI)] == [other]


def test_a_new_search_replaces_the_old_one() -> None:
    store, problem = FixStore(), problem_at("x == None")
    store.put(problem, [fix_for(problem, "x is None")], TEXT)
    store.put(problem, [], TEXT)
    assert store.of(URI) == ()
    assert store.searched(problem)


def test_proof_comes_before_origin_and_origin_before_confidence() -> None:
    problem = problem_at("x == None")
    suggestion = fix_for(problem, "1", verdict=UNPROVED)
    by_tool = fix_for(problem, "2", kind=OriginKind.TOOL)
    by_model = fix_for(problem, "3", kind=OriginKind.MODEL)
    by_pattern = fix_for(problem, "4")
    assert ranked([suggestion, by_model, by_tool, by_pattern]) == (by_pattern, by_tool, by_model, suggestion)


def test_safety_is_the_lowest_of_all_that_is_known() -> None:
    assert graded_safety(Safety.SAFE, PROVED, None) is Safety.SAFE
    assert graded_safety(Safety.SAFE, UNPROVED, None) is Safety.UNSAFE
    assert graded_safety(Safety.SAFE, PROVED, Safety.UNSAFE) is Safety.UNSAFE
    assert graded_safety(Safety.UNSAFE, PROVED, Safety.SAFE) is Safety.SAFE
    assert graded_safety(Safety.DISPLAY_ONLY, PROVED, Safety.SAFE) is Safety.DISPLAY_ONLY
    assert graded_safety(Safety.UNSAFE, PROVED, None) is Safety.UNSAFE


def test_what_is_written_in_two_ways_counts_together() -> None:
    problem = problem_at("x == None")
    words = ("x in (None,)", "x is None", "x  is  None", "x in ( None, )")
    confidences = (0.4, 0.3, 0.25, 0.01)
    candidates = [
        attrs.evolve(fix_for(problem, new).candidate, confidence=confidence)
        for new, confidence in zip(words, confidences, strict=True)
    ]
    told = with_twins(candidates, Document(URI, "python", TEXT))
    assert [one.files[0].edits[0].new_text for one, _ in told] == [words[1], words[2], words[0], words[3]]
    assert [round(one.confidence, 2) for one, _ in told] == [0.55, 0.55, 0.41, 0.41]
    assert len({form for _, form in told}) == 2


def test_what_stands_in_another_block_is_said_otherwise() -> None:
    problem = problem_at("x == None:\n    pass")
    words = ["a:\n    b()\n    c()", "a:\n    b()\nc()", "a :\n    b()\n    c( )"]
    candidates = [fix_for(problem, one).candidate for one in words]
    forms = [form for _, form in with_twins(candidates, Document(URI, "python", TEXT))]
    assert len(set(forms)) == 2


def test_a_tool_and_what_was_learned_leave_each_other_their_share() -> None:
    problem = problem_at("x == None")

    def proposed(words: str, confidence: float, *, tool: bool = False, learned: bool = True) -> Candidate:
        origin = Origin(OriginKind.TOOL if tool else OriginKind.PATTERN, "some")
        made = fix_for(problem, words).candidate
        return attrs.evolve(made, origin=origin, confidence=confidence, learned=learned and not tool)

    def shares(*candidates: Candidate) -> list[float]:
        return [round(one.confidence, 2) for one in beside_tools(candidates, Document(URI, "python", TEXT))]

    tool = proposed("x is None", 0.8, tool=True)
    assert shares(tool) == [0.8]
    assert shares(proposed("not x", 0.1, learned=False), tool) == [0.1, 0.8]
    assert shares(proposed("not x", 0.5), tool) == [0.5, 0.4]
    assert shares(proposed("x  is None", 0.4), proposed("not x", 0.5), tool) == [0.6, 0.5, 0.0]
    assert shares(proposed("x is None", 0.9), tool) == [0.9, 0.0]
    assert shares(proposed("x  is None", 0.2, learned=False), tool) == [0.0, 0.5]


@pytest.mark.parametrize(
    ("learned", "left_by_learned", "first"),
    [
        (0.55, 4, OriginKind.TOOL),
        (0.4, 3, OriginKind.PATTERN),
        (0.3, 3, OriginKind.TOOL),
    ],
)
def test_what_was_learned_comes_before_a_tools_fix_that_mends_less_and_is_hardly_likelier(
    learned: float, left_by_learned: int, first: OriginKind
) -> None:
    problem = problem_at("x == None")
    by_tool = told(fix_for(problem, "1", kind=OriginKind.TOOL), 0.6, left=4)
    by_pattern = told(fix_for(problem, "2"), learned, left=left_by_learned)
    best = ranked([by_tool, by_pattern])
    assert best[0].candidate.origin.kind is first
    assert best[0].confidence == 0.6


def told(fix: Fix, confidence: float, *, left: int) -> Fix:
    tool = (Ingredient("tool", "ruff:X1"),) if fix.candidate.origin.kind is OriginKind.TOOL else ()
    verdict = Verdict(VerdictState.PROVED, (CheckResult("ruff", CheckState.PASSED, before=5, after=left),))
    candidate = attrs.evolve(fix.candidate, ingredients=tool, learned=not tool)
    return attrs.evolve(fix, confidence=confidence, verdict=verdict, candidate=candidate)
