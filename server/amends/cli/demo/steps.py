"""The demo, step by step. Each step does one thing as a person would and shows what the server then says."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.syntax import Syntax

from amends.cli.demo.editor import Editor
from amends.cli.demo.project import Change, DemoScript, copy_project
from amends.cli.profile_tables import print_profile
from amends.cli.test import plugin_folder
from amends.core.errors import AmendsError, ToolCrashedError
from amends.core.fixes import FileEdit
from amends.core.text import Text, diff_edits
from amends.fixing.record import unified_diff
from amends.platform.processes import ProcessLimits, clean_environment, run_process
from amends.platform.uris import path_to_uri


@attrs.frozen
class Stage:
    """Where the demo plays."""

    editor: Editor
    root: Path
    script: DemoScript
    console: Console
    python: Path
    env: Mapping[str, str]


def _real_path(place: str) -> Path:
    return Path(os.path.realpath(place))


async def run_demo(project: Path, interpreter: Path) -> int:
    """Play the demo on a copy of a project; returns the exit code."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="amends-demo-") as place:
        root = _real_path(place) / project.name
        script = copy_project(project, root)
        env = clean_environment({"AMENDS_DATA_HOME": str(Path(place) / "data")})
        options = {"trusted": True, "interpreter": str(interpreter), "model": {"use": "off"}}
        editor = await Editor.connect([sys.executable, "-m", "amends", "serve"], root, env, options)
        stage = Stage(editor, root, script, console, interpreter, env)
        try:
            await _play(stage)
        except AmendsError as error:
            console.print(f"[red]The demo ended early: {error.sentence}[/red]")
            for message in editor.messages:
                console.print(f"server: {message}")
            return 2
        finally:
            await editor.close()
    return 0


async def _play(stage: Stage) -> None:
    stage.console.rule(f"A copy of {stage.root.name} is open in a real server; no key, no model")
    await _find(stage)
    await _repair_by_hand(stage)
    await _accept(stage)
    await _undo(stage)
    await _failing_test(stage)
    _title(stage, 6, "What was learned")
    print_profile(await stage.editor.command("amends.showProfile", {"folder": path_to_uri(stage.root)}), stage.console)


async def _find(stage: Stage) -> None:
    _title(stage, 1, "Problems found")
    for change in (stage.script.repair_by_hand, stage.script.accept, stage.script.undo):
        stage.editor.open(change.file)
        for found in await _problems(stage, change.file):
            _show_problem(stage, change.file, found)


async def _repair_by_hand(stage: Stage) -> None:
    change = stage.script.repair_by_hand
    _title(stage, 2, f"You repair {change.file} by hand")
    before = stage.editor.text(change.file)
    stage.editor.change(change.file, change.made_in(before))
    await _saved(stage, change.file, before)


async def _accept(stage: Stage) -> None:
    change = stage.script.accept
    _title(stage, 3, f"The same kind in {change.file}, with other names: fixed by what was learned, and you keep it")
    before = stage.editor.text(change.file)
    action = await _offered(stage, change)
    await _explain(stage, action)
    await stage.editor.choose(action)
    await _saved(stage, change.file, before)


async def _saved(stage: Stage, file: str, before: str) -> None:
    """Save a repaired file, and wait until its problem is gone."""
    stage.editor.save(file)
    _show_diff(stage, file, before)
    await stage.editor.until("the repaired problem gone", lambda: not stage.editor.diagnostics[stage.editor.uri(file)])


async def _undo(stage: Stage) -> None:
    change = stage.script.undo
    _title(stage, 4, f"Another in {change.file}: accepted, then undone, and so not offered again")
    before = stage.editor.text(change.file)
    action = await _offered(stage, change)
    stage.console.print(f"  offered: {action['title']}", markup=False, soft_wrap=True)
    await stage.editor.choose(action)
    _show_diff(stage, change.file, before)
    stage.editor.change(change.file, before)
    stage.console.print("  undone.")
    [problem, *_] = await _problems(stage, change.file)
    again = await stage.editor.until_offered(change.file, problem, seconds=3.0)
    titles = ", ".join(item["title"] for item in again) or "nothing"
    stage.console.print(f"  the lightbulb now holds: {titles}", markup=False, soft_wrap=True)


