"""The formats that single tools have for themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from amends.core.problems import Safety, Severity
from amends.tools.checkers.findings import Found, LeftOutError, Place, Replacement, UnreadableOutputError
from amends.tools.checkers.formats import Output, severity_of
from amends.tools.checkers.formats.general import read_rdjson

_TSC = re.compile(r"^(?P<path>.+?)\((?P<line>\d+),(?P<column>\d+)\): (?P<level>\w+) (?P<code>TS\d+): (?P<text>.*)$")
_GO_PLACE = re.compile(r"^(?:vet: )?(?P<path>[^:\n]+\.go):(?P<line>\d+):(?:(?P<column>\d+):)? (?P<text>.+)$")
_JAVAC = re.compile(
    r"^(?P<path>.+\.java):(?P<line>\d+): (?P<level>error|warning): (?:\[(?P<code>[\w-]+)\] )?(?P<text>.*)$"
)
_NO_PACKAGE = re.compile(r"^package \S+ does not exist")
_FLAKE8 = re.compile(r"^(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): (?P<code>[A-Z]+\d+) (?P<text>.*)$")


def read_mypy(output: Output) -> Iterator[Found]:
    """``mypy --output json``: one object a line, rows from one, columns from zero in bytes; notes are left out."""
    rows = [_object(line) for line in output.out.splitlines() if line.startswith("{")]
    only_syntax = bool(rows) and all(row.get("code") == "syntax" for row in rows)
    if output.exit_code not in {0, 1} and not only_syntax:
        blocking = next((str(row.get("message")) for row in rows if row.get("severity") == "error"), "")
        raise UnreadableOutputError(blocking or _first_line(output))
    for row in rows:
        if row.get("severity") == "error":
            yield Found(
                str(row["file"]),
                _zero_based_columns(row["line"], row.get("column"), row.get("end_line"), row.get("end_column")),
                str(row.get("code") or "error"),
                str(row["message"]),
                Severity.ERROR,
            )


def read_pyrefly(output: Output) -> Iterator[Found]:
    """``pyrefly check --output-format json``; rows and columns from one."""
    rows = _object(output.out).get("errors") if output.out.lstrip().startswith("{") else None
    if output.exit_code not in {0, 1} or not isinstance(rows, list):
        raise UnreadableOutputError(_first_line(output))
    for row in rows:
        place = _from_one(row["line"], row.get("column"), row.get("stop_line"), row.get("stop_column"))
        yield Found(
            str(row["path"]), place, str(row["name"]), str(row["description"]), severity_of(row.get("severity"))
        )


def read_eslint(output: Output) -> Iterator[Found]:
    """``eslint --format json``; columns from one in UTF-16, fixes as offsets of the whole text."""
    if output.exit_code not in {0, 1}:
        raise UnreadableOutputError(_first_line(output))
    for file in _list(output):
        messages = file.get("messages", ())
        if any(str(message.get("message")).startswith("File ignored ") for message in messages):
            raise LeftOutError
        for message in messages:
            if message.get("ruleId") or message.get("fatal"):
                yield _eslint_found(str(file.get("filePath")), message)


def _eslint_found(path: str, message: Mapping[str, Any]) -> Found:
    fix = message.get("fix")
    suggestion: Mapping[str, Any] = next(iter(message.get("suggestions") or ()), {}) if not fix else {}
    edit = fix or suggestion.get("fix")
    return Found(
        path,
        _from_one(message.get("line"), message.get("column"), message.get("endLine"), message.get("endColumn")),
        str(message.get("ruleId") or "parsing-error"),
        str(message.get("message")),
        Severity.ERROR if message.get("severity") == 2 else Severity.WARNING,  # noqa: PLR2004 -- eslint's own number
        (Replacement((int(edit["range"][0]), int(edit["range"][1])), str(edit["text"])),) if edit else (),
        Safety.SAFE if fix else Safety.UNSAFE,
        str(suggestion.get("desc") or f"apply eslint's fix for {message.get('ruleId')}") if edit else "",
    )


def read_biome(output: Output) -> Iterator[Found]:
    """``biome lint --reporter=rdjson``."""
    if "No files were processed" in output.err:
        raise LeftOutError
    if output.exit_code not in {0, 1}:
        raise UnreadableOutputError(_first_line(output))
    yield from read_rdjson(output)


def read_pylint(output: Output) -> Iterator[Found]:
    """``pylint --output-format=json``; columns from zero. The exit code is a set of bits, 32 for misuse."""
    if output.exit_code & 32:  # pylint's "usage error"
        raise UnreadableOutputError(_first_line(output))
    for row in _list(output):
        place = _zero_based_columns(row["line"], row.get("column"), row.get("endLine"), row.get("endColumn"))
        yield Found(
            str(row["path"]),
            place,
            str(row["symbol"]),
            str(row["message"]),
            severity_of(row.get("type")),
        )


def read_flake8(output: Output) -> Iterator[Found]:
    """flake8's default format."""
    if output.exit_code not in {0, 1}:
        raise UnreadableOutputError(_first_line(output))
    for line in output.out.splitlines():
        if match := _FLAKE8.match(line):
            severity = Severity.ERROR if match["code"] in {"E999", "E902", "F821"} else Severity.WARNING
            place = _from_one(match["line"], match["column"], None, None)
            yield Found(match["path"], place, match["code"], match["text"], severity)


