"""What a statement opens in passing, opened by a `with` around it, where a message asks for a context manager."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from amends.core.problems import Problem
from amends.core.text import Edit
from amends.learning.apply import Applied, Spot
from amends.learning.codec import canonical_template
from amends.learning.pattern import Pattern, PatternRecord, Template, pattern_id
from amends.learning.signatures import Completion
from amends.learning.unknown_names import Judged
from amends.syntax.layout import indent_at
from amends.syntax.scopes import enclosing_statement
from amends.syntax.tree import Node, ancestors

_ASKED = re.compile(r"\buse a context manager\b|\busing .?with\b|\bnever closed\b|\bunclosed\b", re.IGNORECASE)
_NAMES = ("f", "file", "opened")
_LATER = frozenset(
    {"lambda", "list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
"""What is in these may be opened many times, or never."""
_LAZY = re.compile(r"[A-Z]\w*|\w*reader|map|filter|zip|enumerate|iter|chain|islice|reversed")
"""What is called so may keep what it is given, and look at it later."""
_SIMPLE = frozenset({"expression_statement", "return_statement", "assert_statement"})
_MOST_NAMES = 2
_LEVEL = 6
_LIKELY, _OTHERWISE = 0.45, 0.2


def asks_for_with(problem: Problem) -> bool:
    """Whether a message says that what is opened should be opened by a `with`."""
    return bool(_ASKED.search(problem.message))


def opened_around(records: Sequence[PatternRecord], spot: Spot, judged: Judged) -> Iterator[Completion]:
    """The statement inside a `with` that opens what it opened in passing, by the names that are usual here."""
    call, statement = _call_at(spot.node), enclosing_statement(spot.node)
    if call is None or not asks_for_with(spot.problem) or not _in_passing(call, statement):
        return
    kind, language = spot.problem.kind, "python"
    template = Template(annotate="with")
    key = pattern_id(kind, language, canonical_template(template))
    pattern = Pattern(key, kind, language, _LEVEL, "opened by a `with`", template)
    record = next(iter([one for one in records if one.pattern.id == key] or judged([pattern])), None)
    names = _names(spot, call, statement)[:_MOST_NAMES] if record is not None else []
    for name, probability in zip(names, (_LIKELY, _OTHERWISE), strict=False):
        if record is not None:
            yield Completion(record, Applied((_wrapped(call, statement, name),)), probability)


def _call_at(node: Node) -> Node | None:
    """The call that is marked, or whose function is."""
    if node.tree.grammar.language != "python":
        return None
    holder = node.parent
    called = holder is not None and holder.kind == "call" and holder.children[0] is node
    return holder if called else node if node.kind == "call" else None


def _in_passing(call: Node, statement: Node) -> bool:
    """Whether the call is a part of a simple statement that does something with it at once."""
    around = list(ancestors(call))
    around = around[: around.index(statement)] if statement in around else []
    alone = [one for one in around if one.kind not in {"expression_statement", "assignment"}]
    content = call.tree.content
    text = content[statement.start : statement.end]
    plain = "\n" not in text or not re.search(r'"""|\'\'\'|\\\n', text)
    return (
        len(alone) > 1
        and statement.kind in _SIMPLE
        and not any(one.kind in _LATER or _keeps(one) for one in around[1:])
        and plain
        and not content[: statement.start].rpartition("\n")[2].strip()
    )


def _keeps(call: Node) -> bool:
    callee = call.children[0].text.rpartition(".")[2] if call.kind == "call" else ""
    return bool(_LAZY.fullmatch(callee))


def _names(spot: Spot, call: Node, statement: Node) -> list[str]:
    """What the file calls such things, then what is usual; nothing that the code around says already."""
    callee = re.escape(call.children[0].text)
    ways = re.findall(rf"\bwith {callee}\(.*?\) as (\w+):", spot.tree.content)
    around = next((one for one in ancestors(statement) if one.kind == "function_definition"), spot.tree.root)
    taken = set(re.findall(r"\w+", around.text)) if around is not spot.tree.root else set(spot.bound)
    own = [name for name, _ in Counter(ways).most_common()]
    return [one for one in dict.fromkeys((*own, *_NAMES)) if one not in taken or one in own]


def _wrapped(node: Node, statement: Node, name: str) -> Edit:
    content, unit = node.tree.content, node.tree.indent_unit
    eol, indent = node.tree.text.line_end, indent_at(content, statement.start)
    body = content[statement.start : node.start] + name + content[node.end : statement.end]
    inner = indent + unit
    lines = [line if at == 0 or not line.strip() else unit + line for at, line in enumerate(body.split(eol))]
    return Edit(statement.start, statement.end, f"with {node.text} as {name}:{eol}{inner}{eol.join(lines)}")
