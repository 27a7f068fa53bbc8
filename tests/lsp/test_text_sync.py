"""The server's copy of a text is the client's, whatever is in it and however it changes."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from amends.core.text import Position, Text
from amends.lsp.documents import DocumentStore
from amends.lsp.params import ContentChange, TextDocument, TextDocumentItem, WirePosition, WireRange
from amends.lsp.positions import PositionEncoding, position_from_wire, position_to_wire
from support.naive_text import changed, offset_at

URI = "file:///project/a.py"

texts = st.text(alphabet="ab \t\n\r\f\v\x1c\x85\u2028\u2029\ufeff\u00e9\u0800\uffff\U0001f600\U0010ffff", max_size=30)
encodings = st.sampled_from(list(PositionEncoding))
numbers = st.integers(min_value=-1, max_value=35)
positions = st.builds(WirePosition, numbers, numbers)
changes = st.builds(ContentChange, texts, st.none() | st.builds(WireRange, positions, positions))


@given(texts, positions, encodings)
@example("a\fb\n\u2028c", WirePosition(1, 1), PositionEncoding.UTF_16)
@example("\U0001f600", WirePosition(0, 1), PositionEncoding.UTF_16)
@example("\r\n\r\n", WirePosition(2, 0), PositionEncoding.UTF_8)
def test_a_position_is_where_the_naive_model_has_it(
    content: str, position: WirePosition, encoding: PositionEncoding
) -> None:
    text = Text(content)
    expected = offset_at(content, max(position.line, 0), max(position.character, 0), encoding)
    assert text.offset_at(position_from_wire(text, position, encoding)) == expected


@given(texts, encodings, st.data())
def test_a_position_survives_the_way_to_the_client_and_back(
    content: str, encoding: PositionEncoding, data: st.DataObject
) -> None:
    text = Text(content)
    line = data.draw(st.integers(0, text.line_count - 1))
    position = Position(line, data.draw(st.integers(0, len(text.line(line)))))
    wire = position_to_wire(text, position, encoding)
    assert position_from_wire(text, WirePosition(wire.line, wire.character), encoding) == position


@given(texts, st.lists(changes, max_size=5), encodings)
def test_changes_give_the_text_of_the_naive_model(
    content: str, steps: list[ContentChange], encoding: PositionEncoding
) -> None:
    store = DocumentStore(encoding)
    store.open(TextDocumentItem(URI, content, "python", 1))
    expected = content
    for step in steps:
        expected = changed(expected, _wire(step), encoding)
    change = store.change(TextDocument(URI, 2), steps)
    assert change is not None
    assert change.after.text.content == expected
    assert (change.before.text.content, change.before.version, change.after.version) == (content, 1, 2)


@given(texts, st.lists(changes, max_size=5), encodings)
def test_the_steps_lead_from_the_text_before_to_the_text_after(
    content: str, steps: list[ContentChange], encoding: PositionEncoding
) -> None:
    store = DocumentStore(encoding)
    store.open(TextDocumentItem(URI, content, "python", 1))
    change = store.change(TextDocument(URI, 2), steps)
    assert change is not None
    text = change.before.text
    for step in change.steps:
        text = text.edited(step)
    assert text == change.after.text


def test_a_whole_new_text_is_told_as_what_differs() -> None:
    store = DocumentStore(PositionEncoding.UTF_16)
    store.open(TextDocumentItem(URI, "one\ntwo\nthree\n", "python", 1))
    change = store.change(TextDocument(URI, 2), [ContentChange("one\n2\nthree\n")])
    assert change is not None
    [[edit]] = change.steps
    assert (edit.start, edit.end, edit.new_text) == (4, 7, "2")


def test_a_snapshot_stays_what_it_was() -> None:
    store = DocumentStore(PositionEncoding.UTF_16)
    before = store.open(TextDocumentItem(URI, "one", "python", 1))
    store.change(TextDocument(URI, 2), [ContentChange("two")])
    assert before is not None
    assert (before.text.content, before.version) == ("one", 1)


def test_what_is_no_file_is_not_taken_in() -> None:
    store = DocumentStore(PositionEncoding.UTF_16)
    for uri in ("untitled:Untitled-1", "git:/a.py?x", "vscode-notebook-cell:/a.ipynb#1", "output:x"):
        assert store.open(TextDocumentItem(uri, "bad_name", "python", 1)) is None
        assert store.change(TextDocument(uri, 2), [ContentChange("x")]) is None
        assert store.get(uri) is None


def _wire(change: ContentChange) -> dict[str, Any]:
    if change.range is None:
        return {"text": change.text}
    sides = {"start": change.range.start, "end": change.range.end}
    place = {
        name: {"line": max(position.line, 0), "character": max(position.character, 0)}
        for name, position in sides.items()
    }
    return {"text": change.text, "range": place}
