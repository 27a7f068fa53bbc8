"""Wilson's lower bound, against values worked out by hand."""

from __future__ import annotations

import pytest

from amends.profile.wilson import lower_bound


@pytest.mark.parametrize(
    ("successes", "trials", "expected"),
    [(0, 0, 0.0), (0, 9, 0.0), (1, 1, 0.2065), (4, 4, 0.5101), (8, 10, 0.4902), (16, 16, 0.8064), (90, 100, 0.8256)],
)
def test_lower_bound(successes: int, trials: int, expected: float) -> None:
    assert lower_bound(successes, trials) == pytest.approx(expected, abs=1e-4)
