"""What candidates say, layout aside: two that say the same are one to the person who chooses."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from amends.core.errors import OverlappingEditsError
from amends.core.fixes import Candidate
from amends.core.snapshot import Document
from amends.learning.templates.code_forms import block_form, code_form

_PAIR = 2


def forms_of(candidates: Sequence[Candidate], document: Document) -> list[Hashable]:
    """A form for each candidate, the same for those that say the same; their own where they edit other files.

    Looked at is only the part of the text that some of them edit.
    """
    here = [one for one in candidates if {file.uri for file in one.files} == {document.uri} and len(one.files) == 1]
    edits = [edit for one in here for edit in one.files[0].edits]
    if len(here) < _PAIR or not edits:
        return [one.fingerprint for one in candidates]
    text, size = document.text, len(document.text.content)
    first = text.line_span(text.position_at(min(edit.start for edit in edits)).line)[0]
    rest = size - text.line_span(text.position_at(max(edit.end for edit in edits)).line)[1]
    mine = {id(one) for one in here}
    told = ((at, _after(one, document)) for at, one in enumerate(candidates) if id(one) in mine)
    texts = {at: after for at, after in told if after is not None}
    forms: list[Hashable] = [None if at in texts else one.fingerprint for at, one in enumerate(candidates)]
    pieces = {at: after[first : len(after) - rest] for at, after in texts.items()}
    for at, piece in pieces.items():
        forms[at] = (candidates[at].suppression, code_form(piece))
    return _told_apart(forms, pieces, texts, document.language)


def _told_apart(
    forms: Sequence[Hashable], pieces: Mapping[int, str], texts: Mapping[int, str], language: str
) -> list[Hashable]:
    """The forms, with the blocks that statements stand in where these tell them apart.

    A piece may begin amid brackets, where white space says nothing, so what it says is asked of the whole text then.
    """
    told = list(forms)
    for form in {form for form in forms if forms.count(form) > 1}:
        alike = [at for at, one in enumerate(forms) if one == form and at in texts]
        if len({block_form(pieces[at], language) for at in alike}) > 1:
            for at in alike:
                told[at] = (form, block_form(texts[at], language))
    return told


def _after(candidate: Candidate, document: Document) -> str | None:
    """The text after a candidate, None where its edits contradict each other."""
    try:
        return document.text.edited(candidate.files[0].edits).content
    except OverlappingEditsError:
        return None
