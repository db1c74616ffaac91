"""What is typed into a form, and the body a schema reads: the way there and back."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from pydantic import BaseModel

from backend.core.backoffice.shapes import Shape, shapes

MAX_ROWS = 500
Typed = dict[str, Any]


# -- what was typed --------------------------------------------------------------------------


def collect(schema: type[BaseModel], posted: QueryDict, *, prefix: str = "") -> Typed:
    """This will gather what was typed into the fields of a schema, nested as the schema is."""
    found: Typed = {}
    for name, shape in shapes(schema).items():
        path = f"{prefix}{name}"
        if shape.kind == "group" and shape.body is not None:
            found[name] = collect(shape.body, posted, prefix=f"{path}.")
        elif shape.kind == "rows" and shape.body is not None:
            found[name] = [
                collect(shape.body, posted, prefix=f"{path}.{index}.")
                for index in _indices(path, posted)
            ]
        elif shape.kind == "items":
            found[name] = [line for part in posted.getlist(path) for line in part.splitlines()]
        else:
            found[name] = posted.get(path, "")
    return found


def _indices(path: str, posted: QueryDict) -> list[int]:
    pattern = re.compile(rf"^{re.escape(path)}\.(\d{{1,4}})\.")
    hits = {int(found.group(1)) for key in posted if (found := pattern.match(key))}
    return sorted(hits)[:MAX_ROWS]


def clean(schema: type[BaseModel], typed: Typed, *, only: set[str] | None = None) -> Typed:
    """This will turn what was typed into the body that the schema reads.

    An empty field is left out, so that the schema's own default or "required" speaks; with
    `only` (a change) the named fields are sent even when they were emptied.
    """
    body: Typed = {}
    for name, shape in shapes(schema).items():
        if only is not None and name not in only:
            continue
        value = _value(shape, typed.get(name, ""))
        if value is not None:
            body[name] = value
        elif only is not None:
            body[name] = None if shape.is_optional else ""
    return body


def _value(shape: Shape, typed: Any) -> Any:
    if shape.kind == "group" and shape.body is not None:
        if shape.is_optional and (is_blank(typed) or typed == prefill(shape.body, {})):
            return None  # nothing typed beyond what stood there
        return clean(shape.body, typed)
    if shape.kind == "rows" and shape.body is not None:
        return [clean(shape.body, row) for row in typed if not is_blank(row)]
    if shape.kind == "items":
        return [line.strip() for line in typed or [] if line.strip()]
    if shape.kind == "flag" and not shape.is_optional:
        return typed == "true"
    text = str(typed).strip()
    return READ[shape.kind](text) if text else None


def is_blank(typed: Any) -> bool:
    """This will tell whether nothing was typed into a body; an unticked box counts as nothing."""
    if isinstance(typed, dict):
        return all(is_blank(value) for value in typed.values())
    if isinstance(typed, list):
        return all(is_blank(value) for value in typed)
    return not str(typed).strip()


def _number(text: str) -> str:
    """Full-width digits of an input method and grouping commas are meant as a plain number."""
    return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")


def _moment(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    if found.tzinfo is None:
        found = timezone.make_aware(found)
    return found.isoformat()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


READ: dict[str, Any] = {
    "text": str,
    "note": str,
    "choice": str,
    "id": str,
    "day": str,
    "flag": str,
    "decimal": _number,
    "count": _number,
    "moment": _moment,
    "json": _json,
}


# -- what stands in the form -----------------------------------------------------------------


def prefill(schema: type[BaseModel], values: Mapping[str, Any]) -> Typed:
    """This will write known values as they would be typed: a document's present facts."""
    found: Typed = {}
    for name, shape in shapes(schema).items():
        value = values.get(name, shape.default)
        if shape.kind == "group" and shape.body is not None:
            found[name] = prefill(shape.body, _facts(value))
        elif shape.kind == "rows" and shape.body is not None:
            found[name] = [prefill(shape.body, _facts(row)) for row in value or []]
        elif shape.kind == "items":
            found[name] = [str(item) for item in value or []]
        else:
            found[name] = written(shape, value)
    return found


def _facts(value: Any) -> Mapping[str, Any]:
    if isinstance(value, BaseModel):
        return value.model_dump()
    return value if isinstance(value, Mapping) else {}


def written(shape: Shape, value: Any) -> Any:
    """This will write one plain value as it would be typed."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else ("false" if shape.is_optional else "")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if shape.kind == "json":
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return str(value)


def today(schema: type[BaseModel], typed: Typed) -> Typed:
    """This will fill the day and the moment of doing with the present ones."""
    now = timezone.localtime()
    words = {"day": now.date().isoformat(), "moment": now.strftime("%Y-%m-%dT%H:%M")}
    for name, shape in shapes(schema).items():
        if shape.kind in words and not typed.get(name) and _is_doing(name, shape):
            typed[name] = words[shape.kind]
    return typed


def _is_doing(name: str, shape: Shape) -> bool:
    """`on` and `at`, and any other day that must be given and has no other meaning."""
    return name in ("on", "at") or (shape.is_required and name.endswith(("_on", "_at")))
