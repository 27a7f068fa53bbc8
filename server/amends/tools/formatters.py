"""The formatters that a project has for its code: as data, found by its files, asked for one text that is not saved."""

from __future__ import annotations

import logging
import re
import tomllib
from collections import OrderedDict
from pathlib import Path

import attrs

from amends.core.errors import ToolError
from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.platform.processes import ProcessLimits, clean_environment, run_process
from amends.platform.uris import uri_to_path
from amends.tools.checkers.confinement import Confinement
from amends.tools.checkers.detection import find_program
from amends.tools.checkers.ruff import find_ruff
from amends.tools.checkers.toolspec import PYTHON, SCRIPT, Home, Mark

log = logging.getLogger(__name__)

_LIMITS = ProcessLimits(seconds=10.0)
_HOOK_ID = re.compile(r"^\s*-?\s*id:\s*[\"']?([\w-]+)", re.MULTILINE)
_HOOKS = ".pre-commit-config.yaml"
_MOST_TEXTS = 32


@attrs.frozen(kw_only=True)
class FormatterSpec:
    """One formatter: it reads standard input and writes what it makes of it; ``{file}`` is the text's path."""

    name: str
    languages: frozenset[str]
    program: str
    home: Home
    arguments: tuple[str, ...]
    marks: tuple[Mark, ...]
    hook: str = ""
    """The id of its hook in the configuration of pre-commit, which says as much as a mark."""

    @property
    def files(self) -> tuple[str, ...]:
        """Names of files that may say so; a name with a star is seen by the folder's own time."""
        return (*(mark.pattern for mark in self.marks if "*" not in mark.pattern), _HOOKS)

    def used_in(self, folder: Path) -> bool:
        """Whether a folder says that its code is formatted so."""
        return any(mark.within(folder) for mark in self.marks) or (bool(self.hook) and self.hook in _hooks(folder))


_PRETTIER_MARKS = (Mark(".prettierrc*"), Mark("prettier.config.*"), Mark("package.json", "prettier"))

FORMATTERS: tuple[FormatterSpec, ...] = (
    FormatterSpec(
        name="ruff",
        languages=PYTHON,
        program="ruff",
        home=Home.PYTHON,
        arguments=("format", "--quiet", "--force-exclude", "--no-cache", "--stdin-filename={file}", "-"),
        marks=(Mark("pyproject.toml", "tool.ruff.format"), Mark("ruff.toml", "format"), Mark(".ruff.toml", "format")),
        hook="ruff-format",
    ),
    FormatterSpec(
        name="black",
        languages=PYTHON,
        program="black",
        home=Home.PYTHON,
        arguments=("--quiet", "--stdin-filename={file}", "-"),
        marks=(Mark("pyproject.toml", "tool.black"),),
        hook="black",
    ),
    FormatterSpec(
        name="biome",
        languages=SCRIPT,
        program="biome",
        home=Home.NODE,
        arguments=("format", "--stdin-file-path={file}"),
        marks=(Mark("biome.json"), Mark("biome.jsonc")),
    ),
    FormatterSpec(
        name="prettier",
        languages=SCRIPT,
        program="prettier",
        home=Home.NODE,
        arguments=("--stdin-filepath={file}",),
        marks=_PRETTIER_MARKS,
        hook="prettier",
    ),
    FormatterSpec(
        name="gofmt",
        languages=frozenset({"go"}),
        program="gofmt",
        home=Home.PATH,
        arguments=(),
        marks=(Mark("go.mod"),),
    ),
    FormatterSpec(
        name="rustfmt",
        languages=frozenset({"rust"}),
        program="rustfmt",
        home=Home.PATH,
        arguments=("--emit=stdout", "--quiet", "--edition={edition}"),
        marks=(Mark("Cargo.toml"),),
    ),
)


