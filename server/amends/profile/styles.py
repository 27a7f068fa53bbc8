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


def measure(files: Iterable[tuple[str, str]], declared: Mapping[str, str]) -> StyleCard:
    """Count habits over ``(relative path, text)`` pairs; `declared` gives topics their value outright."""
    chosen = list(_within_bounds(files))
    own = _own_packages(path for path, _ in chosen)
    votes = Counter(vote for path, text in chosen for vote in _file_votes(path, text, own))
    measured = {fact.topic: fact for fact in (*_habits(votes), *_line_length(votes))}
    facts = {**measured, **{topic: _declared(topic, value) for topic, value in declared.items()}}
    return StyleCard(tuple(facts[topic] for topic in sorted(facts)))


def stored_style(db: sqlite3.Connection) -> StyleCard:
    """The card as it was last measured, empty before that."""
    row = db.execute("SELECT value FROM measured WHERE name = 'style'").fetchone()
    return card_from_json(json.loads(row[0]) if row else ())


def store_style(db: sqlite3.Connection, card: StyleCard) -> None:
    """Keep a card until the next measurement."""
    db.execute("INSERT OR REPLACE INTO measured (name, value) VALUES ('style', ?)", (json.dumps(card.as_json()),))


def _within_bounds(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    left = _MOST_CHARACTERS
    for path, text in files:
        if path.endswith((".py", ".pyi")) and len(text) <= min(_LONGEST_FILE, left):
            left -= len(text)
            yield path, text


def _file_votes(path: str, text: str, own: frozenset[str]) -> Iterator[Vote]:
    yield from token_votes(text)
    yield from syntax_votes(text, path, own)


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
