"""Questions about purchases."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, QuerySet, Sum

from backend.core import money
from backend.crm.contract import calc
from backend.crm.contract.calc import Band, Claim, Counters
from backend.crm.contract.queries import NoBasePrice, TermsMissing
from backend.goods.safety.queries import Place, incoming
from backend.market.quote import queries as quotes
from backend.supply.purchase.flow import OPEN
from backend.supply.purchase.models import Purchase, PurchaseLine, PurchaseTerm

ZERO = Decimal("0.00")
PRICED, PROVISIONAL = "priced", "provisional"
COST_PLACES = 4


class PurchaseShare(NamedTuple):
    """One instalment of a purchase at its present estimate or final amount."""

    term: PurchaseTerm
    amount: Decimal


def delivery_band(line: PurchaseLine) -> Band:
    """This will give the tonnes that fulfil a line, both ends included, unrounded."""
    return calc.band(line.quantity, more=line.tolerance_more, less=line.tolerance_less)


def ceiling(line: PurchaseLine) -> Decimal:
    """This will give the most tonnes a line takes or prices: the upper end of its band."""
    return delivery_band(line).max


def base_price(line: PurchaseLine, *, on: date) -> Decimal:
    """This will give the published price a line hangs on, or raise NoBasePrice."""
    assert line.instrument is not None  # a constraint of the table
    quote = quotes.settle(line.instrument.pk, on, kind=line.quote_kind)
    if quote is None:
        raise NoBasePrice(instrument=line.instrument.code, day=on)
    return quote.value


def expected_price(line: PurchaseLine) -> Decimal:
    """This will give the best price known of a line, with tax: final, called, else provisional.

    Tonnes already called count at their own prices, the others at the provisional price.
    """
    if line.final_price is not None:
        return money.price(line.final_price)
    if line.pricing == PurchaseLine.Pricing.FIXED:
        assert line.fixed_price is not None  # a constraint of the table
        return line.fixed_price
    rest = max(line.quantity - line.quantity_priced, Decimal(0))
    worth = line.amount_priced + rest * line.provisional_price
    return money.price(worth / (line.quantity_priced + rest))


def receipt_price(line: PurchaseLine, on: date) -> tuple[Decimal, str]:
    """This will give what goods received on a day are taken in at, with tax, and how sure it is.

    A fixed price and a settled one are "priced", everything else is "provisional".
    """
    is_priced = line.pricing == PurchaseLine.Pricing.FIXED or line.final_price is not None
    return expected_price(line), PRICED if is_priced else PROVISIONAL


def unit_cost(line: PurchaseLine, price: Decimal) -> Decimal:
    """This will turn a price of a line, with tax, into what a tonne costs us in yuan without it."""
    purchase = line.purchase
    return money.price(price / (1 + purchase.tax_rate) * purchase.fx_rate, places=COST_PLACES)


def cost(purchase: Purchase, amount: Decimal) -> Decimal:
    """This will turn an amount of a purchase, with tax, into our cost in yuan without it."""
    excl = money.vat_split(amount, purchase.tax_rate).excl
    return money.cents(excl * purchase.fx_rate)


def counters(line: PurchaseLine) -> Counters:
    """This will give how far a line has come, as plain values."""
    return Counters(
        pricing=line.pricing,
        band=delivery_band(line),
        priced=line.quantity_priced,
        shipped=line.quantity_received,
        is_delivered=line.is_received,
        is_final=line.final_price is not None,
        amount_final=line.amount_final,
        invoiced=line.amount_invoiced,
    )


def payment(purchase: Purchase) -> str:
    """This will tell how far a purchase is paid; only its final amount completes it."""
    final = purchase.amount_final
    if final is not None and purchase.amount_paid >= final:
        return calc.COMPLETE
    return calc.PARTIAL if purchase.amount_paid else calc.NONE


def claims(terms: list[PurchaseTerm]) -> list[Claim]:
    """This will give instalments as plain values, in their order."""
    return [Claim(percent=term.percent, amount=term.amount) for term in terms]


def shares(purchase: Purchase) -> list[PurchaseShare]:
    """This will share the purchase's amount over its instalments, to the cent."""
    terms = list(purchase.terms.all())
    if not terms:
        raise TermsMissing
    total = purchase.amount_estimated if purchase.amount_final is None else purchase.amount_final
    parts = calc.shares(claims(terms), total=total)
    return [PurchaseShare(term, part) for term, part in zip(terms, parts, strict=True)]


def open_quantity(line: PurchaseLine) -> Decimal:
    """This will give the agreed tonnes of a line that have not come yet, never below zero."""
    if line.is_received:
        return Decimal("0.000")
    return max(line.quantity - line.quantity_received, Decimal("0.000"))


def on_order(lines: QuerySet[PurchaseLine]) -> Decimal:
    """This will sum the tonnes of these lines that are ordered and have not come yet."""
    rows = lines.filter(purchase__state__in=OPEN, is_received=False)
    found = rows.aggregate(ordered=Sum("quantity"), came=Sum("quantity_received"))
    return max((found["ordered"] or ZERO) - (found["came"] or ZERO), ZERO)


@incoming
def confirmed(places: Iterable[Place], on: date, until: date) -> dict[Place, Decimal]:
    """This will give what suppliers still owe to warehouses within some days, late ones included.

    Tonnes are counted from the purchase being sent until they are received; a purchase without
    a last day of delivery promises nothing.
    """
    wanted = set(places)
    rows = (
        PurchaseLine.objects.filter(
            purchase__state__in=OPEN,
            purchase__delivery_until__lte=until,
            product_id__in={product for product, _ in wanted},
            warehouse_id__in={warehouse for _, warehouse in wanted},
            quantity__gt=F("quantity_received"),
        )
        .values_list("product_id", "warehouse_id")
        .annotate(tonnes=Sum(F("quantity") - F("quantity_received")))
        .order_by()
    )
    return {(row[0], row[1]): row[2] for row in rows if (row[0], row[1]) in wanted}
