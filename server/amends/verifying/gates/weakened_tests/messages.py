"""Errors that say something else: where a patch words a message anew, its tests may ask for the new words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import attrs

from amends.core.text import Text
from amends.platform.files import language_of
from amends.verifying.gates.reading.change import Change, is_test_path
from amends.verifying.gates.reading.tree_source import DIALECTS, TreeSource, called, literals_of, text_of, walk

_REFUSING = frozenset({"raise_statement", "throw_statement"})
_ERRORS = re.compile(
    r"(^|[.:])(errors\.New|New|Errorf|panic!?|bail!|anyhow!|ensure!|Err|expect|unreachable!|\w*(Error|Exception)(::\w+)?)$"
)
_PLACEHOLDERS = re.compile(r"\$?\{[^{}]*\}|%[#0 +-]*[\d.*]*[a-zA-Z]")
_WORD = re.compile(r"[^\W_]+")
Words = frozenset[str]


@attrs.frozen
class Rewording:
    """The words of messages that a patch takes away, and of those that it brings."""

    old: tuple[Words, ...]
    new: tuple[Words, ...]

    def follows(self, before: str, after: str) -> bool:
        """Whether a test that asked for `before` asks for no less of what is said now."""
        was, now = (_words(text) for text in (before, after))
        kept = len(now) >= len(was) and bool(now)
        return kept and any(was <= each for each in self.old) and any(_says(each, now) for each in self.new)

    def is_gone(self, word: str) -> bool:
        """Whether a word stood in a message that says something else now."""
        return any(word.lower() in each for each in self.old)


def rewording(change: Change) -> Rewording | None:
    """What the other files of a patch say otherwise when they refuse something; None where there is nothing like it."""
    old: Counter[Words] = Counter()
    new: Counter[Words] = Counter()
    for path, text in change.others if change.is_patch and not change.of_failing_test else ():
        before = change.others_before.get(path)
        if before is not None and not is_test_path(path) and before != text:
            language = language_of(Path(path.name))
            old.update(_messages(before, language))
            new.update(_messages(text, language))
    gone, came = old - new, new - old
    return Rewording(tuple(gone), tuple(came)) if gone and came else None


@lru_cache(maxsize=16)
def _messages(text: Text, language: str) -> tuple[Words, ...]:
    return tuple(_found(text, language)) if language == "python" or language in DIALECTS else ()


def _found(text: Text, language: str) -> Iterator[Words]:
    for node in walk(TreeSource(text, language).root):
        if node.type in _REFUSING or _ERRORS.search(called(node)):
            said = _words(" ".join(text_of(each) for each in literals_of(node) if text_of(each)[-1:] in "\"'`"))
            if said:
                yield said


def _says(message: Words, asked: Words) -> bool:
    # Figures may stand where the message has a placeholder.
    return {word for word in asked if not word.isdigit()} <= message


def _words(text: str) -> Words:
    return frozenset(word.lower() for word in _WORD.findall(_PLACEHOLDERS.sub(" ", text)))
