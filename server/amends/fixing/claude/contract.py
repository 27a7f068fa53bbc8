"""The edit contract with the model: exact old text, new text, in a file and scope it was told it may change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import attrs

from amends.core.errors import ModelAnswerError, OverlappingEditsError
from amends.core.fixes import FileEdit
from amends.core.text import Edit, Text, diff_edits
from amends.fixing.claude.regions import Region

TOOL_NAME = "propose_edits"

EDIT_TOOL: Mapping[str, Any] = MappingProxyType(
    {
        "name": TOOL_NAME,
        "description": (
            "Propose the smallest edits that make the problem go away. Each old_text must be copied exactly from the "
            "file (without the line numbers), must occur exactly once there, and must lie in the lines that may change."
        ),
        "strict": True,
        "input_schema": {
            "type": "object",
            "additionalProperties": False,
            "required": ["reason", "edits"],
            "properties": {
                "reason": {
                    "type": "string",
                    "description": "What the edit does, as a title of at most ten words: import Path from pathlib",
                },
                "edits": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["file", "old_text", "new_text"],
                        "properties": {
                            "file": {"type": "string", "description": "A path exactly as the request names it."},
                            "old_text": {"type": "string"},
                            "new_text": {"type": "string"},
                        },
                    },
                },
            },
        },
    }
)

_NUMBERED = re.compile(r"^ *\d+ \| ?", re.MULTILINE)


@attrs.frozen
class AllowedFile:
    """A file the model may change, and where; the first region is the place of the problem."""

    path: str
    """Relative to the folder, as the prompt names it."""
    uri: str
    text: Text
    regions: tuple[Region, ...]

    def allows(self, edit: Edit) -> bool:
        """Whether one region holds the edit; an insertion may also stand on the line after a region."""
        after = len(self.text.line_end) if edit.start == edit.end else 0
        return any(region.start <= edit.start and edit.end <= region.end + after for region in self.regions)


@attrs.frozen
class ProposedEdit:
    """One edit in the model's words."""

    file: str
    old_text: str
    new_text: str


@attrs.frozen
class Proposal:
    """What the model wants to change, and why in one line."""

    reason: str
    edits: tuple[ProposedEdit, ...]


def read_proposal(tool_input: Mapping[str, Any]) -> Proposal:
    """The proposal in a tool call's input.

    Raises:
        ModelAnswerError: it does not have the shape of the schema; endpoints do not all enforce it.
    """
    try:
        edits = tuple(
            ProposedEdit(_text(edit, "file"), _text(edit, "old_text"), _text(edit, "new_text"))
            for edit in tool_input["edits"]
        )
        return Proposal(_text(tool_input, "reason"), edits)
    except (KeyError, TypeError) as error:
        raise ModelAnswerError("The model's answer is not in the agreed form.") from error


def locate(proposal: Proposal, allowed: Sequence[AllowedFile]) -> tuple[FileEdit, ...]:
    """Where the edits go, as small as they can be.

    Raises:
        ModelAnswerError: with the cause `no-match`, `out-of-scope` or `no-answer`.
    """
    edits: dict[str, list[Edit]] = {}
    for proposed in proposal.edits:
        file = _allowed_file(proposed.file, allowed)
        edits.setdefault(file.uri, []).extend(_located(proposed, file))
    found = tuple(file_edit(file, edits[file.uri]) for file in allowed if edits.get(file.uri))
    if not found:
        raise ModelAnswerError("The model proposed no change.", "no-answer")
    return found


def _text(holder: Any, key: str) -> str:
    value = holder[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _allowed_file(name: str, allowed: Sequence[AllowedFile]) -> AllowedFile:
    wanted = name.strip().removeprefix("./").replace("\\", "/")
    exact = [file for file in allowed if file.path == wanted]
    close = exact or [file for file in allowed if file.path.endswith(f"/{wanted}") or wanted.endswith(f"/{file.path}")]
    if len(close) != 1:
        raise ModelAnswerError(f"The model wanted to change {name[:80]!r}, which it was not asked to.", "out-of-scope")
    return close[0]


def _located(proposed: ProposedEdit, file: AllowedFile) -> tuple[Edit, ...]:
    end = file.text.line_end
    for old, new in _readings(proposed):
        before, after = _with_line_end(old, end), _with_line_end(new, end)
        changes = diff_edits(before, after)
        if places := _occurrences(before, file.text.content):
            return _only_allowed([_shifted(changes, place) for place in places], file)
    shown = proposed.old_text.strip()[:120]
    raise ModelAnswerError(f"The text to replace is not in {file.path}: {shown!r}", "no-match")


def _readings(proposed: ProposedEdit) -> tuple[tuple[str, str], ...]:
    """The edit as written, and as meant when the model copied the line numbers of the prompt along."""
    plain = (proposed.old_text, proposed.new_text)
    lines = proposed.old_text.splitlines()
    if lines and all(_NUMBERED.match(line) for line in lines):
        return plain, (_NUMBERED.sub("", proposed.old_text), _NUMBERED.sub("", proposed.new_text))
    return (plain,)


def _only_allowed(places: Sequence[tuple[Edit, ...]], file: AllowedFile) -> tuple[Edit, ...]:
    allowed = [edits for edits in places if all(file.allows(edit) for edit in edits)]
    if not allowed:
        raise ModelAnswerError(f"The model wanted to change lines of {file.path} outside its scope.", "out-of-scope")
    if len(allowed) > 1:
        raise ModelAnswerError(f"The text to replace is in {file.path} {len(allowed)} times.", "no-match")
    return allowed[0]


def _occurrences(old: str, content: str) -> list[int]:
    if not old.strip():
        raise ModelAnswerError("The model named no text to replace.", "no-match")
    places: list[int] = []
    at = content.find(old)
    while at >= 0:
        places.append(at)
        at = content.find(old, at + 1)
    return places


def _with_line_end(content: str, end: str) -> str:
    return re.sub(r"\r\n|\r|\n", lambda _: end, content)


def _shifted(edits: Sequence[Edit], by: int) -> tuple[Edit, ...]:
    return tuple(Edit(edit.start + by, edit.end + by, edit.new_text) for edit in edits)


def file_edit(file: AllowedFile, edits: Sequence[Edit]) -> FileEdit:
    """The edits of one file, each once.

    Raises:
        ModelAnswerError: they overlap.
    """
    distinct = tuple(sorted(set(edits)))
    try:
        file.text.edited(distinct)
    except OverlappingEditsError as error:
        raise ModelAnswerError("The model's edits overlap.", "no-match") from error
    return FileEdit(file.uri, file.text.hash, distinct)
