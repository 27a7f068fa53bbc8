"""`amends doctor`: what works here, what does not, and what to do about it."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import shlex
import sqlite3
import sys
from pathlib import Path
from urllib.parse import urlsplit

import attrs
import click

from amends import __version__
from amends.cli.doctor_tools import Line, checker_lines
from amends.cli.options import global_options, run_options
from amends.cli.run import GlobalOptions
from amends.cli.workspace import opened_folder, project_files
from amends.core.errors import AmendsError
from amends.core.settings import ModelSettings, ModelUse
from amends.fixing.claude.endpoint import find_endpoint
from amends.loop.folder import Folder
from amends.platform.isolation.machine import find_isolation
from amends.platform.paths import data_home
from amends.platform.processes import ProcessLimits, run_process
from amends.platform.uris import relative_path
from amends.tools.testrunners.detection import find_runners


@click.command()
@click.argument("path", default=".", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the lines as one JSON object.")
@global_options
def doctor(*, path: Path, as_json: bool) -> int:
    """State of tools, trust, model endpoint and profile for the project at PATH."""
    lines = asyncio.run(examine(path, run_options()))
    if as_json:
        record = {"schema": 1, "type": "doctor", "lines": [attrs.asdict(line) for line in lines]}
        click.echo(json.dumps(record, indent=1, ensure_ascii=False))
    else:
        for line in lines:
            mark = click.style("ok     ", fg="green") if line.ok else click.style("problem", fg="red")
            click.echo(f"{mark} {line.name}: {line.detail}" + (f"\n        → {line.remedy}" if line.remedy else ""))
    return 0 if all(line.ok for line in lines) else 1


async def examine(path: Path, options: GlobalOptions) -> list[Line]:
    """What the doctor finds, in the order it is told."""
    lines = [_versions(), _data_folder()]
    async with opened_folder([path], options) as folder:
        lines += [_folder(folder), _profile(folder), *await checker_lines(folder), *_formatters(folder)]
        for name, look in (("pytest", _tests), ("tests", _runners), ("isolation", _isolation), ("model", _model)):
            try:
                lines.append(await look(folder))
            except AmendsError as error:
                lines.append(Line(name, ok=False, detail=error.sentence))
    return lines


def _versions() -> Line:
    return Line("amends", ok=True, detail=f"{__version__} on Python {platform.python_version()}, {sys.executable}")


def _data_folder() -> Line:
    folder = data_home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Line(
            "data folder", ok=False, detail=f"{folder}: {error}", remedy="Set AMENDS_DATA_HOME to one you may write."
        )
    if not os.access(folder, os.W_OK):
        return Line("data folder", ok=False, detail=str(folder), remedy="Set AMENDS_DATA_HOME to one you may write.")
    return Line("data folder", ok=True, detail=str(folder))


def _folder(folder: Folder) -> Line:
    if folder.settings.trusted:
        return Line("trust", ok=True, detail=f"{folder.root} is trusted; its tools and tests may run")
    detail = f"{folder.root} is not trusted: nothing of it runs, nothing is sent; patterns, gates and our own ruff work"
    return Line("trust", ok=True, detail=detail, remedy=f"amends trust {folder.root}")


def _profile(folder: Folder) -> Line:
    try:
        counts = folder.profile.show().get("counts", {})
    except sqlite3.Error as error:
        return Line("profile", ok=False, detail=str(error), remedy="amends profile rebuild")
    words = ", ".join(f"{value} {name}" for name, value in counts.items() if isinstance(value, int))
    notices = " ".join(folder.profile.notices)
    return Line("profile", ok=not notices, detail=f"{folder.profile.identity}: {words}", remedy=notices)


def _formatters(folder: Folder) -> list[Line]:
    """Who lays out fixes; no line where nobody does."""
    formatters = folder.equipment.workshop.formatters
    used = formatters.used() if formatters else {}
    missing = "is not installed here, so fixes keep the layout that they were made with"
    return [
        Line("formatter", ok=True, detail=f"{name} ({shlex.join(command)})" if command else f"{name} {missing}")
        for name, command in used.items()
    ]


async def _tests(folder: Folder) -> Line:
    if not folder.settings.trusted:
        return Line("pytest", ok=True, detail="not looked at: the folder is not trusted")
    python = folder.equipment.interpreter
    if python is None:
        remedy = "Make an environment (.venv) or set amends.interpreter."
        return Line("pytest", ok=False, detail="no Python found for this project", remedy=remedy)
    result = await run_process(
        [str(python), "-m", "pytest", "--version"], cwd=folder.root, limits=ProcessLimits(seconds=20)
    )
    if result.exit_code != 0:
        remedy = f"{python} -m pip install pytest; until then fixes are proved without tests."
        return Line("pytest", ok=False, detail=f"{python} has no pytest", remedy=remedy)
    return Line("pytest", ok=True, detail=f"{(result.out or result.err).strip()} ({python})")


async def _runners(folder: Folder) -> Line:
    """Who would run the tests that are here; nothing is run for it."""
    files = [relative_path(path, folder.root) for path in await project_files(folder)]
    runners = find_runners(folder.root, folder.settings)
    names = [runner.name for runner in runners if await runner.everything(files)]
    return Line("tests", ok=True, detail=", ".join(names) or "none are found here")


async def _isolation(_folder: Folder) -> Line:
    isolation = await find_isolation()
    return Line("isolation", ok=True, detail=isolation.described, remedy=" ".join(isolation.missing))


async def _model(folder: Folder) -> Line:
    model = folder.settings.model
    if model.use is ModelUse.OFF:
        return Line(
            "model",
            ok=True,
            detail="off: patterns and the tools' own fixes only",
            remedy="Set amends.model.use to local or remote.",
        )
    if not folder.settings.trusted:
        return Line("model", ok=True, detail=f"{model.use}, but nothing is sent from an untrusted folder")
    return await _endpoint(model)


async def _endpoint(model: ModelSettings) -> Line:
    endpoint = find_endpoint(model, os.environ)
    detail = f"{model.name} at {endpoint.base_url or endpoint.provider} ({'local' if endpoint.local else 'remote'})"
    if model.use is ModelUse.LOCAL and not endpoint.local:
        return Line("model", ok=False, detail=detail, remedy="Set amends.model.use to remote to allow it.")
    if endpoint.local and not await _answers(endpoint.base_url):
        return Line("model", ok=False, detail=f"{detail} does not answer", remedy="Start the local model server.")
    keys = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
    if endpoint.provider == "anthropic" and not endpoint.local and not any(os.environ.get(key) for key in keys):
        remedy = "Set ANTHROPIC_API_KEY, or sign in as the anthropic SDK describes."
        return Line("model", ok=True, detail=f"{detail}; no key in the environment", remedy=remedy)
    return Line("model", ok=True, detail=detail)


async def _answers(base_url: str) -> bool:
    parts = urlsplit(base_url)
    try:
        async with asyncio.timeout(3):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
