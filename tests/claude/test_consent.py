"""No network without consent, loopback only where that is what was agreed to, nothing private ever."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import attrs
import pytest
from llmock.pytest_plugin import LLMock

from amends.core.errors import ModelOffError, ModelUnavailableError
from amends.core.settings import ModelSettings, ModelUse, Settings
from amends.fixing.claude.endpoint import default_use, find_endpoint, is_loopback
from support.model_bench import SETTINGS, ModelBench, remember_tools, request_for

CODE = "def home(name):\n    return §Path§(name)\n"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that somebody tries to reach; reaching it fails."""
    reached: list[object] = []

    def refuse(_: socket.socket, address: object) -> None:
        reached.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    return reached


@pytest.mark.parametrize(
    ("settings", "base_url", "sentence"),
    [
        (Settings(trusted=True), "http://127.0.0.1:8177", "amends.model.use"),
        (Settings(trusted=False, model=SETTINGS.model), "http://127.0.0.1:8177", "not trusted"),
        (SETTINGS, "https://models.example.com", "is not on this machine"),
        (SETTINGS, "", "is not on this machine"),
        (SETTINGS, "http://127.0.0.1.example.com:80", "not on this machine"),
        (SETTINGS, "http://127.0.0.1@example.com/", "not on this machine"),
        (
            attrs.evolve(SETTINGS, model=ModelSettings(use=ModelUse.LOCAL, provider="bedrock")),
            "",
            "not on this machine",
        ),
    ],
    ids=["off", "untrusted", "remote", "default-is-remote", "name-like-loopback", "user-like-loopback", "bedrock"],
)
async def test_nothing_is_sent_without_consent(
    bench: ModelBench,
    monkeypatch: pytest.MonkeyPatch,
    no_network: list[object],
    settings: Settings,
    base_url: str,
    sentence: str,
) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", base_url)
    with pytest.raises(ModelOffError, match=sentence):
        await bench.origin.attempt(request_for(bench, CODE, settings=settings))
    assert no_network == []


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("name", [".env.py", "deploy/server.pem", "secret/keys.py", ".venv/lib/x.py"])
async def test_private_files_are_never_sent(bench: ModelBench, llmock: LLMock, name: str) -> None:
    settings = attrs.evolve(SETTINGS, privacy_ignore=("secret/", "!.env.py"))
    with pytest.raises(ModelOffError, match="never sent"):
        await bench.origin.attempt(request_for(bench, CODE, name=name, settings=settings))
    assert llmock.requests == []


@pytest.mark.usefixtures("tools")
async def test_a_local_model_is_asked_without_any_key_and_past_every_proxy(
    bench: ModelBench, llmock: LLMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    llmock.call_tool("propose_edits", {"reason": "r", "edits": [_edit("Path(name)", "name")]})
    await bench.origin.attempt(request_for(bench, CODE))
    assert len(llmock.requests) == 1


async def test_a_redirect_is_not_followed(bench: ModelBench, llmock: LLMock, monkeypatch: pytest.MonkeyPatch) -> None:
    with _Redirector(f"{llmock.base_url('anthropic')}/v1/messages") as redirector:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", redirector.url)
        remember_tools(bench, tools=True)
        with pytest.raises(ModelUnavailableError, match="307"):
            await bench.origin.attempt(request_for(bench, CODE))
    assert llmock.requests == []


@pytest.mark.usefixtures("tools")
async def test_secrets_stay_here_and_are_back_in_the_edit(bench: ModelBench, llmock: LLMock) -> None:
    secret = "ghp_" + "Zq8mT2xL9vB4nR7wKd1s3F6hJ0pYcUeAiOgV"
    code = f"def home(name):\n    return §Path§(name, '{secret}')\n"
    edit = _edit("return Path(name, '⟦AMENDS_SECRET_1⟧')", "return Path(name), '⟦AMENDS_SECRET_1⟧'")
    llmock.call_tool("propose_edits", {"reason": "keep the key", "edits": [edit]})
    request = request_for(bench, code)
    (file,) = (await bench.origin.attempt(request)).candidate.files
    assert request.document.text.edited(file.edits).content.endswith(f"return Path(name), '{secret}'\n")
    assert secret not in str(llmock.last_request.body)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8177", True),
        ("http://127.4.5.6", True),
        ("http://localhost:1/v1", True),
        ("http://[::1]:8080", True),
        ("https://LOCALHOST", True),
        ("http://0.0.0.0:80", False),
        ("http://192.168.1.4", False),
        ("http://localhost.example.com", False),
        ("http://[::1", False),
        ("", False),
        ("localhost:8080", False),
    ],
)
def test_what_counts_as_this_machine(url: str, local: bool) -> None:  # noqa: FBT001 -- a table
    assert is_loopback(url) is local


def test_an_unset_use_means_local_only_where_the_endpoint_is() -> None:
    model = ModelSettings()
    assert default_use(model, {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8177"}) is ModelUse.LOCAL
    assert default_use(model, {"ANTHROPIC_BASE_URL": "https://models.example.com"}) is ModelUse.OFF
    assert default_use(model, {}) is ModelUse.OFF
    ours = attrs.evolve(model, base_url="http://localhost:1")
    assert find_endpoint(ours, {"ANTHROPIC_BASE_URL": "https://models.example.com"}).local


def test_importing_the_origin_does_not_import_the_sdk() -> None:
    code = "import sys, amends.fixing.claude.origin as _; sys.exit('anthropic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _edit(old: str, new: str) -> dict[str, str]:
    return {"file": "shop.py", "old_text": old, "new_text": new}


class _Redirector:
    """A loopback server that sends everybody elsewhere."""

    def __init__(self, target: str) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.send_response(307)
                self.send_header("location", target)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
