"""Reading the project when a folder is opened, a few milliseconds at a time: its style, its names and types."""

from __future__ import annotations

import asyncio
import logging

from amends.loop.folder import Folder
from amends.platform.files import UnreadableFileError, read_file
from amends.profile.declared_style import declared_style, declaring_files
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
    """Read the project's own files and keep what they have in common; declared configuration wins."""
    await asyncio.sleep(quiet_seconds)
    choice = FileChoice(folder.root, folder.settings.privacy_ignore)
    found = await folder_files(folder.root, choice, use_git=folder.settings.trusted)
    paths = sorted(path for path in found if path.endswith(tuple(measured_suffixes())))
    tally = StyleTally(paths)
    for path in paths[:: len(paths) // _MOST_FILES + 1]:
        try:
            content = read_file(folder.root / path).content
            tally.add(path, content)
            folder.profile.vocabulary.read(path, content)
        except UnreadableFileError as error:
            log.debug("%s", error.sentence)
        await asyncio.sleep(_PAUSE_SECONDS)
    folder.profile.review_lessons()
    folder.profile.keep_style(tally.card(declared_style(folder.root), declaring_files(folder.root)))
    log.info("the style of %s was measured in %d files", folder.root, len(paths))
