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
    try:
        record = json.loads((root / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    scripts = record.get("scripts") if isinstance(record, dict) else None
    script = scripts.get("test") if isinstance(scripts, dict) else ""
    return script if isinstance(script, str) else ""


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


def imports_node_test(root: Path) -> bool:
    """Whether some file that is named like a test imports ``node:test``; a cheap look that gives up in large trees."""
    return any(imports_runner(_text(path)) for path in itertools.islice(_test_like(root), _MOST_READ))


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
