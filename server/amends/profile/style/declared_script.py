"""Style of JavaScript and TypeScript that prettier's and biome's configuration declares, their defaults included."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from amends.profile.style import topics

_PRETTIER = (".prettierrc", ".prettierrc.json", ".prettierrc.yaml", ".prettierrc.yml")
_BIOME = ("biome.json", "biome.jsonc")
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_YAML_LINE = re.compile(r"^(\w+):[ \t]*([^\s#]+)", re.MULTILINE)


def script_layers(root: Path) -> list[tuple[str, dict[str, str]]]:
    """Files and the topics they declare, the later ones deciding."""
    layers = [(name, _prettier(_read(root / name))) for name in _PRETTIER if (root / name).is_file()]
    package = _read(root / "package.json")
    if isinstance(package, Mapping) and isinstance(package.get("prettier"), Mapping):
        layers.append(("package.json [prettier]", _prettier(package["prettier"])))
    return layers + [(name, _biome(_read(root / name))) for name in _BIOME if (root / name).is_file()]


def _prettier(options: Any) -> dict[str, str]:
    if not isinstance(options, Mapping):
        return {}
    tabs, width = options.get("useTabs") is True, options.get("tabWidth", 2)
    return {
        topics.SCRIPT_QUOTES: "single" if options.get("singleQuote") is True else "double",
        topics.SEMICOLONS: "no" if options.get("semi") is False else "yes",
        topics.SCRIPT_INDENTATION: "tab" if tabs else str(width),
        topics.SCRIPT_LINE_LENGTH: str(options.get("printWidth", 80)),
    }


def _biome(options: Any) -> dict[str, str]:
    if not isinstance(options, Mapping):
        return {}
    general = _table(options, "formatter")
    script = {**general, **_table(_table(options, "javascript"), "formatter")}
    if script.get("enabled") is False:
        return {}
    spaces = script.get("indentStyle") == "space"
    return {
        topics.SCRIPT_QUOTES: "single" if script.get("quoteStyle") == "single" else "double",
        topics.SEMICOLONS: "no" if script.get("semicolons") == "asNeeded" else "yes",
        topics.SCRIPT_INDENTATION: str(script.get("indentWidth", 2)) if spaces else "tab",
        topics.SCRIPT_LINE_LENGTH: str(script.get("lineWidth", 80)),
    }


def _table(options: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = options.get(name)
    return found if isinstance(found, Mapping) else {}


def _read(path: Path) -> Any:
    """JSON with comments, or the flat YAML that prettier's options are; nothing when it is neither."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    bare = _TRAILING_COMMA.sub(r"\1", _COMMENT.sub(lambda found: found[1] or "", text))
    try:
        return json.loads(bare)
    except ValueError:
        return {name: _word(value) for name, value in _YAML_LINE.findall(text)} or None


def _word(value: str) -> Any:
    bare = value.strip("'\"")
    return {"true": True, "false": False}.get(bare, int(bare) if bare.isdecimal() else bare)
