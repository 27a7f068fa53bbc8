"""`amends replay --own`: what this project taught, in its order, with and without learning."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import click
from rich.console import Console
from rich.progress import Progress

from amends.app import App, Overrides
from amends.cli.options import run_options
from amends.cli.replay_curve import Curve, curve_svg, curve_text
from amends.cli.replay_worker import EventClock, workshop_of
from amends.cli.workspace import project_root
from amends.core.errors import UsageError
from amends.core.outcomes import Example
from amends.core.settings import Settings
from amends.core.snapshot import Document, Snapshot
from amends.core.text import Text
from amends.fixing.origins import FixRequest
from amends.fixing.pipeline import Workshop, search_fixes
from amends.learning.templates.code_forms import same_code
from amends.platform.files import write_file
from amends.platform.uris import path_to_uri
from amends.profile.team.layer import TeamLayer
from amends.tools.checkers.ruff import RuffChecker, find_ruff

_EARLIER = ((0, 0), (1, 1), (2, 4), (5, 9), (10, 19), (20, 10**9))
_MOST = 3


@attrs.frozen
class Replayed:
    """One repair of the project's past, and whether the engine knew it beforehand."""

    code: str
    path: str
    date: float
    earlier: int
    """Repairs of the same kind before it."""
    offered: bool
    first: bool
    """The first fix is what people did."""
    among: bool
    """One of the first three is."""


def replay_own(folder: Path, *, as_json: bool, out: Path | None) -> int:
    """Replay the examples of a project's profile and show the learning curve.

    Raises:
        UsageError: nothing was learned here yet.
    """
    root = project_root([folder])
    options = run_options()
    profile = App(overrides=Overrides(options.trust, options.model, options.profile)).open_profile(root)
    examples, team = profile.history(), profile.team
    profile.close()
    if not examples:
        raise UsageError("Nothing was learned here yet; accept or make some repairs, or run amends learn --from-git.")
    runs = {
        "with learning": asyncio.run(_replayed(examples, root, team, learning=True)),
        "without learning": asyncio.run(_replayed(examples, root, TeamLayer(), learning=False)),
    }
    curves = [Curve(name, _points(found)) for name, found in runs.items()]
    if out is not None:
        write_file(out, curve_svg("First fix is what was done (%)", "earlier repairs of the same kind", curves))
    click.echo(json.dumps(_as_json(runs), indent=1) if as_json else _as_text(runs, curves))
    return 0


async def _replayed(examples: Sequence[Example], root: Path, team: TeamLayer, *, learning: bool) -> list[Replayed]:
    """Each example offered to an engine that has seen only those before it."""
    clock = EventClock()
    checker = RuffChecker(find_ruff(root, Settings(), None))
    workshop = workshop_of(root, checker, clock, team)
    seen: dict[str, int] = {}
    found = []
    name = "With learning" if learning else "Without learning"
    with Progress(console=Console(stderr=True)) as progress:
        for example in progress.track(examples, description=name):
            clock.time = example.date
            kind = example.problem.kind.key
            found.append(await _offered(example, workshop, seen.get(kind, 0)))
            seen[kind] = seen.get(kind, 0) + 1
            if learning:
                workshop.profile.learn(example)
                workshop.profile.vocabulary.read(example.path, example.after)
    return found


async def _offered(example: Example, workshop: Workshop, earlier: int) -> Replayed:
    # A name of its own keeps what is on disk now out of it.
    uri = path_to_uri(workshop.root / example.path)
    document = Document(uri, example.language, Text(example.before))
    problem = attrs.evolve(example.problem, uri=uri, text_hash="")
    snapshot = Snapshot(workshop.root, {uri: document})
    search = await search_fixes(FixRequest(problem, document, snapshot, Settings()), workshop, use_model=False)
    right = [
        same_code(document.text.edited(fix.candidate.files[0].edits).content, example.after, example.language)
        for fix in sorted(search.fixes, key=lambda one: -one.confidence)[:_MOST]
    ]
    return Replayed(
        code=example.problem.code,
        path=example.path,
        date=example.date,
        earlier=earlier,
        offered=bool(right),
        first=right[:1] == [True],
        among=any(right),
    )


def _points(found: Sequence[Replayed]) -> tuple[tuple[str, float], ...]:
    points = []
    for low, high in _EARLIER:
        group = [one for one in found if low <= one.earlier <= high]
        if group:
            label = f"{low}" if low == high else f"{low}+" if high == _EARLIER[-1][1] else f"{low}-{high}"
            points.append((label, 100 * sum(one.first for one in group) / len(group)))
    return tuple(points)


def _figures(found: Sequence[Replayed]) -> dict[str, Any]:
    count = len(found)
    shares = {name: sum(getattr(one, name) for one in found) / count for name in ("offered", "first", "among")}
    return {"repairs": count, **{name: round(100 * share, 1) for name, share in shares.items()}}


def _as_json(runs: dict[str, list[Replayed]]) -> dict[str, Any]:
    return {
        "schema": 1,
        "type": "replay",
        "runs": {
            name: {
                **_figures(found),
                "curve": [{"earlier": label, "first": round(value, 1)} for label, value in _points(found)],
                "events": [attrs.asdict(one) for one in found],
            }
            for name, found in runs.items()
        },
    }


def _as_text(runs: dict[str, list[Replayed]], curves: Sequence[Curve]) -> str:
    lines = ["Repairs of this project, offered to an engine that knew only those before (%)", ""]
    for name, found in runs.items():
        told = _figures(found)
        lines.append(
            f"{name}: {told['repairs']} repairs, {told['offered']} offered, first fix right {told['first']}, "
            f"one of three {told['among']}"
        )
    return "\n".join([*lines, "", "First fix right, by earlier repairs of the same kind:", curve_text(curves)])
