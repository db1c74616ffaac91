"""How often machines fail, how long they stand, what it takes to keep them running."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from backend.service.asset.models import Component
from backend.service.figures import calc
from backend.service.figures.queries.cut import (
    DROPPED,
    Cut,
    days_in_service,
    faults,
    in_service,
    opened,
    restored,
)
from backend.service.figures.queries.shape import Figure, Group
from backend.service.ticket.models import Ticket
from backend.service.workorder.models import PartUsed

AGAIN = timedelta(days=30)
NOBODY = "—"


def failures(cut: Cut) -> QuerySet[Ticket]:
    """This will give the failures that were reported in the span."""
    return opened(faults(cut), cut)


def failure_rate(cut: Cut) -> Figure:
    """Failures per 100 machine-months.

    failures in the span x 100 / (sum of the machines' days in service in the span / 30)

    A failure is a ticket of a fault of a machine that was neither dropped nor merged. A month
    has 30 days.
    """
    days = _asset_days(cut)
    count = failures(cut).count()
    return Figure(
        "failure_rate",
        calc.ratio(count * calc.MONTH_DAYS, days, times=calc.HUNDRED),
        numerator=Decimal(count),
        denominator=Decimal(days),
        sample=count,
    )


def failure_rate_by(cut: Cut, by: str) -> list[Group]:
    """This will give the failure rate by `model`, by `batch` or by `supplier_lot`.

    By batch is by the lot the machine itself came in. By supplier lot is another question: of
    the components of one lot, how many were taken out in the span per 100 component-months.
    """
    if by == "supplier_lot":
        return _by_component(cut)
    column = {"model": "product__name", "batch": "lot__no"}[by]
    days: dict[str, int] = defaultdict(int)
    for row in in_service(cut).values("in_from", "ended_on", column):
        days[row[column] or NOBODY] += days_in_service(cut, row)
    counts: dict[str, int] = defaultdict(int)
    for name in failures(cut).values_list(f"asset__{column}", flat=True):
        counts[name or NOBODY] += 1
    return _rates(counts, days)


def _by_component(cut: Cut) -> list[Group]:
    rows = Component.objects.filter(lot__isnull=False, installed_at__lt=cut.span.to_at).filter(
        Q(removed_at=None) | Q(removed_at__gte=cut.span.from_at)
    )
    if cut.product_id is not None:
        rows = rows.filter(asset__product_id=cut.product_id)
    if cut.unit_id is not None:
        rows = rows.filter(asset__unit_id=cut.unit_id)
    seconds: dict[str, int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    columns = ("lot__no", "lot__their_no", "product__name", "installed_at", "removed_at")
    for row in rows.values(*columns):
        name = f"{row['product__name']} {row['lot__their_no'] or row['lot__no']}"
        ended = min(row["removed_at"] or cut.span.to_at, cut.span.to_at)
        length = ended - max(row["installed_at"], cut.span.from_at)
        seconds[name] += int(length.total_seconds())
        counts[name] += row["removed_at"] is not None and row["removed_at"] < cut.span.to_at
    return _rates(counts, {name: Decimal(s) / 86_400 for name, s in seconds.items()})


def _rates(counts: dict[str, int], days: dict[str, Any]) -> list[Group]:
    names = sorted(set(days) | set(counts))
    groups = [
        Group(
            name,
            calc.ratio(counts.get(name, 0) * calc.MONTH_DAYS, days.get(name, 0), times=100),
            Decimal(counts.get(name, 0)),
            Decimal(days.get(name, 0)).quantize(Decimal("0.01")),
            counts.get(name, 0),
        )
        for name in names
    ]
    return sorted(groups, key=lambda one: (-(one.value or 0), one.name))


def mtbf(cut: Cut) -> Figure:
    """Mean time between failures, in hours of running.

    (machine-days in service x 24 - hours down) / failures in the span

    A machine is down from the report of a failure until it ran again, within the span.
    """
    found = failures(cut)
    count = found.count()
    running = Decimal(_asset_days(cut) * 24) - _down(cut, found)
    return Figure(
        "mtbf",
        calc.ratio(running, count),
        numerator=running.quantize(Decimal("0.01")),
        denominator=Decimal(count),
        sample=count,
    )


def _down(cut: Cut, found: QuerySet[Ticket]) -> Decimal:
    total = Decimal(0)
    for start, end in restored(found).values_list("opened_at", "restored_at"):
        total += calc.hours(min(end or cut.span.to_at, cut.span.to_at) - start)
    return total


def mended(cut: Cut) -> QuerySet[Any]:
    """This will give the failures after which the machine ran again in the span."""
    rows = restored(faults(cut))
    return rows.filter(restored_at__gte=cut.span.from_at, restored_at__lt=cut.span.to_at)


def mttr(cut: Cut) -> Figure:
    """Mean time to repair, in hours by the calendar.

    sum of (ran again - reported) / failures after which the machine ran again in the span
    """
    spans = list(mended(cut).values_list("opened_at", "restored_at"))
    total = sum((calc.hours(end - start) for start, end in spans), Decimal(0))
    return Figure(
        "mttr",
        calc.ratio(total, len(spans)),
        numerator=total.quantize(Decimal("0.01")),
        denominator=Decimal(len(spans)),
        sample=len(spans),
    )


def repeats(cut: Cut) -> QuerySet[Ticket]:
    """This will give the failures of a machine whose last failure was resolved 30 days before."""
    before = Ticket.objects.filter(
        kind=Ticket.Kind.FAULT,
        asset=OuterRef("asset"),
        resolved_at__lte=OuterRef("opened_at"),
        resolved_at__gte=OuterRef("opened_at") - AGAIN,
    ).exclude(state__in=DROPPED)
    return failures(cut).filter(Exists(before))


def repeat(cut: Cut) -> Figure:
    """Share of failures that came again within 30 days, in percent.

    failures of the span on a machine with a failure resolved at most 30 days before x 100
    / failures in the span
    """
    count, again = failures(cut).count(), repeats(cut).count()
    return Figure(
        "repeat",
        calc.ratio(again, count, times=calc.HUNDRED),
        numerator=Decimal(again),
        denominator=Decimal(count),
        sample=count,
    )


def parts_used(cut: Cut) -> QuerySet[PartUsed]:
    """This will give the parts put into machines in the span and not taken back."""
    rows = PartUsed.objects.filter(
        at__gte=cut.span.from_at,
        at__lt=cut.span.to_at,
        taken_back_at=None,
        order__asset__isnull=False,
    )
    if cut.product_id is not None:
        rows = rows.filter(order__asset__product_id=cut.product_id)
    return rows if cut.unit_id is None else rows.filter(order__unit_id=cut.unit_id)


def parts(cut: Cut) -> Figure:
    """Parts put in per machine-year.

    quantity of parts used in the span x 365 / machine-days in service in the span
    """
    rows = parts_used(cut)
    total = rows.aggregate(total=Sum(F("quantity")))["total"] or Decimal(0)
    days = _asset_days(cut)
    return Figure(
        "parts",
        calc.ratio(total * calc.YEAR_DAYS, days),
        numerator=total,
        denominator=Decimal(days),
        sample=rows.count(),
    )


def _asset_days(cut: Cut) -> int:
    rows: Iterable[Any] = in_service(cut).values("in_from", "ended_on")
    return sum(days_in_service(cut, row) for row in rows)
