"""Reading JSON objects into attrs types: camelCase names, unknown fields ignored, null means absent."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override

T = TypeVar("T")
Read = Callable[[Any, type[T]], T]


def message_converter() -> cattrs.Converter:
    """A converter that raises for missing or mistyped fields and never converts one JSON type into another."""
    converter = cattrs.Converter(detailed_validation=False)
    for kind in (str, bool, int, float):
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook_factory(attrs.has, lambda kind: _object_reader(kind, converter))
    return converter


def _object_reader(kind: type[T], converter: cattrs.Converter) -> Read[T]:
    names = {field.name: override(rename=_camel_case(field.name)) for field in attrs.fields(kind)}  # type: ignore[arg-type]  # attrs.has said so
    read = make_dict_structure_fn(kind, converter, **names)  # type: ignore[arg-type]

    def read_object(value: Any, kind: type[T]) -> T:
        if not isinstance(value, dict):
            raise TypeError(f"{kind.__name__} must be an object")
        return read({name: item for name, item in value.items() if item is not None}, kind)

    return read_object


def _exactly(value: Any, kind: type[T]) -> T:
    # bool("false") is True and str({}) is a string: a wrong type must be an error, not a surprise.
    if issubclass(kind, Enum):
        return kind(value)  # cattrs takes a StrEnum for a str
    if kind is float and type(value) is int:
        value = float(value)
    elif kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)  # some Lua encoders write whole numbers as 1.0
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
    return value


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
