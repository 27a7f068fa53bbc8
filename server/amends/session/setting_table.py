"""Every setting by its name: who may set it, and what it does to the resolved settings."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from amends.core.settings import Apply, Background, ModelBudget, ModelUse, Publish, Settings


@attrs.frozen
class SettingSpec:
    """How one raw value changes the settings; raises TypeError or ValueError for what it cannot take."""

    apply: Callable[[Settings, Any], Settings]
    user_only: bool = False


def _field(name: str, parse: Callable[[Any], Any], *, user_only: bool = False) -> SettingSpec:
    return SettingSpec(lambda settings, value: attrs.evolve(settings, **{name: parse(value)}), user_only)


def _model(name: str, parse: Callable[[Any], Any], *, user_only: bool = False) -> SettingSpec:
    def apply(settings: Settings, value: Any) -> Settings:
        return attrs.evolve(settings, model=attrs.evolve(settings.model, **{name: parse(value)}))

    return SettingSpec(apply, user_only)


def _budget(name: str) -> SettingSpec:
    def apply(settings: Settings, value: Any) -> Settings:
        if not isinstance(value, Mapping):
            raise TypeError(name)
        old: ModelBudget = getattr(settings.model, name)
        new = ModelBudget(
            tokens=_whole(value.get("tokens", old.tokens)),
            seconds=_number(value.get("seconds", old.seconds)),
            money=_number(value.get("money", old.money)),
        )
        change: dict[str, Any] = {name: new}
        return attrs.evolve(settings, model=attrs.evolve(settings.model, **change))

    return SettingSpec(apply, user_only=True)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise TypeError(value)
    return float(value)


def _whole(value: Any) -> int:
    return int(_number(value))


def _attempts(value: Any) -> int:
    return min(max(_whole(value), 1), 10)


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not all(isinstance(item, str) for item in value):
        raise TypeError(value)
    return tuple(value)


def _command(value: Any) -> tuple[str, ...]:
    return tuple(shlex.split(value)) if isinstance(value, str) else _names(value)


def _checkers(value: Any) -> tuple[str, ...] | None:
    return None if value == "detected" else _names(value)


def _watch(value: Any) -> bool:
    return True if value == "detected" else _flag(value)


def _local_profile(value: Any) -> str:
    url = _text(value)
    if "://" in url and not url.startswith(("sqlite:", "file:")):
        raise ValueError(url)  # PostgreSQL comes with the team issue; better refused than silently local
    return url


SETTINGS: Mapping[str, SettingSpec] = {
    "trusted": _field("trusted", _flag, user_only=True),
    "interpreter": _field("interpreter", _text, user_only=True),
    "model.use": _model("use", ModelUse),
    "model.name": _model("name", _text, user_only=True),
    "model.largerName": _model("larger_name", _text, user_only=True),
    "model.baseUrl": _model("base_url", _text, user_only=True),
    "model.provider": _model("provider", _text, user_only=True),
    "model.attempts": _model("attempts", _attempts),
    "model.budget.perFix": _budget("per_fix"),
    "model.budget.perDay": _budget("per_day"),
    "fix.background": _field("background", Background),
    "fix.onSave": _field("fix_on_save", _flag),
    "fix.apply": _field("apply", Apply),
    "publish.diagnostics": _field("publish", Publish),
    "checkers.use": _field("checkers", _checkers),
    "checkers.network": _field("checkers_network", _flag, user_only=True),
    "tests.watch": _field("tests_watch", _watch),
    "tests.command": _field("tests_command", _command, user_only=True),
    "tests.network": _field("tests_network", _flag, user_only=True),
    "tests.budgetSeconds": _field("tests_budget_seconds", _number),
    "learn.fromGit": _field("learn_from_git", _flag),
    "learn.handRepairs": _field("learn_hand_repairs", _flag),
    "learn.lessons": _field("learn_lessons", _flag),
    "mute": _field("mute", _names),
    "privacy.ignore": _field("privacy_ignore", _names),
    "profile.team": _field("profile_team", _text),
    "profile.url": _field("profile_url", _local_profile, user_only=True),
}
