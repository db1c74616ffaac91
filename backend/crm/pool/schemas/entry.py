"""Customers in pools, and the history of owners, as machines see them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.party.schemas import AssignTo
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.pool import actions
from backend.crm.pool.models import OwnershipEvent, PoolEntry
from backend.crm.pool.queries import members


class PoolEntryIn(types.In):
    """Which customer goes to which pool, and why."""

    id: types.Id | None = None
    customer_id: types.Id
    pool_id: types.Id
    reason: types.Reason


class PoolEntryMove(types.In):
    """The pool in which a customer waits from now on."""

    pool_id: types.Id
    reason: types.Reason


class PoolEntryRow(types.Out):
    """A customer in a pool as its members see it in a list."""

    id: UUID
    pool_id: UUID
    pool_name: str
    customer_no: str
    name: str
    level: str
    segment: str
    province: str
    city: str
    industry: str
    since: types.Moment
    way: str
    last_deal_on: date | None
    left_at: types.Moment | None
    created_at: types.Moment
    version: int


class PoolPersonOut(types.Out):
    """A person of a customer in a pool; the phone stays masked until it is claimed."""

    name: str
    title: str
    role: str
    phone: str


class PoolEntryOut(PoolEntryRow):
    """A customer in a pool as its members see it when they open it; opening counts."""

    short_name: str
    source: str
    phone: str
    contacts: list[PoolPersonOut]
    note: str
    shown_reason: str
    from_name: str
    last_contact_at: datetime | None
    left_how: str
    customer_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_pool_name(entry: Any) -> str:
        """This will name the pool."""
        return str(entry.pool)

    @staticmethod
    def resolve_customer_id(entry: Any) -> UUID | None:
        """This will lead to the customer once somebody has it."""
        return entry.customer_id if entry.left_at is not None else None


class PoolEntryFilters(Filters):
    """What customers in pools can be filtered by; what a pool hides is found by nothing."""

    pool_id: types.Id | None = None
    level: types.text(8) | None = None
    segment: types.text(64) | None = None
    province: types.text(32) | None = None
    city: types.text(32) | None = None
    industry: types.text(64) | None = None
    way: types.one_of(PoolEntry.Way) | None = None
    is_waiting: types.Flag | None = None


def load_entry(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("pool")


def _waits(entry: Any) -> bool:
    return entry.left_at is None


POOL_ENTRY = declare(
    Resource(
        model=PoolEntry,
        room="crm",
        name="pool_entry",
        plural="pool-entries",
        label=_("公海客户"),
        out=PoolEntryOut,
        row=PoolEntryRow,
        create=Verb(actions.release, _("退回公海"), PoolEntryIn),
        verbs={
            "claim": Verb(actions.claim, _("领取"), states=ALWAYS, when=_waits),
            "assign": Verb(actions.assign, _("分配"), AssignTo, states=ALWAYS, when=_waits),
            "move": Verb(
                actions.move, _("移到其他公海"), PoolEntryMove, states=ALWAYS, when=_waits
            ),
        },
        filters=PoolEntryFilters,
        columns={"pool_name": "pool__name"},
        filter_paths={"is_waiting": lambda wanted: Q(left_at__isnull=wanted)},
        ordering=("created_at", "level"),
        reach=members.near,
        opened=actions.viewing.note,
        load=load_entry,
    )
)


class OwnershipEventRow(types.Out):
    """A customer changed hands."""

    id: UUID
    customer_id: UUID
    customer_no: str
    kind: str
    from_name: str | None
    to_name: str | None
    pool_from_name: str | None
    pool_to_name: str | None
    rule_name: str | None
    reason: str
    by_name: str | None
    created_at: types.Moment


class OwnershipEventOut(OwnershipEventRow):
    """A customer changed hands, with the ids of those concerned."""

    from_user_id: int | None
    to_user_id: int | None
    from_unit_id: UUID | None
    to_unit_id: UUID | None
    pool_from_id: UUID | None
    pool_to_id: UUID | None
    rule_id: UUID | None
    by_id: int | None

    @staticmethod
    def resolve_customer_no(event: Any) -> str:
        """This will name the customer."""
        return str(event.customer.no)

    @staticmethod
    def resolve_from_name(event: Any) -> str | None:
        """This will name who had it."""
        return str(event.from_user) if event.from_user else None

    @staticmethod
    def resolve_to_name(event: Any) -> str | None:
        """This will name who has it."""
        return str(event.to_user) if event.to_user else None

    @staticmethod
    def resolve_pool_from_name(event: Any) -> str | None:
        """This will name the pool it left."""
        return str(event.pool_from) if event.pool_from else None

    @staticmethod
    def resolve_pool_to_name(event: Any) -> str | None:
        """This will name the pool it went to."""
        return str(event.pool_to) if event.pool_to else None

    @staticmethod
    def resolve_rule_name(event: Any) -> str | None:
        """This will name the rule that took it."""
        return str(event.rule) if event.rule else None

    @staticmethod
    def resolve_by_name(event: Any) -> str | None:
        """This will name who did it."""
        return str(event.by) if event.by else None


class OwnershipEventFilters(Filters):
    """What the history of owners can be filtered by."""

    customer_id: types.Id | None = None
    kind: types.one_of(OwnershipEvent.Kind) | None = None
    from_user_id: types.count(1, 2_147_483_647) | None = None
    to_user_id: types.count(1, 2_147_483_647) | None = None


def load_event(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related(
        "customer", "from_user", "to_user", "pool_from", "pool_to", "rule", "by"
    )


OWNERSHIP_EVENT = declare(
    Resource(
        model=OwnershipEvent,
        room="crm",
        name="ownership_event",
        plural="ownership-events",
        label=_("归属记录"),
        out=OwnershipEventOut,
        row=OwnershipEventRow,
        filters=OwnershipEventFilters,
        columns={
            "customer_no": "customer__no",
            "from_name": "from_user__name",
            "to_name": "to_user__name",
            "pool_from_name": "pool_from__name",
            "pool_to_name": "pool_to__name",
            "rule_name": "rule__name",
            "by_name": "by__name",
        },
        ordering=("created_at",),
        scope_path="customer__",
        searchable=False,
        load=load_event,
    )
)

overview.papers("ownership", OWNERSHIP_EVENT, path="customer__party_id")
