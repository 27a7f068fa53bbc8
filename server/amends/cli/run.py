"""What every run of the program has, whichever command it is: options, a log, and an end without a traceback.

Nothing here needs click, which costs as much as half of our own modules: `amends serve` starts without it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

import attrs

from amends.core.errors import AmendsError


@attrs.define
class GlobalOptions:
    """What was said for this run, wherever on the command line it stood."""

    trust: bool = False
    model: str = ""
    profile: str = ""
    verbose: int = 0


def exit_code(command: Callable[[], object]) -> int:
    """Run a command: 0 nothing left, 1 something left, 2 wrong usage or an error of a tool."""
    try:
        code = command()
    except AmendsError as error:
        return _failed(error.sentence)
    except KeyboardInterrupt:  # before click is there to turn it into its own
        return _failed("stopped.")
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        logging.getLogger(__name__).info("the command failed", exc_info=error)
        return _failed(f"{error.filename or 'the system'}: {error.strerror or error}.")
    except Exception as error:  # the last boundary: one sentence for the person, the rest to the log
        logging.getLogger(__name__).info("the command failed", exc_info=error)
        return _failed(f"something went wrong inside ({type(error).__name__}); run again with -v for details.")
    return code if isinstance(code, int) else 0


def log_to_stderr(verbose: int) -> None:
    """All logs go to stderr; stdout belongs to the protocol or the answer."""
    level = (logging.ERROR, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger().setLevel(level)
    # pygls logs whole message bodies on info, initializationOptions among them.
    logging.getLogger("pygls").setLevel(logging.WARNING)


def _failed(sentence: str) -> int:
    print(f"amends: {sentence}", file=sys.stderr)  # noqa: T201 -- what the person is told
    return 2
