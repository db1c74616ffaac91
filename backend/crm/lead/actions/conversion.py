"""From a lead to a customer."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.party.models import Party
from backend.crm.customer import actions as customers
from backend.crm.customer.models import Customer
from backend.crm.lead.models import Lead

log.declare("crm.lead.converted")


class OneCustomerOnly(Malformed):
    """Neither or both of an existing party and a new one."""

    sentence = _("请选择一个已有单位，或填写新客户的资料，二者只取其一。")


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
