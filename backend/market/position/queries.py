"""Questions about a position: the open months, what the market says of them, what is near."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from backend.market.position import calc
from backend.market.position.models import PositionBucket, PositionLimit
from backend.market.pricing.calc import position

Measure = PositionLimit.Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How much of a limit is used: the tonnes measured, their ratio and what it means."""

    limit: PositionLimit
    month: str
    tonnes: Decimal
    ratio: Decimal
    state: position.LimitState


def month_of(day: date) -> str:
    """This will name the month of a day: `2026-11`."""
    return f"{day:%Y-%m}"


def months(metal: str, *, on: date) -> dict[str, Decimal]:
    """This will give the net tonnes of a metal by month; what has passed counts as now."""
    rows = PositionBucket.objects.filter(metal=metal.lower()).values_list("month")
    nets = {str(month): tonnes for month, tonnes in rows.annotate(sum=Sum("quantity"))}
    return calc.rolled(nets, front=month_of(on))


def limits_on(metals: Iterable[str], *, on: date) -> QuerySet[PositionLimit]:
    """This will give the limits of metals that hold on a day."""
    wanted = [metal.lower() for metal in metals]
    rows = PositionLimit.objects.filter(metal__in=wanted, valid_from__lte=on)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("metal", "measure", "pk")


def uses(limit: PositionLimit, nets: dict[str, Decimal]) -> list[Use]:
    """This will measure a position against a limit; one on months is measured in each."""
    if limit.measure == Measure.NET:
        return [use(limit, "", calc.net(nets))]
    if limit.measure == Measure.GROSS:
        return [use(limit, "", calc.gross(nets))]
    wanted = [limit.month] if limit.month else sorted(nets)
    return [use(limit, month, nets.get(month, calc.NOTHING)) for month in wanted]


def use(limit: PositionLimit, month: str, tonnes: Decimal) -> Use:
    """This will say what so many tonnes mean to a limit."""
    found = position.utilisation(
        tonnes,
        limit=limit.tonnes,
        warn=limit.warn_at,
        breach=limit.breach_at,
        block=limit.block_at,
    )
    return Use(limit=limit, month=month, tonnes=tonnes, ratio=found.ratio, state=found.state)
