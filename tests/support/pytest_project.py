"""A project whose tests are run as a developer runs them: by pytest in a terminal, the plugin in the environment."""

from __future__ import annotations

import json
import os
import subprocess
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

PLUGIN_FOLDER = Path(__file__).parents[2] / "server"


@attrs.frozen
class Project:
    """A folder in which pytest is run the way a developer runs it, with the plugin in the environment."""

    root: Path
    python: Path
    data: Path

    def write(self, files: Mapping[str, str]) -> None:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(content), encoding="utf-8")

    def environment(self, **extra: str) -> dict[str, str]:
        """What a terminal has, without what belongs to the run of our own tests."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "AMENDS_"))}
        return {
            **inherited,
            "PYTHONPATH": str(PLUGIN_FOLDER),
            "PYTEST_PLUGINS": "amends_pytest",
            "AMENDS_DATA_HOME": str(self.data),
            "PYTHONDONTWRITEBYTECODE": "1",
            **extra,
        }

    def pytest(self, *args: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.python), "-m", "pytest", *args],
            cwd=cwd or self.root,
            env=self.environment(**env),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def spooled(self) -> list[Path]:
        return sorted((self.data / "spool").glob("*"))

    def record(self, *args: str, **env: str) -> dict[str, Any]:
        """The one new record that a run leaves."""
        before = self.spooled()
        result = self.pytest(*args, **env)
        new = [path for path in self.spooled() if path not in before]
        assert len(new) == 1, result.stdout + result.stderr
        record: dict[str, Any] = json.loads(new[0].read_text(encoding="utf-8"))
        return record
