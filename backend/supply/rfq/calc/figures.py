"""The figures of many cells without their steps, for a whole matrix; `cells` tells how one came.

The arithmetic is that of `cells.cell` to the last digit: what hangs on the term and the tonnes
only is worked out once for all suppliers, and nothing is written down on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from backend.core import money
from backend.market.pricing.calc.elements import Basis, Element, Fx, Kind, Quantity, Term
from backend.market.pricing.calc.incoterms import COVER, FINE, NoPrice, Sums, fixed, gather
from backend.market.pricing.calc.landed import left_to_buyer
from backend.supply.rfq.calc.cells import (
    DEVIATION,
    FULL,
    SUBSTITUTE,
    NoPriceYet,
    Offer,
    Rules,
    Share,
    price_at,
)

_WIDE = Context(prec=50, rounding=ROUND_HALF_EVEN)
"""As wide as a chain of steps, so that both leave out the same digits of a quotient."""
_ORDER = {kind: place for place, kind in enumerate(Kind)}


class Figures(NamedTuple):
    """What an offer costs at our door: a tonne, in all, and what of it is the price."""

    unit: Decimal
    amount: Decimal
    goods: Decimal


class Way(NamedTuple):
    """What a term leaves to pay for so many tonnes: known costs, and those in percent."""

    known: Decimal
    shares: tuple[Element, ...]
    sums: Sums


@dataclass(slots=True)
class Figuring:
    """Works out cells under one set of rules, and keeps what they share."""

    rules: Rules
    ways: dict[tuple[str, str, Decimal], Way] = field(default_factory=dict)
    benchmarks: dict[tuple[str, Decimal], Decimal] = field(default_factory=dict)

    def figures(self, offer: Offer, tonnes: Decimal) -> Figures:
        """This will work out a cell; raises NoPriceYet as `cells.cell` does."""
        goods = money.price(_WIDE.multiply(self._per_tonne(offer, tonnes), tonnes), places=2)
        amount = goods + self._carriage(offer, goods, tonnes) + self._finance(offer, goods)
        amount += self._quality(offer, tonnes) + self._risk(offer, goods)
        return Figures(money.price(_WIDE.divide(amount, tonnes)), amount, goods)

    def _per_tonne(self, offer: Offer, tonnes: Decimal) -> Decimal:
        asked = price_at(offer, tonnes) if offer.breaks else offer.price
        value = self._plain(asked, offer.tax_mode, offer.tax_rate, offer.currency)
        for share in offer.shares:
            value = _WIDE.add(value, self._benchmark(share))
        return money.price(value)

    def _benchmark(self, share: Share) -> Decimal:
        key = (share.code, share.factor)
        if key not in self.benchmarks:
            found = self.rules.benchmarks.get(share.code)
            if found is None:
                raise NoPriceYet(share.code)
            part = _WIDE.multiply(found.value, share.factor)
            plain = self._plain(part, found.tax_mode, found.tax_rate, found.currency)
            self.benchmarks[key] = money.price(plain)
        return self.benchmarks[key]

    def _plain(self, value: Decimal, mode: str, rate: Decimal, currency: str) -> Decimal:
        if mode == "incl" and rate:
            value = _WIDE.divide(value, 1 + rate)
        if currency == self.rules.currency:
            return value
        if currency not in self.rules.rates:
            raise NoPriceYet(currency)
        return _WIDE.multiply(value, self.rules.rates[currency])

    def _carriage(self, offer: Offer, goods: Decimal, tonnes: Decimal) -> Decimal:
        key = (offer.origin, offer.term, tonnes)
        way = self.ways.get(key)
        if way is None:
            way = self.ways[key] = self._way(offer, tonnes)
        slope = 1 - way.sums.insurance * COVER
        if slope <= 0:
            raise NoPrice("insurance takes more than the value")
        if not way.shares:
            return way.known
        at_arrival = (goods + way.sums.before + way.sums.share_before * goods) / slope
        value = money.price(at_arrival, places=FINE)
        parts = (_share(one, goods, value, way.sums.duty) for one in way.shares)
        return sum(parts, way.known)

    def _way(self, offer: Offer, tonnes: Decimal) -> Way:
        rules, term, quantity = self.rules, Term(offer.term), Quantity(tonnes)
        elements = rules.elements.get(offer.origin)
        if elements is None:
            elements = rules.elements.get("", ())
        paid = [element for element in elements if left_to_buyer(term, element)]
        paid.sort(key=lambda element: _ORDER[element.kind])
        fx = Fx(rules.currency, {**rules.rates, rules.currency: Decimal(1)})
        known = [fixed(one, fx, quantity).value for one in paid if one.basis != Basis.PERCENT]
        shares = tuple(one for one in paid if one.basis == Basis.PERCENT)
        return Way(money.total(known), shares, gather(paid, fx, quantity))

    def _finance(self, offer: Offer, goods: Decimal) -> Decimal:
        rules = self.rules
        days = rules.reference_days - offer.payment_days
        if not rules.finance_rate or not days:
            return money.ZERO
        part = _WIDE.multiply(_WIDE.multiply(goods, rules.finance_rate), Decimal(days))
        return money.price(_WIDE.divide(part, Decimal(rules.day_count)), places=2)

    def _quality(self, offer: Offer, tonnes: Decimal) -> Decimal:
        found = money.ZERO
        for code in set(offer.qualities):
            amount = self.rules.penalties.get(code)
            if amount is not None:
                found += money.price(_WIDE.multiply(amount, tonnes), places=2)
            elif code not in (SUBSTITUTE, DEVIATION):
                raise NoPriceYet(min(_unknown(offer, self.rules)))
        return found

    def _risk(self, offer: Offer, goods: Decimal) -> Decimal:
        rules = self.rules
        if not rules.risk_rate or offer.score is None or offer.score >= FULL:
            return money.ZERO
        part = _WIDE.multiply(_WIDE.multiply(goods, rules.risk_rate), FULL - offer.score)
        return money.price(_WIDE.divide(part, FULL), places=2)


def _unknown(offer: Offer, rules: Rules) -> set[str]:
    return set(offer.qualities) - set(rules.penalties) - {SUBSTITUTE, DEVIATION}


def _share(element: Element, goods: Decimal, value: Decimal, duty: Decimal) -> Decimal:
    if element.kind == Kind.INSURANCE:
        base = _WIDE.multiply(value, COVER)
    elif element.kind == Kind.DUTY:
        base = value
    elif element.kind == Kind.IMPORT_TAX:
        base = _WIDE.multiply(value, 1 + duty)
    else:
        base = goods
    return money.cents(money.price(_WIDE.multiply(base, element.amount), places=FINE))
