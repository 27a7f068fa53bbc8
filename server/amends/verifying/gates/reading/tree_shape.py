"""Code of TypeScript, JavaScript, Go, Rust and Java that was emptied, cut, hidden, or made to know the test."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from amends.core.verdicts import GateFinding
from amends.verifying.gates.reading.change import Change, Fact
from amends.verifying.gates.reading.tree_code import identifiers
from amends.verifying.gates.reading.tree_names import public_names
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeFunction,
    TreeSource,
    arguments_of,
    called,
    inside,
    is_literal,
    last_line_of,
    line_of,
    literals_of,
    plain,
    statements_of,
    text_of,
    walk,
    words_of,
)

LOST_UNASKED = 2
_MOST_IN_A_TABLE = 8
_AROUND_AN_ANSWER = frozenset(
    {"return_statement", "return_expression", "expression_statement", "expression_list", "else_clause"}
    | {"assignment_expression", "assignment_statement"}
)
_TRIVIAL = re.compile(r"^-?(0|1|0\.0|1\.0|true|false|null|nil|undefined|None|\"\"|''|``|\[\]|\{\}|\(\))$")
_LONG_NUMBER = re.compile(r"^-?\d{2,}(\.\d+)?$")
_EMPTY_ANSWER = re.compile(r"^(null|nil|undefined|None|\"\"|''|\[\]|\{\}|String::new\(\)|)$")
_SPOKEN = re.compile(
    r"^(console\.|log\b|logger\b|print|fmt\.Print|System\.out|debug|dbg!|eprintln!|println!|trace|info|warn)"
)
_ASSERTING = re.compile(r"(debug_)?assert(_eq|_ne)?!")
_TURNING = frozenset({"2", "12", "24", "60"})
_UNFINISHED = re.compile(r"^(throw|panic|todo!|unimplemented!|unreachable!|return\s+(Promise\.reject|errors\.New))")


def deleted(change: Change, name: str, before: TreeSource, after: TreeSource) -> Iterator[GateFinding]:
    """Functions emptied or gone, checks and calls dropped, code that never runs."""
    for key, old in before.functions.items():
        new = after.functions.get(key)
        if new is None:
            moved = _stands_elsewhere(old, before, after) or change.stands_whole(text_of(old.node))
            if not (moved or _may_go(change, old, after)):
                yield change.finding(name, change.line_before(old.line), f"`{key}` was removed.")
        elif plain(old.body) != plain(new.body):
            yield from _compared(change, name, (old, new), before, _helpers(new, before, after))
    for fact in change.added(_dead(before), _dead(after)):
        yield change.finding(name, change.line_after(fact.line), fact.label)


def _stands_elsewhere(old: TreeFunction, before: TreeSource, after: TreeSource) -> bool:
    body = plain(old.body)
    return any(plain(new.body) == body for key, new in after.functions.items() if key not in before.functions)


def _may_go(change: Change, old: TreeFunction, after: TreeSource) -> bool:
    """Whether a finding asks for it, or a patch took apart a function that nobody else can use."""
    if change.removal_asked_at(old.line, last_line_of(old.node)):
        return True
    last = old.name.rpartition(".")[2]
    return change.is_patch and old.name not in dict(public_names(after)) and last not in identifiers(after.root)


def _compared(
    change: Change,
    name: str,
    functions: tuple[TreeFunction, TreeFunction],
    before: TreeSource,
    helpers: Sequence[TreeFunction],
) -> Iterator[GateFinding]:
    old, new = functions
    if _is_stub(new, before) and not _is_stub(old, before):
        yield change.finding(name, change.line_after(new.line), f"The body of `{new.name}` was emptied.")
        return
    was, now = list(_flat(old.body)), [node for each in (new, *helpers) for node in _flat(each.body)]
    said = identifiers(new.body).union(*(identifiers(each.body) for each in helpers))
    for lost, words in (
        (_checks, "A check was removed, or refuses no more."),
        (_plain_calls, "A call was removed that had its purpose."),
    ):
        gone = list(change.lost(lost(was, before), lost(now, before)))
        fewer = len(list(lost(now, before))) < len(list(lost(was, before)))
        for fact in gone if fewer else ():
            still = lost is _plain_calls and fact.label in said
            if not still and not change.removal_asked_at(fact.line, fact.line):
                yield change.finding(name, change.line_before(fact.line), words)
    missing = Counter(map(_header, was)) - Counter(map(_header, now))
    added = Counter(map(_header, now)) - Counter(map(_header, was))
    asked = any(change.removal_asked_at(line_of(node), last_line_of(node)) for node in was if missing[_header(node)])
    if missing.total() > LOST_UNASKED and not added and not asked:
        yield change.finding(
            name,
            change.line_before(old.line),
            f"Code of `{new.name}` was deleted, not repaired.",
        )


def _helpers(function: TreeFunction, before: TreeSource, after: TreeSource) -> list[TreeFunction]:
    """New functions of the file that a function calls: what was taken out of it is still done."""
    names = identifiers(function.body)
    return [
        new for key, new in after.functions.items() if key not in before.functions and key.rpartition(".")[2] in names
    ]


def _is_stub(function: TreeFunction, source: TreeSource) -> bool:
    return all(_is_empty(statement, source) for statement in function.statements)


def _is_empty(statement: SyntaxNode, source: TreeSource) -> bool:
    words = text_of(statement)
    if _UNFINISHED.match(words):
        return bool(source.dialect.unfinished.search(words))
    if statement.type in {"return_statement", "return_expression", "expression_statement"}:
        return all(map(is_literal, statement.named_children))
    return is_literal(statement) or not words.strip("{}; \n")


def _flat(body: SyntaxNode) -> Iterator[SyntaxNode]:
    for node in walk(body):
        if (
            re.search(r"(statement|declaration|return_expression|if_expression|match_expression)$", node.type)
            and node.id != body.id
        ):
            yield node
    yield from (node for node in statements_of(body) if node.type in {"call_expression", "macro_invocation"})


def _header(statement: SyntaxNode) -> str:
    condition = statement.child_by_field_name("condition")
    return f"{statement.type} {plain(condition)}" if condition else plain(statement)


def _checks(statements: Sequence[SyntaxNode], source: TreeSource) -> Iterator[Fact]:
    """Conditions under which an input is refused."""
    for node in statements:
        body = node.child_by_field_name("consequence")
        first = statements_of(body)[:1] if node.type in source.dialect.ifs and body else []
        if any(source.dialect.raising.match(text_of(inner).strip()) for inner in first):
            yield Fact(plain(node), line_of(node))
        elif (call := _only_call(node)).type == "macro_invocation" and _ASSERTING.fullmatch(called(call)):
            yield Fact(plain(call), line_of(call))


def _only_call(statement: SyntaxNode) -> SyntaxNode:
    """The call that is all of a statement."""
    call = (
        statement.named_children[0]
        if statement.type == "expression_statement" and statement.named_children
        else statement
    )
    return call.named_children[0] if call.type == "await_expression" and call.named_children else call


def _plain_calls(statements: Sequence[SyntaxNode], source: TreeSource) -> Iterator[Fact]:
    """Calls of functions made for what they do; words to the log have no part in it."""
    for node in statements:
        call = _only_call(node)
        if (
            call.type in source.dialect.calls
            and re.fullmatch(r"[A-Za-z_]\w*!?", called(call))
            and not _SPOKEN.match(called(call))
            and not _ASSERTING.fullmatch(called(call))
            and called(call) not in {"Some", "Ok", "Err"}
        ):
            yield Fact(plain(call), line_of(call), called(call))


def _dead(source: TreeSource) -> Iterator[Fact]:
    for node in source.nodes:
        if node.type in source.dialect.ifs:
            condition = text_of(node.child_by_field_name("condition")).strip("() ")
            if re.match(r"^(false|!true|0)(\s*&&.*)?$", condition, re.DOTALL):
                yield Fact("never", line_of(node), "The condition is never true: the code below does not run.")
        elif node.type in {"statement_block", "block", "statement_list", "constructor_body"}:
            inner = [child for child in node.named_children if "comment" not in child.type]
            for one, other in pairwise(inner):
                kind = one.named_children[0] if one.type == "expression_statement" and one.named_children else one
                if kind.type in source.dialect.jumps and "declaration" not in other.type and "item" not in other.type:
                    yield Fact("unreachable", line_of(other), "The code from here on is never reached.")


def special_cases(source: TreeSource, quoted: str | None) -> Iterator[Fact]:
    """Branches from a literal input to a literal answer that give the test away; with None for it all of them."""
    for function in source.functions.values():
        for node in walk(function.body):
            for literals, answers in _answers(node, function.inputs, source):
                told = bool(literals) and bool(answers) and all(map(is_literal, answers))
                if told and (quoted is None or _gives_away(literals, answers, quoted)):
                    key = (" ".join(literals), " ".join(map(plain, answers)))
                    yield Fact(key, line_of(node), "A literal input is given a literal answer.")


def tables(source: TreeSource, quoted: str) -> Iterator[Fact]:
    """Small tables that hold nothing but the failing test's own inputs and answers."""
    for node in source.of_kind("object", "array", "composite_literal", "array_expression", "array_initializer"):
        values = [text_of(literal) for literal in literals_of(node)]
        if 1 < len(values) <= _MOST_IN_A_TABLE and all(
            not _TRIVIAL.match(value) and is_made_of_quoted(value, quoted) for value in values
        ):
            yield Fact(plain(node), line_of(node), "A table holds the test's inputs and answers.")


