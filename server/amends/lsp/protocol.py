"""JSON-RPC as LSP wants it, on top of pygls: every request is answered once, nothing is served out of turn."""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
from concurrent.futures import Future
from enum import Enum, auto
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.protocol.json_rpc import JsonRPCProtocol

log = logging.getLogger(__name__)

WENT_WRONG = "Amends could not do this because of an error of its own; its log has the details."


class Lifecycle(Enum):
    """What the client may ask for."""

    NEW = auto()
    READY = auto()
    SHUT_DOWN = auto()


class ClientError(Exception):
    """The client refused one of our requests, or cannot answer it."""


class AmendsProtocol(JsonRPCProtocol):
    """Works on decoded JSON; handlers get their params as `registration.py` structures them.

    pygls structures messages inside `json.loads`, where an error can no longer be answered and a nested object with
    a `jsonrpc` key is taken for a message; `receive` is used instead.
    """

    def __init__(self, server: Any, converter: Any) -> None:
        super().__init__(server, converter)
        self.lifecycle = Lifecycle.NEW
        self._asked: dict[str, asyncio.Future[Any]] = {}
        self._asked_count = 0

    def receive(self, body: bytes) -> None:
        """Take one message: dispatch it, or answer why not."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            self._send_response_error(None, JsonRpcParseError("The message is no JSON."))
            return
        match message:
            case {"method": str(method), "id": int() | str() as message_id}:
                self._in_own_context(self._take_request, message_id, method, message.get("params"))
            case {"method": str(method)} if "id" not in message:
                self._in_own_context(self._take_notification, method, message.get("params"))
            case {"id": str(message_id)} if message_id in self._asked:
                self._take_answer(message_id, message)
            case {"id": _} if "method" not in message:
                log.debug("answer to a question that nobody waits for")
            case _:
                self._send_response_error(None, JsonRpcInvalidRequest("The message is no request or notification."))

    async def ask(self, method: str, params: Any, seconds: float) -> Any:
        """Send a request and wait for its result, as JSON.

        Raises:
            ClientError: the client answered with an error.
            TimeoutError: it did not answer in time; a late answer is dropped.
        """
        self._asked_count += 1
        message_id = f"amends-{self._asked_count}"
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[message_id] = answer
        try:
            self._send_data({"jsonrpc": self.VERSION, "id": message_id, "method": method, "params": params})
            async with asyncio.timeout(seconds):
                return await answer
        finally:
            self._asked.pop(message_id, None)

    def cancel_requests(self) -> None:
        """End every request that is being worked on but the one being handled; each is answered as cancelled."""
        current = self.msg_id
        for message_id, future in list(self._request_futures.items()):
            if message_id != current:
                future.cancel()

    def _in_own_context(self, take: Any, *arguments: Any) -> None:
        contextvars.copy_context().run(take, *arguments)

    def _take_request(self, message_id: int | str, method: str, params: Any) -> None:
        if refusal := self._refusal(method):
            self._send_response_error(message_id, refusal)
        else:
            self._handle_request(message_id, method, params)

    def _refusal(self, method: str) -> JsonRpcException | None:
        first = method == types.INITIALIZE
        match self.lifecycle:
            case Lifecycle.NEW if not first:
                return JsonRpcServerNotInitialized("Send `initialize` first.")
            case Lifecycle.READY if first:
                return JsonRpcInvalidRequest("The server is initialized already.")
            case Lifecycle.SHUT_DOWN:
                return JsonRpcInvalidRequest("The server is shutting down.")
        return None

    def _take_notification(self, method: str, params: Any) -> None:
        if method == types.EXIT or self.lifecycle is Lifecycle.READY:
            self._handle_notification(method, params)

    def _take_answer(self, message_id: str, message: dict[str, Any]) -> None:
        answer = self._asked[message_id]
        if answer.done():
            return
        if error := message.get("error"):
            answer.set_exception(ClientError(str(error.get("message") if isinstance(error, dict) else error)))
        else:
            answer.set_result(message.get("result"))

    # -- what pygls does differently ------------------------------------------------------------------------------
    def _handle_notification(self, method_name: str, params: Any) -> None:
        if method_name == types.CANCEL_REQUEST:
            message_id = params.get("id") if isinstance(params, dict) else None
            if isinstance(message_id, (int, str)) and (future := self._request_futures.get(message_id)):
                future.cancel()
        elif method_name in self.fm.features or not method_name.startswith("$/"):
            super()._handle_notification(method_name, params)

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        """Without the traceback, paths included, that pygls puts into the answer."""
        self._request_futures.pop(msg_id, None)
        if future.cancelled():
            self._send_response_error(msg_id, JsonRpcRequestCancelled("The request was cancelled."))
        elif error := future.exception():
            known = isinstance(error, JsonRpcException)
            self._send_response_error(msg_id, error if known else JsonRpcInternalError(WENT_WRONG))  # type: ignore[arg-type]  # known says so
        else:
            self._send_response(msg_id, result=future.result())

    def _check_handler_result(self, future: Future[Any]) -> None:
        """The error boundary around every handler has logged what there was to log; pygls would show a popup."""
        if not future.cancelled():
            future.exception()

    def _send_response_error(self, message_id: int | str | None, error: JsonRpcException) -> None:
        answer = {"code": error.code, "message": error.message}
        self._send_data({"jsonrpc": self.VERSION, "id": message_id, "error": answer})
