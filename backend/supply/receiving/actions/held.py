"""Rows held for a verb, and lines of a purchase that an input names."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.goods.warehouse import queries as warehouses
from backend.goods.warehouse.models import Warehouse
from backend.supply.purchase import actions as purchases
from backend.supply.purchase.flow import OPEN, State
from backend.supply.purchase.models import Purchase, PurchaseLine
from backend.supply.receiving.flow import JUDGED, ReceiptState
from backend.supply.receiving.models import GoodsReceipt, GoodsReceiptLine

COMES = (*OPEN, State.CHANGE_PENDING)
"""States in which goods of a purchase may come in."""


def receipt(receipt_id: UUID, *, actor: Actor, verb: str) -> GoodsReceipt:
    """This will lock a receipt for a verb."""
    permission = f"supply.{verb}_receipt"
    return documents.lock(GoodsReceipt, receipt_id, actor=actor, permission=permission)


def with_purchase(
    receipt_id: UUID, *, actor: Actor, verb: str, states: Collection[State]
) -> GoodsReceipt:
    """This will lock the purchase of a receipt, then the receipt: purchases come first."""
    policy.require(actor, f"supply.{verb}_receipt")
    seen = documents.get(GoodsReceipt, receipt_id, actor=actor)
    if seen.purchase_id is not None:
        asked = states if seen.state in (*JUDGED, ReceiptState.POSTED) else State.values
        purchases.lock_for(seen.purchase_id, actor=actor, states=asked)
    return receipt(receipt_id, actor=actor, verb=verb)


def rows(found: GoodsReceipt) -> list[GoodsReceiptLine]:
    """This will lock the lines of a held receipt, in key order, and give them by number."""
    lines = GoodsReceiptLine.objects.select_for_update(of=("self",)).filter(receipt=found)
    kept = list(lines.select_related("purchase_line", "product", "ticket", "lot").order_by("pk"))
    return sorted(kept, key=lambda line: line.seq)


def purchase_lines(purchase: Purchase) -> dict[UUID, PurchaseLine]:
    """This will give the lines of a purchase by key."""
    return {line.pk: line for line in purchase.lines.select_related("product", "warehouse")}


def bought(known: dict[UUID, PurchaseLine], line_id: UUID, *, field: str) -> PurchaseLine:
    """This will pick a purchase line an input names; raises Malformed for another's."""
    if line_id not in known:
        raise Malformed(errors={field: _("该行不属于这份采购合同")})
    return known[line_id]


def place(warehouse_id: UUID, *, actor: Actor, field: str) -> Warehouse:
    """This will find a warehouse in use; a row out of sight is named by field."""
    documents.refer(Warehouse, warehouse_id, actor=actor, field=field)
    found: Warehouse = warehouses.in_use(warehouse_id, actor=actor)
    return found
