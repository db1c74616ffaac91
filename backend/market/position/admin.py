"""Positions in the back office: the ladder with months as columns, entries, limits, breaches."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.registry import Resource
from backend.market.position import queries
from backend.market.position.flow import State
from backend.market.position.models import (
    Kind,
    LimitBreach,
    PositionBook,
    PositionEntry,
    PositionLimit,
)
from backend.market.position.schemas import LIMIT_BREACH, POSITION_ENTRY, POSITION_LIMIT, VIEW

STATES = {"ok": _("正常"), "warn": _("预警"), "breach": _("超限"), "block": _("禁止")}
LINKS = (
    ("entries_link", "market.view_position_entry", "admin:market_positionentry_changelist"),
    ("add_link", "market.create_position_entry", "admin:market_positionentry_add"),
    ("limits_link", "market.view_position_limit", "admin:market_positionlimit_changelist"),
    ("breaches_link", "market.view_limit_breach", "admin:market_limitbreach_changelist"),
)


@admin.register(PositionBook)
class PositionPage(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """What is open in which month, marked to the market, with its limits."""

    resource: ClassVar[Resource] = POSITION_ENTRY
    icon = "balance"
    place = 40

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This will show the page in the sidebar to who may see it."""
        return bool(reach.actor_of(request).may(VIEW))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will open the page to who may see positions."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This will refuse: books come with their first entry."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse: entries are added, never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """This will draw the ladder of every metal as of a day."""
        actor = reach.actor_of(request)
        if not actor.may(VIEW):
            raise PermissionDenied
        on = _day(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("头寸"),
            "on": on,
            "metals": [_drawn(queries.ladder(metal, on=on)) for metal in queries.metals()],
            **_links(actor),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "market/position/ladder.html", context)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(str(request.GET.get("on", ""))[:10])
    except ValueError:
        return timezone.localdate()


def _links(actor: Actor) -> dict[str, str]:
    return {name: reverse(page) for name, permission, page in LINKS if actor.may(permission)}


def _drawn(found: dict[str, Any]) -> dict[str, Any]:
    """The ladder turned over: a row for each kind, a column for each month."""
    rungs = found["rungs"]
    months = [rung["month"] for rung in rungs]
    rows = [_row(kind.label, ((r["month"], r[kind.value], "") for r in rungs)) for kind in Kind]
    rows.append(_row(_("净头寸"), ((r["month"], r["net"], "") for r in rungs), is_sum=True))
    rows.append(_row(_("累计"), ((r["month"], r["cumulative"], "") for r in rungs)))
    for currency in sorted({v["currency"] for r in rungs for v in r["values"]}):
        rows += _worth(rungs, currency)
    limits = [
        {
            **use,
            "percent": f"{use['ratio'] * 100:.1f}",
            "width": min(int(use["ratio"] * 100), 100),
            "state_label": STATES[use["state"]],
        }
        for use in found["limits"]
    ]
    return {**found, "months": months, "rows": rows, "limits": limits}


def _worth(rungs: list[dict[str, Any]], currency: str) -> list[dict[str, Any]]:
    by_month = {
        rung["month"]: next((v for v in rung["values"] if v["currency"] == currency), None)
        for rung in rungs
    }
    rows = []
    for name, label, aside in (
        ("value", _("成本"), ""),
        ("mark", _("市价"), "instrument_code"),
        ("result", _("浮动盈亏"), ""),
    ):
        cells = (
            (month, None if one is None else one[name], one[aside] if one and aside else "")
            for month, one in by_month.items()
        )
        rows.append(_row(f"{label} {currency}", cells, is_sum=name == "result"))
    return rows


def _row(
    label: Any, cells: Iterable[tuple[str, Decimal | None, str]], *, is_sum: bool = False
) -> dict[str, Any]:
    return {
        "label": label,
        "is_sum": is_sum,
        "cells": [
            {
                "month": month,
                "text": "—" if value is None else f"{value:,f}",
                "is_down": value is not None and value < 0,
                "aside": aside,
            }
            for month, value, aside in cells
        ],
    }


@admin.register(PositionEntry)
class PositionEntryAdmin(DocumentAdmin):
    """Every entry of the position, and the paper it comes from."""

    resource = POSITION_ENTRY
    icon = "list_alt"
    place = 41
    columns = ("on", "metal", "month", "kind", "quantity", "price", "currency", "source_no")
    facts = (
        (_("头寸"), ("on", "metal", "month", "kind", "side", "quantity", "price", "amount")),
        (_("来源"), ("source_code", "source_no", "note", "reverses_id", "owner_id", "unit_id")),
    )
    labels = {"first": _("日期起"), "last": _("日期止")}
    empty = _("还没有头寸流水。")


@admin.register(PositionLimit)
class PositionLimitAdmin(DocumentAdmin):
    """How many tonnes of a metal may be open."""

    resource = POSITION_LIMIT
    icon = "speed"
    place = 61
    columns = ("metal", "measure", "month", "tonnes", "valid_from", "valid_to", "note")
    facts = (
        (_("限额"), ("metal", "measure", "month", "tonnes", "valid_from", "valid_to")),
        (_("三条线"), ("warn_at", "breach_at", "block_at", "note")),
    )
    labels = {"on": _("有效于")}
    empty = _("还没有设定头寸限额。")


@admin.register(LimitBreach)
class LimitBreachAdmin(DocumentAdmin):
    """Positions beyond their limits and trades that were refused."""

    resource = LIMIT_BREACH
    icon = "warning"
    place = 42
    columns = ("no", "metal", "measure", "level", "state", "after", "tonnes", "ratio", "on")
    facts = (
        (_("突破"), ("metal", "measure", "month", "level", "on", "before", "after", "ratio")),
        (_("处理"), ("state", "approved_until", "approved_tonnes", "approved_by_id")),
        (_("来源"), ("source_code", "source_no", "created_by_id")),
    )
    labels = {"measure": _("限额口径"), "until": _("批准至")}
    main_path = (State.OPEN, State.APPROVED, State.CURED)
    empty = _("没有限额突破。")
