"""Winning a customer, correcting what we know."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party import actions as parties
from backend.core.party.models import Party
from backend.core.registry import resource_of
from backend.crm.customer.actions import keeping, ownership
from backend.crm.customer.actions.contacts import add_contact
from backend.crm.customer.models import Customer

log.declare("crm.customer.created", "crm.customer.changed")


class AlreadyCustomer(Duplicate):
    """The party has a customer row."""

    sentence = _("该单位已是客户，请直接使用原有客户档案。")


class OnePartyOnly(Malformed):
    """Neither or both of an existing party and a new one."""

    sentence = _("请选择一个已有单位，或填写一个新单位，二者只取其一。")


documents.explains("crm_customer_party_id_key", AlreadyCustomer())


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID | None,
    party: Any,
    contacts: list[Any],
    requirements: list[Any],
    **facts: Any,
) -> Customer:
    """This will make a known company a customer, or put a new company on file as one."""
    if (party_id is None) == (party is None):
        raise OnePartyOnly(errors={"party_id": OnePartyOnly.sentence})
    company = documents.refer(Party, party_id, actor=actor, field="party_id")
    if company is None:
        company = _new_party(party, actor=actor, on=on)
    customer = Customer(party=company, **facts)
    customer.level_is_pinned = customer.level != Customer.Level.C
    if id is not None:
        customer.id = id
    customer.no = numbering.next_number("KH", on=on)
    _add(customer, actor=actor)
    keeping.replace_requirements(customer, requirements, actor=actor)
    for body in contacts:
        add_contact(customer, body, actor=actor)
    keeping.refresh(customer.pk)
    return customer


def create_from_party(party: Party, *, actor: Actor, on: date) -> Customer:
    """This will make a company on file a customer, with nothing else known yet."""
    return _add(Customer(party=party, no=numbering.next_number("KH", on=on)), actor=actor)


def _add(customer: Customer, *, actor: Actor) -> Customer:
    customer.collected_at = None if actor.user_id is None else context.now()
    documents.add(
        customer, actor=actor, event="crm.customer.created", permission="crm.create_customer"
    )
    ownership.begin(customer, actor=actor)
    return customer


def _new_party(facts: Any, *, actor: Actor, on: date) -> Party:
    policy.require(actor, "core.create_party")
    policy.require_body(actor, resource_of(Party), facts)
    return parties.create(actor=actor, id=None, on=on, is_ours=False, **dict(facts))


@documents.verb
def change(customer_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Customer:
    """This will correct facts of a customer."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.change_customer")
    requirements = changes.pop("requirements", None)
    if changes.get("level", customer.level) != customer.level:
        changes.setdefault("level_is_pinned", True)
    for name, value in changes.items():
        setattr(customer, name, value)
    documents.save(customer, actor=actor, event="crm.customer.changed")
    if requirements is not None:
        keeping.replace_requirements(customer, requirements, actor=actor)
    keeping.refresh(customer.pk)
    return customer
