"""Problem kinds as one column: a JSON array, because sources and codes may contain any separator."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from amends.core.problems import ProblemKind, message_template


def kind_column(kind: ProblemKind) -> str:
    """How a kind is stored."""
    return json.dumps([kind.source, kind.code, kind.template], ensure_ascii=False)


def column_kind(column: str) -> ProblemKind:
    """The kind of a stored column; an empty one for fixes that were never recorded."""
    source, code, template = json.loads(column) if column else ("", "", "")
    return ProblemKind(source, code, template)


def kind_json(kind: ProblemKind) -> dict[str, str]:
    """A kind as people and other programs read it."""
    return {"source": kind.source, "code": kind.code, "template": kind.template}


def record_kind(record: Mapping[str, Any]) -> ProblemKind:
    """The kind of the problem that a FixRecord is about."""
    problem = record.get("problem", {})
    is_test = problem.get("kind") == "test"
    template = "" if is_test else message_template(str(problem.get("message", "")))
    return ProblemKind(str(problem.get("source", "")), str(problem.get("code", "")), template)
