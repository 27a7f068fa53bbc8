"""Orders as the till sends them."""

import json
import os


class OrderError(Exception):
    """An order cannot be read."""


def parse_order(text: str) -> dict[str, object]:
    """Read one order."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise OrderError(f"unreadable order: {error}")
