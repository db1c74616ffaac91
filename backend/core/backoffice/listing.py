"""The columns and the filters of a list, cut to what the person may read."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.backoffice import reach, showing
from backend.core.backoffice.forms import READ
from backend.core.backoffice.shapes import Shape, shapes
from backend.core.backoffice.words import Glossary
from backend.core.http import paging
from backend.core.registry import Resource


def value_at(row: Any, path: str) -> Any:
    """This will read a value behind a path such as `party__name`; a gap in the way is None."""
    value = row
    for step in path.split("__"):
        if value is None:
            return None
        if isinstance(value, dict):
            value = value.get(step)
            continue
        try:
            value = getattr(value, step, None)
        except ObjectDoesNotExist:
            return None
    return value


def joins(model: type[Model], paths: list[str]) -> list[str]:
    """This will name the relations to fetch with a list, so that a row costs no query."""
    found: list[str] = []
    for path in paths:
        here: Any = model
        steps: list[str] = []
        for step in path.split("__")[:-1]:
            try:
                column = here._meta.get_field(step)
            except FieldDoesNotExist:
                break
            if not getattr(column, "is_relation", False) or not column.many_to_one:
                break
            steps.append(step)
            here = column.related_model
        if steps:
            found.append("__".join(steps))
    return list(dict.fromkeys(found))


def column(
    name: str, *, resource: Resource, actor: Actor, glossary: Glossary
) -> Callable[[Any], Any]:
    """This will make one column of a list for this person: masked, labelled, perhaps sortable."""
    path = resource.columns.get(name, name)
    mode = policy.mode(actor, resource, name)
    is_number = (
        shapes(resource.row)[name].kind == "decimal" if name in shapes(resource.row) else False
    )

    def cell(row: Any) -> Any:
        value = value_at(row, path)
        if mode == Mode.MASKED and value:
            value = resource.sensitive[name](value)
        return showing.html(value, name=name, glossary=glossary, is_number=is_number)

    cell.__name__ = name
    cell.short_description = glossary.label(name)  # type: ignore[attr-defined]
    for order in (name, path):
        if order in resource.ordering and mode >= Mode.READONLY:
            cell.admin_order_field = order  # type: ignore[attr-defined]
            break
    return cell


def figures(resource: Resource, names: Sequence[str]) -> list[str]:
    """This will name the columns of numbers, which stand to the right."""
    known = shapes(resource.row)
    return [name for name in names if name in known and known[name].kind == "decimal"]


class Capped(Paginator):  # type: ignore[type-arg]
    """Counts no further than the API does, so that a long table opens at once."""

    @cached_property
    def count(self) -> int:
        """This will count up to 10,000 rows."""
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return paging.capped_count(rows)[0]
        return len(rows)


class Box(admin.SimpleListFilter):
    """A filter drawn as one box of a form: a list of codes, a day, a text or a reference."""

    template = "backoffice/filter.html"
    kind = "text"
    find = ""
    pairs: Sequence[tuple[str, Any]] = ()

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.request = request
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """This will give the codes to choose from, where there are any."""
        return list(self.pairs)

    def has_output(self) -> bool:
        """This will show the filter even when there is nothing to choose from."""
        return True

    def choices(self, changelist: Any) -> Iterator[Any]:
        """This will give the template what it draws."""
        value = self.value() or ""
        text = ""
        if self.find and value:
            text = reach.named(self.find, value, reach.actor_of(self.request))
        yield {
            "name": self.parameter_name,
            "kind": "find" if self.find else ("choice" if self.lookup_choices else self.kind),
            "value": value,
            "find": self.find,
            "text": text,
            "options": self.lookup_choices,
        }

    def narrowed(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """This will narrow the rows to what was typed."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """This will narrow the list when something was typed."""
        typed = (self.value() or "").strip()
        return self.narrowed(queryset, typed) if typed else queryset


class SchemaFilter(Box):
    """A filter of the API, in the list: the same name, the same check, the same condition."""

    resource: Resource
    shape: Shape

    def narrowed(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """This will filter as the API does; a value the schema refuses finds nothing."""
        schema, name = self.resource.filters, str(self.parameter_name)
        if schema is None:
            return rows
        try:
            body = schema.model_validate({name: READ[self.shape.kind](typed)})
        except ValidationError:
            return rows.none()
        path = self.resource.filter_paths.get(name, name)
        value = getattr(body, name)
        return rows.filter(path(value) if callable(path) else Q(**{path: value}))


def _pairs(name: str, shape: Shape, glossary: Glossary) -> list[tuple[str, Any]]:
    if shape.kind == "flag":
        return [("true", _("是")), ("false", _("否"))]
    labels = glossary.choices(name, shape.choices)
    return [(value, labels.get(value, value)) for value in shape.choices]


DRAWN = frozenset({"choice", "flag", "day", "text", "id", "count"})


def filters(
    resource: Resource,
    actor: Actor,
    glossary: Glossary,
    *,
    names: tuple[str, ...],
    references: Any,
) -> list[type[SchemaFilter]]:
    """This will give the filters a person may use: those of the API on fields they may read."""
    if resource.filters is None:
        return []
    found = []
    for name, shape in shapes(resource.filters).items():
        if (names and name not in names) or shape.kind not in DRAWN:
            continue
        path = resource.filter_paths.get(name, name)
        asked = [name] if callable(path) else [name, path.split("__")[0]]
        if not policy.readable(actor, resource, asked):
            continue
        target = reach.guess(name, resource.model, own=references)
        code = reach.code_of(target) if isinstance(target, type) else None
        if shape.kind in ("id", "count") and code is None:
            continue
        facts = {
            "title": glossary.label(name),
            "parameter_name": name,
            "resource": resource,
            "shape": shape,
            "kind": shape.kind,
            "find": code or "",
            "pairs": _pairs(name, shape, glossary),
        }
        found.append(type(f"Filter_{name}", (SchemaFilter,), facts))
    return found
