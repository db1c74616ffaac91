"""What a figure is asked about: days, a model, a team."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, Least

from backend.service.asset.models import Asset
from backend.service.figures.calc import Span
from backend.service.ticket.flow import State as TicketState
from backend.service.ticket.models import Clock, Ticket
from backend.service.workorder.models import WorkOrder

DROPPED = (TicketState.CANCELLED, TicketState.DUPLICATE)


@dataclass(frozen=True)
class Cut:
    """The span, and of which model and which team; None is all."""

    span: Span
    product_id: UUID | None = None
    unit_id: UUID | None = None


def tickets(cut: Cut) -> QuerySet[Ticket]:
    """This will give the tickets of a model and a team, whenever they came."""
    found = Q()
    if cut.product_id is not None:
        found &= Q(asset__product_id=cut.product_id)
    if cut.unit_id is not None:
        found &= Q(unit_id=cut.unit_id)
    return Ticket.objects.filter(found).exclude(state__in=DROPPED)


def faults(cut: Cut) -> QuerySet[Ticket]:
    """This will give the failures: tickets of a fault of a machine, not dropped or merged."""
    return tickets(cut).filter(kind=Ticket.Kind.FAULT, asset__isnull=False)


def opened(rows: QuerySet[Ticket], cut: Cut) -> QuerySet[Ticket]:
    """This will keep the tickets that came in the span."""
    return rows.filter(opened_at__gte=cut.span.from_at, opened_at__lt=cut.span.to_at)


def restored(rows: QuerySet[Ticket]) -> QuerySet[Any]:
    """This will tell of each ticket when the machine ran again.

    That is when the restore clock stopped; without such a clock, when the ticket was resolved.
    """
    clock = Clock.objects.filter(kind=Clock.Kind.RESTORE, is_void=False)
    return rows.annotate(
        restored_at=Coalesce(_first(clock, "stopped_at"), F("resolved_at")),
    )


def _first(clocks: QuerySet[Clock], column: str) -> Any:
    return Subquery(clocks.filter(ticket=OuterRef("pk")).values(column)[:1])


def orders(cut: Cut) -> QuerySet[WorkOrder]:
    """This will give the work orders of a model and a team."""
    found = Q()
    if cut.product_id is not None:
        found &= Q(asset__product_id=cut.product_id)
    if cut.unit_id is not None:
        found &= Q(unit_id=cut.unit_id)
    return WorkOrder.objects.filter(found)


def in_service(cut: Cut) -> QuerySet[Any]:
    """This will give the machines in service in the span, each with its days there as `days`.

    In service is from the day of commissioning, else of the signature for the delivery, to the
    day it ended on, both included. A machine with neither day is in nobody's service.
    """
    rows = Asset.objects.annotate(
        in_from=Coalesce("commissioned_on", "delivered_on"),
    ).filter(in_from__lte=cut.span.until)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=cut.span.since))
    if cut.product_id is not None:
        rows = rows.filter(product_id=cut.product_id)
    if cut.unit_id is not None:
        rows = rows.filter(unit_id=cut.unit_id)
    return rows


def days_in_service(cut: Cut, asset: Any) -> int:
    """This will count the days of the span one machine was in service."""
    first = max(asset["in_from"], cut.span.since)
    last = min(asset["ended_on"] or cut.span.until, cut.span.until)
    return int((last - first).days) + 1


def overlap(cut: Cut, start: str, end: str) -> Any:
    """This will measure in the database how long rows lasted within the span."""
    return ExpressionWrapper(
        Least(F(end), cut.span.to_at) - Greatest(F(start), cut.span.from_at),
        output_field=DurationField(),
    )
