"""People from outside in the back office."""

from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice import deeds
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.events.models import Event
from backend.core.sync import queries as log
from backend.supply.portal import queries
from backend.supply.portal.flow import State
from backend.supply.portal.models import PortalContact
from backend.supply.portal.queries import Standing
from backend.supply.portal.schemas import PORTAL_CONTACT

STANDINGS = {
    Standing.OPEN: _("可用"),
    Standing.USED: _("已使用"),
    Standing.REVOKED: _("已撤销"),
    Standing.OVER: _("已过期"),
}


@admin.register(PortalContact)
class PortalContactAdmin(DocumentAdmin):
    """Whom we let in from outside, and what they may."""

    resource = PORTAL_CONTACT
    icon = "badge"
    columns = ("no", "name", "party_name", "state", "phone", "last_seen_at", "created_at")
    facts = (
        (_("联系人"), ("name", "party_id", "phone", "email", "state")),
        (_("登录"), ("last_seen_at", "owner_id")),
    )
    references = {"permissions": lambda document, actor: _verbs()}
    labels = {
        "party_name": _("单位"),
        "hours": _("有效小时数"),
        "permissions": _("只允许这些动作（不选为角色全部）"),
        "sets_password": _("用于设置密码"),
    }
    main_path = (State.INVITED, State.ACTIVE)
    empty = _("还没有邀请过外部联系人。")


def _verbs() -> list[tuple[str, str]]:
    return [(code, deeds.permission_label(code)) for code in queries.verbs_of_role()]


@panels.related(PortalContact, "supply.link_portal_contact")
def open_links(contact: PortalContact, actor: Actor) -> panels.Table | None:
    """The links of a contact; an open one shows its token."""
    now = timezone.now()
    rows = []
    for one in queries.links(contact)[:10]:
        how = queries.standing(one, at=now)
        token = queries.token_of(one.pk) if how == Standing.OPEN else "—"
        rows.append((one.made_at, one.expires_at, STANDINGS[how], one.used_from or "—", token))
    if not rows:
        return None
    names = (_("生成时间"), _("到期时间"), _("状态"), _("使用地址"), _("令牌"))
    return panels.Table(_("一次性链接"), names, rows)


@panels.related(PortalContact, "supply.view_portal_contact", order=60)
def last_deeds(contact: PortalContact, actor: Actor) -> panels.Table | None:
    """What the person did last, of the papers this reader sees."""
    rows = Event.objects.filter(actor_id=contact.user_id)
    told, _next = log.timeline(actor, rows, before=None, limit=10)
    if not told:
        return None
    cells: list[tuple[Any, ...]] = [(row["at"], row["name"], row["document_no"]) for row in told]
    return panels.Table(_("最近操作"), (_("时间"), _("动作"), _("单据")), cells)