def read_tsc(output: Output) -> Iterator[Found]:
    """``tsc --pretty false``: a line for each finding, indented lines go on with its message."""
    found: list[Found] = []
    for line in output.out.splitlines():
        if match := _TSC.match(line):
            place = _from_one(match["line"], match["column"], None, None)
            found.append(Found(match["path"], place, match["code"], match["text"], severity_of(match["level"])))
        elif line.startswith("error TS"):
            raise UnreadableOutputError(line)
    if output.exit_code and not found:
        raise UnreadableOutputError(_first_line(output))
    yield from found


def read_go_vet(output: Output) -> Iterator[Found]:
    """``go vet -json``: findings by package and analyzer, in a stream of objects; what does not compile as lines."""
    found = [item for report in _stream(_without_comments(output.out + "\n" + output.err)) for item in _vetted(report)]
    for line in (output.out + "\n" + output.err).splitlines():
        if match := _GO_PLACE.match(line):
            place = _from_one(match["line"], match["column"] or 1, None, None)
            found.append(Found(match["path"], place, "compile", match["text"], Severity.ERROR))
    if output.exit_code and not found:
        raise UnreadableOutputError(_first_line(output))
    yield from found


def _vetted(report: Mapping[str, Any]) -> Iterator[Found]:
    for analyzers in report.values():
        for analyzer, items in analyzers.items() if isinstance(analyzers, Mapping) else ():
            for item in items if isinstance(items, list) else ():
                path, line, column = _go_place(item.get("posn", ""))
                _, end_line, end_column = _go_place(item.get("end", ""))
                place = _from_one(line, column, end_line or None, end_column or None)
                yield Found(path, place, str(analyzer), str(item.get("message")))


def _go_place(text: str) -> tuple[str, int, int]:
    path, line, column = [*text.rsplit(":", 2), "0", "0"][:3]
    return path, int(line or 0), int(column or 0)


def read_staticcheck(output: Output) -> Iterator[Found]:
    """``staticcheck -f json``: one object a line."""
    rows = [_object(line) for line in output.out.splitlines() if line.startswith("{")]
    if output.exit_code not in {0, 1} or (output.exit_code and not rows):
        raise UnreadableOutputError(_first_line(output))
    for row in rows:
        start, end = row.get("location", {}), row.get("end", {})
        place = _from_one(start.get("line"), start.get("column"), end.get("line") or None, end.get("column") or None)
        yield Found(
            str(start.get("file")),
            place,
            str(row.get("code")),
            str(row.get("message")),
            severity_of(row.get("severity")),
        )


def read_cargo(output: Output) -> Iterator[Found]:
    """``cargo check --message-format=json``: compiler messages among others, one object a line."""
    rows = [_object(line) for line in output.out.splitlines() if line.startswith("{")]
    messages = [row["message"] for row in rows if row.get("reason") == "compiler-message"]
    found = [item for message in messages if (item := _rustc_found(message))]
    failed = output.exit_code not in {0, 101} or (
        output.exit_code and not any(it.severity is Severity.ERROR for it in found)
    )
    if failed:
        raise UnreadableOutputError(_first_line(output, prefix="error"))
    yield from found


