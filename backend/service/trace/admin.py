"""Recalls in the back office, and the page that follows a number."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.errors import Refusal
from backend.core.registry import find
from backend.goods.stock.models import Lot
from backend.service.trace import queries
from backend.service.trace.flow import State
from backend.service.trace.models import Mark, Recall
from backend.service.trace.schemas import RECALL, VIEW_TRACE, GoodsTraceQuery

WAYS = (("both", _("来源与去向")), ("up", _("只看来源")), ("down", _("只看去向")))


@admin.register(Recall)
class RecallAdmin(DocumentAdmin):
    """Goods that are called back."""

    resource = RECALL
    icon = "conversion_path"
    place = 55
    labels = {"on": _("发起日期"), "at": _("时间"), "term": _("号码")}
    columns = ("no", "mark", "term", "reason", "state", "held_lots", "opened_on")
    filters = ("state", "mark")
    facts = (
        (_("召回"), ("mark", "term", "opened_on", "reason")),
        (_("处理"), ("held_at", "held_lots", "outcome")),
    )
    prints = ((_("召回名单（Excel）"), "api:service_recall_list_xlsx"),)
    main_path = (State.OPEN, State.CLOSED)
    change_list_template = "service/trace/recalls.html"
    boards = ((_("追溯"), "conversion_path", "admin:service_trace", VIEW_TRACE),)

    def get_urls(self) -> list[Any]:
        """This will add the page that follows a number."""
        page = self.admin_site.admin_view(self.trace_view)
        return [path("trace/", page, name="service_trace"), *super().get_urls()]

    def trace_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw where goods came from and where they went."""
        actor = reach.actor_of(request)
        if not actor.may(VIEW_TRACE):
            raise PermissionDenied
        asked = {name: request.GET.get(name, "") for name in ("mark", "term", "direction")}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("追溯"),
            "marks": Mark.choices,
            "ways": WAYS,
            "asked": asked,
            **(_traced(asked, actor) if asked["term"] else {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "service/trace/trace.html", context)


def _traced(asked: dict[str, str], actor: Actor) -> dict[str, Any]:
    try:
        query = GoodsTraceQuery.model_validate(
            {name: value for name, value in asked.items() if value}
        )
        found = queries.find(query.mark, query.term, direction=query.direction, actor=actor)
    except ValidationError:
        return {"sentence": _("请选择追溯依据并填写号码。")}
    except Refusal as refused:
        return {"sentence": str(refused)}
    quality = dict(Lot.Quality.choices)
    return {
        "found": found,
        "lots": [(lot, quality.get(lot.quality, ""), _way(lot.distance)) for lot in found.lots],
        "places": [(place, quality.get(place.quality, "")) for place in found.places],
        "papers": _by_kind(found.papers),
    }


def _way(distance: int) -> Any:
    if not distance:
        return _("起点")
    said = _("上溯 {steps} 步") if distance < 0 else _("下行 {steps} 步")
    return said.format(steps=abs(distance))


def _by_kind(papers: list[queries.Paper]) -> list[tuple[str, list[tuple[queries.Paper, str]]]]:
    """Papers under their names, each with its page."""
    found: dict[str, list[tuple[queries.Paper, str]]] = {}
    for paper in papers:
        found.setdefault(paper.label, []).append((paper, _address(paper)))
    return list(found.items())


def _address(paper: queries.Paper) -> str:
    resource = find(paper.code)
    return panels.page(resource.model(pk=paper.id)) if resource is not None else ""
