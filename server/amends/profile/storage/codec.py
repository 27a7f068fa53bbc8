"""Frozen values to the JSON that is persisted (camelCase) and back; unknown fields are ignored."""

from __future__ import annotations

from typing import Any

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override


def converter() -> cattrs.Converter:
    """A converter for all our frozen classes; make one and keep it, its hooks are built on first use."""
    made = cattrs.Converter()
    made.register_unstructure_hook_factory(
        attrs.has, lambda kind: make_dict_unstructure_fn(kind, made, **_overrides(kind))
    )
    made.register_structure_hook_factory(attrs.has, lambda kind: make_dict_structure_fn(kind, made, **_overrides(kind)))
    return made


def _overrides(kind: type[attrs.AttrsInstance]) -> dict[str, Any]:
    attrs.resolve_types(kind)
    return {field.name: override(rename=_camel_case(field.name)) for field in attrs.fields(kind)}


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
