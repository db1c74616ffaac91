"""Working out every price of a quote in one go, each with the steps that made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.errors import Malformed
from backend.crm.pricebook.queries import NoPrice as NotBooked
from backend.crm.pricebook.queries import Resolved
from backend.crm.quote import queries
from backend.crm.quote.actions import books, sheets
from backend.crm.quote.calc import chains
from backend.crm.quote.models import Quote, QuoteCharge, QuoteCost, QuoteLine
from backend.market.instrument.models import Instrument
from backend.market.pricing.calc import trace
from backend.market.pricing.calc.incoterms import Fx, NoPrice, UnknownCurrency
from backend.market.pricing.calc.trace import Chain, chain
from backend.market.quote.queries import QuoteValue

Pricing, PriceFrom = QuoteLine.Pricing, QuoteLine.PriceFrom
ZERO = Decimal(0)


class NoPriceYet(Malformed):
    """The market has no price to estimate with."""

    sentence = _("该品种在报价日之前没有价格，请录入行情或填写暂定单价。")


class NoRateYet(Malformed):
    """A price must be brought into another currency and no rate is on file."""

    sentence = _("没有 {currency} 对人民币的汇率，请先录入汇率或改用同一币种。")


class ChargesTooHigh(Malformed):
    """Charges by share of the price leave nothing of it."""

    sentence = _("按比例的费用合计已达到或超过价格本身，请检查费率。")


@dataclass
class Desk:
    """Everything a pricing looks at, read once for all lines."""

    quote: Quote
    lines: Sequence[QuoteLine]
    charges: Sequence[QuoteCharge]
    costs: Sequence[QuoteCost]
    on: date
    actor: Actor
    instruments: Mapping[UUID, Instrument] = field(default_factory=dict)
    market: dict[tuple[UUID, str], QuoteValue | None] = field(default_factory=dict)
    booked: Mapping[int, Resolved | NotBooked] = field(default_factory=dict)

    @property
    def tonnes(self) -> Decimal:
        """This will add up what is offered."""
        return sum((line.quantity for line in self.lines), ZERO)

    def last(self, line: QuoteLine) -> QuoteValue | None:
        """This will give the last price of a line's series before the day, asked once."""
        assert line.instrument_id is not None  # checked when the line was read
        key = (line.instrument_id, line.quote_kind)
        if key not in self.market:
            self.market[key] = queries.last_price(*key, before=self.on)
        return self.market[key]


def price_all(
    quote: Quote,
    lines: Sequence[QuoteLine],
    charges: Sequence[QuoteCharge],
    costs: Sequence[QuoteCost],
    *,
    on: date,
    actor: Actor,
) -> None:
    """This will price every line on a day and keep its steps; nothing is saved here.

    Prices set by hand stand. Raises NoPriceYet, NoRateYet, ChargesTooHigh.
    """
    ids = {line.instrument_id for line in lines if line.instrument_id is not None}
    desk = Desk(quote, lines, charges, costs, on, actor, Instrument.objects.in_bulk(list(ids)))
    desk.booked = books.resolve(quote, lines, on=on)
    sheets.fetch_freight(desk.quote, charges, tonnes=desk.tonnes, on=on)
    sheets.fetch_costs(quote, lines, costs, instruments=desk.instruments, on=on)
    try:
        cash = _money(desk)
        way = sheets.way(quote, charges, money=cash, tonnes=desk.tonnes)
        sheets.spread(charges, way)
        parts = sheets.unit_costs(quote, lines, costs, money=cash)
        for line in lines:
            _price(desk, line, cash, way, parts)
        sheets.margins(quote, lines, parts, way)
    except UnknownCurrency as unknown:
        raise NoRateYet(
            NoRateYet.sentence, errors={"currency": NoRateYet.sentence}, currency=unknown.currency
        ) from unknown
    except NoPrice as nothing:
        raise ChargesTooHigh(errors={"charges": ChargesTooHigh.sentence}) from nothing
    quote.priced_on = on
    quote.price_stale, quote.stale_since, quote.stale_reason = False, None, ""


def _money(desk: Desk) -> chains.Money:
    """Read the rates needed and keep the one the quote hangs on as its snapshot."""
    quote = desk.quote
    wanted = {quote.currency, *(one.currency for one in desk.charges)}
    wanted |= {one.currency for one in desk.costs}
    wanted |= {one.currency for one in desk.instruments.values()}
    wanted |= books.currencies(desk.booked)
    found = queries.rates(wanted - {chains.HOME}, on=desk.on)
    foreign = [quote.currency] if quote.currency != chains.HOME else sorted(found)
    shot = found.get(foreign[0]) if foreign else None
    quote.fx_pair = shot.pair if shot else ""
    quote.fx_rate, quote.fx_on = (shot.value, shot.day) if shot else (None, None)
    quote.fx_source = shot.kind if shot else ""
    return chains.Money(
        Fx(quote.currency, {chains.HOME: Decimal(1)} | {c: r.value for c, r in found.items()}),
        {
            code: {"pair": r.pair, "on": r.day.isoformat(), "fx": str(r.id), "version": r.version}
            for code, r in found.items()
        },
    )


