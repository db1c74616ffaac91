"""From our gate to the customer's signature, and back when it is refused."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import weight as tonnes
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.crm.contract import actions as contracts
from backend.crm.contract.models import ContractLine
from backend.crm.credit import actions as credit
from backend.crm.delivery import calc
from backend.crm.delivery.actions import counting, hold, inspected
from backend.crm.delivery.flow import State
from backend.crm.delivery.models import Delivery
from backend.goods.serial import actions as serials
from backend.goods.serial import queries as serial_queries
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Source
from backend.goods.weighing import actions as weighing

Basis = ContractLine.WeightBasis


class CounterWeightMissing(Refusal):
    """The weight rule needs the buyer's ticket."""

    sentence = _("按合同计重方式须先录入对方磅单，再签收。")


class DifferenceOpen(Refusal):
    """The scales differ by more than the clause allows and it says to clarify first."""

    sentence = _("磅差超出允许范围，合同约定先核实，请转为磅差争议处理。")


@documents.verb
def depart(delivery_id: UUID, *, actor: Actor, at: datetime) -> Delivery:
    """This will send the truck off."""
    delivery = hold.lock(delivery_id, actor=actor, verb="depart")
    delivery.depart()
    delivery.departed_at = at
    return hold.save(delivery, actor=actor, event="departed")


@documents.verb
def arrive(delivery_id: UUID, *, actor: Actor, at: datetime) -> Delivery:
    """This will record the arrival at the customer's gate."""
    delivery = hold.lock(delivery_id, actor=actor, verb="arrive")
    delivery.arrive()
    delivery.arrived_at = at
    return hold.save(delivery, actor=actor, event="arrived")


@documents.verb
def weigh_in(
    delivery_id: UUID, *, actor: Actor, at: datetime, net: Decimal, document_no: str
) -> Delivery:
    """This will take the customer's net (tonnes) and settle both weights by the line's rule."""
    delivery = hold.lock(delivery_id, actor=actor, verb="weigh_in")
    delivery.weigh_in()
    counting.refuse_scales(delivery, then=_("货到后请直接签收；数量不符的请拒收。"))
    assert delivery.ticket_id is not None  # goods that left were weighed
    weighing.counter_for(
        delivery.ticket_id,
        actor=actor,
        at=at,
        net_kg=tonnes.kilograms_of(net),
        document_no=document_no,
    )
    delivery.their_weight = net
    _settle(delivery, actor=actor, at=at)
    return hold.save(
        delivery, actor=actor, event="weighed_in", ours=delivery.our_weight, theirs=net
    )


def _settle(delivery: Delivery, *, actor: Actor, at: datetime) -> None:
    line = delivery.line
    rule = calc.clause(line.weight_basis, scale_tolerance=line.scale_tolerance)
    if rule is None:
        delivery.settle_weight = _alone(delivery)
        return
    assert delivery.ticket_id is not None
    found = weighing.compare_for(
        delivery.ticket_id,
        actor=actor,
        at=at,
        tolerance=rule.tolerance,
        unit="permille",
        reference="theirs",
        basis=rule.basis,
        policy=rule.policy,
    )
    delivery.is_within = found.is_within
    delivery.settle_weight = found.settle_weight


def _is_known(delivery: Delivery) -> bool:
    """Whether what is settled was known when the goods left: a count, or our own figure."""
    is_ours = delivery.line.weight_basis in (Basis.SELLER, Basis.THEORETICAL)
    return is_ours or delivery.line.product.is_counted


def _alone(delivery: Delivery) -> Decimal | None:
    """The weight where one side's figure decides; None while that figure is unknown."""
    if delivery.line.product.is_counted:
        return delivery.our_weight
    if delivery.line.weight_basis == Basis.BUYER:
        return delivery.their_weight
    if delivery.line.weight_basis == Basis.THEORETICAL:
        return delivery.theoretical_weight
    return delivery.our_weight


@documents.verb
def dispute(delivery_id: UUID, *, actor: Actor, reason: str) -> Delivery:
    """This will hold a truck whose weights do not agree."""
    delivery = hold.lock(delivery_id, actor=actor, verb="dispute")
    delivery.dispute()
    return hold.save(delivery, actor=actor, event="disputed", reason=reason)


@documents.verb
def resolve(
    delivery_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    signed_by: str,
    settle_weight: Decimal,
    reason: str,
) -> Delivery:
    """This will settle a disputed truck at the weight both sides agreed on, with the reason."""
    delivery = hold.lock(delivery_id, actor=actor, verb="resolve", states=hold.RUNNING)
    delivery.resolve()
    delivery.settle_weight, delivery.decision = settle_weight, reason
    return _accept(delivery, actor=actor, at=at, signed_by=signed_by, event="resolved", why=reason)


@documents.verb
def sign(delivery_id: UUID, *, actor: Actor, at: datetime, signed_by: str) -> Delivery:
    """This will record that the customer accepted the truck, at the settlement weight.

    Raises CounterWeightMissing or DifferenceOpen when the weight rule is not satisfied.
    """
    delivery = hold.lock(delivery_id, actor=actor, verb="sign", states=hold.RUNNING)
    was = delivery.state
    delivery.sign()
    if was == State.ARRIVED and _is_known(delivery):
        delivery.settle_weight = _alone(delivery)
    if delivery.settle_weight is None:
        raise CounterWeightMissing if was == State.ARRIVED else DifferenceOpen
    return _accept(delivery, actor=actor, at=at, signed_by=signed_by, event="signed", why="")


def _accept(
    delivery: Delivery, *, actor: Actor, at: datetime, signed_by: str, event: str, why: str
) -> Delivery:
    assert delivery.settle_weight is not None
    delivery.signed_at, delivery.signed_by = at, signed_by
    contracts.note_signed(
        delivery.line_id, actor=actor, quantity=delivery.settle_weight, event_no=delivery.no
    )
    on = timezone.localdate(at)
    return hold.save(
        delivery,
        actor=actor,
        event=event,
        reason=why,
        weight=delivery.settle_weight,
        serials=[serial.no for serial in serial_queries.given_out_by(delivery.pk)],
        on=on,
        at=at,
    )


@documents.verb
def refuse(delivery_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Delivery:
    """This will record that the customer did not take the goods."""
    delivery = hold.lock(delivery_id, actor=actor, verb="refuse")
    delivery.refuse()
    delivery.refused_reason = reason
    return hold.save(delivery, actor=actor, event="refused", reason=reason)


@documents.verb
def take_back(delivery_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Delivery:
    """This will put refused goods back in stock at the cost they left with."""
    delivery = hold.lock(delivery_id, actor=actor, verb="take_back", states=hold.RUNNING)
    delivery.take_back()
    assert delivery.our_weight is not None
    source = Source.of(delivery)
    stock.take_back(actor=actor, at=at, source=source, reason=reason)
    serials.undo(actor=actor, at=at, source=source, back_to=delivery.warehouse_id)
    inspected.inspect_return(delivery, actor=actor, at=at)
    contracts.note_shipped(
        delivery.line_id, actor=actor, quantity=-delivery.our_weight, event_no=delivery.no
    )
    credit.restore(hold.CODE, delivery.pk, actor=actor, at=at)
    delivery.amount_provisional = Decimal(0)
    delivery.cost = Decimal(0)
    return hold.save(delivery, actor=actor, event="taken_back", reason=reason)
