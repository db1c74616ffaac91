"""Opening an opportunity, correcting it, giving it away."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.core.people import queries as people
from backend.crm.customer import actions as customers
from backend.crm.lead.flow import State as LeadState
from backend.crm.lead.models import Lead
from backend.crm.opportunity import queries
from backend.crm.opportunity.actions import history, rows
from backend.crm.opportunity.models import Opportunity, Pipeline

log.declare("crm.opportunity.created", "crm.opportunity.changed", "crm.opportunity.assigned")


class NoPipeline(Refusal):
    """The company has not said yet through which stages a sale goes."""

    sentence = _("还没有默认的销售流程，请先在设置中建立。")


class LeadNotConverted(Refusal):
    """An opportunity comes from a lead only when the lead is a customer."""

    sentence = _("线索还没有转为客户，请先转化。")


class AlreadyOpened(Duplicate):
    """The lead has its opportunity."""

    sentence = _("这条线索已经建立了商机。")


class LeadOfAnother(Malformed):
    """The lead became another company."""

    sentence = _("这条线索属于另一个客户。")


documents.explains("crm_opportunity_lead_id_key", AlreadyOpened())


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    party_id: UUID,
    lead_id: UUID | None,
    pipeline_id: UUID | None,
    stage: str | None,
    probability: Decimal | None,
    amount: Decimal,
    business: str = "",
    currency: str = history.HOME,
    items: Sequence[Any] = (),
    rivals: Sequence[Any] = (),
    **facts: Any,
) -> Opportunity:
    """This will open a possible sale in a stage of a pipeline, the first one unless named.

    Without a pipeline the one for its kind of business and unit is taken.
    """
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    lead = documents.refer(Lead, lead_id, actor=actor, field="lead_id")
    if lead is not None:
        _belongs(lead, party_id)
        facts["source"] = facts.get("source") or lead.source
    found = _pipeline(pipeline_id, business, facts.get("unit_id") or actor.unit_id, actor=actor)
    where = queries.first_stage(found) if stage is None else history.open_stage(found.pk, stage)
    on = timezone.localdate(at)
    opportunity = Opportunity(
        party=party,
        lead=lead,
        pipeline=found,
        stage=where,
        stage_since=at,
        business=business or found.business,
        amount=amount,
        currency=currency,
        amount_cny=history.in_cny(amount, currency, on=on),
        probability=where.probability if probability is None else probability,
        **facts,
    )
    if id is not None:
        opportunity.id = id
    opportunity.no = numbering.next_number("SJ", on=on)
    documents.add(
        opportunity,
        actor=actor,
        event="crm.opportunity.created",
        permission="crm.create_opportunity",
    )
    rows.replace_items(opportunity, items, actor=actor)
    rows.replace_rivals(opportunity, rivals)
    failures = queries.failing(opportunity, where, on=on, actor=actor, is_new=True)
    history.require(failures, history.GateClosed, stage=where)
    history.write(opportunity, None, actor=actor, at=at, since=at)
    return opportunity


def _pipeline(
    pipeline_id: UUID | None, business: str, unit_id: UUID | None, *, actor: Actor
) -> Pipeline:
    named = documents.refer(Pipeline, pipeline_id, actor=actor, field="pipeline_id")
    found = named and queries.current(named)
    found = found or queries.fitting_pipeline(business, unit_id)
    if found is None:
        raise NoPipeline
    return found


def _belongs(lead: Lead, party_id: UUID) -> None:
    if lead.state != LeadState.CONVERTED:
        raise LeadNotConverted
    if lead.party_id != party_id:
        raise LeadOfAnother(errors={"lead_id": LeadOfAnother.sentence})


def open_from_lead(
    lead_id: UUID, *, actor: Actor, name: str, amount: Decimal, expected_close_on: date
) -> Opportunity | None:
    """This will open the opportunity a conversion asked for, once, for the lead's owner."""
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    if lead.party_id is None or Opportunity.objects.filter(lead=lead).exists():
        return None
    opened = create(
        actor=actor,
        id=None,
        at=lead.updated_at,
        party_id=lead.party_id,
        lead_id=lead.pk,
        pipeline_id=None,
        stage=None,
        probability=None,
        name=name,
        amount=amount,
        expected_close_on=expected_close_on,
        owner_id=lead.owner_id,
        unit_id=lead.unit_id,
    )
    rows.copy_items(opened, lead)
    return opened


@documents.verb
def change(opportunity_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Opportunity:
    """This will correct facts of an open opportunity; changed figures go into its history.

    A change may not take away what the present stage asked for when it was entered.
    """
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.change_opportunity"
    )
    opportunity.move()
    before, on = history.Figures.of(opportunity), timezone.localdate(context.now())
    lacking = {failure.place for failure in _asked(opportunity, on)}
    if "items" in changes:
        rows.replace_items(opportunity, changes.pop("items"), actor=actor)
    if "rivals" in changes:
        rows.replace_rivals(opportunity, changes.pop("rivals"))
    for name, value in changes.items():
        setattr(opportunity, name, value)
    if "amount" in changes:
        opportunity.amount_cny = history.in_cny(opportunity.amount, opportunity.currency, on=on)
    broken = [failure for failure in _asked(opportunity, on) if failure.place not in lacking]
    history.require(broken, history.WouldBreak, stage=opportunity.stage)
    documents.save(opportunity, actor=actor, event="crm.opportunity.changed")
    history.write(
        opportunity,
        before,
        actor=actor,
        at=opportunity.updated_at,
        since=opportunity.stage_since,
    )
    return opportunity


def _asked(opportunity: Opportunity, on: date) -> list[queries.Failure]:
    return queries.breaches(opportunity, opportunity.stage, on=on)


@documents.verb
def assign(
    opportunity_id: UUID, *, actor: Actor, owner_id: int, unit_id: UUID | None, reason: str
) -> Opportunity:
    """This will give an opportunity to another person."""
    opportunity = documents.lock(
        Opportunity, opportunity_id, actor=actor, permission="crm.assign_opportunity"
    )
    before = history.Figures.of(opportunity)
    opportunity.owner_id, opportunity.unit_id = people.seat(owner_id, unit_id=unit_id)
    documents.save(
        opportunity,
        actor=actor,
        event="crm.opportunity.assigned",
        permission="crm.assign_opportunity",
        reason=reason,
    )
    history.write(
        opportunity,
        before,
        actor=actor,
        at=opportunity.updated_at,
        since=opportunity.stage_since,
    )
    return opportunity


def note_contact(opportunity_id: UUID, *, at: datetime) -> None:
    """This will remember the latest contact about an opportunity; the follow-up is its event."""
    opportunity = Opportunity.objects.get(pk=opportunity_id)
    earlier = Q(last_contact_at=None) | Q(last_contact_at__lt=at)
    Opportunity.objects.filter(earlier, pk=opportunity_id).update(last_contact_at=at)
    customers.note_contact(opportunity.party_id, at=at)