def _rustc_found(message: Mapping[str, Any]) -> Found | None:
    spans = [span for span in message.get("spans", ()) if span.get("is_primary")]
    if not spans:
        return None
    where = spans[0]
    code = (message.get("code") or {}).get("code") or str(message.get("level"))
    fix = next((child for child in message.get("children", ()) if _suggested(child, where["file_name"])), None)
    suggested = _suggested(fix, where["file_name"]) if fix else []
    certain = bool(suggested) and all(span.get("suggestion_applicability") == "MachineApplicable" for span in suggested)
    return Found(
        str(where["file_name"]),
        _rust_place(where),
        str(code),
        str(message.get("message")),
        severity_of(message.get("level")),
        tuple(Replacement(_rust_place(span), str(span["suggested_replacement"])) for span in suggested),
        Safety.SAFE if certain else Safety.UNSAFE,
        str(fix.get("message")) if fix else "",
    )


def _suggested(child: Mapping[str, Any], file: str) -> list[Mapping[str, Any]]:
    """The edits of one help message, if all lie in the file of the finding and need no filling in by hand."""
    spans = [span for span in child.get("spans", ()) if span.get("suggested_replacement") is not None]
    usable = all(
        span["file_name"] == file and span.get("suggestion_applicability") in {"MachineApplicable", "MaybeIncorrect"}
        for span in spans
    )
    return spans if usable else []


def _rust_place(span: Mapping[str, Any]) -> Place:
    return _from_one(span["line_start"], span["column_start"], span["line_end"], span["column_end"])


def read_javac(output: Output) -> Iterator[Found]:
    """Messages of javac: path, line, words; the column is under the caret two lines below."""
    lines = (output.err or output.out).splitlines()
    found = []
    for number, line in enumerate(lines):
        if match := _JAVAC.match(line):
            caret = next((after.index("^") for after in lines[number + 1 : number + 4] if after.strip() == "^"), 0)
            place = Place(int(match["line"]) - 1, caret)
            code = match["code"] or "compiler"
            found.append(Found(match["path"], place, code, match["text"], severity_of(match["level"])))
    # What an import that nobody can find would have brought is no finding of its own.
    blind = {each.path for each in found if _NO_PACKAGE.search(each.message)}
    found = [each for each in found if not (each.path in blind and each.message.startswith("cannot find symbol"))]
    if output.exit_code not in {0, 1} or (output.exit_code and not found):
        raise UnreadableOutputError(_first_line(output))
    yield from found


def _from_one(line: Any, column: Any, end_line: Any, end_column: Any) -> Place:
    if end_line is None or end_column is None:
        return Place(int(line or 1) - 1, int(column or 1) - 1)
    return Place(int(line or 1) - 1, int(column or 1) - 1, int(end_line) - 1, int(end_column) - 1)


def _zero_based_columns(line: Any, column: Any, end_line: Any, end_column: Any) -> Place:
    start = max(int(column or 0), 0)
    if not end_line or not end_column:
        return Place(max(int(line or 1) - 1, 0), start)
    return Place(max(int(line or 1) - 1, 0), start, int(end_line) - 1, int(end_column))


def _first_line(output: Output, prefix: str = "") -> str:
    """What a person should read of a failed run: its last words, for tools trace first and say then."""
    lines = [line.strip() for line in (output.err.strip() or output.out.strip()).splitlines() if line.strip()]
    chosen = [line for line in lines if line.startswith(prefix)] or lines
    error = next((line for line in chosen if "error" in line.lower()), chosen[0] if chosen else "")
    return error[:200]


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise UnreadableOutputError(line[:200]) from error
    return value if isinstance(value, dict) else {}


def _list(output: Output) -> list[dict[str, Any]]:
    try:
        value = json.loads(output.out)
    except ValueError as error:
        raise UnreadableOutputError(_first_line(output)) from error
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise UnreadableOutputError("its answer has another shape than expected")
    return value


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def _stream(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects one after the other, with whatever stands between them left out."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except ValueError:
            end = at + 1
        else:
            if isinstance(value, dict):
                yield value
        at = text.find("{", end)
