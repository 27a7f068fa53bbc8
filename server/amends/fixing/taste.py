"""What this project's developers would rather see: lessons and style, applied to candidates before they are proved.

A lesson that was born of edits rewrites what patterns and tools propose; of two candidates that differ only in what the
lesson speaks of, the one it asks for comes first. Style orders candidates that differ in style only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from amends.core.errors import OverlappingEditsError
from amends.core.fixes import Candidate, FileEdit, Ingredient
from amends.core.snapshot import Document
from amends.core.text import Text, diff_edits
from amends.fixing.origins import FixRequest
from amends.fixing.restyling import in_style
from amends.learning.titles import edits_title
from amends.platform.files import UnreadableFileError, read_file
from amends.profile.citations import Citation, whole_lines
from amends.profile.lessons.edit_rules import rewritten
from amends.profile.lessons.lesson import BY_PEOPLE, USED, WITHHELD, Lesson
from amends.profile.lessons.minding import LIVE
from amends.profile.lessons.stages import is_used, problem_fingerprint
from amends.profile.profile import Profile

_BEHIND = 0.5
"""How much less the way that a lesson advises against is worth than the one it asks for."""


@attrs.frozen
class ChosenLessons:
    """The lessons that hold for a problem: those to use, and those kept back as a control."""

    used: tuple[Lesson, ...] = ()
    withheld: tuple[Lesson, ...] = ()


def choose_lessons(profile: Profile, request: FixRequest, path: str) -> ChosenLessons:
    """The lessons for a problem in a file (by its path in the profile); those whose code is gone retire here."""
    problem = request.problem
    name = problem_fingerprint(problem, request.document.text, path)
    used: list[Lesson] = []
    withheld: list[Lesson] = []
    for lesson in profile.all_lessons():
        wanted = request.settings.learn_lessons or lesson.origin in BY_PEOPLE
        if not wanted or lesson.stage not in LIVE or not lesson.holds(problem.code, path):
            continue
        if not _still_stands(lesson, request):
            profile.retire_lesson(lesson.id, "the code it cites is gone")
        elif lesson.origin in BY_PEOPLE or is_used(lesson.id, lesson.stage, name):
            used.append(lesson)
        else:
            withheld.append(lesson)
    return ChosenLessons(tuple(used), tuple(withheld))


def arranged(candidates: Iterable[Candidate], request: FixRequest, profile: Profile, path: str) -> list[Candidate]:
    """Candidates as lessons and style would have them, best first."""
    found = list(candidates)
    if not found:
        return []
    chosen = choose_lessons(profile, request, path)
    for lesson in chosen.used:
        found = _with_lesson(found, lesson, request, profile, path)
    for lesson in chosen.withheld:
        found = [_without_lesson(one, lesson, request, profile, path) for one in found]
    return in_style(found, request.document.text, profile.style(), path)


def _with_lesson(
    candidates: Sequence[Candidate], lesson: Lesson, request: FixRequest, profile: Profile, path: str
) -> list[Candidate]:
    """Put what a lesson asks for right before what it advises against."""
    arranged_ones: list[Candidate] = []
    wanted: dict[str, Candidate] = {}
    for candidate in candidates:
        other = _rewritten(candidate, lesson, request, profile, path)
        if other is not None:
            better = _made_with(candidate, lesson, request.document, other)
            wanted[other.content] = better
            arranged_ones += [better, attrs.evolve(candidate, confidence=candidate.confidence * _BEHIND)]
        else:
            arranged_ones.append(candidate)
    own = [one for one in arranged_ones if not _is_repeated(one, wanted, request)]
    return sorted(own, key=lambda one: -one.confidence)


def _is_repeated(candidate: Candidate, wanted: dict[str, Candidate], request: FixRequest) -> bool:
    """Whether a lesson came to the same text as a candidate of an origin, which needs to be there only once."""
    result = _result(candidate, request)
    return result is not None and result.content in wanted and wanted[result.content] is not candidate


def _without_lesson(
    candidate: Candidate, lesson: Lesson, request: FixRequest, profile: Profile, path: str
) -> Candidate:
    """Note on a candidate that a lesson would have changed that it was kept back."""
    if _rewritten(candidate, lesson, request, profile, path) is None:
        return candidate
    return attrs.evolve(candidate, ingredients=(*candidate.ingredients, Ingredient(WITHHELD, lesson.id)))


def _made_with(candidate: Candidate, lesson: Lesson, document: Document, wanted: Text) -> Candidate:
    edits = diff_edits(document.text.content, wanted.content)
    title = edits_title(document.text.content, edits, ()) or candidate.title
    origin = attrs.evolve(candidate.origin, because=f"{candidate.origin.because}; {lesson.text}".lstrip("; "))
    ingredients = (*candidate.ingredients, Ingredient(USED, lesson.id))
    files = (FileEdit(document.uri, document.text.hash, edits),)
    return attrs.evolve(candidate, files=files, title=title, origin=origin, ingredients=ingredients)


def _rewritten(candidate: Candidate, lesson: Lesson, request: FixRequest, profile: Profile, path: str) -> Text | None:
    pattern = profile.edit_template(lesson) if lesson.pattern else None
    result = _result(candidate, request)
    if pattern is None or result is None or candidate.suppression:
        return None
    return rewritten(pattern, request.document.text, result, candidate.problem.range.start.line, path)


def _result(candidate: Candidate, request: FixRequest) -> Text | None:
    """The document with a candidate's edits; None for one that edits other files too."""
    if len(candidate.files) != 1 or candidate.files[0].uri != request.document.uri:
        return None
    try:
        return request.document.text.edited(candidate.files[0].edits)
    except OverlappingEditsError:
        return None


def _still_stands(lesson: Lesson, request: FixRequest) -> bool:
    """Whether some of the code that a lesson was born of is there; only edits cite code that should stand."""
    places = [one for one in lesson.evidence if one.path and one.after.strip()] if lesson.origin == "edits" else []
    return not places or any(_stands(one, request) for one in reversed(places))


def _stands(place: Citation, request: FixRequest) -> bool:
    file = request.snapshot.root / place.path
    document = request.snapshot.documents.get(file.as_uri())
    try:
        text = document.text if document else read_file(file)
    except UnreadableFileError:
        return False
    present = {line.strip() for line in text.content.splitlines()}
    return all(line.strip() in present for line in whole_lines(place.after) if line.strip())
