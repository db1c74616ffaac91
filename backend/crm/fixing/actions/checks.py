"""What a call must satisfy before it counts."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Malformed, Refusal
from backend.crm.contract.actions import OverPriced
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.contract.queries import priced_ceiling
from backend.crm.fixing import queries
from backend.crm.fixing.flow import State
from backend.crm.fixing.models import Fixing
from backend.market.calendar import queries as calendars
from backend.market.pricing.calc import exchange

# A weighted mean falls between the steps of the exchange, these do not.
EXACT_KINDS = ("settle", "open", "high", "low", "close")


class NotCallable(Refusal):
    """The line has a price of another kind."""

    sentence = _("第 {line} 行不是点价行，不能点价。")


class OutsideWindow(Refusal):
    """The trade date is outside the line's window."""

    sentence = _("计价日 {day} 不在计价期 {first} 至 {last} 内。")


class NoTrading(Refusal):
    """The exchange does not trade on that day."""

    sentence = _("{day} 不是交易日，不能点价。")


class CalledTooLate(Refusal):
    """The call came after the cut-off of its day, or for a day that has passed."""

    sentence = _("申请时间 {at} 晚于计价日 {day} 的截止时间，应归下一交易日。")


class TooSmall(Refusal):
    """A tranche below the smallest one allowed."""

    sentence = _("每笔点价不少于 {minimum} 吨（剩余全部点完除外）。")


class TooManyTranches(Refusal):
    """The line allows no more tranches."""

    sentence = _("该行最多点价 {maximum} 次，已用完。")


class NotAuthorised(Refusal):
    """The caller is not among the persons the contract names."""

    sentence = _("“{name}”不在合同授权点价人名单中（{names}）。")


class OffTick(Refusal):
    """The day's price is no multiple of the exchange's smallest step."""

    sentence = _("基价 {price} 不是最小变动价位 {tick} 的整数倍，请先核对行情。")


class NoDefault(Refusal):
    """The contract does not price what nobody called, or not yet."""

    sentence = _("不能按到期规则定价：{why}。")


def require_call(
    line: ContractLine, *, quantity: Decimal, trade_date: date, at: datetime, by: str
) -> None:
    """This will raise unless these tonnes may be called for this day by this person.

    The contract is locked by the caller. Tonnes requested count like tonnes booked.
    """
    if line.pricing != ContractLine.Pricing.CALL:
        raise NotCallable(line=line.seq)
    _require_person(line, by)
    _require_day(line, trade_date, at)
    _require_size(line, quantity)
    waiting = queries.requested(line.pk)
    ceiling = priced_ceiling(line)
    if line.quantity_priced + waiting + quantity > ceiling:
        raise OverPriced(
            priced=line.quantity_priced + waiting, adding=quantity, ceiling=f"{ceiling:f}"
        )


def line_of(contract: Contract, line_id: UUID) -> ContractLine:
    """This will lock a line of a locked contract, or name the wrong field."""
    rows = ContractLine.objects.select_for_update(of=("self",), no_key=True).select_related(
        "instrument"
    )
    line = rows.filter(contract=contract, pk=line_id).first()
    if line is None:
        raise Malformed(errors={"line_id": _("合同中没有这一行")})
    line.contract = contract
    return line


def _require_person(line: ContractLine, by: str) -> None:
    """A fixing is valid only from persons the contract names, when it names any (rulebook i.1)."""
    names = [one["name"] for one in line.contract.authorised if one["side"] == line.pricer]
    if names and by not in names:
        raise NotAuthorised(name=by, names="、".join(names))


def _require_day(line: ContractLine, day: date, at: datetime) -> None:
    assert line.instrument is not None  # a constraint of the table, as for the window's ends
    assert line.window_start is not None
    assert line.window_end is not None
    if not line.window_start <= day <= line.window_end:
        raise OutsideWindow(day=day, first=line.window_start, last=line.window_end)
    calendar = line.instrument.calendar
    if not calendars.is_open(calendar, day):
        raise NoTrading(day=day)
    local = timezone.localtime(at)
    late = local.date() == day and line.cut_off is not None and local.time() > line.cut_off
    # The night session belongs to the next trading day, so an evening call is not too late.
    if late or calendars.trade_date(calendar, at) > day:
        raise CalledTooLate(at=f"{local:%Y-%m-%d %H:%M}", day=day)


def _require_size(line: ContractLine, quantity: Decimal) -> None:
    if quantity < line.min_tranche and quantity != queries.open_quantity(line):
        raise TooSmall(minimum=line.min_tranche)
    if line.max_tranches:
        live = Fixing.objects.filter(
            line=line, state__in=[State.REQUESTED, State.BOOKED], reverses=None
        )
        if live.count() >= line.max_tranches:
            raise TooManyTranches(maximum=line.max_tranches)


def require_default(line: ContractLine, *, at: datetime) -> date:
    """This will give the last trading day of a window that ran out, if the clause prices by it."""
    if line.pricing != ContractLine.Pricing.CALL:
        raise NotCallable(line=line.seq)
    if line.uncalled != ContractLine.Uncalled.LAST_SETTLE:
        raise NoDefault(why=_("合同约定到期未点部分另行协商"))
    assert line.window_end is not None  # a constraint of the table
    if timezone.localdate(at) <= line.window_end:
        raise NoDefault(why=_("计价期尚未结束"))
    if line.quantity_priced >= line.quantity:
        raise NoDefault(why=_("没有未点价的数量"))
    day = queries.last_trading_day(line)
    if day is None:
        raise NoDefault(why=_("计价期内没有交易日"))
    return day


def require_tick(line: ContractLine, base: Decimal) -> None:
    """This will raise OffTick for a base price the exchange could not have printed."""
    tick = line.instrument.tick if line.instrument else None
    if tick and line.quote_kind in EXACT_KINDS and not exchange.on_tick(base, tick=tick):
        raise OffTick(price=base, tick=tick)