async def _failing_test(stage: Stage) -> None:
    change = stage.script.failing_test
    _title(stage, 5, "A failing test becomes a problem in the editor, until it is repaired")
    await _run_pytest(stage)
    uri, [found, *_] = await stage.editor.until("a failing test shown", lambda: _test_problem(stage.editor))
    file = Path(uri.removeprefix("file://")).relative_to(stage.root).as_posix()
    _show_problem(stage, file, found)
    stage.editor.open(change.file)
    before = stage.editor.text(change.file)
    stage.editor.change(change.file, change.made_in(before))
    stage.editor.save(change.file)
    _show_diff(stage, change.file, before)
    await _run_pytest(stage)
    await stage.editor.until("the repaired test cleared", lambda: not _test_problem(stage.editor))
    stage.console.print("  the test passes, and its problem is gone.")


async def _run_pytest(stage: Stage) -> None:
    """What the person does in a terminal; the plugin leaves the results where the server finds them."""
    env = {
        **stage.env,
        "PYTHONPATH": os.pathsep.join(["src", str(plugin_folder(Path(stage.env["AMENDS_DATA_HOME"])))]),
        "PYTEST_PLUGINS": "amends_pytest",
    }
    result = await run_process(
        [str(stage.python), "-m", "pytest", "-q"], cwd=stage.root, env=env, limits=ProcessLimits(seconds=120)
    )
    last_line = result.out.strip().rpartition("\n")[2]
    if result.exit_code not in {0, 1}:
        raise ToolCrashedError(f"pytest could not run: {last_line or result.err.strip()[-200:]}", result.command)
    stage.console.print(f"  $ pytest -q        {last_line}", markup=False)


def _test_problem(editor: Editor) -> tuple[str, list[dict[str, Any]]] | None:
    for uri, found in editor.diagnostics.items():
        tests = [item for item in found if item["source"] == "amends/pytest"]
        if tests:
            return uri, tests
    return None


async def _problems(stage: Stage, file: str) -> list[dict[str, Any]]:
    uri = stage.editor.uri(file)
    found: list[dict[str, Any]] = await stage.editor.until(
        f"problems in {file}", lambda: stage.editor.diagnostics.get(uri)
    )
    return found


async def _offered(stage: Stage, change: Change) -> dict[str, Any]:
    [problem, *_] = await _problems(stage, change.file)
    _show_problem(stage, change.file, problem)
    found = await stage.editor.until_offered(change.file, problem)
    if not found:
        raise ToolCrashedError(f"Nothing was offered for {problem['code']} in {change.file}.")
    return found[0]


async def _explain(stage: Stage, action: Mapping[str, Any]) -> None:
    stage.console.print(f"  offered: {action['title']}", style="bold", markup=False, soft_wrap=True)
    story = await stage.editor.command("amends.explainFix", {"fixId": action["data"]["fixId"]})
    record = story["fix"]
    stage.console.print(f"  because: {record['origin']['because']}", markup=False, soft_wrap=True)
    for check in record["verdict"]["checks"]:
        reason = f" ({check['reason']})" if check["reason"] else ""
        stage.console.print(
            f"  verdict: {check['name']} {check['state']} in {check['durationMs']} ms{reason}", markup=False
        )


def _title(stage: Stage, number: int, words: str) -> None:
    stage.console.print()
    stage.console.print(f"[bold green]{number}. {words}[/bold green]", soft_wrap=True)


def _show_problem(stage: Stage, file: str, found: Mapping[str, Any]) -> None:
    line = found["range"]["start"]["line"] + 1
    said = f"{found['source']} {found.get('code')}  {found['message']}"
    stage.console.print(f"  {file}:{line}  {said}", markup=False, soft_wrap=True)


def _show_diff(stage: Stage, file: str, before: str) -> None:
    uri, text = stage.editor.uri(file), Text(before)
    edits = diff_edits(before, stage.editor.text(file))
    diff = unified_diff((FileEdit(uri, text.hash, edits),), {uri: text}, stage.root)
    coloured = Syntax("", "diff", theme="ansi_dark", background_color="default").highlight(diff)
    stage.console.print(coloured, soft_wrap=True)
