"""Measuring the style card and keeping it. It is no event: it can be measured again at any time."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import attrs
import cattrs

from amends.profile.citations import Citation
from amends.profile.lessons.deltas import Delta, newest_deltas
from amends.profile.scopes import TESTS, TESTS_FOLDER, is_test_file
from amends.profile.style import topics
from amends.profile.style.card import StyleCard, StyleFact, fact_of
from amends.profile.style.votes import Vote, file_votes, snippet_votes

_MOST_CHARACTERS = 1_500_000
"""Of all files together: about two seconds of work; a project shows its habits in less."""
_LONGEST_FILE = 200_000
"""Longer ones are data or generated."""
_MOST_PLACES = 3
_EDIT_WEIGHT = 5
"""What a person changed in our fix on purpose says more than a line that just stands there."""


class StyleTally:
    """Counts habits file by file, in a few milliseconds each, until it has seen enough of the project."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._own = _own_packages(paths)
        self._votes: defaultdict[str, Counter[Vote]] = defaultdict(Counter)
        self._places: defaultdict[tuple[str, Vote], list[Citation]] = defaultdict(list)
        self._left = _MOST_CHARACTERS

    def add(self, path: str, text: str) -> None:
        """Count one file, by its path relative to the root; other languages and very long files are left out."""
        if len(text) > min(_LONGEST_FILE, self._left):
            return
        scopes = _scopes(path)
        for vote, line in file_votes(path, text, self._own):
            for scope in scopes:
                self._votes[scope][vote] += 1
                places = self._places[scope, vote]
                if len(places) < _MOST_PLACES and not any(one.path == path for one in places):
                    places.append(Citation("", 0, path, line, 0.0, source="code"))
        self._left -= len(text)

    def card(self, declared: Mapping[str, str], files: Mapping[str, str] | None = None) -> StyleCard:
        """What was counted; `declared` (declared_style.py) gives topics their value outright, `files` says where."""
        measured = {fact.topic: fact for fact in self._facts("")}
        scoped = [fact for scope in sorted(self._votes) if scope for fact in self._facts(scope)]
        said = {(fact.topic, fact.value) for fact in scoped if fact.scope == TESTS}
        news = [fact for fact in scoped if fact.scope != TESTS_FOLDER or (fact.topic, fact.value) not in said]
        differing = [fact for fact in news if fact.topic not in declared and _tells_more(fact, measured)]
        for topic, value in declared.items():
            measured[topic] = _declared(topic, value, (files or {}).get(topic, "configuration"), measured.get(topic))
        return StyleCard((*(measured[topic] for topic in sorted(measured)), *differing))

    def _facts(self, scope: str) -> Iterator[StyleFact]:
        votes = self._votes[scope]
        for topic in sorted({topic for topic, _ in votes}):
            counts = {value: count for (name, value), count in votes.items() if name == topic}
            places = {value: self._places[scope, (topic, value)] for value in counts}
            if fact := fact_of(topic, counts, scope, places):
                yield fact


def measure(files: Iterable[tuple[str, str]], declared: Mapping[str, str]) -> StyleCard:
    """The card of ``(relative path, text)`` pairs, all at once."""
    chosen = list(files)
    tally = StyleTally(path for path, _ in chosen)
    for path, text in chosen:
        tally.add(path, text)
    return tally.card(declared)


def redeclared(card: StyleCard, declared: Mapping[str, str], files: Mapping[str, str]) -> StyleCard:
    """A measured card with what configuration declares now; where it no longer does, what was counted holds again."""
    known = {fact.topic: fact for fact in card.facts if not fact.scope}
    counted = {topic: _undeclared(fact) for topic, fact in known.items()}
    whole = {topic: fact for topic, fact in counted.items() if fact}
    for topic, value in declared.items():
        whole[topic] = _declared(topic, value, files.get(topic, "configuration"), known.get(topic))
    scoped = (fact for fact in card.facts if fact.scope and fact.topic not in declared)
    return StyleCard((*(whole[topic] for topic in sorted(whole)), *scoped))


def _undeclared(fact: StyleFact) -> StyleFact | None:
    if not fact.declared:
        return fact
    return fact_of(fact.topic, fact.counts, fact.scope) if fact.counts else None


def present_style(db: sqlite3.Connection) -> StyleCard:
    """The measured card, with what developers changed in our fixes, and what people said about single facts."""
    return _governed(db, _with_edits(stored_style(db), newest_deltas(db)))


