"""What cheats look like in TypeScript, JavaScript, Go, Rust and Java; each finder yields facts of one side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.verifying.gates.reading.change import Fact
from amends.verifying.gates.reading.tree_source import (
    SyntaxNode,
    TreeFunction,
    TreeSource,
    arguments_of,
    called,
    inside,
    is_comment,
    is_literal,
    line_of,
    statements_of,
    text_of,
    walk,
    words_of,
)

_BROAD_TYPES = re.compile(r"\b(Exception|Throwable|RuntimeException|Error)\b")
_NO_REPAIR = re.compile(r"^(console\.|log|System\.(out|err)|e\.printStackTrace|fmt\.Print|println!|eprintln!|;$)")
_FORGETTING = re.compile(r"\.(unwrap|expect|unwrap_or\w*|ok)\s*\(")
_VAGUE = {
    "go": re.compile(r"\bany\b|\binterface\s*\{\s*\}|\bunsafe\.Pointer\b"),
    "rust": re.compile(r"\btransmute\b|\bdyn\s+(?:std::any::|core::any::)?Any\b|\bunsafe\s*\{|\bget_unchecked\b"),
    "java": re.compile(r"\bObject\b(?!\s*\.)|\(\s*\?\s*\)|\bsetAccessible\b"),
}
_GENERIC = re.compile(
    r"^(List|Map|Set|Collection|Iterable|Iterator|Optional|Class|Stream|Queue|Deque|ArrayList|HashMap|HashSet)$"
)
_TEST_RUN = re.compile(
    r"process\.env\.(?:NODE_ENV\b\W*[=!]==?\W*['\"`]test|VITEST|JEST_WORKER_ID|CI\b|TEST\w*|MOCHA\w*|NODE_TEST\w*)|\.includes\(\s*[\"'`]--test\b|import\.meta\.vitest|"
    r"process\.env\[['\"](?:VITEST|JEST\w*|CI|TEST\w*)|\bcfg!\s*\(\s*(?:not\s*\(\s*)?test\b|\btesting\.Testing\(\)|flag\.Lookup\(\"test\.|"
    r"\bjest\.isMockFunction|global(?:This)?\.(?:describe|it|test|jest|vi)\b|typeof\s+(?:describe|it|jest|vi|expect|test)\b|"
    r"[\"'](?:describe|it|test|expect|jest|vi|vitest|suite)[\"']\s+in\s+global(?:This)?\b|"
    r"__vitest_\w+|__jest_?\w*|__coverage__|VITEST_\w+|JEST_WORKER\w*|"
    r"getStackTrace\(\)|StackWalker|new\s+(?:Throwable|Exception)\(\)\.getStackTrace|runtime\.Callers?\(|new\s+Error\([^)]*\)\.stack|"
    r"Error\.captureStackTrace|Class\.forName\(\"org\.(?:junit|testng)|System\.getProperty\(\"(?:surefire|test|junit)|"
    r"std::backtrace|Backtrace::|strings\.HasSuffix\(os\.Args\[0\],\s*\"\.test"
)
_PASSED_OVER = re.compile(
    r"\w*[eE]rr\w*\s*!=\s*nil\s*&&\s*\w+\s*[!=<>]=?\s*\d+|\w+\s*[!=<>]=?\s*\d+\s*&&\s*\w*[eE]rr\w*\s*!=\s*nil"
)
_LEAVING = re.compile(
    r"\bprocess\.(?:exit|abort|kill)\s*\(|\bos\.Exit\s*\(|\bprocess::(?:exit|abort)\s*\(|\bSystem\.exit\s*\(|\.halt\s*\(|"
    r"\bruntime\.Goexit\s*\(|\bsyscall\.Exit\s*\(|\bDeno\.exit\s*\("
)
_MOST_BYTES = 400
_CFG_TEST = re.compile(r"cfg(?:_attr)?\s*\(.*\btest\b")


def swallowed(source: TreeSource) -> Iterator[Fact]:
    """Errors that are caught, or could have been, and go nowhere."""
    for node in source.of_kind("catch_clause"):
        yield from _catch(node)
    for call in source.of_kind(*source.dialect.calls):
        name = called(call)
        if re.search(r"\.catch$", name) and all(map(_does_nothing, arguments_of(call))):
            yield Fact("swallowed promise", line_of(call), "A rejected promise is ignored.")
        elif name == "recover" and call.parent and _is_forgotten(call.parent):
            yield Fact("recover", line_of(call), "A panic is recovered and forgotten.")
        elif re.search(r"(^|::)catch_unwind$", name):
            yield Fact("catch_unwind", line_of(call), "A panic is caught.")
    if source.language == "go":
        yield from _go_errors(source)
    elif source.language == "rust":
        yield from _rust_errors(source)


def _is_forgotten(around: SyntaxNode) -> bool:
    """Whether nobody keeps what `recover` gives: it stands alone, or is only asked whether there was anything."""
    return around.type in {"expression_statement", "binary_expression"} or text_of(around).startswith("_ = ")


def _catch(node: SyntaxNode) -> Iterator[Fact]:
    body = node.child_by_field_name("body")
    inner = statements_of(body) if body else []
    rethrows = any(found.type == "throw_statement" for found in walk(node))
    if not rethrows and all(_is_nothing(statement) for statement in inner):
        yield Fact("swallowed", line_of(node), "An error is caught and ignored.")
    kind = next((child for child in node.named_children if child.type == "catch_formal_parameter"), None)
    if (
        not rethrows
        and kind is not None
        and _BROAD_TYPES.search(text_of(kind))
        and not re.search(r"\w(Exception|Error)\b", text_of(kind).replace("RuntimeException", ""))
    ):
        yield Fact("broad catch", line_of(node), "Every error is caught, also those nobody thought of.")


def _is_nothing(statement: SyntaxNode) -> bool:
    """Whether a handler's statement does not handle: a literal answer, a word to the log."""
    if statement.type not in {"return_statement", "expression_statement"}:
        return is_comment(statement) or not text_of(statement).strip(";{} ")
    values = statement.named_children
    value = values[-1] if values else None
    if value is None or is_literal(value) or (value.type in {"array", "object"} and not value.named_children):
        return True
    return statement.type == "expression_statement" and bool(_NO_REPAIR.match(text_of(statement)))


