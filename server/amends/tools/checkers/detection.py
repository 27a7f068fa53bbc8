"""Which checkers a project uses, and where their programs lie; read from its files, nothing is run.

Only for trusted folders: whatever is found here will be executed.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from amends.core.settings import Settings
from amends.platform.git import folders_above
from amends.platform.isolation.machine import Machine
from amends.tools.checkers.catalogue import GO_ENVIRONMENT, TOOLS
from amends.tools.checkers.command_checker import CommandChecker, Trees
from amends.tools.checkers.confinement import Confinement
from amends.tools.checkers.formats.general import reader_of
from amends.tools.checkers.mypy_checker import MypyChecker
from amends.tools.checkers.server_checker import ServerChecker
from amends.tools.checkers.serverspec import SERVERS, ServerSpec
from amends.tools.checkers.toolspec import Feed, Home, ToolSpec

_DEPTH = 3
_MOST_FOLDERS = 2_000
_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "build", "dist", "target", "vendor"})


@attrs.frozen
class AbsentTool:
    """A checker that the project's configuration speaks of and that is not installed where it would be."""

    name: str
    languages: frozenset[str]
    home: str

    @property
    def sentence(self) -> str:
        """What a person should know."""
        return f"This project's configuration asks for {self.name}, which was not found {self.home}; install it there."


@attrs.frozen
class Detected:
    """What was found: checkers to run, and those that are missing."""

    checkers: tuple[CommandChecker | ServerChecker, ...] = ()
    absent: tuple[AbsentTool, ...] = ()


def detect_checkers(
    root: Path, settings: Settings, interpreter: Path | None, trees: Trees, machine: Machine | None = None
) -> Detected:
    """The checkers of a trusted folder: commands in the catalogue's order, those of the settings alone, servers."""
    places = marked_folders(root)
    confinement = Confinement(root, machine or Machine(), interpreter, settings.checkers_network)
    commands, missing = _commands(settings, confinement, trees, places)
    servers, missing_servers = _servers(settings, confinement, places)
    return Detected((*commands, *servers), (*missing, *missing_servers))


def _commands(
    settings: Settings, confinement: Confinement, trees: Trees, places: Sequence[Path]
) -> tuple[list[CommandChecker], list[AbsentTool]]:
    root, interpreter = confinement.root, confinement.interpreter
    found: list[CommandChecker] = []
    absent: list[AbsentTool] = []
    for spec in TOOLS:
        asked = spec.name in settings.checker_commands or spec.name in (settings.checkers or ())
        marked = [place for place in places if spec.used_in(place)]
        if not is_wanted(spec.name, settings, detected=bool(marked)) or any(
            it.spec.replaces == spec.name for it in found
        ):
            continue
        command = settings.checker_commands.get(spec.name) or find_program(
            spec.program, spec.home, marked or [root], root, interpreter
        )
        if command is None and not asked:
            absent.append(AbsentTool(spec.name, spec.languages, spec.home.value))
        else:
            start = tuple(command or (spec.program,))
            kind = MypyChecker if spec.name == "mypy" else CommandChecker
            found.append(kind(spec, start, root, trees, confinement, interpreter, anywhere=asked))
    found += [_configured(name, settings, confinement, trees) for name in _unknown_names(settings)]
    return found, absent


def _servers(
    settings: Settings, confinement: Confinement, places: Sequence[Path]
) -> tuple[list[ServerChecker], list[AbsentTool]]:
    root, interpreter = confinement.root, confinement.interpreter
    found: list[ServerChecker] = []
    absent: list[AbsentTool] = []
    named = {name: tuple(words) for name, words in settings.server_commands.items()}
    known = [spec for spec in SERVERS if spec.name not in named]
    for spec in known:
        marked = [place for place in places if any(mark.within(place) for mark in spec.marks)]
        if not is_wanted(spec.name, settings, detected=bool(marked)) or _is_done(spec, found):
            continue
        program = find_program(spec.program, spec.home, marked or [root], root, interpreter)
        if program:
            found.append(ServerChecker(spec, (*program, *spec.arguments), root, interpreter, confinement=confinement))
        elif spec.name in (settings.checkers or ()):
            found.append(
                ServerChecker(spec, (spec.program, *spec.arguments), root, interpreter, confinement=confinement)
            )
        else:
            absent.append(AbsentTool(spec.name, spec.languages, spec.home.value))
    found += [
        ServerChecker(_server_spec(name, settings), words, root, interpreter, confinement=confinement)
        for name, words in named.items()
    ]
    return found, [tool for tool in absent if not _is_done(_spec(tool.name), found)]


