"""Edits of a manifest that only ask for newer versions of what it names already, or say something about the project."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping

from amends.verifying.gates.change import Change

_ABOUT = frozenset(
    {"version", "description", "readme", "authors", "maintainers", "keywords", "classifiers", "license", "urls"}
    | {"author", "contributors", "homepage", "repository", "bugs"}
)
"""What a manifest says of the project itself; no tool runs otherwise for it."""
_DEPENDENCIES = frozenset({"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"})
_REQUIREMENT = re.compile(
    r"^(?P<what>[\w.\-\[\], ]*?\s*(?:==|>=|~=|\^|~|)\s*)(?P<version>\d+(?:\.\d+)*)(?P<rest>\s*(?:[;#].*)?)$"
)
_LINES = re.compile(r"^(dev-|test-)?requirements.*\.(txt|in)$")
_NESTED = frozenset({"project", "optional-dependencies", "dependency-groups"})


def is_version_bump(change: Change) -> bool:
    """Whether a patch's edit of pyproject.toml, package.json or a requirements file is no more than that."""
    if not (change.is_patch and change.existed):
        return False
    try:
        before, after = (_read(change.path.name, text.content) for text in (change.before, change.after))
    except ValueError:
        return False
    return before is not None and _agree(before, after, "")


def _read(name: str, content: str) -> object:
    if name == "pyproject.toml":
        return {"": tomllib.loads(content)}
    if name == "package.json":
        return {"project": json.loads(content)}
    return {"dependencies": content.splitlines()} if _LINES.match(name) else None


def _agree(old: object, new: object, place: str) -> bool:
    """Whether nothing else differs; `place` is the key under which both stand."""
    if old == new:
        return True
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        free = _ABOUT if place == "project" else frozenset[str]()
        names = (old.keys() | new.keys()) - free
        within = place if place in _DEPENDENCIES | {"optional-dependencies", "dependency-groups"} else ""
        return old.keys() - free == new.keys() - free and all(
            _agree(old[name], new[name], within or name) for name in names
        )
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return all(_agree(one, other, place) for one, other in zip(old, new, strict=True))
    return place in _DEPENDENCIES | _NESTED - {"project"} and _is_newer(str(old), str(new))


def _is_newer(old: str, new: str) -> bool:
    """Whether two requirements differ in one version number alone, which went up."""
    was, now = _REQUIREMENT.match(old), _REQUIREMENT.match(new)
    if not (was and now) or was["what"] != now["what"] or was["rest"] != now["rest"]:
        return False
    return _parts(now["version"]) > _parts(was["version"])


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
