"""Customers as they are laid into a pool: a copy of what members may see, and no more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.core import context, search
from backend.core.access import policy
from backend.core.access.actor import Actor, system
from backend.core.events import log
from backend.crm.customer.models import Customer
from backend.crm.pool.models import Pool, PoolEntry

log.declare("crm.pool_entry.created")
BATCH = 1_000
POOL = system("crm.pool")
"""Members may read the news of an entry; who gave a customer back, and why, is its own news."""
Hidden = Pool.Hidden
EMPTY: dict[str, Any] = {"contacts": [], "last_contact_at": None, "last_deal_on": None}


@dataclass(frozen=True)
class Stay:
    """Why customers come into a pool: how, from whom, for what reason, since when."""

    way: str
    reason: str
    at: datetime
    put_by_id: int | None


@dataclass(frozen=True)
class From:
    """Whose a customer was before."""

    user_id: int | None
    unit_id: UUID | None
    name: str


def put(
    pool: Pool,
    customers: Sequence[tuple[Customer, From]],
    stay: Stay,
    *,
    actor: Actor,
    pk: UUID | None = None,
) -> list[PoolEntry]:
    """This will lay customers whom nobody has any more into a pool; `pk` names a single one."""
    read = _with_company([customer.pk for customer, _before in customers])
    made = [_entry(pool, read[customer.pk], before, stay) for customer, before in customers]
    for entry in made:
        entry.pk = pk or entry.pk
        entry.created_by_id = actor.user_id
    PoolEntry.objects.bulk_create(made, batch_size=BATCH)
    told: list[tuple[Any, dict[str, Any]]] = [(e, {"pool_id": [None, pool.pk]}) for e in made]
    log.emit_all("crm.pool_entry.created", told, actor=POOL)
    return made


def _with_company(keys: Collection[UUID]) -> dict[UUID, Customer]:
    rows = Customer.objects.select_related("party").prefetch_related("contacts")
    return rows.in_bulk(list(keys))


def _entry(pool: Pool, customer: Customer, before: From, stay: Stay) -> PoolEntry:
    now = context.now()
    entry = PoolEntry(
        pool=pool,
        customer=customer,
        since=stay.at,
        way=stay.way,
        reason=stay.reason,
        from_owner_id=before.user_id,
        from_unit_id=before.unit_id,
        put_by_id=stay.put_by_id,
        created_at=now,
        updated_at=now,
    )
    show(entry, customer, pool, from_name=before.name)
    return entry


def show(entry: PoolEntry, customer: Customer, pool: Pool, *, from_name: str) -> None:
    """This will write on an entry what members may see of its customer now."""
    party = customer.party
    facts: dict[str, Any] = {
        "customer_no": customer.no,
        "name": party.name,
        "level": customer.level,
        "segment": customer.segment,
        "source": customer.source,
        "province": party.province,
        "city": party.city,
        "industry": party.industry,
        "phone": policy.mask_phone(party.phone) if party.phone else "",
        "contacts": [_person(c) for c in customer.contacts.all() if c.left_on is None],
        "note": customer.note,
        "last_contact_at": customer.last_contact_at,
        "last_deal_on": customer.last_deal_on,
        "from_name": from_name,
        "reason": entry.reason,
    }
    facts |= {name: EMPTY.get(name, "") for name in pool.hidden_fields}
    entry.shown_reason = facts.pop("reason")
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.short_name = "" if Hidden.NAME in pool.hidden_fields else party.short_name
    columns = search.keys([str(getattr(entry, name)) for name in PoolEntry.SEARCH], [])
    for name, value in columns.items():
        setattr(entry, name, value)


def _person(contact: Any) -> dict[str, str]:
    phone = policy.mask_phone(contact.phone) if contact.phone else ""
    return {"name": contact.name, "title": contact.title, "role": contact.role, "phone": phone}


SHOWN = [
    *(f for f in Hidden.values if f != Hidden.REASON),
    "shown_reason",
    "short_name",
    "search_text",
    "search_private",
    "search_grams",
    "updated_at",
]


def refresh(rows: QuerySet[PoolEntry]) -> int:
    """This will show customers in pools as they are now: facts or what is hidden changed."""
    waiting = rows.filter(left_at=None).select_related("pool", "from_owner").order_by("pk")
    locked = list(waiting.select_for_update(of=("self",)))
    for start in range(0, len(locked), BATCH):
        batch = locked[start : start + BATCH]
        read = _with_company([entry.customer_id for entry in batch])
        for entry in batch:
            name = str(entry.from_owner) if entry.from_owner else ""
            show(entry, read[entry.customer_id], entry.pool, from_name=name)
            entry.updated_at = context.now()
        PoolEntry.objects.bulk_update(batch, SHOWN)
    return len(locked)