def _is_quoted(value: str, quoted: str) -> bool:
    return not quoted or quotes(quoted, value.strip("\"'`"))


def is_made_of_quoted(value: str, quoted: str) -> bool:
    """Whether a literal, or every part of a key that was put together of inputs, is the test's own."""
    parts = re.findall(r"[^\W_]+", value)
    put_together = len(parts) > 1 and any(part.isdigit() for part in parts)
    return _is_quoted(value, quoted) or (put_together and all(quotes(quoted, each) for each in parts))


def quotes(quoted: str, value: str) -> bool:
    """Whether what the failing tests say holds a value, spaces aside, and not as a part of another."""
    wanted = re.escape(_close(value))
    start, end = (r"(?<![\w.])" if value[:1].isalnum() else ""), (r"(?![\w.])" if value[-1:].isalnum() else "")
    return bool(wanted) and re.search(start + wanted + end, _close(quoted)) is not None


def _close(words: str) -> str:
    """Without the spaces around brackets, commas and the like."""
    return re.sub(r"\s+", " ", re.sub(r"\s*([^\w\s])\s*", r"\1", words)).strip()


def _gives_away(literals: Sequence[str], answers: Sequence[SyntaxNode], quoted: str) -> bool:
    telling = [value for value in literals if not _TRIVIAL.match(value) and _is_quoted(value, quoted)]
    if is_turning_point(telling, map(text_of, answers)):
        return False
    nothing = all(_EMPTY_ANSWER.match(text_of(answer)) for answer in answers)
    return len(telling) > (1 if nothing else 0) or _answers_by_number(literals, answers, quoted)


