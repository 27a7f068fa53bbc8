from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.errors import OverlappingEditsError
from amends.core.shifting import shift_edits, shift_offset, shift_range
from amends.core.text import Edit, Position, Range, Text, apply_edits, diff_edits, split_lines

UGLY = st.text(alphabet="ab \n\r\f\v\u2028\u0085\U0001f600é\t", max_size=60)


@given(UGLY)
def test_lines_end_only_where_editors_end_them(content: str) -> None:
    lines = split_lines(content)
    assert "".join(lines) == content
    assert all(not line.rstrip("\r\n").count("\n") and "\r" not in line.rstrip("\r\n") for line in lines)
    text = Text(content)
    assert text.line_count == len(lines) + (not content or content[-1] in "\r\n")


@given(UGLY, st.integers(0, 60))
def test_an_offset_comes_back_from_its_position(content: str, offset: int) -> None:
    text = Text(content)
    offset = min(offset, len(content))
    inside_line_end = content[offset - 1 : offset + 1] == "\r\n" and offset > 0
    if not inside_line_end:
        assert text.offset_at(text.position_at(offset)) == offset


def test_positions_past_an_end_are_clamped() -> None:
    text = Text("ab\r\nc")
    assert text.offset_at(Position(0, 99)) == 2
    assert text.offset_at(Position(9, 0)) == 5
    assert text.slice(Range(Position(0, 1), Position(1, 1))) == "b\r\nc"


@given(UGLY, UGLY)
def test_a_difference_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    assert apply_edits(before, diff_edits(before, after)) == after


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(OverlappingEditsError):
        apply_edits("abcd", [Edit(0, 3, ""), Edit(2, 4, "")])
    with pytest.raises(OverlappingEditsError):
        apply_edits("ab", [Edit(1, 5, "")])


@given(UGLY, st.data())
def test_edits_elsewhere_commute_with_shifting(content: str, data: st.DataObject) -> None:
    """Shifting an edit through a change and applying both gives the same text in either order."""
    bounds = sorted(data.draw(st.integers(0, len(content))) for _ in range(4))
    change, edit = Edit(bounds[0], bounds[1], "new\n"), Edit(bounds[2], bounds[3], "x")
    shifted = shift_edits([edit], [change])
    if shifted is not None:
        assert apply_edits(apply_edits(content, [change]), shifted) == apply_edits(content, [change, edit])


def test_offsets_at_the_edges_of_a_change() -> None:
    insert = [Edit(2, 2, "xx")]
    assert shift_offset(2, insert) == 2
    assert shift_offset(2, insert, after=True) == 4
    assert shift_offset(1, insert) == 1
    replace = [Edit(1, 3, "")]
    assert shift_offset(2, replace) == 1
    assert shift_offset(3, replace) == 1


def test_a_range_moves_with_its_text() -> None:
    text = Text("one\ntwo\n")
    place = Range(Position(1, 0), Position(1, 3))
    assert shift_range(place, text, [Edit(0, 0, "zero\n")]) == Range(Position(2, 0), Position(2, 3))
