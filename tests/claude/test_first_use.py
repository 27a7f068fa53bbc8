"""The SDK is a second of CPU away; a fresh process asks its first question while a task keeps ticking."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

_SCRIPT = """
import asyncio, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from support.model_bench import open_bench, remember_tools, request_for
from amends.core.errors import ModelUnavailableError

async def tick(gaps):
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0.002)
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

async def main():
    bench = open_bench(Path(sys.argv[1]))
    remember_tools(bench, tools=True)
    request = request_for(bench, "def f():\\n    return §Path§(1)\\n")
    gaps = []
    ticking = asyncio.create_task(tick(gaps))
    await asyncio.sleep(0)
    started = time.perf_counter()
    assert "anthropic" not in sys.modules
    try:
        await bench.origin.attempt(request)
    except ModelUnavailableError:
        pass
    whole = time.perf_counter() - started
    assert "anthropic" in sys.modules
    ticking.cancel()
    print(max(gaps), whole)

asyncio.run(main())
"""


async def test_the_event_loop_goes_on_while_the_sdk_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    tests = Path(__file__).parents[1]
    command = (sys.executable, "-c", _SCRIPT, str(tmp_path), str(tests))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    longest_gap, whole = map(float, out.split())
    # Imported on the event loop, the longest gap would be nearly the whole time.
    assert longest_gap < whole / 4
