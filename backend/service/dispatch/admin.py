"""Dispatch in the back office: the weights, the board, and suggestions for one order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core import context, panels
from backend.core.access.actor import Actor
from backend.core.backoffice import deeds, reach
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.errors import Invisible, Malformed
from backend.service.dispatch import actions, queries
from backend.service.dispatch.models import DispatchRule
from backend.service.dispatch.schemas import DISPATCH_RULE
from backend.service.workorder.flow import UNPLANNED
from backend.service.workorder.models import WorkOrder

FRAGMENT = "service/dispatch/calendar.html"
SCHEDULE = "service.schedule_work_order"
VIEW = "service.view_work_order"
MOST_MINUTES = 7 * 24 * 60


@admin.register(DispatchRule)
class DispatchRuleAdmin(DocumentAdmin):
    """What each part of a suggestion counts; beside it the board."""

    resource = DISPATCH_RULE
    icon = "tune"
    place = 46
    is_machinery = True
    boards = ((_("派工看板"), "calendar_view_day", "admin:service_dispatch_board", VIEW),)
    change_list_template = "service/dispatch/list.html"
    columns = ("name", "is_active", "travel", "slot", "skill", "load", "part", "known", "cost")
    filters = ("is_active",)
    facts = (
        (_("规则"), ("name", "is_active")),
        (
            _("权重"),
            ("travel", "slot", "skill", "load", "part", "known", "territory", "cost"),
        ),
        (_("路程与时间"), ("speed_kmh", "detour", "furthest_km", "horizon_days")),
    )
    empty = _("还没有派工规则，系统按默认权重建议。新建并启用后按您的权重建议。")

    def get_urls(self) -> list[Any]:
        """This will add the board and the suggestions."""
        wrap = self.admin_site.admin_view
        return [
            path("board/", wrap(self.board_view), name="service_dispatch_board"),
            path("<uuid:pk>/suggest/", wrap(self.suggest_view), name="service_dispatch_suggest"),
            *super().get_urls(),
        ]

    # -- the board ---------------------------------------------------------------------------

    def board_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw the board, and move an order or take a move back; by script or form."""
        actor = _asking(request, VIEW)
        outcome = deeds.Outcome()
        if request.method == "POST":
            outcome = deeds.attempt(request, actor, lambda: self._move(request, actor))
        is_script = request.headers.get("X-Board") == "1"
        if outcome.refusal is not None and is_script:
            said = {"sentence": _why(outcome)}
            return JsonResponse(said, status=outcome.refusal.status)
        if outcome.response is not None and not is_script:
            return outcome.response
        return self._draw(request, actor, outcome, is_script=is_script)

    def _move(self, request: HttpRequest, actor: Actor) -> str:
        if not actor.may(SCHEDULE):
            raise PermissionDenied
        now = timezone.now()
        if request.POST.get("undo") == "1":
            actions.undo(actor=actor, at=now)
            return _here(request)
        pk = _uuid(request.POST.get("order"))
        if pk is None:
            raise Malformed(_("请选择工单。"))
        engineer_id = _uuid(request.POST.get("engineer"))
        start, end = (None, None) if engineer_id is None else _span(request)
        version = str(request.POST.get("_version", ""))
        stated = int(version) if version.isascii() and version.isdigit() else None
        with context.expecting(pk, stated):
            actions.move(
                pk, actor=actor, at=now, engineer_id=engineer_id, starts_at=start, ends_at=end
            )
        return _here(request)

    def _draw(
        self, request: HttpRequest, actor: Actor, outcome: deeds.Outcome, *, is_script: bool
    ) -> HttpResponse:
        view = "week" if request.GET.get("view") == "week" else "day"
        day = _day(request.GET.get("day"))
        first = day - timedelta(days=day.weekday()) if view == "week" else day
        days = 7 if view == "week" else 1
        found = queries.board(actor, first=first, days=days, at=timezone.now())
        step = timedelta(days=days)
        typed = {name: str(request.POST.get(name, ""))[:40] for name in ("order", "engineer")}
        drawn = {
            "board": found,
            "view": view,
            "day": first,
            "before": first - step,
            "after": first + step,
            "today": timezone.localdate(),
            "last": queries.last_move(actor),
            "may_move": actor.may(SCHEDULE),
            "key": deeds.fresh_key(),
            "undo_key": deeds.fresh_key(),
            "picked": str(request.GET.get("order", ""))[:40] or typed["order"],
            "typed": typed,
            "start": str(request.POST.get("start", ""))[:16] or f"{first:%Y-%m-%d}T09:00",
            "minutes": str(request.POST.get("minutes", ""))[:6],
            "sentence": _why(outcome),
            "heading": _("派工看板"),
        }
        if is_script:
            return TemplateResponse(request, FRAGMENT, drawn)
        response = self._page(request, "service/dispatch/board.html", **drawn)
        response.status_code = outcome.refusal.status if outcome.refusal is not None else 200
        return response

    # -- suggestions -------------------------------------------------------------------------

    def suggest_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will draw who could go to an order, best first, and who could not."""
        actor = _asking(request, SCHEDULE)
        try:
            found = queries.suggest(pk, actor=actor, at=timezone.now())
        except Invisible as unseen:
            raise Http404(str(unseen)) from unseen
        for offer in found.offers:
            offer["key"] = deeds.fresh_key()
        return self._page(
            request,
            "service/dispatch/suggest.html",
            heading=_("派工建议"),
            order=found.order,
            order_link=panels.page(found.order),
            deadline=found.job.deadline,
            offers=found.offers,
            excluded=found.excluded,
            rule=queries.rule_in_force(),
            board_link=reverse("admin:service_dispatch_board"),
        )


def _asking(request: HttpRequest, permission: str) -> Actor:
    actor = reach.actor_of(request)
    if not actor.may(permission):
        raise PermissionDenied
    return actor


def _why(outcome: deeds.Outcome) -> str:
    if outcome.refusal is None:
        return ""
    return " ".join([deeds.said_permission(outcome.refusal), *outcome.errors.values()])


def _here(request: HttpRequest) -> str:
    address = reverse("admin:service_dispatch_board")
    asked = request.GET.copy()
    asked.pop("order", None)
    return f"{address}?{asked.urlencode()}" if asked else address


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _day(text: str | None) -> date:
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return timezone.localdate()
    return found if 2000 <= found.year <= 2199 else timezone.localdate()


def _span(request: HttpRequest) -> tuple[datetime, datetime]:
    """When it starts as typed in local time, and when it ends by the minutes it takes."""
    try:
        start = datetime.fromisoformat(str(request.POST.get("start", "")))
        minutes = int(str(request.POST.get("minutes") or "0"))
    except ValueError:
        raise Malformed(_("请填写开始时间和时长（分钟）。")) from None
    if not 2000 <= start.year <= 2199 or minutes > MOST_MINUTES:
        raise Malformed(_("请填写开始时间和时长（分钟）。"))
    if minutes <= 0:
        pk = _uuid(request.POST.get("order"))
        rows = WorkOrder.objects.filter(pk=pk) if pk is not None else WorkOrder.objects.none()
        minutes = rows.values_list("duration_minutes", flat=True).first() or 60
    if start.tzinfo is None:
        start = start.replace(tzinfo=timezone.get_current_timezone())
    return start, start + timedelta(minutes=minutes)


@panels.offer(WorkOrder, SCHEDULE)
def suggestion(order: WorkOrder, actor: Actor) -> panels.Offer | None:
    """This will offer to look for who can go, on an order that nobody is booked for."""
    if order.state not in UNPLANNED:
        return None
    link = reverse("admin:service_dispatch_suggest", args=[order.pk])
    return panels.Offer(_("派工建议"), link, icon="person_search", is_page=True)


@panels.today(SCHEDULE, order=30)
def unplanned(actor: Actor) -> panels.Item | None:
    """This will show the orders that nobody is booked for, and lead to the board."""
    rows = queries.waiting(actor).order_by("created_at")
    count = rows.count()
    if not count:
        return None
    return panels.Item(
        _("待排程工单"),
        count,
        link=reverse("admin:service_dispatch_board"),
        lines=[
            panels.Line(
                str(row),
                reverse("admin:service_dispatch_suggest", args=[row.pk]),
                _now("{n} 分钟").format(n=row.duration_minutes),
            )
            for row in rows[:5]
        ],
        tone="busy",
        icon="calendar_add_on",
    )
