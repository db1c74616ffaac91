"""Who invited is told when a used link is tried again."""

from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.events.models import Event


@notices.on("supply.portal_contact.link_misused", urgent=True)
def tell(event: Event) -> list[notices.Notice]:
    """A link that somebody else may have reads like this."""
    owner_id = event.payload["owner_id"]
    if owner_id is None:
        return []
    title = str(_("外部联系人 {no} 的链接用过后又被打开，来自 {address}，请核实")).format(
        no=event.document_no, address=event.payload["address"]
    )
    return [
        notices.Notice(
            user_id=owner_id,
            key=f"supply.portal_contact:{event.pk}",
            title=title,
            link=f"supply.portal_contact:{event.document_id}",
        )
    ]
