"""How much of a target is attained, from the papers themselves."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.people.models import Membership, Unit
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.receivable.models import Allocation
from backend.crm.settlement.flow import State as SettlementState
from backend.crm.settlement.models import Settlement
from backend.crm.target.models import SalesTarget

HOME = "CNY"
BINDING = (
    ContractState.EFFECTIVE,
    ContractState.SUSPENDED,
    ContractState.AMENDING,
    ContractState.FULFILLED,
    ContractState.CLOSED,
)
ZERO = Decimal(0)


def attained(target: SalesTarget) -> Decimal:
    """This will add up what counts towards a target in its period."""
    return _COUNTS[target.metric](target)


def _contract_amount(target: SalesTarget) -> Decimal:
    """Σ final, else estimated, of contracts that bind, by the day of signing."""
    amount = Coalesce("amount_final", "amount_estimated")
    if target.product_id is not None:
        return _sum(_lines(target).filter(contract__currency=HOME), amount)
    rows = Contract.objects.filter(
        _within(target, "signed_on"), _of(target, ""), state__in=BINDING, currency=HOME
    )
    return _sum(rows, amount)


def _tonnes(target: SalesTarget) -> Decimal:
    return _sum(_lines(target), "quantity")


def _lines(target: SalesTarget) -> QuerySet[ContractLine]:
    return ContractLine.objects.filter(
        _within(target, "contract__signed_on"),
        _of(target, "contract__"),
        contract__state__in=BINDING,
    )


def _receipts(target: SalesTarget) -> Decimal:
    """Σ of what receipts paid, by the day they were matched; taken back counts as less."""
    rows = Allocation.objects.filter(
        _within(target, "on"), _of(target, "plan_line__contract__"), plan_line__currency=HOME
    )
    return _sum(rows, "amount")


def _margin(target: SalesTarget) -> Decimal:
    rows = Settlement.objects.filter(
        _within(target, "settled_on"),
        _of(target, "contract__"),
        state=SettlementState.ISSUED,
        contract__currency=HOME,
    )
    return _sum(rows, "margin")


_COUNTS: dict[str, Callable[[SalesTarget], Decimal]] = {
    SalesTarget.Metric.CONTRACT_AMOUNT: _contract_amount,
    SalesTarget.Metric.TONNES: _tonnes,
    SalesTarget.Metric.RECEIPTS: _receipts,
    SalesTarget.Metric.MARGIN: _margin,
}


def _within(target: SalesTarget, path: str) -> Q:
    return Q(**{f"{path}__gte": target.starts_on, f"{path}__lte": target.ends_on})


def _of(target: SalesTarget, path: str) -> Q:
    """What belongs to the person, to the unit and those below, or to the product's lines."""
    if target.person_id is not None:
        return Q(**{f"{path}owner_id": target.person_id})
    if target.for_unit_id is not None:
        return Q(**{f"{path}unit_id__in": below(target.for_unit_id)})
    return Q(product_id=target.product_id)


def _sum(rows: QuerySet[Any], what: Any) -> Decimal:
    return rows.aggregate(sum=Coalesce(Sum(what), ZERO))["sum"] or ZERO


def below(unit_id: UUID) -> list[UUID]:
    """This will give a unit and every unit below it."""
    children: dict[UUID | None, list[UUID]] = {}
    for pk, parent in Unit.objects.values_list("id", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found = [unit_id]
    for pk in found:
        found.extend(children.get(pk, []))
    return found


def running(*, since: date, until: date) -> QuerySet[SalesTarget]:
    """This will give the targets whose period touches the days asked for."""
    return SalesTarget.objects.filter(starts_on__lte=until, ends_on__gte=since).order_by("pk")


def of_today(actor: Actor, *, on: date) -> QuerySet[SalesTarget]:
    """This will give the targets the actor may see that run on a day, margins left out."""
    rows = policy.visible(SalesTarget, actor).filter(starts_on__lte=on, ends_on__gte=on)
    rows = rows.exclude(metric=SalesTarget.Metric.MARGIN)
    return rows.select_related("person", "for_unit", "product").order_by(
        "period", "starts_on", "pk"
    )


def told(target: SalesTarget) -> set[int]:
    """This will name who hears of a milestone: whose it is, who leads the unit, who set it.

    Of a margin only who set it hears.
    """
    people = {target.created_by_id}
    if target.metric != SalesTarget.Metric.MARGIN:
        people.add(target.person_id)
        if target.for_unit_id is not None:
            leads = Membership.objects.filter(unit_id=target.for_unit_id, is_lead=True)
            people.update(leads.values_list("user_id", flat=True))
    return {pk for pk in people if pk is not None}
