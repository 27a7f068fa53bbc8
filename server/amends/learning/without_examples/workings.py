"""All that is worked out for a place without an example, whatever the message asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amends.core.problems import Problem
from amends.learning.annotations.vocabulary import Vocabulary
from amends.learning.pattern import PatternRecord
from amends.learning.templates.apply import Spot
from amends.learning.without_examples.context_forms import as_context, asks_for_context
from amends.learning.without_examples.illustrated import as_illustrated, shows_example
from amends.learning.without_examples.methods_meant import as_method, asks_for_method
from amends.learning.without_examples.needless_directives import asks_for_removal, directive_removed
from amends.learning.without_examples.new_names import asks_for_name, newly_named
from amends.learning.without_examples.opened import asks_for_with, opened_around
from amends.learning.without_examples.optionals import asks_for_optional, made_optional
from amends.learning.without_examples.signatures import Completion
from amends.learning.without_examples.unknown_names import names_meant, unknown_name
from amends.learning.without_examples.worked_out import Judged
from amends.learning.without_examples.written_out import asks_for_value, written_out

_ASKED = (
    unknown_name,
    asks_for_optional,
    asks_for_with,
    asks_for_name,
    asks_for_value,
    shows_example,
    asks_for_removal,
    asks_for_method,
    asks_for_context,
)


def can_be_worked_out(problem: Problem) -> bool:
    """Whether a message asks for something that needs no pattern."""
    return any(asked(problem) for asked in _ASKED)


def workings(
    records: Sequence[PatternRecord], spot: Spot, vocabulary: Vocabulary, path: str, judged: Judged
) -> Iterator[Completion]:
    """What is worked out at a spot, each way as probable as its kind of working is."""
    yield from names_meant(records, spot, vocabulary, path, judged)
    yield from made_optional(records, spot, vocabulary, path, judged)
    yield from as_method(records, spot, vocabulary, path, judged)
    for work in (opened_around, newly_named, written_out, as_illustrated, directive_removed, as_context):
        yield from work(records, spot, judged)
