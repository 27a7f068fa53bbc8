"""How often Python looks for garbage in cycles."""

from __future__ import annotations

import gc
import linecache

_YOUNG, _MIDDLE, _OLD = 10_000, 10, 10


def collect_rarely() -> None:
    """Look for cycles less often than Python does by itself.

    The tree of a file with 10,000 lines is made of as many small objects, and with the usual 700 the collector walks
    through all that was learned several times while they are made: measured, a suggestion there then takes five times
    as long.
    """
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def set_aside() -> None:
    """Spare the collector what was loaded until now and will stay.

    Measured: to walk through a team layer of some thousand patterns takes a quarter of a second, in which no editor
    gets an answer. What is set aside is still freed when nobody refers to it any more, only cycles are not.
    """
    linecache.clearcache()  # attrs keeps there what it generated, for debuggers: two megabytes
    gc.collect(1)
    gc.freeze()
