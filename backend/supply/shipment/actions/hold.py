"""Holding a shipment for a verb, and telling what became of it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow
from backend.core.events import log
from backend.supply.shipment import calc
from backend.supply.shipment.models import Shipment, ShipmentPaper

CODE = "supply.shipment"
log.declare(
    "supply.shipment.planned",
    "supply.shipment.changed",
    "supply.shipment.booked",
    "supply.shipment.loaded",
    "supply.shipment.departed",
    "supply.shipment.diverted",
    "supply.shipment.went_on",
    "supply.shipment.arrived",
    "supply.shipment.delivered",
    "supply.shipment.refused",
    "supply.shipment.sent_back",
    "supply.shipment.returned",
    "supply.shipment.closed",
    "supply.shipment.cancelled",
    "supply.shipment.tracked",
    "supply.shipment.delayed",
    "supply.shipment.shared",
    "supply.shipment.unshared",
    "supply.shipment.customs_declared",
    "supply.shipment.customs_moved",
    "supply.shipment.paper_added",
    "supply.shipment.paper_received",
    "supply.shipment.paper_waived",
    "supply.shipment.freight_billed",
    "supply.shipment.freight_allocated",
)


def lock(
    shipment_id: UUID, *, actor: Actor, verb: str, states: Collection[str] | None = None
) -> Shipment:
    """This will lock a visible shipment for a verb, in one of the states given."""
    shipment = documents.lock(
        Shipment, shipment_id, actor=actor, permission=f"supply.{verb}_shipment"
    )
    if states is not None and shipment.state not in states:
        raise NotNow(
            verbs=documents.verbs_now(shipment, actor), state=documents.state_label(shipment)
        )
    return shipment


def save(
    shipment: Shipment, *, actor: Actor, event: str, reason: str = "", **facts: Any
) -> Shipment:
    """This will write the shipment and tell."""
    return documents.save(
        shipment, actor=actor, event=f"{CODE}.{event}", reason=reason, payload=facts
    )


def date_papers(shipment: Shipment) -> None:
    """This will bring the due days of the papers in line with departure and arrival."""
    leaves, comes = shipment.atd or shipment.etd, shipment.ata or shipment.eta
    etd = _day(leaves) or shipment.planned_on
    eta = _day(comes)
    changed = []
    for paper in shipment.papers.all():
        rule = calc.Paper(paper.kind, paper.counts_from, paper.offset_days)
        due_on = calc.due(rule, etd=etd, eta=eta)
        if due_on != paper.due_on:
            paper.due_on = due_on
            changed.append(paper)
    ShipmentPaper.objects.bulk_update(changed, ["due_on"])


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else timezone.localdate(moment)
