"""News of purchases, receipts, settlements and processing: what is owed follows them.

Each may come twice or out of order: what it leads to looks at how things stand now.
"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.events import log
from backend.core.events.models import Event
from backend.supply.payable import actions
from backend.supply.processing.models import ProcessOrder
from backend.supply.supplier.models import Supplier

SELF = system("supply.payable")


@log.on("supply.purchase.sent")
def open_plan(event: Event) -> None:
    """This will open the plan of a purchase that went out."""
    actions.refresh(event.document_id, actor=SELF)


@log.on("supply.purchase.acknowledged")
def bind(event: Event) -> None:
    """This will make what is due at signing payable."""
    actions.refresh(event.document_id, actor=SELF)


@log.on("supply.purchase.amended")
def restate(event: Event) -> None:
    """This will share an amended amount over the plan."""
    actions.refresh(event.document_id, actor=SELF)


@log.on("supply.purchase.progressed")
def keep_up(event: Event) -> None:
    """This will follow goods, prices, invoices and the final amount."""
    actions.refresh(event.document_id, actor=SELF)


@log.on("supply.purchase.short_closed")
def end_early(event: Event) -> None:
    """This will make payable what waited for goods that do not come."""
    actions.refresh(event.document_id, actor=SELF)


@log.on("supply.purchase.closed")
def end(event: Event) -> None:
    """This will bring the plan of a closed purchase in line."""
    actions.refresh(event.document_id, actor=SELF)


@log.on("supply.purchase.cancelled")
def drop(event: Event) -> None:
    """This will drop what is not owed any more."""
    actions.refresh(event.document_id, actor=SELF)


@log.on("supply.receipt.posted")
def charge_goods(event: Event) -> None:
    """This will charge goods to the supplier's account."""
    _follow(event)


@log.on("supply.receipt.voided")
def take_goods_off(event: Event) -> None:
    """This will take goods off the supplier's account again."""
    _follow(event)


@log.on("supply.settlement.confirmed")
def make_final(event: Event) -> None:
    """This will bring the account and the plan to the final amount."""
    _follow(event)


@log.on("supply.settlement.reversed")
def undo_final(event: Event) -> None:
    """This will bring the account and the plan back from a final amount."""
    _follow(event)


def _follow(event: Event) -> None:
    purchase_id = event.payload.get("purchase_id")
    if not purchase_id:
        return
    actions.book_receipts(UUID(str(purchase_id)), actor=SELF)
    actions.refresh(UUID(str(purchase_id)), actor=SELF)


@log.on("supply.processing.settled")
def owe_the_mill(event: Event) -> None:
    """This will open what a settled processing order owes the mill, or the mill owes us."""
    facts = event.payload
    order = ProcessOrder.objects.get(pk=UUID(str(facts["processing_id"])))
    party_id, on = UUID(str(facts["party_id"])), date.fromisoformat(str(facts["on"]))
    days = Supplier.objects.filter(party_id=party_id).values_list("payment_days", flat=True).first()
    actions.open_processing(
        actor=SELF,
        source=Source.of(order),
        party_id=party_id,
        currency="CNY",
        amount=_owed(facts),
        on=on,
        due_on=on + timedelta(days=days or 0),
        owner_id=order.owner_id,
        unit_id=order.unit_id,
    )


def _owed(facts: dict[str, object]) -> Decimal:
    """A fee we earn on a customer's metal is owed to us: below zero."""
    net = Decimal(str(facts["net_payable"]))
    return -net if facts.get("direction") == "receivable" else net
