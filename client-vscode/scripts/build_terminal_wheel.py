"""Packs the pytest plugin as a wheel of its own, to be put on PYTHONPATH as a file.

Usage: build_terminal_wheel.py PLUGIN FOLDER. Standard library only; the same plugin gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import zipfile
from pathlib import Path

NAME, VERSION = "amends_pytest", "0"
INFO = f"{NAME}-{VERSION}.dist-info"
EPOCH = (1980, 1, 1, 0, 0, 0)


def main(plugin: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        f"{NAME}.py": plugin.read_text(encoding="utf-8"),
        f"{INFO}/METADATA": f"Metadata-Version: 2.1\nName: amends-pytest\nVersion: {VERSION}\n",
        f"{INFO}/WHEEL": "Wheel-Version: 1.0\nGenerator: amends\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{INFO}/entry_points.txt": f"[pytest11]\namends = {NAME}\n",
    }
    record = "".join(f"{name},{digest(text)},{len(text.encode())}\n" for name, text in files.items())
    files[f"{INFO}/RECORD"] = f"{record}{INFO}/RECORD,,\n"
    with zipfile.ZipFile(folder / f"{NAME}-{VERSION}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, text in files.items():
            wheel.writestr(zipfile.ZipInfo(name, EPOCH), text)


def digest(text: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
