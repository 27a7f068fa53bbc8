"""Does proof tell a repair from a wrong one? Seeded faults in real packages, judged as `amends prove` judges.

    python bench/mutants.py --work /tmp/mutants --each 34

Each package comes from the index as a source distribution. A function gets a seeded fault that some test of the package
kills; taking the fault back has to be *proved*, putting another killed fault of the same function in its place has to
*fail*. Judged cases are kept in WORK/PACKAGE.jsonl, so a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import os
import random
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from amends.cli.run import GlobalOptions
from amends.cli.workspace import opened_folder
from amends.core.verdicts import CheckState, Verdict
from amends.loop.folder import Folder
from amends.loop.proving import PatchedFiles, prove_patch
from amends.verifying.cache import AnswerCache

RESULTS = Path(__file__).parent / "results"
_MUTANTS_OF_A_FUNCTION = 6
_COMPARISONS = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Is: "is not",
    ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
_OPERATORS = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*", ast.Mod: "+", ast.BitAnd: "|", ast.BitOr: "&",
    ast.LShift: ">>", ast.RShift: "<<",
}  # fmt: skip


@attrs.frozen
class Package:
    """A package whose tests run offline and quickly."""

    name: str
    version: str
    sources: str
    """Glob of the modules that get faults."""
    needs: tuple[str, ...] = ()


PACKAGES = (
    Package("h11", "0.16.0", "h11/_*.py"),
    Package("inflection", "0.5.1", "inflection/*.py"),
    Package("itsdangerous", "2.2.0", "src/itsdangerous/*.py", ("freezegun",)),
    Package("humanize", "4.17.0", "src/humanize/*.py", ("freezegun", "humanize==4.17.0")),
)


@attrs.frozen
class Mutant:
    """One fault in one function."""

    path: Path
    function: str
    text: str
    what: str


def prepare(package: Package, work: Path) -> Path:
    """The unpacked package with an environment of its own for its tests."""
    folder = work / f"{package.name}-{package.version}"
    if not folder.exists():
        wanted = f"{package.name}=={package.version}"
        _run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary=:all:", "-d", str(work), wanted)
        [archive] = work.glob(f"{package.name}-{package.version}.tar.gz")
        with tarfile.open(archive) as file:
            file.extractall(work, filter="data")
    python = folder / ".venv/bin/python"
    if not python.exists():
        _run(sys.executable, "-m", "venv", str(folder / ".venv"))
        _run(str(python), "-m", "pip", "install", "-q", "pytest", *package.needs)
    return folder


def _run(*command: str) -> None:
    subprocess.run(command, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})


def mutants_of(path: Path, content: str) -> Iterator[Mutant]:
    """Every fault of the table in every function of a module."""
    starts = _line_starts(content)
    for function in ast.walk(ast.parse(content)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in (inner for statement in function.body for inner in ast.walk(statement)):
                for old, new in _faults(node, content, starts):
                    text = content[: old[0]] + new + content[old[1] :]
                    if _parses(text):
                        yield Mutant(
                            path, f"{function.name}:{function.lineno}", text, f"{content[slice(*old)]} → {new}"
                        )


def _faults(node: ast.AST, content: str, starts: list[int]) -> Iterator[tuple[tuple[int, int], str]]:
    def span(part: ast.expr | ast.stmt) -> tuple[int, int]:
        return _offset(content, starts, part.lineno, part.col_offset), _offset(
            content, starts, part.end_lineno or 0, part.end_col_offset or 0
        )

    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARISONS:
        left, right = span(node.left), span(node.comparators[0])
        yield (left[1], right[0]), f" {_COMPARISONS[type(node.ops[0])]} "
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = span(node.left), span(node.right)
        if "(" not in content[left[1] : right[0]] and ")" not in content[left[1] : right[0]]:
            yield (left[1], right[0]), f" {_OPERATORS[type(node.op)]} "
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield span(node), str(node.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield span(node), str(not node.value)
    elif isinstance(node, ast.If | ast.While):
        start, end = span(node.test)
        yield (start, end), f"not ({content[start:end]})"
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield span(node.value), "None"


def _line_starts(content: str) -> list[int]:
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _offset(content: str, starts: list[int], line: int, column: int) -> int:
    start = starts[line - 1]
    return start + len(content[start : starts[line]].encode()[:column].decode())


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


async def judge(
    package: Package, work: Path, count: int, seed: int, done: frozenset[str] = frozenset()
) -> AsyncIterator[dict[str, Any]]:
    """Up to `count` pairs of a true and a wrong repair, each with its verdicts."""
    root = prepare(package, work)
    rng = random.Random(f"{seed} {package.name}")  # noqa: S311 -- a seed is wanted
    mutants = [
        mutant
        for path in sorted(root.glob(package.sources))
        for mutant in mutants_of(path, path.read_text(encoding="utf-8"))
    ]
    functions = sorted({(str(mutant.path), mutant.function) for mutant in mutants})
    rng.shuffle(functions)
    async with opened_folder([root], GlobalOptions(trust=True)) as folder:
        # The package stands still, so what its tests said holds for as long as this runs.
        folder.workshop.prover._tests._runs._kept = AnswerCache(folder.clock, most=256, seconds=1e9)  # noqa: SLF001
        for path, function in functions:
            if f"{Path(path).relative_to(root)}:{function}" in done:
                continue
            own = [mutant for mutant in mutants if (str(mutant.path), mutant.function) == (path, function)]
            own = rng.sample(own, min(len(own), _MUTANTS_OF_A_FUNCTION))
            killed = [mutant async for mutant in _killed(folder, own)]
            for fault, other in zip(killed[::2], killed[1::2], strict=False):
                clean = fault.path.read_text(encoding="utf-8")
                right = await _verdict(folder, fault.path, fault.text, clean)
                wrong = await _verdict(folder, fault.path, fault.text, other.text)
                name = f"{fault.path.relative_to(root)}:{function}"
                yield {
                    "package": package.name, "function": name, "fault": fault.what, "other": other.what,
                    "repair": str(right.state), "repairWhy": _why(right), "wrong": str(wrong.state),
                    "wrongWhy": _why(wrong),
                }  # fmt: skip
                count -= 1
                if not count:
                    return


async def _killed(folder: Folder, mutants: list[Mutant]) -> AsyncIterator[Mutant]:
    for mutant in mutants:
        verdict = await _verdict(folder, mutant.path, mutant.path.read_text(encoding="utf-8"), mutant.text)
        # A fault that a checker sees too says nothing of tests, and taking it back may bring an old finding again.
        seen = any(check.name != "pytest" and (check.new_problems or check.repaired) for check in verdict.checks)
        if not seen and any(check.name == "pytest" and check.state is CheckState.FAILED for check in verdict.checks):
            yield mutant


async def _verdict(folder: Folder, path: Path, before: str, after: str) -> Verdict:
    return await prove_patch(folder, PatchedFiles({path: before}, {path: after}, in_tree=True))


def _why(verdict: Verdict) -> str:
    said = [
        f"{check.name} {check.state}: {check.reason or ''}"
        for check in verdict.checks
        if check.state in {"failed", "unknown"}
    ]
    return "; ".join(said)[:400]


async def measure(work: Path, each: int, seed: int, packages: Sequence[Package] = PACKAGES) -> list[dict[str, Any]]:
    """All cases, those of an earlier run among them."""
    found: list[dict[str, Any]] = []
    for package in packages:
        kept = work / f"{package.name}.jsonl"
        cases = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
        if len(cases) < each:
            async for case in judge(
                package, work, each - len(cases), seed, frozenset(case["function"] for case in cases)
            ):
                cases.append(case)
                with kept.open("a") as file:
                    file.write(json.dumps(case, ensure_ascii=False) + "\n")
                print(f"{package.name} {len(cases)}: repair {case['repair']}, wrong {case['wrong']}", flush=True)
        found += cases
    return found


def report(cases: list[dict[str, Any]], command: str) -> None:
    """Write the figures as a page and as data."""
    lines = [
        "# True and wrong repairs of seeded faults",
        "",
        f"`{command}`",
        "",
        "| package | pairs | true repairs proved | wrong ones failed |",
        "|---|---|---|---|",
    ]
    for name in [*dict.fromkeys(case["package"] for case in cases), "all"]:
        own = [case for case in cases if name in {case["package"], "all"}]
        proved, failed = (
            sum(case[key] == state for case in own) for key, state in (("repair", "proved"), ("wrong", "failed"))
        )
        lines.append(f"| {name} | {len(own)} | {proved} | {failed} |")
    odd = Counter(
        (key, case[key], case[f"{key}Why"].partition(":")[0])
        for case in cases
        for key, wanted in (("repair", "proved"), ("wrong", "failed"))
        if case[key] != wanted
    )
    lines += [
        "",
        *(
            f"- {number} times: {key} {state}: {why or 'nothing spoke against it'}"
            for (key, state, why), number in odd.items()
        ),
    ]
    (RESULTS / "mutants.md").write_text("\n".join(lines).rstrip() + "\n")
    (RESULTS / "mutants.json").write_text(
        json.dumps({"schema": 1, "command": command, "cases": cases}, indent=1, ensure_ascii=False) + "\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="where packages are unpacked and cases kept")
    parser.add_argument("--each", type=int, default=34, help="pairs for each package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one package, without a report")
    given = parser.parse_args()
    os.environ.setdefault("AMENDS_DATA_HOME", str(given.work / "data"))
    os.environ.pop("VIRTUAL_ENV", None)
    given.work.mkdir(parents=True, exist_ok=True)
    packages = [package for package in PACKAGES if given.only in {None, package.name}]
    cases = asyncio.run(measure(given.work.resolve(), given.each, given.seed, packages))
    if not given.only:
        report(cases, f"python bench/mutants.py --each {given.each} --seed {given.seed}")


if __name__ == "__main__":
    main()
