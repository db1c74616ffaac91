"""Planning milestones and reporting how far they are."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.progress import calc, queries
from backend.crm.progress.flow import LIVE
from backend.crm.progress.models import Milestone, Progress

log.declare(
    "crm.progress.planned",
    "crm.progress.reported",
    "crm.progress.replanned",
    "crm.progress.slipped",
    "crm.progress.finished",
    "crm.progress.cancelled",
)
OPEN = (ContractState.DRAFT, ContractState.APPROVED, ContractState.EFFECTIVE)


class LinePlanned(Duplicate):
    """A line is made once."""

    sentence = _("这一合同行已有生产进度，请直接上报或调整计划。")


class WeightsNotWhole(Malformed):
    """All the work is a hundred percent."""

    sentence = _("各里程碑的权重之和必须是 100，现在是 {total}。")


class PercentFell(Refusal):
    """What was reported done is not undone without a word."""

    sentence = _("进度不能从 {before}% 退回到 {after}%；确需更正请填写原因。")


class ReasonMissing(Malformed):
    """Who is late says why."""

    sentence = _("比计划晚了 {days} 天，请填写延误原因。")


class OldReport(Refusal):
    """A later report stands already."""

    sentence = _("这个里程碑在 {at} 已有更新的上报，较早的上报不再计入。")


documents.explains("crm_progress_line_once", LinePlanned())


@documents.verb
def plan(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    contract_id: UUID,
    line_id: UUID,
    template: str,
    promised_on: date,
    alarm_days: int,
    milestones: Sequence[Any],
) -> Progress:
    """This will plan the milestones of a contract line; none named are those of the template."""
    contract = documents.refer(Contract, contract_id, actor=actor, field="contract_id")
    assert contract is not None  # the field is required
    line = ContractLine.objects.filter(pk=line_id, contract=contract).first()
    if line is None:
        raise Malformed(errors={"line_id": _("合同中没有这一行")})
    if contract.state not in OPEN:
        raise Malformed(errors={"contract_id": _("合同已结束，不能再安排生产")})
    if promised_on < on:
        raise Malformed(errors={"promised_on": _("承诺交期不能早于今天")})
    rows = _rows(template, milestones, on=on, promised_on=promised_on)
    progress = Progress(
        no=numbering.next_number("SCJD", on=on),
        contract=contract,
        line=line,
        party_id=contract.party_id,
        owner_id=contract.owner_id,
        unit_id=contract.unit_id,
        template=template,
        promised_on=promised_on,
        expected_on=promised_on,
        alarm_days=alarm_days,
    )
    if id is not None:
        progress.id = id
    _measure(progress, rows)
    documents.add(
        progress,
        actor=actor,
        event="crm.progress.planned",
        permission="crm.create_progress",
        payload={"line_id": line.pk},
    )
    for row in rows:
        row.progress = progress
    Milestone.objects.bulk_create(rows)
    return progress


def _rows(template: str, given: Sequence[Any], *, on: date, promised_on: date) -> list[Milestone]:
    """The milestones as they are planned, the template's spread over the days there are."""
    if given:
        rows = [
            Milestone(seq=seq, kind=one.kind, weight=one.weight, planned_on=one.planned_on)
            for seq, one in enumerate(given, 1)
        ]
    else:
        steps = calc.TEMPLATES.get(template)
        if steps is None:
            raise Malformed(errors={"milestones": _("自定义模板须逐个填写里程碑")})
        days = calc.spread(on, promised_on, [weight for _kind, weight in steps])
        rows = [
            Milestone(seq=seq, kind=kind, weight=weight, planned_on=day)
            for seq, ((kind, weight), day) in enumerate(zip(steps, days, strict=True), 1)
        ]
    _sound(rows, promised_on=promised_on)
    return rows


def _sound(rows: Sequence[Milestone], *, promised_on: date) -> None:
    total = sum(row.weight for row in rows)
    if total != calc.WHOLE:
        words = WeightsNotWhole(total=total)
        raise WeightsNotWhole(total=total, errors={"milestones": str(words)})
    if len({row.kind for row in rows}) != len(rows):
        raise Malformed(errors={"milestones": _("同一里程碑只能出现一次")})
    days = [row.planned_on for row in rows]
    if days != sorted(days):
        raise Malformed(errors={"milestones": _("里程碑的计划日期须按先后排列")})
    if days[-1] > promised_on:
        raise Malformed(errors={"milestones": _("最后一个里程碑不能晚于承诺交期")})


@documents.verb
def report(
    progress_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    percent: int,
    on: date | None,
    forecast_on: date | None,
    source: str,
    reason: str,
    photo_ids: Sequence[UUID],
) -> Progress:
    """This will report how far a milestone is: done on a day, or forecast for one.

    The expected day of the whole moves with it; who slips further than agreed is told on.
    """
    progress = documents.lock(Progress, progress_id, actor=actor, permission="crm.report_progress")
    progress.report()
    rows = list(progress.milestones.select_for_update().order_by("seq"))
    row = next((one for one in rows if one.kind == kind), None)
    if row is None:
        raise Malformed(errors={"kind": _("计划里没有这个里程碑")})
    _note(row, at=at, percent=percent, on=on, forecast_on=forecast_on, reason=reason)
    row.source = source
    _take_photos(progress, row, photo_ids)
    row.save()
    progress.reported_at = max(at, progress.reported_at or at)
    _measure(progress, rows)
    facts = {
        "kind": kind,
        "percent": percent,
        "source": source,
        "slip_days": progress.slip_days,
        "expected_on": progress.expected_on,
    }
    documents.save(
        progress, actor=actor, event="crm.progress.reported", payload=facts, reason=reason
    )
    _tell_slip(progress, actor=actor, reason=reason)
    if progress.percent == calc.WHOLE:
        progress.finish()
        documents.save(progress, actor=actor, event="crm.progress.finished")
    return progress


