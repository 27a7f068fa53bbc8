"""Repairs made by hand, with real ruff: two texts that were meant, and the examples that come of them.

``repairs.cases``: ``=== title``, ``--- before``, ``--- after``, and for each example expected ``--- CODE`` with the
text that has only this repair.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import pytest

from amends.core.outcomes import Example
from amends.core.problems import Problem
from amends.core.settings import Settings
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.outcomes.repairs import RepairWatcher
from amends.tools.checkers.ruff import RuffChecker, find_ruff

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.profiles import StillClock


@attrs.frozen
class Case:
    title: str
    before: str
    after: str
    examples: dict[str, str]

    def __str__(self) -> str:
        return self.title


def read_cases() -> Iterator[Case]:
    content = (Path(__file__).parent / "repairs.cases").read_text(encoding="utf-8")
    for block in re.split(r"^=== ", content, flags=re.MULTILINE)[1:]:
        title, *parts = re.split(r"^--- (\w+)\n", block, flags=re.MULTILINE)
        texts = dict(zip(parts[::2], parts[1::2], strict=True))
        yield Case(title.strip(), texts.pop("before"), texts.pop("after"), texts)


@attrs.define
class Person:
    """Somebody at one file, with ruff looking on."""

    root: Path
    watcher: RepairWatcher
    ruff: RuffChecker
    ours: bool = False

    def document(self, content: str) -> Document:
        return Document((self.root / "shop.py").as_uri(), "python", Text(content))

    async def problems_of(self, document: Document) -> Sequence[Problem]:
        return (await self.ruff.check(document, self.root)).problems

    async def reads(self, content: str) -> None:
        document = self.document(content)
        self.watcher.checked(document, "ruff", await self.problems_of(document))

    async def saves(self, content: str) -> list[Example]:
        return await self.watcher.learn(
            self.document(content), ["ruff"], self.problems_of, lambda _problem, _text: self.ours
        )


@pytest.fixture
def person(tmp_path: Path) -> Person:
    (tmp_path / "ruff.toml").write_text('lint.select = ["E4", "E7", "E9", "F"]\n')
    ruff = RuffChecker(find_ruff(tmp_path, Settings(), None))
    return Person(tmp_path, RepairWatcher(StillClock(), tmp_path), ruff)


@pytest.mark.parametrize("case", list(read_cases()), ids=str)
async def test_repair_by_hand(person: Person, case: Case) -> None:
    await person.reads(case.before)
    found = await person.saves(case.after)
    assert {example.problem.code: example.after for example in found} == case.examples
    for example in found:
        assert example.before == case.before
        assert (example.source, example.path, example.language) == ("hand", "shop.py", "python")
        assert Text(example.before).slice(example.problem.range)


COMPARED = "def load(path):\n    if path == None:\n        return 1\n    return path\n"
REPAIRED = COMPARED.replace("== None", "is None")
HALF = COMPARED.replace("== None", "is")


async def test_a_half_finished_state_in_between_costs_nothing(person: Person) -> None:
    await person.reads(COMPARED)
    assert await person.saves(HALF) == []
    await person.reads(HALF)
    [example] = await person.saves(REPAIRED)
    assert (example.before, example.after) == (COMPARED, REPAIRED)


async def test_the_same_repair_is_told_once(person: Person) -> None:
    await person.reads(COMPARED)
    assert len(await person.saves(REPAIRED)) == 1
    assert await person.saves(REPAIRED) == []


async def test_our_own_fix_is_no_repair_by_hand(person: Person) -> None:
    person.ours = True
    await person.reads(COMPARED)
    assert await person.saves(REPAIRED) == []


async def test_a_text_that_was_never_looked_at_teaches_nothing(person: Person) -> None:
    assert await person.saves(REPAIRED) == []


async def test_another_branch_is_no_repair(person: Person) -> None:
    (person.root / ".git").mkdir()
    head = person.root / ".git" / "HEAD"
    head.write_text("ref: refs/heads/main\n")
    await person.reads(COMPARED)
    head.write_text("ref: refs/heads/other\n")
    assert await person.saves(REPAIRED) == []


async def test_a_file_written_anew_teaches_nothing(person: Person) -> None:
    lines = "".join(f"x{number} = {number}\n" for number in range(80))
    await person.reads(COMPARED + lines)
    assert await person.saves(REPAIRED + lines.replace("x", "y")) == []
