"""Suppressions that a tool calls unused or invalid."""

from __future__ import annotations

import pytest

from support.suggestions import texts_suggested


@pytest.mark.parametrize(
    ("message", "marked", "expected"),
    [
        ("Invalid rule code in `# noqa`: B950", "x = 1  # noqa: «B950»\ny()\n", "x = 1\ny()\n"),
        ("Invalid rule code in `# noqa`: B950", "x = 1  # noqa: E501, «B950»\n", "x = 1  # noqa: E501\n"),
        ("Invalid rule code in `# noqa`: X1", "a()  # type: ignore[b]  # noqa: «X1»\r\n", "a()  # type: ignore[b]\r\n"),
        ("Unused `noqa` directive (unused: `E501`, `F401`)", "x  «# noqa: E501,F401,F811»\n", "x  # noqa: F811\n"),
        ("Unused `noqa` directive (unused: `E501`)", "x  «# noqa: E501»  # why\n", "x  # why\n"),
        ("Unused blanket `noqa` directive", "x  «# noqa»\n", "x\n"),
        ('Unused "type: ignore" comment', "«x = f()»  # type: ignore  # noqa: E1\n", "x = f()  # noqa: E1\n"),
        ('Unused "type: ignore[a-b]" comment', "«x»  # type: ignore[c, a-b]\n", "x  # type: ignore[c]\n"),
        ("Unused `noqa` directive", "if a:\n    «# noqa»\n    b()\n", "if a:\n    b()\n"),
        ("Unused `noqa` directive", "x = '# noqa' «# noqa»\n", "x = '# noqa'\n"),
    ],
)
def test_what_it_has_too_much_goes(message: str, marked: str, expected: str) -> None:
    assert texts_suggested(marked, message)[:1] == [expected]


def test_other_languages_have_directives_too() -> None:
    message = "Unused eslint-disable directive (no problems were reported from 'no-console')."
    assert texts_suggested("a() «// eslint-disable-line no-console, eqeqeq»\n", message, language="javascript")[:1] == [
        "a() // eslint-disable-line eqeqeq\n"
    ]


def test_a_directive_of_another_tool_stays() -> None:
    assert texts_suggested("«x»  # noqa: E501\n", 'Unused "type: ignore" comment') == []
