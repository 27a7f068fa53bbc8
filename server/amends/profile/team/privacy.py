"""What may leave with a team layer: no template that holds what looks like a secret, no path of this machine."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath

import attrs

from amends.core.secrets import secrets_in
from amends.learning.pattern import Template
from amends.profile.team.layer import TeamLayer
from amends.syntax.template import Part, Term, walk

_HOME = re.compile(r"(?:/home/|/Users/|/root/|[A-Za-z]:\\\\?Users\\)[\w.-]+")


def without_secrets(layer: TeamLayer) -> TeamLayer:
    """The layer without the templates, scopes and lessons that should not be read by others."""
    patterns = {
        key: attrs.evolve(one, scope="" if _is_absolute(one.scope) else one.scope)
        for key, one in layer.patterns.items()
        if not _is_private(_words(one.pattern.template))
    }
    lessons = tuple(one for one in layer.lessons if not _is_private(one.text) and not _is_absolute(one.scope))
    return TeamLayer(patterns, layer.tools, lessons)


def _is_private(content: str) -> bool:
    return _HOME.search(content) is not None or next(secrets_in(content), None) is not None


def _is_absolute(scope: str) -> bool:
    return PurePosixPath(scope).is_absolute() or PureWindowsPath(scope).is_absolute()


def _words(template: Template) -> str:
    """What a template keeps literal, as it would be written."""
    code = "".join(_literal(part) for part in walk(template.root)) if template.root is not None else ""
    comment = f"{template.comment.before} {template.comment.after}" if template.comment else ""
    return f"{code} {comment}"


def _literal(part: Part) -> str:
    return part.text + " " * (part.text.isidentifier()) if isinstance(part, Term) and not part.parts else ""
