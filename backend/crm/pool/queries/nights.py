"""What falls and who is warned on a night: asked by the preview and by the run alike."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate

from backend.core.people.models import Membership, Unit
from backend.crm.customer.models import Customer
from backend.crm.pool import clocks
from backend.crm.pool.models import OwnershipEvent, RecycleExtension, RecycleRule, RecycleWarning
from backend.crm.pool.queries.members import units_below

Target = RecycleRule.Target


@dataclass(frozen=True)
class Warn:
    """A customer that will fall, and how many days before its owner is told."""

    rule: RecycleRule
    customer_id: UUID
    no: str
    name: str
    level: str
    owner_id: int
    owner_name: str
    counts_from: date
    falls_on: date
    threshold: int


@dataclass(frozen=True)
class Fall:
    """A customer that falls, and to whom: a pool or a person."""

    rule: RecycleRule
    customer_id: UUID
    no: str
    name: str
    level: str
    owner_id: int
    owner_name: str
    counts_from: date
    falls_on: date
    pool_id: UUID | None
    to_id: int | None


@dataclass(frozen=True)
class Night:
    """Everything the rules do on a day."""

    falls: Sequence[Fall]
    warns: Sequence[Warn]


def night(
    on: date,
    *,
    rules: Iterable[RecycleRule] | None = None,
    within: QuerySet[Customer] | None = None,
    only: Collection[UUID] | None = None,
) -> Night:
    """This will tell what falls and who is warned on a day, without writing anything.

    A customer falls by the first rule in order of priority. One statement a rule, whatever the
    number of customers. `within` and `only` cut to customers a reader sees, or to a batch.
    """
    falls: dict[UUID, Fall] = {}
    warns: list[Warn] = []
    leads = _Leads()
    for rule in active() if rules is None else rules:
        rows = timed(rule, on)
        rows = rows if within is None else rows.filter(pk__in=within.order_by().values("pk"))
        rows = rows if only is None else rows.filter(pk__in=only)
        due = Q(falls=True) | (Q(threshold__isnull=False) & ~Q(is_told=True))
        for row in rows.filter(due).order_by("pk").values(*COLUMNS):
            if not row["falls"]:
                warns.append(_warn(rule, row))
            elif row["pk"] not in falls and (fall := _fall(rule, row, leads)):
                falls[row["pk"]] = fall
    kept = [warn for warn in warns if warn.customer_id not in falls]
    return Night(list(falls.values()), kept)


def active() -> list[RecycleRule]:
    """This will give the rules in force, in the order in which they take customers."""
    rows = RecycleRule.objects.filter(is_active=True).select_related("pool")
    return list(rows.order_by("priority", "created_at", "pk"))


COLUMNS = (
    "pk", "no", "party__name", "level", "owner_id", "owner__name", "owner__username", "unit_id",
    "counts_from", "falls_on", "falls", "threshold", "previous_id",
)  # fmt: skip


def timed(rule: RecycleRule, on: date) -> QuerySet[Any]:
    """This will give the customers a rule applies to, each with the day it falls.

    The clock counts from the later of what happened last and the day the owner got it; an
    extension moves the day itself.
    """
    clock = clocks.clock(rule.clock)
    if clock is None:
        return Customer.objects.none()
    rows: QuerySet[Any] = applicable(rule, on).annotate(
        since=Coalesce("collected_at", "created_at")
    )
    rows = rows.annotate(happened=clock.when())
    rows = rows.filter(happened__isnull=False) if clock.needs_event else rows
    rows = rows.annotate(counts_from=Greatest(F("happened"), TruncDate("since")))
    rows = rows.annotate(due_on=_sum(F("counts_from"), _days(rule), DateField()))
    rows = rows.annotate(falls_on=Greatest(F("due_on"), _extended(rule)))
    left = Func(
        F("falls_on"), Cast(Value(on), DateField()),
        template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField(),
    )  # fmt: skip
    rows = rows.annotate(left=left)
    steps = [When(left__lte=days, then=Value(days)) for days in sorted(rule.warn_days)]
    told = RecycleWarning.objects.filter(
        customer=OuterRef("pk"), rule=rule, owner=OuterRef("owner_id"),
        falls_on=OuterRef("falls_on"), threshold__lte=OuterRef("threshold"),
    )  # fmt: skip
    rows = rows.annotate(
        falls=ExpressionWrapper(Q(left__lte=0), output_field=BooleanField()),
        threshold=Case(*steps, default=None, output_field=IntegerField()),
        previous_id=_previous(),
    )
    found: QuerySet[Any] = rows.annotate(is_told=Exists(told))
    return found


def applicable(rule: RecycleRule, on: date) -> QuerySet[Customer]:
    """This will give the owned, unlocked customers a rule speaks of and does not spare."""
    rows = Customer.objects.filter(owner__isnull=False).exclude(locked_until__gte=on)
    rows = rows.filter(level__in=rule.levels) if rule.levels else rows
    rows = rows.filter(segment__in=rule.segments) if rule.segments else rows
    rows = rows.filter(state__in=rule.states) if rule.states else rows
    if rule.for_unit_id is not None:
        rows = rows.filter(unit_id__in=units_below(rule.for_unit_id))
    spared = [found for code in rule.exemptions if (found := clocks.exemption(code))]
    if not spared:
        return rows
    return rows.exclude(reduce(or_, (Q(one.holds()) for one in spared)))


def _sum(first: Any, second: Any, kind: Any) -> Func:
    return Func(first, second, template="(%(expressions)s)", arg_joiner=" + ", output_field=kind)


def _days(rule: RecycleRule) -> Case:
    whens = [
        When(level=row["level"], then=Cast(Value(row["days"]), IntegerField()))
        for row in rule.level_days
    ]
    default = Cast(Value(rule.days), IntegerField())
    return Case(*whens, default=default, output_field=IntegerField())


def _extended(rule: RecycleRule) -> Subquery:
    """What the present owner was granted; a former owner's extensions are gone."""
    granted = RecycleExtension.objects.filter(
        customer=OuterRef("pk"), rule=rule, created_at__gte=OuterRef("since")
    )
    return Subquery(granted.order_by("-until").values("until")[:1])


