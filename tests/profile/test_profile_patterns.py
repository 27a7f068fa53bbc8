"""How a pattern rises and falls by what people do with its fixes."""

from __future__ import annotations

import pytest

from amends.core.outcomes import ExampleSource, OutcomeClass

KEPT, EDITED, REVERTED, DISMISSED = (
    OutcomeClass.KEPT,
    OutcomeClass.EDITED,
    OutcomeClass.REVERTED,
    OutcomeClass.DISMISSED,
)


def general(profile, kind):
    """The most general usable pattern."""
    return profile.patterns(kind)[-1]


def stages(profile):
    return {pattern["id"]: pattern["stage"] for pattern in profile.show()["patterns"]}


def usable(profile, kind):
    return {record.pattern.id for record in profile.patterns(kind)}


def test_one_example_is_a_candidate_two_are_on_trial_four_are_active(profile, kind, example):
    profile.learn(example("order"))
    assert {record.stage for record in profile.patterns(kind)} == {"candidate"}
    profile.learn(example("item"))
    assert general(profile, kind).stage == "trial"
    profile.learn(example("user"))
    profile.learn(example("thing"))
    assert general(profile, kind).stage == "active"
    assert len(general(profile, kind).pattern.evidence) == 4


def test_the_same_example_again_is_no_new_evidence(profile, kind, example):
    first = profile.learn(example("order"))
    before = profile.show()
    assert profile.learn(example("order")) == first
    assert profile.show() == before


def test_a_kept_fix_of_ours_counts_once_and_not_again_as_an_example(world, profile, kind, example):
    profile.learn(example("order"))
    pattern_id = general(profile, kind).pattern.id
    world.offer(profile, pattern_id, KEPT)
    for name in ("a", "b", "c", "d"):
        profile.learn(example(name, ExampleSource.KEPT))
    assert stages(profile)[pattern_id] == "trial"


def test_kept_fixes_make_a_pattern_active(world, profile, kind, example):
    profile.learn(example("order"))
    pattern_id = general(profile, kind).pattern.id
    for expected in ("trial", "trial", "active"):
        world.offer(profile, pattern_id, KEPT)
        assert general(profile, kind).stage == expected
    assert (general(profile, kind).kept, general(profile, kind).edited) == (3, 0)


def test_the_latest_outcome_of_a_fix_counts(world, profile, kind, example):
    profile.learn(example("order"))
    pattern_id = general(profile, kind).pattern.id
    fix = world.offer(profile, pattern_id, OutcomeClass.APPLIED, KEPT)
    for outcome, counts in ((EDITED, (0, 1, 0)), (REVERTED, (0, 0, 1)), (OutcomeClass.SUPERSEDED, (0, 0, 0)), (KEPT, (1, 0, 0))):
        profile.record_outcome(fix, outcome)
        found = next(one for one in profile.show()["patterns"] if one["id"] == pattern_id)
        assert (found["kept"], found["edited"], found["reverted"]) == counts


def test_being_shown_again_takes_no_outcome_back(world, profile, kind, example):
    profile.learn(example("order"))
    fix = world.offer(profile, general(profile, kind).pattern.id, KEPT)
    profile.record_outcome(fix, OutcomeClass.SHOWN)
    assert general(profile, kind).kept == 1


def test_a_reverted_general_pattern_leaves_only_its_specific_levels(world, profile, kind, example):
    profile.learn(example("order"))
    specific, broad = (record.pattern.id for record in (profile.patterns(kind)[0], general(profile, kind)))
    assert specific != broad
    fix = world.offer(profile, broad, REVERTED)
    assert broad not in usable(profile, kind)
    assert specific in usable(profile, kind)
    profile.record_outcome(fix, KEPT)  # a redo takes the blame away
    assert {specific, broad} <= usable(profile, kind)
    assert general(profile, kind).narrowed == 0


def test_a_reverted_specific_pattern_takes_untried_general_ones_with_it(world, profile, kind, example):
    profile.learn(example("order"))
    specific, broad = (record.pattern.id for record in (profile.patterns(kind)[0], general(profile, kind)))
    world.offer(profile, specific, REVERTED)
    assert usable(profile, kind) == {specific}
    assert profile.patterns(kind)[0].narrowed == 1
    profile.learn(example("item"))  # somebody else's hand says that the general form is right
    assert broad in usable(profile, kind)


def test_two_reverts_retire_a_pattern_and_a_keep_between_them_does_not(world, profile, kind, example):
    profile.learn(example("order"))
    specific = profile.patterns(kind)[0].pattern.id
    world.offer(profile, specific, REVERTED)
    world.offer(profile, specific, KEPT)
    world.offer(profile, specific, REVERTED)
    assert stages(profile)[specific] == "trial"
    world.offer(profile, specific, REVERTED)
    assert stages(profile)[specific] == "retired"
    assert specific not in usable(profile, kind)


