"""The one place that talks to a model: bounded and cancellable; the SDK is loaded when the first question is asked.

Loading the SDK takes about a second of CPU, so it happens in a worker thread while the event loop goes on ticking.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import random
from collections.abc import Mapping
from typing import Any

import attrs

from amends.core.errors import ModelOffError, ModelUnavailableError
from amends.fixing.claude.budget import Spending
from amends.fixing.claude.endpoint import Endpoint, is_loopback
from amends.fixing.claude.replies import Fault, Meter, ModelReply, ReplyBuilder, estimated_tokens
from amends.platform.clock import Clock

log = logging.getLogger(__name__)

_TRIES = 3
_CONNECT_SECONDS = 5.0
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 8.0


@attrs.frozen
class Question:
    """One request to a model."""

    model: str
    system: tuple[str, ...]
    """Blocks that stay the same from one question to the next, so that the endpoint can cache them."""
    prompt: str
    max_tokens: int
    tool: Mapping[str, Any] | None = None
    force_tool: bool = True
    temperature: float | None = None
    """Only for local endpoints: newer models of Anthropic's refuse it."""

    @property
    def content(self) -> str:
        """Everything that is sent, as one text."""
        return "\n".join((*self.system, self.prompt))


class ModelClient:
    """Asks one endpoint. `quiet_seconds` is how long a stream may say nothing once it has begun."""

    def __init__(self, endpoint: Endpoint, clock: Clock, *, quiet_seconds: float = 30.0) -> None:
        self.endpoint = endpoint
        self._clock = clock
        self._quiet_seconds = quiet_seconds
        self._sdk: Any = None
        self._loading = asyncio.Lock()

    async def ask(self, question: Question, meter: Meter, within: Spending) -> ModelReply:
        """The complete answer, asked for again after faults that pass, within the seconds and tokens given for all.

        `meter` counts the tokens of every try, however it ends.

        Raises:
            ModelUnavailableError: the endpoint is out of reach, overloaded or refuses.
            BrokenReplyError: it answers, and every answer is cut off or garbled.
            ModelAnswerError: it answers, but declines or runs out of room.
            ModelOffError: the SDK would ask another machine than the one there is consent for.
        """
        deadline = self._clock.monotonic() + within.seconds
        sdk = await self._loaded()
        number = 0
        while True:
            number += 1
            try:
                async with asyncio.timeout(deadline - self._clock.monotonic()):
                    return await self._ask_once(sdk, question, meter, deadline)
            except Exception as error:
                fault = self._fault(error, question, number)
                if not fault.retry or number == _TRIES or not _affordable(question, meter, within):
                    raise fault.error from error
                await _wait(fault, number, deadline - self._clock.monotonic())

    async def close(self) -> None:
        """Let go of connections."""
        if self._sdk is not None:
            await self._sdk.close()
            self._sdk = None

    async def _loaded(self) -> Any:
        async with self._loading:
            if self._sdk is None:
                sdk = await asyncio.to_thread(_build, self.endpoint)
                if self.endpoint.local and not is_loopback(str(sdk.base_url)):
                    await sdk.close()
                    raise ModelOffError(f"{sdk.base_url} is not on this machine; check amends.model.baseUrl.")
                self._sdk = sdk
            return self._sdk

    async def _ask_once(self, sdk: Any, question: Question, meter: Meter, deadline: float) -> ModelReply:
        builder = ReplyBuilder(question.content, meter)
        # A model on this machine may read a long prompt for minutes before its first word; others may not.
        patience = deadline - self._clock.monotonic() if self.endpoint.local else 2 * self._quiet_seconds
        try:
            async with asyncio.timeout(patience):
                stream = await sdk.messages.create(**_arguments(question))
            async with stream:
                events = aiter(stream)
                while (event := await _next(events, patience)) is not None:
                    builder.feed(event)
                    patience = self._quiet_seconds
            return builder.reply()
        finally:
            builder.settle()

    def _fault(self, error: Exception, question: Question, number: int) -> Fault:
        from amends.fixing.claude.faults import fault_of  # noqa: PLC0415 -- imports the SDK, which is loaded by now

        log.info("asking the model failed (try %d): %s", number, type(error).__name__)
        log.debug("details of the failure", exc_info=error)
        return fault_of(error, question.model, self.endpoint.base_url)


