"""Tickets in the back office: which promise is due, and why each clock stands as it does."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import showing, words
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.service.asset.models import Asset
from backend.service.ticket import queries
from backend.service.ticket.flow import OPEN, State
from backend.service.ticket.models import Clock, Ticket
from backend.service.ticket.queries import Purpose
from backend.service.ticket.schemas import TICKET

words.ASKED.update(
    symptom_code=lambda code: queries.word("symptom", code),
    cause_code=lambda code: queries.word("cause", code),
    solution_code=lambda code: queries.word("solution", code),
)
FEW = 5
TONES = {"red": "bad", "amber": "busy", "green": "good", "grey": "plain"}


def span(seconds: int) -> StrOrPromise:
    """This will say a length of time as people do."""
    minutes = abs(seconds) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return format_lazy(_("{days} 天 {hours} 小时"), days=days, hours=hours)
    if hours:
        return format_lazy(_("{hours} 小时 {minutes} 分"), hours=hours, minutes=minutes)
    return format_lazy(_("{minutes} 分钟"), minutes=minutes)


def standing(ticket: Ticket, *, now: datetime) -> tuple[StrOrPromise, str]:
    """This will say how a ticket stands to what is promised next, and in what tone."""
    if ticket.state not in OPEN:
        return (_("超时完成"), "bad") if ticket.is_late else (_("按时"), "good")
    what = Clock.Kind(ticket.due_kind).label
    left = int((ticket.due_at - now).total_seconds())
    if ticket.is_paused:
        return format_lazy(_("{what} 暂停"), what=what), "plain"
    if left < 0:
        return format_lazy(_("{what} 超时 {span}"), what=what, span=span(left)), "bad"
    tone = "busy" if left < timedelta(hours=4).total_seconds() else "good"
    return format_lazy(_("{what} 剩 {span}"), what=what, span=span(left)), tone


@admin.display(description=_("时限"), ordering="due_at")
def light(ticket: Ticket) -> SafeString:
    """This will draw the light of a ticket."""
    text, tone = standing(ticket, now=timezone.now())
    return showing.badge(text, tone=tone)


def clocks(ticket: Ticket, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will explain every promise: its time, what waiting took out, what is left."""
    for one in queries.lights(ticket, at=timezone.now()):
        clock = one.clock
        waits = [str(State(kind).label) for kind in clock.pauses_on]
        yield {
            "what": showing.badge(clock.get_kind_display(), tone=TONES[one.colour]),
            "promised": format_lazy("{} · {}", span(clock.seconds), clock.get_calendar_display()),
            "basis": _("服务权益") if clock.is_entitled else _("优先级承诺"),
            "target": clock.target_at,
            "gone": span(one.gone),
            "left": _outcome(one),
            "waited": span(clock.paused_seconds) if clock.paused_seconds else "",
            "excuses": "、".join(waits),
            "stopped": clock.stopped_at,
        }


def _outcome(one: queries.Light) -> StrOrPromise:
    clock = one.clock
    if clock.is_void:
        return _("不计入")
    if clock.stopped_at is not None:
        return _("超时") if clock.is_late else _("达成")
    if clock.paused_at is not None:
        return format_lazy(_("暂停，剩 {span}"), span=span(one.left))
    if one.left < 0:
        return format_lazy(_("超时 {span}"), span=span(one.left))
    return format_lazy(_("剩 {span}"), span=span(one.left))


