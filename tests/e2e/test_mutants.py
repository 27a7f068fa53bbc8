"""A seeded slice of bench/mutants.py: true repairs of a real package are proved, wrong ones fail."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench/mutants.py"
SLICE = 10


@pytest.mark.e2e
async def test_true_repairs_are_proved_and_wrong_ones_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    spec = importlib.util.spec_from_file_location("mutants", BENCH)
    assert spec
    assert spec.loader
    mutants = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "mutants", mutants)
    spec.loader.exec_module(mutants)
    [package] = [package for package in mutants.PACKAGES if package.name == "itsdangerous"]
    cases = await mutants.measure(tmp_path, SLICE, 1, [package])
    assert len(cases) == SLICE
    assert [(case["function"], case["repair"], case["repairWhy"]) for case in cases if case["repair"] != "proved"] == []
    assert [(case["function"], case["wrong"], case["wrongWhy"]) for case in cases if case["wrong"] != "failed"] == []
