"""The comparison as machines see it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters
from backend.market.pricing.calc import trace
from backend.supply.rfq.calc.baskets import Basket
from backend.supply.rfq.queries.comparing import Column, Compared, Comparison
from backend.supply.rfq.schemas.faces import Percent


class ComparisonQuery(Filters):
    """From at most how many suppliers, and on which day offers must still stand."""

    most: types.count(1, 10) = 2
    on: types.Day | None = None


class ComparedSupplierOut(types.Out):
    """A supplier of the matrix: the terms of its quote, its total and what it leaves open."""

    supplier_id: UUID
    name: str
    state: str
    score: Percent | None
    quote_id: UUID | None
    quote_no: str
    revision: int
    currency: str
    tax_mode: str
    incoterm: str
    origin: str
    payment_days: int | None
    valid_until: types.Day | None
    total: types.Money
    missing: list[int]


class ComparedCellOut(types.Out):
    """An offer at our door, a tonne and in all; the gap is in percent above the lowest."""

    supplier_id: UUID
    quote_line_id: UUID
    pricing: str
    price: types.Price
    unit: types.Price
    amount: types.Money
    rank: int
    gap: types.number(12, 2)
    lead_days: int | None
    flags: list[str]
    qualities: list[str]
    note: str


class ComparedLineOut(types.Out):
    """A line with every offer for it."""

    rfq_line_id: UUID
    seq: int
    product_name: str
    quantity: types.Weight
    lowest: types.Price | None
    cells: list[ComparedCellOut]


class BasketLineOut(types.Out):
    """Who delivers a line in a basket."""

    seq: int
    supplier_id: UUID


class BasketOut(types.Out):
    """The cheapest way to buy all lines under a limit of suppliers."""

    total: types.Money
    suppliers: list[UUID]
    lines: list[BasketLineOut]


class ComparisonOut(types.Out):
    """The matrix with its baskets, in the currency of comparison, at our door, without tax."""

    rfq_id: UUID
    no: str
    title: str
    state: str
    currency: str
    on: types.Day
    suppliers: list[ComparedSupplierOut]
    lines: list[ComparedLineOut]
    single: BasketOut | None
    split: BasketOut | None
    most_suppliers: int


class TraceStepOut(types.Out):
    """One step of a figure; `parts` explain its operand by steps of their own."""

    kind: str
    label: str
    op: str
    operand: str
    before: str
    after: str
    source: dict[str, Any]
    parts: list[dict[str, Any]]


class ExplainedCellOut(types.Out):
    """How a cell came about; working the steps again gives `unit`."""

    quote_line_id: UUID
    currency: str
    unit: types.Price
    amount: types.Money
    replayed: types.Price
    steps: list[TraceStepOut]


def told(matrix: Comparison, *, on: Any, most: int) -> dict[str, Any]:
    """This will write the matrix down."""
    alone = {UUID(one.supplier): one for one in matrix.single()}
    single = min(
        (one for one in alone.values() if not one.missing), key=lambda one: one.total, default=None
    )
    return {
        "rfq_id": matrix.rfq.pk,
        "no": matrix.rfq.no,
        "title": matrix.rfq.title,
        "state": matrix.rfq.state,
        "currency": matrix.rfq.currency,
        "on": on,
        "suppliers": [_supplier(matrix, column) for column in matrix.columns],
        "lines": [_line(matrix, at) for at in range(len(matrix.lines))],
        "single": None
        if single is None
        else {
            "total": money_of(single.total),
            "suppliers": [UUID(single.supplier)],
            "lines": [
                {"seq": line.seq, "supplier_id": UUID(single.supplier)} for line in matrix.lines
            ],
        },
        "split": _basket(matrix, matrix.split(most=most)),
        "most_suppliers": most,
    }


def explained(matrix: Comparison, compared: Compared) -> dict[str, Any]:
    """This will write down the steps of a cell and work them again."""
    steps = compared.explained(matrix.rules).steps
    return {
        "quote_line_id": compared.offered.pk,
        "currency": matrix.rfq.currency,
        "unit": compared.cell.unit,
        "amount": compared.cell.amount,
        "replayed": trace.replay(steps),
        "steps": trace.rows(steps),
    }


def money_of(cents: int) -> Decimal:
    """This will write cents as money."""
    return Decimal(cents).scaleb(-2)


def _supplier(matrix: Comparison, column: Column) -> dict[str, Any]:
    quote = column.quote
    found = [matrix.cells.get((line.pk, column.supplier_id)) for line in matrix.lines]
    return {
        "supplier_id": column.supplier_id,
        "name": column.name,
        "state": column.state,
        "score": column.score,
        "quote_id": None if quote is None else quote.pk,
        "quote_no": "" if quote is None else quote.no,
        "revision": 0 if quote is None else quote.revision,
        "currency": "" if quote is None else quote.currency,
        "tax_mode": "" if quote is None else quote.tax_mode,
        "incoterm": "" if quote is None else quote.incoterm,
        "origin": "" if quote is None else quote.origin,
        "payment_days": None if quote is None else quote.payment_days,
        "valid_until": None if quote is None else quote.valid_until,
        "total": sum((one.cell.amount for one in found if one is not None), Decimal("0.00")),
        "missing": [
            line.seq
            for line, one in zip(matrix.lines, found, strict=True)
            if one is None or not one.may_be_bought
        ],
    }


def _line(matrix: Comparison, at: int) -> dict[str, Any]:
    line = matrix.lines[at]
    found = [matrix.cells.get((line.pk, column.supplier_id)) for column in matrix.columns]
    cells = [_cell(one) for one in found if one is not None]
    return {
        "rfq_line_id": line.pk,
        "seq": line.seq,
        "product_name": str(line.product),
        "quantity": line.quantity,
        "lowest": min((cell["unit"] for cell in cells), default=None),
        "cells": cells,
    }


def _cell(one: Compared) -> dict[str, Any]:
    return {
        "supplier_id": one.supplier_id,
        "quote_line_id": one.offered.pk,
        "pricing": one.offered.pricing,
        "price": one.offered.price,
        "unit": one.cell.unit,
        "amount": one.cell.amount,
        "rank": one.rank,
        "gap": one.gap,
        "lead_days": one.offered.lead_days,
        "flags": list(one.flags),
        "qualities": sorted({*one.offered.qualities, *one.found}),
        "note": one.note,
    }


def _basket(matrix: Comparison, basket: Basket | None) -> dict[str, Any] | None:
    if basket is None:
        return None
    return {
        "total": money_of(basket.total),
        "suppliers": [UUID(name) for name in basket.suppliers],
        "lines": [
            {"seq": line.seq, "supplier_id": UUID(name)}
            for line, name in zip(matrix.lines, basket.lines, strict=True)
        ],
    }
