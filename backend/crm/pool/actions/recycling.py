"""What the rules do at night: warn, and take customers from those who let them lie."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.people import queries as people
from backend.crm.customer.actions import ownership
from backend.crm.customer.models import Customer
from backend.crm.pool import queries
from backend.crm.pool.actions import entries
from backend.crm.pool.models import PoolEntry, PoolLoan, RecycleRule, RecycleWarning
from backend.crm.pool.queries import Fall, Night, Warn

log.declare("crm.customer.recycled", "crm.customer.warned", "crm.recycle_rule.fallen")
BATCH = 2_000


class NotYet(Malformed):
    """A day that has not come."""

    sentence = _("只能按今天或以前的日期执行，之后的日期请用预览。")


@documents.verb
def recycle(on: date, *, actor: Actor, rules: Sequence[RecycleRule] | None = None) -> Night:
    """This will do what the rules say for a day, and tell what it did.

    The work is what `queries.night` says, asked again for each batch once its rows are locked.
    Doing it again the same day changes nothing.
    """
    falls: list[Fall] = []
    warns: list[Warn] = []
    plan = queries.night(on, rules=rules)
    keys = {fall.customer_id for fall in plan.falls} | {warn.customer_id for warn in plan.warns}
    concerned = sorted(keys)
    for start in range(0, len(concerned), BATCH):
        batch = concerned[start : start + BATCH]
        locked = _lock(batch)
        part = queries.night(on, rules=rules, only=batch)
        _let_fall(part.falls, locked, actor=actor)
        _warn(part.warns, locked, on=on, actor=actor)
        falls += part.falls
        warns += part.warns
    return Night(falls, warns)


def _lock(keys: Iterable[UUID]) -> dict[UUID, Customer]:
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {customer.pk: customer for customer in rows}


def _let_fall(falls: Sequence[Fall], locked: dict[UUID, Customer], *, actor: Actor) -> None:
    groups: dict[tuple[UUID, int | None], list[Fall]] = defaultdict(list)
    for fall in falls:
        groups[fall.rule.pk, fall.to_id].append(fall)
    for (_rule, to_id), group in groups.items():
        _take(group, [locked[fall.customer_id] for fall in group], to_id=to_id, actor=actor)


def _take(
    group: Sequence[Fall], customers: Sequence[Customer], *, to_id: int | None, actor: Actor
) -> None:
    rule, at = group[0].rule, context.now()
    names = {fall.owner_id: fall.owner_name for fall in group}
    before = [entries.From(c.owner_id, c.unit_id, names[c.owner_id or 0]) for c in customers]
    seat = None if to_id is None else people.seat(to_id, unit_id=None)
    pool = rule.pool if to_id is None else None
    ownership.give_all(
        customers,
        actor=actor,
        owner_id=seat.user_id if seat else None,
        unit_id=seat.unit_id if seat else None,
        event="crm.customer.recycled",
        payload={"rule": rule.pk, "rule_name": rule.name, "pool_to": pool.pk if pool else None},
        reason=rule.name,
        at=at,
    )
    if pool is not None:
        stay = entries.Stay(PoolEntry.Way.RECYCLE, rule.name, at, None)
        entries.put(pool, list(zip(customers, before, strict=True)), stay, actor=actor)
    if rule.grace_days:
        until = at + timedelta(days=rule.grace_days)
        loans = [
            PoolLoan(customer=customer, user_id=was.user_id, until=until)
            for customer, was in zip(customers, before, strict=True)
            if was.user_id is not None
        ]
        PoolLoan.objects.bulk_create(loans, batch_size=BATCH)


def _warn(warns: Sequence[Warn], locked: dict[UUID, Customer], *, on: date, actor: Actor) -> None:
    """Each threshold is told once; the unique row is what remembers it."""
    rows = [
        RecycleWarning(
            rule=warn.rule,
            customer_id=warn.customer_id,
            owner_id=warn.owner_id,
            threshold=warn.threshold,
            falls_on=warn.falls_on,
            warned_on=on,
        )
        for warn in warns
    ]
    RecycleWarning.objects.bulk_create(rows, batch_size=BATCH)
    groups: dict[tuple[UUID, date, int], list[Warn]] = defaultdict(list)
    for warn in warns:
        groups[warn.rule.pk, warn.falls_on, warn.threshold].append(warn)
    for (rule_id, falls_on, threshold), group in groups.items():
        log.emit_all(
            "crm.customer.warned",
            [(locked[warn.customer_id], {}) for warn in group],
            actor=actor,
            payload={
                "rule": rule_id,
                "rule_name": group[0].rule.name,
                "falls_on": falls_on,
                "threshold": threshold,
            },
        )


@documents.verb
def run(rule_id: UUID, *, actor: Actor, on: date) -> RecycleRule:
    """This will let one rule do now what it would do at night."""
    rule = documents.lock(RecycleRule, rule_id, actor=actor, permission="crm.run_recycle_rule")
    if on > timezone.localdate(context.now()):
        raise NotYet(errors={"on": NotYet.sentence})
    done = recycle(on, actor=actor, rules=[rule])
    return documents.save(
        rule,
        actor=actor,
        event="crm.recycle_rule.fallen",
        payload={"on": on, "fallen": len(done.falls), "warned": len(done.warns)},
    )
