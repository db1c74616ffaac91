"""Goods arrive: a lot is opened, the ledger gains a row and our own goods gain a layer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.cost import actions as cost
from backend.goods.cost.models import CostEntry
from backend.goods.product import queries as products
from backend.goods.product.models import Product
from backend.goods.stock.actions import exposure, ledger
from backend.goods.stock.actions.ledger import Booking
from backend.goods.stock.calc import Measures
from backend.goods.stock.models import Lot, LotLink, StockMove
from backend.goods.warehouse import queries as warehouses
from backend.goods.warehouse.models import Warehouse


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    product_id: UUID,
    warehouse_id: UUID,
    owner_party_id: UUID,
    **facts: Any,
) -> Lot:
    """This will take goods into stock by hand: opening stock, or a receipt without a paper."""
    products.in_use(product_id, actor=actor)
    warehouses.in_use(warehouse_id, actor=actor)
    documents.refer(Party, owner_party_id, actor=actor, field="owner_party_id")
    lot = receive(
        actor=actor,
        id=id,
        at=at,
        product_id=product_id,
        warehouse_id=warehouse_id,
        owner_party_id=owner_party_id,
        permission="goods.create_lot",
        **facts,
    )
    exposure.note(lot, lot.moves.get(), actor=actor, quantity=lot.actual)
    return lot


@documents.verb
def receive(
    *,
    actor: Actor,
    at: datetime,
    product_id: UUID,
    warehouse_id: UUID,
    owner_party_id: UUID,
    weight: Decimal,
    unit_cost: Decimal | None,
    id: UUID | None = None,
    pieces: int = 0,
    theoretical: Decimal | None = None,
    source: Source | None = None,
    line_id: UUID | None = None,
    permission: str | None = None,
    parents: Sequence[tuple[UUID, Decimal]] = (),
    value: Decimal | None = None,
    **facts: Any,
) -> Lot:
    """This will open a lot with its goods; without a source the lot is its own paper.

    `parents` are lots, with tonnes of each, that were processed into it. `value` is what exactly
    all of it is worth, for goods made of others; then `unit_cost` follows from it.

    `unit_cost` is per tonne, excluding VAT: our own goods need one, goods of others have none.
    Goods that come into a bonded warehouse are bonded until they are cleared.
    Theoretical weight not given is worked out from the product's rule and the pieces.
    """
    product = Product.objects.get(pk=product_id)
    owner = Party.objects.get(pk=owner_party_id)
    if value is not None:
        unit_cost = money.price(value / weight)
    _check_cost(owner, unit_cost)
    if theoretical is None:
        theoretical = products.theoretical_weight(product, pieces=pieces)
    facts = {"grade": product.grade, "spec": product.spec} | {k: v for k, v in facts.items() if v}
    lot = Lot(
        product=product,
        owner_party=owner,
        received_at=at,
        actual=weight,
        pieces=pieces,
        theoretical=theoretical,
        unit_cost=unit_cost,
        **facts,
    )
    if id is not None:
        lot.id = id
    if Warehouse.objects.get(pk=warehouse_id).kind == Warehouse.Kind.BONDED:
        lot.tax_basis = Lot.TaxBasis.BONDED
    lot.no = numbering.next_number("LOT", on=timezone.localdate(at))
    documents.add(
        lot,
        actor=actor,
        event="goods.lot.received",
        permission=permission,
        payload={"warehouse_id": warehouse_id, "weight": weight},
    )
    booking = Booking(
        actor=actor,
        at=at,
        kind=StockMove.Kind.RECEIPT,
        source=source or Source.of(lot),
        line_id=line_id,
    )
    put(lot, warehouse_id, Measures(pieces, theoretical, weight), booking, value=value)
    _descend(lot, parents)
    return lot


def put(
    lot: Lot,
    warehouse_id: UUID,
    measures: Measures,
    booking: Booking,
    *,
    value: Decimal | None = None,
) -> None:
    """This will lay a new lot's goods into a warehouse and value them when they are ours."""
    balance = ledger.lock_places(lot, [warehouse_id])[warehouse_id]
    (row,) = ledger.move(booking, [(balance, measures)])
    if lot.unit_cost is None:
        return
    key = ledger.key_of(balance)
    pool = cost.lock_pools([key])[key]
    if value is None:
        value = money.amount(measures.actual, lot.unit_cost)
    cost.receive(
        pool,
        lot_id=lot.pk,
        parts=[cost.Part(measures.actual, value, lot.received_at)],
        move_id=row.pk,
        cause=booking.cause(CostEntry.Kind.RECEIPT),
    )


def _descend(child: Lot, parents: Sequence[tuple[UUID, Decimal]]) -> None:
    """Remember what a processed lot was made of."""
    weights: dict[UUID, Decimal] = {}
    for parent, tonnes in parents:
        weights[parent] = weights.get(parent, Decimal("0.000")) + tonnes
    LotLink.objects.bulk_create(
        LotLink(parent_id=parent, child=child, kind=LotLink.Kind.PROCESS, weight=tonnes)
        for parent, tonnes in sorted(weights.items())
    )


def _check_cost(owner: Party, unit_cost: Decimal | None) -> None:
    if owner.is_ours and unit_cost is None:
        raise Malformed(errors={"unit_cost": _("自有货物必须填写不含税单位成本")})
    if not owner.is_ours and unit_cost is not None:
        raise Malformed(errors={"unit_cost": _("他人货物不计入我方成本，请留空")})
