"""Questions about cost profiles and the prices built with them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.crm.freight.flow import State
from backend.crm.freight.models import CostProfile
from backend.market.fx import queries as fx
from backend.market.pricing.calc import elements, incoterms

HOME = "CNY"


class RateMissing(Refusal):
    """A cost is in a currency that has no rate on the day."""

    sentence = _("没有 {currency}/CNY 在 {on} 或之前的汇率，请先录入，或在请求中给出。")


class NothingLeft(Refusal):
    """Shares of the price come to the whole of it."""

    sentence = _("按比例计算的费用合计达到或超过货值，无法得出价格。")


class Table(NamedTuple):
    """The prices of a lot under all eleven terms and the rates they were built with."""

    prices: dict[elements.Term, incoterms.TermPrice]
    fx: elements.Fx


def home_rate(currency: str, on: date) -> Decimal | None:
    """This will give what a currency costs at home on a day, by the newest rate up to it."""
    found = fx.find(f"{currency}/{HOME}", on, latest=True)
    return None if found is None else found.value


def fx_table(currency: str, others: Sequence[str], on: date) -> elements.Fx:
    """This will gather the rates of a price; a currency without one is left out."""
    rates = {HOME: Decimal(1)}
    for code in {currency, *others} - {HOME, ""}:
        rate = home_rate(code, on)
        if rate is not None:
            rates[code] = rate
    return elements.Fx(currency, rates)


def elements_of(profile: CostProfile) -> list[elements.Element]:
    """This will give the costs of a profile to the sums."""
    source = {"profile_id": str(profile.pk), "version": profile.version}
    return [
        elements.Element(
            kind=elements.Kind(row.kind),
            basis=elements.Basis(row.basis),
            amount=row.amount,
            currency=row.currency,
            only=frozenset(elements.Term(term) for term in row.only),
            source=source,
        )
        for row in profile.elements.all()
    ]


def profiles(origin: str, destination: str, *, on: date) -> QuerySet[CostProfile]:
    """This will give the active cost profiles of a way that hold on a day."""
    rows = CostProfile.objects.filter(
        state=State.ACTIVE,
        origin__iexact=origin,
        destination__iexact=destination,
        valid_from__lte=on,
        valid_until__gte=on,
    )
    return rows.prefetch_related("elements").order_by("name")


def table(
    *,
    net_back: Decimal,
    net_back_currency: str,
    costs: Sequence[elements.Element],
    quantity: elements.Quantity,
    fx: elements.Fx,
    on: date,
) -> Table:
    """This will price a lot under all eleven terms; raises RateMissing or NothingLeft."""
    try:
        found = incoterms.prices(net_back, costs, fx, quantity, currency=net_back_currency)
    except elements.UnknownCurrency as unknown:
        raise RateMissing(currency=unknown.currency, on=on) from unknown
    except incoterms.NoPrice as nothing:
        raise NothingLeft from nothing
    return Table(found, fx)
