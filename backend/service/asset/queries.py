"""Questions about machines: what is promised for them, what is in them, what happened to them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.core import overview
from backend.core.access.actor import Actor
from backend.goods.stock.models import LotLink
from backend.service.asset import calc
from backend.service.asset.models import Asset, Component, Entitlement, Reading
from backend.supply.receiving.models import GoodsReceiptLine

Ids = Callable[[UUID], Iterable[UUID]]
CODE = "service.asset"
DEPTH = 20
LABELS = "/m/"
_papers: dict[str, Ids] = {}


def tells(document: str) -> Callable[[Ids], Ids]:
    """This will register which papers of a kind belong to a machine's history.

    `@queries.tells("service.ticket")` over a function from an asset's id to the papers' ids.
    """

    def register(ids: Ids) -> Ids:
        _papers[document] = ids
        return ids

    return register


def history(
    asset_id: UUID, actor: Actor, *, before: int | None = None, limit: int = overview.LATEST
) -> list[dict[str, Any]]:
    """This will read all that happened to a machine, newest first, as far as the actor may see."""
    papers = {document: list(ids(asset_id)) for document, ids in _papers.items()}
    return overview.story({CODE: [asset_id], **papers}, actor, before=before, limit=limit)


def by_token(token: str) -> Asset | None:
    """This will find a machine by the code on its label; one that is over is found too."""
    rows = Asset.objects.select_related("product", "customer")
    return rows.filter(qr_token=token).first() if token else None


def label_path(token: str) -> str:
    """This will give the path that the code on a machine's label opens."""
    return f"{LABELS}{token}"


def tree(asset: Asset, *, depth: int = DEPTH) -> dict[str, Any]:
    """This will give a machine with its parts and the machines that are part of it, to the end."""
    below = asset.children.select_related("product").order_by("position", "no")
    return {
        "id": asset.pk,
        "no": asset.no,
        "serial": asset.serial,
        "product_name": asset.product.name,
        "position": asset.position,
        "state": asset.state,
        "parts": list(parts(asset.pk)),
        "children": [tree(child, depth=depth - 1) for child in below] if depth else [],
    }


def readings(asset_id: UUID, *, meter_id: UUID | None = None) -> QuerySet[Reading]:
    """This will give what the counters of a machine showed, the last first."""
    rows = Reading.objects.filter(meter__asset_id=asset_id)
    if meter_id is not None:
        rows = rows.filter(meter_id=meter_id)
    return rows.select_related("meter").order_by("-at", "-id")


def promises(asset_id: UUID) -> QuerySet[Entitlement]:
    """This will give what stands promised for a machine, in the order it ends."""
    return Entitlement.objects.filter(asset_id=asset_id, ended_at=None).order_by("ends_on", "id")


def entitlement(asset_id: UUID, on: date) -> Entitlement | None:
    """This will pick the promise to use for a machine on a day of Asia/Shanghai."""
    rows = list(promises(asset_id).filter(starts_on__lte=on, ends_on__gte=on))
    place = calc.best([_plain(row) for row in rows], on=on)
    return None if place is None else rows[place]


def _plain(row: Entitlement) -> calc.Promise:
    return calc.Promise(
        kind=row.kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        covers=row.covers_labour + row.covers_parts + row.covers_travel,
        response_hours=row.response_hours,
        visits_left=row.visits_left,
    )


def parts(asset_id: UUID) -> QuerySet[Component]:
    """This will give the parts in a machine now, by place."""
    rows = Component.objects.filter(asset_id=asset_id, removed_at=None)
    return rows.select_related("product", "lot", "supplier").order_by("position", "id")


def former_parts(asset_id: UUID) -> QuerySet[Component]:
    """This will give the parts that were in a machine once, the last removed first."""
    rows = Component.objects.filter(asset_id=asset_id, removed_at__isnull=False)
    return rows.select_related("product", "lot", "supplier").order_by("-removed_at", "id")


def above(asset: Asset) -> list[Asset]:
    """This will give the machines a machine is part of, the nearest first."""
    found: list[Asset] = []
    parent_id = asset.parent_id
    while parent_id is not None and len(found) < DEPTH:
        parent = Asset.objects.get(pk=parent_id)
        found.append(parent)
        parent_id = parent.parent_id
    return found


def origin(lot_id: UUID) -> UUID | None:
    """This will name the company a lot was received from; None when nobody knows."""
    rows = GoodsReceiptLine.objects.filter(lot_id=lot_id)
    return rows.values_list("receipt__party_id", flat=True).first()


def went_in(lot_id: UUID) -> dict[UUID, UUID]:
    """This will give, by product, the lots that went into a lot; a product of several has none."""
    rows = LotLink.objects.filter(child_id=lot_id, kind=LotLink.Kind.PROCESS)
    found: dict[UUID, list[UUID]] = {}
    for product_id, parent_id in rows.values_list("parent__product_id", "parent_id"):
        found.setdefault(product_id, []).append(parent_id)
    return {product_id: lots[0] for product_id, lots in found.items() if len(lots) == 1}
