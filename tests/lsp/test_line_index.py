"""The line index that is carried through edits is the one that a fresh scan finds."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from amends.core.text import Edit, Text

texts = st.text(alphabet="a\r\n\f", max_size=12)


@given(texts, st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), texts), max_size=4))
@example("\n", [(0, 0, "\r")])
@example("\r\n", [(1, 1, "a")])
@example("a\r", [(2, 2, "\n")])
@example("\r\n\n", [(1, 2, "")])
@example("\ra\n", [(1, 2, "")])
def test_the_carried_index_is_the_scanned_one(content: str, edits: list[tuple[int, int, str]]) -> None:
    text = Text(content)
    assert text.line_starts
    for one, other, new_text in edits:
        start, end = sorted((min(one, len(text.content)), min(other, len(text.content))))
        text = text.edited((Edit(start, end, new_text),))
        assert text.line_starts == Text(text.content).line_starts
