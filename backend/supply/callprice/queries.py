"""Questions about fixings of purchases, and the price they add up to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.errors import Refusal
from backend.market.pricing import queries as pricing
from backend.market.pricing.calc import averages, fixing
from backend.market.pricing.queries import CallRule
from backend.supply.callprice.flow import State
from backend.supply.callprice.models import PurchaseFixing
from backend.supply.purchase import queries as purchases
from backend.supply.purchase.flow import OWED
from backend.supply.purchase.models import Purchase, PurchaseLine

ZERO = Decimal(0)


class PriceOpen(Refusal):
    """A line's price is not known; the sentence names what is missing."""

    sentence = _("第 {line} 行尚未定价：{missing}。")


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchasePrice:
    """What received tonnes cost: `price` is shown only, `trace` tells the steps."""

    amount: Decimal
    price: Decimal
    trace: list[dict[str, Any]]


def booked(line_id: UUID) -> QuerySet[PurchaseFixing]:
    """This will give a line's fixings that count, oldest first."""
    rows = PurchaseFixing.objects.filter(line_id=line_id, state=State.BOOKED, reverses=None)
    return rows.order_by("trade_date", "booked_at", "no")


def before(one: PurchaseFixing) -> Decimal:
    """This will give the tonnes of the line that were booked before a fixing and still count."""
    rows = booked(one.line_id).exclude(pk=one.pk)
    if one.booked_at is not None:
        rows = rows.filter(booked_at__lte=one.booked_at, id__lt=one.pk)
    return rows.aggregate(sum=Sum("quantity"))["sum"] or ZERO


def requested(line_id: UUID) -> Decimal:
    """This will give the tonnes called on a line and not yet booked."""
    rows = PurchaseFixing.objects.filter(line_id=line_id, state=State.REQUESTED)
    return rows.aggregate(sum=Sum("quantity"))["sum"] or ZERO


def call_rule(line: PurchaseLine) -> CallRule:
    """This will give what a line agrees about calls, and how far it has been called."""
    live = PurchaseFixing.objects.filter(
        line=line, state__in=[State.REQUESTED, State.BOOKED], reverses=None
    )
    return CallRule(
        seq=line.seq,
        is_call=line.pricing == PurchaseLine.Pricing.CALL,
        instrument=line.instrument,
        window_start=line.window_start,
        window_end=line.window_end,
        cut_off=line.cut_off,
        min_tranche=line.min_tranche,
        max_tranches=line.max_tranches,
        quantity=line.quantity,
        ceiling=purchases.ceiling(line),
        priced=line.quantity_priced,
        waiting=requested(line.pk),
        tranches=live.count(),
        prices_uncalled=line.uncalled == PurchaseLine.Uncalled.LAST_SETTLE,
    )


def lines_past(today: date) -> list[PurchaseLine]:
    """This will give live call lines whose window has run out with calls or tonnes left."""
    rows = PurchaseLine.objects.filter(
        pricing=PurchaseLine.Pricing.CALL,
        window_end__lt=today,
        purchase__state__in=OWED,
        final_price=None,
    )
    waiting = Q(fixings__state=State.REQUESTED)
    left = Q(uncalled=PurchaseLine.Uncalled.LAST_SETTLE, quantity_priced__lt=F("quantity"))
    return list(rows.filter(waiting | left).distinct().order_by("pk"))


def averages_running(today: date) -> list[PurchaseLine]:
    """This will give the average lines of live purchases whose window has begun."""
    rows = PurchaseLine.objects.filter(
        pricing=PurchaseLine.Pricing.AVERAGE,
        purchase__state__in=OWED,
        window_start__lte=today,
        final_price=None,
    )
    return list(rows.order_by("pk"))


