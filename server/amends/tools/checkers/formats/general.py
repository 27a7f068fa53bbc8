"""Formats that many tools share: SARIF, reviewdog's rdjson, plain JSON, and lines by an errorformat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from amends.core.problems import Severity
from amends.tools.checkers.findings import Found, Place, Replacement, UnreadableOutputError
from amends.tools.checkers.formats import Output, Reader, severity_of

DEFAULT_ERRORFORMAT = ("%f:%l:%c: %t%*[^:]: %m", "%f:%l:%c: %m", "%f:%l: %m", "%f(%l\\,%c): %m")

# Under which names tools print the same thing in their own JSON.
_PATH = ("path", "file", "filename", "filePath", "file_path", "file_name", "uri")
_LINE = ("line", "row", "lineno", "line_number", "startLine", "start_line", "beginLine")
_COLUMN = ("column", "col", "character", "startColumn", "start_column", "beginColumn")
_END_LINE = ("endLine", "end_line", "end_row", "endRow")
_END_COLUMN = ("endColumn", "end_column", "end_col", "endCol")
_CODE = ("code", "rule", "ruleId", "rule_id", "check_name", "check_id", "check", "id", "symbol", "cop_name", "test_id")
_MESSAGE = ("message", "msg", "text", "description", "issue_text")
_SEVERITY = ("severity", "level", "type", "issue_severity")
_LISTS = ("diagnostics", "results", "issues", "messages", "findings", "problems", "errors", "violations", "offenses")


def reader_of(format_name: str) -> Reader:
    """The reader of ``sarif``, ``rdjson``, ``json``, ``auto`` (the default), or an errorformat like ``%f:%l: %m``.

    Raises:
        ValueError: there is no such format.
    """
    readers: Mapping[str, Reader] = {
        "sarif": read_sarif,
        "rdjson": read_rdjson,
        "json": read_json,
        "auto": read_any,
        "": read_any,
    }
    if format_name in readers:
        return readers[format_name]
    if "%f" in format_name or "%m" in format_name:
        patterns = [errorformat_pattern(part) for part in re.split(r"(?<!\\),", format_name)]
        return lambda output: _by_lines(output, patterns)
    raise ValueError(format_name)


def read_any(output: Output) -> Iterator[Found]:
    """SARIF, rdjson or other JSON if it is JSON, else lines."""
    text = output.out.strip()
    if not text.startswith(("{", "[")):
        return _by_lines(output, [errorformat_pattern(part) for part in DEFAULT_ERRORFORMAT])
    payload = _payload(output)
    if isinstance(payload, dict) and "runs" in payload:
        return read_sarif(output)
    return read_rdjson(output) if isinstance(payload, dict) and _is_rdjson(payload) else read_json(output)


def read_sarif(output: Output) -> Iterator[Found]:
    """SARIF 2.1.0 (OASIS): results of all runs, with the first fix of each; columns from one in UTF-16."""
    payload = _payload(output)
    if not isinstance(payload, dict) or not isinstance(payload.get("runs"), list):
        raise UnreadableOutputError("its answer is no SARIF log")
    for run in payload["runs"]:
        for result in run.get("results") or ():
            for location in (result.get("locations") or ())[:1]:
                yield _sarif_found(result, location.get("physicalLocation", {}))


def _sarif_found(result: Mapping[str, Any], where: Mapping[str, Any]) -> Found:
    path = _sarif_path(where.get("artifactLocation", {}).get("uri", ""))
    fix: Mapping[str, Any] = next(iter(result.get("fixes") or ()), {})
    changes: Sequence[Mapping[str, Any]] = fix.get("artifactChanges") or ()
    in_place = len(changes) == 1 and _sarif_path(changes[0].get("artifactLocation", {}).get("uri", "")) == path
    replacements = changes[0].get("replacements") or () if in_place else ()
    return Found(
        path,
        _sarif_place(where.get("region", {})),
        str(result.get("ruleId") or result.get("rule", {}).get("id") or "sarif"),
        str(result.get("message", {}).get("text", "")),
        severity_of(result.get("level", "warning")),
        tuple(
            Replacement(_sarif_place(item.get("deletedRegion", {})), item.get("insertedContent", {}).get("text", ""))
            for item in replacements
        ),
        fix_message=str(fix.get("description", {}).get("text", "")),
    )


def _sarif_path(uri: str) -> str:
    parts = urlsplit(uri)
    return unquote(parts.path) if parts.scheme in {"", "file"} else uri


def _sarif_place(region: Mapping[str, Any]) -> Place:
    line = int(region.get("startLine", 1)) - 1
    column = int(region.get("startColumn", 1)) - 1
    if "endColumn" not in region:
        return Place(line, column)
    return Place(line, column, int(region.get("endLine", line + 1)) - 1, int(region["endColumn"]) - 1)


def read_rdjson(output: Output) -> Iterator[Found]:
    """Reviewdog's diagnostic format; columns from one."""
    payload = _payload(output)
    if not isinstance(payload, dict) or not isinstance(payload.get("diagnostics"), list):
        raise UnreadableOutputError("its answer is no rdjson")
    for item in payload["diagnostics"]:
        where = item.get("location", {})
        if not where.get("path") or not where.get("range"):
            continue
        edits = [edit for edit in item.get("suggestions") or () if edit.get("range")]
        yield Found(
            str(where["path"]),
            _rd_place(where["range"]),
            str((item.get("code") or {}).get("value") or "rdjson"),
            str(item.get("message", "")),
            severity_of(item.get("severity")),
            tuple(Replacement(_rd_place(edit["range"]), str(edit.get("text", ""))) for edit in edits),
        )


