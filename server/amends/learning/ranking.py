"""How probable it is that a person takes a result as it is.

The results at a place are rivals: a person takes one of them, or none. A conditional logistic estimate (McFadden 1974)
over a few signals of the evidence says how probable each is. Examples count by how like their surroundings are to those
here; what became of a pattern's fixes in this project counts as further examples. The coefficients were fitted on the
repairs of public histories, checked across repositories; they know no rule and no name.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs

from amends.core.problems import ProblemKind
from amends.learning.context import likeness
from amends.learning.pattern import Evidence, PatternRecord
from amends.learning.ranking_weights import WEIGHTS
from amends.learning.templates.roles import is_weak
from amends.syntax.template import WILD, Hole, Part, Rest, Term, sites_of, walk

Context = tuple[int, ...]


@attrs.frozen
class Signals:
    """What speaks for and against one result; *own* is this project, *team* are others."""

    near: float
    """Own support, each example by likeness of surroundings."""
    near_against: float
    support: int
    share: float
    """Part of the kind's own examples that this result would have repaired as people did."""
    team_near: float
    team_against: float
    team_share: float
    projects: int
    """Other projects in which it was right."""
    projects_against: int
    """Other projects in which it never was."""
    odds: float
    """Naive Bayes: how much more like its supporters' surroundings these are than like the others'."""
    level: int
    """Of the most specific pattern behind it."""
    novel: int
    """Words of the after side that are the example's own."""
    lost: int
    """Words of the before side that are thrown away unseen."""
    patterns: int
    kept: int
    turned_down: int
    team_kept: int
    team_turned_down: int
    kin: bool
    """It comes from kindred kinds only."""
    suppression: bool
    inferable: bool = False
    """What the problem asks for can be inferred from the code around."""
    inferred: float = 0.0
    """How probable this result is by that alone; 0: nothing infers it."""
    learned: bool = True
    """It is given by patterns that were learned, not only inferred."""


@attrs.frozen
class Strongest:
    """The strongest signals among the results that are possible at one place."""

    inferred: float
    odds: float
    many: bool
    """There are several."""

    @staticmethod
    def of(rivals: Sequence[Signals]) -> Strongest:
        """Of at least one result."""
        return Strongest(max(one.inferred for one in rivals), max(one.odds for one in rivals), len(rivals) > 1)


@attrs.frozen
class Known:
    """All examples of a kind, and how often each feature occurs around them."""

    kind: ProblemKind
    contexts: Mapping[str, Context]
    counts: Counter[int]
    own: int
    """How many of them are of this project."""

    @staticmethod
    def of(records: Sequence[PatternRecord], kind: ProblemKind) -> Known:
        """The examples that patterns of a kind rest on, those of its kin where it has none.

        Of the kin the repairs count: suppressions are taken over from rules that need have nothing to do with it.
        """
        kin = [record for record in records if not record.pattern.suppression] or records
        alike = [record for record in records if record.pattern.kind == kind and record.pattern.support] or kin
        seen = {one.example: one for record in alike for one in record.pattern.support}
        contexts = {example: one.context for example, one in seen.items()}
        counts = Counter(feature for context in contexts.values() for feature in context)
        return Known(kind, contexts, counts, sum(not one.origin for one in seen.values()))


def signals_of(group: Sequence[PatternRecord], known: Known, context: Context) -> Signals:
    """The signals of one result; `group` are the patterns that give it, `known` all examples of the kind."""
    support = {one.example: one for record in group for one in record.pattern.support}
    against = {one.example: one for record in group for one in record.pattern.against if one.example not in support}
    own, team = _parted(support.values())
    own_against, team_against = _parted(against.values())
    right = {one.origin for one in team}
    news = [novelty(record) for record in group]
    shared = [record.team for record in group if record.team]
    return Signals(
        near=_likeness(own, context),
        near_against=_likeness(own_against, context),
        support=len(own),
        share=len(own) / max(known.own, 1),
        team_near=_likeness(team, context),
        team_against=_likeness(team_against, context),
        team_share=len(team) / max(len(known.contexts) - known.own, 1),
        projects=len(right),
        projects_against=len({one.origin for one in team_against} - right),
        odds=_odds(context, {example: one.context for example, one in support.items()}, known),
        level=min(record.pattern.level for record in group),
        novel=min(brought for brought, _ in news),
        lost=min(lost for _, lost in news),
        patterns=len(group),
        kept=max(record.kept for record in group),
        turned_down=max(2 * record.reverted + record.edited for record in group),
        team_kept=max((kept for kept, _, _ in shared), default=0),
        team_turned_down=max((2 * reverted + edited for _, edited, reverted in shared), default=0),
        kin=all(record.pattern.kind != known.kind for record in group),
        suppression=group[0].pattern.suppression,
    )


