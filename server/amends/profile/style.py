"""The style card: what the project's code says about how code is written here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from amends.profile.items import agreement, item_json

_LEAST_CASES = 5
_CLEAR_SHARE = 0.8


@attrs.frozen
class StyleFact:
    """One habit, with how often the code follows it and how often not; declared configuration needs no counting."""

    topic: str
    """quotes, line-length, optional-types …: one fact a topic."""
    value: str
    sentence: str
    """How it is told to the model: one short imperative sentence."""
    agreeing: int = 0
    against: int = 0
    declared: str = ""
    """The configuration that says so, such as ``pyproject.toml [tool.ruff.format]``."""

    @property
    def clear(self) -> bool:
        """Whether the fact may be stated: declared, or seen at least 5 times and in at least 80 % of all cases."""
        cases = self.agreeing + self.against
        return bool(self.declared) or (self.agreeing >= _LEAST_CASES and self.agreeing >= _CLEAR_SHARE * cases)


@attrs.frozen
class StyleCard:
    """All facts, stated or not, by topic."""

    facts: tuple[StyleFact, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """The clear facts for a prompt."""
        return tuple(fact.sentence for fact in self.facts if fact.clear)

    def value(self, topic: str) -> str | None:
        """What is clear about a topic, None when nothing is."""
        return next((fact.value for fact in self.facts if fact.topic == topic and fact.clear), None)

    def as_json(self) -> list[dict[str, Any]]:
        """The card as people and other programs read it, and as it is stored."""
        return [
            {
                **item_json(
                    f"s_{fact.topic}",
                    "fact",
                    stage="active" if fact.clear else "candidate",
                    count=fact.agreeing,
                    effect=agreement(fact.agreeing, fact.against),
                ),
                "topic": fact.topic,
                "value": fact.value,
                "sentence": fact.sentence,
                "for": fact.agreeing,
                "against": fact.against,
                "declared": fact.declared,
                "clear": fact.clear,
            }
            for fact in self.facts
        ]


def card_from_json(facts: Iterable[dict[str, Any]]) -> StyleCard:
    """A stored card; unknown fields are ignored."""
    return StyleCard(
        tuple(
            StyleFact(one["topic"], one["value"], one["sentence"], one["for"], one["against"], one["declared"])
            for one in facts
        )
    )