def _arguments(question: Question) -> dict[str, Any]:
    system = [{"type": "text", "text": block} for block in question.system]
    if system:
        system[-1]["cache_control"] = {"type": "ephemeral"}  # type: ignore[assignment]
    arguments: dict[str, Any] = {
        "model": question.model,
        "max_tokens": question.max_tokens,
        "system": system,
        "messages": [{"role": "user", "content": question.prompt}],
        "stream": True,
    }
    if question.tool is not None:
        arguments["tools"] = [dict(question.tool)]
        forced = {"type": "tool", "name": question.tool["name"]}
        arguments["tool_choice"] = forced if question.force_tool else {"type": "auto"}
    if question.temperature is not None:
        arguments["extra_body"] = {"temperature": question.temperature}
    return arguments


async def _next(events: Any, seconds: float) -> Any:
    async with asyncio.timeout(seconds):
        return await anext(events, None)


def _affordable(question: Question, meter: Meter, within: Spending) -> bool:
    again = estimated_tokens(question.content) + question.max_tokens
    return meter.tokens + again <= within.tokens


async def _wait(fault: Fault, number: int, left: float) -> None:
    """Wait as long as the endpoint asks, else longer each time; not when the answer would come too late."""
    wait = fault.wait
    if wait is None:
        wait = min(_FIRST_WAIT * 2.0 ** (number - 1), _LONGEST_WAIT) * random.uniform(0.75, 1.0)  # noqa: S311 -- jitter
    elif wait >= left:
        first, _, _ = fault.error.sentence.partition(";")
        asks = f"{first}; it asks to wait {wait:.0f} s, and this fix may take {max(left, 0):.0f} s more."
        raise ModelUnavailableError(asks) from fault.error
    if wait >= left:
        raise fault.error
    await asyncio.sleep(wait)


def _build(endpoint: Endpoint) -> Any:
    """The SDK's client, made in a worker thread: its import and its TLS context are slow."""
    sdk = importlib.import_module("anthropic")
    importlib.import_module("amends.fixing.claude.faults")
    make = _PROVIDERS.get(endpoint.provider)
    if make is None:
        raise ModelUnavailableError(
            f"amends.model.provider {endpoint.provider!r} is not known; use {', '.join(_PROVIDERS)}."
        )
    options: dict[str, Any] = {
        "max_retries": 0,
        "open_telemetry": False,
        "timeout": sdk.Timeout(None, connect=_CONNECT_SECONDS),
        "http_client": _http_client(sdk, endpoint),
    }
    if endpoint.from_settings:
        options["base_url"] = endpoint.base_url
    if endpoint.local and not any(os.environ.get(name) for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")):
        # Local servers take any key; looking for one elsewhere could ask another machine for it.
        options["api_key"] = "local"
    try:
        client = getattr(sdk, make)(**options)
        client.messages  # noqa: B018 -- a slow import of its own, done here rather than on the event loop
    except (ImportError, sdk.AnthropicError, ValueError) as error:
        raise ModelUnavailableError(f"The model's client cannot be set up: {error}") from error
    return client


def _http_client(sdk: Any, endpoint: Endpoint) -> Any:
    """Redirects are never followed: the user's settings alone say where the code goes. A proxy is another machine."""
    if not endpoint.local:
        return sdk.DefaultAsyncHttpxClient(follow_redirects=False)
    httpx2 = importlib.import_module("httpx2")
    transport = httpx2.AsyncHTTPTransport(trust_env=False)
    return httpx2.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)


_PROVIDERS: Mapping[str, str] = {
    "anthropic": "AsyncAnthropic",
    "bedrock": "AsyncAnthropicBedrock",
    "vertex": "AsyncAnthropicVertex",
}
