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
from amends.fixing.claude.contract import AllowedFile, Proposal, ProposedEdit, locate
from amends.fixing.claude.regions import Region, definitions, import_region, import_statements

_FENCE = re.compile(
    r"^[ \t]*(?P<fence>```+|~~~+)[^\n`]*\n(?P<code>.*?)^[ \t]*(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
)
_SEARCH_REPLACE = re.compile(
    r"^<{5,} ?SEARCH[^\n]*\n(?P<old>.*?)^={5,}[ \t]*\n(?P<new>.*?)^>{5,} ?REPLACE", re.MULTILINE | re.DOTALL
)


def read_plain_text(answer: str, allowed: Sequence[AllowedFile], language: str) -> tuple[FileEdit, ...]:
    """The edits meant by an answer in prose and fences.

    Raises:
        ModelAnswerError: there is no usable code in it, or it lies outside the scope.
    """
    blocks = list(_SEARCH_REPLACE.finditer(answer))
    if blocks:
        return _from_blocks(blocks, allowed)
    for code in _fenced(answer):
        for file in allowed:
            if edits := _from_code(code, file, language):
                return (FileEdit(file.uri, file.text.hash, edits),)
    raise ModelAnswerError("The model's answer holds no code that fits the place.", "no-answer")


def _from_blocks(blocks: Sequence[re.Match[str]], allowed: Sequence[AllowedFile]) -> tuple[FileEdit, ...]:
    name = allowed[0].path
    edits = tuple(ProposedEdit(name, block["old"].rstrip("\n"), block["new"].rstrip("\n")) for block in blocks)
    return locate(Proposal("", edits), allowed)


def _fenced(answer: str) -> list[str]:
    """Every fenced block, longest last thought first: models that think aloud put the final code at the end."""
    blocks = [found["code"] for found in _FENCE.finditer(answer)]
    return [block for block in reversed(blocks) if block.strip()]


def _from_code(code: str, file: AllowedFile, language: str) -> tuple[Edit, ...]:
    """Edits that put a block of code in the place of the region it rewrites; empty when it fits none."""
    written = Text(textwrap.dedent(code.replace("\r\n", "\n")).strip("\n"))
    for region in file.regions:
        if region.name:
            part = next((one for one in definitions(written, language) if one.name == region.name), None)
            body = written.content[part.start : part.end] if part else None
        else:
            body = written.content if _looks_like(written, file.text.content[region.start : region.end]) else None
        if body is not None:
            imports = _new_imports(written, file.text, language) if region.name else ()
            return (*imports, *_replaced(region, body, file.text))
    return ()


def _looks_like(written: Text, before: str) -> bool:
    """Whether code may be the corrected form of lines: it shares a line's beginning, or is as short as they are."""
    old = {line.strip()[:12] for line in before.splitlines() if line.strip()}
    new = {line.strip()[:12] for line in written.content.splitlines() if line.strip()}
    return bool(old & new) or len(new) <= len(old)


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


def _new_imports(written: Text, text: Text, language: str) -> tuple[Edit, ...]:
    """An insertion of the imports that the code brings along and the file does not have."""
    present = {_normal(statement) for statement in import_statements(text, language)}
    missing = [one for one in import_statements(written, language) if _normal(one) not in present]
    if not missing:
        return ()
    place = import_region(text, language)
    lines = text.line_end.join(missing)
    if place.start == place.end:
        return (Edit(place.start, place.start, f"{lines}{text.line_end}{text.line_end}"),)
    return (Edit(place.end, place.end, f"{text.line_end}{lines}"),)


def _normal(statement: str) -> str:
    return " ".join(statement.split())
