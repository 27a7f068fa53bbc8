"""TypeScript, JavaScript, Go, Rust and Java as the gates see them: tree-sitter's tree and a table of what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import attrs
import tree_sitter

from amends.core.text import Text
from amends.syntax.grammars import grammar_for, load_language

SyntaxNode = tree_sitter.Node


@attrs.frozen
class Dialect:
    """Node kinds of one language by the part they play; fields are named as the grammars name them."""

    functions: frozenset[str]
    containers: frozenset[str]
    """What gives the functions in it a longer name."""
    calls: frozenset[str]
    ifs: frozenset[str] = frozenset({"if_statement", "if_expression"})
    jumps: frozenset[str] = frozenset(
        {"return_statement", "throw_statement", "return_expression", "break_statement", "continue_statement"}
    )
    raising: re.Pattern[str] = re.compile(r"^throw\b")
    """Statements that refuse an input."""
    unfinished: re.Pattern[str] = re.compile(r"not.?implemented|unsupported|todo", re.IGNORECASE)


_ECMASCRIPT = Dialect(
    functions=frozenset(
        [
            "function_declaration",
            "generator_function_declaration",
            "method_definition",
            "variable_declarator",
            "assignment_expression",
            "public_field_definition",
        ]
    ),
    containers=frozenset({"class_declaration", "abstract_class_declaration", "internal_module"}),
    calls=frozenset({"call_expression", "new_expression"}),
)
DIALECTS: dict[str, Dialect] = {
    **dict.fromkeys(["javascript", "javascriptreact", "typescript", "typescriptreact"], _ECMASCRIPT),
    "go": Dialect(
        functions=frozenset({"function_declaration", "method_declaration"}),
        containers=frozenset(),
        calls=frozenset({"call_expression"}),
        raising=re.compile(r"^panic\b|^return\b.*\b(errors\.|fmt\.Errorf|[eE]rr\w*\b)", re.DOTALL),
        unfinished=re.compile(r"."),
    ),
    "rust": Dialect(
        functions=frozenset({"function_item"}),
        containers=frozenset({"impl_item", "mod_item", "trait_item"}),
        calls=frozenset({"call_expression", "macro_invocation"}),
        raising=re.compile(r"^return\s+Err\b|^(panic|bail|ensure|assert\w*|unreachable)!|^Err\(", re.DOTALL),
        unfinished=re.compile(r"."),
    ),
    "java": Dialect(
        functions=frozenset({"method_declaration", "constructor_declaration"}),
        containers=frozenset({"class_declaration", "interface_declaration", "enum_declaration", "record_declaration"}),
        calls=frozenset({"method_invocation", "object_creation_expression"}),
    ),
}
_FUNCTION_VALUES = frozenset({"arrow_function", "function_expression", "generator_function", "function"})
_COMMENTS = frozenset({"comment", "line_comment", "block_comment", "html_comment"})
_LITERALS = re.compile(
    r"(literal|^string|^number|^integer|^float$|^true|^false|^null|^nil|^none$|^undefined|^unit_expression|_string|^template_string)"
)
_NAMES = re.compile(r"identifier$|^this$|^self$|template_substitution|^call_expression$|^macro_invocation$")


@attrs.frozen(eq=False)
class TreeFunction:
    """A function or method with a name."""

    name: str
    """With its containers, dotted."""
    node: SyntaxNode
    body: SyntaxNode

    @property
    def line(self) -> int:
        """Zero-based."""
        return line_of(self.node)

    @cached_property
    def inputs(self) -> frozenset[str]:
        """The names of its parameters."""
        value = self.node.child_by_field_name("value") or self.node.child_by_field_name("right") or self.node
        given = value.child_by_field_name("parameters") or value.child_by_field_name("parameter")
        return frozenset(words_of(given, "identifier")) if given else frozenset()

    @property
    def statements(self) -> list[SyntaxNode]:
        """Its own statements; an arrow function's value counts as one."""
        return statements_of(self.body)


@attrs.define(frozen=True, slots=False, eq=False)
class TreeSource:
    """One side of a change."""

    text: Text
    language: str

    @cached_property
    def root(self) -> SyntaxNode:
        """The whole file."""
        grammar = grammar_for(self.language)
        assert grammar is not None  # noqa: S101 -- made only for languages of the table
        raw = self.text.content.encode("utf-8", "replace")
        return tree_sitter.Parser(load_language(grammar)).parse(raw).root_node

    @property
    def dialect(self) -> Dialect:
        """The language's row."""
        return DIALECTS[self.language]

    @cached_property
    def nodes(self) -> tuple[SyntaxNode, ...]:
        """Every node, comments too."""
        return tuple(walk(self.root))

    @cached_property
    def functions(self) -> dict[str, TreeFunction]:
        """All functions that have a name, by that name."""
        return {function.name: function for function in _functions(self.root, self.dialect, "")}

    def of_kind(self, *kinds: str) -> Iterator[SyntaxNode]:
        """All nodes of these kinds, in order."""
        return (node for node in self.nodes if node.type in kinds)


