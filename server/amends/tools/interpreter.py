"""Finding the Python that a project's tools and tests run with; the server's own is never taken for it."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import platformdirs

from amends.core.settings import Settings
from amends.platform.git import folders_above
from amends.platform.uris import uri_to_path

log = logging.getLogger(__name__)

_IN_PROJECT = (".venv", "venv", "env", ".pixi/envs/default")


def find_interpreter(root: Path, settings: Settings, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The project's interpreter, as a path that is not resolved (a virtual environment is known by its own path).

    In order: the setting; an activated virtual environment; one inside the project, or above it in its repository;
    pdm's, uv's and poetry's own places; an activated conda environment; Python on the path. None when there is none but
    the server's own.
    """
    if settings.interpreter:
        chosen = _as_python(root / Path(settings.interpreter).expanduser())
        if chosen is None:
            log.warning("amends.interpreter names no Python: %s", settings.interpreter)
        return chosen
    candidates = (_as_python(place) for place in _places(root, environ))
    return next((python for python in candidates if python and not _is_servers_own(python, root)), None)


def _places(root: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Environments or interpreters to try, best first."""
    if activated := environ.get("VIRTUAL_ENV"):
        yield Path(activated)
    yield from (root / name for name in _IN_PROJECT)
    if uv := environ.get("UV_PROJECT_ENVIRONMENT"):
        yield root / uv
    # Workspaces of uv, and many repositories of several projects, have one environment at the top.
    yield from (folder / name for folder in folders_above(root) for name in _IN_PROJECT)
    yield from _pdm_place(root)
    yield from _poetry_places(root, environ)
    # conda's base environment is active in every shell and says nothing of a project.
    if (conda := environ.get("CONDA_PREFIX")) and environ.get("CONDA_DEFAULT_ENV") != "base":
        yield Path(conda)
    for folder in filter(None, environ.get("PATH", "").split(os.pathsep)):
        yield from (Path(folder) / name for name in _PYTHON_NAMES)


def _as_python(place: Path) -> Path | None:
    """The interpreter of an environment's folder, or the interpreter itself."""
    inside = [place / _SCRIPTS / name for name in _PYTHON_NAMES] if place.is_dir() else [place]
    return next((path for path in inside if path.is_file() and os.access(path, os.X_OK)), None)


def _is_servers_own(python: Path, root: Path) -> bool:
    """Whether it belongs to the environment we run in, and that one is not also the project's."""
    own = Path(sys.prefix).resolve()
    if python.parent.parent.resolve() != own and not _same_file(python, Path(sys.executable)):
        return False
    return not (own.is_relative_to(root.resolve()) or _installed_here(root))


def _same_file(one: Path, other: Path) -> bool:
    # A link to python3.11 is the same file in every environment; only outside of environments does it mean the same.
    is_environment = (one.parent.parent / "pyvenv.cfg").exists() or sys.prefix != sys.base_prefix
    return not is_environment and one.resolve() == other.resolve()


def _installed_here(root: Path) -> bool:
    """Whether the project is installed, from its folder, into the environment we run in (as CI often has it)."""
    from importlib.metadata import distributions  # noqa: PLC0415 -- brings mail and zip with it, rarely asked for

    for distribution in distributions():
        origin = distribution.read_text("direct_url.json")
        if origin and (path := uri_to_path(_json_object(origin).get("url", ""))) and path.resolve() == root.resolve():
            return True
    return False


def _pdm_place(root: Path) -> Iterator[Path]:
    noted = root / ".pdm-python"
    if noted.is_file() and (line := noted.read_text(encoding="utf-8", errors="replace").strip()):
        yield root / line


def _poetry_places(root: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Where poetry keeps the environments of a project: ``<name>-<hash of its path>-py3.x`` (poetry's EnvManager)."""
    name = _poetry_name(root)
    if not name:
        return
    cache = environ.get("POETRY_CACHE_DIR") or platformdirs.user_cache_dir("pypoetry", appauthor=False)
    home = Path(environ.get("POETRY_VIRTUALENVS_PATH") or Path(cache) / "virtualenvs")
    digest = hashlib.sha256(os.path.normcase(os.path.realpath(root)).encode()).digest()
    prefix = f"{name}-{base64.urlsafe_b64encode(digest).decode()[:8]}-py"
    found = [place for place in home.iterdir() if place.name.startswith(prefix)] if home.is_dir() else []
    yield from sorted(found, key=lambda place: place.stat().st_mtime, reverse=True)


def _poetry_name(root: Path) -> str:
    try:
        content = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    poetry = _table(_table(content, "tool"), "poetry")
    if not poetry and not (root / "poetry.lock").exists():
        return ""
    name = poetry.get("name") or _table(content, "project").get("name") or "non-package-mode"
    return re.sub(r'[ $`!*@"\\\r\n\t]', "_", str(name).lower())[:42]


def _table(content: dict[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    return value if isinstance(value, dict) else {}


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


_SCRIPTS = "Scripts" if os.name == "nt" else "bin"
_PYTHON_NAMES = ("python.exe",) if os.name == "nt" else ("python", "python3")
