"""Whatever happens, people are told what their rooms say they should be told."""

from backend.core import notices
from backend.core.events import log
from backend.core.events.models import Event
from backend.notify.preference import actions


@log.on("*")
def tell(event: Event) -> None:
    """The rooms' notices about an event go to people by the ways they chose."""
    due = notices.of(event)
    if due:
        actions.tell(due, kind=event.name, at=event.at)
