"""Test runners that come from a package index: vitest from npm, Go from PyPI."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.tools.testrunners.testrunner import TestPlace
from support.test_projects import (
    check_copy,
    check_runs,
    install_vitest,
    made_project,
    put_our_programs_first,
    runner_of,
)

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path / "home"))


async def test_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    put_our_programs_first(monkeypatch)
    root = tmp_path / "project"
    made_project("go", root)
    caches = Path(str(request.config.cache.mkdir("go")))
    await check_runs("go", runner_of("go", root, tmp_path), root, caches)


@pytest.mark.parametrize("whole", [True, False], ids=["all behind one link", "a link for each"])
async def test_vitest_and_its_packages_in_a_copy(
    tmp_path: Path, request: pytest.FixtureRequest, *, whole: bool
) -> None:
    root = tmp_path / "project"
    case = made_project("vitest", root)
    packages = install_vitest(Path(str(request.config.cache.mkdir("vitest"))))
    if whole:
        (root / "node_modules").symlink_to(packages)
    else:
        (root / "node_modules").mkdir()
        for package in packages.iterdir():
            (root / "node_modules" / package.name).symlink_to(package)
    await check_copy(root, case)
    await check_runs("vitest", runner_of("vitest", root, tmp_path), root, tmp_path)
    assert TestPlace(root, root).copied is False
