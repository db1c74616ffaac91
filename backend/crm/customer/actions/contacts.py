"""The people of a customer: put on file, corrected, gone and back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow
from backend.core.events import log
from backend.core.party import actions as parties
from backend.core.registry import resource_of
from backend.crm.customer.actions import keeping
from backend.crm.customer.models import Contact, Customer

log.declare(
    "crm.contact.created",
    "crm.contact.changed",
    "crm.contact.left",
    "crm.contact.returned",
)


class StillThere(NotNow):
    """The person has not left."""

    sentence = _("该联系人在职。")


class LeftAlready(NotNow):
    """The person left before."""

    sentence = _("该联系人已离职。")


@documents.verb
def create_contact(*, actor: Actor, id: UUID | None, customer_id: UUID, **facts: Any) -> Contact:
    """This will put a person of a customer on file."""
    customer = documents.refer(Customer, customer_id, actor=actor, field="customer_id")
    assert customer is not None
    contact = Contact(customer=customer, **facts)
    if id is not None:
        contact.id = id
    documents.add(
        contact, actor=actor, event="crm.contact.created", permission="crm.create_contact"
    )
    _known_by(contact)
    keeping.refresh(customer.pk)
    return contact


def add_contact(customer: Customer, body: Any, *, actor: Actor) -> None:
    """This will put a person on file together with a new customer."""
    policy.require_body(actor, resource_of(Contact), body)
    contact = Contact(customer=customer, **dict(body))
    documents.add(
        contact, actor=actor, event="crm.contact.created", permission="crm.create_contact"
    )
    _known_by(contact)


def proves(contact: Contact) -> bool:
    """This will tell whether a person's phone can belong to this company only."""
    return contact.phone_is_verified and contact.role == Contact.Role.DECIDER


def _known_by(contact: Contact) -> None:
    """A person's phone speaks for the company; a decider's proven mobile belongs to one only."""
    if contact.left_on is not None:
        parties.forget_phone(contact.pk)
        return
    parties.note_phone(
        contact.customer.party_id,
        source="crm.contact",
        source_id=contact.pk,
        phone=contact.phone,
        email=contact.email,
        is_hard=proves(contact),
    )


@documents.verb
def change_contact(contact_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Contact:
    """This will correct facts of a person."""
    contact = documents.lock(Contact, contact_id, actor=actor, permission="crm.change_contact")
    for name, value in changes.items():
        setattr(contact, name, value)
    documents.save(contact, actor=actor, event="crm.contact.changed")
    _known_by(contact)
    keeping.refresh(contact.customer_id)
    return contact


@documents.verb
def leave(contact_id: UUID, *, actor: Actor, on: date) -> Contact:
    """This will record that a person left the company; nothing is valid from them any more."""
    contact = documents.lock(Contact, contact_id, actor=actor, permission="crm.change_contact")
    if contact.left_on is not None:
        raise LeftAlready
    contact.left_on = on
    _known_by(contact)
    return documents.save(contact, actor=actor, event="crm.contact.left")


@documents.verb
def come_back(contact_id: UUID, *, actor: Actor) -> Contact:
    """This will record that a person works there after all."""
    contact = documents.lock(Contact, contact_id, actor=actor, permission="crm.change_contact")
    if contact.left_on is None:
        raise StillThere
    contact.left_on = None
    _known_by(contact)
    return documents.save(contact, actor=actor, event="crm.contact.returned")
