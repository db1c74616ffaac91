"""How a ticket comes in: by a person, from another paper, off the machine's label, by mail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.contract.models import Contract
from backend.service.asset.models import Asset
from backend.service.ticket import queries
from backend.service.ticket.actions import clocks
from backend.service.ticket.models import Clock, Ticket

log.declare("service.ticket.opened")
SERIES = "FW"


class NotTheirMachine(Malformed):
    """The machine stands with another company."""

    sentence = _("该设备不属于所选客户，请核对客户或设备。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    customer_id: UUID | None,
    asset_id: UUID | None,
    contract_id: UUID | None,
    symptom_code: str,
    **facts: Any,
) -> Ticket:
    """This will put a customer's matter on file; the machine says whose it is."""
    asset = documents.refer(Asset, asset_id, actor=actor, field="asset_id")
    if customer_id is None and asset is None:
        raise Malformed(errors={"customer_id": _("请选择客户或设备")})
    customer = documents.refer(Party, customer_id, actor=actor, field="customer_id")
    contract = documents.refer(Contract, contract_id, actor=actor, field="contract_id")
    _require_ours(customer, asset)
    require_code("symptom", symptom_code, field="symptom_code")
    ticket = Ticket(
        customer_id=customer.pk if customer else asset.customer_id,  # type: ignore[union-attr]
        asset=asset,
        contract=contract,
        symptom_code=symptom_code,
        opened_at=at,
        **facts,
    )
    if id is not None:
        ticket.id = id
    return enter(ticket, actor=actor, permission="service.create_ticket")


@documents.verb
def open_for(
    *,
    actor: Actor,
    customer_id: UUID,
    asset_id: UUID | None,
    kind: str,
    channel: str,
    summary: str,
    description: str,
    at: datetime,
    source: str,
    contract_id: UUID | None = None,
    **facts: Any,
) -> Ticket:
    """This will open a ticket that another paper or a link asks for, once a source."""
    if known := Ticket.objects.filter(source_key=source).first():
        return known
    asset = None if asset_id is None else Asset.objects.get(pk=asset_id)
    ticket = Ticket(
        customer_id=customer_id,
        asset=asset,
        contract_id=contract_id,
        kind=kind,
        channel=channel,
        summary=summary[:200],
        description=description,
        opened_at=at,
        source_key=source,
        **facts,
    )
    try:
        with transaction.atomic():
            return enter(ticket, actor=actor, permission=None)
    except IntegrityError:
        if known := Ticket.objects.filter(source_key=source).first():
            return known
        raise


def enter(ticket: Ticket, *, actor: Actor, permission: str | None) -> Ticket:
    """This will number a ticket, find what it is entitled to, wind its clocks and write it."""
    at = ticket.opened_at
    ticket.no = numbering.next_number(SERIES, on=timezone.localtime(at).date())
    ticket.serial_no = ticket.asset.serial if ticket.asset else ""
    ticket.priority = queries.priority(ticket.impact, ticket.urgency)
    entitled = queries.entitlement_of(ticket.asset_id, at=at)
    ticket.entitlement = entitled
    ticket.is_covered = queries.coverage(ticket.asset_id, entitled)
    wound = clocks.wind(ticket, at=at, entitlement=entitled)
    news = {"priority": ticket.priority, "channel": ticket.channel, "summary": ticket.summary}
    documents.add(
        ticket, actor=actor, event="service.ticket.opened", permission=permission, payload=news
    )
    Clock.objects.bulk_create(wound)
    return ticket


def require_code(kind: str, code: str, *, field: str) -> None:
    """This will refuse a code that is on nobody's list."""
    if code and not queries.is_code(kind, code):
        raise Malformed(errors={field: _("没有这个代码，请从列表中选择")})


def _require_ours(customer: Party | None, asset: Asset | None) -> None:
    if customer is not None and asset is not None and asset.customer_id != customer.pk:
        raise NotTheirMachine(errors={"asset_id": NotTheirMachine.sentence})
