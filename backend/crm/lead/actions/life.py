"""Working a lead: given to somebody, talked to, put back, dropped."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed, Refusal
from backend.core.events import log
from backend.core.party.models import Party
from backend.core.people import queries as people
from backend.crm.customer import actions as customers
from backend.crm.lead import queries
from backend.crm.lead.flow import State
from backend.crm.lead.models import Lead
from backend.market.calendar import queries as calendar

log.declare(
    "crm.lead.assigned",
    "crm.lead.started",
    "crm.lead.nurtured",
    "crm.lead.qualified",
    "crm.lead.invalidated",
    "crm.lead.duplicated",
    "crm.lead.contacted",
    "crm.lead.released",
    "crm.lead.claimed",
    "crm.lead.breached",
)


class DuplicateOfWhat(Malformed):
    """The thing it repeats is not named, or is the lead itself."""

    sentence = _("请选择它与哪条线索或哪个单位重复。")


class TakenAlready(Refusal):
    """Somebody else claimed it first."""

    sentence = _("这条线索已被他人领取。")


class NobodyClaims(Refusal):
    """Only a person can claim."""

    sentence = _("只有人员账号可以领取线索。")


@documents.verb
def assign(
    lead_id: UUID, *, actor: Actor, owner_id: int, unit_id: UUID | None, reason: str
) -> Lead:
    """This will give a lead to somebody to call."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.assign_lead")
    _hand(lead, owner_id=owner_id, unit_id=unit_id)
    return documents.save(
        lead,
        actor=actor,
        event="crm.lead.assigned",
        permission="crm.assign_lead",
        payload={"owner_id": owner_id},
        reason=reason,
    )


def give(
    lead: Lead, *, actor: Actor, owner_id: int, unit_id: UUID | None, payload: dict[str, Any]
) -> Lead:
    """This will give a new lead to somebody by a rule; the caller holds the row."""
    documents.remember(lead)
    _hand(lead, owner_id=owner_id, unit_id=unit_id)
    said = {"owner_id": owner_id, **payload}
    return documents.save(lead, actor=actor, event="crm.lead.assigned", payload=said)


def _hand(lead: Lead, *, owner_id: int, unit_id: UUID | None) -> None:
    if lead.state == State.NEW:
        lead.be_assigned()
    elif lead.state == State.POOLED:
        lead.claim()
    lead.owner_id, lead.unit_id = people.seat(owner_id, unit_id=unit_id)
    lead.assigned_at = context.now()


@documents.verb
def release(lead_id: UUID, *, actor: Actor, reason: str) -> Lead:
    """This will put a lead into the pool, for whoever claims it."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.release_lead")
    lead.release()
    former, lead.owner, lead.released_at = lead.owner_id, None, context.now()
    return documents.save(
        lead,
        actor=actor,
        event="crm.lead.released",
        payload={"from_id": former},
        reason=reason,
    )


@documents.verb
def claim(lead_id: UUID, *, actor: Actor) -> Lead:
    """This will take a lead out of the pool; of many who try at once, one gets it.

    Raises TakenAlready for a lead that was in the pool, Invisible for any other.
    """
    policy.require(actor, "crm.claim_lead")
    rows = Lead.objects.filter(pk=lead_id, state=State.POOLED, owner=None)
    lead = rows.select_for_update(of=("self",), no_key=True).first()
    if lead is None:
        if Lead.objects.filter(pk=lead_id, released_at__isnull=False).exists():
            raise TakenAlready
        raise Invisible
    if actor.user_id is None:
        raise NobodyClaims
    documents.remember(lead)
    _hand(lead, owner_id=actor.user_id, unit_id=actor.unit_id)
    return documents.save(
        lead, actor=actor, event="crm.lead.claimed", payload={"owner_id": actor.user_id}
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
        if lead.received_at is not None:
            worked = calendar.work_seconds_between(lead.received_at, at)
            lead.response_minutes = worked // 60
        documents.save(lead, actor=actor, event="crm.lead.contacted")


@documents.verb
def tell_late(lead_id: UUID, *, actor: Actor, at: datetime) -> bool:
    """This will say once that the time to answer a lead is over, and to whom it is said."""
    lead = queries.late(at).filter(pk=lead_id).select_for_update(of=("self",)).first()
    if lead is None:
        return False
    documents.remember(lead)
    lead.sla_told_at = at
    told = queries.overseers(lead)
    if lead.owner_id is not None:
        told = sorted({lead.owner_id, *told})
    documents.save(lead, actor=actor, event="crm.lead.breached", payload={"told": told})
    return True
