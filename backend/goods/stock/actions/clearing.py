"""Bonded goods come into free circulation: duty is cost, import VAT is not."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, NotNow, Refusal
from backend.goods.cost import actions as cost
from backend.goods.stock.actions import ledger
from backend.goods.stock.actions.bonded import UNDER_BOND
from backend.goods.stock.actions.ledger import Booking
from backend.goods.stock.actions.moving import carry
from backend.goods.stock.actions.shaping import Elsewhere, Held
from backend.goods.stock.models import Balance, Clearance, Lot, StockMove
from backend.goods.warehouse import queries as warehouses


class DutyOfOthers(Refusal):
    """Duty on goods of others is no cost of ours."""

    sentence = _("批次“{lot}”是他人货物，关税不计入我方成本，请填写 0 并由货主缴纳。")


@documents.verb
def clear(
    lot_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    to_warehouse_id: UUID,
    customs_no: str,
    duty: Decimal,
    vat: Decimal,
    reason: str,
) -> Lot:
    """This will let a whole bonded lot into free circulation and move it out of the bond.

    Duty goes on the lot's cost, VAT is recorded beside it. A part is cleared after a split.
    """
    lot = documents.lock(Lot, lot_id, actor=actor, permission="goods.clear_lot")
    if lot.tax_basis != Lot.TaxBasis.BONDED:
        raise NotNow(state=lot.get_tax_basis_display())
    place = warehouses.in_use(to_warehouse_id, actor=actor, field="to_warehouse_id")
    if place.kind in UNDER_BOND:
        raise Malformed(errors={"to_warehouse_id": _("清关后的货物应调入非保税仓库")})
    here = _whole(lot)
    if duty and lot.unit_cost is None:
        raise DutyOfOthers(lot=lot)
    lot.tax_basis = Lot.TaxBasis.CLEARED
    Clearance.objects.create(
        lot=lot,
        at=at,
        customs_no=customs_no,
        from_warehouse_id=here.warehouse_id,
        to_warehouse=place,
        weight=here.actual,
        cost_duty=duty,
        cost_vat=vat,
        by_id=actor.user_id,
    )
    documents.save(
        lot,
        actor=actor,
        event="goods.lot.cleared",
        payload={"customs_no": customs_no, "weight": here.actual, "to": place.pk},
        reason=reason,
    )
    if duty:
        cost.charge({lot.pk: duty}, actor=actor, at=at, source=Source.of(lot))
    _move(lot, here, place.pk, Booking(
        actor=actor, at=at, kind=StockMove.Kind.TRANSFER, source=Source.of(lot), reason=customs_no
    ))  # fmt: skip
    return Lot.objects.get(pk=lot.pk)


def _whole(lot: Lot) -> Balance:
    """Lock the one balance that holds all of a lot, free of claims."""
    rows = [row for row in ledger.lock_balances(Q(lot=lot)) if row.actual or row.pieces]
    if len(rows) != 1:
        raise Elsewhere(lot=lot)
    if rows[0].reserved or rows[0].pledged or rows[0].frozen or rows[0].receipted:
        raise Held(lot=lot)
    return rows[0]


def _move(lot: Lot, here: Balance, to_warehouse_id: UUID, booking: Booking) -> None:
    there = ledger.lock_places(lot, [here.warehouse_id, to_warehouse_id])
    whole = ledger.whole_of(here)
    pairs = [(there[here.warehouse_id], -whole), (there[to_warehouse_id], whole)]
    moves = ledger.move(booking, pairs)
    carry(list(zip(moves, [balance for balance, _ in pairs], strict=True)), booking)
