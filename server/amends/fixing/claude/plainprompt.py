"""The request's text for endpoints that ignore tools, mostly small models on this machine.

Measured with 0.5 and 1.5 billion parameters: a short text, one function, "only the corrected function in one fence"
works best; rules, tags and line numbers cost more than they give.
"""

from __future__ import annotations

from collections.abc import Sequence

from amends.core.fixes import Attempt, Ingredient
from amends.fixing.claude.memory import Memory
from amends.fixing.claude.prompt import Prompt
from amends.fixing.claude.regions import Region
from amends.fixing.claude.scene import Scene
from amends.fixing.claude.strategies import Strategy
from amends.fixing.origins import FixRequest

_SYSTEM = "You are a careful {language} programmer. You repair exactly one problem and change nothing else."
_LONGEST_TRACEBACK = 900
_LONGEST_EVIDENCE = 400
_LONGEST_IMPORTS = 1_200
_MOST_EXAMPLES = 2
_MOST_SENTENCES = 4


def build_plain_prompt(request: FixRequest, scene: Scene, memory: Memory, strategy: Strategy) -> Prompt:
    """The request for an endpoint that answers in plain text."""
    file = scene.files[0]
    place = file.regions[0]
    code = file.text.content[place.start : place.end]
    parts = [
        _imports(scene),
        f"{_what(place, file.path)}:\n{_fence(code, scene.language)}",
        _problem(request, scene),
        *(_tried(request.attempts)),
        *(
            f"The same problem was repaired like this before:\n{_fence(one.content, 'diff')}"
            for one in memory.kept[:_MOST_EXAMPLES]
        ),
        *(lesson.content for lesson in memory.lessons[-_MOST_SENTENCES:]),
        _task(place, strategy, scene.language),
    ]
    ingredients = (
        Ingredient("context", f"code:{file.path}"),
        *(one.ingredient for one in memory.kept[:_MOST_EXAMPLES]),
        *(one.ingredient for one in memory.lessons[-_MOST_SENTENCES:]),
    )
    system = _SYSTEM.format(language=scene.language.capitalize())
    return Prompt((system,), "\n\n".join(part for part in parts if part), ingredients)


def _imports(scene: Scene) -> str:
    file = scene.files[0]
    place = file.regions[-1]
    code = file.text.content[place.start : place.end]
    if len(file.regions) == 1 or not code.strip() or len(code) > _LONGEST_IMPORTS:
        return ""
    return f"The imports of {file.path}:\n{_fence(code, scene.language)}"


def _what(place: Region, path: str) -> str:
    return f"The {place.kind} `{place.name}` in {path}" if place.name else f"Lines of {path}"


def _problem(request: FixRequest, scene: Scene) -> str:
    problem = request.problem
    if problem.test:
        trace = problem.test.traceback.strip()[-_LONGEST_TRACEBACK:]
        return (
            f"The test {problem.test.test_id} fails:\n{_fence(_test_code(scene), scene.language)}\n{_fence(trace, '')}"
        )
    line = request.document.text.line(problem.range.start.line).strip()
    return (
        f"The problem, found by {problem.source} ({problem.code}): {problem.message.strip()}\nIt is in the line: {line}"
    )


def _test_code(scene: Scene) -> str:
    excerpt = next(iter(scene.excerpts), None)
    if excerpt is None:
        return ""
    return "\n".join(excerpt.text.content[one.start : one.end] for one in excerpt.regions)


def _tried(attempts: Sequence[Attempt]) -> list[str]:
    told = [attempt for attempt in attempts if attempt.deviation][-1:]
    return [
        f"This was tried and did not work:\n{_fence(one.tried, 'diff')}\n{one.deviation.evidence[:_LONGEST_EVIDENCE]}"
        for one in told
        if one.deviation and one.tried
    ]


def _task(place: Region, strategy: Strategy, language: str) -> str:
    what = f"the corrected {place.kind}" if place.name else "the corrected lines"
    think = "Think in one or two sentences first. Then give" if strategy.reason_first else "Answer with only"
    another = " Choose another way than the one that was tried." if strategy.diverse else ""
    imports = " If it needs a new import, put the import line above it in the same block." if place.name else ""
    answer = f"{think} {what}, complete, in one ```{language} block.{imports}"
    return f"Repair this problem and change nothing else.{another} {answer}"


def _fence(code: str, language: str) -> str:
    return f"```{language}\n{code.rstrip()}\n```"
