"""Setting up pools, recycle rules and capacity rules."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.access.models import Role
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.people import handover
from backend.core.people.models import Unit, User
from backend.crm.pool import clocks
from backend.crm.pool.actions import entries
from backend.crm.pool.models import CapacityRule, Pool, PoolEntry, PoolMember, RecycleRule

log.declare(
    "crm.pool.created",
    "crm.pool.changed",
    "crm.recycle_rule.created",
    "crm.recycle_rule.changed",
    "crm.capacity_rule.created",
    "crm.capacity_rule.changed",
)
MEMBERS = ("member_ids", "unit_ids", "admin_ids")


class NameTaken(Duplicate):
    """Two of the same name."""

    sentence = _("已有同名的公海池或规则，请换一个名称。")


class PoolMissing(Malformed):
    """A rule that leads to a pool must name it."""

    sentence = _("去向为公海池时，请选择公海池。")


class WarnsTooEarly(Malformed):
    """A warning before the customer was even collected."""

    sentence = _("提前提醒天数必须小于回收天数（最短 {days} 天）。")


class ExtendsByNothing(Malformed):
    """Extensions of no days."""

    sentence = _("允许延期时，请填写每次延期的天数。")


class OneSubject(Malformed):
    """A capacity rule for more than one kind of subject."""

    sentence = _("适用人员、角色、单元最多填写一项；都不填则适用所有人。")


class LimitsNothing(Malformed):
    """A capacity rule without a limit."""

    sentence = _("请至少填写一个上限。")


for _name in ("crm_pool_name_key", "crm_recyclerule_name_key"):
    documents.explains(_name, NameTaken())


@documents.verb
def create_pool(*, actor: Actor, id: UUID | None, **facts: Any) -> Pool:
    """This will open a pool with its members and its limits."""
    people = {name: facts.pop(name) for name in MEMBERS}
    pool = Pool(**_plain(facts, "scope_unit_id", Unit))
    if id is not None:
        pool.id = id
    documents.add(pool, actor=actor, event="crm.pool.created")
    _set_members(pool, **people)
    return pool


@documents.verb
def change_pool(pool_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Pool:
    """This will change a pool; what its members see of its customers follows at once."""
    pool = documents.lock(Pool, pool_id, actor=actor, permission="crm.change_pool")
    people = {name: changes.pop(name) for name in MEMBERS if name in changes}
    for name, value in _plain(changes, "scope_unit_id", Unit).items():
        setattr(pool, name, value)
    documents.save(pool, actor=actor, event="crm.pool.changed", payload=people)
    if people:
        _set_members(pool, **{**_members(pool), **people})
    if "hidden_fields" in changes:
        entries.refresh(PoolEntry.objects.filter(pool=pool))
    return pool


def _plain(facts: dict[str, Any], field: str, model: Any) -> dict[str, Any]:
    pk = facts.get(field)
    if pk is not None and not model.objects.filter(pk=pk).exists():
        raise Malformed(errors={field: _("没有这一项")})
    return {name: sorted(set(v)) if isinstance(v, set) else v for name, v in facts.items()}


def _members(pool: Pool) -> dict[str, list[Any]]:
    rows = list(PoolMember.objects.filter(pool=pool))
    return {
        "member_ids": [row.user_id for row in rows if row.user_id and not row.is_admin],
        "unit_ids": [row.unit_id for row in rows if row.unit_id],
        "admin_ids": [row.user_id for row in rows if row.is_admin],
    }


def _set_members(
    pool: Pool, *, member_ids: Iterable[int], unit_ids: Iterable[UUID], admin_ids: Iterable[int]
) -> None:
    admins, units = set(admin_ids), set(unit_ids)
    plain = set(member_ids) - admins
    _all_there(User, admins, "admin_ids")
    _all_there(User, plain, "member_ids")
    _all_there(Unit, units, "unit_ids")
    PoolMember.objects.filter(pool=pool).delete()
    PoolMember.objects.bulk_create(
        [
            *(PoolMember(pool=pool, user_id=pk, is_admin=True) for pk in sorted(admins)),
            *(PoolMember(pool=pool, user_id=pk) for pk in sorted(plain)),
            *(PoolMember(pool=pool, unit_id=pk) for pk in sorted(units)),
        ]
    )


def _all_there(model: Any, wanted: set[Any], field: str) -> None:
    if model.objects.filter(pk__in=wanted).count() != len(wanted):
        raise Malformed(errors={field: _("其中有不存在的人员或单元")})


@documents.verb
def create_rule(*, actor: Actor, id: UUID | None, **facts: Any) -> RecycleRule:
    """This will put a rule in force by which customers fall."""
    rule = RecycleRule(**_rule_facts(facts, actor=actor))
    if id is not None:
        rule.id = id
    _check_rule(rule)
    return documents.add(rule, actor=actor, event="crm.recycle_rule.created")


@documents.verb
def change_rule(rule_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> RecycleRule:
    """This will change a rule; the next night goes by it."""
    rule = documents.lock(RecycleRule, rule_id, actor=actor, permission="crm.change_recycle_rule")
    for name, value in _rule_facts(changes, actor=actor).items():
        setattr(rule, name, value)
    _check_rule(rule)
    return documents.save(rule, actor=actor, event="crm.recycle_rule.changed")


def _rule_facts(facts: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    found = _plain(facts, "for_unit_id", Unit)
    if "level_days" in found:
        found["level_days"] = [dict(row) for row in found["level_days"]]
    if found.get("pool_id") is not None:
        documents.refer(Pool, found["pool_id"], actor=actor, field="pool_id")
    return found


def _check_rule(rule: RecycleRule) -> None:
    if rule.target == RecycleRule.Target.POOL and rule.pool_id is None:
        raise PoolMissing(errors={"pool_id": PoolMissing.sentence})
    if unknown := [code for code in rule.exemptions if clocks.exemption(code) is None]:
        raise Malformed(errors={"exemptions": "、".join(unknown)})
    shortest = min([rule.days, *(row["days"] for row in rule.level_days)])
    if any(days >= shortest for days in rule.warn_days):
        early = WarnsTooEarly(days=shortest)
        raise WarnsTooEarly(errors={"warn_days": str(early)}, days=shortest)
    if rule.max_extensions and not rule.extension_days:
        raise ExtendsByNothing(errors={"extension_days": ExtendsByNothing.sentence})


@documents.verb
def create_capacity(*, actor: Actor, id: UUID | None, **facts: Any) -> CapacityRule:
    """This will limit how many customers somebody may have."""
    rule = CapacityRule(**_capacity_facts(facts))
    if id is not None:
        rule.id = id
    _check_capacity(rule)
    return documents.add(rule, actor=actor, event="crm.capacity_rule.created")


@documents.verb
def change_capacity(rule_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> CapacityRule:
    """This will change how many customers somebody may have."""
    rule = documents.lock(CapacityRule, rule_id, actor=actor, permission="crm.change_capacity_rule")
    for name, value in _capacity_facts(changes).items():
        setattr(rule, name, value)
    _check_capacity(rule)
    return documents.save(rule, actor=actor, event="crm.capacity_rule.changed")


def _capacity_facts(facts: dict[str, Any]) -> dict[str, Any]:
    for field, model in (("user_id", User), ("role_id", Role), ("for_unit_id", Unit)):
        facts = _plain(facts, field, model)
    return facts


def _check_capacity(rule: CapacityRule) -> None:
    if sum(pk is not None for pk in (rule.user_id, rule.role_id, rule.for_unit_id)) > 1:
        raise OneSubject
    if rule.max_owned is None and rule.max_locked is None:
        raise LimitsNothing(errors={"max_owned": LimitsNothing.sentence})


@handover.also
def step_in(going: handover.Going) -> int:
    """This will put the next person into the pools of somebody who leaves."""
    rows = PoolMember.objects.filter(user_id=going.leaver_id)
    pools = dict(rows.values_list("pool_id", "is_admin"))
    rows.delete()
    known = PoolMember.objects.filter(user_id=going.seat.user_id, pool_id__in=pools)
    heirs = {member.pool_id: member for member in known}
    new = [
        PoolMember(pool_id=pool_id, user_id=going.seat.user_id, is_admin=is_admin)
        for pool_id, is_admin in pools.items()
        if pool_id not in heirs
    ]
    PoolMember.objects.bulk_create(new)
    admins = [pk for pk, member in heirs.items() if pools[pk] and not member.is_admin]
    PoolMember.objects.filter(user_id=going.seat.user_id, pool_id__in=admins).update(is_admin=True)
    return len(pools)
