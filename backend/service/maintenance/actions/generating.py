"""The generator: what falls due within the horizon, one visit for near days, orders in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.service.asset.models import Asset
from backend.service.maintenance import calc, queries
from backend.service.maintenance.actions import plans, visits
from backend.service.maintenance.flow import OPEN, OccasionState, PlanState
from backend.service.maintenance.models import MaintenancePlan, Occasion, Trigger

log.declare(
    "service.occasion.planned",
    "service.occasion.merged",
    "service.occasion.missed",
)
WHY = {
    "calendar": _("到期日历"),
    "floating": _("距上次完成"),
    "meter": _("计数表"),
    "condition": _("状态越限"),
}


@documents.verb
def generate(maintenance_plan_id: UUID, *, actor: Actor, on: date) -> MaintenancePlan:
    """This will bring a plan up to a day, as the clock does every night."""
    plan = plans.lock(maintenance_plan_id, actor, "generate")
    made = run(plan, actor=actor, on=on)
    return documents.save(
        plan, actor=actor, event="service.maintenance_plan.generated", payload={"made": made}
    )


@documents.verb
def follow(maintenance_plan_id: UUID, *, actor: Actor, on: date) -> int:
    """This will bring a plan up to a day for the clock; nothing is told where nothing is new."""
    rows = MaintenancePlan.objects.select_for_update(of=("self",), no_key=True)
    return run(rows.get(pk=maintenance_plan_id), actor=actor, on=on)


def run(plan: MaintenancePlan, *, actor: Actor, on: date) -> int:
    """This will plan, merge, order and miss what a locked plan calls for; gives how many are new.

    Done again for the same day it does nothing: a due key is made once for a plan and a machine.
    """
    assets = list(queries.assets_of(plan))
    ids = [asset.pk for asset in assets]
    made = 0
    if plan.state == PlanState.ACTIVE:
        made = _plan(plan, assets, actor=actor, on=on)
    standing = queries.open_on(ids)
    if plan.state == PlanState.ACTIVE:
        for rows in standing.values():
            _merge(plan, rows, actor=actor)
    for occasion in plan.occasions.filter(state__in=OPEN).select_related("asset", "plan"):
        _follow(occasion, set(ids), actor=actor, on=on)
    return made


def _plan(plan: MaintenancePlan, assets: Iterable[Asset], *, actor: Actor, on: date) -> int:
    triggers = list(plan.triggers.all())
    names = {t.meter_name for t in triggers if t.meter_name}
    wanted = list(assets)
    seen = queries.readings_of([a.pk for a in wanted], names) if names else {}
    last, known = queries.last_times(plan), queries.known_keys(plan)
    running = _running(plan)
    until = on + timedelta(days=plan.horizon_days)
    fresh: list[tuple[Asset, calc.Due, date]] = []
    for asset in wanted:
        for trigger in triggers:
            if (asset.pk, trigger_mark(trigger)) in running:
                continue
            readings = calc.totals(seen.get((asset.pk, trigger.meter_name), []))
            for due in _dues(plan, trigger, asset, readings, last.get(asset.pk), until):
                if due.key not in known[asset.pk]:
                    known[asset.pk].add(due.key)
                    fresh.append((asset, due, _day(plan, trigger, due)))
    fresh.sort(key=lambda found: (found[2], found[0].pk))
    for asset, due, day in fresh:
        _add(plan, asset, due, day, last.get(asset.pk), actor=actor, on=on)
    return len(fresh)


def _day(plan: MaintenancePlan, trigger: Trigger, due: calc.Due) -> date:
    """A threshold does not wait for a season."""
    if trigger.kind == Trigger.Kind.CONDITION:
        return due.on
    return calc.in_season(plan.season, due.on)


def trigger_mark(trigger: Trigger) -> str:
    """This will give how the keys of a trigger that counts from the last time begin."""
    if trigger.kind == Trigger.Kind.CALENDAR:
        return f"{trigger.every}{trigger.unit}~" if trigger.is_floating else ""
    if trigger.kind == Trigger.Kind.METER:
        step = calc.plain(trigger.step or Decimal(0))
        return f"{trigger.meter_name}~{step}:" if trigger.is_floating else ""
    sign = ">" if trigger.compare == "above" else "<"
    return f"{trigger.meter_name}{sign}{calc.plain(trigger.threshold or Decimal(0))}:"


def _running(plan: MaintenancePlan) -> set[tuple[UUID, str]]:
    """Triggers that count from the last time wait while their visit is still open."""
    marks = [m for m in map(trigger_mark, plan.triggers.all()) if m]
    rows = plan.occasions.filter(state__in=OPEN).values_list("asset_id", "due_key")
    return {(asset, mark) for asset, key in rows for mark in marks if key.startswith(mark)}


def _dues(
    plan: MaintenancePlan,
    trigger: Trigger,
    asset: Asset,
    seen: list[calc.Seen],
    last: date | None,
    until: date,
) -> list[calc.Due]:
    since = plan.active_from or until
    anchor = trigger.anchor_on or asset.commissioned_on or asset.delivered_on or since
    if trigger.kind == Trigger.Kind.CALENDAR:
        assert trigger.every is not None
        if trigger.is_floating:
            base = max(anchor, last or anchor)
            return calc.floating(base, trigger.every, trigger.unit, until=until)
        return calc.fixed(anchor, trigger.every, trigger.unit, since=since, until=until)
    if trigger.kind == Trigger.Kind.METER:
        assert trigger.step is not None
        return calc.metered(
            trigger.meter_name,
            trigger.step,
            seen,
            base=_base(seen, last if trigger.is_floating and last else since),
            is_floating=trigger.is_floating,
            until=until,
        )
    assert trigger.threshold is not None
    return calc.breached(
        trigger.meter_name,
        trigger.compare,
        trigger.threshold,
        seen,
        since=max(since - timedelta(days=1), last or since - timedelta(days=1)),
    )


def _base(seen: list[calc.Seen], day: date) -> Decimal:
    """What the meter showed on a day: the last reading by then, else the first there is."""
    before = [one.value for one in seen if one.at <= day]
    return before[-1] if before else (seen[0].value if seen else Decimal(0))


def _add(
    plan: MaintenancePlan,
    asset: Asset,
    due: calc.Due,
    day: date,
    last: date | None,
    *,
    actor: Actor,
    on: date,
) -> None:
    first, until = calc.window(day, early=plan.early_days, late=plan.late_days)
    occasion = Occasion(
        plan=plan,
        asset=asset,
        due_key=due.key,
        due_on=day,
        window_from=first,
        window_until=until,
        why=f"{WHY[due.why]} {due.key}",
        reading=due.reading,
        owner_id=plan.owner_id,
        unit_id=plan.unit_id,
        no=numbering.next_number("BYDQ", on=on),
    )
    documents.add(occasion, actor=actor, event="service.occasion.planned")
    if last is not None and 0 <= (day - last).days <= plan.skip_days and plan.skip_days:
        reason = str(_("{day} 刚做过")).format(day=last.isoformat())
        visits.leave_out(occasion, actor=actor, reason=reason)


def _merge(plan: MaintenancePlan, rows: list[Occasion], *, actor: Actor) -> None:
    """One visit serves days near each other: the plan's own, and those of plans it includes.

    The earlier of one plan's own days stays; an included plan's visit joins the fuller one.
    """
    included = set(plan.includes.values_list("pk", flat=True))
    mine = [row for row in rows if row.plan_id == plan.pk]
    stays: list[Occasion] = []
    for row in mine:
        target = next((s for s in stays if _near(plan, s, row)), None)
        if target is None:
            stays.append(row)
        elif row.state == OccasionState.PLANNED:
            _join(row, target, actor=actor)
    for row in rows:
        if row.plan_id in included and row.state == OccasionState.PLANNED:
            target = next((s for s in stays if _near(plan, s, row)), None)
            if target is not None:
                _join(row, target, actor=actor)


def _near(plan: MaintenancePlan, one: Occasion, other: Occasion) -> bool:
    is_standing = one.state in (OccasionState.PLANNED, OccasionState.ORDERED)
    return is_standing and abs((one.due_on - other.due_on).days) <= plan.merge_days


def _join(row: Occasion, target: Occasion, *, actor: Actor) -> None:
    documents.remember(row)
    row.merge()
    row.merged_into = target
    documents.save(row, actor=actor, event="service.occasion.merged", payload={"into": target.no})
    Occasion.objects.filter(merged_into=row).update(merged_into=target)


def _follow(occasion: Occasion, running: set[UUID], *, actor: Actor, on: date) -> None:
    """Order what is near, note what was missed, drop what has no machine left."""
    documents.remember(occasion)
    if occasion.asset_id not in running:
        if occasion.work_order_id is None:
            reason = str(_("设备已不在计划范围内"))
            visits.drop(occasion, actor=actor, reason=reason)
        return
    is_near = occasion.due_on - timedelta(days=occasion.plan.lead_days) <= on
    is_free = occasion.state == OccasionState.PLANNED and not occasion.reason
    if is_near and is_free and occasion.plan.state == PlanState.ACTIVE:
        visits.put_order(occasion, actor=actor, on=on)
    if occasion.window_until < on and occasion.state != OccasionState.MISSED:
        occasion.miss()
        documents.save(occasion, actor=actor, event="service.occasion.missed")
