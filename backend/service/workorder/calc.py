"""Sums of a work order: the time that counts, what an answer is worth, and the bill."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from backend.core import money

TOLERANCE = timedelta(minutes=5)
"""Clocks this near to each other are the same clock."""
HOUR = Decimal(60)
SERVICE_VAT = Decimal("0.06")
"""What quotes and money laid out are taxed at."""
TIMED = ("labour", "travel")
"""What is charged by the hour, counted in minutes."""


class Counted(NamedTuple):
    """The moment that counts, how far the device's clock was off, and why they differ."""

    at: datetime
    skew_seconds: int | None
    flag: str = ""


def count_time(
    at: datetime,
    *,
    sent_at: datetime | None,
    received_at: datetime,
    previous: datetime | None,
) -> Counted:
    """This will find the moment that counts for what a device says happened `at`.

    `sent_at` is the device's clock when it sent: what it is short of the server's is the skew,
    and beyond five minutes the moment is moved by it. What comes out later than it was received
    counts as received, what comes out before the step before it counts as that step: work is
    never lost for a wrong clock, and the order of steps holds. Both are flagged beyond five
    minutes.
    """
    skew: timedelta | None = None
    counted, flag = at, ""
    if sent_at is not None:
        skew = received_at - sent_at
        if abs(skew) > TOLERANCE:
            counted, flag = at + skew, "skewed"
        if counted > received_at:
            flag = "ahead" if counted - received_at > TOLERANCE else flag
            counted = received_at
    if previous is not None and counted < previous:
        flag = "early" if previous - counted > TOLERANCE else flag
        counted = previous
    return Counted(counted, None if skew is None else round(skew.total_seconds()), flag)


def minutes_between(start: datetime, stop: datetime) -> int:
    """This will count whole minutes from one moment to another, begun ones as whole."""
    seconds = max(int((stop - start).total_seconds()), 0)
    return -(-seconds // 60)


class Limits(NamedTuple):
    """What a row of a checklist asks for."""

    kind: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    options: Sequence[str] = ()


class Given(NamedTuple):
    """What was answered."""

    text: str = ""
    number: Decimal | None = None
    photos: Sequence[str] = ()


PICTURED = ("photo", "signature")
NUMBERED = ("number", "meter")


def is_answered(kind: str, given: Given) -> bool:
    """This will tell whether an answer says what a row of its kind asks."""
    if kind in PICTURED:
        return bool(given.photos)
    if kind in NUMBERED:
        return given.number is not None
    return bool(given.text)


def is_fit(limits: Limits, given: Given) -> bool:
    """This will tell whether an answer is of the kind asked for: yes or no, one of the options."""
    if limits.kind == "yes_no":
        return given.text in ("yes", "no")
    if limits.kind == "choice":
        return given.text in limits.options
    return True


def passes(limits: Limits, given: Given) -> bool | None:
    """This will judge an answer: yes passes, a number within its limits does; else no verdict."""
    if limits.kind == "yes_no":
        return given.text == "yes"
    if given.number is None or (limits.minimum is None and limits.maximum is None):
        return None
    low = limits.minimum is None or given.number >= limits.minimum
    return low and (limits.maximum is None or given.number <= limits.maximum)


def digest(text: str) -> str:
    """This will give the SHA-256 of a text, by which it is known to be the very same."""
    return hashlib.sha256(text.encode()).hexdigest()


class Rate(NamedTuple):
    """One price of the service list, VAT included."""

    price: Decimal
    vat_rate: Decimal
    step_minutes: int = 1


class Item(NamedTuple):
    """Something done or used: `key` finds its price, `minutes` are charged by the hour."""

    kind: str
    key: str
    label: str
    quantity: Decimal
    unit_name: str
    is_covered: bool
    fixed: Decimal | None = None
    """An amount that needs no price: money laid out, or the quote."""


class Figure(NamedTuple):
    """One line of the bill; what is covered is worth its amount and owed at nothing."""

    item: Item
    quantity: Decimal
    price: Decimal
    amount: Decimal
    due: Decimal
    due_excl: Decimal
    tax: Decimal
    vat_rate: Decimal


def bill(items: Iterable[Item], rates: Mapping[str, Rate]) -> list[Figure]:
    """This will price what was done, to the cent; raises KeyError for what is owed unpriced.

    What is covered and has no price is worth 0.00: nobody pays for it.
    """
    return [_figure(item, _rate(item, rates)) for item in items]


def totals(figures: Iterable[Figure]) -> tuple[Decimal, Decimal]:
    """This will add up what is owed and what is covered."""
    rows = list(figures)
    return (
        money.total(row.due for row in rows),
        money.total(row.amount for row in rows if row.item.is_covered),
    )


def charged_minutes(minutes: Decimal, *, step: int) -> Decimal:
    """This will raise minutes to the next whole step that is charged."""
    return money.round_up(minutes, step=step)


def _rate(item: Item, rates: Mapping[str, Rate]) -> Rate:
    if item.fixed is not None:
        return Rate(item.fixed, SERVICE_VAT)
    if item.is_covered:
        return rates.get(item.key, Rate(Decimal(0), Decimal(0)))
    return rates[item.key]


def _figure(item: Item, rate: Rate) -> Figure:
    quantity = item.quantity
    if item.kind in TIMED:
        quantity = charged_minutes(quantity, step=rate.step_minutes)
        amount = money.cents(quantity * rate.price / HOUR)
    else:
        amount = money.amount(quantity, rate.price)
    due = money.ZERO if item.is_covered else amount
    split = money.vat_split(due, rate.vat_rate)
    return Figure(item, quantity, rate.price, amount, due, split.excl, split.tax, rate.vat_rate)
