"""Lots are parted and poured together; pieces, both weights and cost are conserved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.money import allocate, price, total
from backend.core.numbering import actions as numbering
from backend.goods.cost import actions as cost
from backend.goods.cost.models import CostEntry
from backend.goods.stock import calc
from backend.goods.stock.actions import ledger
from backend.goods.stock.actions.ledger import Booking
from backend.goods.stock.calc import Measures
from backend.goods.stock.models import Balance, Lot, LotLink, StockMove
from backend.goods.warehouse import calc as places

SAME = (
    "product_id",
    "brand",
    "grade",
    "spec",
    "owner_party_id",
    "price_state",
    "quality",
    "tax_basis",
)
KEPT = (*SAME, "origin", "mill", "their_no", "certificate", "produced_on", "received_at")


class Held(Refusal):
    """A lot of which some is claimed keeps its shape."""

    sentence = _("批次“{lot}”有预留、质押、冻结或登记在仓单上，不能拆分或合并。")


class Whole(Refusal):
    """Lots of an exchange's warehouse keep their shape."""

    sentence = _("批次“{lot}”在交割仓，仓单不可拆分；请先注销仓单并调拨出交割仓。")


class Elsewhere(Refusal):
    """A lot that lies in several warehouses, or in none, cannot be reshaped."""

    sentence = _("批次“{lot}”必须全部在同一个仓库才能拆分或合并。")


class NotAlike(Refusal):
    """Only like goes with like."""

    sentence = _(
        "只有产品、品牌、牌号、规格、货主、价格状态、质量状态和税务状态都相同的批次才能合并。"
    )


@documents.verb
def split(lot_id: UUID, *, actor: Actor, at: datetime, parts: Sequence[Any]) -> Lot:
    """This will part a lot into new ones; pieces and weights given must add up to it exactly."""
    lot = documents.lock(Lot, lot_id, actor=actor, permission="goods.split_lot")
    balance = _whole(lot)
    whole = ledger.whole_of(balance)
    try:
        shares = calc.split(whole, parts=[(part.pieces, part.weight) for part in parts])
    except ValueError:
        raise Malformed(
            errors={
                "parts": _("各部分之和必须等于原批次：{pieces} 件，{weight} 吨").format(
                    pieces=whole.pieces, weight=whole.actual
                )
            }
        ) from None
    landed = allocate(lot.landed_cost, [share.actual for share in shares])
    children = [
        _child(lot, share, actor=actor, at=at, heat=part.heat or lot.heat, landed=charges)
        for part, share, charges in zip(parts, shares, landed, strict=True)
    ]
    links = [(lot, child, share) for child, share in zip(children, shares, strict=True)]
    _reshape(links, balance.warehouse_id, StockMove.Kind.SPLIT, actor=actor, at=at)
    lot.split()
    return documents.save(
        lot, actor=actor, event="goods.lot.split", payload={"into": [c.no for c in children]}
    )


@documents.verb
def merge(lot_id: UUID, *, actor: Actor, at: datetime, others: Sequence[UUID]) -> Lot:
    """This will pour a lot and others like it into one new lot, which keeps the oldest age."""
    if lot_id in others or len(set(others)) != len(others):
        raise Malformed(errors={"others": _("同一批次只能填写一次")})
    lots = [
        documents.lock(Lot, pk, actor=actor, permission="goods.merge_lot")
        for pk in sorted([lot_id, *others])
    ]
    if any(getattr(lot, name) != getattr(lots[0], name) for lot in lots for name in SAME):
        raise NotAlike
    balances = [_whole(lot) for lot in sorted(lots, key=lambda lot: (lot.received_at, lot.pk))]
    if len({balance.warehouse_id for balance in balances}) > 1:
        raise Elsewhere(lot=lots[0])
    oldest = min(lots, key=lambda lot: (lot.received_at, lot.pk))
    shares = {balance.lot_id: ledger.whole_of(balance) for balance in balances}
    child = _child(
        oldest,
        calc.total(shares.values()),
        actor=actor,
        at=at,
        heat="",
        landed=total(lot.landed_cost for lot in lots),
        cost=_mean(lots, shares),
    )
    links = [(lot, child, shares[lot.pk]) for lot in lots]
    _reshape(links, balances[0].warehouse_id, StockMove.Kind.MERGE, actor=actor, at=at)
    for lot in lots:
        lot.merge()
        documents.save(lot, actor=actor, event="goods.lot.merged", payload={"into": child.no})
    return next(lot for lot in lots if lot.pk == lot_id)


def _whole(lot: Lot) -> Balance:
    """Lock the one balance that holds all of a lot, free of claims."""
    rows = [row for row in ledger.lock_balances(Q(lot=lot)) if row.actual or row.pieces]
    if len(rows) != 1:
        raise Elsewhere(lot=lot)
    found = rows[0]
    if found.reserved or found.pledged or found.frozen or found.receipted:
        raise Held(lot=lot)
    if not places.rules(found.place_kind).divisible:  # type: ignore[attr-defined]
        raise Whole(lot=lot)
    return found


def _child(
    lot: Lot,
    measures: Measures,
    *,
    actor: Actor,
    at: datetime,
    heat: str,
    landed: Decimal,
    cost: Any = None,
) -> Lot:
    child = Lot(
        **{name: getattr(lot, name) for name in KEPT},
        heat=heat,
        landed_cost=landed,
        unit_cost=lot.unit_cost if cost is None else cost,
        pieces=measures.pieces,
        theoretical=measures.theoretical,
        actual=measures.actual,
        owner_id=lot.owner_id,
        unit_id=lot.unit_id,
    )
    child.no = numbering.next_number("LOT", on=timezone.localdate(at))
    return documents.add(child, actor=actor, event="goods.lot.received")


def _mean(lots: Sequence[Lot], shares: dict[UUID, Measures]) -> Any:
    """The unit cost shown on the merged lot; the value itself stays in the layers."""
    if lots[0].unit_cost is None:
        return None
    value = sum((lot.unit_cost or 0) * shares[lot.pk].actual for lot in lots)
    return price(value / calc.total(shares.values()).actual)


def _reshape(
    links: Sequence[tuple[Lot, Lot, Measures]],
    warehouse_id: UUID,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Move the goods from the parents into the children, in the ledger and in the layers."""
    parents = {parent.pk: parent for parent, _, _ in links}
    children = {child.pk: child for _, child, _ in links}
    ledger.open_balances([(child, warehouse_id) for child in children.values()])
    places = Q(lot_id__in=[*parents, *children], warehouse_id=warehouse_id)
    balances = {row.lot_id: row for row in ledger.lock_balances(places)}
    source = Source.of(next(iter(parents.values())))
    booking = Booking(actor=actor, at=at, kind=kind, source=source)
    changes = []
    for parent, child, share in links:
        changes += [(balances[parent.pk], -share), (balances[child.pk], share)]
    ledger.move(booking, changes)
    LotLink.objects.bulk_create(
        LotLink(parent=parent, child=child, kind=kind, weight=share.actual)
        for parent, child, share in links
    )
    if balances[links[0][0].pk].is_ours:  # type: ignore[attr-defined]
        weights: dict[UUID, Any] = {}
        for _parent, child, share in links:
            weights[child.pk] = weights.get(child.pk, 0) + share.actual
        cost.relabel(
            ledger.key_of(balances[links[0][0].pk]),
            lots=list(parents),
            children=list(weights.items()),
            cause=booking.cause(CostEntry.Kind.TRANSFER),
        )