def _is_done(spec: ServerSpec, found: Sequence[ServerChecker]) -> bool:
    """Whether another server does its work: basedpyright that of pyright, and the other way round."""
    return spec.stands_in and any(checker.spec.stands_in for checker in found)


def _spec(name: str) -> ServerSpec:
    return next(spec for spec in SERVERS if spec.name == name)


def _server_spec(name: str, settings: Settings) -> ServerSpec:
    known = next((spec for spec in SERVERS if spec.name == name), None)
    options = settings.server_options.get(name)
    if known and not options:
        return known
    languages = frozenset(options.languages if options else ())
    settings_of_it = known.settings if known else {}
    return ServerSpec(name=name, languages=languages, program="", arguments=(), home=Home.PATH, settings=settings_of_it)


def is_wanted(name: str, settings: Settings, *, detected: bool) -> bool:
    """Whether a checker shall run: the settings name all that may, or else what was detected or given a command."""
    if settings.checkers is not None:
        return name in settings.checkers
    return detected or name in settings.checker_commands


def find_program(
    program: str,
    home: Home,
    places: Sequence[Path],
    root: Path,
    interpreter: Path | None,
    environ: Mapping[str, str] = os.environ,
) -> tuple[str, ...] | None:
    """The command that starts a program: the project's own, else the one on the path; never that of our environment."""
    for folder in _homes(home, places, root, interpreter):
        if os.access(folder / program, os.X_OK):
            return (str(folder / program),)
    ours = Path(sys.executable).parent
    elsewhere = [entry for entry in environ.get("PATH", "").split(os.pathsep) if entry and Path(entry) != ours]
    on_path = shutil.which(program, path=os.pathsep.join(elsewhere))
    return (on_path,) if on_path else None


def marked_folders(root: Path) -> list[Path]:
    """The root and the folders near below it that may hold the configuration of a part of the project."""
    marks = [mark for tool in TOOLS for mark in tool.marks] + [mark for server in SERVERS for mark in server.marks]
    first_parts = {mark.pattern.partition("/")[0] for mark in marks}
    configuration = re.compile("|".join(fnmatch.translate(part) for part in sorted(first_parts)))
    found: list[Path] = []
    for seen, (folder, inner, names) in enumerate(os.walk(root), 1):
        if seen == 1 or any(configuration.match(name) for name in (*names, *inner)):
            found.append(Path(folder))
        depth = len(Path(folder).relative_to(root).parts)
        inner[:] = (
            sorted(name for name in inner if not name.startswith(".") and name not in _SKIPPED)
            if depth < _DEPTH
            else []
        )
        if seen >= _MOST_FOLDERS:
            break
    return found


def _homes(home: Home, places: Sequence[Path], root: Path, interpreter: Path | None) -> Iterator[Path]:
    if home is Home.NODE:
        for place in places:
            above = [folder for folder in (place, *place.parents) if folder.is_relative_to(root)]
            yield from (folder / "node_modules" / ".bin" for folder in (*above, *folders_above(root)))
    elif interpreter is not None:
        yield (root / interpreter).parent


def _unknown_names(settings: Settings) -> list[str]:
    known = {"ruff", *(spec.name for spec in TOOLS)}
    names = [name for name in settings.checker_commands if name not in known]
    return [name for name in names if is_wanted(name, settings, detected=True)]


def _configured(name: str, settings: Settings, confinement: Confinement, trees: Trees) -> CommandChecker:
    """A tool of the user's own: its command reads standard input where it says ``{name}``, else files of a copy."""
    program, *arguments = settings.checker_commands[name]
    words = tuple(word.replace("{file}", "{files}") for word in arguments)
    options = settings.checker_options.get(name)
    spec = ToolSpec(
        name=name,
        languages=frozenset(options.languages if options else ()),
        program=program,
        home=Home.PATH,
        arguments=words,
        feed=Feed.STDIN if any("{name}" in word for word in words) else Feed.TREE,
        reader=reader_of(options.format if options else "auto"),
        environment={**GO_ENVIRONMENT, "XDG_CACHE_HOME": "{cache}"},
        whole_program="{files}" not in words and not any("{name}" in word for word in words),
    )
    return CommandChecker(spec, (program,), confinement.root, trees, confinement, anywhere=True)
