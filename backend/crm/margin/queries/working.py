"""What a line earns at a stage, as far as it is known by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from backend.core import money
from backend.core.documents.source import Source
from backend.crm.contract import queries as contracts
from backend.crm.contract.models import ContractLine
from backend.crm.delivery import queries as deliveries
from backend.crm.delivery.flow import State as DeliveryState
from backend.crm.delivery.models import Delivery
from backend.crm.fixing import queries as fixings
from backend.crm.margin import calc
from backend.crm.margin.models import CostSource, MarginCost, Stage
from backend.crm.margin.queries.late import late_costs
from backend.crm.settlement.flow import State as SettlementState
from backend.crm.settlement.models import SettlementLine
from backend.goods.cost import queries as costs
from backend.market.fx import queries as rates
from backend.market.instrument.models import Instrument
from backend.market.quote import queries as quotes

ZERO = Decimal("0.00")
NONE = Decimal("0.000")
ONE = Decimal(1)
OURS = "CNY"
ACCEPTED = (DeliveryState.SIGNED, DeliveryState.SETTLED)
ESTIMATES = {
    "reserved": CostSource.RESERVED,
    "layers": CostSource.LAYERS,
    "average": CostSource.AVERAGE,
}


class Price(NamedTuple):
    """A price with tax: the base, what comes on top, and whether some of it is only a mark."""

    base: Decimal
    premium: Decimal
    is_marked: bool


class Goods(NamedTuple):
    """What goods cost: the amount without tax, what is based on issues, and where it comes from."""

    material: Decimal | None
    issued: Decimal
    source: CostSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The figures of a line at a stage, ready to be kept."""

    stage: Stage
    figures: calc.Figures
    source: CostSource
    issued: Decimal
    is_marked: bool


def stage_of(line: ContractLine) -> Stage:
    """This will tell how far a line of a signed contract has come."""
    if _settled(line) is not None:
        return Stage.FINAL
    trucks = Delivery.objects.filter(line=line)
    if trucks.filter(state__in=ACCEPTED).exists():
        return Stage.PROVISIONAL
    if trucks.filter(state__in=deliveries.GONE).exists():
        return Stage.SHIP
    return Stage.ORDER


def quoted(line: ContractLine, *, on: date) -> Taken | None:
    """This will give what a line was quoted to earn; None when no quote led to it."""
    quote = line.quote_line
    if quote is None:
        return None
    unit = quote.fixed_price if quote.fixed_price is not None else quote.provisional_price
    premium = ZERO if quote.fixed_price is not None else quote.premium
    known = quote.cost_estimated is not None
    material = money.amount(quote.quantity, quote.cost_estimated or ZERO) if known else None
    return _taken(
        line,
        Stage.QUOTE,
        price=Price(unit - premium, premium, quote.fixed_price is None),
        weight=quote.quantity,
        goods=Goods(material, NONE, CostSource.QUOTED if known else CostSource.NONE),
        on=on,
    )


def now(line: ContractLine, *, stage: Stage, on: date) -> Taken:
    """This will work out what a line earns at a stage, as far as it is known by now."""
    settled = _settled(line) if stage == Stage.FINAL else None
    trucks = [] if stage == Stage.ORDER else _trucks(line)
    own = sum((truck.our_weight or NONE for truck in trucks), NONE)
    rest = NONE if settled is not None else _rest(line, own)
    goods = _goods(line, trucks, own=own, rest=rest)
    if settled is not None:
        premium = _premium(line)
        price = Price(settled.price - premium, premium, is_marked=False)
        return _taken(
            line,
            stage,
            price=price,
            weight=settled.quantity,
            goods=goods,
            on=on,
            excl=settled.amount_excl,
        )
    weight = sum((_sold(truck) for truck in trucks), NONE) + rest
    return _taken(line, stage, price=_price(line, weight), weight=weight, goods=goods, on=on)


def direct(line: ContractLine) -> dict[str, Decimal]:
    """This will sum the direct costs reported on a line by what they are."""
    rows = MarginCost.objects.filter(line=line).order_by().values_list("kind")
    return dict(rows.annotate(sum=Sum("cost_amount")))


def fx_rate(currency: str, *, on: date) -> Decimal:
    """This will give what one unit of a currency is worth in ours, by the newest rate known."""
    if currency == OURS:
        return ONE
    return rates.rate(f"{currency}/{OURS}", on, latest=True).value


def _settled(line: ContractLine) -> SettlementLine | None:
    rows = SettlementLine.objects.filter(line=line, settlement__state=SettlementState.ISSUED)
    return rows.order_by("-id").first()