def _previous() -> Subquery:
    came = OwnershipEvent.objects.filter(customer=OuterRef("pk"), to_user=OuterRef("owner_id"))
    still_here = came.filter(from_user__is_active=True).exclude(from_user=OuterRef("owner_id"))
    return Subquery(still_here.order_by("-created_at", "-pk").values("from_user")[:1])


def _warn(rule: RecycleRule, row: dict[str, Any]) -> Warn:
    return Warn(rule, threshold=row["threshold"], **_told(row))


def _fall(rule: RecycleRule, row: dict[str, Any], leads: "_Leads") -> Fall | None:
    to_id: int | None = None
    if rule.target == Target.PREVIOUS_OWNER:
        to_id = row["previous_id"]
    elif rule.target == Target.MANAGER:
        to_id = leads.of(row["unit_id"])
    if to_id == row["owner_id"]:
        return None
    pool = rule.pool if to_id is None else None
    if to_id is None and (pool is None or not pool.is_active):
        return None
    return Fall(rule, pool_id=pool.pk if pool else None, to_id=to_id, **_told(row))


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "customer_id": row["pk"],
        "no": row["no"],
        "name": row["party__name"],
        "level": row["level"],
        "owner_id": row["owner_id"],
        "owner_name": row["owner__name"] or row["owner__username"],
        "counts_from": row["counts_from"],
        "falls_on": row["falls_on"],
    }


class _Leads:
    """The nearest person who leads a unit, or one above it; read once when first asked."""

    def __init__(self) -> None:
        self._read = False
        self._parents: dict[UUID, UUID | None] = {}
        self._leads: dict[UUID, int] = {}

    def of(self, unit_id: UUID | None) -> int | None:
        if not self._read:
            self._read = True
            self._parents = dict(Unit.objects.values_list("pk", "parent_id"))
            held = Membership.objects.filter(is_lead=True, user__is_active=True)
            self._leads = dict(held.order_by("-user_id").values_list("unit_id", "user_id"))
        while unit_id is not None:
            if unit_id in self._leads:
                return self._leads[unit_id]
            unit_id = self._parents.get(unit_id)
        return None


def coming(customer_id: UUID, on: date) -> tuple[RecycleRule, date] | None:
    """This will tell which rule takes a customer next, and on which day; None is never."""
    found: list[tuple[date, int, RecycleRule]] = []
    for order, rule in enumerate(active()):
        row = timed(rule, on).filter(pk=customer_id).values("falls_on").first()
        if row is not None:
            found.append((row["falls_on"], order, rule))
    if not found:
        return None
    falls_on, _order, rule = min(found, key=lambda one: one[:2])
    return rule, falls_on


class Soon(NamedTuple):
    """A customer that falls within days, and by which rule."""

    customer_id: UUID
    name: str
    falls_on: date
    rule: RecycleRule


def soon(owner_id: int, on: date, *, days: int) -> list[Soon]:
    """This will list the customers of a person that fall within so many days, nearest first."""
    found: dict[UUID, Soon] = {}
    for rule in active():
        rows = timed(rule, on).filter(owner_id=owner_id, falls_on__lte=on + timedelta(days=days))
        for pk, name, falls_on in rows.values_list("pk", "party__name", "falls_on"):
            known = found.get(pk)
            if known is None or falls_on < known.falls_on:
                found[pk] = Soon(pk, name, falls_on, rule)
    return sorted(found.values(), key=lambda one: (one.falls_on, one.name))
