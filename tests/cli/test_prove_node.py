"""`amends prove` in a project whose tests Node itself runs: nothing is installed in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from support.processes import works
from support.proved_patches import check, diff_of, git, verdict, write

pytestmark = pytest.mark.skipif(not works("node"), reason="node is not installed")

PRICE = """\
export function discounted(price, percent) {
  return price - price * percent
}

export function total(prices) {
  return prices.reduce((sum, price) => sum + price, 0)
}
"""
TESTS = """\
import test, { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { discounted, total } from '../lib/price.js'

describe('discounted', () => {
  it('takes a percentage', () => {
    assert.equal(discounted(200, 25), 150)
  })
  it('takes nothing', () => assert.equal(discounted(80, 0), 80))
})

test('total', () => {
  assert.equal(total([1, 2, 3]), 6)
})
"""
WRONG = "price - price * percent"


@attrs.frozen
class Patch:
    """What a patch makes of the two files, and what comes of it: a gate that refuses it, or what the tests say."""

    price: str = PRICE
    tests: str | None = TESTS
    gate: str = ""
    state: str = "passed"


PATCHES = {
    "a repair": Patch(PRICE.replace(WRONG, f"{WRONG} / 100")),
    "only the tested value": Patch(
        PRICE.replace(f"  return {WRONG}", f"  if (price === 200) return 150\n  return {WRONG}"), gate="special-case"
    ),
    "a deleted assertion": Patch(
        tests=TESTS.replace("    assert.equal(discounted(200, 25), 150)\n", ""), gate="weakened-test"
    ),
    "a skipped test": Patch(
        tests=TESTS.replace("it('takes a", "it.skip('takes a"), gate="weakened-test", state="failed"
    ),
    "no test file": Patch(tests=None, gate="weakened-test", state="failed"),
    "no repair": Patch(PRICE.replace(WRONG, "price - percent"), state="failed"),
    "a broken neighbour": Patch(
        PRICE.replace(WRONG, f"{WRONG} / 100").replace("sum + price", "sum - price"), state="failed"
    ),
    "nothing to import": Patch(PRICE.replace("export function total", "function total"), state="failed"),
}


SLOW = {"a skipped test", "no test file", "a broken neighbour", "nothing to import"}


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[pytest.mark.slow] if one in SLOW else []) for one in PATCHES]
)
def test_only_a_repair_is_proved(name: str, tmp_path: Path) -> None:
    patch = PATCHES[name]
    record = _judged(tmp_path / "pro ject", "node --test", patch)
    assert patch.gate in {"", *(one["name"] for one in record["gates"])}
    assert check(record, "node")["state"] == patch.state


@pytest.mark.parametrize("name", ["a repair", "no repair"])
def test_a_script_that_builds_first_is_run_as_a_whole(name: str, tmp_path: Path) -> None:
    script = (
        "mkdir -p dist/test && cp -r lib dist && cp test/*.ts dist/test/a.test.js && node --test dist/test/a.test.js"
    )
    patch = PATCHES[name]
    record = _judged(tmp_path / "pro ject", script, patch, tests="test/price.test.ts")
    assert check(record, "npm test")["state"] == patch.state


def _judged(project: Path, script: str, patch: Patch, tests: str = "test/price.test.js") -> dict[str, Any]:
    write(project, "package.json", json.dumps({"type": "module", "scripts": {"test": script}}))
    write(project, "lib/price.js", PRICE)
    write(project, tests, TESTS)
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "first")
    proved = not patch.gate and patch.state == "passed"
    changes = diff_of(project, {"lib/price.js": patch.price, tests: patch.tests})
    return verdict(project, changes, code=0 if proved else 1)