@attrs.define(eq=False)
class Formatters:
    """The formatters of a trusted folder. Owned by the event loop."""

    root: Path
    settings: Settings
    confinement: Confinement
    _keeps: OrderedDict[str, bool] = attrs.field(factory=OrderedDict, init=False)
    """Of texts by their hash, whether their formatter would leave them as they are."""
    _used: dict[tuple[str, Path], tuple[tuple[int, ...], bool]] = attrs.field(factory=dict, init=False)
    """By formatter and folder whether it is used there, as long as the files that say so are as they were."""

    async def keeps(self, document: Document) -> bool:
        """Whether a document has a formatter, and is as that has it."""
        key = f"{document.uri} {document.text.hash}"
        if key not in self._keeps:
            content = document.text.content
            self._keeps[key] = await self.formatted(document, content) == content
            while len(self._keeps) > _MOST_TEXTS:
                self._keeps.popitem(last=False)
        return self._keeps[key]

    async def formatted(self, document: Document, content: str) -> str | None:
        """What the formatter makes of a content of a document; None where there is none, or it makes nothing of it."""
        path = uri_to_path(document.uri)
        for spec in FORMATTERS if path else ():
            place = self._place(spec, path) if path and document.language in spec.languages else None
            command = self._command(spec, place) if place else None
            if command and place:
                words = {"{file}": str(path), "{edition}": _edition(place)}
                return await self._made([*command, *(_filled(word, words) for word in spec.arguments)], place, content)
        return None

    def used(self) -> dict[str, tuple[str, ...] | None]:
        """The formatters that the folder itself says it uses, with what starts them; None for one that is missing."""
        specs = [spec for spec in FORMATTERS if self._is_used(spec, self.root)]
        return {spec.name: self._command(spec, self.root) for spec in specs}

    def _place(self, spec: FormatterSpec, path: Path) -> Path | None:
        """The nearest folder above a file, within the root, that says so."""
        above = (folder for folder in path.parents if folder.is_relative_to(self.root))
        return next((folder for folder in above if self._is_used(spec, folder)), None)

    def _is_used(self, spec: FormatterSpec, folder: Path) -> bool:
        stamps = (_stamp(folder), *(_stamp(folder / name) for name in spec.files))
        known = self._used.get((spec.name, folder))
        if known is None or known[0] != stamps:
            known = self._used[spec.name, folder] = stamps, spec.used_in(folder)
        return known[1]

    def _command(self, spec: FormatterSpec, place: Path) -> tuple[str, ...] | None:
        interpreter = self.confinement.interpreter
        if spec.name == "ruff":
            return find_ruff(self.root, self.settings, interpreter).command
        return find_program(spec.program, spec.home, [place], self.root, interpreter)

    async def _made(self, command: list[str], place: Path, content: str) -> str | None:
        walls = await self.confinement.walls(command[:1], [])
        env = clean_environment({"NO_COLOR": "1"})
        if walls.isolation.bwrap:
            env.pop("TMPDIR", None)  # there is an empty /tmp of its own
        given = content.encode("utf-8", "surrogatepass")
        try:
            result = await run_process(command, cwd=place, stdin=given, env=env, limits=_LIMITS, walls=walls)
        except ToolError as error:
            log.info("%s", error.sentence)
            return None
        ended = result.exit_code == 0 and not (result.timed_out or result.truncated)
        return result.out if ended and result.out else None


def _filled(word: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        word = word.replace(name, value)
    return word


def _hooks(folder: Path) -> list[str]:
    """The ids of the hooks that pre-commit runs there."""
    try:
        return _HOOK_ID.findall((folder / _HOOKS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []


def _edition(folder: Path) -> str:
    """The edition of Rust that a package says, or today's: rustfmt does not look for it."""
    try:
        package = tomllib.loads((folder / "Cargo.toml").read_text(encoding="utf-8")).get("package")
    except (OSError, ValueError):
        package = None
    edition = package.get("edition") if isinstance(package, dict) else None
    return edition if isinstance(edition, str) else "2021"


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
