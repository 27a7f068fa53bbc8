"""Node's own test runner: when a project has it, what its report comes to, and which tests cover a change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest

from amends.core.settings import Settings
from amends.tools.testrunners.detection import find_runners
from amends.tools.testrunners.node_tests import NodeTests
from amends.tools.testrunners.testreport import TestItem, TestRun
from amends.tools.testrunners.testrunner import TestPlace
from support.processes import works
from support.test_projects import SECONDS

NEEDS_NODE = pytest.mark.skipif(not works("node"), reason="node is not installed")
NODE_TEST = "import test from 'node:test'\n"


def written(root: Path, files: Mapping[str, str]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


def package(script: str | None, name: str = "shop") -> str:
    return json.dumps({"name": name, "type": "module", **({} if script is None else {"scripts": {"test": script}})})


@attrs.frozen
class Found:
    """What `npm test` starts, what is there, and the runner of JavaScript that makes."""

    script: str | None
    runner: str
    files: Mapping[str, str] = attrs.field(factory=dict)


DETECTED = [
    Found("node --test", "node"),
    Found("NODE_ENV=test node --import tsx --test 'test/**/*.ts'", "node"),
    Found("cross-env CI=1 node -r ./setup.cjs --test-reporter spec --test test/", "node"),
    Found("npx tsx --test", "node"),
    Found("node --test", "node", {"node_modules/.bin/vitest": ""}),
    Found("vitest run", "vitest", {"node_modules/.bin/vitest": "", "node_modules/.bin/jest": ""}),
    Found("jest --ci", "jest", {"node_modules/.bin/vitest": "", "node_modules/.bin/jest": ""}),
    Found("npm run check", "vitest", {"node_modules/.bin/vitest": "", "vitest.config.ts": ""}),
    Found("npm run check", "npm test", {"node_modules/.bin/vitest": "", "a.test.js": NODE_TEST}),
    Found("tsc && node --test dist/", "npm test", {"node_modules/.bin/vitest": ""}),
    Found("node --test | tee log", "npm test"),
    Found("node --test $FILES", "npm test"),
    Found("node 'unclosed --test", "npm test"),
    Found("node test.js", "npm test"),
    Found("mocha", "npm test", {"test/a.js": "describe('a', () => {})\n"}),
    Found("echo nothing to test", ""),
    Found('echo "Error: no test specified" && exit 1', ""),
    Found(None, "", {"a.test.js": "import { test } from 'uvu'\n"}),
    Found(None, "", {"node_modules/x/a.test.js": NODE_TEST}),
]


@pytest.mark.parametrize("case", DETECTED, ids=lambda case: str(case.script))
def test_the_runner_is_the_one_that_npm_test_starts(case: Found, tmp_path: Path) -> None:
    root = written(tmp_path, {"package.json": package(case.script), **case.files})
    assert scripts_runner(root) == case.runner


@NEEDS_NODE
@pytest.mark.parametrize("script", [None, 'echo "Error: no test specified" && exit 1', "eslint . && node --test"])
def test_without_a_plain_script_what_the_tests_import_tells(script: str | None, tmp_path: Path) -> None:
    root = written(tmp_path, {"package.json": package(script), "lib/a.test.js": NODE_TEST})
    assert scripts_runner(root) == "node"


@pytest.mark.parametrize("content", ["", "[1]", '{"scripts": []}', '{"scripts": {"test": 3}}', "{"])
def test_a_package_that_cannot_be_read_has_no_runner(content: str, tmp_path: Path) -> None:
    assert scripts_runner(written(tmp_path, {"package.json": content})) == ""


TREE = [
    "test.js",
    "a.test.js",
    "b-test.cjs",
    "c_test.mjs",
    "test-d.js",
    "lib/e.test.js",
    "lib/latest.js",
    "test/f.js",
    "test/deep/g.mjs",
    "tests/h.js",
    "test/i.ts",
    "j.test.ts",
    "test/k.json",
    "node_modules/m/a.test.js",
    "test/node_modules/m/b.js",
    "spec/[id].js",
]
USUAL = "a.test.js b-test.cjs c_test.mjs lib/e.test.js test-d.js test.js test/deep/g.mjs test/f.js"


@pytest.mark.parametrize(
    ("command", "tests"),
    [
        ("node --test", USUAL),
        ("node --test --import tsx", USUAL + " test/i.ts j.test.ts"),
        ("node --experimental-strip-types --test j.test.ts", "j.test.ts"),
        ("node --test test/", "test/f.js test/deep/g.mjs"),
        ("node --test ./lib tests/h.js", "lib/e.test.js tests/h.js"),
        ("node --test '**/*.{test,spec}.?(c|m)[jt]s'", "a.test.js lib/e.test.js j.test.ts"),
        ("node --test --test-name-pattern lib test/*.js", "test/f.js"),
        ("node --test 'spec/[id].js'", "spec/[id].js"),
        ("node --test .", USUAL),
    ],
)
async def test_tests_are_the_files_that_the_command_takes_for_them(tmp_path: Path, command: str, tests: str) -> None:
    (runner, *_) = find_runners(tmp_path, Settings(tests_command=_words(command)))
    assert await runner.everything(TREE) == sorted(tests.split())
    assert {name for name in TREE if runner.knows(name)} >= set(tests.split())


REPORTED = {
    "package.json": package("node --test"),
    "lib/helper.js": "import test from 'node:test'\nexport const same = (a) => test('is ' + a, () => {})\n",
    "test/a.test.js": """\
