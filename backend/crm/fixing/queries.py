"""Questions about fixings, and the price they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.errors import Refusal
from backend.crm.contract import queries as contracts
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.fixing.flow import State
from backend.crm.fixing.models import Fixing
from backend.market.calendar import queries as calendars
from backend.market.pricing import queries as pricing
from backend.market.pricing.calc import averages, fixing

ZERO = Decimal(0)
# No market closes for so long that five trading days reach further than this.
MARGIN = timedelta(days=31)


class NotPricedYet(Refusal):
    """A line's price is not known; the sentence names what is missing."""

    sentence = _("第 {line} 行尚未定价：{missing}。")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalPrice:
    """What delivered tonnes cost: `price` is shown only, `trace` tells the steps."""

    amount: Decimal
    price: Decimal
    trace: list[dict[str, Any]]


def booked(line_id: UUID) -> QuerySet[Fixing]:
    """This will give a line's fixings that count, oldest first."""
    rows = Fixing.objects.filter(line_id=line_id, state=State.BOOKED, reverses=None)
    return rows.order_by("trade_date", "booked_at", "no")


def tranches(line_id: UUID) -> list[Fixing]:
    """This will give a line's booked tranches (quantity, base, premium, price, amount, no)."""
    return list(booked(line_id))


def before(fixing: Fixing) -> Decimal:
    """This will give the tonnes of the line that were booked before a fixing and still count."""
    rows = booked(fixing.line_id).exclude(pk=fixing.pk)
    if fixing.booked_at is not None:
        rows = rows.filter(booked_at__lte=fixing.booked_at, id__lt=fixing.pk)
    return rows.aggregate(sum=Sum("quantity"))["sum"] or ZERO


def requested(line_id: UUID) -> Decimal:
    """This will give the tonnes called on a line and not yet booked."""
    rows = Fixing.objects.filter(line_id=line_id, state=State.REQUESTED)
    return rows.aggregate(sum=Sum("quantity"))["sum"] or ZERO


def open_quantity(line: ContractLine) -> Decimal:
    """This will give the agreed tonnes of a line that nobody has called yet, never below zero."""
    return max(line.quantity - line.quantity_priced - requested(line.pk), ZERO)


def lines_past(today: date) -> list[ContractLine]:
    """This will give live call lines whose window has run out with calls or tonnes left."""
    rows = ContractLine.objects.filter(
        pricing=ContractLine.Pricing.CALL,
        window_end__lt=today,
        contract__state=ContractState.EFFECTIVE,
        final_price=None,
    )
    waiting = Q(fixings__state=State.REQUESTED)
    left = Q(uncalled=ContractLine.Uncalled.LAST_SETTLE, quantity_priced__lt=F("quantity"))
    return list(rows.filter(waiting | left).distinct().order_by("pk"))


def averages_running(today: date) -> list[ContractLine]:
    """This will give the average lines of live contracts whose window has begun."""
    rows = ContractLine.objects.filter(
        pricing=ContractLine.Pricing.AVERAGE,
        window_start__lte=today,
        contract__state=ContractState.EFFECTIVE,
        final_price=None,
    )
    return list(rows.order_by("pk"))


def priced_on_older(news: Mapping[str, Any]) -> list[Fixing]:
    """This will give booked fixings that rest on an older version of a corrected quote."""
    rows = Fixing.objects.filter(
        quote__instrument_id=news["instrument_id"],
        quote__kind=news["kind"],
        quote__trade_date=news["trade_date"],
        state=State.BOOKED,
        reverses=None,
    )
    return list(rows.exclude(quote_id=news["quote_id"]).order_by("pk"))


