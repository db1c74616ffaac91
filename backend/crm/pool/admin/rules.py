"""The rules by which customers fall, and what they do tonight."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.backoffice import reach
from backend.core.backoffice.detail import Sheet
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.people.models import Unit, User
from backend.crm.customer.models import Customer
from backend.crm.pool import clocks, queries
from backend.crm.pool.models import RecycleExtension, RecycleRule
from backend.crm.pool.schemas import RECYCLE_EXTENSION, RECYCLE_RULE

SHOWN = 500


@admin.register(RecycleRule)
class RecycleRuleAdmin(DocumentAdmin):
    """The rules by which customers fall, and what they do tonight."""

    resource = RECYCLE_RULE
    icon = "autorenew"
    place = 71
    is_machinery = True
    change_list_template = "crm/pool/rules.html"
    columns = ("name", "clock", "days", "target", "pool_name", "priority", "is_active")
    references = {
        "exemptions": lambda document, actor: clocks.exemptions(),
        "for_unit_id": Unit,
    }
    labels = {
        "pool_name": _("公海池"),
        "on": _("日期"),
        "level_days": _("按等级的天数"),
        "level": _("等级"),
        "for_unit_id": _("适用单元"),
    }
    facts = (
        (_("规则"), ("name", "clock", "days", "target", "pool_name", "priority", "is_active")),
        (_("适用于"), ("levels", "segments", "states", "for_unit_id", "exemptions")),
        (_("提醒与延期"), ("warn_days", "max_extensions", "extension_days", "grace_days")),
    )
    tables = (ChildTable(_("按等级的天数"), "level_days", ("level", "days")),)
    empty = _("还没有回收规则。")

    def get_urls(self) -> list[Any]:
        """This will add the preview."""
        wrap = self.admin_site.admin_view
        tonight = path("tonight/", wrap(self.tonight_view), name="crm_recyclerule_tonight")
        return [tonight, *super().get_urls()]

    def tonight_view(self, request: HttpRequest) -> HttpResponse:
        """This will tell what the rules do on a day, among the customers this person sees."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        actor = reach.actor_of(request)
        on = _day(request.GET.get("on", ""))
        found = queries.night(on, within=policy.visible(Customer, actor))
        sheets = [_falls(found.falls), _warns(found.warns)]
        return self._page(
            request,
            "crm/pool/tonight.html",
            on=on,
            falls=len(found.falls),
            warns=len(found.warns),
            sheets=[sheet for sheet in sheets if sheet.rows],
        )


def _day(said: str) -> date:
    """A day that cannot be read is today."""
    try:
        return parse_date(said) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def _falls(rows: Sequence[queries.Fall]) -> Sheet:
    people = User.objects.in_bulk({row.to_id for row in rows if row.to_id is not None})
    return _sheet(
        _("将回收的客户"),
        _("去向"),
        rows,
        [str(people[row.to_id]) if row.to_id else str(row.rule.pool) for row in rows],
    )


def _warns(rows: Sequence[queries.Warn]) -> Sheet:
    left = [_now("提前 {days} 天").format(days=row.threshold) for row in rows]
    return _sheet(_("将提醒的客户"), _("提醒"), rows, left)


def _sheet(
    title: Any, last: Any, rows: Sequence[queries.Fall | queries.Warn], ends: Sequence[str]
) -> Sheet:
    heads = [_("客户"), _("等级"), _("负责人"), _("规则"), _("计时起"), _("回收日期"), last]
    return Sheet(
        title,
        columns=heads,
        numeric=[False] * len(heads),
        rows=[
            [
                row.name, Customer.Level(row.level).label, row.owner_name, row.rule.name,
                f"{row.counts_from:%Y-%m-%d}", f"{row.falls_on:%Y-%m-%d}", end,
            ]
            for row, end in zip(rows[:SHOWN], ends, strict=False)
        ],
        links=[reach.address(Customer, row.customer_id) for row in rows[:SHOWN]],
    )  # fmt: skip


@admin.register(RecycleExtension)
class RecycleExtensionAdmin(DocumentAdmin):
    """More time that owners asked for."""

    resource = RECYCLE_EXTENSION
    icon = "more_time"
    place = 73
    columns = ("customer_name", "rule_name", "until", "reason", "created_at")
    labels = {"customer_name": _("客户"), "rule_name": _("规则")}
    facts = ((_("延期"), ("customer_name", "rule_name", "until", "reason", "created_at")),)
    empty = _("还没有延期。")
