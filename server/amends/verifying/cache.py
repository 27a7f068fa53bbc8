"""Answers of tools that would be the same again, kept for a while: at most so many, at most so old."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from amends.platform.clock import Clock

Answer = TypeVar("Answer")


class AnswerCache(Generic[Answer]):
    """Answers by a key that holds the hashes of all texts that count.

    The age is bounded because no key holds everything: a tool may look at what we don't know of.
    """

    def __init__(self, clock: Clock, most: int = 256, seconds: float = 120.0) -> None:
        self._clock = clock
        self._most = most
        self._seconds = seconds
        self._kept: OrderedDict[Hashable, tuple[float, Answer]] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept for a key, None when there is none or it is too old."""
        kept = self._kept.get(key)
        if kept is None or self._clock.monotonic() - kept[0] > self._seconds:
            self._kept.pop(key, None)
            return None
        self._kept.move_to_end(key)
        return kept[1]

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer; the one that was not asked for longest goes when there are too many."""
        self._kept[key] = (self._clock.monotonic(), answer)
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
