"""One wrapper around every handler: structured params, log context, timing and the error boundary."""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import cattrs
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcInvalidParams

from amends.core.errors import AmendsError, StaleError
from amends.lsp.log_context import handled_method
from amends.lsp.protocol import WENT_WRONG

log = logging.getLogger(__name__)

_SLOW_SECONDS = 0.1
_REQUEST_FAILED = -32803
_CONTENT_MODIFIED = -32801


def wrapped(
    method: str, kind: type, handler: Callable[[Any], Any], converter: cattrs.Converter
) -> Callable[[Any], Any]:
    """A handler as pygls gets it; its params are read into `kind`, and `dict` hands the JSON over as it came.

    A plain function runs on the event loop at once, so that messages are handled in the order they came; only what
    must wait for something may be a coroutine function.
    """

    def handle(params: Any) -> Any:
        with _boundary(method):
            return handler(read_params(kind, params, converter))

    async def handle_async(params: Any) -> Any:
        with _boundary(method):
            return await handler(read_params(kind, params, converter))

    return handle_async if inspect.iscoroutinefunction(handler) else handle


def read_params(kind: type, params: Any, converter: cattrs.Converter) -> Any:
    """Params or a command's argument as the type their handler takes.

    Raises:
        JsonRpcInvalidParams: they do not fit.
    """
    if kind is dict and isinstance(params, dict):
        return params
    try:
        return converter.structure({} if params is None else params, kind)
    except (TypeError, ValueError, KeyError, AttributeError, cattrs.BaseValidationError) as error:
        why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise JsonRpcInvalidParams(f"Invalid params: {why}.") from error


@contextmanager
def _boundary(method: str) -> Iterator[None]:
    """What leaves a handler is a JSON-RPC error with one sentence; everything else is in the log."""
    handled_method.set(method)
    started = time.perf_counter()
    try:
        yield
    except (JsonRpcException, asyncio.CancelledError) as error:
        log.debug("refused: %s", error)
        raise
    except AmendsError as error:
        log.debug("refused", exc_info=True)
        code = _CONTENT_MODIFIED if isinstance(error, StaleError) else _REQUEST_FAILED
        raise JsonRpcException(error.sentence, code) from error
    except Exception as error:
        log.exception("failed")
        raise JsonRpcInternalError(WENT_WRONG) from error
    finally:
        seconds = time.perf_counter() - started
        log.log(logging.INFO if seconds > _SLOW_SECONDS else logging.DEBUG, "took %.1f ms", seconds * 1000)
