"""What people do with customers and the people in them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party import actions as parties
from backend.core.party.models import Party
from backend.core.people import queries as people
from backend.core.registry import resource_of
from backend.crm.customer.models import Contact, Customer, Requirement

log.declare(
    "crm.customer.created",
    "crm.customer.changed",
    "crm.customer.assigned",
    "crm.customer.developed",
    "crm.customer.dealt",
    "crm.customer.rested",
    "crm.customer.lost",
    "crm.customer.revived",
    "crm.contact.created",
    "crm.contact.changed",
    "crm.contact.left",
    "crm.contact.returned",
)


class AlreadyCustomer(Duplicate):
    """The party has a customer row."""

    sentence = _("该单位已是客户，请直接使用原有客户档案。")


class OnePartyOnly(Malformed):
    """Neither or both of an existing party and a new one."""

    sentence = _("请选择一个已有单位，或填写一个新单位，二者只取其一。")


class StillThere(NotNow):
    """The person has not left."""

    sentence = _("该联系人在职。")


class LeftAlready(NotNow):
    """The person left before."""

    sentence = _("该联系人已离职。")


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
    if id is not None:
        customer.id = id
    customer.no = numbering.next_number("KH", on=on)
    documents.add(
        customer, actor=actor, event="crm.customer.created", permission="crm.create_customer"
    )
    _replace_requirements(customer, requirements)
    for body in contacts:
        _add_contact(customer, body, actor=actor)
    if contacts:
        _reindex(customer.pk)
    return customer


def create_from_party(party: Party, *, actor: Actor, on: date) -> Customer:
    """This will make a company on file a customer, with nothing else known yet."""
    customer = Customer(party=party, no=numbering.next_number("KH", on=on))
    return documents.add(
        customer, actor=actor, event="crm.customer.created", permission="crm.create_customer"
    )


def _new_party(facts: Any, *, actor: Actor, on: date) -> Party:
    policy.require(actor, "core.create_party")
    policy.require_body(actor, resource_of(Party), facts)
    return parties.create(actor=actor, id=None, on=on, is_ours=False, **dict(facts))


@documents.verb
def change(customer_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Customer:
    """This will correct facts of a customer."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.change_customer")
    requirements = changes.pop("requirements", None)
    for name, value in changes.items():
        setattr(customer, name, value)
    documents.save(customer, actor=actor, event="crm.customer.changed")
    if requirements is not None:
        _replace_requirements(customer, requirements)
    return customer


@documents.verb
def assign(
    customer_id: UUID, *, actor: Actor, owner_id: int, unit_id: UUID | None, reason: str
) -> Customer:
    """This will give a customer, and its company with it, to another person."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.assign_customer")
    seat = people.seat(owner_id, unit_id=unit_id)
    party = Party.objects.select_for_update().get(pk=customer.party_id)
    follows = party.owner_id == customer.owner_id
    customer.owner_id, customer.unit_id = seat
    documents.save(
        customer,
        actor=actor,
        event="crm.customer.assigned",
        permission="crm.assign_customer",
        reason=reason,
    )
    if follows:
        documents.remember(party)
        parties.hand_over(party, actor=actor, seat=seat, reason=reason)
    return customer


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


def note_contact(party_id: UUID, *, at: datetime) -> None:
    """This will remember the latest contact with a customer; the follow-up is its event."""
    earlier = Q(last_contact_at=None) | Q(last_contact_at__lt=at)
    Customer.objects.filter(earlier, party_id=party_id).update(last_contact_at=at)


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
    _reindex(customer.pk)
    return contact


def _add_contact(customer: Customer, body: Any, *, actor: Actor) -> None:
    policy.require_body(actor, resource_of(Contact), body)
    contact = Contact(customer=customer, **dict(body))
    documents.add(
        contact, actor=actor, event="crm.contact.created", permission="crm.create_contact"
    )


@documents.verb
def change_contact(contact_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Contact:
    """This will correct facts of a person."""
    contact = documents.lock(Contact, contact_id, actor=actor, permission="crm.change_contact")
    for name, value in changes.items():
        setattr(contact, name, value)
    documents.save(contact, actor=actor, event="crm.contact.changed")
    _reindex(contact.customer_id)
    return contact


@documents.verb
def leave(contact_id: UUID, *, actor: Actor, on: date) -> Contact:
    """This will record that a person left the company; nothing is valid from them any more."""
    contact = documents.lock(Contact, contact_id, actor=actor, permission="crm.change_contact")
    if contact.left_on is not None:
        raise LeftAlready
    contact.left_on = on
    return documents.save(contact, actor=actor, event="crm.contact.left")


@documents.verb
def come_back(contact_id: UUID, *, actor: Actor) -> Contact:
    """This will record that a person works there after all."""
    contact = documents.lock(Contact, contact_id, actor=actor, permission="crm.change_contact")
    if contact.left_on is None:
        raise StillThere
    contact.left_on = None
    return documents.save(contact, actor=actor, event="crm.contact.returned")


def follow_party(party_id: UUID) -> None:
    """This will let the search box find a customer by its company's present name."""
    found = Customer.objects.filter(party_id=party_id).values_list("pk", flat=True).first()
    if found is not None:
        _reindex(found)


def _reindex(customer_id: UUID) -> None:
    """The names of a company and its people are part of how the customer is found."""
    customer = (
        Customer.objects.select_for_update(of=("self",)).select_related("party").get(pk=customer_id)
    )
    documents.index(customer)
    Customer.objects.filter(pk=customer_id).update(
        search_text=customer.search_text,
        search_private=customer.search_private,
        search_grams=customer.search_grams,
    )


def _replace_requirements(customer: Customer, rows: list[Any]) -> None:
    Requirement.objects.filter(customer=customer).delete()
    Requirement.objects.bulk_create(
        Requirement(customer=customer, seq=seq, **dict(row)) for seq, row in enumerate(rows, 1)
    )
