"""Pools, what waits in them, and how many customers a person may have."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Role
from backend.core.backoffice import reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.people.models import Unit, User
from backend.crm.pool.models import CapacityRule, Pool, PoolEntry
from backend.crm.pool.schemas import CAPACITY_RULE, POOL, POOL_ENTRY


def _people(document: Any, actor: Actor) -> list[tuple[int, str]]:
    return [(user.pk, str(user)) for user in User.objects.filter(is_active=True).order_by("name")]


def _units(document: Any, actor: Actor) -> list[tuple[Any, str]]:
    return [(unit.pk, unit.name) for unit in Unit.objects.order_by("name")]


def _roles(document: Any, actor: Actor) -> list[tuple[int, str]]:
    return [(role.pk, role.name) for role in Role.objects.order_by("code")]


@admin.register(PoolEntry)
class PoolEntryAdmin(DocumentAdmin):
    """Customers nobody has, as a member may see them, each with a button to take it."""

    resource = POOL_ENTRY
    icon = "waves"
    place = 11
    columns = (
        "name",
        "pool_name",
        "level",
        "segment",
        "province",
        "city",
        "industry",
        "since",
        "last_deal_on",
    )
    filters = ("pool_id", "level", "segment", "province", "city", "way", "is_waiting")
    facts = (
        (
            _("客户"),
            ("name", "customer_no", "level", "segment", "source", "province", "city", "industry"),
        ),
        (_("联系"), ("phone", "last_contact_at", "last_deal_on", "note")),
        (_("公海"), ("pool_name", "since", "way", "shown_reason", "from_name", "left_at")),
    )
    tables = (ChildTable(_("联系人"), "contacts", ("name", "title", "role", "phone")),)
    labels = {
        "pool_name": _("公海池"),
        "is_waiting": _("待领取"),
        "contacts.name": _("姓名"),
        "contacts.phone": _("电话"),
    }
    empty = _("公海里没有您可以领取的客户。")

    def get_queryset(self, request: HttpRequest) -> Any:
        """This will show what waits, unless what has left is asked for."""
        rows = super().get_queryset(request)
        return rows if "is_waiting" in request.GET else rows.filter(left_at=None)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """This will end each row with the button to take it."""
        shown = super().get_list_display(request)
        return [*shown, self.take] if reach.actor_of(request).may("crm.claim_pool_entry") else shown

    @admin.display(description=_("领取"))
    def take(self, entry: PoolEntry) -> str:
        """This will lead to the claim of a customer that waits."""
        if entry.left_at is not None:
            return "—"
        link = self._at("do", entry.pk, "claim")
        return format_html(
            '<a class="bo-button bo-small bo-primary" href="{}" data-dialog>{}</a>',
            link,
            _now("领取"),
        )

    def _read(self, request: HttpRequest, pk: Any) -> Any:
        """Asking to take a customer is not opening it: only its page is counted."""
        if "/do/" not in request.path:
            return super()._read(request, pk)
        rows = policy.visible(PoolEntry, reach.actor_of(request)).select_related("pool")
        return rows.filter(pk=pk).first() or super()._read(request, pk)


@admin.register(Pool)
class PoolAdmin(DocumentAdmin):
    """Pools, their members and their limits."""

    resource = POOL
    icon = "pool"
    place = 70
    is_machinery = True
    columns = (
        "name",
        "claim_limit",
        "claim_period",
        "view_limit_per_day",
        "prev_owner_cooldown_days",
        "priority",
        "is_active",
    )
    references = {
        "scope_unit_id": Unit,
        "member_ids": _people,
        "admin_ids": _people,
        "unit_ids": _units,
    }
    labels = {
        "member_ids": _("成员"),
        "unit_ids": _("成员单元"),
        "admin_ids": _("管理员"),
        "members": _("成员"),
        "waiting": _("待领取客户"),
        "scope_unit_id": _("收纳单元"),
    }
    facts = (
        (_("公海池"), ("name", "members", "waiting", "priority", "is_active")),
        (_("收纳范围"), ("scope_unit_id", "segments", "provinces")),
        (
            _("领取规则"),
            (
                "claim_limit",
                "claim_period",
                "view_limit_per_day",
                "prev_owner_cooldown_days",
                "cooldown_covers_team",
                "new_data_protection_days",
                "hidden_fields",
            ),
        ),
    )
    empty = _("还没有公海池。")


@admin.register(CapacityRule)
class CapacityRuleAdmin(DocumentAdmin):
    """How many customers somebody may have."""

    resource = CAPACITY_RULE
    icon = "group_work"
    place = 72
    is_machinery = True
    columns = ("name", "max_owned", "max_locked", "excludes_dealt", "is_active")
    references = {"user_id": User, "role_id": _roles, "for_unit_id": Unit}
    labels = {"user_id": _("适用人员"), "role_id": _("适用角色"), "for_unit_id": _("适用单元")}
    empty = _("没有容量限制。")
