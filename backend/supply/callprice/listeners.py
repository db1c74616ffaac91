"""What fixings hear from purchases."""

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.supply.callprice import actions
from backend.supply.purchase.models import PurchaseLine


@log.on("supply.purchase.cancelled")
def drop_open_calls(event: Event) -> None:
    """This will let unanswered calls of a dropped purchase lapse."""
    actor = system("采购取消")
    lines = PurchaseLine.objects.filter(purchase_id=event.document_id).order_by("pk")
    for line_id in lines.values_list("pk", flat=True):
        actions.expire_all(line_id, actor=actor)
