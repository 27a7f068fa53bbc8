"""Reading the project when a folder is opened, a few milliseconds at a time: its style, its names and types."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from amends.core.settings import Settings
from amends.loop.folder import Folder
from amends.platform.files import UnreadableFileError, read_file
from amends.profile.declared_style import declared_style, declaring_files
from amends.profile.style import StyleCard
from amends.profile.style_votes import measured_suffixes
from amends.profile.styles import StyleTally
from amends.verifying.tree_files import FileChoice, folder_files

log = logging.getLogger(__name__)

_QUIET_SECONDS = 3.0
"""After a folder was opened the editor has better things to do."""
_PAUSE_SECONDS = 0.02
"""Between two files, so that no request waits for more than one."""
_MOST_FILES = 400


async def measure_style(folder: Folder, *, quiet_seconds: float = _QUIET_SECONDS) -> None:
    """Measure when the editor has calmed down, and keep the card; time does its work on lessons meanwhile."""
    await asyncio.sleep(quiet_seconds)
    folder.profile.review_lessons()
    folder.profile.keep_style(await style_of(folder.root, folder.settings, pause=_PAUSE_SECONDS))


async def style_of(root: Path, settings: Settings, *, pause: float = 0.0) -> StyleCard:
    """What the project's own files have in common; declared configuration wins. `pause` seconds after each file."""
    found = await folder_files(root, FileChoice(root, settings.privacy_ignore), use_git=settings.trusted)
    paths = sorted(path for path in found if path.endswith(tuple(measured_suffixes())))
    tally = StyleTally(paths)
    for path in paths[:: len(paths) // _MOST_FILES + 1]:
        try:
            tally.add(path, read_file(root / path).content)
        except UnreadableFileError as error:
            log.debug("%s", error.sentence)
        await asyncio.sleep(pause)
    log.info("the style of %s was measured in %d files", root, len(paths))
    return tally.card(declared_style(root), declaring_files(root))
