"""Questions the first page and the auditors ask."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import Opportunity


def past_close(actor: Actor, *, on: date) -> QuerySet[Opportunity]:
    """This will give open opportunities the actor may see whose expected day has passed."""
    rows = policy.visible(Opportunity, actor).filter(state=State.OPEN, expected_close_on__lt=on)
    return rows.select_related("party", "stage").order_by("expected_close_on", "id")


class Step(NamedTuple):
    """A stage of the funnel: what is in it, in full and by probability, in 10,000 CNY."""

    name: str
    amount: Decimal
    weighted: Decimal


def funnel(actor: Actor) -> list[Step]:
    """This will sum the actor's open opportunities in CNY by stage, in the order of stages."""
    rows = policy.visible(Opportunity, actor).filter(state=State.OPEN, currency="CNY")
    sums = (
        rows.order_by()
        .values("stage__name", "stage__seq")
        .annotate(whole=Sum("amount"), part=Sum(F("amount") * F("probability")))
        .order_by("stage__seq", "stage__name")
    )
    return [Step(row["stage__name"], _wan(row["whole"]), _wan(row["part"])) for row in sums]


def _wan(amount: Decimal) -> Decimal:
    return money.cents(amount / 10_000)


def astray() -> QuerySet[Opportunity]:
    """This will find opportunities whose state is not the kind of their stage."""
    agree = Q(state=F("stage__kind")) | Q(state=State.OPEN, stage__kind="waiting")
    return Opportunity.objects.exclude(agree).select_related("stage").order_by("id")
