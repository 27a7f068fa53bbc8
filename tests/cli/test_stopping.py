"""A command that is stopped leaves nothing: no process, no temporary folder, whatever it was doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

TEST = """
import pathlib, subprocess, time
from cart import total

def test_total():
    subprocess.Popen(["sleep", "{mark}"])
    subprocess.Popen(["sleep", "{mark}"], start_new_session=True)
    time.sleep(60)
"""
PATCH = """\
--- a/cart.py
+++ b/cart.py
@@ -1,2 +1,2 @@
 def total():
-    return 2
+    return 3
"""
PATIENCE_SECONDS = 60.0


@pytest.mark.parametrize(
    ("number", "interrupts"),
    [(signal.SIGINT, signal.SIG_DFL), (signal.SIGTERM, signal.SIG_DFL), (signal.SIGTERM, signal.SIG_IGN)],
    ids=["interrupted", "ended", "ended in the background"],
)
def test_a_proof_that_is_stopped_in_the_middle_of_a_test(
    number: signal.Signals, interrupts: signal.Handlers, tmp_path: Path
) -> None:
    mark = f"{1000 + os.getpid() % 1000}.{number}{int(interrupts)}"
    root, temporary = tmp_path / "project", tmp_path / "tmp"
    for name, text in {"cart.py": "def total():\n    return 2\n", "test_cart.py": TEST.format(mark=mark)}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    (tmp_path / "fix.patch").write_text(PATCH)
    temporary.mkdir()
    env = {**os.environ, "AMENDS_DATA_HOME": str(tmp_path / "home"), "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "amends", "--trust", "prove", str(tmp_path / "fix.patch")]
    # Shells let their background jobs, and so perhaps this run, ignore interrupts.
    before = signal.signal(signal.SIGINT, interrupts)
    try:
        proof = subprocess.Popen(command, cwd=root, env=env, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    with proof:
        wait_for(lambda: len(sleeping(mark)) == 2, proof)
        proof.send_signal(number)
        _, words = proof.communicate(timeout=PATIENCE_SECONDS)
    assert (proof.returncode, words.strip().splitlines()[-1]) == (2, "Stopped.")
    assert not sleeping(mark)
    assert not list(temporary.iterdir())
    assert not [entry for entry in (tmp_path / "home/cache/shadow").iterdir() if any(entry.iterdir())]


def sleeping(mark: str) -> list[int]:
    return [it.pid for it in psutil.process_iter(["cmdline"]) if it.info["cmdline"] == ["sleep", mark]]


def wait_for(condition: Callable[[], bool], proof: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert proof.poll() is None, proof.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
