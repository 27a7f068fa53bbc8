"""Answers that depend on who asks, when, where or how often, where a failing test is to be repaired.

An answer should come from what a function is given. Surroundings that the test itself names, or that the code looked at
before, are its business; literals of a time, a variable nobody set, a count of calls are how a test run is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.conditions import (
    CALLS,
    COMPARISONS,
    FUNCTIONS,
    IFS,
    THROUGH,
    named_values,
    operator,
)
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    inside,
    is_among_tests,
    line_of,
    literals_of,
    text_of,
    walk,
    walk_lines,
)

_VARIABLES = re.compile(
    r"\bos\.environb?\b|\bgetenv\b|\bprocess\.env\b|\bimport\.meta\.env\b|\bDeno\.env\b|\bos\.(Getenv|LookupEnv|Environ)\b|"
    r"\benv::vars?(_os)?\b|\boption_env!|\bSystem\.(getenv|getProperty)\b|\benviron\b"
)
_PROCESS = re.compile(
    r"\bsys\.(argv|orig_argv|modules|flags|gettrace|getprofile|_getframe|_current_frames|path_hooks|meta_path)\b|"
    r"\bprocess\.(argv|title|execArgv|pid|ppid|cwd)\b|\bos\.(Args|Executable|Getpid|Getppid|Getwd)\b|"
    r"\benv::(args|current_exe)\b|\bprocess::id\b|\b__debug__\b|\bdebug_assertions\b|\bdebug\.Stack\b|/proc/self|"
    r"\bthreading\.(current_thread|main_thread)\b|\bThread\.currentThread\b|\bthread::current\b|"
    r"\bgc\.(get_referrers|get_objects)\b|\bimportlib\.util\.find_spec\b|\bos\.(getpid|getppid|getcwd)\b|"
    r"\bProcessHandle\b|\bRuntimeMXBean\b|\bpsutil\b"
)
_TIMES = re.compile(
    r"\btime\.(time|monotonic|perf_counter|Now|Since)\b|\b(datetime|date)\.(now|today|utcnow)\b|\bDate\.now\b|"
    r"\bnew Date\(\)|\bperformance\.now\b|\b(SystemTime|Instant|Utc|Local)::now\b|\bcurrentTimeMillis\b|"
    r"\bnanoTime\b|\b(LocalDate|LocalDateTime|Instant)\.now\b"
)
_CHANCE = re.compile(r"\brandom\.\w+\(|\bMath\.random\b|\brand\.\w+\(|\brand::|\bnew Random\b")
_COUNTED = frozenset({"update_expression", "inc_statement", "augmented_assignment", "compound_assignment_expr"})
_COUNTED |= {"augmented_assignment_expression", "assignment_statement", "assignment", "assignment_expression"}
_ATOMIC = re.compile(r"^(.+?)\.(fetch_add|incrementAndGet|getAndIncrement|addAndGet|Add)\(")
_NEXT = re.compile(r"^next\((\w+)\)$")
_TESTS = re.compile(
    r"(^|[/\\])(tests?|__tests__|specs?)[/\\]\S|(^|[/\\])test_\w+\.py|\w_test\.(py|go)|\.(test|spec)\.[cm]?[jt]sx?|"
    r"Tests?\.java|\bconftest\b"
)
_LONG = re.compile(r"\d{3,}")
_CHOOSING = IFS | {"while_statement", "while_expression", "match_statement", "switch_statement", "ternary_expression"}
_STRINGS = frozenset(
    {"string", "string_literal", "interpreted_string_literal", "template_string", "raw_string_literal"}
)


def looks_around(change: Change, said: str) -> Iterator[Fact]:
    """New conditions on surroundings, and looks into the tests; `said` is the text of the failing tests."""
    known = change.before.content
    for node in walk_lines(change.syntax[1].root, change.changed_lines[1]) if change.syntax else ():
        if is_among_tests(node):
            continue
        words = text_of(node) if node.type in _STRINGS else ""
        if _TESTS.search(words.strip("\"'`")) and words not in said and words not in known and not _is_said(node):
            yield Fact(("tests", words), line_of(node), "The code looks into the tests, where the answers stand.")
        elif (condition := _condition(node)) is not None and (reason := _reason(condition, known, said)):
            yield Fact(("surroundings", text_of(condition)), line_of(condition), f"The answer depends on {reason}.")


def _is_said(literal: SyntaxNode) -> bool:
    """Whether it only explains something: a docstring stands for itself."""
    return literal.parent is not None and literal.parent.type == "expression_statement"


def _condition(node: SyntaxNode) -> SyntaxNode | None:
    """What decides here: of a choice its condition, of an answer by `and` or `or` all of it."""
    if node.type in _CHOOSING:
        found = (node.child_by_field_name(field) for field in ("condition", "subject", "value"))
        return next(filter(None, found), None)
    if node.type == "conditional_expression":  # Python's a if b else c
        return node.named_children[1] if len(node.named_children) > 1 else None
    if node.type in COMPARISONS | {"boolean_operator"} and (node.parent is None or node.parent.type not in THROUGH):
        return node if operator(node) not in {"+", "-", "*", "/"} else None
    return None


def _reason(condition: SyntaxNode, known: str, said: str) -> str:
    """On what else than its inputs the condition depends; empty when on nothing, or when the code did so before."""
    function = inside(condition, *FUNCTIONS)
    values = named_values(function)
    names = {text_of(each) for each in walk(condition) if each.type == "identifier"}
    parts = [condition, *(values[name] for name in names if name in values)]
    words = "\n".join(map(text_of, parts))
    literals = [text_of(each).strip("\"'`") for part in parts for each in literals_of(part)]

    def news(pattern: re.Pattern[str]) -> str:
        found = pattern.search(words)
        return found.group() if found and found.group() not in known else ""

    if news(_VARIABLES) and not any(len(each) > 1 and each in said for each in literals):
        return "an environment variable that nobody asked for"
    if (found := news(_PROCESS)) and found not in said:
        return f"who runs the code (`{found}`)"
    dated = any(map(_LONG.search, literals)) and not any(each in known for each in literals if each)
    if _TIMES.search(words) and dated:
        return "when the code runs"
    if news(_CHANCE):
        return "chance"
    name = _counter(condition, function, values) if function is not None else ""
    is_new = name and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", known)
    return f"how often the code was called (`{name}`)" if is_new else ""


def _counter(condition: SyntaxNode, function: SyntaxNode, values: dict[str, SyntaxNode]) -> str:
    """What the function counts up for all its calls together, where the condition asks for a number of it."""
    if not any(re.search(r"\d", text_of(each)) for each in literals_of(condition)):
        return ""
    asked = text_of(condition)
    for node in walk(function):
        name = _counted(node)
        if name and re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", asked) and _is_shared(name, function, values):
            return name
    for name in re.findall(r"\w+", asked):
        if name in values and (found := _NEXT.match(text_of(values[name])) or _ATOMIC.match(text_of(values[name]))):
            return found[1]
    found = _ATOMIC.search(asked) or re.search(r"next\((\w+)\)", asked)
    return found[1] if found else ""


def _counted(node: SyntaxNode) -> str:
    if node.type in _COUNTED:
        left = node.child_by_field_name("left") or node.child_by_field_name("argument")
        name = text_of(left) or re.sub(r"[+\-]{2}", "", text_of(node)).strip()
        grows = re.match(
            rf"^{re.escape(name)}\s*(\+=|\+\+|=\s*{re.escape(name)}\s*\+)", text_of(node)
        ) or "++" in text_of(node)
        return name if grows else ""
    if node.type in CALLS and (found := re.match(r"^([\w.]+)\.(append|add|push)\(", text_of(node))):
        return found[1]
    return ""


def _is_shared(name: str, function: SyntaxNode, values: dict[str, SyntaxNode]) -> bool:
    """Whether it outlives the call: no local, no parameter, nothing of the object."""
    first = re.split(r"[.\[]", name)[0]
    given = text_of(function.child_by_field_name("parameters"))
    if re.search(rf"\b{re.escape(first)}\b[^,)]*=\s*(\[\]|\{{\}}|\[0\]|list\(\)|dict\(\)|count\()", given):
        return True  # a default is made once
    if first in {"self", "this", "cls"} or name in values or first in values:
        return False
    body = text_of(function)
    if re.search(rf"\b(global|nonlocal)\b[^\n]*\b{re.escape(first)}\b", body):
        return True
    is_local = re.search(rf"(?<![\w.]){re.escape(first)}\s*(:[^=\n]+)?(:=|=)(?!=)", body) is not None
    is_given = re.search(rf"\b{re.escape(first)}\b", given) is not None
    return first == text_of(function.child_by_field_name("name")) or not (is_local or is_given)
