"""Whatever happens, people are told what their rooms say they should be told."""

from backend.core import notices
from backend.core.events import log
from backend.core.events.models import Event
from backend.notify.inbox import actions


@log.on("*")
def tell(event: Event) -> None:
    """The rooms' notices about an event go to the inboxes."""
    due = notices.of(event)
    if due:
        actions.put(due, kind=event.name, at=event.at)
