"""One merge of all the channels settings come by.

Order, later wins: defaults, `[tool.amends]` in pyproject.toml, `.amends/settings.toml`, the client's
initializationOptions, the client's configuration, the command line. Names are the same everywhere; nested tables,
dotted keys and everything under one `amends` key mean the same. A setting marked user-only is taken from the user's
own channels, never from a file of the workspace: whoever can commit to a project must not choose what runs or where
code is sent. Wrong values and unknown names are notices, never failures; null means absent.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from amends.core.settings import GateMode, Settings
from amends.session.setting_table import SETTINGS, SettingSpec
from amends.session.tool_settings import tool_setting


@attrs.frozen
class MergedSettings:
    """The resolved settings and what the user should hear about them."""

    settings: Settings
    notices: tuple[str, ...] = ()


def merge_settings(workspace: Iterable[Mapping[str, Any]], user: Iterable[Mapping[str, Any]]) -> MergedSettings:
    """Resolve raw settings; `workspace` ones come from files in the folder and may not set user-only names."""
    settings, notices = Settings(), list[str]()
    layers = [(raw, False) for raw in workspace] + [(raw, True) for raw in user]
    for raw, from_user in layers:
        for name, value in flatten(raw).items():
            settings, notice = _applied(settings, name, value, from_user=from_user)
            if notice:
                notices.append(notice)
    return MergedSettings(settings, tuple(dict.fromkeys(notices)))


def read_workspace_settings(root: Path) -> tuple[Mapping[str, Any], ...]:
    """Raw settings from `pyproject.toml` and `.amends/settings.toml`; a file that is no TOML counts as empty."""
    project = _read_toml(root / "pyproject.toml").get("tool", {})
    amends = project.get("amends", {}) if isinstance(project, Mapping) else {}
    return (amends if isinstance(amends, Mapping) else {}, _read_toml(root / ".amends" / "settings.toml"))


def flatten(raw: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables as dotted names, without a leading `amends.`; a table that is itself a value stays whole."""
    flat: dict[str, Any] = {}
    for key, value in raw.items():
        name = f"{prefix}{key}".removeprefix("amends.")
        if name == "amends" and isinstance(value, Mapping):
            flat.update(flatten(value))
        elif isinstance(value, Mapping) and name not in SETTINGS:
            flat.update(flatten(value, f"{name}."))
        elif value is not None:
            flat[name] = value
    return flat


def _applied(settings: Settings, name: str, value: Any, *, from_user: bool) -> tuple[Settings, str]:
    spec = SETTINGS.get(name) or _pattern_spec(name)
    if spec is None:
        return settings, f"Amends does not know the setting {name}; it is ignored."
    if not from_user and (spec.user_only or _is_users_own(name, value)):
        return settings, f"The setting {name} is read from your own settings only, not from the workspace."
    try:
        return spec.apply(settings, value), ""
    except (TypeError, ValueError, KeyError):
        return settings, f"The setting {name} has a value it cannot take ({value!r}); the default is used."


def _is_users_own(name: str, value: Any) -> bool:
    """A project may keep models out or on this machine; sending its code elsewhere is the user's decision alone."""
    return name == "model.use" and bool(value == "remote")


def _pattern_spec(name: str) -> SettingSpec | None:
    parts = name.split(".")
    match parts:
        case ["checkers" | "servers" as kind, tool, setting] if known := tool_setting(kind, tool, setting):
            return known
        case ["gates", gate]:
            return SettingSpec(lambda settings, value: _with_gate(settings, gate, value))
        case ["trace", "server"]:
            return SettingSpec(lambda settings, _value: settings)
    # The extension's own settings (where the server is) reach us with the rest and are none of ours.
    return SettingSpec(lambda settings, _value: settings) if parts[0] == "server" else None


def _with_gate(settings: Settings, gate: str, value: Any) -> Settings:
    return attrs.evolve(settings, gates={**settings.gates, gate: GateMode(value)})


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
