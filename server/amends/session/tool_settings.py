"""The settings of single tools: ``checkers.<name>.…`` and ``servers.<name>.…``."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import attrs

from amends.core.settings import CheckerOptions, Settings
from amends.session.setting_table import SettingSpec
from amends.tools.checkers.formats.general import reader_of


def tool_setting(kind: str, tool: str, name: str) -> SettingSpec | None:
    """The spec of `<kind>.<tool>.<name>`, where kind is checkers or servers; None for a name there is not."""
    field = "checker" if kind == "checkers" else "server"
    match name:
        case "command":
            return SettingSpec(
                lambda settings, value: _commanded(settings, f"{field}_commands", tool, value), user_only=True
            )
        case "format" if field == "checker":
            return SettingSpec(
                lambda settings, value: _with_option(settings, f"{field}_options", tool, {"format": _format(value)})
            )
        case "languages":
            return SettingSpec(
                lambda settings, value: _with_option(settings, f"{field}_options", tool, {"languages": _names(value)})
            )
    return None


def _commanded(settings: Settings, field: str, tool: str, value: Any) -> Settings:
    command = tuple(shlex.split(value)) if isinstance(value, str) else _names(value)
    if not command:
        raise ValueError(tool)
    return _evolved(settings, field, {**getattr(settings, field), tool: command})


def _with_option(settings: Settings, field: str, tool: str, change: Mapping[str, Any]) -> Settings:
    known: Mapping[str, CheckerOptions] = getattr(settings, field)
    options = attrs.evolve(known.get(tool, CheckerOptions()), **change)
    return _evolved(settings, field, {**known, tool: options})


def _evolved(settings: Settings, field: str, value: object) -> Settings:
    change: dict[str, Any] = {field: value}
    return attrs.evolve(settings, **change)


def _format(value: Any) -> str:
    reader_of(value)
    return str(value)


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not all(isinstance(item, str) for item in value):
        raise TypeError(value)
    return tuple(value)
