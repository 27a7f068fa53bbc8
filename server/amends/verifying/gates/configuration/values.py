"""A patch's edit of configuration, judged by the parsed values: what can only tighten a check, or is read by none."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from amends.verifying.gates.configuration import judges as judge
from amends.verifying.gates.configuration.rules import (
    CARGO,
    INI,
    PACKAGE_JSON,
    PYPROJECT,
    RUFF,
    TSCONFIG,
    Rules,
    verdict_of,
)
from amends.verifying.gates.reading.change import Change

_REQUIREMENTS = re.compile(r"^(dev-|test-)?requirements[\w.-]*\.(txt|in)$")
_GO_LINE = re.compile(r"^(?:require\s+)?(?P<name>[\w./~-]+)\s+(?P<version>v[\w.+-]+)\s*(?://.*)?$")
_OF_DOCUMENTS = re.compile(
    r"^(docs?/(.*/)?conf\.py|(docs?/)?mkdocs\.ya?ml|\.readthedocs\.ya?ml|docs?/.*\.(ya?ml|toml|css))$"
)
_NEW_ONES = re.compile(
    r"^\.github/(workflows/[^/]+\.ya?ml|ISSUE_TEMPLATE/.+|dependabot\.ya?ml|FUNDING\.yml|PULL_REQUEST_TEMPLATE\.md)$"
)
_SILENCED = re.compile(
    r"\|\|\s*(true|:|exit 0|echo\b)|^\s*(-\s+)?continue-on-error:\s*true|--exit-zero\b|"
    r"^\s*(-\s*run:\s*)?set \+e\b|;\s*true\s*$",
    re.MULTILINE,
)
_LEFT_BEHIND = re.compile(
    r"^/?(\*\*/)?(dist|build|out|target|coverage|htmlcov|\.coverage(\.\*)?|\.env(\..*)?|node_modules|__pycache__|\.\w+_cache|\.?venv|"
    r"\.tox|\.nox|\.eggs|\.idea|\.vscode|\.cache|tmp|site|docs?/_build|\.DS_Store|\*\.(log|py[co]|py\[c?o?d?\]|egg-info|tmp|swp|sqlite3?|db|"
    r"class|o|so|tsbuildinfo))/?$"
)
"""What tools leave behind, and no one checks."""


def refused_setting(change: Change) -> str | None:
    """What a patch changes in a configuration file that may weaken a check, in words; None where nothing may."""
    if not change.is_patch:
        return "the problem is not in it"
    path = change.path.as_posix()
    if _OF_DOCUMENTS.match(path):
        return None
    if not change.existed and _NEW_ONES.match(path):
        silenced = _SILENCED.search(change.after.content)
        return f"`{silenced.group().strip()}` lets a check fail unseen" if silenced else None
    if not change.existed:
        return "a new one may take the place of the settings that count"
    return _ignored(change) if change.path.name == ".gitignore" else _weakened(change)


def _weakened(change: Change) -> str | None:
    found = next((row for pattern, row in _READERS if re.search(pattern, change.path.name)), None)
    if found is None:
        return "what it says to the tools cannot be judged"
    read, rules = found
    try:
        before, after = (read(text.content) for text in (change.before, change.after))
    except (ValueError, configparser.Error, RecursionError):
        return "it cannot be read"
    refused = next(_refused(rules, before, after, ""), None)
    return None if refused is None else f"the change of `{refused}` may weaken a check"


def _refused(rules: Rules, old: object, new: object, path: str) -> Iterator[str]:
    if old == new:
        return
    verdict = verdict_of(rules, path, old, new) if path else None
    if verdict is None:
        was, now = (each if isinstance(each, Mapping) else {} for each in (old, new))
        for name in [*was, *(name for name in now if name not in was)]:
            if not (name in was and name not in now and _is_implied(str(name), now)):
                yield from _refused(rules, was.get(name), now.get(name), f"{path}/{name}".lstrip("/"))
    elif not verdict:
        yield path.replace("/", ".")


def _is_implied(name: str, table: Mapping[Any, object]) -> bool:
    """Whether `strict` says what a flag said that went."""
    return table.get("strict") is True and re.match(r"warn_|disallow_|check_untyped_defs|strict", name) is not None


def _ignored(change: Change) -> str | None:
    before, after = ({line.strip() for line in text.content.splitlines()} for text in (change.before, change.after))
    came = [line for line in after - before if line and not line.startswith("#")]
    other = next((line for line in came if not _LEFT_BEHIND.match(line)), None)
    return None if other is None else f"`{other}` may keep files from being checked"


def _toml(content: str) -> object:
    values = tomllib.loads(content)
    mypy = values.get("tool", {}).get("mypy", {})
    if isinstance(mypy.get("overrides"), list):
        rows = ((str(row.pop("module", "")), row) for row in mypy["overrides"])
        mypy["overrides"] = dict(rows)
    return values


def _json(content: str) -> object:
    try:
        return json.loads(content)
    except ValueError:
        plain = re.sub(
            r"(\"(?:[^\"\\]|\\.)*\")|//[^\n]*|/\*.*?\*/", lambda found: found[1] or "", content, flags=re.DOTALL
        )
        return json.loads(re.sub(r",(\s*[}\]])", r"\1", plain))


def _ini(content: str) -> object:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(content)
    return {section: dict(parser[section]) for section in parser.sections()}


def _go_mod(content: str) -> object:
    """The modules that are required by name, and all other lines."""
    required: dict[str, str] = {}
    others: dict[str, object] = {}
    for line in (line.strip() for line in content.splitlines()):
        if found := _GO_LINE.match(line):
            required[found["name"]] = found["version"]
        elif found := re.match(r"^go\s+(\S+)$", line):
            others["go"] = found[1]
        elif line not in {"", ")", "require ("} and not line.startswith("//"):
            others[line.replace("/", "|")] = True
    return {"require": required, **others}


def _lines(content: str) -> object:
    return {"requirements": content.splitlines()}


_LISTED: Rules = (("requirements", judge.requirements),)
_MODULES: Rules = (("require", judge.requirements), ("go", judge.newer))
_Reader = tuple[Callable[[str], object], Rules]
_READERS: tuple[tuple[str, _Reader], ...] = (
    (r"^pyproject\.toml$", (_toml, PYPROJECT)),
    (r"^\.?ruff\.toml$", (_toml, RUFF)),
    (r"^Cargo\.toml$", (_toml, CARGO)),
    (r"^package\.json$", (_json, PACKAGE_JSON)),
    (r"^tsconfig.*\.json$", (_json, TSCONFIG)),
    (r"^(setup\.cfg|pytest\.ini|tox\.ini|mypy\.ini|\.coveragerc|\.flake8)$", (_ini, INI)),
    (r"^go\.mod$", (_go_mod, _MODULES)),
    (_REQUIREMENTS.pattern, (_lines, _LISTED)),
)