def _parted(evidence: Iterable[Evidence]) -> tuple[list[Evidence], list[Evidence]]:
    """Those of this project, and those of others."""
    seen = list(evidence)
    return [one for one in seen if not one.origin], [one for one in seen if one.origin]


def _likeness(evidence: Iterable[Evidence], context: Context) -> float:
    return sum(likeness(one.context, context) ** 2 for one in evidence)


def novelty(record: PatternRecord) -> tuple[int, int]:
    """Words an after side brings along or guesses by their position, and words a before side throws away unseen."""
    root = record.pattern.template.root
    if root is None:
        return 0, 0
    sites = sites_of(root)
    brought = Counter(_own_words(part for site in sites for part in site.after))
    brought -= Counter(_own_words(part for site in sites for part in site.before))
    guessed = sum(
        isinstance(found, Hole) and is_weak(found.name) for site in sites for part in site.after for found in walk(part)
    )
    lost = sum(
        isinstance(found, Hole | Rest) and found.name == WILD
        for site in sites
        for part in site.before
        for found in walk(part)
    )
    return brought.total() + guessed, lost


def _own_words(parts: Iterable[Part]) -> Iterable[str]:
    for part in parts:
        for found in walk(part):
            if isinstance(found, Term) and not found.parts and found.text != found.kind:
                yield found.text


def _odds(context: Context, support: Mapping[str, Context], known: Known) -> float:
    others = len(known.contexts) - len(support)
    if others <= 0 or not support:
        return 0.0
    yes = Counter(feature for seen in support.values() for feature in seen)
    total = 0.0
    for feature in context:
        left = (yes[feature] + 0.5) / (len(support) + 1)
        # What supports it may come from kindred kinds, which are not among those known.
        right = (max(0, known.counts[feature] - yes[feature]) + 0.5) / (others + 1)
        total += math.log(left / right)
    return total


def features(signals: Signals, strongest: Strongest) -> dict[str, float]:
    """What the estimate adds up, by name; `strongest` of the result and its rivals."""
    near, against = signals.near + signals.kept, signals.near_against + signals.turned_down
    team = signals.team_near + 0.3 * signals.team_kept
    team_against = signals.team_against + 0.3 * signals.team_turned_down
    found = {
        "one": 1.0,
        "near": math.log1p(near),
        "against": math.log1p(against),
        "share": min(signals.share, 1.0),
        "rate": (near + 0.1) / (near + against + 0.3),
        "team near": math.log1p(team),
        "team against": math.log1p(team_against),
        "team share": min(signals.team_share, 1.0),
        "team rate": (team + 0.1) / (team + team_against + 0.3),
        "projects": math.log1p(signals.projects),
        "projects against": math.log1p(signals.projects_against),
        "odds": math.tanh(signals.odds / 20),
        "level": min(signals.level, 6) / 3,
        "novel": min(signals.novel, 6) / 3,
        "lost": min(signals.lost, 6) / 3,
        "patterns": math.log1p(signals.patterns),
        "kin": float(signals.kin),
        "suppression": float(signals.suppression),
        "foreign": float(not signals.support),
        "likest": float(strongest.many and signals.odds >= strongest.odds),
        "surest inferred": float(0 < signals.inferred >= strongest.inferred),
    }
    return {**found, **_inference(signals, found)}


def _inference(signals: Signals, found: Mapping[str, float]) -> dict[str, float]:
    """Where the answer can be inferred, what was learned elsewhere says less: it only repeats an answer."""
    bounded = min(max(signals.inferred, 0.001), 0.999)
    return {
        "inferable": float(signals.inferable),
        "inferred": math.log(bounded / (1 - bounded)) if signals.inferable and signals.inferred else 0.0,
        "not inferred": float(signals.inferable and not signals.inferred),
        "only inferred": float(signals.inferable and not signals.learned),
        **{f"inferable, {name}": signals.inferable * found[name] for name in _LESS_TELLING},
    }


_LESS_TELLING = ("rate", "team rate", "team share", "odds", "level", "novel")


def probabilities(rivals: Sequence[Signals]) -> list[float]:
    """How probable it is that a person takes each of some results at one place; together at most 1."""
    if not rivals:
        return []
    strongest = Strongest.of(rivals)
    scores = [sum(WEIGHTS[name] * value for name, value in features(one, strongest).items()) for one in rivals]
    odds = [math.exp(max(-30.0, min(30.0, score))) for score in scores]
    return [one / (1 + sum(odds)) for one in odds]