def walk(node: SyntaxNode, into: Callable[[SyntaxNode], bool] = lambda _node: True) -> Iterator[SyntaxNode]:
    """The node and all below it, from the outside in, in order."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if into(current):
            stack.extend(reversed(current.children))


def walk_lines(node: SyntaxNode, lines: frozenset[int]) -> Iterator[SyntaxNode]:
    """Of the node and all below it what stands on some of these lines."""

    def stands_there(inner: SyntaxNode) -> bool:
        return any(line in lines for line in range(inner.start_point.row, inner.end_point.row + 1))

    return (inner for inner in walk(node, stands_there) if stands_there(inner))


def text_of(node: SyntaxNode | None) -> str:
    """The source of a node; empty without one."""
    return (node.text or b"").decode("utf-8", "replace") if node else ""


def plain(node: SyntaxNode) -> str:
    """The source without layout and comments: what equality of code means here."""
    words = (text_of(leaf) for leaf in walk(node, lambda inner: not _is_string(inner)) if _is_word(leaf))
    return " ".join(word for word in words if word not in {",", ";"})


def line_of(node: SyntaxNode) -> int:
    """Zero-based line a node begins on."""
    return int(node.start_point.row)


def last_line_of(node: SyntaxNode) -> int:
    """Zero-based line a node ends on."""
    return int(node.end_point.row)


def statements_of(body: SyntaxNode) -> list[SyntaxNode]:
    """What stands in a block; a body that is an expression is its own only statement."""
    if body.type not in {"statement_block", "block", "constructor_body", "statement_list"}:
        return [body]
    inner = [child for child in body.named_children if child.type not in _COMMENTS]
    return statements_of(inner[0]) if len(inner) == 1 and inner[0].type == "statement_list" else inner


def is_comment(node: SyntaxNode) -> bool:
    """Whether it is a comment."""
    return node.type in _COMMENTS


def is_literal(node: SyntaxNode) -> bool:
    """Whether an expression is made of literals only."""
    inner = [leaf for leaf in walk(node) if leaf.is_named and not leaf.named_children]
    return (
        bool(inner)
        and all(_LITERALS.search(leaf.type) or leaf.type == "string_content" for leaf in inner)
        and not any(_NAMES.search(part.type) for part in walk(node))
    )


def literals_of(node: SyntaxNode) -> Iterator[SyntaxNode]:
    """Every number, flag and string below, strings as a whole."""
    for inner in walk(node, lambda inner: not _is_string(inner)):
        simple = not inner.named_children or _is_string(inner)
        if inner.is_named and simple and _LITERALS.search(inner.type) and "fragment" not in inner.type:
            yield inner


def words_of(node: SyntaxNode, *kinds: str) -> Iterator[str]:
    """The texts of all nodes of these kinds below."""
    return (text_of(inner) for inner in walk(node) if inner.type in kinds)


def inside(node: SyntaxNode, *kinds: str) -> SyntaxNode | None:
    """The nearest node of such a kind around it."""
    current = node.parent
    while current is not None and current.type not in kinds:
        current = current.parent
    return current


def is_among_tests(node: SyntaxNode) -> bool:
    """Whether it stands among Rust's tests, which share the file with what they test."""
    module = inside(node, "mod_item")
    return module is not None and text_of(module.child_by_field_name("name")) in {"test", "tests"}


def called(call: SyntaxNode) -> str:
    """What a call calls, as it is written: ``t.Skip``, ``expect(x).toBe``, ``assert_eq!``."""
    if call.type == "macro_invocation":
        return text_of(call.child_by_field_name("macro")) + "!"
    if call.type == "method_invocation":
        owner = text_of(call.child_by_field_name("object"))
        return f"{owner}.{text_of(call.child_by_field_name('name'))}".lstrip(".")
    kinds = ("function", "constructor", "type")
    return next((text_of(found) for kind in kinds if (found := call.child_by_field_name(kind))), "")


def arguments_of(call: SyntaxNode) -> Sequence[SyntaxNode]:
    """What a call is given."""
    given = call.child_by_field_name("arguments")
    return [child for child in given.named_children if not is_comment(child)] if given else []


def _functions(node: SyntaxNode, dialect: Dialect, prefix: str) -> Iterator[TreeFunction]:
    for child in node.named_children:
        inner = prefix
        if child.type in dialect.containers:
            name = child.child_by_field_name("name") or child.child_by_field_name("type")
            inner = f"{prefix}{text_of(name)}."
        elif child.type in dialect.functions and (function := _function(child, prefix)):
            yield function
            inner = f"{function.name}."
        yield from _functions(child, dialect, inner)


def _function(node: SyntaxNode, prefix: str) -> TreeFunction | None:
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    holder = value if value is not None and value.type in _FUNCTION_VALUES else node
    name = node.child_by_field_name("name") or node.child_by_field_name("left")
    body = holder.child_by_field_name("body")
    if name is None or body is None:
        return None
    receiver = node.child_by_field_name("receiver")
    owner = "".join(f"{word}." for word in words_of(receiver, "type_identifier")) if receiver else ""
    return TreeFunction(f"{prefix}{owner}{text_of(name)}", node, body)


def _is_string(node: SyntaxNode) -> bool:
    return node.type in {
        "string",
        "template_string",
        "string_literal",
        "interpreted_string_literal",
        "raw_string_literal",
        "rune_literal",
        "char_literal",
        "character_literal",
    }


def _is_word(node: SyntaxNode) -> bool:
    return not is_comment(node) and (not node.children or _is_string(node))
