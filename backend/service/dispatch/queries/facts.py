"""Everything a suggestion asks about, read in a handful of questions however many orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.registry import resource_of
from backend.goods.stock.models import Balance
from backend.service.dispatch.calc import Booking, Job, Person, Point, Rules
from backend.service.dispatch.models import WEIGHTS, DispatchRule
from backend.service.engineer import queries as engineers
from backend.service.engineer.models import Engineer
from backend.service.ticket.models import Clock
from backend.service.workorder.flow import BOOKED, DONE
from backend.service.workorder.models import PartUsed, WorkOrder

KNOWN_DAYS = timedelta(days=365)
OFTEN = 2
"""A part is expected where it was used so often for the same symptom of the same product."""

Expectation = Callable[[Sequence[WorkOrder]], dict[UUID, set[UUID]]]
_expectations: list[Expectation] = []


def expects(source: Expectation) -> Expectation:
    """This will register who knows which parts some orders take: the plan they come from."""
    _expectations.append(source)
    return source


@dataclass(frozen=True)
class Facts:
    """Orders and engineers as plain values, under the rule in force."""

    rule: DispatchRule
    rules: Rules
    orders: dict[UUID, WorkOrder]
    jobs: list[Job]
    people: list[Person]
    with_cost: bool


def rule_in_force() -> DispatchRule:
    """This will give the company's rule, or the usual weights where none is in force."""
    return DispatchRule.objects.filter(is_active=True).first() or DispatchRule(name=_("默认权重"))


def rules_of(rule: DispatchRule, *, at: datetime) -> Rules:
    """This will give a rule as plain values, from a moment to its horizon."""
    return Rules(
        weights={name: getattr(rule, name) for name in WEIGHTS},
        speed_kmh=rule.speed_kmh,
        detour=float(rule.detour),
        furthest_km=rule.furthest_km,
        until=at + timedelta(days=rule.horizon_days),
        zone=ZoneInfo(settings.TIME_ZONE),
    )


def gather(rows: QuerySet[WorkOrder], *, actor: Actor, at: datetime) -> Facts:
    """This will read orders and all engineers in sight; the count of questions is fixed."""
    rule = rule_in_force()
    rules = rules_of(rule, at=at)
    orders = list(rows.select_related("asset", "customer"))
    deadlines = _deadlines(orders)
    expected = _expected(orders)
    jobs = [_job(order, at, deadlines, expected) for order in orders]
    people = _people(actor, {o.customer_id for o in orders}, at=at, rules=rules)
    resource = resource_of(Engineer)
    return Facts(
        rule=rule,
        rules=rules,
        orders={order.pk: order for order in orders},
        jobs=jobs,
        people=people,
        with_cost=policy.readable(actor, resource, ["hourly_cost"]),
    )


def _job(
    order: WorkOrder,
    at: datetime,
    deadlines: dict[UUID, datetime],
    expected: dict[UUID, set[UUID]],
) -> Job:
    asset = order.asset
    deadline = deadlines.get(order.ticket_id) if order.ticket_id is not None else None
    return Job(
        id=order.pk,
        needs=tuple(order.skills),
        minutes=order.duration_minutes,
        ready=max(at, order.window_from or at),
        latest=order.window_until,
        deadline=deadline,
        site=None if asset is None else _point(asset.latitude, asset.longitude),
        address=order.site_address or ("" if asset is None else asset.address),
        customer_id=order.customer_id,
        expected=frozenset(expected.get(order.pk, ())),
    )


def _point(latitude: Any, longitude: Any) -> Point | None:
    return None if latitude is None or longitude is None else (float(latitude), float(longitude))


def _deadlines(orders: Iterable[WorkOrder]) -> dict[UUID, datetime]:
    """When somebody must be on site, else respond no later than the machine must run again."""
    rows = Clock.objects.filter(
        ticket_id__in=[o.ticket_id for o in orders if o.ticket_id is not None],
        kind__in=[Clock.Kind.ON_SITE, Clock.Kind.RESTORE],
        stopped_at=None,
        is_void=False,
    )
    found: dict[UUID, datetime] = {}
    for ticket_id, target in rows.values_list("ticket_id", "target_at"):
        found[ticket_id] = min(target, found.get(ticket_id, target))
    return found