def _trucks(line: ContractLine) -> list[Delivery]:
    rows = Delivery.objects.filter(line=line, state__in=deliveries.GONE)
    return list(rows.exclude(state=DeliveryState.REFUSED).order_by("id"))


def _sold(truck: Delivery) -> Decimal:
    is_accepted = truck.state in ACCEPTED and truck.settle_weight is not None
    return (truck.settle_weight if is_accepted else truck.our_weight) or NONE


def _rest(line: ContractLine, own: Decimal) -> Decimal:
    """Tonnes still to go: none once the line is delivered within its band."""
    if line.is_delivered or own >= contracts.delivery_band(line).min:
        return NONE
    return max(line.quantity - own, NONE)


def _price(line: ContractLine, weight: Decimal) -> Price:
    """Booked tranches first; what nobody priced stands at the provisional price."""
    if line.pricing == ContractLine.Pricing.FIXED:
        assert line.fixed_price is not None  # a constraint of the table
        return Price(line.fixed_price, ZERO, is_marked=False)
    called = [(row.quantity, row.base or ZERO, row.premium) for row in fixings.tranches(line.pk)]
    priced = sum((tonnes for tonnes, _base, _premium in called), NONE)
    if weight > priced:
        mark = line.provisional_price - line.premium
        called.append((weight - priced, mark, line.premium))
    base = calc.mean(((t, b) for t, b, _p in called), otherwise=line.provisional_price)
    premium = calc.mean(((t, p) for t, _b, p in called), otherwise=line.premium)
    return Price(base, premium, is_marked=weight > priced)


def _premium(line: ContractLine) -> Decimal:
    if line.pricing == ContractLine.Pricing.FIXED:
        return ZERO
    rows = ((row.quantity, row.premium) for row in fixings.tranches(line.pk))
    return calc.mean(rows, otherwise=line.premium)


def _goods(line: ContractLine, trucks: Sequence[Delivery], *, own: Decimal, rest: Decimal) -> Goods:
    """What has left at what it left with and what came late; the rest as it would cost now."""
    issued = money.total(costs.cost_of(Source.of(truck)) for truck in trucks)
    issued += late_costs([truck.pk for truck in trucks])
    if not rest:
        return Goods(issued, own, CostSource.ISSUED)
    value, source = _estimate(line, rest)
    return Goods(None if value is None else issued + value, own, source)


def _estimate(line: ContractLine, rest: Decimal) -> tuple[Decimal | None, CostSource]:
    found = costs.estimate(
        line.product_id,
        weight=rest,
        warehouse_id=line.warehouse_id,
        owner_party_id=line.contract.seller_id,
        line_id=line.pk,
    )
    if found.unit is not None:
        whole = found.value if found.covered == rest else money.amount(rest, found.unit)
        return whole, ESTIMATES[found.basis]
    unit = _replacement(line)
    if unit is None:
        return None, CostSource.NONE
    return money.amount(rest, unit), CostSource.REPLACEMENT


def _replacement(line: ContractLine) -> Decimal | None:
    """What the market asks for the metal now, without tax, in our currency."""
    known = [line.instrument] if line.instrument is not None else []
    named = Instrument.objects.filter(metal=line.product.metal, currency=OURS).order_by("code")
    for one in [*known, *named]:
        quote = quotes.latest(one.pk)
        if quote is not None and one.currency == OURS:
            rate = line.product.vat_rate if one.tax_basis == Instrument.TaxBasis.INCLUSIVE else ZERO
            return calc.untaxed(quote.value, rate=rate)
    return None


def _taken(
    line: ContractLine,
    stage: Stage,
    *,
    price: Price,
    weight: Decimal,
    goods: Goods,
    on: date,
    excl: Decimal | None = None,
) -> Taken:
    contract = line.contract
    rate, fx = contract.tax_rate, fx_rate(contract.currency, on=on)
    if excl is None:
        whole = money.amount(weight, price.base + price.premium)
        excl = money.vat_split(whole, rate).excl
    spent = {} if stage == Stage.QUOTE else direct(line)
    figures = calc.Figures(
        price=calc.untaxed(price.base, rate=rate),
        premium=calc.untaxed(price.premium, rate=rate),
        fx=fx,
        weight=weight,
        revenue=money.amount(excl, fx),
        material=goods.material,
        freight=spent.get(MarginCost.Kind.FREIGHT.value, ZERO),
        claims=spent.get(MarginCost.Kind.CLAIM.value, ZERO),
        other=spent.get(MarginCost.Kind.OTHER.value, ZERO),
        finance=spent.get(MarginCost.Kind.FINANCE.value, ZERO),
    )
    return Taken(
        stage=stage,
        figures=figures,
        source=goods.source,
        issued=goods.issued,
        is_marked=price.is_marked,
    )
