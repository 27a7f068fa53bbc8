"""What a request is about: the files the model may change and where, and the code it may only read.

Everything here is chosen by us from the problem and the workspace; nothing in a file or a message can widen it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import attrs

from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.core.text import Text
from amends.fixing.claude.contract import AllowedFile
from amends.fixing.claude.modules import find_module, imported_names, is_test_file
from amends.fixing.claude.privacy import may_be_sent
from amends.fixing.claude.regions import Region, definitions, enclosing_regions, import_region, statement_region
from amends.fixing.claude.strategies import Reach
from amends.fixing.origins import FixRequest
from amends.platform.files import UnreadableFileError, read_document
from amends.platform.uris import relative_path, uri_to_path

_LARGEST_FILE = 400_000
_LARGEST_REGION = 12_000
_WINDOW_LINES = 30
_MOST_FILES = 3
_WORD = re.compile(r"[^\W\d]\w*")
Reader = Callable[[Path], Document | None]


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
    read = _reader(request)
    if request.problem.test is None:
        file = _problem_file(request, reach)
        return Scene((file,), _mentioned((file,), request, read), request.document.language)
    return _test_scene(request, reach, read)


def folder_path(document: Document, root: Path) -> str:
    """How prompts name a document: its path in the folder."""
    path = uri_to_path(document.uri)
    return relative_path(path, root) if path else document.uri.rpartition("/")[2]


def _test_scene(request: FixRequest, reach: Reach, read: Reader) -> Scene:
    """A failing test: the code it ran comes first; the test itself may change only when nothing else can."""
    own = _problem_file(request, reach)
    ran = [*_frame_files(request, reach, read), *_imported_files(request, reach, read)]
    files = _distinct([file for file in (own, *ran) if not is_test_file(file.path)])[:_MOST_FILES]
    test = _test_excerpt(request, read)
    if not files:
        return Scene((own,), _mentioned((own,), request, read), request.document.language)
    excerpts = (*([test] if test else []), *_mentioned(files[:1], request, read))
    return Scene(tuple(files), excerpts, request.document.language)


def _problem_file(request: FixRequest, reach: Reach) -> AllowedFile:
    document = request.document
    start, end = document.text.span_of(request.problem.range)
    return _allowed(document, _regions(document, start, end, reach), request)


def _allowed(document: Document, regions: tuple[Region, ...], request: FixRequest) -> AllowedFile:
    return AllowedFile(folder_path(document, request.snapshot.root), document.uri, document.text, regions)


def _regions(document: Document, start: int, end: int, reach: Reach) -> tuple[Region, ...]:
    text, language = document.text, document.language
    imports = import_region(text, language)
    place = imports if imports.end > imports.start and imports.holds(start, end) else None
    around = enclosing_regions(text, language, start, end)
    if reach is Reach.MODULE and around[-1].end <= _LARGEST_REGION:
        return (around[-1],)
    place = place or _reached(around[:-1], reach) or statement_region(text, language, start, end)
    if (reach is not Reach.FUNCTION and not place.name) or place.end - place.start > _LARGEST_REGION:
        place = _window(text, start, end)
    return (place, imports) if imports != place else (place,)


def _reached(around: Sequence[Region], reach: Reach) -> Region | None:
    """The outermost function up to the next class, or that class."""
    if reach is Reach.CLASS:
        return next((region for region in around if region.kind is Reach.CLASS), None) or (
            around[-1] if around else None
        )
    functions: list[Region] = []
    for region in around:
        if region.kind is not Reach.FUNCTION:
            break
        functions.append(region)
    return functions[-1] if functions else None


def _window(text: Text, start: int, end: int) -> Region:
    first = max(text.position_at(start).line - _WINDOW_LINES, 0)
    last = min(text.position_at(end).line + _WINDOW_LINES, text.line_count - 1)
    return Region("", Reach.MODULE, text.line_starts[first], text.line_span(last)[1])


def _reader(request: FixRequest) -> Reader:
    """Reads what may be sent: open documents as they are, other files from disk."""
    root, ignored = request.snapshot.root, request.settings.privacy_ignore
    open_documents = {uri_to_path(uri): document for uri, document in request.snapshot.documents.items()}

    def read(path: Path) -> Document | None:
        if not may_be_sent(path, root, ignored):
            return None
        try:
            document = open_documents.get(path) or (
                read_document(path) if path.stat().st_size <= _LARGEST_FILE else None
            )
        except (OSError, UnreadableFileError):
            return None
        return document

    return read


def _frame_files(request: FixRequest, reach: Reach, read: Reader) -> list[AllowedFile]:
    """The functions of the stack, deepest first."""
    frames = request.problem.test.frames if request.problem.test else ()
    files = []
    for frame in reversed(frames):
        document = read(request.snapshot.root / frame.path)
        if document is not None and frame.line < document.text.line_count:
            start, end = document.text.line_span(frame.line)
            files.append(_allowed(document, _regions(document, start, end, reach), request))
    return files


def _imported_files(request: FixRequest, reach: Reach, read: Reader) -> list[AllowedFile]:
    """What the test's own file imports from the workspace and the failing test mentions."""
    test = _test_document(request, read)
    path = uri_to_path(test.uri) if test else None
    if test is None or path is None:
        return []
    used = _words(_test_code(test, request.problem))
    files = []
    for name in imported_names(test.text):
        found = find_module(name, path, request.snapshot.root) if name.name in used else None
        document = read(found) if found else None
        if document is not None:
            files.append(_allowed(document, _defined(document, {name.original} | used, reach), request))
    return files


