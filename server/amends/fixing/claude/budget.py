"""What a model may cost, for each fix and each day; what it did cost is written down before anything else happens.

The day's ledger is a file of JSON lines that is only appended to, so that two servers on one project never lose each
other's lines.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import attrs

from amends.core.errors import ModelBudgetError
from amends.core.fixes import Attempt
from amends.core.settings import ModelBudget, ModelSettings
from amends.platform.clock import Clock
from amends.platform.paths import data_home

log = logging.getLogger(__name__)

_SHORTEST_ANSWER = 256


@attrs.frozen
class Spending:
    """Tokens in and out, seconds waited, US dollars."""

    tokens: int = 0
    seconds: float = 0.0
    money: float = 0.0

    def __add__(self, other: Spending) -> Spending:
        return Spending(self.tokens + other.tokens, self.seconds + other.seconds, self.money + other.money)


@attrs.frozen
class Price:
    """US dollars for a million tokens."""

    input: float
    output: float


# By the longest prefix of the model's id. List prices of the families as last published; where a newer model is
# cheaper the budget errs on the careful side. A model that is not here costs 0 and is bound by its tokens alone.
DEFAULT_PRICES: Mapping[str, Price] = MappingProxyType(
    {
        "claude-haiku": Price(1.0, 5.0),
        "claude-sonnet": Price(3.0, 15.0),
        "claude-opus": Price(5.0, 25.0),
        "claude-3-opus": Price(15.0, 75.0),
        "claude-3-5-haiku": Price(0.8, 4.0),
        "claude-3-haiku": Price(0.25, 1.25),
        "claude-3": Price(3.0, 15.0),
    }
)


def cost_of(model: str, tokens_in: float, tokens_out: float, prices: Mapping[str, Price] = DEFAULT_PRICES) -> float:
    """US dollars for so many tokens; 0 for a model whose price is not known."""
    names = [name for name in prices if model.startswith(name)]
    if not names:
        return 0.0
    price = prices[max(names, key=len)]
    return (tokens_in * price.input + tokens_out * price.output) / 1_000_000


def spent_on(attempts: Iterable[Attempt]) -> Spending:
    """What earlier attempts at the same problem have cost."""
    return sum((Spending(one.tokens, one.duration_ms / 1000, one.cost) for one in attempts), Spending())


def remaining(settings: ModelSettings, on_fix: Spending, today: Spending, *, free: bool) -> Spending:
    """What this attempt may still cost at most; a `free` endpoint has no limit of money.

    Raises:
        ModelBudgetError: one of the limits is used up; the sentence says which, and the setting to change.
    """
    left = [
        _left(settings.per_fix, on_fix, free, "for this fix", "amends.model.budget.perFix"),
        _left(settings.per_day, today, free, "for today", "amends.model.budget.perDay"),
    ]
    return Spending(min(one.tokens for one in left), min(one.seconds for one in left), min(one.money for one in left))


def affordable(left: Spending, model: str, *, free: bool) -> Spending:
    """What is left, its money counted in tokens at the dearer price: one limit for everything that is asked."""
    price = 0.0 if free else cost_of(model, 0, 1)
    return attrs.evolve(left, tokens=min(left.tokens, int(left.money / price))) if price else left


def answer_room(left: Spending, prompt_tokens: int, most: int) -> int:
    """How many tokens the answer may have.

    Raises:
        ModelBudgetError: what is left is too little for the request and a short answer.
    """
    room = min(most, left.tokens - prompt_tokens)
    if room < _SHORTEST_ANSWER:
        raise ModelBudgetError("What is left of the model's budget is too little to ask; see amends.model.budget.")
    return room


class DayLedger:
    """What one project spent today, kept in the data folder; `identity` names the project."""

    def __init__(self, identity: str, clock: Clock, folder: Path | None = None) -> None:
        name = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._folder = (folder or data_home() / "budget") / name
        self._clock = clock

    def today(self) -> Spending:
        """All lines of today (UTC) together; lines that cannot be read count as nothing."""
        try:
            lines = self._file().read_text("utf-8").splitlines()
        except FileNotFoundError:
            return Spending()
        except OSError as error:
            raise ModelBudgetError(
                f"The model's budget cannot be read ({error.strerror}); check the data folder."
            ) from error
        return sum(map(_spending, lines), Spending())

    def add(self, spending: Spending) -> None:
        """Write down what was spent.

        Raises:
            ModelBudgetError: it cannot be written down; then nothing more may be spent.
        """
        line = json.dumps({"schema": 1, "at": self._clock.now(), **attrs.asdict(spending)}) + "\n"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "ab") as file:
                file.write(line.encode())
        except OSError as error:
            raise ModelBudgetError(
                f"The model's budget cannot be kept ({error.strerror}); check the data folder."
            ) from error

    def _file(self) -> Path:
        return self._folder / f"{datetime.fromtimestamp(self._clock.now(), UTC):%Y-%m-%d}.jsonl"


def _left(limit: ModelBudget, spent: Spending, free: bool, scope: str, setting: str) -> Spending:  # noqa: FBT001 -- private
    money = math.inf if free else limit.money
    for unit, most, used in (
        ("tokens", limit.tokens, spent.tokens),
        ("seconds", limit.seconds, spent.seconds),
        ("dollars", money, spent.money),
    ):
        if used >= most:
            raise ModelBudgetError(
                f"The model's {unit} {scope} are used up ({used:,.6g} of {most:,.6g}); {setting} sets the limit."
            )
    return Spending(limit.tokens - spent.tokens, limit.seconds - spent.seconds, money - spent.money)


def _spending(line: str) -> Spending:
    try:
        row = json.loads(line)
        return Spending(int(row["tokens"]), float(row["seconds"]), float(row["money"]))
    except (ValueError, TypeError, KeyError):
        log.warning("a line of the model's budget cannot be read and counts as nothing")
        return Spending()
