"""Resolved settings of one folder: every value is there, none is optional."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs


class ModelUse(StrEnum):
    """Which model origin may be used."""

    OFF = "off"
    LOCAL = "local"
    REMOTE = "remote"


class Background(StrEnum):
    """What may be generated before anyone asks."""

    OFF = "off"
    PATTERNS = "patterns"
    ALL = "all"


class Apply(StrEnum):
    """What an on-demand fix may do in a client without preview."""

    ASK = "ask"
    PROVED = "proved"


class Publish(StrEnum):
    """Which of our own findings are published as diagnostics."""

    AUTO = "auto"
    TESTS = "tests"
    ALL = "all"
    NONE = "none"


class GateMode(StrEnum):
    """What a gate does when it finds something."""

    ON = "on"
    ASK = "ask"
    OFF = "off"


@attrs.frozen
class ModelBudget:
    """Hard limits; 0 means none may be spent."""

    tokens: int
    seconds: float
    money: float
    """US dollars."""


@attrs.frozen
class ModelSettings:
    """Which model, where, and how much of it."""

    use: ModelUse = ModelUse.OFF
    name: str = "claude-sonnet-5-5"
    larger_name: str = ""
    """Another model for what `name` could not solve; empty: none."""
    base_url: str = ""
    """Empty: the SDK's own resolution."""
    provider: str = "anthropic"
    attempts: int = 3
    per_fix: ModelBudget = ModelBudget(tokens=60_000, seconds=180.0, money=0.50)
    per_day: ModelBudget = ModelBudget(tokens=2_000_000, seconds=7_200.0, money=10.0)


@attrs.frozen
class CheckerOptions:
    """What a checker of the user's own prints, and for which languages it is meant."""

    format: str = "auto"
    """sarif, rdjson, json, auto, or an errorformat."""
    languages: tuple[str, ...] = ()
    """LSP language ids; empty: all."""


@attrs.frozen
class Settings:
    """Everything a folder's loop needs to know of what the user wants."""

    trusted: bool = False
    interpreter: str = ""
    """Empty: the project's environment, detected."""
    model: ModelSettings = ModelSettings()
    background: Background = Background.PATTERNS
    fix_on_save: bool = False
    apply: Apply = Apply.PROVED
    publish: Publish = Publish.AUTO
    checkers: tuple[str, ...] | None = None
    """None: detected."""
    checker_commands: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    checker_options: Mapping[str, CheckerOptions] = attrs.field(factory=dict)
    checkers_network: bool = False
    """Whether checkers may reach the network, where this machine can keep them from it."""
    server_commands: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    """Language servers to use as checkers; the command replaces the detected one."""
    server_options: Mapping[str, CheckerOptions] = attrs.field(factory=dict)
    tests_watch: bool = True
    tests_command: tuple[str, ...] = ()
    tests_network: bool = False
    """Whether tests may reach the network, where this machine can keep them from it."""
    tests_budget_seconds: float = 30.0
    learn_from_git: bool = True
    learn_hand_repairs: bool = True
    learn_lessons: bool = True
    """Whether lessons that Amends found by itself are used; taught ones always are."""
    gates: Mapping[str, GateMode] = attrs.field(factory=dict)
    mute: tuple[str, ...] = ()
    """Codes, ``source:code``, or ``path:GLOB``."""
    privacy_ignore: tuple[str, ...] = ()
    profile_team: str = ".amends/profile.toml"
    """The team layer, relative to the root; empty: none."""
    profile_url: str = ""
