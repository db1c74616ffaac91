"""How far we are with a customer, and how much it matters to us."""

from datetime import date
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.crm.customer.actions import keeping
from backend.crm.customer.models import Customer

log.declare(
    "crm.customer.developed",
    "crm.customer.dealt",
    "crm.customer.rested",
    "crm.customer.lost",
    "crm.customer.revived",
    "crm.customer.graded",
)


@documents.verb
def develop(customer_id: UUID, *, actor: Actor) -> Customer:
    """This will start working on a prospect."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.develop_customer")
    customer.develop()
    return documents.save(customer, actor=actor, event="crm.customer.developed")


@documents.verb
def rest(customer_id: UUID, *, actor: Actor) -> Customer:
    """This will mark a customer who has not bought for long as dormant."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.rest_customer")
    customer.rest()
    return documents.save(customer, actor=actor, event="crm.customer.rested")


@documents.verb
def lose(customer_id: UUID, *, actor: Actor, reason: str) -> Customer:
    """This will give a customer up, with the reason."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.lose_customer")
    customer.lose()
    customer.lost_reason = reason
    return documents.save(customer, actor=actor, event="crm.customer.lost", reason=reason)


@documents.verb
def revive(customer_id: UUID, *, actor: Actor) -> Customer:
    """This will take a dormant or lost customer up again."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.revive_customer")
    customer.revive()
    customer.lost_reason = ""
    return documents.save(customer, actor=actor, event="crm.customer.revived")


@documents.verb
def note_deal(party_id: UUID, *, actor: Actor, on: date) -> Customer | None:
    """This will record that a customer bought, for the paper that was signed.

    The paper's own verb was checked. It does nothing for a party that is no customer of ours,
    and may be told twice.
    """
    customer = Customer.objects.select_for_update().filter(party_id=party_id).first()
    if customer is None:
        return None
    documents.remember(customer)
    customer.note_deal()
    customer.lost_reason = ""
    customer.first_deal_on = min(customer.first_deal_on or on, on)
    customer.last_deal_on = max(customer.last_deal_on or on, on)
    if not documents.changes(customer):
        return customer
    return documents.save(customer, actor=actor, event="crm.customer.dealt")


@documents.verb
def grade(customer_id: UUID, *, actor: Actor, level: str, reason: str) -> Customer:
    """This will set a customer's level by the rule it fell under; a level set by hand stays."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.grade_customer")
    if customer.level_is_pinned or customer.level == level:
        return customer
    customer.level = level
    documents.save(customer, actor=actor, event="crm.customer.graded", reason=reason)
    keeping.refresh(customer.pk)
    return customer
