"""Each known checker, run for real on a small project: what it finds, where, and what it proposes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest

from amends.core.errors import ToolCrashedError, ToolError, ToolMissingError, ToolTimeoutError
from amends.core.settings import CheckerOptions, Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.platform.files import language_of
from amends.platform.uris import path_to_uri
from amends.tools.checkers.checker import CheckerRun, View
from amends.tools.checkers.command_checker import CommandChecker
from amends.tools.checkers.detection import detect_checkers
from amends.verifying.shadow import Shadow
from support.node_tools import node_modules
from support.processes import works

PYTHON = Path(sys.executable)
DEBIANS_GO = sorted(Path("/usr/lib").glob("go-1.*/bin"))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_HOME", str(tmp_path_factory.mktemp("home")))


@attrs.frozen
class Case:
    """A project on disk, one text of it that is not saved, and what one tool says of that."""

    tool: str
    files: Mapping[str, str]
    name: str
    text: str
    found: set[str]
    """``path:line:column code`` from one, of everything found."""
    fixed: str = ""
    """The text after all the tool's own fixes."""


CASES = [
    Case(
        "mypy",
        {
            "mypy.ini": "[mypy]\n",
            "shop.py": "def total(n: int) -> int:\n    return n\n",
            "cart.py": "import shop\nshop.total(1)\n",
        },
        "shop.py",
        "def total(n: str) -> int:\n    return n\n",
        {"shop.py:2:12 return-value", "cart.py:2:12 arg-type"},
    ),
    Case(
        "mypy",
        {
            "pyproject.toml": "[tool.mypy]\nstrict_optional = true\nnum_workers = 4\n",
            "pkg/__init__.py": "from .a import f\n",
            "pkg/a.py": "",
            "use.py": "from pkg import f\nf()\n",
        },
        "pkg/a.py",
        "def f(x: int) -> None: ...\n",
        {"use.py:2:1 call-arg"},
    ),
    Case(
        "pyrefly",
        {
            "pyrefly.toml": "",
            "shop.py": "def total(n: int) -> int:\n    return n\n",
            "cart.py": "import shop\nshop.total(1)\n",
        },
        "shop.py",
        "def total(n: str) -> int:\n    return n\n",
        {"shop.py:2:12 bad-return", "cart.py:2:12 bad-argument-type"},
    ),
    Case(
        "pylint",
        {".pylintrc": "[MAIN]\ndisable=missing-docstring\n", "a.py": ""},
        "a.py",
        "import os\n",
        {"a.py:1:1 unused-import"},
    ),
    Case("flake8", {".flake8": "", "a.py": ""}, "a.py", "x = (1,\n", {"a.py:1:6 E999"}),
    Case("flake8", {"setup.cfg": "[flake8]\nignore = E501\n", "a.py": ""}, "a.py", "import os\n", {"a.py:1:1 F401"}),
    Case(
        "eslint",
        {"eslint.config.js": 'module.exports = [{rules: {"prefer-const": "error", eqeqeq: "error"}}];\n', "a.js": ""},
        "a.js",
        'let é = "😀"; console.log(é == 1);\n',
        {"a.js:1:5 prefer-const", "a.js:1:28 eqeqeq"},
        'const é = "😀"; console.log(é === 1);\n',
    ),
    Case(
        "tsc",
        {
            "tsconfig.json": '{"compilerOptions": {"strict": true, "types": []}}',
            "a.ts": "export function f(): void {}\n",
            "b.ts": 'import { f } from "./a";\nf();\n',
        },
        "a.ts",
        "export function f(x: number): string { return x; }\n",
        {"a.ts:1:40 TS2322", "b.ts:2:1 TS2554"},
    ),
    Case(
        "tsc",
        {
            "tsconfig.json": '{"compilerOptions": {"checkJs": true, "strict": true, "noEmit": true, "types": []}}',
            "a.js": "export function f() {}\n",
            "b.js": 'import { f } from "./a";\nf();\n',
        },
        "a.js",
        "/** @param {number} x */\nexport function f(x) { return x.y; }\n",
        {"a.js:2:33 TS2339", "b.js:2:1 TS2554"},
    ),
    Case(
        "biome",
        {"biome.json": "{}", "a.js": ""},
        "a.js",
        "if (a == 1) b();\n",
        {"a.js:1:7 lint/suspicious/noDoubleEquals"},
        "if (a === 1) b();\n",
    ),
    Case(
        "go vet",
        {
            "go.mod": "module example.com/x\n\ngo 1.21\n",
            "a.go": "package x\n\nfunc F() {}\n",
            "b.go": "package x\n\nfunc G() { F() }\n",
        },
        "a.go",
        "package x\n\nfunc F(n int) {}\n",
        {"b.go:3:14 compile"},
    ),
    Case(
        "go vet",
        {"go.mod": "module example.com/x\n\ngo 1.21\n", "a.go": ""},
        "a.go",
        'package x\n\nimport "fmt"\n\nfunc F() { fmt.Printf("%d", "é") }\n',
        {"a.go:5:24 printf"},
    ),
    Case(
        "cargo check",
        {"Cargo.toml": '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n', "src/lib.rs": ""},
        "src/lib.rs",
        'pub fn f() { let mut é = 1; println!("{}", é); }\n',
        {"src/lib.rs:1:18 unused_mut"},
        'pub fn f() { let é = 1; println!("{}", é); }\n',
    ),
    Case(
        "clippy",
        {
            "Cargo.toml": '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n[lints.clippy]\nall = "warn"\n',
            "src/lib.rs": "",
        },
        "src/lib.rs",
        "pub fn f(v: &str) -> bool { v.len() == 0 }\n",
        {"src/lib.rs:1:29 clippy::len_zero"},
        "pub fn f(v: &str) -> bool { v.is_empty() }\n",
    ),
    Case(
        "javac",
        {"src/A.java": "class A { void f() {} }\n", "src/B.java": "class B { void g() { new A().f(); } }\n"},
        "src/A.java",
        "class A { void f(int n) {} }\n",
        {"src/B.java:1:29 compiler"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.tool}-{case.name}")
async def test_what_a_tool_finds_in_a_text_that_is_not_saved(case: Case, tmp_path: Path) -> None:
    checker = checker_of(case.tool, tmp_path, case.files)
    before = contents(tmp_path)
    run = await look(checker, tmp_path, case.name, case.text)
    assert found_in(run, tmp_path) == case.found
    if case.fixed:
        edits = [edit for problem in run.problems if problem.tool_fix for edit in problem.tool_fix.edits]
        assert Text(case.text).edited(edits).content == case.fixed
    assert {problem.source for problem in run.problems} == {case.tool}
    assert run.command
    # What is saved is judged, not what was laid over it before; and nothing in the folder has changed.
    saved = await look(checker, tmp_path, case.name, case.files[case.name])
    assert not found_in(saved, tmp_path) & case.found
    assert contents(tmp_path) == before
    await checker.close()


async def test_javac_does_not_blame_what_a_missing_library_would_have_brought(tmp_path: Path) -> None:
    files = {"src/A.java": "class A {}\n", "test/ATest.java": "import org.junit.Test;\nclass ATest {}\n"}
    checker = checker_of("javac", tmp_path, {**files, "B.java": "class B {}\n"})
    text = "import org.junit.Test;\nclass ATest {\n  @Test void a() { assertEquals(1, 1); }\n}\n"
    assert found_in(await look(checker, tmp_path, "test/ATest.java", text), tmp_path) == {
        "test/ATest.java:1:17 compiler"
    }
    wrong = "class A { int f() { return g(); } }\n"
    assert "src/A.java:1:28 compiler" in found_in(await look(checker, tmp_path, "src/A.java", wrong), tmp_path)
    await checker.close()


@pytest.mark.slow
async def test_go_vet_sees_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    checker = checker_of("go vet", tmp_path, {"go.mod": "module example.com/x\n\ngo 1.19\n", "a.go": "package x\n"})
    text = 'package x\n\nimport "fmt"\n\nfunc F() { fmt.Printf("%d", "x") }\n'
    assert found_in(await look(checker, tmp_path, "new.go", text), tmp_path) == {"new.go:5:24 printf"}
    assert not found_in(await look(checker, tmp_path, "new.go", text.replace("%d", "%s")), tmp_path)
    await checker.close()


@pytest.mark.slow
async def test_staticcheck_as_debian_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, places = shutil.which("go-staticcheck"), DEBIANS_GO
    if not (program and places):
        pytest.skip("go-staticcheck and the Go it understands are not installed on this machine")
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, places), os.environ["PATH"]]))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "staticcheck").symlink_to(program)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    root = tmp_path / "project"
    root.mkdir()
    files = {"go.mod": "module example.com/x\n\ngo 1.19\n", "staticcheck.conf": "", "a.go": "package x\n"}
    checker = checker_of("staticcheck", root, files)
    text = (
        'package x\n\nimport "strings"\n\nfunc F(s string) bool { return strings.Index(s, "x") != -1 }\n\nfunc g() {}\n'
    )
    run = await look(checker, root, "a.go", text)
    assert found_in(run, root) == {"a.go:5:32 S1003", "a.go:7:6 U1000"}
    assert not (await look(checker, root, "a.go", files["a.go"])).problems
    await checker.close()


