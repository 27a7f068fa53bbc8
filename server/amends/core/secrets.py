"""What looks like a secret in a text: tokens of known shape, literals given to telling names, long random strings."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

_KNOWN = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bsk-[A-Za-z0-9_-]{16,}|"
    r"\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{30,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|"
    r"\b(?:sk|pk|rk)_(?:live|test)_\w{10,}|\bnpm_[A-Za-z0-9]{30,}|\bpypi-[\w-]{20,}|\bhf_[A-Za-z0-9]{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|"
    r"\b[a-z][a-z0-9+.-]*://[^\s:/@'\"{}]+:[^\s@'\"{}]+@"
)
_NAMED = re.compile(
    r"(?:pass(?:word|wd|phrase)|secret|token|api_?-?key|access_?key|private_?key|credentials?|auth)\w*[\"']?\]?\s*"
    r"(?::\s*[\w\[\]. |]+)?(?:=|:|==)\s*[rbuf]{0,2}([\"'])(?P<value>[^\"'\s{}$<>%]{6,})\1",
    re.IGNORECASE,
)
_LONG = re.compile(r"[\"'](?P<value>[A-Za-z0-9+/_=-]{32,})[\"']")
_NO_SECRET = re.compile(
    r"^[A-Za-z]+([_-][A-Za-z]+)*$|^(.)\2*$|example|placeholder|changeme|dummy|redacted|your[_-]", re.IGNORECASE
)
_RANDOM_BITS = 4.0


def secrets_in(content: str) -> Iterator[tuple[int, str]]:
    """Offset and value of each; the same place may be named more than once."""
    for found in _KNOWN.finditer(content):
        yield found.start(), found.group()
    for found in _NAMED.finditer(content):
        if not _NO_SECRET.search(found["value"]) and not found["value"].isdigit():
            yield found.start("value"), found["value"]
    for found in _LONG.finditer(content):
        if _entropy(found["value"]) >= _RANDOM_BITS and re.search(r"\d", found["value"]):
            yield found.start("value"), found["value"]


def _entropy(value: str) -> float:
    """Bits for each character (Shannon)."""
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())
