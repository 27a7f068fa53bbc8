#!/usr/bin/env python3
"""How long the shadow of a large repository takes to be up to date: first use, second use, after changes.

    python bench/shadow.py [--files 20000]

Writes `bench/results/shadow.json` and `.md`. Exits 1 when the second use, or one after a file changed, takes more than
100 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from amends.verifying.shadow import Shadow

RESULTS = Path(__file__).parent / "results"
LIMIT_MS, USES = 100.0, 11
TEXT = "def f(x):\n    return x\n" * 20


def make_repository(root: Path, files: int) -> None:
    """So many modules, a hundred to a folder, as git tracks them."""
    for number in range(files):
        path = root / f"package{number // 1000}" / f"part{number // 100 % 10}" / f"module{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{TEXT}# {number}\n")
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=root, check=True)


async def measure(root: Path) -> dict[str, float]:
    """Milliseconds of each kind of use; medians but for the first."""
    shadow = Shadow(root)
    changed = root / "package0" / "part0" / "module7.py"
    laid = {root / "package1" / "part1" / "module1100.py": "x = 1\n"}

    async def use(texts: dict[Path, str]) -> None:
        async with shadow.with_texts(texts):
            pass

    def change() -> None:
        changed.write_text(changed.read_text() + "#\n")

    found = {"first": await _took(lambda: use({}))}
    found["second"] = await _took(lambda: use({}))
    found["unchanged"] = statistics.median([await _took(lambda: use({})) for _ in range(USES)])
    found["a text laid over a file"] = statistics.median([await _took(lambda: use(laid)) for _ in range(USES)])
    after = []
    for _ in range(USES):
        change()
        after.append(await _took(lambda: use({})))
    found["one changed file"] = statistics.median(after)
    await shadow.close()
    return found


async def _took(work: Callable[[], Awaitable[None]]) -> float:
    started = time.perf_counter()
    await work()
    return (time.perf_counter() - started) * 1000


def copying(root: Path) -> float:
    """Milliseconds of a plain copy of everything git tracks: what a shadow that is made anew would cost each time."""
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as place:
        started = time.perf_counter()
        shutil.copytree(root, Path(place) / "copy", ignore=shutil.ignore_patterns(".git"))
        return (time.perf_counter() - started) * 1000


def report(found: dict[str, float], plain: float, files: int) -> None:
    """The figures as a page and as data."""
    lines = [f"# The shadow of {files} files", "", "| use | ms | of a plain copy |", "|---|---|---|"]
    lines += [f"| {name} | {took:.1f} | {took / plain:.4f} |" for name, took in found.items()]
    lines += ["", f"A plain copy of all files: {plain:.0f} ms."]
    (RESULTS / "shadow.md").write_text("\n".join(lines) + "\n")
    record = {"schema": 1, "files": files, "plainCopyMs": round(plain, 1)}
    record |= {"ms": {name: round(took, 2) for name, took in found.items()}}
    (RESULTS / "shadow.json").write_text(json.dumps(record, indent=1) + "\n")
    print("\n".join(lines))


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as place:
        os.environ["AMENDS_DATA_HOME"] = str(Path(place) / "home")
        root = Path(place) / "repository"
        make_repository(root, files)
        plain = copying(root)
        found = asyncio.run(measure(root))
    report(found, plain, files)
    return int(found["second"] > LIMIT_MS or found["one changed file"] > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
