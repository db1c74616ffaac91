"""What is written down on site: answers, hours, ways, money laid out, pictures.

Every row may carry an id of the device; what was sent before is not written again.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.ids import uuid7
from backend.service.asset import actions as assets
from backend.service.engineer.models import Engineer
from backend.service.workorder import calc, queries
from backend.service.workorder.actions import hold
from backend.service.workorder.flow import WRITABLE
from backend.service.workorder.models import Check, Expense, Labour, Photo, Travel, WorkOrder
from backend.service.workorder.models.checklist import CheckKind


class LabourOverlaps(Refusal):
    """Nobody works on two jobs at once."""

    sentence = _("工程师“{engineer}”在 {start} 至 {until} 的工时已记在工单 {no}，请核对时间。")


documents.explains(
    "service_labour_engineer_once",
    LabourOverlaps(_("该工程师这段时间的工时已记在其他工单，请核对时间。")),
)


def moment(at: datetime, sent_at: datetime | None) -> datetime:
    """This will give the moment that counts for a row, the device's clock put right."""
    return calc.count_time(at, sent_at=sent_at, received_at=context.now(), previous=None).at


def is_known(model: type[models.Model], order: WorkOrder, row_id: UUID | None) -> bool:
    """This will tell whether a device sent this row before."""
    if row_id is None:
        return False
    return model._default_manager.filter(pk=row_id, order=order).exists()


@documents.verb
def check(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    sent_at: datetime | None,
    answers: Sequence[Any],
) -> WorkOrder:
    """This will write down answers to rows of the checklist; a meter's also goes to the machine.

    What fails needs a picture or a word. A meter that would run backwards is refused.
    """
    order = hold.lock(work_order_id, actor=actor, verb="check", states=WRITABLE)
    counted = moment(at, sent_at)
    rows = {row.pk: row for row in order.checks.all()}
    labels = []
    for place, body in enumerate(answers):
        row = rows.get(body.check_id)
        if row is None:
            raise Malformed(errors={f"answers.{place}.check_id": _("工单中没有这一检查项")})
        if body.id is not None and row.answer_id == body.id:
            continue
        _answer(order, row, body, actor=actor, at=counted, field=f"answers.{place}")
        labels.append(row.label)
    if not labels:
        return order
    return hold.save(order, actor=actor, event="checked", at=counted, checks=labels)


@documents.verb
def log_labour(
    work_order_id: UUID,
    *,
    actor: Actor,
    id: UUID | None,
    engineer_id: UUID | None,
    started_at: datetime,
    stopped_at: datetime,
    note: str,
) -> WorkOrder:
    """This will add hours of the engineer, or of one who helped; raises LabourOverlaps."""
    order = hold.lock(work_order_id, actor=actor, verb="log_labour", states=WRITABLE)
    if is_known(Labour, order, id):
        return order
    engineer = documents.refer(Engineer, engineer_id, actor=actor, field="engineer_id")
    engineer = engineer or order.engineer
    assert engineer is not None
    if stopped_at <= started_at:
        raise Malformed(errors={"stopped_at": _("结束时间必须晚于开始时间")})
    _require_idle(engineer, started_at=started_at, stopped_at=stopped_at)
    minutes = calc.minutes_between(started_at, stopped_at)
    Labour.objects.create(
        id=id or uuid7(),
        order=order,
        engineer=engineer,
        started_at=started_at,
        stopped_at=stopped_at,
        minutes=minutes,
        note=note,
    )
    return hold.save(order, actor=actor, event="labour_logged", minutes=minutes)


@documents.verb
def log_travel(
    work_order_id: UUID,
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    sent_at: datetime | None,
    minutes: int,
    km: Decimal,
    note: str,
) -> WorkOrder:
    """This will add a way: home, or to fetch a part."""
    order = hold.lock(work_order_id, actor=actor, verb="log_travel", states=WRITABLE)
    if is_known(Travel, order, id):
        return order
    if not minutes and not km:
        raise Malformed(errors={"minutes": _("请填写时间或里程")})
    Travel.objects.create(
        id=id or uuid7(), order=order, minutes=minutes, km=km, note=note, at=moment(at, sent_at)
    )
    return hold.save(order, actor=actor, event="travel_logged", minutes=minutes, km=km)


@documents.verb
def add_expense(
    work_order_id: UUID,
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    sent_at: datetime | None,
    photo_ids: list[UUID],
    **facts: Any,
) -> WorkOrder:
    """This will add money the engineer laid out, with pictures of the receipts."""
    order = hold.lock(work_order_id, actor=actor, verb="add_expense", states=WRITABLE)
    if is_known(Expense, order, id):
        return order
    photos = shown(order, photo_ids, field="photo_ids")
    row = Expense.objects.create(
        id=id or uuid7(), order=order, photos=photos, at=moment(at, sent_at), **facts
    )
    return hold.save(order, actor=actor, event="expense_added", kind=row.kind, amount=row.amount)


