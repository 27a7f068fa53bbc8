"""Style that the project's configuration declares; it always wins over what was measured."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import editorconfig

from amends.profile.style import topics
from amends.profile.style.declared_script import script_layers


def declared_style(root: Path) -> dict[str, str]:
    """Topics and values from all configuration that speaks of style, the later ones deciding over the earlier."""
    return {topic: value for _, style in _layers(root) for topic, value in style.items()}


def declaring_files(root: Path) -> dict[str, str]:
    """Where each topic of `declared_style` is declared: ``pyproject.toml [tool.ruff]``."""
    return {topic: source for source, style in _layers(root) for topic in style}


def _layers(root: Path) -> list[tuple[str, dict[str, str]]]:
    project = _toml(root / "pyproject.toml").get("tool", {})
    ruff_file = next((name for name in (".ruff.toml", "ruff.toml") if (root / name).is_file()), "")
    ruff = _toml(root / ruff_file) if ruff_file else project.get("ruff")
    return [
        (".editorconfig", _editorconfig(root)),
        *((name, _flake8(_ini(root / name))) for name in ("tox.ini", ".flake8", "setup.cfg")),
        ("pyproject.toml [tool.black]", _black(project.get("black"))),
        (ruff_file or "pyproject.toml [tool.ruff]", _ruff(ruff)),
        *script_layers(root),
    ]


def _ruff(ruff: Any) -> dict[str, str]:
    if not isinstance(ruff, Mapping):
        return {}
    style = _quotes(_at(ruff, "lint", "flake8-quotes", "inline-quotes")) | _quotes(_at(ruff, "format", "quote-style"))
    if isinstance(length := ruff.get("line-length"), int):
        style[topics.LINE_LENGTH] = str(length)
    if _at(ruff, "format", "indent-style") == "tab":
        style[topics.INDENTATION] = "tab"
    elif isinstance(width := ruff.get("indent-width"), int):
        style[topics.INDENTATION] = str(width)
    return style | _ruff_lint(ruff.get("lint"))


def _ruff_lint(lint: Any) -> dict[str, str]:
    style: dict[str, str] = {}
    if _at(lint, "isort", "force-single-line") is True:
        style[topics.IMPORT_LINES] = "single"
    if "from __future__ import annotations" in (_at(lint, "isort", "required-imports") or ()):
        style[topics.FUTURE_ANNOTATIONS] = "yes"
    if _at(lint, "flake8-tidy-imports", "ban-relative-imports") == "all":
        style[topics.IMPORTS] = "absolute"
    if (convention := _at(lint, "pydocstyle", "convention")) in {"google", "numpy", "pep257"}:
        style[topics.DOCSTRING_STYLE] = str(convention)
    return style


def _black(black: Any) -> dict[str, str]:
    if not isinstance(black, Mapping):
        return {}
    length = black.get("line-length", black.get("line_length", 88))
    quotes = {} if black.get("skip-string-normalization") else {topics.QUOTES: "double"}
    return {topics.LINE_LENGTH: str(length), topics.INDENTATION: "4", **quotes}


def _editorconfig(root: Path) -> dict[str, str]:
    scripts = _editorconfig_of(root, "module.ts") if (root / "package.json").is_file() else {}
    names = {topics.INDENTATION: topics.SCRIPT_INDENTATION, topics.LINE_LENGTH: topics.SCRIPT_LINE_LENGTH}
    return _editorconfig_of(root, "module.py") | {names[topic]: value for topic, value in scripts.items()}


def _editorconfig_of(root: Path, name: str) -> dict[str, str]:
    try:
        entries = editorconfig.get_properties(str(root.absolute() / name))
    except (editorconfig.EditorConfigError, OSError, UnicodeDecodeError):
        return {}
    style: dict[str, str] = {}
    if entries.get("indent_style") == "tab":
        style[topics.INDENTATION] = "tab"
    elif (size := entries.get("indent_size", "")).isdecimal():
        style[topics.INDENTATION] = size
    if (length := entries.get("max_line_length", "")).isdecimal():
        style[topics.LINE_LENGTH] = length
    return style


def _flake8(file: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    length = file.get("flake8", {}).get("max-line-length", "")
    return {topics.LINE_LENGTH: length} if length.isdecimal() else {}


def _quotes(value: Any) -> dict[str, str]:
    return {topics.QUOTES: value} if value in {"single", "double"} else {}


def _at(table: Any, *names: str) -> Any:
    for name in names:
        table = table.get(name) if isinstance(table, Mapping) else None
    return table


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _ini(path: Path) -> Mapping[str, Mapping[str, str]]:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return {}
    return {name: dict(parser.items(name)) for name in parser.sections()}
