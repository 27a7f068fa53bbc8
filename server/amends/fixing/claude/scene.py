"""What a request is about: the files the model may change and where, and the code it may only read.

Everything here is chosen by us from the problem and the workspace; nothing in a file or a message can widen it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from amends.core.problems import Problem
from amends.core.text import Text
from amends.fixing.claude.contract import AllowedFile
from amends.fixing.claude.modules import ImportedName, find_module, imported_names, is_test_file
from amends.fixing.claude.regions import Outline, Region
from amends.fixing.claude.sources import (
    Reader,
    Source,
    allowed_file,
    folder_path,
    reader_for,
    regions_around,
    source_of,
    within_prompt,
)
from amends.fixing.claude.strategies import Reach
from amends.fixing.origins import FixRequest
from amends.platform.uris import uri_to_path

_MOST_FILES = 3
_MOST_EXCERPTS = 4
_WORD = re.compile(r"[^\W\d]\w*")


@attrs.frozen
class Excerpt:
    """Code to read, not to change."""

    path: str
    text: Text
    regions: tuple[Region, ...]


@attrs.frozen
class Scene:
    """Files to change, the most likely first, and excerpts to read."""

    files: tuple[AllowedFile, ...]
    excerpts: tuple[Excerpt, ...] = ()
    language: str = "python"


def scene_of(request: FixRequest, reach: Reach) -> Scene:
    """The scene of a problem; a wider `reach` allows more of the same files."""
    read = reader_for(request)
    source = source_of(request.document)
    own = _problem_file(request, source, reach)
    if request.problem.test is None:
        return Scene((own,), _mentioned(own, source, request, read), request.document.language)
    return _test_scene(request, own, source, reach, read)


def _test_scene(request: FixRequest, own: AllowedFile, source: Source, reach: Reach, read: Reader) -> Scene:
    """A failing test: the code it ran comes first; the test itself may change only when nothing else can."""
    test = _test_source(request, read)
    found = [(own, source), *_frame_files(request, reach, read), *_imported_files(request, test, reach, read)]
    files = _distinct(file for file, _ in found if not is_test_file(file.path))[:_MOST_FILES]
    language = request.document.language
    if not files:
        return Scene((own,), _mentioned(own, source, request, read), language)
    first = next(source for file, source in found if file.uri == files[0].uri)
    shown = _test_excerpt(request, test)
    return Scene(tuple(files), (*shown, *_mentioned(files[0], first, request, read)), language)


def _problem_file(request: FixRequest, source: Source, reach: Reach) -> AllowedFile:
    start, end = source.document.text.span_of(request.problem.range)
    return allowed_file(source.document, regions_around(source.outline, start, end, reach), request)


def _frame_files(request: FixRequest, reach: Reach, read: Reader) -> list[tuple[AllowedFile, Source]]:
    """The functions of the stack, deepest first."""
    frames = request.problem.test.frames if request.problem.test else ()
    files = []
    for frame in reversed(frames):
        source = read(request.snapshot.root / frame.path)
        if source is not None and frame.line < source.document.text.line_count:
            regions = regions_around(source.outline, *source.document.text.line_span(frame.line), reach)
            files.append((allowed_file(source.document, regions, request), source))
    return files


def _imported_files(
    request: FixRequest, test: Source | None, reach: Reach, read: Reader
) -> list[tuple[AllowedFile, Source]]:
    """What the test's own file imports from the workspace and the failing test mentions."""
    if test is None:
        return []
    used = _words(_test_code(test, request.problem))
    return [
        (allowed_file(source.document, _defined(source.outline, {name.original} | used, reach), request), source)
        for name, source in _imported(test, used, request, read)
    ]


def _imported(
    source: Source, used: set[str], request: FixRequest, read: Reader
) -> Iterator[tuple[ImportedName, Source]]:
    """The workspace's modules behind the used names of a Python file."""
    importer = uri_to_path(source.document.uri)
    if importer is None or source.document.language != "python":
        return
    for name in imported_names(source.outline):
        path = find_module(name, importer, request.snapshot.root) if name.name in used else None
        module = read(path) if path else None
        if module is not None:
            yield name, module


def _defined(outline: Outline, names: set[str], reach: Reach) -> tuple[Region, ...]:
    """Definitions by name with the imports; the whole text where the reach is wide or nothing has the name."""
    found = outline.named(names)
    if (reach is Reach.MODULE or not found) and within_prompt(outline.whole):
        return (outline.whole,)
    inner = [one for one in found if reach is Reach.CLASS or not _holds_another(one, found)]
    return (*inner, outline.imports)


def _holds_another(region: Region, others: Iterable[Region]) -> bool:
    return any(other != region and region.holds(other.start, other.end) for other in others)


def _test_source(request: FixRequest, read: Reader) -> Source | None:
    """The file of the failing test: named by its id, else by the outermost frame."""
    test = request.problem.test
    names = [test.test_id.partition("::")[0], *(frame.path for frame in test.frames[:1])] if test else []
    paths = [request.snapshot.root / name for name in names if name.endswith(".py")]
    return next((source for path in paths if (source := read(path))), None)


def _test_excerpt(request: FixRequest, test: Source | None) -> tuple[Excerpt, ...]:
    regions = _test_regions(test, request.problem) if test else ()
    if test is None or not regions:
        return ()
    return (Excerpt(folder_path(test.document, request.snapshot.root), test.document.text, regions),)


def _test_regions(test: Source, problem: Problem) -> tuple[Region, ...]:
    name = problem.test.test_id.rpartition("::")[2].partition("[")[0] if problem.test else ""
    return test.outline.named({name})


def _test_code(test: Source, problem: Problem) -> str:
    text = test.document.text
    regions = _test_regions(test, problem)
    return "\n".join(text.content[one.start : one.end] for one in regions) or text.content


def _mentioned(file: AllowedFile, source: Source, request: FixRequest, read: Reader) -> tuple[Excerpt, ...]:
    """Definitions that the code in question names: of the same file, and of workspace modules it imports."""
    place = file.regions[0]
    used = _words(file.text.content[place.start : place.end]) | _words(request.problem.message)
    own = tuple(one for one in source.outline.named(used) if not _overlaps(one, place))
    excerpts = [Excerpt(file.path, file.text, own)] if own else []
    for _, module in _imported(source, used, request, read):
        if regions := module.outline.named(used):
            path = folder_path(module.document, request.snapshot.root)
            excerpts.append(Excerpt(path, module.document.text, regions))
    return tuple(excerpts[:_MOST_EXCERPTS])


def _overlaps(one: Region, other: Region) -> bool:
    return one.start < other.end and other.start < one.end


def _distinct(files: Iterable[AllowedFile]) -> list[AllowedFile]:
    """One entry a file, its regions together in the order they were found."""
    merged: dict[str, AllowedFile] = {}
    for file in files:
        known = merged.get(file.uri)
        extra = tuple(region for region in file.regions if known is None or region not in known.regions)
        merged[file.uri] = attrs.evolve(known, regions=(*known.regions, *extra)) if known else file
    return list(merged.values())


def _words(content: str) -> set[str]:
    return set(_WORD.findall(content))
