"""Position: which tonnes bear which risk, and what they are worth at the market.

Bought is above zero, sold below. Price risk begins when a price is fixed, not when goods move.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from backend.core import money, weight
from backend.market.pricing.calc import exchange
from backend.market.pricing.calc.margin import Side


class Event(StrEnum):
    """What has happened to some tonnes of a contract."""

    FIXED_SIGNED = "fixed_signed"
    CALL_SIGNED = "call_signed"
    TRANCHE_FIXED = "tranche_fixed"
    GOODS_MOVED = "goods_moved"


class Exposure(NamedTuple):
    """Signed tonnes by kind of risk; entries are added up, never edited."""

    price: Decimal
    basis: Decimal
    stock: Decimal


class Holding(StrEnum):
    """What is marked to the market."""

    PURCHASE = "purchase"
    SALE = "sale"
    STOCK = "stock"


class Rung(NamedTuple):
    """One pricing month of a position ladder."""

    month: str
    net: Decimal
    cumulative: Decimal


class LimitState(StrEnum):
    """How near a position is to its limit."""

    OK = "ok"
    WARN = "warn"
    BREACH = "breach"
    BLOCK = "block"


class Utilisation(NamedTuple):
    """A limit's use as a ratio to four places; the state is judged unrounded."""

    ratio: Decimal
    state: LimitState


class Hedge(NamedTuple):
    """Whole lots for an exposure and the tonnes they leave open."""

    lots: int
    residual: Decimal


def effect(event: Event, quantity: Decimal, *, side: Side) -> Exposure:
    """This will return what an event adds to price risk, basis risk and stock."""
    signed = quantity * side.sign
    none = Decimal("0.000")
    return {
        Event.FIXED_SIGNED: Exposure(signed, none, none),
        Event.CALL_SIGNED: Exposure(none, signed, none),
        Event.TRANCHE_FIXED: Exposure(signed, -signed, none),
        Event.GOODS_MOVED: Exposure(none, none, signed),
    }[event]


def averaged(quantity: Decimal, *, day: int, n: int, side: Side) -> Exposure:
    """This will return the exposure of an average deal after `day` of its n days have passed."""
    if not 0 <= day <= n or n < 1:
        raise ValueError("an average has n days and none before the first")
    signed = quantity * side.sign
    priced = weight.tonnes(signed * day / n)
    return Exposure(priced, signed - priced, Decimal("0.000"))


def net(*, stock: Decimal, purchases: Decimal, sales: Decimal, futures: Decimal) -> Decimal:
    """This will return the net priced tonnes: stock + purchases - sales + signed futures.

    All are priced and undelivered, or priced and in stock; goods of others never count.
    """
    return stock + purchases - sales + futures


def ladder(months: Mapping[str, Decimal]) -> list[Rung]:
    """This will list net tonnes by pricing month in order, with the running total."""
    rungs: list[Rung] = []
    total = Decimal("0.000")
    for month in sorted(months):
        total += months[month]
        rungs.append(Rung(month, months[month], total))
    return rungs


def mark(holding: Holding, quantity: Decimal, *, price: Decimal, mark: Decimal) -> Decimal:
    """This will value priced tonnes against the market; `price` is the contract's or the cost."""
    sign = -1 if holding is Holding.SALE else 1
    return money.amount(quantity, (mark - price) * sign)


def futures(side: Side, *, lots: int, size: Decimal, opened: Decimal, now: Decimal) -> Decimal:
    """This will return the result of a futures position since it was opened, open or closed."""
    return money.amount(lots * size, (now - opened) * side.sign)


def futures_margin(*, lots: int, size: Decimal, settle: Decimal, rate: Decimal) -> Decimal:
    """This will return the margin an exchange asks for, at a rate of the settlement value."""
    return money.cents(settle * lots * size * rate)


def economic(physical: Decimal, *, futures: Decimal, vat: Decimal) -> Decimal:
    """This will add a tax-inclusive physical result, tax taken out, to a futures result."""
    return money.vat_split(physical, vat).excl + futures


def hedge(exposure: Decimal, *, size: Decimal, vat: Decimal = Decimal(0)) -> Hedge:
    """This will size a hedge in whole lots; with `vat`, for the part of the gain left after tax.

    Spot gains are taxed and futures gains are not, so full cover in lots is too much in money.
    """
    lots = exchange.lots(exposure / (1 + vat), size=size)
    return Hedge(lots, weight.tonnes(exposure - lots * size))


def hedge_band(
    agreed: Decimal, *, tolerance_percent: Decimal, hedge_percent: Decimal
) -> tuple[Decimal, Decimal]:
    """This will return the least and most tonnes of hedge that make a contract count as hedged."""
    share = tolerance_percent / 100
    return agreed * (1 - share) * hedge_percent / 100, agreed * (1 + share)


def is_hedged(
    hedged: Decimal, *, agreed: Decimal, tolerance_percent: Decimal, hedge_percent: Decimal
) -> bool:
    """This will test whether tonnes of hedge, of either sign, lie in a contract's hedge band."""
    low, high = hedge_band(agreed, tolerance_percent=tolerance_percent, hedge_percent=hedge_percent)
    return low <= abs(hedged) <= high


def utilisation(
    net: Decimal,
    *,
    limit: Decimal,
    warn: Decimal = Decimal("0.8"),
    breach: Decimal = Decimal(1),
    block: Decimal = Decimal("1.2"),
) -> Utilisation:
    """This will test a position against its limit: warn from, breach above, block above a ratio.

    Ask before a fixing is accepted, with the fixing included.
    """
    if limit <= 0:
        raise ValueError("a limit must be above zero")
    used = abs(net) / limit
    return Utilisation(money.price(used), _state(used, warn, breach, block))


def value_at_risk(
    net: Decimal, *, mark: Decimal, sigma: Decimal, z: Decimal, days: int = 1
) -> Decimal:
    """This will return the parametric value at risk over a number of days, from daily sigma."""
    return money.cents(abs(net) * mark * sigma * z * Decimal(days).sqrt())


def _state(used: Decimal, warn: Decimal, breach: Decimal, block: Decimal) -> LimitState:
    if used > block:
        return LimitState.BLOCK
    if used > breach:
        return LimitState.BREACH
    return LimitState.WARN if used >= warn else LimitState.OK
