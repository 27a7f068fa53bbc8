"""Reading the project when a folder is opened, a few milliseconds at a time: its style, its names and types."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from amends.core.settings import Settings
from amends.learning.annotations.vocabulary import Vocabulary
from amends.loop.folder import Folder
from amends.platform.files import UnreadableFileError, read_file
from amends.profile.style.card import StyleCard
from amends.profile.style.declared import declared_style, declaring_files
from amends.profile.style.measuring import StyleTally
from amends.profile.style.votes import measured_suffixes
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
    vocabulary = folder.profile.vocabulary
    card = await style_of(folder.root, folder.settings, pause=_PAUSE_SECONDS, vocabulary=vocabulary)
    folder.profile.keep_style(card)


async def read_names(folder: Folder) -> None:
    """Read what the project's files say of names and types, if nobody has in this session."""
    if not folder.profile.vocabulary.is_empty:
        return
    found = await folder_files(folder.root, _choice(folder.root, folder.settings), use_git=folder.settings.trusted)
    paths = sorted(path for path in found if path.endswith((".py", ".pyi")))
    for path in paths[:: len(paths) // _MOST_FILES + 1]:
        try:
            folder.profile.vocabulary.read(path, read_file(folder.root / path).content)
        except UnreadableFileError as error:
            log.debug("%s", error.sentence)
        await asyncio.sleep(0)


async def style_of(
    root: Path, settings: Settings, *, pause: float = 0.0, vocabulary: Vocabulary | None = None
) -> StyleCard:
    """What the project's own files have in common; declared configuration wins. `pause` seconds after each file.

    A `vocabulary` reads along.
    """
    found = await folder_files(root, _choice(root, settings), use_git=settings.trusted)
    paths = sorted(path for path in found if path.endswith(tuple(measured_suffixes())))
    tally = StyleTally(paths)
    for path in paths[:: len(paths) // _MOST_FILES + 1]:
        try:
            content = read_file(root / path).content
            tally.add(path, content)
            if vocabulary is not None:
                vocabulary.read(path, content)
        except UnreadableFileError as error:
            log.debug("%s", error.sentence)
        await asyncio.sleep(pause)
    log.info("the style of %s was measured in %d files", root, len(paths))
    return tally.card(declared_style(root), declaring_files(root))


def _choice(root: Path, settings: Settings) -> FileChoice:
    return FileChoice(root, settings.privacy_ignore)
