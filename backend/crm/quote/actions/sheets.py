"""The way to the named place and the cost sheet: what they come to for a tonne."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money as cash
from backend.core.errors import Malformed
from backend.crm.quote import queries
from backend.crm.quote.calc import chains
from backend.crm.quote.models import Quote, QuoteCharge, QuoteCost, QuoteLine
from backend.goods.cost import queries as stock
from backend.market.instrument.models import Instrument
from backend.market.pricing.calc import trace
from backend.market.pricing.calc.incoterms import (
    Basis,
    Element,
    Kind,
    Quantity,
    Term,
    pays,
)
from backend.market.pricing.calc.trace import Chain, chain

ZERO, ONE = Decimal(0), Decimal(1)


class NoCostYet(Malformed):
    """A cost row looks for a figure that is not on file."""

    sentence = _("第 {row} 行成本没有可用的数据（库存成本或行情），请改为手工填写。")


@dataclass
class UnitCosts:
    """What each line costs us a tonne, step by step, without VAT, in the quote's currency."""

    sheets: dict[int, Chain] = field(default_factory=dict)
    markups: dict[int, Decimal] = field(default_factory=dict)

    def of(self, line: QuoteLine) -> Chain | None:
        """This will give what a tonne of a line costs, or nothing when nobody told."""
        return self.sheets.get(line.seq)

    def base(self, line: QuoteLine) -> Chain:
        """This will give cost plus markup as the base of a price."""
        steps = self.of(line)
        if steps is None:
            sentence = _("按成本定价的行需要至少一行成本")
            raise Malformed(errors={f"lines.{line.seq - 1}.price_from": sentence})
        told = chain(steps.steps)
        markup = self.markups.get(line.seq, ZERO)
        if markup:
            told.multiply(ONE + markup, kind="markup", label="markup")
        return told


# -- the way ---------------------------------------------------------------------------------


def elements(
    quote: Quote, charges: Sequence[QuoteCharge], *, term: str | None = None
) -> list[Element]:
    """This will give what the seller pays under the quote's term, or under another."""
    code = quote.incoterm if term is None else term
    found = [
        Element(
            Kind(row.kind),
            Basis(row.basis),
            row.amount,
            row.currency,
            frozenset(Term(one) for one in row.only),
            {"note": row.label, "from": row.source, **row.told},
        )
        for row in charges
    ]
    return [one for one in found if not code or pays(Term(code), one)]


def way(
    quote: Quote,
    charges: Sequence[QuoteCharge],
    *,
    money: chains.Money,
    tonnes: Decimal,
    term: str | None = None,
) -> chains.Way:
    """This will lay out the way of a quote to its named place."""
    paid = elements(quote, charges, term=term) if tonnes else []
    return chains.Way(paid, money, Quantity(tonnes or ONE, max(quote.containers, 1)))


def spread(charges: Sequence[QuoteCharge], way: chains.Way) -> None:
    """This will write beside each charge what it adds to a tonne; 0 when the buyer pays it."""
    for row in charges:
        row.per_unit = None
        if row.basis == QuoteCharge.Basis.PERCENT:
            continue
        mine = [
            one
            for one in way.paid
            if (one.kind, one.amount, one.basis) == (row.kind, row.amount, row.basis)
        ]
        row.per_unit = cash.price(way.of_tonne(mine[0]).value, places=6) if mine else ZERO


def fetch_freight(
    quote: Quote, charges: Sequence[QuoteCharge], *, tonnes: Decimal, on: date
) -> None:
    """This will look the freight of this lot up on the cards that are valid on the day."""
    quote.freight_card_id = None
    for row in charges:
        if row.source == QuoteCharge.Source.CARD and tonnes:
            pick = queries.freight_of(quote, tonnes=tonnes, on=on)
            row.basis, row.amount, row.currency = "bill", pick.amount, pick.currency
            row.told = {
                "card": str(pick.card_id),
                "card_no": queries.card_no(pick.card_id),
                "lead_days": pick.lead_days,
                "transit_days": pick.transit_days,
                "steps": trace.rows(pick.steps),
            }
            quote.freight_card_id = pick.card_id


# -- what it costs us ------------------------------------------------------------------------


def fetch_costs(
    quote: Quote,
    lines: Sequence[QuoteLine],
    costs: Sequence[QuoteCost],
    *,
    instruments: Mapping[UUID, Instrument],
    on: date,
) -> None:
    """This will fill the cost rows whose figure is on file: stock, market, freight card."""
    by_seq = {line.seq: line for line in lines}
    held = _held(by_seq, costs)
    for row in costs:
        line = by_seq.get(row.line_seq or 0)
        if row.source == QuoteCost.Source.STOCK and line is not None:
            _fill(row, held[line.seq].unit, "CNY", {"basis": held[line.seq].basis})
        elif row.source == QuoteCost.Source.MARKET and line is not None:
            _of_market(row, line, instruments, on)
        elif row.source == QuoteCost.Source.CARD:
            tonnes = sum((one.quantity for one in lines), ZERO)
            pick = queries.freight_of(quote, tonnes=tonnes, on=on)
            row.basis = QuoteCost.Basis.LUMP
            told = {"card": str(pick.card_id), "card_no": queries.card_no(pick.card_id)}
            _fill(row, pick.amount, pick.currency, told)


