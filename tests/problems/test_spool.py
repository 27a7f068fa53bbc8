"""The spool of test results: read once, whatever else lies there, and watched without polling by us."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from amends.problems.spool import SpoolReader
from amends.tools.testrunners.testreport import TestRun


@attrs.define
class FixedClock:
    seconds: float

    def now(self) -> float:
        return self.seconds

    def monotonic(self) -> float:
        return self.seconds


@attrs.frozen
class Spool:
    folder: Path
    root: Path

    def reader(self, *, later: float = 0) -> SpoolReader:
        return SpoolReader(self.folder, self.root, FixedClock(time.time() + later))

    def put(self, name: str, root: Path | None = None, **more: object) -> Path:
        record = {"schema": 1, "type": "testRun", "root": str(root or self.root), "items": [], "id": name, **more}
        return self.put_text(f"{name}.json", json.dumps(record))

    def put_text(self, name: str, content: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        path.with_name(f".{name}.tmp").write_text(content)
        return path.with_name(f".{name}.tmp").rename(path)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    (tmp_path / "root").mkdir()
    return Spool(tmp_path / "spool", tmp_path / "root")


def finished(runs: Iterator[TestRun]) -> list[float]:
    return [run.finished for run in runs]


def test_each_run_is_read_once_and_oldest_first(spool: Spool) -> None:
    spool.put("2", finished=2)
    spool.put("1", finished=1)
    reader = spool.reader()
    assert finished(reader.unread()) == [1, 2]
    spool.put("3", finished=3)
    assert finished(reader.unread()) == [3]
    assert finished(reader.unread()) == []


def test_a_new_server_reads_the_last_day_again(spool: Spool) -> None:
    spool.put("1", finished=1)
    assert finished(spool.reader().unread()) == finished(spool.reader().unread()) == [1]
    assert finished(spool.reader(later=23 * 3600).unread()) == [1]
    assert finished(spool.reader(later=25 * 3600).unread()) == []


def test_runs_of_other_folders_are_none_of_ours(spool: Spool, tmp_path: Path) -> None:
    spool.put("above", root=tmp_path, finished=1)
    spool.put("below", root=spool.root / "package", finished=2)
    spool.put("beside", root=tmp_path / "root2", finished=3)
    spool.put("nowhere", root=Path(), finished=4)
    assert finished(spool.reader().unread()) == [1, 2]


@pytest.mark.parametrize(
    "content",
    ["", "{", "null", "[]", '"text"', '{"type": "testRun"}', '{"type": "other", "schema": 1}', "[" * 100_000, "\udcff"],
)
def test_foreign_and_broken_files_hide_no_run(spool: Spool, content: str, caplog: pytest.LogCaptureFixture) -> None:
    path = spool.put_text("0.json", "")
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    spool.put("1", finished=1)
    with caplog.at_level(logging.WARNING):
        assert finished(spool.reader().unread()) == [1]
    assert len(caplog.records) <= 1


def test_a_half_written_file_is_read_when_it_is_whole(spool: Spool) -> None:
    whole = spool.put("1", finished=1)
    content = whole.read_text()
    whole.write_text(content[:20])
    reader = spool.reader()
    assert finished(reader.unread()) == []
    whole.write_text(content)
    assert finished(reader.unread()) == [1]


def test_a_huge_file_a_folder_and_a_pipe_are_left_alone(spool: Spool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)  # a command line that ran in this process may have set another
    with spool.put("0").open("r+b") as file:
        file.truncate(21_000_000)
    (spool.folder / "1.json").mkdir()
    os.mkfifo(spool.folder / "2.json")
    (spool.folder / "3.json").symlink_to("/dev/zero")
    spool.put("4", finished=4)
    reader = spool.reader()
    assert finished(reader.unread()) == [4]
    assert len(caplog.records) == 4
    assert finished(reader.unread()) == []
    assert len(caplog.records) == 4


def test_no_spool_is_no_run(spool: Spool) -> None:
    assert finished(spool.reader().unread()) == []


async def test_watching_gives_what_is_there_and_what_comes(spool: Spool) -> None:
    spool.put("1", finished=1)
    runs = spool.reader().watch()
    async with asyncio.timeout(30):
        assert (await anext(runs)).finished == 1
        following = asyncio.ensure_future(anext(runs))
        await asyncio.sleep(0)
        spool.put("2", finished=2)
        assert (await following).finished == 2
        spool.put_text("junk.json", "{")
        spool.put("3", finished=3)
        assert (await anext(runs)).finished == 3
    await runs.aclose()


async def test_watching_makes_the_folder_private(spool: Spool) -> None:
    runs = spool.reader().watch()
    waiting = asyncio.ensure_future(anext(runs))
    await asyncio.sleep(0)
    assert spool.folder.stat().st_mode & 0o777 == 0o700
    spool.put("1", finished=1)
    async with asyncio.timeout(30):
        assert (await waiting).finished == 1
    await runs.aclose()


async def test_a_cancelled_watch_ends_and_leaves_nothing_behind(spool: Spool) -> None:
    async def consume() -> None:
        async for _ in spool.reader().watch():
            pass

    before = asyncio.all_tasks()
    task = asyncio.ensure_future(consume())
    await asyncio.sleep(0)
    assert spool.folder.exists()
    task.cancel()
    async with asyncio.timeout(30):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert asyncio.all_tasks() == before
