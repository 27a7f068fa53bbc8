"""What people say about the profile: forget, pin, scope, mute, teach, reset, erase, and undo of everything."""

from __future__ import annotations

import sqlite3
import tomllib
import zlib
from collections.abc import Callable
from contextlib import closing
from typing import Any

import attrs
import pytest

from amends.core.errors import UnknownItemError, UsageError
from amends.core.outcomes import OutcomeClass
from amends.profile.profile import Profile
from amends.profile.team.files import team_to_toml
from support.profiles import KIND, World, fix_record, none_comparison


def facts(profile: Profile) -> dict[str, Any]:
    """What the profile says, without its own history."""
    return {name: value for name, value in profile.show().items() if name not in {"changes", "counts"}}


DIFF = """\
@@ -1,3 +1,3 @@
 def first(order):
-    if order == None:
+    if order is None:
         return 1
"""


def on_disk(world: World) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(world.location.parent.iterdir()))


def traces(world: World, word: str) -> list[bytes]:
    """Every form in which a word stands on disk now: in plain text, and in compressed texts."""
    with closing(sqlite3.connect(world.location)) as db:
        blobs = [row[0] for row in db.execute("SELECT data FROM blobs")]
    found = [word.encode(), *(blob for blob in blobs if word.encode() in zlib.decompress(blob))]
    assert all(trace in on_disk(world) for trace in found)
    return found


def ids(profile: Profile) -> set[str]:
    return {record.pattern.id for record in profile.patterns(KIND)}


