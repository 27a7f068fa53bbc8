"""The team layer as a TOML file that people review: templates and counts, in stable order, no paths, no texts.

Readers trust nothing of it: ids and titles are computed again, what does not fit the schema refuses the whole file.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import attrs
import cattrs
import tomli_w

from amends.core.errors import ProfileError
from amends.core.problems import ProblemKind
from amends.learning.codec import canonical_template, template_from_json, template_to_json
from amends.learning.pattern import Evidence, Pattern, Template, pattern_id
from amends.learning.templates.comments import is_suppression
from amends.learning.titles import template_title
from amends.profile.team.large_toml import tables_of
from amends.profile.team.layer import Counts, TeamLayer, TeamLesson, TeamPattern

SCHEMA = 1
_HEAD = """\
# What Amends learned here, for everybody who works on this project: `amends profile export` writes this file,
# Amends reads it under each one's own profile. Templates and counts only; review it like code.
"""
_MOST_BYTES = 32 * 1024 * 1024
_MOST_TEMPLATE = 100_000
_MOST_PATTERNS = 50_000
_MOST_COUNTED = 1_000_000_000
_BYTES = 2
_ALWAYS = frozenset({"source", "code", "message", "language", "level", "support"})


class TeamFileError(ProfileError):
    """A team layer cannot be read."""


@attrs.frozen(kw_only=True)
class _PatternRow:
    id: str
    title: str = ""
    source: str
    code: str
    message: str
    language: str
    level: int
    suppression: bool = False
    scope: str = ""
    template: str
    support: list[str]
    against: list[str] = attrs.field(factory=list)
    counts: dict[str, list[int]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class _File:
    schema: int
    patterns: list[_PatternRow] = attrs.field(factory=list)
    tools: dict[str, dict[str, list[int]]] = attrs.field(factory=dict)
    lessons: list[TeamLesson] = attrs.field(factory=list)
    examples: dict[str, str] = attrs.field(factory=dict)
    """Id → its project and what surrounded it, as hashes."""


Pieces = Generator[None, None, TeamLayer]
"""Reading a layer in small pieces of work, so that whoever drives it can do something else between them."""


def read_team_file(path: Path) -> TeamLayer:
    """The layer in a file.

    Raises:
        TeamFileError: it is none, or cannot be read.
    """
    return at_once(team_file_pieces(path))


def team_file_pieces(path: Path) -> Pieces:
    """The same in pieces."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TeamFileError(f"{path.name} is too large for a team layer; export it again.")
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TeamFileError(f"{path.name} cannot be read as a team layer; check the file.") from error
    return (yield from _toml_pieces(content, path.name))


def at_once(pieces: Pieces) -> TeamLayer:
    """All pieces without a pause."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            layer: TeamLayer = end.value
            return layer


def team_to_toml(layer: TeamLayer) -> str:
    """The file's text; the same layer always gives the same text."""
    return _HEAD + tomli_w.dumps(team_to_plain(layer))


def team_from_toml(content: str, name: str = "The file") -> TeamLayer:
    """Read what `team_to_toml` wrote.

    Raises:
        TeamFileError: it is something else; its sentence says what to do.
    """
    return at_once(_toml_pieces(content, name))


def _toml_pieces(content: str, name: str) -> Pieces:
    try:
        return (yield from plain_pieces((yield from tables_of(content))))
    except TeamFileError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError, cattrs.BaseValidationError) as error:
        raise TeamFileError(f"{name} is no team layer of Amends; nothing of it is used. Export it again.") from error


def team_to_plain(layer: TeamLayer) -> dict[str, Any]:
    """The layer as plain values for TOML or JSON."""
    seen = {one.example: one for found in layer.patterns.values() for one in _evidence(found.pattern)}
    return {
        "schema": SCHEMA,
        "lessons": [attrs.asdict(lesson) for lesson in layer.lessons],
        "tools": {rule: _lists(counts) for rule, counts in sorted(layer.tools.items())},
        "patterns": [_row(one) for one in sorted(layer.patterns.values(), key=_reading_order)],
        "examples": {example: _packed(seen[example]) for example in sorted(seen)},
    }


