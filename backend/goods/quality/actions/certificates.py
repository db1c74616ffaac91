"""What is stood for in writing about a lot."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.quality import queries
from backend.goods.quality.flow import InspectionState
from backend.goods.quality.models import (
    Certificate,
    CertificateLine,
    Characteristic,
    Inspection,
    InspectionValue,
)
from backend.goods.stock.models import Lot

log.declare("goods.certificate.issued", "goods.certificate.recorded", "goods.certificate.voided")

SHOWN = (InspectionState.ACCEPTED, InspectionState.CONDITIONAL)


class NotPassed(Refusal):
    """Only what passed is stood for."""

    sentence = _("检验单 {no} 当前为“{state}”，只有合格或让步接收的检验才能出具证书。")


class NoLot(Refusal):
    """A certificate is of a lot."""

    sentence = _("检验单 {no} 没有对应批次，不能出具证书；货物入库后再出具。")


@documents.verb
def create_certificate(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    inspection_id: UUID | None,
    lot_id: UUID | None,
    party_id: UUID | None,
    lines: Sequence[Any],
    **facts: Any,
) -> Certificate:
    """This will issue a certificate of an inspection, or record the one of a mill."""
    certificate = Certificate(issued_on=on, **facts)
    if id is not None:
        certificate.id = id
    certificate.party = documents.refer(Party, party_id, actor=actor, field="party_id")
    is_ours = inspection_id is not None
    certificate.kind = Certificate.Kind.OURS if is_ours else Certificate.Kind.MILL
    rows = (
        _of_inspection(certificate, inspection_id, lot_id, lines, actor=actor)
        if inspection_id is not None
        else _of_mill(certificate, lot_id, lines, actor=actor)
    )
    certificate.no = numbering.next_number("ZJ" if is_ours else "ZB", on=on)
    documents.add(
        certificate,
        actor=actor,
        event=f"goods.certificate.{'issued' if is_ours else 'recorded'}",
        permission="goods.create_certificate",
        payload={"lot_id": certificate.lot_id},
    )
    CertificateLine.objects.bulk_create(
        CertificateLine(certificate=certificate, seq=seq, **row)
        for seq, row in enumerate(rows, start=1)
    )
    return certificate


def _of_inspection(
    certificate: Certificate,
    inspection_id: UUID,
    lot_id: UUID | None,
    lines: Sequence[Any],
    *,
    actor: Actor,
) -> list[dict[str, Any]]:
    inspection = documents.refer(Inspection, inspection_id, actor=actor, field="inspection_id")
    assert inspection is not None
    if lines:
        raise Malformed(errors={"lines": _("结果取自检验单，请留空")})
    if inspection.state not in SHOWN:
        raise NotPassed(no=inspection.no, state=documents.state_label(inspection))
    lot = inspection.lot
    if lot is None:
        raise NoLot(no=inspection.no)
    if lot_id not in (None, lot.pk):
        raise Malformed(errors={"lot_id": _("批次与检验单不一致")})
    certificate.inspection, certificate.lot = inspection, lot
    certificate.product_id = lot.product_id
    values: dict[UUID, list[InspectionValue]] = {}
    for value in inspection.values.filter(take=inspection.take).order_by("sample"):
        values.setdefault(value.characteristic_id, []).append(value)
    return [
        {
            "name": asked.name,
            "unit_name": asked.unit_name,
            "method": asked.method,
            "asked": asked_for(asked),
            "found": found_as(asked, values.get(asked.pk, [])),
        }
        for asked in queries.wanted(inspection)
    ]


def asked_for(asked: Characteristic) -> str:
    """This will write the limits of a characteristic as they are printed."""
    if asked.kind == Characteristic.Kind.YES_NO:
        return str(_("符合"))
    if asked.kind == Characteristic.Kind.TEXT:
        return asked.wanted
    lower, upper = (_figure(limit, asked.places) for limit in (asked.lower, asked.upper))
    if lower and upper:
        return f"{lower}～{upper}"
    return f"≥ {lower}" if lower else f"≤ {upper}"


def found_as(asked: Characteristic, values: Sequence[InspectionValue]) -> str:
    """This will write what the samples showed: one figure, or the lowest and the highest."""
    if asked.kind == Characteristic.Kind.YES_NO:
        return str(_("符合") if all(value.is_within for value in values) else _("不符合"))
    if asked.kind == Characteristic.Kind.TEXT:
        return "、".join(dict.fromkeys(value.text for value in values))[:120]
    figures = sorted(value.value for value in values if value.value is not None)
    if not figures:
        return ""
    ends = dict.fromkeys(_figure(end, asked.places) for end in (figures[0], figures[-1]))
    return "～".join(ends)


def _figure(value: Decimal | None, places: int) -> str:
    return "" if value is None else f"{value:.{places}f}"


def _of_mill(
    certificate: Certificate, lot_id: UUID | None, lines: Sequence[Any], *, actor: Actor
) -> list[dict[str, Any]]:
    lot = documents.refer(Lot, lot_id, actor=actor, field="lot_id")
    if lot is None:
        raise Malformed(errors={"lot_id": _("请选择批次")})
    if not certificate.their_no:
        raise Malformed(errors={"their_no": _("请填写原厂证书号")})
    if not lines:
        raise Malformed(errors={"lines": _("请填写证书上的检验结果")})
    certificate.lot, certificate.product_id = lot, lot.product_id
    return [dict(row) for row in lines]


@documents.verb
def void_certificate(certificate_id: UUID, *, actor: Actor, reason: str) -> Certificate:
    """This will take a certificate back; it stays on file with the reason."""
    certificate = documents.lock(
        Certificate, certificate_id, actor=actor, permission="goods.void_certificate"
    )
    if certificate.is_void:
        raise NotNow(verbs=[], state=_("已作废"))
    certificate.is_void, certificate.void_reason = True, reason
    return documents.save(certificate, actor=actor, event="goods.certificate.voided", reason=reason)
