"""How well promises are kept, how often one visit is enough, how busy engineers are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from backend.service.engineer.models import Shift
from backend.service.figures import calc
from backend.service.figures.queries.cut import DROPPED, Cut, faults, orders, overlap
from backend.service.figures.queries.shape import Figure, Group
from backend.service.survey.models import Survey
from backend.service.ticket.models import Clock, Ticket
from backend.service.workorder.flow import DONE, State
from backend.service.workorder.models import Labour, WorkOrder

GRACE = timedelta(minutes=30)
HAPPY = 4
VISITED = [*DONE, State.DONE_PENDING_SIGN, State.FOLLOW_UP_NEEDED]
NONE = Decimal(0)


def visited(cut: Cut) -> QuerySet[Any]:
    """This will give the failures resolved in the span for which somebody went there."""
    visits = Q(work_orders__arrived_at__isnull=False, work_orders__state__in=VISITED)
    rows = faults(cut).filter(resolved_at__gte=cut.span.from_at, resolved_at__lt=cut.span.to_at)
    return rows.annotate(visits=Count("work_orders", filter=visits)).filter(visits__gt=0)


def first_time(cut: Cut) -> QuerySet[Any]:
    """This will give those of them that one visit was enough for and that stayed resolved."""
    return visited(cut).filter(visits=1, reopened=0)


def first_time_fix(cut: Cut) -> Figure:
    """Share of failures mended at the first visit, in percent.

    failures resolved in the span by exactly one visit and never reopened x 100
    / failures resolved in the span for which somebody went there
    """
    count, once = visited(cut).count(), first_time(cut).count()
    return Figure(
        "first_time_fix",
        calc.ratio(once, count, times=calc.HUNDRED),
        numerator=Decimal(once),
        denominator=Decimal(count),
        sample=count,
    )


def decided(cut: Cut) -> QuerySet[Clock]:
    """This will give the promises that were kept or broken in the span.

    A clock is decided when it stopped, or when its target passed while it ran. One that stands
    still, or is void, is not.
    """
    rows = Clock.objects.filter(is_void=False, paused_at=None)
    rows = rows.annotate(decided_at=Coalesce("stopped_at", "target_at"))
    rows = rows.filter(decided_at__gte=cut.span.from_at, decided_at__lt=cut.span.to_at)
    rows = rows.filter(Q(stopped_at__isnull=False) | Q(is_late=True))
    rows = rows.exclude(ticket__state__in=DROPPED)
    if cut.product_id is not None:
        rows = rows.filter(ticket__asset__product_id=cut.product_id)
    return rows if cut.unit_id is None else rows.filter(ticket__unit_id=cut.unit_id)


def kept(rows: QuerySet[Clock]) -> QuerySet[Clock]:
    """This will give the promises that were kept: stopped no later than their target."""
    return rows.filter(stopped_at__lte=F("target_at"))


def broken(cut: Cut) -> QuerySet[Ticket]:
    """This will give the tickets with a promise that was broken in the span."""
    late = decided(cut).exclude(pk__in=kept(decided(cut)).values("pk"))
    return Ticket.objects.filter(pk__in=late.values("ticket_id"))


def sla(cut: Cut) -> Figure:
    """Share of promises kept, in percent, all clocks together; by clock in the groups.

    clocks stopped no later than their target x 100 / clocks decided in the span
    """
    rows = decided(cut)
    count, good = rows.count(), kept(rows).count()
    return Figure(
        "sla",
        calc.ratio(good, count, times=calc.HUNDRED),
        numerator=Decimal(good),
        denominator=Decimal(count),
        sample=count,
    )


def sla_by_clock(cut: Cut) -> list[Group]:
    """This will give the share of promises kept of each kind of clock."""
    rows = decided(cut)
    every = dict(rows.values_list("kind").annotate(n=Count("pk")).order_by())
    good = dict(kept(rows).values_list("kind").annotate(n=Count("pk")).order_by())
    return [
        Group(
            str(kind.label),
            calc.ratio(good.get(kind.value, 0), every[kind.value], times=calc.HUNDRED),
            Decimal(good.get(kind.value, 0)),
            Decimal(every[kind.value]),
            every[kind.value],
        )
        for kind in Clock.Kind
        if kind.value in every
    ]


def arrivals(cut: Cut) -> QuerySet[WorkOrder]:
    """This will give the visits in the span that were promised for a time, with that time.

    The promise is the end of the customer's window, else half an hour after the planned start.
    """
    rows = orders(cut).filter(arrived_at__gte=cut.span.from_at, arrived_at__lt=cut.span.to_at)
    rows = rows.annotate(promised_at=Coalesce("window_until", F("scheduled_from") + GRACE))
    return rows.filter(promised_at__isnull=False)


def late_arrivals(cut: Cut) -> QuerySet[WorkOrder]:
    """This will give the visits that came later than promised."""
    return arrivals(cut).filter(arrived_at__gt=F("promised_at"))


def on_time(cut: Cut) -> Figure:
    """Share of visits that came in time, in percent.

    visits of the span arrived no later than promised x 100 / visits of the span with a promise
    """
    count, late = arrivals(cut).count(), late_arrivals(cut).count()
    return Figure(
        "on_time",
        calc.ratio(count - late, count, times=calc.HUNDRED),
        numerator=Decimal(count - late),
        denominator=Decimal(count),
        sample=count,
    )


def answers(cut: Cut) -> QuerySet[Survey]:
    """This will give the answers to surveys that came in the span."""
    rows = Survey.objects.filter(
        answered_at__gte=cut.span.from_at, answered_at__lt=cut.span.to_at, score__isnull=False
    )
    if cut.product_id is not None:
        rows = rows.filter(product_id=cut.product_id)
    return rows if cut.unit_id is None else rows.filter(unit_id=cut.unit_id)


def unhappy(cut: Cut) -> QuerySet[Survey]:
    """This will give the answers below four of five."""
    return answers(cut).filter(score__lt=HAPPY)


def csat(cut: Cut) -> Figure:
    """Share of content customers, in percent.

    answers of the span with four or five points of five x 100 / answers of the span
    """
    count, bad = answers(cut).count(), unhappy(cut).count()
    return Figure(
        "csat",
        calc.ratio(count - bad, count, times=calc.HUNDRED),
        numerator=Decimal(count - bad),
        denominator=Decimal(count),
        sample=count,
    )


def _worked(cut: Cut) -> dict[str, Decimal]:
    rows = Labour.objects.filter(stopped_at__gt=cut.span.from_at, started_at__lt=cut.span.to_at)
    if cut.unit_id is not None:
        rows = rows.filter(engineer__unit_id=cut.unit_id)
    if cut.product_id is not None:
        rows = rows.filter(order__asset__product_id=cut.product_id)
    length = overlap(cut, "started_at", "stopped_at")
    return _hours(rows.values_list("engineer__name", length))


def _present(cut: Cut) -> dict[str, Decimal]:
    rows = Shift.objects.filter(
        kind__in=Shift.PRESENT, ends_at__gt=cut.span.from_at, starts_at__lt=cut.span.to_at
    )
    if cut.unit_id is not None:
        rows = rows.filter(engineer__unit_id=cut.unit_id)
    return _hours(rows.values_list("engineer__name", overlap(cut, "starts_at", "ends_at")))


def _hours(rows: Iterable[tuple[str, timedelta]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for name, length in rows:
        found[name] += calc.hours(length)
    return found


def utilisation(cut: Cut) -> Figure:
    """Share of the engineers' hours on duty that are work at a machine, in percent.

    hours of labour in the span x 100 / hours of shifts to work or stand by in the span
    """
    worked, present = _worked(cut), _present(cut)
    total = sum(present.values(), NONE)
    done = sum((worked.get(name, NONE) for name in present), NONE)
    return Figure(
        "utilisation",
        calc.ratio(done, total, times=calc.HUNDRED),
        numerator=done.quantize(Decimal("0.01")),
        denominator=total.quantize(Decimal("0.01")),
        sample=len(present),
    )


def utilisation_by_engineer(cut: Cut) -> list[Group]:
    """This will give the utilisation of each engineer who was on duty."""
    worked, present = _worked(cut), _present(cut)
    groups = [
        Group(
            name,
            calc.ratio(worked.get(name, NONE), hours, times=calc.HUNDRED),
            worked.get(name, NONE).quantize(Decimal("0.01")),
            hours.quantize(Decimal("0.01")),
            1,
        )
        for name, hours in present.items()
    ]
    return sorted(groups, key=lambda one: (-(one.value or 0), one.name))
