"""Bringing goods to a gate, and taking them away from it with their paper."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product import queries as products
from backend.goods.quality import queries
from backend.goods.quality.actions import lots as goods
from backend.goods.quality.actions import papers
from backend.goods.quality.calc import sampling
from backend.goods.quality.flow import ENDED, InspectionState
from backend.goods.quality.models import Inspection, InspectionPlan
from backend.goods.stock.models import Lot

log.declare("goods.inspection.planned", "goods.inspection.skipped", "goods.inspection.voided")

Sampling = InspectionPlan.Sampling


class NoPlan(Refusal):
    """Nothing is asked of the goods at this gate."""

    sentence = _("产品“{product}”在“{occasion}”环节没有启用的检验方案，请先新建检验方案。")


class AlreadyThere(Refusal):
    """The line has its inspection."""

    sentence = _("该单据已有检验单 {no}（{state}），无需重复送检。")


def open_for(
    *,
    actor: Actor,
    source: Source,
    line_id: UUID,
    plan: InspectionPlan,
    lot_id: UUID | None,
    party_id: UUID | None,
    weight: Decimal,
    at: datetime,
    pieces: int = 0,
    beside: Iterable[Source] = (),
    owner_id: int | None = None,
    unit_id: UUID | None = None,
) -> Inspection:
    """This will bring a line of a paper to its gate, once; the paper's verb was allowed already.

    A lot is held until it is decided. By the skip-lot rule goods may pass unmeasured: the
    inspection that comes back is then `skipped`.
    """
    found = Inspection.objects.filter(line_id=line_id, occasion=plan.occasion)
    there = found.exclude(state__in=ENDED).first()
    if there is not None:
        return there
    inspection = _drawn(plan, weight=weight, pieces=pieces)
    inspection.source_code, inspection.source_id, inspection.source_no = source
    inspection.line_id, inspection.lot_id, inspection.party_id = line_id, lot_id, party_id
    inspection.papers = [[paper.code, str(paper.id)] for paper in beside]
    inspection.owner_id, inspection.unit_id = owner_id, unit_id
    return _begin(inspection, actor=actor, at=at)


def open_for_lot(
    lot: Lot,
    *,
    actor: Actor,
    at: datetime,
    occasion: str,
    source: Source,
    line_id: UUID,
    party_id: UUID | None,
    weight: Decimal,
    pieces: int = 0,
) -> Inspection | None:
    """This will hold goods that just came into stock where a plan asks for it; else nothing."""
    plan = queries.gate(lot.product_id, occasion, timezone.localdate(at))
    if plan is None:
        return None
    return open_for(
        actor=actor,
        source=source,
        line_id=line_id,
        plan=plan,
        lot_id=lot.pk,
        party_id=party_id,
        weight=weight,
        pieces=pieces,
        at=at,
        owner_id=lot.owner_id,
        unit_id=lot.unit_id,
    )


@documents.verb
def create_inspection(
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    occasion: str,
    product_id: UUID,
    lot_id: UUID | None,
    party_id: UUID | None,
    document: str,
    document_id: UUID | None,
    weight: Decimal,
    pieces: int,
) -> Inspection:
    """This will bring goods to a gate by hand: a lot, or the goods of a paper.

    Raises NoPlan where nothing is asked, AlreadyThere when they stand at the gate or passed it.
    """
    product = products.in_use(product_id, actor=actor)
    plan = queries.gate(product.pk, occasion, timezone.localdate(at))
    if plan is None:
        label = dict(InspectionPlan._meta.get_field("occasion").flatchoices)[occasion]
        raise NoPlan(product=product.name, occasion=label)
    inspection = _drawn(plan, weight=weight, pieces=pieces)
    if id is not None:
        inspection.id = id
    lot = documents.refer(Lot, lot_id, actor=actor, field="lot_id")
    if lot is not None and lot.product_id != product.pk:
        raise Malformed(errors={"lot_id": _("批次不是这个产品")})
    inspection.lot = lot
    inspection.party = documents.refer(Party, party_id, actor=actor, field="party_id")
    papers.name(inspection, document, document_id, actor=actor)
    inspection.line_id = inspection.source_id
    if inspection.source_id is None and lot is None:
        raise Malformed(errors={"lot_id": _("请选择批次，或填写来源单据")})
    _require_new(inspection)
    return _begin(inspection, actor=actor, at=at, permission="goods.create_inspection")


def _require_new(inspection: Inspection) -> None:
    rows = Inspection.objects.filter(occasion=inspection.occasion)
    if inspection.line_id is not None:
        there = rows.filter(line_id=inspection.line_id).exclude(state__in=ENDED).first()
    else:
        there = rows.filter(lot=inspection.lot, line_id=None).filter(
            state__in=[InspectionState.PLANNED, InspectionState.MEASURED]
        ).first()  # fmt: skip
    if there is not None:
        raise AlreadyThere(no=there.no, state=documents.state_label(there))


def _drawn(plan: InspectionPlan, *, weight: Decimal, pieces: int) -> Inspection:
    """How many are measured of so many; goods nobody counted are one piece."""
    size = max(pieces, 1)
    draw = sampling.Draw(plan.samples, 0)
    if plan.sampling == Sampling.ALL:
        draw = sampling.Draw(size, 0)
    elif plan.sampling == Sampling.AQL:
        draw = sampling.by_aql(size, plan.aql)
    return Inspection(
        plan=plan,
        occasion=plan.occasion,
        edition=queries.edition_of(plan),
        product_id=plan.product_id,
        samples=draw.samples,
        accept_up_to=draw.accept,
        weight=weight,
        pieces=pieces,
    )


def _begin(
    inspection: Inspection, *, actor: Actor, at: datetime, permission: str | None = None
) -> Inspection:
    inspection.no = numbering.next_number("JY", on=timezone.localdate(at))
    event = "goods.inspection.planned"
    documents.add(inspection, actor=actor, event=event, permission=permission)
    plan = inspection.plan
    if plan.sampling == Sampling.SKIP and _is_skipped(inspection):
        inspection.skip()
        inspection.decided_at = at
        return documents.save(inspection, actor=actor, event="goods.inspection.skipped")
    goods.hold(inspection.lot_id, actor=actor, at=at, paper=inspection)
    return inspection


def _is_skipped(inspection: Inspection) -> bool:
    plan = inspection.plan
    before = queries.history(plan, inspection.party_id)[1:]
    return sampling.skips(before, after=plan.skip_after, every=plan.skip_every)


def drop(*, actor: Actor, source: Source, reason: str) -> None:
    """This will void the inspections of a paper that was taken back."""
    rows = Inspection.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(source_code=source.code, source_id=source.id)
    for inspection in rows.exclude(state=InspectionState.VOID).order_by("pk"):
        documents.remember(inspection)
        inspection.void()
        documents.save(inspection, actor=actor, event="goods.inspection.voided", reason=reason)


def place_lots(*, lots: Sequence[tuple[UUID, UUID]]) -> None:
    """This will tell which lot the goods of inspected lines became: pairs of line and lot."""
    rows = Inspection.objects.filter(line_id__in=[line for line, _lot in lots], lot=None)
    became = dict(lots)
    for inspection in rows.exclude(state=InspectionState.VOID):
        assert inspection.line_id is not None  # filtered by it
        Inspection.objects.filter(pk=inspection.pk).update(lot_id=became[inspection.line_id])
