"""What our own ruff says of a patch in a project that does not use ruff."""

from __future__ import annotations

import pytest

from amends.core.problems import Problem
from amends.core.snapshot import Snapshot
from amends.core.text import Position, Range
from amends.platform.uris import path_to_uri
from amends.tools.checkers.ruff import RuffChecker, RuffCommand
from support.prover_bench import Bench, result

LAST = "def ends(number):\n    return str(number)[-1:] in {}\n"
PLAIN = "[tool.pytest.ini_options]\n"


@pytest.mark.parametrize(
    ("config", "after", "state", "left"),
    [
        (PLAIN, '"1 2 3".split()', "passed", []),
        (PLAIN, '"1 2 3".split() or undefined', "failed", ["F821"]),
        ('[tool.ruff.lint]\nselect = ["SIM"]\n', '"1 2 3".split()', "failed", ["SIM905"]),
    ],
    ids=["taste", "broken", "asked for"],
)
async def test_its_taste_counts_only_where_the_project_asks_for_it(
    bench: Bench, config: str, after: str, state: str, left: list[str]
) -> None:
    bench.checkers = [RuffChecker(our_ruff(bench), options=("--extend-select=SIM905",) if config == PLAIN else ())]
    bench.write({"pyproject.toml": config, "shop.py": LAST.format('["1"]')})
    place = Problem("patch", "", "", path_to_uri(bench.root / "shop.py"), Range(Position(0, 0), Position(0, 0)))
    verdict = await bench.prover().prove_patch(
        bench.candidate(place, shop=LAST.format(after)), Snapshot(bench.root, {})
    )
    found = result(verdict, "ruff")
    assert found.state.value == state
    assert [one.code for one in found.new_problems] == left
    assert ("do not count" in (found.reason or "")) == (config == PLAIN)


def our_ruff(bench: Bench) -> RuffCommand:
    [checker] = bench.checkers
    assert isinstance(checker, RuffChecker)
    assert checker.command.ours
    return checker.command
