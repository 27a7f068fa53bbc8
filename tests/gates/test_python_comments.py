"""Comments are found as the tokenizer finds them, whatever the strings around hold."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

import amends
from amends.verifying.gates.reading.python_comments import comments_in

SERVER = sorted(Path(amends.__file__).parent.rglob("*.py"))
CASES = {
    "in a string": "x = \"# no\"  # yes\ny = '# no'\n",
    "after a long string": 'def f():\n    """Doc # no.\n\n    # no\n    """  # yes\n    # alone\n',
    "escaped quotes": "x = \"\\\" # no\"  # yes\ny = r'\\' # no'  # yes\n",
    "an empty string before": "x = '' '# no' \"\"  # yes\n",
    "four quotes": "x = ''''# no'''  # yes\n",
    "a string over two lines": "x = 'a \\\n # no'  # yes\n",
    "the same with other line ends": "x = 'a \\\r\n # no'  # yes\r\n# alone\r\n",
    "a word before the quote": 'if"# no":pass# yes\n',
    "a formatted string": "x = f\"{1:#x} {'a'} {{ # no\"  # yes\n",
    "a form feed": "\f# alone\n",
    "within a call": "f(\n    1,  # one\n    # alone\n)\n",
    "no line end": "x = 1  # yes",
    "letters of more bytes": "é = 'ü # no'  # ä\n",
    "a lone carriage return": "x = 1  # yes\r# too\n",
}
NESTED = {
    "the same quotes inside": 'x = f"{d["# no"]}"  # yes\n',
    "a bracket in a string inside": "x = f\"{d['}']['# no']}\" f'{\"# no\"}'  # yes\n",
    "a comment inside": 'x = f"""{\n    1  # inside\n}"""  # yes\n',
    "brackets that even out": 'x = f"}} {f({b["# no"]})}"  # yes\n',
}


def tokenized(content: str) -> list[tuple[int, str, bool]]:
    return [
        (token.start[0] - 1, token.string, not token.line[: token.start[1]].strip())
        for token in tokenize.generate_tokens(io.StringIO(content).readline)
        if token.type == tokenize.COMMENT
    ]


def found(content: str) -> list[tuple[int, str, bool]]:
    return [(one.line, one.text, one.alone) for one in comments_in(content, 0, parses=True)]


@pytest.mark.parametrize("content", CASES.values(), ids=CASES.keys())
def test_what_looks_like_a_comment_in_a_string_is_none(content: str) -> None:
    assert found(content) == tokenized(content) != []


@pytest.mark.parametrize("content", NESTED.values(), ids=NESTED.keys())
def test_strings_inside_formatted_ones_are_read_as_this_python_does(content: str) -> None:
    try:
        ast.parse(content)
    except SyntaxError:
        pytest.skip("this Python does not know such strings")
    assert found(content) == tokenized(content) != []


def test_in_whole_files_every_comment_is_found_and_nothing_else() -> None:
    texts = [file.read_text("utf-8") for file in SERVER]
    assert [found(text) for text in texts] == [tokenized(text) for text in texts]


def test_of_text_that_does_not_parse_rather_too_much_is_a_comment() -> None:
    comments = list(comments_in("x = '''open\n# one\n  # two\n", 4, parses=False))
    assert [(one.line, one.text) for one in comments] == [(5, "# one"), (6, "# two")]