@pytest.mark.parametrize(
    ("tool", "config", "content"),
    [
        ("eslint", "eslint.config.js", 'module.exports = [{files: ["**/*.ts"]}, {ignores: ["a.js"]}];'),
        ("biome", "biome.json", '{"files": {"includes": ["**", "!a.js"]}}'),
    ],
)
async def test_what_a_tool_was_told_to_leave_out_is_not_clean(
    tool: str, config: str, content: str, tmp_path: Path
) -> None:
    checker = checker_of(tool, tmp_path, {config: content, "a.js": ""})
    assert (await look(checker, tmp_path, "a.js", "let x = 1;\n")).ignored
    await checker.close()


async def test_a_broken_configuration_is_a_failure(tmp_path: Path) -> None:
    checker = checker_of("biome", tmp_path, {"biome.json": '{"linter": {"bad": 1}}', "a.js": ""})
    with pytest.raises(ToolCrashedError, match="biome failed"):
        await look(checker, tmp_path, "a.js", "let x = 1;\n")
    await checker.close()


def checker_of(tool: str, root: Path, files: Mapping[str, str]) -> CommandChecker:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    if tool in {"eslint", "tsc", "biome"}:
        (root / "node_modules").symlink_to(node_modules())
    program = {"go vet": "go", "cargo check": "cargo", "clippy": "cargo"}.get(tool, tool)
    if tool in {"cargo check", "clippy", "javac"} and not works(program):
        pytest.skip(f"{program} is not installed on this machine, or has no toolchain")
    detected = detect_checkers(root, Settings(trusted=True), PYTHON, Shadow(root))
    return next(checker for checker in detected.checkers if checker.name == tool)


