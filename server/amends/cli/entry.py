"""Where the program starts: `amends` and `python -m amends`."""

from __future__ import annotations

import sys

from amends.cli.run import GlobalOptions, exit_code, log_to_stderr

_AS_EDITORS_START_IT = (["serve"], ["serve", "--stdio"])


def main() -> None:
    """Run the command line, and exit with its code."""
    # An editor waits for the server, so that takes the short way past everything that is for terminals.
    sys.exit(exit_code(_serve if sys.argv[1:] in _AS_EDITORS_START_IT else _command))


def _serve() -> int:
    from amends.cli.serving import serve_stdio  # noqa: PLC0415

    log_to_stderr(0)
    return serve_stdio(GlobalOptions())


def _command() -> object:
    from amends.cli.main import called  # noqa: PLC0415

    return called()
