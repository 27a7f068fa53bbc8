"""Strings with slots, whatever the syntax: `"%s" % x`, `"{}".format(x)` and `f"{x}"` are one thing in three spellings.

Python only; other languages have one spelling, and nothing to turn into another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from amends.syntax.tree import Node

PERCENT, FORMAT, NUMBERED, FSTRING, JOINED = "percent", "format", "numbered", "fstring", "joined"
SPELLINGS = (PERCENT, FORMAT, NUMBERED, FSTRING, JOINED)
ARGUMENTS = "arguments"
"""Written only: `"%s", x`, a template and its values side by side in a call, as loggers take them."""
QUOTING = "!r"
"""Written only, after a spelling: quotes around a value are left to the value, `'{x}'` is `{x!r}`."""

_PERCENT_SLOT = re.compile(r"%(?:\((\w+)\))?([-+ #0]*\d*(?:\.\d+)?)([a-zA-Z%])")
_FORMAT_SLOT = re.compile(r"\{\{|\}\}|\{(\w*)((?:\.\w+|\[\w+\])*)(?:!([rsa]))?(?::([^{}]*))?\}")
_PLAIN = frozenset("sdi")


@attrs.frozen
class Slot:
    """A value put into a string."""

    value: str
    conversion: str = ""
    """``r``, ``s`` or ``a``."""
    spec: str = ""
    """As after the colon of an f-string."""


@attrs.frozen
class Slotted:
    """A string with slots, free of its spelling: pieces of source text and slots, in order."""

    pieces: tuple[str | Slot, ...]
    quote: str
    prefix: str
    spelling: str = attrs.field(eq=False)
    values: str = attrs.field(eq=False, default="")
    """The bracketed values of a `format` call as they stand there, when they are the slots' own in order."""

    @property
    def meaning(self) -> tuple[object, ...]:
        """What two spellings of the same string have in common."""
        return tuple(
            piece
            if isinstance(piece, str)
            else (re.sub(r"\s+|,(?=\s*[)\]}])", "", piece.value), piece.conversion, piece.spec)
            for piece in self.pieces
        )


def read_slotted(node: Node) -> Slotted | None:
    """The string with slots that a node spells, None when it spells none, or in a way we do not know."""
    if node.kind in {"string", "concatenated_string"}:
        return _read_fstring(node)
    if node.kind == "binary_operator" and len(node.children) == 3 and node.children[1].kind == "%":  # noqa: PLR2004
        return _read_percent(node)
    if node.kind == "call":
        return _read_format(node) or _read_joined(node)
    return None


def spelt(spelling: str, wanted: str) -> bool:
    """Whether a string of one spelling will do where another was learned: numbered slots are a case of `format`."""
    return spelling == wanted or (spelling == NUMBERED and wanted == FORMAT)


def write_slotted(slotted: Slotted, spelling: str) -> str | None:
    """The string in another spelling, None where that spelling cannot say it, or says nothing new."""
    if spelling.endswith(QUOTING):
        quoting = _quoting(slotted)
        return write_slotted(quoting, spelling.removesuffix(QUOTING)) if quoting != slotted else None
    if spelling == FSTRING:
        return _write_fstring(slotted)
    if spelling in {FORMAT, NUMBERED}:
        return _write_format(slotted, numbered=spelling == NUMBERED)
    return _write_arguments(slotted) if spelling == ARGUMENTS else None


def _quoting(slotted: Slotted) -> Slotted:
    """The string with quotes around plain slots taken off, and their values quoted instead."""
    pieces = list(slotted.pieces)
    for at in range(1, len(pieces) - 1):
        before, slot, after = pieces[at - 1 : at + 2]
        if isinstance(before, str) and isinstance(slot, Slot) and isinstance(after, str) and slot == Slot(slot.value):
            ending = re.search(r"\\?['\"]$", before)
            if ending and after.startswith(ending.group()):
                quoted = attrs.evolve(slot, conversion="r")
                pieces[at - 1 : at + 2] = before[: ending.start()], quoted, after.removeprefix(ending.group())
    return attrs.evolve(slotted, pieces=tuple(pieces))


def _read_fstring(node: Node) -> Slotted | None:
    strings = list(_strings(node))
    if not any("f" in _prefix(one).lower() for one in strings):
        return None
    pieces: list[str | Slot] = []
    for one in strings:
        inside = _inside(one)
        if inside is None:
            return None
        position, stop = inside
        content = one.tree.content
        formatted = "f" in _prefix(one).lower()
        for child in (child for child in one.children if child.kind == "interpolation"):
            pieces += [_plain(content[position : child.start], formatted=formatted), _interpolation(child)]
            position = child.end
        pieces.append(_plain(content[position:stop], formatted=formatted))
    return _slotted(pieces, strings[0], FSTRING)