def windows_closing(
    seen: QuerySet[Purchase], *, today: date, until: date
) -> QuerySet[PurchaseLine]:
    """This will give call lines of these purchases, not fully priced, whose window ends soon."""
    rows = PurchaseLine.objects.filter(
        pricing=PurchaseLine.Pricing.CALL,
        purchase__in=seen.filter(state__in=OWED),
        window_end__gte=today,
        window_end__lte=until,
        quantity_priced__lt=F("quantity"),
        final_price=None,
    )
    return rows.select_related("purchase__party").order_by("window_end", "pk")


def final_price(line: PurchaseLine, received: Decimal) -> PurchasePrice:
    """This will price received tonnes by the line's rule, or raise PriceOpen."""
    if line.pricing == PurchaseLine.Pricing.FIXED:
        assert line.fixed_price is not None  # a constraint of the table
        return _at(line.fixed_price, received, [])
    if line.pricing == PurchaseLine.Pricing.CALL:
        return _called(line, received)
    return _averaged(line, received)


def _at(price: Decimal, received: Decimal, trace: list[dict[str, Any]]) -> PurchasePrice:
    amount = money.amount(received, price)
    last = {"step": "amount", "quantity": received, "price": price, "amount": amount}
    return PurchasePrice(amount=amount, price=price, trace=[*trace, last])


def _called(line: PurchaseLine, received: Decimal) -> PurchasePrice:
    """Shortage shortens the last tranche or spreads, as agreed (rulebook F13)."""
    rows = list(booked(line.pk))
    priced = sum((row.quantity for row in rows), ZERO)
    short = min(purchases.delivery_band(line).min, received) - priced
    if not rows or short > 0:
        raise PriceOpen(line=line.seq, missing=_("还差 {tonnes} 吨未点价").format(tonnes=short))
    calls = [
        fixing.Tranche(quantity=row.quantity, base=row.base or ZERO, premium=row.premium)
        for row in rows
    ]
    rule = line.purchase.shortage_rule
    if rule == Purchase.ShortageRule.PRO_RATA:
        settled = fixing.pro_rata(calls, delivered=received)
    else:
        settled = fixing.by_last_tranche(calls, delivered=received)
    trace = [_tranche_step(row) for row in rows]
    trace.append(
        {
            "step": rule,
            "priced": priced,
            "delivered": received,
            "difference": settled.excess,
            "amount": settled.amount,
        }
    )
    price = settled.amount / received if received else calls[-1].price
    return PurchasePrice(amount=settled.amount, price=money.price(price, places=10), trace=trace)


def _tranche_step(row: PurchaseFixing) -> dict[str, Any]:
    return {
        "step": "tranche",
        "no": row.no,
        "day": row.trade_date,
        "quantity": row.quantity,
        "base": row.base,
        "premium": row.premium,
        "price": row.price,
        "amount": row.amount,
    }


def _averaged(line: PurchaseLine, received: Decimal) -> PurchasePrice:
    """A day of the window without a quote waits or is filled, as the clause says (rulebook F2)."""
    assert line.instrument is not None  # a constraint of the table, as for the window's ends
    assert line.window_start is not None
    assert line.window_end is not None
    try:
        mean = pricing.average(
            line.instrument,
            kind=line.quote_kind,
            first=line.window_start,
            last=line.window_end,
            missing=averages.MissingDay(line.average_missing),
            places=line.average_places,
        )
    except averages.QuoteMissing as waiting:
        days = "、".join(day.isoformat() for day in waiting.days[:5])
        missing = _("计价期内 {count} 天没有价格（{days}）")
        said = missing.format(count=len(waiting.days), days=days)
        raise PriceOpen(line=line.seq, missing=said) from waiting
    except averages.NothingToAverage as empty:
        raise PriceOpen(line=line.seq, missing=_("计价期内没有交易日")) from empty
    trace: list[dict[str, Any]] = [
        {"step": "day", "day": day.day, "value": day.value, "quoted_on": day.quoted_on}
        for day in mean.days
    ]
    trace.append({"step": "mean", "n": mean.n, "value": mean.value, "missing": mean.missing})
    trace.append({"step": "premium", "value": line.premium})
    return _at(mean.value + line.premium, received, trace)
