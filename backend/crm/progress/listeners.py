"""Who answers for the contract is told when its goods slip."""

from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.events.models import Event
from backend.crm.progress.models import Progress


@notices.on("crm.progress.slipped")
def tell(event: Event) -> list[notices.Notice]:
    """A slip reads like this, once for every day it gets worse."""
    rows = Progress.objects.select_related("contract", "line__product")
    progress = rows.filter(pk=event.document_id).first()
    if progress is None or progress.owner_id is None:
        return []
    days = event.payload["slip_days"]
    title = str(_("合同 {no} 的 {product} 预计延误 {days} 天，预计交期 {day}")).format(
        no=progress.contract.no,
        product=progress.line.product.name,
        days=days,
        day=event.payload["expected_on"],
    )
    return [
        notices.Notice(
            user_id=progress.owner_id,
            key=f"crm.progress.slipped:{progress.pk}:{days}:{event.payload['expected_on']}",
            title=title,
            body=event.reason,
            link=f"crm.progress:{progress.pk}",
        )
    ]
