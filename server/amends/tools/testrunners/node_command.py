"""How a project starts Node's own test runner: from the script in its package.json, or a command of the user's."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

import attrs

from amends.platform.git import folders_above

NODE_TEST = ("node", "--test")

_WITH_VALUE = re.compile(
    r"-r|-C|--(require|import|(experimental-)?loader|conditions|env-file(-if-exists)?|input-type|"
    r"(experimental-)?test-(concurrency|timeout|name-pattern|skip-pattern|isolation|reporter(-destination)?|shard|global-setup))"
)
"""Options whose value may be a word of its own; without knowing them it would be taken for a file."""
_DROPPED = re.compile(
    r"--(test-reporter(-destination)?|test-shard|watch(-path|-preserve-output)?|experimental-test-coverage|"
    r"test-coverage-\w+|test-update-snapshots|inspect(-brk|-wait)?)(=|$)"
)
"""What would report elsewhere, run a part only, write files, wait, or fail for other reasons than a test."""
_READS_TYPES = re.compile(r"strip-types|transform-types|\btsx\b|ts-node|\bswc|esbuild|typescript|tsimp|jiti|sucrase")
_SETS_VARIABLE = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
_IMPORTS_RUNNER = re.compile(r"""["']node:test["']|\brequire\(["']test["']\)|\bfrom ["']test["']""")
_TEST_NAME = re.compile(r"(^test|^test-.*|.*[._-](test|spec))\.[cm]?[jt]sx?$")
_SAYS_ONLY = re.compile(r"(echo\b[^&|;]*|true|:)((&&|;)\s*exit \d+\s*)?")
_DEPENDENCIES = ("dependencies", "devDependencies")
_MOST_FOLDERS, _MOST_READ = 300, 100
_SKIPPED = frozenset({"node_modules", "dist", "build", "vendor", "coverage"})


@attrs.frozen
class NodeCommand:
    """A command line of Node's test runner, taken apart."""

    start: tuple[str, ...]
    """Node with its options, those that would disturb a report left out."""
    files: tuple[str, ...] = ()
    """Paths, folders and globs of tests; none means those with Node's default names."""
    variables: tuple[tuple[str, str], ...] = ()
    """What it sets in the environment."""

    @property
    def reads_types(self) -> bool:
        """Whether it loads TypeScript."""
        return any(_READS_TYPES.search(word) for word in self.start)


def node_command(words: Sequence[str]) -> NodeCommand | None:
    """The command that these words are, with variables before it; None where it is not Node's test runner."""
    rest = list(words[1:] if words and PurePath(words[0]).stem in {"cross-env", "npx"} else words)
    variables = []
    while rest and (match := _SETS_VARIABLE.fullmatch(rest[0])):
        variables.append((match["name"], match["value"]))
        rest.pop(0)
    program = PurePath(rest[0]).stem if rest else ""
    if program not in {"node", "tsx"} or "--test" not in rest:
        return None
    options, files = _options_and_files(rest[1:])
    # tsx starts node so, and hands its options on.
    start = (rest[0],) if program == "node" else ("node", "--import", "tsx")
    return NodeCommand((*start, *options), tuple(files), tuple(variables))


def test_script(root: Path) -> str | None:
    """What `npm test` runs in a folder; empty without such a script, None without a package.json that can be read."""
    record = _package(root)
    if record is None:
        return None
    scripts = record.get("scripts") if isinstance(record, dict) else None
    script = scripts.get("test") if isinstance(scripts, dict) else ""
    return script if isinstance(script, str) else ""


def runs_tests(script: str) -> bool:
    """Whether a script does more than to say something, as the one does that npm writes."""
    return bool(script.strip()) and not _SAYS_ONLY.fullmatch(script.strip())


def uses_package(root: Path, name: str) -> bool:
    """Whether a folder, or the repository around it, names a package among its own or has its configuration."""
    for folder in (root, *folders_above(root)):
        record = _package(folder)
        known = record if isinstance(record, dict) else {}
        groups = [known, *(known.get(group) for group in _DEPENDENCIES)]
        if any(isinstance(group, dict) and name in group for group in groups) or any(folder.glob(f"{name}.config.*")):
            return True
    return False


def plain_words(script: str) -> list[str]:
    """The words of a script that is one command; none where a shell has more to do than to start it."""
    lexer = shlex.shlex(script, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        return []
    return [] if any(set(word) <= set("();<>|&") or {"$", "`"} & set(word) for word in words) else words


def imports_node_test(root: Path, *, typed: bool = True) -> bool:
    """Whether some file that is named like a test imports ``node:test``; a cheap look that gives up in large trees.

    `typed`: those in TypeScript count too.
    """
    files = (path for path in _test_like(root) if typed or "ts" not in path.suffix)
    return any(imports_runner(_text(path)) for path in itertools.islice(files, _MOST_READ))


def imports_runner(content: str) -> bool:
    """Whether a text imports ``node:test``."""
    return bool(_IMPORTS_RUNNER.search(content))


def _options_and_files(words: Sequence[str]) -> tuple[list[str], list[str]]:
    options: list[str] = []
    files: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            files += waiting
        elif not word.startswith("-"):
            files.append(word.removeprefix("./") or ".")
        else:
            value = [next(waiting, "")] if _WITH_VALUE.fullmatch(word) else []
            options += [] if _DROPPED.match(word) else [word, *value]
    return options, files


def _package(root: Path) -> object:
    try:
        return json.loads((root / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _test_like(root: Path) -> Iterator[Path]:
    for folder, inner, names in itertools.islice(os.walk(root), _MOST_FOLDERS):
        inner[:] = sorted(name for name in inner if name not in _SKIPPED and not name.startswith("."))
        in_tests = {"test", "tests", "__tests__"} & set(Path(folder).relative_to(root).parts)
        scripts = (name for name in sorted(names) if re.search(r"\.[cm]?[jt]sx?$", name))
        yield from (Path(folder, name) for name in scripts if in_tests or _TEST_NAME.match(name))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
