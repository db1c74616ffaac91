"""The end of a purchase: closed, ended short, or dropped before goods came."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.events import log
from backend.supply.purchase.actions import exposure
from backend.supply.purchase.actions.draft import give_back_needs
from backend.supply.purchase.actions.progress import measure
from backend.supply.purchase.flow import ChangeState
from backend.supply.purchase.models import Axis, Purchase
from backend.supply.rfq import actions as rfqs

log.declare("supply.purchase.short_closed", "supply.purchase.closed", "supply.purchase.cancelled")

AXES = {
    "receipt_axis": _("收货"),
    "pricing_axis": _("定价"),
    "invoice_axis": _("收票"),
    "payment_axis": _("付款"),
}


class PurchaseOpen(Refusal):
    """Something is still to be received, priced, invoiced or paid."""

    sentence = _("采购合同尚未履行完毕：{axes}未完成。")


class GoodsCame(Refusal):
    """Goods of it are in a warehouse."""

    sentence = _("已收货 {tonnes} 吨，不能取消；请短交结案，或先冲回收货。")


class PriceFixed(Refusal):
    """Tonnes of it are priced."""

    sentence = _("已点价 {tonnes} 吨，不能取消；请先冲回点价。")


class MoneyPaid(Refusal):
    """Money was paid for it."""

    sentence = _("已付款 {amount}，不能取消；请先冲回付款。")


class NothingCame(Refusal):
    """Without goods it is not ended short but cancelled."""

    sentence = _("尚未收货，不能短交结案；如不再采购请取消。")


@documents.verb
def short_close(purchase_id: UUID, *, actor: Actor, on: date, reason: str) -> Purchase:
    """This will end a purchase with what came; needs it does not meet can be bought elsewhere."""
    purchase = documents.lock(
        Purchase, purchase_id, actor=actor, permission="supply.short_close_purchase"
    )
    purchase.short_close()
    if not _received(purchase):
        raise NothingCame
    _drop_open_change(purchase, actor=actor, reason=reason)
    purchase.lines.update(is_received=True)
    give_back_needs(purchase, actor=actor)
    exposure.restate(purchase, actor=actor, on=on)
    measure(purchase)
    return documents.save(
        purchase,
        actor=actor,
        event="supply.purchase.short_closed",
        reason=reason,
        payload={"on": on, "received": _received(purchase)},
    )


@documents.verb
def close(purchase_id: UUID, *, actor: Actor, on: date) -> Purchase:
    """This will put a purchase away once everything is received, priced, invoiced and paid."""
    purchase = documents.lock(
        Purchase, purchase_id, actor=actor, permission="supply.close_purchase"
    )
    purchase.close()
    measure(purchase)
    missing = [
        str(label) for name, label in AXES.items() if getattr(purchase, name) != Axis.COMPLETE
    ]
    if missing:
        raise PurchaseOpen(axes="、".join(missing))
    purchase.ended_on = on
    return documents.save(purchase, actor=actor, event="supply.purchase.closed")


@documents.verb
def cancel(purchase_id: UUID, *, actor: Actor, on: date, reason: str) -> Purchase:
    """This will drop a purchase before anything of it happened.

    Its needs are open again, and the shares of an award it bought may be bought anew.
    Raises GoodsCame, PriceFixed or MoneyPaid.
    """
    purchase = documents.lock(
        Purchase, purchase_id, actor=actor, permission="supply.cancel_purchase"
    )
    _require_untouched(purchase)
    purchase.cancel()
    purchase.ended_on = on
    _drop_open_change(purchase, actor=actor, reason=reason)
    give_back_needs(purchase, actor=actor)
    _unbuy(purchase, actor=actor)
    exposure.restate(purchase, actor=actor, on=on)
    return documents.save(
        purchase,
        actor=actor,
        event="supply.purchase.cancelled",
        reason=reason,
        payload={"on": on},
    )


def _unbuy(purchase: Purchase, *, actor: Actor) -> None:
    shares = purchase.lines.exclude(award_line=None).values_list("award_line_id", flat=True)
    for award_line_id in shares.order_by("award_line_id"):
        assert award_line_id is not None
        rfqs.note_unbought(award_line_id, purchase.no, actor=actor)


def _require_untouched(purchase: Purchase) -> None:
    if came := _received(purchase):
        raise GoodsCame(tonnes=came)
    if priced := sum((line.quantity_priced for line in purchase.lines.all()), Decimal(0)):
        raise PriceFixed(tonnes=priced)
    if purchase.amount_paid:
        raise MoneyPaid(amount=purchase.amount_paid)


def _received(purchase: Purchase) -> Decimal:
    return sum((line.quantity_received for line in purchase.lines.all()), Decimal(0))


def _drop_open_change(purchase: Purchase, *, actor: Actor, reason: str) -> None:
    rows = purchase.order_changes.select_for_update(no_key=True).order_by("pk")
    for row in rows.filter(state__in=[ChangeState.PROPOSED, ChangeState.AGREED]):
        documents.remember(row)
        row.withdraw()
        documents.save(row, actor=actor, event="supply.purchase_change.withdrawn", reason=reason)
