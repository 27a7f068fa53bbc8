"""How the checkers of a folder are kept from the rest of the machine: many run code of the project, any may err."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import attrs

from amends.platform.isolation.machine import Machine, Walls
from amends.tools.sources import seen_places


@attrs.frozen(eq=False)
class Confinement:
    """What the checkers of one folder see and may write; the folder itself they can only read."""

    root: Path
    machine: Machine = attrs.field(factory=Machine)
    interpreter: Path | None = None
    network: bool = False

    async def walls(self, command: Sequence[str], writable: Sequence[Path], readable: Sequence[Path] = ()) -> Walls:
        """The walls of one run of a command; they count where this machine has any."""
        program = shutil.which(command[0])
        named = [Path(word) for word in (program or "", *command[1:]) if os.path.isabs(word)]  # noqa: PTH117 -- words
        seen = [self.root, *self._modules, *(path for path in named if path.exists()), *readable]
        if self.interpreter:
            seen += seen_places(self.interpreter)
        return Walls(await self.machine.isolation(), tuple(writable), tuple(seen), network=self.network)

    @property
    def _modules(self) -> list[Path]:
        """A ``node_modules`` that is a link lies somewhere else."""
        return [place for folder in (self.root, *self.root.parents) if (place := folder / "node_modules").is_symlink()]
