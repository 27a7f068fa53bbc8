from __future__ import annotations

import asyncio

from amends.jobs.single_flight import SingleFlight
from amends.jobs.tasks import TaskRegistry


async def test_a_newer_request_replaces_the_waiting_one() -> None:
    tasks = TaskRegistry()
    flights = SingleFlight(tasks, "t")
    gate, ran = asyncio.Event(), []

    async def first() -> None:
        ran.append("first")
        await gate.wait()

    flights.request("a", first)
    await asyncio.sleep(0)
    flights.request("a", _appending(ran, "second"))
    flights.request("a", _appending(ran, "third"))
    gate.set()
    await tasks.idle()
    assert ran == ["first", "third"]


async def test_a_replacing_request_cancels_what_runs() -> None:
    tasks = TaskRegistry()
    flights = SingleFlight(tasks, "t")
    ran: list[str] = []

    async def for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ran.append("cancelled")

    flights.request("a", for_ever)
    await asyncio.sleep(0)
    flights.request("a", _appending(ran, "newer"), replace=True)
    while "newer" not in ran:
        await asyncio.sleep(0)
    assert ran == ["cancelled", "newer"]


async def test_a_run_replaced_before_it_began_keeps_nothing_from_running() -> None:
    """Several messages of an editor may be handled in one turn of the loop."""
    tasks = TaskRegistry()
    flights = SingleFlight(tasks, "t")
    ran: list[str] = []
    for number in range(3):
        flights.request("a", _appending(ran, str(number)), replace=True)
    while not ran:
        await asyncio.sleep(0)
    await tasks.idle()
    assert ran == ["2"]
    flights.request("a", _appending(ran, "later"))
    await tasks.idle()
    assert ran == ["2", "later"]


async def test_keys_do_not_wait_for_each_other() -> None:
    tasks = TaskRegistry()
    flights = SingleFlight(tasks, "t")
    ran: list[str] = []
    flights.request("a", asyncio.Event().wait)
    flights.request("b", _appending(ran, "b"))
    while not ran:
        await asyncio.sleep(0)
    await tasks.close()
    assert tasks.running == ()


async def test_what_waits_for_a_quiet_moment_does_not_outlive_the_end() -> None:
    tasks = TaskRegistry()
    flights = SingleFlight(tasks, "t")
    flights.request("a", asyncio.Event().wait, delay=60.0)
    await asyncio.sleep(0)
    await tasks.close()
    await asyncio.sleep(0)
    assert tasks.running == ()


async def test_a_failing_task_is_logged_and_forgotten(caplog) -> None:
    tasks = TaskRegistry()

    async def fail() -> None:
        raise ValueError("broken")

    tasks.start("work", fail())
    await tasks.idle()
    await asyncio.sleep(0)
    assert "work-1 failed" in caplog.text
    assert tasks.running == ()


def _appending(ran: list[str], word: str):
    async def append() -> None:
        ran.append(word)

    return append
