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

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.errors import Refusal
from backend.core.events import log
from backend.core.registry import Resource, permit
from backend.core.spreadsheet.columns import Column, derive
from backend.core.spreadsheet.refer import PERSON

__all__ = [
    "EXTERNAL",
    "KEY",
    "NUMBER",
    "OWNER",
    "Bulk",
    "Column",
    "Extra",
    "Lines",
    "Memory",
    "Plan",
    "Prepared",
    "Values",
    "Warned",
    "derive",
    "extend",
    "of",
    "plans",
    "register",
]
Values = dict[str, Any]
NUMBER, OWNER, EXTERNAL, KEY = "no", "owner", "external", "id"


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
Explain = Callable[[Refusal, Callable[[int], int]], Mapping[int, str]]


@dataclass(frozen=True)
class Extra:
    """A column that a room above fills: what a row has there, its key and its name, and how."""

    column: Column
    load: Callable[[Sequence[UUID]], Mapping[UUID, tuple[Any, str]]]
    write: Callable[[UUID, Any, Actor], None]


@dataclass(frozen=True)
class Lines:
    """Several rows make one document: each is a line of it, and the head stands on every row.

    `name` is the list in the create body; the columns of a line are named `entries.0.price`.
    Rows belong together that say the same number, or without one the same name. `load` reads the
    lines of documents as bodies, in their order; `same` names what recognises a line among them.
    `explain` may put a refusal into words line by line, given the number each has in the file.
    """

    name: str
    load: Callable[[Sequence[UUID]], Mapping[UUID, list[Values]]]
    same: tuple[str, ...]
    explain: Explain = lambda refusal, number: {}

    @property
    def first(self) -> str:
        """This will give how the names of a line's columns begin."""
        return f"{self.name}.0."


@dataclass(frozen=True)
class Plan:
    """A document as rows. `keys` names what recognises a row, strongest first.

    `given` adds what no column holds to the body of a new row, from the day of the import.
    `load` reads rows by column names where a path does not lead there; `change` writes what
    differs where the change verb alone does not reach. `bulk` writes many new rows at once.
    `similar` compares new rows with what is on file and with rows further up, which it keeps in
    the memory it is given; `excuse` is the field of the body that takes the reason when a
    person said that what looks alike is not the same. `lines` lets several rows be one document;
    `newest` narrows which rows anything but their number recognises.
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
    lines: Lines | None = None
    newest: Q | None = None
    hint: StrOrPromise = ""
    extras: dict[str, Extra] = field(default_factory=dict, compare=False)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """This will give its columns and those that every document or a room above adds."""
        return (*self._all(), *(extra.column for extra in self.extras.values()))

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
        for name, extra in self.extras.items():
            for pk, (key, shown) in extra.load(list(found)).items():
                found[pk] |= {name: shown, f"{name}:id": key}
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


def extend(code: str, extra: Extra) -> None:
    """This will add a column to a document of a room below, which knows nothing of it."""
    _plans[code].extras[extra.column.name] = extra


def of(code: str) -> Plan | None:
    """This will find the plan of a document by its code."""
    return _plans.get(code)


def plans() -> list[Plan]:
    """This will give every plan, by code."""
    return [_plans[code] for code in sorted(_plans)]
