"""Scrap and other by-products: whose they become and what they are worth."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.goods.product.models import Product
from backend.goods.stock import actions as stock
from backend.supply.processing.actions import kit
from backend.supply.processing.models import (
    BomByproduct,
    ProcessingReceipt,
    ProcessOrder,
    ReceiptByproduct,
)
from backend.supply.processing.models.setup import ScrapPolicy

ZERO = Decimal("0.000")


def returned_weight(order: ProcessOrder, scraps: Sequence[Any]) -> Decimal:
    """This will tell how much of the by-products is on the truck to us."""
    return sum(
        (row.weight for row in scraps if (row.policy or order.scrap_policy) == "returned"), ZERO
    )


def rows_of(order: ProcessOrder, scraps: Sequence[Any], *, actor: Actor) -> list[ReceiptByproduct]:
    """This will value by-products: returned as the bill says, bought at the agreed price."""
    found = documents.refer_all(Product, [row.product_id for row in scraps], actor=actor)
    known = {row.product_id: row for row in order.bom.byproducts.all()}
    rows = []
    for index, given in enumerate(scraps):
        field = f"scraps.{index}"
        documents.named(found, given.product_id, field=f"{field}.product_id")
        policy = given.policy or order.scrap_policy
        price = _price(order, policy, known.get(given.product_id))
        is_priced = policy != ScrapPolicy.BOUGHT or price > 0
        kit.require(is_priced, f"{field}.policy", _("本单没有约定废料收购价"))
        rows.append(_row(order, given.product_id, given.weight, policy, price))
    return rows


def _price(order: ProcessOrder, policy: str, known: BomByproduct | None) -> Decimal:
    if policy == ScrapPolicy.KEPT:
        return Decimal(0)
    if policy == ScrapPolicy.BOUGHT:
        agreed = known is not None and known.policy == policy and not order.scrap_price
        return known.unit_value if agreed and known else order.scrap_price
    is_listed = known is not None and known.policy == policy and order.is_ours
    return known.unit_value if is_listed and known else Decimal(0)


def _row(
    order: ProcessOrder, product_id: UUID, weight: Decimal, policy: str, price: Decimal
) -> ReceiptByproduct:
    worth = money.amount(weight, price)
    row = ReceiptByproduct(product_id=product_id, policy=policy, weight=weight, price=price)
    if policy == ScrapPolicy.BOUGHT:
        row.amount = worth
        row.value = money.vat_split(worth, order.tax_rate).excl
    elif order.is_ours:
        row.value = worth
    return row


def take_in(
    order: ProcessOrder,
    paper: ProcessingReceipt,
    row: ReceiptByproduct,
    parents: Sequence[tuple[UUID, Decimal]],
    *,
    actor: Actor,
) -> None:
    """This will open a lot for what comes to us or stays with us.

    Scrap that goes back belongs to the metal's owner. What the one who processes buys or keeps
    is the mill's when our metal is processed, and ours when we process for others.
    """
    owner_id = order.owner_party_id
    value: Decimal | None = row.value if order.is_ours else None
    if row.policy != ScrapPolicy.RETURNED:
        if order.is_ours:
            return
        owner_id, value = order.company_id, row.value
    assert paper.warehouse_id is not None  # only a count has no place
    row.lot = stock.receive(
        actor=actor, at=paper.at, product_id=row.product_id, warehouse_id=paper.warehouse_id,
        owner_party_id=owner_id, weight=row.weight, unit_cost=None, value=value,
        source=Source.of(order), line_id=paper.pk, parents=_parents(parents, row.weight),
    )  # fmt: skip


def _parents(
    parents: Sequence[tuple[UUID, Decimal]], weight: Decimal
) -> list[tuple[UUID, Decimal]]:
    """The scrap's own tonnes, shared by what its parents weigh."""
    if not parents:
        return []
    parts = money.allocate(weight, [tonnes for _lot, tonnes in parents], places=3)
    return [(lot, part) for (lot, _t), part in zip(parents, parts, strict=True) if part]