def stored_style(db: sqlite3.Connection) -> StyleCard:
    """The card as it was last measured, empty before that."""
    row = db.execute("SELECT value FROM measured WHERE name = 'style'").fetchone()
    stored: Any = json.loads(row[0]) if row else {}
    if not isinstance(stored, dict):
        return StyleCard()  # of an older version; measured again soon
    return StyleCard(tuple(cattrs.structure(one, StyleFact) for one in stored.get("facts", ())))


def store_style(db: sqlite3.Connection, card: StyleCard) -> None:
    """Keep a card until the next measurement."""
    value = json.dumps({"schema": 1, "facts": [cattrs.unstructure(fact) for fact in card.facts]})
    db.execute("INSERT OR REPLACE INTO measured (name, value) VALUES ('style', ?)", (value,))


def _with_edits(card: StyleCard, deltas: Iterable[Delta]) -> StyleCard:
    facts = {(fact.scope, fact.topic): fact for fact in card.facts}
    for delta in deltas:
        before, after = snippet_votes(delta.path, delta.before), snippet_votes(delta.path, delta.after)
        for topic, value in sorted(after - before):
            if _changed(topic, before, after):
                for scope in ("", *(one for one in _scopes(delta.path) if one and (one, topic) in facts)):
                    facts[scope, topic] = _voted(facts.get((scope, topic)), scope, (topic, value), delta)
    return StyleCard(tuple(facts[key] for key in sorted(facts, key=lambda one: (bool(one[0]), one))))


def _changed(topic: str, before: Mapping[Vote, int], after: Mapping[Vote, int]) -> bool:
    """Whether an edit replaced one habit of a topic by another, rather than only adding code."""
    lost = any(name == topic and count > after.get((name, value), 0) for (name, value), count in before.items())
    return lost and not topic.endswith(topics.LINE_LENGTH)


def _voted(known: StyleFact | None, scope: str, vote: Vote, delta: Delta) -> StyleFact:
    topic, value = vote
    if known is not None and known.declared:
        return known
    counts = Counter(known.counts if known else {})
    counts[value] += _EDIT_WEIGHT
    edit = Citation(delta.fix, delta.event, delta.path, delta.line, delta.date, delta.before, delta.after, "edited")
    kept = known.places if known and known.value == value else ()
    fact = fact_of(topic, counts, scope, {value: [edit, *kept][:_MOST_PLACES]})
    assert fact is not None  # noqa: S101 -- only a line length may be nothing
    return fact


def _governed(db: sqlite3.Connection, card: StyleCard) -> StyleCard:
    marks = {(item, mark): value for item, mark, value in db.execute("SELECT item, mark, value FROM marks")}
    return StyleCard(
        tuple(
            attrs.evolve(fact, pinned=(fact.id, "pinned") in marks, scope=marks.get((fact.id, "scope"), fact.scope))
            for fact in card.facts
            if (fact.id, "forgotten") not in marks
        )
    )


def _declared(topic: str, value: str, file: str, measured: StyleFact | None) -> StyleFact:
    counts = measured.counts if measured else {}
    agreeing = _keeping(counts, value) if topic.endswith(topics.LINE_LENGTH) else counts.get(value, 0)
    against = sum(counts.values()) - agreeing
    sentence = topics.sentence_of(topic, value)
    return StyleFact(topic, value, sentence, agreeing, against, declared=file, counts=counts)


def _keeping(counts: Mapping[str, int], limit: str) -> int:
    """Files that keep a line length: those that keep a shorter one do too."""
    known = {int(value): count for value, count in counts.items() if value.isdecimal()}
    return sum(count for value, count in known.items() if limit.isdecimal() and value <= int(limit))


def _tells_more(fact: StyleFact, whole: Mapping[str, StyleFact]) -> bool:
    """Whether a folder or the tests do otherwise than the project as a whole."""
    known = whole.get(fact.topic)
    return fact.clear and (known is None or not known.clear or known.value != fact.value)


def _scopes(path: str) -> tuple[str, ...]:
    folder = path.split("/", 1)[0] + "/" if "/" in path else ""
    return (*filter(None, (TESTS if is_test_file(path) else "", folder)), "")


def _own_packages(paths: Iterable[str]) -> frozenset[str]:
    """Names of the project's top-level packages: folders with an ``__init__.py`` in a folder without one."""
    packages = {str(PurePosixPath(path).parent) for path in paths if path.endswith("__init__.py")}
    return frozenset(
        PurePosixPath(package).name for package in packages if str(PurePosixPath(package).parent) not in packages
    )
