"""The events of the replay protocol as problems and examples; what does not fit it is refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
import cattrs

from amends.core.errors import UsageError
from amends.core.outcomes import Example, ExampleSource
from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.core.text import Text, text_hash
from amends.fixing.toolfixes.origin import united_fix
from amends.learning.templates.split import split_example
from amends.tools.checkers.ruff_json import Finding, problem_of


@attrs.frozen(kw_only=True)
class Event:
    """One problem of a history, as the protocol hands it over."""

    id: str
    before_file: str
    diagnostics: list[Finding]
    file: str = "file.py"
    date: float = 0.0
    rule: str = ""
    repo: str = ""

    @property
    def uri(self) -> str:
        """A name for the text; there need not be such a file."""
        return "file:///" + self.file.replace("\\", "/").lstrip("/")

    @property
    def document(self) -> Document:
        """The text with the problems."""
        return Document(self.uri, "python", Text(self.before_file))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them, each once."""
        document = self.document
        return tuple(dict.fromkeys(problem_of(found, document) for found in self.diagnostics))


def event_of(request: Mapping[str, Any]) -> Event:
    """Read an event.

    Raises:
        UsageError: it is none.
    """
    try:
        event = cattrs.structure({**request, "date": _seconds(request.get("date", 0.0))}, Event)
    except (cattrs.BaseValidationError, ValueError, TypeError) as error:
        told = (one.partition(" @ $.") for one in cattrs.transform_error(error, format_exception=_what_is_wrong))
        wrong = ", ".join(f"{field} {what}" for what, _, field in told)
        raise UsageError(f"This is no event of the replay protocol: {wrong}.") from error
    if not event.diagnostics:
        raise UsageError("This event has no diagnostics, so there is nothing to repair.")
    return event


def _seconds(date: object) -> float:
    """Seconds since the epoch, of a number or an ISO 8601 date; 0.0 of anything else: without it age counts less."""
    if isinstance(date, int | float):
        return float(date)
    try:
        moment = datetime.fromisoformat(str(date))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _what_is_wrong(error: BaseException, _: type | None) -> str:
    return "is missing" if isinstance(error, KeyError) else "is of another type"


def examples_of(event: Event, accepted: str, problems: tuple[Problem, ...]) -> tuple[Example, ...]:
    """What there is to learn when people made `accepted` of an event's text, one example for each problem."""
    if accepted == event.before_file:
        return ()
    fix = united_fix(problems, text_hash(event.before_file))
    # All problems were repaired at once, so what the tool proposed for all of them is judged once, on the whole.
    first = attrs.evolve(problems[0], tool_fix=fix)
    rest = tuple(attrs.evolve(one, tool_fix=None) for one in problems[1:])
    example = Example(first, event.before_file, accepted, "python", event.file, ExampleSource.GIT, date=event.date)
    return split_example(example, (first, *rest))
