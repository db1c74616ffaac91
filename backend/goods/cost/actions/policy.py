"""By which method a company of ours values its goods, and the switch to another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.cost import queries
from backend.goods.cost.actions.pools import Cause
from backend.goods.cost.actions.switching import convert
from backend.goods.cost.models import CostEntry, CostingPolicy, CostPool, Revaluation

log.declare(
    "goods.costingpolicy.created",
    "goods.costingpolicy.changed",
    "goods.costingpolicy.switched",
)


class HasPolicy(Duplicate):
    """A company has one policy."""

    sentence = _("该公司已有计价政策，请在原政策上变更计价方法。")


class OtherwiseSoFar(Refusal):
    """Goods on the books follow another method already."""

    sentence = _(
        "“{party}”已有按“{method}”计价的库存：请先以该方法建立政策，再在期初变更计价方法。"
    )


class Posted(Refusal):
    """The new period has entries."""

    sentence = _(
        "“{party}”在 {on} 及以后已有成本流水（最近一笔 {last}），"
        "只能在尚未记账的月份第一天变更计价方法。"
    )


class SameMethod(Refusal):
    """Nothing would change."""

    sentence = _("当前计价方法已是“{method}”，无需变更。")


documents.explains("goods_costingpolicy_party_id", HasPolicy())


@documents.verb
def create(
    *, actor: Actor, id: UUID | None, party_id: UUID, method: str, since: date, note: str
) -> CostingPolicy:
    """This will set the method of a company of ours; raises OtherwiseSoFar."""
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    if party is None or not party.is_ours:
        raise Malformed(errors={"party_id": _("只能为本公司主体设置计价政策")})
    if CostingPolicy.objects.filter(party=party).exists():
        raise HasPolicy
    policy = CostingPolicy(party=party, method=method, since=since, note=note)
    if id is not None:
        policy.id = id
    for pool in queries.governed(party.pk).select_for_update(of=("self",), no_key=True):
        if pool.costing != method:
            raise OtherwiseSoFar(party=party, method=pool.get_costing_display())
    policy.no = numbering.next_number("CST", on=since)
    return documents.add(
        policy,
        actor=actor,
        event="goods.costingpolicy.created",
        permission="goods.create_costingpolicy",
    )


@documents.verb
def change(policy_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> CostingPolicy:
    """This will correct the note."""
    policy = documents.lock(
        CostingPolicy, policy_id, actor=actor, permission="goods.change_costingpolicy"
    )
    for name, value in changes.items():
        setattr(policy, name, value)
    return documents.save(policy, actor=actor, event="goods.costingpolicy.changed")


@documents.verb
def switch(
    policy_id: UUID, *, actor: Actor, at: datetime, on: date, method: str, reason: str
) -> CostingPolicy:
    """This will change the method on the first day of a month in which nothing is posted yet.

    Goods whose warehouse or product names no method go over; of each product it is recorded what
    it was worth before and after. Raises Posted, SameMethod.
    """
    known = documents.get(CostingPolicy, policy_id, actor=actor)
    pools = _pools(known.party_id)  # before the policy, as whoever opens a pool goes
    policy = documents.lock(
        CostingPolicy, policy_id, actor=actor, permission="goods.switch_costingpolicy"
    )
    _require_beginning(policy, on=on, at=at)
    if method == policy.method:
        raise SameMethod(method=policy.get_method_display())
    rows = _switched(policy, pools, on=on, method=method, reason=reason, by=actor.user_id)
    policy.method, policy.since = method, on
    payload = {
        "on": on,
        "method": method,
        "difference": money.total(row.cost_difference for row in rows),
    }
    return documents.save(
        policy, actor=actor, event="goods.costingpolicy.switched", payload=payload, reason=reason
    )


def _pools(party_id: UUID) -> list[CostPool]:
    """Lock every pool of the company, so that nothing is posted meanwhile."""
    rows = CostPool.objects.filter(owner_party_id=party_id).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def _require_beginning(policy: CostingPolicy, *, on: date, at: datetime) -> None:
    if on.day != 1:
        raise Malformed(errors={"on": _("只能在月份的第一天变更")})
    if on <= policy.since:
        raise Malformed(errors={"on": _("必须晚于现行方法的起用日期")})
    if on > timezone.localdate(at):
        raise Malformed(errors={"on": _("新期间尚未开始")})
    rows = CostEntry.objects.filter(pool__owner_party_id=policy.party_id, at__gte=midnight(on))
    last = rows.order_by("-at").values_list("at", flat=True).first()
    if last is not None:
        raise Posted(party=policy.party, on=on, last=timezone.localdate(last))


def midnight(on: date) -> datetime:
    """This will give the first moment of a day here."""
    return timezone.make_aware(datetime.combine(on, time.min))


def _switched(
    policy: CostingPolicy,
    pools: Iterable[CostPool],
    *,
    on: date,
    method: str,
    reason: str,
    by: int | None,
) -> list[Revaluation]:
    governed = set(queries.governed(policy.party_id).values_list("pk", flat=True))
    by_product: dict[UUID, list[CostPool]] = {}
    for pool in pools:
        if pool.pk in governed:
            by_product.setdefault(pool.product_id, []).append(pool)
    rows = []
    for product_id, mine in sorted(by_product.items()):
        row = Revaluation(policy=policy, on=on, product_id=product_id, reason=reason, by_id=by)
        row.before_method, row.after_method = policy.method, method
        row.quantity = sum((pool.quantity for pool in mine), Decimal("0.000"))
        row.cost_before = money.total(pool.value for pool in mine)
        row.cost_difference = _convert(mine, row, policy)
        row.cost_after = row.cost_before + row.cost_difference
        if row.quantity:
            rows.append(row)
    return Revaluation.objects.bulk_create(rows)


def _convert(pools: Sequence[CostPool], row: Revaluation, policy: CostingPolicy) -> Decimal:
    cause = Cause(midnight(row.on), Source.of(policy), row.pk, CostEntry.Kind.REVALUE)
    return money.total(
        convert(
            pool,
            method=row.after_method,
            holdings=queries.holdings(pool) if pool.quantity else [],
            cause=cause,
        )
        for pool in pools
    )
