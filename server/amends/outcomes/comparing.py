"""Two states of a text and what the tools found in them: which problems a person repaired, and with which hunks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence

import attrs

from amends.core.problems import Problem
from amends.core.shifting import shift_range
from amends.core.snapshot import Document
from amends.core.text import Edit, Text, apply_edits, diff_edits, split_lines
from amends.verifying.gates.reading.change import asks_removal

_MOST_LINES = 40
"""More changed lines than that, and the repair of one problem cannot be told from the rest."""
_LEAST_LIKENESS = 0.4
_WORD = re.compile(r"\w+")
_REWRITE_SHARE = 0.5
_REWRITE_LINES = 60

ProblemsOf = Callable[[Document], Awaitable[Sequence[Problem]]]


@attrs.frozen
class Look:
    """A text when the tools looked at it before somebody worked on it, and what they found."""

    text: Text
    problems: tuple[Problem, ...]


async def repaired_alone(problem: Problem, look: Look, document: Document, problems_of: ProblemsOf) -> Text | None:
    """The text of `look` with only the hunks that repaired a problem, None when no few hunks did.

    Verified by `problems_of`: with these hunks alone the problem is gone and nothing new appears. `document` is the
    text as it is now.
    """
    for hunks in _choices(problem, look.text, diff_edits(look.text.content, document.text.content)):
        if deletes_the_code(problem, look.text, hunks):
            continue
        after = look.text.edited(hunks)
        found = await problems_of(attrs.evolve(document, text=after))
        if _is_repair(problem, look, after, found):
            return after
    return None


def is_local(problem: Problem, before: Text, after: Text) -> bool:
    """Whether what changed stands at the problem itself, imports aside, and is like what stood there.

    Otherwise something else may have been meant, and the problem went on the way.
    """
    first, last = problem.range.start.line, problem.range.end.line
    hunks = diff_edits(before.content, after.content)
    near = [hunk for hunk in hunks if _touches(hunk, before, first - 1, last + 1)]
    if not all(hunk in near or _is_import(hunk, before) for hunk in hunks):
        return False
    return not near or asks_removal(problem) or _likeness(near, before) >= _LEAST_LIKENESS


def _likeness(hunks: Sequence[Edit], text: Text) -> float:
    """The share of words in the changed lines that stayed."""
    start, _ = text.line_span(text.position_at(hunks[0].start).line)
    _, end = text.line_span(text.position_at(hunks[-1].end).line)
    moved = [Edit(hunk.start - start, hunk.end - start, hunk.new_text) for hunk in hunks]
    old = text.content[start:end]
    words = Counter(_WORD.findall(old))
    return (words & Counter(_WORD.findall(apply_edits(old, moved)))).total() / max(words.total(), 1)


def vanished(look: Look, text: Text, now: Sequence[Problem]) -> list[Problem]:
    """Problems of the look that have no counterpart now: same kind and line, or as many of the kind as before."""
    change = diff_edits(look.text.content, text.content)
    left = [(problem.kind, problem.range.start.line) for problem in now]
    gone: list[Problem] = []
    for problem in look.problems:
        line = shift_range(problem.range, look.text, change).start.line
        if (problem.kind, line) in left:
            left.remove((problem.kind, line))
        elif not is_syntax_error(problem):
            gone.append(problem)
    moved = Counter(kind for kind, _ in left)
    really_gone: list[Problem] = []
    for problem in gone:
        if moved[problem.kind]:
            moved[problem.kind] -= 1
        else:
            really_gone.append(problem)
    return really_gone


def _choices(problem: Problem, text: Text, hunks: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Sets of hunks that may be the whole repair, smallest first."""
    first, last = problem.range.start.line, problem.range.end.line
    near = [hunk for hunk in hunks if _touches(hunk, text, first, last)]
    imports = [hunk for hunk in hunks if hunk not in near and _is_import(hunk, text)]
    with_one = [[*near, one] for hunk in imports for one in _by_line(hunk)]
    around = [hunk for hunk in hunks if hunk in near or _touches(hunk, text, first - 8, last + 8)]
    tried: list[list[Edit]] = []
    for choice in (near, *with_one, imports, [*near, *imports], around, [*around, *imports], list(hunks)):
        chosen = sorted(set(choice))
        if chosen and chosen not in tried and _changed_lines(chosen, text) <= _MOST_LINES:
            tried.append(chosen)
            yield chosen


def deletes_the_code(problem: Problem, text: Text, hunks: Sequence[Edit]) -> bool:
    """Whether the code with the problem only went away, which repairs nothing unless the finding asks for just that."""
    start, end = text.span_of(problem.range)
    gone = any(not hunk.new_text.strip() and hunk.start <= start and end <= hunk.end for hunk in hunks)
    return gone and start < end and not asks_removal(problem)


def _is_repair(problem: Problem, look: Look, after: Text, found: Sequence[Problem]) -> bool:
    count_before = sum(other.kind == problem.kind for other in look.problems)
    kinds_before = [other.kind for other in look.problems]
    for other in found:
        if other.kind in kinds_before:
            kinds_before.remove(other.kind)
        else:
            return False
    return sum(other.kind == problem.kind for other in found) < count_before and after != look.text


def _touches(hunk: Edit, text: Text, first: int, last: int) -> bool:
    return text.position_at(hunk.start).line <= last and first <= text.position_at(hunk.end).line


def _is_import(hunk: Edit, text: Text) -> bool:
    """Whether a hunk only adds, changes or removes import lines."""
    first, _ = text.line_span(text.position_at(hunk.start).line)
    _, last = text.line_span(text.position_at(hunk.end).line)
    old = text.content[first:last]
    new = text.content[first : hunk.start] + hunk.new_text + text.content[hunk.end : last]
    changed = set(old.split("\n")) ^ set(new.split("\n"))
    return all(not line.strip() or line.lstrip().startswith(("import ", "from ")) for line in changed)


def _by_line(hunk: Edit) -> list[Edit]:
    """Inserted imports one by one: a repair needs one of them, the person may have written more."""
    if hunk.start != hunk.end:
        return [hunk]
    lines = split_lines(hunk.new_text)
    joined = [line for line in lines if line.strip()]
    blank = "".join(line for line in lines if not line.strip())
    plain = all(line.startswith(("import ", "from ")) and "(" not in line for line in joined)
    return [Edit(hunk.start, hunk.end, line + blank) for line in joined] if plain and len(joined) > 1 else [hunk]


def _changed_lines(hunks: Sequence[Edit], text: Text) -> int:
    return sum(
        max(text.position_at(hunk.end).line - text.position_at(hunk.start).line, hunk.new_text.count("\n")) + 1
        for hunk in hunks
    )


def is_rewrite(before: Text, after: Text) -> bool:
    """Whether so much changed at once that it was formatted, replaced or written anew."""
    old, new = set(split_lines(before.content)), set(split_lines(after.content))
    changed = len(old ^ new)
    return changed > _REWRITE_LINES and changed > _REWRITE_SHARE * (len(old) + len(new))


def is_syntax_error(problem: Problem) -> bool:
    """Whether the text could not be parsed at all."""
    return problem.code in {"invalid-syntax", "E999"}
