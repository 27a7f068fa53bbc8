"""Names under which editors and tools speak of the same checker and the same rule."""

from __future__ import annotations

from collections.abc import Mapping

_SOURCES: Mapping[str, frozenset[str]] = {
    "tsc": frozenset({"ts", "typescript", "js", "javascript", "vtsls"}),
    "basedpyright": frozenset({"pyright", "pylance"}),
    "pyright": frozenset({"basedpyright", "pylance"}),
    "cargo check": frozenset({"rustc", "cargo", "rust-analyzer"}),
    "clippy": frozenset({"rustc", "cargo", "rust-analyzer"}),
    "go vet": frozenset({"vet", "compiler", "go", "gopls"}),
    "javac": frozenset({"java"}),
    "ruff": frozenset({"ruff_lsp"}),
}


def answers_for(checker: str, source: str) -> bool:
    """Whether a checker can judge what another client of the editor reports under this source."""
    source = source.lower()
    return source == checker or source in _SOURCES.get(checker, frozenset())


def same_code(one: str, other: str) -> bool:
    """Whether two codes name the same rule: editors say 2322 where the compiler says TS2322."""
    return one == other or (one.removeprefix("TS") == other.removeprefix("TS") and one.removeprefix("TS").isdigit())
