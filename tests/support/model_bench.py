"""A folder with one problem and a model origin, for tests that ask a loopback model."""

from __future__ import annotations

import os
from pathlib import Path

import attrs

from amends.core.problems import Problem, TestFailure
from amends.core.settings import ModelSettings, ModelUse, Settings
from amends.core.snapshot import Snapshot
from amends.core.text import Text, apply_edits
from amends.fixing.claude.budget import DayLedger
from amends.fixing.claude.endpoint import AbilityCache, find_endpoint
from amends.fixing.claude.origin import ClaudeOrigin
from amends.fixing.origins import FixRequest, ModelProposal
from amends.platform.clock import SystemClock
from amends.platform.files import read_document
from amends.profile.profile import Profile

SETTINGS = Settings(trusted=True, model=ModelSettings(use=ModelUse.LOCAL))


@attrs.frozen
class ModelBench:
    """One folder, its profile, and its origin."""

    root: Path
    profile: Profile
    ledger: DayLedger
    abilities: AbilityCache
    origin: ClaudeOrigin


def open_bench(folder: Path) -> ModelBench:
    """A bench with an empty project, everything of it kept in one folder."""
    root = folder / "project"
    root.mkdir()
    clock = SystemClock()
    profile = Profile.open(None, "test", clock)
    ledger = DayLedger("test", clock, folder / "budget")
    abilities = AbilityCache(folder / "cache")
    origin = ClaudeOrigin(profile, ledger, clock, abilities=abilities, quiet_seconds=0.5)
    return ModelBench(root, profile, ledger, abilities, origin)


def remember_tools(bench: ModelBench, *, tools: bool) -> None:
    """Make the endpoint of the environment a known one, so that no probe comes first."""
    bench.abilities.remember(find_endpoint(SETTINGS.model, os.environ), SETTINGS.model.name, tools=tools)


def request_for(
    bench: ModelBench,
    code: str,
    *,
    name: str = "shop.py",
    problem: tuple[str, str, str] = ("ruff", "F821", "Undefined name `Path`"),
    test: TestFailure | None = None,
    settings: Settings = SETTINGS,
) -> FixRequest:
    """A request for the problem between two ``§`` in `code`, which is written to the folder without them."""
    before, inside, after = code.split("§")
    text = Text(before + inside + after)
    path = bench.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.content.encode())
    document = attrs.evolve(read_document(path), text=text)
    source, rule, message = problem
    place = text.range_of(len(before), len(before) + len(inside))
    found = Problem(source, rule, message, document.uri, place, text_hash=text.hash, test=test)
    return FixRequest(found, document, Snapshot(bench.root, {document.uri: document}), settings)


def result(proposal: ModelProposal, request: FixRequest) -> str:
    """The request's text with the proposal applied."""
    (file,) = [file for file in proposal.candidate.files if file.uri == request.document.uri]
    assert file.base_hash == request.document.text.hash
    return apply_edits(request.document.text.content, file.edits)
