"""`amends bundle`: what a bug report needs, without code, secrets, or who you are."""

from __future__ import annotations

import asyncio
import getpass
import importlib.metadata
import json
import platform
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import click

from amends import __version__
from amends.cli.doctor import examine
from amends.cli.options import global_options, run_options
from amends.cli.run import GlobalOptions
from amends.cli.workspace import opened_folder
from amends.core.errors import UsageError
from amends.fixing.claude.redaction import Redactor
from amends.loop.folder import Folder

_PACKAGES = ("anthropic", "attrs", "cattrs", "click", "lsprotocol", "pygls", "ruff", "tree-sitter")
_PATTERN_FACTS = ("id", "language", "level", "stage", "suppression", "evidenceCount", "kept", "edited", "reverted")
_LESSON_FACTS = ("id", "stage", "origin", "codes", "effect", "evidenceCount")
_ERROR_FACTS = ("source", "code", "seen", "open", "files", "relapses", "medianLife", "fixedBy")


@click.command()
@click.argument("path", default=".", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out",
    default=Path("amends-bundle.zip"),
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write.",
)
@global_options
def bundle(*, path: Path, out: Path) -> int:
    """Write a zip file for a bug report: versions, the doctor's lines, settings and counts; no code, no secrets."""
    if out.exists():
        raise UsageError(f"{out} exists; say another file with --out.")
    parts = asyncio.run(_parts(path, run_options()))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    click.echo(f"Wrote {out}: {', '.join(parts)}. Look through it before you share it.")
    return 0


async def _parts(path: Path, options: GlobalOptions) -> dict[str, str]:
    lines = await examine(path, options)
    async with opened_folder([path], options) as folder:
        found = {
            "system.json": _system(),
            "doctor.json": [attrs.asdict(line) for line in lines],
            "settings.json": attrs.asdict(folder.settings),
            "profile.json": _profile(folder.profile.show()),
        }
        scrub = _Scrubber(folder)
    return {
        name: scrub(
            json.dumps({"schema": 1, "type": name.removesuffix(".json"), "content": content}, indent=1, default=str)
        )
        for name, content in found.items()
    }


def _system() -> dict[str, Any]:
    packages = {name: importlib.metadata.version(name) for name in _PACKAGES}
    return {"amends": __version__, "python": platform.python_version(), "system": platform.platform(), **packages}


def _profile(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Counts and stages; what quotes code, or names files and people's words, stays here."""
    patterns = [
        {"code": one["kind"]["code"], **{name: one.get(name) for name in _PATTERN_FACTS}} for one in shown["patterns"]
    ]
    return {
        "counts": shown["counts"],
        "patterns": patterns,
        "lessons": [{name: one.get(name) for name in _LESSON_FACTS} for one in shown["lessons"]],
        "errors": [{name: one.get(name) for name in _ERROR_FACTS} for one in shown["errors"]],
    }


class _Scrubber:
    """Takes out secrets, and where and who you are."""

    def __init__(self, folder: Folder) -> None:
        names = {str(folder.root): "PROJECT", folder.profile.identity: "IDENTITY", folder.root.name: "PROJECT"}
        names |= {str(Path.home()): "HOME", getpass.getuser(): "USER", platform.node(): "MACHINE"}
        self._names = {name: word for name, word in names.items() if len(name) > 2}  # noqa: PLR2004 -- "/" is everywhere

    def __call__(self, content: str) -> str:
        content = Redactor().redact(content)
        for name in sorted(self._names, key=len, reverse=True):
            content = content.replace(json.dumps(name)[1:-1], self._names[name])
        return content
