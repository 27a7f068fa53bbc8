"""What differs by language, as a table; a grammar is imported when its language is first parsed."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping

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
    chains: Mapping[str, frozenset[str]] = attrs.field(factory=dict, hash=False)
    """Kinds of binary operators, and those operators that are read as one row: ``a or b or c`` has three operands."""
    alike: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    """Kinds that are another spelling of a kind: the same code in another place."""
    opened: frozenset[str] = frozenset()
    """Kinds whose children stand in their place, where their parent is another spelling of a kind."""
    thin: frozenset[str] = frozenset()
    """Kinds that are left out where they hold one node only."""
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
    chains={"binary_operator": frozenset({"|"}), "boolean_operator": frozenset({"and", "or"})},
    alike={"generic_type": "subscript", "union_type": "binary_operator"},
    opened=frozenset({"type", "type_parameter"}),
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
    chains={"binary_expression": frozenset({"&&", "||"}), "union_type": frozenset({"|"})},
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

_GO = Grammar(
    language="go",
    module="tree_sitter_go",
    blocks=frozenset({"source_file", "block", "statement_list", "field_declaration_list"}),
    lists=frozenset(
        ["argument_list", "parameter_list", "expression_list", "literal_value", "type_arguments", "type_parameter_list"]
    ),
    leaves=frozenset({"interpreted_string_literal_content", "raw_string_literal_content"}),
    thin=frozenset({"expression_list"}),
    scopes=frozenset({"function_declaration", "method_declaration", "func_literal", "type_declaration"}),
    chains={"binary_expression": frozenset({"&&", "||"})},
    comment_prefix="//",
)
_RUST = Grammar(
    language="rust",
    module="tree_sitter_rust",
    blocks=frozenset({"source_file", "block", "declaration_list", "field_declaration_list"}),
    lists=frozenset(
        [
            "arguments",
            "parameters",
            "closure_parameters",
            "use_list",
            "type_arguments",
            "type_parameters",
            "array_expression",
            "tuple_expression",
            "tuple_type",
            "tuple_pattern",
            "field_initializer_list",
        ]
    ),
    leaves=frozenset({"string_content"}),
    scopes=frozenset(
        ["function_item", "impl_item", "struct_item", "enum_item", "trait_item", "mod_item", "closure_expression"]
    ),
    statements=frozenset(
        [
            "function_item",
            "impl_item",
            "struct_item",
            "enum_item",
            "trait_item",
            "mod_item",
            "const_item",
            "static_item",
            "type_item",
            "attribute_item",
            "inner_attribute_item",
            "macro_definition",
        ]
    ),
    chains={"binary_expression": frozenset({"&&", "||"})},
    comment_prefix="//",
)
_JAVA = Grammar(
    language="java",
    module="tree_sitter_java",
    blocks=frozenset({"program", "block", "class_body", "interface_body", "enum_body", "constructor_body"}),
    lists=frozenset(
        [
            "argument_list",
            "formal_parameters",
            "inferred_parameters",
            "type_arguments",
            "type_parameters",
            "array_initializer",
            "annotation_argument_list",
        ]
    ),
    leaves=frozenset({"string_fragment"}),
    scopes=frozenset(
        [
            "method_declaration",
            "constructor_declaration",
            "class_declaration",
            "interface_declaration",
            "enum_declaration",
            "record_declaration",
            "lambda_expression",
        ]
    ),
    chains={"binary_expression": frozenset({"&&", "||"})},
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
        _GO,
        _RUST,
        _JAVA,
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
