"""The comparison: every supplier's offer for every line as it would cost at our door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.core import money
from backend.supply.rfq.calc import baskets, cells, figures
from backend.supply.rfq.flow import QuoteState
from backend.supply.rfq.models import (
    CellNote,
    Invitation,
    Rfq,
    RfqLine,
    SupplierQuote,
    SupplierQuoteLine,
)
from backend.supply.rfq.queries.rules import offer_of, rules_of

COUNTING = (QuoteState.SUBMITTED, QuoteState.WON, QuoteState.PARTIAL, QuoteState.LOST)
CENT = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell: an offer for a line, at our door, with its place among the others."""

    line_id: UUID
    supplier_id: UUID
    offered: SupplierQuoteLine
    offer: cells.Offer
    tonnes: Decimal
    cell: figures.Figures
    rank: int
    gap: Decimal
    flags: tuple[str, ...]
    note: str
    found: tuple[str, ...]

    @property
    def may_be_bought(self) -> bool:
        """Whether the whole line can be bought at this offer now."""
        return not set(self.flags) & {"below_minimum", "short", "expired"}

    def explained(self, rules: cells.Rules) -> cells.Cell:
        """This will work the cell out again with every step."""
        return cells.cell(self.offer, self.tonnes, rules)


@dataclass(frozen=True, slots=True)
class Column:
    """A supplier who was asked, with the quote that counts."""

    supplier_id: UUID
    name: str
    state: str
    score: Decimal | None
    quote: SupplierQuote | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole matrix."""

    rfq: Rfq
    lines: Sequence[RfqLine]
    columns: Sequence[Column]
    rules: cells.Rules
    cells: Mapping[tuple[UUID, UUID], Compared]

    def best(self, line_id: UUID) -> Compared | None:
        """This will give the lowest offer for a line."""
        of_line = [self.cells.get((line_id, one.supplier_id)) for one in self.columns]
        found = [one for one in of_line if one is not None]
        return min(found, key=lambda one: (one.cell.unit, one.rank), default=None)

    def costs(self) -> dict[str, list[int | None]]:
        """This will give the cents of each line by supplier, None where it cannot be bought."""
        return {
            str(column.supplier_id): [
                _cents(self.cells.get((line.pk, column.supplier_id))) for line in self.lines
            ]
            for column in self.columns
            if column.quote is not None
        }

    def single(self) -> list[baskets.Single]:
        """This will price every supplier alone."""
        return baskets.singles(self.costs())

    def split(self, *, most: int) -> baskets.Basket | None:
        """This will find the cheapest basket from at most so many suppliers."""
        return baskets.cheapest_split(self.costs(), most=most)


def compare(rfq: Rfq, *, on: date) -> Comparison:
    """This will compare the quotes that count; the caller made sure that none is under seal."""
    lines = list(rfq.lines.select_related("product"))
    columns = _columns(rfq)
    rules = rules_of(rfq)
    by_quote = {one.quote.pk: one for one in columns if one.quote is not None}
    offered = SupplierQuoteLine.objects.filter(quote_id__in=by_quote).order_by()
    notes = {
        note.quote_line_id: note for note in CellNote.objects.filter(quote_line__quote__rfq=rfq)
    }
    tonnes = {line.pk: line.quantity for line in lines}
    work = figures.Figuring(rules)
    raw: dict[UUID, list[Compared]] = {line.pk: [] for line in lines}
    for row in offered:
        column = by_quote[row.quote_id]
        assert column.quote is not None
        raw[row.rfq_line_id].append(
            _compared(column, row, tonnes[row.rfq_line_id], work, notes.get(row.pk), on)
        )
    found = {(one.line_id, one.supplier_id): one for rows in raw.values() for one in _ranked(rows)}
    return Comparison(rfq, lines, columns, rules, found)


def cell_at(
    rfq: Rfq, compared: Compared, column: Column, tonnes: Decimal, rules: cells.Rules
) -> cells.Cell:
    """This will work an offer out for another quantity than the line's: breaks may be lost."""
    assert column.quote is not None
    offer = offer_of(column.quote, compared.offered, score=column.score, qualities=compared.found)
    return cells.cell(offer, tonnes, rules)


def _columns(rfq: Rfq) -> list[Column]:
    quotes = {
        quote.supplier_id: quote for quote in rfq.quotes.filter(state__in=COUNTING, is_sealed=False)
    }
    rows = rfq.invitations.select_related("supplier__party").order_by("supplier__no", "id")
    return [
        Column(
            supplier_id=row.supplier_id,
            name=row.supplier.party.short_name or row.supplier.party.name,
            state=row.state,
            score=row.score,
            quote=quotes.get(row.supplier_id),
        )
        for row in rows
        if row.state != Invitation.State.DECLINED or row.supplier_id in quotes
    ]


def _compared(
    column: Column,
    row: SupplierQuoteLine,
    tonnes: Decimal,
    work: figures.Figuring,
    note: CellNote | None,
    on: date,
) -> Compared:
    assert column.quote is not None
    found = tuple(note.qualities) if note else ()
    offer = offer_of(column.quote, row, score=column.score, qualities=found)
    return Compared(
        line_id=row.rfq_line_id,
        supplier_id=column.supplier_id,
        offered=row,
        offer=offer,
        tonnes=tonnes,
        cell=work.figures(offer, tonnes),
        rank=0,
        gap=Decimal(0),
        flags=_flags(column.quote, row, tonnes, on),
        note=note.text if note else "",
        found=found,
    )


def _flags(
    quote: SupplierQuote, row: SupplierQuoteLine, tonnes: Decimal, on: date
) -> tuple[str, ...]:
    found = {
        "below_minimum": row.least is not None and tonnes < row.least,
        "short": row.most is not None and tonnes > row.most,
        "expired": quote.valid_until is not None and quote.valid_until < on,
        "substitute": row.substitute_id is not None,
        "deviation": bool(row.deviation),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _ranked(rows: list[Compared]) -> list[Compared]:
    """Equal costs share a rank; the gap is in percent above the lowest."""
    units = sorted(row.cell.unit for row in rows)
    return [
        replace(
            row,
            rank=units.index(row.cell.unit) + 1,
            gap=money.price((row.cell.unit - units[0]) / units[0] * 100, places=2),
        )
        for row in rows
    ]


def _cents(compared: Compared | None) -> int | None:
    if compared is None or not compared.may_be_bought:
        return None
    return int(compared.cell.amount * CENT)
