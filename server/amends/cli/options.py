"""Options that every command takes, before its name or after it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from amends.cli.run import GlobalOptions, log_to_stderr


def global_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the global options to a command or group and merge them into the run's `GlobalOptions`."""

    @click.option("--trust", is_flag=True, help="Treat the folder as trusted in this run (`amends trust` remembers).")
    @click.option("--model", type=click.Choice(["off", "local", "remote"]), help="Which model may be used in this run.")
    @click.option("--profile", "profile_url", metavar="FILE", help="Use this profile instead of the project's own.")
    @click.option("-v", "--verbose", count=True, help="Log more to stderr; twice for debugging.")
    @functools.wraps(function)
    def merged(*, trust: bool, model: str | None, profile_url: str | None, verbose: int, **rest: Any) -> Any:
        context = click.get_current_context()
        options = context.ensure_object(GlobalOptions)
        options.trust |= trust
        options.model = model or options.model
        options.profile = profile_url or options.profile
        options.verbose += verbose
        log_to_stderr(options.verbose)
        return context.invoke(function, **rest)

    return merged


def run_options() -> GlobalOptions:
    """The merged options of the command that runs now."""
    return click.get_current_context().ensure_object(GlobalOptions)
