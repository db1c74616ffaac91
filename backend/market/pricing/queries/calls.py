"""What a call 点价 must satisfy, whoever sells and whoever buys."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.market.calendar import queries as calendars
from backend.market.instrument.models import Instrument
from backend.market.pricing.calc import exchange

# A weighted mean falls between the steps of the exchange, these do not.
EXACT_KINDS = ("settle", "open", "high", "low", "close")


class NotCallable(Refusal):
    """The line has a price of another kind."""

    sentence = _("第 {line} 行不是点价行，不能点价。")


class OverPriced(Refusal):
    """More tonnes would be priced than the line's upper band allows."""

    sentence = _("超出可点价数量：已定价 {priced} 吨，本次 {adding} 吨，上限 {ceiling} 吨。")


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


class OffTick(Refusal):
    """The day's price is no multiple of the exchange's smallest step."""

    sentence = _("基价 {price} 不是最小变动价位 {tick} 的整数倍，请先核对行情。")


class NoDefault(Refusal):
    """The contract does not price what nobody called, or not yet."""

    sentence = _("不能按到期规则定价：{why}。")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRule:
    """What a line agrees about calls, and how far it has been called.

    `waiting` tonnes are requested and not yet booked; they count like booked ones. `tranches`
    are the calls that count against `max_tranches` (0: as many as one likes).
    """

    seq: int
    is_call: bool
    instrument: Instrument | None
    window_start: date | None
    window_end: date | None
    cut_off: time | None
    min_tranche: Decimal
    max_tranches: int
    quantity: Decimal
    ceiling: Decimal
    priced: Decimal
    waiting: Decimal
    tranches: int
    prices_uncalled: bool

    @property
    def open(self) -> Decimal:
        """The agreed tonnes that nobody has called yet, never below zero."""
        return max(self.quantity - self.priced - self.waiting, Decimal(0))


def require_call(rule: CallRule, *, quantity: Decimal, trade_date: date, at: datetime) -> None:
    """This will raise unless these tonnes may be called at this moment for this day."""
    if not rule.is_call:
        raise NotCallable(line=rule.seq)
    _require_day(rule, trade_date, at)
    if quantity < rule.min_tranche and quantity != rule.open:
        raise TooSmall(minimum=rule.min_tranche)
    if rule.max_tranches and rule.tranches >= rule.max_tranches:
        raise TooManyTranches(maximum=rule.max_tranches)
    called = rule.priced + rule.waiting
    if called + quantity > rule.ceiling:
        raise OverPriced(priced=called, adding=quantity, ceiling=f"{rule.ceiling:f}")


def default_day(rule: CallRule, *, at: datetime) -> date:
    """This will give the last trading day of a window that ran out, if the clause prices by it."""
    if not rule.is_call:
        raise NotCallable(line=rule.seq)
    if not rule.prices_uncalled:
        raise NoDefault(why=_("合同约定到期未点部分另行协商"))
    assert rule.window_end is not None  # a call line always has a window
    if timezone.localdate(at) <= rule.window_end:
        raise NoDefault(why=_("计价期尚未结束"))
    if rule.priced >= rule.quantity:
        raise NoDefault(why=_("没有未点价的数量"))
    day = last_trading_day(rule.instrument, rule.window_start, rule.window_end)
    if day is None:
        raise NoDefault(why=_("计价期内没有交易日"))
    return day


def last_trading_day(
    instrument: Instrument | None, first: date | None, last: date | None
) -> date | None:
    """This will give the last trading day of a window of an instrument's own market."""
    assert instrument is not None  # a call line always has one, as it has a window
    assert first is not None
    assert last is not None
    days = calendars.trading_days(instrument.calendar, first, last)
    return days[-1] if days else None


def require_tick(instrument: Instrument | None, *, kind: str, base: Decimal) -> None:
    """This will raise OffTick for a base price the exchange could not have printed."""
    tick = instrument.tick if instrument else None
    if tick and kind in EXACT_KINDS and not exchange.on_tick(base, tick=tick):
        raise OffTick(price=base, tick=tick)


def _require_day(rule: CallRule, day: date, at: datetime) -> None:
    assert rule.instrument is not None  # a call line always has one, as it has a window
    assert rule.window_start is not None
    assert rule.window_end is not None
    if not rule.window_start <= day <= rule.window_end:
        raise OutsideWindow(day=day, first=rule.window_start, last=rule.window_end)
    calendar = rule.instrument.calendar
    if not calendars.is_open(calendar, day):
        raise NoTrading(day=day)
    local = timezone.localtime(at)
    late = local.date() == day and rule.cut_off is not None and local.time() > rule.cut_off
    # The night session belongs to the next trading day, so an evening call is not too late.
    if late or calendars.trade_date(calendar, at) > day:
        raise CalledTooLate(at=f"{local:%Y-%m-%d %H:%M}", day=day)
