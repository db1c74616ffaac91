"""News that receiving waits for: what the quality gate decided."""

from uuid import UUID

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.core.registry import resource_of
from backend.supply.receiving import actions
from backend.supply.receiving.models import GoodsReceipt


def take(event: Event) -> None:
    """This will tell a receipt that one of its lines was decided."""
    if event.payload.get("source") == resource_of(GoodsReceipt).code:
        actions.note_verdict(UUID(str(event.payload["source_id"])), actor=system("quality"))


@log.on("goods.inspection.accepted")
def take_accepted(event: Event) -> None:
    """Goods passed the gate."""
    take(event)


@log.on("goods.inspection.conceded")
def take_conceded(event: Event) -> None:
    """Goods were let through that miss a limit."""
    take(event)


@log.on("goods.inspection.rejected")
def take_rejected(event: Event) -> None:
    """Goods were refused, in whole or in part."""
    take(event)
