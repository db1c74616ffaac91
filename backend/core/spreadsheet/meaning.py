"""What the cells of a column mean, as a body of the document's own schema reads them."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from pydantic import BaseModel, TypeAdapter

from backend.core.backoffice.shapes import shapes
from backend.core.search import normal
from backend.core.spreadsheet.calc import cells
from backend.core.spreadsheet.calc.cells import Cell, Unclear
from backend.core.spreadsheet.plans import Column

BREAKS = re.compile(r"[、,，;；\n]+")
WRONG = {
    "decimal": gettext_lazy("应为数字，例如 1,234.50"),
    "ratio": gettext_lazy("应为比例，例如 13% 或 0.13"),
    "whole": gettext_lazy("应为整数"),
    "day": gettext_lazy("应为日期，例如 2026-07-01 或 2026年7月1日"),
    "flag": gettext_lazy("应为“是”或“否”"),
}
PARSE: dict[str, Callable[[Cell], Any]] = {
    "decimal": cells.decimal,
    "ratio": cells.ratio,
    "whole": cells.whole,
    "day": cells.day,
    "flag": cells.flag,
}


class Wrong(ValueError):
    """A cell that cannot be taken, with the sentence that says why."""


def value_of(column: Column, cell: Cell) -> Any:
    """This will give the value of a filled cell; a reference stays text. Raises Wrong."""
    if column.kind in PARSE:
        try:
            return PARSE[column.kind](cell)
        except Unclear:
            raise Wrong(str(WRONG[column.kind])) from None
    typed = cells.text(cell)
    if column.kind == "choice":
        return _choice(column, typed)
    if column.kind == "items":
        return [part.strip() for part in BREAKS.split(typed) if part.strip()]
    return typed


def _choice(column: Column, typed: str) -> str:
    known = _labels(column)
    code = known.get(typed) or known.get(normal(typed))
    if code is None:
        some = "、".join(str(label) for _code, label in column.choices)
        raise Wrong(_("只能填写：{labels}").format(labels=some))
    return code


@lru_cache(maxsize=500)
def _labels(column: Column) -> dict[str, str]:
    """Every way a choice may be written: its code, its Chinese and its English label."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            for code, label in column.choices:
                for name in (code, str(label)):
                    found.setdefault(name, code)
                    found.setdefault(normal(name), code)
    return found


@lru_cache(maxsize=2_000)
def leaf(schema: type[BaseModel], name: str) -> TypeAdapter[Any]:
    """This will give the type at a path of a body, which checks one value alone."""
    first, _dot, rest = name.partition(".")
    field = schema.model_fields[first]
    while rest:
        body = shapes(schema)[first].body
        assert body is not None
        schema = body
        first, _dot, rest = rest.partition(".")
        if first.isdigit():
            first, _dot, rest = rest.partition(".")
        field = schema.model_fields[first]
    annotation: Any = field.annotation
    for fact in field.metadata:
        annotation = Annotated[annotation, fact]
    return TypeAdapter(annotation)


def body_of(values: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """This will nest values by their paths: `contacts.0.phone` is in the first contact."""
    body: dict[str, Any] = dict(given)
    for name, value in values.items():
        if "." not in name:
            body[name] = value
            continue
        steps = name.split(".")
        here: Any = body
        for step, following in pairwise(steps):
            here = _inside(here, step, [] if following.isdigit() else {})
        here[steps[-1]] = value
    return body


def _inside(here: Any, step: str, fresh: Any) -> Any:
    if isinstance(here, list):
        while len(here) <= int(step):
            here.append({})
        return here[int(step)]
    return here.setdefault(step, fresh)


def same(now: Any, given: Any) -> bool:
    """This will tell whether a value that came in is the one that is there."""
    if isinstance(now, str) and isinstance(given, str):
        return now.replace("\r\n", "\n").strip() == given.replace("\r\n", "\n").strip()
    if now in (None, "", []) and given in (None, "", []):
        return True
    if isinstance(now, Decimal) and isinstance(given, Decimal):
        return now == given
    return bool(now == given)
