"""Other papers' news: money that covers goods already out, and contracts that ended."""

from uuid import UUID

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.delivery import actions

SELF = system("crm.delivery")


@log.on("crm.receipt.allocated")
def money_came(event: Event) -> None:
    """This will free the credit of trucks that the money now covers."""
    for contract_id in event.payload["contract_ids"]:
        actions.give_back_covered(UUID(contract_id), actor=SELF, at=event.at)


@log.on("crm.contract.fulfilled")
def all_done(event: Event) -> None:
    """This will free what the trucks of a fulfilled contract still hold."""
    actions.give_back_covered(event.document_id, actor=SELF, at=event.at)
