"""Gate: configuration, lock, CI and dot files are nobody's fix unless the problem is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from amends.core.verdicts import GateFinding
from amends.verifying.gates.configuration.values import refused_setting
from amends.verifying.gates.reading.change import Change

NAME = "protected-file"
_LOCKS = re.compile(
    r"(\.lock|\.lockb|\.sum|-lock\.(json|ya?ml)|^pnpm-lock\.ya?ml|^npm-shrinkwrap\.json|^Pipfile\.lock)$"
)
_CONFIGURATION = re.compile(
    r"\.(toml|cfg|ini|conf|config|properties|ya?ml|env|pth|editorconfig|jsonc|json5|gradle|kts|cmake|mk|bazel|nix)$|"
    r"^(setup\.py|noxfile\.py|tasks\.py|fabfile\.py|sitecustomize\.py|usercustomize\.py|conf\.py|hatch_build\.py|build\.rs|py\.typed|"
    r"Makefile|GNUmakefile|Dockerfile.*|Containerfile|Jenkinsfile|Procfile|Pipfile|Gemfile|Rakefile|Vagrantfile|MANIFEST\.in|CODEOWNERS|"
    r"(dev-|test-)?requirements.*\.(txt|in)|constraints.*\.txt|package\.json|tsconfig.*\.json|jsconfig.*\.json|composer\.json|deno\.json|biome\.json|"
    r"pyrightconfig\.json|angular\.json|nx\.json|turbo\.json|lerna\.json|project\.json|go\.mod|go\.work|pom\.xml|"
    r".*\.config\.[cm]?[jt]s|[gG]ulpfile\.[cm]?[jt]s|[gG]runtfile\.[cm]?[jt]s|WORKSPACE|BUILD)$"
)
_FOLDERS = frozenset({"ci", "node_modules", "site-packages", "vendor", "third_party"})
_LOCK, _OTHERS = "lock file", "file from elsewhere"
_AT_THE_TOP = frozenset({"tasks.py", "fabfile.py", "noxfile.py", "BUILD", "WORKSPACE"})
"""Configuration where a tool looks for it; ordinary names elsewhere."""
_OF_DOCUMENTS = frozenset({"doc", "docs", "documentation", "source", "sphinx"})


def check(change: Change) -> Iterator[GateFinding]:
    """Edits of such a file. A lock file is never edited by hand, whatever is wrong in it."""
    if change.before == change.after:
        return
    kind = _kind(change.path)
    if not kind or (change.own_problems and kind != _LOCK):
        return
    reason = (
        "no person writes it" if kind == _LOCK else "others maintain it" if kind == _OTHERS else refused_setting(change)
    )
    if reason is not None:
        yield change.finding(NAME, change.line_after(0), f"`{change.path.name}` is a {kind}: {reason}.")


def _kind(path: PurePosixPath) -> str:
    if _LOCKS.search(path.name):
        return _LOCK
    if any(part.startswith(".") for part in path.parts):
        return "dot file"
    if _FOLDERS & {part.lower() for part in path.parts[:-1]}:
        return _OTHERS
    if path.name in _AT_THE_TOP and len(path.parts) > 1 and not path.is_absolute():
        return ""
    if path.name == "conf.py" and path.parts[:-1] and not _OF_DOCUMENTS & {part.lower() for part in path.parts[:-1]}:
        return ""
    return "configuration file" if _CONFIGURATION.search(path.name) else ""
