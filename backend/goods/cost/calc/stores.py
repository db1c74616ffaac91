"""Stores of value: layers in first-in-first-out order, and moving average pools."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from backend.core import money

ZERO = Decimal("0.00")


class NotEnough(ValueError):
    """More is to be issued than is there; stock at cost never goes negative."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A receipt, or what is left of it: tonnes and their value."""

    key: str
    quantity: Decimal
    value: Decimal


class Taken(NamedTuple):
    """What an issue took out of one layer."""

    key: str
    quantity: Decimal
    value: Decimal


class Consumed(NamedTuple):
    """An issue: its parts, its cost and the layers it left."""

    taken: tuple[Taken, ...]
    value: Decimal
    left: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Goods that share one moving average cost."""

    quantity: Decimal = Decimal("0.000")
    value: Decimal = ZERO

    @property
    def unit(self) -> Decimal:
        """Cost per tonne to four places, 0.0000 when empty; for display."""
        return money.price(self.value / self.quantity if self.quantity else 0)


class Issued(NamedTuple):
    """An issue from a pool and the pool after it."""

    value: Decimal
    pool: Pool


def consume(layers: Sequence[Layer], *, quantity: Decimal) -> Consumed:
    """This will issue tonnes from the oldest layer first (FIFO).

    A layer that is emptied gives its whole remaining value. Raises NotEnough.
    """
    _available(sum((layer.quantity for layer in layers), ZERO), quantity)
    taken: list[Taken] = []
    left: list[Layer] = []
    open_quantity = quantity
    for layer in layers:
        part = min(layer.quantity, open_quantity)
        value = share(layer.value, part=part, whole=layer.quantity)
        open_quantity -= part
        if part:
            taken.append(Taken(layer.key, part, value))
        if part < layer.quantity:
            left.append(Layer(layer.key, layer.quantity - part, layer.value - value))
    return Consumed(tuple(taken), money.total(item.value for item in taken), tuple(left))


class Ledger(NamedTuple):
    """A whole ledger after the fact: the cost of everything issued and the layers left."""

    cost: Decimal
    left: tuple[Layer, ...]


def ledger(moves: Iterable[tuple[Decimal, Decimal]]) -> Ledger:
    """This will issue a whole ledger first in, first out, in time linear in its rows.

    Each row is tonnes and value: above zero they come in, below zero they go out at the cost of
    the oldest layers, to the cent what `consume` gives issue by issue. The layers left are keyed
    by the position of their receipt. Raises NotEnough.
    """
    layers: deque[tuple[int, Decimal, Decimal]] = deque()
    cost = ZERO
    for index, (quantity, value) in enumerate(moves):
        if quantity > 0:
            layers.append((index, quantity, value))
            continue
        wanted = -quantity
        if not wanted:
            raise ValueError("a row of a ledger has tonnes")
        while wanted:
            if not layers:
                raise NotEnough(f"row {index}: {wanted} t more wanted than there are")
            key, there, worth = layers.popleft()
            if there <= wanted:
                wanted -= there
                cost += worth
            else:
                part = share(worth, part=wanted, whole=there)
                layers.appendleft((key, there - wanted, worth - part))
                cost += part
                break
    return Ledger(cost, tuple(Layer(str(key), there, worth) for key, there, worth in layers))


class Averaged(NamedTuple):
    """A whole ledger after the fact: the cost of everything issued and the pool left."""

    cost: Decimal
    left: Pool


def averaged(moves: Iterable[tuple[Decimal, Decimal]]) -> Averaged:
    """This will issue a whole ledger at its moving average, to the cent what `issue` gives.

    Each row is tonnes and value: above zero they come in, below zero they go out at the average
    of that moment. Raises NotEnough.
    """
    tonnes, worth, cost = Decimal("0.000"), ZERO, ZERO
    for index, (quantity, value) in enumerate(moves):
        if quantity > 0:
            tonnes += quantity
            worth += value
            continue
        if not quantity:
            raise ValueError("a row of a ledger has tonnes")
        if -quantity > tonnes:
            raise NotEnough(f"row {index}: {-quantity} t wanted, {tonnes} t there")
        part = share(worth, part=-quantity, whole=tonnes)
        tonnes += quantity
        worth -= part
        cost += part
    return Averaged(cost, Pool(tonnes, worth))


def share(value: Decimal, *, part: Decimal, whole: Decimal) -> Decimal:
    """This will return the value of a part, rounded once; the whole takes all of it."""
    if part == whole:
        return value
    return money.cents(value * part / whole)


def receive(pool: Pool, *, quantity: Decimal, value: Decimal) -> Pool:
    """This will add a receipt to a moving average pool."""
    if quantity <= 0 or value < 0:
        raise ValueError("a receipt has tonnes and no negative value")
    return Pool(pool.quantity + quantity, pool.value + money.cents(value))


def issue(pool: Pool, *, quantity: Decimal) -> Issued:
    """This will issue tonnes from a pool at its average; the last issue takes what is left."""
    _available(pool.quantity, quantity)
    value = share(pool.value, part=quantity, whole=pool.quantity)
    return Issued(value, Pool(pool.quantity - quantity, pool.value - value))


def _available(there: Decimal, wanted: Decimal) -> None:
    if wanted <= 0:
        raise ValueError("an issue has tonnes")
    if wanted > there:
        raise NotEnough(f"{wanted} t wanted, {there} t there")
