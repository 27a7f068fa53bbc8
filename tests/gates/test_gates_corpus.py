"""Cheating and honest edits, as data: ``cheats/GATE/LANGUAGE.cases``, ``honest/findings`` and ``honest/patches``.

A case is ``=== gate: title`` (in honest files ``=== title``), then ``key: value`` lines, then the texts as
``--- before [path]`` and ``--- after [path]``. ``«…»`` in a text before marks the problem's range; further ones are
problems that the same edit answers. Keys: ``problem``
(``source code message``), ``test`` (a test id; the problem is then a failing test), ``suppression``, ``path``, ``also``
(a further gate that must or may trip too). A case without a problem is a bare patch, as `amends prove` takes it; its
``answer`` lines (``source code message`` or ``test id message``) are then what it was seen to repair, and ``source``
lines the text of that test. ``\\u....`` in
a text after stands for that character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from amends.core.fixes import Candidate, FileEdit, Origin, OriginKind
from amends.core.problems import Problem, TestFailure
from amends.core.snapshot import Document
from amends.core.text import Position, Range, Text, diff_edits
from amends.core.verdicts import GateFinding
from amends.platform.files import language_of
from amends.verifying.gates import GATE_NAMES, run_gates

HERE = Path(__file__).parent
ROOT = Path("/project")
START, END = "«", "»"
NOWHERE = Range(Position(0, 0), Position(0, 0))


@attrs.frozen
class Case:
    gate: str
    title: str
    keys: dict[str, str]
    before: dict[str, str]
    after: dict[str, str]
    answers: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    """The failing test's own lines."""

    def __str__(self) -> str:
        return f"{self.gate}: {self.title}" if self.gate else self.title


def read_cases(folder: str) -> list[Case]:
    return [
        case for path in sorted((HERE / folder).rglob("*.cases")) for case in _cases(path.read_text(encoding="utf-8"))
    ]


def _cases(content: str) -> Iterator[Case]:
    for block in re.split(r"^=== ", content, flags=re.MULTILINE)[1:]:
        heading, *sections = re.split(r"^--- (before|after)(?: (\S+))?\n", block, flags=re.MULTILINE)
        first, *lines = heading.splitlines()
        gate, colon, title = first.partition(": ")
        keys = dict(line.split(": ", 1) for line in lines if ": " in line)
        texts: dict[str, dict[str, str]] = {"before": {}, "after": {}}
        for side, path, text in zip(sections[::3], sections[1::3], sections[2::3], strict=True):
            texts[side][path or keys.get("path", "app/orders.py")] = text.rstrip("\n") + "\n"
        answers = tuple(line.removeprefix("answer: ") for line in lines if line.startswith("answer: "))
        source = tuple(line.removeprefix("source: ") for line in lines if line.startswith("source: "))
        named = colon and gate in GATE_NAMES
        yield Case(gate if named else "", title if named else first, keys, answers=answers, source=source, **texts)


def findings_of(case: Case) -> tuple[GateFinding, ...]:
    documents = {_uri(path): _document(path, text) for path, text in case.before.items()}
    after = {_uri(path): Text(_unescaped(text)) for path, text in case.after.items()}
    problem, *also = _problems(case) if case.keys.get("problem") else [_patch(case)]
    files = tuple(
        FileEdit(uri, documents[uri].text.hash, diff_edits(documents[uri].text.content, text.content))
        for uri, text in after.items()
        if uri in documents
    )
    suppression = case.keys.get("suppression") == "yes"
    origin = Origin(OriginKind.MODEL, "model")
    candidate = Candidate(problem, files, "test", origin, suppression=suppression, also=tuple(also))
    answers = [_answer(case, answer) for answer in case.answers]
    return run_gates(candidate, documents, after, {}, ROOT, answers=answers)


def _answer(case: Case, answer: str) -> Problem:
    """A problem that the patch repairs, at the first changed line."""
    source, code, message = [*answer.split(" ", 2), "", ""][:3]
    path, text = next(iter(case.before.items()))
    if source == "test":
        message = message.replace("\\n", "\n")
        failure = TestFailure("pytest", code, message, source="\n".join(case.source))
        return Problem("pytest", "", message, _uri(code.partition("::")[0]), NOWHERE, test=failure)
    changed = diff_edits(text, case.after.get(path, text))
    place = Text(text).range_of(changed[0].start, max(changed[0].start, changed[0].end - 1)) if changed else NOWHERE
    return Problem(source, code, message, _uri(path), place)


def _patch(case: Case) -> Problem:
    return Problem("patch", "", "", _uri(next(iter(case.after))), NOWHERE)


def _problems(case: Case) -> list[Problem]:
    source, code, message = [*case.keys.get("problem", "").split(" ", 2), "", "", ""][:3]
    path, text = next(
        ((path, text) for path, text in case.before.items() if START in text), next(iter(case.before.items()))
    )
    test = (
        TestFailure("pytest", case.keys["test"], case.keys.get("traceback", message)) if "test" in case.keys else None
    )
    return [Problem(source, code, message, _uri(path), place, test=test) for place in _marked(text)]


def _marked(text: str) -> list[Range]:
    """Every marked range, the beginning of the text where nothing is marked."""
    spans = [(found.start(), found.end()) for found in re.finditer(f"{START}[^{END}]*{END}", text)] or [(0, 1)]
    unmarked = Text(_unmarked(text))
    return [
        unmarked.range_of(start - 2 * number, max(start, end - 2) - 2 * number)
        for number, (start, end) in enumerate(spans)
    ]


def _unmarked(text: str) -> str:
    return text.replace(START, "").replace(END, "")


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found.group(1), 16)), text)


def _document(path: str, text: str) -> Document:
    return Document(_uri(path), language_of(Path(path)), Text(_unmarked(text)))


def _uri(path: str) -> str:
    return f"file://{path}" if path.startswith("/") else f"file://{ROOT}/{path}"


CHEATS = read_cases("cheats")
HONEST = read_cases("honest")


@pytest.mark.parametrize("case", CHEATS, ids=str)
def test_cheat_is_refused_by_name(case: Case) -> None:
    found = {finding.name for finding in findings_of(case)}
    assert case.gate in GATE_NAMES
    assert case.gate in found


@pytest.mark.parametrize("case", HONEST, ids=str)
def test_honest_fix_passes(case: Case) -> None:
    assert [(finding.name, finding.reason) for finding in findings_of(case)] == []


def test_corpus_is_large_and_meets_every_gate() -> None:
    assert len(CHEATS) >= 60
    assert len(HONEST) >= 60
    assert {case.gate for case in CHEATS} == set(GATE_NAMES)


@pytest.mark.parametrize("case", [*CHEATS, *HONEST], ids=str)
def test_what_stands_already_is_not_judged(case: Case) -> None:
    """The same text on both sides plus one blank line at its end trips nothing, however bad it is."""
    existing = {path: text for path, text in case.after.items() if path in case.before}
    unchanged = attrs.evolve(case, before=existing, after={path: text + "\n" for path, text in existing.items()})
    code_only = {path for path in existing if Path(path).suffix == ".py" and "/" in path[1:] and path[0] not in "./"}
    if existing and code_only == set(existing):
        assert findings_of(attrs.evolve(unchanged, keys={"path": "x.py"}, before=_escaped(existing))) == ()


def _escaped(texts: dict[str, str]) -> dict[str, str]:
    return {path: _unescaped(text) for path, text in texts.items()}
