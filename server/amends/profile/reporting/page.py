"""The report as one self-contained page: no script, nothing loaded, readable without colours or a mouse."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
import jinja2
from markupsafe import Markup

_WIDTH, _HEIGHT, _MARGIN = 640.0, 180.0, 28.0
_NOTHING = "\N{EN DASH}"
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0


def report_page(profile: Mapping[str, Any], accounts: Mapping[str, Any], now: float) -> str:
    """The page of a profile (CONTRACT.md's Profile) and its `accounts_json`."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("amends.profile", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": _percent, "span": _span, "day": _day}
    style = environment.get_template("report.css").render()
    return environment.get_template("report.html.jinja").render(
        profile=profile,
        project=profile["identity"].partition(":")[2],
        accounts=accounts,
        made=_day(now),
        curve=_curve(accounts["weeks"]),
        style=Markup(style),  # noqa: S704 -- our own file, and the hash in the policy allows just this text
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


@attrs.frozen
class _Line:
    """One line of the picture: its points as SVG wants them, and single dots for those with a value."""

    name: str
    points: str
    dots: tuple[tuple[float, float], ...]


def _curve(weeks: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Kept rate by week, for fixes with and without something learned in them."""
    step = (_WIDTH - 2 * _MARGIN) / max(len(weeks) - 1, 1)

    def line(name: str) -> _Line:
        dots = tuple(
            (
                round(_MARGIN + index * step, 1),
                round(_HEIGHT - _MARGIN - week[name]["rate"] * (_HEIGHT - 2 * _MARGIN), 1),
            )
            for index, week in enumerate(weeks)
            if week[name]["cases"]
        )
        return _Line(name, " ".join(f"{x},{y}" for x, y in dots), dots)

    return {"width": _WIDTH, "height": _HEIGHT, "margin": _MARGIN, "lines": [line("learned"), line("without")]}


def _percent(rate: float | None) -> str:
    return _NOTHING if rate is None else f"{100 * rate:.0f} %"


def _span(seconds: float | None) -> str:
    """A length of time as people say it."""
    if seconds is None:
        return _NOTHING
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= unit:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds:.0f} s"


def _day(time: float | None) -> str:
    return _NOTHING if time is None else f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d}"