def _price(
    desk: Desk, line: QuoteLine, cash: chains.Money, way: chains.Way, parts: sheets.UnitCosts
) -> None:
    """Set a line's price, amount and trace."""
    if line.pricing != Pricing.FIXED:
        steps = _floating(desk, line)
    elif line.price_from == PriceFrom.HAND:
        steps = _by_hand(desk, line)
    else:
        steps = _built(desk, line, cash, way, parts)
    line.trace = trace.rows(steps.steps)
    line.provisional_price = steps.value
    if line.pricing == Pricing.FIXED:
        line.fixed_price = steps.value
    line.amount_estimated = money.amount(line.quantity, line.provisional_price)


def _floating(desk: Desk, line: QuoteLine) -> Chain:
    """A price that is named later: an agreed estimate stands, else the market's last counts."""
    if line.provisional_on is None and line.provisional_price is not None:
        return _kept(line) or _set_by_hand(desk, line, line.provisional_price)
    steps, found = _of_market(desk, line, "provisional_price")
    line.provisional_on = found.trade_date
    return chains.rounded(_with_premium(steps, line), places=4)


def _by_hand(desk: Desk, line: QuoteLine) -> Chain:
    given = line.fixed_price if line.list_price is None else line.list_price
    assert given is not None  # checked when the line was read
    steps = _kept(line)
    if steps is not None:
        return steps
    if line.discounts:
        line.list_price = given
    return chains.rounded(_less(_set_by_hand(desk, line, given), line), places=4)


def _kept(line: QuoteLine) -> Chain | None:
    """What somebody once set by hand keeps that person's name when it is priced again."""
    return chain(trace.read(line.trace)) if line.trace else None


def _set_by_hand(desk: Desk, line: QuoteLine, price: Decimal) -> Chain:
    told = {
        "by": desk.actor.label,
        "by_id": desk.actor.user_id,
        "why": line.hand_reason,
        "on": desk.on.isoformat(),
    }
    return chain().set(price, kind="hand", label="hand", source=told)


def _built(
    desk: Desk, line: QuoteLine, cash: chains.Money, way: chains.Way, parts: sheets.UnitCosts
) -> Chain:
    """A fixed price worked out: base, discounts, tax, currency, the way there, rounding."""
    floor, rate = None, line.product.vat_rate
    if line.price_from == PriceFrom.BOOK:
        booked = books.of(desk.booked, line)
        steps, currency, included = chain(booked.steps), booked.currency, booked.tax_included
        floor, rate = booked.floor, booked.tax_rate
    elif line.price_from == PriceFrom.BENCHMARK:
        steps, _found = _of_market(desk, line, "price_from")
        one = desk.instruments[line.instrument_id]  # type: ignore[index]
        steps, currency = _with_premium(steps, line), one.currency
        included = one.tax_basis == Instrument.TaxBasis.INCLUSIVE
    else:
        steps, currency, included = parts.base(line), desk.quote.currency, False
    tax = chains.Tax(included=included, base_rate=rate, rate=desk.quote.tax_rate)
    line.list_price = steps.value
    line.floor_price = None
    if floor is not None:
        low = chain().set(floor, kind="floor", label="floor")
        line.floor_price = _landed(low, desk, tax, cash, way, currency).value
    return _landed(_less(steps, line), desk, tax, cash, way, currency)


def _landed(
    steps: Chain,
    desk: Desk,
    tax: chains.Tax,
    cash: chains.Money,
    way: chains.Way,
    currency: str,
) -> Chain:
    steps = cash.into(chains.taxed(steps, tax), currency)
    steps = chains.carried(steps, way)
    return chains.rounded(steps, places=desk.quote.price_places)


def _less(steps: Chain, line: QuoteLine) -> Chain:
    return chains.discounted(steps, [("", Decimal(str(one))) for one in line.discounts])


def _of_market(desk: Desk, line: QuoteLine, where: str) -> tuple[Chain, QuoteValue]:
    found = desk.last(line)
    if found is None:
        raise NoPriceYet(errors={f"lines.{line.seq - 1}.{where}": NoPriceYet.sentence})
    line.benchmark_price, line.benchmark_on = found.value, found.trade_date
    one = desk.instruments[found.instrument_id]
    told = {
        "instrument": one.code,
        "price": line.quote_kind,
        "on": found.trade_date.isoformat(),
        "quote": str(found.id),
        "version": found.version,
        "currency": one.currency,
    }
    return chain().set(found.value, kind="benchmark", label="benchmark", source=told), found


def _with_premium(steps: Chain, line: QuoteLine) -> Chain:
    return steps.add(line.premium, kind="premium", label="premium") if line.premium else steps
