"""What type checkers show of a function, as types for its slots; the texts are those of real servers."""

from __future__ import annotations

import pytest

from amends.learning.annotations.shown import shown_votes, types_shown
from amends.learning.annotations.vocabulary import Vocabulary
from amends.learning.imports.editing import Import

CASES = {
    "pyright's": ("(function) def first(path: str) -> list[Path]", {"path": "str", "return": "list[Path]"}),
    "over several lines, then words": (
        "(function) def second(\n    path: Unknown,\n    count: int = 3\n) -> None\n\nCounts -> things",
        {"count": "int", "return": "None"},
    ),
    "a method's": (
        "(method) def get(\n    self: Self@A\n) -> (Store | None)",
        {"self": "Self", "return": "Store | None"},
    ),
    "its own object": ("(method) def me(self: Self@B) -> Self@B", {"self": "Self", "return": "Self"}),
    "pyrefly's": ("```python\n(function) f: def f(x: int) -> Unknown: ...\n```\n\nGo to [int](x)", {"x": "int"}),
    "literals are what they are of": (
        "(function) def f(*args: int, k: Literal['a', 'b'] = 'a') -> (Literal['x', 2] | None)",
        {"*args": "int", "k": "str", "return": "str | int | None"},
    ),
    "partly unknown": ("(function) def f(x) -> dict[str, Unknown]", {}),
    "never": ("(function) def f() -> Never", {}),
    "no type": ('def f(x) -> Module("a")', {}),
    "anything": ("(function) def f() -> Any", {}),
    "overloads": ("(overload) def f(x: int) -> int\n(overload) def f(x: str) -> str", {}),
    "a class": ("(class) A", {}),
    "nothing": ("", {}),
}


@pytest.mark.parametrize("name", CASES)
def test_types_of_a_hover(name: str) -> None:
    hover, expected = CASES[name]
    assert types_shown(hover) == expected


def test_an_async_function_is_declared_with_what_is_awaited() -> None:
    hover = "def wait(self) -> CoroutineType[Any, Any, dict[str, X]]"
    assert types_shown(hover, is_async=True) == {"return": "dict[str, X]"}


def test_a_generator_is_written_as_people_do() -> None:
    votes = list(shown_votes({"return": "Generator[int, Any, None]"}, "return"))
    assert [vote.type for vote in votes] == ["Iterator[int]", "Generator[int, None, None]"]


USES = {
    "absolutely": ("from pkg.other import load\n", Import("pkg.other", "Store")),
    "relatively": ("from .other import load\n", Import(".other", "Store")),
    "not at all": ("import os\n", None),
}


@pytest.mark.parametrize("way", USES)
def test_a_class_is_imported_as_its_module_is(way: str) -> None:
    line, expected = USES[way]
    vocabulary = Vocabulary()
    vocabulary.read("src/pkg/other.py", "class Store: ...\n\n\ndef load() -> Store: ...\n")
    vocabulary.read("src/pkg/main.py", line)
    assert vocabulary.origin("Store", "src/pkg/main.py") == expected


def test_a_class_that_two_files_define_is_nobodys() -> None:
    vocabulary = Vocabulary()
    for name in ("one", "two"):
        vocabulary.read(f"pkg/{name}.py", "class Store: ...\n")
    vocabulary.read("pkg/main.py", "from pkg.one import x\n")
    assert vocabulary.origin("Store", "pkg/main.py") is None
