"""A run can be cancelled at any moment, also while it is being started, and nothing of it stays."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psutil
import pytest

from amends.platform.processes import run_process


@pytest.mark.parametrize("program", ["sleep 600", "true", "sleep 600 & sleep 600"])
@pytest.mark.parametrize("turns", range(12))
async def test_cancelled_after_so_many_turns_of_the_loop(tmp_path: Path, program: str, turns: int) -> None:
    run = asyncio.create_task(run_process(["sh", "-c", program], cwd=tmp_path, stdin=b"input"))
    for _ in range(turns):
        await asyncio.sleep(0)
    run.cancel()
    done, _ = await asyncio.wait([run], timeout=30)
    assert run in done
    assert not [child for child in psutil.Process().children(recursive=True) if _lives_in(child, tmp_path)]


def _lives_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == folder
    except psutil.Error:
        return False
