"""What became of a fix, as sequences of document states; each is played in every way clients send their changes.

``fates.cases``: ``=== title``, ``fix: NAME``, maybe ``ways: A, B`` (else all; after a change of the whole text
fixes are searched anew), steps, and ``-> outcome`` (the latest class recorded).
``edit A => B`` replaces the first A; ``undo`` and ``redo`` put the fix's texts back and forth.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from amends.core.errors import UnknownItemError
from amends.core.fixes import Candidate, FileEdit, Fix, Origin, OriginKind
from amends.core.problems import Problem, Safety
from amends.core.snapshot import Document
from amends.core.text import Edit, Text, diff_edits
from amends.core.verdicts import CheckResult, CheckState, Verdict, VerdictState
from amends.fixing.record import fix_record
from amends.outcomes.tracker import OutcomeTracker
from amends.profile.profile import Profile

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.profiles import StillClock

ROOT = Path("/project")
URI = "file:///project/shop/load.py"
BASE = "import json\n\n\ndef load(path):\n    if path == None:\n        return 1\n    return open(path)\n"
FIXES = {
    "comparison": [("path == None", "path is None")],
    "insertion": [("import json\n", "import json\nimport os\n")],
    "deletion": [("import json\n\n\n", "")],
    "two places": [("import json\n", "import json\nimport os\n"), ("path == None", "path is None")],
}
MOVED = "# by someone else\n\n"

Send = Callable[[str, str], list[list[Edit]]]


def minimal(before: str, after: str) -> list[list[Edit]]:
    """One range, cut to what differs, as VS Code and eglot send it."""
    start = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return [[Edit(start, len(before) - end, after[start : len(after) - end])]]


def whole(before: str, after: str) -> list[list[Edit]]:
    """The whole text, as clients without incremental changes send it."""
    return [[Edit(0, len(before), after)]]


def by_hunk(before: str, after: str) -> list[list[Edit]]:
    """One content change for each hunk, last first."""
    return [[edit] for edit in sorted(diff_edits(before, after), reverse=True)]


WAYS: dict[str, Send] = {"minimal": minimal, "whole": whole, "by hunk": by_hunk}


@attrs.frozen
class Case:
    title: str
    way: str
    fix: str
    steps: tuple[str, ...]
    outcome: str

    def __str__(self) -> str:
        return f"{self.title} ({self.way})"


def read_cases() -> Iterator[Case]:
    content = (Path(__file__).parent / "fates.cases").read_text(encoding="utf-8")
    for block in re.split(r"^=== ", content, flags=re.MULTILINE)[1:]:
        title, fix, *steps, outcome = block.rstrip("\n").split("\n")
        only = steps.pop(0).removeprefix("ways: ").split(", ") if steps[0].startswith("ways: ") else WAYS
        for way in only:
            yield Case(title, way, fix.removeprefix("fix: "), tuple(steps), outcome.removeprefix("-> "))


@attrs.define
class Editor:
    """One person at one file, seen by the tracker the way a client tells it."""

    send: Send
    profile: Profile
    clock: StillClock
    text: str = BASE
    tracker: OutcomeTracker = attrs.field(init=False)
    fix: Fix = attrs.field(init=False)
    pairs: list[tuple[str, str]] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.tracker = OutcomeTracker(self.profile, self.clock, ROOT, lambda fix, texts: fix_record(fix, texts, ROOT))
        self.tracker.restore()

    def open(self) -> None:
        self.tracker.opened(Document(URI, "python", Text(self.text), 0))

    def offer(self, name: str, fix_id: str = "f_1") -> None:
        self.pairs = FIXES[name]
        self.fix = make_fix(self.text, self.pairs, fix_id)
        self.tracker.offered(self.fix, {URI: Text(self.text)})

    def become(self, after: str) -> None:
        steps = self.send(self.text, after)
        before, self.text = self.text, after
        self.tracker.changed(URI, Text(before), Text(after), steps)

    def replaced(self, pairs: list[tuple[str, str]]) -> str:
        text = self.text
        for old, new in pairs:
            assert old in text, f"{old!r} is not in the text"
            text = text.replace(old, new, 1)
        return text

    def play(self, step: str) -> None:
        verb, _, rest = step.partition(" ")
        if verb in {"apply", "redo", "undo", "edit", "crlf"}:
            self.become(self.typed(verb, rest))
            return
        moments: dict[str, Callable[[], None]] = {
            "attempt": lambda: self.tracker.attempted(self.fix.id),
            "save": lambda: self.tracker.saved(URI, Text(self.text)),
            "wait": lambda: self.wait(float(rest)),
            "close": lambda: self.tracker.closed(URI),
            "open": lambda: self.open_again(rest),
            "restart": lambda: self.restart(rest),
            "hint": lambda: self.tracker.reverted_hint(URI, rest),
            "end": self.tracker.session_end,
        }
        moments[verb]()

    def typed(self, verb: str, rest: str) -> str:
        if verb == "crlf":
            return self.text.replace("\n", "\r\n")
        if verb == "edit":
            old, _, new = rest.replace("\\n", "\n").partition(" => ")
            return self.replaced([(old, new)])
        # An empty text has no place of its own: what was deleted stood at the start of the file.
        back = [(new, old) if new else ("", old) for old, new in self.pairs]
        return self.replaced(back if verb == "undo" else self.pairs)

    def wait(self, seconds: float) -> None:
        self.clock.time += seconds
        self.tracker.tick()

    def open_again(self, what: str) -> None:
        self.text = self.disk(what)
        self.open()

    def restart(self, what: str) -> None:
        self.tracker.session_end()
        self.start()
        self.open_again(what)

    def disk(self, what: str) -> str:
        return {"before": BASE, "moved": MOVED + self.text, "": self.text}[what]

    def outcomes(self, fix_id: str = "f_1") -> list[dict[str, Any]]:
        try:
            return list(self.profile.why(fix_id)["outcomes"])
        except UnknownItemError:
            return []

    def outcome(self, fix_id: str = "f_1") -> str:
        found = self.outcomes(fix_id)
        return str(found[-1]["outcome"]) if found else "none"


def make_fix(text: str, pairs: list[tuple[str, str]], fix_id: str) -> Fix:
    base = Text(text)
    start = text.find("None")
    problem = Problem(
        "ruff", "E711", "Comparison to `None` should be `cond is None`", URI, base.range_of(start, start + 4)
    )
    edits = tuple(Edit(text.index(old), text.index(old) + len(old), new) for old, new in pairs)
    candidate = Candidate(problem, (FileEdit(URI, base.hash, edits),), "use `is`", Origin(OriginKind.PATTERN, "p_1"))
    verdict = Verdict(VerdictState.PROVED, (CheckResult("ruff", CheckState.PASSED),))
    return Fix(fix_id, candidate, verdict, Safety.SAFE, 0.9)


def make_editor(way: str) -> Editor:
    clock = StillClock()
    made = Editor(WAYS[way], Profile.open(None, "path:/project", clock), clock)
    made.open()
    return made


@pytest.fixture(params=WAYS, ids=str)
def editor(request: pytest.FixtureRequest) -> Iterator[Editor]:
    made = make_editor(request.param)
    yield made
    made.profile.close()


@pytest.mark.parametrize("case", list(read_cases()), ids=str)
def test_fate(case: Case) -> None:
    editor = make_editor(case.way)
    editor.offer(case.fix)
    for step in case.steps:
        editor.play(step)
    assert editor.outcome() == case.outcome, editor.outcomes()
    editor.profile.close()


@pytest.mark.parametrize("fix", ["comparison", "two places"])
def test_a_fix_and_its_undo_in_one_message_are_a_revert(editor: Editor, fix: str) -> None:
    """eglot may send both changes at once."""
    editor.offer(fix)
    after = editor.replaced(editor.pairs)
    steps = [*editor.send(BASE, after), *editor.send(after, BASE)]
    editor.tracker.changed(URI, Text(BASE), Text(BASE), steps)
    editor.play("save")
    assert editor.outcome() == "reverted"


def test_a_fix_and_an_edit_of_it_in_one_message_are_an_edit(editor: Editor) -> None:
    editor.offer("comparison")
    after = editor.replaced(editor.pairs)
    edited = after.replace("path is None:", "path is None or path.empty:")
    editor.tracker.changed(URI, Text(BASE), Text(edited), [*editor.send(BASE, after), *editor.send(after, edited)])
    editor.text = edited
    editor.play("save")
    assert editor.outcome() == "edited"


def test_what_was_kept_teaches_once(editor: Editor) -> None:
    editor.offer("comparison")
    for step in ("apply", "save", "wait 30", "save", "wait 600", "end"):
        editor.play(step)
    [example] = editor.profile.examples(editor.fix.problem.kind)
    assert (example.source, example.path) == ("kept", "shop/load.py")
    assert example.before == BASE
    assert example.after == BASE.replace("== None", "is None")


def test_what_was_edited_teaches_the_developers_version(editor: Editor) -> None:
    editor.offer("comparison")
    for step in ("apply", "edit path is None: => path is None or path.empty:", "edit return 1 => return 7", "save"):
        editor.play(step)
    edited = next(example for example in editor.profile.examples(editor.fix.problem.kind) if example.source == "edited")
    assert "if path is None or path.empty:" in edited.after
    assert "return 1" in edited.after, "only what stands in the fix's place is the developer's answer to it"


def test_what_was_edited_after_a_restart_teaches_too(editor: Editor) -> None:
    editor.offer("comparison")
    for step in ("apply", "save", "restart", "edit path is None: => path is None or path.empty:", "save"):
        editor.play(step)
    edited = next(example for example in editor.profile.examples(editor.fix.problem.kind) if example.source == "edited")
    assert "if path is None or path.empty:" in edited.after
    start, end = Text(edited.before).span_of(edited.problem.range)
    assert edited.before[start:end] == "None"


def test_a_fix_answers_for_its_own_problem_and_not_for_another_of_its_kind(editor: Editor) -> None:
    editor.text += "\n\ndef save(path):\n    return path == None\n"
    base = Text(editor.text)
    editor.open()
    editor.offer("comparison")
    for step in ("apply", "save"):
        editor.play(step)
    other = base.content.rindex("None")
    second = attrs.evolve(editor.fix.problem, range=base.range_of(other, other + 4))
    assert editor.tracker.is_ours(editor.fix.problem, base)
    assert not editor.tracker.is_ours(second, base)
    moved = Text("import re\n" + base.content)
    lower = attrs.evolve(second, range=moved.range_of(other + 10, other + 14))
    assert not editor.tracker.is_ours(lower, moved)


def test_fixes_applied_at_once_have_a_fate_each(editor: Editor) -> None:
    before = editor.text
    for name, fix_id in (("comparison", "f_1"), ("insertion", "f_2")):
        editor.offer(name, fix_id)
    editor.tracker.offered_together(URI, ["f_1", "f_2"])
    editor.become(editor.replaced([pair for name in ("insertion", "comparison") for pair in FIXES[name]]))
    assert [editor.outcome(fix_id) for fix_id in ("f_1", "f_2")] == ["applied", "applied"]
    editor.become(editor.replaced([("path is None", "path == None")]))
    editor.play("save")
    assert [editor.outcome(fix_id) for fix_id in ("f_1", "f_2")] == ["reverted", "kept"]
    editor.become(before)
    assert [editor.outcome(fix_id) for fix_id in ("f_1", "f_2")] == ["reverted", "reverted"]


def test_what_was_turned_down_is_known_again(editor: Editor) -> None:
    editor.offer("comparison")
    context = editor.tracker.context_of(editor.fix)
    for step in ("apply", "undo"):
        editor.play(step)
    assert editor.profile.turned_down(context)
    editor.play("redo")
    assert not editor.profile.turned_down(context)


def test_a_restart_keeps_what_another_process_needs(editor: Editor) -> None:
    editor.offer("comparison")
    editor.play("apply")
    assert [row.fix_id for row in editor.profile.open_fixes()] == ["f_1"]
    for step in ("restart", "wait 700"):
        editor.play(step)
    assert editor.outcome() == "kept"


def test_a_damaged_state_harms_nothing(editor: Editor) -> None:
    editor.offer("comparison")
    editor.play("apply")
    editor.profile.save_tracking("f_1", '{"schema": 1, "files": 3}')
    editor.start()
    editor.open()
    for step in ("wait 700", "save"):
        editor.play(step)
    assert editor.outcome() == "applied"


def test_every_change_leaves_the_next_sample_known(editor: Editor) -> None:
    assert editor.tracker.tick() is None
    editor.offer("comparison")
    editor.play("apply")
    assert editor.tracker.tick() == 5.0
    editor.clock.time += 7.0
    assert editor.tracker.tick() == 23.0
    editor.play("wait 700")
    assert editor.tracker.tick() is None


def test_random_changes_never_break_it(editor: Editor) -> None:
    """Whatever is typed, replaced or cut afterwards: no error, and undoing all of it is a revert."""
    editor.offer("two places")
    editor.play("apply")
    for cut in range(0, len(editor.text), 7):
        whole_text = editor.text
        editor.become(whole_text[:cut] + "é\r\n" + whole_text[cut + 11 :])
        editor.play("save")
        editor.become(whole_text)
    editor.become(BASE)
    assert editor.outcome() == "reverted"
