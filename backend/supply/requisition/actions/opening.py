"""A paper below or above wants something bought: one requisition a paper, however often told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.supply.requisition.actions.drafting import put_lines
from backend.supply.requisition.flow import LIVE
from backend.supply.requisition.models import Requisition, RequisitionLine

log.declare("supply.requisition.opened")


@dataclass(frozen=True)
class Need:
    """So many tonnes of a product by a day; `line_id` is the line of the paper that needs it."""

    product_id: UUID
    quantity: Decimal
    needed_on: date
    line_id: UUID | None = None
    warehouse_id: UUID | None = None
    brands: tuple[str, ...] = ()
    note: str = ""


@documents.verb
def open_for(
    *,
    actor: Actor,
    source: Source,
    reason_kind: str,
    lines: Sequence[Need],
    owner_id: int | None,
    unit_id: UUID | None,
    note: str = "",
) -> Requisition | None:
    """This will open a draft for what a paper needs, once; None when it needs nothing.

    A paper that has its requisition gets that one; an alert of safety stock gets a new one when
    the last is no longer open. No permission is asked, the paper's own verb was.
    """
    wanted = [need for need in lines if need.quantity > 0]
    if not wanted:
        return None
    known = Requisition.objects.filter(
        reason_kind=reason_kind, source_code=source.code, source_id=source.id
    )
    if reason_kind == Requisition.Reason.SAFETY_STOCK:
        known = known.filter(state__in=LIVE)
    if (found := known.select_for_update(no_key=True).first()) is not None:
        return found
    on = timezone.localdate(context.now())
    requisition = Requisition(
        no=numbering.next_number("CGSQ", on=on),
        reason_kind=reason_kind,
        source_code=source.code,
        source_id=source.id,
        source_no=source.no,
        made_on=on,
        needed_on=min(need.needed_on for need in wanted),
        owner_id=owner_id,
        unit_id=unit_id,
        note=note,
    )
    payload = {"source": source.code, "source_id": source.id, "lines": len(wanted)}
    documents.add(requisition, actor=actor, event="supply.requisition.opened", payload=payload)
    put_lines(requisition, [_line(need, source) for need in wanted])
    return requisition


def _line(need: Need, source: Source) -> RequisitionLine:
    return RequisitionLine(
        product_id=need.product_id,
        quantity=need.quantity,
        needed_on=need.needed_on,
        warehouse_id=need.warehouse_id,
        brands=list(need.brands),
        note=need.note,
        source_code=source.code,
        source_id=source.id,
        line_id=need.line_id,
    )
