"""Secrets never leave: they go out as placeholders and come back as themselves in the edit.

One choke point redacts every text of a request just before it is sent. Placeholders never change the number of
lines, so line numbers shown to the model stay true.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable

from amends.core.errors import ModelAnswerError

# Formats that their issuers publish so that leaks can be found; the list grows, nothing else depends on it.
_KNOWN_FORMATS = re.compile(
    r"sk-ant-[A-Za-z0-9_-]{16,}"
    r"|\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}"
    r"|\bglpat-[A-Za-z0-9_-]{20,}"
    r"|\bxox[abeoprs]-[A-Za-z0-9-]{10,}"
    r"|\bAIza[0-9A-Za-z_-]{35}"
    r"|\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}"
    r"|\bnpm_[A-Za-z0-9]{36}|\bpypi-[A-Za-z0-9_-]{32,}|\bhf_[A-Za-z0-9]{30,}"
    r"|\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.{0,8000}?(?:-----END|\Z)", re.DOTALL)
_KEY_MATERIAL = re.compile(r"[A-Za-z0-9+/=]{24,}")
_URL_PASSWORD = re.compile(r"(?P<before>://[^\s:/@'\"]{0,200}:)(?P<value>[^\s/@'\"]{3,200})(?=@)")
_BEARER = re.compile(r"(?P<before>\b[Bb]earer\s+)(?P<value>[A-Za-z0-9._~+/-]{16,}=*)")
_TELLING = r"(?i:secret|token|passw(?:or)?d|passwd|api[_-]?key|credential|private[_-]?key|access[_-]?key|auth)"
_QUOTED = re.compile(
    rf"(?P<before>\b(?P<name>[\w.-]{{0,60}}{_TELLING}[\w.-]{{0,60}})[\"']?\]?\s*(?::\s*[\w\[\]., |]{{1,60}})?"
    r"(?:=>|:=|=|:|,)\s*[bru]{0,2}(?P<quote>[\"']))(?P<value>[^\"'\s]{6,512})(?=(?P=quote))"
)
_UNQUOTED = re.compile(
    rf"(?P<before>\b(?P<name>[A-Z0-9_]{{0,60}}{_TELLING}[A-Z0-9_]{{0,60}})=)(?P<value>[A-Za-z0-9+/_-]{{16,512}}=*)"
)
_PLACEHOLDER = re.compile(r"⟦AMENDS_SECRET_(\d+)⟧")
_LEFTOVER = re.compile(r"AMENDS_SECRET_\d+")
# Bits for each character; words and identifiers stay below, random keys above.
_RANDOM_ENTROPY = 3.0


class Redactor:
    """The secrets of one request: the same secret always has the same placeholder."""

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}

    def redact(self, content: str) -> str:
        """The same text with every secret replaced; it has as many lines as before."""
        content = _PRIVATE_KEY.sub(lambda block: _KEY_MATERIAL.sub(self._whole, block.group()), content)
        content = _KNOWN_FORMATS.sub(self._whole, content)
        for pattern, is_secret in _NAMED:
            content = pattern.sub(lambda found, test=is_secret: self._named(found, test), content)  # type: ignore[misc]
        return content

    def restore(self, content: str) -> str:
        """Text from the model with its placeholders turned back.

        Raises:
            ModelAnswerError: it holds a placeholder that was never given out, or a damaged one.
        """
        secrets = {placeholder: secret for secret, placeholder in self._placeholders.items()}
        restored = _PLACEHOLDER.sub(lambda found: secrets.get(found.group(), found.group()), content)
        if _LEFTOVER.search(restored):
            raise ModelAnswerError("The model damaged a redacted secret, so its edit is not used.", "no-match")
        return restored

    @property
    def count(self) -> int:
        """How many different secrets were found, for the log."""
        return len(self._placeholders)

    def _placeholder(self, secret: str) -> str:
        return self._placeholders.setdefault(secret, f"⟦AMENDS_SECRET_{len(self._placeholders) + 1}⟧")

    def _whole(self, found: re.Match[str]) -> str:
        return self._placeholder(found.group())

    def _named(self, found: re.Match[str], is_secret: Callable[[re.Match[str]], bool]) -> str:
        if _PLACEHOLDER.search(found["value"]) or not is_secret(found):
            return found.group()
        return found["before"] + self._placeholder(found["value"])


def entropy(value: str) -> float:
    """Shannon entropy of a text in bits for each character."""
    total = len(value)
    return -sum(count / total * math.log2(count / total) for count in Counter(value).values()) if total else 0.0


def _is_random(found: re.Match[str]) -> bool:
    value = found["value"]
    if "passw" in found["name"].lower():
        return True
    return entropy(value) >= _RANDOM_ENTROPY and any(character.isdigit() for character in value)


def _always(found: re.Match[str]) -> bool:
    return bool(found["value"])


_NAMED = ((_URL_PASSWORD, _always), (_BEARER, _always), (_QUOTED, _is_random), (_UNQUOTED, _is_random))
