"""The request's text for endpoints that ignore tools, mostly small models on this machine.

Measured with 0.5 and 1.5 billion parameters: a short text, one function, "only the corrected function in one fence"
works best; rules, tags and line numbers cost more than they give.
"""

from __future__ import annotations

from amends.core.fixes import Ingredient
from amends.core.problems import Problem
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
_LONGEST_MESSAGE = 400
_MOST_EXAMPLES = 2
_MOST_SENTENCES = 4
_STYLE_FACTS = frozenset({"s_quotes", "s_optional-types", "s_formatting", "s_js-quotes", "s_js-semicolons"})
"""A small model follows few instructions; these show in nearly every edit."""
_MISSING_NAME = ("undefined", "not defined", "cannot find name", "unresolved", "nameerror")


def build_plain_prompt(request: FixRequest, scene: Scene, memory: Memory, strategy: Strategy) -> Prompt:
    """The request for an endpoint that answers in plain text."""
    file = scene.files[0]
    place = file.regions[0]
    kept, lessons = memory.kept[:_MOST_EXAMPLES], memory.lessons[-_MOST_SENTENCES:]
    style = [fact for fact in memory.style if fact.ingredient.id in _STYLE_FACTS]
    parts = [
        _imports(scene),
        f"{_what(place, file.path)}:\n{_fence(file.text.content[place.start : place.end], scene.language)}",
        *(
            f"The same was repaired like this before:\n{_fence(_new_lines(one.content), scene.language)}"
            for one in kept
        ),
        _problem(request, scene),
        *_tried(request, scene.language),
        *(lesson.content for lesson in lessons),
        " ".join(fact.content for fact in style),
        _task(request, place, strategy, scene.language),
    ]
    used = (
        Ingredient("context", f"code:{file.path}"),
        *(one.ingredient for one in (*kept, *lessons, *style)),
        *memory.withheld,
    )
    system = _SYSTEM.format(language=scene.language.capitalize())
    return Prompt((system,), "\n\n".join(part for part in parts if part), used)


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
        code = _fence(_test_code(scene), scene.language)
        return f"The test {problem.test.test_id} fails:\n{code}\n{_fence(trace, '')}"
    message = problem.message.strip()[:_LONGEST_MESSAGE]
    return f"{problem.source} reports {problem.code}: {message}\nIt is reported for the line `{_line(request)}`."


def _line(request: FixRequest) -> str:
    return request.document.text.line(request.problem.range.start.line).strip()


def _test_code(scene: Scene) -> str:
    excerpt = next(iter(scene.excerpts), None)
    if excerpt is None:
        return ""
    return "\n".join(excerpt.text.content[one.start : one.end] for one in excerpt.regions)


def _tried(request: FixRequest, language: str) -> list[str]:
    """The last attempt only, as code: a small model that sees a diff answers with one."""
    last = request.attempts[-1] if request.attempts else None
    if last is None or last.deviation is None:
        return []
    lines = _new_lines(last.tried)
    wrote = f"An earlier answer wrote:\n{_fence(lines, language)}\n" if lines else ""
    return [f"{wrote}That did not solve it: {last.deviation.evidence[:_LONGEST_EVIDENCE]}"]


def _new_lines(diff: str) -> str:
    """The new side of a diff's hunks."""
    lines = diff.partition("@@")[2].splitlines()[1:]
    return "\n".join(line[1:] for line in lines if line[:1] in {"+", " "})


def _task(request: FixRequest, place: Region, strategy: Strategy, language: str) -> str:
    what = str(place.kind) if place.name else "lines"
    think = "Think in one or two sentences first. Then give" if strategy.reason_first else "Answer with only"
    another = " Choose another way than before." if strategy.diverse else ""
    answer = f"{think} the complete new {what} in one ```{language} block."
    goal, hint = _goal(request), _import_hint(request.problem, place)
    return f"Rewrite the {what} so that {goal}. Keep everything else as it is.{another} {answer}{hint}"


def _goal(request: FixRequest) -> str:
    """Small models give code back unchanged unless told which line has to change; a missing name lies elsewhere."""
    if request.problem.test:
        return "the test passes"
    line = "" if _misses_name(request.problem) else ": the line must change or go"
    return f"this is no longer reported{line}"


def _import_hint(problem: Problem, place: Region) -> str:
    """Said only where a name is missing: elsewhere it makes small models import something."""
    if not _misses_name(problem):
        return ""
    return f" If a name must be imported, put the import line above the {place.kind} in the block."


def _misses_name(problem: Problem) -> bool:
    words = f"{problem.message} {problem.test.traceback if problem.test else ''}".lower()
    return any(sign in words for sign in _MISSING_NAME)


def _fence(code: str, language: str) -> str:
    return f"```{language}\n{code.rstrip()}\n```"