def _rd_place(place: Mapping[str, Any]) -> Place:
    start, end = place.get("start", {}), place.get("end") or {}
    line, column = int(start.get("line", 1)) - 1, int(start.get("column", 1)) - 1
    return (
        Place(line, column, int(end["line"]) - 1, int(end.get("column", 1)) - 1)
        if "line" in end
        else Place(line, column)
    )


def _is_rdjson(payload: Mapping[str, Any]) -> bool:
    items = payload.get("diagnostics")
    return isinstance(items, list) and all(isinstance(item, dict) and "location" in item for item in items)


def read_json(output: Output) -> Iterator[Found]:
    """A list of objects that say path, line and message under one of the usual names; lines and columns from one."""
    found = list(_json_findings(_payload(output), ""))
    if output.exit_code and not found:
        raise UnreadableOutputError("it failed and its JSON has no findings that can be read")
    yield from found


def _json_findings(value: Any, path: str) -> Iterator[Found]:
    """Objects with a message, wherever in the tree; those inside an object that names a file are of that file."""
    if isinstance(value, list):
        for item in value:
            yield from _json_findings(item, path)
    elif isinstance(value, dict):
        flat = _flattened(value)
        path = str(_first(flat, _PATH) or path)
        message, line = _first(flat, _MESSAGE), _first(flat, _LINE)
        if path and isinstance(message, str) and line is not None:
            yield _json_found(flat, path, message, line)
        else:
            for name in _LISTS:
                yield from _json_findings(value.get(name, ()), path)


def _json_found(flat: Mapping[str, Any], path: str, message: str, line: Any) -> Found:
    column, end_line, end_column = (_first(flat, names) for names in (_COLUMN, _END_LINE, _END_COLUMN))
    start = int(line) - 1, int(column or 1) - 1
    ends = (int(end_line or line) - 1, int(end_column) - 1) if end_column else (None, None)
    severity = severity_of(_first(flat, _SEVERITY))
    return Found(path, Place(*start, *ends), str(_first(flat, _CODE) or "finding"), message, severity)


def _flattened(value: Mapping[str, Any]) -> dict[str, Any]:
    """The object with the fields of its `location`, `position`, `start` and the like beside its own."""
    flat: dict[str, Any] = {}
    for name in ("location", "position", "positions", "range", "lines", "begin", "start"):
        if isinstance(inner := value.get(name), dict):
            flat |= _flattened(inner)
    if isinstance(end := value.get("end"), dict):
        flat |= {"endLine": _first(end, _LINE), "endColumn": _first(end, _COLUMN)}
    return flat | {name: inner for name, inner in value.items() if not isinstance(inner, dict)}


