"""The loop of every open folder behind one door: signals in, offers out. Both doors, editor and terminal, use it.

All methods that are not `async` are called on the event loop, touch memory only and return at once.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from amends.core.errors import AmendsError, NotTrustedError, UnknownItemError, UsageError
from amends.core.problems import Problem, Severity
from amends.core.snapshot import Document
from amends.core.text import Edit, Range
from amends.jobs.tasks import TaskRegistry
from amends.loop import documents, governing, signals
from amends.loop.explaining import explain
from amends.loop.fixing_all import fix_all_like
from amends.loop.folder import Folder
from amends.loop.generating import Proposal, generate, propose, prove_again
from amends.loop.history import history_job, request_history
from amends.loop.offering import offer, offers_at
from amends.loop.offers import FixAllOffer, FixOffer, GenerateOffer
from amends.loop.ports import ClientPort
from amends.loop.testing import run_tests_job, take_run
from amends.platform.uris import uri_to_path
from amends.tools.testrunners.testreport import own_path


class FolderBuilder(Protocol):
    """The composition root's part: makes folders and gives them what their settings ask for."""

    def build(self, root: Path, uri: str, client: ClientPort, tasks: TaskRegistry) -> Folder:
        """A folder, equipped by its own files and what was remembered; untrusted unless remembered."""

    def configure(self, folder: Folder, client_settings: Sequence[Mapping[str, Any]], *, trusted: bool | None) -> None:
        """Equip a folder anew; `trusted` is what the client said, None when it said nothing."""


