"""Repairs that are comments: suppressions above all, which name the code of what they silence.

What is learned is the comment with the problem's own words as holes: its code, a code at the end of its message, names
that the message quotes. A directive that lists codes takes one more where it stands already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from amends.core.problems import Problem
from amends.core.text import Edit, split_lines
from amends.learning.pattern import CommentEdit, Template
from amends.learning.templates.generalise import MESSAGE
from amends.syntax.tree import Tree

_SUPPRESSION = re.compile(
    r"noqa|\b\w+:\s*ignore\b|pylint:\s*disable|eslint-disable|biome-ignore|@ts-|nolint|lint:ignore|no cover"
)
_DIRECTIVE = re.compile(
    r"(?P<head>\bnoqa:\s*|\b\w+:\s*ignore\[|\bpylint:\s*disable(?:-next)?=|\beslint-disable(?:-next-line|-line)\s+|\bnolint:)"
    r"(?P<codes>[\w/@.{}-]+(?:\s*,\s*[\w/@.{}-]+)*)\]?"
)
"""A directive that lists the codes it silences."""
_COMMA = re.compile(r"\s*,\s*")
_SAID = re.compile(r"[\[(]([\w/@.-]+)[\])]\s*$")
"""The code that some tools write at the end of a message."""
_FIRST = re.compile(r"#\s*\w+:\s*ignore\b")
"""A directive that counts only where a comment begins with it."""
_WORDS = re.compile(r"[\w:\[\],-]+|\s+|.")
_SHORTEST = 3


def is_suppression(template: Template) -> bool:
    """Whether a template only adds a comment that silences a tool."""
    comment = template.comment
    return comment is not None and bool(_SUPPRESSION.search(comment.after)) and not _SUPPRESSION.search(comment.before)


def is_directive(comment: str) -> bool:
    """Whether a comment speaks to a tool."""
    return bool(_SUPPRESSION.search(comment))


def names_its_code(template: Template) -> bool:
    """Whether a template suppresses a problem by its code, and so can suppress one of another rule."""
    return template.comment is not None and "{code}" in template.comment.after and is_suppression(template)


def comment_templates(
    before: Tree, after: Tree, line: int, problem: Problem, words: Mapping[int, str]
) -> Iterator[tuple[int, Template]]:
    """Templates for a change of the comment at the end of the problem's line, or for a directive put above it."""
    more = after.text.line_count - before.text.line_count
    old, new = ("", _put_above(before, after, line)) if more == 1 else (_comment(before, line), _comment(after, line))
    if old == new or more not in {0, 1}:
        return
    small = _smallest(old, new) if old and new else (old, new)
    every = _holes(problem, words)
    code = {hole: word for hole, word in every.items() if hole in {"{code}", "{said}"}}
    worded = ((old, new, code), (*small, code), (*small, every))
    edits = [CommentEdit(_holed(one, by), _holed(other, by), above=more == 1) for one, other, by in worded]
    if alone := _grown(old, new):
        edits.append(CommentEdit("", _holed(alone, every)))
    for level, edit in enumerate(dict.fromkeys(edits)):
        yield 2 * level, Template(comment=edit)


def comment_edit(
    comment: CommentEdit, tree: Tree, line: int, problem: Problem, words: Mapping[int, str]
) -> Edit | None:
    """What a template does to the comment of a line, None when it does not fit there."""
    before, after = (_filled(one, _holes(problem, words)) for one in (comment.before, comment.after))
    if before is None or after is None:
        return None
    if comment.above:
        return _edit_above(tree, line, after)
    start, end = tree.text.line_span(line)
    here = comment_at(tree, start, end)
    stop = here if here is not None else end
    present = tree.content[stop:end]
    code_end = start + len(tree.content[start:stop].rstrip())
    if not before:
        whole = _beside(present.rstrip(), after) if present else after
        return Edit(code_end, end, f"{_gap(tree)}{whole}") if whole else None
    if before not in present or not re.search(re.escape(before) + r"(?![\w\[:-])", present):
        return None
    replaced = present.replace(before, after, 1).rstrip()
    return Edit(stop, end, replaced) if replaced else Edit(code_end, end, "")


def comment_at(tree: Tree, start: int, end: int) -> int | None:
    """Where the comment of the line between two offsets begins, None when it has none."""
    prefix = tree.grammar.comment_prefix
    at = tree.content.find(prefix, start, end)
    while at >= 0:
        if "string" not in tree.node_at(at, at + 1).kind:
            return at
        at = tree.content.find(prefix, at + 1, end)
    return None