def is_turning_point(literals: Iterable[str], answers: Iterable[str]) -> bool:
    """Whether numbers at which primes, months, clocks turn are answered with a flag, nothing, or the first number."""
    return all(literal in _TURNING for literal in literals) and all(
        _TRIVIAL.match(answer) or answer in {"True", "False"} for answer in answers
    )


def _answers_by_number(literals: Sequence[str], answers: Sequence[SyntaxNode], quoted: str) -> bool:
    """Whether a number is answered with the number that is wanted: vitest names the result, not what was given."""
    wanted = [text_of(answer) for answer in answers if _LONG_NUMBER.match(text_of(answer))]
    return any(map(_LONG_NUMBER.match, literals)) and any(quotes(quoted, each) for each in wanted)


def _answers(
    node: SyntaxNode, inputs: frozenset[str], source: TreeSource
) -> Iterator[tuple[list[str], list[SyntaxNode]]]:
    if node.type in source.dialect.ifs:
        body = node.child_by_field_name("consequence")
        yield _compared_literals(node.child_by_field_name("condition"), inputs), _returned(body)
    elif node.type in {"ternary_expression", "conditional_expression"}:
        answer = node.child_by_field_name("consequence")
        yield _compared_literals(node.child_by_field_name("condition"), inputs), [answer] if answer else []
    elif node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) in {"&&", "and"}:
        right = node.child_by_field_name("right")
        yield _compared_literals(node.child_by_field_name("left"), inputs), [right] if right else []
    elif node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) == "*":
        sides = [side for field in ("left", "right") if (side := node.child_by_field_name(field))]
        yield from ((_compared_literals(one, inputs), [other]) for one, other in zip(sides, sides[::-1], strict=True))
    elif node.type in {"switch_case", "expression_case", "match_arm", "switch_block_statement_group", "switch_rule"}:
        subject = inside(
            node, "switch_statement", "expression_switch_statement", "match_expression", "switch_expression"
        )
        if subject is not None and inputs & frozenset(
            words_of(
                subject.child_by_field_name("value") or subject.child_by_field_name("condition") or subject,
                "identifier",
            )
        ):
            yield _case(node)
    elif node.type in {"subscript_expression", "index_expression"}:
        table = node.child_by_field_name("object") or node.child_by_field_name("operand")
        while table is not None and table.type == "parenthesized_expression":
            table = table.named_children[0]
        if table is not None and (table.type in {"object", "composite_literal"} or "object" in _kinds(table)):
            pairs = [child for child in walk(table) if child.type in {"pair", "keyed_element"}]
            yield [text_of(pair.named_children[0]) for pair in pairs], [pair.named_children[-1] for pair in pairs]


