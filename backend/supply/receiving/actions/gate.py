"""The quality gate: values against limits, and what they let through."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import weight as tonnes
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.supply.receiving import calc, queries
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import (
    Characteristic,
    GoodsReceipt,
    GoodsReceiptLine,
    Inspection,
    InspectionValue,
)

log.declare(
    "supply.inspection.measured",
    "supply.inspection.accepted",
    "supply.inspection.conceded",
    "supply.inspection.rejected",
    "supply.inspection.voided",
    "supply.receipt.judged",
)

ZERO = Decimal("0.000")
Level = Characteristic.Level


class NotMeasured(Refusal):
    """The plan asks for values."""

    sentence = _("检验方案要求检测，请先录入检测值。")


class NoCertificate(Refusal):
    """The plan asks for a mill certificate."""

    sentence = _("检验方案要求质保书，请先把质保书上传到检验单、收货单或到货预告。")


class MissesLimit(Refusal):
    """A value that matters is out of its limits."""

    sentence = _("{names} 超出限值，不能判为合格；可让步接收（由另一人批准）或拒收。")


class Critical(Refusal):
    """A critical value is out: nobody may let the goods through."""

    sentence = _("关键项目 {names} 超出限值，不能让步接收，只能拒收。")


class NothingToConcede(Refusal):
    """All is well."""

    sentence = _("检测值均在限值内且质保书齐全，无需让步，请直接判为合格。")


class SameInspector(Refusal):
    """Who measured does not let it through."""

    status = 403
    sentence = _("让步接收须由检测人以外的另一人批准。")


@documents.verb
def measure_inspection(
    inspection_id: UUID, *, actor: Actor, at: datetime, values: Sequence[Any]
) -> Inspection:
    """This will take a set of readings, each sample of each characteristic once.

    Readings are rounded by GB/T 8170 to the places of the characteristic and then compared.
    Measuring again adds a take that counts instead; the earlier readings stay on file.
    """
    inspection = _lock(inspection_id, actor=actor, verb="measure")
    inspection.measure()
    known = {row.pk: row for row in wanted(inspection)}
    _require_all(inspection, known, values)
    inspection.take += 1
    inspection.measured_at, inspection.measured_by_id = at, actor.user_id
    made = [_value(inspection, known[row.characteristic_id], row) for row in values]
    InspectionValue.objects.bulk_create(made)
    out = sum(not value.is_within for value in made)
    return documents.save(
        inspection,
        actor=actor,
        event="supply.inspection.measured",
        payload={"take": inspection.take, "values": len(made), "out_of_limits": out},
    )


def wanted(inspection: Inspection) -> list[Characteristic]:
    """This will give what the plan asked for when the goods came to the gate."""
    rows = Characteristic.objects.filter(plan_id=inspection.plan_id, edition=inspection.edition)
    return list(rows.order_by("seq"))


def _require_all(
    inspection: Inspection, known: dict[UUID, Characteristic], values: Sequence[Any]
) -> None:
    given = [(row.characteristic_id, row.sample) for row in values]
    asked = {(pk, sample) for pk in known for sample in range(1, inspection.samples + 1)}
    if set(given) == asked and len(given) == len(asked):
        return
    missing = sorted({known[pk].name for pk, _sample in asked - set(given)})
    said = _("请为每个检验项目的 {samples} 个样本各填写一次{missing}")
    names = _("（缺：{names}）").format(names="、".join(missing)) if missing else ""
    raise Malformed(errors={"values": said.format(samples=inspection.samples, missing=names)})


def _value(inspection: Inspection, asked: Characteristic, row: Any) -> InspectionValue:
    value = tonnes.measured(row.value, places=asked.places)
    return InspectionValue(
        inspection=inspection,
        characteristic=asked,
        take=inspection.take,
        sample=row.sample,
        read=row.value,
        value=value,
        is_within=calc.is_within(value, lower=asked.lower, upper=asked.upper),
    )


def out_of_limits(inspection: Inspection, *levels: Level) -> list[str]:
    """This will name the characteristics of these levels whose latest values miss a limit."""
    rows = inspection.values.filter(
        take=inspection.take, is_within=False, characteristic__level__in=levels
    )
    names = rows.order_by("characteristic__seq").values_list("characteristic__name", flat=True)
    return list(dict.fromkeys(names))


@documents.verb
def accept_inspection(inspection_id: UUID, *, actor: Actor, at: datetime) -> Inspection:
    """This will let goods through that hold their limits; a minor miss is no obstacle."""
    inspection = _lock(inspection_id, actor=actor, verb="accept")
    inspection.accept()
    _require_measured(inspection)
    if names := out_of_limits(inspection, Level.CRITICAL, Level.MAJOR):
        raise MissesLimit(names="、".join(names))
    if inspection.plan.is_document_required and not queries.has_certificate(inspection):
        raise NoCertificate
    return _decide(inspection, ZERO, 0, at=at, actor=actor, event="accepted")


@documents.verb
def concede_inspection(
    inspection_id: UUID, *, actor: Actor, at: datetime, reason: str
) -> Inspection:
    """This will let goods through that miss a limit or lack a certificate, by another person.

    Raises Critical when a critical value is out and SameInspector for who measured.
    """
    inspection = _lock(inspection_id, actor=actor, verb="concede")
    inspection.concede()
    if actor.user_id is None or actor.user_id == inspection.measured_by_id:
        raise SameInspector
    if names := out_of_limits(inspection, Level.CRITICAL):
        raise Critical(names="、".join(names))
    lacks = inspection.plan.is_document_required and not queries.has_certificate(inspection)
    if not lacks and not out_of_limits(inspection, Level.MAJOR):
        raise NothingToConcede
    inspection.decision = reason
    return _decide(inspection, ZERO, 0, at=at, actor=actor, event="conceded")


@documents.verb
def reject_inspection(
    inspection_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    rejected: Decimal | None,
    rejected_pieces: int,
    reason: str,
) -> Inspection:
    """This will refuse the goods: all of them, or so many tonnes; the rest goes through."""
    inspection = _lock(inspection_id, actor=actor, verb="reject")
    inspection.reject()
    _require_measured(inspection)
    weight = inspection.weight if rejected is None else rejected
    if weight > inspection.weight:
        said = _("拒收重量不能超过送检重量 {weight} 吨").format(weight=inspection.weight)
        raise Malformed(errors={"rejected": said})
    if rejected_pieces > inspection.line.pieces:
        raise Malformed(errors={"rejected_pieces": _("拒收件数不能超过到货件数")})
    inspection.decision = reason
    return _decide(inspection, weight, rejected_pieces, at=at, actor=actor, event="rejected")


def _lock(inspection_id: UUID, *, actor: Actor, verb: str) -> Inspection:
    """The receipt is held before its inspection, as everywhere."""
    policy.require(actor, f"supply.{verb}_inspection")
    seen = documents.get(Inspection, inspection_id, actor=actor)
    list(GoodsReceipt.objects.select_for_update().filter(lines=seen.line_id))
    permission = f"supply.{verb}_inspection"
    return documents.lock(Inspection, inspection_id, actor=actor, permission=permission)


def _require_measured(inspection: Inspection) -> None:
    if not inspection.take and wanted(inspection):
        raise NotMeasured


def _decide(
    inspection: Inspection,
    rejected: Decimal,
    pieces: int,
    *,
    at: datetime,
    actor: Actor,
    event: str,
) -> Inspection:
    inspection.rejected = rejected
    inspection.decided_at, inspection.decided_by_id = at, actor.user_id
    line = inspection.line
    line.rejected, line.rejected_pieces = rejected, pieces
    let_through(line)
    documents.save(
        inspection,
        actor=actor,
        event=f"supply.inspection.{event}",
        payload={"rejected": rejected},
        reason=inspection.decision,
    )
    receipt = line.receipt
    documents.remember(receipt)
    if judge(receipt):
        documents.save(receipt, actor=actor, event="supply.receipt.judged")
    return inspection


def let_through(line: GoodsReceiptLine) -> None:
    """This will write what of a line passed, and what of it is paid for."""
    assert line.net is not None
    assert line.settle_weight is not None
    found = calc.passed(line.net, settle=line.settle_weight, rejected=line.rejected)
    line.accepted, line.payable_weight = found
    line.save()


def judge(receipt: GoodsReceipt) -> bool:
    """This will name the outcome of the gate once nothing waits there any more."""
    if receipt.state != ReceiptState.INSPECTING or queries.open_inspections(receipt).exists():
        return False
    lines = list(receipt.lines.all())
    if not any(line.rejected for line in lines):
        receipt.pass_all()
    elif any(line.accepted for line in lines):
        receipt.pass_part()
    else:
        receipt.pass_none()
    return True
