"""Temporary folders of runs: gone after them, and after a day even where nobody could remove them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from amends.platform.scratch import scratch_folder


def test_what_killed_runs_left_goes_a_day_later_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with scratch_folder() as left:
        old, fresh = left.with_name(left.name + "old"), left.with_name(left.name + "fresh")
        kept = tmp_path / "amends-of-somebody-else"
        for folder in (old, fresh, kept):
            folder.mkdir()
            (folder / "report.json").write_text("{}")
        (target := tmp_path / "target").mkdir()
        link = left.with_name(left.name + "link")
        link.symlink_to(target)
        for place in (old, kept, link):
            os.utime(place, (time.time() - 2 * 24 * 3600,) * 2, follow_symlinks=False)
        with scratch_folder() as mine:
            assert mine.is_dir()
            assert not old.exists()
        assert left.exists()
        assert target.exists()
    assert {place.name for place in tmp_path.iterdir()} == {fresh.name, kept.name, "target", link.name}
