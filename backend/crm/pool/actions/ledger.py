"""Writing down whose a customer was and is; a customer somebody got leaves its pool."""

from collections.abc import Mapping
from typing import Any

from backend.core import context
from backend.crm.customer.actions import ownership
from backend.crm.pool.models import OwnershipEvent, PoolEntry

LEFT = {"claim": PoolEntry.Way.CLAIM, "assign": PoolEntry.Way.ASSIGN}


@ownership.hears
def write(change: ownership.Change) -> None:
    """This will add a row for every customer that changed hands, and end its stay in a pool."""
    moved = [row for row in change.rows if (row.from_id, row.from_unit_id) != _to(row)]
    stays = _end_stays(change)
    OwnershipEvent.objects.bulk_create(
        [_row(row, change, stays.get(row.customer.pk)) for row in moved], batch_size=2_000
    )


def _to(row: ownership.Owned) -> tuple[Any, Any]:
    return (row.to_id, row.to_unit_id)


def _end_stays(change: ownership.Change) -> Mapping[Any, PoolEntry]:
    """Those who got an owner are no longer in a pool; the entry says who took them."""
    taken = {row.customer.pk: row.to_id for row in change.rows if row.to_id is not None}
    if not taken:
        return {}
    waiting = PoolEntry.objects.filter(customer_id__in=taken, left_at=None)
    stays = {
        entry.customer_id: entry
        for entry in waiting.select_for_update(of=("self",), no_key=True).order_by("pk")
    }
    for to_id in {taken[pk] for pk in stays}:
        keys = [entry.pk for pk, entry in stays.items() if taken[pk] == to_id]
        PoolEntry.objects.filter(pk__in=keys).update(
            left_at=change.at,
            left_how=LEFT.get(change.kind, PoolEntry.Way.OTHER),
            taken_by_id=to_id,
            updated_at=context.now(),
        )
    return stays


def _row(row: ownership.Owned, change: ownership.Change, stay: PoolEntry | None) -> OwnershipEvent:
    return OwnershipEvent(
        customer=row.customer,
        kind=change.kind,
        from_user_id=row.from_id,
        from_unit_id=row.from_unit_id,
        to_user_id=row.to_id,
        to_unit_id=row.to_unit_id,
        pool_from_id=change.facts.get("pool_from") or (stay.pool_id if stay else None),
        pool_to_id=change.facts.get("pool_to"),
        rule_id=change.facts.get("rule"),
        reason=change.reason,
        by_id=change.actor.user_id,
        created_at=change.at,
    )
