"""What people do with an allocation of landed cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.cost import actions as cost
from backend.goods.cost import calc
from backend.goods.landed.flow import State
from backend.goods.landed.models import LandedCharge, LandedCost, LandedShare
from backend.goods.stock.models import Lot, StockMove

log.declare(
    "goods.landed_cost.created",
    "goods.landed_cost.changed",
    "goods.landed_cost.posted",
    "goods.landed_cost.reversed",
    "goods.landed_cost.cancelled",
)

Key = LandedCharge.Key
ZERO = Decimal("0.00")


class NothingToShareBy(Refusal):
    """No lot has any of what a charge is to be shared by."""

    sentence = _("第 {seq} 项费用无法“{key}”分摊：所选批次在这一项上合计为零，请换一种分摊方式。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    made_on: date,
    party_id: UUID | None,
    charges: Sequence[Any],
    lot_ids: Sequence[UUID],
    source_ids: Sequence[UUID],
    note: str,
) -> LandedCost:
    """This will draw up how charges are shared over lots; `source_ids` are papers of receipt.

    Raises NothingToShareBy.
    """
    landed = LandedCost(
        party=documents.refer(Party, party_id, actor=actor, field="party_id"),
        made_on=made_on,
        note=note,
    )
    if id is not None:
        landed.id = id
    lots = _lots(lot_ids, source_ids, actor)
    rows, shares = _shared(landed, charges, lots)
    landed.no = numbering.next_number("FT", on=made_on)
    documents.add(
        landed,
        actor=actor,
        event="goods.landed_cost.created",
        permission="goods.create_landed_cost",
    )
    LandedCharge.objects.bulk_create(rows)
    LandedShare.objects.bulk_create(shares)
    return landed


@documents.verb
def change(landed_cost_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> LandedCost:
    """This will correct a draft; charges or lots given replace those there were."""
    landed = _lock(landed_cost_id, actor, "change")
    if landed.state != State.DRAFT:
        raise NotNow(state=documents.state_label(landed))
    charges = changes.pop("charges", None)
    lot_ids = changes.pop("lot_ids", None)
    if "party_id" in changes:
        documents.refer(Party, changes["party_id"], actor=actor, field="party_id")
    for name, value in changes.items():
        setattr(landed, name, value)
    if charges is not None or lot_ids is not None:
        if lot_ids is None:
            lot_ids = [share.lot_id for share in landed.shares.order_by("id")]
        if charges is None:
            charges = list(landed.charges.order_by("seq"))
        rows, shares = _shared(landed, charges, _lots(lot_ids, (), actor))
        landed.charges.all().delete()
        landed.shares.all().delete()
        LandedCharge.objects.bulk_create(rows)
        LandedShare.objects.bulk_create(shares)
    return documents.save(landed, actor=actor, event="goods.landed_cost.changed")


@documents.verb
def post(landed_cost_id: UUID, *, actor: Actor, at: datetime) -> LandedCost:
    """This will let the lots bear the charges today; what has left is cost of sales."""
    landed = _lock(landed_cost_id, actor, "post")
    landed.post()
    landed.posted_at = at
    _charge(landed, actor, at, sign=1)
    payload = {
        "party_id": landed.party_id,
        "amount": landed.amount,
        "to_stock": landed.to_stock,
        "to_cost_of_sales": landed.to_cost_of_sales,
    }
    return documents.save(landed, actor=actor, event="goods.landed_cost.posted", payload=payload)


@documents.verb
def reverse(landed_cost_id: UUID, *, actor: Actor, at: datetime, reason: str) -> LandedCost:
    """This will take the charges off again by entries of today."""
    landed = _lock(landed_cost_id, actor, "reverse")
    landed.reverse()
    if landed.posted_at is None or at < landed.posted_at:
        raise Malformed(errors={"at": _("不能早于过账时间")})
    _charge(landed, actor, at, sign=-1)
    return documents.save(landed, actor=actor, event="goods.landed_cost.reversed", reason=reason)


@documents.verb
def cancel(landed_cost_id: UUID, *, actor: Actor, reason: str) -> LandedCost:
    """This will drop a draft."""
    landed = _lock(landed_cost_id, actor, "cancel")
    landed.cancel()
    return documents.save(landed, actor=actor, event="goods.landed_cost.cancelled", reason=reason)


def _lock(pk: UUID, actor: Actor, verb: str) -> LandedCost:
    return documents.lock(LandedCost, pk, actor=actor, permission=f"goods.{verb}_landed_cost")


def _charge(landed: LandedCost, actor: Actor, at: datetime, *, sign: int) -> None:
    shares = {share.lot_id: share for share in landed.shares.all()}
    found = cost.charge(
        {lot: sign * share.amount for lot, share in shares.items()},
        actor=actor,
        at=at,
        source=Source.of(landed),
    )
    for lot, share in shares.items():
        share.to_stock = (share.to_stock or 0) + found[lot].to_stock
        share.to_cost_of_sales = (share.to_cost_of_sales or 0) + found[lot].to_cost_of_sales
    LandedShare.objects.bulk_update(shares.values(), ["to_stock", "to_cost_of_sales"])
    landed.to_stock = money.total(share.to_stock or ZERO for share in shares.values())
    landed.to_cost_of_sales = money.total(
        share.to_cost_of_sales or ZERO for share in shares.values()
    )


def _lots(lot_ids: Sequence[UUID], source_ids: Sequence[UUID], actor: Actor) -> list[Lot]:
    received = StockMove.objects.filter(
        Q(source_id__in=list(source_ids)), kind=StockMove.Kind.RECEIPT, reversed_by=None
    )
    wanted = [*lot_ids, *received.order_by("at", "id").values_list("lot_id", flat=True)]
    known = documents.refer_all(Lot, wanted, actor=actor)
    lots = []
    for index, pk in enumerate(dict.fromkeys(wanted)):
        lot = documents.named(known, pk, field=f"lot_ids.{index}")
        assert lot is not None
        if lot.unit_cost is None:
            raise Malformed(
                errors={
                    f"lot_ids.{index}": _("批次 {no} 是他人货物，不能分摊费用").format(no=lot.no)
                }
            )
        lots.append(lot)
    if not lots:
        raise Malformed(errors={"lot_ids": _("至少选择一个批次，或填写收货单据")})
    return lots


def _shared(
    landed: LandedCost, charges: Sequence[Any], lots: Sequence[Lot]
) -> tuple[list[LandedCharge], list[LandedShare]]:
    """Every charge by largest remainder, so no cent is lost."""
    rows = [
        LandedCharge(
            landed=landed,
            seq=seq,
            kind=charge.kind,
            key=charge.key,
            amount=charge.amount,
            invoice_no=charge.invoice_no,
        )
        for seq, charge in enumerate(charges, start=1)
    ]
    for row in rows:
        if not any(_bases(row.key, lots)):
            raise NothingToShareBy(seq=row.seq, key=row.get_key_display())
    wholes = [calc.Charge(row.amount, _bases(row.key, lots)) for row in rows]
    amounts = calc.land(wholes, lots=len(lots))
    landed.amount = money.total(row.amount for row in rows)
    shares = [
        LandedShare(landed=landed, lot=lot, amount=amount)
        for lot, amount in zip(lots, amounts, strict=True)
    ]
    return rows, shares


def _bases(key: str, lots: Sequence[Lot]) -> list[Decimal]:
    if key == Key.WEIGHT:
        return [lot.actual for lot in lots]
    if key == Key.VALUE:
        return [money.amount(lot.actual, lot.unit_cost or 0) for lot in lots]
    if key == Key.PIECES:
        return [Decimal(lot.pieces) for lot in lots]
    return [Decimal(1) for _lot in lots]
