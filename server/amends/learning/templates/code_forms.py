"""Whether two pieces of code are the same but for their layout."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import takewhile

from amends.core.text import split_lines

_INDENTED = frozenset({"python"})
"""Languages in which white space says what belongs together."""
_NO_CODE = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*""")
_BRACKET = re.compile(r"[()\[\]{}]")


def same_code(one: str, other: str, language: str) -> bool:
    """Whether two texts hold the same code: layout, commas before brackets and import order aside."""
    if one == other:
        return True
    lines, others = split_lines(one), split_lines(other)
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(lines, others, strict=False)))
    pairs = zip(reversed(lines[head:]), reversed(others[head:]), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    changed, instead = lines[head : len(lines) - tail], others[head : len(others) - tail]
    if _normal(changed) != _normal(instead):
        return False
    # What changed may begin amid brackets, where white space says nothing: whole texts know.
    return any(_blocks(old, language) == _blocks(new, language) for old, new in ((changed, instead), (lines, others)))


def code_form(text: str) -> Hashable:
    """Equal for pieces of code that are the same, layout, quotes, commas before brackets and import order aside.

    It is quickly made, and blind for what belongs to which block: that says `block_form`.
    """
    return _normal(split_lines(text))


def block_form(text: str, language: str) -> Hashable:
    """Equal for pieces of one place's code whose statements stand in the same blocks."""
    return _blocks(split_lines(text), language)


def _normal(lines: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Import lines sorted, and the rest without layout."""
    imports = tuple(sorted("".join(line.split()) for line in lines if _is_import(line)))
    rest = "".join(line for line in lines if not _is_import(line))
    squashed = "".join(rest.split()).replace('"', "'")
    return imports, re.sub(r",([)\]}])", r"\1", squashed)


def _blocks(lines: Sequence[str], language: str) -> tuple[int, ...]:
    """How far the lines that begin a statement are indented, where that means something."""
    return tuple(_indents(lines)) if language in _INDENTED else ()


def _indents(lines: Sequence[str]) -> Iterator[int]:
    depth, continued = 0, False
    for line in lines:
        code = _NO_CODE.sub("", line).strip()
        if code and depth == 0 and not continued and not _is_import(line):
            yield len(line) - len(line.lstrip())
        brackets = _BRACKET.findall(code)
        depth = max(0, depth + sum(1 if one in "([{" else -1 for one in brackets))
        continued = code.endswith("\\")


def _is_import(line: str) -> bool:
    return line.startswith(("import ", "from "))
