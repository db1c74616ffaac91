"""Keyset pages: any page of any size of table costs the same."""

import base64
import binascii
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Malformed

COUNT_CAP = 10_000
FEW = 2_000


def encode(value: Any, pk: Any) -> str:
    """This will write a position as an opaque cursor."""
    raw = orjson.dumps([value if value is None else str(value), str(pk)])
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(cursor: str) -> list[str]:
    """This will read a cursor; a foreign or damaged one is refused."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        found = orjson.loads(raw)
    except (binascii.Error, ValueError):
        raise bad_cursor() from None
    if not (isinstance(found, list) and len(found) == 2 and all(isinstance(i, str) for i in found)):
        raise bad_cursor()
    return found


def bad_cursor() -> Malformed:
    """This will say that a cursor is not one of ours."""
    return Malformed(errors={"after": _("翻页标记无效，请从第一页重新开始")})


def after(rows: QuerySet[Any], *, order: str, cursor: str | None) -> QuerySet[Any]:
    """This will sort by a field and the key and start behind the cursor."""
    place = place_of(rows.model, order=order, cursor=cursor)
    rows = sorted_by(rows, order=order)
    return rows if place is None else behind(rows, order=order, place=place)


def place_of(model: type[Model], *, order: str, cursor: str | None) -> tuple[Any, Any] | None:
    """This will read the value and the key a cursor stands at; None for the first page."""
    if not cursor:
        return None
    value, pk = decode(cursor)
    try:
        position = _python(model, order.lstrip("-"), value)
        key = UUID(pk) if model._meta.pk.get_internal_type() == "UUIDField" else int(pk)
    except (ValueError, ValidationError, OverflowError):
        raise bad_cursor() from None
    return position, key


def sorted_by(rows: QuerySet[Any], *, order: str) -> QuerySet[Any]:
    """This will sort by a field and then by the key, so that no two rows are equal."""
    sign = "-" if order.startswith("-") else ""
    return rows.order_by(order, f"{sign}id")


def are_few(rows: QuerySet[Any]) -> bool:
    """This will tell whether rows are so few that finding and sorting them all is cheap."""
    return rows.order_by()[: FEW + 1].values("pk").count() <= FEW


def found_first(rows: QuerySet[Any], *, order: str) -> QuerySet[Any]:
    """This will sort, as `sorted_by` does, rows that must be found before they are sorted.

    No index is in the order of an expression, so the planner cannot walk a whole table in the
    order of the list in the hope of meeting a few rare rows. Ordering fields are never null.
    """
    by = Coalesce(F(order.lstrip("-")), F(order.lstrip("-")))
    return rows.order_by(*((by.desc(), "-id") if order.startswith("-") else (by.asc(), "id")))


def behind(rows: QuerySet[Any], *, order: str, place: tuple[Any, Any]) -> QuerySet[Any]:
    """This will cut rows to those behind a place in the order."""
    (position, key), name = place, order.lstrip("-")
    word = "lt" if order.startswith("-") else "gt"
    return rows.filter(
        Q(**{f"{name}__{word}e": position}),
        Q(**{f"{name}__{word}": position}) | Q(**{name: position, f"id__{word}": key}),
    )


def _python(model: type[Model], name: str, value: str) -> Any:
    field: Any = model._meta.get_field(name.split("__")[0])
    for step in name.split("__")[1:]:
        field = field.related_model._meta.get_field(step)
    return field.to_python(value)


def capped_count(rows: QuerySet[Any]) -> tuple[int, bool]:
    """This will count up to 10,000 rows and tell whether there are more."""
    found = rows.order_by()[: COUNT_CAP + 1].values("pk").count()
    return min(found, COUNT_CAP), found > COUNT_CAP
