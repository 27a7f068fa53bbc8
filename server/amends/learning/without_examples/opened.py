"""What a statement opens in passing, opened by a `with` around it, where a message asks for a context manager."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from amends.core.problems import Problem
from amends.core.text import Edit
from amends.learning.pattern import PatternRecord, Template
from amends.learning.templates.apply import Applied, Spot
from amends.learning.without_examples.signatures import Completion
from amends.learning.without_examples.worked_out import Judged, record_of
from amends.syntax.layout import indent_at
from amends.syntax.scopes import enclosing_scope, enclosing_statement
from amends.syntax.tree import Node, ancestors, descendants

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
_LIKELY, _OTHERWISE = 0.45, 0.2


def asks_for_with(problem: Problem) -> bool:
    """Whether a message says that what is opened should be opened by a `with`."""
    return bool(_ASKED.search(problem.message))


def opened_around(records: Sequence[PatternRecord], spot: Spot, judged: Judged) -> Iterator[Completion]:
    """The statement inside a `with` that opens what it opened in passing, by the names that are usual here."""
    call, statement = _call_at(spot.node), enclosing_statement(spot.node)
    if call is None or not asks_for_with(spot.problem):
        return
    ways = list(_kept_open(call, statement))
    if not ways and not _in_passing(call, statement):
        return
    record = record_of(Template(annotate="with"), "opened by a `with`", spot, records, judged)
    names = () if ways else _names(spot, call, statement)[:_MOST_NAMES]
    edits = [*ways, *(_wrapped(call, statement, name) for name in names)]
    for edit, probability in zip(edits, (_LIKELY, _OTHERWISE), strict=False):
        if record is not None:
            yield Completion(record, Applied((edit,)), probability)


def _kept_open(call: Node, statement: Node) -> Iterator[Edit]:
    """What follows `name = open(…)` inside a `with`: all that says the name, or the rest of the block."""
    target = call.parent.children[0] if call.parent is not None and call.parent.kind == "assignment" else None
    block = statement.parent
    if target is None or target.kind != "identifier" or block is None or block.category != "block":
        return
    rest = [one for one in block.children if one.start > statement.start and one.category == "statement"]
    word = re.compile(rf"(?<![.\w]){re.escape(target.text)}\b")
    saying = [at for at, one in enumerate(rest) if word.search(one.text)]
    extents = dict.fromkeys((saying[-1], len(rest) - 1)) if saying and not _given_away(statement, block, word) else ()
    for last in extents:
        if not any(map(_has_long_string, rest[: last + 1])):
            yield _moved_into(call, statement, target.text, rest[: last + 1])


def _given_away(statement: Node, block: Node, word: re.Pattern[str]) -> bool:
    """Whether what was opened is wanted open later, or does not begin a line of its own."""
    content = statement.tree.content
    after = content[statement.end : block.end]
    given = re.search(rf"(\breturn|\byield|=)[ \t]*{word.pattern}[ \t]*\r?$", after, re.MULTILINE)
    later = word.search(content, block.end, enclosing_scope(statement).end)
    anew = later and (content.endswith("as ", 0, later.start()) or re.match(r"[ \t]*=(?!=)", content[later.end() :]))
    return bool(given or (later and not anew) or content[: statement.start].rpartition("\n")[2].strip())


def _moved_into(call: Node, statement: Node, name: str, body: Sequence[Node]) -> Edit:
    """A `with` around statements that closes what they closed by themselves."""
    tree = call.tree
    eol, unit = tree.text.line_end, tree.indent_unit
    kept = [one for one in body if one.text != f"{name}.close()"] or list(body)
    between = tree.content[statement.end : kept[-1].end]
    for one in reversed(body):
        if one not in kept and one.end <= kept[-1].end:
            start = tree.content.rfind(eol, statement.end, one.start)
            between = between[: start - statement.end] + between[one.end - statement.end :]
    lines = between.strip("\r\n").split(eol)
    moved = eol.join(unit + line if line.strip() else line for line in lines)
    return Edit(statement.start, body[-1].end, f"with {call.text} as {name}:{eol}{moved}")


def _has_long_string(statement: Node) -> bool:
    """Whether a string goes over several lines: what it says would change when it is indented."""
    return any("string" in one.kind and "\n" in one.text for one in descendants(statement))


def _call_at(node: Node) -> Node | None:
    """The call that is marked, or whose function is."""
    if node.tree.grammar.language != "python":
        return None
    holder = node.parent
    called = holder is not None and holder.kind == "call" and holder.children[0] is node
    return holder if called else node if node.kind == "call" else None


def _in_passing(call: Node, statement: Node) -> bool:
    """Whether the call is what a loop goes over, or a part of a simple statement that uses it at once."""
    around = list(ancestors(call))
    around = around[: around.index(statement)] if statement in around else []
    alone = [one for one in around if one.kind not in {"expression_statement", "assignment"}]
    content = call.tree.content
    looped = statement.kind == "for_statement" and call.parent is statement and statement.children[-1].start > call.end
    return (
        (looped or (len(alone) > 1 and statement.kind in _SIMPLE))
        and not any(one.kind in _LATER or _keeps(one) for one in around[1:])
        and _is_plain(content[statement.start : statement.end])
        and not content[: statement.start].rpartition("\n")[2].strip()
    )


def _is_plain(code: str) -> bool:
    """Whether code can be indented line by line."""
    return "\n" not in code or not re.search(r'"""|\'\'\'|\\\n', code)


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
