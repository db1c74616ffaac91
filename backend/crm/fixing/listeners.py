"""News from the market that concerns booked fixings."""

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.fixing import actions, queries


@log.on("market.quote.corrected")
def tell_what_was_priced(event: Event) -> None:
    """A corrected quote changes no booked fixing; those who rest on the old one are told."""
    actor = system("行情更正")
    for fixing in queries.priced_on_older(event.payload):
        actions.tell_corrected(fixing.pk, actor=actor, news=event.payload, cause=event.pk)