def _held(by_seq: Mapping[int, QuoteLine], costs: Sequence[QuoteCost]) -> dict[int, Any]:
    asked = {row.line_seq or 0 for row in costs if row.source == QuoteCost.Source.STOCK}
    wanted = sorted(asked & by_seq.keys())
    wants = [
        stock.Want(by_seq[seq].product_id, None, by_seq[seq].quote.seller_id, by_seq[seq].quantity)
        for seq in wanted
    ]
    return dict(zip(wanted, stock.estimates(wants), strict=True))


def _of_market(
    row: QuoteCost, line: QuoteLine, instruments: Mapping[UUID, Instrument], on: date
) -> None:
    one = instruments.get(line.instrument_id) if line.instrument_id else None
    found = queries.last_price(one.pk, line.quote_kind, before=on) if one else None
    if one is None or found is None:
        raise NoCostYet(row=row.seq, errors={f"costs.{row.seq - 1}.source": NoCostYet.sentence})
    value = found.value
    if one.tax_basis == Instrument.TaxBasis.INCLUSIVE:
        value = cash.exclusive(value, rate=line.product.vat_rate, places=4)
    told = {"instrument": one.code, "on": found.trade_date.isoformat(), "quote": str(found.id)}
    _fill(row, value, one.currency, told)


def _fill(row: QuoteCost, amount: Decimal | None, currency: str, told: dict[str, Any]) -> None:
    if amount is None:
        raise NoCostYet(row=row.seq, errors={f"costs.{row.seq - 1}.source": NoCostYet.sentence})
    row.amount, row.currency, row.told = amount, currency, told


def unit_costs(
    quote: Quote,
    lines: Sequence[QuoteLine],
    costs: Sequence[QuoteCost],
    *,
    money: chains.Money,
) -> UnitCosts:
    """This will add up the cost sheet of each line, with its share of what is for all."""
    found = UnitCosts()
    tonnes = sum((line.quantity for line in lines), ZERO)
    for line in lines:
        mine = [row for row in costs if row.line_seq in (None, line.seq)]
        _add_up(found, line, mine, money, tonnes)
    return found


def _add_up(
    found: UnitCosts,
    line: QuoteLine,
    rows: Sequence[QuoteCost],
    money: chains.Money,
    tonnes: Decimal,
) -> None:
    steps = chain()
    for row in sorted(rows, key=lambda row: row.basis == QuoteCost.Basis.PERCENT):
        if row.kind == QuoteCost.Kind.MARKUP:
            found.markups[line.seq] = found.markups.get(line.seq, ZERO) + row.amount
        elif row.basis == QuoteCost.Basis.PERCENT:
            if steps.steps:
                told = {"note": row.label, "cost": row.kind}
                steps.multiply(ONE + row.amount, kind="cost", label="cost_share", source=told)
        else:
            _add(steps, row, line, money, tonnes)
    if steps.steps:
        found.sheets[line.seq] = steps.round(4)


def _add(
    steps: Chain, row: QuoteCost, line: QuoteLine, money: chains.Money, tonnes: Decimal
) -> None:
    told = {"note": row.label, "cost": row.kind, "from": row.source, "currency": row.currency}
    parts = chain().set(row.amount, kind="cost", label="cost", source={**told, **row.told})
    if row.basis == QuoteCost.Basis.LUMP:
        over = line.quantity if row.line_seq else tonnes
        parts.divide(over, kind="share", label="spread", source={"quantity": str(over)})
    parts = money.into(parts, row.currency).round(4)
    row.per_unit = parts.value
    words = {"kind": "cost", "label": "cost", "source": told, "parts": parts.steps}
    if steps.steps:
        steps.add(parts.value, **words)
    else:
        steps.set(parts.value, **words)


def margins(quote: Quote, lines: Sequence[QuoteLine], parts: UnitCosts, way: chains.Way) -> None:
    """This will say what is left of each line and of the whole, both without VAT.

    Nothing is said of the whole while one line's cost is unknown.
    """
    quote.cost_estimated = quote.margin_estimated = quote.margin_ratio = None
    net = whole = ZERO
    for line in lines:
        steps = parts.of(line)
        line.cost_estimated = steps.value if steps is not None else None
        line.margin_estimated = None
        if steps is None:
            continue
        excl = cash.vat_split(line.amount_estimated, quote.tax_rate).excl
        spent = steps.value + chains.paid_in(line.provisional_price, way)
        line.margin_estimated = excl - cash.amount(line.quantity, spent)
        net, whole = net + excl, whole + line.margin_estimated
    if lines and all(line.margin_estimated is not None for line in lines):
        quote.margin_estimated, quote.cost_estimated = whole, net - whole
        quote.margin_ratio = cash.price(whole / net, places=6) if net else None
