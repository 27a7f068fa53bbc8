"""A candidate laid over a snapshot: what is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from amends.core.errors import StaleError
from amends.core.fixes import Candidate, FileEdit
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Text, text_hash
from amends.platform.files import language_of, read_document
from amends.platform.uris import uri_to_path
from amends.verifying.delta import TextChange
from amends.verifying.syntax_errors import same_program

_PROSE = frozenset({".md", ".rst", ".adoc"})


@attrs.frozen
class Overlay:
    """Every document that a candidate touches or whose problem it solves, before and after, by URI."""

    candidate: Candidate
    before: Mapping[str, Document]
    after: Mapping[str, Document]
    texts: Mapping[str, TextChange]
    """Only what the candidate touches."""
    added: frozenset[str]
    """Files the candidate makes; their text before is empty."""
    buffers: Mapping[Path, str | None]
    """All open documents that are files, as they are without the candidate; None for a file that is not there then."""

    open_documents: Mapping[str, Document] = attrs.field(factory=dict)
    """All documents of the snapshot, by URI."""

    def around(self, judged: Sequence[str]) -> tuple[Document, ...]:
        """The open documents but those judged and those the candidate touches."""
        apart = {*judged, *self.before}
        return tuple(document for uri, document in self.open_documents.items() if uri not in apart)

    @property
    def touched(self) -> tuple[Path, ...]:
        """Files the candidate edits."""
        return tuple(path for uri in self.texts if (path := uri_to_path(uri)))

    @property
    def contents(self) -> dict[Path, str | None]:
        """Buffers with the candidate on top, by file; None for a file that is not there any more."""
        gone = {file.uri for file in self.candidate.files if file.deleted}
        edited = {
            path: None if uri in gone else self.after[uri].text.content
            for uri in self.texts
            if (path := uri_to_path(uri))
        }
        return {**self.buffers, **edited}

    @property
    def is_prose(self) -> bool:
        """Whether only texts for people are changed."""
        return bool(self.touched) and all(path.suffix in _PROSE for path in self.touched)

    @property
    def runs_the_same(self) -> bool:
        """Whether no program can behave differently: only comments, blank lines and layout of Python code changed."""
        return all(
            self.before[uri].language == "python" and same_program(text.before.content, text.after.content)
            for uri, text in self.texts.items()
        )


def overlay_of(candidate: Candidate, snapshot: Snapshot) -> Overlay:
    """Lay a candidate over the texts of a snapshot; what is not open is read from disk.

    Raises:
        StaleError: a text is not the one the candidate was made for.
        UnreadableFileError: a file cannot be read as text.
        OverlappingEditsError: the candidate's edits cannot be applied together.
    """
    before = {file.uri: _document(file, snapshot) for file in candidate.files}
    texts = {file.uri: _text_change(before[file.uri].text, file) for file in candidate.files}
    problem_uri = candidate.problem.uri
    if problem_uri not in before and problem_uri in snapshot.documents:
        before[problem_uri] = snapshot.documents[problem_uri]
    elif problem_uri not in before and (path := uri_to_path(problem_uri)) and path.is_file():
        before[problem_uri] = read_document(path)
    after = {
        uri: attrs.evolve(document, text=texts[uri].after) if uri in texts else document
        for uri, document in before.items()
    }
    added = frozenset(file.uri for file in candidate.files if _is_new(file, snapshot))
    absent = {path: None for file in candidate.files if file.added and (path := uri_to_path(file.uri))}
    return Overlay(candidate, before, after, texts, added, {**file_texts(snapshot), **absent}, snapshot.documents)


def file_texts(snapshot: Snapshot) -> dict[Path, str]:
    """The texts of all open documents that are files."""
    return {path: document.text.content for uri, document in snapshot.documents.items() if (path := uri_to_path(uri))}


def _document(file: FileEdit, snapshot: Snapshot) -> Document:
    document = snapshot.documents.get(file.uri) or _from_disk(file, snapshot)
    if document.text.hash != file.base_hash:
        raise StaleError("The text changed since this fix was made; ask for it again.")
    return document


def _from_disk(file: FileEdit, snapshot: Snapshot) -> Document:
    path = uri_to_path(file.uri)
    if path is None:
        raise StaleError("The text this fix was made for is closed; ask for it again.")
    if _is_new(file, snapshot) and file.base_hash == text_hash(""):
        return Document(file.uri, language_of(path), Text(""))
    # The client's spelling of the URI stays: it is the key under which everybody looks.
    return attrs.evolve(read_document(path), uri=file.uri)


def _text_change(before: Text, file: FileEdit) -> TextChange:
    return TextChange(before, before.edited(file.edits), file.edits)


def _is_new(file: FileEdit, snapshot: Snapshot) -> bool:
    path = uri_to_path(file.uri)
    return file.added or (path is not None and file.uri not in snapshot.documents and not path.exists())
