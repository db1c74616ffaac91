"""In which bin of a warehouse a lot lies."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.goods.stock.actions import ledger
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Bin


class NothingHere(Refusal):
    """A lot of which nothing lies there is in no bin."""

    sentence = _("批次“{lot}”在该仓库没有结存，不能放入库位。")


@documents.verb
def put_in_bin(
    lot_id: UUID, *, actor: Actor, warehouse_id: UUID, bin_id: UUID | None, reason: str
) -> Lot:
    """This will note in which bin all of a lot in a warehouse lies; none takes it out of its bin.

    A part goes to another bin after the lot was split. Raises NothingHere.
    """
    lot = documents.lock(Lot, lot_id, actor=actor, permission="goods.put_in_bin_lot")
    balance = ledger.place(lot, warehouse_id)
    if not balance.actual and not balance.pieces:
        raise NothingHere(lot=lot)
    found = None
    if bin_id is not None:
        found = Bin.objects.filter(pk=bin_id, warehouse_id=warehouse_id, is_active=True).first()
        if found is None:
            raise Malformed(errors={"bin_id": _("该仓库没有这个在用的库位")})
    before = balance.bin.code if balance.bin else ""
    balance.bin = found
    balance.save(update_fields=["bin"])
    return documents.save(
        lot,
        actor=actor,
        event="goods.lot.placed",
        payload={
            "warehouse_id": warehouse_id,
            "from": before,
            "to": found.code if found else "",
            "weight": balance.actual,
        },
        reason=reason,
    )
