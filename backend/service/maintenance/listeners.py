"""What plans hear of the work orders made for them."""

from datetime import datetime

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.service.maintenance import actions

HERE = "maintenance"


@log.on("service.work_order.completed")
def close_visits(event: Event) -> None:
    """This will close due visits whose work is done; what goes on is closed by its last order."""
    if event.payload.get("goes_on"):
        return
    at = datetime.fromisoformat(str(event.payload["at"]))
    actions.note_done(event.document_id, actor=system(HERE), on=timezone.localdate(at))


@log.on("service.work_order.cancelled")
def plan_again(event: Event) -> None:
    """This will plan due visits again whose work order was dropped."""
    actions.note_cancelled(event.document_id, actor=system(HERE))
