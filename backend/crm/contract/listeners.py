"""What a contract hears from itself."""

from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.contract.actions import prices


@log.on("crm.contract.signed")
def remember_its_prices(event: Event) -> None:
    """This will put what was agreed into the ledger of prices paid."""
    prices.note_prices(event.document_id)
