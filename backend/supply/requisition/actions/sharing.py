"""Keeping lines that are bought together in step with the merged line that buys for them."""

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.supply.requisition import calc
from backend.supply.requisition.flow import State
from backend.supply.requisition.models import (
    Requisition,
    RequisitionLine,
    RequisitionOrder,
    RequisitionShare,
)

log.declare("supply.requisition.ordered", "supply.requisition.partly_ordered")


def free(requisition: Requisition) -> None:
    """This will give the lines behind a merged requisition back what it did not order."""
    shares = RequisitionShare.objects.filter(line__requisition=requisition)
    for share in shares.order_by("origin_id"):
        unused = share.quantity - share.filled
        if unused <= 0:
            continue
        origin = RequisitionLine.objects.select_for_update().get(pk=share.origin_id)
        origin.quantity_merged -= unused
        origin.save(update_fields=["quantity_merged"])
        share.quantity = share.filled
        share.save(update_fields=["quantity"])


def refill(line: RequisitionLine, *, actor: Actor, entry: RequisitionOrder) -> None:
    """This will pass what a merged line has on order on to the lines it buys for."""
    shares = list(line.shares.select_related("origin").order_by("origin__needed_on", "origin_id"))
    parts = calc.fill([share.quantity for share in shares], line.quantity_ordered)
    moved = [(s, part) for s, part in zip(shares, parts, strict=True) if part != s.filled]
    for share, part in sorted(moved, key=lambda pair: pair[0].origin.requisition_id):
        more = part - share.filled
        parent = Requisition.objects.select_for_update().get(pk=share.origin.requisition_id)
        documents.remember(parent)
        origin = RequisitionLine.objects.select_for_update().get(pk=share.origin_id)
        share.filled = part
        share.save(update_fields=["filled"])
        origin.quantity_ordered += more
        origin.quantity_merged -= more
        origin.save(update_fields=["quantity_ordered", "quantity_merged"])
        RequisitionOrder.objects.create(
            line=origin, event_no=entry.event_no, quantity=more, at=entry.at
        )
        settle(parent, actor=actor, payload={"line_id": origin.pk, "quantity": more})


def settle(requisition: Requisition, *, actor: Actor, payload: dict[str, object]) -> None:
    """This will move a requisition to where its lines are, and tell."""
    lines = requisition.lines.all()
    is_done = all(line.quantity_ordered >= line.quantity for line in lines)
    if requisition.state in (State.APPROVED, State.SOURCING) and is_done:
        requisition.order()
    elif requisition.state == State.APPROVED:
        requisition.source()
    elif requisition.state == State.ORDERED and not is_done:
        requisition.give_back()
    name = "ordered" if requisition.state == State.ORDERED else "partly_ordered"
    documents.save(requisition, actor=actor, event=f"supply.requisition.{name}", payload=payload)
