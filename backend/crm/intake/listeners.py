"""Who hears of a lead that no rule knows what to do with."""

from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.events.models import Event


@notices.on("crm.lead.unassigned")
def tell_waiting(event: Event) -> list[notices.Notice]:
    """Sales leads read that a lead waits for somebody."""
    return [
        notices.Notice(
            user_id=user_id,
            key=f"crm.lead.unassigned:{event.document_id}",
            title=str(_("线索 {no} 没有匹配的分配规则，等待分配")).format(no=event.document_no),
            link=f"crm.lead:{event.document_id}",
        )
        for user_id in event.payload["told"]
    ]
