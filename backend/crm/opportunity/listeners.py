"""What an opportunity hears from its lead."""

from datetime import date
from decimal import Decimal

from backend.core.access.actor import system
from backend.core.documents import moving
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.opportunity import actions
from backend.crm.opportunity.schemas.opportunity import OPPORTUNITY


@log.on("crm.lead.converted")
def open_what_was_asked_for(event: Event) -> None:
    """This will open the opportunity that a conversion asked for."""
    wish = event.payload.get("opportunity")
    if wish is None:
        return
    actions.open_from_lead(
        event.document_id,
        actor=system("crm.lead"),
        name=wish["name"],
        amount=Decimal(wish["amount"]),
        expected_close_on=date.fromisoformat(wish["expected_close_on"]),
    )


@log.on(moving.event_of(OPPORTUNITY))
def follow_the_heir(event: Event) -> None:
    """Who got an opportunity together with other papers is its owner in the figures as well."""
    actions.note_owner(event.document_id, at=event.at, by_id=event.actor_id)


@log.on("crm.opportunity.awarded")
def follow_the_winner(event: Event) -> None:
    """Who won an opportunity in a conflict is its owner in the figures as well."""
    actions.note_owner(event.document_id, at=event.at, by_id=event.actor_id)
