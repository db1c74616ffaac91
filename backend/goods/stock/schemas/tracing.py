"""A trace as machines see it: no cost is in it."""

from typing import Literal
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters


class TracedLotOut(types.Out):
    """A lot of a trace; `distance` is below zero for where it came from."""

    lot_id: UUID
    no: str
    state: str
    product_id: UUID
    product_name: str
    owner_party_id: UUID
    owner_party_name: str
    actual: types.Weight
    distance: int


class TracedLinkOut(types.Out):
    """Tonnes of a parent that went into a child."""

    parent_id: UUID
    child_id: UUID
    kind: str
    weight: types.Weight


class TracedPassageOut(types.Out):
    """What one paper moved of one lot."""

    lot_id: UUID
    kind: str
    source_code: str
    source_id: UUID
    source_no: str
    weight: types.Weight
    pieces: int
    at: types.Moment


class TraceOut(types.Out):
    """All lots a lot came from or went into, and the papers that moved them."""

    lots: list[TracedLotOut]
    links: list[TracedLinkOut]
    passages: list[TracedPassageOut]


class TraceQuery(Filters):
    """Which way to follow a lot."""

    direction: Literal["both", "up", "down"] = "both"
