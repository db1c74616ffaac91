"""Writing a requisition by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.supply.requisition.flow import State
from backend.supply.requisition.models import Requisition, RequisitionLine

log.declare("supply.requisition.created", "supply.requisition.changed")


class NoLines(Malformed):
    """Nothing is asked for."""

    sentence = _("采购申请至少要有一行。")


class NeededBefore(Malformed):
    """Goods are wanted before they were asked for."""

    sentence = _("需求日期不能早于申请日期。")


class Retired(Malformed):
    """The product is no longer traded."""

    sentence = _("该产品已停用，不能申请采购。")


class NotDraft(Malformed):
    """Only a draft is written anew."""

    status = 409
    sentence = _("只有草稿可以修改；请先撤回或重新编辑。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    reason_kind: str,
    note: str,
    lines: Sequence[Any],
) -> Requisition:
    """This will write down what somebody wants to be bought."""
    needs = _checked(lines, actor=actor, on=on)
    requisition = Requisition(
        no=numbering.next_number("CGSQ", on=on),
        reason_kind=reason_kind,
        made_on=on,
        needed_on=min(line.needed_on for line in needs),
        note=note,
    )
    if id is not None:
        requisition.id = id
    documents.add(
        requisition,
        actor=actor,
        event="supply.requisition.created",
        permission="supply.create_requisition",
        payload={"lines": len(needs)},
    )
    put_lines(requisition, needs)
    return requisition


@documents.verb
def change(requisition_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Requisition:
    """This will correct a draft; lines sent stand for all lines.

    A line that came from a paper keeps its place with it while its product stays.
    """
    requisition = documents.lock(
        Requisition, requisition_id, actor=actor, permission="supply.change_requisition"
    )
    if requisition.state != State.DRAFT:
        raise NotDraft
    lines = changes.pop("lines", None)
    for name, value in changes.items():
        setattr(requisition, name, value)
    payload: dict[str, Any] = {}
    if lines is not None:
        needs = _checked(lines, actor=actor, on=requisition.made_on)
        _keep_sources(requisition, needs)
        requisition.needed_on = min(line.needed_on for line in needs)
        requisition.lines.all().delete()
        put_lines(requisition, needs)
        payload = {"lines": [{"product_id": n.product_id, "quantity": n.quantity} for n in needs]}
    return documents.save(
        requisition, actor=actor, event="supply.requisition.changed", payload=payload
    )


def _checked(lines: Sequence[Any], *, actor: Actor, on: date) -> list[RequisitionLine]:
    if not lines:
        raise NoLines(errors={"lines": NoLines.sentence})
    products = documents.refer_all(Product, [x.product_id for x in lines], actor=actor)
    places = documents.refer_all(Warehouse, [x.warehouse_id for x in lines], actor=actor)
    found = []
    for place, line in enumerate(lines):
        at = f"lines.{place}"
        product = documents.named(products, line.product_id, field=f"{at}.product_id")
        if product is None or not product.is_active:
            raise Retired(errors={f"{at}.product_id": Retired.sentence})
        if line.needed_on < on:
            raise NeededBefore(errors={f"{at}.needed_on": NeededBefore.sentence})
        warehouse = documents.named(places, line.warehouse_id, field=f"{at}.warehouse_id")
        found.append(
            RequisitionLine(
                product=product,
                quantity=line.quantity,
                needed_on=line.needed_on,
                warehouse=warehouse,
                brands=list(line.brands),
                note=line.note,
            )
        )
    return found


def _keep_sources(requisition: Requisition, needs: list[RequisitionLine]) -> None:
    held = list(requisition.lines.exclude(source_id=None))
    for need in needs:
        known = next((row for row in held if row.product_id == need.product_id), None)
        if known is not None:
            held.remove(known)
            need.source_code, need.source_id = known.source_code, known.source_id
            need.line_id = known.line_id


def put_lines(requisition: Requisition, lines: Sequence[RequisitionLine]) -> None:
    """This will number and write the lines of a new requisition."""
    for seq, line in enumerate(lines, start=1):
        line.requisition, line.seq = requisition, seq
    RequisitionLine.objects.bulk_create(lines)
