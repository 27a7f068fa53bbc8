"""The loop of every open folder behind one door: signals in, offers out. Both doors, editor and terminal, use it.

All methods that are not `async` are called on the event loop, touch memory only and return at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from amends.core.problems import Problem
from amends.core.snapshot import Document
from amends.core.text import Edit, Range
from amends.loop.offers import FixAllOffer, FixOffer, GenerateOffer


class Engine:
    """Server-wide; finds the folder a URI belongs to (longest prefix) and hands over to its loop."""

    # -- folders and settings ------------------------------------------------------------------------------------
    def open_folder(self, uri: str, name: str) -> None:
        """A workspace folder was added, at start or later."""

    async def close_folder(self, uri: str) -> None:
        """A workspace folder was removed: its jobs end, its profile is closed."""

    def set_trust(self, uri: str, *, trusted: bool) -> None:
        """The client says whether a folder is trusted (`amends/trust`)."""

    def configure(self, uri: str, client_settings: Mapping[str, Any]) -> None:
        """The client's settings for one folder, raw as received; merged with the other channels inside."""

    async def close(self) -> None:
        """End of session: samples every tracked fix, ends jobs and child processes, closes profiles."""

    # -- documents -----------------------------------------------------------------------------------------------
    def opened(self, document: Document) -> None:
        """A document was opened."""

    def changed(self, before: Document, after: Document, edits: Sequence[Sequence[Edit]]) -> None:
        """A document changed; each step of `edits` refers to the text that the steps before it left."""

    def saved(self, uri: str) -> None:
        """A document was saved."""

    def closed(self, uri: str) -> None:
        """A document was closed; what is on disk counts from now on."""

    def files_changed(self, uris: Sequence[str]) -> None:
        """Watched files changed on disk (configuration, test reports)."""

    def document_reverted(self, uri: str, version: int, reason: str) -> None:
        """The client knows why a text changed: undo, redo or scm."""

    # -- signals -------------------------------------------------------------------------------------------------
    def foreign_problems(self, uri: str, version: int | None, problems: Sequence[Problem]) -> None:
        """All other tools' findings of one text (`amends/foreignDiagnostics`), in place of the last."""

    def context_problems(self, uri: str, within: Range, problems: Sequence[Problem]) -> None:
        """Other tools' findings in one range, as a codeAction request carried them."""

    def test_run(self, framework: str, items: Sequence[Mapping[str, Any]], *, partial: bool) -> None:
        """Test results reported by the client (`amends/testRun`)."""

    # -- offers (answered from memory) ---------------------------------------------------------------------------
    def offers(self, uri: str, within: Range, *, asked: bool) -> Sequence[FixOffer | GenerateOffer]:
        """What the lightbulb holds in a range; `asked` means a person opened it (triggerKind Invoked)."""

    def fix_all(self, uri: str) -> FixAllOffer | None:
        """All safe proven pattern fixes of one text, if there are any."""

    def resolved(self, fix_id: str) -> FixOffer | None:
        """One offer with its edits rebased on the text as it is now; None when it is gone or stale. Free to repeat."""

    # -- commands ------------------------------------------------------------------------------------------------
    def fix_applied(self, fix_id: str) -> None:
        """The client ran the action: attempted, not yet applied."""

    def reject_fix(self, fix_id: str, reason: str) -> None:
        """The person does not want this fix here."""

    def generate(self, uri: str, within: Range, source: str, code: str) -> str:
        """Start generating a fix; returns the job's id. Ends in an applied edit or a message with the story."""

    def fix_all_like(self, fix_id: str, scope: str) -> str:
        """Start fixing every problem of the same kind in file, folder or workspace; returns the job's id."""

    def run_tests(self, uri: str | None, ids: Sequence[str]) -> str:
        """Start a test run; returns the job's id."""

    def explain(self, fix_id: str) -> Mapping[str, Any]:
        """``{"markdown", "fix": FixRecord}``."""

    def learn_from_git(self, folder: str, since: str | None, most: int | None) -> str:
        """Start learning from the folder's history; returns the job's id."""

    def teach(self, folder: str, text: str, scope: str | None) -> str:
        """Store a sentence the model shall know; returns its id."""

    def profile(self, folder: str) -> Mapping[str, Any]:
        """The folder's profile as CONTRACT.md's Profile."""

    def change_profile(self, folder: str, action: str, item: str | None, value: str | None) -> str:
        """Govern a learned item; returns the id that undoes it."""

    def folder_of(self, uri: str) -> Path | None:
        """The open folder a URI belongs to, by longest prefix."""
