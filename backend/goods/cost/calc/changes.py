"""Changes of value: late prices, landed charges, splits and losses, always posted today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from backend.core import money, weight
from backend.goods.cost.calc.stores import ZERO, NotEnough, Pool, issue, receive, share


class WorthNothing(ValueError):
    """A correction would make the goods on hand worth less than nothing."""


class Adjusted(NamedTuple):
    """A correction posted today; both parts add up to it."""

    to_stock: Decimal
    to_cost_of_sales: Decimal


class Charge(NamedTuple):
    """A landed charge with what it is shared by: a weight, value, count or 1 for each lot.

    Freight usually goes by weight, insurance and inspection by value; scrap credit is negative.
    """

    amount: Decimal
    bases: Sequence[Decimal]


class Move(NamedTuple):
    """A movement to replay: tonnes above zero with their value come in, below zero go out."""

    quantity: Decimal
    value: Decimal = ZERO


class Loss(NamedTuple):
    """A transit loss: what the goods keep bearing and what is claimed or written off."""

    loss: Decimal
    allowed: Decimal
    beyond: Decimal
    beyond_cost: Decimal
    stock_value: Decimal
    unit: Decimal


def true_up(quantity: Decimal, *, provisional: Decimal, final: Decimal) -> Decimal:
    """This will return the correction when the price of a receipt becomes known."""
    return money.amount(quantity, final - provisional)


def adjust(
    amount: Decimal, *, received: Decimal, on_hand: Decimal, value: Decimal | None = None
) -> Adjusted:
    """This will share a late correction between stock and cost of sales of today.

    `on_hand` is what the receipt's batch still holds, or for a pool everything in it (COVERAGE:
    at most `received` bears the correction). With nothing on hand all of it is cost of sales.
    When `value` of the goods on hand is given, a reduction stops at zero and the rest is cost
    of sales too.
    """
    if received <= 0 or on_hand < 0:
        raise ValueError("a correction belongs to a receipt with tonnes")
    whole = money.cents(amount)
    to_stock = share(whole, part=min(on_hand, received), whole=received)
    if value is not None:
        to_stock = max(to_stock, -value)
    return Adjusted(to_stock, whole - to_stock)


def correct(pool: Pool, *, to_stock: Decimal) -> Pool:
    """This will change a pool's value without its tonnes; raises WorthNothing below zero."""
    value = pool.value + to_stock
    if value < 0 or (value and not pool.quantity):
        raise WorthNothing(f"{pool.quantity} t would be worth {value}")
    return Pool(pool.quantity, value)


def replay(moves: Sequence[Move], *, changed: Mapping[int, Decimal]) -> Adjusted:
    """This will share corrections as if receipts had been priced right from the start (REPLAY).

    `changed` maps the position of a receipt in `moves` to its correction. The differences are
    posted today; no past movement is rewritten.
    """
    before = _pool_of(moves)
    after = _pool_of(
        [
            move._replace(value=move.value + changed.get(index, ZERO))
            for index, move in enumerate(moves)
        ]
    )
    to_stock = after.value - before.value
    return Adjusted(to_stock, money.total(changed.values()) - to_stock)


def land(charges: Iterable[Charge], *, lots: int) -> list[Decimal]:
    """This will share landed charges over lots and return what each lot has to bear.

    Every charge is shared by largest remainder, so no cent of an invoice is lost.
    """
    borne = [ZERO] * lots
    for charge in charges:
        if len(charge.bases) != lots:
            raise ValueError(f"{len(charge.bases)} bases for {lots} lots")
        parts = money.allocate(charge.amount, charge.bases)
        borne = [sum(pair, ZERO) for pair in zip(borne, parts, strict=True)]
    return borne


def split_cost(value: Decimal, *, weights: Sequence[Decimal]) -> list[Decimal]:
    """This will share a lot's cost over the lots it is split into, exactly."""
    return money.allocate(value, weights)


def split_weight(whole: Decimal, *, children: Sequence[Decimal]) -> list[Decimal]:
    """This will return the weights of a split lot; the last child takes the rest.

    `children` are the entered weights without the last. Raises NotEnough when nothing is left.
    """
    rest = whole - sum(children, Decimal("0.000"))
    if rest <= 0 or min(children, default=rest) <= 0:
        raise NotEnough("every child of a split needs some weight")
    return [*children, rest]


def transit_loss(
    shipped: Decimal, *, received: Decimal, allowance_percent: Decimal, value: Decimal
) -> Loss:
    """This will part a transit loss: within the allowance fewer tonnes bear the same money.

    What is lost beyond leaves stock at the unit cost of shipment, as a claim or an expense.
    """
    loss = max(shipped - received, Decimal("0.000"))
    allowed = weight.rounded(shipped * allowance_percent / 100, places=3)
    beyond = max(loss - allowed, Decimal("0.000"))
    beyond_cost = share(value, part=beyond, whole=shipped)
    kept = value - beyond_cost
    unit = money.price(kept / received if received else 0)
    return Loss(loss, allowed, beyond, beyond_cost, kept, unit)


def _pool_of(moves: Iterable[Move]) -> Pool:
    pool = Pool()
    for move in moves:
        if move.quantity > 0:
            pool = receive(pool, quantity=move.quantity, value=move.value)
        else:
            pool = issue(pool, quantity=-move.quantity).pool
    return pool
