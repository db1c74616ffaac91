"""The quality gate: findings against what was asked, and what they let through."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import weight as tonnes
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.goods.quality import queries
from backend.goods.quality.actions import lots
from backend.goods.quality.calc import limits
from backend.goods.quality.models import Characteristic, Inspection, InspectionValue

log.declare(
    "goods.inspection.measured",
    "goods.inspection.accepted",
    "goods.inspection.conceded",
    "goods.inspection.rejected",
    "goods.inspection.disposed",
)

ZERO = Decimal("0.000")
Level = Characteristic.Level
Kind = Characteristic.Kind


class NotMeasured(Refusal):
    """The plan asks for values."""

    sentence = _("检验方案要求检测，请先录入检测值。")


class NoCertificate(Refusal):
    """The plan asks for a mill certificate."""

    sentence = _("检验方案要求质保书，请先把质保书上传到检验单或其来源单据。")


class MissesLimit(Refusal):
    """A finding that matters is not as asked."""

    sentence = _("{names} 超出限值，不能判为合格；可让步接收（由另一人批准）或拒收。")


class TooManyFail(Refusal):
    """More samples fail than the table accepts."""

    sentence = _(
        "{failed} 个样本不合格，超过接收数 {accept}（{names}），不能判为合格；"
        "可让步接收（由另一人批准）或拒收。"
    )


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
    """This will take a set of findings, each sample of each characteristic once.

    Readings are rounded by GB/T 8170 to the places of the characteristic and then compared.
    Measuring again adds a take that counts instead; the earlier findings stay on file.
    """
    inspection = _lock(inspection_id, actor=actor, verb="measure")
    inspection.measure()
    known = {row.pk: row for row in queries.wanted(inspection)}
    _require_all(inspection, known, values)
    inspection.take += 1
    inspection.measured_at, inspection.measured_by_id = at, actor.user_id
    made = [
        _value(inspection, known[row.characteristic_id], row, f"values.{position}.")
        for position, row in enumerate(values)
    ]
    InspectionValue.objects.bulk_create(made)
    out = sum(not value.is_within for value in made)
    return documents.save(
        inspection,
        actor=actor,
        event="goods.inspection.measured",
        payload={"take": inspection.take, "values": len(made), "out_of_limits": out},
    )


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


def _value(inspection: Inspection, asked: Characteristic, row: Any, place: str) -> InspectionValue:
    made = InspectionValue(
        inspection=inspection, characteristic=asked, take=inspection.take, sample=row.sample
    )
    if asked.kind == Kind.NUMBER:
        if row.value is None:
            raise Malformed(errors={f"{place}value": _("该项目须填写数值")})
        made.read, made.value = row.value, tonnes.measured(row.value, places=asked.places)
        made.is_within = limits.is_within(made.value, lower=asked.lower, upper=asked.upper)
        return made
    made.text = row.text
    if asked.kind == Kind.YES_NO:
        if row.text not in (limits.YES, limits.NO):
            raise Malformed(errors={f"{place}text": _("该项目请填写 yes 或 no")})
        made.is_within = row.text == limits.YES
        return made
    if not row.text:
        raise Malformed(errors={f"{place}text": _("该项目须填写文字")})
    made.is_within = limits.is_as_said(row.text, wanted=asked.wanted)
    return made


@documents.verb
def accept_inspection(inspection_id: UUID, *, actor: Actor, at: datetime) -> Inspection:
    """This will let goods through that hold what was asked; a minor miss is no obstacle.

    Sampled by the table, so many samples may fail as it accepts, but never a critical one.
    """
    inspection = _lock(inspection_id, actor=actor, verb="accept")
    inspection.accept()
    _require_measured(inspection)
    if names := queries.out_of_limits(inspection, Level.CRITICAL):
        raise MissesLimit(names="、".join(names))
    _require_few(inspection)
    if inspection.plan.is_document_required and not queries.has_certificate(inspection):
        raise NoCertificate
    return _pass(inspection, at=at, actor=actor, event="accepted")


def _require_few(inspection: Inspection) -> None:
    """What of major level misses stays within the acceptance number."""
    names = "、".join(queries.out_of_limits(inspection, Level.MAJOR))
    failed, accept = queries.failed_samples(inspection), inspection.accept_up_to
    if failed <= accept:
        return
    if not accept:
        raise MissesLimit(names=names)
    raise TooManyFail(failed=failed, accept=accept, names=names)


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
    if names := queries.out_of_limits(inspection, Level.CRITICAL):
        raise Critical(names="、".join(names))
    lacks = inspection.plan.is_document_required and not queries.has_certificate(inspection)
    if not lacks and queries.failed_samples(inspection) <= inspection.accept_up_to:
        raise NothingToConcede
    inspection.decision = reason
    return _pass(inspection, at=at, actor=actor, event="conceded")


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
    """This will refuse the goods: all of them, or so much; the rest goes through.

    A lot already in stock cannot go in part: all of it waits for what is decided of the failed.
    """
    inspection = _lock(inspection_id, actor=actor, verb="reject")
    inspection.reject()
    _require_measured(inspection)
    weight = inspection.weight if rejected is None else rejected
    if weight > inspection.weight:
        said = _("拒收数量不能超过送检数量 {weight}").format(weight=inspection.weight)
        raise Malformed(errors={"rejected": said})
    if rejected_pieces > inspection.pieces:
        raise Malformed(errors={"rejected_pieces": _("拒收件数不能超过到货件数")})
    inspection.rejected, inspection.rejected_pieces = weight, rejected_pieces
    inspection.decision = reason
    saved = _decide(inspection, at=at, actor=actor, event="rejected")
    if weight == inspection.weight:
        lots.reject(inspection.lot_id, actor=actor, at=at, paper=inspection, reason=reason)
    return saved


def _lock(inspection_id: UUID, *, actor: Actor, verb: str) -> Inspection:
    permission = f"goods.{verb}_inspection"
    return documents.lock(Inspection, inspection_id, actor=actor, permission=permission)


def _require_measured(inspection: Inspection) -> None:
    if not inspection.take and queries.wanted(inspection):
        raise NotMeasured


def _pass(inspection: Inspection, *, at: datetime, actor: Actor, event: str) -> Inspection:
    saved = _decide(inspection, at=at, actor=actor, event=event)
    reason = inspection.decision
    lots.free(inspection.lot_id, actor=actor, at=at, paper=inspection, reason=reason)
    return saved


def _decide(inspection: Inspection, *, at: datetime, actor: Actor, event: str) -> Inspection:
    inspection.decided_at, inspection.decided_by_id = at, actor.user_id
    return documents.save(
        inspection,
        actor=actor,
        event=f"goods.inspection.{event}",
        payload={
            "occasion": inspection.occasion,
            "source": inspection.source_code,
            "source_id": inspection.source_id,
            "line_id": inspection.line_id,
            "lot_id": inspection.lot_id,
            "rejected": inspection.rejected,
        },
        reason=inspection.decision,
    )
