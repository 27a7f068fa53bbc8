"""What the lightbulb holds, before `lsp/` turns it into code actions."""

from __future__ import annotations

import attrs

from amends.core.fixes import FileEdit
from amends.core.problems import Problem
from amends.core.text import Range


@attrs.frozen
class FixOffer:
    """A ready fix for one problem. `edits` speak of the text as it is now."""

    fix_id: str
    title: str
    problem: Problem
    """Its range is in the text as it is now."""
    files: tuple[FileEdit, ...]
    preferred: bool
    by_model: bool
    proved: bool


@attrs.frozen
class GenerateOffer:
    """`Amends: generate a fix`: a command, no edit."""

    title: str
    problem: Problem
    uri: str
    range: Range
    source: str
    code: str


@attrs.frozen
class FixAllOffer:
    """`source.fixAll.amends`: all safe proven pattern fixes of one text, proved together."""

    title: str
    files: tuple[FileEdit, ...]
    fix_ids: tuple[str, ...]


Offer = FixOffer | GenerateOffer | FixAllOffer
