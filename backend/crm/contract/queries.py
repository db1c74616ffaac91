"""Questions about contracts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.errors import Refusal
from backend.crm.contract import calc
from backend.crm.contract.calc import Band, Claim, Counters
from backend.crm.contract.models import Contract, ContractLine, PaymentTerm
from backend.goods.cost import queries as cost
from backend.market.quote import queries as quotes

ZERO = Decimal("0.00")
BEFORE_GOODS = (PaymentTerm.Trigger.SIGNING, PaymentTerm.Trigger.BEFORE_RELEASE)


class Share(NamedTuple):
    """One instalment of a contract at its present estimate or final amount."""

    term: PaymentTerm
    amount: Decimal


class NoBasePrice(Refusal):
    """The quote a provisional price hangs on is not known."""

    status = 422
    sentence = _("{instrument} 在 {day} 没有价格，不能据此计算暂定价。")


class TermsMissing(Refusal):
    """A contract has no instalments to share its amount over."""

    sentence = _("合同还没有付款条件。")


def delivery_band(line: ContractLine) -> Band:
    """This will give the tonnes that fulfil a line, both ends included, unrounded."""
    return calc.band(line.quantity, more=line.tolerance_more, less=line.tolerance_less)


def priced_ceiling(line: ContractLine) -> Decimal:
    """This will give the most tonnes that may be priced on a line: the upper end of its band."""
    return delivery_band(line).max


def base_price(line: ContractLine, *, on: date) -> Decimal:
    """This will give the published price a line hangs on, or raise NoBasePrice."""
    assert line.instrument is not None  # a constraint of the table
    quote = quotes.settle(line.instrument.pk, on, kind=line.quote_kind)
    if quote is None:
        raise NoBasePrice(instrument=line.instrument.code, day=on)
    return quote.value


def counters(line: ContractLine) -> Counters:
    """This will give how far a line has come, as plain values."""
    return Counters(
        pricing=line.pricing,
        band=delivery_band(line),
        priced=line.quantity_priced,
        shipped=line.quantity_shipped,
        is_delivered=line.is_delivered,
        is_final=line.final_price is not None,
        amount_final=line.amount_final,
        invoiced=line.amount_invoiced,
    )


def claims(terms: list[PaymentTerm]) -> list[Claim]:
    """This will give instalments as plain values, in their order."""
    return [Claim(percent=term.percent, amount=term.amount) for term in terms]


def shares(contract: Contract) -> list[Share]:
    """This will share the contract's amount over its instalments, to the cent."""
    terms = list(contract.terms.all())
    if not terms:
        raise TermsMissing
    total = contract.amount_estimated if contract.amount_final is None else contract.amount_final
    parts = calc.shares(claims(terms), total=total)
    return [Share(term, part) for term, part in zip(terms, parts, strict=True)]


def credit_part(contract: Contract) -> Decimal:
    """This will give the part of the estimate that the terms let us ship before it is paid."""
    return money.total(
        share.amount for share in shares(contract) if share.term.trigger not in BEFORE_GOODS
    )


def margin(contract: Contract) -> Decimal | None:
    """This will give the estimated margin without VAT; None while no cost is known."""
    if contract.cost_estimated is None:
        return None
    amount = contract.amount_estimated if contract.amount_final is None else contract.amount_final
    return money.vat_split(amount, contract.tax_rate).excl - contract.cost_estimated


def estimated_cost(lines: Sequence[ContractLine]) -> Decimal | None:
    """This will estimate what the goods of these lines cost us; None when any is unknown.

    Lines of one product are estimated together, else each would count on the cheapest stock.
    """
    weights: dict[tuple[UUID, UUID | None, UUID | None], Decimal] = defaultdict(Decimal)
    for line in lines:
        place = (line.product_id, line.warehouse_id, line.contract.seller_id)
        weights[place] += line.quantity
    wants = [cost.Want(*place, weight=weight) for place, weight in weights.items()]
    values = [estimate.value for estimate in cost.estimates(wants)]
    known = [value for value in values if value is not None]
    return money.total(known) if known and len(known) == len(values) else None


def signed_by_month(rows: QuerySet[Contract], *, months: int) -> list[tuple[date, Decimal]]:
    """This will sum the contracts signed in each month, the latest months that have any."""
    found = (
        rows.filter(signed_on__isnull=False)
        .order_by()
        .annotate(month=TruncMonth("signed_on"))
        .values_list("month")
        .annotate(sum=Sum(Coalesce("amount_final", "amount_estimated")))
        .order_by("-month")[:months]
    )
    return [(month, amount) for month, amount in reversed(found)]
