#!/usr/bin/env python3
"""Measure a warm proof by a type checker against its cold command on a generated project of some hundred files.

Cold is the tool's own command line on the whole project, with no cache. Warm is `Prover.prove` of a repair in a module
that twenty others import, after a first one: parse, gates, the checker; each time another text.
Writes `bench/results/warm.json` and `warm.md`; exits 1 when a ratio is over its limit.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.settings import Settings
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Text, diff_edits
from amends.platform.clock import SystemClock
from amends.platform.files import read_document
from amends.platform.uris import path_to_uri
from amends.tools.checkers.checker import Checker, View
from amends.tools.checkers.detection import detect_checkers
from amends.tools.checkers.mypy_checker import MypyChecker
from amends.tools.checkers.server_checker import ServerChecker
from amends.verifying.prover import Prover
from amends.verifying.remembering import remembering
from amends.verifying.shadow import Shadow

RESULTS = Path(__file__).parent / "results"
FILES, MANY, PROOFS, LIMIT = 240, 20, 5, 1 / 3
BIN = Path(sys.executable).parent
TOOLS: dict[str, tuple[str, Sequence[str]]] = {
    "ty": ("[tool.ty]\n", ("ty", "check")),
    "basedpyright": ("[tool.basedpyright]\n", ("basedpyright",)),
    "mypy": ("[tool.mypy]\nstrict = true\n", ("mypy", "--cache-dir", os.devnull, ".")),
}
MODULE = '''"""Orders of customer {n}."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
{imports}

@dataclasses.dataclass
class Order{n}:
    """One order."""

    number: int
    prices: list[float]

    def total(self, discount: float = 0.0) -> float:
        """The sum of all prices."""
        return sum(self.prices) * (1 - discount)

    def as_json(self) -> str:
        """The order as it is stored."""
        return json.dumps(dataclasses.asdict(self))


def total{n}(orders: Iterable[Order{n}]) -> float:
    """The sum of all orders."""
    return sum(order.total() for order in orders) + {other}
'''


async def main() -> int:
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as place:
        os.environ["AMENDS_DATA_HOME"] = str(Path(place, "data"))
        rows = [await measured(name, Path(place, name)) for name in TOOLS]
    report(rows)
    return int(any(row["ratio"] > LIMIT for row in rows))


async def measured(name: str, root: Path) -> dict[str, float | str]:
    config, command = TOOLS[name]
    generate(root, config)
    cold = statistics.median(run_cold([str(BIN / command[0]), *command[1:]], root) for _ in range(3))
    detected = detect_checkers(root, Settings(trusted=True), Path(sys.executable), Shadow(root))
    checker = next(checker for checker in detected.checkers if checker.name == name)
    # As in the server: what the text said before is known from the check that found the problem.
    [known] = remembering([checker], SystemClock())
    prover = Prover(root, [known], Settings(trusted=True), SystemClock())
    try:
        first = await proof(prover, known, root, 0)
        if isinstance(checker, MypyChecker):
            # In the server it is warmed up beside the first three looks.
            path = root / "shop/m0.py"
            if not await checker.warmed_up(View(root, (read_document(path),))):
                raise SystemExit(f"no daemon: {checker.refusal}")
        warm = statistics.median([await proof(prover, known, root, number + 1) for number in range(PROOFS)])
        memory = memory_of(checker) / 1e6
    finally:
        await prover.close()
    ratio = round(warm / cold, 3)
    return {"tool": name, "cold": cold, "first": first, "warm": warm, "ratio": ratio, "memoryMb": round(memory)}


def memory_of(checker: Checker) -> int:
    if isinstance(checker, MypyChecker):
        return checker.memory_bytes
    return checker.session.memory_bytes if isinstance(checker, ServerChecker) and checker.session else 0


def generate(root: Path, config: str) -> None:
    """Modules in a row; each imports the first and the one before, so that a change reaches many."""
    (root / "shop").mkdir(parents=True)
    (root / "pyproject.toml").write_text(config)
    (root / "shop/__init__.py").write_text("")
    for n in range(FILES):
        near = sorted({0, max(n - 1, 0)} - {n}) if n < MANY else [n - 1] if n else []
        imports = "".join(f"from shop.m{other} import total{other}\n" for other in near)
        other = " + ".join(f"total{other}([])" for other in near) or "0.0"
        (root / f"shop/m{n}.py").write_text(MODULE.format(n=n, imports=imports, other=other))


def run_cold(command: Sequence[str], root: Path) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=root, capture_output=True, check=False)
    return (time.perf_counter() - started) * 1000


async def proof(prover: Prover, checker: Checker, root: Path, number: int) -> float:
    """Milliseconds of one proof: `broken` returns text where a number is wanted, and is repaired."""
    path = root / "shop/m0.py"
    good = f"{path.read_text()}\n\ndef broken{number}() -> float:\n    return {number}.5\n"
    bad = Text(good.replace(f"return {number}.5", f'return "{number}"'))
    document = Document(path_to_uri(path), "python", bad, 1)
    [problem] = (await checker.look(View(root, (document,)))).problems
    edits = FileEdit(document.uri, bad.hash, diff_edits(bad.content, good))
    candidate = Candidate(problem, (edits,), "return a number", Origin(OriginKind.PATTERN, "p_1"))
    started = time.perf_counter()
    verdict = await prover.prove(candidate, Snapshot(root, {document.uri: document}), tests=False)
    took = (time.perf_counter() - started) * 1000
    if not verdict.proved:
        raise SystemExit(f"not proved: {verdict}")
    return took


def report(rows: Sequence[dict[str, float | str]]) -> None:
    lines = [
        f"A project of {FILES} files; milliseconds, medians. Limit of the ratio: 1/3. Made by `python bench/warm.py`.",
        "",
        "| tool | cold command | first proof | warm proof | ratio | memory when warm |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        memory = f"{row['memoryMb']} MB"
        times = " | ".join(f"{float(row[name]):.0f}" for name in ("cold", "first", "warm"))
        lines.append(f"| {row['tool']} | {times} | {row['ratio']} | {memory} |")
    (RESULTS / "warm.json").write_text(json.dumps({"schema": 1, "files": FILES, "rows": rows}, indent=1) + "\n")
    (RESULTS / "warm.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
