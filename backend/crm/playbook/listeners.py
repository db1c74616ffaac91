"""The news that plays begin with."""

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.playbook import actions
from backend.crm.playbook.models import PlaybookRule

Trigger = PlaybookRule.Trigger
HOUSE = "crm.playbook"


@log.on("crm.lead.assigned")
def lead_assigned(event: Event) -> None:
    """Somebody is to call a lead."""
    actions.hear(event, Trigger.LEAD_ASSIGNED, actor=system(HOUSE))


@log.on("crm.opportunity.created")
def opportunity_opened(event: Event) -> None:
    """A sale may be had; it begins in a stage."""
    actions.hear(event, Trigger.OPPORTUNITY_OPENED, actor=system(HOUSE))


@log.on("crm.opportunity.moved")
def stage_entered(event: Event) -> None:
    """A sale came into another stage."""
    actions.hear(event, Trigger.STAGE_ENTERED, actor=system(HOUSE))


@log.on("crm.quote.sent")
def quote_sent(event: Event) -> None:
    """A customer has our price."""
    actions.hear(event, Trigger.QUOTE_SENT, actor=system(HOUSE))


@log.on("crm.contract.signed")
def contract_signed(event: Event) -> None:
    """Both parties are bound."""
    actions.hear(event, Trigger.CONTRACT_SIGNED, actor=system(HOUSE))
