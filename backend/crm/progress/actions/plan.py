"""Planning the milestones of a line, moving them, ending the plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.progress import calc, queries
from backend.crm.progress.models import Milestone, Progress

log.declare(
    "crm.progress.planned",
    "crm.progress.replanned",
    "crm.progress.cancelled",
)
OPEN = (ContractState.DRAFT, ContractState.APPROVED, ContractState.EFFECTIVE)


class LinePlanned(Duplicate):
    """A line is made once."""

    sentence = _("这一合同行已有生产进度，请直接上报或调整计划。")


class WeightsNotWhole(Malformed):
    """All the work is a hundred percent."""

    sentence = _("各里程碑的权重之和必须是 100，现在是 {total}。")


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
    measure(progress, rows)
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
    measure(progress, rows)
    progress.told_days = min(progress.told_days, progress.slip_days)
    return documents.save(progress, actor=actor, event="crm.progress.replanned", reason=reason)


@documents.verb
def cancel(progress_id: UUID, *, actor: Actor, reason: str) -> Progress:
    """This will end a plan: the line is not made after all, or is planned anew."""
    progress = documents.lock(Progress, progress_id, actor=actor, permission="crm.cancel_progress")
    progress.cancel()
    return documents.save(progress, actor=actor, event="crm.progress.cancelled", reason=reason)


def measure(progress: Progress, rows: Sequence[Milestone]) -> None:
    """This will work out percent and expected day of the whole from its milestones."""
    steps = queries.steps(rows)
    progress.percent = calc.percent(steps)
    progress.expected_on = calc.moved(progress.promised_on, steps)
    progress.slip_days = (progress.expected_on - progress.promised_on).days