def windows_closing(
    contracts_seen: QuerySet[Contract], *, today: date, within: int = 5
) -> list[ContractLine]:
    """This will give call lines of these contracts, not fully priced, whose window ends soon.

    Soon is within so many trading days of each line's own market.
    """
    rows = ContractLine.objects.filter(
        pricing=ContractLine.Pricing.CALL,
        contract__in=contracts_seen.filter(state=ContractState.EFFECTIVE),
        window_end__gte=today,
        window_end__lte=today + MARGIN,
        quantity_priced__lt=F("quantity"),
        final_price=None,
    )
    found = rows.select_related("contract__party", "instrument").order_by("window_end", "pk")
    last: dict[str, date] = {}
    kept = []
    for line in found:
        assert line.instrument is not None  # a constraint of the table, as for the window's end
        assert line.window_end is not None
        code = line.instrument.calendar
        if code not in last:
            last[code] = _soon(code, today, within)
        if line.window_end <= last[code]:
            kept.append(line)
    return kept


def _soon(calendar: str, today: date, within: int) -> date:
    """A week stands in for five trading days where nobody has filled the calendar yet."""
    try:
        return calendars.shift(calendar, today, by=within)
    except calendars.CalendarMissing:
        return today + timedelta(days=within + 2)


def final_price(line: ContractLine, delivered: Decimal) -> FinalPrice:
    """This will price delivered tonnes by the line's rule, or raise NotPricedYet."""
    if line.pricing == ContractLine.Pricing.FIXED:
        assert line.fixed_price is not None  # a constraint of the table
        return _at(line.fixed_price, delivered, [])
    if line.pricing == ContractLine.Pricing.CALL:
        return _called(line, delivered)
    return _averaged(line, delivered)


def _at(price: Decimal, delivered: Decimal, trace: list[dict[str, Any]]) -> FinalPrice:
    amount = money.amount(delivered, price)
    last = {"step": "amount", "quantity": delivered, "price": price, "amount": amount}
    return FinalPrice(amount=amount, price=price, trace=[*trace, last])


def _called(line: ContractLine, delivered: Decimal) -> FinalPrice:
    """Shortage shortens the last tranche or spreads, as the contract says (rulebook F13)."""
    rows = tranches(line.pk)
    priced = sum((row.quantity for row in rows), ZERO)
    short = min(contracts.delivery_band(line).min, delivered) - priced
    if not rows or short > 0:
        raise NotPricedYet(line=line.seq, missing=_("还差 {tonnes} 吨未点价").format(tonnes=short))
    calls = [
        fixing.Tranche(quantity=row.quantity, base=row.base or ZERO, premium=row.premium)
        for row in rows
    ]
    if line.contract.shortage_rule == Contract.ShortageRule.PRO_RATA:
        settled = fixing.pro_rata(calls, delivered=delivered)
    else:
        settled = fixing.by_last_tranche(calls, delivered=delivered)
    trace = [_tranche_step(row) for row in rows]
    trace.append(
        {
            "step": line.contract.shortage_rule,
            "priced": priced,
            "delivered": delivered,
            "difference": settled.excess,
            "amount": settled.amount,
        }
    )
    price = settled.amount / delivered if delivered else calls[-1].price
    return FinalPrice(amount=settled.amount, price=money.price(price, places=10), trace=trace)


def _tranche_step(row: Fixing) -> dict[str, Any]:
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


def _averaged(line: ContractLine, delivered: Decimal) -> FinalPrice:
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
        count = len(waiting.days)
        missing = _("计价期内 {count} 天没有价格（{days}）").format(count=count, days=days)
        raise NotPricedYet(line=line.seq, missing=missing) from waiting
    except averages.NothingToAverage as empty:
        raise NotPricedYet(line=line.seq, missing=_("计价期内没有交易日")) from empty
    trace: list[dict[str, Any]] = [
        {"step": "day", "day": day.day, "value": day.value, "quoted_on": day.quoted_on}
        for day in mean.days
    ]
    trace.append({"step": "mean", "n": mean.n, "value": mean.value, "missing": mean.missing})
    trace.append({"step": "premium", "value": line.premium})
    return _at(mean.value + line.premium, delivered, trace)
