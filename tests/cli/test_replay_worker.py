"""`amends replay --worker` as the benchmark drives it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

BEFORE = "import os\nimport sys\n\nprint(sys.argv)\n"
EVENT = {
    "type": "event",
    "id": "e1",
    "date": 1.7e9,
    "file": "a.py",
    "rule": "F401",
    "before_file": BEFORE,
    "diagnostics": [
        {
            "code": "F401",
            "message": "`os` imported but unused",
            "location": {"row": 1, "column": 8},
            "end_location": {"row": 1, "column": 10},
        }
    ],
}


def test_the_worker_needs_no_ruff_on_the_path(tmp_path: Path) -> None:
    start = {"type": "start", "repo": "a/b", "ruff_args": ["--isolated", "--no-cache", "--select", "F"]}
    feedback = {"type": "feedback", "id": "e1", "accepted_file": BEFORE.removeprefix("import os\n"), "edits": []}
    done = subprocess.run(
        [sys.executable, "-m", "amends", "replay", "--worker"],
        input="".join(json.dumps(line) + "\n" for line in (start, EVENT, feedback)),
        env={**os.environ, "PATH": str(tmp_path), "AMENDS_DATA_HOME": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=True,
    )
    started, answer, learned = map(json.loads, done.stdout.splitlines())
    assert started == learned == {"ok": True}
    assert [fix["new_file"] for fix in answer["fixes"]] == [BEFORE.removeprefix("import os\n")]
    assert done.stderr == ""