def _defined(document: Document, names: set[str], reach: Reach) -> tuple[Region, ...]:
    """Definitions by name with the imports; the whole text where the reach is wide or nothing has the name."""
    size = len(document.text.content)
    found = [region for region in definitions(document.text, document.language) if region.name in names]
    if (reach is Reach.MODULE or not found) and size <= _LARGEST_REGION:
        return (Region("", Reach.MODULE, 0, size),)
    inner = [one for one in found if reach is Reach.CLASS or not _holds_another(one, found)]
    return (*inner, import_region(document.text, document.language))


def _holds_another(region: Region, others: Iterable[Region]) -> bool:
    return any(other != region and region.holds(other.start, other.end) for other in others)


def _test_document(request: FixRequest, read: Reader) -> Document | None:
    """The file of the failing test: named by its id, else by the outermost frame."""
    test = request.problem.test
    names = [test.test_id.partition("::")[0], *(frame.path for frame in test.frames[:1])] if test else []
    paths = [request.snapshot.root / name for name in names if name.endswith(".py")]
    return next((document for path in paths if (document := read(path))), None)


def _test_excerpt(request: FixRequest, read: Reader) -> Excerpt | None:
    test = _test_document(request, read)
    if test is None:
        return None
    regions = _test_regions(test, request.problem)
    return Excerpt(folder_path(test, request.snapshot.root), test.text, regions) if regions else None


def _test_regions(test: Document, problem: Problem) -> tuple[Region, ...]:
    last = problem.test.test_id.rpartition("::")[2].partition("[")[0] if problem.test else ""
    return tuple(region for region in definitions(test.text, test.language) if region.name == last)


def _test_code(test: Document, problem: Problem) -> str:
    regions = _test_regions(test, problem)
    return "\n".join(test.text.content[one.start : one.end] for one in regions) or test.text.content


def _mentioned(files: Iterable[AllowedFile], request: FixRequest, read: Reader) -> tuple[Excerpt, ...]:
    """Definitions that the code in question names: of the same file, and of workspace modules it imports."""
    excerpts: list[Excerpt] = []
    for file in files:
        place = file.regions[0]
        used = _words(file.text.content[place.start : place.end]) | _words(request.problem.message)
        own = definitions(file.text, request.document.language)
        others = tuple(one for one in own if one.name in used and not _overlaps(one, place))
        excerpts += [Excerpt(file.path, file.text, others)] if others else []
        excerpts += _imported_excerpts(file, used, request, read)
    return tuple(excerpts)


def _imported_excerpts(file: AllowedFile, used: set[str], request: FixRequest, read: Reader) -> list[Excerpt]:
    importer = uri_to_path(file.uri)
    excerpts = []
    for name in imported_names(file.text) if importer and request.document.language == "python" else ():
        found = find_module(name, importer, request.snapshot.root) if importer and name.name in used else None
        document = read(found) if found else None
        regions = tuple(one for one in definitions(document.text, "python") if one.name in used) if document else ()
        if document is not None and regions:
            excerpts.append(Excerpt(folder_path(document, request.snapshot.root), document.text, regions))
    return excerpts[:_MOST_FILES]


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
