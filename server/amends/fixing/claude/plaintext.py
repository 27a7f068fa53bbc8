"""Answers in plain text, for endpoints that ignore tools: the corrected code in a fence, or search/replace blocks.

Small models are at their best when they may simply write the corrected function; we work out what changed.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from amends.core.errors import ModelAnswerError
from amends.core.fixes import FileEdit
from amends.core.text import Edit, Text, diff_edits
from amends.fixing.claude.contract import AllowedFile, Proposal, ProposedEdit, file_edit, locate
from amends.fixing.claude.modules import missing_imports
from amends.fixing.claude.regions import Outline, Region

_FENCE = re.compile(
    r"^[ \t]*(?P<fence>```+|~~~+)[^\n`]*\n(?P<code>.*?)^[ \t]*(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
)
_SEARCH_REPLACE = re.compile(
    r"^<{5,} ?SEARCH[^\n]*\n(?P<old>.*?)^={5,}[ \t]*\n(?P<new>.*?)^>{5,} ?REPLACE", re.MULTILINE | re.DOTALL
)
_HUNK_HEAD = re.compile(r"^@@[^\n]*\n", re.MULTILINE)
_WORD = re.compile(r"[^\W\d]\w*")


def read_plain_text(answer: str, allowed: Sequence[AllowedFile], language: str) -> tuple[FileEdit, ...]:
    """The edits meant by an answer in prose and fences.

    Raises:
        ModelAnswerError: there is no usable code in it, it changes nothing, or it lies outside the scope.
    """
    if blocks := [(found["old"], found["new"]) for found in _SEARCH_REPLACE.finditer(answer)]:
        return _from_blocks(blocks, allowed)
    unchanged = False
    for code in _fenced(answer):
        if hunks := _hunks(code):
            return _from_blocks(hunks, allowed)
        for file in allowed:
            edits = _from_code(code, file, language)
            if edits:
                return (file_edit(file, edits),)
            unchanged = unchanged or edits is not None
    if unchanged:
        raise ModelAnswerError("The model gave the code back unchanged.", "no-answer")
    raise ModelAnswerError("The model's answer holds no code that fits the place.", "no-answer")


def _from_blocks(blocks: Sequence[tuple[str, str]], allowed: Sequence[AllowedFile]) -> tuple[FileEdit, ...]:
    name = allowed[0].path
    edits = tuple(ProposedEdit(name, old.rstrip("\n"), new.rstrip("\n")) for old, new in blocks)
    return locate(Proposal("", edits), allowed)


def _hunks(code: str) -> list[tuple[str, str]]:
    """Old and new text of every hunk, when a block is a diff: small models repeat the form they were shown."""
    _, *hunks = _HUNK_HEAD.split(code)
    return [(_side(hunk, " -"), _side(hunk, " +")) for hunk in hunks]


def _side(hunk: str, marks: str) -> str:
    return "".join(line[1:] or "\n" for line in hunk.splitlines(keepends=True) if line[:1] in marks or not line.strip())


def _fenced(answer: str) -> list[str]:
    """Every fenced block, the last one first: models that think aloud put the final code at the end."""
    return [found["code"] for found in _FENCE.finditer(answer)][::-1]


def _from_code(code: str, file: AllowedFile, language: str) -> tuple[Edit, ...] | None:
    """Edits that put a block of code in the place of the region it rewrites; None when it fits none."""
    written = Outline(Text(textwrap.dedent(code.replace("\r\n", "\n")).strip("\n")), language)
    for region in file.regions:
        if region.name and (parts := written.named({region.name})):
            body = written.text.content[parts[0].start : parts[0].end]
            return (*_new_imports(written, file.text), *_replaced(region, body, file.text))
    if file.regions[0].name:
        # Only imports: that is all the function needed.
        alone = bool(written.text.content) and written.imports == written.whole
        return _new_imports(written, file.text) if alone else None
    return _lines_from_code(written, file)


def _lines_from_code(written: Outline, file: AllowedFile) -> tuple[Edit, ...] | None:
    """Edits for a first region that is lines, not a definition; imports the lines did not hold go to the others."""
    region = file.regions[0]
    before = Outline(Text(file.text.content[region.start : region.end]), written.language)
    if not _looks_like(written.text.content, before.text.content):
        return None
    if written.import_statements and not before.import_statements:
        rest = written.text.content[written.imports.end :].lstrip("\n")
        return (*_new_imports(written, file.text), *_replaced(region, rest, file.text))
    return _replaced(region, written.text.content, file.text)


def _looks_like(after: str, before: str) -> bool:
    """Whether code may be the corrected form of lines: it holds half their words, or nothing else than some of them."""
    old, new = set(_WORD.findall(before)), set(_WORD.findall(after))
    return new <= old or 2 * len(old & new) >= len(old)


def _replaced(region: Region, body: str, text: Text) -> tuple[Edit, ...]:
    before = text.content[region.start : region.end]
    after = _indented(body, before).replace("\n", text.line_end)
    return tuple(
        Edit(edit.start + region.start, edit.end + region.start, edit.new_text) for edit in diff_edits(before, after)
    )


def _indented(body: str, before: str) -> str:
    """Code moved to the indentation of the lines it replaces, with tabs where they use tabs."""
    margin = before[: len(before) - len(before.lstrip(" \t"))]
    flat = textwrap.dedent(body)
    if "\n\t" in before and "\n\t" not in flat:
        flat = re.sub(r"^(?: {4})+", lambda spaces: "\t" * (len(spaces.group()) // 4), flat, flags=re.MULTILINE)
    return textwrap.indent(flat, margin).rstrip()


def _new_imports(written: Outline, text: Text) -> tuple[Edit, ...]:
    """An insertion of the imports that the code brings along and the file does not have."""
    outline = Outline(text, written.language)
    code = written.text.content[written.imports.end :] or text.content
    missing = missing_imports(written, outline, set(_WORD.findall(code)))
    if not missing:
        return ()
    place = outline.imports
    lines = text.line_end.join(one.replace("\n", text.line_end) for one in missing)
    if place.start == place.end:
        return (Edit(place.start, place.start, f"{lines}{text.line_end}{text.line_end}"),)
    return (Edit(place.end, place.end, f"{text.line_end}{lines}"),)