def _note(
    row: Milestone,
    *,
    at: datetime,
    percent: int,
    on: date | None,
    forecast_on: date | None,
    reason: str,
) -> None:
    if row.reported_at is not None and at < row.reported_at:
        raise OldReport(at=row.reported_at.strftime("%Y-%m-%d %H:%M"))
    if percent < row.percent and not reason:
        raise PercentFell(before=row.percent, after=percent)
    if percent == calc.WHOLE and on is None:
        raise Malformed(errors={"on": _("已完成的里程碑须填写完成日期")})
    if percent < calc.WHOLE and on is not None:
        raise Malformed(errors={"on": _("未到 100% 不能填写完成日期，请填写预测日期")})
    row.percent, row.actual_on, row.reported_at = percent, on, at
    row.forecast_on = forecast_on or row.forecast_on
    late = ((on or row.forecast_on or row.planned_on) - row.planned_on).days
    if late > 0 and not (reason or row.slip_reason):
        raise ReasonMissing(errors={"reason": str(ReasonMissing(days=late))}, days=late)
    row.slip_reason = reason or row.slip_reason


def _take_photos(progress: Progress, row: Milestone, photo_ids: Sequence[UUID]) -> None:
    if queries.unknown_photos(progress, photo_ids):
        raise Malformed(errors={"photo_ids": _("照片须先上传到这份生产进度")})
    known = list(row.photos)
    row.photos = known + [str(pk) for pk in photo_ids if str(pk) not in known]


def _measure(progress: Progress, rows: Sequence[Milestone]) -> None:
    steps = queries.steps(rows)
    progress.percent = calc.percent(steps)
    progress.expected_on = calc.moved(progress.promised_on, steps)
    progress.slip_days = (progress.expected_on - progress.promised_on).days


def _tell_slip(progress: Progress, *, actor: Actor, reason: str) -> None:
    """Tell once for every day it gets worse beyond what is borne, again only when it recovered."""
    if progress.slip_days <= progress.alarm_days:
        progress.told_days = 0
        Progress.objects.filter(pk=progress.pk).update(told_days=0)
        return
    if progress.slip_days <= progress.told_days:
        return
    progress.told_days = progress.slip_days
    documents.save(
        progress,
        actor=actor,
        event="crm.progress.slipped",
        payload={"slip_days": progress.slip_days, "expected_on": progress.expected_on},
        reason=reason,
    )


@documents.verb
def report_for(
    line_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    percent: int,
    on: date | None,
    forecast_on: date | None,
    reason: str,
) -> Progress | None:
    """This will report what a supplier or mill says of a line; None when nothing is planned.

    A report older than what stands, or of a milestone nobody planned, changes nothing.
    """
    progress = queries.of_line(line_id)
    if progress is None or progress.state not in LIVE:
        return None
    row = progress.milestones.filter(kind=kind).first()
    is_old = row is not None and row.reported_at is not None and at < row.reported_at
    if row is None or is_old or percent < row.percent:
        return None
    return report(
        progress.pk,
        actor=actor,
        at=at,
        kind=kind,
        percent=percent,
        on=on,
        forecast_on=forecast_on,
        source=Milestone.Source.SUPPLIER,
        reason=reason,
        photo_ids=[],
    )


@documents.verb
def replan(
    progress_id: UUID,
    *,
    actor: Actor,
    promised_on: date,
    alarm_days: int | None,
    milestones: Sequence[Any],
    reason: str,
) -> Progress:
    """This will agree on other days with the customer; what was reported stays reported."""
    progress = documents.lock(Progress, progress_id, actor=actor, permission="crm.replan_progress")
    progress.replan()
    rows = list(progress.milestones.select_for_update().order_by("seq"))
    known = {row.kind: row for row in rows}
    for one in milestones:
        if one.kind not in known:
            raise Malformed(errors={"milestones": _("计划里没有这个里程碑")})
        known[one.kind].planned_on, known[one.kind].weight = one.planned_on, one.weight
    _sound(rows, promised_on=promised_on)
    Milestone.objects.bulk_update(rows, ["planned_on", "weight"])
    progress.promised_on = promised_on
    progress.alarm_days = progress.alarm_days if alarm_days is None else alarm_days
    _measure(progress, rows)
    progress.told_days = min(progress.told_days, progress.slip_days)
    return documents.save(progress, actor=actor, event="crm.progress.replanned", reason=reason)


@documents.verb
def cancel(progress_id: UUID, *, actor: Actor, reason: str) -> Progress:
    """This will end a plan: the line is not made after all, or is planned anew."""
    progress = documents.lock(Progress, progress_id, actor=actor, permission="crm.cancel_progress")
    progress.cancel()
    return documents.save(progress, actor=actor, event="crm.progress.cancelled", reason=reason)
