"""Which message a log line belongs to; tasks started by a handler inherit it."""

from __future__ import annotations

import logging
from contextvars import ContextVar

handled_method: ContextVar[str] = ContextVar("handled_method", default="-")


class MessageContextFilter(logging.Filter):
    """Gives every record a `message_context` for the format string."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a record."""
        record.message_context = handled_method.get()
        return True
