"""Who is told about a lead: its new owner, and those who answer for it when it waits."""

from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.events.models import Event


@notices.on("crm.lead.assigned")
def tell_owner(event: Event) -> list[notices.Notice]:
    """Who is given a lead reads about it."""
    owner = event.payload.get("owner_id")
    if owner is None or owner == event.actor_id:
        return []
    return [_notice(event, owner, _("新线索 {no} 已分配给您，请及时联系"))]


@notices.on("crm.lead.breached")
def tell_late(event: Event) -> list[notices.Notice]:
    """Owner and sales leads read, once, that nobody answered in time."""
    title = _("线索 {no} 已超过响应时限，尚未联系")
    return [_notice(event, user_id, title) for user_id in event.payload["told"]]


@notices.on("crm.lead.repeated")
def tell_repeat(event: Event) -> list[notices.Notice]:
    """Who has the earlier lead reads that they asked again."""
    owner = event.payload.get("owner_id")
    return [] if owner is None else [_notice(event, owner, _("您的线索再次来询：{no}"))]


@notices.on("crm.lead.recognized")
def tell_known(event: Event) -> list[notices.Notice]:
    """Who has the customer reads that they sent a form."""
    owner = event.payload.get("owner_id")
    return [] if owner is None else [_notice(event, owner, _("您的客户提交了询价：{no}"))]


def _notice(event: Event, user_id: int, title: object) -> notices.Notice:
    return notices.Notice(
        user_id=user_id,
        key=f"{event.name}:{event.pk}:{user_id}",
        title=str(title).format(no=event.document_no),
        link=f"crm.lead:{event.document_id}",
    )
