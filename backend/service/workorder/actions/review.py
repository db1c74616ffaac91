"""The office agrees: what is covered and what is owed, to the cent; then it is put away."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.service.workorder import calc, queries
from backend.service.workorder.actions import hold
from backend.service.workorder.models import BillLine, WorkOrder

KIND = BillLine.Kind
ONE = Decimal(1)


class NoServicePrice(Refusal):
    """What is owed needs a price."""

    sentence = _("“{what}”没有 {day} 有效的服务价格，请先在服务价格中登记，或改为固定报价。")


@documents.verb
def review(work_order_id: UUID, *, actor: Actor, on: date) -> WorkOrder:
    """This will fix the bill by the prices of the day the work was done; raises NoServicePrice."""
    order = hold.lock(work_order_id, actor=actor, verb="review")
    order.review()
    figures = _priced(order)
    BillLine.objects.bulk_create(
        BillLine(
            order=order,
            seq=seq,
            kind=one.item.kind,
            label=one.item.label[:200],
            quantity=one.quantity,
            unit_name=one.item.unit_name,
            price=one.price,
            amount=one.amount,
            is_covered=one.item.is_covered,
            due=one.due,
            due_excl=one.due_excl,
            tax=one.tax,
            vat_rate=one.vat_rate,
        )
        for seq, one in enumerate(figures, start=1)
    )
    order.amount_due, order.amount_covered = calc.totals(figures)
    order.reviewed_on = on
    return hold.save(
        order,
        actor=actor,
        event="reviewed",
        on=on,
        customer_id=order.customer_id,
        billing=order.billing,
        currency=order.currency,
        amount_due=order.amount_due,
        amount_covered=order.amount_covered,
    )


@documents.verb
def close(work_order_id: UUID, *, actor: Actor, on: date) -> WorkOrder:
    """This will put a reviewed order away."""
    order = hold.lock(work_order_id, actor=actor, verb="close")
    order.close()
    order.closed_on = on
    return hold.save(order, actor=actor, event="closed", on=on)


def _priced(order: WorkOrder) -> list[calc.Figure]:
    done = order.finished_at or order.completed_at
    assert done is not None
    day = timezone.localdate(done)
    products = [part.product_id for part in queries.parts_of(order)]
    rates = queries.rates(day, product_ids=products)
    items = list(_items(order, has_callout=KIND.CALLOUT in rates))
    for item in items:
        if item.fixed is None and not item.is_covered and item.key not in rates:
            raise NoServicePrice(what=item.label, day=day)
    return calc.bill(items, rates)


def _items(order: WorkOrder, *, has_callout: bool) -> Iterator[calc.Item]:
    """A quote is one figure; else hours, ways, parts and outlays are one each.

    A call-out fee is part of it when the price list has one.
    """
    is_free = order.billing == WorkOrder.Billing.COVERED
    if order.billing == WorkOrder.Billing.QUOTE:
        label = str(KIND.QUOTE.label)
        yield calc.Item(KIND.QUOTE, "", label, ONE, "", False, fixed=order.quoted_amount)
        return
    yield from _hours(order, is_free or order.covers_labour)
    if has_callout and order.arrived_at is not None:
        label = str(KIND.CALLOUT.label)
        free = is_free or order.covers_travel
        yield calc.Item(KIND.CALLOUT, KIND.CALLOUT, label, ONE, "次", free)
    yield from _ways(order, is_free or order.covers_travel)
    for part in queries.parts_of(order):
        free = is_free or order.covers_parts
        key = f"{KIND.PART}:{part.product_id}"
        unit = part.product.unit_of_measure
        yield calc.Item(KIND.PART, key, str(part.product), part.quantity, unit, free)
    for cost in order.expenses.filter(is_charged=True):
        label = str(cost.get_kind_display())
        free = is_free or order.covers_travel
        yield calc.Item(KIND.EXPENSE, "", label, ONE, "", free, fixed=cost.amount)


def _hours(order: WorkOrder, free: bool) -> Iterator[calc.Item]:
    minutes = order.labour.aggregate(sum=Sum("minutes"))["sum"] or 0
    if minutes:
        label = str(KIND.LABOUR.label)
        yield calc.Item(KIND.LABOUR, KIND.LABOUR, label, Decimal(minutes), "分钟", free)


def _ways(order: WorkOrder, free: bool) -> Iterator[calc.Item]:
    ways = order.travel.aggregate(minutes=Sum("minutes"), km=Sum("km"))
    for kind, quantity, unit in (
        (KIND.TRAVEL, Decimal(ways["minutes"] or 0), "分钟"),
        (KIND.KM, ways["km"] or Decimal(0), "km"),
    ):
        if quantity:
            yield calc.Item(kind, kind, str(kind.label), quantity, unit, free)
