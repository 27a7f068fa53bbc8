"""The state of one open folder. Touched on the event loop only; all work gets an immutable snapshot of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from amends.core.problems import Problem
from amends.core.settings import ModelUse, Settings
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Range, Text
from amends.fixing.pipeline import Workshop
from amends.fixing.store import FixStore
from amends.jobs.single_flight import SingleFlight
from amends.jobs.tasks import TaskRegistry
from amends.loop.offers import FixAllOffer
from amends.loop.ports import ClientPort
from amends.outcomes.repairs import RepairWatcher
from amends.outcomes.tracker import OutcomeTracker
from amends.platform.clock import Clock
from amends.platform.git import head_stamp
from amends.platform.uris import relative_path, uri_to_path
from amends.problems.store import ProblemStore
from amends.profile.profile import Profile
from amends.session.mute import is_muted
from amends.tools.checkers.checker import Checker
from amends.tools.checkers.detection import AbsentTool


@attrs.frozen
class Equipment:
    """What the settings and the project's environment give a folder to work with; replaced as one when they change."""

    settings: Settings
    checkers: tuple[Checker, ...]
    workshop: Workshop
    interpreter: Path | None
    absent: tuple[AbsentTool, ...] = ()
    """Checkers that the project's configuration names and that are not installed."""


@attrs.define(eq=False)
class Folder:
    """One folder's loop: its documents, what is wrong in them, what is ready to fix it, and what became of that."""

    root: Path
    uri: str
    equipment: Equipment
    profile: Profile
    tracker: OutcomeTracker
    repairs: RepairWatcher
    client: ClientPort
    clock: Clock
    tasks: TaskRegistry
    documents: dict[str, Document] = attrs.field(factory=dict)
    problems: ProblemStore = attrs.field(factory=ProblemStore)
    fixes: FixStore = attrs.field(factory=FixStore)
    fix_alls: dict[str, FixAllOffer] = attrs.field(factory=dict)
    records: dict[str, Mapping[str, Any]] = attrs.field(factory=dict)
    """FixRecords of what was offered in this session, for explaining; bounded by `remember_record`."""
    looked_at: dict[str, Range] = attrs.field(factory=dict)
    """Where the person last asked for code actions, by URI: that place is proved first."""
    told: set[str] = attrs.field(factory=set)
    """Sentences the person has been told; nobody wants to hear twice that a tool is missing."""
    tool_failures: list[str] = attrs.field(factory=list)
    """Sentences of tools that could not be used; a batch run that has some did not see everything."""
    sample_wanted: asyncio.Event = attrs.field(factory=asyncio.Event)
    """Set when a fix was applied, so that its samples are taken in time."""
    checks: SingleFlight = attrs.field(init=False)
    searches: SingleFlight = attrs.field(init=False)
    lessons: SingleFlight = attrs.field(init=False)
    searching: dict[str, Document] = attrs.field(factory=dict, init=False)
    """The text that a running search works on, by URI."""
    history_requested: bool = attrs.field(default=False, init=False)
    changed_at: float = attrs.field(default=float("-inf"), init=False)
    """When a text was last typed in, by the clock that never goes back."""
    head: tuple[str, float] = attrs.field(init=False)
    """What git had checked out when we last looked."""

    def __attrs_post_init__(self) -> None:
        self.checks = SingleFlight(self.tasks, "check")
        self.searches = SingleFlight(self.tasks, "search")
        self.lessons = SingleFlight(self.tasks, "learn")
        self.head = head_stamp(self.root)

    @property
    def settings(self) -> Settings:
        """The resolved settings."""
        return self.equipment.settings

    @property
    def workshop(self) -> Workshop:
        """Origins, prover and profile for making fixes."""
        return self.equipment.workshop

    def snapshot(self) -> Snapshot:
        """All open documents as they are now."""
        return Snapshot(self.root, dict(self.documents))

    def text(self, uri: str) -> Text | None:
        """An open document's present text."""
        document = self.documents.get(uri)
        return document.text if document else None

    def path_of(self, uri: str) -> str:
        """A text's name in the profile: its path relative to the root, or its URI when it has none."""
        path = uri_to_path(uri)
        return relative_path(path, self.root) if path else uri

    def muted(self, problem: Problem) -> bool:
        """Whether the settings or the profile want no offers for it."""
        path = self.path_of(problem.uri)
        by_profile = self.profile.muted(problem.source, problem.code, path)
        return by_profile or is_muted(problem, path, self.settings.mute)

    @property
    def model_allowed(self) -> bool:
        """Whether a model may be asked in this folder at all."""
        return self.settings.trusted and self.settings.model.use is not ModelUse.OFF and self.workshop.model is not None

    def remember_record(self, record: Mapping[str, Any], most: int = 500) -> None:
        """Keep a FixRecord for explaining; the oldest goes when there are too many."""
        self.records[str(record["fixId"])] = record
        while len(self.records) > most:
            del self.records[next(iter(self.records))]
