"""Which way of asking comes next, by what worked for this kind of problem here."""

from __future__ import annotations

from collections import Counter
from random import Random

from amends.core.fixes import Attempt, Deviation
from amends.core.outcomes import OutcomeClass
from amends.core.settings import ModelSettings
from amends.fixing.claude.strategies import choose_strategy
from amends.profile.profile import Profile
from amends.profile.strategies import StrategyRecord
from support.profiles import KIND, StillClock, fix_record

SETTINGS = ModelSettings()
FAILED = Deviation("still-there", "E711 is still there")


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 -- repeatable, not secret


def chosen(records: dict[str, tuple[int, int]], *attempts: Attempt, seeds: int = 400) -> Counter[str]:
    known = {name: StrategyRecord(name, good, cases) for name, (good, cases) in records.items()}
    picks = (choose_strategy(attempts, SETTINGS, known, seeded(seed)) for seed in range(seeds))
    return Counter(pick.name for pick in picks)


def test_without_a_record_the_usual_order_holds() -> None:
    assert chosen({}) == {"model:minimal": 400}
    assert chosen({"model:minimal": (0, 2)}) == {"model:minimal": 400}


def test_what_worked_here_is_chosen_and_the_rest_is_still_explored() -> None:
    picks = chosen({"model:minimal": (0, 12), "model:module": (9, 10)})
    assert picks["model:module"] > 250
    assert picks["model:minimal"] < 40
    assert len(picks) >= 4, "a floor of exploration"


def test_a_good_record_of_the_first_choice_keeps_it() -> None:
    assert chosen({"model:minimal": (18, 20)})["model:minimal"] > 320


def test_a_retry_takes_another_strategy_whatever_the_record() -> None:
    picks = chosen({"model:minimal": (30, 30)}, Attempt("model:minimal", FAILED))
    assert "model:minimal" not in picks
    assert "model:larger" not in picks, "no larger model is set"


def test_the_same_seed_chooses_the_same() -> None:
    records = {"model:widen": StrategyRecord("model:widen", 2, 5)}
    assert len({choose_strategy((), SETTINGS, records, seeded(7)).name for _ in range(20)}) == 1


def test_people_pin_and_forget_strategies() -> None:
    profile = Profile.open(None, "shop", StillClock())
    profile.record_tries(KIND, "a.py", [Attempt("model:minimal", FAILED), Attempt("model:widen")], "f_1")
    items = {one["strategy"]: one for one in profile.show()["strategies"]}
    assert {name: (one["effect"]["good"], one["effect"]["cases"]) for name, one in items.items()} == {
        "model:minimal": (0, 1),
        "model:widen": (1, 1),
    }
    assert "still there" in items["model:minimal"]["evidence"][0]["after"]
    profile.pin(items["model:widen"]["id"])
    assert choose_strategy((), SETTINGS, profile.strategies(KIND, "a.py"), seeded(1)).name == "model:widen"
    profile.undo()
    undo = profile.forget(items["model:minimal"]["id"])
    assert choose_strategy((), SETTINGS, profile.strategies(KIND, "a.py"), seeded(1)).name != "model:minimal"
    profile.rebuild()
    assert [one["strategy"] for one in profile.show()["strategies"]] == ["model:widen"]
    profile.undo(undo)
    assert len(profile.show()["strategies"]) == 2


def test_a_fix_that_was_taken_back_counts_against_its_strategy() -> None:
    profile = Profile.open(None, "shop", StillClock())
    profile.record_tries(KIND, "a.py", [Attempt("model:minimal")], "f_1")
    profile.record_fix(fix_record("f_1", origin="model"), path="a.py", context="c")
    profile.record_outcome("f_1", OutcomeClass.KEPT)
    assert profile.strategies(KIND, "a.py")["model:minimal"].good == 1
    profile.record_outcome("f_1", OutcomeClass.REVERTED)
    assert profile.strategies(KIND, "a.py")["model:minimal"].good == 0
