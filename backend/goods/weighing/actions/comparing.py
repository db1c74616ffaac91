"""Both sides' weights: the other's ticket, the difference, and what is settled (磅差)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import weight
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.goods.weighing import calc, queries
from backend.goods.weighing.actions.tickets import locked_for
from backend.goods.weighing.flow import DONE
from backend.goods.weighing.models import CounterWeight, ScaleDifference, WeighTicket


class NoCounterWeight(Refusal):
    """There is nothing to compare with."""

    sentence = _("还没有对方磅单，无法核对。")


@documents.verb
def counter(
    ticket_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    net_kg: Decimal,
    document_no: str,
    gross_kg: Decimal | None,
    tare_kg: Decimal | None,
    photos: Sequence[UUID],
) -> WeighTicket:
    """This will record the other side's ticket; a later one takes an earlier one's place."""
    ticket = documents.lock(
        WeighTicket, ticket_id, actor=actor, permission="goods.counter_weighing"
    )
    return _counter(ticket, actor, at, net_kg, document_no, gross_kg, tare_kg, photos)


@documents.verb
def counter_for(
    ticket_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    net_kg: Decimal,
    document_no: str = "",
    gross_kg: Decimal | None = None,
    tare_kg: Decimal | None = None,
    photos: Sequence[UUID] = (),
) -> WeighTicket:
    """This will record the other side's ticket for a paper whose own verb was checked."""
    ticket = locked_for(ticket_id)
    return _counter(ticket, actor, at, net_kg, document_no, gross_kg, tare_kg, photos)


@documents.verb
def compare(
    ticket_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    tolerance: Decimal,
    unit: str,
    reference: str,
    basis: str,
    policy: str,
    decision: str,
) -> WeighTicket:
    """This will compare both weights under a clause and fix the weight to settle on."""
    ticket = documents.lock(
        WeighTicket, ticket_id, actor=actor, permission="goods.compare_weighing"
    )
    _compare(ticket, actor, at, tolerance, unit, reference, basis, policy, decision)
    return ticket


@documents.verb
def compare_for(
    ticket_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    tolerance: Decimal,
    unit: str,
    reference: str = "theirs",
    basis: str = "ours",
    policy: str = "other",
    decision: str = "",
) -> ScaleDifference:
    """This will compare both weights for a paper whose own verb was checked.

    `settle_weight` is None when the difference is beyond tolerance and the clause holds; the
    ticket is then disputed until it is compared again under another policy.
    """
    ticket = locked_for(ticket_id)
    return _compare(ticket, actor, at, tolerance, unit, reference, basis, policy, decision)


@documents.verb
def verify(ticket_id: UUID, *, actor: Actor, reason: str) -> WeighTicket:
    """This will let our weight stand without comparing, or end a dispute, and say why."""
    ticket = documents.lock(WeighTicket, ticket_id, actor=actor, permission="goods.verify_weighing")
    ticket.verify()
    return documents.save(ticket, actor=actor, event="goods.weighing.verified", reason=reason)


@documents.verb
def dispute(ticket_id: UUID, *, actor: Actor, reason: str) -> WeighTicket:
    """This will hold a ticket until its difference is cleared."""
    ticket = documents.lock(
        WeighTicket, ticket_id, actor=actor, permission="goods.dispute_weighing"
    )
    ticket.dispute()
    return documents.save(ticket, actor=actor, event="goods.weighing.disputed", reason=reason)


def _counter(
    ticket: WeighTicket,
    actor: Actor,
    at: datetime,
    net_kg: Decimal,
    document_no: str,
    gross_kg: Decimal | None,
    tare_kg: Decimal | None,
    photos: Sequence[UUID],
) -> WeighTicket:
    if ticket.state not in DONE:
        raise NotNow(state=documents.state_label(ticket))
    if gross_kg is not None and tare_kg is not None and gross_kg - tare_kg != net_kg:
        raise Malformed(errors={"net_kg": _("净重必须等于毛重减皮重")})
    queries.require_photos(ticket, photos)
    CounterWeight.objects.create(
        ticket=ticket,
        document_no=document_no,
        gross_kg=gross_kg,
        tare_kg=tare_kg,
        net_kg=net_kg,
        at=at,
        photos=[str(photo) for photo in photos],
        by_label=actor.label,
    )
    return documents.save(
        ticket,
        actor=actor,
        event="goods.weighing.countered",
        payload={"document_no": document_no, "net_kg": net_kg},
    )


def _compare(
    ticket: WeighTicket,
    actor: Actor,
    at: datetime,
    tolerance: Decimal,
    unit: str,
    reference: str,
    basis: str,
    policy: str,
    decision: str,
) -> ScaleDifference:
    if ticket.state not in DONE or ticket.net is None:
        raise NotNow(state=documents.state_label(ticket))
    other = ticket.counters.order_by("-id").first()
    if other is None:
        raise NoCounterWeight
    compared = calc.compare(
        _deducted(ticket),
        theirs=weight.tonnes_of(other.net_kg),
        tolerance=tolerance,
        unit=calc.Unit(unit),
        reference=calc.Reference(reference),
    )
    settled = _settled(compared, basis, policy)
    found = ScaleDifference.objects.create(
        ticket=ticket,
        ours=compared.ours,
        theirs=compared.theirs,
        difference=compared.difference,
        permille=compared.permille,
        tolerance=tolerance,
        unit=unit,
        reference=reference,
        basis=basis,
        policy=policy,
        is_within=compared.inside,
        settle_weight=settled,
        at=at,
        by_label=actor.label,
        decision=decision,
    )
    if settled is None:
        ticket.dispute()
    else:
        ticket.verify()
        ticket.settle_weight = settled
    facts = {"difference": compared.difference, "inside": compared.inside, "settled": settled}
    documents.save(
        ticket, actor=actor, event="goods.weighing.compared", payload=facts, reason=decision
    )
    return found


def _deducted(ticket: WeighTicket) -> Decimal:
    """Our own weight after deductions, whatever was settled by an earlier comparison."""
    return weight.tonnes_of((ticket.net_kg or 0) - (ticket.deducted_kg or 0))


def _settled(compared: calc.ScaleDifference, basis: str, policy: str) -> Decimal | None:
    try:
        return calc.settle(compared, basis=calc.Reference(basis), policy=calc.Policy(policy))
    except calc.Unsettled:
        return None
