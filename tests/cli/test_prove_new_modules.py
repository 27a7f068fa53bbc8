"""`amends prove` of a patch that brings a module and imports it: nothing of it lies in the folder yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.proved_patches import check, diff_of, git, verdict, write

RATES = "def rate(name: str) -> int:\n    return len(name)\n"
SORTED = (
    "import pytest\n\nfrom rates import rate\n\n\ndef test_rate() -> None:\n    assert rate('ab') == pytest.approx(2)\n"
)


@pytest.mark.parametrize("mess", [False, True])
def test_imports_of_what_it_brings_are_sorted_as_the_project_would_have_them(mess: bool, tmp_path: Path) -> None:  # noqa: FBT001
    project = tmp_path / "pro ject"
    write(project, "pyproject.toml", '[tool.ruff.lint]\nselect = ["I", "F"]\n')
    write(project, "shop.py", "PRICE = 1\n")
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "first")
    added = {"rates.py": RATES, "test_rates.py": SORTED}
    changes = diff_of(project, {**added, **({"shop.py": "import sys\nimport os\n\nPRICE = os, sys\n"} if mess else {})})
    record = verdict(project, changes, code=1 if mess else 0)
    assert check(record, "ruff")["state"] == ("failed" if mess else "passed")
