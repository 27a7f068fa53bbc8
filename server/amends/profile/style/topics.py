"""What a style fact can say: topics, their values, and the sentence for each. ``{}`` stands for the value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OPTIONAL_TYPES = "optional-types"
GENERIC_TYPES = "generic-types"
ANNOTATIONS = "annotations"
FUTURE_ANNOTATIONS = "future-annotations"
IMPORTS = "imports"
IMPORT_LINES = "import-lines"
FORMATTING = "formatting"
DOCSTRINGS = "docstrings"
DOCSTRING_STYLE = "docstring-style"
OUTPUT = "output"
LOG_ARGUMENTS = "log-arguments"
PATHS = "paths"
RAISE_FROM = "raise-from"
IGNORED_ERRORS = "ignored-errors"
RECORDS = "records"
FUNCTION_NAMES = "function-names"
TESTS = "tests"
ASSERTIONS = "assertions"
QUOTES = "quotes"
INDENTATION = "indentation"
LINE_LENGTH = "line-length"
SCRIPT_QUOTES = "js-quotes"
SCRIPT_INDENTATION = "js-indentation"
SCRIPT_LINE_LENGTH = "js-line-length"
SEMICOLONS = "js-semicolons"

SCRIPT_SUFFIXES = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})
LINE_LIMITS = (72, 79, 88, 100, 120, 140)
_SCRIPT = "In JavaScript and TypeScript"

SENTENCES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        QUOTES: {"single": "Write strings in single quotes.", "double": "Write strings in double quotes."},
        INDENTATION: {"tab": "Indent with tabs.", "": "Indent with {} spaces."},
        LINE_LENGTH: {"": "Keep lines within {} characters."},
        OPTIONAL_TYPES: {"union": "Write `X | None`, not `Optional[X]`.", "optional": "Write `Optional[X]`."},
        GENERIC_TYPES: {
            "builtin": "Use built-in generics (`list[int]`), not `typing.List`.",
            "typing": "Use generics of `typing` (`List[int]`).",
        },
        ANNOTATIONS: {"yes": "Annotate parameters and results.", "no": "Do not add type annotations."},
        FUTURE_ANNOTATIONS: {
            "yes": "Modules begin with `from __future__ import annotations`.",
            "no": "Modules do without `from __future__ import annotations`.",
        },
        IMPORTS: {
            "absolute": "Import the project's own modules absolutely.",
            "relative": "Import the project's own modules relatively (`from . import x`).",
        },
        IMPORT_LINES: {
            "single": "Import one name a line.",
            "grouped": "Import several names of a module in one statement.",
        },
        FORMATTING: {
            "f-string": "Format strings with f-strings.",
            "format": "Format strings with `str.format`.",
            "percent": "Format strings with `%`.",
        },
        DOCSTRINGS: {"yes": "Public functions and classes have docstrings.", "no": "Functions have no docstrings."},
        DOCSTRING_STYLE: {
            "google": "Write docstrings in Google's style.",
            "numpy": "Write docstrings in NumPy's style.",
            "pep257": "Write docstrings as PEP 257 has them.",
            "sphinx": "Write docstrings with Sphinx fields (`:param x:`).",
        },
        OUTPUT: {"logging": "Report with `logging`, not `print`.", "print": "Report with `print`."},
        LOG_ARGUMENTS: {
            "lazy": "Pass values to the logger as arguments (`log.info('%s', x)`).",
            "formatted": "Format log messages before logging them.",
        },
        PATHS: {"pathlib": "Handle paths with `pathlib`.", "os.path": "Handle paths with `os.path`."},
        RAISE_FROM: {
            "yes": "Inside `except`, raise with `from`.",
            "no": "Inside `except`, raise without `from`.",
        },
        IGNORED_ERRORS: {
            "suppress": "Ignore errors with `contextlib.suppress`.",
            "pass": "Ignore errors with `try`/`except`/`pass`.",
        },
        RECORDS: {
            "dataclass": "Make value classes with `dataclasses`.",
            "attrs": "Make value classes with `attrs`.",
            "pydantic": "Make value classes with pydantic.",
            "namedtuple": "Make value classes with `NamedTuple`.",
        },
        FUNCTION_NAMES: {"snake": "Name functions in snake_case.", "camel": "Name functions in camelCase."},
        TESTS: {
            "pytest": "Write tests as pytest functions.",
            "unittest": "Write tests as `unittest.TestCase` classes.",
        },
        SCRIPT_QUOTES: {
            "single": f"{_SCRIPT}, write strings in single quotes.",
            "double": f"{_SCRIPT}, write strings in double quotes.",
        },
        SCRIPT_INDENTATION: {"tab": f"{_SCRIPT}, indent with tabs.", "": f"{_SCRIPT}, indent with {{}} spaces."},
        SCRIPT_LINE_LENGTH: {"": f"{_SCRIPT}, keep lines within {{}} characters."},
        SEMICOLONS: {
            "yes": f"{_SCRIPT}, end statements with semicolons.",
            "no": f"{_SCRIPT}, write no semicolons at the ends of statements.",
        },
        ASSERTIONS: {"assert": "Assert with plain `assert`.", "unittest": "Assert with `self.assert…` methods."},
    }
)


def sentence_of(topic: str, value: str) -> str:
    """The sentence for a value; declared values may be ones that no code showed."""
    known = SENTENCES.get(topic, {})
    return known.get(value) or known.get("", f"{topic}: {{}}.").format(value)


def speaks_of(topic: str, path: str) -> bool:
    """Whether a topic is about the language of a file; without a path about any."""
    suffix = path[path.rfind(".") :] if "." in path else ""
    return not suffix or (suffix in SCRIPT_SUFFIXES) == topic.startswith("js-")
