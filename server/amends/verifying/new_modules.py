"""Modules that a patch brings: ruff reads each text alone, and they do not lie in the folder yet."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import attrs

from amends.core.verdicts import CheckResult, CheckState
from amends.verifying.overlay import Overlay

_ORDER = "I001"


def without_order_of_new(result: CheckResult, overlay: Overlay) -> CheckResult:
    """A result without new findings of how imports are sorted, where a text imports a module that the patch brings.

    Whose module that is cannot be told from the folder, so neither can where its import belongs.
    """
    parts = (part for uri in overlay.added if uri.endswith(".py") for part in PurePosixPath(uri).parts)
    names = "|".join(sorted({re.escape(PurePosixPath(part).stem) for part in parts} - {""}))
    imported = re.compile(rf"^[ \t]*(?:from|import)[ \t]+(?:{names})\b", re.MULTILINE) if names else None
    after = {uri: document.text.content for uri, document in overlay.after.items()}
    left = tuple(
        one
        for one in result.new_problems
        if one.code != _ORDER or imported is None or not imported.search(after.get(one.uri, ""))
    )
    if left == result.new_problems or result.still_there:
        return result
    reason = f"{_ORDER} cannot be told where a module is imported that the patch brings"
    state = result.state if left else CheckState.PASSED
    return attrs.evolve(result, state=state, new_problems=left, output=result.output if left else "", reason=reason)
