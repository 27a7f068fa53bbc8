"""What a failing test says is found around the line that its framework names."""

from __future__ import annotations

import pytest

from amends.core.problems import Problem, TestFailure
from amends.core.snapshot import Document
from amends.core.text import Position, Range, Text
from amends.verifying.test_sources import with_source

URI = "file:///project/tests/test_it"
DECORATED = """\
@pytest.mark.parametrize(
    "text",
    ["- a", "5"],
)
@pytest.mark.slow
def test_refused(text):
    with pytest.raises(ConfigError):
        parse(text)


def test_other():
    assert parse("") == {}
"""
EACH = """\
describe("formatCents", () => {
  it("is there", () => {
    expect(formatCents).toBeDefined();
  });
  it.each([
    [1250, "12.50 EUR"],
    [5, "0.05 EUR"],
  ])("%d", (cents, text) => {
    expect(formatCents(cents)).toBe(text);
  });
});
"""
ATTRIBUTED = """\
#[test]
#[should_panic]
fn overflows() {
    add(250, 10);
}

fn helper() {}
"""


@pytest.mark.parametrize(
    ("content", "line", "said", "unsaid"),
    [
        (DECORATED, 0, ['"- a"', "ConfigError", "parse(text)"], "test_other"),
        (DECORATED, 4, ["test_refused", "parse(text)"], "test_other"),
        (EACH, 7, ["[5, ", "formatCents(cents)"], "toBeDefined"),
        (ATTRIBUTED, 0, ["should_panic", "add(250, 10)"], "helper"),
    ],
    ids=["decorators", "in the middle of them", "rows above", "attributes"],
)
def test_rows_and_body_belong_to_the_test(content: str, line: int, said: list[str], unsaid: str) -> None:
    place = Range(Position(line, 0), Position(line, 0))
    failure = TestFailure("any", "tests/test_it::it", "")
    problem = Problem("any", "", "it fails", URI, place, test=failure)
    found = with_source(problem, {URI: Document(URI, "text", Text(content))})
    assert found.test is not None
    assert [words for words in said if words not in found.test.source] == []
    assert unsaid not in found.test.source
