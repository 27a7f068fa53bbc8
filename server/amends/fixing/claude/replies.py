"""One streamed answer, put together strictly: what is cut off or garbled is an error, never a shorter answer.

The SDK's own accumulator parses tool arguments leniently and a truncated stream raises nothing, so that half an edit
could pass for a whole one. Here the arguments are kept as text until the stream has said that it is complete.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs

from amends.core.errors import ModelAnswerError, ModelError

_BYTES_PER_TOKEN = 3.5


class BrokenReplyError(ModelError):
    """The stream ended early or holds what is not an answer; worth asking again."""


@attrs.frozen
class Fault:
    """What went wrong, for the user and for the retry."""

    error: ModelError
    retry: bool = False
    wait: float | None = None
    """Seconds the endpoint asks to wait; None when it does not say."""


@attrs.define
class Meter:
    """Tokens used so far, read even when the answer breaks off; estimated where the endpoint does not count."""

    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    """Tokens read from the endpoint's cache, at a tenth of the price; part of `tokens_in`."""

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.tokens_in + self.tokens_out


@attrs.frozen
class ModelReply:
    """A complete answer."""

    text: str
    tool_input: Mapping[str, Any] | None
    """Arguments of the tool call; None when there is none."""
    stop_reason: str


@attrs.define
class ReplyBuilder:
    """Takes the raw events of one stream in order."""

    asked: str
    """The request's text, to estimate its tokens."""
    meter: Meter
    _texts: dict[int, list[str]] = attrs.field(factory=dict)
    _arguments: dict[int, list[str]] = attrs.field(factory=dict)
    _before: tuple[int, int, int] = (0, 0, 0)
    _started: bool = False
    _complete: bool = False
    _stop_reason: str | None = None

    def feed(self, event: Any) -> None:
        """Take one event; kinds that we do not know are skipped."""
        kind = getattr(event, "type", "")
        if kind == "message_start":
            self._started = True
            self._before = (self.meter.tokens_in, self.meter.tokens_out, self.meter.cached)
            self._count(event.message.usage)
        elif kind == "content_block_start":
            self._open(event.index, event.content_block)
        elif kind == "content_block_delta":
            self._extend(event.index, event.delta)
        elif kind == "message_delta":
            self._stop_reason = event.delta.stop_reason
            self._count(event.usage)
        elif kind == "message_stop":
            self._complete = True

    def reply(self) -> ModelReply:
        """The answer.

        Raises:
            BrokenReplyError: the stream ended before the answer did, or the tool's arguments are not JSON.
            ModelAnswerError: the model declined, or ran out of room.
        """
        if not self._started or not self._complete or self._stop_reason is None:
            raise BrokenReplyError("The model's answer broke off before its end; ask again.")
        if problem := _UNUSABLE.get(self._stop_reason):
            raise ModelAnswerError(problem)
        arguments = ["".join(parts) for parts in self._arguments.values()]
        text = "\n".join("".join(parts) for parts in self._texts.values())
        return ModelReply(text, _arguments(arguments), self._stop_reason)

    def _open(self, index: int, block: Any) -> None:
        if block.type == "text":
            self._texts[index] = [block.text or ""]
        elif block.type == "tool_use":
            # Some endpoints send the whole input at once instead of in deltas.
            self._arguments[index] = [json.dumps(block.input)] if block.input else []

    def _extend(self, index: int, delta: Any) -> None:
        if delta.type == "text_delta":
            self._texts.setdefault(index, []).append(delta.text)
        elif delta.type == "input_json_delta":
            self._arguments.setdefault(index, []).append(delta.partial_json)

    def _count(self, usage: Any) -> None:
        """Usage is a running total of this message; what earlier tries cost stays."""
        before_in, before_out, before_cached = self._before
        cached = _number(usage, "cache_read_input_tokens")
        fresh = _number(usage, "input_tokens") + _number(usage, "cache_creation_input_tokens")
        if fresh + cached:
            self.meter.tokens_in = before_in + fresh + cached
            self.meter.cached = before_cached + cached
        self.meter.tokens_out = max(self.meter.tokens_out, before_out + _number(usage, "output_tokens"))

    def settle(self) -> None:
        """Estimate what the endpoint did not count; call it once, however the stream ended."""
        before_in, before_out, _ = self._before
        if self._started and self.meter.tokens_in == before_in:
            self.meter.tokens_in += estimated_tokens(self.asked)
        received = "".join("".join(parts) for parts in (*self._texts.values(), *self._arguments.values()))
        self.meter.tokens_out = max(self.meter.tokens_out, before_out + estimated_tokens(received))


def estimated_tokens(content: str) -> int:
    """About how many tokens a text is; code runs a little under four bytes each."""
    return round(len(content.encode("utf-8", "surrogatepass")) / _BYTES_PER_TOKEN)


_UNUSABLE = {
    "max_tokens": "The model's answer did not fit into its limit of tokens, so nothing of it is used.",
    "refusal": "The model declined to answer this request.",
    "model_context_window_exceeded": "The request and its answer do not fit into the model's context.",
    "pause_turn": "The model paused in the middle of its answer, so nothing of it is used.",
}


def _number(usage: Any, name: str) -> int:
    value = getattr(usage, name, None)
    return value if isinstance(value, int) else 0


def _arguments(calls: list[str]) -> Mapping[str, Any] | None:
    if not calls:
        return None
    try:
        parsed = json.loads(calls[0])
    except ValueError as error:
        raise BrokenReplyError("The model's tool call is malformed; ask again.") from error
    if not isinstance(parsed, dict):
        raise BrokenReplyError("The model's tool call is malformed; ask again.")
    return parsed
