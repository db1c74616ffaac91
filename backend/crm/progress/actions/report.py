"""Reporting how far milestones are, by hand, by a system or by who makes it for us."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.crm.progress import calc, queries
from backend.crm.progress.actions.plan import measure
from backend.crm.progress.flow import LIVE
from backend.crm.progress.models import Milestone, Progress

log.declare("crm.progress.reported", "crm.progress.slipped", "crm.progress.finished")


class PercentFell(Refusal):
    """What was reported done is not undone without a word."""

    sentence = _("进度不能从 {before}% 退回到 {after}%；确需更正请填写原因。")


class ReasonMissing(Malformed):
    """Who is late says why."""

    sentence = _("比计划晚了 {days} 天，请填写延误原因。")


class OldReport(Refusal):
    """A later report stands already."""

    sentence = _("这个里程碑在 {at} 已有更新的上报，较早的上报不再计入。")


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
    measure(progress, rows)
    return _tell(progress, row, actor=actor, reason=reason)


def _tell(progress: Progress, row: Milestone, *, actor: Actor, reason: str) -> Progress:
    facts = {
        "kind": row.kind,
        "percent": row.percent,
        "source": row.source,
        "slip_days": progress.slip_days,
        "expected_on": progress.expected_on,
    }
    worse = progress.slip_days > max(progress.alarm_days, progress.told_days)
    if worse or progress.slip_days <= progress.alarm_days:
        progress.told_days = progress.slip_days if worse else 0
    documents.save(
        progress, actor=actor, event="crm.progress.reported", payload=facts, reason=reason
    )
    if worse:
        log.emit(
            "crm.progress.slipped",
            progress,
            actor=actor,
            payload={"slip_days": progress.slip_days, "expected_on": progress.expected_on},
            reason=reason,
        )
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
