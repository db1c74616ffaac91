"""What a number on goods leads to: lots, papers, who has them, who sent them, what is here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple
from uuid import UUID

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.party.models import Party
from backend.core.registry import resource_of
from backend.goods.stock.models import Balance, Lot
from backend.service.trace.queries import papers, starts, walk
from backend.service.trace.queries.papers import Paper

Direction = Literal["both", "up", "down"]
DELIVERY, RECEIPT, ASSET = "crm.delivery", "supply.receipt", "service.asset"
ZERO = Decimal("0.000")


class Kin(NamedTuple):
    """A lot of a trace; `distance` is below zero for where it came from."""

    id: UUID
    no: str
    product_name: str
    heat: str
    their_no: str
    quality: str
    actual: Decimal
    distance: int


class Link(NamedTuple):
    """Tonnes of a parent that went into a child."""

    parent_id: UUID
    child_id: UUID
    kind: str
    weight: Decimal


class Place(NamedTuple):
    """What of a lot still lies with us, and where."""

    lot_id: UUID
    lot_no: str
    warehouse_name: str
    weight: Decimal
    pieces: int
    quality: str


class Customer(NamedTuple):
    """Who has the goods: so much, by which papers, and whom to call."""

    party_id: UUID
    name: str
    phone: str | None
    weight: Decimal
    deliveries: list[str]
    assets: list[str]


class Supplier(NamedTuple):
    """Who sent the goods, by which receipts."""

    party_id: UUID
    name: str
    receipts: list[str]


class Found(NamedTuple):
    """A trace; `hidden` papers are there but not for this person's eyes."""

    lots: list[Kin]
    links: list[Link]
    papers: list[Paper]
    places: list[Place]
    customers: list[Customer]
    suppliers: list[Supplier]
    hidden: int


def find(mark: str, term: str, *, direction: Direction, actor: Actor) -> Found:
    """This will follow a number back to the suppliers, on to the customers, or both ways.

    Up, through the parts of machines as well; down, into the machines that parts went into. Of
    a serial number only the piece itself is followed down, not what shared its lot.
    """
    begin = starts.start(mark, term)
    lots, links, assets = dict.fromkeys(begin.lots, 0), [], set(begin.assets)
    keys, gone = set(begin.papers), {}
    if direction != "down":
        within = begin.assets if begin.is_piece else walk.machines_of(begin.lots)
        up, edges = walk.upward(begin.lots | walk.parts_of(within))
        lots |= {pk: steps for pk, steps in up.items() if pk not in lots}
        links += edges
        keys |= papers.came(up)
    if direction != "up" and begin.is_piece:
        assets = walk.around(assets)
    elif direction != "up":
        down, edges = walk.downward(begin.lots)
        lots |= {pk: steps for pk, steps in down.items() if pk not in lots}
        links += edges
        assets |= walk.machines_of(down)
        gone = papers.went(down)
        keys |= set(gone)
    is_up = direction == "up"
    if is_up:
        keys = {key for key in keys if key[0] != DELIVERY}
    seen = papers.see(papers.gather(set(lots), assets, keys, is_up=is_up), actor)
    return Found(
        _lots(lots, actor),
        [Link(*edge) for edge in dict.fromkeys(links)],
        seen.papers,
        [] if begin.is_piece else _places(set(lots), actor),
        [] if is_up else _customers(seen.rows, gone, actor),
        [] if direction == "down" else _suppliers(seen.rows),
        seen.hidden,
    )


def _lots(distances: Mapping[UUID, int], actor: Actor) -> list[Kin]:
    rows = policy.visible(Lot, actor).filter(pk__in=distances).select_related("product")
    kin = [
        Kin(
            row.pk, row.no, row.product.name, row.heat, row.their_no, row.quality, row.actual,
            distances[row.pk],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(kin, key=lambda lot: (lot.distance, lot.no))


def _places(lots: set[UUID], actor: Actor) -> list[Place]:
    seen = policy.visible(Lot, actor).filter(pk__in=lots)
    rows = Balance.objects.filter(lot__in=seen, actual__gt=0)
    return [
        Place(row.lot_id, row.lot.no, row.warehouse.name, row.actual, row.pieces, row.quality)
        for row in rows.select_related("lot", "warehouse").order_by("lot__no", "warehouse__code")
    ]


def _customers(
    rows: Mapping[tuple[str, UUID], Any],
    gone: Mapping[tuple[str, UUID], Decimal],
    actor: Actor,
) -> list[Customer]:
    """Every company that has some of it, by truck or in a machine."""
    found: dict[UUID, tuple[Decimal, list[str], list[str]]] = {}
    for (code, pk), row in rows.items():
        if code not in (DELIVERY, ASSET):
            continue
        party = row.party_id if code == DELIVERY else row.customer_id
        weight, deliveries, assets = found.get(party, (ZERO, [], []))
        if code == ASSET:
            found[party] = (weight, deliveries, [*assets, row.serial])
            continue
        out = gone.get((code, pk), ZERO)
        found[party] = (weight + out, [*deliveries, row.no], assets)
    show = policy.trimmer(actor, resource_of(Party))
    parties = Party.everyone.in_bulk(list(found))
    made = [
        Customer(
            pk, parties[pk].name, show({"phone": parties[pk].phone or None}).get("phone"),
            weight, sorted(deliveries), sorted(assets),
        )
        for pk, (weight, deliveries, assets) in found.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.weight, one.name))


def _suppliers(rows: Mapping[tuple[str, UUID], Any]) -> list[Supplier]:
    found: dict[UUID, Supplier] = {}
    for (code, _pk), row in rows.items():
        if code != RECEIPT:
            continue
        one = found.setdefault(row.party_id, Supplier(row.party_id, row.party.name, []))
        one.receipts.append(row.no)
    return sorted(found.values(), key=lambda one: one.name)
