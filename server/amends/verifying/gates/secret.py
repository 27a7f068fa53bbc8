"""Gate: something that looks like a secret, which the text did not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.core.secrets import secrets_in
from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change

NAME = "secret"
_RUN = re.compile(r"\b(exec|eval|compile|Function)\s*\([^\n]*$")
"""What is run as code is no secret; `outside-call` says what it is."""


def check(change: Change) -> Iterator[GateFinding]:
    """Tokens of known shape, literals given to names that hold secrets, long random strings."""
    first, last = min(change.changed_lines[1], default=0), max(change.changed_lines[1], default=0)
    begin, end = change.after.line_span(first)[0], change.after.line_span(last)[1]
    for offset, value in secrets_in(change.after.content[begin:end]):
        start = begin + offset
        is_run = _RUN.search(change.after.content[:start].rpartition("\n")[2]) is not None
        if value not in change.before.content and not is_run:
            place = change.after.range_of(start, start + len(value))
            yield change.finding(NAME, place, "The edit adds what looks like a secret.")