def _comment(tree: Tree, line: int) -> str:
    start, end = tree.text.line_span(line)
    at = comment_at(tree, start, end)
    return "" if at is None else tree.content[at:end].rstrip()


def _put_above(before: Tree, after: Tree, line: int) -> str:
    """The suppression that stands in a line of its own above the problem's, when it is all that is new."""
    old, new = split_lines(before.content), split_lines(after.content)
    put = new[line].strip()
    fits = put.startswith(after.grammar.comment_prefix) and _SUPPRESSION.search(put)
    return put if fits and [*new[:line], *new[line + 1 :]] == old else ""


def _smallest(before: str, after: str) -> tuple[str, str]:
    """The directive that changed inside two comments, in whole words."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    while old and new and old[0] == new[0] and len(old) > 1:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1] and len(old) > 1:
        old, new = old[:-1], new[:-1]
    return "".join(old), "".join(new)


def _grown(before: str, after: str) -> str:
    """A directive with the one code that it got, when that is what happened to a comment."""
    for old, new in zip(_DIRECTIVE.finditer(before), _DIRECTIVE.finditer(after), strict=False):
        added = [code for code in _codes(new) if code not in _codes(old)]
        if old["head"] == new["head"] and len(added) == 1 and len(_codes(new)) == len(_codes(old)) + 1:
            return f"{after[: after.index(new['head'])].lstrip()[:2].rstrip()} {_closed(new['head'], added[0])}"
    return ""


def _beside(present: str, added: str) -> str | None:
    """A directive together with the comment of its line: one more code in a directive of its kind, or next to it."""
    new = _DIRECTIVE.search(added)
    if new is None:
        return None
    for old in _DIRECTIVE.finditer(present):
        if old["head"].strip() == new["head"].strip():
            at = old.end("codes")
            comma = _COMMA.search(old["codes"]) or _COMMA.search(", " if new["head"][-1] in "[ " else ",")
            known = new["codes"] in _codes(old) or comma is None
            return None if known or comma is None else present[:at] + comma.group() + new["codes"] + present[at:]
    if new["head"].strip().rstrip("[:=") in present or not present.startswith("#"):
        return None  # everything is silenced there already, or the language reads one directive a comment
    return f"{added}  {present}" if _FIRST.match(added) else f"{present}  {added}"


def _edit_above(tree: Tree, line: int, after: str) -> Edit | None:
    text = tree.text
    if line:
        start, end = text.line_span(line - 1)
        above = text.content[start:end]
        if above.strip().startswith(tree.grammar.comment_prefix) and (joined := _beside(above.rstrip(), after)):
            return Edit(start, start + len(above.rstrip()), joined)
        if after in above:
            return None
    start, end = text.line_span(line)
    here = text.content[start:end].removeprefix("\ufeff")
    start = end - len(here)
    return Edit(start, start, here[: len(here) - len(here.lstrip())] + after + text.line_end)


def _codes(directive: re.Match[str]) -> list[str]:
    return _COMMA.split(directive["codes"])


def _closed(head: str, code: str) -> str:
    return f"{head}{code}]" if head.endswith("[") else f"{head}{code}"


def _gap(tree: Tree) -> str:
    """What stands between code and a comment, as the languages' formatters have it."""
    return "  " if tree.grammar.comment_prefix == "#" else " "


def _holes(problem: Problem, words: Mapping[int, str]) -> dict[str, str]:
    """The problem's own words by the holes that stand for them."""
    said = _SAID.search(problem.message)
    holes = {"{code}": problem.code, "{said}": said[1] if said else ""}
    holes |= {f"{{{name - MESSAGE}}}": word for name, word in words.items() if len(word) >= _SHORTEST}
    return {hole: word for hole, word in holes.items() if word}


def _holed(comment: str, holes: Mapping[str, str]) -> str:
    for hole, word in holes.items():
        comment = re.sub(rf"(?<![\w@/{{-]){re.escape(word)}(?![\w/}}-])", hole, comment)
    return comment


def _filled(comment: str, holes: Mapping[str, str]) -> str | None:
    for hole, word in holes.items():
        comment = comment.replace(hole, word)
    return None if re.search(r"\{(code|said|\d+)\}", comment) else comment
