"""Our own messages and the arguments of our commands, as docs/wire.md describes them. Unknown fields are ignored."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs

from amends.lsp.params import WireRange

SCHEMA = 1

FOREIGN_DIAGNOSTICS = "amends/foreignDiagnostics"
TEST_RUN = "amends/testRun"
DOCUMENT_REVERTED = "amends/documentReverted"
TRUST = "amends/trust"
PROFILE = "amends/profile"
REPORT = "amends/report"
PROPOSE_FIX = "amends/proposeFix"
PROVE_FIX = "amends/proveFix"
STATUS = "amends/status"
METHODS = (FOREIGN_DIAGNOSTICS, TEST_RUN, DOCUMENT_REVERTED, TRUST, PROFILE, REPORT, PROPOSE_FIX, PROVE_FIX, STATUS)


class RevertReason(StrEnum):
    """Why a text changed."""

    UNDO = "undo"
    REDO = "redo"
    SCM = "scm"


class FixScope(StrEnum):
    """How far "fix all like this" goes."""

    FILE = "file"
    FOLDER = "folder"
    WORKSPACE = "workspace"


class ProfileAction(StrEnum):
    """What a person can do with what was learned."""

    FORGET = "forget"
    PIN = "pin"
    UNPIN = "unpin"
    SCOPE = "scope"
    MUTE = "mute"
    UNMUTE = "unmute"
    RESET = "reset"
    UNDO = "undo"


@attrs.frozen
class ForeignDiagnosticsParams:
    """All other tools' findings of one text; an empty list clears."""

    uri: str
    version: int | None = None
    items: Any = ()


@attrs.frozen
class TestRunParams:
    """Results of one test run; the items are those of the pytest plugin's report."""

    framework: str
    items: tuple[dict[str, Any], ...] = ()
    partial: bool = False


@attrs.frozen
class DocumentRevertedParams:
    """The client knows why a text changed."""

    uri: str
    reason: RevertReason
    version: int = 0


@attrs.frozen
class TrustParams:
    """Whether a folder is trusted."""

    folder: str
    trusted: bool


@attrs.frozen
class FolderParams:
    """Speaks of one folder, by URI."""

    folder: str


@attrs.frozen
class FixArgument:
    """amends.fixApplied, amends.explainFix."""

    fix_id: str


@attrs.frozen
class RejectFixArgument:
    """amends.rejectFix."""

    fix_id: str
    reason: str = ""


@attrs.frozen
class GenerateFixArgument:
    """amends.generateFix."""

    uri: str
    range: WireRange
    source: str = ""
    code: str = ""


@attrs.frozen
class ProposeFixParams(GenerateFixArgument):
    """amends/proposeFix; `avoid` are fixes that were seen and are not wanted again."""

    avoid: tuple[str, ...] = ()


@attrs.frozen
class FixAllLikeThisArgument:
    """amends.fixAllLikeThis; with `review` the person sees the edits first, where the client can show them."""

    fix_id: str
    scope: FixScope
    review: bool = False


@attrs.frozen
class RunTestsArgument:
    """amends.runTests."""

    uri: str | None = None
    ids: tuple[str, ...] = ()


@attrs.frozen
class LearnFromGitArgument:
    """amends.learnFromGit."""

    folder: str
    since: str | None = None
    max: int | None = None


@attrs.frozen
class TeachArgument:
    """amends.teach."""

    folder: str
    text: str
    scope: str | None = None


@attrs.frozen
class ChangeProfileArgument:
    """amends.changeProfile."""

    folder: str
    action: ProfileAction
    id: str | None = None
    value: str | None = None
