"""Forms drawn from the schema of a verb: what is typed goes to the same schema as over HTTP."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from pydantic import BaseModel

from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.shapes import Shape, shapes
from backend.core.backoffice.words import Glossary

MAX_ROWS = 500
HIDDEN = frozenset({"id"})
Typed = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """What a form is drawn for: the words, the references, the person and the row."""

    glossary: Glossary
    references: Mapping[str, reach.Reference]
    actor: Actor
    document: Any = None
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Input:
    """One field of a form as the template draws it; `parts` for a body, `rows` for a table."""

    name: str
    label: Any
    kind: str
    is_required: bool
    value: Any = ""
    error: str = ""
    maximum: int | None = None
    choices: list[tuple[str, Any]] = field(default_factory=list)
    find: str = ""
    text: str = ""
    parts: list["Input"] = field(default_factory=list)
    rows: list[list["Input"]] = field(default_factory=list)
    blank: list["Input"] = field(default_factory=list)

    @property
    def is_flat(self) -> bool:
        """This will tell whether every row fits into the cells of a table."""
        return not any(part.kind in ("rows", "group", "note", "json") for part in self.blank)


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
        if shape.is_optional and is_blank(typed):
            return None
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
            found[name] = _typed(shape, value)
    return found


def _facts(value: Any) -> Mapping[str, Any]:
    if isinstance(value, BaseModel):
        return value.model_dump()
    return value if isinstance(value, Mapping) else {}


def _typed(shape: Shape, value: Any) -> str:
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


# -- drawing ---------------------------------------------------------------------------------


def build(
    schema: type[BaseModel],
    typed: Typed,
    frame: Frame,
    *,
    prefix: str = "",
    skip: frozenset[str] = frozenset(),
) -> list[Input]:
    """This will give the inputs of a schema, filled with what was typed and its errors."""
    return [
        _input(name, shape, typed.get(name, ""), frame, path=f"{prefix}{name}")
        for name, shape in shapes(schema).items()
        if name not in skip and not (name in HIDDEN and not shape.is_required)
    ]


def names(inputs: list[Input]) -> set[str]:
    """This will name every input drawn, so that no error goes unseen."""
    found: set[str] = set()
    for made in inputs:
        found |= {made.name} | names(made.parts)
        for row in made.rows:
            found |= names(row)
    return found


def _input(name: str, shape: Shape, typed: Any, frame: Frame, *, path: str) -> Input:
    made = Input(
        name=path,
        label=frame.glossary.label(name),
        kind=shape.kind,
        is_required=shape.is_required,
        value=typed,
        error=str(frame.errors.get(path, "")),
        maximum=shape.maximum,
    )
    if shape.body is not None:
        _nest(made, name, shape, typed, frame)
    elif shape.kind == "choice" or shape.choices:
        labels = frame.glossary.choices(name, shape.choices)
        made.choices = [(value, labels.get(value, value)) for value in shape.choices]
    elif shape.kind == "flag" and shape.is_optional:
        made.kind = "perhaps"
    elif shape.kind in ("id", "count", "items"):
        _refer(made, name, frame)
    return made


def _nest(made: Input, name: str, shape: Shape, typed: Any, frame: Frame) -> None:
    """A body inside the body: its own inputs, or a table of rows with one blank to copy."""
    if shape.body is None:
        return
    inner = Frame(
        frame.glossary.inside(name), frame.references, frame.actor, frame.document, frame.errors
    )
    path = made.name
    if shape.kind == "group":
        made.parts = build(shape.body, typed or {}, inner, prefix=f"{path}.")
        return
    made.rows = [
        build(shape.body, row, inner, prefix=f"{path}.{index}.")
        for index, row in enumerate(typed or [])
    ]
    fresh = prefill(shape.body, {})
    made.blank = build(shape.body, fresh, inner, prefix=f"{path}.__row__.")


def _refer(made: Input, name: str, frame: Frame) -> None:
    """An id becomes a choice among the rows this person may see."""
    target = reach.guess(name, frame.glossary.model, own=frame.references)
    if target is None or (
        made.kind == "count" and name not in frame.references and not _is_key(name)
    ):
        return
    if not isinstance(target, type):
        made.kind = "items" if made.kind == "items" else "choice"
        pairs = target(frame.document, frame.actor)
        made.choices = [(str(value), label) for value, label in pairs]
        return
    code = reach.code_of(target)
    if code is None:
        _among_own(made, target, frame)
        return
    made.kind, made.find = ("items", "") if made.kind == "items" else ("find", code)
    if made.kind == "find" and made.value:
        made.text = reach.named(code, made.value, frame.actor) or str(made.value)


def _is_key(name: str) -> bool:
    return name.endswith("_id")


def _among_own(made: Input, target: Any, frame: Frame) -> None:
    """Rows that belong to the document itself: its lines, its terms."""
    if frame.document is None:
        return
    holder = type(frame.document)
    for column in target._meta.concrete_fields:
        if column.is_relation and column.related_model is holder:
            made.kind = "choice"
            rows = target._default_manager.filter(**{column.attname: frame.document.pk})
            made.choices = [(str(row.pk), str(row)) for row in rows[:MAX_ROWS]]
            return
