"""Other papers' news: what opens, triggers, restates and ends a plan.

Every ear may hear twice or in another order than things happened; the actions take that.
"""

from datetime import date
from uuid import UUID

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.contract.models import PaymentTerm
from backend.crm.receivable import actions

Trigger = PaymentTerm.Trigger
SELF = system("crm.receivable")


@log.on("crm.contract.signed")
def open_plan(event: Event) -> None:
    """This will open the plan of a signed contract."""
    actions.open_plan(event.document_id, actor=SELF)


@log.on("crm.contract.amended")
def restate_plan(event: Event) -> None:
    """This will share an amended estimate over the plan."""
    actions.restate(event.document_id, actor=SELF)


@log.on("crm.contract.terminated")
def close_plan(event: Event) -> None:
    """This will drop what a contract that ended early no longer asks for."""
    actions.close_plan(event.document_id, actor=SELF, reason=event.reason)


@log.on("crm.delivery.weighed_out")
def goods_left(event: Event) -> None:
    """This will make instalments payable that wait for goods to leave."""
    _trigger(event, Trigger.DELIVERED)


@log.on("crm.delivery.signed")
def goods_accepted(event: Event) -> None:
    """This will make instalments payable that wait for the customer's signature."""
    _trigger(event, Trigger.SIGNED)


@log.on("crm.delivery.resolved")
def difference_settled(event: Event) -> None:
    """This will take the end of a dispute for the signature it stands in for."""
    _trigger(event, Trigger.SIGNED)


@log.on("crm.invoice.issued")
def invoiced(event: Event) -> None:
    """This will make instalments payable that wait for the invoice."""
    _trigger(event, Trigger.INVOICE)


def _trigger(event: Event, trigger: str) -> None:
    said = event.payload.get("on")
    on = date.fromisoformat(said) if said else timezone.localdate(event.at)
    contract_id = UUID(event.payload["contract_id"])
    actions.trigger(contract_id, trigger=trigger, on=on, actor=SELF)
