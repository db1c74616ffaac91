"""Who gave the link is told when the customer asks by it."""

from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.events.models import Event
from backend.service.link.models import CustomerLink


@notices.on("service.customer_link.asked")
def tell(event: Event) -> list[notices.Notice]:
    """A question by a link reads like this."""
    link = CustomerLink.objects.select_related("party").filter(pk=event.document_id).first()
    if link is None or link.owner_id is None:
        return []
    title = str(_("{party} 通过客户链接提问，已建服务单 {no}")).format(
        party=link.party.name, no=event.payload["ticket_no"]
    )
    return [
        notices.Notice(
            user_id=link.owner_id,
            key=f"service.customer_link.asked:{event.payload['ticket_id']}",
            title=title,
            link=f"service.ticket:{event.payload['ticket_id']}",
        )
    ]
