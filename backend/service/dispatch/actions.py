"""Setting the weights, moving orders on the board, and taking a move back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.service.dispatch import queries
from backend.service.dispatch.models import BoardMove, DispatchRule
from backend.service.workorder import actions as workorders
from backend.service.workorder.models import WorkOrder

log.declare(
    "service.dispatch_rule.created",
    "service.dispatch_rule.changed",
    "service.dispatch_rule.activated",
    "service.dispatch_rule.replaced",
)


class NothingToUndo(Refusal):
    """This person moved nothing, or took all of it back."""

    sentence = _("没有可以撤销的移动。")


class MovedSince(Refusal):
    """Somebody else moved the order after this person did."""

    sentence = _("工单 {no} 之后又被改动过，不能撤销，请在看板上重新安排。")


documents.explains(
    "service_dispatchrule_some_weight", Malformed(errors={"travel": _("至少一项权重须大于 0")})
)
documents.explains(
    "service_dispatchrule_speed", Malformed(errors={"speed_kmh": _("车速须在 5 至 200 之间")})
)
documents.explains(
    "service_dispatchrule_detour", Malformed(errors={"detour": _("绕行系数须在 1 至 3 之间")})
)
documents.explains(
    "service_dispatchrule_horizon",
    Malformed(errors={"horizon_days": _("向前安排须在 1 至 60 天之间")}),
)


@documents.verb
def create(*, actor: Actor, id: UUID | None, **facts: Any) -> DispatchRule:
    """This will write down weights; they count once they are put in force."""
    rule = DispatchRule(**facts)
    if id is not None:
        rule.id = id
    return documents.add(
        rule,
        actor=actor,
        event="service.dispatch_rule.created",
        permission="service.create_dispatch_rule",
    )


@documents.verb
def change(dispatch_rule_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> DispatchRule:
    """This will set other weights; those in force count at once."""
    rule = _locked(dispatch_rule_id, actor, "change")
    for name, value in changes.items():
        setattr(rule, name, value)
    return documents.save(rule, actor=actor, event="service.dispatch_rule.changed")


@documents.verb
def activate(dispatch_rule_id: UUID, *, actor: Actor) -> DispatchRule:
    """This will put weights in force in place of those before."""
    rule = _locked(dispatch_rule_id, actor, "activate")
    for old in DispatchRule.objects.select_for_update().filter(is_active=True).exclude(pk=rule.pk):
        documents.remember(old)
        old.is_active = False
        documents.save(old, actor=actor, event="service.dispatch_rule.replaced")
    rule.is_active = True
    return documents.save(rule, actor=actor, event="service.dispatch_rule.activated")


def _locked(rule_id: UUID, actor: Actor, verb: str) -> DispatchRule:
    return documents.lock(
        DispatchRule, rule_id, actor=actor, permission=f"service.{verb}_dispatch_rule"
    )


@documents.verb
def move(
    work_order_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    engineer_id: UUID | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
) -> WorkOrder:
    """This will book an order for somebody, or put it back among those that wait.

    The order's own verbs decide; what was before is kept, so that the move can be taken back.
    """
    order = documents.lock(
        WorkOrder, work_order_id, actor=actor, permission="service.schedule_work_order"
    )
    note = BoardMove(order=order, at=at, **_spot(order, "before"))
    moved = _put(order, actor, engineer_id, starts_at, ends_at, reason=_("在派工看板移回待排"))
    if actor.user_id is not None:
        note.moved_by_id = actor.user_id
        for name, value in _spot(moved, "after").items():
            setattr(note, name, value)
        note.save(force_insert=True)
    return moved


@documents.verb
def undo(*, actor: Actor, at: datetime) -> WorkOrder:
    """This will take back this person's last move, unless the order was moved again since.

    Raises NothingToUndo, MovedSince, or what the order's own verbs refuse: the old time may be
    taken by now.
    """
    last = queries.last_move(actor)
    if last is None:
        raise NothingToUndo
    last = BoardMove.objects.select_for_update().get(pk=last.pk)
    order = documents.lock(
        WorkOrder, last.order_id, actor=actor, permission="service.schedule_work_order"
    )
    if last.undone_at is not None:
        raise NothingToUndo
    if _spot(order, "after") != {name: getattr(last, name) for name in _spot(order, "after")}:
        raise MovedSince(no=order.no)
    last.undone_at = at
    last.save(update_fields=["undone_at"])
    reason = _("撤销派工看板的移动")
    return _put(
        order, actor, last.engineer_before_id, last.from_before, last.until_before, reason=reason
    )


def _spot(order: WorkOrder, when: str) -> dict[str, Any]:
    return {
        f"engineer_{when}_id": order.engineer_id,
        f"from_{when}": order.scheduled_from,
        f"until_{when}": order.scheduled_until,
    }


def _put(
    order: WorkOrder,
    actor: Actor,
    engineer_id: UUID | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
    *,
    reason: Any,
) -> WorkOrder:
    if engineer_id is None:
        return workorders.unschedule(order.pk, actor=actor, reason=str(reason))
    if starts_at is None or ends_at is None:
        raise Malformed(errors={"starts_at": _("请填写开始和结束时间")})
    return workorders.schedule(
        order.pk, actor=actor, engineer_id=engineer_id, starts_at=starts_at, ends_at=ends_at
    )