import { before, describe, it, test } from 'node:test'
import assert from 'node:assert/strict'
import { same } from '../lib/helper.js'

test('same name', () => {})
test('same name', () => assert.deepEqual([1], [2]))
test('a string', () => { throw 'only words' })
test('nothing', () => Promise.reject())
same('elsewhere')
describe('outer', () => {
  describe('inner', () => {
    it('parent', async (t) => {
      await t.test('child', () => assert.equal(1, 2))
    })
  })
  it.todo('not yet')
  it('known', { todo: true }, () => assert.fail())
  it('skips itself', (t) => t.skip('no reason'))
})
""",
    "test/hook.test.js": """\
import { before, describe, it } from 'node:test'

describe('shop', () => {
  before(() => {
    throw new TypeError('closed')
  })
  it('sells', () => {})
})
""",
    "test/broken one.test.js": "import './nowhere.js'\n",
    "test/unparsed.test.cjs": "const a = 1\nfunction (\n",
    "test/plain.js": "import assert from 'node:assert'\nassert.equal(1, 1)\n",
    "test/values.js": "export const value = 1\n",
    "test/-early.js": NODE_TEST + "import assert from 'node:assert'\ntest('never', assert.fail)\nprocess.exit(0)\n",
    "test/exits.js": NODE_TEST + "test('passes', () => {})\nprocess.on('exit', () => process.exit(3))\n",
}


@NEEDS_NODE
async def test_a_report_has_every_test_and_every_file_that_fails(tmp_path: Path) -> None:
    root = written(tmp_path / "a b%20c", REPORTED)
    run = await whole_run(root)
    assert run.complete, run.error
    assert {item.id: item.outcome for item in run.items} == {
        "test/a.test.js::same name": "passed",
        "test/a.test.js::same name[2]": "failed",
        "test/a.test.js::a string": "failed",
        "test/a.test.js::nothing": "failed",
        "lib/helper.js::is elsewhere": "passed",
        "test/a.test.js::outer > inner > parent > child": "failed",
        "test/a.test.js::outer > not yet": "skipped",
        "test/a.test.js::outer > known": "skipped",
        "test/a.test.js::outer > skips itself": "skipped",
        "test/hook.test.js::shop > sells": "error",
        "test/hook.test.js": "error",
        "test/broken one.test.js": "error",
        "test/unparsed.test.cjs": "error",
        "test/plain.js": "passed",
        "test/exits.js::passes": "passed",
        "test/exits.js": "error",
    }
    items = {item.id: item for item in run.items}
    assert items["test/hook.test.js"].message == "shop: TypeError: closed"
    assert deepest(items["test/hook.test.js"], root) == ("test/hook.test.js", 4)
    assert deepest(items["test/unparsed.test.cjs"], root) == ("test/unparsed.test.cjs", 1)
    assert items["test/unparsed.test.cjs"].message.startswith("SyntaxError: ")
    assert "nowhere.js" in items["test/broken one.test.js"].message
    assert items["test/a.test.js::a string"].message == "only words"
    assert deepest(items["test/a.test.js::same name[2]"], root) == ("test/a.test.js", 5)
    assert all(item.message for item in run.items if item.failed)


@NEEDS_NODE
@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("test/a.test.js::same name[2]", {"test/a.test.js::same name[2]"}),
        ("lib/helper.js::is elsewhere", {"lib/helper.js::is elsewhere"}),
        ("test/a.test.js::outer > inner", {"test/a.test.js::outer > inner > parent > child"}),
        ("test/hook.test.js::gone", {"test/hook.test.js"}),
        ("test/a.test.js::gone", set()),
        ("test/plain.js", {"test/plain.js"}),
    ],
)
async def test_one_test_is_run_alone(target: str, found: set[str], tmp_path: Path) -> None:
    root = written(tmp_path, REPORTED)
    (runner,) = (one for one in find_runners(root, Settings()) if one.name == "node")
    assert runner.knows(target)
    run = await runner.run(TestPlace(root, root), [target], SECONDS)
    assert {item.id for item in run.items} == found
    assert run.complete


@NEEDS_NODE
@pytest.mark.parametrize(
    ("script", "content"),
    [
        ("node --no-such-option --test", NODE_TEST),
        ("node --import ./gone.js --test", NODE_TEST),
        ("node --test", NODE_TEST + "test('waits', () => new Promise((done) => setTimeout(done, 60000)))\n"),
    ],
    ids=["an unknown option", "a missing import", "too slow"],
)
async def test_a_run_that_tells_nothing_is_not_complete(script: str, content: str, tmp_path: Path) -> None:
    root = written(tmp_path, {"package.json": package(script), "a.test.js": content})
    run = await whole_run(root, seconds=5)
    passed = [item for item in run.items if item.outcome == "passed"]
    assert not passed
    assert run.error if not run.complete else all(item.failed for item in run.items)


GRAPH = {
    "package.json": package("node --test"),
    "lib/base.js": "module.exports = 1\n",
    "lib/middle.js": "export * from './base.js'\n",
    "lib/index.ts": "import './typed.js'\n",
    "lib/typed.ts": "",
    "data/rows.json": "[]",
    "bin/cli.js": "const late = await import(`../lib/middle.js`)\n",
    "test/required.test.js": "const base = require('../lib/base')\n",
    "test/through.test.js": "import {\n  a,\n} from '../lib/middle.js'\n",
    "test/folder.test.js": "import '../lib'\n",
    "test/started.test.js": "spawn('node', ['bin/cli.js'])\n",
    "test/rows.test.js": "readFileSync(new URL('../data/rows.json', import.meta.url))\n",
    "test/itself.test.js": "import { a } from 'shop/lib'\n",
    "test/other.test.js": "import assert from 'node:assert' // it's '../lib/nothing.js'\n",
    **{f"test/more{number}.test.js": "" for number in range(20)},
}
ALL = {name for name in GRAPH if name.startswith("test/")}


@pytest.mark.parametrize(
    ("touched", "covering"),
    [
        ("lib/base.js", {"required", "through", "started", "itself"}),
        ("lib/middle.js", {"through", "started", "itself"}),
        ("lib/typed.ts", {"folder", "itself"}),
        ("data/rows.json", {"rows", "itself"}),
        ("test/other.test.js", {"other", "itself"}),
        ("README.md", set()),
    ],
)
async def test_tests_that_reach_what_is_touched_cover_it(touched: str, covering: set[str], tmp_path: Path) -> None:
    root = written(tmp_path, GRAPH)
    found = await NodeTests().covering(TestPlace(root, root, (touched,)), sorted(GRAPH))
    assert set(found) == {f"test/{name}.test.js" for name in covering}


async def test_all_tests_cover_what_none_is_seen_to_reach(tmp_path: Path) -> None:
    files = {name: text for name, text in GRAPH.items() if name != "test/itself.test.js"}
    place = TestPlace(written(tmp_path, files), tmp_path, ("lib/new.js",))
    assert set(await NodeTests().covering(place, sorted(files))) == ALL - {"test/itself.test.js"}
    few = ["lib/base.js", "test/other.test.js"]
    assert await NodeTests().covering(TestPlace(tmp_path, tmp_path, ("lib/base.js",)), few) == ["test/other.test.js"]


async def test_types_are_meant_where_there_is_nothing_else() -> None:
    typed = ["src/a.ts", "src/a.test.ts", "test/b.mts"]
    assert await NodeTests().everything(typed) == typed[1:]
    assert await NodeTests().everything([*typed, "c.test.js"]) == ["c.test.js"]


async def test_tests_that_cannot_load_types_do_not_cover_them(tmp_path: Path) -> None:
    files = {"package.json": package("node --test"), "src/a.ts": "", "test/a.test.js": "import '../dist/a.js'\n"}
    place = TestPlace(written(tmp_path, files), tmp_path, ("src/a.ts",))
    assert await NodeTests().covering(place, sorted(files)) == []


def scripts_runner(root: Path) -> str:
    others = {"pytest", "go", "cargo"}
    return " ".join(runner.name for runner in find_runners(root, Settings()) if runner.name not in others)


async def whole_run(root: Path, seconds: float = SECONDS) -> TestRun:
    (runner,) = (one for one in find_runners(root, Settings()) if one.name == "node")
    return await runner.run(TestPlace(root, root), [], seconds)


def deepest(item: TestItem, root: Path) -> tuple[str, int]:
    return Path(item.frames[-1].path).relative_to(root).as_posix(), item.frames[-1].line


def _words(command: str) -> tuple[str, ...]:
    return tuple(word.strip("'") for word in command.split())