def changes(ticket: Ticket, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will tell each time a promise was worked out anew."""
    for clock in ticket.clocks.order_by("pk"):
        for row in clock.history.order_by("at", "id"):
            yield {
                "at": row.at,
                "what": clock.get_kind_display(),
                "priorities": f"{row.get_priority_before_display()} → "
                f"{row.get_priority_after_display()}",
                "target_before": row.target_before,
                "target_after": row.target_after,
                "reason": row.reason,
            }


def waits(ticket: Ticket, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will tell when it waited and for whom."""
    return [
        {
            "waited_for": one.get_kind_display(),
            "from_at": one.from_at,
            "until_at": one.until_at,
            "note": one.note,
        }
        for one in queries.pauses(ticket)
    ]


def links(ticket: Ticket, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will give the links for the customer to whoever may write to them."""
    if not actor.may(TICKET.permission("comment")):
        return
    yield {"link_for": _("查看进度、留言"), "path": _link(ticket, Purpose.FOLLOW)}
    if ticket.estimate is not None:
        yield {"link_for": _("确认费用"), "path": _link(ticket, Purpose.MONEY)}


def _link(ticket: Ticket, purpose: Purpose) -> str:
    return reverse("ticket_link", args=[queries.token_of(ticket.pk, purpose)])


@admin.register(Ticket)
class TicketAdmin(DocumentAdmin):
    """What customers report, the most pressing with a red light."""

    resource = TICKET
    icon = "support_agent"
    place = 5
    columns = (
        "no",
        "priority",
        "state",
        "summary",
        "customer_name",
        "serial_no",
        "is_covered",
        "owner_name",
        "opened_at",
    )
    filters = (
        "sla",
        "is_open",
        "state",
        "priority",
        "kind",
        "channel",
        "owner_id",
        "is_assigned",
        "is_covered",
        "customer_id",
        "asset_id",
        "opened_from",
        "opened_until",
    )
    facts = (
        (_("报修"), ("customer_id", "asset_id", "kind", "channel", "summary", "description")),
        (_("联系人"), ("contact_name", "contact_phone", "opened_at", "contract_id")),
        (_("级别与责任"), ("priority", "impact", "urgency", "owner_id", "is_covered")),
        (_("诊断与处理"), ("symptom_code", "cause_code", "solution_code", "resolution")),
        (_("费用"), ("estimate", "estimate_note", "agreed_at", "agreed_by", "refused_at")),
        (_("结束"), ("resolved_at", "closes_at", "closed_at", "reopened", "merged_into_id")),
    )
    tables = (
        ChildTable(
            _("服务时钟"),
            clocks,
            (
                "what",
                "promised",
                "basis",
                "target",
                "gone",
                "left",
                "waited",
                "excuses",
                "stopped",
            ),
            replaces="clocks",
        ),
        ChildTable(_("等待记录"), waits, replaces="pauses"),
        ChildTable(_("承诺变更"), changes),
        ChildTable(
            _("沟通记录"), "comments", ("at", "audience", "author", "contact_phone", "text")
        ),
        ChildTable(_("已并入的服务单"), "children", ("no", "summary", "opened_at")),
        ChildTable(_("客户链接"), links),
    )
    labels = {
        "customer_name": _("客户"),
        "product_name": _("机型"),
        "owner_name": _("负责人"),
        "sla": _("时限"),
        "is_open": _("未结束"),
        "is_assigned": _("已指派"),
        "opened_from": _("受理起"),
        "opened_until": _("受理止"),
        "what": _("承诺事项"),
        "promised": _("承诺时长"),
        "basis": _("依据"),
        "target": _("承诺时间"),
        "gone": _("已用"),
        "left": _("结果/剩余"),
        "waited": _("不计等待"),
        "excuses": _("哪些等待不计"),
        "stopped": _("停止"),
        "priorities": _("优先级"),
        "target_before": _("原承诺"),
        "target_after": _("新承诺"),
        "waited_for": _("等待"),
        "from_at": _("开始"),
        "until_at": _("结束"),
        "note": _("说明"),
        "link_for": _("用途"),
        "path": _("链接"),
        "at": _("时间"),
        "amount": _("金额"),
        "name": _("客户确认人"),
        "into_id": _("并入"),
        "reason": _("原因"),
        "author": _("作者"),
        "text": _("内容"),
        "audience": _("对象"),
        "clocks": _("服务时钟"),
        "pauses": _("等待记录"),
        "comments": _("沟通记录"),
        "children": _("已并入的服务单"),
        "entitlement": _("服务权益"),
    }
    main_path = (State.NEW, State.TRIAGED, State.ASSIGNED, State.IN_PROGRESS, State.RESOLVED)
    asides = ("comment", "attach", "reprioritise", "merge", "wait")
    party_path = "customer_id"
    empty = _("还没有服务单。客户可以扫描设备上的二维码报修，也可以在这里登记来电。")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """This will put the light beside the state."""
        shown = super().get_list_display(request)
        return [*shown[:3], light, *shown[3:]]


@panels.today("service.view_ticket", order=8)
def pressing(actor: Actor) -> panels.Item:
    """This will show the open tickets whose promise is broken or due within hours."""
    now = timezone.now()
    wanted = queries.standing("late", now=now) | queries.standing("soon", now=now)
    rows = policy.visible(Ticket, actor).filter(wanted).order_by("due_at", "id")
    lines = [
        panels.Line(f"{row.no} {row.summary}", panels.page(row), standing(row, now=now)[0])
        for row in rows[:FEW]
    ]
    late = rows.filter(queries.standing("late", now=now)).exists()
    return panels.Item(
        _("服务单时限"),
        rows.count(),
        panels.listing(Ticket, is_open="true"),
        lines,
        tone="bad" if late else "busy",
        icon="support_agent",
    )


@panels.related(Asset, "service.view_ticket", order=20)
def of_machine(asset: Asset, actor: Actor) -> panels.Table | None:
    """This will show the tickets of a machine beside it."""
    rows = policy.visible(Ticket, actor).filter(asset=asset).order_by("-created_at", "-id")
    latest = list(rows[:FEW])
    if not latest:
        return None
    return panels.Table(
        _("服务单"),
        [_("编号"), _("概要"), _("状态"), _("受理时间")],
        [[row.no, row.summary, row.get_state_display(), row.opened_at] for row in latest],
        [panels.page(row) for row in latest],
        panels.listing(Ticket, asset_id=str(asset.pk)),
    )
