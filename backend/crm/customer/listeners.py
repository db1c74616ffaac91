"""What a customer hears from its company."""

from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.customer import actions


@log.on("core.party.changed")
def follow_the_name(event: Event) -> None:
    """This will keep a customer found by its company's present name and phone."""
    actions.follow_party(event.document_id)
