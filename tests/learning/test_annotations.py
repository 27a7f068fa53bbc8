"""Missing annotations: types are inferred and looked up; cases_annotations.txt holds one text a case."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.text import Text, apply_edits
from amends.learning.annotations.vocabulary import Vocabulary
from amends.learning.learn import learn_patterns
from amends.learning.pattern import Pattern, PatternRecord
from amends.learning.suggest import Suggestion, suggest


@attrs.frozen
class Case:
    name: str
    message: str
    before: str
    expect: str


def _cases() -> list[Case]:
    text = (Path(__file__).parent / "cases_annotations.txt").read_text("utf-8")
    way = re.compile(
        r"(?P<name>.*)\n--- message: (?P<message>.*)\n--- before\n(?P<before>.*)--- expect\n(?P<expect>.*)", re.DOTALL
    )
    return [Case(**found.groupdict()) for block in text.split("=== ")[1:] if (found := way.fullmatch(block))]


def _marked(marked: str, message: str) -> tuple[str, Problem]:
    content = marked.replace("«", "").replace("»", "")
    place = Text(content).range_of(marked.index("«"), marked.index("»") - 1)
    return content, Problem("lint", "ANN1", message, "file:///b.py", place)


def _suggest(
    marked: str, message: str, patterns: tuple[Pattern, ...] = (), vocabulary: Vocabulary | None = None
) -> tuple[Suggestion, ...]:
    content, problem = _marked(marked, message)
    records = [PatternRecord(pattern) for pattern in patterns]
    return suggest(records, problem, Text(content), "python", "src/b.py", vocabulary=vocabulary)


def _results(
    marked: str, message: str, patterns: tuple[Pattern, ...] = (), vocabulary: Vocabulary | None = None
) -> list[str]:
    content, _ = _marked(marked, message)
    return [apply_edits(content, one.edits) for one in _suggest(marked, message, patterns, vocabulary)]


def test_every_case_is_read() -> None:
    assert len(_cases()) == 54


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_the_first_result(case: Case) -> None:
    assert _results(case.before, case.message)[0] == case.expect


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_line_ends_and_indentation_are_the_files_own(case: Case) -> None:
    before, expect = (text.replace("\n", "\r\n").replace("    ", "\t") for text in (case.before, case.expect))
    assert _results(before, case.message)[0] == expect


def test_things_whose_names_end_alike_have_one_type() -> None:
    known = "class Way: ...\n\ndef use(last_route: Way, next_route: Way) -> None: ...\n\n"
    marked = known + "def go(«first_route») -> None: ...\n"
    found = _results(marked, "Missing type annotation for function argument `first_route`")
    assert any("first_route: Way" in one for one in found[:2])


_ARGUMENT = "Missing type annotation for function argument `handler`"
_OTHER_FILE = "from web.core import Handler\n\n\ndef add(handler: Handler, route: str) -> None: ...\n"


def test_the_projects_other_files_say_what_a_name_is_and_where_its_type_comes_from() -> None:
    vocabulary = Vocabulary()
    vocabulary.read("src/a.py", _OTHER_FILE)
    marked = "import os\n\n\ndef use(«handler») -> None:\n    os.call(handler)\n"
    expected = (
        "import os\n\nfrom web.core import Handler\n\n\ndef use(handler: Handler) -> None:\n    os.call(handler)\n"
    )
    assert _results(marked, _ARGUMENT, vocabulary=vocabulary)[0] == expected
    assert expected not in _results(marked, _ARGUMENT)


def test_a_file_that_is_read_again_replaces_what_it_said() -> None:
    vocabulary = Vocabulary()
    vocabulary.read("src/a.py", _OTHER_FILE)
    vocabulary.read("src/a.py", "def add(handler: int) -> None: ...\n")
    assert vocabulary.types("parameter", "handler") == {"int": 1}
    assert vocabulary.origin("Handler", "src/b.py") is None


def test_the_vocabulary_is_bounded_and_skips_what_it_cannot_read() -> None:
    vocabulary = Vocabulary(capacity=2)
    for index in range(5):
        vocabulary.read(f"{index}.py", f"def f(a: int, b{index}: str) -> None: ...\n")
    vocabulary.read("broken.py", "def f(:")
    vocabulary.read("notes.txt", "def f(a: bytes): ...")
    assert vocabulary.types("parameter", "a") == {"int": 2}
    assert not vocabulary.types("parameter", "b0")
    assert vocabulary.types("parameter", "b4", besides="4.py") == {}


def test_examples_teach_whether_the_return_is_annotated_too() -> None:
    marked = "def go(«flag»=True):\n    print(flag)\n"
    message = "Missing type annotation for function argument `flag`"
    alone, both = "def go(flag: bool = True):", "def go(flag: bool = True) -> None:"
    assert _results(marked, message)[0].startswith(both)
    known: tuple[Pattern, ...] = ()
    for index in range(6):
        before, problem = _marked(f"def f{index}(«flag»=True):\n    print({index})\n", message)
        after = before.replace("flag=True", "flag: bool = True")
        example = Example(problem, before, after, "python", f"a{index}.py", ExampleSource.HAND, 0.0)
        known = tuple({one.id: one for one in (*known, *learn_patterns(example, known))}.values())
    assert _results(marked, message, known)[0].startswith(alone)


def test_what_is_clear_may_be_annotated_with_what_was_asked_for() -> None:
    marked = "def «show»(rest, count=1, *, loud=False):\n    print(rest, count, loud)\n"
    message = "Missing return type annotation for public function `show`"
    first, *others = _results(marked, message)
    assert first.startswith("def show(rest, count=1, *, loud=False) -> None:")
    assert "def show(rest, count: int = 1, *, loud: bool = False) -> None:" in {one.split("\n")[0] for one in others}


def test_people_who_annotate_what_is_clear_are_followed() -> None:
    known: tuple[Pattern, ...] = ()
    for name in ("hide", "hold"):
        marked = f"def «{name}»(rest, count=1):\n    print(rest, count)\n"
        content, problem = _marked(marked, f"Missing return type annotation for public function `{name}`")
        after = content.replace("count=1):", "count: int = 1) -> None:")
        example = Example(problem, content, after, "python", "src/b.py", ExampleSource.GIT, date=1.0)
        known = tuple({one.id: one for one in (*known, *learn_patterns(example, known))}.values())
    marked = "def «show»(rest, *, loud=False):\n    print(rest, loud)\n"
    first, *_ = _results(marked, "Missing return type annotation for public function `show`", known)
    assert first.startswith("def show(rest, *, loud: bool = False) -> None:")


def test_a_message_that_asks_for_no_annotation_gets_none() -> None:
    assert _results("def «go»():\n    print(1)\n", "Line is too long") == []


def test_confidence_follows_the_evidence() -> None:
    sure = _suggest("def «go»():\n    print(1)\n", "Missing return type annotation for public function `go`")
    guess = _suggest("def «go»(a):\n    return a.b(1)\n", "Missing return type annotation for public function `go`")
    assert sure[0].confidence > 0.6
    assert guess[0].confidence < 0.5


@pytest.mark.parametrize(
    "marked",
    [
        "def «go»(:\n",
        "«def go»",
        "class A:\n  def «go»(self, self2, *, a, b=):\n    pass\n",
        "«»",
        "\ufeffdef «go»(a):\n    return a\n",
        "def go(a):\n    x = lambda «a»: a\n",
        "def go(a): return [go(b) for b in «a» if (c := b)]\n",
        "def «go»(a):\n    a = a + a\n    b = a if b else c\n    c = b\n    return c\n",
        "def «go»(a, é='ü'):\n    '''日本'''; return é\n",
        "if 1:\n    def «go»(a: 'broken ['): return go(a)\n",
        "def «go»(a):" + " return ((((" * 60,
    ],
)
def test_odd_code_is_no_error(marked: str) -> None:
    for message in ("Missing return type annotation for `go`", "Missing type annotation for `a`"):
        for result in _results(marked, message):
            compile(result.removeprefix("\ufeff"), "b.py", "exec")


@pytest.mark.parametrize(
    ("message", "marked", "expected"),
    [
        (
            "PEP 484 prohibits implicit `Optional`",
            "from typing import Optional\n\ndef f(a: «str» = None, b: Optional[int] = None): ...\n",
            "from typing import Optional\n\ndef f(a: Optional[str] = None, b: Optional[int] = None): ...\n",
        ),
        (
            "PEP 484 prohibits implicit `Optional`",
            "import typing\n\ndef f(a: «typing.List[A]» = None, b: typing.Optional[A] = None): ...\n",
            "import typing\n\ndef f(a: typing.Optional[typing.List[A]] = None, b: typing.Optional[A] = None): ...\n",
        ),
        (
            'Incompatible default for argument "a" (default has type "None", argument has type "str")',
            "def f(a: str = «None», b: int | None = None): ...\n",
            "def f(a: str | None = None, b: int | None = None): ...\n",
        ),
        (
            'Expression of type "None" cannot be assigned to parameter of type "A"',
            "def f(a: 'A' = «None», b: int | None = None): ...\n",
            "def f(a: 'A | None' = None, b: int | None = None): ...\n",
        ),
        (
            "PEP 484 prohibits implicit `Optional`",
            "from typing import Union\n\ndef f(a: «str» = None, b: Union[int, str] = 1): ...\n",
            "from typing import Optional, Union\n\ndef f(a: Optional[str] = None, b: Union[int, str] = 1): ...\n",
        ),
    ],
)
def test_a_type_that_lacks_its_default_is_made_optional_as_the_file_writes_it(
    message: str, marked: str, expected: str
) -> None:
    assert _results(marked, message)[0] == expected


@pytest.mark.parametrize("marked", ["def f(a: «int | None» = None): ...\n", "x: «int» = None\n", "def f(a: «\n"])
def test_what_has_none_or_is_no_parameter_is_left_alone(marked: str) -> None:
    text = marked if "»" in marked else marked + "»"
    assert _results(text, "PEP 484 prohibits implicit `Optional`") == []
