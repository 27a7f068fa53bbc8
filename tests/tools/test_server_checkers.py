"""Language servers as checkers: real ones, and one that misbehaves in every way."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from pathlib import Path

import attrs
import psutil
import pytest

from amends.core.errors import ToolCrashedError, ToolError, ToolTimeoutError
from amends.core.problems import Severity
from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.uris import path_to_uri
from amends.tools.checkers.checker import View
from amends.tools.checkers.detection import detect_checkers
from amends.tools.checkers.server_checker import ServerChecker
from amends.tools.checkers.serverspec import ServerSpec
from amends.tools.checkers.toolspec import Home
from amends.verifying.shadow import Shadow

ODD = Path(__file__).parents[1] / "support" / "odd_server.py"
SHOP = "def total(n: int) -> int:\n    return n\n"
WRONG = 'def total(n: str) -> int:\n    return "é😀"[n]\n'


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path_factory.mktemp("home")))


def document(root: Path, name: str, text: str) -> Document:
    return Document(path_to_uri(root / name), "python", Text(text))


@pytest.mark.parametrize("server", ["ty", "basedpyright"])
async def test_a_real_server_judges_texts_that_are_not_saved_and_what_imports_them(server: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.{server}]\n")
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "cart.py").write_text("import shop\n\nshop.total(1)\n")
    detected = detect_checkers(tmp_path, Settings(trusted=True), Path(sys.executable), Shadow(tmp_path))
    [checker] = detected.checkers
    assert isinstance(checker, ServerChecker)
    assert checker.name == server
    try:
        for text, expected in ((SHOP, set()), (WRONG, {"shop.py", "cart.py"}), (SHOP, set())):
            run = await checker.look(View(tmp_path, (document(tmp_path, "shop.py", text),)))
            wrong = [problem for problem in run.problems if problem.severity is Severity.ERROR]
            assert {problem.uri.rpartition("/")[2] for problem in wrong} == expected
        assert checker.session
        assert checker.session.memory_bytes > 1_000_000
        assert "shop.py" in run.command
    finally:
        await checker.close()


async def test_a_servers_own_quick_fix_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "ty.toml").touch()
    text = "import sys\n\nx = Path('a')\n"
    (tmp_path / "a.py").write_text(text)
    detected = detect_checkers(tmp_path, Settings(trusted=True), Path(sys.executable), Shadow(tmp_path))
    [checker] = detected.checkers
    assert isinstance(checker, ServerChecker)
    try:
        it = document(tmp_path, "a.py", text)
        view = View(tmp_path, (it,))
        problem = next(one for one in (await checker.look(view)).problems if one.code == "unresolved-reference")
        fixes = await checker.proposals(problem, it, view)
        texts = [it.text.edited(fix.edits).content for fix in fixes]
        assert any("from pathlib import Path" in text for text in texts), [fix.message for fix in fixes]
    finally:
        await checker.close()


@attrs.define
class Time:
    """A clock that is set by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


Make = Callable[..., ServerChecker]


@pytest.fixture
async def odd(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[ServerChecker] = []

    def make(how: str, seconds: float = 3.0, clock: Time | None = None) -> ServerChecker:
        spec = ServerSpec(
            name="odd",
            languages=frozenset({"python"}),
            program="",
            arguments=(),
            home=Home.PATH,
            seconds=seconds,
            ready=("odd/status", "is", "ready") if how.startswith("reads") else None,
        )
        command = (sys.executable, str(ODD), how, str(tmp_path / "note"))
        made.append(ServerChecker(spec, command, tmp_path, None, clock or Time()))
        return made[-1]

    yield make
    for checker in made:
        await checker.close()
    assert not [child for child in psutil.Process().children() if str(ODD) in " ".join(child.cmdline())]


async def said(checker: ServerChecker, root: Path, text: str) -> list[str]:
    run = await checker.look(View(root, (document(root, "a.py", text),)))
    return [problem.message for problem in run.problems]


@pytest.mark.parametrize("how", ["well", "late", "unversioned", "reads the project"])
async def test_an_answer_counts_only_for_the_text_it_was_made_for(how: str, odd: Make, tmp_path: Path) -> None:
    checker = odd(how, 30.0)
    assert await said(checker, tmp_path, "bad 1\n") == ["said of 'bad 1\\n'"]
    assert await said(checker, tmp_path, "good\n") == []
    assert await said(checker, tmp_path, "bad 2\n") == ["said of 'bad 2\\n'"]
    assert checker.session
    assert checker.session.version == "odd 1"


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("crash", ToolCrashedError),
        ("hang", ToolTimeoutError),
        ("no handshake", ToolTimeoutError),
        ("garbage", ToolCrashedError),
        ("huge", ToolError),
        ("flood", ToolTimeoutError),
        ("wrong version", ToolTimeoutError),
        ("odd findings", ToolCrashedError),
        ("reads for ever", ToolTimeoutError),
    ],
)
async def test_a_server_that_misbehaves_is_never_clean_and_is_ended(
    how: str, error: type[ToolError], odd: Make, tmp_path: Path
) -> None:
    checker = odd(how)
    with pytest.raises(error) as caught:
        await said(checker, tmp_path, "bad\n")
    assert "odd" in caught.value.sentence
    assert str(ODD) in caught.value.command
    assert checker.session is None


async def test_a_crashed_server_rests_and_is_then_started_again(odd: Make, tmp_path: Path) -> None:
    clock = Time()
    checker = odd("crash once", 30.0, clock)
    with pytest.raises(ToolCrashedError):
        await said(checker, tmp_path, "bad\n")
    with pytest.raises(ToolCrashedError, match="a little later"):
        await said(checker, tmp_path, "bad\n")
    clock.now = 2.0
    assert await said(checker, tmp_path, "bad\n") == ["said of 'bad\\n'"]


async def test_each_failure_makes_the_rest_longer(odd: Make, tmp_path: Path) -> None:
    clock = Time()
    checker = odd("crash", 30.0, clock)
    failed_at = []
    while len(failed_at) < 4:
        with pytest.raises(ToolCrashedError) as caught:
            await said(checker, tmp_path, "bad\n")
        if "a little later" not in caught.value.sentence:
            failed_at.append(clock.now)
        clock.now += 0.5
    rests = [later - earlier for earlier, later in pairwise(failed_at)]
    assert rests == [1.0, 2.0, 4.0]


async def test_a_server_that_died_unasked_is_started_again_at_once(odd: Make, tmp_path: Path) -> None:
    checker = odd("well", 30.0)
    assert await said(checker, tmp_path, "good\n") == []
    [child] = [child for child in psutil.Process().children() if str(ODD) in " ".join(child.cmdline())]
    child.kill()
    assert checker.session
    while checker.session.running:
        await asyncio.sleep(0.01)
    assert await said(checker, tmp_path, "bad\n") == ["said of 'bad\\n'"]


async def test_any_server_by_its_command(tmp_path: Path) -> None:
    command = (sys.executable, str(ODD), "well", "/dev/null")
    settings = Settings(trusted=True, server_commands={"mine": command})
    [checker] = detect_checkers(tmp_path, settings, None, Shadow(tmp_path)).checkers
    assert checker.name == "mine"
    try:
        run = await checker.look(View(tmp_path, (document(tmp_path, "a.py", "bad\n"),)))
        assert [problem.source for problem in run.problems] == ["mine"]
    finally:
        await checker.close()
