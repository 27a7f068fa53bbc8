"""Running the project's own pytest, with our plugin beside it to say exactly what happened."""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from amends.core.errors import ToolCrashedError, ToolMissingError
from amends.platform.isolation.machine import Walls
from amends.platform.processes import ProcessLimits, ProcessResult, clean_environment, run_process
from amends.platform.scratch import scratch_folder
from amends.tools.sources import seen_places
from amends.tools.testrunners.testreport import TestRun, rebased, run_of_record, what_ended

log = logging.getLogger(__name__)

_NO_MODULE = re.compile(r"No module named '?pytest'?\s*$")
_ERROR_LINE = re.compile(r"^(?:(?:.*: )?(?:error|ERROR): (?!usage)|INTERNALERROR> (?=[\w.]+: ))(.+)", re.MULTILINE)
_UNDERSTOOD = frozenset({0, 1, 2, 5})
"""pytest ended in order: all passed, some failed, interrupted, nothing collected."""


class NoPytestError(ToolMissingError):
    """The interpreter is there and has no pytest."""


async def run_pytest(  # noqa: PLR0913 -- all but three have defaults
    interpreter: Path,
    root: Path,
    targets: Sequence[str],
    *,
    seconds: float,
    extra_paths: Sequence[Path] = (),
    options: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    walls: Walls | None = None,
    command: Sequence[str] = (),
) -> TestRun:
    """Run pytest in `root` and return every test's result, ids relative to `root`.

    `targets` are paths or test ids; none means what the project's configuration selects. Modules are imported from
    `root`, ``root/src`` and `extra_paths` before anything installed, so that a shadow copy wins over an editable
    install of the original. `command` runs pytest in another way than ``python -m pytest``. Nothing is written into
    `root` by pytest or Python themselves.

    Raises:
        ToolMissingError: the interpreter does not exist.
        NoPytestError: it has no pytest.
    """
    start = list(command) or [str(interpreter), "-m", "pytest"]
    shown = [*start, *options, *targets]
    with scratch_folder() as scratch:
        shutil.copy(_plugin_source(), scratch / "amends_pytest.py")
        full = [*start, "-p", "amends_pytest", *_private_options(scratch), *options, *targets]
        base = clean_environment() if env is None else env
        if walls:
            # Its own, because the usual place for temporary files may hold what it can only read.
            (scratch / "tmp").mkdir()
            base = {**base, "TMPDIR": str(scratch / "tmp")}
        result = await run_process(
            full,
            cwd=root,
            env=_environment(interpreter, root, extra_paths, scratch, base),
            limits=ProcessLimits(seconds=seconds),
            walls=walls and walls.writing(scratch).reading(*extra_paths, *seen_places(interpreter)),
        )
        _require_pytest(interpreter, result)
        run = _read_run(scratch / "report.json", result, seconds)
    return attrs.evolve(rebased(run, root), command=shlex.join(shown), duration_ms=result.duration_ms)


def _private_options(scratch: Path) -> list[str]:
    # A cache of its own instead of `-p no:cacheprovider`: a project may have --lf or --ff in addopts, which need one.
    return ["-o", f"cache_dir={scratch / 'cache'}", "--continue-on-collection-errors"]


def _environment(
    interpreter: Path, root: Path, extra_paths: Sequence[Path], scratch: Path, base: Mapping[str, str]
) -> dict[str, str]:
    env = {name: value for name, value in base.items() if not name.startswith(("PYTEST_CURRENT_", "PYTEST_XDIST_"))}
    sources = [root / "src"] if (root / "src").is_dir() else []
    # The plugin's folder comes last of ours: it holds nothing but the plugin and must shadow nothing.
    paths = [*sources, root, *extra_paths, scratch]
    return env | {
        "PYTHONPATH": os.pathsep.join([*map(str, paths), *filter(None, [base.get("PYTHONPATH")])]),
        "PATH": os.pathsep.join([str(interpreter.parent), *filter(None, [base.get("PATH")])]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AMENDS_PYTEST": "1",
        "AMENDS_REPORT": str(scratch / "report.json"),
    }


def _plugin_source() -> Path:
    # Found, not imported: the server's environment has no pytest.
    spec = importlib.util.find_spec("amends_pytest")
    if spec is None or spec.origin is None:
        raise ToolCrashedError("The pytest plugin of Amends is not installed; install the package amends again.")
    return Path(spec.origin)


def _require_pytest(interpreter: Path, result: ProcessResult) -> None:
    if result.exit_code == 1 and _NO_MODULE.search(result.err):
        raise NoPytestError(
            f"{interpreter} has no pytest; install it there or choose another interpreter with `amends.interpreter`.",
            result.command,
            result.err,
        )


def _read_run(report: Path, result: ProcessResult, seconds: float) -> TestRun:
    try:
        record = json.loads(report.read_bytes())
    except (OSError, ValueError):
        return _unfinished_run(report, result, seconds)
    run = run_of_record(record)
    in_order = result.exit_code in _UNDERSTOOD and not result.timed_out and not result.truncated
    if in_order and run.complete:
        return run
    return attrs.evolve(run, complete=False, partial=True, error=_what_stopped(result, seconds, ""))


def _unfinished_run(report: Path, result: ProcessResult, seconds: float) -> TestRun:
    """What the plugin's journal holds of a run that was ended before it could report."""
    latest: dict[str, Mapping[str, Any]] = {}
    journal = report.with_name(report.name + ".journal")
    for line in journal.read_text(encoding="utf-8").splitlines() if journal.exists() else ():
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # the last line of a run that was killed while it wrote
        latest[entry["id"]] = entry
    running = ", ".join(name for name, entry in latest.items() if entry["outcome"] == "started")
    items = [entry for entry in latest.values() if entry["outcome"] != "started"]
    log.info("no test report: exit %s\n%s\n%s", result.exit_code, result.out[-4000:], result.err[-4000:])
    run = run_of_record({"items": items, "stopped": True, "partial": True})
    return attrs.evolve(run, error=_what_stopped(result, seconds, running))


def _what_stopped(result: ProcessResult, seconds: float, running: str) -> str:
    if result.exit_code in _UNDERSTOOD and not (result.timed_out or result.truncated or result.exceeded):
        return "pytest stopped before all tests had run."
    if result.exit_code > 0 and not (result.timed_out or result.truncated or result.exceeded):
        return f"pytest could not run (exit {result.exit_code}): {_complaint(result.err + result.out)}"
    return what_ended(result, seconds, f" in {running}" if running else "")


def _complaint(output: str) -> str:
    """What pytest itself says: its ``error:`` line, else where it began to fail and how that ended."""
    if found := _ERROR_LINE.search(output):
        return found.group(1).strip()
    lines = [line.removeprefix("E ").strip() for line in output.splitlines() if line.strip()]
    return " ".join(dict.fromkeys((*lines[:1], *lines[-1:])))