def _interpolation(node: Node) -> Slot:
    values = [child for child in node.children if child.kind not in {"{", "}", "type_conversion", "format_specifier"}]
    parts = {child.kind: child.text for child in node.children}
    value = node.tree.content[values[0].start : values[-1].end] if values else ""
    return Slot(value, parts.get("type_conversion", "")[1:], parts.get("format_specifier", "")[1:])


def _plain(text: str, *, formatted: bool) -> str:
    return text.replace("{{", "{").replace("}}", "}") if formatted else text


def _read_percent(node: Node) -> Slotted | None:
    left, right = node.children[0], node.children[2]
    template = _template(left)
    if template is None:
        return None
    values = _percent_values(right)
    pieces: list[str | Slot] = []
    position = used = 0
    for found in _PERCENT_SLOT.finditer(template):
        pieces.append(template[position : found.start()])
        position = found.end()
        name, flags, letter = found.groups()
        if letter == "%":
            pieces.append("%")
            continue
        value = values.get(name or str(used))
        used += not name
        spec = _percent_spec(flags, letter)
        if value is None or spec is None:
            return None
        pieces.append(Slot(value, letter if letter in "ra" else "", spec))
    if "%" in template[position:] or not any(isinstance(piece, Slot) for piece in pieces):
        return None
    return _slotted([*pieces, template[position:]], next(_strings(left)), PERCENT)


def _percent_spec(flags: str, letter: str) -> str | None:
    if letter in _PLAIN or letter in "ra":
        return None if flags.strip("0123456789.") else (flags and f"{'>' if letter not in 'di' else ''}{flags}")
    if letter in "fFeEgGxXo" and not flags.startswith(("-", "#", " ")):
        return flags + letter
    return None


def _percent_values(node: Node) -> dict[str, str]:
    if node.kind == "tuple":
        return {str(index): child.text for index, child in enumerate(child for child in node.children if child.named)}
    if node.kind == "dictionary":
        pairs = [child for child in node.children if child.kind == "pair"]
        return {pair.children[0].text.strip("'\""): pair.children[-1].text for pair in pairs}
    if node.kind == "parenthesized_expression":
        return {"0": node.children[1].text}
    return {"0": node.text}


def _read_format(node: Node) -> Slotted | None:
    function = node.children[0]
    if function.kind != "attribute" or function.children[-1].text != "format" or len(node.children) < 2:  # noqa: PLR2004
        return None
    template = _template(function.children[0])
    values = _call_values(node.children[1])
    if template is None or values is None:
        return None
    pieces: list[str | Slot] = []
    position = used = 0
    numbered = False
    for found in _FORMAT_SLOT.finditer(template):
        pieces.append(template[position : found.start()])
        position = found.end()
        if found.group() in {"{{", "}}"}:
            pieces.append(found.group()[0])
            continue
        name, path, conversion, spec = found.groups()
        numbered |= name.isdigit()
        value = values.get(name or str(used))
        used += not name
        if value is None:
            return None
        pieces.append(Slot(_grouped(value, path), conversion or "", spec or ""))
    if "{" in template[position:] or not any(isinstance(piece, Slot) for piece in pieces):
        return None
    first = next(_strings(function.children[0]))
    slotted = _slotted([*pieces, template[position:]], first, NUMBERED if numbered else FORMAT)
    in_order = [slot.value for slot in pieces if isinstance(slot, Slot)] == [*values.values()]
    return attrs.evolve(slotted, values=node.children[1].text) if slotted and in_order else slotted


def _read_joined(node: Node) -> Slotted | None:
    """A literal that joins the elements of a row."""
    function, arguments = node.children[0], [one for one in node.children[-1].children if one.named]
    if function.kind != "attribute" or function.children[-1].text != "join" or len(arguments) != 1:
        return None
    between, row = _template(function.children[0]), arguments[0]
    if between is None or row.kind not in {"list", "tuple"} or "#" in row.text or "*" in row.text:
        return None
    pieces: list[str | Slot] = []
    for one in (one for one in row.children if one.named):
        text = _template(one)
        if any(_prefix(part) for part in _strings(one)):
            return None
        pieces += [between, Slot(one.text) if text is None else text]
    return _slotted(pieces[1:], next(_strings(function.children[0])), JOINED)


def _grouped(value: str, path: str) -> str:
    subscripts = re.sub(r"\[(\w*[A-Za-z_]\w*)\]", r'["\1"]', path)
    return f"({value}){subscripts}" if path and not re.fullmatch(r"[\w.]+", value) else value + subscripts


def _call_values(arguments: Node) -> dict[str, str] | None:
    values: dict[str, str] = {}
    position = 0
    for child in (child for child in arguments.children if child.named):
        if child.kind == "keyword_argument":
            values[child.children[0].text] = child.children[-1].text
        elif child.kind in {"list_splat", "dictionary_splat"}:
            return None
        else:
            values[str(position)] = child.text
            position += 1
    return values


