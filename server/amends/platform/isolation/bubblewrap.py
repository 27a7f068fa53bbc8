"""The command line that puts a run behind bubblewrap: it sees the machine read-only, without network and secrets."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_HIDDEN = (Path("/tmp"), Path("/var/tmp"), Path("/run"))  # noqa: S108 -- hidden, not used
"""Places that hold other programs' sockets and files; a run gets empty ones."""
_NEEDED_OF_HIDDEN = (Path("/run/current-system"), Path("/run/wrappers"), Path("/run/opengl-driver"))
_SECRETS = (".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".config/gh", ".config/gcloud", ".password-store")
_TEMPORARY_BYTES = 1024 * 1024 * 1024


def wrapped(
    program: str,
    command: Sequence[str],
    *,
    cwd: Path,
    writable: Sequence[Path],
    readable: Sequence[Path],
    network: bool,
) -> list[str]:
    """The command, behind bwrap: its own process table, which ends with it, no capabilities, and an empty /tmp.

    `writable` folders can be written to; `readable` places are shown even where everything else is hidden.
    """
    walls = [program, "--unshare-all", "--die-with-parent", "--cap-drop", "ALL", *(["--share-net"] * network)]
    walls += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    walls += [part for place in _hidden() for part in ("--size", str(_TEMPORARY_BYTES), "--tmpfs", str(place))]
    shown = _shown([cwd, Path(command[0]), *readable, *_NEEDED_OF_HIDDEN])
    walls += [part for place in shown for part in ("--ro-bind", place, place)]
    walls += [part for place in writable for part in ("--bind", str(place), str(place))]
    return [*walls, "--chdir", str(cwd), "--", *command]


def _hidden() -> Iterator[Path]:
    yield from (place for place in _HIDDEN if place.is_dir() and not place.is_symlink())
    yield from (place for name in _SECRETS if (place := Path.home() / name).is_dir())


def _shown(places: Iterable[Path]) -> list[str]:
    """What has to be bound again: topmost entries of hidden places, so that links between their parts lead on."""
    tops: dict[str, None] = {}
    for place in places:
        for path in (place, Path(os.path.realpath(place))):
            for hidden in _HIDDEN:
                if path != hidden and path.is_relative_to(hidden) and path.exists():
                    tops[str(path) if hidden == Path("/run") else str(hidden / path.relative_to(hidden).parts[0])] = (
                        None
                    )
    return list(tops)
