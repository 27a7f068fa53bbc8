from __future__ import annotations

import pytest

from amends.core.problems import Problem, Severity
from amends.core.text import Position, Range, Text, diff_edits
from amends.verifying.delta import Delta, TextChange, compare_problems, find_target

URI = "file:///project/module.py"
OTHER = "file:///project/other.py"

# A problem is written as "line:column code message"; the one to be fixed begins with "!", an error with "?".


def problem(line: str, text: Text, uri: str = URI) -> Problem:
    place, code, message = line.lstrip("!?").split(" ", 2)
    row, column = (int(number) for number in place.split(":"))
    start = Position(row, column)
    end = Position(row, min(column + 2, len(text.line(row))))
    severity = Severity.ERROR if line.startswith("?") else Severity.WARNING
    return Problem("ruff", code, message, uri, Range(start, max(start, end)), severity)


def compare(before: str, after: str, found_before: list[str], found_after: list[str]) -> Delta:
    old, new = Text(before), Text(after)
    changes = {URI: TextChange(old, new, diff_edits(before, after))}
    target = next((problem(line, old) for line in found_before if line.startswith("!")), None)
    olds = [problem(line, old) for line in found_before]
    return compare_problems(olds, [problem(line, new) for line in found_after], changes, target)


THREE = "import os\nimport sys\nprint(os)\n"


@pytest.mark.parametrize(
    ("before", "after", "found_before", "found_after", "left", "new"),
    [
        pytest.param(THREE, "import sys\nprint(1)\n", ["!0:7 F401 `os`"], [], 0, 0, id="gone"),
        pytest.param(THREE, THREE + "\n", ["!0:7 F401 `os`"], ["0:7 F401 `os`"], 1, 0, id="still there"),
        pytest.param(
            THREE, "\n\n" + THREE, ["!0:7 F401 `os`"], ["2:7 F401 `os`"], 1, 0, id="still there, carried down"
        ),
        pytest.param(
            THREE, "import sys\nimport os\nprint(os)\n", ["!0:7 F401 `os`"], ["1:7 F401 `os`"], 1, 0, id="still, moved"
        ),
        pytest.param(
            THREE, THREE.replace("os", "re", 1), ["!0:7 F401 `os`"], ["0:7 F401 `re`"], 1, 0, id="the same mistake anew"
        ),
        pytest.param(
            THREE,
            THREE.replace("print(os)", "print(oz)"),
            ["!0:7 F401 `os`"],
            ["2:6 F821 `oz`"],
            0,
            1,
            id="another mistake",
        ),
        pytest.param(
            THREE,
            "import sys\nprint(1)\n",
            ["!0:7 F401 `os`", "1:7 F401 `sys`"],
            ["0:7 F401 `sys`"],
            0,
            0,
            id="a neighbour moves into the place",
        ),
        pytest.param(
            "print(1)\nprint(1)\n",
            "print(1)\n",
            ["!0:0 T201 `print` found", "1:0 T201 `print` found"],
            ["0:0 T201 `print` found"],
            0,
            0,
            id="an equal neighbour moves into the very place",
        ),
        pytest.param(
            "print(1)\nprint(1)\n",
            "print(1)\nprint(1)\n\n",
            ["!0:0 T201 `print` found", "1:0 T201 `print` found"],
            ["0:0 T201 `print` found", "1:0 T201 `print` found"],
            1,
            0,
            id="of two equal ones the one to be fixed is left",
        ),
        pytest.param(
            "a = 1\nprint(1)\n",
            "print(1)\nprint(1)\n",
            ["!0:0 E741 bad name", "1:0 T201 `print` found"],
            ["0:0 T201 `print` found", "1:0 T201 `print` found"],
            0,
            1,
            id="one more of an old kind is new",
        ),
        pytest.param(
            "a = 1\nb = f(1, 2)\n",
            "a = 1\nb = f(1, 2, 3)\n",
            ["1:0 E501 Line too long (89 > 88)"],
            ["1:0 E501 Line too long (92 > 88)"],
            0,
            0,
            id="only the numbers changed",
        ),
        pytest.param(
            "b = f(x1)\n",
            "b = f(y1, zz)\n",
            ["0:6 F821 Undefined name `x`"],
            ["0:10 F821 Undefined name `zz`"],
            0,
            1,
            id="another name is another problem",
        ),
        pytest.param(
            "def f():\n    print(1)\n\n\ndef g():\n    return 1\n",
            "def g():\n    return 1\n\n\ndef f():\n    print(1)\n",
            ["1:4 T201 `print` found"],
            ["5:4 T201 `print` found"],
            0,
            0,
            id="code that moved",
        ),
        pytest.param(
            "x = (1,\nimport os\nimport re\n",
            "x = (1,)\nimport os\nimport re\n",
            ["!?1:0 invalid-syntax oh"],
            ["1:7 F401 `os`", "2:7 F401 `re`"],
            0,
            0,
            id="what a syntax error hid is not new",
        ),
        pytest.param(
            "x = (1,\nimport os\n",
            "x = (y,)\nimport os\n",
            ["!?1:0 invalid-syntax oh"],
            ["?0:5 F821 Undefined name `y`", "1:7 F401 `os`"],
            0,
            1,
            id="but an error is",
        ),
        pytest.param(
            "x = (1,\nimport os\n",
            "x = (1,); y = 1\nimport os\n",
            ["!?1:0 invalid-syntax oh"],
            ["0:8 E702 two statements"],
            0,
            1,
            id="and so is what stands where the edit was",
        ),
    ],
)
def test_what_counts(
    before: str, after: str, found_before: list[str], found_after: list[str], left: int, new: int
) -> None:
    delta = compare(before, after, found_before, found_after)
    assert (len(delta.left), len(delta.new)) == (left, new)


def test_a_target_that_was_not_found_is_told() -> None:
    text = Text(THREE)
    target = problem("0:7 F401 `os`", text)
    assert not compare_problems([], [], {}, target).found
    assert compare_problems([target], [], {}, target).found


def test_the_same_message_in_another_file_is_new() -> None:
    text = Text(THREE)
    old, new = problem("0:7 F401 `os`", text), problem("0:7 F401 `os`", text, OTHER)
    assert compare_problems([old], [old, new], {}, None).new == (new,)


def test_the_target_is_known_by_code_and_place_before_words() -> None:
    text = Text("import os, re\n")
    seen = [problem("0:7 F401 `os` imported but unused", text), problem("0:11 F401 `re` imported but unused", text)]
    said = problem("0:11 F401 `re` is not used", text)
    assert find_target(seen, said) is seen[1]
    assert find_target(seen, problem("0:7 F811 other", text)) is None