def _first(value: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((value[name] for name in names if value.get(name) is not None), None)


def errorformat_pattern(text: str) -> re.Pattern[str]:
    """One pattern of an errorformat (Vim's ``:help errorformat``) as a regular expression.

    Understood: ``%f %l %c %e %k %m %t %n %s``, ``%*[…]``, ``%%`` and the prefix ``%-G`` of lines to leave out.
    """
    kinds = {
        "f": r"(?P<path>(?:[A-Za-z]:)?[^\n:(]+?)",
        "l": r"(?P<line>\d+)",
        "c": r"(?P<column>\d+)",
        "e": r"(?P<end_line>\d+)",
        "k": r"(?P<end_column>\d+)",
        "t": r"(?P<level>[A-Za-z])",
        "n": r"(?P<code>[\w.-]+)",
        "m": r"(?P<text>.+)",
        "s": r".+?",
        "%": "%",
    }
    ignored = text.startswith("%-G")
    body = text.removeprefix("%-G") if ignored else text
    pattern, at = "", 0
    for match in re.finditer(r"%(\*\[[^\]]+\]|\*\\\w\+?|.)|\\(.)", body):
        pattern += re.escape(body[at : match.start()])
        at = match.end()
        pattern += _piece(match, kinds)
    return re.compile(("(?P<ignored>)" if ignored else "") + pattern + re.escape(body[at:]))


def _piece(match: re.Match[str], kinds: Mapping[str, str]) -> str:
    kind, escaped = match[1], match[2]
    if escaped is not None:
        return re.escape(escaped)
    if kind.startswith("*"):
        return kind[1:] + "+"
    return kinds.get(kind, re.escape(kind))


def _by_lines(output: Output, patterns: Sequence[re.Pattern[str]]) -> Iterator[Found]:
    lines = (output.out + "\n" + output.err).splitlines()
    found = [item for line in lines if (item := _line_found(line, patterns))]
    if output.exit_code and not found:
        words = next((line.strip() for line in lines if line.strip()), "")
        raise UnreadableOutputError(words[:200] or "it failed and said nothing")
    yield from found


def _line_found(line: str, patterns: Sequence[re.Pattern[str]]) -> Found | None:
    match = next((match for pattern in patterns if (match := pattern.fullmatch(line))), None)
    parts = match.groupdict() if match else {}
    if not parts.get("path") or not parts.get("line") or "ignored" in parts:
        return None
    start = int(parts["line"]) - 1, int(parts.get("column") or 1) - 1
    ends: tuple[int | None, int | None] = (None, None)
    if parts.get("end_column"):
        ends = int(parts.get("end_line") or parts["line"]) - 1, int(parts["end_column"]) - 1
    level = {"e": Severity.ERROR, "w": Severity.WARNING, "i": Severity.INFORMATION, "n": Severity.INFORMATION}
    severity = level.get((parts.get("level") or "w").lower(), Severity.WARNING)
    return Found(parts["path"].strip(), Place(*start, *ends), *_code_and_text(parts), severity)


def _code_and_text(parts: Mapping[str, str | None]) -> tuple[str, str]:
    """Many tools put their rule first (``E501 line too long``) or last in brackets (``… [no-any]``)."""
    text = (parts.get("text") or "").strip()
    if parts.get("code"):
        return str(parts["code"]), text
    if match := re.match(r"(?:\w+: )?([A-Z]+[-\d][\w-]*):? (.+)", text):
        return match[1], match[2]
    if match := re.match(r"(.+?)\s+[\[(]([\w@/.-]+)[\])]$", text):
        return match[2], match[1]
    return "finding", text


def _payload(output: Output) -> Any:
    try:
        return json.loads(output.out)
    except ValueError as error:
        words = (output.err.strip() or output.out.strip()).partition("\n")[0]
        raise UnreadableOutputError(words[:200] or "its answer is empty") from error