def plain_pieces(data: Mapping[str, Any]) -> Pieces:
    """Read what `team_to_plain` gave.

    Raises:
        TeamFileError: a newer Amends wrote it, or it holds too much.
        ValueError, KeyError, TypeError, RecursionError, cattrs.BaseValidationError: it is no team layer.
    """
    schema = data.get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        raise TeamFileError("This team layer was written by a newer Amends; update Amends to use it.")
    if len(data.get("patterns", ())) > _MOST_PATTERNS:
        raise ValueError("no team layer")
    file = cattrs.structure(data, _File)
    if file.schema != SCHEMA:
        raise ValueError("no team layer")
    yield
    examples = {example: _unpacked(example, packed) for example, packed in file.examples.items()}
    patterns = []
    for row in file.patterns:
        yield
        patterns.append(_pattern(row, examples))
    tools = {rule: _counts(counts) for rule, counts in file.tools.items()}
    return TeamLayer({one.pattern.id: one for one in patterns}, tools, tuple(sorted(set(file.lessons))))


def _reading_order(one: TeamPattern) -> tuple[ProblemKind, int, str]:
    return one.pattern.kind, one.pattern.level, one.pattern.id


def _row(one: TeamPattern) -> dict[str, Any]:
    pattern = one.pattern
    row = {
        "id": pattern.id,
        "title": pattern.title,
        "source": pattern.kind.source,
        "code": pattern.kind.code,
        "message": pattern.kind.template,
        "language": pattern.language,
        "level": pattern.level,
        "suppression": pattern.suppression,
        "scope": one.scope,
        "support": sorted(found.example for found in pattern.support),
        "against": sorted(found.example for found in pattern.against),
        "counts": _lists(one.counts),
        "template": template_to_json(pattern.template),
    }
    return {name: value for name, value in row.items() if value or name in _ALWAYS}


def _pattern(row: _PatternRow, examples: Mapping[str, Evidence]) -> TeamPattern:
    if len(row.template) > _MOST_TEMPLATE:
        raise ValueError("too large")
    template = _checked(template_from_json(row.template))
    kind = ProblemKind(row.source, row.code, row.message)
    pattern = Pattern(
        id=pattern_id(kind, row.language, canonical_template(template)),
        kind=kind,
        language=row.language,
        level=max(0, row.level),
        title=template_title(template),
        template=template,
        support=tuple(examples[one] for one in sorted(set(row.support))),
        against=tuple(examples[one] for one in sorted(set(row.against) - set(row.support))),
        suppression=is_suppression(template),
    )
    return TeamPattern(pattern, _counts(row.counts), row.scope)


def _checked(template: Template) -> Template:
    """Refuse imports that are no names: they are written out as they stand."""
    for one in template.imports:
        words = [*one.module.replace("{", "").replace("}", "").split("."), one.name or "x", one.alias or "x"]
        if not all(word.strip("{}").isidentifier() or word.strip("{}").isdecimal() or not word for word in words):
            raise ValueError(one.module)
    return template


def _lists(counts: Counts) -> dict[str, list[int]]:
    return {who: list(counts[who]) for who in sorted(counts)}


def _counts(counts: Mapping[str, list[int]]) -> Counts:
    return {
        who: tuple(min(max(0, number), _MOST_COUNTED) for number in numbers) for who, numbers in sorted(counts.items())
    }


def _evidence(pattern: Pattern) -> tuple[Evidence, ...]:
    return (*pattern.support, *pattern.against)


def _packed(evidence: Evidence) -> str:
    hashes = b"".join(one.to_bytes(_BYTES, "big") for one in evidence.context)
    return f"{evidence.origin} {base64.b64encode(hashes).decode('ascii')}"


def _unpacked(example: str, packed: str) -> Evidence:
    origin, _, hashes = packed.partition(" ")
    data = base64.b64decode(hashes, validate=True)
    context = tuple(int.from_bytes(data[at : at + _BYTES], "big") for at in range(0, len(data), _BYTES))
    return Evidence(example, context, origin or "?")


def team_to_json(layer: TeamLayer) -> str:
    """For the store: quicker to read than TOML."""
    return json.dumps(team_to_plain(layer), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def team_from_json(content: str) -> TeamLayer:
    """Read what `team_to_json` wrote."""
    return at_once(json_pieces(content))


def json_pieces(content: str) -> Pieces:
    """The same in pieces."""
    return (yield from plain_pieces(json.loads(content)))