def test_a_repair_by_hand_brings_a_retired_shape_back(world, profile, kind, example):
    for name in ("order", "item"):
        profile.learn(example(name))
    broad = general(profile, kind).pattern.id
    world.offer(profile, broad, REVERTED)
    world.offer(profile, broad, REVERTED)
    assert stages(profile)[broad] == "retired"
    profile.learn(example("user"))
    assert stages(profile)[broad] != "retired"


def test_one_revert_does_not_bring_an_established_pattern_down(world, profile, kind, example):
    profile.learn(example("order"))
    broad = general(profile, kind).pattern.id
    for _ in range(10):
        world.offer(profile, broad, KEPT)
    world.offer(profile, broad, REVERTED)
    record = general(profile, kind)
    assert (record.pattern.id, record.stage, record.narrowed) == (broad, "active", 1)


def test_a_pinned_pattern_is_never_retired(world, profile, kind, example):
    profile.learn(example("order"))
    broad = general(profile, kind).pattern.id
    undo = profile.pin(broad)
    for _ in range(3):
        world.offer(profile, broad, REVERTED)
    assert general(profile, kind).pinned
    profile.undo(undo)
    assert stages(profile)[broad] == "retired"


def test_a_pattern_of_no_use_for_a_year_expires_unless_it_is_used_again(world, clock, profile, kind, example):
    profile.learn(example("order"))
    broad = general(profile, kind).pattern.id
    clock.time += 300 * 86_400
    world.offer(profile, broad, KEPT)
    clock.time += 100 * 86_400
    assert usable(profile, kind) == {broad}
    clock.time += 300 * 86_400
    assert usable(profile, kind) == set()


def test_blame_goes_to_the_ingredients_of_the_fix_and_nothing_else(world, profile, kind, example, record):
    for name in ("order", "item"):
        profile.learn(example(name))
    first, *_, last = (one.pattern.id for one in profile.patterns(kind))
    profile.record_fix(record("f_x", last), path="a.py", context="c")
    profile.record_fix(record("f_x", first), path="a.py", context="c")  # described again, with what it was really made of
    profile.record_outcome("f_x", KEPT)
    assert {one["id"]: one["kept"] for one in profile.show()["patterns"] if one["kept"]} == {first: 1}


def test_an_outcome_may_come_before_the_record_of_its_fix(profile, kind, example, record):
    profile.learn(example("order"))
    pattern_id = general(profile, kind).pattern.id
    profile.record_outcome("f_early", KEPT)
    profile.record_fix(record("f_early", pattern_id), path="a.py", context="c")
    assert general(profile, kind).kept == 1


@pytest.mark.parametrize(("outcome", "down"), [(REVERTED, True), (DISMISSED, True), (EDITED, False), (KEPT, False)])
def test_what_was_turned_down_is_not_offered_for_the_same_code_again(world, profile, kind, outcome, down):
    fix = world.offer(profile, "p_1", OutcomeClass.APPLIED)
    assert not profile.turned_down(f"context of {fix}")
    profile.record_outcome(fix, outcome)
    assert profile.turned_down(f"context of {fix}") is down
    assert not profile.turned_down("another context")
    profile.record_outcome(fix, KEPT)
    assert not profile.turned_down(f"context of {fix}")


def test_the_record_of_a_kind_is_kept_by_origin(world, profile, kind, record):
    world.offer(profile, "p_1", KEPT)
    world.offer(profile, "p_1", EDITED)
    world.offer(profile, "p_1", OutcomeClass.APPLIED)
    profile.record_fix(record("f_tool", origin="tool"), path="a.py", context="c")
    profile.record_outcome("f_tool", KEPT)
    assert profile.kept_rate(kind, "pattern") == (1, 2)
    assert profile.kept_rate(kind, "tool") == (1, 1)
    assert profile.kept_rate(kind, "model") == (0, 0)


def test_safety_is_promoted_by_a_long_record_and_demoted_by_two_reverts(world, profile, kind):
    for _ in range(15):
        assert profile.safety(kind) is None
        world.offer(profile, "p_1", KEPT)
    world.offer(profile, "p_1", KEPT)
    assert profile.safety(kind) == "safe"
    world.offer(profile, "p_1", REVERTED)
    last = world.offer(profile, "p_1", REVERTED)
    assert profile.safety(kind) == "unsafe"
    profile.record_outcome(last, KEPT)
    assert profile.safety(kind) is None


def test_examples_come_back_as_they_were_learned_newest_first(profile, kind, example):
    odd = example("größe_ünd_\N{PILE OF POO}".replace("\N{PILE OF POO}", "x"), ExampleSource.GIT, "abc123")
    profile.learn(example("order"))
    profile.learn(odd)
    newest, oldest = profile.examples(kind)
    for given, got in ((odd, newest), (example("order"), oldest)):
        assert (got.before, got.after, got.id) == (given.before, given.after, given.id)
        assert (got.problem.range, got.problem.kind) == (given.problem.range, given.problem.kind)
    assert (newest.source, newest.commit, newest.date) == (ExampleSource.GIT, "abc123", odd.date)
