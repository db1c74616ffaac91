"""The life of a ticket outside the scale: opened, bound to a paper, locked, voided."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Duplicate, Invisible, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.warehouse import queries as warehouses
from backend.goods.weighing import queries
from backend.goods.weighing.flow import DONE
from backend.goods.weighing.models import Scale, WeighTicket

log.declare(
    "goods.weighing.opened",
    "goods.weighing.weighed",
    "goods.weighing.confirmed",
    "goods.weighing.completed",
    "goods.weighing.countered",
    "goods.weighing.compared",
    "goods.weighing.verified",
    "goods.weighing.disputed",
    "goods.weighing.attached",
    "goods.weighing.detached",
    "goods.weighing.locked",
    "goods.weighing.voided",
)


class AlreadyOnScale(Duplicate):
    """The truck has a ticket that is not finished."""

    sentence = _("该车牌还有一张未完成的磅单，请先完成或作废。")


class TicketTaken(Refusal):
    """The ticket belongs to another paper."""

    sentence = _("磅单 {ticket} 已用于 {holder}，不能重复使用。")


class SamePerson(Refusal):
    """A second person must do this."""

    status = 403
    sentence = _("须由另一人操作：本人过磅或开具的磅单不能由本人复核或作废。")


documents.explains("goods_weighticket_one_open", AlreadyOnScale())


@documents.verb
def open_ticket(
    *,
    actor: Actor,
    id: UUID | None,
    opened_at: datetime,
    plate: str,
    warehouse_id: UUID,
    scale_id: UUID | None = None,
    party_id: UUID | None = None,
    product_id: UUID | None = None,
    **facts: Any,
) -> WeighTicket:
    """This will announce a truck at the scale; one plate has one unfinished ticket."""
    ticket = WeighTicket(
        opened_at=opened_at,
        plate=queries.plate(plate),
        warehouse=warehouses.in_use(warehouse_id, actor=actor),
        scale=documents.refer(Scale, scale_id, actor=actor, field="scale_id"),
        party=documents.refer(Party, party_id, actor=actor, field="party_id"),
        product=documents.refer(Product, product_id, actor=actor, field="product_id"),
        **facts,
    )
    if id is not None:
        ticket.id = id
    ticket.warnings = queries.opening_warnings(ticket)
    ticket.no = numbering.next_number("BD", on=timezone.localdate(opened_at))
    return documents.add(
        ticket,
        actor=actor,
        event="goods.weighing.opened",
        permission="goods.create_weighing",
    )


@documents.verb
def void(ticket_id: UUID, *, actor: Actor, reason: str) -> WeighTicket:
    """This will make a ticket count for nothing; somebody other than its weigher must say so.

    A ticket that a paper stands on is let go by that paper first.
    """
    ticket = documents.lock(WeighTicket, ticket_id, actor=actor, permission="goods.void_weighing")
    if ticket.is_bound:
        raise TicketTaken(ticket=ticket.no, holder=ticket.source_no)
    if actor.user_id in queries.people_of(ticket):
        raise SamePerson
    ticket.void()
    ticket.void_reason = reason
    return documents.save(ticket, actor=actor, event="goods.weighing.voided", reason=reason)


def locked_for(ticket_id: UUID) -> WeighTicket:
    """This will lock a ticket for a paper whose own verb was checked; raises Invisible."""
    rows = WeighTicket.objects.select_for_update(of=("self",), no_key=True)
    ticket = rows.filter(pk=ticket_id).first()
    if ticket is None:
        raise Invisible
    documents.remember(ticket)
    return ticket


@documents.verb
def attach(ticket_id: UUID, *, actor: Actor, source: Source, line_id: UUID | None) -> WeighTicket:
    """This will bind a completed ticket to a paper; it can then carry no other.

    Raises NotNow before the net is known and TicketTaken when another paper holds it.
    """
    documents.get(WeighTicket, ticket_id, actor=actor)
    ticket = locked_for(ticket_id)
    if ticket.state not in DONE:
        raise NotNow(state=documents.state_label(ticket))
    holder = (ticket.source_code, ticket.source_id)
    if ticket.is_bound and holder != (source.code, source.id):
        raise TicketTaken(ticket=ticket.no, holder=ticket.source_no)
    ticket.source_code, ticket.source_id, ticket.source_no = source
    ticket.line_id, ticket.is_bound = line_id, True
    return documents.save(ticket, actor=actor, event="goods.weighing.attached")


@documents.verb
def detach(ticket_id: UUID, *, actor: Actor, source: Source) -> WeighTicket:
    """This will let a ticket go from the paper that held it."""
    ticket = locked_for(ticket_id)
    if (ticket.source_code, ticket.source_id) != (source.code, source.id):
        raise TicketTaken(ticket=ticket.no, holder=ticket.source_no)
    ticket.is_bound = False
    return documents.save(ticket, actor=actor, event="goods.weighing.detached")


@documents.verb
def lock_for(ticket_id: UUID, *, actor: Actor) -> WeighTicket:
    """This will lock a verified ticket, for a paper that settled on it."""
    ticket = locked_for(ticket_id)
    ticket.lock()
    return documents.save(ticket, actor=actor, event="goods.weighing.locked")
