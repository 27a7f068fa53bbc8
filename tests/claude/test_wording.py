"""A model puts lessons into its own words, within consent, budget and privacy."""

from __future__ import annotations

import attrs
import pytest
from llmock.pytest_plugin import LLMock

from amends.core.errors import ModelOffError
from amends.core.fixes import Attempt, Deviation
from amends.core.settings import ModelUse
from support.model_bench import SETTINGS, ModelBench, request_for
from support.profiles import KIND

CODE = "def f():\n    return §Path§(1)\n"
BETTER = "Never add a noqa comment; compare with `is` instead."


def learned(bench: ModelBench) -> str:
    gate = Deviation("gate", "Gate suppression: the edit adds a noqa.")
    for number in range(3):
        bench.profile.record_tries(KIND, f"shop/m{number}.py", [Attempt("model:minimal", gate)])
    [lesson] = bench.profile.unworded_lessons()
    return lesson.id


@pytest.mark.parametrize(("answer", "text"), [(BETTER, BETTER), ("No.\nI cannot say\nmore.", None), ("", None)])
async def test_a_lesson_is_put_into_the_models_words_once(
    bench: ModelBench, llmock: LLMock, answer: str, text: str | None
) -> None:
    lesson = learned(bench)
    before = bench.profile.all_lessons()[0].text
    llmock.reply(answer or "ok")
    request = request_for(bench, CODE)
    await bench.origin.word_lessons(request)
    assert "adds a noqa" in str(llmock.requests[-1])
    assert bench.profile.all_lessons()[0].text == (text or before)
    assert bench.ledger.today().tokens > 0
    await bench.origin.word_lessons(request)
    assert len(llmock.requests) == 1
    undo = next(one for one in bench.profile.show()["changes"] if one["action"] == "worded")
    bench.profile.undo(undo["id"])
    assert (bench.profile.all_lessons()[0].id, bench.profile.all_lessons()[0].text) == (lesson, before)


async def test_nothing_is_asked_without_consent_or_about_private_files(bench: ModelBench, llmock: LLMock) -> None:
    learned(bench)
    private = attrs.evolve(SETTINGS, privacy_ignore=("shop/",))
    await bench.origin.word_lessons(request_for(bench, CODE, settings=private))
    off = attrs.evolve(SETTINGS, model=attrs.evolve(SETTINGS.model, use=ModelUse.OFF))
    with pytest.raises(ModelOffError):
        await bench.origin.word_lessons(request_for(bench, CODE, settings=off))
    assert llmock.requests == []