CHANGES: dict[str, Callable[[Profile], str]] = {
    "forget a pattern": lambda profile: profile.forget(profile.patterns(KIND)[-1].pattern.id),
    "forget an example": lambda profile: profile.forget(profile.examples(KIND)[0].id),
    "unpin": lambda profile: profile.unpin(next(p["id"] for p in profile.show()["patterns"] if p["pinned"])),
    "scope": lambda profile: profile.scope(profile.patterns(KIND)[-1].pattern.id, "tests/"),
    "mute": lambda profile: profile.mute("path:generated/**"),
    "unmute": lambda profile: profile.unmute("E501"),
    "reset": lambda profile: profile.reset(),
    "learn": lambda profile: profile.learn(none_comparison("newcomer")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_can_be_undone_and_the_undo_too(lived_in: Profile, name: str) -> None:
    before = facts(lived_in)
    event = CHANGES[name](lived_in)
    changed = facts(lived_in)
    assert changed != before
    undo = lived_in.undo(event)
    assert facts(lived_in) == before
    redo = lived_in.undo(undo)
    assert facts(lived_in) == changed
    lived_in.undo(redo)
    assert facts(lived_in) == before
    shown = lived_in.show()
    lived_in.rebuild()
    assert lived_in.show() == shown


@pytest.mark.parametrize("name", CHANGES)
def test_a_rebuild_knows_every_change(lived_in: Profile, name: str) -> None:
    CHANGES[name](lived_in)
    shown = lived_in.show()
    lived_in.rebuild()
    assert lived_in.show() == shown


def test_undo_without_an_id_goes_back_change_by_change(profile: Profile) -> None:
    profile.mute("E501")
    profile.mute("E731")
    first = profile.undo()
    assert profile.show()["mutes"] == ["E501"]
    profile.undo()
    assert profile.show()["mutes"] == []
    profile.undo(first)
    assert profile.show()["mutes"] == ["E731"]


def test_a_forgotten_mute_is_lifted_and_comes_back_by_undo(profile: Profile) -> None:
    profile.mute("path:generated/**")
    item = profile.show()["muted"][0]["id"]
    assert profile.why(item)["mute"]["rule"] == "path:generated/**"
    undo = profile.forget(item)
    assert profile.show()["muted"] == []
    profile.undo(undo)
    assert profile.show()["mutes"] == ["path:generated/**"]


def test_any_event_can_be_undone(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    pattern_id = profile.patterns(KIND)[-1].pattern.id
    fix = world.offer(profile, pattern_id, OutcomeClass.APPLIED, OutcomeClass.KEPT, OutcomeClass.REVERTED)
    reverted = profile.why(pattern_id)["outcomes"][-1]["event"]
    profile.undo(reverted)
    assert not profile.turned_down(f"context of {fix}")
    assert profile.kept_rate(KIND, "pattern") == (1, 1)
    assert [one["outcome"] for one in profile.why(fix)["outcomes"]] == ["applied", "kept"]
    profile.record_rejection("c", "no")
    profile.undo()
    assert not profile.turned_down("c")
    profile.record_problem(KIND, "a.py", "appeared")
    appeared = f"v_{profile.show()['counts']['events']}"
    assert profile.show()["errors"]
    profile.undo(appeared)
    assert profile.show()["errors"] == []


@pytest.mark.parametrize("event_id", ["v_999", "p_123", "nonsense", "v_x", ""])
def test_undoing_what_never_happened_is_refused(profile: Profile, event_id: str) -> None:
    with pytest.raises(UnknownItemError):
        profile.undo(event_id)


def test_undoing_twice_is_refused(profile: Profile) -> None:
    mute = profile.mute("E501")
    profile.undo(mute)
    with pytest.raises(UsageError, match="already"):
        profile.undo(mute)


def test_there_may_be_nothing_to_undo(profile: Profile) -> None:
    with pytest.raises(UsageError, match="nothing to undo"):
        profile.undo()


def test_forgetting_a_pattern_takes_the_levels_with_it_that_rest_on_nothing_else(profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    profile.forget(profile.patterns(KIND)[0].pattern.id)
    assert ids(profile) == set()
    profile.learn(none_comparison("order"))
    assert ids(profile) == set()
    profile.learn(none_comparison("item"))
    assert ids(profile) != set()


def test_forgetting_an_example_forgets_what_only_it_taught(profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    alone = ids(profile)
    profile.learn(none_comparison("item"))
    profile.forget(none_comparison("item").id)
    assert ids(profile) == alone
    assert [one.id for one in profile.examples(KIND)] == [none_comparison("order").id]


@pytest.mark.parametrize("action", ["forget", "pin", "unpin", "why", "erase"])
def test_unknown_items_are_refused_by_name(profile: Profile, action: str) -> None:
    with pytest.raises(UnknownItemError, match="p_nothing"):
        getattr(profile, action)("p_nothing")


def test_a_scope_is_handed_to_the_engine_and_can_be_lifted(profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    pattern_id = profile.patterns(KIND)[0].pattern.id
    profile.scope(pattern_id, "tests/")
    assert profile.patterns(KIND)[0].scope == "tests/**"
    profile.scope(pattern_id, "")
    assert profile.patterns(KIND)[0].scope == ""


@pytest.mark.parametrize(
    ("rule", "muted"),
    [
        ("E501", [("ruff", "E501", "a.py"), ("flake8", "E501", "tests/b.py")]),
        ("ruff:E501", [("ruff", "E501", "a.py")]),
        ("path:tests/**", [("flake8", "E501", "tests/b.py"), ("ruff", "F401", "tests/deep/c.py")]),
        ("path:*.gen.py", [("ruff", "F401", "deep/x.gen.py")]),
    ],
)
def test_mutes(profile: Profile, rule: str, muted: list[tuple[str, str, str]]) -> None:
    findings = {
        ("ruff", "E501", "a.py"),
        ("flake8", "E501", "tests/b.py"),
        ("ruff", "F401", "tests/deep/c.py"),
        ("ruff", "F401", "deep/x.gen.py"),
        ("ruff", "E5011", "a.py"),
    }
    profile.mute(rule)
    assert {finding for finding in findings if profile.muted(*finding)} == set(muted)
    profile.unmute(rule)
    assert not any(profile.muted(*finding) for finding in findings)


def test_lessons_are_taught_scoped_forgotten_and_taught_again(profile: Profile) -> None:
    lesson = profile.teach("  Money is in\n cents. ")
    profile.teach("Fixtures live in conftest.", "tests/")
    assert profile.lessons("shop/a.py") == ("Money is in cents.",)
    assert profile.lessons("tests/test_a.py") == ("Money is in cents.", "Fixtures live in conftest.")
    assert profile.why(lesson)["lesson"]["because"] == "you said so"
    profile.scope(lesson, "billing/")
    assert profile.lessons("shop/a.py") == ()
    profile.forget(lesson)
    assert profile.lessons("billing/a.py") == ()
    assert profile.teach("Money is in cents.") == lesson
    assert profile.lessons("shop/a.py") == ("Money is in cents.",)
    with pytest.raises(UsageError):
        profile.teach("  \n ")


def test_a_reset_forgets_everything_and_learning_goes_on(lived_in: Profile) -> None:
    lived_in.reset()
    shown = lived_in.show()
    assert (shown["patterns"], shown["errors"], shown["lessons"], shown["mutes"]) == ([], [], [], [])
    assert not lived_in.turned_down("a rejected context")
    lived_in.learn(none_comparison("order"))
    assert len(lived_in.patterns(KIND)[0].pattern.evidence) == 1


def test_why_shows_every_piece_of_evidence(world: World, profile: Profile) -> None:
    profile.learn(none_comparison("order"))
    world.clock.time += 60
    pattern_id = profile.patterns(KIND)[-1].pattern.id
    fix = world.offer(profile, pattern_id, OutcomeClass.APPLIED, OutcomeClass.REVERTED)
    profile.pin(pattern_id)
    why = profile.why(pattern_id)
    assert why["examples"] == [
        {
            "id": none_comparison("order").id,
            "event": "v_1",
            "path": "shop/order.py",
            "date": 1_690_000_000.0,
            "commit": "",
            "source": "hand",
            "diff": DIFF,
        }
    ]
    assert [(one["fixId"], one["outcome"]) for one in why["outcomes"]] == [(fix, "applied"), (fix, "reverted")]
    assert why["outcomes"][0]["time"] == world.clock.time
    assert [(one["action"], one["undone"]) for one in why["changes"]] == [("pin", False)]
    assert profile.why(fix)["fix"]["title"].startswith("Amends: replace")
    assert pattern_id in profile.why(none_comparison("order").id)["patterns"]
    assert profile.why("v_1")["event"]["type"] == "exampleLearned"


def test_the_team_layer_is_stable_and_holds_no_example(lived_in: Profile) -> None:
    text = team_to_toml(lived_in.team_layer())
    assert text == team_to_toml(lived_in.team_layer())
    layer = tomllib.loads(text)
    assert layer["schema"] == 1
    assert layer["lessons"] == [{"text": "Compare with `is`.", "scope": "shop/"}]
    assert {one["id"] for one in layer["patterns"]} == ids(lived_in)
    assert all(one["code"] == "E711" for one in layer["patterns"])
    assert "return 1" not in text
    assert "/home/me" not in text


def test_erasing_leaves_no_byte_of_the_code_on_disk(world: World) -> None:
    profile = world.open()
    name = "confidential_customer"
    mine = attrs.evolve(none_comparison(name), path="shop/cart.py")
    mine = attrs.evolve(mine, problem=attrs.evolve(mine.problem, message=f"Comparison of `{name}` to `None`"))
    profile.learn(mine)
    profile.learn(none_comparison("order"))
    profile.record_fix({**fix_record("f_9"), "diff": f"- {name} == None"}, path="a.py", context="c")
    stored = traces(world, name)
    assert len(stored) == 3  # the message, the text of the example, the record of the fix
    erased = profile.erase(mine.id)
    assert [one.id for one in profile.examples(KIND)] == [none_comparison("order").id]
    assert profile.why("f_9")["fix"]["diff"] == f"- {name} == None"
    profile.save_tracking("f_9", f'{{"text": "{name}"}}')
    profile.erase("f_9")
    assert profile.why("f_9")["fix"] == {}
    shown = profile.show()
    profile.rebuild()
    assert profile.show() == shown
    with pytest.raises(UsageError, match="cannot be undone"):
        profile.undo(erased)
    assert [trace for trace in stored if trace in on_disk(world)] == []


def test_erasing_all_takes_what_was_learned_from_it(lived_in: Profile) -> None:
    lived_in.erase()
    assert lived_in.patterns(KIND) == lived_in.examples(KIND) == ()
    assert lived_in.lessons("shop/a.py") == ("Compare with `is`.",)
