"""What people do with leads."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.core.people import queries as people
from backend.crm.customer import actions as customers
from backend.crm.customer.models import Customer
from backend.crm.lead.flow import State
from backend.crm.lead.models import Lead, LeadItem

log.declare(
    "crm.lead.created",
    "crm.lead.changed",
    "crm.lead.assigned",
    "crm.lead.started",
    "crm.lead.nurtured",
    "crm.lead.qualified",
    "crm.lead.converted",
    "crm.lead.invalidated",
    "crm.lead.duplicated",
    "crm.lead.contacted",
)


class NobodyToCall(Malformed):
    """Neither a company nor a person is named."""

    sentence = _("请至少填写公司或联系人。")


class OneCustomerOnly(Malformed):
    """Neither or both of an existing party and a new one."""

    sentence = _("请选择一个已有单位，或填写新客户的资料，二者只取其一。")


class DuplicateOfWhat(Malformed):
    """The thing it repeats is not named, or is the lead itself."""

    sentence = _("请选择它与哪条线索或哪个单位重复。")


@documents.verb
def create(*, actor: Actor, id: UUID | None, on: date, items: list[Any], **facts: Any) -> Lead:
    """This will take in somebody who may want to buy."""
    _named(facts["company"], facts["contact_name"])
    lead = Lead(received_on=on, **facts)
    if id is not None:
        lead.id = id
    lead.no = numbering.next_number("XS", on=on)
    documents.add(lead, actor=actor, event="crm.lead.created", permission="crm.create_lead")
    _replace_items(lead, items)
    return lead


@documents.verb
def change(lead_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Lead:
    """This will correct what we know about a lead."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.change_lead")
    items = changes.pop("items", None)
    for name, value in changes.items():
        setattr(lead, name, value)
    _named(lead.company, lead.contact_name)
    documents.save(lead, actor=actor, event="crm.lead.changed")
    if items is not None:
        _replace_items(lead, items)
    return lead


@documents.verb
def assign(
    lead_id: UUID, *, actor: Actor, owner_id: int, unit_id: UUID | None, reason: str
) -> Lead:
    """This will give a lead to somebody to call."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.assign_lead")
    if lead.state == State.NEW:
        lead.be_assigned()
    lead.owner_id, lead.unit_id = people.seat(owner_id, unit_id=unit_id)
    return documents.save(
        lead,
        actor=actor,
        event="crm.lead.assigned",
        permission="crm.assign_lead",
        payload={"owner_id": owner_id},
        reason=reason,
    )


@documents.verb
def start(lead_id: UUID, *, actor: Actor) -> Lead:
    """This will begin to talk to a lead."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.start_lead")
    lead.start()
    return documents.save(lead, actor=actor, event="crm.lead.started")


@documents.verb
def nurture(lead_id: UUID, *, actor: Actor, reason: str) -> Lead:
    """This will keep a lead warm for later, with the reason why not now."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.nurture_lead")
    lead.nurture()
    return documents.save(lead, actor=actor, event="crm.lead.nurtured", reason=reason)


@documents.verb
def qualify(lead_id: UUID, *, actor: Actor) -> Lead:
    """This will find a lead worth a sale."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.qualify_lead")
    lead.qualify()
    return documents.save(lead, actor=actor, event="crm.lead.qualified")


@documents.verb
def convert(
    lead_id: UUID,
    *,
    actor: Actor,
    on: date,
    party_id: UUID | None,
    customer: Any,
    opportunity: Any,
) -> Lead:
    """This will make a lead a customer: a company on file, or a new one.

    Follow-ups and files stay where they are and show on the customer. An opportunity that is
    asked for is opened by the news of it.
    """
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.convert_lead")
    lead.convert()
    if (party_id is None) == (customer is None):
        raise OneCustomerOnly(errors={"party_id": OneCustomerOnly.sentence})
    if customer is not None:
        lead.party_id = _new_customer(lead, customer, actor=actor, on=on)
    else:
        lead.party_id = _known_customer(party_id, actor=actor, on=on)
    lead.converted_on = on
    wish = None if opportunity is None else dict(opportunity)
    documents.save(
        lead,
        actor=actor,
        event="crm.lead.converted",
        payload={"opportunity": wish, "at": on},
    )
    if lead.last_contact_at is not None:
        customers.note_contact(lead.party_id, at=lead.last_contact_at)
    return lead


def _new_customer(lead: Lead, body: Any, *, actor: Actor, on: date) -> UUID:
    """The person the lead came from is put on file with the company, unless others are named."""
    made = customers.create(actor=actor, id=None, on=on, party_id=None, **dict(body))
    if lead.contact_name and not body.contacts:
        customers.create_contact(
            actor=actor,
            id=None,
            customer_id=made.pk,
            name=lead.contact_name,
            phone=lead.contact_phone,
            email=lead.contact_email,
        )
    return made.party_id


def _known_customer(party_id: UUID | None, *, actor: Actor, on: date) -> UUID:
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    assert party is not None
    if not Customer.objects.filter(party=party).exists():
        customers.create_from_party(party, actor=actor, on=on)
    return party.pk


@documents.verb
def invalidate(lead_id: UUID, *, actor: Actor, reason: str) -> Lead:
    """This will drop a lead, with the reason."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.invalidate_lead")
    lead.invalidate()
    lead.closed_reason = reason
    return documents.save(lead, actor=actor, event="crm.lead.invalidated", reason=reason)


@documents.verb
def mark_duplicate(
    lead_id: UUID,
    *,
    actor: Actor,
    duplicate_of_id: UUID | None,
    party_id: UUID | None,
    reason: str,
) -> Lead:
    """This will point a lead to the lead or company that it repeats."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.mark_duplicate_lead")
    lead.mark_duplicate()
    if (duplicate_of_id is None) == (party_id is None) or duplicate_of_id == lead.pk:
        raise DuplicateOfWhat(errors={"duplicate_of_id": DuplicateOfWhat.sentence})
    lead.duplicate_of = documents.refer(Lead, duplicate_of_id, actor=actor, field="duplicate_of_id")
    lead.party = documents.refer(Party, party_id, actor=actor, field="party_id")
    lead.closed_reason = reason
    return documents.save(lead, actor=actor, event="crm.lead.duplicated", reason=reason)


def note_contact(lead_id: UUID, *, actor: Actor, at: datetime) -> None:
    """This will remember a contact with a lead; the first one is its first response.

    The follow-up's own verb was checked.
    """
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    if lead.last_contact_at is None or lead.last_contact_at < at:
        Lead.objects.filter(pk=lead_id).update(last_contact_at=at)
    if lead.party_id is not None:
        customers.note_contact(lead.party_id, at=at)
    if lead.first_response_at is None:
        lead.refresh_from_db()
        documents.remember(lead)
        lead.first_response_at = at
        documents.save(lead, actor=actor, event="crm.lead.contacted")


def _named(company: str, person: str) -> None:
    if not company and not person:
        raise NobodyToCall(errors={"company": NobodyToCall.sentence})


def _replace_items(lead: Lead, rows: list[Any]) -> None:
    LeadItem.objects.filter(lead=lead).delete()
    LeadItem.objects.bulk_create(
        LeadItem(lead=lead, seq=seq, **dict(row)) for seq, row in enumerate(rows, 1)
    )
