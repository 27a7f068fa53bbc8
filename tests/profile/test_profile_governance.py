"""What people say about the profile: forget, pin, scope, mute, teach, reset, erase, and undo of everything."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from amends.core.errors import UnknownItemError, UsageError
from amends.core.outcomes import OutcomeClass


def facts(profile):
    """What the profile says, without its own history."""
    return {name: value for name, value in profile.show().items() if name not in {"changes", "counts"}}


def ids(profile, kind):
    return {record.pattern.id for record in profile.patterns(kind)}


CHANGES = {
    "forget a pattern": lambda profile, kind, _: profile.forget(profile.patterns(kind)[-1].pattern.id),
    "forget an example": lambda profile, kind, _: profile.forget(profile.examples(kind)[0].id),
    "unpin": lambda profile, kind, _: profile.unpin(next(p["id"] for p in profile.show()["patterns"] if p["pinned"])),
    "scope": lambda profile, kind, _: profile.scope(profile.patterns(kind)[-1].pattern.id, "tests/"),
    "mute": lambda profile, kind, _: profile.mute("path:generated/**"),
    "unmute": lambda profile, kind, _: profile.unmute("E501"),
    "reset": lambda profile, kind, _: profile.reset(),
    "learn": lambda profile, kind, example: profile.learn(example("newcomer")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_can_be_undone_and_the_undo_too(lived_in, kind, example, name):
    before = facts(lived_in)
    event = CHANGES[name](lived_in, kind, example)
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
def test_a_rebuild_knows_every_change(lived_in, kind, example, name):
    CHANGES[name](lived_in, kind, example)
    shown = lived_in.show()
    lived_in.rebuild()
    assert lived_in.show() == shown


def test_undo_without_an_id_takes_back_the_last_change_and_then_itself(profile):
    profile.mute("E501")
    profile.mute("E731")
    profile.undo()
    assert profile.show()["mutes"] == ["E501"]
    profile.undo()
    assert profile.show()["mutes"] == ["E501", "E731"]


def test_any_event_can_be_undone(world, profile, kind, example):
    profile.learn(example("order"))
    pattern_id = profile.patterns(kind)[-1].pattern.id
    fix = world.offer(profile, pattern_id, OutcomeClass.APPLIED, OutcomeClass.KEPT, OutcomeClass.REVERTED)
    reverted = profile.why(pattern_id)["outcomes"][-1]["event"]
    profile.undo(reverted)
    assert not profile.turned_down(f"context of {fix}")
    assert profile.kept_rate(kind, "pattern") == (1, 1)
    assert [one["outcome"] for one in profile.why(fix)["outcomes"]] == ["applied", "kept"]
    profile.record_rejection("c", "no")
    profile.undo()
    assert not profile.turned_down("c")
    profile.record_problem(kind, "a.py", "appeared")
    appeared = f"v_{profile.show()['counts']['events']}"
    assert profile.show()["errors"]
    profile.undo(appeared)
    assert profile.show()["errors"] == []


@pytest.mark.parametrize("event_id", ["v_999", "p_123", "nonsense", "v_x", ""])
def test_undoing_what_never_happened_is_refused(profile, event_id):
    with pytest.raises(UnknownItemError):
        profile.undo(event_id)


def test_undoing_twice_is_refused(profile):
    mute = profile.mute("E501")
    profile.undo(mute)
    with pytest.raises(UsageError, match="already"):
        profile.undo(mute)


def test_there_may_be_nothing_to_undo(profile):
    with pytest.raises(UsageError, match="nothing to undo"):
        profile.undo()


def test_forgetting_a_pattern_takes_the_levels_with_it_that_rest_on_nothing_else(profile, kind, example):
    profile.learn(example("order"))
    profile.forget(profile.patterns(kind)[0].pattern.id)
    assert ids(profile, kind) == set()
    profile.learn(example("order"))
    assert ids(profile, kind) == set()
    profile.learn(example("item"))
    assert ids(profile, kind) != set()


def test_forgetting_an_example_forgets_what_only_it_taught(profile, kind, example):
    profile.learn(example("order"))
    alone = ids(profile, kind)
    profile.learn(example("item"))
    profile.forget(example("item").id)
    assert ids(profile, kind) == alone
    assert [one.id for one in profile.examples(kind)] == [example("order").id]


@pytest.mark.parametrize("action", ["forget", "pin", "unpin", "why", "erase"])
def test_unknown_items_are_refused_by_name(profile, action):
    with pytest.raises(UnknownItemError, match="p_nothing"):
        getattr(profile, action)("p_nothing")


def test_a_scope_is_handed_to_the_engine_and_can_be_lifted(profile, kind, example):
    profile.learn(example("order"))
    pattern_id = profile.patterns(kind)[0].pattern.id
    profile.scope(pattern_id, "tests/")
    assert profile.patterns(kind)[0].scope == "tests/"
    profile.scope(pattern_id, "")
    assert profile.patterns(kind)[0].scope == ""


@pytest.mark.parametrize(
    ("rule", "muted"),
    [
        ("E501", [("ruff", "E501", "a.py"), ("flake8", "E501", "tests/b.py")]),
        ("ruff:E501", [("ruff", "E501", "a.py")]),
        ("path:tests/**", [("flake8", "E501", "tests/b.py"), ("ruff", "F401", "tests/deep/c.py")]),
        ("path:*.gen.py", [("ruff", "F401", "deep/x.gen.py")]),
    ],
)
def test_mutes(profile, rule, muted):
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


def test_lessons_are_taught_scoped_forgotten_and_taught_again(profile):
    lesson = profile.teach("  Money is in\n cents. ")
    profile.teach("Fixtures live in conftest.", "tests/")
    assert profile.lessons("shop/a.py") == ("Money is in cents.",)
    assert profile.lessons("tests/test_a.py") == ("Money is in cents.", "Fixtures live in conftest.")
    assert profile.why(lesson)["lesson"]["evidence"] == "you said so"
    profile.scope(lesson, "billing/")
    assert profile.lessons("shop/a.py") == ()
    profile.forget(lesson)
    assert profile.lessons("billing/a.py") == ()
    assert profile.teach("Money is in cents.") == lesson
    assert profile.lessons("shop/a.py") == ("Money is in cents.",)
    with pytest.raises(UsageError):
        profile.teach("  \n ")


def test_a_reset_forgets_everything_and_learning_goes_on(lived_in, kind, example):
    lived_in.reset()
    shown = lived_in.show()
    assert (shown["patterns"], shown["errors"], shown["lessons"], shown["mutes"]) == ([], [], [], [])
    assert not lived_in.turned_down("a rejected context")
    lived_in.learn(example("order"))
    assert len(lived_in.patterns(kind)[0].pattern.evidence) == 1


def test_why_shows_every_piece_of_evidence(world, profile, kind, example):
    profile.learn(example("order"))
    world.clock.time += 60
    pattern_id = profile.patterns(kind)[-1].pattern.id
    fix = world.offer(profile, pattern_id, OutcomeClass.APPLIED, OutcomeClass.REVERTED)
    profile.pin(pattern_id)
    why = profile.why(pattern_id)
    assert why["examples"] == [
        {
            "id": example("order").id,
            "event": "v_1",
            "path": "shop/order.py",
            "date": 1_690_000_000.0,
            "commit": "",
            "source": "hand",
            "diff": "@@ -1,3 +1,3 @@\n def first(order):\n-    if order == None:\n+    if order is None:\n         return 1\n",
        }
    ]
    assert [(one["fixId"], one["outcome"]) for one in why["outcomes"]] == [(fix, "applied"), (fix, "reverted")]
    assert why["outcomes"][0]["time"] == world.clock.time
    assert [(one["action"], one["undone"]) for one in why["changes"]] == [("pin", False)]
    assert profile.why(fix)["fix"]["title"].startswith("Amends: replace")
    assert pattern_id in profile.why(example("order").id)["patterns"]
    assert profile.why("v_1")["event"]["type"] == "exampleLearned"


def test_the_team_layer_is_stable_and_holds_no_example(lived_in, kind):
    text = lived_in.export()
    assert text == lived_in.export()
    layer = tomllib.loads(text)
    assert layer["schema"] == 1
    assert layer["lessons"] == [{"text": "Compare with `is`.", "scope": "shop/"}]
    assert {one["id"] for one in layer["patterns"]} == ids(lived_in, kind)
    assert all(one["kind"]["code"] == "E711" for one in layer["patterns"])
    assert "return 1" not in text
    assert "/home/me" not in text


def test_erasing_leaves_no_byte_of_the_code_on_disk(world, kind, example, record):
    profile = world.open()
    secret = "s3cret_customer_name"
    profile.learn(example(secret))
    profile.learn(example("order"))
    profile.record_fix({**record("f_9"), "diff": f"- {secret} == None"}, path="a.py", context="c")
    erased = profile.erase(example(secret).id)
    assert [one.id for one in profile.examples(kind)] == [example("order").id]
    assert profile.why("f_9")["fix"]["diff"] == f"- {secret} == None"
    profile.erase("f_9")
    assert profile.why("f_9")["fix"] == {}
    shown = profile.show()
    profile.rebuild()
    assert profile.show() == shown
    with pytest.raises(UsageError, match="cannot be undone"):
        profile.undo(erased)
    profile.close()
    stored = [path.read_bytes() for path in Path(world.location.parent).iterdir()]
    assert not any(secret.encode() in content for content in stored)


def test_erasing_all_takes_what_was_learned_from_it(lived_in, kind):
    lived_in.erase()
    assert lived_in.patterns(kind) == lived_in.examples(kind) == ()
    assert lived_in.lessons("shop/a.py") == ("Compare with `is`.",)
