"""How a pattern rises and falls by what people do with its fixes."""

from __future__ import annotations

import attrs
import pytest

from amends.core.outcomes import ExampleSource, OutcomeClass
from amends.learning.pattern import PatternRecord
from amends.profile.profile import Profile
from support.profiles import DAY, KIND, StillClock, World, fix_record, none_comparison

KEPT, EDITED, REVERTED, DISMISSED = (
    OutcomeClass.KEPT,
    OutcomeClass.EDITED,
    OutcomeClass.REVERTED,
    OutcomeClass.DISMISSED,
)


def general(profile: Profile) -> PatternRecord:
    """The most general usable pattern."""
    return profile.patterns(KIND)[-1]


def stages(profile: Profile) -> dict[str, str]:
    return {pattern["id"]: pattern["stage"] for pattern in profile.show()["patterns"]}


def usable(profile: Profile) -> set[str]:
    return {record.pattern.id for record in profile.patterns(KIND)}


def test_one_example_is_a_candidate_two_are_on_trial_four_are_active(profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    assert {record.stage for record in profile.patterns(KIND)} == {"candidate"}
    profile.learn(none_comparison("item"))
    assert general(profile).stage == "trial"
    profile.learn(none_comparison("user"))
    profile.learn(none_comparison("thing"))
    assert general(profile).stage == "active"
    assert len(general(profile).pattern.evidence) == 4


def test_the_same_example_again_is_no_new_evidence(profile: Profile) -> None:
    first = profile.learn(none_comparison("order"))
    before = profile.show()
    assert profile.learn(none_comparison("order")) == first
    assert profile.show() == before


def test_a_kept_fix_of_ours_counts_once_and_not_again_as_an_example(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    pattern_id = general(profile).pattern.id
    world.offer(profile, pattern_id, KEPT)
    for name in ("a", "b", "c", "d"):
        profile.learn(none_comparison(name, ExampleSource.KEPT))
    assert stages(profile)[pattern_id] == "trial"


def test_kept_fixes_make_a_pattern_active(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    pattern_id = general(profile).pattern.id
    for expected in ("trial", "trial", "active"):
        world.offer(profile, pattern_id, KEPT)
        assert general(profile).stage == expected
    assert (general(profile).kept, general(profile).edited) == (3, 0)


def test_the_latest_outcome_of_a_fix_counts(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    pattern_id = general(profile).pattern.id
    fix = world.offer(profile, pattern_id, OutcomeClass.APPLIED, KEPT)
    for outcome, counts in (
        (EDITED, (0, 1, 0)),
        (REVERTED, (0, 0, 1)),
        (OutcomeClass.SUPERSEDED, (0, 0, 0)),
        (KEPT, (1, 0, 0)),
    ):
        profile.record_outcome(fix, outcome)
        found = next(one for one in profile.show()["patterns"] if one["id"] == pattern_id)
        assert (found["kept"], found["edited"], found["reverted"]) == counts


def test_being_shown_again_takes_no_outcome_back(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    fix = world.offer(profile, general(profile).pattern.id, KEPT)
    profile.record_outcome(fix, OutcomeClass.SHOWN)
    assert general(profile).kept == 1


def test_what_people_repair_by_hand_afterwards_says_who_is_to_blame(profile: Profile) -> None:
    for name in ("order", "item"):
        profile.learn(none_comparison(name))
    broad, narrow = general(profile).pattern.id, profile.patterns(KIND)[0].pattern.id
    profile.record_fix(fix_record("f_both", narrow, broad), path="shop/cart.py", context="both")
    profile.record_outcome("f_both", REVERTED)
    assert reverts(profile, narrow) == reverts(profile, broad) == 1
    profile.learn(none_comparison("user"))  # elsewhere: it says nothing of this fix
    assert reverts(profile, narrow) == reverts(profile, broad) == 1
    profile.learn(attrs.evolve(none_comparison("cart"), path="shop/cart.py"))
    assert (reverts(profile, narrow), reverts(profile, broad)) == (1, 0)
    profile.rebuild()
    assert (reverts(profile, narrow), reverts(profile, broad)) == (1, 0)


def test_an_edit_blames_only_the_patterns_that_would_not_have_made_it(profile: Profile) -> None:
    for name in ("order", "item"):
        profile.learn(none_comparison(name))
    broad, narrow = general(profile).pattern.id, profile.patterns(KIND)[0].pattern.id
    profile.record_fix(fix_record("f_both", narrow, broad), path="shop/cart.py", context="both")
    profile.record_outcome("f_both", EDITED)
    assert counted(profile, narrow, "edited") == counted(profile, broad, "edited") == 1
    profile.learn(attrs.evolve(none_comparison("cart"), path="shop/cart.py", source=ExampleSource.EDITED))
    assert (counted(profile, narrow, "edited"), counted(profile, broad, "edited")) == (1, 0)
    profile.rebuild()
    assert (counted(profile, narrow, "edited"), counted(profile, broad, "edited")) == (1, 0)


def reverts(profile: Profile, pattern_id: str) -> int:
    return counted(profile, pattern_id, "reverted")


def counted(profile: Profile, pattern_id: str, outcome: str) -> int:
    return next(one[outcome] for one in profile.show()["patterns"] if one["id"] == pattern_id)


def test_a_reverted_general_pattern_leaves_only_its_specific_levels(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    specific, broad = (record.pattern.id for record in (profile.patterns(KIND)[0], general(profile)))
    assert specific != broad
    fix = world.offer(profile, broad, REVERTED)
    assert broad not in usable(profile)
    assert specific in usable(profile)
    profile.record_outcome(fix, KEPT)  # a redo takes the blame away
    assert {specific, broad} <= usable(profile)
    assert general(profile).narrowed == 0


def test_a_reverted_specific_pattern_takes_untried_general_ones_with_it(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    specific, broad = (record.pattern.id for record in (profile.patterns(KIND)[0], general(profile)))
    world.offer(profile, specific, REVERTED)
    assert usable(profile) == {specific}
    assert profile.patterns(KIND)[0].narrowed == 1
    profile.learn(none_comparison("item"))  # somebody else's hand says that the general form is right
    assert broad in usable(profile)


def test_two_reverts_retire_a_pattern_and_a_keep_between_them_does_not(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    specific = profile.patterns(KIND)[0].pattern.id
    world.offer(profile, specific, REVERTED)
    world.offer(profile, specific, KEPT)
    world.offer(profile, specific, REVERTED)
    assert stages(profile)[specific] == "trial"
    world.offer(profile, specific, REVERTED)
    assert stages(profile)[specific] == "retired"
    assert specific not in usable(profile)


def test_a_repair_by_hand_brings_a_retired_shape_back(world: World, profile: Profile) -> None:
    for name in ("order", "item"):
        profile.learn(none_comparison(name))
    broad = general(profile).pattern.id
    world.offer(profile, broad, REVERTED)
    world.offer(profile, broad, REVERTED)
    assert stages(profile)[broad] == "retired"
    profile.learn(none_comparison("user"))
    assert stages(profile)[broad] != "retired"


def test_one_revert_does_not_bring_an_established_pattern_down(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    broad = general(profile).pattern.id
    for _ in range(10):
        world.offer(profile, broad, KEPT)
    world.offer(profile, broad, REVERTED)
    record = general(profile)
    assert (record.pattern.id, record.stage, record.narrowed) == (broad, "active", 1)


def test_a_pinned_pattern_is_never_retired(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    broad = general(profile).pattern.id
    undo = profile.pin(broad)
    for _ in range(3):
        world.offer(profile, broad, REVERTED)
    assert general(profile).pinned
    profile.undo(undo)
    assert stages(profile)[broad] == "retired"


def test_a_pattern_of_no_use_for_a_year_is_a_candidate_again(world: World, clock: StillClock, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    broad = general(profile).pattern.id
    clock.time += 300 * DAY
    world.offer(profile, broad, KEPT)
    clock.time += 300 * DAY
    assert general(profile).stage == "trial"
    clock.time += 100 * DAY
    assert general(profile).stage == "candidate"
    profile.pin(broad)
    assert general(profile).stage == "trial"


def test_blame_goes_to_the_ingredients_of_the_fix_and_nothing_else(profile: Profile) -> None:
    for name in ("order", "item"):
        profile.learn(none_comparison(name))
    first, *_, last = (one.pattern.id for one in profile.patterns(KIND))
    profile.record_fix(fix_record("f_x", last), path="a.py", context="c")
    profile.record_fix(
        fix_record("f_x", first), path="a.py", context="c"
    )  # described again, with what it was really made of
    profile.record_outcome("f_x", KEPT)
    assert {one["id"]: one["kept"] for one in profile.show()["patterns"] if one["kept"]} == {first: 1}


def test_an_outcome_may_come_before_the_record_of_its_fix(profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    pattern_id = general(profile).pattern.id
    profile.record_outcome("f_early", KEPT)
    profile.record_fix(fix_record("f_early", pattern_id), path="a.py", context="c")
    assert general(profile).kept == 1


@pytest.mark.parametrize(("outcome", "down"), [(REVERTED, True), (DISMISSED, True), (EDITED, False), (KEPT, False)])
def test_what_was_turned_down_is_not_offered_for_the_same_code_again(
    world: World, profile: Profile, outcome: OutcomeClass, *, down: bool
) -> None:
    fix = world.offer(profile, "p_1", OutcomeClass.APPLIED)
    assert not profile.turned_down(f"context of {fix}")
    profile.record_outcome(fix, outcome)
    assert profile.turned_down(f"context of {fix}") is down
    assert not profile.turned_down("another context")
    profile.record_outcome(fix, KEPT)
    assert not profile.turned_down(f"context of {fix}")


def test_the_record_of_a_kind_is_kept_by_origin(world: World, profile: Profile) -> None:
    world.offer(profile, "p_1", KEPT)
    world.offer(profile, "p_1", EDITED)
    world.offer(profile, "p_1", OutcomeClass.APPLIED)
    profile.record_fix(fix_record("f_tool", origin="tool"), path="a.py", context="c")
    profile.record_outcome("f_tool", KEPT)
    assert profile.kept_rate(KIND, "pattern") == (1, 2)
    assert profile.kept_rate(KIND, "tool") == (1, 1)
    assert profile.kept_rate(KIND, "model") == (0, 0)


def test_safety_is_promoted_by_a_long_record_and_demoted_by_two_reverts(world: World, profile: Profile) -> None:
    for _ in range(15):
        assert profile.safety(KIND) is None
        world.offer(profile, "p_1", KEPT)
    world.offer(profile, "p_1", KEPT)
    assert profile.safety(KIND) == "safe"
    world.offer(profile, "p_1", REVERTED)
    last = world.offer(profile, "p_1", REVERTED)
    assert profile.safety(KIND) == "unsafe"
    profile.record_outcome(last, KEPT)
    assert profile.safety(KIND) is None


def test_examples_come_back_as_they_were_learned_newest_first(profile: Profile) -> None:
    odd = none_comparison("größe_ünd_\N{PILE OF POO}".replace("\N{PILE OF POO}", "x"), ExampleSource.GIT, "abc123")
    profile.learn(none_comparison("order"))
    profile.learn(odd)
    newest, oldest = profile.examples(KIND)
    for given, got in ((odd, newest), (none_comparison("order"), oldest)):
        assert (got.before, got.after, got.id) == (given.before, given.after, given.id)
        assert (got.problem.range, got.problem.kind) == (given.problem.range, given.problem.kind)
    assert (newest.source, newest.commit, newest.date) == (ExampleSource.GIT, "abc123", odd.date)


def test_a_pattern_says_in_a_few_words_where_it_comes_from(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    assert profile.because(general(profile)) == "your repair in shop/order.py, 2023-07-22"
    world.offer(profile, general(profile).pattern.id, KEPT)
    assert profile.because(general(profile)) == "your repair in shop/order.py, 2023-07-22; kept 1 of 1"
