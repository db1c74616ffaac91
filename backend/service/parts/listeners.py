"""News that concerns spare parts: a part came out of a machine and is to come back."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.service.parts import actions

SELF = system("service.parts")


@log.on("service.work_order.completed")
def parts_came_out(event: Event) -> None:
    """This will announce the parts that an order says are to come back, once each."""
    day = timezone.localdate(datetime.fromisoformat(event.payload["at"]))
    for part in event.payload["parts"]:
        actions.back.open_for(UUID(part["part_id"]), actor=SELF, on=day)
