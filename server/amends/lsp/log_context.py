"""Which message a log line belongs to; tasks started by a handler inherit it."""

from __future__ import annotations

import logging
from contextvars import ContextVar

handled_method: ContextVar[str] = ContextVar("handled_method", default="-")


def log_with_message_context() -> None:
    """Let every log line of this process name the message that led to it, such as ``[textDocument/didSave]``."""
    # pygls logs whole bodies on info, initializationOptions among them.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(name)s [%(handled_method)s]: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(_add_context)
        handler.setFormatter(formatter)


def _add_context(record: logging.LogRecord) -> bool:
    record.handled_method = handled_method.get()
    return True
