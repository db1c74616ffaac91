"""Provisional prices: pay now, settle when the price is known (多退少补)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from backend.core import money
from backend.core.money import VatSplit


class Direction(StrEnum):
    """Who owes whom after the final price."""

    BUYER_PAYS = "buyer_pays"
    SELLER_REFUNDS = "seller_refunds"
    EVEN = "even"


class Balance(NamedTuple):
    """A final amount against what was received; `due` above zero is owed by the buyer."""

    final: Decimal
    received: Decimal
    due: Decimal
    direction: Direction


class Statement(NamedTuple):
    """The sums of a settlement statement, goods and charges down to the balance."""

    goods: Decimal
    charges: Decimal
    deductions: Decimal
    payable: Decimal
    received: Decimal
    balance: Decimal
    direction: Direction


def provisional_amount(
    quantity: Decimal, *, price: Decimal, percent: Decimal = Decimal(100)
) -> Decimal:
    """This will return the money due now for a quantity at a percentage of a provisional price."""
    return money.cents(quantity * price * percent / 100)


def settle(final: Decimal, *, received: Iterable[Decimal]) -> Balance:
    """This will compare the final amount with all provisional receipts."""
    paid = money.total(received)
    due = money.cents(final) - paid
    return Balance(money.cents(final), paid, due, direction(due))


def direction(due: Decimal) -> Direction:
    """This will name who pays for a balance, which the buyer owes when it is above zero."""
    if due > 0:
        return Direction.BUYER_PAYS
    return Direction.SELLER_REFUNDS if due < 0 else Direction.EVEN


def statement(
    goods: Iterable[Decimal],
    *,
    charges: Iterable[Decimal] = (),
    deductions: Iterable[Decimal] = (),
    received: Iterable[Decimal] = (),
) -> Statement:
    """This will draw up a settlement statement: goods + charges - deductions - receipts.

    Every item is an amount of money already rounded on its own line.
    """
    worth, extra, less = money.total(goods), money.total(charges), money.total(deductions)
    payable = worth + extra - less
    balance = settle(payable, received=received)
    return Statement(
        goods=worth,
        charges=extra,
        deductions=less,
        payable=payable,
        received=balance.received,
        balance=balance.due,
        direction=balance.direction,
    )


def correction(final: Decimal, *, invoiced: Decimal, rate: Decimal) -> VatSplit:
    """This will split the difference that a red (negative) or blue invoice must carry.

    Only the difference is invoiced; the tax ties to it as on any line.
    """
    return money.vat_split(money.cents(final) - money.cents(invoiced), rate)
