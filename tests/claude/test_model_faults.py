"""Every fault of an endpoint is a clear sentence or a quiet retry; never a hang, never half an edit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import attrs
import pytest
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply, ToolCall
from llmock.testing import LLMockServer

from amends.core.errors import ModelError, ModelUnavailableError
from amends.core.settings import ModelBudget
from amends.fixing.claude.replies import BrokenReplyError
from amends.fixing.origins import UnusableAnswerError
from support.model_bench import SETTINGS, ModelBench, request_for, result

CODE = "import os\n\n\ndef home(name):\n    return §Path§(name)\n"
FIXED = "import os\nfrom pathlib import Path\n\n\ndef home(name):\n    return Path(name)\n"
ANSWER = {
    "reason": "import Path",
    "edits": [{"file": "shop.py", "old_text": "import os\n", "new_text": "import os\nfrom pathlib import Path\n"}],
}
Break = Callable[[LLMock], object]


@pytest.mark.usefixtures("tools")
async def test_a_tool_call_becomes_a_candidate(bench: ModelBench, llmock: LLMock) -> None:
    llmock.call_tool("propose_edits", ANSWER)
    request = request_for(bench, CODE)
    proposal = await bench.origin.attempt(request)
    assert result(proposal, request) == FIXED
    assert proposal.candidate.title == "import Path"
    assert proposal.strategy == "model:minimal"
    assert proposal.tokens > 0
    assert bench.ledger.today().tokens == proposal.tokens


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize(
    "fault",
    [
        lambda mock: mock.rate_limit(retry_after=0.05),
        lambda mock: mock.fail(529, retry_after=0.05),
        lambda mock: mock.fail(500),
        lambda mock: mock.truncate(after_chunks=4),
        lambda mock: mock.disconnect(after_chunks=4),
        lambda mock: mock.corrupt(after_chunks=4),
        lambda mock: mock.stall(after_chunks=4, seconds=5),
        lambda mock: mock.break_tool_call(),
    ],
    ids=["429", "529", "500", "truncate", "disconnect", "corrupt", "stall", "malformed"],
)
async def test_a_passing_fault_is_retried(bench: ModelBench, llmock: LLMock, fault: Break) -> None:
    llmock.call_tool("propose_edits", ANSWER, times=2)
    fault(llmock)
    request = request_for(bench, CODE)
    assert result(await bench.origin.attempt(request), request) == FIXED
    assert len(llmock.requests) == 2
    llmock.assert_resilient()


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (lambda mock: mock.rate_limit(times=None, retry_after=0.05), "limits the rate"),
        (lambda mock: mock.rate_limit(times=None, retry_after=4000), "asks to wait 4000 s"),
        (lambda mock: mock.fail(529, times=None, retry_after=0.05), "overloaded or down (529)"),
        (lambda mock: mock.truncate(after_chunks=4, times=None), "broke off before its end"),
        (lambda mock: mock.disconnect(after_chunks=4, times=None), "broke off in the middle"),
        (lambda mock: mock.corrupt(after_chunks=4, times=None), "not an answer in the Messages format"),
        (lambda mock: mock.stall(after_chunks=4, seconds=5, times=None), "did not answer in time"),
        (lambda mock: mock.break_tool_call(times=None), "malformed"),
        (lambda mock: mock.fail(401, times=None), "API key"),
        (lambda mock: mock.fail(402, times=None), "credit"),
        (lambda mock: mock.fail(404, times=None), "amends.model.name"),
        (lambda mock: mock.fail(400, times=None, message="max_tokens: too large"), "max_tokens: too large"),
    ],
    ids=[
        "429",
        "429-long",
        "529",
        "truncate",
        "disconnect",
        "corrupt",
        "stall",
        "malformed",
        "401",
        "402",
        "404",
        "400",
    ],
)
async def test_a_lasting_fault_is_one_clear_sentence(
    bench: ModelBench, llmock: LLMock, fault: Break, sentence: str
) -> None:
    llmock.call_tool("propose_edits", ANSWER, times=None)
    fault(llmock)
    with pytest.raises((ModelUnavailableError, BrokenReplyError)) as caught:
        await bench.origin.attempt(request_for(bench, CODE))
    assert sentence in caught.value.sentence
    assert "\n" not in caught.value.sentence
    assert len(llmock.requests) <= 3
    # The mock cannot see that a truncated answer was refused; of everything else it is a fair judge.
    assert {error.code for error in llmock.verdict().errors} <= {"truncated_stream_accepted"}


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize(
    ("finish", "sentence"),
    [
        ("length", "did not fit into its limit"),
        ("content_filter", "declined"),
        ("model_context_window_exceeded", "context"),
        ("pause_turn", "paused"),
    ],
)
async def test_an_incomplete_answer_is_not_used(bench: ModelBench, llmock: LLMock, finish: str, sentence: str) -> None:
    llmock.add(Reply(tool_calls=(ToolCall("propose_edits", ANSWER),), finish_reason=finish))
    with pytest.raises(UnusableAnswerError, match=sentence) as caught:
        await bench.origin.attempt(request_for(bench, CODE))
    attempt = caught.value.attempt
    assert attempt.strategy == "model:minimal"
    assert attempt.tokens > 0
    assert attempt.deviation is not None
    assert attempt.deviation.cause == "no-answer"


@pytest.mark.usefixtures("tools")
async def test_a_request_that_is_too_long_says_so(bench: ModelBench, llmock: LLMock) -> None:
    llmock.context_overflow(times=None)
    with pytest.raises(UnusableAnswerError, match="too long for the model's context"):
        await bench.origin.attempt(request_for(bench, CODE))
    assert len(llmock.requests) == 1


@pytest.mark.usefixtures("tools")
async def test_cancelling_ends_the_question(bench: ModelBench, llmock: LLMock, llmock_server: LLMockServer) -> None:
    llmock.call_tool("propose_edits", ANSWER, times=None).delay(5, times=None)
    asking = asyncio.create_task(bench.origin.attempt(request_for(bench, CODE)))
    while not llmock_server.state.journal.in_flight:
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


@pytest.mark.usefixtures("tools")
async def test_the_seconds_of_a_fix_end_a_silent_endpoint(bench: ModelBench, llmock: LLMock) -> None:
    llmock.delay(5, times=None)
    budget = ModelBudget(tokens=60_000, seconds=1.0, money=1.0)
    settings = attrs.evolve(SETTINGS, model=attrs.evolve(SETTINGS.model, per_fix=budget))
    with pytest.raises(ModelUnavailableError, match="did not answer in time"):
        await bench.origin.attempt(request_for(bench, CODE, settings=settings))


async def test_nobody_listens(bench: ModelBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match="cannot be reached"):
        await bench.origin.attempt(request_for(bench, CODE))
