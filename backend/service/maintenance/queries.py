"""Questions of maintenance: which machines, what was done last, what the meters say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.service.asset import queries as machines
from backend.service.asset.flow import State as AssetState
from backend.service.asset.models import Asset, Reading
from backend.service.dispatch import queries as dispatch
from backend.service.maintenance import calc
from backend.service.maintenance.flow import OPEN, OccasionState
from backend.service.maintenance.models import KitPart, MaintenancePlan, Occasion
from backend.service.workorder.models import WorkOrder

SOURCE = "service.occasion"
RUNNING = (AssetState.INSTALLED, AssetState.IN_SERVICE, AssetState.DOWN)


@machines.tells(SOURCE)
def ids_of_asset(asset_id: UUID) -> list[UUID]:
    """This will name the visits of a machine, for its history."""
    return list(Occasion.objects.filter(asset_id=asset_id).values_list("pk", flat=True))


def assets_of(plan: MaintenancePlan) -> QuerySet[Asset]:
    """This will give the machines a plan looks after: those named, else all that fit it."""
    rows = Asset.objects.filter(state__in=RUNNING).order_by("id")
    named = list(plan.assets.values_list("pk", flat=True))
    if named:
        return rows.filter(pk__in=named)
    if plan.product_id is not None:
        rows = rows.filter(product_id=plan.product_id)
    if plan.model:
        rows = rows.filter(product__grade=plan.model)
    if plan.customer_id is not None:
        rows = rows.filter(customer_id=plan.customer_id)
    return rows


def readings_of(
    assets: Iterable[UUID], names: Iterable[str]
) -> dict[tuple[UUID, str], list[calc.Seen]]:
    """This will give what meters showed, oldest first and as if never reset, in one question."""
    found: dict[tuple[UUID, str], list[calc.Seen]] = defaultdict(list)
    rows = Reading.objects.filter(meter__asset_id__in=list(assets), meter__name__in=list(names))
    for asset_id, name, at, value, is_reset in rows.order_by("at", "id").values_list(
        "meter__asset_id", "meter__name", "at", "value", "is_reset"
    ):
        found[asset_id, name].append(calc.Seen(timezone.localdate(at), value, is_reset))
    return found


def last_times(plan: MaintenancePlan) -> dict[UUID, date]:
    """This will give when each machine was last looked after under a plan.

    A visit that was merged counts when the one that served it was done, a skipped one on its day.
    """
    rows = plan.occasions.filter(
        Q(state=OccasionState.DONE)
        | Q(state=OccasionState.SKIPPED)
        | Q(state=OccasionState.MERGED, merged_into__state=OccasionState.DONE)
    )
    day = Coalesce("done_on", "merged_into__done_on", "due_on")
    return dict(rows.values_list("asset_id").annotate(last=Max(day)))


def known_keys(plan: MaintenancePlan) -> dict[UUID, set[str]]:
    """This will give the due keys a plan has made already, by machine."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for asset_id, key in plan.occasions.values_list("asset_id", "due_key"):
        found[asset_id].add(key)
    return found


def open_on(assets: Sequence[UUID]) -> dict[UUID, list[Occasion]]:
    """This will give what is planned or ordered on machines, of every plan."""
    found: dict[UUID, list[Occasion]] = defaultdict(list)
    rows = Occasion.objects.filter(asset_id__in=assets, state__in=OPEN).select_related("plan")
    for row in rows.order_by("due_on", "id"):
        found[row.asset_id].append(row)
    return found


def served_by(order_id: UUID) -> QuerySet[Occasion]:
    """This will give the due visit that an order was made for, or the one it carries on."""
    chain: list[UUID] = []
    here: UUID | None = order_id
    while here is not None and here not in chain:
        chain.append(here)
        here = WorkOrder.objects.filter(pk=here).values_list("parent_id", flat=True).first()
    return Occasion.objects.filter(work_order_id__in=chain).select_related("plan", "asset")


def compliance(
    actor: Actor,
    *,
    first: date,
    last: date,
    as_of: date,
    plan_id: UUID | None = None,
    customer_id: UUID | None = None,
) -> calc.Compliance:
    """This will judge the visits due in a period, of those in sight.

    Merged, skipped and cancelled ones are not counted: the visit they went with is.
    """
    rows = policy.visible(Occasion, actor).filter(
        due_on__range=(first, last), state__in=(*OPEN, OccasionState.DONE)
    )
    if plan_id is not None:
        rows = rows.filter(plan_id=plan_id)
    if customer_id is not None:
        rows = rows.filter(asset__customer_id=customer_id)
    judged = rows.values_list("window_from", "window_until", "done_on")
    return calc.compliance((calc.Judged(*row) for row in judged), as_of=as_of)


@dispatch.expects
def kits(orders: Sequence[WorkOrder]) -> dict[UUID, set[UUID]]:
    """This will tell dispatch which parts the orders of plans take, merged visits' included."""
    made = {o.source_id: o.pk for o in orders if o.source_code == SOURCE}
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if not made:
        return found
    served = Occasion.objects.filter(Q(pk__in=made) | Q(merged_into__in=made))
    plans = defaultdict(set)
    for pk, target, plan_id in served.values_list("pk", "merged_into_id", "plan_id"):
        plans[plan_id].add(made[target or pk])
    rows: Any = KitPart.objects.filter(plan_id__in=plans).values_list("plan_id", "product_id")
    for plan_id, product_id in rows:
        for order_id in plans[plan_id]:
            found[order_id].add(product_id)
    return found
