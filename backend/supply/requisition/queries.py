"""Questions about needs: what a contract lacks, and which approved lines are still to be bought."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Greatest

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents.source import Source
from backend.core.events.models import Event
from backend.core.invariants import invariant
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, ContractLine
from backend.goods.stock import queries as stock
from backend.goods.stock.models import Reservation
from backend.supply.processing import calc as processing
from backend.supply.processing.flow import UNDER_WAY
from backend.supply.processing.models import BomInput, MaterialEntry, ProcessOrder
from backend.supply.processing.queries.material import OVER
from backend.supply.requisition.flow import TO_BUY
from backend.supply.requisition.models import (
    Requisition,
    RequisitionLine,
    RequisitionOrder,
    RequisitionShare,
)

ZERO = Decimal(0)
BOUND = (ContractState.EFFECTIVE, ContractState.AMENDING, ContractState.SUSPENDED)
MOST = 100


def shortage(contract: Contract, *, signing: Event) -> list[tuple[ContractLine, Decimal]]:
    """This will give the tonnes of each line that stock does not cover.

    What the contract holds in reserve covers it; so does free stock that no contract signed
    before it, and not yet delivered, will take first.
    """
    found, used = [], dict[tuple[Any, ...], Decimal]()
    for line in contract.lines.select_related("contract").order_by("seq"):
        held = stock.reserved_for(Source.of(contract), line.pk)
        lacking = max(ZERO, line.quantity - line.quantity_shipped - held)
        if lacking > 0:
            key = (line.product_id, line.warehouse_id, tuple(line.brands))
            free = _free(line, signing) - used.get(key, ZERO)
            covered = min(lacking, max(ZERO, free))
            used[key] = used.get(key, ZERO) + covered
            lacking -= covered
        if lacking > 0:
            found.append((line, lacking))
    return found


def _free(line: ContractLine, signing: Event) -> Decimal:
    there = stock.available(
        line.product_id,
        warehouse_id=line.warehouse_id,
        owner_party_id=line.contract.seller_id,
        brands=line.brands,
    )
    return there - _promised(line, signing)


def _promised(line: ContractLine, signing: Event) -> Decimal:
    """What earlier contracts will take of the product out of free stock: due, not reserved."""
    earlier = Event.objects.filter(
        name=signing.name,
        document=signing.document,
        document_id=OuterRef("contract_id"),
        pk__lt=signing.pk,
    )
    others = ContractLine.objects.filter(
        product_id=line.product_id, contract__state__in=BOUND, is_delivered=False
    ).exclude(contract_id=line.contract_id)
    others = others.filter(Exists(earlier))
    if line.warehouse_id is not None:
        others = others.filter(Q(warehouse_id=line.warehouse_id) | Q(warehouse=None))
    left = Greatest(F("quantity") - F("quantity_shipped"), ZERO)
    due = dict(others.annotate(left=left).values_list("id", "left"))
    held = Reservation.objects.filter(line_id__in=due, state=Reservation.State.OPEN)
    for row in held:
        due[row.line_id] = max(ZERO, due[row.line_id] - stock.open_weight(row))
    return sum(due.values(), ZERO)


def lacking_input(order: ProcessOrder) -> list[tuple[BomInput, Decimal]]:
    """This will give the tonnes of each material that a processing order will lack.

    What is needed follows from its outputs and yield. What the owner has free covers it, here
    and at the mill, but for what orders placed before still wait for. The metal of a customer
    is the customer's business.
    """
    if not order.is_ours:
        return []
    found = []
    for row, wanted in _inputs(order):
        lacking = wanted - _free_metal(order, row.product_id)
        if lacking > 0:
            found.append((row, lacking))
    return found


def _inputs(order: ProcessOrder) -> list[tuple[BomInput, Decimal]]:
    """What an order still needs of each material, as far as it was not used yet."""
    rows = order.outputs.filter(product_id=order.bom.product_id)
    good = rows.aggregate(whole=Sum("quantity"))["whole"] or ZERO
    total = processing.needed(good, metal_share=order.bom.metal_share, std_yield=order.std_yield)
    inputs = list(order.bom.inputs.order_by("id"))
    left = max(ZERO, total - order.consumed)
    parts = processing.over_inputs(left, [row.share for row in inputs])
    return list(zip(inputs, parts, strict=True))


def _free_metal(order: ProcessOrder, product_id: UUID) -> Decimal:
    owner = order.owner_party_id
    running = ProcessOrder.objects.exclude(pk=order.pk).exclude(state__in=OVER)
    running = running.filter(owner_party_id=owner)
    claims = MaterialEntry.objects.filter(order__in=running.filter(warehouse=order.warehouse_id))
    claimed = claims.filter(product_id=product_id).aggregate(whole=Sum("weight"))["whole"] or ZERO
    there = stock.available(product_id, warehouse_id=order.warehouse_id, owner_party_id=owner)
    here = stock.available(product_id, owner_party_id=owner)
    earlier = running.filter(pk__lt=order.pk, state__in=UNDER_WAY, kind=ProcessOrder.Kind.SEND)
    waiting = sum(
        (
            max(ZERO, wanted - other.at_mill)
            for other in earlier.filter(bom__inputs__product_id=product_id).select_related("bom")
            for row, wanted in _inputs(other)
            if row.product_id == product_id
        ),
        ZERO,
    )
    return max(ZERO, there - claimed) + max(ZERO, here - waiting)


def open_lines(actor: Actor) -> QuerySet[RequisitionLine]:
    """This will give the approved lines in sight that are still to be bought, soonest first."""
    seen = policy.visible(Requisition, actor).filter(state__in=TO_BUY)
    rows = RequisitionLine.objects.filter(requisition__in=seen)
    rows = rows.filter(quantity__gt=F("quantity_ordered") + F("quantity_merged"))
    return rows.select_related("requisition", "product", "warehouse").order_by("needed_on", "id")


def is_late(line: RequisitionLine, *, on: date) -> bool:
    """This will tell whether goods are wanted before today and not on order."""
    return line.needed_on < on and line.quantity_open > 0


def lines_of(requisition: Requisition) -> Sequence[RequisitionLine]:
    """This will give the lines of a requisition in their order."""
    return list(requisition.lines.select_related("product", "warehouse").order_by("seq"))


@invariant("supply.requisition.ordered_is_sum_of_papers")
def ordered_is_sum() -> list[str]:
    """This will name lines whose ordered tonnes are not what papers told."""
    told = {
        row["line_id"]: row["total"]
        for row in RequisitionOrder.objects.values("line_id").annotate(total=Sum("quantity"))
    }
    rows = RequisitionLine.objects.select_related("requisition").filter(
        Q(quantity_ordered__gt=0) | Q(pk__in=list(told))
    )
    return [
        f"{row.requisition.no}/{row.seq}：已下单 {row.quantity_ordered}，记录合计 "
        f"{told.get(row.pk, ZERO)}"
        for row in rows.iterator(chunk_size=500)
        if told.get(row.pk, ZERO) != row.quantity_ordered
    ][:MOST]


@invariant("supply.requisition.merged_is_sum_of_shares")
def merged_is_sum() -> list[str]:
    """This will name lines whose merged tonnes are not the unfilled parts of their shares."""
    held = {
        row["origin_id"]: row["rest"]
        for row in RequisitionShare.objects.values("origin_id").annotate(
            rest=Sum(F("quantity") - F("filled"))
        )
    }
    rows = RequisitionLine.objects.select_related("requisition").filter(
        Q(quantity_merged__gt=0) | Q(pk__in=list(held))
    )
    return [
        f"{row.requisition.no}/{row.seq}：合并中 {row.quantity_merged}，份额合计 "
        f"{held.get(row.pk, ZERO)}"
        for row in rows.iterator(chunk_size=500)
        if held.get(row.pk, ZERO) != row.quantity_merged
    ][:MOST]
