"""Regular expressions of a patch, taken only where asking them ends soon: a pattern may be written to take for ever."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 300
_REPEATED_GROUP = re.compile(r"(?<!\\)\)[*+{]")
_UNBOUNDED = re.compile(r"(?<!\\)[*+]|,\}")
_MOST_UNBOUNDED = 4


@lru_cache(maxsize=256)
def compiled(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str] | None:
    """The pattern, None for one that is none or might not end soon."""
    slow = _REPEATED_GROUP.search(pattern) or len(_UNBOUNDED.findall(pattern)) > _MOST_UNBOUNDED
    if slow or len(pattern) > _LONGEST:
        return None
    try:
        return re.compile(pattern, re.IGNORECASE if ignore_case else 0)
    except (re.error, OverflowError, RecursionError):
        return None
