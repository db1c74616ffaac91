"""The columns of a document's rows, most of them from what it declares anyway."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model
from django_stubs_ext import StrOrPromise

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.backoffice.shapes import Shape, shapes
from backend.core.registry import Resource, find
from backend.core.spreadsheet.refer import Target

KINDS = {"note": "text", "count": "whole", "id": "refer"}


@dataclass(frozen=True)
class Column:
    """One column: the field of the create body it fills, and how its cells are read.

    `name` is a path into the body: `party.name`, `contacts.0.phone`. `path` leads to the value
    from a row, `id_path` to the key of what it refers to. Kinds: text, choice, decimal, ratio,
    whole, day, flag, items, refer. `guards` names the sensitive fields, by document, that it
    shows and writes. `is_fixed` is never changed on a row that exists; `is_ours` is given by
    the house and only recognises a row.
    """

    name: str
    label: StrOrPromise
    kind: str = "text"
    path: str = ""
    id_path: str = ""
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_fixed: bool = False
    is_ours: bool = False
    choices: tuple[tuple[str, StrOrPromise], ...] = ()
    target: Target | None = None
    example: StrOrPromise = ""
    guards: tuple[tuple[str, str], ...] = ()

    def mode(self, actor: Actor) -> int:
        """This will give what the actor may do with this column: its most closed field's mode."""
        known = [(find(code), name) for code, name in self.guards]
        return min(
            (policy.mode(actor, resource, name) for resource, name in known if resource),
            default=Mode.WRITE,
        )


def derive(
    resource: Resource,
    *names: str,
    labels: Mapping[str, StrOrPromise] | None = None,
    paths: Mapping[str, str] | None = None,
    examples: Mapping[str, StrOrPromise] | None = None,
    kinds: Mapping[str, str] | None = None,
    targets: Mapping[str, Target] | None = None,
    aliases: Mapping[str, tuple[str, ...]] | None = None,
    inside: Mapping[str, type[Model]] | None = None,
    guards: Mapping[str, tuple[tuple[str, str], ...]] | None = None,
) -> tuple[Column, ...]:
    """This will make columns from the create body: kinds, choices, labels, closed fields.

    `inside` names the tables of nested bodies; every other word overrides by column name.
    """
    assert resource.create is not None
    assert resource.create.schema is not None
    said = {
        "label": labels or {},
        "path": paths or {},
        "example": examples or {},
        "kind": kinds or {},
        "target": targets or {},
        "aliases": aliases or {},
        "guards": guards or {},
    }
    changed = (
        set()
        if resource.change is None or resource.change.schema is None
        else set(resource.change.schema.model_fields)
    )
    found = []
    for name in names:
        shape, is_required = _shape(resource.create.schema, name)
        facts = _facts(resource, name, shape, inside or {})
        facts |= {word: given[name] for word, given in said.items() if name in given}
        is_top = "." not in name
        found.append(
            Column(
                name=name,
                is_required=is_required,
                is_fixed=is_top and name not in changed,
                **facts,
            )
        )
    return tuple(found)


def _shape(schema: Any, name: str) -> tuple[Shape, bool]:
    """The shape behind a path; only what every row must have is required."""
    first, _dot, rest = name.partition(".")
    shape = shapes(schema)[first]
    if not rest:
        return shape, shape.is_required
    if rest.split(".")[0].isdigit():
        rest = rest.partition(".")[2]
        return _shape(shape.body, rest)[0], False
    inner, is_required = _shape(shape.body, rest)
    return inner, is_required


def _facts(
    resource: Resource, name: str, shape: Shape, inside: Mapping[str, type[Model]]
) -> dict[str, Any]:
    steps = [step for step in name.split(".") if not step.isdigit()]
    is_listed = len(steps) != len(name.split("."))
    model = inside.get(steps[0], resource.model) if len(steps) > 1 else resource.model
    column = _column(model, steps[-1])
    guards = tuple(
        (resource.code, closed)
        for closed in resource.sensitive
        if closed in (name, ".".join(steps), steps[-1] if model is resource.model else "")
    )
    return {
        "label": column.verbose_name if column is not None else steps[-1],
        "kind": KINDS.get(shape.kind, shape.kind),
        "path": "" if is_listed else "__".join(steps),
        "id_path": name if shape.kind == "id" and not is_listed else "",
        "choices": _choices(column, shape),
        "guards": guards,
    }


def _column(model: type[Model], name: str) -> "Field[Any, Any] | None":
    for column in model._meta.concrete_fields:
        if name in (column.name, column.attname):
            return column
    return None


def _choices(
    column: "Field[Any, Any] | None", shape: Shape
) -> tuple[tuple[str, StrOrPromise], ...]:
    labels: dict[str, StrOrPromise] = {}
    if column is not None and column.choices:
        labels = {str(code): label for code, label in column.flatchoices}
    return tuple((code, labels.get(code, code)) for code in shape.choices)
