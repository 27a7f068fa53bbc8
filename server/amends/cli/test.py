"""`amends test -- COMMAND…`: run a test command so that its failures reach the editor."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import click

from amends.cli.options import global_options
from amends.core.errors import UsageError
from amends.platform.paths import data_home


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@global_options
def test(*, command: tuple[str, ...]) -> int:
    """Run COMMAND with our pytest plugin loaded, whatever environment pytest runs in; exits as the command does."""
    env = dict(os.environ)
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [env.get("PYTHONPATH", ""), str(plugin_folder())]))
    env["PYTEST_PLUGINS"] = ",".join(filter(None, [env.get("PYTEST_PLUGINS", ""), "amends_pytest"]))
    try:
        return subprocess.run(command, env=env, check=False).returncode
    except OSError as error:
        raise UsageError(f"{command[0]} cannot be run: {error.strerror}.") from error


def plugin_folder(home: Path | None = None) -> Path:
    """A folder in `home`, the data folder unless given, that holds the pytest plugin and nothing else.

    The folder it is installed in holds our dependencies too, which the project must not see.
    """
    spec = importlib.util.find_spec("amends_pytest")
    folder = (home or data_home()) / "pytest"
    folder.mkdir(parents=True, exist_ok=True)
    if spec is not None and spec.origin is not None:
        shutil.copy(spec.origin, folder / "amends_pytest.py")
    return folder
