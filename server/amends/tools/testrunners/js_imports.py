"""Which files of a JavaScript or TypeScript project reach which others, read from their texts; nothing is run."""

from __future__ import annotations

import asyncio
import json
import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

SCRIPT = re.compile(r"\.[cm]?[jt]sx?$")
_QUOTED = re.compile(r"""(["'`])([^"'`\s$]{1,200})\1""")
_ENDINGS = (".js", ".ts", ".mjs", ".cjs", ".mts", ".cts", ".jsx", ".tsx", ".json")
_FILES_A_TURN = 100


async def files_reaching(root: Path, touched: Sequence[str], files: Collection[str]) -> list[str]:
    """The touched files and all that reach them, nearest first; every path is relative to the root.

    A file reaches another whose relative path, or path from the root, it names in quotes: to import it, to start it as
    a program, or to read it. One that imports the package itself by its name (``shop``, ``#lib``) may reach anything.
    """
    known = {*files, *touched}
    importers: dict[str, list[str]] = {}
    anything: list[str] = []
    own = _own_name(root)
    for number, name in enumerate(sorted(name for name in files if SCRIPT.search(name))):
        if number % _FILES_A_TURN == 0:
            await asyncio.sleep(0)
        named = {match[2] for match in _QUOTED.finditer(_read(root / name))}
        for target in {end for word in named for end in _ends(word, name, known)}:
            importers.setdefault(target, []).append(name)
        if any(_is_own(word, own) for word in named):
            anything.append(name)
    found = list(dict.fromkeys(touched))
    for name in found:  # grows while it runs
        found += [other for other in importers.get(name, ()) if other not in found]
    for name in anything:
        found += [] if name in found else [name]
    for name in found:
        found += [other for other in importers.get(name, ()) if other not in found]
    return found


def _ends(word: str, importer: str, known: Collection[str]) -> Iterator[str]:
    """The file that a path in quotes stands for, if any."""
    folder = posixpath.dirname(importer) if word.startswith(".") else ""
    base = posixpath.normpath(posixpath.join(folder, word))
    stem, ending = posixpath.splitext(base)
    spelled = [base, *(base + one for one in _ENDINGS), *(f"{base}/index{one}" for one in _ENDINGS)]
    if ending in {".js", ".jsx", ".mjs", ".cjs"}:  # stands for what is compiled to it
        spelled += [stem + ending.replace("js", "ts"), f"{stem}.tsx"]
    yield from (next(((one,) for one in spelled if one in known), ()))


def _is_own(word: str, own: str) -> bool:
    return word.startswith(("#", "@/", "~/")) or bool(own and (word == own or word.startswith(f"{own}/")))


def _own_name(root: Path) -> str:
    try:
        record = json.loads(_read(root / "package.json"))
    except ValueError:
        return ""
    name = record.get("name") if isinstance(record, dict) else ""
    return name if isinstance(name, str) else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
