"""Measuring the style card and keeping it. It is no event: it can be measured again at any time."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from amends.profile import style_topics as topics
from amends.profile.style import StyleCard, StyleFact, card_from_json
from amends.profile.style_syntax import syntax_votes
from amends.profile.style_tokens import LINE_LIMITS, Vote, token_votes

_MOST_CHARACTERS = 1_500_000
"""Of all files together: about two seconds of work; a project shows its habits in less."""
_LONGEST_FILE = 200_000
"""Longer ones are data or generated."""


class StyleTally:
    """Counts habits file by file, in a few milliseconds each, until it has seen enough of the project."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._own = _own_packages(paths)
        self._votes: Counter[Vote] = Counter()
        self._left = _MOST_CHARACTERS

    def add(self, path: str, text: str) -> None:
        """Count one file, by its path relative to the root; other languages and very long files are left out."""
        if path.endswith((".py", ".pyi")) and len(text) <= min(_LONGEST_FILE, self._left):
            self._left -= len(text)
            self._votes.update(token_votes(text))
            self._votes.update(syntax_votes(text, path, self._own))

    def card(self, declared: Mapping[str, str]) -> StyleCard:
        """What was counted; `declared` (declared_style.py) gives topics their value outright."""
        measured = {fact.topic: fact for fact in (*_habits(self._votes), *_line_length(self._votes))}
        facts = {**measured, **{topic: _declared(topic, value) for topic, value in declared.items()}}
        return StyleCard(tuple(facts[topic] for topic in sorted(facts)))


def measure(files: Iterable[tuple[str, str]], declared: Mapping[str, str]) -> StyleCard:
    """The card of ``(relative path, text)`` pairs, all at once."""
    chosen = list(files)
    tally = StyleTally(path for path, _ in chosen)
    for path, text in chosen:
        tally.add(path, text)
    return tally.card(declared)


def stored_style(db: sqlite3.Connection) -> StyleCard:
    """The card as it was last measured, empty before that."""
    row = db.execute("SELECT value FROM measured WHERE name = 'style'").fetchone()
    return card_from_json(json.loads(row[0]) if row else ())


def store_style(db: sqlite3.Connection, card: StyleCard) -> None:
    """Keep a card until the next measurement."""
    db.execute("INSERT OR REPLACE INTO measured (name, value) VALUES ('style', ?)", (json.dumps(card.as_json()),))


def _habits(votes: Mapping[Vote, int]) -> Iterator[StyleFact]:
    for topic in sorted({topic for topic, _ in votes} - {topics.LINE_LENGTH}):
        counts = {value: count for (name, value), count in votes.items() if name == topic}
        value = max(sorted(counts), key=lambda one: counts[one])
        against = sum(counts.values()) - counts[value]
        yield StyleFact(topic, value, topics.sentence_of(topic, value), counts[value], against)


def _line_length(votes: Mapping[Vote, int]) -> Iterator[StyleFact]:
    """The lowest limit that the project clearly keeps: a file that keeps 79 also keeps 100."""
    files = sum(count for (topic, _), count in votes.items() if topic == topics.LINE_LENGTH)
    keeping = 0
    for limit in LINE_LIMITS:
        keeping += votes.get((topics.LINE_LENGTH, str(limit)), 0)
        sentence = topics.sentence_of(topics.LINE_LENGTH, str(limit))
        fact = StyleFact(topics.LINE_LENGTH, str(limit), sentence, keeping, files - keeping)
        if fact.clear:
            yield fact
            return


def _declared(topic: str, value: str) -> StyleFact:
    return StyleFact(topic, value, topics.sentence_of(topic, value), declared="configuration")


def _own_packages(paths: Iterable[str]) -> frozenset[str]:
    """Names of the project's top-level packages: folders with an ``__init__.py`` in a folder without one."""
    packages = {str(PurePosixPath(path).parent) for path in paths if path.endswith("__init__.py")}
    return frozenset(
        PurePosixPath(package).name for package in packages if str(PurePosixPath(package).parent) not in packages
    )
