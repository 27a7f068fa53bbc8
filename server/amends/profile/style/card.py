"""The style card: what the project's code says about how code is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from amends.profile.citations import Citation
from amends.profile.items import agreement, item_json
from amends.profile.scopes import TESTS_FOLDER, in_scope
from amends.profile.style import topics

_LEAST_CASES = 5
_CLEAR_SHARE = 0.8


@attrs.frozen
class StyleFact:
    """One habit, with how often the code follows it and how often not; declared configuration needs no counting."""

    topic: str
    """quotes, line-length, optional-types …: one fact a topic and scope."""
    value: str
    sentence: str
    """How it is told to the model: one short imperative sentence."""
    agreeing: int = 0
    against: int = 0
    declared: str = ""
    """The configuration that says so, such as ``pyproject.toml [tool.ruff]``."""
    scope: str = ""
    """Where it holds: empty for the whole project, ``src/`` for a folder, ``@tests`` for its tests."""
    counts: Mapping[str, int] = attrs.field(factory=dict)
    """How often each value of the topic was seen."""
    places: tuple[Citation, ...] = ()
    """A few places that show it."""
    pinned: bool = False

    @property
    def id(self) -> str:
        """What a person calls it by: ``s_quotes``, ``s_quotes@tests``, ``s_quotes@src``."""
        place = self.scope.strip("@/")
        # A folder `tests/` is not the same as all tests.
        return f"s_{self.topic}" + (f"@{self.scope if self.scope == TESTS_FOLDER else place}" if place else "")

    @property
    def clear(self) -> bool:
        """Whether the fact may be stated: declared, pinned, or seen at least 5 times and in 80 % of all cases."""
        cases = self.agreeing + self.against
        often = self.agreeing >= _LEAST_CASES and self.agreeing >= _CLEAR_SHARE * cases
        return bool(self.declared) or self.pinned or often

    def as_json(self, root: Path | None = None) -> dict[str, Any]:
        """The fact as people and other programs read it."""
        common = item_json(
            self.id,
            "fact",
            stage="active" if self.clear else "candidate",
            evidence=self.places,
            count=self.agreeing,
            effect=agreement(self.agreeing, self.against),
            pinned=self.pinned,
            scope=self.scope,
            root=root,
        )
        shown = {"topic": self.topic, "value": self.value, "sentence": self.sentence, "for": self.agreeing}
        return {**common, **shown, "against": self.against, "declared": self.declared, "clear": self.clear}


@attrs.frozen
class StyleCard:
    """All facts, stated or not, by topic and scope."""

    facts: tuple[StyleFact, ...] = ()

    def sentences(self, path: str = "") -> tuple[str, ...]:
        """The clear facts that hold for a file, for a prompt."""
        return tuple(fact.sentence for fact in self.holding(path).values())

    def value(self, topic: str, path: str = "") -> str | None:
        """What is clear about a topic for a file, None when nothing is."""
        fact = self.holding(path).get(topic)
        return fact.value if fact else None

    def holding(self, path: str = "") -> dict[str, StyleFact]:
        """The clear facts that hold for a file, by topic: the narrowest scope decides, configuration before all."""
        found: dict[str, StyleFact] = {}
        for fact in sorted(self.facts, key=lambda one: (bool(one.declared), len(one.scope))):
            if fact.clear and topics.speaks_of(fact.topic, path) and (not fact.scope or in_scope(fact.scope, path)):
                found[fact.topic] = fact
        return dict(sorted(found.items()))

    def as_json(self, root: Path | None = None) -> list[dict[str, Any]]:
        """The card as people and other programs read it."""
        return [fact.as_json(root) for fact in self.facts]


def fact_of(
    topic: str, counts: Mapping[str, int], scope: str = "", places: Mapping[str, Iterable[Citation]] | None = None
) -> StyleFact | None:
    """What the counts of a topic say; None for a line length that nothing keeps."""
    if topic.endswith(topics.LINE_LENGTH):
        return _line_length(topic, counts, scope)
    value = max(sorted(counts), key=lambda one: counts[one])
    seen = tuple((places or {}).get(value, ()))
    against = sum(counts.values()) - counts[value]
    sentence = topics.sentence_of(topic, value)
    return StyleFact(topic, value, sentence, counts[value], against, scope=scope, counts=dict(counts), places=seen)


def _line_length(topic: str, counts: Mapping[str, int], scope: str) -> StyleFact | None:
    """The lowest limit that the code clearly keeps: a file that keeps 79 also keeps 100."""
    files = sum(counts.values())
    keeping = 0
    for limit in topics.LINE_LIMITS:
        keeping += counts.get(str(limit), 0)
        sentence = topics.sentence_of(topic, str(limit))
        fact = StyleFact(topic, str(limit), sentence, keeping, files - keeping, scope=scope, counts=dict(counts))
        if fact.clear:
            return fact
    return None
