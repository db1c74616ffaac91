"""A receipt of a netting that was taken back takes the netting back with it."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.supply.netting import actions

SELF = system("supply.netting")


@log.on("crm.receipt.reversed")
def follow(event: Event) -> None:
    """This will open our side again when the customer's side was taken back."""
    if event.document_id is None:
        return
    paper = actions.of_receipt(event.document_id)
    if paper is None or paper.receipt is None or paper.receipt.reversed_on is None:
        return
    at = timezone.make_aware(datetime.combine(paper.receipt.reversed_on, time.min))
    reason = event.reason or str(_("对应的回款已冲销"))
    actions.reverse(paper.pk, actor=SELF, at=at, reason=reason)
