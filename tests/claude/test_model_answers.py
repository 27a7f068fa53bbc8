"""Answers to edits: what a model may say, where it lands, and what is refused. § marks the problem."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from amends.core.errors import ModelAnswerError
from amends.core.text import apply_edits
from amends.fixing.claude.contract import Proposal, ProposedEdit, locate, read_proposal
from amends.fixing.claude.plaintext import read_plain_text
from amends.fixing.claude.scene import scene_of
from amends.fixing.claude.strategies import Reach
from support.model_bench import ModelBench, request_for

FUNCTION = "import os\n\nX = 1\n\n\ndef home(name):\n    return §Path§(name)\n\n\ndef other():\n    return X\n"
METHOD = """\
class Shop:

    def home(self, name):
        if §name == None§:
            return None
        return name
"""
WITH_IMPORT = "import os\nfrom pathlib import (\n    Path,\n)\n\n\ndef f():\n    x = [Path(1)]\n    return x\n"
FLAT = "def home(self, name):\n    if name is None:\n        return None\n    return name\n"


def after_tool(
    bench: ModelBench, code: str, *edits: tuple[str, str], reach: Reach = Reach.FUNCTION, file: str = ""
) -> str:
    request = request_for(bench, code)
    scene = scene_of(request, reach)
    proposed = tuple(ProposedEdit(file or scene.files[0].path, old, new) for old, new in edits)
    (found,) = locate(Proposal("", proposed), scene.files)
    return apply_edits(request.document.text.content, found.edits)


def after_text(bench: ModelBench, code: str, answer: str) -> str:
    request = request_for(bench, code)
    (found,) = read_plain_text(answer, scene_of(request, Reach.FUNCTION).files, "python")
    return apply_edits(request.document.text.content, found.edits)


@pytest.mark.parametrize(
    ("code", "edits", "expected"),
    [
        pytest.param(
            FUNCTION,
            [("import os", "import os\nfrom pathlib import Path")],
            FUNCTION.replace("§", "").replace("import os\n", "import os\nfrom pathlib import Path\n"),
            id="import-after-the-last-one",
        ),
        pytest.param(
            "def f():\n    return §Path§(1)\n",
            [("def f():\n", "from pathlib import Path\n\n\ndef f():\n")],
            "from pathlib import Path\n\n\ndef f():\n    return Path(1)\n",
            id="first-import-of-a-file",
        ),
        pytest.param(
            '"""Doc."""\n\nx = §Path§(1)\n',
            [("\nx = Path(1)", "\nfrom pathlib import Path\n\nx = Path(1)")],
            '"""Doc."""\n\nfrom pathlib import Path\n\nx = Path(1)\n',
            id="top-level-statement",
        ),
        pytest.param(
            "def f(a):\r\n    if §a == None§:\r\n        return 1\r\n",
            [("    if a == None:\n        return 1", "    if a is None:\n        return 1")],
            "def f(a):\r\n    if a is None:\r\n        return 1\r\n",
            id="crlf-file",
        ),
        pytest.param(
            "def f():\n    print('😀')\n    return §Path§(1)\n",
            [("   3 |     return Path(1)", "   3 |     return str(1)")],
            "def f():\n    print('😀')\n    return str(1)\n",
            id="copied-line-numbers",
        ),
        pytest.param(
            "def f():\n    return §Path§(1)\n\n\ndef g():\n    return Path(1)\n",
            [("return Path(1)", "return str(1)")],
            "def f():\n    return str(1)\n\n\ndef g():\n    return Path(1)\n",
            id="same-text-elsewhere-out-of-scope",
        ),
        pytest.param(
            "def f():\n    §a§ = 1\n    b = 2\n    return b\n",
            [("    a = 1\n", ""), ("return b", "return b + 0")],
            "def f():\n    b = 2\n    return b + 0\n",
            id="two-edits",
        ),
        pytest.param(
            "def f():\n    return §Path§(1)",
            [("    return Path(1)", "    return str(1)")],
            "def f():\n    return str(1)",
            id="no-final-newline",
        ),
    ],
)
def test_edits_land_where_they_belong(
    bench: ModelBench, code: str, edits: list[tuple[str, str]], expected: str
) -> None:
    assert after_tool(bench, code, *edits) == expected


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        pytest.param(("return Pth(name)", "return 1"), "no-match", id="not-in-the-file"),
        pytest.param(("", "import x"), "no-match", id="empty-old-text"),
        pytest.param(("e", "E"), "no-match", id="many-places"),
        pytest.param(("return X", "return 2"), "out-of-scope", id="other-function"),
        pytest.param(("return Path(name)", "return Path(name)"), "no-answer", id="no-change"),
    ],
)
def test_edits_that_are_refused(bench: ModelBench, edit: tuple[str, str], cause: str) -> None:
    with pytest.raises(ModelAnswerError) as caught:
        after_tool(bench, FUNCTION, edit)
    assert caught.value.cause == cause


@pytest.mark.parametrize("file", ["/etc/passwd", "../shop.py.bak", "pyproject.toml", "shop.pyx"])
def test_other_files_are_out_of_scope(bench: ModelBench, file: str) -> None:
    with pytest.raises(ModelAnswerError) as caught:
        after_tool(bench, FUNCTION, ("return Path(name)", "return 1"), file=file)
    assert caught.value.cause == "out-of-scope"


def test_overlapping_edits_are_refused(bench: ModelBench) -> None:
    with pytest.raises(ModelAnswerError, match="overlap"):
        after_tool(bench, FUNCTION, ("return Path(name)", "return 1"), ("return Path(name)", "return 2"))


def test_a_wider_reach_allows_more(bench: ModelBench) -> None:
    edit = ("return X", "return 2")
    assert after_tool(bench, FUNCTION, edit, reach=Reach.MODULE).endswith("return 2\n")


@pytest.mark.parametrize(
    "tool_input",
    [{}, {"reason": "x"}, {"reason": "x", "edits": [{"file": "a"}]}, {"reason": 1, "edits": []}, {"edits": "x"}],
)
def test_an_input_of_another_shape_is_refused(tool_input: dict[str, object]) -> None:
    with pytest.raises(ModelAnswerError, match="agreed form"):
        read_proposal(tool_input)


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        pytest.param(
            FUNCTION,
            "```python\nfrom pathlib import Path\n\ndef home(name):\n    return Path(name)\n```",
            FUNCTION.replace("§", "").replace("import os\n", "import os\nfrom pathlib import Path\n"),
            id="import-above-the-function",
        ),
        pytest.param(
            METHOD,
            f"Here is it:\n```python\n{FLAT}```\nDone.",
            METHOD.replace("§name == None§", "name is None"),
            id="method-given-flat",
        ),
        pytest.param(
            METHOD,
            f"```\nclass Shop:\n{textwrap.indent(FLAT, '    ')}```",
            METHOD.replace("§name == None§", "name is None"),
            id="method-given-in-its-class",
        ),
        pytest.param(
            "def f(a):\n\tif §a == None§:\n\t\treturn 1\n",
            "```python\ndef f(a):\n    if a is None:\n        return 1\n```",
            "def f(a):\n\tif a is None:\n\t\treturn 1\n",
            id="tabs-stay",
        ),
        pytest.param(
            "def f(a):\r\n    if §a == None§:\r\n        return 1\r\n",
            "```python\ndef f(a):\n    if a is None:\n        return 1\n```",
            "def f(a):\r\n    if a is None:\r\n        return 1\r\n",
            id="crlf-stays",
        ),
        pytest.param(
            "import os\nimport §sys§\n\nprint(os)\n",
            "```python\nimport os\n```",
            "import os\n\nprint(os)\n",
            id="import-block-without-the-unused-one",
        ),
        pytest.param(
            METHOD,
            "<<<<<<< SEARCH\n        if name == None:\n=======\n        if name is None:\n>>>>>>> REPLACE",
            METHOD.replace("§name == None§", "name is None"),
            id="search-replace-block",
        ),
        pytest.param(
            METHOD,
            f"First try:\n```python\ndef home(self, name):\n    return 0\n```\nBetter:\n```python\n{FLAT}```",
            METHOD.replace("§name == None§", "name is None"),
            id="the-last-block-counts",
        ),
        pytest.param(
            METHOD,
            f"```python\n{FLAT}\n\nprint(home(1))\n```",
            METHOD.replace("§name == None§", "name is None"),
            id="code-around-the-function-is-left-out",
        ),
        pytest.param(
            "import os\n\n\ndef f():\n    x = [§Path§(1)]\n    return x\n",
            f"```python\n{WITH_IMPORT}```",
            WITH_IMPORT,
            id="only-new-imports-are-added",
        ),
        pytest.param(
            "import os, sys\nfrom os import path as p, sep\n\n\ndef f():\n    return §getcwd§(), p, sep\n",
            "```python\nimport sys, json as j\nfrom os import path as p, getcwd\nfrom x import *\nimport unused\n\n"
            "def f():\n    return j, getcwd(), p, sep\n```",
            "import os, sys\nfrom os import path as p, sep\nimport json as j\nfrom os import getcwd\n\n\n"
            "def f():\n    return j, getcwd(), p, sep\n",
            id="only-new-names-that-are-used-are-imported",
        ),
        pytest.param(
            FUNCTION,
            "```python\nfrom pathlib import Path\n```",
            FUNCTION.replace("§", "").replace("import os\n", "import os\nfrom pathlib import Path\n"),
            id="nothing-but-an-import",
        ),
        pytest.param(
            "import os\n\nkey = §lambda§ order: (order.date, order.number)\nprint(os, key)\n",
            "```python\ndef key(order):\n    return (order.date, order.number)\n```",
            "import os\n\ndef key(order):\n    return (order.date, order.number)\nprint(os, key)\n",
            id="a-statement-becomes-a-function",
        ),
        pytest.param(
            "import os\n\nHOME = §Path§(os.sep)\n",
            "```python\nfrom pathlib import Path\n\nHOME = Path(os.sep)\n```",
            "import os\nfrom pathlib import Path\n\nHOME = Path(os.sep)\n",
            id="a-statement-that-only-misses-its-import",
        ),
        pytest.param(
            METHOD,
            "```diff\nshop.py\n@@ -3,3 +3,3 @@\n     def home(self, name):\n-        if name == None:\n"
            "+        if name is None:\n             return None\n```",
            METHOD.replace("§name == None§", "name is None"),
            id="a-diff",
        ),
    ],
)
def test_plain_text_becomes_the_smallest_edit(bench: ModelBench, code: str, answer: str, expected: str) -> None:
    assert after_text(bench, code, answer) == expected


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "You should import Path.",
        "```python\n```",
        "```python\ndef quite_another():\n    pass\n```",
        "```python\ndef home(self, name):\n    if name == None:\n        return None\n    return name\n```",
        "```python\ndef home(self, name):\n    if name is None:",
    ],
    ids=["empty", "prose", "empty-fence", "other-function", "unchanged", "open-fence"],
)
def test_plain_text_without_usable_code_is_refused(bench: ModelBench, answer: str) -> None:
    with pytest.raises(ModelAnswerError) as caught:
        after_text(bench, METHOD, answer)
    assert caught.value.cause == "no-answer"


def test_code_given_back_unchanged_is_called_that(bench: ModelBench) -> None:
    with pytest.raises(ModelAnswerError, match="unchanged"):
        after_text(bench, METHOD, f"```python\n{FLAT.replace('name is None', 'name == None')}```")


def test_only_what_changed_is_edited(bench: ModelBench) -> None:
    request = request_for(bench, METHOD)
    answer = f"```python\n{FLAT}```"
    (found,) = read_plain_text(answer, scene_of(request, Reach.FUNCTION).files, "python")
    assert [(edit.end - edit.start, edit.new_text) for edit in found.edits] == [(2, "is")]


def test_nothing_is_written_to_disk(bench: ModelBench) -> None:
    after_tool(bench, FUNCTION, ("return Path(name)", "return name"))
    assert Path(bench.root / "shop.py").read_text() == FUNCTION.replace("§", "")


TYPESCRIPT = "import { a } from './a';\n\nexport const first = (rows: number[]) => {\n  return §rows[0] == null§;\n};\n"


def test_other_languages_take_the_same_path(bench: ModelBench) -> None:
    problem = ("eslint", "eqeqeq", "Expected '===' and instead saw '=='.")
    request = request_for(bench, TYPESCRIPT, name="rows.ts", problem=problem)
    scene = scene_of(request, Reach.FUNCTION)
    assert scene.files[0].regions[0].name == "first"
    answer = (
        "```ts\nimport { b } from './b';\n\nexport const first = (rows: number[]) => {\n  return b(rows[0]);\n};\n```"
    )
    (found,) = read_plain_text(answer, scene.files, scene.language)
    assert apply_edits(request.document.text.content, found.edits) == (
        "import { a } from './a';\nimport { b } from './b';\n\n"
        "export const first = (rows: number[]) => {\n  return b(rows[0]);\n};\n"
    )


@pytest.mark.parametrize("name", ["notes.txt", "broken.py"])
def test_text_without_a_grammar_or_a_parse_has_lines(bench: ModelBench, name: str) -> None:
    request = request_for(bench, "def (:\n  x = §1§\n\n\n)\n", name=name)
    files = scene_of(request, Reach.FUNCTION).files
    (found,) = locate(Proposal("", (ProposedEdit(name, "x = 1", "x = 2"),)), files)
    assert apply_edits(request.document.text.content, found.edits) == "def (:\n  x = 2\n\n\n)\n"
