"""Questions about prices that rest on many quotes, and whether a price may be called."""

from backend.market.pricing.queries.averages import AverageWaits, NoTradingDay, average, running
from backend.market.pricing.queries.calls import (
    CalledTooLate,
    CallRule,
    NoDefault,
    NotCallable,
    NoTrading,
    OffTick,
    OutsideWindow,
    OverPriced,
    TooManyTranches,
    TooSmall,
    default_day,
    last_trading_day,
    require_call,
    require_tick,
)

__all__ = [
    "AverageWaits",
    "CallRule",
    "CalledTooLate",
    "NoDefault",
    "NoTrading",
    "NoTradingDay",
    "NotCallable",
    "OffTick",
    "OutsideWindow",
    "OverPriced",
    "TooManyTranches",
    "TooSmall",
    "average",
    "default_day",
    "last_trading_day",
    "require_call",
    "require_tick",
    "running",
]
