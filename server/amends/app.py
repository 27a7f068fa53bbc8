"""The composition root: the only place that wires things together."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from amends.core.errors import UsageError
from amends.core.problems import Severity
from amends.core.settings import Settings
from amends.fixing.claude.endpoint import default_use
from amends.fixing.origins import ModelOrigin
from amends.fixing.patterns.origin import PatternOrigin
from amends.fixing.patterns.shown_types import ShownTypes
from amends.fixing.pipeline import Workshop
from amends.fixing.record import fix_record
from amends.fixing.toolfixes.origin import ToolFixOrigin
from amends.fixing.toolfixes.proposed import ServerFixOrigin
from amends.jobs.tasks import TaskRegistry
from amends.loop.engine import Engine
from amends.loop.folder import Equipment, Folder
from amends.loop.ports import ClientPort
from amends.loop.signals import show_notices
from amends.outcomes.repairs import RepairWatcher
from amends.outcomes.tracker import OutcomeTracker
from amends.platform.clock import Clock, SystemClock
from amends.platform.paths import data_home
from amends.profile.profile import Profile
from amends.profile.storage.identity import project_identity
from amends.profile.storage.location import (
    adoption_offer,
    is_of_another_kind,
    profile_location,
    remember_identity,
)
from amends.profile.style.declared import declared_style, declaring_files
from amends.session.settings import MergedSettings, flatten, merge_settings, read_workspace_settings
from amends.session.trust import is_remembered
from amends.tools.checkers.detection import Detected, detect_checkers
from amends.tools.checkers.ruff import RuffChecker, find_ruff
from amends.tools.interpreter import find_interpreter
from amends.verifying.prover import Prover
from amends.verifying.remembering import remembering
from amends.verifying.shadow import Shadow

if TYPE_CHECKING:
    from amends.tools.formatters import Formatters

log = logging.getLogger(__name__)


@attrs.frozen
class Overrides:
    """What the command line says for this run."""

    trusted: bool = False
    model: str = ""
    profile: str = ""


class App:
    """Builds folders and gives them what their settings ask for; implements `FolderBuilder`."""

    def __init__(self, clock: Clock | None = None, overrides: Overrides | None = None) -> None:
        self._clock = clock or SystemClock()
        self._overrides = overrides or Overrides()

    def engine(self, client: ClientPort) -> Engine:
        """The engine for one client, an editor or a terminal."""
        return Engine(self, client)

    def build(self, root: Path, uri: str, client: ClientPort, tasks: TaskRegistry) -> Folder:
        """A folder, equipped by its own files and what was remembered; untrusted unless remembered."""
        profile = self._opened(root, self._settings(root, (), trusted=None).settings)
        return Folder(
            root=root,
            uri=uri,
            equipment=self._equipment(root, self._settings(root, (), trusted=None).settings, profile),
            profile=profile,
            tracker=OutcomeTracker(profile, self._clock, root, lambda fix, texts: fix_record(fix, texts, root)),
            repairs=RepairWatcher(self._clock, root),
            client=client,
            clock=self._clock,
            tasks=tasks,
        )

    def configure(self, folder: Folder, client_settings: Sequence[Mapping[str, Any]], *, trusted: bool | None) -> None:
        """Equip a folder anew; `trusted` is what the client said, None when it said nothing."""
        merged = self._settings(folder.root, client_settings, trusted=trusted)
        for notice in merged.notices:
            if notice not in folder.told:
                folder.told.add(notice)
                folder.client.show_message(Severity.WARNING, notice)
        if merged.settings != folder.settings:
            folder.tasks.start("close-workshop", folder.workshop.close())
            folder.equipment = self._equipment(folder.root, merged.settings, folder.profile)
        folder.tasks.start("team", _read_team(folder, merged.settings))
        folder.tasks.start("declared", _read_declared(folder))

    def settings_of(self, root: Path) -> Settings:
        """A folder's settings as its files, the user's and this run's options have them."""
        return self._settings(root, (), trusted=None).settings

    def open_profile(self, root: Path) -> Profile:
        """The project's profile: where the command line or the user's settings say, else in the data folder."""
        settings = self.settings_of(root)
        profile = self._opened(root, settings)
        profile.declare_style(declared_style(root), declaring_files(root))
        profile.follow_team_file(_team_file(root, settings))
        return profile

    def _opened(self, root: Path, settings: Settings) -> Profile:
        url = self._overrides.profile or settings.profile_url
        identity = project_identity(root)
        path = Path(url.removeprefix("sqlite:///").removeprefix("file://")) if url else profile_location(identity)
        if self._overrides.profile and is_of_another_kind(path):
            raise UsageError(f"{path} is no profile of Amends; name another file, or one that is to be made.")
        profile = Profile.open(path, identity, self._clock)
        if not url:
            _offer_adoption(root, profile)
        return profile

    def _settings(
        self, root: Path, client_settings: Sequence[Mapping[str, Any]], *, trusted: bool | None
    ) -> MergedSettings:
        layers = [*client_settings, self._override_settings()]
        own_files = read_workspace_settings(root)
        merged = merge_settings(own_files, layers)
        model = merged.settings.model
        if not any("model.use" in flatten(layer) for layer in (*own_files, *layers)):
            model = attrs.evolve(model, use=default_use(model, os.environ))
        said = trusted if trusted is not None else _said_by_client(client_settings)
        remembered = is_remembered(root, trust_store())
        final = self._overrides.trusted or (remembered if said is None else said)
        return attrs.evolve(merged, settings=attrs.evolve(merged.settings, trusted=final, model=model))

    def _override_settings(self) -> Mapping[str, Any]:
        return {"model.use": self._overrides.model} if self._overrides.model else {}

    def _equipment(self, root: Path, settings: Settings, profile: Profile) -> Equipment:
        interpreter = find_interpreter(root, settings) if settings.trusted else None
        # Nothing of an untrusted folder may run; our own ruff reads its configuration and no more.
        trees = Shadow(root, settings.privacy_ignore)
        detected = detect_checkers(root, settings, interpreter, trees) if settings.trusted else Detected()
        ruff = RuffChecker(find_ruff(root, settings, interpreter))
        checkers = remembering((ruff, *detected.checkers), self._clock)
        prover = Prover(root, checkers, settings, self._clock)
        origins = (
            PatternOrigin(profile, root, ShownTypes(detected.checkers)),
            ToolFixOrigin(profile),
            ServerFixOrigin(detected.checkers),
        )
        model = self._model(profile) if settings.trusted else None
        formatters = _formatters(root, settings, interpreter) if settings.trusted else None
        workshop = Workshop(root, origins, model, prover, profile, formatters=formatters)
        return Equipment(settings, checkers, workshop, interpreter, detected.absent)

    def _model(self, profile: Profile) -> ModelOrigin:
        # What speaks to a model is not even loaded where no folder is trusted.
        from amends.fixing.claude.budget import DayLedger  # noqa: PLC0415
        from amends.fixing.claude.origin import ClaudeOrigin  # noqa: PLC0415

        return ClaudeOrigin(profile, DayLedger(profile.identity, self._clock), self._clock)


