"""Lessons: born of edits that agree and failures that recur, tried against a withheld share, risen or retired."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from amends.core.fixes import Attempt, Deviation
from amends.core.outcomes import Example, ExampleSource, OutcomeClass
from amends.core.problems import Problem, ProblemKind
from amends.core.settings import Settings
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Text
from amends.fixing.origins import FixRequest
from amends.fixing.taste import choose_lessons
from amends.profile.lessons.deltas import edit_problem, touched
from amends.profile.lessons.edit_rules import rewritten
from amends.profile.lessons.lesson import USED, WITHHELD, Lesson
from amends.profile.lessons.stages import is_used
from amends.profile.profile import Profile
from support.profiles import DAY, KIND, StillClock, World, fix_record

SUPPRESS = (
    "try:\n        {call}()\n    except {error}:\n        pass",
    "with contextlib.suppress({error}):\n        {call}()",
)
BASE = "import contextlib\n\n\ndef run({call}):\n    {call}()\n"
PLACES = [
    ("close", "OSError"),
    ("stop", "ValueError"),
    ("flush", "KeyError"),
    ("send", "TypeError"),
    ("join", "EOFError"),
]


def edit(number: int, before: str = SUPPRESS[0], after: str = SUPPRESS[1], path: str = "shop/m{}.py") -> Example:
    """What a developer made of our fix of one place."""
    call, error = PLACES[number % len(PLACES)]
    base, ours, theirs = (
        BASE.format(call=call).replace(f"    {call}()\n", f"    {code.format(call=call, error=error)}\n")
        for code in ("{call}()", before, after)
    )
    place = touched(Text(base), Text(ours), 4)
    assert place is not None
    name = path.format(number)
    problem = edit_problem(f"file:///{name}", place)
    return Example(problem, ours, theirs, "python", name, ExampleSource.EDITED, 1_690_000_000.0 + number)


def edited(profile: Profile, number: int, delta: Example, clock: StillClock | None = None) -> None:
    fix_id = f"f_edit{number}{delta.id}"
    profile.record_fix(fix_record(fix_id), path=delta.path, context=fix_id)
    profile.record_outcome(fix_id, OutcomeClass.APPLIED)
    profile.record_outcome(fix_id, OutcomeClass.EDITED, delta=delta)
    if clock:
        clock.time += DAY


def only(profile: Profile) -> Lesson:
    [lesson] = [one for one in profile.all_lessons() if "taken up" not in one.because]
    return lesson


def judged(profile: Profile, lesson: Lesson, kind: str, outcome: OutcomeClass, number: int) -> None:
    """A fix made with the lesson, or without it on purpose, and what became of it."""
    fix_id = f"f_{kind}{number}"
    record = {**fix_record(fix_id), "ingredients": [{"kind": kind, "id": lesson.id}]}
    profile.record_fix(record, path=f"shop/n{number % 4}.py", context=fix_id)
    profile.record_outcome(fix_id, outcome)


def test_agreeing_edits_become_a_candidate_and_then_a_trial(profile: Profile) -> None:
    edited(profile, 0, edit(0))
    assert profile.all_lessons() == ()
    edited(profile, 1, edit(1))
    assert only(profile).stage == "candidate"
    assert profile.lessons("shop/a.py") == ()
    edited(profile, 2, edit(2))
    lesson = only(profile)
    assert lesson.stage == "trial"
    assert "`with contextlib.suppress(…): ⏎ …()` rather than `try: ⏎" in lesson.text
    assert "rather than" in lesson.text
    assert lesson.codes == ("E711",)
    assert [one.path for one in lesson.evidence] == ["shop/m0.py", "shop/m1.py", "shop/m2.py"]
    assert "pass" in lesson.evidence[0].before
    shown = profile.show()["lessons"][-1]
    assert (shown["stage"], shown["evidenceCount"], shown["effect"]["value"]) == ("trial", 3, None)
    assert shown["evidence"][0]["after"].startswith("    with contextlib.suppress")
    rebuilt_before = profile.show()
    profile.rebuild()
    assert profile.show() == rebuilt_before


def test_edits_that_do_not_agree_teach_nothing(profile: Profile) -> None:
    for number, after in enumerate(["return None", "{call}() or quit()", "log.info('{error}')"]):
        edited(profile, number, edit(number, after=after))
    assert all(lesson.stage == "candidate" for lesson in profile.all_lessons())


def test_a_lesson_rewrites_what_a_fix_would_write_elsewhere(profile: Profile) -> None:
    for number in range(3):
        edited(profile, number, edit(number))
    pattern = profile.edit_template(only(profile))
    assert pattern is not None
    other = edit(4)
    base = BASE.format(call="join")
    result = rewritten(pattern, Text(base), Text(other.before), 4, "shop/other.py")
    assert result is not None
    assert result.content == other.after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(*SUPPRESS, id="an import is needed"),
        pytest.param(*reversed(SUPPRESS), id="an import is not needed any more"),
        pytest.param(
            SUPPRESS[1],
            "try:\n        {call}()\n    except {error} as error:\n        log.debug('no %s', error)",
            id="more is written",
        ),
        pytest.param("if {call} is not None:\n        {call}()", "if {call}:\n        {call}()", id="less is written"),
        pytest.param("return [x for x in {call}()]", "return list({call}())", id="another expression"),
    ],
)
def test_edits_in_either_direction_teach(profile: Profile, before: str, after: str) -> None:
    for number in range(3):
        edited(profile, number, edit(number, before=before, after=after))
    lesson = only(profile)
    assert lesson.stage == "trial"
    assert "import" not in lesson.text
    pattern = profile.edit_template(lesson)
    assert pattern is not None
    other = edit(4, before=before, after=after)
    result = rewritten(pattern, Text(BASE.format(call="join")), Text(other.before), 4, "shop/other.py")
    assert result is not None
    assert result.content.removeprefix("import contextlib\n\n\n") == other.after.removeprefix("import contextlib\n\n\n")


def test_a_lesson_becomes_active_by_its_measured_effect_and_retires_without_it(
    profile: Profile, clock: StillClock
) -> None:
    for number in range(3):
        edited(profile, number, edit(number))
    lesson = only(profile)
    for number in range(8):
        judged(profile, lesson, USED, OutcomeClass.KEPT, number)
        judged(profile, lesson, WITHHELD, OutcomeClass.EDITED if number % 4 else OutcomeClass.KEPT, number)
        clock.time += DAY
    lesson = only(profile)
    assert lesson.stage == "active"
    effect = profile.show()["lessons"][-1]["effect"]
    assert effect["measure"] == "keptDifference"
    assert effect["low"] > 0
    assert (effect["used"]["kept"], effect["withheld"]["cases"]) == (8, 7) or effect["used"]["kept"] >= 5
    for number in range(20, 60):
        judged(profile, lesson, USED, OutcomeClass.REVERTED, number)
    assert only(profile).stage == "retired"
    assert "gone" in only(profile).because


def test_one_file_on_one_day_is_not_enough(profile: Profile) -> None:
    for number in range(3):
        edited(profile, number, edit(number))
    lesson = only(profile)
    for number in range(0, 80, 4):
        judged(profile, lesson, USED, OutcomeClass.KEPT, number)
        judged(profile, lesson, WITHHELD, OutcomeClass.REVERTED, number)
    assert only(profile).stage == "trial"


def test_every_step_is_logged_and_can_be_taken_back(profile: Profile) -> None:
    for number in range(3):
        edited(profile, number, edit(number))
    steps = [one for one in profile.show()["changes"] if one["type"] == "lesson" and one["item"] == only(profile).id]
    assert [one.get("stage", one["action"]) for one in steps] == ["trial", "born"]
    undo = profile.undo(steps[0]["id"])
    assert only(profile).stage == "candidate"
    edited(profile, 3, edit(3))
    assert only(profile).stage == "candidate", "what a person took back does not come again by itself"
    profile.undo(undo)
    assert only(profile).stage == "trial"


def test_a_forgotten_lesson_stays_forgotten(profile: Profile) -> None:
    for number in range(3):
        edited(profile, number, edit(number))
    forget = profile.forget(only(profile).id)
    edited(profile, 3, edit(3))
    edited(profile, 4, edit(4))
    profile.rebuild()
    assert [one for one in profile.all_lessons() if one.stage != "retired"] == []
    profile.undo(forget)
    assert only(profile).stage == "trial"


def test_of_two_lessons_that_contradict_the_one_with_newer_evidence_holds(profile: Profile) -> None:
    for number in range(3):
        edited(profile, number, edit(number, "warn({call})", "log.info({call})"))
    old = only(profile)
    for number in range(3):
        edited(profile, number, edit(number, "warn({call})", "log.debug({call})", "shop/again{}.py"))
    [live] = [one for one in profile.all_lessons() if one.stage in {"trial", "active"}]
    assert "log.debug" in live.text
    [gone] = [one for one in profile.all_lessons() if one.id == old.id]
    assert (gone.stage, "says otherwise" in gone.because) == ("retired", True)


def test_failures_that_recur_become_a_lesson_of_their_own(profile: Profile) -> None:
    gate = Deviation("gate", "Gate suppression: the edit adds `# noqa`.")
    for number in range(3):
        profile.record_tries(
            KIND, f"shop/m{number}.py", [Attempt("model:minimal", gate), Attempt("model:widen")], "f_1"
        )
    lesson = only(profile)
    assert (lesson.stage, lesson.origin, lesson.codes) == ("trial", "failures", ("E711",))
    assert "suppression: the edit adds …." in lesson.text
    assert len(lesson.evidence) == 3
    assert profile.why(lesson.id)["lesson"]["evidence"][0]["path"] == "shop/m2.py"
    other = ProblemKind("ruff", "F401", "x")
    profile.record_tries(other, "a.py", [Attempt("model:minimal", Deviation("gate", "Gate scope: outside."))])
    assert len(profile.all_lessons()) == 1


@pytest.mark.parametrize(
    ("stage", "least", "most"), [("trial", 0.45, 0.55), ("active", 0.87, 0.93), ("candidate", 0, 0)]
)
def test_the_share_of_a_stage_is_decided_by_the_problem_alone(stage: str, least: float, most: float) -> None:
    used = [is_used("l_1", stage, f"problem {number}") for number in range(4_000)]
    assert least <= sum(used) / len(used) <= most
    assert used == [is_used("l_1", stage, f"problem {number}") for number in range(4_000)]


def test_a_taught_lesson_is_active_at_once_and_never_retires_by_itself(profile: Profile, clock: StillClock) -> None:
    lesson_id = profile.teach("Money is in cents.")
    [lesson] = profile.all_lessons()
    for number in range(30):
        judged(profile, lesson, USED, OutcomeClass.REVERTED, number)
    clock.time += 400 * DAY
    profile.review_lessons()
    [shown] = profile.show()["lessons"]
    assert (shown["id"], shown["stage"], shown["effect"]["cases"]) == (lesson_id, "active", 30)


def test_what_was_of_no_use_for_half_a_year_retires(profile: Profile, clock: StillClock) -> None:
    for number in range(3):
        edited(profile, number, edit(number))
    clock.time += 181 * DAY
    profile.review_lessons()
    assert (only(profile).stage, only(profile).because) == ("retired", "it was of no use for half a year")


@pytest.mark.parametrize("item", ["", "a fix"])
def test_erasing_takes_the_code_of_edits_tries_and_lessons_along(world: World, item: str) -> None:
    profile = world.open()
    for number in range(3):
        edited(profile, number, edit(number, "warn({call})", "confidential({call})"))
    lesson = only(profile)
    profile.word_lesson(lesson.id, "Write confidential calls.")
    profile.record_tries(KIND, "a.py", [Attempt("model:minimal", Deviation("still-there", "secret_name = 1"))])
    profile.teach("Money is in cents.")
    for fix in [""] if not item else [one.id for one in lesson.evidence]:
        profile.erase(fix)
    assert [one.text for one in profile.all_lessons()] == ["Money is in cents."]
    on_disk = b"".join(path.read_bytes() for path in world.location.parent.iterdir())
    assert b"confidential" not in on_disk
    assert (b"secret_name" in on_disk) is bool(item)
    shown = profile.show()
    profile.rebuild()
    assert profile.show() == shown


def test_style_follows_what_developers_change_in_our_fixes(profile: Profile) -> None:
    profile.measure_style([("shop/a.py", 'a = "x"\n' * 6)], {})
    assert profile.style().value("quotes", "shop/b.py") == "double"
    for number in range(6):
        delta = edit(number, 'log({call}, "gone")', "log({call}, 'gone')", "shop/q{}.py")
        edited(profile, number, attrs.evolve(delta, path=f"shop/q{number}.py"))
    fact = next(one for one in profile.style().facts if one.topic == "quotes")
    assert (fact.value, fact.agreeing, fact.against) == ("single", 30, 6)
    assert fact.places[0].source == "edited"


def test_a_lesson_retires_when_the_code_it_cites_is_gone_and_returns_with_new_evidence(
    profile: Profile, tmp_path: Path
) -> None:
    for number in range(3):
        edited(profile, number, edit(number))
        (tmp_path / "shop").mkdir(exist_ok=True)
        (tmp_path / f"shop/m{number}.py").write_text(edit(number).after)
    code = "x = 1\nif x == None:\n    pass\n"
    text = Text(code)
    problem = Problem(
        "ruff", "E711", "Comparison to `None` should be `cond is None`", "file:///a.py", text.range_of(9, 13)
    )
    document = Document("file:///a.py", "python", text, 1)
    request = FixRequest(problem, document, Snapshot(tmp_path, {}), Settings())
    chosen = choose_lessons(profile, request, "a.py")
    assert len(chosen.used + chosen.withheld) == 1
    for number in range(3):
        (tmp_path / f"shop/m{number}.py").write_text("x = 1\n")
    chosen = choose_lessons(profile, request, "a.py")
    assert chosen.used + chosen.withheld == ()
    assert (only(profile).stage, only(profile).because) == ("retired", "the code it cites is gone")
    edited(profile, 3, edit(3))
    assert (only(profile).stage, only(profile).because) == ("trial", "it was seen again")


def test_lessons_of_the_team_hold_and_are_governed_here(profile: Profile, clock: StillClock) -> None:
    other = Profile.open(None, "path:/home/you/shop", clock)
    other.teach("Prices are in cents.", "billing/")
    for number in range(3):
        edited(other, number, edit(number))
    assert len(other.all_lessons()) == 2
    imported = profile.import_team(other.team_layer())
    [lesson] = profile.all_lessons()
    assert (lesson.text, lesson.scope, lesson.origin) == ("Prices are in cents.", "billing/", "team")
    assert profile.lessons("billing/a.py") == ("Prices are in cents.",)
    assert profile.why(lesson.id)["lesson"]["because"] == "your team says so"
    profile.forget(lesson.id)
    assert profile.all_lessons() == ()
    profile.import_team(other.team_layer())
    profile.rebuild()
    assert profile.all_lessons() == (), "what was forgotten stays forgotten after an import"
    profile.undo()
    assert [one.id for one in profile.all_lessons()] == [lesson.id]
    profile.undo(imported)
    assert profile.all_lessons() == ()
