"""What price books hear from companies."""

from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.pricebook import actions


@log.on("core.party.merged")
def follow_a_merge(_event: Event) -> None:
    """This will bring the prices of a merged customer to the one that stays."""
    actions.realign()


@log.on("core.party.split")
def follow_a_split(_event: Event) -> None:
    """This will bring them back."""
    actions.realign()
