"""Which test runners a project has: read from its files, nothing is run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from amends.core.settings import Settings
from amends.platform.git import folders_above
from amends.tools.interpreter import find_interpreter
from amends.tools.testrunners.cargo_tests import CargoTests
from amends.tools.testrunners.command_tests import CommandTests
from amends.tools.testrunners.go_tests import GoTests
from amends.tools.testrunners.js_imports import SCRIPT
from amends.tools.testrunners.js_tests import JsTests
from amends.tools.testrunners.node_command import (
    imports_node_test,
    node_command,
    plain_words,
    runs_tests,
    test_script,
    uses_package,
)
from amends.tools.testrunners.node_tests import NodeTests
from amends.tools.testrunners.python_tests import PythonTests, has_unittests, lacks_pytest
from amends.tools.testrunners.testrunner import TestRunner

_JS = ("vitest", "jest")


def find_runners(root: Path, settings: Settings) -> tuple[TestRunner, ...]:
    """One runner for each language; `tests.command` comes in place of the one that it starts."""
    chosen = _of_command(settings.tests_command, root, settings)
    if chosen and chosen.name == "command":
        return (chosen,)
    found = [runner for runner in _detected(root, settings) if chosen is None or not _same_language(runner, chosen)]
    return (*([chosen] if chosen else []), *found)


async def wanted_targets(runner: TestRunner, targets: Sequence[str], files: Sequence[str]) -> list[str] | None:
    """Which of the targets a runner takes, folders as the test files in them; None: it has nothing to do.

    Without targets that is everything, an empty list, where there are tests among `files`.
    """
    if not targets:
        return [] if await runner.everything(files) else None
    tests = await runner.everything(files)
    found: list[str] = []
    for target in targets:
        folder = "" if target in {".", ""} else target.rstrip("/") + "/"
        inside = [name for name in tests if name.startswith(folder)]
        known = runner.knows(target) and target not in {".", ""}
        found += [target] if known else inside
    return list(dict.fromkeys(found)) or None


def _detected(root: Path, settings: Settings) -> Iterator[TestRunner]:
    yield _python_tests(find_interpreter(root, settings), root)
    yield from list(_js_runners(root))[:1]
    if shutil.which("go"):
        yield GoTests()
    if shutil.which("cargo"):
        yield CargoTests()


def _python_tests(interpreter: Path | None, root: Path) -> PythonTests:
    """By the name of what will run them: unittest where the environment has no pytest and tests are made for it."""
    by_unittest = interpreter is not None and lacks_pytest(interpreter) and has_unittests(root)
    return PythonTests(interpreter, name="unittest") if by_unittest else PythonTests(interpreter)


def _js_runners(root: Path) -> Iterator[TestRunner]:
    """Those that may run the tests, the likeliest first: what `npm test` starts, is installed, or tests import."""
    script = test_script(root)
    words = tuple(plain_words(script or ""))
    if node_command(words):
        yield NodeTests(words)
    tools = sorted(_js_tools(root), key=lambda tool: tool[0] not in (script or ""))
    named = [(name, program) for name, program in tools if name in (script or "") or uses_package(root, name)]
    yield from (JsTests(name, (program,)) for name, program in named)
    more = script is not None and runs_tests(script)
    # A script that does more may make what can be run of types.
    if not tools and script is not None and shutil.which("node") and imports_node_test(root, typed=not more):
        yield NodeTests()
    if more and shutil.which("npm"):
        yield CommandTests(("npm", "test"), "npm test", SCRIPT)
    yield from (JsTests(name, (program,)) for name, program in tools)


def _js_tools(root: Path) -> Iterator[tuple[str, str]]:
    """Runners with their programs, relative to the root; workspaces install them at the repository's top."""
    for folder in (root, *folders_above(root)):
        found = ((name, folder / "node_modules" / ".bin" / name) for name in _JS)
        yield from ((name, os.path.relpath(program, root)) for name, program in found if program.exists())


def _same_language(one: TestRunner, other: TestRunner) -> bool:
    scripts = (JsTests, NodeTests)
    return type(one) is type(other) or (isinstance(one, scripts) and isinstance(other, scripts))


def _of_command(command: tuple[str, ...], root: Path, settings: Settings) -> TestRunner | None:
    words = [Path(word).name for word in command]
    if not words:
        return None
    if {"pytest", "py.test"} & set(words):
        return PythonTests(find_interpreter(root, settings), command)
    if node_command(command):
        return NodeTests(command)
    if name := next((name for name in _JS if name in words), None):
        return JsTests(name, command)
    return _of_compiled(command, words)


def _of_compiled(command: tuple[str, ...], words: list[str]) -> TestRunner:
    if words[:2] == ["go", "test"]:
        return GoTests(command)
    if words[:2] == ["cargo", "test"]:
        return CargoTests(command)
    return CommandTests(command)
