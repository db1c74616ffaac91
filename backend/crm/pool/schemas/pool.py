"""Pools and the number of customers a person may have, as machines see them."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.pool import actions
from backend.crm.pool.models import CapacityRule, Pool
from backend.crm.pool.queries import members

UserId = types.count(1, 2_147_483_647)
Users = Annotated[list[UserId], Field(max_length=500)]
Units = Annotated[list[types.Id], Field(max_length=200)]
Days = types.count(0, 3_650)
Limit = types.count(1, 1_000_000)


class PoolIn(types.In):
    """What is needed to open a pool: what it takes, who may take from it, how much."""

    id: types.Id | None = None
    name: types.text(64, minimum=1)
    scope_unit_id: types.Id | None = None
    segments: Annotated[list[types.text(64, minimum=1)], Field(max_length=50)] = []
    provinces: Annotated[list[types.text(32, minimum=1)], Field(max_length=50)] = []
    member_ids: Users = []
    unit_ids: Units = []
    admin_ids: Users = []
    claim_limit: Limit | None = None
    claim_period: types.one_of(Pool.Period) = Pool.Period.DAY.value
    view_limit_per_day: Limit | None = None
    prev_owner_cooldown_days: Days = 0
    cooldown_covers_team: types.Flag = False
    new_data_protection_days: Days = 0
    hidden_fields: Annotated[list[types.one_of(Pool.Hidden)], Field(max_length=15)] = []
    priority: types.count(0, 10_000) = 100
    is_active: types.Flag = True


class PoolPatch(types.In):
    """The facts of a pool that may be changed; absent fields stay."""

    name: types.text(64, minimum=1) = ""
    scope_unit_id: types.Id | None = None
    segments: Annotated[list[types.text(64, minimum=1)], Field(max_length=50)] = []
    provinces: Annotated[list[types.text(32, minimum=1)], Field(max_length=50)] = []
    member_ids: Users = []
    unit_ids: Units = []
    admin_ids: Users = []
    claim_limit: Limit | None = None
    claim_period: types.one_of(Pool.Period) = Pool.Period.DAY.value
    view_limit_per_day: Limit | None = None
    prev_owner_cooldown_days: Days = 0
    cooldown_covers_team: types.Flag = False
    new_data_protection_days: Days = 0
    hidden_fields: Annotated[list[types.one_of(Pool.Hidden)], Field(max_length=15)] = []
    priority: types.count(0, 10_000) = 100
    is_active: types.Flag = True


class PoolRow(types.Out):
    """A pool in a list."""

    id: UUID
    name: str
    claim_limit: int | None
    claim_period: str
    view_limit_per_day: int | None
    prev_owner_cooldown_days: int
    priority: int
    is_active: bool
    version: int
    created_at: types.Moment


class PoolOut(PoolRow):
    """A pool in full, with how many customers wait in it."""

    scope_unit_id: UUID | None
    segments: list[str]
    provinces: list[str]
    member_ids: list[int]
    unit_ids: list[UUID]
    admin_ids: list[int]
    members: list[str]
    cooldown_covers_team: bool
    new_data_protection_days: int
    hidden_fields: list[str]
    waiting: int
    updated_at: types.Moment

    @staticmethod
    def resolve_member_ids(pool: Any) -> list[int]:
        """This will read the members who are people."""
        return [m.user_id for m in pool.members.all() if m.user_id and not m.is_admin]

    @staticmethod
    def resolve_unit_ids(pool: Any) -> list[UUID]:
        """This will read the members who are units."""
        return [m.unit_id for m in pool.members.all() if m.unit_id]

    @staticmethod
    def resolve_admin_ids(pool: Any) -> list[int]:
        """This will read the admins."""
        return [m.user_id for m in pool.members.all() if m.is_admin]

    @staticmethod
    def resolve_members(pool: Any) -> list[str]:
        """This will name the members, the admins first."""
        rows = sorted(pool.members.all(), key=lambda m: (not m.is_admin, m.user_id is None))
        return [f"{m}（{_('管理员')}）" if m.is_admin else str(m) for m in rows]

    @staticmethod
    def resolve_waiting(pool: Any) -> int:
        """This will count the customers that wait in it."""
        return members.waiting([pool.pk]).count()


class PoolFilters(Filters):
    """What pools can be filtered by."""

    is_active: types.Flag | None = None


class CapacityRuleIn(types.In):
    """How many customers somebody may have: a person, a role, a unit, or everybody."""

    id: types.Id | None = None
    name: types.text(64, minimum=1)
    user_id: UserId | None = None
    role_id: UserId | None = None
    for_unit_id: types.Id | None = None
    max_owned: types.count(0, 1_000_000) | None = None
    max_locked: types.count(0, 1_000_000) | None = None
    excludes_dealt: types.Flag = False
    is_active: types.Flag = True


class CapacityRulePatch(types.In):
    """The facts of a capacity rule that may be changed; absent fields stay."""

    name: types.text(64, minimum=1) = ""
    user_id: UserId | None = None
    role_id: UserId | None = None
    for_unit_id: types.Id | None = None
    max_owned: types.count(0, 1_000_000) | None = None
    max_locked: types.count(0, 1_000_000) | None = None
    excludes_dealt: types.Flag = False
    is_active: types.Flag = True


class CapacityRuleRow(types.Out):
    """A capacity rule in a list."""

    id: UUID
    name: str
    user_id: int | None
    role_id: int | None
    for_unit_id: UUID | None
    max_owned: int | None
    max_locked: int | None
    excludes_dealt: bool
    is_active: bool
    version: int
    created_at: types.Moment


class CapacityRuleOut(CapacityRuleRow):
    """A capacity rule in full."""

    updated_at: types.Moment


class CapacityRuleFilters(Filters):
    """What capacity rules can be filtered by."""

    is_active: types.Flag | None = None


def load_pool(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.prefetch_related("members__user", "members__unit")


POOL = declare(
    Resource(
        model=Pool,
        room="crm",
        name="pool",
        plural="pools",
        label=_("公海池"),
        out=PoolOut,
        row=PoolRow,
        create=Verb(actions.create_pool, _("新建"), PoolIn),
        change=Verb(actions.change_pool, _("修改"), PoolPatch),
        filters=PoolFilters,
        ordering=("created_at", "priority"),
        reach=members.near_pools,
        load=load_pool,
    )
)

CAPACITY_RULE = declare(
    Resource(
        model=CapacityRule,
        room="crm",
        name="capacity_rule",
        plural="capacity-rules",
        label=_("客户容量规则"),
        out=CapacityRuleOut,
        row=CapacityRuleRow,
        create=Verb(actions.create_capacity, _("新建"), CapacityRuleIn),
        change=Verb(actions.change_capacity, _("修改"), CapacityRulePatch),
        filters=CapacityRuleFilters,
        ordering=("created_at",),
        scoped=False,
    )
)
