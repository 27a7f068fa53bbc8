"""Stories told in real editors: a process prints one JSON line for each step; tests look at the steps."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pytest

ROOT = Path(__file__).parents[2]
E2E = ROOT / "tests" / "e2e"
CLIENT = ROOT / "client-vscode"
PICTURES = ROOT / "artefacts" / "e2e"
STORY_SECONDS = 420

Step = Mapping[str, Any]
"""``{"step", "ok", "detail", "seconds"}``; `detail` is what the step saw, or why it failed."""


class Tell(Protocol):
    """Runs an editor with a story."""

    def __call__(self, command: Sequence[str], details: Mapping[str, Any], extra: Mapping[str, str]) -> dict[str, Step]:
        """Steps by name, as far as the story went; `extra` are environment variables."""


class Amends(Protocol):
    """Runs the command line tool in the project, on the same data."""

    def __call__(self, *arguments: str) -> str:
        """What it prints."""


def unavailable(reason: str) -> NoReturn:
    """Skip on a person's machine; in CI a missing editor is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; run tests/e2e/install_editors.sh")
    pytest.skip(f"{reason}; tests/e2e/install_editors.sh installs it")


def build_vsix(node: Path, *options: str) -> str:
    """Build the extension with that Node, and return what the build said."""
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}", "PYTHON": sys.executable}
    command = [CLIENT / "make_vsix.sh", *options]
    built = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return built.stdout + built.stderr


def tell_story(command: Sequence[str], environment: Mapping[str, str], log: Path) -> dict[str, Step]:
    """Run a story to its end and return its steps by name; nothing that it started outlives it."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
    try:
        output, _ = process.communicate(timeout=STORY_SECONDS)
    finally:
        end_session(process)
    steps = [json.loads(line) for line in re.findall(r'^\{"step".*|^\{.*"step":.*$', output, re.MULTILINE)]
    logging.getLogger(__name__).info("%s", {step["step"]: step["seconds"] for step in steps})
    assert steps, f"the story never began: {output}\n{log.read_text()}"
    return {step["step"]: step for step in steps}


def end_session(process: subprocess.Popen[str]) -> None:
    """End a process and all that it started in its session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def check_step(steps: Mapping[str, Step], name: str) -> Any:
    """One step went well; returns what it saw."""
    step = steps.get(name)
    assert step is not None, f"not reached, because an earlier step failed; steps so far: {list(steps)}"
    assert step["ok"], step["detail"]
    return step.get("detail")


def check_profile(amends: Amends, kept: int = 1) -> dict[str, Any]:
    """The story's outcomes stand in the profile: one fix undone, a repair by hand learned, its pattern's fixes kept."""
    profile: dict[str, Any] = json.loads(amends("profile", "show", "--json"))
    assert profile["counts"]["outcomes"] == {"kept": kept, "reverted": 1}
    learned = [item for item in profile["patterns"] if item["kind"]["code"] == "B904"]
    assert any(item["kept"] and item["evidence"] for item in learned), learned
    foreign = [item for item in profile["errors"] if item["source"] == "house-style"]
    assert [item["code"] for item in foreign] == ["HS1"]
    return profile