def _template(node: Node) -> str | None:
    """The source text between the quotes of plain strings side by side."""
    if node.kind == "parenthesized_expression":
        node = node.children[1]
    if node.kind not in {"string", "concatenated_string"}:
        return None
    texts: list[str] = []
    for one in _strings(node):
        inside = _inside(one)
        if inside is None or set(_prefix(one).lower()) & {"f", "b"}:
            return None
        texts.append(one.tree.content[inside[0] : inside[1]])
    return "".join(texts)


def _strings(node: Node) -> Iterator[Node]:
    if node.kind == "parenthesized_expression":
        yield from _strings(node.children[1])
    elif node.kind == "concatenated_string":
        for child in node.children:
            yield from _strings(child)
    elif node.kind == "string":
        yield node


def _prefix(node: Node) -> str:
    return node.children[0].text if node.children and node.children[0].kind == "string_prefix" else ""


def _inside(node: Node) -> tuple[int, int] | None:
    opening = next((child for child in node.children if child.kind == "string_start"), None)
    closing = node.children[-1] if node.children else None
    return None if opening is None or closing is None else (opening.end, closing.start)


def merged_texts(pieces: list[str | Slot]) -> list[str | Slot]:
    """Pieces with neighbouring texts as one."""
    merged: list[str | Slot] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif piece != "":
            merged.append(piece)
    return merged


def _slotted(pieces: list[str | Slot], first: Node, spelling: str) -> Slotted | None:
    merged = merged_texts(pieces)
    quote = next(child.text for child in first.children if child.kind == "string_start")
    prefix = "".join(letter for letter in _prefix(first) if letter.lower() == "r")
    return Slotted(*in_one_quote(merged, quote), prefix, spelling) if merged else None


def in_one_quote(pieces: Sequence[str | Slot], quote: str) -> tuple[tuple[str | Slot, ...], str]:
    """Pieces that stood in quotes of several kinds, in one that none of them holds; else what they hold is escaped."""
    text = "\0".join(piece for piece in pieces if isinstance(piece, str))
    other = "'" if quote == '"' else '"'
    if len(quote) > 1 or not _unescaped(quote).search(text):
        return tuple(pieces), quote
    if not _unescaped(other).search(text):
        return tuple(pieces), other
    escaped = [_unescaped(quote).sub("\\" + quote, one) if isinstance(one, str) else one for one in pieces]
    return tuple(escaped), quote


def _unescaped(quote: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\\){quote}")


def _write_fstring(slotted: Slotted) -> str | None:
    written: list[str] = []
    for piece in slotted.pieces:
        if isinstance(piece, str):
            written.append(piece.replace("{", "{{").replace("}", "}}"))
            continue
        value = _requoted(piece.value, slotted.quote)
        if value is None:
            return None
        lead = " " if value.startswith("{") else ""
        conversion = f"!{piece.conversion}" if piece.conversion else ""
        spec = f":{piece.spec}" if piece.spec else ""
        written.append(f"{{{lead}{value}{conversion}{spec}}}")
    return f"{slotted.prefix}f{slotted.quote}{''.join(written)}{slotted.quote}"


def _requoted(value: str, quote: str) -> str | None:
    """A value that may stand inside an f-string of that quote, before Python 3.12 too."""
    if "\\" in value or ("\n" in value and len(quote) == 1):
        value = " ".join(value.split()) if "\\" not in value else value
        if "\\" in value:
            return None
    if quote in value:
        other = "'" if quote == '"' else '"'
        return value.replace(quote, other) if len(quote) == 1 and other not in value else None
    return value


def _write_format(slotted: Slotted, *, numbered: bool) -> str:
    values = [piece.value for piece in slotted.pieces if isinstance(piece, Slot)]
    slots, used = len(values), 0
    if numbered and not any("(" in value for value in values):  # a number may stand for the same value twice
        values = list(dict.fromkeys(values))
    written: list[str] = []
    for piece in slotted.pieces:
        if isinstance(piece, str):
            written.append(piece.replace("{", "{{").replace("}", "}}"))
            continue
        conversion = f"!{piece.conversion}" if piece.conversion else ""
        spec = f":{piece.spec}" if piece.spec else ""
        number = values.index(piece.value) if len(values) < slots else used
        used += 1
        written.append(f"{{{number if numbered else ''}{conversion}{spec}}}")
    bracketed = f"({', '.join(values)})"
    kept = slotted.values if slotted.values.count(",") == bracketed.count(",") else ""
    return f"{_quoted(slotted, written)}.format{kept or bracketed}"


def _write_arguments(slotted: Slotted) -> str | None:
    slots = [piece for piece in slotted.pieces if isinstance(piece, Slot)]
    if any(slot.spec or slot.conversion not in {"", "s", "r", "a"} for slot in slots):
        return None
    written = [
        piece.replace("%", "%%") if isinstance(piece, str) else f"%{piece.conversion or 's'}"
        for piece in slotted.pieces
    ]
    return ", ".join([_quoted(slotted, written), *(slot.value for slot in slots)])


def _quoted(slotted: Slotted, written: list[str]) -> str:
    return f"{slotted.prefix}{slotted.quote}{''.join(written)}{slotted.quote}"
