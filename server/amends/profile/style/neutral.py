"""Code with its style taken out, to see whether two ways of writing differ in style only; and quotes put right."""

from __future__ import annotations

import re

_STRING = re.compile(r"""(?<![\w'"])([rRbBuUfF]{0,2})(['"])((?:(?!\2)[^\\\n'"{}])*)\2(?!\2)""")
_OPTIONAL = re.compile(r"\b(?:typing\.|t\.)?Optional\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_UNION = re.compile(r"\b(?:typing\.|t\.)?Union\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_GENERIC = re.compile(r"\b(?:typing\.|t\.)?(List|Dict|Set|FrozenSet|Tuple|Type)(?=\[)")
_STYLE_IMPORT = re.compile(r"^\s*from (?:typing|typing_extensions|__future__) import .*$", re.MULTILINE)
_SPACE = re.compile(r"\s+")
_LAST_COMMA = re.compile(r",(?=[)\]}])")
_SEMICOLON = re.compile(r";[ \t]*$", re.MULTILINE)


def neutral_form(code: str) -> str:
    """The same for code that differs in quotes, typing idioms, commas at ends, white space or semicolons only."""
    bare = _SEMICOLON.sub("", _STYLE_IMPORT.sub("", code))
    for _ in range(3):  # nested ones from the inside out
        bare = _UNION.sub(lambda found: " | ".join(found[1].split(",")), _OPTIONAL.sub(r"\1 | None", bare))
    bare = _GENERIC.sub(lambda found: found[1].lower(), bare)
    return _LAST_COMMA.sub("", _SPACE.sub("", bare.replace("'", '"')))


def requoted(code: str, quote: str, known: str = "") -> str:
    """Code with its strings in one kind of quotes, where nothing but the quotes changes.

    Strings that stand in `known` as they are were written by a person and stay.
    """
    return _STRING.sub(lambda found: found[0] if found[0] in known else f"{found[1]}{quote}{found[3]}{quote}", code)
