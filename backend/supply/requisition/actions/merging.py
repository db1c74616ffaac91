"""Buying for several needs at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.supply.requisition.actions.drafting import put_lines
from backend.supply.requisition.actions.ordering import LineCovered, NotToBuy
from backend.supply.requisition.flow import TO_BUY
from backend.supply.requisition.models import Requisition, RequisitionLine, RequisitionShare

log.declare("supply.requisition.merged")
MERGE = "supply.merge_requisition"


class NothingToMerge(Malformed):
    """One line alone is bought as it is."""

    sentence = _("请至少选择两行已批准的申请，再合并采购。")


class MergedAlready(Malformed):
    """A merged line is bought as it is."""

    sentence = _("合并申请的行不能再次合并，请选择原申请的行。")


@documents.verb
def merge(
    *, actor: Actor, id: UUID | None, on: date, line_ids: Sequence[UUID], note: str
) -> Requisition:
    """This will open one approved requisition for what several approved lines still need.

    Lines of one product for one warehouse become one line, wanted by the earliest day.
    """
    policy.require(actor, MERGE)
    origins = _locked(sorted(set(line_ids)), actor)
    merged = Requisition(
        no=numbering.next_number("CGSQ", on=on),
        reason_kind=Requisition.Reason.MERGED,
        made_on=on,
        needed_on=min(line.needed_on for line in origins),
        note=note,
    )
    if id is not None:
        merged.id = id
    merged.gather()
    payload = {"origins": [line.pk for line in origins]}
    documents.add(
        merged,
        actor=actor,
        event="supply.requisition.merged",
        permission="supply.view_requisition",
        payload=payload,
    )
    _share(merged, origins)
    return merged


def _locked(wanted: list[UUID], actor: Actor) -> list[RequisitionLine]:
    if len(wanted) < 2:
        raise NothingToMerge(errors={"line_ids": NothingToMerge.sentence})
    heads = Requisition.objects.filter(lines__in=wanted).values("pk")
    seen = policy.scope(policy.visible(Requisition, actor).filter(pk__in=heads), actor, MERGE)
    known = {
        row.pk: row for row in seen.select_for_update(of=("self",), no_key=True).order_by("pk")
    }
    rows = RequisitionLine.objects.filter(pk__in=wanted, requisition__in=known)
    lines = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(lines) != len(wanted):
        raise Malformed(errors={"line_ids": Invisible.sentence})
    for line in lines:
        _check(line, known[line.requisition_id])
    return sorted(lines, key=lambda line: (line.needed_on, line.pk))


def _check(line: RequisitionLine, requisition: Requisition) -> None:
    if requisition.state not in TO_BUY:
        raise NotToBuy(no=requisition.no, state=requisition.get_state_display())
    if requisition.reason_kind == Requisition.Reason.MERGED:
        raise MergedAlready(errors={"line_ids": MergedAlready.sentence})
    if line.quantity_open <= 0:
        raise LineCovered(no=requisition.no, seq=line.seq)


def _share(merged: Requisition, origins: list[RequisitionLine]) -> None:
    groups: dict[tuple[UUID, UUID | None], list[RequisitionLine]] = defaultdict(list)
    for line in origins:
        groups[line.product_id, line.warehouse_id].append(line)
    made, shares = [], []
    for (product_id, warehouse_id), group in groups.items():
        line = RequisitionLine(
            product_id=product_id,
            warehouse_id=warehouse_id,
            quantity=sum((x.quantity_open for x in group), Decimal(0)),
            needed_on=group[0].needed_on,
            brands=_common([x.brands for x in group]),
            note="；".join(dict.fromkeys(x.note for x in group if x.note))[:500],
        )
        made.append(line)
        shares += [RequisitionShare(line=line, origin=x, quantity=x.quantity_open) for x in group]
    put_lines(merged, made)
    RequisitionShare.objects.bulk_create(shares)
    for origin in origins:
        origin.quantity_merged += origin.quantity_open
    RequisitionLine.objects.bulk_update(origins, ["quantity_merged"])


def _common(brands: list[list[str]]) -> list[str]:
    """Brands every need takes; a need without a list takes any."""
    lists = [row for row in brands if row]
    return [name for name in lists[0] if all(name in row for row in lists)] if lists else []
