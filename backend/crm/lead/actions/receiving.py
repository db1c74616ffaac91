"""Taking in a lead: from a person who types it, or from a form that a stranger filled in."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.crm.customer.models import Customer
from backend.crm.lead import calc, queries
from backend.crm.lead.models import Lead, LeadItem

log.declare("crm.lead.created", "crm.lead.changed", "crm.lead.repeated", "crm.lead.recognized")


class NobodyToCall(Malformed):
    """Neither a company nor a person is named."""

    sentence = _("请至少填写公司或联系人。")


class SamePhone(Duplicate):
    """Somebody called from this phone within 90 days."""

    sentence = _("{on} 已有同一电话的线索{which}，如确需另建请填写原因（duplicate_reason）。")


class CustomersPhone(Duplicate):
    """The phone is proven to be a customer's."""

    sentence = _("该电话是客户{which}已核实的号码，请直接在客户下跟进。")


class Sent(NamedTuple):
    """What became of a form: the lead, and whether we had it already."""

    lead: Lead
    is_new: bool


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    items: list[Any],
    at: datetime | None = None,
    duplicate_reason: str = "",
    **facts: Any,
) -> Lead:
    """This will take in somebody who may want to buy.

    A phone proven to be a customer's is refused; so is one that called within 90 days, unless a
    reason is given. Whose it is, is said only as far as the actor may see it.
    """
    _named(facts["company"], facts["contact_name"])
    lead = Lead(received_on=on, **facts)
    if id is not None:
        lead.id = id
    lead.phone_key = queries.key_of(lead.contact_phone)
    _unknown(lead, actor=actor, reason=duplicate_reason)
    _promise(lead, at=at)
    weigh(lead, items)
    lead.no = numbering.next_number("XS", on=on)
    documents.add(
        lead,
        actor=actor,
        event="crm.lead.created",
        permission="crm.create_lead",
        reason=duplicate_reason,
    )
    replace_items(lead, items)
    return lead


def receive(
    *,
    actor: Actor,
    at: datetime,
    owner_id: int | None,
    unit_id: UUID | None,
    items: list[Any],
    **facts: Any,
) -> Sent:
    """This will take in what a stranger sent; nothing is refused and nothing is told to them.

    A phone we know makes it a duplicate that points to the customer or the earlier lead, whose
    owner hears that they asked again.
    """
    lead = Lead(received_on=timezone.localdate(at), owner_id=owner_id, unit_id=unit_id, **facts)
    lead.phone_key = queries.key_of(lead.contact_phone)
    known = queries.customer_of_phone(lead.phone_key)
    earlier = queries.same_phone(lead.phone_key, on=lead.received_on)
    _promise(lead, at=at)
    weigh(lead, items, is_known=known is not None)
    lead.no = numbering.next_number("XS", on=lead.received_on)
    documents.add(lead, actor=actor, event="crm.lead.created")
    replace_items(lead, items)
    if known is None and earlier is None:
        return Sent(lead, is_new=True)
    lead.mark_duplicate()
    lead.closed_reason = str(_("来自同一电话"))
    if known is not None:
        lead.party_id = known.party_id
        owner, event = known.owner_id, "crm.lead.recognized"
    else:
        assert earlier is not None
        lead.duplicate_of = earlier
        owner, event = earlier.owner_id, "crm.lead.repeated"
    documents.save(lead, actor=actor, event=event, payload={"owner_id": owner})
    return Sent(lead, is_new=False)


@documents.verb
def change(lead_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Lead:
    """This will correct what we know about a lead."""
    lead = documents.lock(Lead, lead_id, actor=actor, permission="crm.change_lead")
    items, reason = changes.pop("items", None), changes.pop("duplicate_reason", "")
    for name, value in changes.items():
        setattr(lead, name, value)
    _named(lead.company, lead.contact_name)
    if "contact_phone" in changes:
        lead.phone_key = queries.key_of(lead.contact_phone)
        _unknown(lead, actor=actor, reason=reason)
    weigh(lead, list(lead.items.all()) if items is None else items)
    documents.save(lead, actor=actor, event="crm.lead.changed", reason=reason)
    if items is not None:
        replace_items(lead, items)
    return lead


def weigh(lead: Lead, items: Iterable[Any], *, is_known: bool = False) -> None:
    """This will work out how promising a lead is, and why."""
    rows = list(items)
    found = calc.score(
        calc.Facts(
            source=lead.source,
            company=lead.company,
            contact_name=lead.contact_name,
            phone=lead.phone_key,
            email=lead.contact_email,
            content=lead.content,
            amount=lead.amount,
            quantities=[row.quantity for row in rows],
            is_known=is_known,
        )
    )
    lead.score = found.points
    lead.score_reasons = [{"code": code, "points": points} for code, points in found.reasons]


def _promise(lead: Lead, *, at: datetime | None) -> None:
    """Without its moment, a lead of an earlier day was written down later: nothing was promised."""
    if at is None and lead.received_on == timezone.localdate(context.now()):
        at = context.now()
    lead.received_at = at
    if at is not None:
        lead.sla_due_at = queries.due_at(lead.source, received_at=at)


def _unknown(lead: Lead, *, actor: Actor, reason: str) -> None:
    known = queries.customer_of_phone(lead.phone_key)
    if known is not None:
        which = _seen(known, actor, name=known.party.name)
        raise CustomersPhone(
            errors={"contact_phone": str(CustomersPhone.sentence).format(which=which)}, which=which
        )
    earlier = queries.same_phone(lead.phone_key, on=lead.received_on, but=lead.pk)
    if earlier is not None and not reason:
        raise SamePhone(on=earlier.received_on, which=_seen(earlier, actor, name=earlier.no))


def _seen(document: Customer | Lead, actor: Actor, *, name: str) -> str:
    """Name a paper and whose it is, to somebody who may see it; to others nothing."""
    if not policy.visible(type(document), actor).filter(pk=document.pk).exists():
        return ""
    owner = str(document.owner) if document.owner else str(_("无负责人"))
    return f"“{name}”（{owner}）"


def _named(company: str, person: str) -> None:
    if not company and not person:
        raise NobodyToCall(errors={"company": NobodyToCall.sentence})


def replace_items(lead: Lead, rows: list[Any]) -> None:
    """This will write what they ask for, in place of what there was."""
    LeadItem.objects.filter(lead=lead).delete()
    LeadItem.objects.bulk_create(
        LeadItem(lead=lead, seq=seq, **dict(row)) for seq, row in enumerate(rows, 1)
    )
