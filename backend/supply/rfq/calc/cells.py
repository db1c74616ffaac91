"""One cell of the comparison: what a supplier's offer for a line costs at our door, step by step.

price -> without tax -> currency of comparison -> what the term leaves to pay (carriage,
insurance, duty) -> cost of paying earlier than the reference -> quality -> risk. All of it is for
the line's whole quantity, rounded to the cent at each addition; the last two steps give a tonne.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from backend.core import money
from backend.market.pricing.calc.elements import Element, Fx, Quantity, Term
from backend.market.pricing.calc.landed import landed
from backend.market.pricing.calc.trace import Chain, Step, chain

SUBSTITUTE, DEVIATION = "substitute", "deviation"
"""Codes of penalties that apply by themselves to a substitute, and to a stated deviation."""
FULL = Decimal(100)


class NoPriceYet(ValueError):
    """A figure an offer needs is not among the rules; `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Benchmark(NamedTuple):
    """A market price as frozen."""

    value: Decimal
    currency: str
    tax_mode: str
    tax_rate: Decimal


class Share(NamedTuple):
    """So much of a benchmark is part of a price."""

    code: str
    factor: Decimal


class Break(NamedTuple):
    """From which tonnage on another price or premium holds."""

    from_quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Rules:
    """How quotes are made comparable, frozen at publishing."""

    currency: str
    rates: Mapping[str, Decimal]
    benchmarks: Mapping[str, Benchmark]
    elements: Mapping[str, Sequence[Element]]
    finance_rate: Decimal
    reference_days: int
    day_count: int
    risk_rate: Decimal
    penalties: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a supplier offers for a line, with the terms of the whole quote."""

    price: Decimal
    currency: str
    tax_mode: str
    tax_rate: Decimal
    term: str
    origin: str
    payment_days: int
    shares: Sequence[Share] = ()
    breaks: Sequence[Break] = ()
    qualities: Sequence[str] = ()
    score: Decimal | None = None
    source: Mapping[str, str] = field(default_factory=dict)


class Cell(NamedTuple):
    """What an offer costs at our door: a tonne, in all, and how that came about."""

    unit: Decimal
    amount: Decimal
    goods: Decimal
    steps: tuple[Step, ...]


def cell(offer: Offer, tonnes: Decimal, rules: Rules) -> Cell:
    """This will work out a cell; raises NoPriceYet for a rate, benchmark or origin without rule."""
    sums = _per_tonne(offer, tonnes, rules)
    sums.multiply(tonnes, kind="quantity", label="tonnes").round(2)
    goods = sums.value
    _carriage(sums, offer, goods, tonnes, rules)
    _finance(sums, offer, goods, rules)
    _quality(sums, offer, tonnes, rules)
    _risk(sums, offer, goods, rules)
    amount = sums.round(2).value
    sums.divide(tonnes, kind="quantity", label="tonnes").round(4)
    return Cell(sums.value, amount, goods, sums.steps)


def price_at(offer: Offer, tonnes: Decimal) -> Decimal:
    """This will give the price or premium at a tonnage: that of the highest break reached."""
    reached = [step for step in offer.breaks if tonnes >= step.from_quantity]
    return max(reached, key=lambda step: step.from_quantity).price if reached else offer.price


def _per_tonne(offer: Offer, tonnes: Decimal, rules: Rules) -> Chain:
    asked = price_at(offer, tonnes)
    sums = chain().set(
        asked,
        kind="premium" if offer.shares else "price",
        label="break" if asked != offer.price else "quoted",
        source={"currency": offer.currency, **offer.source},
    )
    _plain(sums, offer.tax_mode, offer.tax_rate, offer.currency, rules)
    for share in offer.shares:
        found = rules.benchmarks.get(share.code)
        if found is None:
            raise NoPriceYet(share.code)
        part = chain().set(
            found.value, kind="benchmark", label=share.code, source={"currency": found.currency}
        )
        if share.factor != 1:
            part.multiply(share.factor, kind="factor", label="factor")
        _plain(part, found.tax_mode, found.tax_rate, found.currency, rules)
        part.round(4)
        sums.add(part.value, kind="benchmark", label=share.code, parts=part.steps)
    return sums.round(4)


def _plain(sums: Chain, tax_mode: str, tax_rate: Decimal, currency: str, rules: Rules) -> None:
    """Without tax, in the currency of comparison."""
    if tax_mode == "incl" and tax_rate:
        sums.divide(1 + tax_rate, kind="tax", label="without_tax")
    if currency == rules.currency:
        return
    if currency not in rules.rates:
        raise NoPriceYet(currency)
    sums.multiply(rules.rates[currency], kind="fx", label="fx", source={"currency": currency})


def _carriage(sums: Chain, offer: Offer, goods: Decimal, tonnes: Decimal, rules: Rules) -> None:
    elements = rules.elements.get(offer.origin)
    if elements is None:
        elements = rules.elements.get("", ())
    fx = Fx(rules.currency, {**rules.rates, rules.currency: Decimal(1)})
    found = landed(Term(offer.term), goods, elements, fx, Quantity(tonnes))
    for part in found.parts:
        sums.add(
            money.cents(part.amount),
            kind=str(part.element.kind),
            label=str(part.element.kind),
            source={"term": offer.term, "origin": offer.origin},
            parts=_cents(part.steps),
        )


def _cents(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return chain(steps).round(2).steps


def _finance(sums: Chain, offer: Offer, goods: Decimal, rules: Rules) -> None:
    days = rules.reference_days - offer.payment_days
    if not rules.finance_rate or not days:
        return
    part = chain().set(goods, kind="base", label="goods")
    part.multiply(rules.finance_rate, kind="finance", label="rate")
    part.multiply(days, kind="finance", label="days")
    part.divide(rules.day_count, kind="finance", label="day_count").round(2)
    sums.add(
        part.value,
        kind="finance",
        label="finance",
        source={"days": str(offer.payment_days)},
        parts=part.steps,
    )


def _quality(sums: Chain, offer: Offer, tonnes: Decimal, rules: Rules) -> None:
    for code in sorted(set(offer.qualities)):
        amount = rules.penalties.get(code)
        if amount is None:
            if code in (SUBSTITUTE, DEVIATION):
                continue
            raise NoPriceYet(code)
        part = chain().set(amount, kind="quality", label=code)
        part.multiply(tonnes, kind="quantity", label="tonnes").round(2)
        sums.add(part.value, kind="quality", label=code, parts=part.steps)


def _risk(sums: Chain, offer: Offer, goods: Decimal, rules: Rules) -> None:
    if not rules.risk_rate or offer.score is None or offer.score >= FULL:
        return
    part = chain().set(goods, kind="base", label="goods")
    part.multiply(rules.risk_rate, kind="risk", label="rate")
    part.multiply(FULL - offer.score, kind="risk", label="points_missing")
    part.divide(FULL, kind="risk", label="of_points").round(2)
    sums.add(part.value, kind="risk", label="risk", parts=part.steps)
