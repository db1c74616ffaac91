"""The papers of lots and machines, of whatever room, as far as a person may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q, Sum

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.registry import find, resource_of
from backend.crm.delivery.models import Delivery
from backend.goods.quality.models import (
    Assay,
    Certificate,
    Inspection,
    Nonconformity,
    QualityClaim,
)
from backend.goods.stock.models import StockMove
from backend.goods.weighing.models import WeighTicket
from backend.service.asset.models import Asset
from backend.service.ticket.models import Ticket
from backend.service.workorder.models import WorkOrder
from backend.supply.receiving.models import GoodsReceipt

Ids = dict[str, set[UUID]]
Key = tuple[str, UUID]
LOT = "goods.lot"
ZERO = Decimal("0.000")


class Paper(NamedTuple):
    """One paper of a trace; `party_id` is whose goods or whose call it was."""

    code: str
    label: str
    id: UUID
    no: str
    state: str
    party_id: UUID | None
    party_name: str


class Seen(NamedTuple):
    """The papers a person may see, the rows themselves, and how many they may not."""

    papers: list[Paper]
    rows: dict[tuple[str, UUID], Any]
    hidden: int


def came(lots: Iterable[UUID]) -> set[Key]:
    """This will give the papers by which lots came to be: received, or made of others."""
    return {key for _lot, key, weight in _moved(lots) if weight > 0}


def went(lots: Iterable[UUID]) -> dict[Key, Decimal]:
    """This will give the papers that took goods of lots, with how much; what came back is not."""
    found: dict[Key, Decimal] = {}
    for _lot, key, weight in _moved(lots):
        if weight < 0:
            found[key] = found.get(key, ZERO) - weight
    return found


def _moved(lots: Iterable[UUID]) -> Iterator[tuple[UUID, Key, Decimal]]:
    """What each paper moved of each lot; lots that became others are told as lots."""
    rows = StockMove.objects.filter(lot_id__in=list(lots)).exclude(source_code=LOT)
    for row in rows.values("lot_id", "source_code", "source_id").annotate(sum=Sum("actual")):
        yield row["lot_id"], (row["source_code"], row["source_id"]), row["sum"]


def gather(
    lots: set[UUID], assets: set[UUID], papers: Iterable[Key], *, is_up: bool = False
) -> Ids:
    """This will name every paper that is about lots, machines, or one of their papers.

    Looking up only, what was done with the goods afterwards is left out.
    """
    found: Ids = {}
    for code, pk in papers:
        found.setdefault(code, set()).add(pk)
    machines = Asset.objects.filter(pk__in=assets, delivery_id__isnull=False)
    for machine in [] if is_up else machines:
        if machine.delivery_id is not None:
            found.setdefault(machine.delivery_code, set()).add(machine.delivery_id)
    known = {pk for ids in found.values() for pk in ids}
    about = Q(lot_id__in=lots) | Q(source_id__in=known)
    asked: list[tuple[type[Model], Q]] = [
        (Inspection, about),
        (Nonconformity, about),
        (QualityClaim, about),
        (Assay, about),
        (Certificate, Q(lot_id__in=lots)),
        (WeighTicket, Q(source_id__in=known)),
        (Asset, Q(pk__in=assets)),
    ]
    if not is_up:
        asked += [
            (Ticket, Q(asset__in=assets)),
            (WorkOrder, Q(asset__in=assets) | Q(parts__lot__in=lots)),
        ]
    for model, condition in asked:
        rows = set(model._default_manager.filter(condition).values_list("pk", flat=True))
        if rows:
            found.setdefault(resource_of(model).code, set()).update(rows)
    _agreements(found)
    return found


def _agreements(found: Ids) -> None:
    """The contracts of deliveries and the purchases of receipts."""
    for model, field, target in (
        (Delivery, "contract_id", "crm.contract"),
        (GoodsReceipt, "purchase_id", "supply.purchase"),
    ):
        known = found.get(resource_of(model).code, set())
        rows = model._default_manager.filter(pk__in=known).values_list(field, flat=True)
        if ids := {pk for pk in rows if pk is not None}:
            found.setdefault(target, set()).update(ids)


def see(found: Mapping[str, set[UUID]], actor: Actor) -> Seen:
    """This will read the papers named, those out of sight counted and no more."""
    papers: list[Paper] = []
    rows: dict[tuple[str, UUID], Any] = {}
    hidden = 0
    for code, ids in sorted(found.items()):
        resource = find(code)
        if resource is None:
            continue
        seen = policy.visible(resource.model, actor).filter(pk__in=ids)
        names = {field.name for field in resource.model._meta.get_fields()}
        related = [name for name in ("party", "customer") if name in names]
        there = list(seen.select_related(*related) if related else seen)
        hidden += resource.model._default_manager.filter(pk__in=ids).count() - len(there)
        for row in sorted(there, key=lambda row: str(getattr(row, "no", "") or row.pk)):
            rows[code, row.pk] = row
            party = getattr(row, related[0]) if related else None
            papers.append(
                Paper(
                    code, str(resource.label), row.pk, str(row), documents.state_label(row),
                    party.pk if party is not None else None,
                    party.name if party is not None else "",
                )
            )  # fmt: skip
    return Seen(papers, rows, hidden)