async def look(checker: CommandChecker, root: Path, name: str, text: str) -> CheckerRun:
    path = root / name
    document = Document(path_to_uri(path), language_of(path), Text(text))
    assert checker.handles(document)
    return await checker.look(View(root, (document,)))


def found_in(run: CheckerRun, root: Path) -> set[str]:
    return {
        f"{problem.uri.removeprefix(path_to_uri(root) + '/')}:{problem.range.start.line + 1}"
        f":{problem.range.start.character + 1} {problem.code}"
        for problem in run.problems
    }


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and "node_modules" not in path.parts)
    return {str(path): path.read_bytes() for path in files}


SARIF = """{"version": "2.1.0", "runs": [{"results": [{"ruleId": "R1", "level": "error", "message": {"text": "no"},
"locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.txt"}, "region": {"startLine": 1, "startColumn": 3,
"endColumn": 4}}}], "fixes": [{"artifactChanges": [{"artifactLocation": {"uri": "a.txt"}, "replacements":
[{"deletedRegion": {"startLine": 1, "startColumn": 3, "endColumn": 4}, "insertedContent": {"text": "y"}}]}]}]}]}]}"""
RDJSON = """{"diagnostics": [{"message": "no", "location": {"path": "a.txt", "range": {"start": {"line": 1,
"column": 3}}}, "code": {"value": "R1"}}]}"""
ANSWERS = [
    (SARIF, "auto", "a.txt:1:3 R1"),
    (SARIF, "sarif", "a.txt:1:3 R1"),
    (RDJSON, "auto", "a.txt:1:3 R1"),
    ('[{"file": "a.txt", "line": 1, "col": 3, "rule": "R1", "msg": "no"}]', "auto", "a.txt:1:3 R1"),
    (
        '{"results": [{"path": "a.txt", "start": {"line": 1, "col": 3}, "check_id": "x", "message": "no"}]}',
        "json",
        "a.txt:1:3 x",
    ),
    (
        '{"errors": [{"filename": "a.txt", "messages": [{"line": 1, "column": 3, "code": "R1", "text": "no"}]}]}',
        "json",
        "a.txt:1:3 R1",
    ),
    ("a.txt:1:3: R1 not good", "auto", "a.txt:1:3 R1"),
    ("a.txt:1:3: error: not good [R1]", "auto", "a.txt:1:3 R1"),
    ("1,3 in a.txt> R1> not good", "%l\\,%c in %f> %n> %m", "a.txt:1:3 R1"),
    ("checking...\nR1 at a.txt(1)", "%-Gchecking%s,%n at %f(%l)", "a.txt:1:1 R1"),
]


