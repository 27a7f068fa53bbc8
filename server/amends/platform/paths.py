"""Where Amends keeps things on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def data_home() -> Path:
    """Profiles, trust and the test-run spool: ``AMENDS_DATA_HOME``, else the user's data folder."""
    override = os.environ.get("AMENDS_DATA_HOME")
    return Path(override) if override else Path(platformdirs.user_data_dir("amends", appauthor=False))


def cache_home() -> Path:
    """What can be made again: shadows and caches; beside the data when ``AMENDS_DATA_HOME`` is set."""
    override = os.environ.get("AMENDS_DATA_HOME")
    return Path(override) / "cache" if override else Path(platformdirs.user_cache_dir("amends", appauthor=False))


def spool_folder() -> Path:
    """Where the pytest plugin leaves results; `amends_pytest` computes the same path without us."""
    return data_home() / "spool"
