"""Customer links in the back office, and beside the contract they open."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.crm.contract.models import Contract
from backend.service.link import queries
from backend.service.link.flow import State
from backend.service.link.models import CustomerLink
from backend.service.link.schemas import CUSTOMER_LINK


@admin.register(CustomerLink)
class CustomerLinkAdmin(DocumentAdmin):
    """Which customers follow which contract, and how often they look."""

    resource = CUSTOMER_LINK
    icon = "link"
    columns = (
        "no",
        "contract_no",
        "party_name",
        "note",
        "state",
        "expires_at",
        "views",
        "last_seen_at",
    )
    facts = (
        (_("客户链接"), ("contract_id", "party_name", "note", "shows", "language")),
        (_("有效期"), ("state", "expires_at", "revoked_at")),
        (_("打开情况"), ("views", "first_seen_at", "last_seen_at")),
    )
    references = {"attachment_id": lambda document, actor: _files(document, actor)}
    labels = {
        "contract_no": _("合同"),
        "party_name": _("客户"),
        "days": _("有效天数"),
        "attachment_id": _("文件"),
        "title": _("给客户看的标题"),
        "at": _("时间"),
    }
    main_path = (State.OPEN,)
    empty = _("还没有客户链接。在合同签署后生成，客户不用登录即可查看进度。")


def _files(link: Any, actor: Actor) -> list[tuple[str, str]]:
    if link is None:
        return []
    return [(str(row.pk), row.name) for row in queries.releasable(link.contract, actor=actor)]


@panels.related(CustomerLink, "service.create_customer_link")
def address(link: CustomerLink, actor: Actor) -> panels.Table | None:
    """This will show the address to hand out while the link opens."""
    if not queries.is_open(link, at=timezone.now()):
        return None
    path = reverse("order_link", args=[queries.token_of(link.pk)])
    return panels.Table(_("链接地址"), (_("发给客户的地址"),), [(path,)], [path])


@panels.related(CustomerLink, "service.view_customer_link", order=60)
def released(link: CustomerLink, actor: Actor) -> panels.Table | None:
    """This will show the files the customer may read."""
    rows = [
        (row.title, row.attachment.name, row.released_at) for row in queries.released(link.contract)
    ]
    if not rows:
        return None
    return panels.Table(_("已发布文件"), (_("标题"), _("文件"), _("发布时间")), rows)


@panels.related(Contract, "service.view_customer_link", order=70)
def of_contract(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will show the links of a contract."""
    rows = list(policy.visible(CustomerLink, actor).filter(contract=contract).order_by("-id")[:5])
    if not rows:
        return None
    return panels.Table(
        _("客户链接"),
        (_("编号"), _("发给谁"), _("状态"), _("到期时间"), _("打开次数")),
        [(row.no, row.note, row.get_state_display(), row.expires_at, row.views) for row in rows],
        [panels.page(row) for row in rows],
    )


@panels.offer(Contract, "service.create_customer_link", order=70)
def share(contract: Contract, actor: Actor) -> panels.Offer | None:
    """This will offer to make a link for the customer of a signed contract."""
    if contract.signed_on is None:
        return None
    address = reverse("admin:service_customerlink_add")
    return panels.Offer(
        _("客户链接"), f"{address}?contract_id={contract.pk}", icon="link", is_page=True
    )