@documents.verb
def add_photo(
    work_order_id: UUID,
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    sent_at: datetime | None,
    when: str,
    file_id: UUID,
    note: str,
) -> WorkOrder:
    """This will say of a picture uploaded to the order when it was taken: before, during, after."""
    order = hold.lock(work_order_id, actor=actor, verb="add_photo", states=WRITABLE)
    if is_known(Photo, order, id) or order.photos.filter(file_id=file_id).exists():
        return order
    shown(order, [file_id], field="file_id")
    Photo.objects.create(
        id=id or uuid7(),
        order=order,
        moment=when,
        file_id=file_id,
        note=note,
        at=moment(at, sent_at),
    )
    return hold.save(order, actor=actor, event="photo_added", moment=when)


def shown(order: WorkOrder, ids: Sequence[UUID], *, field: str) -> list[str]:
    """This will make sure that files are pictures of this order; gives their ids as text."""
    found = queries.pictures(order, ids)
    if len(found) < len(set(ids)):
        raise Malformed(errors={field: _("请先把照片上传到本工单")})
    return [str(pk) for pk in dict.fromkeys(ids)]


def run(order: WorkOrder, *, at: datetime) -> None:
    """This will start the hours of the order's engineer; raises LabourOverlaps."""
    assert order.engineer is not None
    _require_idle(order.engineer, started_at=at, stopped_at=None)
    Labour.objects.create(order=order, engineer=order.engineer, started_at=at)


def halt(order: WorkOrder, *, at: datetime) -> None:
    """This will stop the hours that run on an order."""
    for row in order.labour.filter(stopped_at=None):
        row.stopped_at = max(at, row.started_at)
        row.minutes = calc.minutes_between(row.started_at, row.stopped_at)
        row.save(update_fields=["stopped_at", "minutes"])


def _answer(
    order: WorkOrder, row: Check, body: Any, *, actor: Actor, at: datetime, field: str
) -> None:
    photos = shown(order, body.photo_ids, field=f"{field}.photo_ids")
    given = calc.Given(body.text, body.number, photos)
    limits = queries.limits(row)
    if not calc.is_answered(row.kind, given):
        said = {"photo": _("请拍照"), "signature": _("请上传签名图片"), "number": _("请填写数值"),
                "meter": _("请填写读数")}  # fmt: skip
        raise Malformed(errors={field: said.get(row.kind, _("请填写回答"))})
    if not calc.is_fit(limits, given):
        options = "、".join(row.options) or "yes、no"
        raise Malformed(errors={f"{field}.text": _("请从 {these} 中选择").format(these=options)})
    passed = calc.passes(limits, given)
    if row.kind == CheckKind.SCAN and order.asset is not None:
        passed = body.text in (order.asset.serial, order.asset.no, order.asset.qr_token)
    if passed is False and not photos and not body.note:
        raise Malformed(errors={f"{field}.note": _("不合格项请拍照或说明情况")})
    if row.kind == CheckKind.METER:
        _read_meter(order, row, body.number, actor=actor, at=at, field=field)
    row.text, row.number, row.photos = body.text, body.number, photos
    row.note, row.is_passed, row.answer_id = body.note, passed, body.id
    row.answered_at, row.answered_by_id = at, actor.user_id
    row.save()


def _read_meter(
    order: WorkOrder, row: Check, value: Decimal, *, actor: Actor, at: datetime, field: str
) -> None:
    """The reading is the machine's; it knows whether a meter may show that."""
    if order.asset is None:
        raise Malformed(errors={field: _("工单没有设备，不能登记读数")})
    meter = order.asset.meters.filter(name=row.meter_name).first()
    if meter is None:
        said = _("设备没有计数器“{name}”，请先在设备上登记").format(name=row.meter_name)
        raise Malformed(errors={field: said})
    assets.take_reading(meter_id=meter.pk, actor=actor, at=at, value=value, source=Source.of(order))


def _require_idle(engineer: Engineer, *, started_at: datetime, stopped_at: datetime | None) -> None:
    """Two rows of one engineer wait for each other, so that the second hears of the first."""
    Engineer.objects.select_for_update(of=("self",), no_key=True).get(pk=engineer.pk)
    rows = Labour.objects.filter(engineer=engineer).filter(
        Q(stopped_at=None) | Q(stopped_at__gt=started_at)
    )
    if stopped_at is not None:
        rows = rows.filter(started_at__lt=stopped_at)
    other = rows.select_related("order").order_by("started_at").first()
    if other is None:
        return
    until = _("现在") if other.stopped_at is None else _clock(other.stopped_at)
    raise LabourOverlaps(
        engineer=engineer, no=other.order.no, start=_clock(other.started_at), until=until
    )


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}"
