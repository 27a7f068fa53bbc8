"""What a team shares: merged without loss, under what was learned here, and nothing of it trusted blindly."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.outcomes import Example, OutcomeClass
from amends.core.text import Text
from amends.learning.pattern import Pattern
from amends.learning.suggest import suggest
from amends.learning.training import train
from amends.profile.profile import Profile
from amends.profile.team.files import TeamFileError, read_team_file, team_from_toml, team_to_toml
from amends.profile.team.layer import TeamLayer, TeamLesson, TeamPattern, merged
from support.profiles import KIND, StillClock, fix_record, none_comparison


def profile(identity: str = "git.example.com/shop") -> Profile:
    return Profile.open(None, identity, StillClock())


def taught(*names: str, identity: str = "git.example.com/shop") -> Profile:
    made = profile(identity)
    for name in names:
        made.learn(none_comparison(name))
    return made


def offered(made: Profile, name: str) -> list[str]:
    example = none_comparison(name)
    records = made.patterns(KIND)
    found = suggest(records, example.problem, Text(example.before), "python", example.path)
    return [one.pattern_id for one in found]


def layers() -> st.SearchStrategy[TeamLayer]:
    """Layers that share patterns, examples and contributors in every way."""
    origins = st.sampled_from(["o_1", "o_2", "o_3"])
    examples = st.lists(st.tuples(origins, st.sampled_from(["cart", "item", "order"])), min_size=1, max_size=3)
    counts = st.dictionaries(st.sampled_from(["c_1", "c_2"]), st.tuples(*[st.integers(0, 3)] * 4), max_size=2)
    lessons = st.lists(st.builds(TeamLesson, st.sampled_from(["Use `is`.", "Be kind."])), max_size=2, unique=True)
    return st.builds(_layer, examples, counts, lessons.map(lambda found: tuple(sorted(found))))


def _layer(
    examples: list[tuple[str, str]], counts: dict[str, tuple[int, ...]], lessons: tuple[TeamLesson, ...]
) -> TeamLayer:
    patterns = [TeamPattern(one, counts) for one in _patterns(tuple(examples))]
    return TeamLayer({one.pattern.id: one for one in patterns}, {"ruff:E711": counts} if counts else {}, lessons)


@functools.cache
def _patterns(examples: tuple[tuple[str, str], ...]) -> tuple[Pattern, ...]:
    trained = train({}, ((origin, none_comparison(name)) for origin, name in examples))
    return tuple(one for of_kind in trained.values() for one in of_kind)


def same(one: TeamLayer, other: TeamLayer) -> bool:
    return team_to_toml(one) == team_to_toml(other)


@settings(max_examples=25, deadline=None)
@given(layers(), layers(), layers())
def test_merging_loses_nothing_whatever_the_order(one: TeamLayer, other: TeamLayer, third: TeamLayer) -> None:
    assert same(merged(one, other), merged(other, one))
    assert same(merged(merged(one, other), third), merged(one, merged(other, third)))
    both = merged(one, other)
    assert same(merged(both, one), both)
    assert set(both.patterns) == {*one.patterns, *other.patterns}


@settings(max_examples=10, deadline=None)
@given(layers())
def test_the_file_holds_all_of_a_layer(layer: TeamLayer) -> None:
    text = team_to_toml(merged(layer, layer))
    assert team_to_toml(team_from_toml(text)) == text


def test_what_one_learned_helps_another_who_has_seen_nothing() -> None:
    other = profile()
    assert not offered(other, "order")
    other.import_team(taught("cart", "item").team_layer())
    assert offered(other, "order")
    (record, *_) = other.patterns(KIND)
    assert other.because(record).startswith("your team's ")


def test_importing_twice_counts_nothing_twice_and_goes_both_ways() -> None:
    mine, yours = taught("cart"), taught("item")
    mine.import_team(yours.team_layer())
    once = team_to_toml(mine.team_layer())
    mine.import_team(yours.team_layer())
    assert team_to_toml(mine.team_layer()) == once
    yours.import_team(mine.team_layer())
    assert tomllib.loads(team_to_toml(yours.team_layer()))["examples"].keys() == tomllib.loads(once)["examples"].keys()


def test_counts_are_kept_for_each_who_counted() -> None:
    mine, yours = taught("cart"), taught("cart")
    for made, fixes in ((mine, ["f_1", "f_2"]), (yours, ["f_3"])):
        pattern = made.patterns(KIND)[0].pattern.id
        for fix in fixes:
            made.record_fix(fix_record(fix, pattern), path="a.py", context=fix)
            made.record_outcome(fix, OutcomeClass.KEPT)
    mine.import_team(yours.team_layer())
    mine.import_team(yours.team_layer())
    other = profile()
    other.import_team(mine.team_layer())
    assert max(record.team[0] for record in other.patterns(KIND)) == 3
    assert all(record.kept == 0 for record in other.patterns(KIND))


def test_the_file_changes_only_when_there_is_news() -> None:
    mine, yours = taught("cart"), taught("item")
    for made, fix in ((mine, "f_1"), (yours, "f_2")):
        made.record_fix(fix_record(fix, made.patterns(KIND)[0].pattern.id), path="a.py", context=fix)
        made.record_outcome(fix, OutcomeClass.KEPT)
    mine.import_team(yours.team_layer())
    yours.import_team(mine.team_layer())
    shared = team_to_toml(mine.team_layer())
    mine.import_team(yours.team_layer())
    mine.record_findings("ruff", "b.py", {KIND: ""}, "other")
    assert team_to_toml(yours.team_layer()) == shared
    assert team_to_toml(mine.team_layer()) == shared


def test_undoing_an_import_takes_all_of_it_back() -> None:
    other = profile()
    undo = other.import_team(taught("cart").team_layer())
    other.undo(undo)
    assert not other.patterns(KIND)


def test_forgetting_holds_here_and_after_importing_again() -> None:
    other, layer = profile(), taught("cart").team_layer()
    other.import_team(layer)
    for found in offered(other, "order"):
        other.forget(found)
    assert not offered(other, "order")
    other.import_team(layer)
    other.rebuild()
    assert not offered(other, "order")


def test_reverting_here_outweighs_the_team() -> None:
    other = profile()
    other.import_team(taught("cart", "item", "order").team_layer())
    (first, *_) = offered(other, "price")
    for number in range(2):
        other.record_fix(fix_record(f"f_{number}", first), path="a.py", context=str(number))
        other.record_outcome(f"f_{number}", OutcomeClass.REVERTED)
    assert first not in [record.pattern.id for record in other.patterns(KIND)]


def test_a_team_file_is_followed(tmp_path: Path) -> None:
    other, file = profile(), tmp_path / "profile.toml"
    other.follow_team_file(file)
    assert not other.patterns(KIND)
    file.write_text(team_to_toml(taught("cart").team_layer()), "utf-8")
    other.follow_team_file(file)
    assert offered(other, "order")
    file.unlink()
    other.follow_team_file(file)
    assert not other.patterns(KIND)


def _secret(content: str) -> Example:
    before = f"def first(a):\n    if connect(token={content!r}) == None:\n        return 1\n"
    example = none_comparison("a")
    text = Text(before)
    start = before.index("None")
    problem = attrs.evolve(example.problem, range=text.range_of(start, start + 4))
    return attrs.evolve(example, problem=problem, before=before, after=before.replace("== None", "is None"))


def test_secrets_and_places_stay_here() -> None:
    made = profile()
    made.learn(_secret("ghp_" + "a1B2c3D4e5" * 4))
    made.learn(_secret("/home/alice/keys"))
    text = team_to_toml(made.team_layer())
    assert "ghp_" not in text
    assert "alice" not in text
    assert "shop/" not in text


_PATTERN = """\
schema = 1
[[patterns]]
id = "p_1"
source = "a"
code = "b"
message = ""
language = "python"
level = 0
support = []
"""
GOOD = team_to_toml(taught("cart").team_layer())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not toml at all [",
        'schema = "one"',
        "schema = 1\npatterns = 3",
        "\x00",
        GOOD.replace('support = [\n    "e_', 'support = [\n    "x_'),
        GOOD.replace('template = "', 'template = "['),
        _PATTERN + 'template = \'{"root": ' + '["t","a","",[' * 3000 + "]]" * 3000 + ', "depth": 0}\'\n',
        _PATTERN + 'template = \'{"imports": [{"module": "os\\\\nimport evil", "name": "x"}]}\'\n',
    ],
)
def test_what_is_no_team_layer_is_refused_whole_with_one_sentence(tmp_path: Path, content: str) -> None:
    assert content != GOOD
    file = tmp_path / "profile.toml"
    file.write_text(content, "utf-8")
    with pytest.raises(TeamFileError) as refused:
        read_team_file(file)
    assert "\n" not in refused.value.sentence
    made = taught("cart")
    before = len(made.patterns(KIND))
    made.follow_team_file(file)
    assert refused.value.sentence in made.notices
    assert len(made.patterns(KIND)) == before


def test_counts_that_nobody_can_have_counted_do_no_harm() -> None:
    told = {
        name: attrs.evolve(one, counts={"c_1": (5, 10**400, -7, 0)})
        for name, one in team_from_toml(GOOD).patterns.items()
    }
    other = profile()
    other.import_team(team_from_toml(team_to_toml(TeamLayer(told))))
    assert offered(other, "order")
    assert other.show()["patterns"]


def test_a_newer_file_says_so() -> None:
    with pytest.raises(TeamFileError, match="newer Amends"):
        team_from_toml("schema = 2\n")
