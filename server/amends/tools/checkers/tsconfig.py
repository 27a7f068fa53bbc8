"""What a project's ``tsconfig.json`` lets the TypeScript compiler look at: JavaScript only where it says so.

As https://www.typescriptlang.org/tsconfig has it: `extends`, `files`, `include`, `exclude`, `allowJs` and `checkJs`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from amends.core.snapshot import Document
from amends.platform.uris import uri_to_path

_STRING = r'"(?:\\.|[^"\\\n])*"'
_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_LAST_COMMA = re.compile(rf"{_STRING}|,(?=\s*[\]}}])")
_JAVASCRIPT = (".js", ".jsx", ".mjs", ".cjs")
_HEAD = re.compile(r"\A(?:#![^\n]*\n)?(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_MARK = re.compile(r"^[ \t]*///?\s*@ts-(check|nocheck)\b", re.MULTILINE)
_NEVER = ("node_modules", "bower_components", "jspm_packages")
_MOST_BASES = 20


@attrs.frozen
class TsConfig:
    """What is configured for one folder."""

    sources: tuple[Path, ...]
    """The file and all it extends."""
    allows_javascript: bool = False
    checks_javascript: bool = False
    included: tuple[str, ...] = ()
    """Globs of absolute paths."""
    excluded: tuple[str, ...] = ()

    def reads(self, document: Document) -> bool:
        """Whether it may judge a document of this kind."""
        return not _is_javascript(document) or self.allows_javascript

    def judges(self, document: Document) -> bool:
        """Whether types are checked in it; in JavaScript `checkJs` or ``// @ts-check`` asks for that, not `allowJs`."""
        if not _is_javascript(document):
            return True
        head = _HEAD.match(document.text.content)
        marks = _MARK.findall(head[0]) if head else []
        checked = marks[-1] == "check" if marks else self.checks_javascript
        return checked and self.allows_javascript and self._holds(uri_to_path(document.uri))

    def _holds(self, path: Path | None) -> bool:
        from wcmatch.glob import DOTGLOB, GLOBSTAR, globmatch  # noqa: PLC0415 -- few projects need it

        flags = DOTGLOB | GLOBSTAR
        name = path.as_posix() if path else ""
        return globmatch(name, self.included, flags=flags) and not globmatch(name, self.excluded, flags=flags)


def read_tsconfig(folder: Path) -> TsConfig:
    """The configuration of a folder, with what it extends; what cannot be read says nothing."""
    chain = [*_chain(folder / "tsconfig.json", [])]
    options: dict[str, Any] = {}
    lists: dict[str, list[str]] = {}
    for file, record in chain:  # the bases first
        own = record.get("compilerOptions")
        options |= own if isinstance(own, dict) else {}
        lists |= {key: _globs(record[key], file.parent) for key in ("files", "include", "exclude") if key in record}
    checks = options.get("checkJs") is True
    every = [] if "files" in lists else _globs(["**/*"], folder)
    out = options.get("outDir")
    usual = _globs([*_NEVER, *([out] if isinstance(out, str) else [])], folder)
    return TsConfig(
        tuple(file for file, _ in chain) or (folder / "tsconfig.json",),
        allows_javascript=options.get("allowJs", checks) is True,
        checks_javascript=checks,
        included=(*lists.get("files", []), *lists.get("include", every)),
        excluded=tuple(lists.get("exclude", usual)),
    )


def read_jsonc(text: str) -> Any:
    """JSON with comments, and commas after the last one of several.

    Raises:
        ValueError: it is none.
    """
    bare = _COMMENT.sub(lambda match: match[0] if match[0].startswith('"') else " ", text)
    return json.loads(_LAST_COMMA.sub(lambda match: match[0] if match[0].startswith('"') else "", bare))


def _chain(file: Path, seen: list[Path]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The configuration in a file after all it extends, each once."""
    if file in seen or len(seen) > _MOST_BASES:
        return
    seen.append(file)
    try:
        record = read_jsonc(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return
    if isinstance(record, dict):
        bases = record.get("extends")
        for name in bases if isinstance(bases, list) else [bases]:
            base = _base(name, file.parent) if isinstance(name, str) and name else None
            yield from _chain(base, seen) if base else ()
        yield file, record


def _base(name: str, folder: Path) -> Path | None:
    """The file that `extends` names: a path, or one of a package."""
    if name.startswith((".", "/")):
        tried = [folder / name, folder / f"{name}.json"]
    else:
        packages = [above / "node_modules" / name for above in (folder, *folder.parents)]
        tried = [place for it in packages for place in (it, it.with_name(f"{it.name}.json"), it / "tsconfig.json")]
    return next((place for place in tried if place.is_file()), None)


def _globs(value: Any, folder: Path) -> list[str]:
    """Patterns as globs of absolute paths; a folder stands for all in it."""
    from wcmatch.glob import escape  # noqa: PLC0415 -- as above

    words = [word for word in value if isinstance(word, str) and word] if isinstance(value, list) else []
    base = escape(folder.as_posix())
    found: list[str] = []
    for word in words:
        place = word.replace("${configDir}", ".").removeprefix("./").rstrip("/")
        whole = place if place.startswith("/") else f"{base}/{place}" if place not in {"", "."} else base
        whole = os.path.normpath(whole)
        found += [whole, f"{whole}/**/*"] if not place.endswith("**") else [f"{whole}/*"]
    return found


def _is_javascript(document: Document) -> bool:
    path = uri_to_path(document.uri)
    return path is not None and path.suffix in _JAVASCRIPT
