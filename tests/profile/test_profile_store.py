"""The profile on disk: reopened, rebuilt, shared, damaged, unwritable, large."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from amends.core.outcomes import OutcomeClass
from amends.profile.profile import Profile
from support.profiles import KIND, StillClock, World, none_comparison


def aside(world: World) -> list[str]:
    return [path.name for path in world.location.parent.iterdir() if ".corrupt-" in path.name]


def test_everything_survives_a_restart(world: World, lived_in: Profile) -> None:
    shown, watched, rate = lived_in.show(), lived_in.open_fixes(), lived_in.kept_rate(KIND, "pattern")
    lived_in.close()
    again = world.open()
    assert again.show() == shown
    assert again.open_fixes() == watched
    assert again.kept_rate(KIND, "pattern") == rate == (1, 2)
    assert again.turned_down("a rejected context")
    assert again.notices == ()


def test_a_rebuild_gives_the_same_profile_and_reports_how_far_it_is(lived_in: Profile) -> None:
    shown = lived_in.show()
    reports: list[tuple[int, int]] = []
    lived_in.rebuild(lambda done, total: reports.append((done, total)))
    assert lived_in.show() == shown
    total = reports[-1][1]
    assert reports == [(done, total) for done in range(1, total + 1)]


def test_what_is_lost_of_the_folded_tables_is_folded_again_at_the_next_start(world: World, lived_in: Profile) -> None:
    shown = lived_in.show()
    lived_in.close()
    with closing(sqlite3.connect(world.location, isolation_level=None)) as db:
        db.execute("DELETE FROM patterns")
        db.execute("UPDATE meta SET value = 0 WHERE name = 'foldVersion'")
    assert world.open().show() == shown


def test_patterns_that_an_older_engine_wrote_are_learned_again(world: World, lived_in: Profile) -> None:
    shown = lived_in.show()
    lived_in.close()
    with closing(sqlite3.connect(world.location, isolation_level=None)) as db:
        db.execute("UPDATE patterns SET body = '{}'")
    assert world.open().show() == shown


def test_events_that_only_a_newer_amends_knows_are_passed_over(world: World, lived_in: Profile) -> None:
    patterns = lived_in.show()["patterns"]
    lived_in.close()
    with closing(sqlite3.connect(world.location, isolation_level=None)) as db:
        insert = "INSERT INTO events (time, type, subject, payload) VALUES (1, ?, 'p_1', ?)"
        db.execute(insert, ("strategyChosen", '{"schema": 2}'))
        db.execute(insert, ("governed", '{"schema": 2, "action": "translate", "item": "p_1", "value": "", "kind": ""}'))
    again = world.open()
    again.rebuild()
    assert again.show()["patterns"] == patterns


def test_fixes_are_watched_across_restarts_until_their_tracking_ends(world: World, lived_in: Profile) -> None:
    (row,) = lived_in.open_fixes()
    assert (row.outcome, row.path, row.state) == ("applied", "shop/cart.py", "")
    lived_in.save_tracking(row.fix_id, '{"samples": 1}')
    lived_in.record_outcome(row.fix_id, OutcomeClass.KEPT)
    lived_in.close()
    again = world.open()
    (watched,) = again.open_fixes()
    assert (watched.fix_id, watched.state, watched.outcome) == (row.fix_id, '{"samples": 1}', "kept")
    assert watched.record["fixId"] == row.fix_id
    again.save_tracking(row.fix_id, "")
    assert again.open_fixes() == ()


def test_two_servers_on_one_project_see_what_the_other_learns(world: World) -> None:
    one, other = world.open(), world.open()
    assert other.patterns(KIND) == ()
    one.learn(none_comparison("order"))
    assert (
        [record.pattern for record in other.patterns(KIND)] == [record.pattern for record in one.patterns(KIND)] != []
    )
    other.learn(none_comparison("item"))
    assert len(one.patterns(KIND)[-1].pattern.evidence) == 2
    fix = world.offer(one, one.patterns(KIND)[-1].pattern.id, OutcomeClass.APPLIED)
    other.record_outcome(fix, OutcomeClass.REVERTED)
    assert one.turned_down(f"context of {fix}")
    one.mute("E501")
    assert other.muted("ruff", "E501", "a.py")
    assert one.show() == other.show()


def test_servers_that_write_at_the_same_time_lose_nothing(world: World) -> None:
    script = (
        "import sys; from pathlib import Path; from amends.platform.clock import SystemClock\n"
        "from amends.profile.profile import Profile\n"
        "profile = Profile.open(Path(sys.argv[1]), 'x', SystemClock())\n"
        "for number in range(100): profile.record_rejection(f'{sys.argv[2]} {number}', '')\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, world.location, name]) for name in ("a", "b", "c")]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    profile = world.open()
    assert all(profile.turned_down(f"{name} {number}") for name in ("a", "b", "c") for number in range(100))
    assert profile.show()["counts"]["rejections"] == 300


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500])
def test_a_file_that_is_no_database_is_set_aside_with_a_sentence(world: World, content: bytes) -> None:
    world.location.parent.mkdir(parents=True)
    world.location.write_bytes(content)
    profile = world.open()
    profile.learn(none_comparison("order"))
    assert profile.show()["counts"]["examples"] == 1
    assert bool(profile.notices) is bool(aside(world)) is bool(content)


def test_a_damaged_file_is_set_aside_and_its_readable_events_are_saved(world: World) -> None:
    profile = world.open()
    for number in range(300):
        profile.record_rejection(f"context {number}", "a reason that takes some room " * 5)
    profile.learn(none_comparison("order"))
    profile.record_mined(["abc"], 1)
    profile.close()
    content = bytearray(world.location.read_bytes())
    page = content.find(b'{"reason":', len(content) // 2) // 4096  # one that holds events
    content[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
    world.location.write_bytes(content)

    again = world.open()
    again.rebuild()  # reads every event, so that the damage is met
    assert not again.mined_commits()  # what they gave may be lost, so the history is read again
    kept = [number for number in range(300) if again.turned_down(f"context {number}")]
    assert len(aside(world)) == len(again.notices) == 1
    assert "damaged" in again.notices[0]
    assert 200 < len(kept) < 300
    again.record_rejection("after the repair", "")
    again.close()
    assert world.open().turned_down("after the repair")


def test_a_place_that_cannot_be_written_means_memory_and_a_sentence(tmp_path: Path, clock: StillClock) -> None:
    (tmp_path / "occupied").write_text("a file where a folder should be")
    with closing(Profile.open(tmp_path / "occupied" / "profile.sqlite3", "x", clock)) as profile:
        assert "cannot be written" in profile.notices[0]
        profile.learn(none_comparison("order"))
        assert profile.patterns(KIND)


def test_a_full_disk_means_memory_from_then_on_and_nothing_before_is_lost(world: World) -> None:
    script = (
        "import resource, sys; from pathlib import Path; from amends.platform.clock import SystemClock\n"
        "from amends.profile.profile import Profile\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "profile = Profile.open(Path(sys.argv[1]), 'x', SystemClock())\n"
        "for number in range(2000): profile.record_rejection(f'context {number}', 'some room ' * 50)\n"
        "assert all(profile.turned_down(f'context {number}') for number in range(2000))\n"
        "print(profile.notices)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, world.location], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("cannot be written") == 1
    profile = world.open()
    assert profile.turned_down("context 0")
    assert not profile.turned_down("context 1999")


def test_a_profile_of_a_newer_amends_is_left_alone(world: World, lived_in: Profile) -> None:
    lived_in.close()
    with closing(sqlite3.connect(world.location)) as db:
        db.execute("PRAGMA user_version = 99")
    profile = world.open()
    profile.learn(none_comparison("thing"))
    assert "newer" in profile.notices[0]
    assert aside(world) == []
    with closing(sqlite3.connect(world.location)) as db:
        assert db.execute("SELECT count(*) FROM events WHERE type = 'exampleLearned'").fetchone() == (2,)


@pytest.mark.slow
def test_opening_a_profile_of_ten_thousand_outcomes_folds_nothing(world: World) -> None:
    def opening() -> float:
        start = time.perf_counter()
        with closing(Profile.open(world.location, "x", world.clock)) as profile:
            profile.patterns(KIND)
        return time.perf_counter() - start

    large = world.open()
    large.learn(none_comparison("order"))
    pattern_id = large.patterns(KIND)[0].pattern.id
    for number in range(5_000):
        world.offer(large, pattern_id, OutcomeClass.APPLIED, OutcomeClass.KEPT if number % 9 else OutcomeClass.EDITED)
    assert large.kept_rate(KIND, "pattern")[1] == 5_000
    start = time.perf_counter()
    large.rebuild()
    folding = time.perf_counter() - start
    large.close()
    assert statistics.median(opening() for _ in range(9)) < folding / 10


def test_events_stay_small_and_say_their_schema(world: World, lived_in: Profile) -> None:
    lived_in.close()
    with closing(sqlite3.connect(world.location)) as db:
        payloads = [row[0] for row in db.execute("SELECT payload FROM events")]
    assert all('"schema":1' in payload for payload in payloads)
    assert all("def first" not in payload for payload in payloads)


def test_a_rebuild_keeps_what_would_come_out_the_same_and_mends_what_would_not(world: World) -> None:
    profile = world.open()
    for name in ("order", "item", "user"):
        profile.learn(none_comparison(name))
    shown = profile.show()
    with closing(sqlite3.connect(world.location)) as db:
        db.execute("UPDATE patterns SET learned = 1 WHERE id = (SELECT max(id) FROM patterns)")
        db.commit()
    assert profile.show() != shown
    profile.rebuild()
    assert profile.show() == shown
    with closing(sqlite3.connect(world.location)) as db:
        db.execute("DELETE FROM examples")
        db.commit()
    profile.rebuild()
    assert profile.show() == shown
