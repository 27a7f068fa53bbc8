"""Budgets are hard: for each fix, for each day, across servers and restarts."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from llmock.pytest_plugin import LLMock

from amends.core.errors import ModelBudgetError
from amends.core.fixes import Attempt, Deviation
from amends.core.settings import ModelBudget, Settings
from amends.fixing.claude.budget import DayLedger, Spending, affordable, cost_of, remaining
from amends.fixing.claude.strategies import PORTFOLIO, choose_strategy
from support.model_bench import SETTINGS, ModelBench, request_for

CODE = "def home(name):\n    return §Path§(name)\n"
PLENTY = ModelBudget(tokens=10**9, seconds=10**6, money=10**6)


@attrs.define
class SetClock:
    time: float = 1_700_000_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


def with_budgets(*, fix: ModelBudget = PLENTY, day: ModelBudget = PLENTY) -> Settings:
    return attrs.evolve(SETTINGS, model=attrs.evolve(SETTINGS.model, per_fix=fix, per_day=day))


@pytest.mark.parametrize(
    ("spent", "words"),
    [
        (Spending(tokens=100), "tokens for this fix are used up (100 of 100); amends.model.budget.perFix"),
        (Spending(seconds=60.5), "seconds for this fix are used up (60.5 of 60)"),
        (Spending(money=1.0), "dollars for this fix are used up (1 of 1)"),
    ],
)
def test_each_limit_of_a_fix_is_named(spent: Spending, words: str) -> None:
    settings = with_budgets(fix=ModelBudget(tokens=100, seconds=60, money=1.0)).model
    with pytest.raises(ModelBudgetError) as caught:
        remaining(settings, spent, Spending(), free=False)
    assert words in caught.value.sentence


def test_the_day_limits_too_and_money_counts_only_where_something_is_paid() -> None:
    settings = with_budgets(day=ModelBudget(tokens=1000, seconds=100, money=0.0)).model
    with pytest.raises(ModelBudgetError, match=r"dollars for today .* amends\.model\.budget\.perDay"):
        remaining(settings, Spending(), Spending(), free=False)
    left = remaining(settings, Spending(), Spending(tokens=400, seconds=40), free=True)
    assert (left.tokens, left.seconds) == (600, 60)


def test_prices_go_by_family_and_an_unknown_model_is_counted_in_tokens() -> None:
    assert cost_of("claude-sonnet-5-5", 1_000_000, 0) == pytest.approx(3.0)
    assert cost_of("claude-3-5-haiku-latest", 0, 1_000_000) == pytest.approx(4.0)
    assert cost_of("qwen2.5-coder", 10**9, 10**9) == 0.0
    assert affordable(Spending(10**6, 60, 0.15), "claude-sonnet-5-5", free=False).tokens == 10_000
    assert affordable(Spending(10**6, 60, 0.15), "qwen2.5-coder", free=False).tokens == 10**6


def test_the_ledger_is_kept_for_the_day_and_shared_by_two_servers(tmp_path: Path) -> None:
    clock = SetClock()
    one, other = DayLedger("a project", clock, tmp_path), DayLedger("a project", clock, tmp_path)
    one.add(Spending(10, 1.5, 0.25))
    other.add(Spending(20, 0.5, 0.25))
    assert one.today() == other.today() == Spending(30, 2.0, 0.5)
    assert DayLedger("another", clock, tmp_path).today() == Spending()
    clock.time += 86_400
    assert one.today() == Spending()


def test_a_damaged_line_of_the_ledger_costs_only_itself(tmp_path: Path) -> None:
    ledger = DayLedger("a project", SetClock(), tmp_path)
    ledger.add(Spending(10, 1.0, 0.1))
    (file,) = tmp_path.rglob("*.jsonl")
    with file.open("a") as lines:
        lines.write("not json\n")
    ledger.add(Spending(5, 1.0, 0.1))
    assert ledger.today().tokens == 15


def test_what_cannot_be_written_down_may_not_be_spent(tmp_path: Path) -> None:
    (tmp_path / "budget").write_text("a file where the folder should be")
    with pytest.raises(ModelBudgetError, match="cannot be kept"):
        DayLedger("a project", SetClock(), tmp_path / "budget").add(Spending(1))


@pytest.mark.usefixtures("tools")
async def test_a_used_up_budget_sends_nothing(bench: ModelBench, llmock: LLMock) -> None:
    before = Attempt("model:minimal", Deviation("still-there", "F821"), tokens=600, cost=0.0, duration_ms=10)
    settings = with_budgets(fix=ModelBudget(tokens=600, seconds=60, money=1.0))
    request = attrs.evolve(request_for(bench, CODE, settings=settings), attempts=(before,))
    with pytest.raises(ModelBudgetError, match="tokens for this fix"):
        await bench.origin.attempt(request)
    tight = with_budgets(fix=ModelBudget(tokens=700, seconds=60, money=1.0))
    with pytest.raises(ModelBudgetError, match="too little"):
        await bench.origin.attempt(attrs.evolve(request, settings=tight))
    assert llmock.requests == []


@pytest.mark.usefixtures("tools")
async def test_retries_stay_inside_the_budget(bench: ModelBench, llmock: LLMock) -> None:
    edit = {"file": "shop.py", "old_text": "Path(name)", "new_text": "name"}
    llmock.call_tool("propose_edits", {"reason": "r", "edits": [edit]}, times=None).truncate(after_chunks=4, times=None)
    settings = with_budgets(fix=ModelBudget(tokens=2_000, seconds=60, money=1.0))
    with pytest.raises(Exception, match="broke off"):
        await bench.origin.attempt(request_for(bench, CODE, settings=settings))
    assert len(llmock.requests) == 1
    assert 0 < bench.ledger.today().tokens <= 2_000


def test_every_attempt_takes_another_strategy() -> None:
    attempts: tuple[Attempt, ...] = ()
    for cause in ("still-there", "new-problems", "out-of-scope", "no-match"):
        chosen = choose_strategy(attempts, SETTINGS.model)
        assert chosen.name not in {attempt.strategy for attempt in attempts}
        attempts += (Attempt(chosen.name, Deviation(cause, "")),)
    assert attempts[0].strategy == "model:minimal"


def test_the_cause_decides_what_comes_next() -> None:
    def after(cause: str) -> str:
        return choose_strategy((Attempt("model:minimal", Deviation(cause, "")),), SETTINGS.model).name

    assert after("out-of-scope") == "model:widen"
    assert after("still-there") == "model:reason-first"
    assert after("does-not-parse") == "model:another"


def test_the_larger_model_is_asked_only_where_one_is_set() -> None:
    attempts = tuple(Attempt(one.name, Deviation("still-there", "")) for one in PORTFOLIO if not one.larger)
    assert choose_strategy(attempts, SETTINGS.model).name == "model:another"
    larger = attrs.evolve(SETTINGS.model, larger_name="claude-opus-5-5")
    assert choose_strategy(attempts, larger).name == "model:larger"


def test_attempts_of_other_origins_do_not_count() -> None:
    assert choose_strategy((Attempt("pattern:p_1", Deviation("gate", "")),), SETTINGS.model).name == "model:minimal"


@pytest.mark.usefixtures("tools")
async def test_nothing_is_asked_when_the_ledger_cannot_be_kept(bench: ModelBench, llmock: LLMock) -> None:
    (bench.root.parent / "budget").write_text("a file where the folder should be")
    with pytest.raises(ModelBudgetError, match="cannot be"):
        await bench.origin.attempt(request_for(bench, CODE))
    assert llmock.requests == []
