"""The checklist of papers, and declarations at customs."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.files.models import Attachment
from backend.supply.shipment.actions import hold
from backend.supply.shipment.flow import COSTED
from backend.supply.shipment.models import CustomsEntry, Shipment, ShipmentPaper

Stand = CustomsEntry.Stand


class DeclarationKnown(Duplicate):
    """A declaration is on file once."""

    sentence = _("该报关单号已登记。")


class PaperKnown(Duplicate):
    """A paper stands once on the checklist."""

    sentence = _("清单中已有该单证。")


documents.explains("supply_customsentry_number_once", DeclarationKnown())
documents.explains("supply_shipmentpaper_once", PaperKnown())


@documents.verb
def add_paper(
    shipment_id: UUID, *, actor: Actor, kind: str, counts_from: str, offset_days: int
) -> Shipment:
    """This will ask for one more paper."""
    shipment = hold.lock(shipment_id, actor=actor, verb="add_paper", states=COSTED)
    ShipmentPaper.objects.create(
        shipment=shipment, kind=kind, counts_from=counts_from, offset_days=offset_days
    )
    hold.date_papers(shipment)
    return hold.save(shipment, actor=actor, event="paper_added", kind=kind)


@documents.verb
def hand_in(
    shipment_id: UUID,
    *,
    actor: Actor,
    paper_id: UUID,
    on: date,
    number: str,
    attachment_id: UUID | None,
) -> Shipment:
    """This will tick a paper off as received, with its number and its file."""
    shipment = hold.lock(shipment_id, actor=actor, verb="hand_in", states=COSTED)
    paper = _paper(shipment, paper_id)
    if attachment_id is not None:
        files = Attachment.objects.filter(document=hold.CODE, document_id=shipment.pk)
        paper.attachment = files.filter(pk=attachment_id).first()
        if paper.attachment is None:
            raise Malformed(errors={"attachment_id": _("文件不属于本运输单，请先上传")})
    paper.received_on, paper.number, paper.waived_reason = on, number, ""
    paper.save()
    return hold.save(shipment, actor=actor, event="paper_received", kind=paper.kind)


@documents.verb
def waive_paper(shipment_id: UUID, *, actor: Actor, paper_id: UUID, reason: str) -> Shipment:
    """This will do without a paper, saying why."""
    shipment = hold.lock(shipment_id, actor=actor, verb="waive_paper", states=COSTED)
    paper = _paper(shipment, paper_id)
    paper.waived_reason = reason
    paper.save()
    return hold.save(shipment, actor=actor, event="paper_waived", reason=reason, kind=paper.kind)


@documents.verb
def declare(shipment_id: UUID, *, actor: Actor, **facts: Any) -> Shipment:
    """This will put a declaration at customs on file, with duty and VAT as amounts in yuan."""
    shipment = hold.lock(shipment_id, actor=actor, verb="declare", states=COSTED)
    if not shipment.crosses_border:
        raise Malformed(_("运输单未标记为跨境，不能登记报关单。"))
    entry = CustomsEntry.objects.create(shipment=shipment, **facts)
    return hold.save(shipment, actor=actor, event="customs_declared", number=entry.number)


@documents.verb
def note_customs(
    shipment_id: UUID,
    *,
    actor: Actor,
    entry_id: UUID,
    stand: str,
    on: date,
    cost_duty: Decimal | None,
    cost_vat: Decimal | None,
) -> Shipment:
    """This will record how far customs is; the amounts may be corrected until it is released."""
    shipment = hold.lock(shipment_id, actor=actor, verb="note_customs", states=COSTED)
    entry = shipment.customs.filter(pk=entry_id).first()
    if entry is None:
        raise Malformed(errors={"entry_id": _("运输单中没有这份报关单")})
    if entry.stand in (Stand.RELEASED, Stand.REJECTED):
        raise Malformed(errors={"entry_id": _("该报关单已放行或退单，不能再改")})
    entry.stand = stand
    entry.released_on = on if stand == Stand.RELEASED else None
    entry.cost_duty = entry.cost_duty if cost_duty is None else cost_duty
    entry.cost_vat = entry.cost_vat if cost_vat is None else cost_vat
    entry.save()
    return hold.save(shipment, actor=actor, event="customs_moved", number=entry.number, stand=stand)


def _paper(shipment: Shipment, paper_id: UUID) -> ShipmentPaper:
    paper = shipment.papers.filter(pk=paper_id).first()
    if paper is None:
        raise Malformed(errors={"paper_id": _("清单中没有这份单证")})
    return paper
