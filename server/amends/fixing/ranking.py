"""Which fix comes first, and how safe each may be called."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import attrs

from amends.core.errors import OverlappingEditsError
from amends.core.fixes import Candidate, Fix, OriginKind
from amends.core.problems import Safety
from amends.core.snapshot import Document, Snapshot
from amends.core.verdicts import Verdict
from amends.fixing.forms import forms_of

_ORIGINS = (OriginKind.PATTERN, OriginKind.TOOL, OriginKind.MODEL)
SECOND_CHOICE = 0.8
"""What is left of the confidence in a candidate that brings other findings with it: people mind them little, since one
repair in nine brings some."""
_BESIDE_LEARNED = 0.5
"""What is left of the confidence in a tool's fix where something else was learned."""
_MENDS_MORE = 0.6
"""From this share of the confidence in a tool's fix on, what was learned and also mends findings that the tool's fix
leaves comes before it: people seldom come back for those. Of 2,571 repairs of nine repositories this moved 12, of which
one was right before and seven are now."""
_GUESS = 0.15
_UNLIKELY = 0.25
_SUREST = 0.98
_SAFETIES = (Safety.SAFE, Safety.UNSAFE, Safety.DISPLAY_ONLY)


def is_guess(fix: Fix) -> bool:
    """Whether a fix is so unlikely to be wanted that nobody sees it unasked, and a model is asked besides."""
    return not fix.by_model and fix.confidence < _GUESS


def is_unlikely(fix: Fix) -> bool:
    """Whether a fix is not to be taken without a look: a guess, or inferred without an example and rather wrong."""
    inferred = fix.candidate.origin.kind is OriginKind.PATTERN and not fix.candidate.learned
    return is_guess(fix) or (inferred and fix.confidence < _UNLIKELY)


def ranked(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Proved before suggested, real fixes before suppressions, a model's last, then by confidence.

    What was learned comes before a tool's fix that mends less and is hardly likelier, and is then as likely.
    """
    found = sorted(
        fixes,
        key=lambda fix: (
            not fix.verdict.proved,
            fix.candidate.suppression,
            fix.by_model,
            -fix.confidence,
            _ORIGINS.index(fix.candidate.origin.kind),
        ),
    )
    rival = next((fix for fix in found[1:] if _comes_before_tool(fix, found[0])), None)
    if rival is None:
        return tuple(found)
    first = attrs.evolve(rival, confidence=max(rival.confidence, found[0].confidence))
    return (first, *(fix for fix in found if fix is not rival))


def _comes_before_tool(fix: Fix, first: Fix) -> bool:
    if not _is_tools(first) or not fix.candidate.learned or fix.candidate.suppression:
        return False
    mends_more = fix.verdict.proved == first.verdict.proved and _findings_left(fix) < _findings_left(first)
    return mends_more and fix.confidence >= first.confidence * _MENDS_MORE


def _is_tools(fix: Fix) -> bool:
    return any(one.kind == "tool" for one in fix.candidate.ingredients)


def _findings_left(fix: Fix) -> int:
    return sum(check.after for check in fix.verdict.checks if check.after is not None)


def beside_tools(candidates: Sequence[Candidate], document: Document) -> list[Candidate]:
    """Candidates with the confidence that a tool's own fix and what was learned leave each other.

    Two that say the same are one with the mean of what speaks for both: the tool's record is a rule's, whatever the
    code, a pattern looks at the code. Where people answered such problems and never as the tool does, half is left of
    the tool's. The constants were checked on repositories left out.
    """
    forms = forms_of(candidates, document)
    patterns = [at for at, one in enumerate(candidates) if one.origin.kind is OriginKind.PATTERN]
    is_learned = any(candidates[at].learned for at in patterns)
    told = list(candidates)
    for at, one in enumerate(candidates):
        if one.origin.kind is not OriginKind.TOOL:
            continue
        twin = next((other for other in patterns if forms[other] == forms[at]), None)
        left = one.confidence * (_BESIDE_LEARNED if is_learned and twin is None else 1)
        if twin is not None:
            both = max(told[twin].confidence, (told[twin].confidence + one.confidence) / 2)
            # Of two layouts that of people comes first, and the tool's where people said nothing yet.
            learned, left = (both, 0.0) if told[twin].learned else (0.0, both)
            told[twin] = attrs.evolve(told[twin], confidence=learned)
        told[at] = attrs.evolve(one, confidence=left)
    return told


def merged_candidates(candidates: Iterable[Candidate], snapshot: Snapshot) -> tuple[Candidate, ...]:
    """Likeliest first; those that write the same text are one, which speaks for what people did before for a tool."""
    found: dict[Hashable, Candidate] = {}
    for one in sorted(candidates, key=lambda each: (_ORIGINS.index(each.origin.kind), -each.confidence)):
        known = found.setdefault(_written(one, snapshot), one)
        if known is not one:
            ingredients = tuple(dict.fromkeys((*known.ingredients, *one.ingredients)))
            sure = max(known.confidence, one.confidence)
            found[_written(one, snapshot)] = attrs.evolve(known, ingredients=ingredients, confidence=sure)
    return tuple(sorted(found.values(), key=lambda one: -one.confidence))


def _written(candidate: Candidate, snapshot: Snapshot) -> Hashable:
    """The texts after a candidate, or its edits where they cannot be applied."""
    try:
        return frozenset(
            (file.uri, document.text.edited(file.edits).hash if document else file.edits)
            for file in candidate.files
            for document in [snapshot.documents.get(file.uri)]
        )
    except OverlappingEditsError:
        return candidate.fingerprint


def with_twins(candidates: Sequence[Candidate], document: Document) -> list[tuple[Candidate, Hashable]]:
    """Candidates with what their code says, layout aside; what is said in several ways is as likely as all together.

    The likeliest first, of twins the one that came first. One of them is enough; the next is for where it is refused.
    """
    forms = forms_of(candidates, document)
    shares: dict[Hashable, float] = {}
    for one, form in zip(candidates, forms, strict=True):
        shares[form] = shares.get(form, 0.0) + one.confidence
    told = [
        (attrs.evolve(one, confidence=max(one.confidence, min(shares[form], _SUREST))), form)
        for one, form in zip(candidates, forms, strict=True)
    ]
    return sorted(told, key=lambda each: -each[0].confidence)


def graded_safety(static: Safety, verdict: Verdict, learned: Safety | None) -> Safety:
    """The lowest of the static level, what was verified, and what the project's record says.

    The record may promote a proved kind from unsafe to safe (enough cases, lower bound of the kept rate), never what
    its tool calls display-only.
    """
    verified = Safety.SAFE if verdict.proved else Safety.UNSAFE
    promoted = Safety.SAFE if learned is Safety.SAFE and static is Safety.UNSAFE else static
    levels = [promoted, verified, *([learned] if learned else [])]
    return max(levels, key=_SAFETIES.index)