def _expected(orders: Sequence[WorkOrder]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for source in _expectations:
        for order_id, products in source(orders).items():
            found[order_id] |= products
    told = [o for o in orders if o.asset is not None and o.symptom_code]
    if not told:
        return found
    used: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    rows = (
        PartUsed.objects.filter(
            taken_back_at=None,
            order__asset__product_id__in={o.asset.product_id for o in told if o.asset},
            order__symptom_code__in={o.symptom_code for o in told},
        )
        .values_list("order__asset__product_id", "order__symptom_code", "product_id")
        .annotate(times=Count("order", distinct=True))
        .filter(times__gte=OFTEN)
    )
    for model, symptom, product, _times in rows:
        used[model, symptom].add(product)
    for order in told:
        assert order.asset is not None
        found[order.pk] |= used[order.asset.product_id, order.symptom_code]
    return found


def _people(actor: Actor, customers: set[UUID], *, at: datetime, rules: Rules) -> list[Person]:
    rows = list(policy.visible(Engineer, actor).filter(is_active=True).order_by("no"))
    ids = [row.pk for row in rows]
    held = engineers.skills_of(ids)
    hours = engineers.hours_of(ids, starts_at=at, ends_at=rules.until)
    booked = _bookings(ids, at=at, until=rules.until)
    visits = _visits(ids, customers, since=at - KNOWN_DAYS)
    vans = _vans(rows)
    return [
        Person(
            id=row.pk,
            name=row.name,
            held=held[row.pk],
            home=_point(row.latitude, row.longitude),
            hours=hours[row.pk],
            booked=booked[row.pk],
            territory=row.territory,
            van=vans.get(row.van_id, frozenset()),
            visits=visits[row.pk],
            hourly=row.hourly_cost,
            hours_total=_hours((s, e) for s, e in hours[row.pk]),
            hours_booked=_hours((b.start, b.end) for b in booked[row.pk]),
        )
        for row in rows
    ]


def _hours(spans: Iterable[tuple[datetime, datetime]]) -> float:
    return sum((end - start).total_seconds() for start, end in spans) / 3600


def _bookings(ids: Sequence[UUID], *, at: datetime, until: datetime) -> dict[UUID, list[Booking]]:
    found: dict[UUID, list[Booking]] = defaultdict(list)
    rows = (
        WorkOrder.objects.filter(
            engineer_id__in=ids,
            state__in=BOOKED,
            scheduled_until__gt=at,
            scheduled_from__lt=until,
        )
        .order_by("scheduled_from")
        .values_list(
            "engineer_id",
            "scheduled_from",
            "scheduled_until",
            "asset__latitude",
            "asset__longitude",
        )
    )
    for engineer_id, start, end, latitude, longitude in rows:
        assert engineer_id is not None
        assert start is not None
        assert end is not None
        found[engineer_id].append(Booking(start, end, _point(latitude, longitude)))
    return found


def _visits(
    ids: Sequence[UUID], customers: set[UUID], *, since: datetime
) -> dict[UUID, dict[UUID, int]]:
    found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    rows = (
        WorkOrder.objects.filter(
            engineer_id__in=ids,
            customer_id__in=customers,
            state__in=DONE,
            completed_at__gte=since,
        )
        .values_list("engineer_id", "customer_id")
        .annotate(times=Count("id"))
    )
    for engineer_id, customer_id, times in rows:
        assert engineer_id is not None
        found[engineer_id][customer_id] = times
    return found


def _vans(rows: Iterable[Engineer]) -> dict[UUID | None, frozenset[UUID]]:
    found: dict[UUID | None, set[UUID]] = defaultdict(set)
    there = Balance.objects.filter(
        warehouse_id__in=[row.van_id for row in rows if row.van_id is not None],
        actual__gt=F("reserved"),
    )
    for van_id, product_id in there.values_list("warehouse_id", "product_id").distinct():
        found[van_id].add(product_id)
    return {van_id: frozenset(products) for van_id, products in found.items()}