def _kinds(node: SyntaxNode) -> frozenset[str]:
    return frozenset(child.type for child in node.children)


def _case(node: SyntaxNode) -> tuple[list[str], list[SyntaxNode]]:
    value = node.child_by_field_name("value") or node.child_by_field_name("pattern")
    if node.type == "match_arm":
        pattern, answer = node.child_by_field_name("pattern"), node.child_by_field_name("value")
        return _literal_words(pattern), _returned(answer)
    labels = [child for child in node.named_children if child.type == "switch_label"]
    return _literal_words(value or (labels[0] if labels else None)), _returned(node)


def _literal_words(node: SyntaxNode | None) -> list[str]:
    return [text_of(literal) for literal in literals_of(node)] if node else []


def is_of_the_calendar(literal: str) -> bool:
    """Whether it may be the number of a month, weekday, day or hour."""
    return re.fullmatch(r"[12]?\d|3[01]", literal) is not None


def asks_more(condition: SyntaxNode) -> bool:
    """Whether a function also has to say something of another name: ``month == 2 && isLeap(year)``."""
    while condition.type == "parenthesized_expression":
        condition = condition.named_children[0]
    fields = [condition.child_by_field_name(field) for field in ("left", "right")]
    sides = [side for side in fields if side and text_of(condition.child_by_field_name("operator")) == "&&"]
    asked = [side for side in sides if side.type in {"call_expression", "method_invocation"}]
    others = {text_of(each) for side in asked for each in arguments_of(side) if each.type == "identifier"}
    pinned = {word for side in sides if side not in asked for word in words_of(side, "identifier")}
    return bool(others - pinned) and all(is_of_the_calendar(text_of(each)) for each in literals_of(condition))


def _compared_literals(condition: SyntaxNode | None, inputs: frozenset[str]) -> list[str]:
    found: list[str] = []
    if condition is None or asks_more(condition):
        return found
    for node in walk(condition):
        sides: list[SyntaxNode] = []
        if node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) in {"==", "==="}:
            sides = [side for field in ("left", "right") if (side := node.child_by_field_name(field))]
        elif node.type in {"method_invocation", "call_expression"} and re.search(
            r"\b(equals\w*|Object\.is|EqualFold|deepEqual|isEqual)$", called(node)
        ):
            owner = node.child_by_field_name("object")
            sides = [*([owner] if owner else []), *arguments_of(node)]
        named = [side for side in sides if inputs & (frozenset(words_of(side, "identifier")))]
        if named and not any(inner.type == "binary_expression" for side in named for inner in walk(side)):
            found += [text_of(side) for side in sides if is_literal(side)]
    return found


def _returned(body: SyntaxNode | None) -> list[SyntaxNode]:
    if body is None:
        return []
    inner = statements_of(body) if body.type in {"statement_block", "block"} else [body]
    if body.type in {"switch_case", "expression_case", "switch_block_statement_group", "switch_rule"}:
        inner = [child for child in body.named_children[1:] if child.type != "break_statement"]
        inner = (
            statements_of(inner[0])
            if len(inner) == 1 and inner[0].type in {"statement_list", "block", "statement_block"}
            else inner
        )
    if len(inner) != 1:
        return []
    [only] = inner
    while only.type in _AROUND_AN_ANSWER or _is_wrapped(only):
        if _is_wrapped(only):
            only = arguments_of(only)[0]
            continue
        if only.type in {"assignment_expression", "assignment_statement"}:
            right = only.child_by_field_name("right")
            return [right] if right else []
        if only.type == "expression_list":
            return only.named_children
        if len(only.named_children) != 1:
            return []
        only = only.named_children[0]
    return [only]


def _is_wrapped(answer: SyntaxNode) -> bool:
    """Rust's ``Ok(x)`` and ``Some(x)``, which say no more than the value in them."""
    return answer.type == "call_expression" and called(answer) in {"Ok", "Some"} and len(arguments_of(answer)) == 1
