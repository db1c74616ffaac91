"""The frozen rules of a request as plain values, and its quotes as offers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from backend.market.pricing.calc.elements import Basis, Element, Kind, Term
from backend.supply.rfq.calc.cells import Benchmark, Break, Offer, Rules, Share
from backend.supply.rfq.models import Rfq, RfqCost, SupplierQuote, SupplierQuoteLine


def rules_of(rfq: Rfq) -> Rules:
    """This will read the rules by which the quotes of a request are compared."""
    return Rules(
        currency=rfq.currency,
        rates={row.currency: row.rate for row in rfq.rates.all()},
        benchmarks={
            row.code: Benchmark(row.value, row.currency, row.tax_mode, row.tax_rate)
            for row in rfq.benchmarks.all()
        },
        elements=_elements(list(rfq.costs.all())),
        finance_rate=rfq.finance_rate,
        reference_days=rfq.reference_days,
        day_count=rfq.day_count,
        risk_rate=rfq.risk_rate,
        penalties={row.code: row.amount for row in rfq.penalties.all()},
    )


def _elements(rows: list[RfqCost]) -> Mapping[str, list[Element]]:
    """What holds from anywhere holds from every origin too."""
    found: dict[str, list[Element]] = {"": []}
    for origin in {row.origin for row in rows} | {""}:
        found[origin] = [_element(row) for row in rows if row.origin in (origin, "")]
    return found


def _element(row: RfqCost) -> Element:
    return Element(
        kind=Kind(row.kind),
        basis=Basis(row.basis),
        amount=row.amount,
        currency=row.currency,
        only=frozenset(Term(term) for term in row.only),
        source={"origin": row.origin},
    )


def offer_of(
    quote: SupplierQuote,
    line: SupplierQuoteLine,
    *,
    score: Decimal | None,
    qualities: tuple[str, ...] = (),
) -> Offer:
    """This will give what a quote says of a line, with the qualities buyers found added."""
    return Offer(
        price=line.price,
        currency=quote.currency,
        tax_mode=quote.tax_mode,
        tax_rate=quote.tax_rate or Decimal(0),
        term=quote.incoterm,
        origin=quote.origin,
        payment_days=quote.payment_days or 0,
        shares=[Share(part["benchmark"], Decimal(part["factor"])) for part in line.terms],
        breaks=[
            Break(Decimal(step["from_quantity"]), Decimal(step["price"])) for step in line.breaks
        ],
        qualities=(*line.qualities, *qualities),
        score=score,
        source={"quote": quote.no, "revision": str(quote.revision)},
    )
