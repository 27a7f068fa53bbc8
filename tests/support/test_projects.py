# ruff: noqa: E501 -- the projects are data
"""Small projects of every framework, and what their runs have to say, in the same words for all."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import attrs
import pytest

from amends.core.settings import Settings
from amends.platform.clock import SystemClock
from amends.tools.testrunners.detection import find_runners
from amends.tools.testrunners.testreport import TestItem, TestRun
from amends.tools.testrunners.testrunner import TestPlace
from amends.tools.testrunners.testrunner import TestRunner as Runner
from amends.verifying.covering_tests import CoveringTests

SECONDS = 240.0


@attrs.frozen
class Case:
    """A project of one framework: two tests of which the second fails in `deepest`, and one that is skipped."""

    files: dict[str, str]
    touched: str
    outcomes: dict[str, str]
    failing: str
    deepest: tuple[str, int]
    message: str
    broken: str
    """A text of the touched file that cannot be loaded or built."""


CASES = {
    "unittest": Case(
        {
            "shop/__init__.py": "",
            "shop/cart.py": "def add(a, b):\n    return a - b\n\n\ndef check(a):\n    assert add(a, 1) == 3, 'wrong'\n",
            "tests/test_cart.py": "import unittest\nfrom shop.cart import add, check\n\n\nclass Cart(unittest.TestCase):\n"
            "    def test_zero(self):\n        self.assertEqual(add(1, 0), 1)\n\n"
            "    def test_sum(self):\n        check(2)\n\n    @unittest.skip('later')\n    def test_later(self):\n        pass\n",
        },
        "shop/cart.py",
        {
            "tests/test_cart.py::Cart::test_zero": "passed",
            "tests/test_cart.py::Cart::test_sum": "failed",
            "tests/test_cart.py::Cart::test_later": "skipped",
        },
        "tests/test_cart.py::Cart::test_sum",
        ("shop/cart.py", 5),
        "AssertionError: wrong",
        "def add(:\n",
    ),
    "vitest": Case(
        {
            "package.json": '{"name": "shop", "type": "module", "private": true}',
            "src/cart.ts": "export function add(a: number, b: number): number {\n  return a - b\n}\n",
            "src/cart.test.ts": "import { describe, expect, it } from 'vitest'\nimport { add } from './cart'\n\n"
            "describe('cart', () => {\n  it('adds nothing', () => {\n    expect(add(1, 0)).toBe(1)\n  })\n"
            "  it('adds (two)', () => {\n    expect(add(2, 1)).toBe(3)\n  })\n  it.skip('later', () => {})\n})\n",
            "src/other.test.ts": "import { expect, it } from 'vitest'\nit('is other', () => expect(1).toBe(1))\n",
        },
        "src/cart.ts",
        {
            "src/cart.test.ts::cart > adds nothing": "passed",
            "src/cart.test.ts::cart > adds (two)": "failed",
            "src/cart.test.ts::cart > later": "skipped",
        },
        "src/cart.test.ts::cart > adds (two)",
        ("src/cart.test.ts", 8),
        "AssertionError: expected 1 to be 3 // Object.is equality",
        "export function (\n",
    ),
    "jest": Case(
        {
            "package.json": '{"name": "shop", "private": true}',
            "src/cart.js": "function add(a, b) {\n  return a - b\n}\nmodule.exports = { add }\n",
            "src/cart.test.js": "const { add } = require('./cart')\n\n"
            "describe('cart', () => {\n  it('adds nothing', () => {\n    expect(add(1, 0)).toBe(1)\n  })\n"
            "  it('adds (two)', () => {\n    expect(add(2, 1)).toBe(3)\n  })\n  it.skip('later', () => {})\n})\n",
            "src/other.test.js": "it('is other', () => expect(1).toBe(1))\n",
        },
        "src/cart.js",
        {
            "src/cart.test.js::cart > adds nothing": "passed",
            "src/cart.test.js::cart > adds (two)": "failed",
            "src/cart.test.js::cart > later": "skipped",
        },
        "src/cart.test.js::cart > adds (two)",
        ("src/cart.test.js", 7),
        "Error: expect(received).toBe(expected) // Object.is equality",
        "function (\n",
    ),
    "node": Case(
        {
            "package.json": '{"name": "shop", "type": "module", "private": true, "scripts": {"test": "node --test"}}',
            "lib/cart.js": "export function add(a, b) {\n  return a - b\n}\n\nexport function check(a) {\n"
            "  if (add(a, 1) !== 3) throw new RangeError('wrong')\n}\n",
            "test/cart.test.js": "import { describe, it } from 'node:test'\nimport assert from 'node:assert/strict'\n"
            "import { add, check } from '../lib/cart.js'\n\n"
            "describe('cart', () => {\n  it('adds nothing', () => assert.equal(add(1, 0), 1))\n"
            "  it('adds (two) > one', () => check(2))\n  it.skip('later', () => {})\n})\n",
        },
        "lib/cart.js",
        {
            "test/cart.test.js::cart > adds nothing": "passed",
            "test/cart.test.js::cart > adds (two) > one": "failed",
            "test/cart.test.js::cart > later": "skipped",
        },
        "test/cart.test.js::cart > adds (two) > one",
        ("lib/cart.js", 5),
        "RangeError: wrong",
        "export function (\n",
    ),
    "go": Case(
        {
            "go.mod": "module example.com/shop\n\ngo 1.21\n",
            "calc/calc.go": "package calc\n\nfunc Add(a, b int) int {\n\treturn a - b\n}\n",
            "calc/calc_test.go": 'package calc\n\nimport "testing"\n\nfunc TestZero(t *testing.T) {\n\tif Add(1, 0) != 1 {\n'
            '\t\tt.Fatal("zero")\n\t}\n}\n\nfunc TestSum(t *testing.T) {\n\tif got := Add(2, 1); got != 3 {\n'
            '\t\tt.Errorf("got %d", got)\n\t}\n}\n\nfunc TestLater(t *testing.T) {\n\tt.Skip("later")\n}\n',
            "other/other_test.go": 'package other\n\nimport "testing"\n\nfunc TestOther(t *testing.T) {}\n',
        },
        "calc/calc.go",
        {
            "calc/calc_test.go::TestZero": "passed",
            "calc/calc_test.go::TestSum": "failed",
            "calc/calc_test.go::TestLater": "skipped",
        },
        "calc/calc_test.go::TestSum",
        ("calc/calc_test.go", 12),
        "got 1",
        "package calc\n\nfunc Add(a, b int) int {\n\treturn nothing\n}\n",
    ),
    "cargo": Case(
        {
            "Cargo.toml": '[package]\nname = "the-shop"\nversion = "0.1.0"\nedition = "2021"\n',
            "src/lib.rs": "pub fn add(a: i32, b: i32) -> i32 {\n    a - b\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n"
            "    #[test]\n    fn zero() {\n        assert_eq!(add(1, 0), 1);\n    }\n\n    #[test]\n    fn sum() {\n"
            "        assert_eq!(add(2, 1), 3);\n    }\n\n    #[test]\n    #[ignore]\n    fn later() {}\n}\n",
            "tests/whole.rs": "#[test]\nfn works() {\n    assert_eq!(the_shop::add(0, 0), 0);\n}\n",
        },
        "src/lib.rs",
        {
            "src/lib.rs::tests::zero": "passed",
            "src/lib.rs::tests::sum": "failed",
            "src/lib.rs::tests::later": "skipped",
            "tests/whole.rs::works": "passed",
        },
        "src/lib.rs::tests::sum",
        ("src/lib.rs", 15),
        "assertion `left == right` failed",
        "pub fn add(a: i32, b: i32) -> i32 {\n    nothing\n}\n",
    ),
}


def made_project(name: str, root: Path) -> Case:
    """The case's files, written."""
    for file, content in CASES[name].files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(content)
    return CASES[name]


