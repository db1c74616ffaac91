"""What customers signed within a year."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Max, Sum
from django.db.models.functions import Coalesce

from backend.core import money
from backend.crm.contract.flow import State
from backend.crm.contract.models import Contract
from backend.crm.portrait.calc import Deals, Threshold
from backend.crm.portrait.models import LevelRule
from backend.market.fx import queries as fx

YEAR = timedelta(days=365)
BINDING = (State.EFFECTIVE, State.SUSPENDED, State.AMENDING, State.FULFILLED, State.CLOSED)
ZERO = Decimal("0.00")


def deals(*, on: date) -> dict[UUID, Deals]:
    """This will sum what each party signed in the year up to a day, in CNY.

    Money of another currency counts at the latest rate up to the day; without any rate it
    counts as a deal but not as an amount.
    """
    rows = (
        Contract.objects.filter(state__in=BINDING, signed_on__gt=on - YEAR, signed_on__lte=on)
        .order_by()
        .values("party_id", "currency")
        .annotate(
            last=Max("signed_on"),
            count=Count("id"),
            amount=Sum(Coalesce("amount_final", "amount_estimated")),
        )
    )
    rates: dict[str, Decimal | None] = {"CNY": Decimal(1)}
    found: dict[UUID, list[Deals]] = defaultdict(list)
    for row in rows:
        if row["currency"] not in rates:
            rates[row["currency"]] = _rate(row["currency"], on)
        rate = rates[row["currency"]]
        amount = ZERO if rate is None else money.cents(row["amount"] * rate)
        found[row["party_id"]].append(Deals((on - row["last"]).days, row["count"], amount))
    return {party: _joined(parts) for party, parts in found.items()}


def _rate(currency: str, on: date) -> Decimal | None:
    found = fx.find(f"{currency}/CNY", on, latest=True)
    return None if found is None else found.value


def _joined(parts: list[Deals]) -> Deals:
    return Deals(
        min(part.days for part in parts),
        sum(part.number for part in parts),
        money.total(part.amount for part in parts),
    )


def thresholds() -> list[Threshold]:
    """This will give the rules of the levels, the highest level first."""
    rows = LevelRule.objects.order_by("level").values_list("level", "amount", "count")
    return [Threshold(*row) for row in rows]
