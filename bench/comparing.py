"""Comparing 20 suppliers by 200 lines: every cell at our door, ranked; and the cheapest three."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.supply.rfq import queries
from backend.supply.rfq.flow import QuoteState, State
from backend.supply.rfq.models import (
    Invitation,
    Rfq,
    RfqCost,
    RfqLine,
    RfqRate,
    SupplierQuote,
    SupplierQuoteLine,
)
from backend.supply.supplier.models import Supplier
from bench import floor_comparing
from bench.drive import Row, in_process

SUPPLIERS, LINES, MOST = 20, 200, 3
CURRENCIES = ("CNY", "USD", "EUR")
ON = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
NONE = float("inf")
"""No goal was set."""


def rows() -> Iterator[Row]:
    """This will measure both works on rows that are taken back afterwards."""
    with transaction.atomic():
        rfq = fill()
        yield in_process(
            f"comparison of {SUPPLIERS} suppliers by {LINES} lines (function)",
            lambda: cells(rfq.pk),
            lambda: floor_comparing.cells(rfq.pk),
            goal=NONE,
            rounds=3,
        )
        matrix = queries.compare(rfq, on=ON)
        costs = {name: [c or 0 for c in row] for name, row in matrix.costs().items()}
        yield in_process(
            f"cheapest {MOST} of {SUPPLIERS} suppliers for {LINES} lines (function)",
            lambda: split(matrix),
            lambda: floor_comparing.split(costs, MOST),
            goal=NONE,
            rounds=3,
        )
        transaction.set_rollback(True)


def cells(rfq_id: UUID) -> list[tuple[int, UUID, Decimal, int]]:
    """This will compare with Heng's own question, read anew."""
    found = queries.compare(Rfq.objects.get(pk=rfq_id), on=ON)
    seq = {line.pk: line.seq for line in found.lines}
    return sorted(
        (seq[one.line_id], one.supplier_id, one.cell.unit, one.rank) for one in found.cells.values()
    )


def split(matrix: queries.Comparison) -> int:
    """This will give the cents of the cheapest basket."""
    basket = matrix.split(most=MOST)
    return 0 if basket is None else basket.total


def fill() -> Rfq:
    """This will make one request with a quote for every line from every supplier."""
    stamp: dict[str, Any] = {"created_at": NOW, "updated_at": NOW}
    products = Product.objects.bulk_create(
        [
            Product(code=f"RFQ-{at}", name=f"料 {at}", category="cathode", metal="cu", **stamp)
            for at in range(LINES)
        ]
    )
    rfq = Rfq.objects.create(
        title="比价",
        made_on=ON,
        deadline=NOW,
        currencies=list(CURRENCIES),
        fx_on=ON,
        finance_rate=Decimal("0.036"),
        reference_days=30,
        day_count=360,
        state=State.EVALUATING,
        **stamp,
    )
    rates = (("USD", "7.10"), ("EUR", "7.80"))
    RfqRate.objects.bulk_create(
        [RfqRate(rfq=rfq, currency=code, rate=Decimal(rate)) for code, rate in rates]
    )
    RfqCost.objects.create(rfq=rfq, seq=1, kind="main_carriage", basis="tonne", amount=80)
    RfqCost.objects.create(rfq=rfq, seq=2, kind="duty", basis="percent", amount=Decimal("0.02"))
    lines = RfqLine.objects.bulk_create(
        [
            RfqLine(rfq=rfq, seq=at + 1, product=product, quantity=Decimal(10 + at % 40))
            for at, product in enumerate(products)
        ]
    )
    for at in range(SUPPLIERS):
        _supplier(rfq, lines, at, stamp)
    return rfq


def _supplier(rfq: Rfq, lines: list[RfqLine], at: int, stamp: dict[str, Any]) -> None:
    party = Party.objects.create(name=f"比价供应商 {at}", **stamp)
    supplier = Supplier.objects.create(party=party, **stamp)
    Invitation.objects.create(rfq=rfq, supplier=supplier, party=party)
    currency = CURRENCIES[at % 3]
    quote = SupplierQuote.objects.create(
        rfq=rfq,
        supplier=supplier,
        party=party,
        round=1,
        revision=1,
        state=QuoteState.SUBMITTED,
        currency=currency,
        tax_mode="incl" if currency == "CNY" else "excl",
        tax_rate=Decimal("0.13") if currency == "CNY" else Decimal(0),
        incoterm="FOB",
        payment_days=at,
        **stamp,
    )
    base = {"CNY": 80_000, "USD": 9_900, "EUR": 9_000}[currency]
    SupplierQuoteLine.objects.bulk_create(
        [
            SupplierQuoteLine(
                quote=quote,
                rfq_line=line,
                pricing="price",
                price=Decimal(base + (at * 37 + line.seq * 53) % 211),
            )
            for line in lines
        ]
    )
