"""What differs by language, as a table; a grammar is imported when its language is first parsed."""

from __future__ import annotations

import functools
import importlib

import attrs
import tree_sitter


@attrs.frozen
class Grammar:
    """One row: where the grammar comes from, and which node kinds play which part."""

    language: str
    module: str
    function: str = "language"
    blocks: frozenset[str] = frozenset()
    """Kinds whose children are statements, one a line."""
    lists: frozenset[str] = frozenset()
    """Kinds whose named children are separated by commas."""
    leaves: frozenset[str] = frozenset()
    """Kinds taken as one word although the grammar looks inside."""
    scopes: frozenset[str] = frozenset()
    """Functions and classes."""
    statements: frozenset[str] = frozenset()
    """Kinds that stand on a line of their own although their name does not say so."""
    comment_prefix: str = "#"


_PYTHON = Grammar(
    language="python",
    module="tree_sitter_python",
    blocks=frozenset({"module", "block"}),
    lists=frozenset(
        [
            "argument_list",
            "parameters",
            "lambda_parameters",
            "list",
            "set",
            "tuple",
            "dictionary",
            "expression_list",
            "pattern_list",
            "import_from_statement",
            "import_statement",
            "type_parameter",
            "subscript",
            "tuple_pattern",
            "list_pattern",
            "with_clause",
            "future_import_statement",
            "global_statement",
        ]
    ),
    leaves=frozenset({"string_content"}),
    scopes=frozenset({"function_definition", "class_definition"}),
)
_ECMASCRIPT = Grammar(
    language="javascript",
    module="tree_sitter_javascript",
    blocks=frozenset({"program", "statement_block", "class_body", "switch_case"}),
    lists=frozenset(
        [
            "arguments",
            "formal_parameters",
            "array",
            "object",
            "array_pattern",
            "object_pattern",
            "named_imports",
            "export_clause",
            "sequence_expression",
            "type_arguments",
            "type_parameters",
            "variable_declaration",
            "lexical_declaration",
            "tuple_type",
        ]
    ),
    leaves=frozenset({"regex"}),
    scopes=frozenset(
        [
            "function_declaration",
            "method_definition",
            "class_declaration",
            "function_expression",
            "arrow_function",
            "generator_function_declaration",
            "class",
        ]
    ),
    comment_prefix="//",
)

GRAMMARS: dict[str, Grammar] = {
    grammar.language: grammar
    for grammar in (
        _PYTHON,
        _ECMASCRIPT,
        attrs.evolve(_ECMASCRIPT, language="javascriptreact"),
        attrs.evolve(
            _ECMASCRIPT, language="typescript", module="tree_sitter_typescript", function="language_typescript"
        ),
        attrs.evolve(_ECMASCRIPT, language="typescriptreact", module="tree_sitter_typescript", function="language_tsx"),
    )
}
_ALIASES = {"tsx": "typescriptreact", "jsx": "javascriptreact"}


def grammar_for(language: str) -> Grammar | None:
    """The row of a language id of LSP, None for languages we have no grammar for. Imports nothing."""
    return GRAMMARS.get(_ALIASES.get(language, language))


# Loading is idempotent and its result never changes, so one cache for the process is safe.
@functools.cache
def load_language(grammar: Grammar) -> tree_sitter.Language:
    """The compiled grammar; imports its wheel the first time.

    Raises:
        ImportError: the wheel is not installed.
    """
    module = importlib.import_module(grammar.module)
    return tree_sitter.Language(getattr(module, grammar.function)())
