"""The project that the demo opens: a copy in a temporary folder, with a data folder of its own."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from amends.core.errors import UsageError

_SCRIPT = "amends-demo.toml"


@attrs.frozen
class Change:
    """What the person does in one file; `old` is empty where Amends is to make the change."""

    file: str
    old: str = ""
    new: str = ""

    def made_in(self, text: str) -> str:
        """The text after the change.

        Raises:
            UsageError: the text has no such place, or several.
        """
        if text.count(self.old) != 1:
            raise UsageError(f"{_SCRIPT}: {self.old!r} must stand exactly once in {self.file}.")
        return text.replace(self.old, self.new)


@attrs.frozen
class DemoScript:
    """What the person does in the demo."""

    repair_by_hand: Change
    accept: Change
    undo: Change
    failing_test: Change


def bundled_project() -> Path:
    """The project that comes with Amends: in the wheel, or in the checkout."""
    package = Path(__file__).resolve().parents[2]
    for place in (package / "demo_project", package.parents[1] / "fixtures" / "orders"):
        if (place / _SCRIPT).is_file():
            return place
    raise UsageError("The demo project is missing; install Amends again.")


def copy_project(project: Path, into: Path) -> DemoScript:
    """Copy a project, leaving out what tools left in it, and read what the person does there."""
    shutil.copytree(project, into, ignore=shutil.ignore_patterns("__pycache__", ".*_cache", ".git", ".venv"))
    raw = tomllib.loads((into / _SCRIPT).read_text(encoding="utf-8"))
    (into / _SCRIPT).unlink()
    try:
        return DemoScript(*(_change(raw[name]) for name in ("repair_by_hand", "accept", "undo", "failing_test")))
    except KeyError as error:
        raise UsageError(f"{_SCRIPT} lacks {error}.") from error


def _change(raw: Mapping[str, Any]) -> Change:
    return Change(str(raw["file"]), str(raw.get("old", "")), str(raw.get("new", "")))
