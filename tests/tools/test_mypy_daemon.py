"""mypy's daemon: it says what mypy says, of any sequence of texts, and when it cannot, mypy does."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import attrs
import psutil
import pytest

from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.uris import path_to_uri
from amends.tools.checkers.checker import CheckerRun, View
from amends.tools.checkers.command_checker import CommandChecker
from amends.tools.checkers.confinement import Confinement
from amends.tools.checkers.detection import detect_checkers
from amends.tools.checkers.mypy_checker import MypyChecker
from amends.verifying.shadow import Shadow

PROJECT = {
    "mypy.ini": "[mypy]\nwarn_unused_ignores = true\nnum_workers = 2\n",
    "shop/__init__.py": "",
    "shop/orders.py": "def total(n: int) -> int:\n    return n\n",
    "shop/cart.py": "from shop.orders import total\n\ntotal(1)\n",
    "shop/far.py": "import shop.cart\n\nx: int = 'far'\n",
    "one/run.py": "y: int = 'one'\n",
    "two/run.py": "y: int = 2\n",
}
HOWS = ("hangs", "configured", "idle")
TRUSTED = Settings(trusted=True)
CART, RIGHT = PROJECT["shop/cart.py"], PROJECT["shop/orders.py"]
TEXT = "def total(n: str) -> int:\n    return n\n"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path_factory.mktemp("home")))


@attrs.frozen
class Both:
    """The checker of a project, and the same tool as a command that nothing has warmed."""

    root: Path
    warm: MypyChecker
    cold: CommandChecker
    said: list[list[str]] = attrs.field(factory=list)

    async def agree(self, **texts: str) -> set[str]:
        """What both find in these texts."""
        found = await self.warm_finds(**texts)
        assert shown(await self.cold.look(self.view(**texts))) == self.said[-1]
        return found

    async def warm_finds(self, **texts: str) -> set[str]:
        """What the one finds."""
        run = await self.warm.look(self.view(**texts))
        self.said.append(shown(run))
        return {f"{problem.uri.rpartition('/')[2]} {problem.code}" for problem in run.problems}

    def view(self, **texts: str) -> View:
        """These texts: ``shop__orders`` is ``shop/orders.py``."""
        return View(self.root, tuple(self.document(name, text) for name, text in texts.items()))

    def document(self, name: str, text: str) -> Document:
        return Document(path_to_uri(self.root / f"{name.replace('__', '/')}.py"), "python", Text(text))

    async def warmed(self) -> None:
        assert await self.warm.warmed_up(View(self.root, (self.document("shop__orders", RIGHT),))), self.warm.refusal


def shown(run: CheckerRun) -> list[str]:
    return sorted(f"{one.uri.rpartition('/')[2]}:{one.range} {one.code} {one.message}" for one in run.problems)


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def found(root: Path, settings: Settings = TRUSTED) -> MypyChecker:
    [checker] = detect_checkers(root, settings, Path(sys.executable), Shadow(root)).checkers
    assert isinstance(checker, MypyChecker)
    return checker


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    root = tmp_path / "shop project"
    write(root, PROJECT)
    warm = found(root)
    cold = CommandChecker(warm.spec, warm.command, root, Shadow(root), Confinement(root), Path(sys.executable))
    yield Both(root, warm, cold)
    await warm.close()
    await cold.close()
    assert not daemons()


def daemons() -> list[psutil.Process]:
    return [it for it in psutil.Process().children(recursive=True) if "amends_dmypy" in " ".join(it.cmdline())]


async def test_the_daemon_says_what_mypy_says_whatever_comes(both: Both) -> None:
    await both.warmed()
    assert both.warm.memory_bytes > 10_000_000
    orders = both.root / "shop/orders.py"
    broken, far = {"orders.py return-value", "cart.py arg-type"}, {"far.py assignment"}
    assert await both.agree(shop__orders=TEXT) == broken
    assert await both.agree(shop__orders=RIGHT) == set()
    assert await both.agree(shop__orders=TEXT, shop__cart="import shop.orders\n") == {"orders.py return-value"} | far
    assert await both.agree(shop__orders=RIGHT) == set(), "what only another question brought in is not told"
    orders.write_text(TEXT)
    assert await both.agree(shop__cart=CART) == broken | far, "saved by somebody"
    orders.write_text(TEXT.replace("str", "int"))
    assert await both.warm_finds(shop__cart=CART) == far, "of one size, in one second: mypy itself may miss that"
    os.utime(orders, (1, 1))
    assert await both.agree(shop__cart=CART) == far
    write(both.root, {"shop/new.py": "def f() -> str:\n    return ''\n"})
    assert await both.agree(shop__cart="from shop.new import f\n\nf(1)\n") == {"cart.py call-arg"} | far
    (both.root / "shop/new.py").unlink()
    assert await both.agree(shop__cart="from shop.new import f\n") == {"cart.py import-not-found"} | far
    assert await both.agree(shop__cart="x = 1  # type: ignore\n") == {"cart.py unused-ignore"} | far
    assert await both.agree(shop__cart="def f(:\n") == {"cart.py syntax"}
    assert await both.agree(shop__cart=CART) == far
    assert daemons(), both.warm.refusal


@pytest.mark.slow
async def test_files_that_nobody_asks_about_this_time_change_no_answer(both: Both) -> None:
    await both.warmed()
    assert await both.warm_finds(one__run=PROJECT["one/run.py"]) == {"run.py assignment"}
    assert await both.warm_finds(two__run="y: str = 2\n") == {"run.py assignment"}, "two modules of one name"
    (both.root / "two/run.py").write_text("def f(:\n")
    assert await both.warm_finds(shop__orders=TEXT) == {"orders.py return-value", "cart.py arg-type"}
    assert daemons(), both.warm.refusal


async def test_a_file_that_is_not_there_yet_is_left_to_mypy_itself(both: Both) -> None:
    await both.warmed()
    assert await both.warm_finds(shop__fresh="import shop.orders\n\nshop.orders.total('')\n") == {"fresh.py arg-type"}
    assert await both.warm_finds(shop__orders=TEXT) == {"orders.py return-value", "cart.py arg-type"}


@pytest.mark.slow
async def test_a_project_behind_a_link_is_judged_alike(both: Both, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(both.root)
    root = tmp_path / "linked"
    linked = attrs.evolve(both, root=root, warm=found(root), cold=both.cold)
    try:
        await linked.warmed()
        for text, expected in ((TEXT, 2), (RIGHT, 0), (TEXT, 2)):
            run = await linked.warm.look(View(root, (linked.document("shop__orders", text),)))
            assert len(run.problems) == expected
            assert all(str(root) in problem.uri.replace("%20", " ") for problem in run.problems)
        assert daemons()
    finally:
        await linked.warm.close()


@pytest.mark.slow
async def test_it_is_started_when_mypy_is_asked_again_and_again(both: Both) -> None:
    for number in range(3):
        assert not daemons()
        await both.warm_finds(shop__orders=f"{TEXT}# {number}\n")
    while not both.warm.memory_bytes:
        assert not both.warm.refusal
        await asyncio.sleep(0.05)
    await both.warm_finds(shop__orders=TEXT)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["killed", *(pytest.param(it, marks=pytest.mark.slow) for it in HOWS)])
async def test_a_daemon_that_is_of_no_use_any_more_is_ended_and_mypy_answers(how: str, both: Both) -> None:
    await both.warmed()
    process, patience = daemons()[-1], both.warm.daemon_seconds
    if how == "killed":
        process.kill()
    elif how == "hangs":
        process.send_signal(signal.SIGSTOP)
        both.warm.daemon_seconds = 2.0
    elif how == "configured":
        (both.root / "mypy.ini").write_text("[mypy]\ncheck_untyped_defs = true\n")
    else:
        async with both.warm._lock:
            await both.warm._end_all()
    text = f"{RIGHT}\n\ndef f():\n    return 1 + ''\n"
    assert await both.warm_finds(shop__orders=text) == ({"orders.py operator"} if how == "configured" else set())
    assert not psutil.pid_exists(process.pid) or process.status() == psutil.STATUS_ZOMBIE
    both.warm.daemon_seconds = patience
    await both.warmed()


@pytest.mark.parametrize(
    ("files", "settings", "reason"),
    [
        ({"mypy.ini": "[mypy]\nlocal_partial_types = false\n"}, TRUSTED, "local"),
        ({"mypy.ini": "[mypy]\nfollow_imports = silent\n"}, TRUSTED, "follow-imports"),
        (
            {"mypy.ini": "[mypy]\n"},
            Settings(trusted=True, checker_commands={"mypy": (sys.executable, "-m", "mypy")}),
            "no Python script",
        ),
    ],
)
async def test_where_the_daemon_cannot_be_had_mypy_answers_and_the_reason_is_known(
    files: Mapping[str, str], settings: Settings, reason: str, tmp_path: Path
) -> None:
    write(tmp_path, {**files, "a.py": "x: int = ''\n"})
    checker = found(tmp_path, settings)
    try:
        view = View(tmp_path, (Document(path_to_uri(tmp_path / "a.py"), "python", Text("x: int = ''\n")),))
        assert not await checker.warmed_up(view)
        assert reason in checker.refusal
        assert [problem.code for problem in (await checker.look(view)).problems] == ["assignment"]
    finally:
        await checker.close()


@pytest.mark.slow
async def test_nobody_waiting_any_more_leaves_the_daemon_as_it_was(both: Both) -> None:
    await both.warmed()
    for number in range(5):
        look = asyncio.create_task(
            both.warm.look(View(both.root, (both.document("shop__orders", f"{TEXT}#{number}"),)))
        )
        await asyncio.sleep(number / 1000)
        look.cancel()
        await asyncio.gather(look, return_exceptions=True)
    pids = {process.pid for process in daemons()}
    assert await both.warm_finds(shop__orders=TEXT) == {"orders.py return-value", "cart.py arg-type"}
    assert {process.pid for process in daemons()} == pids
    assert not list((both.warm._caches[both.root] / "texts").iterdir())