@pytest.mark.parametrize(("answer", "form", "found"), ANSWERS)
async def test_any_tool_by_its_command_and_the_format_it_prints(
    answer: str, form: str, found: str, tmp_path: Path
) -> None:
    (tmp_path / "answer").write_text(answer)
    checker = configured(tmp_path, ["sh", "-c", "test -e a.txt && cat answer; exit 1", "{file}"], form)
    run = await look(checker, tmp_path, "a.txt", "a x\n")
    assert found_in(run, tmp_path) == {found}


async def test_a_configured_command_gets_the_text_by_standard_input_where_it_names_it(tmp_path: Path) -> None:
    command = ["sh", "-c", 'printf "%s:1:1: " "$0"; cat', "{name}"]
    run = await look(configured(tmp_path, command), tmp_path, "a.txt", "E7 hello\n")
    [problem] = run.problems
    assert (problem.code, problem.message) == ("E7", "hello")


def configured(root: Path, command: list[str], form: str = "auto") -> CommandChecker:
    (root / "a.txt").touch()
    options = {"mine": CheckerOptions(form)}
    settings = Settings(trusted=True, checker_commands={"mine": tuple(command)}, checker_options=options)
    [checker] = detect_checkers(root, settings, None, Shadow(root)).checkers
    return checker


BROKEN = {
    "crash": ("exit 3", ToolCrashedError),
    "crash in words": ("echo 'Error: no such option' >&2; exit 2", ToolCrashedError),
    "half an answer": ("printf '{\"runs\": ['", ToolCrashedError),
    "another shape": ("echo '{\"runs\": 7}'", ToolCrashedError),
    "a list of numbers": ("echo '[1, 2]'; exit 1", ToolCrashedError),
    "hang": ("sleep 600", ToolTimeoutError),
    "flood": ("yes 'a.txt: 1'", ToolError),
    "killed": ("kill -9 $$", ToolCrashedError),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_tool_that_misbehaves_is_never_clean(kind: str, tmp_path: Path) -> None:
    body, error = BROKEN[kind]
    checker = configured(tmp_path, ["sh", "-c", body, "{file}"])
    checker.spec = attrs.evolve(checker.spec, seconds=2.0)
    with pytest.raises(error) as caught:
        await look(checker, tmp_path, "a.txt", "x\n")
    assert "mine" in caught.value.sentence
    assert body.split()[0] in caught.value.command


async def test_a_command_that_is_not_there_says_so(tmp_path: Path) -> None:
    checker = configured(tmp_path, [str(tmp_path / "nowhere"), "{file}"])
    with pytest.raises(ToolMissingError):
        await look(checker, tmp_path, "a.txt", "x\n")
