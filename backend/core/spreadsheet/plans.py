"""How a document is written as rows of a sheet; documents register it in their schemas.

    plans.register(
        plans.Plan(
            LEAD,
            plans.derive(LEAD, "title", "source", "company", examples={"title": "电解铜询价"}),
            keys=(("no",),),
        )
    )

The same columns go out and come in. What a document does not tell follows from its create and
change verbs: `bulk` may write many new rows at once, with the same checks done on all of them
together; `similar` may warn of rows that look like something on file.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Field, Model
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.backoffice.shapes import Shape, shapes
from backend.core.events import log
from backend.core.registry import Resource, find, permit
from backend.core.spreadsheet.refer import PERSON, Target

Values = dict[str, Any]
NUMBER, OWNER, EXTERNAL, KEY = "no", "owner", "external", "id"
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


@dataclass(frozen=True)
class Prepared:
    """A new row ready to be written: its line, its checked create body, and whose it becomes."""

    line: int
    body: Any
    owner_id: int | None = None


@dataclass(frozen=True)
class Warned:
    """A row that looks like something on file; `is_hard` refuses it whatever was accepted."""

    sentence: str
    is_hard: bool = False


Bulk = Callable[[Sequence[Prepared], Actor], list[UUID]]
Memory = dict[Any, list[Any]]
Similar = Callable[[Sequence[Any], Sequence[int], Actor, Memory], list[list[Warned]]]
Load = Callable[[Sequence[UUID]], Mapping[UUID, Values]]
Change = Callable[[UUID, Values, Actor], None]


@dataclass(frozen=True)
class Plan:
    """A document as rows. `keys` names what recognises a row, strongest first.

    `given` adds what no column holds to the body of a new row, from the day of the import.
    `load` reads rows by column names where a path does not lead there; `change` writes what
    differs where the change verb alone does not reach. `bulk` writes many new rows at once.
    `similar` compares new rows with what is on file and with rows further up, which it keeps in
    the memory it is given; `excuse` is the field of the body that takes the reason when a
    person said that what looks alike is not the same.
    """

    resource: Resource
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...] = ((NUMBER,),)
    given: Callable[[date], Values] = lambda on: {}
    has_owner: bool = True
    load: Load | None = None
    change: Change | None = None
    bulk: Bulk | None = None
    similar: Similar | None = None
    excuse: str = ""
    hint: StrOrPromise = ""
    all_columns: tuple[Column, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "all_columns", tuple(self._all()))

    @property
    def permission(self) -> str:
        """This will name the permission to import: `crm.import_customer`."""
        return f"{self.resource.room}.import_{self.resource.name}"

    def _all(self) -> Iterable[Column]:
        has_number = any(c.name == NUMBER or c.path == NUMBER for c in self.columns)
        if (NUMBER,) in self.keys and not has_number:
            yield Column(NUMBER, _("编号"), path=NUMBER, is_ours=True, aliases=("No", "编码"))
        yield from self.columns
        if self.has_owner:
            yield Column(
                OWNER, _("负责人"), "refer", path="owner__username", id_path="owner_id",
                target=PERSON,
                aliases=("owner", "owner_id", "owner_name", "业务员", "所有者"),
            )  # fmt: skip
        yield Column(EXTERNAL, _("外部编号"), aliases=("external id", "外部系统编号", "原系统编号"))
        if (KEY,) in self.keys:
            yield Column(KEY, _("系统标识"), path="pk", is_ours=True, aliases=("ID",))

    def column(self, name: str) -> Column | None:
        """This will find a column by name."""
        return next((c for c in self.all_columns if c.name == name), None)

    def open_columns(self, actor: Actor) -> list[Column]:
        """This will give the columns an actor may read, masked ones among them."""
        return [c for c in self.all_columns if c.mode(actor) > Mode.HIDDEN]

    def values(self, ids: Sequence[UUID]) -> dict[UUID, Values]:
        """This will read rows by the names of the columns."""
        paths = {c.name: c.path for c in self.all_columns if c.path and c.path != "pk"}
        paths |= {f"{c.name}:id": c.id_path for c in self.all_columns if c.id_path}
        rows = self.resource.model._default_manager.filter(pk__in=list(ids)).order_by()
        found: dict[UUID, Values] = {}
        named = {f"_{at}": F(path) for at, path in enumerate(paths.values())}
        for row in rows.values("pk", **named):
            found[row["pk"]] = {name: row[f"_{at}"] for at, name in enumerate(paths)}
            found[row["pk"]][KEY] = row["pk"]
        if self.load is not None:
            for pk, more in self.load(list(found)).items():
                found[pk].update(more)
        return found


_plans: dict[str, Plan] = {}


def register(plan: Plan) -> Plan:
    """This will make a document importable and exportable by its columns; twice is an error."""
    if plan.resource.code in _plans:
        raise ValueError(f"{plan.resource.code} is registered twice")
    _plans[plan.resource.code] = plan
    log.declare(f"{plan.resource.code}.withdrawn")
    permit(plan.permission)
    return plan


def of(code: str) -> Plan | None:
    """This will find the plan of a document by its code."""
    return _plans.get(code)


def plans() -> list[Plan]:
    """This will give every plan, by code."""
    return [_plans[code] for code in sorted(_plans)]


# -- columns from what a document declares anyway ---------------------------------------------


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
