"""Holding a machine, with a verb's permission or in the name of a paper above."""

from typing import Any
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.events import log
from backend.service.asset.models import Asset

CODE = "service.asset"

log.declare(
    f"{CODE}.created",
    f"{CODE}.changed",
    f"{CODE}.shipped",
    f"{CODE}.placed",
    f"{CODE}.installed",
    f"{CODE}.commissioned",
    f"{CODE}.went_down",
    f"{CODE}.came_up",
    f"{CODE}.retired",
    f"{CODE}.returned",
    f"{CODE}.replaced",
    f"{CODE}.part_added",
    f"{CODE}.part_identified",
    f"{CODE}.part_swapped",
    f"{CODE}.part_removed",
    f"{CODE}.meter_added",
    f"{CODE}.meter_read",
    f"{CODE}.entitlement_granted",
    f"{CODE}.entitlement_revoked",
    f"{CODE}.visit_used",
)


def lock(asset_id: UUID, *, actor: Actor, verb: str) -> Asset:
    """This will lock a machine for a verb of a person."""
    return documents.lock(Asset, asset_id, actor=actor, permission=f"service.{verb}_asset")


def take(asset_id: UUID) -> Asset:
    """This will lock a machine for a paper above, whose own verb was allowed already."""
    rows = Asset.objects.select_for_update(of=("self",), no_key=True)
    asset = rows.get(pk=asset_id)
    documents.remember(asset)
    return asset


def save(asset: Asset, *, actor: Actor, event: str, reason: str = "", **facts: Any) -> Asset:
    """This will write the machine and tell, with its id for whoever collects its history."""
    payload = {"asset_id": asset.pk, "customer_id": asset.customer_id, **facts}
    return documents.save(
        asset, actor=actor, event=f"{CODE}.{event}", payload=payload, reason=reason
    )


def cause(source: Source | None) -> dict[str, Any]:
    """This will give the columns that say which paper caused a row."""
    if source is None:
        return {}
    return {"source_code": source.code, "source_id": source.id, "source_no": source.no}
