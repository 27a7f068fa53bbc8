#!/usr/bin/env python3
"""Measure Amends against public means in the same run: an empty pygls server, and one bare `ruff check`.

Only ratios count, for machines differ: `bench/results/speed.json` has the ratios with the medians they come from,
`bench/results/speed.md` the same as a table. Exits 1 when a ratio is over its limit.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import attrs
import psutil
import ruff

from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.problems import Safety
from amends.core.settings import Settings
from amends.core.snapshot import Snapshot
from amends.core.text import Text
from amends.platform.clock import SystemClock
from amends.platform.files import read_document
from amends.platform.processes import ProcessLimits, clean_environment, run_process
from amends.tools.checkers.checker import View
from amends.tools.checkers.language_server import LanguageServer
from amends.tools.checkers.ruff import RuffChecker, find_ruff
from amends.verifying.prover import Prover
from amends.verifying.remembering import remembering

RESULTS = Path(__file__).parent / "results"
EMPTY = (sys.executable, str(Path(__file__).with_name("empty_server.py")))
AMENDS = (sys.executable, "-m", "amends", "serve")
STARTS, REQUESTS, PROOFS = 7, 400, 15
TEXT = "import os\nimport sys\n\n\n" + "".join(f"def f{n}(x):\n    return x + {n}, sys.argv\n\n\n" for n in range(250))
RANGE = {"start": {"line": 0, "character": 7}, "end": {"line": 0, "character": 9}}
FOUND = {"range": RANGE, "source": "Ruff", "code": "F401", "message": "`os` imported but unused"}


class Ratio(NamedTuple):
    """What Amends takes and what the public means takes, both medians in `unit`."""

    name: str
    amends: float
    baseline: float
    unit: str
    limit: float

    @property
    def value(self) -> float:
        return round(self.amends / self.baseline, 2) if self.baseline else self.amends


async def main() -> int:
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as place:
        root = Path(place) / "project"
        root.mkdir()
        (root / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["F"]\n')
        (root / "long.py").write_text(TEXT)
        env = clean_environment({"AMENDS_DATA_HOME": str(Path(place) / "data")})
        ratios = [*await servers(root, env), await proof(root), heavy_imports(env)]
    report(ratios)
    return int(any(ratio.value > ratio.limit for ratio in ratios))


async def servers(root: Path, env: dict[str, str]) -> list[Ratio]:
    """Both servers take turns, so that a busy moment of the machine meets both."""
    seen: dict[Sequence[str], list[tuple[float, float, float]]] = {EMPTY: [], AMENDS: []}
    for _ in range(STARTS + 1):
        for command in (EMPTY, AMENDS):
            seen[command].append(await session(command, root, env))
    # The first start fills the disk's cache and does not count.
    empty, amends = ([statistics.median(one) for one in zip(*seen[name][1:], strict=True)] for name in (EMPTY, AMENDS))
    names = (("initialize", "ms", 1.3), ("codeAction, p95", "ms", 1.5), ("memory after start", "MB", 1.5))
    return [Ratio(name, amends[at], empty[at], unit, limit) for at, (name, unit, limit) in enumerate(names)]


async def session(command: Sequence[str], root: Path, env: dict[str, str]) -> tuple[float, float, float]:
    """Milliseconds from start to the answer of initialize; p95 of codeAction; megabytes after it."""
    started = time.perf_counter()
    server = await LanguageServer.start(command, cwd=root, env=env)
    options = {"trusted": False, "publish": {"diagnostics": "none"}}
    params = {"rootUri": root.as_uri(), "capabilities": {}, "initializationOptions": options}
    await server.request("initialize", params)
    initialized = (time.perf_counter() - started) * 1000
    server.notify("initialized", {})
    document = {"uri": (root / "long.py").as_uri(), "languageId": "python", "version": 1, "text": TEXT}
    server.notify("textDocument/didOpen", {"textDocument": document})
    asked = {"textDocument": {"uri": document["uri"]}, "range": RANGE, "context": {"diagnostics": [FOUND]}}
    await server.request("textDocument/codeAction", asked)
    memory = max(child.memory_info().rss for child in psutil.Process().children()) / 1e6
    await asyncio.sleep(1.0)  # the work that opening a file starts is measured elsewhere
    took = await repeated(REQUESTS, lambda: server.request("textDocument/codeAction", asked))
    await server.stop()
    return initialized, statistics.quantiles(took, n=20)[-1], memory


async def proof(root: Path) -> Ratio:
    """A tool's fix proved by ruff, against one run of ruff on that file; each time another text, so no cache helps."""
    settings, document = Settings(), read_document(root / "long.py")
    # As in the server: what the text said before is known from the check that found the problem.
    [checker] = remembering([RuffChecker(find_ruff(root, settings, None))], SystemClock())
    command = [ruff.find_ruff_bin(), "check", "--no-cache", "--quiet", "long.py"]
    prover = Prover(root, [checker], settings, SystemClock())
    proving, bare = [], []
    for number in range(PROOFS):
        fresh = attrs.evolve(document, text=Text(f"{TEXT}# {number}\n"))
        [problem] = (await checker.look(View(root, (fresh,)))).problems
        edits = FileEdit(fresh.uri, fresh.text.hash, problem.tool_fix.edits)
        candidate = Candidate(problem, (edits,), "", Origin(OriginKind.TOOL, "ruff", ""), Safety.SAFE, 0.9)
        proving += await repeated(1, partial(prover.prove, candidate, Snapshot(root, {fresh.uri: fresh}), tests=False))
        bare += await repeated(1, partial(run_process, command, cwd=root, limits=ProcessLimits(seconds=60)))
    await prover.close()
    return Ratio("fix proved by ruff", statistics.median(proving), statistics.median(bare), "ms", 1.5)


async def repeated(times: int, work: Callable[[], Awaitable[object]]) -> list[float]:
    """Milliseconds of each."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        await work()
        took.append((time.perf_counter() - started) * 1000)
    return took


def heavy_imports(env: dict[str, str]) -> Ratio:
    """Modules of the SDK and of grammars that `amends serve` has imported when it has answered initialize."""
    asked = ({"id": 1, "method": "initialize", "params": {"capabilities": {}}}, {"id": 2, "method": "shutdown"})
    bodies = [json.dumps({"jsonrpc": "2.0", **message}) for message in (*asked, {"method": "exit"})]
    talk = "".join(f"Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies)
    command = [sys.executable, "-X", "importtime", *AMENDS[1:]]
    ended = subprocess.run(command, input=talk, capture_output=True, text=True, env=env, check=True)
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    heavy = [name for name in imported if name == "anthropic" or name.startswith("tree_sitter")]
    return Ratio("imports of anthropic or grammars", len(heavy), 0, "modules", 0)


def report(ratios: Sequence[Ratio]) -> None:
    rows = [{**ratio._asdict(), "ratio": ratio.value} for ratio in ratios]
    (RESULTS / "speed.json").write_text(json.dumps({"schema": 1, "ratios": rows}, indent=1) + "\n")
    table = ["| what | Amends | public means | ratio | limit |", "|---|---|---|---|---|"]
    table += [f"| {r.name} | {r.amends:.1f} {r.unit} | {r.baseline:.1f} | {r.value} | {r.limit} |" for r in ratios]
    (RESULTS / "speed.md").write_text("\n".join(table) + "\n")
    print("\n".join(table))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