class Engine:
    """Server-wide; finds the folder a URI belongs to (longest prefix) and hands over to its loop."""

    def __init__(self, builder: FolderBuilder, client: ClientPort) -> None:
        self._builder = builder
        self._client = client
        self._tasks = TaskRegistry()
        self._folders: dict[str, Folder] = {}
        self._documents: dict[str, Document] = {}
        self._options: Mapping[str, Any] = {}
        self._client_settings: dict[str, Mapping[str, Any]] = {}
        self._trusted: dict[str, bool] = {}

    # -- folders and settings ------------------------------------------------------------------------------------
    def initialized(self, options: Mapping[str, Any]) -> None:
        """The client's initializationOptions, raw as received; call before folders are opened."""
        self._options = options

    def open_folder(self, uri: str, _name: str) -> None:
        """A workspace folder was added, at start or later."""
        root = uri_to_path(uri)
        if root is None or uri in self._folders:
            return
        folder = self._builder.build(root, uri, self._client, TaskRegistry())
        self._folders[uri] = folder
        self._equip(folder)
        signals.start(folder)
        self._hand_over_documents(folder)

    def close_folder(self, uri: str) -> Coroutine[Any, Any, None]:
        """A workspace folder was removed; from now on it is unknown. Await the end of its jobs and its profile."""
        return self._close(self._folders.pop(uri, None))

    def set_trust(self, uri: str, *, trusted: bool) -> None:
        """The client says whether a folder is trusted (`amends/trust`); an empty URI means all folders."""
        for folder in self._folders.values():
            if uri in {"", folder.uri}:
                self._trusted[folder.uri] = trusted
                self._equip(folder)

    def configure(self, uri: str, client_settings: Mapping[str, Any]) -> None:
        """The client's settings for one folder, raw as received; merged with the other channels inside."""
        folder = self._folders.get(uri) or self._folder(uri)
        if folder:
            self._client_settings[folder.uri] = client_settings
            self._equip(folder)

    async def close(self) -> None:
        """End of session: samples every tracked fix, ends jobs and child processes, closes profiles."""
        for folder in self._folders.values():
            folder.tracker.session_end()
        await self._tasks.close()
        for uri in list(self._folders):
            await self.close_folder(uri)

    def cancel_job(self, job_id: str) -> None:
        """End a job that a command started."""
        self._tasks.cancel(job_id)

    # -- documents -----------------------------------------------------------------------------------------------
    def opened(self, document: Document) -> None:
        """A document was opened; a file outside all folders makes its parent a folder of its own."""
        self._documents[document.uri] = document
        path = uri_to_path(document.uri)
        if path is not None and self._folder(document.uri) is None:
            self.open_folder(path.parent.as_uri(), path.parent.name)
        if folder := self._folder(document.uri):
            documents.opened(folder, document)

    def changed(self, before: Document, after: Document, edits: Sequence[Sequence[Edit]]) -> None:
        """A document changed; each step of `edits` refers to the text that the steps before it left."""
        self._documents[after.uri] = after
        if folder := self._folder(after.uri):
            documents.changed(folder, before, after, edits)

    def saved(self, uri: str) -> None:
        """A document was saved."""
        if folder := self._folder(uri):
            documents.saved(folder, uri)

    def closed(self, uri: str) -> None:
        """A document was closed; what is on disk counts from now on."""
        self._documents.pop(uri, None)
        if folder := self._folder(uri):
            documents.closed(folder, uri)

    def files_changed(self, uris: Sequence[str]) -> None:
        """Watched files changed on disk (configuration, test reports)."""
        for folder in {id(folder): folder for uri in uris if (folder := self._folder(uri))}.values():
            self._equip(folder)
            documents.check_again(folder)

    def document_reverted(self, uri: str, _version: int, reason: str) -> None:
        """The client knows why a text changed: undo, redo or scm."""
        if folder := self._folder(uri):
            folder.tracker.reverted_hint(uri, reason)

    # -- signals -------------------------------------------------------------------------------------------------
    def foreign_problems(self, uri: str, version: int | None, problems: Sequence[Problem]) -> None:
        """All other tools' findings of one text (`amends/foreignDiagnostics`), in place of the last."""
        if folder := self._folder(uri):
            signals.foreign_problems(folder, uri, version, problems)

    def context_problems(self, uri: str, within: Range, problems: Sequence[Problem]) -> None:
        """Other tools' findings in one range, as a codeAction request carried them."""
        if folder := self._folder(uri):
            signals.context_problems(folder, uri, within, problems)

    def test_run(self, framework: str, items: Sequence[Mapping[str, Any]], *, partial: bool) -> None:
        """Test results reported by the client (`amends/testRun`)."""
        for folder in self._folders.values():
            own = [item for item in items if self._may_be_of(folder, item)]
            # A run of another folder's tests says nothing about this one's.
            if own or len(self._folders) == 1:
                run = {"framework": framework, "items": own, "partial": partial, "root": str(folder.root)}
                take_run(folder, {**run, "finished": folder.clock.now()})

    # -- offers (answered from memory) ---------------------------------------------------------------------------
    def offers(self, uri: str, within: Range, *, asked: bool) -> Sequence[FixOffer | GenerateOffer]:
        """What the lightbulb holds in a range; `asked` means a person opened it (triggerKind Invoked)."""
        folder = self._folder(uri)
        if folder is None:
            return ()
        found = offers_at(folder, uri, within)
        signals.looked_at(folder, uri, within, found, asked=asked)
        return found

    def fix_all(self, uri: str) -> FixAllOffer | None:
        """All safe proven pattern fixes of one text, if there are any."""
        folder = self._folder(uri)
        return folder.fix_alls.get(uri) if folder else None

    def resolved(self, fix_id: str) -> FixOffer | None:
        """One offer with its edits rebased on the text as it is now; None when it is gone or stale. Free to repeat."""
        for folder in self._folders.values():
            if item := folder.fixes.find(fix_id):
                folder.tracker.shown(fix_id)
                return offer(item, preferred=False)
        return None

    # -- commands ------------------------------------------------------------------------------------------------
    def fix_applied(self, fix_id: str) -> None:
        """The client ran the action: attempted, not yet applied."""
        for folder in self._folders.values():
            folder.tracker.attempted(fix_id)

    def reject_fix(self, fix_id: str, reason: str) -> None:
        """The person does not want this fix here."""
        folder = self._folder_of_fix(fix_id)
        governing.reject(folder, fix_id, reason)

    def generate(self, uri: str, within: Range, source: str, code: str) -> str:
        """Start generating a fix; returns the job's id. Ends in an applied edit or a message with the story."""
        folder = self._required(uri)
        return self._start("generate", generate(folder, uri, within, source, code))

    async def propose(self, uri: str, within: Range, source: str, code: str, avoid: Sequence[str]) -> Proposal:
        """Generate a fix that the person sees before it is applied; `avoid` are ids of those that were seen already."""
        return await propose(self._required(uri), uri, within, source, code, avoid)

    async def prove(self, fix_id: str) -> Mapping[str, Any]:
        """Prove an offered fix again on the text as it is now; the verdict as in a FixRecord."""
        return await prove_again(self._folder_of_fix(fix_id), fix_id)

    def fix_all_like(self, fix_id: str, scope: str, *, review: bool = False) -> str:
        """Start fixing every problem of the same kind in file, folder or workspace; returns the job's id."""
        if scope not in {"file", "folder", "workspace"}:
            raise UsageError("The scope is one of file, folder, workspace.")
        folder = self._folder_of_fix(fix_id)
        return self._start("fix-all", fix_all_like(folder, fix_id, scope, review=review))

    def run_tests(self, uri: str | None, ids: Sequence[str]) -> str:
        """Start a test run; returns the job's id."""
        folder = self._required(uri) if uri else self._only_folder()
        if not folder.settings.trusted:
            raise NotTrustedError("Tests run only in trusted folders; trust this one first.")
        if any(test_id.startswith("-") for test_id in ids):
            raise UsageError("A test's id does not begin with a dash; options are not taken here.")
        return self._start("tests", run_tests_job(folder, uri, ids))

    def explain(self, fix_id: str) -> Mapping[str, Any]:
        """``{"markdown", "fix": FixRecord}``."""
        for folder in self._folders.values():
            if record := folder.records.get(fix_id) or _record_of_earlier_session(folder, fix_id):
                return {"markdown": explain(record), "fix": record}
        raise UnknownItemError(f"No fix {fix_id} is known here; look at the lightbulb again.")

    def learn_from_git(self, uri: str, since: str | None, most: int | None) -> str:
        """Start learning from the folder's history; returns the job's id."""
        return self._start("history", history_job(self._required(uri), since or "", most))

    def teach(self, folder: str, text: str, scope: str | None) -> str:
        """Store a sentence the model shall know; returns its id."""
        if not text.strip():
            raise UsageError("There is nothing to learn in an empty sentence.")
        return self._required(folder).profile.teach(text.strip(), scope or "")

    def profile(self, folder: str) -> Mapping[str, Any]:
        """The folder's profile as CONTRACT.md's Profile."""
        open_folder = self._required(folder)
        return open_folder.profile.show(open_folder.root)

    def report(self, folder: str) -> str:
        """The report of a folder's profile as a self-contained HTML page."""
        return self._required(folder).profile.page()

    def change_profile(self, folder: str, action: str, item: str | None, value: str | None) -> str:
        """Govern a learned item; returns the id that undoes it."""
        return governing.change(self._required(folder), action, item, value)

    def folder_of(self, uri: str) -> Path | None:
        """The open folder a URI belongs to, by longest prefix."""
        folder = self._folder(uri)
        return folder.root if folder else None

    # -- inside --------------------------------------------------------------------------------------------------
    async def _close(self, folder: Folder | None) -> None:
        if folder is None:
            return
        left = list(folder.documents)
        await documents.close_folder(folder)
        for document in [self._documents[uri] for uri in left if uri in self._documents]:
            if outer := self._folder(document.uri):
                documents.opened(outer, document)

    def _hand_over_documents(self, folder: Folder) -> None:
        """Texts that were open before their folder came belong to it now."""
        for document in [document for document in self._documents.values() if self._folder(document.uri) is folder]:
            for other in self._folders.values():
                if document.uri in other.documents:
                    documents.closed(other, document.uri)
            documents.opened(folder, document)

    def _may_be_of(self, folder: Folder, item: Mapping[str, Any]) -> bool:
        file = str(item.get("file") or "")
        path = uri_to_path(file) if "://" in file else Path(file)
        if path is None or not path.is_absolute():
            return True
        owner = self._folder(path.as_uri())
        return owner is folder if owner else own_path(str(path), folder.root) is not None

    def _equip(self, folder: Folder) -> None:
        layers = (self._options, self._client_settings.get(folder.uri, {}))
        self._builder.configure(folder, layers, trusted=self._trusted.get(folder.uri))
        documents.check_again(folder)
        request_history(folder)

    def _folder(self, uri: str) -> Folder | None:
        if exact := self._folders.get(uri):
            return exact
        path = uri_to_path(uri)
        if path is None:
            return None
        holding = [folder for folder in self._folders.values() if path.is_relative_to(folder.root)]
        return max(holding, key=lambda folder: len(folder.root.parts), default=None)

    def _required(self, uri: str) -> Folder:
        folder = self._folder(uri)
        if folder is None:
            raise UsageError(f"{uri} is in no open folder.")
        return folder

    def _only_folder(self) -> Folder:
        if not self._folders:
            raise UsageError("No folder is open.")
        return next(iter(self._folders.values()))

    def _folder_of_fix(self, fix_id: str) -> Folder:
        for folder in self._folders.values():
            if fix_id in folder.records:
                return folder
        raise UnknownItemError(f"No fix {fix_id} is known in this session.")

    def _start(self, name: str, work: Coroutine[object, object, None]) -> str:
        return self._tasks.start(name, self._guarded(work))

    async def _guarded(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except AmendsError as error:
            self._client.show_message(Severity.WARNING, error.sentence)


def _record_of_earlier_session(folder: Folder, fix_id: str) -> Mapping[str, Any] | None:
    """The record of a fix that was applied or dismissed before the server was started."""
    try:
        return folder.profile.why(fix_id).get("fix") or None
    except UnknownItemError:
        return None


EngineFactory = Callable[[ClientPort], Engine]
