from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from amends.core.settings import Background, GateMode, ModelUse, Publish, Settings
from amends.session.settings import merge_settings, read_workspace_settings


def check(user: Any = None, workspace: Any = None, notices: int = 0) -> Settings:
    merged = merge_settings([workspace or {}], [user or {}])
    assert len(merged.notices) == notices, merged.notices
    return merged.settings


@pytest.mark.parametrize(
    "raw",
    [
        {"model": {"use": "local"}, "fix": {"background": "off"}},
        {"model.use": "local", "fix.background": "off"},
        {"amends": {"model": {"use": "local"}, "fix.background": "off"}},
        {"amends.model.use": "local", "amends.fix.background": "off"},
    ],
)
def test_every_way_of_writing_means_the_same(raw: Any) -> None:
    settings = check(raw)
    assert settings.model.use is ModelUse.LOCAL
    assert settings.background is Background.OFF


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trusted", True),
        ("interpreter", "/tmp/evil"),
        ("model.use", "remote"),
        ("model.name", "other"),
        ("model.baseUrl", "http://evil"),
        ("model.budget.perDay", {"money": 1e9}),
        ("checkers.ruff.command", "evil"),
        ("servers.ty.command", ["evil"]),
        ("tests.command", "evil"),
        ("profile.url", "/tmp/p"),
    ],
)
def test_what_runs_or_sends_is_never_taken_from_a_workspace(name: str, value: Any) -> None:
    assert check(workspace={name: value}, notices=1) == Settings()
    assert check({name: value}) != Settings()


def test_a_workspace_may_keep_models_out_but_not_send_its_code_elsewhere() -> None:
    assert check(workspace={"model": {"use": "off"}}).model.use is ModelUse.OFF
    assert check(workspace={"model.use": "local"}).model.use is ModelUse.LOCAL
    assert check({"model.use": "remote"}, {"model.use": "off"}).model.use is ModelUse.REMOTE


def test_the_user_has_the_last_word() -> None:
    settings = check({"mute": ["E501"]}, {"mute": ["F401"], "publish.diagnostics": "all"})
    assert settings.mute == ("E501",)
    assert settings.publish is Publish.ALL


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fix.background", "always"),
        ("fix.onSave", "yes"),
        ("mute", "E501"),
        ("mute", 5),
        ("model.attempts", -1),
        ("model.budget.perFix", 3),
        ("tests.budgetSeconds", "long"),
        ("gates.size", "maybe"),
        ("no.such.setting", 1),
        ("profile.url", "postgresql://host/db"),
    ],
)
def test_a_wrong_value_is_a_notice_and_the_default_stays(name: str, value: Any) -> None:
    assert check({name: value}, notices=1) == Settings()


def test_null_means_absent() -> None:
    assert check({"interpreter": None, "model": None}) == Settings()


def test_gates_and_commands_are_named() -> None:
    settings = check({"gates": {"size": "ask"}, "checkers": {"use": ["ruff"], "ruff": {"command": "uvx ruff"}}})
    assert settings.gates == {"size": GateMode.ASK}
    assert settings.checkers == ("ruff",)
    assert settings.checker_commands == {"ruff": ("uvx", "ruff")}


def test_the_workspace_s_files_are_read_and_broken_ones_ignored(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.amends]\nmute = ["E501"]\n[tool.amends.fix]\nonSave = true\n')
    (tmp_path / ".amends").mkdir()
    (tmp_path / ".amends" / "settings.toml").write_text("mute = [\n")
    settings = merge_settings(read_workspace_settings(tmp_path), []).settings
    assert settings.mute == ("E501",)
    assert settings.fix_on_save