def install_vitest(folder: Path) -> Path:
    """Its packages, installed once and kept for the next time."""
    if not (folder / "node_modules" / ".bin" / "vitest").exists():
        (folder / "package.json").write_text('{"private": true, "devDependencies": {"vitest": "^3.2"}}')
        npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(npm, cwd=folder, check=True, timeout=300)
    return folder / "node_modules"


def put_our_programs_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]]))


def runner_of(name: str, root: Path, tmp_path: Path) -> Runner:
    """The runner that the project has by its files; for unittest with a Python that has no pytest."""
    interpreter = ""
    if name == "unittest":
        venv.create(tmp_path / "environment", with_pip=False)
        interpreter = str(tmp_path / "environment" / "bin" / "python")
    runners = find_runners(root, Settings(interpreter=interpreter))
    return next(runner for runner in runners if runner.name == name)


def outcomes(run: TestRun) -> dict[str, str]:
    return {item.id: item.outcome for item in run.items}


async def check_copy(root: Path, case: Case) -> None:
    """The tests fail on the project, pass with it repaired in a copy, and nothing of the project changes."""
    before = _written(root)
    tests = CoveringTests(root, Settings(trusted=True), SystemClock())
    try:
        fixed = case.files[case.touched].replace("a - b", "a + b")
        for texts, expected in (({}, "failed"), ({root / case.touched: fixed}, "passed")):
            (run,) = await tests.run([], texts, SECONDS)
            assert outcomes(run)[case.failing] == expected, run.error
    finally:
        await tests.close()
    assert _written(root) == before


async def check_runs(name: str, runner: Runner, root: Path, caches: Path) -> None:
    """All tests that cover the touched file, then the failing one alone, then what happens when nothing loads."""
    project = CASES[name]
    place = TestPlace(root, root, (project.touched,), caches=caches)
    targets = await runner.covering(place, sorted(project.files))
    run = await runner.run(place, targets, SECONDS)
    assert (outcomes(run), run.complete, run.framework) == (project.outcomes, True, name), run.error
    _check_failure(project, run, root)
    assert runner.knows(project.failing)
    again = await runner.run(place, [project.failing], SECONDS)
    assert {test for test, outcome in outcomes(again).items() if outcome != "skipped"} == {project.failing}

    (root / project.touched).write_text(project.broken)
    broken = await runner.run(place, targets, SECONDS)
    assert broken.complete, broken.error
    assert [item.outcome for item in broken.items if item.outcome != "passed"] == ["error"]
    assert all(item.message for item in broken.items if item.failed)


def _check_failure(project: Case, run: TestRun, root: Path) -> None:
    failed: TestItem = next(item for item in run.items if item.id == project.failing)
    path, line = project.deepest
    assert (failed.frames[-1].path, failed.frames[-1].line) == (str(root / path), line)
    assert failed.message == project.message


def _written(root: Path) -> dict[Path, int]:
    return {path: path.lstat().st_mtime_ns for path in (root, *root.rglob("*"))}
