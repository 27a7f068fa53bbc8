"""Where a project's own modules are imported from, so that a copy of it can be imported in its place.

``root`` and ``root/src`` are what most projects use and `run_pytest` adds them. A package in any other folder would be
imported from the original through its editable install, or from a plain one, and a copy's tests would prove nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from amends.tools.testfiles import import_root

_QUOTED_PATH = re.compile(r"""['"]((?:/|[A-Za-z]:\\\\)[^'"\n]+)['"]""")
"""In a finder that setuptools writes for an editable install: ``MAPPING = {'shop': '/home/me/server/shop'}``."""


def source_folders(
    root: Path, interpreter: Path, touched: Sequence[str], environ: Mapping[str, str] = os.environ
) -> tuple[str, ...]:
    """Folders that modules of `root` are imported from, relative to it.

    They are those of the `touched` files (relative paths) that lie in a package, of editable installs in the
    interpreter's environment, and of ``PYTHONPATH``. A touched file in no package adds nothing: its folder may hold a
    ``json.py`` or ``types.py``, which must not come before the standard library's.
    """
    packaged = [
        root / name for name in touched if name.endswith(".py") and (root / name).with_name("__init__.py").exists()
    ]
    places = [*map(import_root, packaged), *_installed_places(interpreter)]
    places += [Path(place) for place in environ.get("PYTHONPATH", "").split(os.pathsep) if place]
    inside = (_relative(place, root) for place in places)
    return tuple(dict.fromkeys(place for place in inside if place and not _is_environment(place, root)))


def seen_places(interpreter: Path) -> tuple[Path, ...]:
    """What an interpreter needs to see: its environment, the Python that was made from, and editable installs."""
    environment = interpreter.parent.parent
    base = Path(os.path.realpath(interpreter)).parent.parent
    return tuple(dict.fromkeys((environment, base, *_installed_places(interpreter))))


def _installed_places(interpreter: Path) -> Iterator[Path]:
    environment = interpreter.parent.parent
    for packages in (*environment.glob("lib/python3*/site-packages"), environment / "Lib" / "site-packages"):
        for listing in packages.glob("*.pth"):
            yield from (
                Path(line.strip()) for line in _lines(listing) if not line.startswith(("import ", "import\t", "#"))
            )
        for finder in packages.glob("__editable__*_finder.py"):
            yield from (Path(found).parent for line in _lines(finder) for found in _QUOTED_PATH.findall(line))


def _relative(place: Path, root: Path) -> str:
    for one, other in ((place, root), (place.resolve(), root.resolve())):
        if one.is_absolute() and one.is_relative_to(other):
            return one.relative_to(other).as_posix().removeprefix(".")
    return ""


def _is_environment(place: str, root: Path) -> bool:
    folders = [root / place, *((root / parent) for parent in Path(place).parents)]
    return "site-packages" in Path(place).parts or any((folder / "pyvenv.cfg").exists() for folder in folders)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