def _does_nothing(value: SyntaxNode) -> bool:
    body = value.child_by_field_name("body")
    if body is None:
        return text_of(value) in {"noop", "() => {}", "undefined", "null"}
    inner = statements_of(body) if body.type == "statement_block" else [_bare(body)]
    return all(_is_nothing(statement) or is_literal(statement) or _is_empty(statement) for statement in inner)


def _bare(node: SyntaxNode) -> SyntaxNode:
    return node.named_children[0] if node.type == "parenthesized_expression" and node.named_children else node


def _is_empty(value: SyntaxNode) -> bool:
    return value.type in {"array", "object"} and not value.named_children


def _go_errors(source: TreeSource) -> Iterator[Fact]:
    for node in source.of_kind("short_var_declaration", "assignment_statement"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        names, values = left.named_children if left else [], right.named_children if right else []
        if names and text_of(names[-1]) == "_" and len(values) == 1 and values[0].type == "call_expression":
            yield Fact("error thrown away", line_of(node), "A result that may be an error is thrown away.")
    for node in source.of_kind("if_statement"):
        condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        if body is not None and _PASSED_OVER.fullmatch(text_of(condition)) and _goes_on(body):
            yield Fact("error passed over", line_of(node), "An error is passed over where a number says so.")
        if body is None or not re.fullmatch(r"\w*[eE]rr\w*\s*!=\s*nil", text_of(condition)):
            continue
        function = inside(node, "function_declaration", "method_declaration", "func_literal")
        gives_error = "error" in text_of(function.child_by_field_name("result") if function else None)
        returns = [inner for inner in statements_of(body) if inner.type == "return_statement"]
        forgets = gives_error and any(re.search(r"(^return|,)\s*nil$", text_of(inner)) for inner in returns)
        if forgets or not statements_of(body):
            yield Fact("error forgotten", line_of(node), "An error is noticed and forgotten.")


def _goes_on(body: SyntaxNode) -> bool:
    return all(each.type in {"continue_statement", "break_statement"} for each in statements_of(body))


def _rust_errors(source: TreeSource) -> Iterator[Fact]:
    for node in source.of_kind("let_declaration"):
        value = node.child_by_field_name("value")
        if (
            text_of(node.child_by_field_name("pattern")) == "_"
            and value is not None
            and value.type == "call_expression"
        ):
            yield Fact("result thrown away", line_of(node), "A result that may be an error is thrown away.")
    for node in source.of_kind("expression_statement"):
        if re.search(r"\.ok\s*\(\s*\)\s*;$", text_of(node)):
            yield Fact("result thrown away", line_of(node), "A result that may be an error is thrown away.")


def gave_up_errors(old: TreeFunction, new: TreeFunction) -> bool:
    """Whether a function of Rust hands on fewer errors than before and unwraps more."""
    handed = [sum(node.type == "try_expression" for node in walk(each.body)) for each in (old, new)]
    unwrapped = [len(_FORGETTING.findall(text_of(each.body))) for each in (old, new)]
    return handed[1] < handed[0] and unwrapped[1] > unwrapped[0]


def vague_types(source: TreeSource) -> Iterator[Fact]:
    """Types that say nothing, and raw generics."""
    pattern = _VAGUE.get(source.language)
    kinds = {
        "go": ("type_identifier", "interface_type", "qualified_type"),
        "java": ("type_identifier", "method_invocation"),
    }
    for node in source.of_kind(*kinds.get(source.language, ())):
        if pattern and pattern.search(text_of(node)) and not _is_overridden(node):
            yield Fact("vague", line_of(node), text_of(node))
        elif source.language == "java" and _GENERIC.match(text_of(node)) and _is_raw(node):
            yield Fact(("raw", text_of(node)), line_of(node), f"The raw `{text_of(node)}`")
    if source.language == "rust" and pattern:
        for function in source.functions.values():
            for found in pattern.finditer(text_of(function.node)):
                yield Fact(found.group(), function.line, found.group().rstrip("{ "))


def _is_overridden(node: SyntaxNode) -> bool:
    """Whether the type is not the method's to choose: it overrides another."""
    method = inside(node, "method_declaration")
    return method is not None and "@Override" in text_of(method)[:200]


def _is_raw(node: SyntaxNode) -> bool:
    around = node.parent
    return around is not None and around.type in {
        "method_declaration",
        "formal_parameter",
        "field_declaration",
        "local_variable_declaration",
    }


def seeing_tests(source: TreeSource) -> Iterator[Fact]:
    """Looks at whether tests run, and ways out of the process."""
    for node in source.nodes:
        if found := _held_by_itself(node, _TEST_RUN):
            yield Fact(("sees tests", found), line_of(node), "The code looks at whether tests run.")
        if _held_by_itself(node, _LEAVING) and not _in_main(node):
            yield Fact("leaves", line_of(node), "The code ends the process, and with it the tests.")
    if source.language == "rust":
        yield from _cfg_tests(source)


def _held_by_itself(node: SyntaxNode, pattern: re.Pattern[str]) -> str:
    """What a pattern finds in a node and in none of its parts; large nodes are known by their parts."""
    if not node.is_named or is_comment(node) or node.end_byte - node.start_byte > _MOST_BYTES:
        return ""
    found = pattern.search(text_of(node))
    inner = found and any(pattern.search(text_of(child)) for child in node.named_children)
    return found.group() if found and not inner else ""


def _in_main(node: SyntaxNode) -> bool:
    function = inside(node, "function_declaration", "function_item", "method_declaration")
    return function is not None and text_of(function.child_by_field_name("name")) == "main"


def _cfg_tests(source: TreeSource) -> Iterator[Fact]:
    for node in source.of_kind("attribute_item"):
        following = node.next_named_sibling
        while following is not None and following.type in {"attribute_item", "line_comment"}:
            following = following.next_named_sibling
        whole = following is None or following.type in {"mod_item", "use_declaration", "extern_crate_declaration"}
        if _CFG_TEST.search(text_of(node)) and not whole and inside(node, "mod_item") is None:
            yield Fact("cfg(test)", line_of(node), "The code is another one when tests run.")


def imports_of(source: TreeSource) -> Iterator[tuple[str, int]]:
    """Names of imported modules with their lines."""
    for node in source.of_kind("import_statement", "import_spec", "use_declaration", "import_declaration"):
        if node.type == "import_declaration" and source.language != "java":
            continue
        words = text_of(node)
        quoted = re.findall(r"['\"`]([^'\"`]+)['\"`]", words)
        yield (quoted[-1] if quoted else re.sub(r"^(pub\s+)?(use|import)\s+(static\s+)?|;$", "", words)), line_of(node)
    for call in source.of_kind("call_expression"):
        if called(call) in {"require", "import"}:
            yield from ((text_of(given).strip("'\"`"), line_of(call)) for given in arguments_of(call)[:1])


def bare_mentions(source: TreeSource) -> Iterator[Fact]:
    """A name that is only mentioned so that it counts as used."""
    for node in source.of_kind("assignment_statement", "let_declaration", "var_spec"):
        left = (
            node.child_by_field_name("left") or node.child_by_field_name("pattern") or node.child_by_field_name("name")
        )
        right = node.child_by_field_name("right") or node.child_by_field_name("value")
        if text_of(left) == "_" and right is not None and re.fullmatch(r"&?[\w.]+", text_of(right)):
            yield Fact("bare mention", line_of(node), text_of(node))
    for node in source.of_kind("expression_statement"):
        if (
            re.fullmatch(r"(?:void\s+)?[A-Za-z_$][\w$.]*;?", text_of(node))
            and not text_of(node).startswith(("return", "break", "debugger"))
            and source.language != "rust"
        ):
            yield Fact("bare mention", line_of(node), text_of(node))


def identifiers(node: SyntaxNode) -> frozenset[str]:
    """All names below."""
    return frozenset(
        words_of(
            node,
            "identifier",
            "property_identifier",
            "field_identifier",
            "type_identifier",
            "shorthand_property_identifier",
        )
    )
