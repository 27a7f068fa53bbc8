"""Every way in which asking a model can fail, as one sentence and whether it is worth another try.

The SDK lets some faults through raw: a disconnect (`httpx2.RemoteProtocolError`), a stall (`httpx2.ReadTimeout`), a
garbled chunk (`json.JSONDecodeError`). All end here. This module is imported together with the SDK, never before.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping

import anthropic
import httpx2

from amends.core.errors import ModelAnswerError, ModelError, ModelUnavailableError
from amends.fixing.claude.replies import BrokenReplyError, Fault

_TOO_LONG = ("context_length", "context window", "prompt is too long", "exceed_context", "too many tokens")
_SERVER_ERROR = 500
_RETRIED = frozenset({408, 409, 429})
_RETRIED_TYPES = frozenset({"overloaded_error", "rate_limit_error", "api_error", "timeout_error"})


def fault_of(error: Exception, model: str, base_url: str) -> Fault:
    """What an exception raised while asking means."""
    if isinstance(error, ModelError):
        return Fault(error, retry=isinstance(error, BrokenReplyError))
    if isinstance(error, anthropic.APIStatusError):
        return _status_fault(error, model)
    if isinstance(error, anthropic.CredentialsError) or "authentication method" in str(error):
        return _unavailable("No API key was found; set ANTHROPIC_API_KEY where the editor is started.")
    if isinstance(error, ImportError):
        return _unavailable("This provider needs more packages; install anthropic[bedrock,vertex] beside Amends.")
    for kinds, sentence in _TRANSPORT:
        if isinstance(error, kinds):
            return _unavailable(sentence.format(base_url=base_url), retry=True)
    # What is left are texts that are no Messages stream: JSON and Unicode errors, events of an unknown shape.
    return _unavailable(f"The endpoint {base_url} sent what is not an answer in the Messages format.", retry=True)


_TRANSPORT: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    (
        (TimeoutError, anthropic.APITimeoutError, httpx2.TimeoutException),
        "The model did not answer in time; try again later.",
    ),
    ((anthropic.APIConnectionError,), "The model's endpoint {base_url} cannot be reached; check that it runs."),
    ((httpx2.HTTPError,), "The connection to the model broke off in the middle of its answer; ask again."),
)


def _status_fault(error: anthropic.APIStatusError, model: str) -> Fault:
    status = error.status_code
    if _is_too_long(error):
        return Fault(ModelAnswerError("The request is too long for the model's context."))
    if sentence := _FINAL.get(status):
        return _unavailable(sentence.format(model=model))
    retry = _may_retry(error)
    if status == anthropic.RateLimitError.status_code or error.type == "rate_limit_error":
        return _unavailable("The model's endpoint limits the rate; try again in a while.", retry, _retry_after(error))
    if status >= _SERVER_ERROR or error.type in _RETRIED_TYPES:
        return _unavailable(
            f"The model's endpoint is overloaded or down ({status}); try again later.", retry, _retry_after(error)
        )
    said = " ".join((error.api_message or "").split())[:160]
    return _unavailable(
        f"The model's endpoint refuses the request ({status}): {said or 'no reason given'}", retry, _retry_after(error)
    )


_FINAL = {
    401: "The endpoint does not accept the API key (401); check ANTHROPIC_API_KEY.",
    402: "The account has no credit left (402); check its billing.",
    403: "The API key may not use this model (403); check the account or amends.model.name.",
    404: "The endpoint does not know the model {model} (404); set amends.model.name.",
}


def _unavailable(sentence: str, retry: bool = False, wait: float | None = None) -> Fault:  # noqa: FBT001, FBT002 -- private, one call each
    return Fault(ModelUnavailableError(sentence), retry, wait)


def _is_too_long(error: anthropic.APIStatusError) -> bool:
    words = f"{error.type} {error.error_code} {error.api_message}".lower()
    return error.status_code == anthropic.ContentTooLargeError.status_code or any(word in words for word in _TOO_LONG)


def _may_retry(error: anthropic.APIStatusError) -> bool:
    told = error.response.headers.get("x-should-retry")
    if told in {"true", "false"}:
        return told == "true"
    return error.status_code in _RETRIED or error.status_code >= _SERVER_ERROR or error.type in _RETRIED_TYPES


def _retry_after(error: anthropic.APIStatusError) -> float | None:
    return wait_asked_for(error.response.headers, time.time())


def wait_asked_for(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds a response asks to wait: ``retry-after-ms``, or ``retry-after`` in seconds or as a date."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return max(float(headers.get(name, "")) / unit, 0.0)
        except ValueError:
            continue
    try:
        return max(email.utils.parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - now, 0.0)
    except (ValueError, TypeError):
        return None
