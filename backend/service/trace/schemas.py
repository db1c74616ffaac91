"""Traces and recalls as machines see them."""

from datetime import date
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare, permit
from backend.service.trace import actions
from backend.service.trace.flow import State
from backend.service.trace.models import Mark, Recall

VIEW_TRACE = permit("service.view_trace")
Term = types.text(64, minimum=1)


class GoodsTraceQuery(types.In):
    """A number on goods, and which way to look."""

    mark: types.one_of(Mark)
    term: Term
    direction: Literal["both", "up", "down"] = "both"


class GoodsTraceLot(types.Out):
    """A lot; `distance` is below zero for where it came from."""

    id: UUID
    no: str
    product_name: str
    heat: str
    their_no: str
    quality: str
    actual: types.Weight
    distance: int


class GoodsTraceLink(types.Out):
    """Tonnes of a parent that went into a child."""

    parent_id: UUID
    child_id: UUID
    kind: str
    weight: types.Weight


class GoodsTracePaper(types.Out):
    """A paper on the way."""

    code: str
    label: str
    id: UUID
    no: str
    state: str
    party_id: UUID | None
    party_name: str


class GoodsTracePlace(types.Out):
    """What still lies with us."""

    lot_id: UUID
    lot_no: str
    warehouse_name: str
    weight: types.Weight
    pieces: int
    quality: str


class GoodsTraceCustomer(types.Out):
    """Who has some of it."""

    party_id: UUID
    name: str
    phone: str | None
    weight: types.Weight
    deliveries: list[str]
    assets: list[str]


class GoodsTraceSupplier(types.Out):
    """Who sent it."""

    party_id: UUID
    name: str
    receipts: list[str]


class GoodsTraceOut(types.Out):
    """What a number leads to; `hidden` counts papers that are not for the reader's eyes."""

    lots: list[GoodsTraceLot]
    links: list[GoodsTraceLink]
    papers: list[GoodsTracePaper]
    places: list[GoodsTracePlace]
    customers: list[GoodsTraceCustomer]
    suppliers: list[GoodsTraceSupplier]
    hidden: int


class RecallIn(types.In):
    """What is called back, and why."""

    id: types.Id | None = None
    on: types.Day
    mark: types.one_of(Mark)
    term: Term
    reason: types.Reason


class RecallHold(types.In):
    """Since when the goods are set apart."""

    at: types.Moment


class RecallClose(types.In):
    """What came of it."""

    outcome: types.text(500, minimum=2)


class RecallRow(types.Out):
    """A recall in a list."""

    id: UUID
    no: str
    state: str
    mark: str
    term: str
    opened_on: date
    reason: str
    held_at: types.Moment | None
    held_lots: int
    version: int
    created_at: types.Moment


class RecallOut(RecallRow):
    """A recall in full."""

    outcome: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment


class RecallFilters(Filters):
    """What recalls can be filtered by."""

    state: types.one_of(State) | None = None
    mark: types.one_of(Mark) | None = None


RECALL = declare(
    Resource(
        model=Recall,
        room="service",
        name="recall",
        plural="recalls",
        label=_("召回"),
        out=RecallOut,
        row=RecallRow,
        create=Verb(actions.create_recall, _("发起召回"), RecallIn),
        verbs={
            "hold": Verb(
                actions.hold_recall,
                _("冻结库存"),
                RecallHold,
                states=frozenset({State.OPEN}),
                danger=True,
            ),
            "close": Verb(actions.close_recall, _("关闭"), RecallClose),
        },
        filters=RecallFilters,
        ordering=("created_at", "opened_on"),
    )
)
