"""Reading a pydantic schema as a person will meet it: which kind of value each field holds."""

import types as python_types
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

LONG_TEXT = 200


@dataclass(frozen=True)
class Shape:
    """One field: its kind and what a form needs to know.

    Kinds: text, note, decimal, count, day, moment, flag, id, choice, group (a nested body),
    rows (a list of them), items (a list of plain values), json.
    """

    kind: str
    is_optional: bool = False
    is_required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    maximum: int | None = None
    body: type[BaseModel] | None = None
    item: str = ""

    @property
    def is_nested(self) -> bool:
        """This will tell whether the field holds bodies of its own."""
        return self.body is not None


@lru_cache(maxsize=2_000)
def shapes(schema: type[BaseModel]) -> dict[str, Shape]:
    """This will give the shape of every field of a schema, in its order."""
    return {name: _of_field(found) for name, found in schema.model_fields.items()}


def _of_field(found: FieldInfo) -> Shape:
    shape = _of_type(found.annotation, found.metadata)
    required = found.is_required()
    default = None if required else found.get_default(call_default_factory=True)
    return replace(shape, is_required=required, default=default)


def _of_type(annotation: Any, metadata: Iterable[Any] = ()) -> Shape:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _of_type(inner, [*metadata, *more])
    if origin in (Union, python_types.UnionType):
        return _of_union(get_args(annotation))
    if origin is Literal:
        return Shape("choice", choices=tuple(str(value) for value in get_args(annotation)))
    if origin is list:
        return _of_list(get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape("group", body=annotation)
    return _of_plain(annotation, metadata)


def _of_union(members: tuple[Any, ...]) -> Shape:
    real = [member for member in members if member is not type(None)]
    shape = _of_type(real[0]) if len(real) == 1 else Shape("json")
    return replace(shape, is_optional=len(real) < len(members))


def _of_list(inner: Any) -> Shape:
    item = _of_type(inner)
    if item.kind == "group":
        return Shape("rows", body=item.body)
    return Shape("items", item=item.kind, choices=item.choices)


_PLAIN: dict[Any, str] = {
    Decimal: "decimal",
    bool: "flag",
    int: "count",
    datetime: "moment",
    date: "day",
    UUID: "id",
}


def _of_plain(annotation: Any, metadata: Iterable[Any]) -> Shape:
    if annotation in _PLAIN:
        return Shape(_PLAIN[annotation])
    if annotation is not str:
        return Shape("json")
    limits = [m.max_length for m in metadata if isinstance(m, StringConstraints) and m.max_length]
    maximum = limits[0] if limits else None
    return Shape("note" if (maximum or 0) > LONG_TEXT else "text", maximum=maximum)
