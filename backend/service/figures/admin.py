"""The board of the service manager: every figure, taken apart, with the papers behind it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.errors import Malformed
from backend.core.people.models import Unit
from backend.goods.product.models import Product
from backend.service.figures import paper, queries
from backend.service.figures.models import FigureGoal
from backend.service.figures.queries import FIGURES, VIEW, Cut
from backend.service.figures.queries.shape import Group
from backend.service.ticket.schemas import TICKET

FEW = 12


@admin.register(FigureGoal)
class FigureBoard(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """How service is doing."""

    resource = TICKET
    icon = "monitoring"
    place = 45

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This will show the board in the sidebar to who may see figures."""
        return bool(reach.actor_of(request).may(VIEW))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will open the board to who may see figures."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This will refuse: the figures are defined in the code."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """This will draw the board for some days, a model and a team."""
        actor = reach.actor_of(request)
        if not actor.may(VIEW):
            raise PermissionDenied
        asked, sentence = _asked(request)
        chosen = str(request.GET.get("figure", ""))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("售后看板"),
            "since": asked.span.since,
            "until": asked.span.until,
            "product_id": str(asked.product_id or ""),
            "unit_id": str(asked.unit_id or ""),
            "products": Product.objects.filter(assets__isnull=False).distinct().order_by("name"),
            "units": Unit.objects.order_by("name"),
            "sentence": sentence,
            "cards": [_card(name, asked) for name in FIGURES],
            "tables": _tables(asked),
            "chosen": FIGURES[chosen].label if chosen in FIGURES else "",
            "papers": _papers(chosen, asked, actor) if chosen in FIGURES else [],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "service/figures/board.html", context)


def _asked(request: HttpRequest) -> tuple[Cut, str]:
    """What the address asks for; what makes no sense is said and left out."""
    today, sentence = timezone.localdate(), ""
    given: dict[str, Any] = {"since": _day(request, "since"), "until": _day(request, "until")}
    given |= {"product_id": _id(request, "product_id"), "unit_id": _id(request, "unit_id")}
    try:
        return paper.cut(**given, today=today), sentence
    except Malformed as refused:
        sentence = "；".join(str(text) for text in refused.errors.values())
        return paper.cut(**{**given, "since": None, "until": None}, today=today), sentence


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(str(request.GET.get(name, ""))[:10])
    except ValueError:
        return None


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(str(request.GET.get(name, "")))
    except ValueError:
        return None


def _query(asked: Cut, **more: str) -> str:
    facts = {"since": asked.span.since.isoformat(), "until": asked.span.until.isoformat(), **more}
    facts |= {"product_id": str(asked.product_id)} if asked.product_id else {}
    facts |= {"unit_id": str(asked.unit_id)} if asked.unit_id else {}
    return "?" + urlencode(facts)


def _card(name: str, asked: Cut) -> dict[str, Any]:
    found = paper.shown(name, asked)
    spec = FIGURES[name]
    tone = ""
    if found["goal"] is not None and found["value"] is not None and not found["is_small"]:
        ahead = found["value"] - found["goal"]
        is_good = ahead >= 0 if spec.is_better_high else ahead <= 0
        tone = "good" if is_good else "bad"
    link = "" if spec.rows is None else _query(asked, figure=name) + "#papers"
    return {**found, "tone": tone, "link": link}


def _tables(asked: Cut) -> list[dict[str, Any]]:
    """Each figure taken apart, as rows with bars in proportion to the longest."""
    found = []
    for spec in FIGURES.values():
        for label, ask in spec.groups.values():
            groups = ask(asked)[:FEW]
            title = f"{spec.label} · {label}"
            found.append({"title": title, "unit": spec.unit, "rows": _bars(groups)})
    return [table for table in found if table["rows"]]


def _bars(groups: list[Group]) -> list[dict[str, Any]]:
    longest = max((one.value or 0 for one in groups), default=0)
    return [
        {
            "group": told,
            "width": int((told["value"] or 0) * 100 / longest) if longest else 0,
        }
        for told in paper.apart(groups)
    ]


def _papers(name: str, asked: Cut, actor: Actor) -> list[dict[str, Any]]:
    rows = queries.rows(name, asked, actor=actor)
    return [
        {**told, "link": panels.page(row), "state_label": row.get_state_display()}
        for told, row in zip(paper.papers(rows), rows, strict=True)
    ]