def _formatters(root: Path, settings: Settings, interpreter: Path | None) -> Formatters:
    # Not loaded where no folder is trusted, as what speaks to a model is not.
    from amends.platform.isolation.machine import Machine  # noqa: PLC0415
    from amends.tools.checkers.confinement import Confinement  # noqa: PLC0415
    from amends.tools.formatters import Formatters  # noqa: PLC0415

    return Formatters(root, settings, Confinement(root, Machine(), interpreter, settings.checkers_network))


def _offer_adoption(root: Path, profile: Profile) -> None:
    """Say that what was learned lies under the project's earlier identity, as long as that can be taken over."""
    before = adoption_offer(root)
    if before is None:
        remember_identity(root)
    else:
        profile.add_notice(f"What was learned here lies under {before}; `amends profile adopt` takes it over.")


async def _read_team(folder: Folder, settings: Settings) -> None:
    await folder.profile.follow_team_gently(_team_file(folder.root, settings))
    show_notices(folder)


async def _read_declared(folder: Folder) -> None:
    folder.profile.declare_style(declared_style(folder.root), declaring_files(folder.root))


def _team_file(root: Path, settings: Settings) -> Path | None:
    return root / settings.profile_team if settings.profile_team else None


def trust_store() -> Path:
    """Where `amends trust` remembers."""
    return data_home() / "trust.json"


def _said_by_client(layers: Sequence[Mapping[str, Any]]) -> bool | None:
    said = [flatten(layer).get("trusted") for layer in layers]
    return next((value for value in reversed(said) if isinstance(value, bool)), None)
